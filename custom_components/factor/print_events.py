"""What is told of a print: on the bus, by the event entity, and in answers."""

from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import MAX_LENGTH_STATE_STATE

from .const import DOMAIN
from .printer.history import PastPrint
from .printer.prints import EventType, PrintEvent

EVENT_PRINT: Final = f"{DOMAIN}_print"
ATTR_TYPE: Final = "type"


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it is told: its type and what belongs to it."""

    type: EventType
    data: dict[str, Any]


def data_of(event: PrintEvent, past: PastPrint | None) -> dict[str, Any]:
    """Return what belongs to an event; see `docs/automations.md`."""
    if past:
        return past_data(past)
    data: dict[str, Any] = {"late": event.late}
    if event.print:
        data["file"] = fitting(event.print.file)
        data["job_id"] = fitting(event.print.job_id)
        data["progress"] = event.progress
        if event.progress is None and event.print.completion is not None:
            data["progress"] = int(event.print.completion)
        data["duration"] = event.print.print_time_s
    return data


def fitting(name: str | None) -> str | None:
    """Return a name no longer than a state may be, without what controls terminals."""
    if name is None:
        return None
    fit = name[:MAX_LENGTH_STATE_STATE]
    return fit if fit.isprintable() else "".join(filter(str.isprintable, fit))


def past_data(past: PastPrint) -> dict[str, Any]:
    """Return a print that is over as it is told: s, %, m, g, kWh; None is unknown."""
    return {
        "file": past.file,
        "job_id": past.job_id,
        "outcome": past.outcome.value,
        "reason": past.reason and past.reason.value,
        "message": past.message,
        "started": past.started.isoformat(),
        "ended": past.ended.isoformat(),
        "duration": past.duration_s,
        "paused": past.paused_s,
        "progress": None if past.completion is None else int(past.completion),
        "filament_length": in_m(past.length_mm),
        "filament_weight": past.weight_g,
        "filament": {
            tool: {"length": in_m(used.length_mm), "weight": used.weight_g}
            for tool, used in past.filament.items()
        },
        "energy": past.energy_kwh,
        "cost": past.cost,
        "currency": past.currency,
        "late": past.late,
    }


def in_m(length_mm: float | None) -> float | None:
    """Return a length in m."""
    return None if length_mm is None else length_mm / 1000
