"""Buttons: what is pressed during a print, and what moves the machine."""

from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .broker import FactorConfigEntry
from .const import Pace
from .entity import FactorEntity, async_add_printers
from .protocol.commands import Cancel, Command, Home, Move, Pause, Resume

PARALLEL_UPDATES = 0

JOG_XY_MM: Final = 10
JOG_Z_MM: Final = 1


@dataclass(frozen=True, kw_only=True)
class FactorButtonDescription(ButtonEntityDescription):
    """A button, and the command that it sends."""

    command: Command


def jog(axis: str, distance_mm: float, speed: float) -> FactorButtonDescription:
    """Give a button that moves an axis a little."""
    key = f"jog_{axis}_{'plus' if distance_mm > 0 else 'minus'}"
    return FactorButtonDescription(
        key=key,
        translation_key=key,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,  # wanted by few, six a printer
        command=Move(mode="relative", feedrate=speed, **{axis: distance_mm}),
    )


BUTTONS: Final = (
    FactorButtonDescription(key="pause", translation_key="pause", command=Pause()),
    FactorButtonDescription(key="resume", translation_key="resume", command=Resume()),
    FactorButtonDescription(key="cancel", translation_key="cancel", command=Cancel()),
    FactorButtonDescription(key="home", translation_key="home", command=Home("xyz")),
    *(jog(axis, mm, 3000) for axis in "xy" for mm in (JOG_XY_MM, -JOG_XY_MM)),
    *(jog("z", mm, 300) for mm in (JOG_Z_MM, -JOG_Z_MM)),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of all printers."""
    await async_add_printers(entry, async_add_entities, FactorButton, BUTTONS)


class FactorButton(FactorEntity, ButtonEntity):
    """A button that can be pressed only when the printer would obey."""

    pace = Pace.STILL

    entity_description: FactorButtonDescription

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over whether the printer would obey."""
        command = type(self.entity_description.command)
        return self._refresh_available(self.coordinator.takes(command))

    @override
    async def async_press(self) -> None:
        """Send the command; done when the printer shows it, where it does."""
        await self.coordinator.async_send(self.entity_description.command)
