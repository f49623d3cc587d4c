"""Buttons: what is pressed during a print."""

from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import FactorConfigEntry
from .entity import FactorEntity, async_add_printers
from .printer.control import is_allowed
from .protocol.commands import Cancel, Command, Pause, Resume

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class FactorButtonDescription(ButtonEntityDescription):
    """A button, and the command that it sends."""

    command: Command


BUTTONS: Final = (
    FactorButtonDescription(key="pause", translation_key="pause", command=Pause()),
    FactorButtonDescription(key="resume", translation_key="resume", command=Resume()),
    FactorButtonDescription(key="cancel", translation_key="cancel", command=Cancel()),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of all printers."""
    async_add_printers(entry, async_add_entities, FactorButton, BUTTONS)


class FactorButton(FactorEntity, ButtonEntity):
    """A button that can be pressed only when the printer would obey."""

    entity_description: FactorButtonDescription

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over whether the printer would obey."""
        command = type(self.entity_description.command)
        return self._refresh_available(
            self.coordinator.online is True and is_allowed(command, self.picture)
        )

    @override
    async def async_press(self) -> None:
        """Send the command; done when the printer shows it."""
        await self.coordinator.async_send(self.entity_description.command)
