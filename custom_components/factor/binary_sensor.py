"""Binary sensors: whether the edge is heard, and whether it has its printer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import FactorConfigEntry, PrinterCoordinator
from .entity import FactorEntity, async_add_printers

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class FactorBinarySensorDescription(BinarySensorEntityDescription):
    """A binary sensor; `tells_of_silence` ones stay available when nothing is heard."""

    is_on_fn: Callable[[PrinterCoordinator], bool | None]
    tells_of_silence: bool = False


BINARY_SENSORS: Final = (
    FactorBinarySensorDescription(
        key="online",
        translation_key="online",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        is_on_fn=lambda coordinator: coordinator.online,
        tells_of_silence=True,
    ),
    FactorBinarySensorDescription(
        key="connected",
        translation_key="connected",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        is_on_fn=lambda coordinator: coordinator.data.is_connected,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of all printers."""
    async_add_printers(entry, async_add_entities, FactorBinarySensor, BINARY_SENSORS)


class FactorBinarySensor(FactorEntity, BinarySensorEntity):
    """One of the two levels on which a printer is there or not."""

    entity_description: FactorBinarySensorDescription

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over the value."""
        description = self.entity_description
        changed = self._refresh_available(
            description.tells_of_silence or self.coordinator.online is True
        )
        is_on = description.is_on_fn(self.coordinator)
        changed |= is_on != self._attr_is_on
        self._attr_is_on = is_on
        return changed
