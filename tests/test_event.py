"""Events: what happens to a printer's prints."""

import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    async_mock_service,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.factor.printer.prints import EventType
from homeassistant.const import Platform
from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

from .home import Home
from .payloads import (
    FINISHING,
    OPERATIONAL,
    STARTING,
    printing,
    snapshot as payload,
)
from .test_docs import DOCS, code, rows

AUTOMATIONS = (DOCS / "automations.md").read_text(encoding="utf-8")


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the events only."""
    return [Platform.EVENT]


def attributes(home: Home) -> dict[str, Any]:
    """Return what the event entity tells of what happened last."""
    told = dict(home.state("print").attributes)
    return {
        key: value
        for key, value in told.items()
        if key not in ("event_types", "friendly_name")
    }


async def test_events(
    home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    await home.hear(payload(), STARTING, printing(10))
    await snapshot_platform(home.hass, entity_registry, snapshot, home.entry.entry_id)


async def test_print_from_start_to_end(home: Home) -> None:
    assert home.value("print") == "unknown"
    await home.hear(payload(), STARTING)
    assert home.value("print") == "unknown"
    await home.hear(printing(10.9))
    assert attributes(home) == {
        "event_type": "started",
        "file": "bracket.gcode",
        "job_id": "6f0d0000-0000-4000-8000-000000000000",
        "progress": 10,
        "duration": None,
        "late": False,
    }
    home.clock.advance(60)
    await home.hear(FINISHING, OPERATIONAL)
    assert attributes(home) == {
        "event_type": "finished",
        "file": "bracket.gcode",
        "job_id": "6f0d0000-0000-4000-8000-000000000000",
        "outcome": "finished",
        "reason": None,
        "message": None,
        "started": "2026-11-23T12:00:00+00:00",
        "ended": "2026-11-23T12:01:00+00:00",
        "duration": None,
        "paused": 0,
        "progress": 100,
        "filament_length": None,
        "filament_weight": None,
        "filament": {},
        "energy": None,
        "cost": None,
        "currency": None,
        "late": False,
    }


async def test_milestone_is_the_progress_that_is_told(home: Home) -> None:
    await home.hear(payload(), STARTING, printing(10), printing(53.2))
    assert attributes(home)["event_type"] == "progress"
    assert attributes(home)["progress"] == 50


async def test_what_happened_stays_through_silence_and_a_restart(home: Home) -> None:
    await home.hear(payload(), STARTING, printing(10), FINISHING, OPERATIONAL)
    told = home.state("print")
    await home.pass_time(31)
    assert home.state("print") is told
    await home.reload()
    assert home.state("print").state == told.state
    assert attributes(home)["event_type"] == "finished"
    await home.hear(payload())
    assert home.state("print").state == told.state


async def test_burst_of_events_is_told_one_by_one(home: Home) -> None:
    states = []

    @callback
    def keep(changed: Event[EventStateChangedData]) -> None:
        state = changed.data["new_state"]
        assert state
        if state.entity_id == home.entity_id("print"):
            states.append((state.attributes.get("event_type"), state.state))

    home.hass.bus.async_listen("state_changed", keep)
    await home.hear(payload(), STARTING, printing(99))
    assert [kind for kind, _ in states] == ["started", *["progress"] * 3]
    assert len({at for _, at in states}) == 4


async def test_each_type_can_be_told(home: Home) -> None:
    assert home.state("print").attributes["event_types"] == list(EventType)


# The document


def test_each_type_is_documented() -> None:
    listed = rows(AUTOMATIONS, "event_type", "when", "what belongs to it")
    assert [code(name)[0] for name, *_ in listed] == [
        *(each for each in EventType if each in BEFORE_AN_END),
        *("finished", "cancelled", "failed", "ended"),
        *("printer_error", "disconnected", "connected", "cooled_down"),
    ]


BEFORE_AN_END = {
    EventType.STARTED,
    EventType.PROGRESS,
    EventType.PAUSED,
    EventType.RESUMED,
    EventType.CONNECTION_LOST,
    EventType.CONNECTION_RESTORED,
}


async def test_all_that_is_told_of_a_print_is_documented(home: Home) -> None:
    (said,) = re.findall(r"(?m)^Of a print that is over there are (.*)$", AUTOMATIONS)
    await home.hear(payload(), STARTING, printing(10), FINISHING, OPERATIONAL)
    assert set(attributes(home)) - {"event_type"} == set(code(said))


async def test_example_of_the_document_fires(home: Home) -> None:
    section = AUTOMATIONS.partition("\n## Events")[2].partition("\n## ")[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    example = parse_yaml("\n".join(lines))
    assert isinstance(example, dict)
    calls = async_mock_service(home.hass, "notify", "phone")
    assert await async_setup_component(
        home.hass, "automation", {"automation": {"alias": "Example", **example}}
    )
    await home.hear(payload(), STARTING, printing(10))
    assert calls == []
    await home.hear(FINISHING, OPERATIONAL)
    (call,) = calls
    assert call.data["message"] == "Printer 1: bracket.gcode is done."
