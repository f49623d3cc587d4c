"""Events: what happens to a printer's prints."""

from typing import Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .broker import FactorConfigEntry
from .const import Pace
from .entity import FactorEntity, async_add_printers
from .print_events import Told
from .printer.prints import EventType

PARALLEL_UPDATES = 0

EVENTS: Final = (
    EventEntityDescription(
        key="print",
        translation_key="print",
        event_types=[event_type.value for event_type in EventType],
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the events of all printers."""
    await async_add_printers(entry, async_add_entities, FactorEvent, EVENTS)


class FactorEvent(FactorEntity, EventEntity):
    """What happened last; it stays what it is while nobody is heard."""

    pace = Pace.STILL

    entity_description: EventEntityDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the printer's story."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.story.async_subscribe(self._tell))

    @callback
    def _tell(self, told: Told) -> None:
        """Write what happened."""
        self._trigger_event(told.type.value, told.data)
        self.async_write_ha_state()

    @callback
    @override
    def _refresh(self) -> bool:
        """Do nothing: events are told one by one."""
        return False
