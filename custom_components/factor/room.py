"""How many printers a connection takes, and whether all of their entities are there.

Home Assistant takes 10,000 enabled entities of an entry, and leaves out what comes then.
"""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import MAX_ENABLED_ENTITIES_PER_CONFIG_ENTRY

from .issues import ENTITIES_LEFT_OUT

MAX_PRINTERS: Final = 100
"""How many printers an entry takes: with several tools, and all that can be enabled,
one comes to a hundred entities."""


@callback
def room(hass: HomeAssistant, entry: ConfigEntry) -> int:
    """Return how many more printers an entry takes."""
    left = MAX_PRINTERS - len(entry.subentries)
    return 0 if _has_all_it_takes(hass, entry) else max(0, left)


@callback
def async_tell_left_out(entity: Entity) -> None:
    """Tell if an entity is not added because its entry has all that it takes."""
    entry = entity.platform.config_entry
    if entry and not entity.registry_entry and _has_all_it_takes(entity.hass, entry):
        said = {
            "broker": entry.title,
            "limit": f"{MAX_ENABLED_ENTITIES_PER_CONFIG_ENTRY:,}",
        }
        ENTITIES_LEFT_OUT.async_raise(entity.hass, entry.entry_id, said)


def _has_all_it_takes(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    entities = er.async_get(hass).entities
    enabled = entities.get_enabled_count_for_config_entry_id(entry.entry_id)
    return enabled >= MAX_ENABLED_ENTITIES_PER_CONFIG_ENTRY
