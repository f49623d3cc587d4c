"""How many printers a connection takes, and whether all of their entities are there.

Home Assistant takes 10,000 enabled entities of an entry, and leaves out what comes then.
"""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import MAX_ENABLED_ENTITIES_PER_CONFIG_ENTRY
from homeassistant.helpers.event import async_track_time_interval

from .issues import ENTITIES_LEFT_OUT

MAX_PRINTERS: Final = 200
"""How many printers an entry takes: each has 40 to 50 entities from the start."""
CHECK_EVERY: Final = timedelta(minutes=10)


def room(entry: ConfigEntry) -> int:
    """Return how many more printers an entry takes."""
    return max(0, MAX_PRINTERS - len(entry.subentries))


@callback
def async_watch_entities(hass: HomeAssistant, entry: ConfigEntry) -> CALLBACK_TYPE:
    """Tell now and every ten minutes if Home Assistant leaves out entities."""
    entities = er.async_get(hass).entities

    @callback
    def check(_: datetime | None = None) -> None:
        enabled = entities.get_enabled_count_for_config_entry_id(entry.entry_id)
        if enabled >= MAX_ENABLED_ENTITIES_PER_CONFIG_ENTRY:
            said = {"broker": entry.title, "limit": f"{enabled:,}"}
            ENTITIES_LEFT_OUT.async_raise(hass, entry.entry_id, said)
        else:
            ENTITIES_LEFT_OUT.async_delete(hass, entry.entry_id)

    check()
    return async_track_time_interval(hass, check, CHECK_EVERY)
