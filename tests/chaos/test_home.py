"""Whatever befalls Home Assistant's process, no print is lost, or told falsely."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice, pairwise, zip_longest
import json
from pathlib import Path
from random import Random
import time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.printer.prints import EventType, PrintEvent
from custom_components.factor.story import OPEN_AFTER_S, SAVE_AFTER_S
from demo.__main__ import register
from demo.client import Json
from demo.home_assistant import HomeAssistant
from demo.printers import (
    DOMAIN,
    NO_VALUE,
    Printer as ToRegister,
    registered as shown_printers,
)
from homeassistant.const import Platform
from homeassistant.util import dt as dt_util
from simulator.fleet import Fleet
from simulator.printer import numbered_uuid

from ..e2e import truth
from ..e2e.conftest import Site
from ..e2e.test_restarts import (
    HOME_ASSISTANT,
    MARGIN_S,
    STARTS_AND_ENDS,
    Report,
    World,
    is_end,
    match,
    registered,
    runs,
    sent_to_home_assistant,
    stored,
)
from ..e2e.truth import IDLE, Player, Truth, printer_with_short_files, until
from ..home import Home
from ..mosquitto import Mosquitto
from ..payloads import (
    FINISHING,
    OPERATIONAL,
    PRINTING,
    STARTING,
    job,
    progress,
    snapshot,
    temperature,
)
from ..printer.following import Listener, words
from .conftest import IS_FULL, IS_WANTED
from .figures import Figures
from .home import (
    FAKETIME,
    MOMENTS,
    NOTICED_AFTER_S,
    STORAGE,
    Clock,
    Disk,
    NoDiskError,
    disk,
    reach,
    unfinished_in,
    unreadable_in,
)
from .world import SEED

DISK = {"tiny.gcode": 1.5, "short.gcode": 3.0, "part.gcode": 5.0, "tower.gcode": 8.0}
CARD = {"card~1.gco": 4.0}
"""How long each file prints, in s: long enough that a snapshot shows it."""
PRINTERS = 4
RANDOM = "at a random moment"
KILLED_AT = (RANDOM, *MOMENTS)
KILLS = 12 if IS_FULL else 5
RUNS_S = (OPEN_AFTER_S + 1.0, OPEN_AFTER_S + 5.0)
"""How long it runs until it is killed; it tells what happens by then."""
BACK_WITHIN_S = 60
PATIENCE_S = 90
HOUR_S = 3600
ZONES = ("America/New_York", "Pacific/Kiritimati")
MOVED_EVERY_S = (1.0, 4.0)
MOVES = 18 if IS_FULL else 6
TOLD_ON_A_GOOD_LINK = {
    *EventType,
} - {EventType.CONNECTION_LOST, EventType.CONNECTION_RESTORED}
MAY_LOG = ("homeassistant.util.file", "homeassistant.helpers.storage")
"""Who logs that something can't be written; all else that is logged is a defect."""

type Bounds = list[tuple[datetime, datetime]]
"""When prints began and ended."""

LISTENER_ERROR = "Error in a listener"
TOOK_LONG = "Updating state for"
"""What Home Assistant says of an entity as the clock, or the machine, makes a leap."""

needs_time = pytest.mark.skipif(
    not IS_WANTED, reason="takes a minute; scripts/chaos runs it"
)
pytestmark = pytest.mark.timeout(1200 if IS_FULL else 400)


@pytest.fixture(autouse=True)
def _integration_enabled(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do without the Home Assistant inside of pytest; print what is soon done."""
    monkeypatch.setattr(truth, "DISK", DISK)
    monkeypatch.setattr(truth, "CARD", CARD)
    print(f"\nCHAOS_SEED={SEED}")


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


# Killed


@needs_time
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


def bounds_of(prints: list[Json]) -> Bounds:
    """Return when prints began and ended."""
    return [(moment(each, "started"), moment(each, "ended")) for each in prints]


def moment(told: Json, name: str) -> datetime:
    """Return a time that is told."""
    return datetime.fromisoformat(told[name])


@pytest.mark.usefixtures("enable_custom_integrations")
async def test_an_end_is_told_though_it_is_killed_before_automations_listen(
    home: Home, hass_storage: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed when it is written that no print runs, and not yet the history."""
    monkeypatch.setattr("custom_components.factor.story.OPEN_AFTER_S", OPEN_AFTER_S)
    told = async_capture_events(home.hass, EVENT_PRINT)
    await home.reload()
    await home.hear(snapshot(ts=None), STARTING, at("Printing", 10))
    await home.hear(FINISHING, OPERATIONAL)
    key = f"{DOMAIN}.printer_1.print"
    crashed = copy.deepcopy(hass_storage[key])
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    hass_storage[key] = crashed
    del hass_storage[f"{DOMAIN}.printer_1.history"]
    await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.hear(DONE)
    await home.pass_time(OPEN_AFTER_S)
    assert len(home.printer.story.history.prints) == 1
    assert [event.data["type"] for event in told] == ["started", "finished"]


# The clock


@dataclass
class Moved:
    """How far the clock was moved, and when."""

    at: float
    seconds: int


@needs_time
@pytest.mark.skipif(not FAKETIME.exists(), reason="libfaketime is not installed")
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
        for end, print_ in zip(ends, prints, strict=True):
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


# The clock, in no time

FILE = "bracket.gcode"
AT_DST_END = datetime(2026, 11, 1, 5, 59, 50, tzinfo=UTC)
"""10 s before the clocks of New York are set back."""


def at(text: str, seconds: float) -> bytes:
    """Return a snapshot of a print after so many seconds."""
    return snapshot(
        text,
        ts=None,
        progress={**progress(seconds, 600), "print_time": seconds},
        job=job(FILE, "id"),
    )


DONE = snapshot(ts=None, progress=progress(100.0, 0), job=job(FILE))
BROKEN_OFF = snapshot(ts=None, progress=progress(51, None), job=job(FILE))
UNTIL_IT_ENDS = (
    *(snapshot(ts=None), STARTING, at("Starting", 0), PRINTING, at("Printing", 1)),
    *(at("Printing", 26), at("Paused", 26), at("Paused", 26), at("Printing", 27)),
    *(at("Printing", 51), at("Printing", 52)),
)
ALL = (
    *(*UNTIL_IT_ENDS, FINISHING, at("Finishing", 99)),
    *(OPERATIONAL, DONE, DONE),
)
"""What a printer says from before a print until after it."""
STORIES = {
    "started 25 paused resumed 50 finished": ALL,
    "started 25 paused resumed 50 cancelled": (
        *(*UNTIL_IT_ENDS, OPERATIONAL, BROKEN_OFF, BROKEN_OFF),
    ),
}
OF_A_PRINT = range(ALL.index(STARTING) + 1, ALL.index(OPERATIONAL) + 1)
OF_A_PAUSE = range(ALL.index(at("Paused", 26)) + 1, ALL.index(at("Printing", 27)) + 1)
JUMPS = (-HOUR_S, HOUR_S, -48 * HOUR_S, 48 * HOUR_S)


def moved(
    seconds: int,
    before: int,
    *,
    restarted: bool = False,
    story: tuple[bytes, ...] = ALL,
) -> Listener:
    """Hear a print, the clock moved before one message, and perhaps a restart."""
    listener = Listener()
    for index, said in enumerate(story):
        if index == before:
            listener.now += timedelta(seconds=seconds)
            if restarted:
                listener.restart()
        listener.hear(said)
    return listener


def the_end(listener: Listener) -> PrintEvent:
    """Return the only end that was told."""
    (end,) = (event for event in listener.told if event.outcome)
    return end


@pytest.mark.parametrize("seconds", JUMPS)
def test_a_clock_that_is_moved_changes_nothing_of_what_is_told(
    seconds: int, figures: Figures
) -> None:
    for told, story in STORIES.items():
        for before in range(len(story)):
            listener = moved(seconds, before, story=story)
            assert words(listener.told) == told, before
            end = the_end(listener)
            assert end.print
            assert end.print.print_time_s == (99 if story is ALL else 52)
    moments = sum(map(len, STORIES.values()))
    figures.add(
        f"the clock is moved by {seconds // HOUR_S:+} h before any of the messages",
        "the same is told, and nothing else",
        f"{moments} moments in {len(STORIES)} prints",
    )


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("seconds", JUMPS)
def test_a_print_ends_no_earlier_than_it_began(seconds: int, restarted: bool) -> None:
    for before in OF_A_PRINT:
        end = the_end(moved(seconds, before, restarted=restarted))
        assert end.print
        assert end.at >= end.print.started, f"moved before {ALL[before].decode()}"


@pytest.mark.parametrize("seconds", [each for each in JUMPS if each < 0])
def test_a_clock_that_is_set_back_makes_no_pause_longer(seconds: int) -> None:
    for before in OF_A_PAUSE:
        end = the_end(moved(seconds, before))
        assert end.print
        assert 0 <= end.print.paused_s <= len(OF_A_PAUSE) + 1


@pytest.mark.usefixtures("enable_custom_integrations")
class TestEntities:
    """What a Home Assistant shows whose clock is moved."""

    @pytest.fixture
    def platforms(self) -> list[Platform]:
        """Set up what tells of times."""
        return [Platform.BINARY_SENSOR, Platform.CALENDAR, Platform.SENSOR]

    @pytest.mark.parametrize(
        "zones",
        [("America/New_York",) * 2, ("Asia/Seoul", "UTC")],
    )
    async def test_a_print_is_as_long_as_it_was_whatever_the_zone(
        self, home: Home, freezer: FrozenDateTimeFactory, zones: tuple[str, str]
    ) -> None:
        before, after = zones
        await home.hass.config.async_set_time_zone(before)
        freezer.move_to(AT_DST_END)
        await home.hear(snapshot(ts=None), STARTING, at("Printing", 0))
        assert len(await in_calendar(home, AT_DST_END)) == 1
        await home.pass_time(20)
        await home.hass.config.async_set_time_zone(after)
        await home.hear(at("Printing", 20), FINISHING, OPERATIONAL, DONE)
        (past,) = home.printer.story.history.prints
        assert past.ended - past.started == timedelta(seconds=20)
        (shown,) = await in_calendar(home, past.started)
        assert abs(moment(shown, "start") - past.started) < timedelta(seconds=1)

    async def test_the_calendar_shows_a_print_whose_clock_went_back(
        self, home: Home, freezer: FrozenDateTimeFactory
    ) -> None:
        await home.hear(snapshot(ts=None), STARTING, at("Printing", 0))
        freezer.tick(-HOUR_S)
        await home.hear(at("Printing", 1))
        assert home.value("prints") == "on"
        assert len(await in_calendar(home, dt_util.utcnow())) == 1

    async def test_no_heater_was_left_on_just_as_the_clock_was_set_back(
        self, home: Home, freezer: FrozenDateTimeFactory
    ) -> None:
        hot = snapshot(ts=None, temperatures={"bed": temperature(21.0, 60.0)})
        await home.hear(hot)
        freezer.tick(-HOUR_S)
        await home.hear(hot)
        assert home.value("heater_left_on") == "off"


async def in_calendar(home: Home, around: datetime) -> list[Json]:
    """Return what is in the printer's calendar on the days around a time."""
    entity_id = home.entity_id("prints")
    assert entity_id
    answer: Any = await home.hass.services.async_call(
        "calendar",
        "get_events",
        {
            "entity_id": entity_id,
            "start_date_time": (around - timedelta(days=1)).isoformat(),
            "end_date_time": (around + timedelta(days=1)).isoformat(),
        },
        blocking=True,
        return_response=True,
    )
    return list(answer[entity_id]["events"])


# The disk


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


@needs_time
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


@needs_time
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
    before = house.written
    assert before == await house.remembered()

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
    expected = await house.remembered()
    async with asyncio.timeout(SAVE_AFTER_S + PATIENCE_S):
        await until(lambda: house.written == expected)
    return time.monotonic() - since


def prints_in(storage: Path, subentry_id: str) -> list[Json]:
    """Return the prints that are written of a printer."""
    path = storage / f"{DOMAIN}.{subentry_id}.history"
    return list(json.loads(path.read_text())["data"]["prints"])


def runs_in(storage: Path, subentry_id: str) -> bool:
    """Return whether it is written that a print runs on a printer."""
    path = storage / f"{DOMAIN}.{subentry_id}.print"
    return bool(json.loads(path.read_text())["data"]["lifecycle"]["print"])
