"""Prints are told once and rightly, whatever is killed and restarted meanwhile."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
import json
import os
from pathlib import Path
from random import Random
import re
import time
from typing import Any

import aiohttp
import pytest

from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.printer.lifecycle import ID_SETTLES_S
from custom_components.factor.printer.missed import SLACK_S
from custom_components.factor.printer.prints import END_EVENTS, EventType, Outcome
from custom_components.factor.story import OPEN_AFTER_S
from demo.__main__ import register
from demo.client import Json
from demo.home_assistant import HomeAssistant
from demo.printers import DOMAIN, Printer as ToRegister
from simulator.fleet import Fleet
from simulator.printer import numbered_uuid

from ..mosquitto import Mosquitto
from .truth import CARD, KILLED, Player, Truth, printer_with_short_files

HOME_ASSISTANT, BROKER = "Home Assistant", "broker"
PRINTERS, PRINTS_EACH = 20, 10
POLL_S = 0.1
SETTLED_S = 60
MARGIN_S = 2.5
"""How old a message has to be to have been taken in when a part is killed."""
SNAPSHOT_BYTES = 500
"""A snapshot is longer, a bare event is shorter."""
# For how long each part runs until it is ended, and is away then, in s.
HOME_ASSISTANT_RUNS_S, HOME_ASSISTANT_AWAY_S = (10.0, 22.0), (0.0, 4.0)
BROKER_RUNS_S, BROKER_AWAY_S = (8.0, 20.0), (0.0, 3.0)
PRINTER_RUNS_S, PRINTER_AWAY_S = (2.0, 8.0), (1.0, 5.0)
STARTS_AND_ENDS = {EventType.STARTED, *END_EVENTS.values()}

SEED = os.environ.get("RESTARTS_SEED")

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(not SEED, reason="takes three minutes; RESTARTS_SEED=1 runs it"),
]

_SENT = re.compile(
    r"^(\d+): Sending PUBLISH to .*'octoprint/status/([0-9a-f-]{36})'.*\((\d+) bytes\)",
    re.MULTILINE,
)


@dataclass
class World:
    """All parts, and when which of them was not there."""

    hass: HomeAssistant
    broker: Mosquitto
    fleet: Fleet
    random: Random
    listening: asyncio.Task[None] = field(init=False)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    away: dict[str, list[tuple[float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    events: list[Json] = field(default_factory=list)

    async def moment(self, seconds: tuple[float, float]) -> None:
        """Let a random time pass, but not beyond the last print."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.random.uniform(*seconds)):
                await self.over.wait()

    @asynccontextmanager
    async def without(self, part: str) -> AsyncGenerator[None]:
        """Note for how long a part is not there."""
        gone = time.time()
        yield
        self.away[part].append((gone, time.time()))

    async def restart_home_assistant(self) -> None:
        """Kill, or stop, Home Assistant again and again."""
        while True:
            self.listening = asyncio.create_task(self.listen())
            await self.moment(HOME_ASSISTANT_RUNS_S)
            if self.over.is_set():
                return  # what is told late is still to be listened to
            is_kill = self.random.random() < 0.7
            part = f"{HOME_ASSISTANT} " + ("killed" if is_kill else "stopped")
            gone = time.time()
            await (self.hass.kill() if is_kill else self.hass.stop())
            self.listening.cancel()
            await self.moment(HOME_ASSISTANT_AWAY_S)
            await self.hass.start()
            self.away[part].append((gone, time.time()))

    async def restart_broker(self) -> None:
        """Kill the broker again and again."""
        while not self.over.is_set():
            await self.moment(BROKER_RUNS_S)
            async with self.without(f"{BROKER} killed"):
                self.broker.kill()
                await self.moment(BROKER_AWAY_S)
                self.broker.start()

    async def restart_printers(self) -> None:
        """Kill OctoPrint on one of the printers again and again."""
        while not self.over.is_set():
            await self.moment(PRINTER_RUNS_S)
            printer = self.random.choice(self.fleet.printers)
            async with self.without("OctoPrint killed"):
                printer.kill()
                await asyncio.sleep(self.random.uniform(*PRINTER_AWAY_S))
                printer.restart()

    def ended(self, *parts: str) -> list[float]:
        """Return when parts were killed or stopped."""
        return [
            gone
            for part, away in self.away.items()
            if part.startswith(parts)
            for gone, _ in away
        ]

    async def listen(self) -> None:
        """Collect what Home Assistant tells until it is gone."""
        with suppress(aiohttp.ClientError):
            async with self.hass.events(EVENT_PRINT) as events:
                async for event in events:
                    fired = datetime.fromisoformat(event["time_fired"]).timestamp()
                    self.events.append(event["data"] | {"fired": fired})


@dataclass
class Heard:
    """What the broker sent to Home Assistant of one printer, in whole seconds."""

    snapshots: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)

    def surely_heard(self, print_: Truth, ends: Iterable[float]) -> bool:
        """Return whether Home Assistant took in a print, and had the time to write it."""

        def survived(since: float, until: float) -> bool:
            return not any(since - 1 <= end <= until + MARGIN_S for end in ends)

        if any(
            print_.started <= second and second + 1 <= print_.ended
            for second in self.snapshots
            if survived(second, second + 1)
        ):
            return True
        bare = [
            second
            for second in self.bare
            if int(print_.started) <= second <= print_.ended + 1
        ]
        before = [second for second in self.snapshots if second < print_.started]
        after = [second for second in self.snapshots if second > print_.ended + 1]
        is_between = len(bare) > 2 and before and after
        return bool(is_between) and survived(before[-1], after[0] + 1)

    def maybe_heard(self, print_: Truth) -> bool:
        """Return whether Home Assistant can have heard of a print while it ran."""
        return any(
            int(print_.started) <= second <= print_.ended + 1
            for second in [*self.snapshots, *self.bare]
        )

    def ended_soon_after(self, print_: Truth) -> bool:
        """Return whether a print ended so soon that it might as well have been heard."""
        return any(
            second - 1 <= print_.ended <= second + SLACK_S + MARGIN_S
            for second in self.snapshots
        )


def sent_to_home_assistant(log: str) -> dict[str, Heard]:
    """Return what the broker sent, by printer: only Home Assistant subscribes to it."""
    heard: dict[str, Heard] = defaultdict(Heard)
    for second, uuid, size in _SENT.findall(log):
        kind = heard[uuid].snapshots if int(size) > SNAPSHOT_BYTES else heard[uuid].bare
        kind.append(int(second))
    return heard


def was_repeated(print_: Truth, prints: list[Truth], heard: Heard) -> bool:
    """Return whether its file was printed again before Home Assistant heard of its end.

    What OctoPrint remembers of a file then is of the later print.
    """
    heard_at = next((at for at in heard.snapshots if at > print_.ended), float("inf"))
    return any(
        other.file == print_.file and print_.ended < other.started < heard_at + 1
        for other in prints
    )


def continues_unseen(print_: Truth, prints: list[Truth], heard: Heard) -> bool:
    """Return whether nothing tells a print from one of its file just before.

    OctoPrint does not remember that one, and nothing was heard between the two.
    """
    before = [other for other in prints if other.ended < print_.started][-1:]
    return any(
        other.file == print_.file
        and not is_remembered(other)
        and not any(
            other.ended - 1 <= second <= print_.started for second in heard.snapshots
        )
        for other in before
    )


def is_remembered(print_: Truth) -> bool:
    """Return whether OctoPrint remembers how a print ended."""
    return print_.file not in CARD and print_.end != KILLED


def is_of(told: Json, print_: Truth) -> bool:
    """Return whether what is told of a print's start can be of that one."""
    started = datetime.fromisoformat(told["started"]).timestamp()
    return told["file"] in (None, print_.file) and (
        print_.started - MARGIN_S <= started <= print_.ended + MARGIN_S
    )


def match(told: Json, prints: list[Truth]) -> Truth | None:
    """Return the print that something is told of.

    Of those that no id speaks against it is the nearest in time. In its first moments a
    print may have the id of the one before, or none yet.
    """
    started, ended = (
        datetime.fromisoformat(told[bound]).timestamp()
        for bound in ("started", "ended")
    )
    candidates = [print_ for print_ in prints if is_of(told, print_)]
    named = [
        print_
        for print_ in candidates
        if told["job_id"] in {None, *print_.job_ids}
        or not print_.job_ids
        or print_.ended - print_.started < ID_SETTLES_S
    ]
    return min(
        named or candidates,
        key=lambda print_: abs(print_.started - started) + abs(print_.ended - ended),
        default=None,
    )


def stored(hass: HomeAssistant, subentry_id: str, name: str) -> Any:
    """Return what Home Assistant has stored of a printer."""
    path = Path(hass.folder, ".storage", f"{DOMAIN}.{subentry_id}.{name}")
    return json.loads(path.read_text())["data"] if path.exists() else {}


def runs(hass: HomeAssistant, subentry_id: str) -> bool:
    """Return whether it is stored that a print runs on a printer, which was told."""
    running = stored(hass, subentry_id, "print")
    print_ = running and running["lifecycle"]["print"]
    return bool(print_ and print_["announced"])


async def registered(hass: HomeAssistant) -> tuple[dict[str, str], dict[str, str]]:
    """Return the printers' uuids by the ids of their subentries, and of their devices."""
    (entry,) = await hass.command("config_entries/get", domain=DOMAIN)
    subentries = await hass.command(
        "config_entries/subentries/list", entry_id=entry["entry_id"]
    )
    uuids = {each["subentry_id"]: each["title"] for each in subentries}
    devices = {
        device["id"]: uuids[identifier]
        for device in await hass.command("config/device_registry/list")
        for _, identifier in device["identifiers"]
        if identifier in uuids
    }
    return uuids, devices


@pytest.fixture
async def world(broker: Mosquitto, tmp_path: Path) -> AsyncGenerator[World]:
    """Start all parts and register the printers."""
    printers = [
        printer_with_short_files(numbered_uuid(index)) for index in range(PRINTERS)
    ]
    async with (
        Fleet(broker.url, printers) as fleet,
        HomeAssistant(tmp_path / "home-assistant") as hass,
    ):
        address: dict[str, Any] = {"host": broker.host, "port": broker.port}
        await register(
            hass,
            {"user": {"next_step_id": "broker"}, "broker": address},
            [ToRegister(printer.uuid, printer.uuid) for printer in printers],
        )
        await hass.stop()  # which writes the devices, so that their ids stay
        await hass.start()
        yield World(hass, broker, fleet, Random(SEED))


def brief(past: Json) -> Json:
    """Return what is telling of a print that is remembered."""
    names = ("started", "ended", "outcome", "reason", "file", "completion", "late")
    return {name: past[name] for name in names}


def is_end(event: Json) -> bool:
    """Return whether an event is the end of a print, not a start."""
    return bool(event["type"] != EventType.STARTED)


@dataclass
class Report:
    """What was told, held against what was printed."""

    world: World
    players: list[Player]
    uuids: dict[str, str]
    """The printers' uuids by the ids of their subentries."""
    devices: dict[str, str]
    """The same by the ids of their devices."""
    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def judge(self) -> None:
        """Find what is wrong."""
        heard = sent_to_home_assistant(self.world.broker.log)
        prints = {player.printer.uuid: player.prints for player in self.players}
        for subentry_id, uuid in self.uuids.items():
            faults = len(self.faults)
            history = stored(self.world.hass, subentry_id, "history").get("prints", [])
            told = [
                event
                for event in self.world.events
                if self.devices[event["device_id"]] == uuid
            ]
            self._judge_history(prints[uuid], history, heard[uuid])
            if runs(self.world.hass, subentry_id):
                self.faults.append(f"{uuid} is left running")
            self._judge_events(
                prints[uuid], [each for each in told if each["type"] in STARTS_AND_ENDS]
            )
            if len(self.faults) > faults:
                self.notes.append(f"what {uuid} printed, and what was told of it:")
                self.notes += [*map(str, prints[uuid]), *map(str, told)]

    def _why_unknown(
        self, print_: Truth, prints: list[Truth], heard: Heard
    ) -> str | None:
        """Return why nothing tells how a print ended, None if something does."""
        if print_.file in CARD:
            return "of the SD card nothing is remembered"
        if was_repeated(print_, prints, heard):
            return "its file was printed again"
        if print_.outcome is not Outcome.FINISHED:
            return "cancelled and failed are remembered alike"
        if not heard.surely_heard(print_, self.world.ended(HOME_ASSISTANT, BROKER)):
            return "hardly heard"
        return None

    def _judge_history(
        self, prints: list[Truth], history: list[Json], heard: Heard
    ) -> None:
        """Hold what is remembered of a printer's prints against the prints."""
        matched: dict[int, Json] = {}
        for past in history:
            print_ = match(past, prints)
            if print_ is None:
                self.faults.append(f"told of a print that was none: {past}")
                continue
            if id(print_) in matched:
                self.faults.append(
                    f"{print_} is told twice: {matched[id(print_)]}, {past}"
                )
                continue
            matched[id(print_)] = past
            self.told[print_.outcome, past["outcome"]] += 1
            self.counts["late"] += past["late"]
            if past["outcome"] == Outcome.UNKNOWN:
                why = self._why_unknown(print_, prints, heard)
                self.counts[f"unknown: {why}"] += 1
                if not (past["late"] and why):
                    self.faults.append(f"{print_} should be known: {brief(past)}")
            elif past["outcome"] != print_.outcome:
                is_repeated = was_repeated(print_, prints, heard)
                if past["late"] and is_repeated and not is_remembered(print_):
                    self.counts["wrong, after the same file again unheard"] += 1
                    self.notes.append(f"wrong: {print_}; told {brief(past)}")
                else:
                    self.faults.append(f"{print_} is told wrongly: {past}")
        for print_ in prints:
            self.counts["prints"] += 1
            if id(print_) in matched:
                if not heard.maybe_heard(print_):
                    self.counts["unheard, but told from OctoPrint's memory"] += 1
                    if not (is_remembered(print_) and matched[id(print_)]["late"]):
                        self.faults.append(f"{print_} is told, but was not heard")
            elif continues_unseen(print_, prints, heard):
                self.counts["taken for the print of its file just before"] += 1
                self.notes.append(f"taken for the one before: {print_}")
            elif heard.surely_heard(print_, self.world.ended(HOME_ASSISTANT, BROKER)):
                self.faults.append(f"{print_} is not told")
            elif heard.maybe_heard(print_):
                self.counts["hardly heard and not told"] += 1
            elif heard.ended_soon_after(print_):
                self.counts["unheard, not told: ended soon after what was heard"] += 1
            elif not is_remembered(print_):
                self.counts["unheard, not told: not remembered"] += 1
            else:
                self.counts["unheard, not told, though remembered"] += 1
                self.notes.append(f"remembered, not told: {print_}")

    def _judge_events(self, prints: list[Truth], told: list[Json]) -> None:
        """See that each start is followed by its end, but for the kills."""
        for before, after in pairwise(told):
            are_both_ends = is_end(before) and is_end(after)
            if is_end(before) != is_end(after):
                continue
            if not any(
                before["fired"] <= gone <= after["fired"]
                for gone in self.world.ended(HOME_ASSISTANT)
            ):
                self.faults.append(f"not start, end, start: {before}, {after}")
            elif are_both_ends and match(before, prints) is match(after, prints):
                self.counts["ends told twice around a kill"] += 1
                if not after["late"]:
                    self.faults.append(f"told twice, and not late: {after}")
            else:
                self.counts["starts or ends lost to a kill"] += 1
        for event in told:
            self.counts["ends told" if is_end(event) else "starts told"] += 1
        if told and not is_end(told[-1]):
            self.faults.append(f"no end: {told[-1]}")

    @property
    def table(self) -> str:
        """The tally for a person."""
        outcomes = [str(outcome) for outcome in Outcome]
        rows = [["printed \\ told", *outcomes]]
        rows += [
            [true, *(str(self.told[true, told]) for told in outcomes)]
            for true in outcomes[:-1]
        ]
        lines = ["".join(f"{cell:>15}" for cell in row) for row in rows]
        lines += [f"{count:5} {what}" for what, count in sorted(self.counts.items())]
        ends = Counter(
            print_.end for player in self.players for print_ in player.prints
        )
        lines.append(", ".join(f"{count} {end}" for end, count in ends.items()))
        lines += [f"{len(away):5} × {part}" for part, away in self.world.away.items()]
        return "\n".join([*lines, *self.notes])


async def test_each_print_ends_once_whatever_is_restarted(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """As many ends as starts, each with the right outcome, none twice."""
    hass, began = world.hass, time.time()
    players = [
        Player(world.fleet, printer, Random(world.random.random()))
        for printer in world.fleet.printers
    ]

    async def play() -> None:
        async with asyncio.TaskGroup() as group:
            for player in players:
                group.create_task(player.play(PRINTS_EACH))
        world.over.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(play())
        group.create_task(world.restart_home_assistant())
        group.create_task(world.restart_broker())
        group.create_task(world.restart_printers())
    since = time.time()
    uuids, devices = await registered(hass)

    def is_settled() -> bool:
        heard = sent_to_home_assistant(world.broker.log)
        return (
            time.time() > since + OPEN_AFTER_S + MARGIN_S
            and all(heard[uuid].snapshots[-1] > since + 1 for uuid in uuids.values())
            and not any(runs(hass, subentry_id) for subentry_id in uuids)
        )

    async with asyncio.timeout(SETTLED_S):
        while not is_settled():
            await asyncio.sleep(POLL_S)
    await hass.stop()
    world.listening.cancel()

    report = Report(world, players, uuids, devices)
    report.judge()
    with capsys.disabled():
        print(f"\nRESTARTS_SEED={SEED}, {time.time() - began:.0f} s\n{report.table}")
    assert not report.faults, "\n".join(report.faults)
