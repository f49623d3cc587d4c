"""Calendars: a printer's prints, over and running."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    async_capture_events,
    async_fire_time_changed,
)

from custom_components.factor.const import SLOW_S
from custom_components.factor.printer.history import MAX_PRINTS, PastPrint
from custom_components.factor.printer.prints import Outcome
from homeassistant.const import EVENT_STATE_CHANGED, Platform

from .home import Home
from .payloads import (
    CANCELLING,
    FINISHING,
    OPERATIONAL,
    STARTING,
    event,
    printing,
    snapshot,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the calendars only."""
    return [Platform.CALENDAR]


async def events(
    home: Home, after: datetime = NOON - timedelta(days=1), days: float = 2
) -> list[dict[str, Any]]:
    """Return what the action of Home Assistant's own tells is in the calendar."""
    entity_id = home.entity_id("prints")
    assert entity_id
    answer = await home.hass.services.async_call(
        "calendar",
        "get_events",
        {
            "entity_id": entity_id,
            "start_date_time": after.isoformat(),
            "end_date_time": (after + timedelta(days=days)).isoformat(),
        },
        blocking=True,
        return_response=True,
    )
    assert answer
    found: list[dict[str, Any]] = answer[entity_id]["events"]  # type: ignore[index,call-overload,assignment]
    return found


def past(started: datetime, **changes: Any) -> PastPrint:
    """Return a print of ten minutes."""
    given = {"ended": started + timedelta(minutes=10), "file": "a.gcode", **changes}
    return PastPrint("uuid", started, outcome=Outcome.FINISHED, **given)


async def test_print_from_start_to_end(home: Home) -> None:
    await home.hass.config.async_set_time_zone("UTC")
    await home.hear(snapshot())
    assert home.value("prints") == "off"
    assert await events(home) == []
    await home.hear(STARTING, printing(1, 3600))
    state = home.state("prints")
    assert state.state == "on"
    assert state.attributes["message"] == "bracket.gcode"
    assert state.attributes["start_time"] == "2026-11-23 12:00:00"
    assert state.attributes["end_time"] == "2026-11-23 13:00:00"
    assert [one["summary"] for one in await events(home)] == ["bracket.gcode"]
    home.clock.advance(1800)
    await home.hear(FINISHING, OPERATIONAL)
    assert home.value("prints") == "off"
    assert await events(home) == [
        {
            "start": "2026-11-23T12:00:00+00:00",
            "end": "2026-11-23T12:30:00+00:00",
            "summary": "bracket.gcode (finished)",
        }
    ]


async def test_outcomes_are_told(home: Home) -> None:
    await home.hear(snapshot(), STARTING, printing(1), CANCELLING, OPERATIONAL)
    await home.hear(STARTING, printing(1), snapshot("Offline after error"))
    await home.hear(snapshot(), STARTING, printing(1))
    await home.pass_time(31)
    await home.hear(snapshot("Offline"))
    assert [one["summary"] for one in await events(home)] == [
        "bracket.gcode (cancelled)",
        "bracket.gcode (failed)",
        "bracket.gcode (end unknown)",
    ]


async def test_print_of_no_time_at_all_is_a_second(home: Home) -> None:
    await home.hear(
        snapshot(), STARTING, event("PRINTING", "Printing"), FINISHING, OPERATIONAL
    )
    await home.hear(snapshot())
    (only,) = await events(home)
    began, ended = (datetime.fromisoformat(only[key]) for key in ("start", "end"))
    assert ended - began == timedelta(seconds=1)
    assert only["summary"] == "– (finished)"


async def test_running_print_without_an_estimate_runs_a_little_more(
    home: Home,
) -> None:
    await home.hear(snapshot(), STARTING, printing(1, None))
    home.clock.advance(600)
    (only,) = await events(home)
    assert datetime.fromisoformat(only["end"]) == NOON + timedelta(minutes=12)


async def test_file_that_is_told_after_the_start_is_shown(home: Home) -> None:
    await home.hear(snapshot(), STARTING)
    assert home.state("prints").attributes["message"] == "–"
    await home.hear(printing(1, 120))
    assert home.state("prints").attributes["message"] == "bracket.gcode"


async def test_running_print_outlives_silence(home: Home) -> None:
    await home.hear(snapshot(), STARTING, printing(1, 3600))
    await home.pass_time(31)
    (only,) = await events(home)
    assert datetime.fromisoformat(only["end"]) == NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("after_min", "minutes", "found"),
    [
        (-10, 9, []),
        (-10, 10, []),
        (-10, 11, ["a.gcode"]),
        (5, 1, ["a.gcode"]),
        (9, 60, ["a.gcode"]),
        (10, 60, []),
        (11, 60, []),
    ],
)
async def test_only_what_is_asked_for(
    home: Home, after_min: float, minutes: float, found: list[str]
) -> None:
    home.printer.story.history.add(past(NOON))
    told = await events(home, NOON + timedelta(minutes=after_min), minutes / 1440)
    assert [one["summary"].partition(" ")[0] for one in told] == found


async def test_running_print_that_starts_after_what_is_asked_for(home: Home) -> None:
    await home.hear(snapshot(), STARTING, printing(1, 3600))
    assert await events(home, NOON - timedelta(days=2), days=1) == []
    assert await events(home, NOON + timedelta(days=2), days=1) == []


async def test_a_thousand_prints(home: Home) -> None:
    for number in range(MAX_PRINTS):
        home.printer.story.history.add(past(NOON - timedelta(hours=number)))
    assert len(await events(home, NOON - timedelta(days=365), days=366)) == MAX_PRINTS


async def test_finish_time_that_jitters_writes_nothing(home: Home) -> None:
    await home.hear(snapshot(), STARTING, printing(1, 3600))
    before = home.state("prints")
    await home.hear(printing(1, 3650))
    home.clock.advance(SLOW_S)
    await home.hear(printing(1, 3640))
    assert home.state("prints") is before
    await home.hear(printing(1, 3700))
    home.clock.advance(SLOW_S)
    await home.hear(printing(1, 3690))
    assert home.state("prints").attributes["end_time"] != before.attributes["end_time"]


@pytest.mark.parametrize("time_left", [None, 0, 90])
async def test_overdue_print_never_seems_to_be_over(
    home: Home, time_left: float | None
) -> None:
    written = async_capture_events(home.hass, EVENT_STATE_CHANGED)
    await home.hear(snapshot(), STARTING, printing(1, time_left))
    for _ in range(300):
        home.clock.advance(1)
        async_fire_time_changed(home.hass)
        await home.hear(printing(1, 0))
    states = [
        each.data["new_state"].state
        for each in written
        if each.data["entity_id"] == home.entity_id("prints")
    ]
    assert set(states[1:]) == {"on"}
    assert len(states) <= 7  # once a minute


async def test_silent_print_never_seems_to_be_over(home: Home) -> None:
    written = async_capture_events(home.hass, EVENT_STATE_CHANGED)
    await home.hear(snapshot(), STARTING, printing(1, 150))
    for _ in range(600):
        home.clock.advance(1)
        async_fire_time_changed(home.hass)
        await home.hass.async_block_till_done()
    told = [
        each.data["new_state"]
        for each in written
        if each.data["entity_id"] == home.entity_id("prints")
    ]
    assert {state.state for state in told[1:]} == {"on"}
    assert len(told) <= 7  # every two minutes
    (only,) = await events(home)
    assert datetime.fromisoformat(only["end"]) == NOON + timedelta(minutes=12)
    await home.hear(snapshot())
    assert home.value("prints") == "off"
