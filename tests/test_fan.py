"""Fans: what was set here is assumed, for nobody can read it."""

import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from homeassistant.components.fan.const import DOMAIN as FAN_DOMAIN
from homeassistant.const import ATTR_ASSUMED_STATE, ATTR_ENTITY_ID, Platform
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from .home import ONE_HOTEND, Home, error_text
from .payloads import event, printing, snapshot as payload


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the fans only."""
    return [Platform.FAN]


async def tell_fan(home: Home, service: str, **data: Any) -> None:
    """Do something with the fan as a user does."""
    await home.hass.services.async_call(
        FAN_DOMAIN,
        service,
        {ATTR_ENTITY_ID: home.entity_id("fan"), **data},
        blocking=True,
    )


def speeds(home: Home) -> list[int]:
    """Return the speeds that the printer was told."""
    told = []
    for topic, sent in home.commands:
        assert topic == home.topics.control
        command = json.loads(sent)
        assert command.keys() == {"type", "speed"}
        assert command["type"] == "set_fan_speed"
        told.append(command["speed"])
    return told


async def test_fans(
    home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    await home.hear(ONE_HOTEND)
    await tell_fan(home, "set_percentage", percentage=40)
    await snapshot_platform(home.hass, entity_registry, snapshot, home.entry.entry_id)


@pytest.mark.parametrize(
    ("service", "data", "told", "shown", "percentage"),
    [
        ("turn_on", {}, 100, "on", 100),
        ("turn_on", {"percentage": 40}, 40, "on", 40),
        ("turn_on", {"percentage": 0}, 0, "off", 0),
        ("set_percentage", {"percentage": 1}, 1, "on", 1),
        ("set_percentage", {"percentage": 100}, 100, "on", 100),
        ("set_percentage", {"percentage": 0}, 0, "off", 0),
        ("turn_off", {}, 0, "off", 0),
        ("toggle", {}, 100, "on", 100),
    ],
)
async def test_fan_is_assumed_to_be_as_it_was_set(
    home: Home,
    service: str,
    data: dict[str, int],
    told: int,
    shown: str,
    percentage: int,
) -> None:
    await home.hear(printing())
    state = home.state("fan")
    assert state.state == "unknown"
    assert state.attributes["percentage"] is None
    assert state.attributes[ATTR_ASSUMED_STATE] is True
    await tell_fan(home, service, **data)
    assert speeds(home) == [told]
    for said in (printing(), event("PAUSED", "Paused"), printing(42.0)):
        assert home.value("fan") == shown
        assert home.state("fan").attributes["percentage"] == percentage
        await home.hear(said)


async def test_toggle_turns_a_running_fan_off_and_on_again(home: Home) -> None:
    await home.hear(printing())
    await tell_fan(home, "set_percentage", percentage=40)
    await tell_fan(home, "toggle")
    assert home.value("fan") == "off"
    await tell_fan(home, "toggle")
    assert home.value("fan") == "on"
    assert speeds(home) == [40, 0, 100]


async def test_speed_is_increased_and_decreased(home: Home) -> None:
    await home.hear(printing())
    await tell_fan(home, "set_percentage", percentage=50)
    await tell_fan(home, "increase_speed", percentage_step=20)
    await tell_fan(home, "increase_speed")
    await tell_fan(home, "decrease_speed", percentage_step=30)
    await tell_fan(home, "increase_speed", percentage_step=100)
    await tell_fan(home, "decrease_speed", percentage_step=100)
    assert speeds(home) == [50, 70, 71, 41, 100, 0]
    assert home.value("fan") == "off"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (payload(), printing()),
        (payload(), event("STARTING", "Starting")),
        (printing(), payload()),
        (printing(), event("OPERATIONAL", "Operational")),
        (payload("Paused"), payload()),
        (printing(), event("OFFLINE", "Offline")),
        (payload(), payload("Offline after error")),
        (payload(), payload("Connecting")),
    ],
    ids=[
        *("starts", "starts_by_event", "ends", "ends_by_event", "ends_when_paused"),
        *("disconnects", "fails", "connects_anew"),
    ],
)
async def test_speed_is_unknown_again(home: Home, before: bytes, after: bytes) -> None:
    await home.hear(before)
    await tell_fan(home, "set_percentage", percentage=40)
    assert home.value("fan") == "on"
    await home.hear(after)
    await home.hear(payload())
    assert home.value("fan") == "unknown"
    assert home.state("fan").attributes["percentage"] is None


async def test_speed_is_kept_through_silence(home: Home) -> None:
    await home.hear(printing())
    await tell_fan(home, "set_percentage", percentage=40)
    await home.pass_time(30)
    assert home.value("fan") == "unavailable"
    await home.hear(printing())
    assert home.state("fan").attributes["percentage"] == 40


@pytest.mark.parametrize(
    ("text", "available"),
    [
        ("Operational", True),
        ("Starting", True),
        ("Printing", True),
        ("Paused", True),
        ("Cancelling", True),
        ("Sending file to SD", False),
        ("Connecting", False),
        ("Error", False),
        ("Offline", False),
    ],
)
async def test_fan_is_available_when_the_printer_would_obey(
    home: Home, text: str, available: bool
) -> None:
    assert home.value("fan") == "unavailable"
    await home.hear(payload(text))
    assert (home.value("fan") != "unavailable") is available


async def test_unavailable_fan_sends_nothing(home: Home) -> None:
    await home.hear(payload("Offline"))
    await tell_fan(home, "turn_on")
    assert home.commands == []


async def test_what_was_not_sent_is_said_and_not_assumed(home: Home) -> None:
    await home.hear(printing())
    await tell_fan(home, "set_percentage", percentage=40)
    home.connection.connected = False
    with pytest.raises(HomeAssistantError) as error:
        await tell_fan(home, "turn_off")
    assert str(error.value) == error_text("link_down", printer="Printer 1")
    assert home.state("fan").attributes["percentage"] == 40
