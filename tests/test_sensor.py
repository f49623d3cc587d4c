"""Sensors: what a printer does, how far it is, how hot it is."""

from types import MappingProxyType
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from custom_components.factor.const import (
    CONF_DEVICE_UUID,
    SUBENTRY_PRINTER,
)
from custom_components.factor.sensor import FactorSensor
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er

from .home import ONE_HOTEND, TWO_HOTENDS, Home
from .payloads import (
    NO_READING,
    event,
    job,
    printing,
    progress,
    snapshot as payload,
    temperature,
)

OTHER_UUID = "00000000-1111-4222-8333-444444444444"


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the sensors only."""
    return [Platform.SENSOR]


def hot(actual: float | None, target: float | None = 200.0) -> bytes:
    """Return a snapshot of a printer with one hotend of a temperature."""
    return payload(temperatures={"tool0": temperature(actual, target)})


@pytest.mark.parametrize(
    "said", [ONE_HOTEND, TWO_HOTENDS], ids=["one_hotend", "two_hotends_and_chamber"]
)
async def test_sensors(
    home: Home,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    said: bytes,
) -> None:
    await home.hear(said)
    await snapshot_platform(home.hass, entity_registry, snapshot, home.entry.entry_id)


@pytest.mark.usefixtures("no_errors_logged")
async def test_sensor_appears_with_its_first_reading(home: Home) -> None:
    await home.hear(payload(temperatures={}))
    assert home.entity_id("tool0_temperature") is None
    await home.hear(hot(None))
    assert home.entity_id("tool0_temperature") is None
    await home.hear(hot(21.0))
    assert home.value("tool0_temperature") == "21.0"
    assert home.entity_id("bed_temperature") is None
    both = {"tool0": temperature(21.0), "bed": temperature(20.0), "chamber": NO_READING}
    await home.hear(payload(temperatures=both))
    assert home.value("bed_temperature") == "20.0"
    assert home.entity_id("chamber_temperature") is None
    before = home.values()
    await home.hear(payload(temperatures=both))
    assert home.values() == before


async def test_sensor_whose_reading_vanishes_stays_and_is_unknown(home: Home) -> None:
    await home.hear(hot(21.0), payload(temperatures={}))
    assert home.value("tool0_temperature") == "unknown"
    await home.hear(hot(22.0))
    assert home.value("tool0_temperature") == "22.0"


@pytest.mark.parametrize(
    ("name", "entity_id", "friendly_name"),
    [
        ("tool0", "hotend_temperature", "Hotend temperature"),
        ("tool1", "hotend_2_temperature", "Hotend 2 temperature"),
        ("bed", "bed_temperature", "Bed temperature"),
        ("chamber", "chamber_temperature", "Chamber temperature"),
        ("PINDA", "pinda_temperature", "PINDA temperature"),
        ("tool00", "tool00_temperature", "tool00 temperature"),
        ("{x} {", "x_temperature", "{x} { temperature"),
        ("온도", "ondo_temperature", "온도 temperature"),
    ],
)
async def test_sensor_is_named_after_its_reading(
    home: Home, name: str, entity_id: str, friendly_name: str
) -> None:
    await home.hear(payload(temperatures={name: temperature(28.5)}))
    state = home.state(f"{name}_temperature")
    assert state.entity_id == f"sensor.printer_1_{entity_id}"
    assert state.name == f"Printer 1 {friendly_name}"


async def test_chamber_has_a_target_to_read(home: Home) -> None:
    """The plugin has no command for it, so it is no number."""
    for target in (0.0, 45.0, 45.1):
        await home.hear(payload(temperatures={"chamber": temperature(30.0, target)}))
        assert home.value("chamber_target") == str(target)


async def test_printer_that_is_added_later_gets_its_sensors(home: Home) -> None:
    await home.hear(ONE_HOTEND)
    home.hass.config_entries.async_add_subentry(
        home.entry,
        ConfigSubentry(
            subentry_id="later",
            subentry_type=SUBENTRY_PRINTER,
            title="Later",
            unique_id=OTHER_UUID,
            data=MappingProxyType({CONF_DEVICE_UUID: OTHER_UUID}),
        ),
    )
    await home.hear()
    assert home.value("state", "later") == "unavailable"
    home.say(hot(33.0), topic=f"octoprint/status/{OTHER_UUID}")
    await home.hear()
    assert home.value("state", "later") == "idle"
    assert home.value("tool0_temperature", "later") == "33.0"
    assert home.value("state") == "printing"


# What change is worth writing


@pytest.mark.parametrize(
    ("before", "after", "seconds", "shown"),
    [
        (hot(20.0), hot(20.49), 1, "20.0"),
        (hot(20.0), hot(20.5), 1, "20.5"),
        (hot(20.0), hot(19.5), 1, "19.5"),
        (hot(20.0), hot(20.1), 29.9, "20.0"),
        (hot(20.0), hot(20.1), 30, "20.1"),
        (hot(20.0), hot(None), 1, "unknown"),
    ],
)
async def test_temperature(
    home: Home, before: bytes, after: bytes, seconds: float, shown: str
) -> None:
    await home.hear(before)
    await home.pass_time(seconds - 0.1)
    await home.hear(event("OPERATIONAL", "Operational"))  # keeps it online
    await home.pass_time(0.1)
    await home.hear(after)
    assert home.value("tool0_temperature") == shown


async def test_little_changes_add_up(home: Home) -> None:
    """It is the value that was written that counts, not the one before."""
    shown = []
    for tenth in range(11):
        await home.hear(hot(20 + tenth / 10))
        shown.append(home.value("tool0_temperature"))
    assert shown == ["20.0"] * 5 + ["20.5"] * 5 + ["21.0"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (progress(0), "0"),
        (progress(41.99), "41"),
        (progress(42), "42"),
        (progress(99.99), "99"),
        (progress(100.0), "100"),
        (progress(None), "unknown"),
    ],
)
async def test_progress_is_rounded_down(home: Home, said: Any, shown: str) -> None:
    await home.hear(payload("Printing", progress=said))
    assert home.value("progress") == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0"), (1, "1"), (60, "1"), (61, "2"), (2500, "42"), (None, "unknown")],
)
async def test_time_left_is_in_minutes_that_have_begun(
    home: Home, seconds: float | None, shown: str
) -> None:
    await home.hear(printing(time_left=seconds))
    assert home.value("time_left") == shown


@pytest.mark.parametrize(
    ("time_left", "shown"),
    [
        (3600, "2026-11-23T13:00:00+00:00"),
        (3659, "2026-11-23T13:00:00+00:00"),
        (3541, "2026-11-23T13:00:00+00:00"),
        (3660, "2026-11-23T13:01:00+00:00"),
        (3540, "2026-11-23T12:59:00+00:00"),
        (None, "unknown"),
    ],
)
async def test_finish_time_moves_by_a_minute_or_more(
    home: Home, time_left: float | None, shown: str
) -> None:
    await home.hear(printing(time_left=3600))
    assert home.value("finish_time") == "2026-11-23T13:00:00+00:00"
    await home.hear(printing(time_left=time_left))
    assert home.value("finish_time") == shown


async def test_finish_time_stands_still_while_all_goes_well(home: Home) -> None:
    for second in range(100):
        await home.hear(printing(time_left=3600 - second))
        assert home.value("finish_time") == "2026-11-23T13:00:00+00:00"
        await home.pass_time(1)


@pytest.mark.parametrize("length", [0, 1, 255, 256, 300, 300_000])
async def test_file_name_of_any_length_is_shown(home: Home, length: int) -> None:
    name = "가" * length
    await home.hear(payload(job=job(name)))
    assert home.value("file") == name[:255]


async def test_unknown_state_is_unknown(home: Home) -> None:
    await home.hear(payload("Unknown State (7)"))
    assert home.value("state") == "unknown"


async def test_reading_that_appears_during_an_unload_leaves_no_entity(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    await home.hear(hot(21.0))
    entries = home.hass.config_entries
    unload_platforms = entries.async_unload_platforms

    async def unload_and_hear(*args: Any) -> bool:
        unloaded = await unload_platforms(*args)
        await home.hear(payload(temperatures={"new": temperature(5.0)}))
        return unloaded

    monkeypatch.setattr(entries, "async_unload_platforms", unload_and_hear)
    await entries.async_unload(home.entry.entry_id)
    assert home.entity_id("new_temperature") is None


async def test_what_is_told_while_an_entity_is_added_is_not_missed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = FactorSensor.async_added_to_hass

    async def tell_and_add(entity: FactorSensor) -> None:
        home.say(hot(30.0))
        await added(entity)

    monkeypatch.setattr(FactorSensor, "async_added_to_hass", tell_and_add)
    await home.hear(hot(21.0))
    assert home.value("tool0_temperature") == "30.0"
