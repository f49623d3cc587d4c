"""The clock of a real Home Assistant is moved, and no print ends by that."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
import time

import pytest

from demo.client import Json
from demo.home_assistant import HomeAssistant

from ..e2e.conftest import Site
from ..e2e.test_restarts import (
    MARGIN_S,
    is_end,
)
from ..e2e.truth import IDLE, Truth, until
from ..mosquitto import Mosquitto
from .figures import Figures
from .home import (
    FAKETIME,
    NOTICED_AFTER_S,
    Clock,
)
from .house import (
    PATIENCE_S,
    House,
    bounds_of,
    false_in,
    house_of,
    is_told_end,
    moment,
    takes_time,
)
from .world import IS_FULL

HOUR_S = 3600
ZONES = ("America/New_York", "Pacific/Kiritimati")
MOVED_EVERY_S = (1.0, 4.0)
MOVES = 18 if IS_FULL else 6
TOOK_LONG = "Updating state for"
"""What Home Assistant says of an entity as the clock, or the machine, makes a leap."""

pytestmark = [
    *takes_time,
    pytest.mark.skipif(not FAKETIME.exists(), reason="libfaketime is not installed"),
]


@dataclass
class Moved:
    """How far the clock was moved, and when."""

    at: float
    seconds: int


async def test_a_clock_that_is_moved_ends_no_print(
    broker: Mosquitto, tmp_path: Path, figures: Figures
) -> None:
    clock = Clock(tmp_path / "clock")
    hass = HomeAssistant(tmp_path / "home-assistant")
    hass.env = clock.env
    moves = list[Moved]()
    async with house_of(hass, broker) as house:

        async def move_again_and_again() -> None:
            zones = cycle(ZONES)
            for seconds in islice(cycle((HOUR_S, 0, -HOUR_S)), MOVES):
                await asyncio.sleep(house.random.uniform(*MOVED_EVERY_S))
                async with asyncio.timeout(PATIENCE_S):
                    await until(lambda: is_busy(house))
                moves.append(Moved(time.time(), seconds))
                if seconds:
                    clock.move(seconds)
                else:
                    await hass.command("config/core/update", time_zone=next(zones))

        await house.while_printing(move_again_and_again())
        await house.settle()
        told = {uuid: house.told(uuid) for uuid in house.uuids.values()}
        await house.end()
        house.events.clear()
        await house.start()
        await house.settle()
        history = {uuid: await house.history(uuid) for uuid in house.uuids.values()}
        assert [each for each in house.events if is_end(each)] == []
        errors = Site(hass).errors

    errors = [line for line in errors if TOOK_LONG not in line]
    faults = errors
    for player in house.players:
        uuid, prints = player.printer.uuid, player.prints
        faults += false_in(told[uuid], prints)
        ends = [each for each in told[uuid] if is_told_end(each)]
        assert bounds_of(history[uuid]) == bounds_of(ends)
        for end, print_ in zip(ends, prints, strict=False):  # `false_in` counts them
            within = [each for each in moves if may_be_in(each, print_)]
            faults += ends_early(end, print_)
            faults += absurd_in(end, print_, within)
    assert not faults, "\n".join(faults)
    hit = Counter(
        each.seconds
        for each in moves
        for print_ in house.prints
        if was_in(each, print_)
    )
    assert {*hit} == {HOUR_S, 0, -HOUR_S}
    figures.add(
        f"the clock is moved by an hour, or to another zone, {MOVES} times",
        "each print told once, and rightly; nothing else is told",
        f"{len(house.prints)} prints, {hit[HOUR_S]} while it went forwards,"
        f" {hit[-HOUR_S]} back, {hit[0]} to another zone",
    )


def is_busy(house: House) -> bool:
    """Return whether some printer prints, and some does not."""
    states = [printer.machine.state in IDLE for printer in house.fleet.printers]
    return any(states) and not all(states)


def was_in(moved: Moved, print_: Truth) -> bool:
    """Return whether the clock was moved during a print."""
    return print_.started < moved.at + NOTICED_AFTER_S < print_.ended


def may_be_in(moved: Moved, print_: Truth) -> bool:
    """Return whether the clock may have been moved during a print."""
    until = print_.ended + MARGIN_S
    return print_.started - MARGIN_S < moved.at < until


def ends_early(end: Json, print_: Truth) -> list[str]:
    """Return what is wrong with when a print ended."""
    is_early = moment(end, "ended") < moment(end, "started")
    return [f"{print_} ended before it began: {end}"] if is_early else []


def absurd_in(end: Json, print_: Truth, within: list[Moved]) -> list[str]:
    """Return what no print can have taken, whatever the clock says."""
    took_s = print_.ended - print_.started + MARGIN_S
    span_s = (moment(end, "ended") - moment(end, "started")).total_seconds()
    spans = {
        "duration": end["duration"] or 0,
        **({} if within else {"from start to end": span_s, "paused": end["paused"]}),
    }
    return [
        f"{print_}: {name} {seconds} s: {end}"
        for name, seconds in spans.items()
        if not 0 <= seconds <= took_s
    ]
