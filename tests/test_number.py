"""Numbers: the targets of the heaters."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from homeassistant.components.number.const import (
    ATTR_VALUE,
    DOMAIN as NUMBER_DOMAIN,
    SERVICE_SET_VALUE,
)
from homeassistant.const import ATTR_ENTITY_ID, Platform
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM

from .home import ONE_HOTEND, TWO_HOTENDS, Home, error_text
from .payloads import NO_READING, event, snapshot as payload, temperature


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the numbers only."""
    return [Platform.NUMBER]


def idle(**targets: float | None) -> bytes:
    """Return a snapshot of an idle printer with heaters and their targets."""
    return payload(
        temperatures={name: temperature(30.0, one) for name, one in targets.items()}
    )


async def set_value(home: Home, key: str, value: Any) -> None:
    """Set a number as a user does."""
    await home.hass.services.async_call(
        NUMBER_DOMAIN,
        SERVICE_SET_VALUE,
        {ATTR_ENTITY_ID: home.entity_id(key), ATTR_VALUE: value},
        blocking=True,
    )


@pytest.mark.parametrize(
    "said", [ONE_HOTEND, TWO_HOTENDS], ids=["one_hotend", "two_hotends_and_chamber"]
)
async def test_numbers(
    home: Home,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    said: bytes,
) -> None:
    await home.hear(said)
    await snapshot_platform(home.hass, entity_registry, snapshot, home.entry.entry_id)


async def test_number_appears_with_the_first_reading_of_its_heater(home: Home) -> None:
    await home.hear(payload(temperatures={"tool0": NO_READING, "bed": NO_READING}))
    assert home.values() == {}
    await home.hear(idle(tool0=0.0))
    assert list(home.values()) == ["number.printer_1_hotend_target"]
    await home.hear(idle(tool0=0.0, bed=60.0, chamber=0.0, PINDA=None))
    assert home.value("bed_target") == "60.0"
    assert len(home.values()) == 2


@pytest.mark.parametrize(
    ("key", "value", "payload", "shown"),
    [
        ("tool0_target", 205, '"tool":0,"temperature":205', {"tool0": 205.0}),
        ("tool1_target", 300, '"tool":1,"temperature":300', {"tool1": 300.0}),
        ("bed_target", 120, '"tool":-1,"temperature":120', {"bed": 120.0}),
        ("bed_target", 0, '"tool":-1,"temperature":0', {"bed": 0.0}),
        ("bed_target", 59.6, '"tool":-1,"temperature":60', {"bed": 60.0}),
    ],
)
async def test_target_is_set_once_the_printer_shows_it(
    home: Home, key: str, value: float, payload: str, shown: dict[str, float]
) -> None:
    before = {"tool0": 10.0, "tool1": 20.0, "bed": 30.0}
    await home.hear(idle(**before))
    home.obey(idle(**before), idle(**{**before, **shown}))
    await set_value(home, key, value)
    command = f'{{"type":"set_temperature",{payload}}}'.encode()
    assert home.connection.published == [(home.topics.control, command)]
    assert home.value(key) == str(float(round(value)))


async def test_target_is_shown_at_once_and_however_strange(home: Home) -> None:
    for target in (0.0, 0.1, 200.0, 9999.0, -10.0):
        await home.hear(idle(tool0=target))
        assert home.value("tool0_target") == str(target)
    await home.hear(idle(tool0=None))
    assert home.value("tool0_target") == "unknown"


@pytest.mark.parametrize(
    ("text", "available"),
    [
        ("Operational", True),
        ("Starting", True),
        ("Printing", True),
        ("Paused", True),
        ("Cancelling", True),
        ("Sending file to SD", False),
        ("Error", False),
        ("Connecting", False),
        ("Offline", False),
        ("Unknown State (7)", False),
    ],
)
async def test_number_is_available_when_the_printer_would_obey(
    home: Home, text: str, available: bool
) -> None:
    await home.hear(idle(tool0=0.0), payload(text))
    assert (home.value("tool0_target") != "unavailable") is available


async def test_silence_makes_it_unavailable(home: Home) -> None:
    await home.hear(idle(tool0=200.0))
    await home.pass_time(30)
    assert home.value("tool0_target") == "unavailable"
    await home.hear(idle(tool0=200.0))
    assert home.value("tool0_target") == "200.0"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tool0_target", -1),
        ("tool0_target", 301),
        ("bed_target", 121),
        ("bed_target", "inf"),
        ("bed_target", "nan"),
    ],
)
async def test_value_out_of_range_is_refused_and_nothing_is_sent(
    home: Home, key: str, value: Any
) -> None:
    await home.hear(idle(tool0=0.0, bed=0.0))
    with pytest.raises(ServiceValidationError) as error:
        await set_value(home, key, value)
    assert error.value.translation_key == "out_of_range"
    assert home.connection.published == []


async def test_no_number_at_all_is_refused_in_our_words(home: Home) -> None:
    """Home Assistant itself lets it pass: it is neither too low nor too high."""
    await home.hear(idle(bed=0.0))
    with pytest.raises(ServiceValidationError) as error:
        await set_value(home, "bed_target", "nan")
    assert str(error.value) == error_text(
        "out_of_range", printer="Printer 1", value="nan", minimum="0", maximum="120"
    )


async def test_highest_target_can_be_set_in_fahrenheit(home: Home) -> None:
    home.hass.config.units = US_CUSTOMARY_SYSTEM
    await home.hear(idle(tool0=0.0, bed=0.0))
    home.obey(idle(tool0=300.0, bed=0.0))
    state = home.state("tool0_target")
    assert state.attributes["unit_of_measurement"] == "°F"
    await set_value(home, "tool0_target", state.attributes["max"])
    assert b'"temperature":300' in home.connection.published[0][1]


async def test_hotend_of_several_is_not_set_during_a_print(home: Home) -> None:
    await home.hear(TWO_HOTENDS)
    with pytest.raises(ServiceValidationError) as error:
        await set_value(home, "tool1_target", 200)
    assert str(error.value) == error_text(
        "tool_change_while_printing", printer="Printer 1"
    )
    assert home.connection.published == []


async def test_lost_link_is_said(home: Home) -> None:
    await home.hear(idle(bed=0.0))
    home.connection.connected = False
    with pytest.raises(HomeAssistantError) as error:
        await set_value(home, "bed_target", 60)
    assert str(error.value) == error_text("link_down", printer="Printer 1")


async def test_unavailable_number_sends_nothing(home: Home) -> None:
    await home.hear(idle(bed=0.0), event("OFFLINE", "Offline"))
    await set_value(home, "bed_target", 60)
    assert home.connection.published == []
