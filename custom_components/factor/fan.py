"""Fans: the one that cools the part, as far as anybody can know it."""

from typing import Any, Final, override

from homeassistant.components.fan import FanEntity, FanEntityDescription
from homeassistant.components.fan.const import FanEntityFeature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .broker import FactorConfigEntry
from .const import Pace
from .entity import FactorEntity, async_add_printers
from .protocol.commands import SetFanSpeed

PARALLEL_UPDATES = 0

FANS: Final = (FanEntityDescription(key="fan", translation_key="fan"),)
FULL_SPEED: Final = 100


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the fans of all printers."""
    await async_add_printers(entry, async_add_entities, FactorFan, FANS)


class FactorFan(FactorEntity, FanEntity):
    """A fan that does not tell its speed: what it was set to here is assumed.

    It is unknown until then, and again when a print begins or ends (its file sets the
    fan) and when the printer is disconnected.
    """

    pace = Pace.STILL

    _attr_assumed_state = True
    _attr_supported_features = (
        FanEntityFeature.SET_SPEED
        | FanEntityFeature.TURN_ON
        | FanEntityFeature.TURN_OFF
    )

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether the fan runs, as far as it is known."""
        return None if self.percentage is None else self.percentage > 0

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over what was set, and whether the printer would take another speed."""
        changed = self._refresh_available(self.coordinator.takes(SetFanSpeed))
        percentage = self.coordinator.assumed.get(SetFanSpeed)
        changed |= percentage != self._attr_percentage
        self._attr_percentage = percentage
        return changed

    @override
    async def async_set_percentage(self, percentage: int) -> None:
        """Set the speed, percent; done when the broker has the command."""
        await self.coordinator.async_send(SetFanSpeed(percentage))

    @override
    async def async_turn_on(
        self,
        percentage: int | None = None,
        preset_mode: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Let the fan run, at full speed unless one is given."""
        await self.async_set_percentage(
            FULL_SPEED if percentage is None else percentage
        )

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Stop the fan."""
        await self.async_set_percentage(0)
