"""What all entities of a printer share."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import override

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import callback
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import BaseCoordinatorEntity

from .coordinator import FactorConfigEntry, PrinterCoordinator
from .printer.state import CHAMBER, MAX_READINGS, Picture, hotend_number
from .protocol.commands import BED


class FactorEntity(BaseCoordinatorEntity[PrinterCoordinator]):
    """An entity that writes its state only when there is something new to tell."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: PrinterCoordinator, description: EntityDescription
    ) -> None:
        """Take the first picture."""
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_device_info = coordinator.device_info
        self._attr_unique_id = f"{coordinator.subentry.subentry_id}_{description.key}"
        self._refresh()

    @property
    def picture(self) -> Picture:
        """What is known of the printer."""
        return self.coordinator.data

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the printer; it may have told something since the entity was made."""
        await super().async_added_to_hass()
        self._refresh()

    @override
    async def async_update(self) -> None:
        """Do nothing: the printer cannot be asked, it tells by itself."""

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state if it is worth it."""
        if self._refresh():
            self.async_write_ha_state()

    @callback
    @abstractmethod
    def _refresh(self) -> bool:
        """Take over the picture; return whether the state is worth writing."""

    def _refresh_available(self, available: bool) -> bool:
        """Take over the availability; return whether it changed."""
        changed = available != self._attr_available
        self._attr_available = available
        return changed


def reading_key(name: str) -> tuple[str, dict[str, str]]:
    """Return a reading's translation key and its placeholders.

    The first hotend has no number: most printers have just the one.
    """
    if name in (BED, CHAMBER):
        return name, {}
    match hotend_number(name):
        case None:
            return "custom", {"name": name}
        case 0:
            return "hotend", {}
        case number:
            return "hotend_n", {"number": str(number + 1)}


@callback
def async_add_printers[DescriptionT: EntityDescription](
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entity_class: Callable[[PrinterCoordinator, DescriptionT], FactorEntity],
    descriptions: Iterable[DescriptionT],
    describe_reading: Callable[[str], Iterable[DescriptionT]] | None = None,
) -> None:
    """Add the entities of each printer that there is and of each that comes.

    `descriptions` are there from the start; `describe_reading` gives those of a
    temperature reading, which are added when the printer first reports it. However
    many names a printer makes up, no more than 16 readings get entities.
    """

    @callback
    def add_printer(coordinator: PrinterCoordinator) -> None:
        @callback
        def add(descriptions: Iterable[DescriptionT]) -> None:
            async_add_entities(
                [entity_class(coordinator, each) for each in descriptions],
                config_subentry_id=coordinator.subentry.subentry_id,
            )

        add(descriptions)
        if describe_reading is None:
            return
        known: set[str] = set()

        @callback
        def add_readings() -> None:
            if entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS:
                return
            new = [name for name in coordinator.data.reported if name not in known]
            if new := new[: MAX_READINGS - len(known)]:
                known.update(new)
                add([each for name in new for each in describe_reading(name)])

        add_readings()
        coordinator.async_add_listener(add_readings)

    entry.async_on_unload(entry.runtime_data.async_on_printer(add_printer))
