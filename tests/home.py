"""A Home Assistant with printers on a connection that needs no network."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import freezegun.api
from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import factor
from custom_components.factor.connection import (
    LinkDownError,
    LinkListener,
    Message,
    MessageListener,
    Statistics,
    Unsubscribe,
)
from custom_components.factor.const import CONF_DEVICE_UUID, DOMAIN, SUBENTRY_PRINTER
from custom_components.factor.coordinator import PrinterCoordinator
from custom_components.factor.print_sensors import PRINT_SENSORS
from custom_components.factor.protocol.commands import Camera
from custom_components.factor.protocol.topics import PrinterTopics
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util

from . import payloads

TRANSLATIONS = Path(factor.__file__).parent / "translations" / "en.json"

ENABLED_BY_DEFAULT = (
    "homeassistant.helpers.entity.Entity.entity_registry_enabled_default"
)
"""What to patch with True for entities that are disabled until somebody wants them."""

type Answer = Callable[[bytes], None]


@dataclass
class FakeConnection:
    """A `Connection` that delivers what a test says, and keeps what is published."""

    connected: bool = True
    published: list[tuple[str, bytes]] = field(default_factory=list)
    on_publish: Answer = lambda _: None
    listeners: dict[str, list[MessageListener]] = field(default_factory=dict)
    can_publish: bool = True
    statistics: Statistics = field(default_factory=Statistics)
    certificate_expires: datetime | None = None
    found: list[Message] = field(default_factory=list)

    async def search(self, pattern: str, listener: MessageListener) -> None:
        """Tell at once what a test says is found."""
        for message in self.found:
            listener(message)

    async def connect(self) -> None:
        """Be connected."""
        self.connected = True

    async def disconnect(self) -> None:
        """Be gone."""
        self.connected = False

    def subscribe(self, topic: str, listener: MessageListener) -> Unsubscribe:
        """Call the listener with what is said on the topic."""
        self.listeners.setdefault(topic, []).append(listener)

        def unsubscribe() -> None:
            self.listeners[topic].remove(listener)
            if not self.listeners[topic]:
                del self.listeners[topic]

        return unsubscribe

    async def publish(self, topic: str, payload: bytes) -> None:
        """Keep the message, and let the printer answer it."""
        if not self.connected:
            raise LinkDownError
        self.published.append((topic, payload))
        self.on_publish(payload)

    def watch(self, listener: LinkListener) -> Unsubscribe:
        """Do not call the listener: nothing happens to this link."""
        return lambda: None


class Clock:
    """The clock of the event loop and of the wall, which a test puts forward."""

    def __init__(self, freezer: FrozenDateTimeFactory, now: float) -> None:
        """Begin at a time of the event loop."""
        self.now = now
        self._freezer = freezer

    def advance(self, seconds: float) -> None:
        """Put both clocks forward; what was due by then runs at the next turn."""
        self.now += seconds
        self._freezer.tick(seconds)


def real_utcnow() -> datetime:
    """Return the frozen time as what is stored has it: not of a type of freezegun's."""
    now = dt_util.utcnow().timestamp()
    return freezegun.api.real_datetime.fromtimestamp(now, UTC)


@dataclass
class Home:
    """A broker entry that is set up, its connection, and its first printer."""

    hass: HomeAssistant
    entry: MockConfigEntry
    connection: FakeConnection
    clock: Clock

    @property
    def printer(self) -> PrinterCoordinator:
        """The first printer's coordinator."""
        printers: dict[str, PrinterCoordinator] = self.entry.runtime_data.printers
        return next(iter(printers.values()))

    @property
    def device(self) -> dr.DeviceEntry:
        """The first printer's device."""
        device = dr.async_get(self.hass).async_get_device_by_identifier(
            (DOMAIN, self.printer.subentry.subentry_id), self.entry.entry_id
        )
        assert device
        return device

    @property
    def topics(self) -> PrinterTopics:
        """The first printer's topics."""
        return PrinterTopics(self.printer.subentry.data[CONF_DEVICE_UUID])

    @property
    def commands(self) -> list[tuple[str, bytes]]:
        """What was published, but that the camera is asked how it is.

        It is asked by itself, whenever the plugin is heard again.
        """
        asked = self.topics.camera_command, Camera("state").encode()
        return [each for each in self.connection.published if each != asked]

    async def change(self, printer: str = "printer_1", **settings: Any) -> None:
        """Change a printer's settings as its user does."""
        subentry = self.entry.subentries[printer]
        self.hass.config_entries.async_update_subentry(
            self.entry, subentry, data={**subentry.data, **settings}
        )
        await self.hass.async_block_till_done()

    async def add_printer(self, subentry_id: str, device_uuid: str) -> None:
        """Register one more printer, and wait until it is there."""
        self.register(subentry_id, device_uuid)
        await self.hass.async_block_till_done()

    def register(self, subentry_id: str, device_uuid: str) -> None:
        """Register one more printer; its title is its subentry's id."""
        self.hass.config_entries.async_add_subentry(
            self.entry,
            ConfigSubentry(
                subentry_id=subentry_id,
                subentry_type=SUBENTRY_PRINTER,
                title=subentry_id,
                unique_id=device_uuid,
                data=MappingProxyType({CONF_DEVICE_UUID: device_uuid}),
            ),
        )

    async def reload(self) -> None:
        """Begin anew, as after a restart of Home Assistant."""
        await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.hass.async_block_till_done()

    def say(
        self, payload: bytes, *, topic: str | None = None, retained: bool = False
    ) -> None:
        """Deliver a message of the first printer's status, or on another topic."""
        topic = topic or self.topics.status
        for listener in tuple(self.connection.listeners.get(topic, ())):
            listener(Message(topic, payload, retained))

    async def hear(self, *said: bytes) -> None:
        """Deliver messages, and wait for what they cause."""
        for payload in said:
            self.say(payload)
        await self.hass.async_block_till_done()

    async def pass_time(self, seconds: float) -> None:
        """Let some seconds go by in silence."""
        self.clock.advance(seconds)
        await asyncio.sleep(0)  # one turn of the loop runs what is due
        await self.hass.async_block_till_done()

    def obey(self, *said: bytes) -> None:
        """Let the printer say something as soon as it is told something."""

        def answer(_: bytes) -> None:
            for payload in said:
                self.hass.loop.call_soon(partial(self.say, payload))

        self.connection.on_publish = answer

    def entity_id(self, key: str, printer: str = "printer_1") -> str | None:
        """Return the id of the entity with a key, None if there is none."""
        registry = er.async_get(self.hass)
        for entity in er.async_entries_for_config_entry(registry, self.entry.entry_id):
            if entity.unique_id == f"{printer}_{key}":
                return entity.entity_id
        return None

    def state(self, key: str, printer: str = "printer_1") -> State:
        """Return the state of the entity with a key."""
        entity_id = self.entity_id(key, printer)
        assert entity_id, key
        state = self.hass.states.get(entity_id)
        assert state, entity_id
        return state

    def value(self, key: str, printer: str = "printer_1") -> str:
        """Return the state's text of the entity with a key."""
        return self.state(key, printer).state

    def keys(self, printer: str = "printer_1") -> set[str]:
        """Return the keys of a printer's entities, also of those that are disabled."""
        registry = er.async_get(self.hass)
        return {
            entity.unique_id.removeprefix(f"{printer}_")
            for entity in er.async_entries_for_config_entry(
                registry, self.entry.entry_id
            )
            if entity.unique_id.startswith(f"{printer}_")
        }

    def values_of_now(self) -> dict[str, str]:
        """Return the texts of what a printer tells of now: no history, no fleet."""
        registry = er.async_get(self.hass)
        values = {}
        for entity_id, value in self.values().items():
            entity = registry.async_get(entity_id)
            assert entity
            if entity.config_subentry_id is not None:
                key = entity.unique_id.removeprefix(f"{entity.config_subentry_id}_")
                if key not in STORY_KEYS and "last_print" not in key:
                    values[entity_id] = value
        return values

    def values(self) -> dict[str, str]:
        """Return the texts of all states by entity id."""
        return {state.entity_id: state.state for state in self.hass.states.async_all()}


STORY_KEYS = {"print", "prints", *(each.key for each in PRINT_SENSORS)}
ALL_COSTS = {
    "filament_price": 25.0,
    "energy_meter": "sensor.plug_energy",
    "energy_price": 0.5,
}


def error_text(key: str, **placeholders: str) -> str:
    """Return the English text of an error."""
    exceptions = json.loads(TRANSLATIONS.read_text(encoding="utf-8"))["exceptions"]
    text: str = exceptions[key]["message"]
    return text.format(**placeholders).rstrip(".")  # as Home Assistant shows it


ONE_HOTEND = payloads.printing(
    temperatures={
        "tool0": payloads.temperature(209.8, 210.0),
        "bed": payloads.temperature(60.1, 60.0),
        "chamber": payloads.NO_READING,
    }
)
TWO_HOTENDS = payloads.printing(
    temperatures={**payloads.TWO_HOTENDS, "PINDA": payloads.temperature(28.5, None)}
)
