"""A real Home Assistant whose printers print all the time."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise, zip_longest
import json
from pathlib import Path
from random import Random
import time
from typing import Any

import pytest

from custom_components.factor.printer.prints import EventType
from custom_components.factor.story import OPEN_AFTER_S
from demo.__main__ import register
from demo.client import Json
from demo.home_assistant import HomeAssistant
from demo.printers import (
    DOMAIN,
    NO_VALUE,
    Printer as ToRegister,
    registered as shown_printers,
)
from simulator.fleet import Fleet
from simulator.printer import numbered_uuid

from ..e2e import truth
from ..e2e.test_restarts import (
    MARGIN_S,
    STARTS_AND_ENDS,
    World,
    is_end,
    match,
    registered,
    runs,
    sent_to_home_assistant,
)
from ..e2e.truth import Player, Truth, printer_with_short_files, until
from ..mosquitto import Mosquitto
from .home import STORAGE
from .world import IS_FULL, IS_WANTED, SEED

DISK = {"tiny.gcode": 1.5, "short.gcode": 3.0, "part.gcode": 5.0, "tower.gcode": 8.0}
CARD = {"card~1.gco": 4.0}
"""How long each file prints, in s: long enough that a snapshot shows it."""
PRINTERS = 4
BACK_WITHIN_S = 60
PATIENCE_S = 90
TOLD_ON_A_GOOD_LINK = {
    *EventType,
} - {EventType.CONNECTION_LOST, EventType.CONNECTION_RESTORED}

type Bounds = list[tuple[datetime, datetime]]
"""When prints began and ended."""

takes_time = [
    pytest.mark.skipif(not IS_WANTED, reason="takes a minute; scripts/chaos runs it"),
    pytest.mark.timeout(1200 if IS_FULL else 400),
    pytest.mark.usefixtures("brief_prints"),
]


@dataclass
class House(World):
    """A Home Assistant with printers that print all the time."""

    storage: Path = field(kw_only=True)
    """Where Home Assistant keeps what it knows."""
    players: list[Player] = field(init=False)
    uuids: dict[str, str] = field(default_factory=dict)
    """The printers' uuids by the ids of their subentries."""
    devices: dict[str, str] = field(default_factory=dict)
    """The same by the ids of their devices."""
    states: list[str] = field(default_factory=list)
    """The entities that show what the printers do."""
    back_s: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.players = [
            Player(self.fleet, printer, Random(self.random.random()))
            for printer in self.fleet.printers
        ]

    @property
    def prints(self) -> list[Truth]:
        """What was printed."""
        return [print_ for player in self.players for print_ in player.prints]

    async def open(self) -> None:
        """Register the printers, and wait until that is written."""
        address: dict[str, Any] = {"host": self.broker.host, "port": self.broker.port}
        printers = [printer.uuid for printer in self.fleet.printers]
        await register(
            self.hass,
            {"user": {"next_step_id": "broker"}, "broker": address},
            [ToRegister(uuid, uuid) for uuid in printers],
        )
        self.uuids, self.devices = await registered(self.hass)
        self.listening = asyncio.create_task(self.listen())
        self.states = [
            each.entities["state"] for each in await shown_printers(self.hass)
        ]
        kept = {
            "core.config_entries": printers,
            "core.device_registry": self.devices,
            "core.entity_registry": self.states,
        }
        async with asyncio.timeout(PATIENCE_S):
            await until(
                lambda: all(
                    is_kept(self.storage / name, ids) for name, ids in kept.items()
                )
            )

    async def start(self) -> None:
        """Start Home Assistant, and wait until all printers are shown."""
        began = time.monotonic()
        await self.hass.start()
        self.listening = asyncio.create_task(self.listen())
        async with asyncio.timeout(BACK_WITHIN_S):
            while not await self.shows_all():
                await asyncio.sleep(truth.POLL_S)
        self.back_s.append(time.monotonic() - began)

    async def shows_all(self) -> bool:
        """Return whether it is shown what each printer does."""
        states = await self.hass.states()
        return all(states[each]["state"] not in NO_VALUE for each in self.states)

    async def end(self, *, by_kill: bool = False) -> None:
        """Stop Home Assistant, or kill it."""
        await (self.hass.kill() if by_kill else self.hass.stop())
        self.listening.cancel()

    async def keep_printing(self, player: Player) -> None:
        """Print until it is over."""
        while not self.over.is_set():
            await player.play(len(player.prints) + 1)

    async def while_printing(self, work: Awaitable[None]) -> None:
        """Print on all printers until some work is done."""
        self.over.clear()
        async with asyncio.TaskGroup() as group:
            for player in self.players:
                group.create_task(self.keep_printing(player))
            await work
            self.over.set()

    async def print_once(self, meanwhile: Awaitable[None] | None = None) -> None:
        """Print once on each printer, and wait until that is told."""
        async with asyncio.TaskGroup() as group:
            for player in self.players:
                group.create_task(player.play(len(player.prints) + 1))
            if meanwhile:
                await meanwhile
        async with asyncio.timeout(PATIENCE_S):
            await until(self._has_told_all)

    def _has_told_all(self) -> bool:
        """Return whether it was told how the last print of each printer ended."""
        return all(
            any(
                match(each, player.prints) is player.prints[-1]
                for each in self.told(player.printer.uuid)
                if is_told_end(each)
            )
            for player in self.players
        )

    async def settle(self) -> None:
        """Wait until all that has happened is told and written."""
        since = time.time()

        def is_settled() -> bool:
            heard = sent_to_home_assistant(self.broker.log)
            return (
                time.time() > since + OPEN_AFTER_S + MARGIN_S
                and all(
                    heard[uuid].snapshots[-1] > since + 1
                    for uuid in self.uuids.values()
                )
                and not any(runs(self.hass, each) for each in self.uuids)
            )

        async with asyncio.timeout(PATIENCE_S):
            await until(is_settled)

    async def history(self, uuid: str) -> list[Json]:
        """Return what the action tells of a printer's prints, the oldest first."""
        (device,) = (id_ for id_, each in self.devices.items() if each == uuid)
        answer = await self.hass.command(
            "call_service",
            domain=DOMAIN,
            service="get_print_history",
            service_data={"device_id": device, "limit": 1000},
            return_response=True,
        )
        prints = answer["response"]["prints"]
        assert len(prints) == answer["response"]["total"]
        return list(reversed(prints))

    async def remembered(self) -> dict[str, Bounds]:
        """Return what the action tells of all printers' prints."""
        return {
            uuid: bounds_of(await self.history(uuid)) for uuid in self.uuids.values()
        }

    @property
    def written(self) -> dict[str, Bounds]:
        """What is stored of all printers' prints."""
        return {
            uuid: bounds_of(prints_in(self.storage, subentry_id))
            for subentry_id, uuid in self.uuids.items()
        }

    def told(self, uuid: str) -> list[Json]:
        """Return what was told of a printer."""
        return [
            event for event in self.events if self.devices[event["device_id"]] == uuid
        ]


@asynccontextmanager
async def house_of(
    hass: HomeAssistant, broker: Mosquitto, storage: Path | None = None
) -> AsyncGenerator[House]:
    """Start all parts; Home Assistant may be seen to store elsewhere than it thinks."""
    storage = storage or hass.folder / STORAGE
    printers = [
        printer_with_short_files(numbered_uuid(index)) for index in range(PRINTERS)
    ]
    async with Fleet(broker.url, printers) as fleet, hass:
        house = House(hass, broker, fleet, Random(SEED), storage=storage)
        await house.open()
        yield house
        house.listening.cancel()


def is_kept(path: Path, ids: Iterable[str]) -> bool:
    """Return whether a store is written, and has all of some ids in it."""
    return path.exists() and all(map(path.read_text().__contains__, ids))


def bounds_of(prints: list[Json]) -> Bounds:
    """Return when prints began and ended."""
    return [(moment(each, "started"), moment(each, "ended")) for each in prints]


def moment(told: Json, name: str) -> datetime:
    """Return a time that is told."""
    return datetime.fromisoformat(told[name])


def is_told_end(event: Json) -> bool:
    """Return whether what is told is the end of a print."""
    return event["type"] in STARTS_AND_ENDS and is_end(event)


def false_in(told: list[Json], prints: list[Truth]) -> list[str]:
    """Return what should not have been told, or not so."""
    bounds = [each for each in told if each["type"] in STARTS_AND_ENDS]
    ends = [(each["file"], each["outcome"]) for each in bounds if is_end(each)]
    return [
        *(
            f"false: {each}"
            for each in told
            if each["late"] or each["type"] not in TOLD_ON_A_GOOD_LINK
        ),
        *(
            f"not in turn: {before}, {after}"
            for before, after in pairwise(bounds)
            if is_end(before) == is_end(after)
        ),
        *(
            f"printed {print_}, told {end}"
            for end, print_ in zip_longest(ends, prints)
            if print_ is None or end != (print_.file, print_.outcome)
        ),
    ]


def prints_in(storage: Path, subentry_id: str) -> list[Json]:
    """Return the prints that are written of a printer, none before any is."""
    path = storage / f"{DOMAIN}.{subentry_id}.history"
    if not path.exists():
        return []
    return list(json.loads(path.read_text())["data"]["prints"])


def runs_in(storage: Path, subentry_id: str) -> bool:
    """Return whether it is written that a print runs on a printer."""
    path = storage / f"{DOMAIN}.{subentry_id}.print"
    return bool(json.loads(path.read_text())["data"]["lifecycle"]["print"])
