"""Printers that print, and are commanded, at a broker that comes and goes."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
import re
import signal
import time
from types import SimpleNamespace
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.connection import keeper
from custom_components.factor.connection.mqtt import ACKNOWLEDGE_TIMEOUT_S
from custom_components.factor.device import device_id
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.protocol.commands import OtherCommand
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from simulator.fleet import Fleet
from simulator.link import Hear
from simulator.printer import numbered_uuid

from .. import wait_until
from ..e2e.test_restarts import (
    BROKER,
    STARTS_AND_ENDS,
    Report,
    World,
    is_end,
    stored,
)
from ..e2e.truth import Player, printer_with_short_files
from ..mosquitto import Mosquitto
from .world import IS_FULL, SEED, heard, printers_of, registered

PRINTERS = 6 if IS_FULL else 3
COMMANDED_EVERY_S = (0.05, 0.25)
SAME_MOMENT_S = 0.5
"""In what time two sockets are read that were written to at once, in any order."""
SETTLED_AFTER = 2
"""How many more messages of each printer tell all that there is to tell."""
NOT_SENT = {"link_down", "printer_silent"}
"""The errors that say that nothing was sent."""
PATIENCE_S = 2 * keeper.RECONNECT_MAX_S
"""The longest pause between two attempts, and time for the rest."""


@dataclass
class Order:
    """A command: when it was given, when it was run, and when and how it ended."""

    given: float
    ran: list[float] = field(default_factory=list)
    ended: float | None = None
    error: str | None = None

    def faults(self) -> Iterator[str]:
        """Yield what is wrong."""
        if self.ended is None:
            yield "has no end"
            return
        if len(self.ran) > 1:
            yield "run twice"
        for ran in self.ran:
            if ran - self.given > ACKNOWLEDGE_TIMEOUT_S:
                yield f"run after {ran - self.given:.1f} s"
            if self.error and ran - self.ended > SAME_MOMENT_S:
                yield f"run {ran - self.ended:.1f} s after {self.error}"
            if self.error in NOT_SENT:
                yield f"run in spite of {self.error}"


@dataclass
class Orders(dict[int, Order]):
    """Commands by their number, which each of them carries."""

    async def give(self, printer: Any) -> None:
        """Give a command, and note how it ends."""
        number = len(self)
        order = self[number] = Order(time.monotonic())
        try:
            await printer.async_send(OtherCommand("note", {"number": number}))
        except HomeAssistantError as err:
            order.error = err.translation_key
        order.ended = time.monotonic()

    def listen(self, fleet: Fleet) -> None:
        """Note what arrives at the printers."""
        hear = fleet.link.on_message
        assert hear
        fleet.link.on_message = self._noting(hear)

    def _noting(self, hear: Hear) -> Hear:
        def note(topic: str, payload: bytes) -> None:
            if number := re.search(rb'"note".*"number":(\d+)', payload):
                self[int(number[1])].ran.append(time.monotonic())
            hear(topic, payload)

        return note

    @property
    def faults(self) -> list[str]:
        """All that is wrong."""
        return [
            f"command {number}: {each}"
            for number, order in self.items()
            for each in order.faults()
        ]

    @property
    def figure(self) -> str:
        """What became of them."""
        ends = Counter(each.error or "done" for each in self.values())
        ran = sum(bool(each.ran) for each in self.values())
        errors = ", ".join(f"{count} {end}" for end, count in ends.most_common())
        return f"{len(self)} commands ({errors}; {ran} run)"


@dataclass
class Workshop:
    """Printers that print at a broker, and all that is known of their prints."""

    world: World
    entry: MockConfigEntry
    players: list[Player]
    orders: Orders = field(default_factory=Orders)
    back_s: list[float] = field(default_factory=list)
    """How long it took each time until all printers were heard again."""
    prints: str = ""
    """How many prints there were; this is known in the end."""

    @property
    def broker(self) -> Mosquitto:
        return self.world.broker

    @callback
    def note(self, event: Event[dict[str, Any]]) -> None:
        """Note what is told of a print."""
        if event.data["type"] in STARTS_AND_ENDS:
            fired = event.time_fired.timestamp()
            self.world.events.append({**event.data, "fired": fired})

    async def keep_printing(self, player: Player) -> None:
        """Print on one of the printers, one print after the other."""
        while not self.world.over.is_set():
            await player.play(len(player.prints) + 1)

    async def keep_commanding(self, group: asyncio.TaskGroup) -> None:
        """Give commands, whether there is a link or not."""
        while not self.world.over.is_set():
            await self.world.moment(COMMANDED_EVERY_S)
            if printers := self.printers:
                printer = self.world.random.choice(printers)
                group.create_task(self.orders.give(printer))

    @property
    def printers(self) -> list[Any]:
        """The printers, unless the entry is not set up just now."""
        is_loaded = self.entry.state is ConfigEntryState.LOADED
        return printers_of(self.entry) if is_loaded else []

    async def restart_broker(self, away_s: float = 0, hangs_s: float = 0) -> None:
        """Kill the broker, and start it again; commands are on their way meanwhile.

        It may hang before, so that nothing is acknowledged.
        """
        if hangs_s:
            self.send_signal(signal.SIGSTOP)
        async with asyncio.TaskGroup() as group:
            for printer in self.printers:
                group.create_task(self.orders.give(printer))
            await asyncio.sleep(hangs_s)
            async with self.world.without(f"{BROKER} killed"):
                self.broker.kill()
                await asyncio.sleep(away_s)
                await asyncio.to_thread(self.broker.start)

    def send_signal(self, number: signal.Signals) -> None:
        """Send the broker a signal."""
        assert self.broker.process
        self.broker.process.send_signal(number)

    async def is_back(self) -> None:
        """Wait until all printers are heard again, and note how long that takes."""
        began = time.monotonic()
        await wait_until(lambda: self.printers, PATIENCE_S)
        await heard(*self.printers, within_s=PATIENCE_S)
        self.back_s.append(time.monotonic() - began)

    async def settle(self) -> None:
        """Wait until all is told."""
        await heard(*self.printers, within_s=PATIENCE_S)
        enough = {
            each: each.counters.received + SETTLED_AFTER for each in self.printers
        }
        await wait_until(
            lambda: all(
                each.counters.received >= count
                and each.story.running is None
                and not each.story._untold
                for each, count in enough.items()
            ),
            PATIENCE_S,
        )

    @property
    def figure(self) -> str:
        """What was measured."""
        took = ", ".join(f"{each:.1f}" for each in self.back_s)
        return f"{self.prints}; {self.orders.figure}; back after {took} s"


@asynccontextmanager
async def printing(
    hass: HomeAssistant, broker: Mosquitto, url: str, **link: Any
) -> AsyncGenerator[Workshop]:
    """Give printers that print, and are given commands; see that all of it is right."""
    uuids = [numbered_uuid(number) for number in range(PRINTERS)]
    random = Random(SEED)
    async with Fleet(url, [printer_with_short_files(uuid) for uuid in uuids]) as fleet:
        entry = await registered(hass, broker, *uuids, **link)
        await heard(*printers_of(entry))
        devices = {
            device_id(each) or "": each.settings.device_uuid
            for each in printers_of(entry)
        }
        players = [
            Player(fleet, printer, Random(random.random()))
            for printer in fleet.printers
        ]
        disk: Any = SimpleNamespace(folder=hass.config.config_dir)
        workshop = Workshop(World(disk, broker, fleet, random), entry, players)
        workshop.orders.listen(fleet)
        stop = hass.bus.async_listen(EVENT_PRINT, workshop.note)
        async with asyncio.TaskGroup() as group:
            for player in players:
                group.create_task(workshop.keep_printing(player))
            group.create_task(workshop.keep_commanding(group))
            yield workshop
            workshop.world.over.set()
        await workshop.settle()
        assert await hass.config_entries.async_unload(entry.entry_id)
        stop()
    report = Report(workshop.world, players, {each: each for each in uuids}, devices)
    report.judge()
    report.faults += workshop.orders.faults
    report.faults += unlike_history(report)
    print(f"\n{report.table}\n{workshop.orders.figure}")
    assert not report.faults, "\n".join(report.faults)
    assert report.counts["ends told"]
    assert any(each.ran for each in workshop.orders.values())
    counts = report.counts
    workshop.prints = (
        f"{counts['prints']} prints, {counts['ends told']} told, {counts['late']} late"
    )


def unlike_history(report: Report) -> Iterator[str]:
    """Yield where the ends that were told are not those that are remembered."""
    told = defaultdict[str, set[datetime]](set)
    for event in filter(is_end, report.world.events):
        told[report.devices[event["device_id"]]].add(began(event))
    for uuid in report.uuids:
        history = stored(report.world.hass, uuid, "history").get("prints", [])
        remembered = set(map(began, history))
        if told[uuid] != remembered:
            yield f"{uuid}: told {told[uuid]}, remembered {remembered}"


def began(told: dict[str, Any]) -> datetime:
    """Return when a print began that is told of."""
    return datetime.fromisoformat(told["started"])
