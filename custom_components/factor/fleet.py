"""All printers of a broker at a glance, on the broker's own device."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .broker import FactorConfigEntry
from .connection.listeners import Listeners
from .const import DOMAIN, Pace
from .coordinator import PrinterCoordinator
from .printer.outcome import BROKEN_OFF, ERRORS
from .printer.state import JOB_STATES

JITTER: Final = timedelta(minutes=1)
"""How far a finish time moves before it is told anew."""


class Group(StrEnum):
    """What a printer does, as far as a fleet is asked; each is in one of them."""

    PRINTING = "printing"
    IDLE = "idle"
    ERROR = "error"
    OFFLINE = "offline"


class Standing(NamedTuple):
    """Where a printer stands in the fleet."""

    group: Group
    name: str
    finish_time: datetime | None


def standing_of(printer: PrinterCoordinator) -> Standing:
    """Return where a printer stands.

    One that is paused prints; one that takes a file is idle; one that is not heard, or
    that OctoPrint is not connected to, is offline. A finish time counts as long as it
    is told: that of a printer that is never heard again would be next for ever.
    """
    state = printer.data.state
    if not printer.online or state is None:
        group = Group.OFFLINE
    elif state in ERRORS:
        group = Group.ERROR
    elif state in BROKEN_OFF:
        group = Group.OFFLINE
    else:
        group = Group.PRINTING if state in JOB_STATES else Group.IDLE
    finish_time = printer.data.finish_time if group is Group.PRINTING else None
    return Standing(group, printer.name, finish_time)


class Fleet:
    """Follows all printers of a broker; a message costs no more than its own printer."""

    def __init__(self) -> None:
        """Follow nobody yet; `changed` is called whenever something is worth telling."""
        self.changed: Listeners[[]] = Listeners()
        self._standings: dict[str, Standing] = {}
        self.groups: Counter[Group] = Counter()
        self.next: Standing | None = None

    @callback
    def async_follow(self, printer: PrinterCoordinator) -> None:
        """Follow a printer as long as it is registered."""

        @callback
        def follow() -> None:
            self._take(printer)

        printer.async_add_listener(follow, Pace.SLOW)
        follow()

    @callback
    def _take(self, printer: PrinterCoordinator) -> None:
        """Take over where a printer stands, if that is news."""
        subentry_id = printer.subentry.subentry_id
        before, now = self._standings.get(subentry_id), standing_of(printer)
        if printer.is_removed:
            self._standings.pop(subentry_id, None)
        elif before and is_same(before, now):
            return
        else:
            self._standings[subentry_id] = now
        self.groups = Counter(each.group for each in self._standings.values())
        self.next = min(
            (each for each in self._standings.values() if each.finish_time),
            key=lambda each: (each.finish_time, each.name),
            default=None,
        )
        self.changed.call()


def is_same(before: Standing, now: Standing) -> bool:
    """Return whether a printer stands where it stood, but for a finish time's jitter."""
    if before[:2] != now[:2] or not before.finish_time or not now.finish_time:
        return before == now
    return abs(before.finish_time - now.finish_time) < JITTER


@dataclass(frozen=True, kw_only=True)
class FleetSensorDescription(SensorEntityDescription):
    """A sensor of all printers of a broker."""

    value_fn: Callable[[Fleet], int | str | datetime | None]


def count_of(group: Group) -> FleetSensorDescription:
    """Give how many printers are in a group."""
    return FleetSensorDescription(
        key=f"printers_{group}",
        translation_key=f"printers_{group}",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda fleet: fleet.groups[group],
    )


FLEET_SENSORS: Final = (
    *(count_of(group) for group in Group),
    FleetSensorDescription(
        key="next_to_finish",
        translation_key="next_to_finish",
        value_fn=lambda fleet: fleet.next and fleet.next.name,
    ),
    FleetSensorDescription(
        key="next_finish_time",
        translation_key="next_finish_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda fleet: fleet.next and fleet.next.finish_time,
    ),
)


async def async_add_fleet(
    entry: FactorConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of all printers of a broker."""
    fleet = Fleet()
    entry.async_on_unload(await entry.runtime_data.async_on_printer(fleet.async_follow))
    async_add_entities(FleetSensor(entry, fleet, each) for each in FLEET_SENSORS)


class FleetSensor(SensorEntity):
    """Something about all printers of a broker."""

    entity_description: FleetSensorDescription
    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self,
        entry: FactorConfigEntry,
        fleet: Fleet,
        description: FleetSensorDescription,
    ) -> None:
        """Take the fleet, which has a value by the time that the entity is added."""
        self.entity_description = description
        self._fleet = fleet
        self._attr_unique_id = f"{entry.entry_id}_{description.key}"
        self._attr_device_info = dr.DeviceInfo(identifiers={(DOMAIN, entry.entry_id)})

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the fleet."""
        self.async_on_remove(self._fleet.changed.add(self._tell))
        self._attr_native_value = self.entity_description.value_fn(self._fleet)

    @callback
    def _tell(self) -> None:
        """Write the value if it is another one."""
        value = self.entity_description.value_fn(self._fleet)
        if value != self._attr_native_value:
            self._attr_native_value = value
            self.async_write_ha_state()
