"""What a rival costs, seen from outside of its process."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
import os
from pathlib import Path
import sqlite3
import statistics
import time
from typing import Final, Self

from demo.home_assistant import HomeAssistant
from demo.printers import NO_VALUE

from .cases import STATE
from .load import PROBED, Load
from .rivals import Running, unique_id

CPU_CLOCK: Final = 2
"""The scheduler's own, to the ns, as Linux numbers a process's clocks."""
MB: Final = 1_000_000
IDLE_SHARE: Final = 0.1
IDLE_WITHIN_S: Final = 120
FLOODED_WITHIN_S: Final = 300
RECORDED_WITHIN_S: Final = 6
POLL_S: Final = 0.1


def cpu_s(pid: int) -> float:
    """Return the CPU time that a process has taken, with all its threads, s."""
    return time.clock_gettime(~pid << 3 | CPU_CLOCK)


def resident_mb(pid: int) -> float:
    """Return the memory that a process holds, MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MB


def read_only(database: Path) -> closing[sqlite3.Connection]:
    """Return a connection to a database, which also reads what is not in its main file."""
    return closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True))


@dataclass(frozen=True)
class Recorded:
    """How much a database holds."""

    rows: int
    bytes: int

    @classmethod
    def of(cls, database: Path) -> Self:
        """Read it."""
        with read_only(database) as connection:
            (rows,) = connection.execute("SELECT count(*) FROM states").fetchone()
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (free,) = connection.execute("PRAGMA freelist_count").fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        return cls(rows, (pages - free) * size)


@dataclass
class Window:
    """A process from here on: its CPU time, and the time on the wall, s."""

    pid: int
    load: Load
    _began: float = field(init=False)
    _cpu: float = field(init=False)
    _sent: int = field(init=False)

    def __post_init__(self) -> None:
        """Begin."""
        self._began, self._cpu = time.monotonic(), cpu_s(self.pid)
        self._sent = self.load.sent

    @property
    def seconds(self) -> float:
        """How long it has been."""
        return time.monotonic() - self._began

    @property
    def share(self) -> float:
        """How much of a core it took, 0–1 and more for several."""
        return (cpu_s(self.pid) - self._cpu) / self.seconds

    @property
    def snapshots(self) -> int:
        """How many snapshots were sent meanwhile."""
        return self.load.sent - self._sent


async def idle_share(pid: int, load: Load, seconds: int) -> float:
    """Return what a process takes of a core while nothing is sent, once it is calm.

    It is the median of so many seconds: what a start leaves to do once is not idling.
    """
    shares = list[float]()
    async with asyncio.timeout(IDLE_WITHIN_S):
        while len(shares) < seconds:
            window = Window(pid, load)
            await asyncio.sleep(1)
            if shares or window.share < IDLE_SHARE:
                shares.append(window.share)
    return statistics.median(shares)


@dataclass
class Watch:
    """What Home Assistant tells of the probes, and when.

    `ids` are their entities' ids by their unique ids.
    """

    ids: dict[str, str]
    heard: dict[str, list[tuple[float, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def latencies(self, load: Load, key: str) -> list[float]:
        """Return how long each change of a probe took to be visible, ms.

        One that was never visible takes infinitely long.
        """
        return [
            1000
            * (self._seen(self.ids[unique_id(number, key)], is_paused, told) - told)
            for number, is_paused, told in load.probes
        ]

    def _seen(self, entity: str, is_paused: bool, told: float) -> float:
        return next(
            (
                at
                for at, value in self.heard[entity]
                if at >= told and looks_paused(value) is is_paused
            ),
            float("inf"),
        )


def looks_paused(value: str) -> bool:
    """Return whether a probe's state, or its hotend, says that it is paused."""
    try:
        return float(value) > 210
    except ValueError:
        return value.lower() == "paused"


async def flooded(rival: Running, load: Load, idle: float) -> float:
    """Return how many snapshots a second one core would keep up with.

    They come as fast as possible; what they take of the processor until the last is
    visible, and nothing more is written, counts.
    """
    pid = rival.child.process.pid
    assert rival.hass
    async with watching(rival.hass, [STATE]) as watch:
        window = Window(pid, load)
        snapshots = await load.flood()
        heard = watch.heard[watch.ids[unique_id(0, STATE)]]
        async with asyncio.timeout(FLOODED_WITHIN_S):
            while not (heard and looks_paused(heard[-1][1])):
                await asyncio.sleep(POLL_S)
            while await busy(pid, load):
                pass
    return snapshots / ((window.share - idle) * window.seconds)


async def busy(pid: int, load: Load) -> bool:
    """Return whether a process works, in the time that a recorder may take to begin."""
    window = Window(pid, load)
    await asyncio.sleep(RECORDED_WITHIN_S)
    return window.share > IDLE_SHARE


@asynccontextmanager
async def watching(hass: HomeAssistant, keys: Iterable[str]) -> AsyncGenerator[Watch]:
    """Watch some entities of all probes, as a dashboard does."""
    watch = Watch(await entity_ids(hass))
    wanted = {unique_id(number, key) for number in range(PROBED) for key in keys}
    there = [watch.ids[each] for each in wanted & watch.ids.keys()]

    is_watching = asyncio.Event()

    async def follow() -> None:
        subscribed = hass.subscribed("subscribe_entities", entity_ids=there)
        async with subscribed as events:
            async for event in events:
                is_watching.set()
                for entity, change in event.get("c", {}).items():
                    if (value := change.get("+", {}).get("s")) is not None:
                        watch.heard[entity].append((time.time(), value))

    task = asyncio.create_task(follow())
    try:
        await is_watching.wait()
        yield watch
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def entity_ids(hass: HomeAssistant) -> dict[str, str]:
    """Return the ids of all entities by their unique ids."""
    return {
        entity["unique_id"]: entity["entity_id"]
        for entity in await hass.command("config/entity_registry/list")
    }


async def last_progress(hass: HomeAssistant, printers: int) -> str:
    """Return the last printer's progress once it is there: it is among the last."""
    async with asyncio.timeout(IDLE_WITHIN_S):
        while True:
            ids = await entity_ids(hass)
            if entity_id := ids.get(unique_id(printers - 1, "progress")):
                return entity_id
            await asyncio.sleep(1)


async def until_recorded(hass: HomeAssistant, database: Path, printers: int) -> None:
    """Wait until the last printer's progress is in the database."""
    entity_id = await last_progress(hass, printers)
    values = (
        "SELECT count(*) FROM states JOIN states_meta USING (metadata_id)"
        f" WHERE states_meta.entity_id = ? AND state NOT IN {NO_VALUE}"
    )
    async with asyncio.timeout(IDLE_WITHIN_S):
        with read_only(database) as connection:
            while connection.execute(values, (entity_id,)).fetchone() == (0,):
                await asyncio.sleep(1)


async def until_shown(hass: HomeAssistant, printers: int) -> None:
    """Wait until the last printer's progress is visible."""
    entity_id = await last_progress(hass, printers)
    async with asyncio.timeout(IDLE_WITHIN_S):
        while True:
            state = await hass.request("GET", f"/api/states/{entity_id}")
            if state["state"] not in NO_VALUE:
                return
            await asyncio.sleep(POLL_S)
