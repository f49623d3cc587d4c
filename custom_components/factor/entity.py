"""What all entities of a printer share."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import override

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import BaseCoordinatorEntity

from .broker import FactorConfigEntry
from .const import Pace
from .coordinator import PrinterCoordinator
from .device import device_info
from .heard import plain
from .printer.parts import hotend_number
from .printer.state import Picture
from .protocol.commands import BED, CHAMBER
from .room import async_tell_left_out


class FactorEntity(BaseCoordinatorEntity[PrinterCoordinator]):
    """An entity that writes its state only when there is something new to tell.

    `pace` is how closely it follows telemetry.
    """

    pace = Pace.FAST

    _attr_has_entity_name = True
    # Home Assistant's own attribute is slow to read, and this is done every second.
    _was_available: bool | None = None

    def __init__(
        self, coordinator: PrinterCoordinator, description: EntityDescription
    ) -> None:
        """Take the first picture."""
        super().__init__(coordinator, self.pace)
        self.entity_description = description
        self._attr_device_info = device_info(coordinator)
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

    @callback
    @override
    def add_to_platform_abort(self) -> None:
        """Tell if Home Assistant leaves it out."""
        async_tell_left_out(self)
        super().add_to_platform_abort()

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
        if available is self._was_available:
            return False
        self._attr_available = self._was_available = available
        return True


def reading_key(name: str) -> tuple[str, dict[str, str]]:
    """Return a reading's translation key and its placeholders.

    The first hotend has no number: most printers have just the one.
    """
    if name in (BED, CHAMBER):
        return name, {}
    match hotend_number(name):
        case None:
            return "custom", {"name": plain(name)}
        case 0:
            return "hotend", {}
        case number:
            return "hotend_n", {"number": str(number + 1)}


@dataclass(frozen=True, kw_only=True)
class PartEntities[DescriptionT: EntityDescription]:
    """The entities of each of a printer's parts, as far as it tells of them.

    `names` are the parts there are; `describe` gives what entities one of them has.
    """

    names: Callable[[PrinterCoordinator], Collection[str]]
    describe: Callable[[str], Iterable[DescriptionT]]


async def async_add_printers[DescriptionT: EntityDescription](
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entity_class: Callable[[PrinterCoordinator, DescriptionT], FactorEntity],
    descriptions: Iterable[DescriptionT],
    *parts: PartEntities[DescriptionT],
) -> None:
    """Add the entities of each printer that there is and of each that comes.

    `descriptions` are there from the start; the entities of `parts` come when the
    printer first reports the part, and go when it has not done so for a while.
    """

    @callback
    def add_printer(coordinator: PrinterCoordinator) -> None:
        @callback
        def add(descriptions: Iterable[DescriptionT]) -> list[FactorEntity]:
            entities = [entity_class(coordinator, each) for each in descriptions]
            async_add_entities(
                entities, config_subentry_id=coordinator.subentry.subentry_id
            )
            return entities

        add(descriptions)
        for part in parts:
            shown: dict[str, list[FactorEntity]] = {}
            follow = partial(_async_follow_part, entry, coordinator, part, shown, add)
            follow()
            coordinator.async_add_listener(follow, Pace.STILL)

    entry.async_on_unload(await entry.runtime_data.async_on_printer(add_printer))


@callback
def _async_follow_part[DescriptionT: EntityDescription](
    entry: FactorConfigEntry,
    coordinator: PrinterCoordinator,
    part: PartEntities[DescriptionT],
    shown: dict[str, list[FactorEntity]],
    add: Callable[[Iterable[DescriptionT]], list[FactorEntity]],
) -> None:
    """Add the entities of the parts that came, remove those of the parts that went."""
    if entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS:
        return
    names = part.names(coordinator)
    for name in [name for name in shown if name not in names]:
        gone = {entity.unique_id for entity in shown.pop(name)}
        _async_remove(coordinator.hass, entry, gone)
    for name in names:
        if name not in shown:
            shown[name] = add(part.describe(name))


@callback
def _async_remove(
    hass: HomeAssistant, entry: FactorConfigEntry, unique_ids: Collection[str | None]
) -> None:
    """Remove entities for good, also those that are disabled.

    Those do not notice what else is done to them: the user may have given one another
    id, or removed it.
    """
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        if entity.unique_id in unique_ids:
            registry.async_remove(entity.entity_id)
