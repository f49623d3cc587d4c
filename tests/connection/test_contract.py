"""What every way to reach printers does alike: one and the same tests for all.

`scripts/test tests/connection/test_contract.py -k NATS` runs those of one way; with
`-rs` it says what a way can't do, or what is not installed.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
import json
import sys
import time
from typing import Any
from uuid import uuid4

import pytest

from custom_components.factor.connection import (
    ConnectError,
    Connection,
    Failure,
    LinkDownError,
    Message,
    MessageListener,
)
from custom_components.factor.links import new_connection
from homeassistant.core import HomeAssistant
from tests import wait_until
from tests.brokers import Broker

from .peers import PATIENCE_S, Peer, control, hears, status
from .test_disconnect import in_use
from .ways import WAYS, Way

SEARCH_S = 4.0
AT_ONCE_S = 1.0
ANY_PRINTER = status("+")
MANY = 200
BIG = 200_000

pytestmark = pytest.mark.timeout(240)


def said(number: int, size: int = 0) -> bytes:
    """Return what a printer says, as all ways can carry it; `size` makes it longer."""
    data = {"number": number, "text": "x" * size}
    return json.dumps({"type": "printer_status", "data": data}).encode()


def numbers(messages: Iterable[Message]) -> list[int]:
    """Return which messages these are."""
    return [json.loads(one.payload)["data"]["number"] for one in messages]


@dataclass
class Site:
    """One way, its server, and all that a test connects to it."""

    hass: HomeAssistant
    way: Way
    server: Broker
    connections: list[Connection] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)

    def needs(self, ability: str) -> None:
        """Skip the test if the way lacks an ability."""
        if reason := self.way.cannot.get(ability):
            pytest.skip(f"{self.way.name}: {reason}")

    def connection(self, **changes: Any) -> Connection:
        """Return a connection that is not connected yet."""
        settings = self.way.link(self.server, **changes)
        self.connections.append(new_connection(self.hass, settings))
        self.way.serve(self.server, self.connections[-1])
        return self.connections[-1]

    async def connected(self) -> Connection:
        """Return a connection that is connected."""
        connection = self.connection()
        await connection.connect()
        return connection

    async def printers(self) -> Peer:
        """Return printers that are connected."""
        peer = self.way.peer(self.server)
        await peer.open()
        self.peers.append(peer)
        return peer

    async def kill(self) -> None:
        """End the server without a goodbye."""
        await self.way.kill(self.server)

    async def start(self) -> None:
        """Start the server again."""
        await self.way.start(self.server)

    async def leave(self) -> None:
        """Leave nothing behind."""
        for each in self.connections:
            await each.disconnect()
        for peer in self.peers:
            await peer.close()
        await self.way.tear_down(self.hass, self.server)


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[type[Broker], Broker]]:
    """Give the servers that run so far; each is started when it is first needed."""
    servers: dict[type[Broker], Broker] = {}
    yield servers
    for server in servers.values():
        server.stop()


# Of the module's scope, so that all tests of one way run in a row.
@pytest.fixture(scope="module", params=WAYS, ids=lambda way: way.name)
def way(request: pytest.FixtureRequest) -> Way:
    """Give each of the ways in turn."""
    way: Way = request.param
    if missing := way.server.missing():
        pytest.skip(f"{way.name}: {missing} is not installed")
    return way


@pytest.fixture
async def site(
    socket_enabled: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    servers: dict[type[Broker], Broker],
    way: Way,
    hass: HomeAssistant,
) -> AsyncGenerator[Site]:
    """Give a way whose server runs."""
    if way.server not in servers:
        folder = tmp_path_factory.mktemp(way.server.__name__)
        servers[way.server] = way.server(folder)
    server = servers[way.server]
    if not server.process:
        server.start()
    for name, module in tuple(sys.modules.items()):
        if name.startswith("custom_components.factor.connection"):
            for constant, value in (
                ("SEARCH_S", SEARCH_S),
                ("RECONNECT_FIRST_S", 0.01),
                ("RECONNECT_MAX_S", 0.05),
            ):
                if hasattr(module, constant):
                    monkeypatch.setattr(module, constant, value)
    monkeypatch.setattr(
        "homeassistant.components.mqtt.client.RECONNECT_INTERVAL_SECONDS", 0.1
    )
    await way.set_up(hass, server)
    site = Site(hass, way, server)
    yield site
    await site.leave()


@pytest.fixture
async def connection(site: Site) -> Connection:
    """Give a connection."""
    return await site.connected()


@pytest.fixture
async def peer(site: Site) -> Peer:
    """Give printers."""
    return await site.printers()


@pytest.fixture
def ours() -> str:
    """Give the uuid of our printer; nobody has used it before."""
    return str(uuid4())


@pytest.fixture
def theirs() -> str:
    """Give the uuid of somebody else's printer."""
    return str(uuid4())


def watched(connection: Connection) -> list[Failure | None]:
    """Return a list that takes what watchers are told from now on."""
    told: list[Failure | None] = []
    connection.watch(told.append)
    return told


async def hear(heard: list[Message], amount: int) -> None:
    """Return once so many messages have been heard."""
    await wait_until(lambda: len(heard) >= amount, PATIENCE_S)


async def settle(connection: Connection, peer: Peer) -> None:
    """Return once the server has done what the connection asked for so far."""
    for _ in range(3):
        await asyncio.sleep(0)  # what is asked for together may be done in any order
    uuid = str(uuid4())
    heard: list[Message] = []
    leave = connection.subscribe(status(uuid), heard.append)
    deadline = time.monotonic() + PATIENCE_S
    for number in range(1000):
        await peer.say(uuid, said(number))
        with suppress(AssertionError):
            await wait_until(lambda: heard, 0.3)
            break
        assert time.monotonic() < deadline
    await wait_until(lambda: numbers(heard)[-1] == number, PATIENCE_S)
    leave()


@asynccontextmanager
async def search(
    connection: Connection, listener: MessageListener
) -> AsyncGenerator[asyncio.Task[None]]:
    """Give a search that is under way, or has ended."""
    task = asyncio.create_task(connection.search(ANY_PRINTER, listener))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, LinkDownError):
            await task


async def say_until(
    peer: Peer, uuid: str, payload: bytes, condition: Callable[[], Any]
) -> None:
    """Say something again and again, as printers do, until somebody knows."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        await peer.say(uuid, payload)
        with suppress(AssertionError):
            await wait_until(condition, 0.1)


class TestLink:
    """There is a link, or there is none, and one is told."""

    async def test_it_connects_and_says_so(self, site: Site) -> None:
        connection = site.connection()
        told = watched(connection)
        assert not connection.connected
        await connection.connect()
        assert connection.connected
        assert told == [None]
        await connection.disconnect()
        assert not connection.connected
        assert told == [None]  # what one asked for is no news

    async def test_who_no_longer_watches_is_told_nothing(self, site: Site) -> None:
        connection = site.connection()
        told: list[Failure | None] = []
        connection.watch(told.append)()
        await connection.connect()
        assert told == []

    @pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"username": "nobody"}])
    async def test_it_is_not_let_in_with_wrong_credentials(
        self, site: Site, wrong: dict[str, str]
    ) -> None:
        site.needs("credentials")
        before = in_use()["sockets"], in_use()["threads"]
        connection = site.connection(**wrong)
        with pytest.raises(ConnectError) as refused:
            await connection.connect()
        assert refused.value.failure is Failure.CREDENTIALS
        assert not connection.connected
        await wait_until(
            lambda: (
                in_use()["sockets"] <= before[0] and in_use()["threads"] <= before[1]
            )
        )

    async def test_disconnected_it_leaves_nothing(
        self, site: Site, ours: str, peer: Peer
    ) -> None:
        site.needs("looked at")

        def ours_in_use() -> dict[str, set[object]]:
            used = in_use()
            timers = used["timers and calls"]
            used["timers and calls"] = {one for one in timers if "factor" in repr(one)}
            return used

        before = ours_in_use()
        connection = site.connection()
        connection.subscribe(status(ours), lambda _: None)
        await connection.connect()
        await settle(connection, peer)
        await connection.disconnect()
        await connection.disconnect()
        await wait_until(
            lambda: all(now <= before[kind] for kind, now in ours_in_use().items())
        )

    async def test_two_links_do_not_disturb_each_other(
        self, site: Site, ours: str, peer: Peer
    ) -> None:
        site.needs("two links")
        first, second = await site.connected(), await site.connected()
        told = watched(first)
        heard: list[Message] = []
        for each in (first, second):
            each.subscribe(status(ours), heard.append)
            await settle(each, peer)
        await peer.say(ours, said(1))
        await hear(heard, 2)
        await second.disconnect()
        await peer.say(ours, said(2))
        await hear(heard, 3)
        assert numbers(heard) == [1, 1, 2]
        assert told == []
        assert first.connected


class TestHearing:
    """What our printers say is heard, and nothing else."""

    async def test_a_message_arrives_once_as_it_was_said(
        self, connection: Connection, ours: str, peer: Peer
    ) -> None:
        heard: list[Message] = []
        connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        await peer.say(ours, said(1), said(2))
        await hear(heard, 2)
        await settle(connection, peer)
        assert numbers(heard) == [1, 2]
        assert {(one.topic, one.retained) for one in heard} == {(status(ours), False)}

    async def test_what_the_server_kept_is_marked(
        self, site: Site, connection: Connection, ours: str, peer: Peer
    ) -> None:
        site.needs("retain")
        await peer.say(ours, said(1), keep=True)
        await settle(connection, peer)
        heard: list[Message] = []
        connection.subscribe(status(ours), heard.append)
        await hear(heard, 1)
        await peer.say(ours, said(2))
        await hear(heard, 2)
        assert numbers(heard) == [1, 2]
        assert [one.retained for one in heard] == [True, False]
        await peer.say(ours, b"", keep=True)
        await hear(heard, 3)

    async def test_two_listeners_hear_it_and_one_may_leave(
        self, connection: Connection, ours: str, peer: Peer
    ) -> None:
        first: list[Message] = []
        second: list[Message] = []
        leave = connection.subscribe(status(ours), first.append)
        connection.subscribe(status(ours), second.append)
        await settle(connection, peer)
        await peer.say(ours, said(1))
        await hear(second, 1)
        leave()
        leave()
        await settle(connection, peer)
        await peer.say(ours, said(2))
        await hear(second, 2)
        assert numbers(first) == [1]
        assert numbers(second) == [1, 2]

    async def test_after_the_last_has_left_nothing_arrives(
        self, connection: Connection, ours: str, theirs: str, peer: Peer
    ) -> None:
        heard: list[Message] = []
        leave = connection.subscribe(status(theirs), heard.append)
        connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        leave()
        await settle(connection, peer)
        arrived = connection.statistics.messages
        await peer.say(theirs, said(1))
        await peer.say(ours, said(2))
        await hear(heard, 1)
        assert [one.topic for one in heard] == [status(ours)]
        assert connection.statistics.messages == arrived + 1

    async def test_who_comes_back_hears_it_again(
        self, connection: Connection, ours: str, peer: Peer
    ) -> None:
        heard: list[Message] = []
        connection.subscribe(status(ours), heard.append)()
        await settle(connection, peer)
        leave = connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        leave()
        connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        await peer.say(ours, said(1), said(2))
        await hear(heard, 2)
        assert numbers(heard) == [1, 2]

    async def test_another_printer_is_never_heard(
        self, connection: Connection, ours: str, theirs: str, peer: Peer
    ) -> None:
        heard: list[Message] = []
        connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        arrived = connection.statistics.messages
        await peer.say(theirs, said(1))
        await peer.say(ours, said(2))
        await hear(heard, 1)
        assert numbers(heard) == [2]
        assert connection.statistics.messages == arrived + 1

    @pytest.mark.parametrize("pattern", ["", "#", ANY_PRINTER, "octoprint/#"])
    async def test_nobody_subscribes_to_a_pattern(
        self, connection: Connection, pattern: str
    ) -> None:
        with pytest.raises(ValueError, match="one topic"):
            connection.subscribe(pattern, lambda _: None)

    async def test_who_subscribed_before_the_first_link_hears_it(
        self, site: Site, ours: str, theirs: str, peer: Peer
    ) -> None:
        heard: list[Message] = []
        connection = site.connection()
        connection.subscribe(status(ours), heard.append)
        connection.subscribe(status(theirs), heard.append)()
        await connection.connect()
        await settle(connection, peer)
        await peer.say(theirs, said(1))
        await peer.say(ours, said(2))
        await hear(heard, 1)
        assert numbers(heard) == [2]

    async def test_a_listener_that_raises_disturbs_nobody(
        self, connection: Connection, ours: str, peer: Peer
    ) -> None:
        def bad(_: Message) -> None:
            raise ZeroDivisionError

        heard: list[Message] = []
        connection.subscribe(status(ours), bad)
        connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        await peer.say(ours, said(1), said(2))
        await hear(heard, 2)
        assert numbers(heard) == [1, 2]
        assert connection.connected

    async def test_a_big_message_arrives_in_one_piece(
        self, connection: Connection, ours: str, peer: Peer
    ) -> None:
        heard: list[Message] = []
        connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        await peer.say(ours, said(0, BIG), said(1))
        await hear(heard, 2)
        assert numbers(heard) == [0, 1]
        assert len(heard[0].payload) > BIG

    async def test_many_messages_arrive_once_each_in_their_order(
        self, connection: Connection, ours: str, peer: Peer
    ) -> None:
        heard: list[Message] = []
        connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        everything = [said(number) for number in range(MANY)]
        await peer.say(ours, *everything)
        await hear(heard, MANY)
        await settle(connection, peer)
        assert numbers(heard) == list(range(MANY))

    async def test_it_is_counted(
        self, connection: Connection, ours: str, peer: Peer
    ) -> None:
        heard: list[Message] = []
        connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        counted = connection.statistics
        messages, size = counted.messages, counted.bytes
        await peer.say(ours, said(1), said(2), said(3, 1000))
        await hear(heard, 3)
        assert counted.messages == messages + 3
        assert counted.bytes == size + sum(len(one.payload) for one in heard)
        assert counted.published == counted.reconnects == counted.failed_attempts == 0


class TestTelling:
    """Our printers are told something once, now or never."""

    async def test_it_arrives_once_and_is_not_kept(
        self, site: Site, connection: Connection, ours: str, theirs: str, peer: Peer
    ) -> None:
        site.needs("publish")
        assert connection.can_publish
        connection.subscribe(status(ours), print)
        await peer.listen(ours)
        await peer.listen(theirs)
        await connection.publish(control(ours), said(1))
        await connection.publish(control(ours), said(2))
        await hears(peer, said(1), said(2))
        assert {topic for topic, _ in peer.heard} == {control(ours)}
        late = await site.printers()
        await late.listen(ours)
        await connection.publish(control(ours), said(3))
        await hears(late, said(3))
        assert connection.statistics.published == 3

    async def test_big_and_many_they_arrive_in_their_order(
        self, site: Site, connection: Connection, ours: str, peer: Peer
    ) -> None:
        site.needs("publish")
        connection.subscribe(status(ours), print)
        await peer.listen(ours)
        everything = [said(MANY, BIG), *(said(number) for number in range(MANY))]
        tell = (connection.publish(control(ours), each) for each in everything)
        await asyncio.gather(*tell)
        await hears(peer, *everything)

    async def test_without_a_link_it_fails_at_once(
        self, site: Site, ours: str, peer: Peer
    ) -> None:
        site.needs("publish")
        site.needs("server without us")
        await peer.listen(ours)
        connection = site.connection()
        with pytest.raises(LinkDownError):
            await connection.publish(control(ours), said(1))
        await connection.connect()
        await connection.publish(control(ours), said(2))
        await connection.disconnect()
        with pytest.raises(LinkDownError):
            await connection.publish(control(ours), said(3))
        await hears(peer, said(2))
        assert connection.statistics.published == 1


class TestLostLink:
    """The server is killed and started again."""

    async def test_all_is_as_it_was(
        self, site: Site, connection: Connection, ours: str, theirs: str
    ) -> None:
        site.needs("restart")
        before = await site.printers()
        heard: list[Message] = []
        third = str(uuid4())
        connection.subscribe(status(ours), heard.append)
        leave = connection.subscribe(status(theirs), heard.append)
        await settle(connection, before)
        told: list[tuple[Failure | None, bool]] = []
        connection.watch(lambda failure: told.append((failure, connection.connected)))

        await site.kill()
        await wait_until(lambda: told, PATIENCE_S)
        assert not connection.connected
        leave()
        connection.subscribe(status(third), heard.append)
        if connection.can_publish:
            with pytest.raises(LinkDownError):
                async with asyncio.timeout(AT_ONCE_S):
                    await connection.publish(control(ours), said(0))
        with pytest.raises(LinkDownError):
            await connection.search(ANY_PRINTER, lambda _: None)
        await site.start()
        await wait_until(lambda: connection.connected, 2 * PATIENCE_S)

        *failed, (failure, up) = told
        assert (failure, up) == (None, True)
        assert failed
        assert all(failure and not up for failure, up in failed)
        peer = await site.printers()
        await peer.listen(ours)
        await settle(connection, peer)
        for number, uuid in enumerate((theirs, ours, third)):
            await peer.say(uuid, said(number))
        await hear(heard, 2)
        await settle(connection, peer)
        assert sorted(numbers(heard)) == [1, 2]
        assert {one.topic for one in heard} == {status(ours), status(third)}
        if connection.can_publish:
            await connection.publish(control(ours), said(1))
            await hears(peer, said(1))
        assert connection.statistics.reconnects == 1
        assert connection.statistics.failed_attempts == len(failed) - 1
        assert told[-1] == (None, True)

    async def test_disconnected_meanwhile_it_does_not_come_back(
        self, site: Site, connection: Connection, ours: str
    ) -> None:
        site.needs("restart")
        heard: list[Message] = []
        connection.subscribe(status(ours), heard.append)
        told = watched(connection)
        await site.kill()
        await wait_until(lambda: told, PATIENCE_S)
        await connection.disconnect()
        told.clear()
        await site.start()
        peer = await site.printers()
        other = await site.connected()
        await settle(other, peer)
        await peer.say(ours, said(1))
        await settle(other, peer)
        assert not connection.connected
        assert heard == []
        assert told == []


class TestSearch:
    """Printers are found by who looks for them, for a while."""

    async def test_it_finds_printers_and_ends_by_itself(
        self, connection: Connection, ours: str, theirs: str, peer: Peer
    ) -> None:
        found: set[Message] = set()
        begin = time.monotonic()
        async with search(connection, found.add) as searching:
            for uuid, number in ((ours, 1), (theirs, 2)):
                is_found = partial(self.has_found, found, uuid, number)
                await say_until(peer, uuid, said(number), is_found)
            assert not searching.done()
            await asyncio.wait_for(searching, PATIENCE_S)
        assert time.monotonic() - begin >= SEARCH_S
        await self.is_over(connection, found, theirs, peer)

    async def test_it_ends_with_who_searches(
        self, connection: Connection, theirs: str, peer: Peer
    ) -> None:
        found: set[Message] = set()
        async with search(connection, found.add) as searching:
            await say_until(peer, theirs, said(1), lambda: found)
            searching.cancel()
            begin = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await searching
            assert time.monotonic() - begin < AT_ONCE_S
        await self.is_over(connection, found, theirs, peer)

    async def test_our_printer_is_heard_meanwhile_and_once_afterwards(
        self, connection: Connection, ours: str, theirs: str, peer: Peer
    ) -> None:
        heard: list[Message] = []
        connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        async with search(connection, lambda _: None):
            await say_until(peer, ours, said(1), lambda: heard)
        await settle(connection, peer)
        assert set(numbers(heard)) == {1}
        heard.clear()
        await peer.say(ours, said(2), said(3))
        await hear(heard, 2)
        await settle(connection, peer)
        assert numbers(heard) == [2, 3]

    async def test_our_printer_is_heard_once_meanwhile(
        self, site: Site, connection: Connection, ours: str, theirs: str, peer: Peer
    ) -> None:
        site.needs("one copy")
        heard: list[Message] = []
        found: set[Message] = set()
        connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        async with search(connection, found.add) as searching:
            await say_until(peer, theirs, said(0), lambda: found)
            await peer.say(ours, said(1), said(2))
            await hear(heard, 2)
            await settle(connection, peer)
            assert not searching.done()
        assert numbers(heard) == [1, 2]

    async def test_a_second_one_is_as_good(
        self, connection: Connection, ours: str, peer: Peer
    ) -> None:
        for number in range(2):
            found: set[Message] = set()
            await settle(connection, peer)
            async with search(connection, found.add):
                await say_until(peer, ours, said(number), partial(bool, found))
            assert {(one.topic, *numbers([one])) for one in found} == {
                (status(ours), number)
            }

    async def test_without_a_link_there_is_nothing_to_find(self, site: Site) -> None:
        connection = site.connection()
        with pytest.raises(LinkDownError):
            await connection.search(ANY_PRINTER, lambda _: None)

    def has_found(self, found: set[Message], uuid: str, number: int) -> bool:
        """Return whether a printer was found by what it said."""
        return any(
            one.topic == status(uuid) and numbers([one]) == [number] for one in found
        )

    async def is_over(
        self,
        connection: Connection,
        found: set[Message],
        theirs: str,
        peer: Peer,
    ) -> None:
        """Fail if what somebody else's printer says is still heard."""
        ours = str(uuid4())
        heard: list[Message] = []
        connection.subscribe(status(ours), heard.append)
        await settle(connection, peer)
        arrived = connection.statistics.messages
        found.clear()
        await peer.say(theirs, said(8))
        await peer.say(ours, said(9))
        await hear(heard, 1)
        assert found == set()
        assert connection.statistics.messages == arrived + 1
