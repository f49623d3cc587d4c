"""Whatever becomes of the broker, each print is told once, and no command runs late."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import logging
from math import log2
from pathlib import Path
from random import Random
import re
import signal
import time
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.connection import Failure, keeper
from custom_components.factor.connection.mqtt import ACKNOWLEDGE_TIMEOUT_S
from custom_components.factor.const import CONF_CA_CERTIFICATE, CONF_TLS, DOMAIN
from custom_components.factor.device import device_id
from custom_components.factor.issues import CERTIFICATE_EXPIRES
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.protocol.commands import OtherCommand
from demo.broker import free_port
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from simulator.fleet import Fleet
from simulator.link import Hear
from simulator.printer import numbered_uuid

from .. import wait_until
from ..authority import Authority
from ..brokers import is_open
from ..e2e import truth
from ..e2e.test_restarts import (
    BROKER,
    STARTS_AND_ENDS,
    Report,
    World,
    is_end,
    stored,
)
from ..e2e.truth import Player, printer_with_short_files
from ..mosquitto import Mosquitto, password_line
from ..texts import TEXTS
from .conftest import IS_FULL
from .figures import Figures
from .world import SEED, heard, printers_of, registered

PRINTERS = 6 if IS_FULL else 3
KILLS = 4 if IS_FULL else 2
RUNS_S = (8.0, 25.0) if IS_FULL else (0.5, 1.5)
AWAY_S = (0.0, 3.0) if IS_FULL else (0.0, 0.5)
HANGS_S = 0.3
"""How long a broker hangs before it is killed, so that nothing is acknowledged."""
LOCKED_OUT_S = 10.0 if IS_FULL else 0.5
LASTS_S = 8.0 if IS_FULL else 5.0
"""How long a certificate lasts."""
TLS_FAILURES = 2 if IS_FULL else 1
COMMANDED_EVERY_S = (0.05, 0.25)
SAME_MOMENT_S = 0.5
"""In what time two sockets are read that were written to at once, in any order."""
SETTLED_AFTER = 2
"""How many more messages of each printer tell all that there is to tell."""
PATIENCE_S = 2 * keeper.RECONNECT_MAX_S
"""The longest pause between two attempts, and time for the rest."""
EDGES, USER = "edges", "home"
OLD_PASSWORD, NEW_PASSWORD = "open sesame", "close sesame"
SHORT: tuple[tuple[Any, str, Any], ...] = (
    (truth, "DISK", {"tiny.gcode": 0.4, "part.gcode": 2.0, "tower.gcode": 3.0}),
    (truth, "CARD", {"card~1.gco": 1.5}),
    (truth, "WEIGHTS", (2, 3, 3, 2)),
    (truth, "GAP_S", (0.8, 2.0)),
    (truth, "PAUSE_S", (0.3, 0.8)),
    (keeper, "RECONNECT_FIRST_S", 0.2),
)
"""What is shorter when there is little time."""
NOT_SENT = {"link_down", "printer_silent"}
"""The errors that say that nothing was sent."""

pytestmark = [
    pytest.mark.timeout(900 if IS_FULL else 240),
    pytest.mark.usefixtures("plain_home", "no_errors_logged", "_in_short"),
]


@pytest.fixture
def _in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print what is soon done, and connect again soon, unless there is time."""
    print(f"\nCHAOS_SEED={SEED}")
    for module, name, value in () if IS_FULL else SHORT:
        monkeypatch.setattr(module, name, value)


@pytest.fixture
def folder(socket_enabled: None, tmp_path: Path) -> Path:
    """Give a place for what a broker reads and writes."""
    folder = tmp_path / "broker"
    folder.mkdir()
    return folder


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
                each.counters.received >= count and each.story.running is None
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


async def test_a_broker_that_is_killed_again_and_again(
    hass: HomeAssistant, broker: Mosquitto, figures: Figures
) -> None:
    async with printing(hass, broker, broker.url) as workshop:
        random = workshop.world.random
        for _ in range(KILLS):
            await workshop.world.moment(RUNS_S)
            hangs_s = random.choice((0, HANGS_S))
            await workshop.restart_broker(random.uniform(*AWAY_S), hangs_s)
            await workshop.is_back()
    figures.add(
        f"the broker is killed {KILLS} times, {PRINTERS} printers",
        "each print told once; no command run twice, late, or after it failed",
        workshop.figure,
    )


class Locked(Mosquitto):
    """A broker that knows the printers' user, and ours by a password that changes."""

    @property
    def edges_url(self) -> str:
        """The address that the simulator takes."""
        return f"mqtt://{EDGES}:{EDGES}@{self.host}:{self.port}"

    def set_password(self, password: str) -> None:
        """Take this password from us once the broker reads its files again."""
        lines = password_line(EDGES, EDGES), password_line(USER, password)
        (self.folder / "passwords").write_text("".join(lines))

    @property
    def refused(self) -> int:
        """How often we were refused so far."""
        return len(re.findall(r"Client \S+ disconnected, not authorised", self.log))


@pytest.fixture
def locked(folder: Path) -> Iterator[Locked]:
    """Give a broker that wants a password."""
    file = folder / "passwords"
    broker = Locked(folder, ("allow_anonymous false", f"password_file {file}"))
    broker.set_password(OLD_PASSWORD)
    broker.start()
    yield broker
    broker.stop()


async def test_a_broker_that_takes_another_password(
    hass: HomeAssistant,
    locked: Locked,
    caplog: pytest.LogCaptureFixture,
    figures: Figures,
) -> None:
    caplog.set_level(logging.DEBUG)
    flows = hass.config_entries.flow
    login = {CONF_USERNAME: USER, CONF_PASSWORD: OLD_PASSWORD}
    attempts = []

    def asked() -> list[str]:
        return [
            flow["flow_id"]
            for flow in flows.async_progress_by_handler(DOMAIN)
            if flow["context"]["source"] == SOURCE_REAUTH
        ]

    async with printing(hass, locked, locked.edges_url, **login) as workshop:
        entry = workshop.entry

        async def lock_out(times: int) -> str:
            """Change the password; return the flow that asks for it, the only one."""
            before, began = locked.refused, time.monotonic()
            locked.set_password(NEW_PASSWORD)
            await workshop.restart_broker()
            await wait_until(asked, PATIENCE_S)
            (flow_id,) = asked()
            await asyncio.sleep(LOCKED_OUT_S)
            await wait_until(lambda: locked.refused >= before + times, PATIENCE_S)
            took_s = time.monotonic() - began
            attempts.append((locked.refused - before, took_s))
            assert asked() == [flow_id]
            assert [*reauth_issues(hass)] == [entry.entry_id]
            return flow_id

        await lock_out(times=2)
        locked.set_password(OLD_PASSWORD)
        await workshop.restart_broker()
        await workshop.is_back()
        assert asked() == [*reauth_issues(hass)] == []

        flow_id = await lock_out(times=1)
        wrong = {**login, CONF_PASSWORD: f"not {NEW_PASSWORD}"}
        form = await flows.async_configure(flow_id, wrong)
        assert form["errors"] == {"base": "invalid_auth"}
        assert asked() == [flow_id]
        right = {**login, CONF_PASSWORD: NEW_PASSWORD}
        done = await flows.async_configure(flow_id, right)
        assert done["reason"] == "reauth_successful"
        await workshop.is_back()
        assert asked() == [*reauth_issues(hass)] == []

    said = [each for each in caplog.records if not each.name.startswith("pytest_")]
    assert len(said) > 100
    assert not [each for each in said if "sesame" in caplog.handler.format(each)]
    assert all(count <= most_attempts(took_s) for count, took_s in attempts)
    figures.add(
        "the password is changed, once back and once for good",
        "one question, no password in a log, each print told once",
        f"{', '.join(f'{n} attempts in {took_s:.0f} s' for n, took_s in attempts)};"
        f" {workshop.figure}",
    )


def most_attempts(within_s: float) -> float:
    """Return how often one may try to connect: each pause is twice the one before."""
    shortest_s = keeper.RECONNECT_FIRST_S / 2
    return 1 + log2(1 + within_s / shortest_s)


def reauth_issues(hass: HomeAssistant) -> Iterator[str]:
    """Yield the entries that Home Assistant says want to be signed in to again."""
    for domain, issue_id in ir.async_get(hass).issues:
        start = f"config_entry_reauth_{DOMAIN}_"
        if domain == "homeassistant" and issue_id.startswith(start):
            yield issue_id.removeprefix(start)


@dataclass(frozen=True)
class Expiry:
    """When a certificate expires, and what happens until it is renewed."""

    while_away: bool
    is_reloaded: bool
    by_signal: bool


EXPIRIES = {
    "connected": Expiry(while_away=False, is_reloaded=False, by_signal=False),
    "away": Expiry(while_away=True, is_reloaded=False, by_signal=True),
    "reloaded": Expiry(while_away=True, is_reloaded=True, by_signal=False),
}


@dataclass
class Secure(Mosquitto):
    """A broker with a certificate, and another listener that has none."""

    authority: Authority = field(kw_only=True)
    plain_port: int = field(default_factory=free_port, kw_only=True)

    @property
    def plain_url(self) -> str:
        """The address that the simulator takes."""
        return f"mqtt://{self.host}:{self.plain_port}"

    def _listens(self) -> bool:
        return super()._listens() and is_open(self.plain_port)

    def certify(self, lasts: timedelta) -> datetime:
        """Make a certificate for the next start; return when it expires."""
        certificate = self.authority.broker_settings(lasts=lasts)
        plain = f"listener {self.plain_port} {self.host}"
        self.settings = (*certificate, plain, "allow_anonymous true")
        return self.authority.issued[-1].not_valid_after_utc


@pytest.fixture
def secure(folder: Path) -> Iterator[Secure]:
    """Give a broker that is yet to be certified, and started."""
    broker = Secure(folder, authority=Authority(folder / "authority"))
    yield broker
    broker.stop()


@pytest.mark.parametrize("when", EXPIRIES if IS_FULL else ["connected"])
async def test_a_broker_whose_certificate_expires(
    hass: HomeAssistant,
    secure: Secure,
    when: str,
    figures: Figures,
) -> None:
    case = EXPIRIES[when]
    expires = secure.certify(timedelta(seconds=LASTS_S))
    secure.start()
    link = {
        CONF_TLS: "custom",
        CONF_CA_CERTIFICATE: secure.authority.certificate.read_text(),
    }
    failures: list[Failure | None] = []

    async with printing(hass, secure, secure.plain_url, **link) as workshop:
        entry = workshop.entry
        connection = entry.runtime_data.connection
        connection.watch(failures.append)
        assert told_to_expire(hass, entry) == local_day(expires)

        if not case.while_away:
            await wait_until(lambda: datetime.now(UTC) > expires, PATIENCE_S)
            await heard(*workshop.printers)
            assert failures == []
        left_s = max(0, (expires - datetime.now(UTC)).total_seconds())
        await workshop.restart_broker(left_s + SAME_MOMENT_S)
        await wait_until(
            lambda: failures.count(Failure.TLS) >= TLS_FAILURES, PATIENCE_S
        )
        assert not connection.connected
        assert told_to_expire(hass, entry) == local_day(expires)
        if case.is_reloaded:
            await hass.config_entries.async_reload(entry.entry_id)
            assert entry.state is ConfigEntryState.SETUP_RETRY
            assert entry.error_reason_translation_key == "connect_tls_failed"
            assert entry.error_reason_translation_key in TEXTS["exceptions"]
            assert told_to_expire(hass, entry) == local_day(expires)

        secure.certify(timedelta(days=90))
        if case.by_signal:
            workshop.send_signal(signal.SIGHUP)
        else:
            await workshop.restart_broker()
        await workshop.is_back()
        assert told_to_expire(hass, entry) is None

    figures.add(
        f"the certificate expires ({when}) and is renewed",
        "told before and meanwhile, each print told once, back by itself",
        workshop.figure,
    )


def told_to_expire(hass: HomeAssistant, entry: MockConfigEntry) -> str | None:
    """Return the day that Home Assistant says a broker's certificate expires on."""
    issue_id = CERTIFICATE_EXPIRES.id_of(entry.entry_id)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    if issue is None:
        return None
    assert issue.translation_key in TEXTS["issues"]
    assert issue.translation_placeholders
    return issue.translation_placeholders["date"]


def local_day(at: datetime) -> str:
    """Return the date where Home Assistant is."""
    return dt_util.as_local(at).date().isoformat()
