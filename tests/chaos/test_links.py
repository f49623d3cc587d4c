"""Whatever befalls a link, prints are told once and no command runs twice or late."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor import sending, story
from custom_components.factor.connection import keeper, mqtt, paho_link
from custom_components.factor.const import CONF_OFFLINE_AFTER
from custom_components.factor.coordinator import PrinterCoordinator
from custom_components.factor.device import device_id
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.protocol.commands import MAX_TEMPERATURE
from homeassistant.core import HomeAssistant
from simulator import link
from simulator.fleet import Fleet
from simulator.printer import numbered_uuid

from .. import wait_until
from ..e2e import truth
from ..e2e.truth import Player, printer_with_short_files
from ..mosquitto import Mosquitto
from .figures import Figures
from .journal import Journal
from .orders import KINDS, Operator, Order
from .proxy import Proxy, proxy_to
from .spoiling import FAULTS, Fault
from .test_network import LINKS, SHORT_CARD, SHORT_DISK
from .world import IS_FULL, SEED, heard, more_heard, printers_of, registered

PRINTERS_EACH = 3 if IS_FULL else 2
LASTS_S = 200 if IS_FULL else 7
"""For how long links are spoiled anew."""
CALM_S = (3.0, 12.0) if IS_FULL else (0.5, 1.5)
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
