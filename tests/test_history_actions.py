"""Actions on what is remembered of a printer's prints."""

from typing import Any

import pytest
import voluptuous as vol

from custom_components.factor.const import DOMAIN
from custom_components.factor.printer.history import MAX_PRINTS
from homeassistant.const import Platform
from homeassistant.core import ServiceResponse
from homeassistant.exceptions import ServiceValidationError

from .conftest import UUID
from .home import Home
from .payloads import (
    CANCELLING,
    FINISHING,
    OPERATIONAL,
    STARTING,
    job,
    printing,
    progress,
    snapshot,
)


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the events only."""
    return [Platform.EVENT]


async def ask(home: Home, action: str = "get_print_history", **data: Any) -> Any:
    """Take an action that answers."""
    answer: ServiceResponse = await home.hass.services.async_call(
        DOMAIN,
        action,
        {"device_id": home.device.id, **data},
        blocking=True,
        return_response=True,
    )
    return answer


async def play(home: Home, name: str, *ending: bytes) -> None:
    """Play a print of ten minutes, 40 % of it."""
    await home.hear(
        snapshot(),
        STARTING,
        printing(
            progress={**progress(40.0, 60), "print_time": 0},
            job={
                **job(name, f"id of {name}"),
                "filament": {"tool0": {"length": 2000.0, "volume": 10.0}},
            },
        ),
    )
    home.clock.advance(600)
    await home.hear(
        printing(
            progress={**progress(40.0, 60), "print_time": 600},
            job={
                **job(name, f"id of {name}"),
                "filament": {"tool0": {"length": 2000.0, "volume": 10.0}},
            },
        ),
        *ending,
    )


@pytest.fixture
async def prints(home: Home) -> Home:
    """Give a printer with a history: at 12:00, 12:10 and 12:20 UTC."""
    await home.hass.config.async_set_time_zone("UTC")
    await play(home, "a.gcode", FINISHING, OPERATIONAL)
    await play(home, "Bracket.gcode", CANCELLING, OPERATIONAL)
    await play(home, "bracket 2.gcode", snapshot("Offline after error"))
    return home


def names(answer: Any) -> list[str]:
    """Return the files of the prints that were told, without their endings."""
    return [one["file"].removesuffix(".gcode") for one in answer["prints"]]


async def test_no_print(home: Home) -> None:
    assert await ask(home) == {"total": 0, "prints": []}
    assert await ask(home, "delete_print_history") == {"deleted": 0}


async def test_everything_of_a_print(prints: Home) -> None:
    answer = await ask(prints)
    assert answer["total"] == 3
    failed, cancelled, finished = answer["prints"]
    assert finished == {
        "file": "a.gcode",
        "job_id": "id of a.gcode",
        "outcome": "finished",
        "reason": None,
        "message": None,
        "started": "2026-11-23T12:00:00+00:00",
        "ended": "2026-11-23T12:10:00+00:00",
        "duration": 600.0,
        "paused": 0,
        "progress": 100,
        "filament_length": 2.0,
        "filament_weight": 12.4,
        "filament": {"tool0": {"length": 2.0, "weight": 12.4}},
        "energy": None,
        "cost": None,
        "currency": None,
        "late": False,
    }
    assert cancelled["outcome"] == "cancelled"
    assert cancelled["progress"] == 40
    assert cancelled["filament_length"] == pytest.approx(0.8)
    assert failed["reason"] == "printer_error"
    assert failed["message"] == "Offline after error"
    assert UUID not in str(answer)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["bracket 2", "Bracket", "a"]),
        ({"outcome": "failed"}, ["bracket 2"]),
        ({"outcome": ["finished", "cancelled"]}, ["Bracket", "a"]),
        ({"outcome": []}, ["bracket 2", "Bracket", "a"]),
        ({"outcome": "unknown"}, []),
        ({"file": "BRACKET"}, ["bracket 2", "Bracket"]),
        ({"file": "2."}, ["bracket 2"]),
        ({"after": "2026-11-23T12:10:00+00:00"}, ["bracket 2", "Bracket"]),
        ({"after": "2026-11-23 12:10:01"}, ["bracket 2"]),
        ({"before": "2026-11-23 12:10:00"}, ["a"]),
        ({"before": "2026-11-23T21:10:01+09:00"}, ["Bracket", "a"]),
        ({"after": "2026-11-23 12:05", "before": "2026-11-23 12:15"}, ["Bracket"]),
        ({"file": "bracket", "outcome": "cancelled"}, ["Bracket"]),
    ],
)
async def test_filters_choose_for_both_actions(
    prints: Home, filters: dict[str, Any], found: list[str]
) -> None:
    answer = await ask(prints, **filters)
    assert names(answer) == found
    assert answer["total"] == len(found)
    deleted = await ask(prints, "delete_print_history", **filters)
    assert deleted == {"deleted": len(found)}
    kept = [name for name in ("bracket 2", "Bracket", "a") if name not in found]
    assert names(await ask(prints)) == kept
    await prints.reload()
    assert names(await ask(prints)) == kept


async def test_times_without_a_zone_are_those_of_home_assistant(prints: Home) -> None:
    await prints.hass.config.async_set_time_zone("Asia/Seoul")
    assert names(await ask(prints, after="2026-11-23 21:20:00")) == ["bracket 2"]


async def test_pages(prints: Home) -> None:
    first = await ask(prints, limit=2)
    assert names(first) == ["bracket 2", "Bracket"]
    second = await ask(prints, limit=2, offset=2)
    assert names(second) == ["a"]
    assert first["total"] == second["total"] == 3
    assert names(await ask(prints, offset=3)) == []


async def test_deleted_prints_still_count(prints: Home) -> None:
    before = prints.printer.story.history.totals.prints.copy()
    await prints.hass.services.async_call(
        DOMAIN, "delete_print_history", {"device_id": prints.device.id}, blocking=True
    )
    assert prints.printer.story.history.prints == []
    assert prints.printer.story.history.totals.prints == before


@pytest.mark.parametrize(
    "data",
    [
        {"outcome": "good"},
        {"after": "yesterday"},
        {"limit": 0},
        {"limit": MAX_PRINTS + 1},
        {"offset": -1},
        {"page": 1},
    ],
)
async def test_what_makes_no_sense_is_refused(home: Home, data: dict[str, Any]) -> None:
    with pytest.raises(vol.Invalid):
        await ask(home, **data)


async def test_another_device_is_refused(home: Home) -> None:
    with pytest.raises(ServiceValidationError):
        await ask(home, device_id="nothing")
