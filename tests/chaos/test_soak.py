"""A farm that prints for a day: nothing piles up, and no print is lost."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
import json
from random import Random

import pytest

from custom_components.factor.coordinator import PrinterCoordinator
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.printer.history import MAX_PRINTS, FilamentUsed, PastPrint
from custom_components.factor.printer.prints import Outcome
from custom_components.factor.protocol.commands import SetFanSpeed, SetTemperature
from custom_components.factor.protocol.decoding import REMEMBERED
from custom_components.factor.protocol.plugin import decode_status
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from simulator.commands import BED
from simulator.fleet import Fleet
from simulator.printer import numbered_uuid

from .. import set_up, wait_until
from ..e2e import truth
from ..e2e.truth import Player, printer_with_short_files
from ..mosquitto import Mosquitto
from .figures import Figures
from .inventory import (
    figure_of,
    inventory_of,
    memory_mb,
    more_in,
    objects,
    start_all_workers,
)
from .told import Told
from .world import IS_FULL, IS_WANTED, SEED, printers_of

PRINTERS = 20
HOURS = 24 if IS_FULL else 2
SPEED = 240 if IS_FULL else 1200
"""Simulated seconds in a second."""
HOUR_S = 3600 / SPEED
INTERVAL_S = 0.25
"""How often each printer speaks; what is said a second does not depend on the speed."""
DISK = {"tiny.gcode": 120, "short.gcode": 600, "part.gcode": 1500, "tower.gcode": 3600}
CARD = {"card~1.gco": 900}
"""How long each file prints, in simulated s."""
GAP_S, PAUSE_S = (0.6, 1.5), (0.3, 1.0)
KILLED_EVERY_S, AWAY_S = (1.0, 4.0), (0.3, 1.0)
COMMANDED_EVERY_S = (0.1, 0.5)
PATIENCE_S = 60
FLAT = 0.05
"""By how much the memory, and the objects of any type, may grow."""
FEW = 300
"""How many objects more are none: what arrives is counted by printer and 5 s."""

pytestmark = [
    pytest.mark.usefixtures("plain_home"),
    pytest.mark.timeout(1800 if IS_FULL else 120),
    pytest.mark.skipif(not IS_WANTED, reason="memory; scripts/chaos measures it"),
]


@pytest.fixture(autouse=True)
def _at_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print what takes as long at that speed as it should."""
    monkeypatch.setattr(truth, "DISK", DISK)
    monkeypatch.setattr(truth, "CARD", CARD)
    monkeypatch.setattr(truth, "GAP_S", GAP_S)
    monkeypatch.setattr(truth, "PAUSE_S", PAUSE_S)
    print(f"\nCHAOS_SEED={SEED}")


def farm(broker: Mosquitto, uuids: list[str]) -> Fleet:
    """Return idle printers that are much faster than real ones."""
    printers = [printer_with_short_files(uuid) for uuid in uuids]
    for printer in printers:
        printer.speed = SPEED
        printer.select("part.gcode")  # what it takes of filament has entities
    return Fleet(broker.url, printers, interval=INTERVAL_S)


def fill_history(printer: PrinterCoordinator) -> None:
    """Let a printer remember as many prints as it ever will: that takes its memory."""
    began = datetime(2025, 1, 1, tzinfo=UTC)
    for index in range(MAX_PRINTS):
        began += timedelta(hours=2)
        printer.story.history.add(
            PastPrint(
                printer.settings.device_uuid,
                began,
                began + timedelta(hours=1),
                Outcome.FINISHED,
                file=f"part_{index}.gcode",
                job_id=numbered_uuid(index),
                duration_s=3600.0 + index,
                completion=100.0,
                filament={"tool0": FilamentUsed(1000.0 + index, 3.0 + index)},
            )
        )


def fill_jobs() -> None:
    """Let as many jobs be known as ever are: that takes its memory, too."""
    for index in range(REMEMBERED):
        job = {"id": numbered_uuid(index), "filament": {"tool0": {"length": index}}}
        report = {"state": {}, "progress": {}, "job": job}
        decode_status(json.dumps(report).encode())


async def print_for(
    seconds: float, players: list[Player], printers: list[PrinterCoordinator]
) -> None:
    """Print on all printers, kill and command one after the other; then all is idle."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    random = Random(SEED)

    async def keep_printing(player: Player) -> None:
        while not over.is_set():
            await player.play(len(player.prints) + 1)

    async def keep_killing() -> None:
        while not over.is_set():
            await asyncio.sleep(random.uniform(*KILLED_EVERY_S))
            printer = random.choice(players).printer
            printer.kill()
            await asyncio.sleep(random.uniform(*AWAY_S))
            printer.restart()

    async def keep_commanding() -> None:
        while not over.is_set():
            await asyncio.sleep(random.uniform(*COMMANDED_EVERY_S))
            heat = SetTemperature(BED, random.choice((0, 60)))
            command = random.choice((heat, SetFanSpeed(random.randrange(101))))
            with suppress(HomeAssistantError):
                await random.choice(printers).async_send(command)

    await asyncio.gather(
        *map(keep_printing, players), keep_killing(), keep_commanding()
    )
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*map(cool, printers))
    await wait_until(lambda: all(map(is_idle, printers)), PATIENCE_S)
    for player in players:  # what the tests note down is no leak
        player.prints.clear()
        player.printer.edge.heard.clear()


async def cool(printer: PrinterCoordinator) -> None:
    """Switch the bed off, of which nothing may be known yet."""
    while printer.data.reading("bed").target != 0:
        with suppress(HomeAssistantError):
            await printer.async_send(SetTemperature(BED, 0))
        await asyncio.sleep(INTERVAL_S)


def is_idle(printer: PrinterCoordinator) -> bool:
    """Return whether a printer could print, and no print is thought to run."""
    return printer.takes(SetTemperature) and printer.story.running is None


@pytest.mark.usefixtures("no_errors_logged")
async def test_a_day_of_prints_leaves_nothing_behind(
    hass: HomeAssistant, broker: Mosquitto, figures: Figures
) -> None:
    told = Told()
    hass.bus.async_listen(EVENT_PRINT, told.note)
    uuids = [numbered_uuid(number) for number in range(PRINTERS)]
    entry = await set_up(hass, broker, *uuids)
    printers = printers_of(entry)
    for printer in printers:
        fill_history(printer)
    fill_jobs()
    await start_all_workers(hass)
    async with farm(broker, uuids) as fleet:
        players = [
            Player(fleet, printer, Random(f"{SEED} {printer.uuid}"))
            for printer in fleet.printers
        ]
        await print_for(HOUR_S, players, printers)
        await hass.async_block_till_done()
        first = inventory_of(hass, entry)
        objects()  # which leaves something behind the first time
        types, memory = objects(), memory_mb()

        await print_for((HOURS - 1) * HOUR_S, players, printers)
        await hass.async_block_till_done()
        with suppress(AssertionError):
            await wait_until(
                lambda: not more_in(inventory_of(hass, entry), first), PATIENCE_S
            )
        last = inventory_of(hass, entry)
        types_after, memory_after = objects(), memory_mb()
        messages = entry.runtime_data.connection.statistics.messages

    grown = {
        name: (types[name], count)
        for name, count in types_after.items()
        if count > types[name] * (1 + FLAT) + FEW
    }
    share = memory_after / memory - 1
    print(f"{share:+.1%}", figure_of(last, first, *first), types_after - types)
    assert more_in(last, first) == {}
    assert grown == {}
    assert share < FLAT
    assert told.starts == told.ends >= PRINTERS
    assert all(len(each.story.history.prints) == MAX_PRINTS for each in printers)
    counted = ("tasks", "timers", "threads", "subscriptions", "file handles")
    figures.add(
        f"{PRINTERS} printers, {HOURS} h at {SPEED} times the speed",
        "memory flat, nothing piles up, one end for each start",
        f"{told.starts} prints, {messages:,} messages, memory {memory:.1f} ->"
        f" {memory_after:.1f} MB ({share:+.1%}), {figure_of(last, first, *counted)}",
    )
