"""What a full or read-only disk did not take is told, and remembered later."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import time

import pytest

from custom_components.factor.story import OPEN_AFTER_S, SAVE_AFTER_S
from demo.home_assistant import HomeAssistant
from demo.printers import DOMAIN

from ..e2e import truth
from ..e2e.conftest import Site
from ..e2e.test_restarts import (
    HOME_ASSISTANT,
    MARGIN_S,
    Report,
)
from ..e2e.truth import until
from ..mosquitto import Mosquitto
from .figures import Figures
from .home import (
    STORAGE,
    Disk,
    NoDiskError,
    disk,
    unfinished_in,
    unreadable_in,
)
from .house import (
    DISK,
    PATIENCE_S,
    PRINTERS,
    Bounds,
    House,
    bounds_of,
    false_in,
    house_of,
    is_told_end,
    runs_in,
    takes_time,
)
from .world import IS_FULL

MAY_LOG = ("homeassistant.util.file", "homeassistant.helpers.storage")
"""Who logs that something can't be written; all else that is logged is a defect."""

pytestmark = takes_time


@dataclass(frozen=True)
class Trouble:
    """What a disk may suffer, and what ends it."""

    begin: Callable[[Disk], Awaitable[None]]
    end: Callable[[Disk], Awaitable[None]]


async def fill(mounted: Disk) -> None:
    """Leave no room."""
    mounted.fill()


async def clear(mounted: Disk) -> None:
    """Have room again."""
    mounted.clear()


TROUBLES = {
    "full": Trouble(fill, clear),
    "read-only": Trouble(Disk.protect, Disk.unprotect),
}


@asynccontextmanager
async def house_on_small_disk(
    hass: HomeAssistant, broker: Mosquitto
) -> AsyncGenerator[tuple[House, Disk]]:
    """Start all parts, Home Assistant's storage on a small disk of its own."""
    async with AsyncExitStack() as running:
        try:
            mounted = await running.enter_async_context(disk(hass.folder / STORAGE))
        except NoDiskError as err:
            pytest.skip(f"no small disk can be had: {err}")
        hass.within = mounted.within
        yield (
            await running.enter_async_context(house_of(hass, broker, mounted.path)),
            mounted,
        )


async def test_what_a_disk_did_not_take_is_not_lost(
    broker: Mosquitto, tmp_path: Path, figures: Figures
) -> None:
    hass = HomeAssistant(tmp_path / "home-assistant")
    async with house_on_small_disk(hass, broker) as (house, mounted):
        issues = await hass.command("repairs/list_issues")
        await house.print_once()
        waits = {name: IS_FULL and name == "full" for name in TROUBLES}
        rows = {
            name: await print_through(house, mounted, trouble, wait=waits[name])
            for name, trouble in TROUBLES.items()
        }
        assert await hass.command("repairs/list_issues") == issues
        expected = await house.remembered()
        logged = Site(hass).all_errors
        left = unfinished_in(mounted.path)
        told = {uuid: house.told(uuid) for uuid in house.uuids.values()}
        await house.end(by_kill=True)
        house.events.clear()
        await house.start()
        await asyncio.sleep(OPEN_AFTER_S + MARGIN_S)
        assert [each for each in house.events if is_told_end(each)] == []
        assert await house.remembered() == expected
        assert unreadable_in(mounted.path) == []

    for player in house.players:
        uuid = player.printer.uuid
        faults = false_in(told[uuid], player.prints)
        assert not faults, "\n".join(faults)
        ends = [each for each in told[uuid] if is_told_end(each)]
        assert expected[uuid] == bounds_of(ends)
    assert left == []
    others = [line for line in logged if not any(each in line for each in MAY_LOG)]
    assert others == []
    assert any(DOMAIN in line for line in logged)
    for name, written_after_s in rows.items():
        figures.add(
            f"the disk is {name} while {2 * PRINTERS} prints end",
            "each is told at once, and remembered for good once there is room",
            f"all written {written_after_s:.0f} s after there was room"
            f"{'' if waits[name] else ', as the next print ended'};"
            f" {len(logged)} errors logged, no issue raised",
        )


@pytest.mark.skipif(not IS_FULL, reason="takes two minutes; scripts/chaos --full")
async def test_what_a_full_disk_did_not_take_is_told_late_after_a_restart(
    broker: Mosquitto,
    tmp_path: Path,
    figures: Figures,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(truth, "DISK", DISK | {"fifth.gcode": 4.0})
    monkeypatch.setattr(truth, "CARD", {})  # of which OctoPrint remembers nothing
    hass = HomeAssistant(tmp_path / "home-assistant")
    async with house_on_small_disk(hass, broker) as (house, mounted):
        await house.print_once()

        async def begin() -> None:
            await until(
                lambda: any(runs_in(mounted.path, each) for each in house.uuids)
            )
            mounted.fill()

        await house.print_once(begin())
        gone = time.time()
        await house.end()
        await house.start()
        house.away[f"{HOME_ASSISTANT} stopped"].append((gone, time.time()))
        await asyncio.sleep(OPEN_AFTER_S + MARGIN_S)
        mounted.clear()
        await house.print_once()
        await house.end()
        hass.folder = mounted.path.parent  # where it is to be seen from here
        report = Report(house, house.players, house.uuids, house.devices)
        report.judge()
    assert not report.faults, "\n".join([*report.faults, *report.notes])
    counts = report.counts
    assert counts["prints"] == 3 * PRINTERS
    figures.add(
        "the disk is full as prints end, and through a restart",
        "each print is remembered once, and rightly",
        f"{counts['prints']} prints, {counts['late']} late,"
        f" {counts['ends told twice around a kill']} told again after the restart",
    )


async def print_through(
    house: House, mounted: Disk, trouble: Trouble, *, wait: bool
) -> float:
    """Let prints end while the disk takes nothing; return when all was written, in s.

    That is when something happens again, or, after a wait, by itself.
    """
    before = await until_all_written(house)

    async def begin() -> None:
        nonlocal before
        await until(lambda: any(runs_in(mounted.path, each) for each in house.uuids))
        await trouble.begin(mounted)
        before = house.written

    await house.print_once(begin())
    await house.print_once()
    assert house.written == before
    assert await house.remembered() != before
    assert await house.shows_all()
    await trouble.end(mounted)
    since = time.monotonic()
    if not wait:
        await house.print_once()
    await until_all_written(house)
    return time.monotonic() - since


async def until_all_written(house: House) -> dict[str, Bounds]:
    """Wait until the prints that are remembered are stored, and return them."""
    expected = await house.remembered()
    async with asyncio.timeout(SAVE_AFTER_S + PATIENCE_S):
        await until(lambda: house.written == expected)
    return expected
