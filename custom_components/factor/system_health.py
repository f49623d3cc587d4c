"""System health: how many brokers and printers are there, and how much they say."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .broker import FactorConfigEntry
from .const import DOMAIN, SUBENTRY_PRINTER


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Register what is told."""
    register.async_register_info(system_health_info)


async def system_health_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page shows."""
    entries: list[FactorConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    loaded: list[FactorConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    printers = [
        printer for entry in loaded for printer in entry.runtime_data.printers.values()
    ]
    registered = sum(
        len(tuple(entry.get_subentries_of_type(SUBENTRY_PRINTER))) for entry in entries
    )
    now = hass.loop.time()
    rates = (printer.counters.messages_per_minute(now) for printer in printers)
    connected = sum(entry.runtime_data.connection.connected for entry in loaded)
    online = sum(printer.online is True for printer in printers)
    return {
        "brokers_connected": f"{connected} / {len(entries)}",
        "printers_online": f"{online} / {registered}",
        "messages_per_minute": round(sum(rates)),
    }
