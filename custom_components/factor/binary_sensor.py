"""Binary sensors: whether a printer is there, and whether it is safe to leave it."""

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

from .broker import FactorConfigEntry
from .const import Pace
from .coordinator import PrinterCoordinator
from .entity import FactorEntity, async_add_printers
from .heaters import HEATER_LEFT_ON, are_left_on, is_safe_to_power_off

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class FactorBinarySensorDescription(BinarySensorEntityDescription):
    """A binary sensor; `tells_of_silence` ones stay available when nothing is heard.

    `is_on_fn` is told the printer, and whether it was on before. `pace` is how closely
    telemetry is followed.
    """

    is_on_fn: Callable[[PrinterCoordinator, bool | None], bool | None]
    tells_of_silence: bool = False
    pace: Pace = Pace.FAST


BINARY_SENSORS: Final = (
    FactorBinarySensorDescription(
        key="online",
        translation_key="online",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        is_on_fn=lambda printer, _: printer.online,
        pace=Pace.STILL,
        tells_of_silence=True,
    ),
    FactorBinarySensorDescription(
        key="connected",
        translation_key="connected",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        is_on_fn=lambda printer, _: printer.data.is_connected,
        pace=Pace.STILL,
    ),
    FactorBinarySensorDescription(
        key="safe_to_power_off",
        translation_key="safe_to_power_off",
        # The device class for safety is on when something is unsafe.
        is_on_fn=is_safe_to_power_off,
    ),
    FactorBinarySensorDescription(
        key=HEATER_LEFT_ON,
        translation_key=HEATER_LEFT_ON,
        device_class=BinarySensorDeviceClass.PROBLEM,
        is_on_fn=lambda printer, _: are_left_on(printer),
        pace=Pace.SLOW,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of all printers."""
    await async_add_printers(
        entry, async_add_entities, FactorBinarySensor, BINARY_SENSORS
    )


class FactorBinarySensor(FactorEntity, BinarySensorEntity):
    """Something that is so with a printer, or not."""

    entity_description: FactorBinarySensorDescription

    def __init__(
        self,
        coordinator: PrinterCoordinator,
        description: FactorBinarySensorDescription,
    ) -> None:
        """Take how often to look."""
        self.pace = description.pace
        super().__init__(coordinator, description)

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over the value."""
        description = self.entity_description
        changed = self._refresh_available(
            description.tells_of_silence or self.coordinator.online is True
        )
        is_on = description.is_on_fn(self.coordinator, self._attr_is_on)
        changed |= is_on != self._attr_is_on
        self._attr_is_on = is_on
        return changed
