"""Whatever befalls a link, prints are told once and no command runs twice or late."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from itertools import count
import json
from math import inf
from random import Random
import time
from typing import Any, NamedTuple

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor import sending, story
from custom_components.factor.connection import keeper, mqtt, paho_link
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.const import CONF_OFFLINE_AFTER, DOMAIN
from custom_components.factor.coordinator import PrinterCoordinator
from custom_components.factor.device import device_id
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.printer.prints import EventType
from custom_components.factor.protocol.commands import MAX_TEMPERATURE
from demo.client import Json
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from simulator import link
from simulator.fleet import Fleet
from simulator.plugin import PluginEdge
from simulator.printer import numbered_uuid

from .. import wait_until
from ..e2e import truth
from ..e2e.test_restarts import SNAPSHOT_BYTES, STARTS_AND_ENDS, is_end
from ..e2e.truth import Player, printer_with_short_files
from ..mosquitto import Mosquitto
from .books import Books
from .conftest import IS_FULL
from .figures import Figures
from .proxy import Proxy, proxy_to, swallow
from .test_network import LINKS, SHORT_CARD, SHORT_DISK
from .world import SEED, heard, more_heard, printers_of, registered

PRINTERS_EACH = 3 if IS_FULL else 2
LASTS_S = 200 if IS_FULL else 7
"""For how long links are spoiled anew."""
CALM_S = (3.0, 12.0) if IS_FULL else (0.5, 1.5)
PAUSE_S = (0.5, 1.5) if IS_FULL else (0.05, 0.3)
"""How long it is from a command's end to the next one of its kind."""
CUT_EVERY_S = 0.1
SLACK_S = 1
"""What a busy machine takes for what takes no time."""
OFFLINE_AFTER_S = 20 if IS_FULL else 3
SETTINGS = {
    CONF_OFFLINE_AFTER: OFFLINE_AFTER_S,
    "limits": {"hotend": MAX_TEMPERATURE},
}
# The waits of the printers' side, in s, which are no promise of ours.
THEIR_LIMITS: dict[tuple[Any, str], Any] = {
    (link, "KEEPALIVE_SECONDS"): 12 if IS_FULL else 2,
    (link, "LONGEST_BACK_OFF_SECONDS"): 4 if IS_FULL else 1,
    # They must not keep a cancel through a lost link, as it would end a later print.
    (truth, "ENDS"): {
        end: how for end, how in truth.ENDS.items() if end != "cancel by MQTT"
    },
}
# Our own waits, in s, in the same order as they are, for the form that is quick.
SHORT_LIMITS: dict[tuple[Any, str], Any] = {
    (mqtt, "ACKNOWLEDGE_TIMEOUT_S"): 1,
    (mqtt, "CONNECT_TIMEOUT_S"): 1.5,
    (paho_link, "KEEPALIVE_S"): 4,
    (sending, "CONFIRM_TIMEOUT_S"): 1.8,
    (sending, "LATELY_S"): 1,
    (keeper, "RECONNECT_FIRST_S"): 0.2,
    (keeper, "RECONNECT_MAX_S"): 1,
    (keeper, "STABLE_S"): 4,
    (story, "OPEN_AFTER_S"): 0,
    (truth, "DISK"): SHORT_DISK,
    (truth, "CARD"): SHORT_CARD,
    (truth, "GAP_S"): (1.6, 2.5),
    (truth, "PAUSE_S"): (0.5, 1.5),
}
MOMENT_S = 1.0
"""Less than there is between two prints."""
SETTLED_AFTER = 3
"""How many more messages of each printer tell all that there is to tell."""
PATIENCE_S = 600 if IS_FULL else 90

NOT_SENT = {"link_down", "printer_silent", "wrong_state", "no_such_heater"}
"""The errors that say that no command was sent."""
IN_DOUBT = {"link_lost", "fell_silent", "not_confirmed"}
"""The errors that say to look at the printer first."""

pytestmark = [
    pytest.mark.timeout(2 * PATIENCE_S),
    pytest.mark.usefixtures("plain_home", "no_errors_logged"),
]


@pytest.fixture(autouse=True)
def _limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less, unless there is time."""
    limits = THEIR_LIMITS | ({} if IS_FULL else SHORT_LIMITS)
    for (module, name), limit in limits.items():
        monkeypatch.setattr(module, name, limit)
    print(f"\nCHAOS_SEED={SEED}")


# What befalls a link


class Fault(NamedTuple):
    """Something that befalls a link for some seconds, until it is healed."""

    what: str
    befall: Callable[[Proxy, float], Awaitable[None]]
    seconds: float
    holds: bool = False
    """Whether what waits meanwhile goes on afterwards."""


async def cut(way: Proxy, seconds: float) -> None:
    """Reset each link again and again."""
    over = time.monotonic() + seconds
    while time.monotonic() < over:
        way.cut()
        await asyncio.sleep(CUT_EVERY_S)


async def stall(way: Proxy, seconds: float) -> None:
    """Hold everything back."""
    way.stall()
    await asyncio.sleep(seconds)


async def swallow_all(way: Proxy, seconds: float) -> None:
    """Let nothing through, and forget it."""
    way.swallow()
    await asyncio.sleep(seconds)


async def swallow_to_broker(way: Proxy, seconds: float) -> None:
    """Forget what goes to the broker."""
    way.treat_to_broker = swallow
    await asyncio.sleep(seconds)


async def swallow_to_client(way: Proxy, seconds: float) -> None:
    """Forget what comes from the broker."""
    way.treat_to_client = swallow
    await asyncio.sleep(seconds)


# A short stall ends before anybody gives up; a long one after we do, but before the
# printers' side does. Both sides notice a half-open link in time.
SHORT_STALL_S, LONG_STALL_S = (6, 20) if IS_FULL else (0.7, 2.6)
CUT_S, HALF_OPEN_S = (5, 30) if IS_FULL else (1.5, 5.5)
FAULTS = (
    Fault("cut again and again", cut, CUT_S),
    Fault("stalled briefly", stall, SHORT_STALL_S, holds=True),
    Fault("stalled for long", stall, LONG_STALL_S, holds=True),
    Fault("half-open", swallow_all, HALF_OPEN_S),
    Fault("half-open to the broker", swallow_to_broker, HALF_OPEN_S),
    Fault("half-open from the broker", swallow_to_client, HALF_OPEN_S),
)


# What printers say, and what is told of it


class Said(NamedTuple):
    """Something that a printer said: when, in Unix time, and how long it was."""

    at: float
    size: int


class Told(NamedTuple):
    """An event, and how late the message came that it was told upon, in s."""

    data: Json
    late_s: float


class Journal:
    """What printers said, what of it came, and what was told then; by their ids.

    A message is known again by a number, which each bears, and no reader looks at.
    """

    TOPIC, NUMBER = "octoprint/status/", b', "number": '

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take down from now on what printers say, or would have said."""
        self.said: dict[str, dict[int, Said]] = defaultdict(dict)
        self.came: dict[str, set[int]] = defaultdict(set)
        self.unsaid: dict[str, list[float]] = defaultdict(list)
        self.told: dict[str, list[Told]] = defaultdict(list)
        self.devices: dict[str | None, str] = {}
        """The printers by the ids of their devices."""
        self._late_s: dict[str, float] = defaultdict(float)
        self._numbers = count()
        for owner, name, noting in (
            (PluginEdge, "tick", self._noting_unsaid),
            (PluginEdge, "notice", self._noting_unsaid),
            (link.Link, "publish", self._noting_said),
            (MqttConnection, "on_message", self._noting_came),
        ):
            monkeypatch.setattr(owner, name, noting(getattr(owner, name)))

    def _noting_unsaid(self, act: Callable[..., None]) -> Callable[..., None]:
        @wraps(act)
        def noting(edge: PluginEdge, *args: Any) -> None:
            if not edge.online:
                self.unsaid[edge.uuid].append(time.time())
            act(edge, *args)

        return noting

    def _noting_said(self, publish: Callable[..., None]) -> Callable[..., None]:
        @wraps(publish)
        def noting(link: Any, topic: str, payload: bytes, *args: Any) -> None:
            if topic.startswith(self.TOPIC):
                number, said = next(self._numbers), Said(time.time(), len(payload))
                self.said[topic.removeprefix(self.TOPIC)][number] = said
                payload = payload[:-1] + self.NUMBER + b"%d}" % number
            publish(link, topic, payload, *args)

        return noting

    def _noting_came(self, take: Callable[..., None]) -> Callable[..., None]:
        @wraps(take)
        def noting(connection: MqttConnection, message: Any) -> None:
            if message.topic.startswith(self.TOPIC):
                uuid = message.topic.removeprefix(self.TOPIC)
                number = int(message.payload.rpartition(self.NUMBER)[2][:-1])
                self.came[uuid].add(number)
                self._late_s[uuid] = time.time() - self.said[uuid][number].at
            take(connection, message)

        return noting

    @callback
    def note(self, event: Event[Json]) -> None:
        """Note an event of a print."""
        uuid = self.devices[event.data["device_id"]]
        self.told[uuid].append(Told(event.data, self._late_s[uuid]))

    def ends(self, uuid: str) -> list[Json]:
        """Return the ends that were told of a printer."""
        return [
            told.data
            for told in self.told[uuid]
            if told.data["type"] in STARTS_AND_ENDS and is_end(told.data)
        ]

    def books(self, player: Player) -> Books:
        """Return what is to be held against what was printed on a printer."""
        uuid = player.printer.uuid
        said, came = self.said[uuid], self.came[uuid]
        lost = [said[number].at for number in said.keys() - came]
        shown = [
            said[number].at for number in came if said[number].size > SNAPSHOT_BYTES
        ]
        told = list(as_said(self.told[uuid]))
        return Books(player.prints, told, lost=[*lost, *self.unsaid[uuid]], shown=shown)


def as_said(told: list[Told]) -> Iterator[Json]:
    """Yield the events with the times at which what they tell of was said.

    What is told late has the printer's times. If only the end of it is known, it is
    told as if it had begun then: a moment before is surely nearer to it than to the next.
    """
    start_late_s = 0.0
    for data, late_s in told:
        if data["type"] == EventType.STARTED:
            start_late_s = late_s
        lateness = {"started": start_late_s, "ended": late_s}
        if data["late"]:
            is_bare_end = data.get("started") == data.get("ended")
            lateness = dict.fromkeys(lateness, MOMENT_S if is_bare_end else 0.0)
        yield data | {
            bound: earlier(data[bound], lateness[bound])
            for bound in lateness.keys() & data.keys()
        }


def earlier(time_: str, seconds: float) -> str:
    """Return a time that is so much earlier."""
    return (datetime.fromisoformat(time_) - timedelta(seconds=seconds)).isoformat()


# What printers are told


class Kind(NamedTuple):
    """A kind of command; each one bears another number, by which it is known."""

    action: str
    data: Callable[[int], Json]
    words: Callable[[int], Json]
    """What the printer gets to read."""
    is_shown: bool
    """Whether the printer shows that it obeys."""


KINDS = (
    Kind(
        "set_temperature",
        lambda number: {"heater": "hotend", "temperature": number},
        lambda number: {"type": "set_temperature", "tool": 0, "temperature": number},
        is_shown=True,
    ),
    Kind(
        "send_command",
        lambda number: {"type": "count", "fields": {"number": number}},
        lambda number: {"type": "count", "number": number},
        is_shown=False,
    ),
)


@dataclass
class Order:
    """A command that was given, and what became of it; times are monotonic, in s."""

    kind: Kind
    words: Json
    given: float = field(default_factory=time.monotonic)
    answered: float = inf
    error: str | None = None
    taken: list[float] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether it was said to have failed."""
        return self.error is not None

    @property
    def took_s(self) -> float:
        """How long it was on its way to the printer."""
        return self.taken[0] - self.given if self.taken else 0.0

    @property
    def taken_after_s(self) -> float:
        """How long after the answer the printer took it; negative is before."""
        return self.taken[0] - self.answered if self.taken else -inf

    def __str__(self) -> str:
        """Return it for a person."""
        taken = ", ".join(f"{at - self.given:.2f}" for at in self.taken)
        return (
            f"{self.words}: {self.error or 'done'} after"
            f" {self.answered - self.given:.2f} s, taken after [{taken}] s"
        )


def key_of(words: Json) -> str:
    """Return what a command is known by."""
    return json.dumps(words, sort_keys=True)


@dataclass
class Operator:
    """Gives one printer commands all the time, and notes what becomes of each."""

    printer: PrinterCoordinator
    random: Random
    orders: dict[str, Order] = field(default_factory=dict)

    async def give(self, kind: Kind, over: asyncio.Event) -> None:
        """Give commands of a kind, one after the other."""
        for number in count(1):
            if over.is_set():
                return
            words = kind.words(number)
            order = self.orders[key_of(words)] = Order(kind, words)
            order.error = await self._error_of(kind.action, kind.data(number))
            order.answered = time.monotonic()
            await asyncio.sleep(self.random.uniform(*PAUSE_S))

    async def _error_of(self, action: str, data: Json) -> str | None:
        data = {"device_id": device_id(self.printer), **data}
        try:
            await self.printer.hass.services.async_call(
                DOMAIN, action, data, blocking=True
            )
        except HomeAssistantError as err:
            return err.translation_key or repr(err)
        return None

    def take(self, payload: bytes) -> None:
        """Note that the printer takes a command."""
        if order := self.orders.get(key_of(json.loads(payload))):
            order.taken.append(time.monotonic())

    def follows_since(self, since: float) -> bool:
        """Return whether a command that was given since then got to the printer."""
        return any(each.taken and each.given > since for each in self.orders.values())


# All together


@dataclass
class Case:
    """A link that something befalls, and the printers that are reached by it."""

    link: str
    fault: Fault
    uuids: list[str]
    random: Random
    entry: MockConfigEntry = field(init=False)
    way: Proxy = field(init=False)
    printers: list[PrinterCoordinator] = field(init=False)
    players: list[Player] = field(init=False)
    operators: dict[str, Operator] = field(init=False)
    back_s: list[float] = field(default_factory=list)

    @asynccontextmanager
    async def running(
        self, hass: HomeAssistant, broker: Mosquitto
    ) -> AsyncGenerator[None]:
        """Let the printers speak, and set them up."""
        async with proxy_to(broker) as self.way:
            ends = (broker, self.way) if self.is_ours else (self.way, broker)
            theirs, ours = ends
            fleet = Fleet(
                f"mqtt://{theirs.host}:{theirs.port}",
                [printer_with_short_files(uuid) for uuid in self.uuids],
            )
            async with fleet:
                self._listen_in(fleet)
                self.entry = await registered(
                    hass, ours, *self.uuids, settings=SETTINGS
                )
                self.printers = printers_of(self.entry)
                self.players = [
                    Player(fleet, each, self._new_random()) for each in fleet.printers
                ]
                self.operators = {
                    each.name: Operator(each, self._new_random())
                    for each in self.printers
                }
                yield
                assert await hass.config_entries.async_unload(self.entry.entry_id)

    def _new_random(self) -> Random:
        return Random(self.random.random())

    def _listen_in(self, fleet: Fleet) -> None:
        """Note each command that gets to a printer."""
        hear = fleet.link.on_message
        assert hear

        def listen(topic: str, payload: bytes) -> None:
            kind, _, uuid = topic.partition("/")
            if kind == "control":
                self.operators[uuid].take(payload)
            hear(topic, payload)

        fleet.link.on_message = listen

    @property
    def is_ours(self) -> bool:
        """Whether it is our link that something befalls."""
        return self.link == LINKS[1]

    @property
    def holds_commands(self) -> bool:
        """Whether commands wait where they can't be called back: the broker has them."""
        return self.fault.holds and not self.is_ours

    @property
    def orders(self) -> list[Order]:
        """All commands that were given."""
        return [
            order for each in self.operators.values() for order in each.orders.values()
        ]

    async def endure(self) -> None:
        """Spoil the link again and again; note how long it takes to be as before."""
        over = time.monotonic() + LASTS_S
        while time.monotonic() < over:
            await asyncio.sleep(self.random.uniform(*CALM_S))
            await self.fault.befall(self.way, self.fault.seconds)
            self.way.heal()
            self.back_s.append(await self._back())

    async def _back(self) -> float:
        """Wait until all printers are heard and follow; return how long it took, in s."""
        since = time.monotonic()
        await heard(*self.printers, within_s=back_within_s())
        await wait_until(
            lambda: all(each.follows_since(since) for each in self.operators.values()),
            back_within_s(),
        )
        return time.monotonic() - since

    def faults(self, journal: Journal) -> Iterator[str]:
        """Yield all that is wrong; what is remembered is what was stored."""
        for player, printer in zip(self.players, printers_of(self.entry), strict=True):
            if found := list(journal.books(player).faults()):
                yield from (*found, "printed and told were:")
                yield from map(str, (*player.prints, *journal.told[printer.name]))
            past = [
                (each.started.isoformat(), each.outcome)
                for each in printer.story.history.prints
            ]
            told = [
                (each["started"], each["outcome"])
                for each in journal.ends(printer.name)
            ]
            if past != told:
                yield f"remembered other than told: {past}, {told}"
        for order in self.orders:
            for what, is_wrong in WRONG.items():
                if is_wrong(order, self):
                    yield f"{what}: {order}"

    def figure(self, journal: Journal) -> str:
        """Return what was measured."""
        told = sum(len(journal.ends(each.name)) for each in self.printers)
        orders = self.orders
        errors = Counter(each.error for each in orders)
        followed = [each for each in orders if each.failed and each.taken]
        after = [each for each in followed if each.taken_after_s > 0]
        return (
            f"{len(self.back_s)} times, back in {max(self.back_s):.1f} s at most;"
            f" {sum(len(each.prints) for each in self.players)} prints, {told} told;"
            f" {len(orders)} commands, {errors[None]} done,"
            f" {sum(errors[each] for each in NOT_SENT)} not sent,"
            f" {sum(errors[each] for each in IN_DOUBT)} in doubt, of which"
            f" {len(followed)} taken ({len(after)} after the error);"
            f" taken within {max(each.took_s for each in orders):.1f} s"
        )


def back_within_s() -> float:
    """Return how long it may take until all is as before: the longest wait, and more."""
    return 1.5 * keeper.RECONNECT_MAX_S + mqtt.CONNECT_TIMEOUT_S + 20


def allowed_s(case: Case) -> float:
    """Return how long after it was given a command may run.

    It is out of our hands as soon as the broker acknowledges it, or else it is forgotten.
    """
    held_s = case.fault.seconds if case.holds_commands else 0
    return mqtt.ACKNOWLEDGE_TIMEOUT_S + held_s + SLACK_S


WRONG: dict[str, Callable[[Order, Case], bool]] = {
    "taken twice": lambda order, _: len(order.taken) > 1,
    "failed without a known error": lambda order, _: (
        order.error not in {None, *NOT_SENT, *IN_DOUBT}
    ),
    "taken, though it was not sent": lambda order, _: (
        order.error in NOT_SENT and bool(order.taken)
    ),
    "taken late": lambda order, case: order.took_s > allowed_s(case),
    "taken after it had failed": lambda order, case: (
        order.failed and order.taken_after_s > SLACK_S and not case.holds_commands
    ),
    "done, and not taken": lambda order, case: (
        not order.failed and not order.taken and (order.kind.is_shown or case.is_ours)
    ),
}


async def test_prints_and_commands_suffer_from_no_link(
    hass: HomeAssistant,
    broker: Mosquitto,
    figures: Figures,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random, numbers = Random(SEED), count()
    cases = [
        Case(
            link,
            fault,
            [numbered_uuid(next(numbers)) for _ in range(PRINTERS_EACH)],
            Random(random.random()),
        )
        for link in LINKS
        for fault in FAULTS
    ]
    journal = Journal(monkeypatch)
    hass.bus.async_listen(EVENT_PRINT, journal.note)
    async with AsyncExitStack() as running, asyncio.timeout(PATIENCE_S):
        for case in cases:
            await running.enter_async_context(case.running(hass, broker))
        printers = [printer for case in cases for printer in case.printers]
        journal.devices = {device_id(each): each.name for each in printers}
        await heard(*printers)
        await endure(cases)
        await more_heard(SETTLED_AFTER, *printers)
        for case in cases:
            assert await hass.config_entries.async_reload(case.entry.entry_id)
        wrong = [
            f"{case.fault.what}, {case.link}: {each}"
            for case in cases
            for each in case.faults(journal)
        ]
    assert not wrong, "\n".join(wrong)
    for case in cases:
        figures.add(
            f"{case.link} {case.fault.what}, {case.fault.seconds} s",
            HELD[case.holds_commands],
            case.figure(journal),
        )


HELD = {
    False: "each print told once, no command twice, late, or after it failed",
    True: "each print told once, no command twice; the broker's come with the link",
}


async def endure(cases: list[Case]) -> None:
    """Print and command on all printers while their links suffer."""
    over = asyncio.Event()

    async def keep_printing(player: Player) -> None:
        while not over.is_set():
            await player.play(len(player.prints) + 1)

    async with asyncio.TaskGroup() as busy:
        for case in cases:
            for player in case.players:
                busy.create_task(keep_printing(player))
            for operator in case.operators.values():
                for kind in KINDS:
                    busy.create_task(operator.give(kind, over))
        async with asyncio.TaskGroup() as suffering:
            for case in cases:
                suffering.create_task(case.endure())
        over.set()
