"""Numbers: the targets of the heaters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import FactorConfigEntry
from .entity import FactorEntity, async_add_printers, reading_key
from .printer.control import is_allowed
from .printer.state import hotend_number
from .protocol.commands import BED, SetTemperature, max_temperature

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class FactorNumberDescription(NumberEntityDescription):
    """The target of a heater: `tool0`, `tool1`, … or `bed`."""

    heater: str


def describe_reading(name: str) -> Iterator[FactorNumberDescription]:
    """Give the target of a reading that the plugin has a command for."""
    if name == BED or hotend_number(name) is not None:
        key, placeholders = reading_key(name)
        yield FactorNumberDescription(
            key=f"{name}_target",
            translation_key=f"{key}_target",
            translation_placeholders=placeholders,
            device_class=NumberDeviceClass.TEMPERATURE,
            native_unit_of_measurement=UnitOfTemperature.CELSIUS,
            native_min_value=0,
            native_max_value=max_temperature(name),
            native_step=1,
            mode=NumberMode.BOX,
            heater=name,
        )


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the targets of all printers."""
    async_add_printers(entry, async_add_entities, FactorNumber, (), describe_reading)


class FactorNumber(FactorEntity, NumberEntity):
    """A heater's target, °C; 0 is off."""

    entity_description: FactorNumberDescription

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over the target, and whether the printer would take another one."""
        changed = self._refresh_available(
            self.coordinator.online is True and is_allowed(SetTemperature, self.picture)
        )
        target = self.picture.reading(self.entity_description.heater).target
        changed |= target != self._attr_native_value
        self._attr_native_value = target
        return changed

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the target; done when the printer shows it."""
        with self.coordinator.refusing_out_of_range():
            command = SetTemperature.for_heater(self.entity_description.heater, value)
        await self.coordinator.async_send(command)
