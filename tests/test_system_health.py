"""What Home Assistant's page of system health shows."""

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from custom_components.factor.const import DOMAIN
from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from . import broker_entry
from .home import Home
from .mosquitto import Mosquitto
from .payloads import snapshot
from .test_init import NEW_UUID, OTHER_UUID
from .texts import TEXTS


async def health(hass: HomeAssistant) -> dict[str, object]:
    """Return what is told."""
    assert await async_setup_component(hass, "system_health", {})
    told: dict[str, object] = await get_system_health_info(hass, DOMAIN)
    assert told.keys() == TEXTS["system_health"]["info"].keys()
    return told


async def test_all_that_is_set_up_counts(home: Home, tmp_path: object) -> None:
    await home.add_printer("printer_2", OTHER_UUID)
    away = broker_entry(home.hass, Mosquitto(tmp_path, port=1), NEW_UUID)  # type: ignore[arg-type]
    for _ in range(60):
        await home.pass_time(1)
        await home.hear(snapshot())
    told = await health(home.hass)
    assert told["brokers_connected"] == "1 / 2"
    assert told["printers_online"] == "1 / 3"
    assert isinstance(rate := told["messages_per_minute"], int)
    assert 55 <= rate <= 65

    home.connection.connected = False
    await home.hass.config_entries.async_set_disabled_by(
        away.entry_id, ConfigEntryDisabler.USER
    )
    told = await health(home.hass)
    assert told["brokers_connected"] == "0 / 1"
    assert told["printers_online"] == "1 / 2"


async def test_a_printer_that_falls_silent_is_not_online(home: Home) -> None:
    await home.hear(snapshot())
    await home.pass_time(100)
    told = await health(home.hass)
    assert told["printers_online"] == "0 / 1"
    assert told["messages_per_minute"] == 0


async def test_what_was_ignored_or_never_heard_does_not_count(home: Home) -> None:
    MockConfigEntry(domain=DOMAIN, source=SOURCE_IGNORE).add_to_hass(home.hass)
    told = await health(home.hass)
    assert told["brokers_connected"] == "1 / 1"
    assert told["printers_online"] == "0 / 1"


async def test_there_is_little_to_tell_when_nothing_is_set_up(
    hass: HomeAssistant,
) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    assert await health(hass) == {
        "brokers_connected": "0 / 0",
        "printers_online": "0 / 0",
        "messages_per_minute": 0,
    }
