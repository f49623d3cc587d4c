"""All printers of a broker at a glance."""

from collections import Counter
from collections.abc import Iterable

import pytest

from custom_components.factor.const import DOMAIN, SLOW_S
from custom_components.factor.fleet import FLEET_SENSORS
from custom_components.factor.protocol.topics import PrinterTopics
from homeassistant.const import Platform
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util

from .home import Home
from .payloads import event, printing, snapshot

OTHER = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e60"
GROUPS = ("printing", "idle", "error", "offline")


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the sensors only."""
    return [Platform.SENSOR]


def value(home: Home, key: str) -> str:
    """Return what a sensor of the fleet tells."""
    registry = er.async_get(home.hass)
    entity_id = registry.async_get_entity_id(
        "sensor", DOMAIN, f"{home.entry.entry_id}_{key}"
    )
    assert entity_id
    state = home.hass.states.get(entity_id)
    assert state
    return state.state


def groups(home: Home) -> dict[str, int]:
    """Return how many printers are in each group that has any."""
    counts = {group: int(value(home, f"printers_{group}")) for group in GROUPS}
    return {group: count for group, count in counts.items() if count}


async def other_says(home: Home, payload: bytes) -> None:
    """Let the second printer say something."""
    home.say(payload, topic=PrinterTopics(OTHER).status)
    await home.hass.async_block_till_done()


@pytest.mark.parametrize(
    ("said", "group"),
    [
        (snapshot(), "idle"),
        (snapshot("Sending file to SD"), "idle"),
        (snapshot("Printing"), "printing"),
        (snapshot("Paused"), "printing"),
        (event("CANCELLING", "Cancelling"), "printing"),
        (snapshot("Error"), "error"),
        (snapshot("Offline after error"), "error"),
        (snapshot("Offline"), "offline"),
        (snapshot("Connecting"), "offline"),
        (snapshot("Unknown State (7)"), "offline"),
    ],
)
async def test_each_printer_is_in_one_group(
    home: Home, said: bytes, group: str
) -> None:
    assert groups(home) == {"offline": 1}
    await home.hear(said)
    assert groups(home) == {group: 1}
    await home.pass_time(30)
    assert groups(home) == {"offline": 1}


async def test_printers_come_go_and_are_renamed(home: Home) -> None:
    await home.hear(snapshot())
    await home.add_printer("printer_2", OTHER)
    assert groups(home) == {"idle": 1, "offline": 1}
    await other_says(home, printing(time_left=600))
    assert groups(home) == {"idle": 1, "printing": 1}
    assert value(home, "next_to_finish") == "printer_2"
    home.hass.config_entries.async_update_subentry(
        home.entry, home.entry.subentries["printer_2"], title="Right"
    )
    await home.hass.async_block_till_done()
    assert value(home, "next_to_finish") == "Right"
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_2")
    await home.hass.async_block_till_done()
    assert groups(home) == {"idle": 1}
    assert value(home, "next_to_finish") == "unknown"
    assert value(home, "next_finish_time") == "unknown"


async def test_the_one_that_finishes_first_is_next(home: Home) -> None:
    await home.add_printer("printer_2", OTHER)
    await home.hear(printing(time_left=3600))
    assert value(home, "next_to_finish") == "Printer 1"
    assert value(home, "next_finish_time") == "2026-11-23T13:00:00+00:00"
    await other_says(home, printing(time_left=1800))
    assert value(home, "next_to_finish") == "printer_2"
    assert value(home, "next_finish_time") == "2026-11-23T12:30:00+00:00"
    await other_says(home, snapshot())
    assert value(home, "next_to_finish") == "Printer 1"


async def test_printer_that_is_not_heard_is_not_next(home: Home) -> None:
    await home.hear(printing(time_left=3600))
    await home.pass_time(30)
    assert value(home, "next_to_finish") == "unknown"
    assert value(home, "next_finish_time") == "unknown"
    await home.hear(printing(time_left=3600))
    assert value(home, "next_to_finish") == "Printer 1"


async def test_what_moves_by_less_than_a_minute_is_no_news(home: Home) -> None:
    await home.hear(printing(time_left=3600))
    home.clock.advance(SLOW_S)
    await home.hear(printing(time_left=3649))
    assert value(home, "next_finish_time") == "2026-11-23T13:00:00+00:00"
    home.clock.advance(SLOW_S)
    await home.hear(printing(time_left=3640))
    assert value(home, "next_finish_time") == "2026-11-23T13:01:00+00:00"


async def test_only_what_changed_is_written(home: Home) -> None:
    await home.hear(snapshot())
    home.clock.advance(1)
    await home.hear(printing(time_left=600))
    states = home.hass.states.async_all("sensor")
    written = {
        state.entity_id.removeprefix("sensor.workshop_")
        for state in states
        if state.last_reported == dt_util.utcnow() and "workshop" in state.entity_id
    }
    assert written == {"printing", "idle", "next_to_finish", "next_finish_time"}


async def test_a_message_that_is_no_news_counts_nobody(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []

    def count(groups: Iterable[str]) -> Counter[str]:
        counted.append(Counter(groups))
        return counted[-1]

    monkeypatch.setattr("custom_components.factor.fleet.Counter", count)
    await home.hear(snapshot())
    assert len(counted) == 1
    for _ in range(5):
        await home.hear(snapshot())
    assert len(counted) == 1


async def test_the_fleet_is_on_the_brokers_device(
    home: Home, device_registry: dr.DeviceRegistry, entity_registry: er.EntityRegistry
) -> None:
    broker = device_registry.async_get_device_by_identifier(
        (DOMAIN, home.entry.entry_id), home.entry.entry_id
    )
    assert broker
    entities = er.async_entries_for_device(entity_registry, broker.id)
    assert {entity.unique_id for entity in entities} == {
        f"{home.entry.entry_id}_{description.key}" for description in FLEET_SENSORS
    }
    await home.hear(printing(time_left=600))
    await home.reload()
    assert groups(home) == {"offline": 1}
    await home.hear(printing(time_left=600))
    assert groups(home) == {"printing": 1}
