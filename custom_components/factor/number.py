"""Numbers: the targets of the heaters, and the feed rate."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import PERCENTAGE, UnitOfTemperature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .broker import FactorConfigEntry
from .const import Pace
from .coordinator import PrinterCoordinator
from .entity import FactorEntity, PartEntities, async_add_printers, reading_key
from .printer.parts import hotend_number
from .protocol.commands import (
    BED,
    FEED_RATE,
    Command,
    HeaterLimits,
    SetFeedRate,
    SetTemperature,
)

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class FactorNumberDescription(NumberEntityDescription):
    """A value, and the command that sets it.

    `max_value_fn` gives the highest value where the user limits it.
    """

    command: type[Command]
    value_fn: Callable[[PrinterCoordinator], float | None]
    command_fn: Callable[[float, HeaterLimits], Command]
    max_value_fn: Callable[[HeaterLimits], float] | None = None
    assumed: bool = False


NUMBERS: Final = (
    FactorNumberDescription(
        key="feed_rate",
        translation_key="feed_rate",
        native_unit_of_measurement=PERCENTAGE,
        native_min_value=FEED_RATE[0],
        native_max_value=FEED_RATE[1],
        native_step=1,
        command=SetFeedRate,
        value_fn=lambda printer: printer.assumed.get(SetFeedRate),
        command_fn=lambda value, _: SetFeedRate.of(value),
        assumed=True,  # the firmware does not tell it
    ),
)


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
            native_step=1,
            mode=NumberMode.BOX,
            command=SetTemperature,
            value_fn=lambda printer: printer.data.reading(name).target,
            command_fn=lambda value, limits: SetTemperature.for_heater(
                name, value, limits
            ),
            max_value_fn=lambda limits: limits.of(name),
        )


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the numbers of all printers."""
    await async_add_printers(
        entry,
        async_add_entities,
        FactorNumber,
        NUMBERS,
        PartEntities(
            names=lambda printer: printer.data.parts.readings, describe=describe_reading
        ),
    )


class FactorNumber(FactorEntity, NumberEntity):
    """Something of a printer that can be set to a number."""

    pace = Pace.STILL

    entity_description: FactorNumberDescription

    _limits: HeaterLimits | None = None

    @property
    @override
    def assumed_state(self) -> bool:
        """Whether nobody can read the value back."""
        return self.entity_description.assumed

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over the value, and whether the printer would take another one."""
        description = self.entity_description
        changed = self._refresh_available(self.coordinator.takes(description.command))
        value = description.value_fn(self.coordinator)
        if value != self._attr_native_value:
            self._attr_native_value = value
            changed = True
        limits = self.coordinator.settings.limits
        if description.max_value_fn and limits is not self._limits:
            self._limits = limits
            self._attr_native_max_value = description.max_value_fn(limits)
            changed = True
        return changed

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the value; done when the printer shows it, where it does."""
        with self.coordinator.sender.refusing():
            command = self.entity_description.command_fn(
                value, self.coordinator.settings.limits
            )
        await self.coordinator.async_send(command)
