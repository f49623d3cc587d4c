"""The rivals side by side: `python -m benchmarks --help`."""

import argparse
import asyncio
from contextlib import suppress
from dataclasses import replace
import math
from pathlib import Path
import sys
import tempfile
from typing import Final

from demo.broker import broker, free_port

from .cases import LARGE, SMALL, STATE, TEMPERATURE, Case, cases
from .load import Load, load
from .measure import (
    Recorded,
    Window,
    flooded,
    idle_share,
    resident_mb,
    until_recorded,
    until_shown,
    watching,
)
from .report import Cost, report, write
from .rivals import RIVALS, Running

IDLE_S: Final = 10
WARM_UP_S: Final = 5
LATE_S: Final = 2
KEYS: Final = (STATE, TEMPERATURE)
ALL_PRINTERS: Final = (1, 10, 50, 100, 200, 500, 1000)
WINDOW_S: Final = 10
MINUTE_S: Final = 60
"""Much is written to a database once in so long."""


async def measure(case: Case, seconds: float, empty_mb: float) -> Cost:
    """Run a case, and return what it costs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = RIVALS[case.rival]
        async with (
            broker(folder, free_port()) as started,
            start(folder / "rival", started, case.printers, case.recorder) as rival,
            load(started, case.printers, case.files) as printers,
        ):
            return await measure_running(case, rival, printers, seconds, empty_mb)


async def measure_empty(rival: str) -> float:
    """Return the memory that a rival with a recorder holds without any printers, MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            broker(folder, free_port()) as started,
            RIVALS[rival](folder / "rival", started, 0, True) as running,
        ):
            await asyncio.sleep(IDLE_S)
            return resident_mb(running.child.process.pid)


async def measure_running(
    case: Case, rival: Running, printers: Load, seconds: float, empty_mb: float
) -> Cost:
    """Let the printers print, and return what it costs.

    `empty_mb` is the memory that the rival holds without any, NaN if that is not known.
    Without a recorder it is only the processor: nobody runs a farm without.
    """
    pid, hass = rival.child.process.pid, rival.hass
    idle = await idle_share(pid, printers, IDLE_S)
    telling = asyncio.create_task(printers.pace(case.printers))
    try:
        if hass:
            await until_shown(hass, case.printers)
        if hass and case.recorder:
            await until_recorded(hass, rival.database, case.printers)
        await asyncio.sleep(WARM_UP_S)
        before = Recorded.of(rival.database) if case.recorder else None
        window = Window(pid, printers)
        await asyncio.sleep(seconds)
        share, snapshots, took = window.share, window.snapshots, window.seconds
        cost = Cost(1000 * (share - idle) * took / snapshots, share)
        if hass is None or before is None:
            return cost
        after = Recorded.of(rival.database)
        printer_hours = took / 3600 * case.printers
        cost = replace(
            cost,
            rows=(after.rows - before.rows) / printer_hours,
            bytes=(after.bytes - before.bytes) / printer_hours,
            memory_mb=(resident_mb(pid) - empty_mb) / case.printers,
            entities=len(await hass.states()) / case.printers,
        )
        async with watching(hass, KEYS) as watch:
            printers.is_probing = True
            await asyncio.sleep(seconds)
            printers.is_probing = False
            await asyncio.sleep(LATE_S)
        latency = {key: watch.latencies(printers, key) for key in KEYS}
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling
    rate = await flooded(rival, printers, idle)
    return replace(cost, latency_ms=latency, highest_rate=rate)


async def run(
    costs: dict[Case, Cost],
    empty: dict[str, float],
    numbers: tuple[int, ...],
    sizes: tuple[int, ...],
    seconds: float,
) -> None:
    """Measure all cases, one after the other; note what rivals hold without printers."""
    for case in cases(numbers, sizes):
        print(f"· {case}", file=sys.stderr)
        empty_mb = math.nan
        if case.is_weighed:
            if case.rival not in empty:
                empty[case.rival] = await measure_empty(case.rival)
            empty_mb = empty[case.rival]
        try:
            costs[case] = await measure(case, seconds, empty_mb)
        except TimeoutError:
            print("  took too long", file=sys.stderr)


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    add = parser.add_argument
    add("printers", nargs="*", type=int, default=[20], help="how many printers")
    add("--files", type=int, default=SMALL, help=f"on each; {LARGE} make 100 KB")
    add(
        "--seconds",
        type=float,
        default=WINDOW_S,
        help=f"how long each is measured; {MINUTE_S} to publish, as much comes each minute",
    )
    add("--runs", type=int, default=1, help="how often all is measured")
    add("--write", action="store_true", help="write docs/performance.md, too")
    add(
        "--full",
        action="store_true",
        help="1 to 1,000 printers, small and large snapshots, which takes hours",
    )
    given = parser.parse_args()
    wanted = (
        (ALL_PRINTERS, (SMALL, LARGE), MINUTE_S)
        if given.full
        else (tuple(given.printers), (given.files,), given.seconds)
    )
    empty: dict[str, float] = {}
    runs = list[dict[Case, Cost]]()
    while len(runs) < given.runs:
        runs.append({})
        try:
            asyncio.run(run(runs[-1], empty, *wanted))
        finally:  # what was measured until then, if one fails
            print(told := report(runs))
        if given.write:
            write(told)


if __name__ == "__main__":
    main()
