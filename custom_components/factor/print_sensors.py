"""Sensors of what is over: the last print, and what all prints come to."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfEnergy, UnitOfLength, UnitOfMass, UnitOfTime

from .coordinator import PrinterCoordinator
from .entity import PartEntities, reading_key
from .printer.history import FilamentUsed, PastPrint, Totals
from .printer.prints import Outcome, Reason
from .sensor_description import (
    FactorSensorDescription,
    Value,
    maybe,
    passed_minutes,
    sensor,
)

LENGTH: Final[dict[str, Any]] = {
    "device_class": SensorDeviceClass.DISTANCE,
    "native_unit_of_measurement": UnitOfLength.MILLIMETERS,
    "suggested_unit_of_measurement": UnitOfLength.METERS,
    "suggested_display_precision": 2,
}
WEIGHT: Final[dict[str, Any]] = {
    "device_class": SensorDeviceClass.WEIGHT,
    "native_unit_of_measurement": UnitOfMass.GRAMS,
    "suggested_display_precision": 1,
}
ENERGY: Final[dict[str, Any]] = {
    "device_class": SensorDeviceClass.ENERGY,
    "native_unit_of_measurement": UnitOfEnergy.KILO_WATT_HOUR,
    "suggested_display_precision": 2,
}
COST: Final[dict[str, Any]] = {
    "device_class": SensorDeviceClass.MONETARY,
    "suggested_display_precision": 2,
}
KNOWN_OUTCOMES: Final = [each for each in Outcome if each is not Outcome.UNKNOWN]


def minutes_of(duration_s: float) -> int:
    """Return the minutes of a duration that are over."""
    return passed_minutes(timedelta(seconds=duration_s))


def last_print(
    key: str, value_fn: Callable[[PastPrint], Value], **given: Any
) -> FactorSensorDescription:
    """Give what is remembered of the last print."""
    return sensor(
        f"last_print_{key}",
        value_fn=lambda printer: maybe(value_fn, printer.story.history.last),
        of_the_past=True,
        **given,
    )


def all_prints(
    key: str, value_fn: Callable[[Totals], Value], **given: Any
) -> FactorSensorDescription:
    """Give what all prints come to.

    That is nothing before the first one: from "unknown", Home Assistant's statistics
    would take what the first print adds as where they start, and not count it.
    """

    def value(printer: PrinterCoordinator) -> Value:
        totals = printer.story.history.totals
        return value_fn(totals) if totals.prints else 0

    return sensor(
        key,
        value_fn=value,
        of_the_past=True,
        **{"state_class": SensorStateClass.TOTAL_INCREASING, **given},
    )


def count_of(outcome: Outcome) -> FactorSensorDescription:
    """Give how many prints ended in a way."""
    return all_prints(f"prints_{outcome}", lambda totals: totals.prints.get(outcome, 0))


PRINT_SENSORS: Final = (
    last_print("file", lambda past: past.file),
    last_print(
        "outcome",
        lambda past: past.outcome if past.outcome in KNOWN_OUTCOMES else None,
        device_class=SensorDeviceClass.ENUM,
        options=[outcome.value for outcome in KNOWN_OUTCOMES],
    ),
    last_print(
        "reason",
        lambda past: past.reason,
        device_class=SensorDeviceClass.ENUM,
        options=[reason.value for reason in Reason],
        entity_registry_enabled_default=False,
    ),
    last_print(
        "started",
        lambda past: past.started,
        device_class=SensorDeviceClass.TIMESTAMP,
    ),
    last_print(
        "ended", lambda past: past.ended, device_class=SensorDeviceClass.TIMESTAMP
    ),
    last_print(
        "duration",
        lambda past: maybe(minutes_of, past.duration_s),
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
    ),
    last_print("length", lambda past: past.length_mm, **LENGTH),
    last_print("weight", lambda past: past.weight_g, **WEIGHT),
    *(count_of(outcome) for outcome in KNOWN_OUTCOMES),
    all_prints(
        "printing_time",
        lambda totals: totals.duration_s,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.HOURS,
        suggested_display_precision=2,  # it is shown as hours and minutes
    ),
    all_prints("filament_used_length", lambda totals: totals.length_mm, **LENGTH),
    all_prints("filament_used_weight", lambda totals: totals.weight_g, **WEIGHT),
)
COUNTED: Final[dict[str, tuple[FactorSensorDescription, ...]]] = {
    "energy": (
        last_print("energy", lambda past: past.energy_kwh, **ENERGY),
        all_prints("energy_used", lambda totals: totals.energy_kwh, **ENERGY),
    ),
    "cost": (
        last_print("cost", lambda past: past.cost, **COST),
        all_prints(
            "cost_of_prints",
            lambda totals: totals.cost,
            state_class=SensorStateClass.TOTAL,
            **COST,
        ),
    ),
}


def counted(printer: PrinterCoordinator) -> list[str]:
    """Return what is counted of a printer's prints, as the user has set it."""
    cost = printer.settings.cost
    is_counted = {
        "energy": cost.energy_meter is not None,
        "cost": cost.counts_filament or cost.counts_energy,
    }
    return [name for name, counts in is_counted.items() if counts]


def tools(printer: PrinterCoordinator) -> frozenset[str]:
    """Return the tools of a printer that has several."""
    filaments = printer.data.parts.filaments
    return filaments if len(filaments) > 1 else frozenset()


def describe_tool(tool: str) -> Iterator[FactorSensorDescription]:
    """Give what the last print took of a tool's filament."""
    key, placeholders = reading_key(tool)

    def used(
        kind: str, value_fn: Callable[[FilamentUsed], float | None], **given: Any
    ) -> FactorSensorDescription:
        return FactorSensorDescription(
            key=f"{tool}_last_print_{kind}",
            translation_key=f"{key}_last_print_{kind}",
            translation_placeholders=placeholders,
            value_fn=lambda printer: maybe(
                value_fn,
                maybe(lambda past: past.filament.get(tool), printer.story.history.last),
            ),
            of_the_past=True,
            **given,
        )

    yield used("length", lambda filament: filament.length_mm, **LENGTH)
    yield used("weight", lambda filament: filament.weight_g, **WEIGHT)


PRINT_PARTS: Final = (
    PartEntities(names=tools, describe=describe_tool),
    PartEntities(names=counted, describe=COUNTED.__getitem__),
)
