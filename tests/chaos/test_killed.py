"""However often Home Assistant is killed, each print is told and remembered once."""

import asyncio
from itertools import cycle, islice
from pathlib import Path
import time

from custom_components.factor.story import OPEN_AFTER_S
from demo.home_assistant import HomeAssistant

from ..e2e.test_restarts import (
    HOME_ASSISTANT,
    Report,
    stored,
)
from ..mosquitto import Mosquitto
from .figures import Figures
from .home import (
    MOMENTS,
    reach,
    unfinished_in,
    unreadable_in,
)
from .house import PATIENCE_S, bounds_of, house_of, takes_time
from .world import IS_FULL

RANDOM = "at a random moment"
KILLED_AT = (RANDOM, *MOMENTS)
KILLS = 12 if IS_FULL else 5
RUNS_S = (OPEN_AFTER_S + 1.0, OPEN_AFTER_S + 5.0)
"""How long it runs until it is killed; it tells what happens by then."""

pytestmark = takes_time


async def test_no_print_is_lost_or_told_twice_however_often_it_is_killed(
    broker: Mosquitto, tmp_path: Path, figures: Figures
) -> None:
    unreadable, unfinished = list[str](), 0
    part = f"{HOME_ASSISTANT} killed"

    async with house_of(HomeAssistant(tmp_path / "home-assistant"), broker) as house:

        def kill() -> None:
            house.hass.child.process.kill()

        async def kill_again_and_again() -> None:
            nonlocal unfinished
            for moment in islice(cycle(KILLED_AT), KILLS):
                await asyncio.sleep(house.random.uniform(*RUNS_S))
                if moment in MOMENTS:
                    async with asyncio.timeout(PATIENCE_S):
                        await reach(MOMENTS[moment], house.storage, kill)
                else:
                    kill()
                gone = time.time()
                await house.end()
                unreadable.extend(unreadable_in(house.storage))
                left = unfinished_in(house.storage)
                unfinished += len(left)
                for path in left:
                    path.unlink()
                await house.start()
                house.away[part].append((gone, time.time()))

        await house.while_printing(kill_again_and_again())
        await house.settle()
        history = {uuid: await house.history(uuid) for uuid in house.uuids.values()}
        await house.end()

    assert unreadable == []
    report = Report(house, house.players, house.uuids, house.devices)
    report.judge()
    assert not report.faults, "\n".join([*report.faults, *report.notes])
    for subentry_id, uuid in house.uuids.items():
        prints = stored(house.hass, subentry_id, "history")["prints"]
        assert bounds_of(history[uuid]) == bounds_of(prints)
        assert len({*bounds_of(prints)}) == len(prints)
    print(report.table)
    counts = report.counts
    figures.add(
        f"Home Assistant killed {KILLS} times, mostly while it writes its stores",
        "each print told and remembered once, and rightly; each file is readable",
        f"{counts['prints']} prints, {counts['ends told']} ends told,"
        f" {counts['late']} late,"
        f" {counts['ends told twice around a kill']} again after a kill,"
        f" {counts['starts or ends lost to a kill']} events lost to a kill,"
        f" {unfinished} writes broken off, back after"
        f" {min(house.back_s):.0f}–{max(house.back_s):.0f} s",
    )
