"""Numbers: the targets of the heaters, and the feed rate."""

import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from homeassistant.components.number.const import (
    ATTR_VALUE,
    DOMAIN as NUMBER_DOMAIN,
    SERVICE_SET_VALUE,
)
from homeassistant.const import ATTR_ASSUMED_STATE, ATTR_ENTITY_ID, Platform
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM

from .home import ONE_HOTEND, TWO_HOTENDS, Home, error_text
from .payloads import NO_READING, event, printing, snapshot as payload, temperature

OTHER_UUID = "00000000-1111-4222-8333-444444444444"


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
    assert list(home.values()) == ["number.printer_1_feed_rate"]
    await home.hear(idle(tool0=0.0))
    assert list(home.values()) == [
        "number.printer_1_feed_rate",
        "number.printer_1_hotend_target",
    ]
    await home.hear(idle(tool0=0.0, bed=60.0, chamber=0.0, PINDA=None))
    assert home.value("bed_target") == "60.0"
    assert len(home.values()) == 3


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
    assert home.commands == [(home.topics.control, command)]
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
    ("key", "value", "error_key"),
    [
        ("tool0_target", -1, "out_of_range"),
        ("tool0_target", 301, "out_of_range"),
        ("bed_target", 121, "out_of_range"),
        ("bed_target", "inf", "out_of_range"),
        ("bed_target", "nan", "over_heater_limit"),
    ],
)
async def test_value_out_of_range_is_refused_and_nothing_is_sent(
    home: Home, key: str, value: Any, error_key: str
) -> None:
    await home.hear(idle(tool0=0.0, bed=0.0))
    with pytest.raises(ServiceValidationError) as error:
        await set_value(home, key, value)
    assert error.value.translation_key == error_key
    assert home.commands == []


async def test_no_number_at_all_is_refused_in_our_words(home: Home) -> None:
    """Home Assistant itself lets it pass: it is neither too low nor too high."""
    await home.hear(idle(bed=0.0))
    with pytest.raises(ServiceValidationError) as error:
        await set_value(home, "bed_target", "nan")
    assert str(error.value) == error_text(
        "over_heater_limit",
        printer="Printer 1",
        value="nan",
        minimum="0",
        maximum="120",
        unit="°C",
    )


async def test_highest_target_can_be_set_in_fahrenheit(home: Home) -> None:
    home.hass.config.units = US_CUSTOMARY_SYSTEM
    await home.hear(idle(tool0=0.0, bed=0.0))
    home.obey(idle(tool0=300.0, bed=0.0))
    state = home.state("tool0_target")
    assert state.attributes["unit_of_measurement"] == "°F"
    await set_value(home, "tool0_target", state.attributes["max"])
    assert b'"temperature":300' in home.commands[0][1]


async def test_hotend_of_several_is_not_set_during_a_print(home: Home) -> None:
    await home.hear(TWO_HOTENDS)
    with pytest.raises(ServiceValidationError) as error:
        await set_value(home, "tool1_target", 200)
    assert str(error.value) == error_text(
        "tool_change_while_printing", printer="Printer 1"
    )
    assert home.commands == []


async def test_lost_link_is_said(home: Home) -> None:
    await home.hear(idle(bed=0.0))
    home.connection.connected = False
    with pytest.raises(HomeAssistantError) as error:
        await set_value(home, "bed_target", 60)
    assert str(error.value) == error_text("link_down", printer="Printer 1")


async def test_unavailable_number_sends_nothing(home: Home) -> None:
    await home.hear(idle(bed=0.0), event("OFFLINE", "Offline"))
    await set_value(home, "bed_target", 60)
    assert home.commands == []


# The user's limits


async def test_highest_target_is_what_the_user_allows_and_changes_at_once(
    home: Home,
) -> None:
    heaters = ("tool0", "tool1", "bed")
    await home.hear(idle(tool0=0.0, tool1=0.0, bed=0.0))

    def highest() -> list[float]:
        return [home.state(f"{one}_target").attributes["max"] for one in heaters]

    assert highest() == [300, 300, 120]
    await home.change(limits={"hotend": 260, "bed": 90, "chamber": 60})
    assert highest() == [260, 260, 90]
    await home.change(limits={})
    assert highest() == [300, 300, 120]


async def test_limit_is_unchanged_by_other_settings(home: Home) -> None:
    await home.change(limits={"bed": 90})
    await home.hear(idle(bed=0.0))
    await home.change(offline_after=60)
    assert home.state("bed_target").attributes["max"] == 90


async def test_target_above_the_users_limit_is_refused(home: Home) -> None:
    await home.hear(idle(tool0=0.0, bed=0.0))
    await home.change(limits={"hotend": 400, "bed": 60})
    home.obey(idle(tool0=400.0, bed=0.0))
    await set_value(home, "tool0_target", 400)
    assert b'"temperature":400' in home.commands[0][1]
    with pytest.raises(ServiceValidationError) as error:
        await set_value(home, "bed_target", 61)
    assert error.value.translation_key == "out_of_range"
    assert "60" in str(error.value)
    assert len(home.commands) == 1


async def test_limit_that_is_lowered_under_the_target_leaves_it(home: Home) -> None:
    """It is the printer that says what its target is."""
    await home.hear(idle(bed=100.0))
    await home.change(limits={"bed": 60})
    assert home.value("bed_target") == "100.0"
    assert home.state("bed_target").attributes["max"] == 60


async def test_limit_of_one_printer_is_not_that_of_another(home: Home) -> None:
    await home.add_printer("later", OTHER_UUID)
    await home.hear(idle(bed=0.0))
    home.say(idle(bed=0.0), topic=f"octoprint/status/{OTHER_UUID}")
    await home.hear()
    await home.change("later", limits={"bed": 60})
    assert home.state("bed_target", "later").attributes["max"] == 60
    assert home.state("bed_target").attributes["max"] == 120


# The feed rate


async def test_feed_rate_is_assumed_to_be_what_was_set_here(home: Home) -> None:
    await home.hear(idle(bed=60.0))
    state = home.state("feed_rate")
    assert state.state == "unknown"
    assert (state.attributes["min"], state.attributes["max"]) == (10, 500)
    assert state.attributes[ATTR_ASSUMED_STATE] is True
    assert ATTR_ASSUMED_STATE not in home.state("bed_target").attributes
    await set_value(home, "feed_rate", 150)
    command = b'{"type":"set_feed_rate","factor":150}'
    assert home.commands == [(home.topics.control, command)]
    assert home.value("feed_rate") == "150"
    overrides = {"feedrate": 100, "flowrate": 100}  # as the plugin always tells
    for said in ("Printing", "Paused", "Operational"):
        await home.hear(payload(said, overrides=overrides))
        assert home.value("feed_rate") == "150"


@pytest.mark.parametrize(
    ("value", "factor"), [(10, 10), (500, 500), (99.6, 100), (100.4, 100)]
)
async def test_feed_rate_is_sent_in_whole_percent(
    home: Home, value: float, factor: int
) -> None:
    await home.hear(printing())
    await set_value(home, "feed_rate", value)
    [(_, sent)] = home.commands
    assert json.loads(sent) == {"type": "set_feed_rate", "factor": factor}


@pytest.mark.parametrize("value", [9, 501, 0, -100, "nan", "inf"])
async def test_feed_rate_out_of_range_is_refused(home: Home, value: Any) -> None:
    await home.hear(printing())
    with pytest.raises(ServiceValidationError) as error:
        await set_value(home, "feed_rate", value)
    assert error.value.translation_key == "out_of_range"
    assert home.commands == []
    assert home.value("feed_rate") == "unknown"


async def test_feed_rate_is_kept_through_silence(home: Home) -> None:
    await home.hear(printing())
    await set_value(home, "feed_rate", 150)
    await home.pass_time(30)
    assert home.value("feed_rate") == "unavailable"
    await home.hear(printing())
    assert home.value("feed_rate") == "150"


@pytest.mark.parametrize(
    "said", [event("OFFLINE", "Offline"), payload("Offline"), payload("Connecting")]
)
async def test_feed_rate_is_unknown_after_a_disconnect(home: Home, said: bytes) -> None:
    await home.hear(printing())
    await set_value(home, "feed_rate", 150)
    await home.hear(said)
    assert home.value("feed_rate") == "unavailable"
    await home.hear(payload())
    assert home.value("feed_rate") == "unknown"


async def test_feed_rate_that_was_not_sent_is_not_assumed(home: Home) -> None:
    await home.hear(printing())
    await set_value(home, "feed_rate", 150)
    home.connection.connected = False
    with pytest.raises(HomeAssistantError) as error:
        await set_value(home, "feed_rate", 200)
    assert str(error.value) == error_text("link_down", printer="Printer 1")
    assert home.value("feed_rate") == "150"
