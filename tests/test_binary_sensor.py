"""Binary sensors: whether a printer is there, and whether it is safe to leave it."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er

from .home import ONE_HOTEND, TWO_HOTENDS, Home
from .payloads import NO_READING, event, printing, snapshot as payload, temperature


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the binary sensors only."""
    return [Platform.BINARY_SENSOR]


@pytest.mark.parametrize(
    "said", [ONE_HOTEND, TWO_HOTENDS], ids=["one_hotend", "two_hotends_and_chamber"]
)
async def test_binary_sensors(
    home: Home,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    said: bytes,
) -> None:
    await home.hear(said)
    await snapshot_platform(home.hass, entity_registry, snapshot, home.entry.entry_id)


async def test_before_anything_is_heard(home: Home) -> None:
    assert home.value("online") == "unknown"
    assert home.value("connected") == "unavailable"


@pytest.mark.parametrize(
    ("said", "connected"),
    [
        (payload(), "on"),
        (payload("Printing"), "on"),
        (payload("Error"), "on"),
        (payload("Offline"), "off"),
        (payload("Offline after error"), "off"),
        (payload("Detecting serial connection"), "off"),
        (event("CLOSED", "Offline"), "off"),
        (event("OPERATIONAL", "Operational"), "on"),
        (payload("Unknown State (7)"), "unknown"),
    ],
)
async def test_connected(home: Home, said: bytes, connected: str) -> None:
    await home.hear(said)
    assert home.value("connected") == connected
    assert home.value("online") == "on"


async def test_silence_is_told_by_one_and_makes_the_other_unavailable(
    home: Home,
) -> None:
    await home.hear(payload())
    await home.pass_time(30)
    assert home.value("online") == "off"
    assert home.value("connected") == "unavailable"


# Safe to power off


def at(
    actual: float, target: float = 0, *, text: str = "Operational", **others: Any
) -> bytes:
    """Return a snapshot with a bed that is so hot, and a cold hotend."""
    temperatures = {
        "tool0": temperature(21.0),
        "bed": temperature(actual, target),
        "chamber": NO_READING,
        **others,
    }
    return payload(text, temperatures=temperatures)


@pytest.mark.parametrize(
    ("said", "safe"),
    [
        (at(21), "on"),
        (at(50), "on"),
        (at(50.1), "off"),
        (at(21, target=60), "off"),
        (at(21, tool0=temperature(51.0)), "off"),
        (at(21, chamber=temperature(51.0)), "off"),
        (at(21, chamber=temperature(21.0, 40.0)), "off"),
        (at(21, PINDA=temperature(60.0)), "on"),
        (at(21, text="Error"), "on"),
        (at(21, text="Transferring file to SD"), "off"),
        (at(21, text="Unknown State (7)"), "unknown"),
        (payload("Offline"), "unknown"),
        (payload("Offline after error"), "unknown"),
        *(
            (at(21, text=text), "off")
            for text in ("Starting", "Printing", "Pausing", "Paused", "Resuming")
        ),
        *((at(21, text=text), "off") for text in ("Finishing", "Cancelling")),
    ],
)
async def test_safe_to_power_off(home: Home, said: bytes, safe: str) -> None:
    assert home.value("safe_to_power_off") == "unavailable"
    await home.hear(said)
    assert home.value("safe_to_power_off") == safe


async def test_a_bare_event_of_a_start_is_enough_to_be_unsafe(home: Home) -> None:
    await home.hear(at(21), event("STARTING", "Starting"))
    assert home.value("safe_to_power_off") == "off"


async def test_what_is_shown_to_print_is_not_safe_even_if_its_end_was_told(
    home: Home,
) -> None:
    await home.hear(at(21, text="Printing"), event("FINISHING", "Finishing"))
    await home.hear(event("OPERATIONAL", "Operational"))
    assert home.value("safe_to_power_off") == "on"
    await home.hear(at(21, text="Printing"))  # made before the bare events
    assert home.printer.story.running is None
    assert home.value("safe_to_power_off") == "off"
    await home.hear(at(21))
    assert home.value("safe_to_power_off") == "on"


async def test_what_is_disconnected_in_a_print_is_not_safe(home: Home) -> None:
    await home.hear(printing(50.0), event("CLOSED", "Offline"))
    assert home.value("safe_to_power_off") == "off"


async def test_a_reading_that_goes_up_and_down_does_not_change_what_is_safe(
    home: Home,
) -> None:
    states = []
    for actual in (50.4, 50.1, 49.8, 50.2, 49.9, 50.3, 55, 55.1, 54.9, 50.1, 50):
        await home.hear(at(actual))
        states.append(home.value("safe_to_power_off"))
    assert states == ["off"] * 2 + ["on"] * 5 + ["off"] * 3 + ["on"]


async def test_the_user_sets_what_is_cool(home: Home) -> None:
    await home.hear(at(60))
    assert home.value("safe_to_power_off") == "off"
    await home.change(prints={"cool_below": 60})
    assert home.value("safe_to_power_off") == "on"


async def test_safe_is_what_has_cooled_down(home: Home) -> None:
    told: list[str] = []
    home.printer.story.async_subscribe(lambda event: told.append(event.type))
    await home.hear(at(60, target=60, text="Printing"))
    await home.hear(
        event("FINISHING", "Finishing"), event("OPERATIONAL", "Operational")
    )
    for actual in (60, 50.1, 50):
        assert "cooled_down" not in told
        await home.hear(at(actual))
        assert ("cooled_down" in told) is (home.value("safe_to_power_off") == "on")
    assert "cooled_down" in told


# Heater left on


async def test_heaters_are_left_on_when_nothing_is_printed_for_too_long(
    home: Home,
) -> None:
    await home.hear(at(21, target=60))
    await pass_minutes(home, 29, at(60, target=60))
    assert home.value("heater_left_on") == "off"
    await pass_minutes(home, 1, at(60, target=60))
    assert home.value("heater_left_on") == "on"
    await home.hear(at(60))
    assert home.value("heater_left_on") == "off"


async def test_the_time_counts_from_the_end_of_a_print(home: Home) -> None:
    await home.hear(at(21, target=60, text="Printing"))
    await pass_minutes(home, 60, at(60, target=60, text="Printing"))
    assert home.value("heater_left_on") == "off"
    await home.hear(
        event("FINISHING", "Finishing"), event("OPERATIONAL", "Operational")
    )
    await home.hear(at(60, target=60))
    await pass_minutes(home, 29, at(60, target=60))
    assert home.value("heater_left_on") == "off"
    await pass_minutes(home, 1, at(60, target=60))
    assert home.value("heater_left_on") == "on"


@pytest.mark.parametrize(
    ("said", "left_on"),
    [
        (event("STARTING", "Starting"), "off"),
        (at(60, target=60, text="Printing"), "off"),
        (at(60, target=60, text="Transferring file to SD"), "on"),
        (at(60, tool0=temperature(21.0, 5.0)), "on"),
        (payload("Offline"), "unknown"),
    ],
)
async def test_what_follows_when_a_heater_was_left_on(
    home: Home, said: bytes, left_on: str
) -> None:
    await home.hear(at(60, target=60))
    await pass_minutes(home, 30, at(60, target=60))
    assert home.value("heater_left_on") == "on"
    await home.hear(said)
    assert home.value("heater_left_on") == left_on
    await home.pass_time(30)
    assert home.value("heater_left_on") == "unavailable"


async def test_what_is_shown_to_be_off_was_not_left_on(home: Home) -> None:
    await home.hear(at(60, target=60))
    await pass_minutes(home, 30, at(60, target=60))
    # A snapshot that does not go with the bare event before it ends no count of time.
    await home.hear(event("CLOSED", "Offline"), at(60))
    assert home.printer.story.heating_since
    assert home.value("heater_left_on") == "off"


async def test_the_user_sets_how_long_is_too_long(home: Home) -> None:
    await home.change(prints={"heating_minutes": 5})
    await home.hear(at(60, target=60))
    await pass_minutes(home, 4, at(60, target=60))
    assert home.value("heater_left_on") == "off"
    await home.change(prints={"heating_minutes": 4})
    assert home.value("heater_left_on") == "on"


async def test_the_time_goes_on_when_everything_begins_anew(home: Home) -> None:
    await home.hear(at(60, target=60))
    await pass_minutes(home, 20, at(60, target=60))
    await home.reload()
    assert home.value("heater_left_on") == "unavailable"
    await home.hear(at(60, target=60))
    assert home.value("heater_left_on") == "off"
    await pass_minutes(home, 10, at(60, target=60))
    assert home.value("heater_left_on") == "on"


async def pass_minutes(home: Home, minutes: int, said: bytes) -> None:
    """Let minutes go by in which the printer says the same again and again."""
    for _ in range(minutes * 3):
        await home.pass_time(20)
        await home.hear(said)
