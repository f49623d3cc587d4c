"""A broker that closes the link over a topic, where others would refuse the topic."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
import logging
import time

import pytest

from custom_components.factor.connection import (
    ConnectError,
    LinkDownError,
    Message,
    SearchRefusedError,
    Unsubscribe,
    mqtt,
)
from custom_components.factor.connection.mqtt import MqttConnection
from examples.cluster.make import rabbitmq_hash
from tests import wait_until
from tests.brokers.rabbitmq import RabbitMq

from .conftest import Connect, record_link
from .network import ACCEPTED, HOST
from .peers import status

MANY = [status(f"{number}") for number in range(500)]
THEIRS, ALSO_THEIRS = MANY[123], MANY[456]
WARNING = "The broker refused 1 of 1 subscriptions"
PATTERN = status("+")

CONNECT, PUBLISH, SUBSCRIBE, UNSUBSCRIBE = 1, 3, 8, 10
QUIET_S = 0.3
"""In which a connection that reconnects would have done so several times."""
PATIENCE_S = 60


def nobody(_: Message) -> None:
    """Listen to nothing."""


async def packet(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Return the kind and the rest of the next packet."""
    (head,) = await reader.readexactly(1)
    length = shift = 0
    while True:
        (digit,) = await reader.readexactly(1)
        length |= (digit & 0x7F) << shift
        shift += 7
        if digit < 0x80:
            return head >> 4, await reader.readexactly(length)


def texts(data: bytes, after_each: int) -> list[str]:
    """Return the texts of a packet, of which each is followed by so many bytes."""
    found: list[str] = []
    while data:
        end = 2 + int.from_bytes(data[:2])
        found.append(data[2:end].decode())
        data = data[end + after_each :]
    return found


@dataclass
class Visit:
    """What happened on one link."""

    asked: list[list[str]] = field(default_factory=list)
    held: set[str] = field(default_factory=set)

    @property
    def alone(self) -> list[str]:
        """What was asked for by itself."""
        return [topics[0] for topics in self.asked if len(topics) == 1]


@dataclass
class Strict:
    """A broker that closes the link of who asks for, or says, what is forbidden."""

    forbidden: set[str] = field(default_factory=set)
    answers: list[int] = field(default_factory=list)
    """How many SUBSCRIBEs are answered on each of the next links, which then end."""
    linger_s: float = 0
    """How long the link is kept before it is closed."""
    acknowledging: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether what is published is acknowledged now."""
    visits: list[Visit] = field(default_factory=list)
    host: str = HOST
    port: int = 0
    _links: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def last(self) -> Visit:
        """The newest link."""
        return self.visits[-1]

    @property
    def alone(self) -> Counter[str]:
        """How often each topic was asked for by itself."""
        return Counter(topic for visit in self.visits for topic in visit.alone)

    def cut(self) -> None:
        """End all links."""
        for link in self._links:
            link.transport.abort()

    def accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Look after a new link."""
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End all links for good."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._links.add(writer)
        try:
            while answer := await self._answer(*await packet(reader)):
                writer.write(answer)
            await asyncio.sleep(self.linger_s)
        except ConnectionError, asyncio.IncompleteReadError:
            pass
        finally:
            self._links.discard(writer)
            writer.close()

    async def _answer(self, kind: int, data: bytes) -> bytes:
        """Return what is said to a packet, nothing if the link is to be closed."""
        if kind == CONNECT:
            self.visits.append(Visit())
            self.left = self.answers.pop(0) if self.answers else -1
            return ACCEPTED
        if kind == PUBLISH:
            end = 2 + int.from_bytes(data[:2])
            if data[2:end].decode() in self.forbidden:
                return b""
            await self.acknowledging.wait()
            return b"\x40\x02" + data[end : end + 2]
        visit, mid = self.last, data[:2]
        if kind == UNSUBSCRIBE:
            visit.held.difference_update(texts(data[2:], 0))
            return b"\xb0\x02" + mid
        if kind == SUBSCRIBE:
            topics = texts(data[2:], 1)
            visit.asked.append(topics)
            self.left -= 1
            if self.left == -1 or not self.forbidden.isdisjoint(topics):
                return b""
            visit.held.update(topics)
            length = len(topics) + 2
            size = (length,) if length < 0x80 else (length & 0x7F | 0x80, length >> 7)
            return bytes((0x90, *size)) + mid + b"\1" * len(topics)
        return b""


@asynccontextmanager
async def opened(strict: Strict) -> AsyncGenerator[Strict]:
    """Give a broker once it listens."""
    server = await asyncio.start_server(strict.accept, HOST)
    strict.port = server.sockets[0].getsockname()[1]
    strict.acknowledging.set()
    try:
        yield strict
    finally:
        server.close()
        await strict.close()
        server.close_clients()
        await server.wait_closed()


@pytest.fixture
async def strict(socket_enabled: None) -> AsyncGenerator[Strict]:
    """Give a broker at which nothing is forbidden yet."""
    async with opened(Strict()) as strict:
        yield strict


async def stays(connection: MqttConnection) -> None:
    """Return once the link was there for a while; fail if it is lost meanwhile."""
    told = record_link(connection)
    await asyncio.sleep(QUIET_S)
    assert not any(told)
    assert connection.connected


async def test_two_among_five_hundred_are_found_and_the_others_heard(
    strict: Strict, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    strict.forbidden = {THEIRS, ALSO_THEIRS}
    allowed = set(MANY) - strict.forbidden
    connection = await connect(strict)
    for topic in MANY:
        connection.subscribe(topic, nobody)
    await wait_until(
        lambda: len(strict.visits) >= 6 and strict.last.held == allowed, PATIENCE_S
    )
    await stays(connection)
    # Once with all, and twice for each of them; the sixth link is the one that stays.
    assert len(strict.visits) == 6
    assert connection.statistics.reconnects == 5
    assert strict.last.held == allowed
    assert strict.alone[THEIRS] == strict.alone[ALSO_THEIRS] == 2
    # What has been answered is asked for alone no more, and heard with each new link.
    assert max(strict.alone[topic] for topic in allowed) == 1
    held = [len(visit.held) for visit in strict.visits]
    assert held == sorted(held)
    assert held[-3:] == [498, 498, 498]

    strict.cut()
    await wait_until(lambda: len(strict.visits) == 7 and strict.last.held == allowed)
    await stays(connection)
    assert sorted(map(len, strict.last.asked)) == [98, 200, 200]
    (warning,) = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert warning.message.startswith(WARNING)
    assert "status" not in caplog.text


@pytest.mark.parametrize(
    ("answers", "alone"),
    [
        pytest.param([0], 500, id="before any answer"),
        pytest.param([1], 300, id="after some"),
        pytest.param([1, 50], 300, id="and again, while they are asked for alone"),
        pytest.param([1, 50, 50, 2], 300, id="and again and again"),
    ],
)
async def test_a_link_that_is_lost_for_another_reason_refuses_nothing(
    answers: list[int],
    alone: int,
    strict: Strict,
    connect: Connect,
    caplog: pytest.LogCaptureFixture,
) -> None:
    strict.answers = [*answers]
    links = len(answers) + 1
    connection = await connect(strict)
    for topic in MANY:
        connection.subscribe(topic, nobody)
    await wait_until(
        lambda: len(strict.visits) >= links and strict.last.held == set(MANY),
        PATIENCE_S,
    )
    assert len(strict.visits) == links
    assert len(strict.alone) == alone
    # One that was under way alone when a link was lost is asked for once more.
    assert strict.alone.total() == alone + links - 2

    strict.cut()
    await wait_until(lambda: len(strict.visits) > links)
    await wait_until(lambda: strict.last.held == set(MANY))
    assert sorted(map(len, strict.last.asked)) == [100, 200, 200]
    assert WARNING not in caplog.text


async def refused(
    strict: Strict, connect: Connect
) -> tuple[MqttConnection, Unsubscribe]:
    """Return a connection that listens to what is refused, and what ends that."""
    strict.forbidden = {THEIRS}
    connection = await connect(strict)
    connection.subscribe("mine", nobody)
    leave = connection.subscribe(THEIRS, nobody)
    await wait_until(lambda: strict.alone[THEIRS] == 2 and strict.last.held == {"mine"})
    return connection, leave


async def test_who_listens_anew_has_the_broker_asked_anew_once(
    strict: Strict, connect: Connect
) -> None:
    connection, leave = await refused(strict, connect)
    second = connection.subscribe(THEIRS, nobody)
    leave()
    await stays(connection)
    assert strict.alone[THEIRS] == 2, "somebody has listened all the time"

    second()
    leave = connection.subscribe(THEIRS, nobody)
    await wait_until(lambda: strict.alone[THEIRS] == 3)
    links = len(strict.visits)
    await wait_until(lambda: len(strict.visits) > links)
    await stays(connection)
    assert strict.alone[THEIRS] == 3, "it costs no more than one link"

    leave()
    connection.subscribe(THEIRS, nobody)
    await stays(connection)
    assert strict.alone[THEIRS] == 3, "and none ever after"


async def test_who_listens_anew_hears_what_is_allowed_by_then(
    strict: Strict, connect: Connect
) -> None:
    connection, leave = await refused(strict, connect)
    strict.forbidden.clear()
    leave()
    connection.subscribe(THEIRS, nobody)
    await wait_until(lambda: strict.last.held == {"mine", THEIRS})
    strict.cut()
    links = len(strict.visits)
    await wait_until(lambda: len(strict.visits) > links and strict.last.held)
    assert [sorted(topics) for topics in strict.last.asked] == [["mine", THEIRS]]


async def test_a_search_is_refused_when_a_second_link_is_lost_over_it(
    strict: Strict, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    strict.forbidden = {PATTERN}
    connection = await connect(strict)
    connection.subscribe("mine", nobody)
    await wait_until(lambda: strict.last.held)
    for error in (LinkDownError, SearchRefusedError, SearchRefusedError):
        links = len(strict.visits)
        with pytest.raises(error):
            await connection.search(PATTERN, nobody)
        await wait_until(lambda links=links: len(strict.visits) > links)
        await stays(connection)
    assert strict.alone[PATTERN] == 3
    with pytest.raises(SearchRefusedError):
        await connection.search(PATTERN, nobody)
    await stays(connection)
    assert strict.alone[PATTERN] == 3, "the answer is known"
    assert WARNING not in caplog.text, "nobody's printers are concerned"


async def test_a_search_that_was_refused_is_taken_if_it_is_allowed_by_then(
    strict: Strict, connect: Connect
) -> None:
    strict.forbidden = {PATTERN}
    connection = await connect(strict)
    connection.subscribe("mine", nobody)
    await wait_until(lambda: strict.last.held)
    for error in (LinkDownError, SearchRefusedError):
        with pytest.raises(error):
            await connection.search(PATTERN, nobody)
        await wait_until(lambda: connection.connected)
    strict.forbidden.clear()
    searching = asyncio.ensure_future(connection.search(PATTERN, nobody))
    await wait_until(lambda: strict.last.held == {"mine", PATTERN})
    searching.cancel()
    await wait_until(lambda: strict.last.held == {"mine"})


async def test_a_link_that_is_lost_long_after_is_not_lost_over_a_topic(
    strict: Strict,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(mqtt, "ACKNOWLEDGE_TIMEOUT_S", 0.05)
    strict.forbidden = {THEIRS}
    strict.linger_s = 0.1
    connection = await connect(strict)
    connection.subscribe(THEIRS, nobody)
    await wait_until(lambda: len(strict.visits) >= 5)
    strict.forbidden.clear()
    await wait_until(lambda: strict.last.held == {THEIRS})
    assert WARNING not in caplog.text


async def test_a_link_that_is_lost_over_a_command_is_not_lost_over_a_topic(
    strict: Strict, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    strict.forbidden = {"control"}
    connection = await connect(strict)
    for links in range(1, 5):
        await wait_until(lambda: connection.connected)
        commanding = asyncio.ensure_future(connection.publish("control", b""))
        await asyncio.sleep(0)
        leave = connection.subscribe("mine", nobody)
        with pytest.raises(LinkDownError):
            await commanding
        await wait_until(lambda links=links: len(strict.visits) > links)
        if links < 4:
            leave()
    await wait_until(lambda: strict.last.held == {"mine"})
    assert WARNING not in caplog.text


async def test_suspects_wait_until_commands_are_acknowledged(
    strict: Strict, connect: Connect
) -> None:
    strict.answers = [1]
    connection = await connect(strict)
    connection.subscribe("mine", nobody)
    await wait_until(lambda: strict.last.held)
    connection.subscribe("a", nobody)
    connection.subscribe("b", nobody)
    strict.acknowledging.clear()
    commands: list[asyncio.Future[None]] = []
    connection.watch(
        lambda failure: (
            None
            if failure
            else commands.append(
                asyncio.ensure_future(connection.publish("control", b""))
            )
        )
    )
    await wait_until(lambda: commands)
    await stays(connection)
    assert strict.last.held == {"mine"}
    assert not connection._asked
    strict.acknowledging.set()
    await asyncio.gather(*commands)
    await wait_until(lambda: strict.last.held == {"mine", "a", "b"})


@dataclass
class Guarded(RabbitMq):
    """A RabbitMQ at which `home` may read two printers, and `printers` do anything."""

    def prepare(self) -> None:
        super().prepare()
        path = self.folder / "definitions.json"
        users = {"home": r"\.(one|two)$", "printers": ".*"}
        path.write_text(
            json.dumps(
                {
                    "vhosts": [{"name": "/"}],
                    "users": [
                        {
                            "name": user,
                            "password_hash": rabbitmq_hash(user),
                            "hashing_algorithm": "rabbit_password_hashing_sha256",
                            "tags": "",
                        }
                        for user in users
                    ],
                    "permissions": [
                        {
                            "user": user,
                            "vhost": "/",
                            "configure": ".*",
                            "write": ".*",
                            "read": ".*",
                        }
                        for user in users
                    ],
                    "topic_permissions": [
                        {
                            "user": user,
                            "vhost": "/",
                            "exchange": "amq.topic",
                            "write": ".*",
                            "read": read,
                        }
                        for user, read in users.items()
                    ],
                }
            )
        )
        with (self.folder / "rabbitmq.conf").open("a") as config:
            config.write(f"load_definitions = {path}\n")

    host = HOST

    @property
    def port(self) -> int:
        return self.ports["tcp"]

    @property
    def refusals(self) -> int:
        """How often somebody asked for what is forbidden."""
        return self.log.count("access_refused: access to topic")


@pytest.fixture
def guarded(
    socket_enabled: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Guarded]:
    """Give a RabbitMQ that runs."""
    if missing := Guarded.missing():
        pytest.skip(f"{missing} is not installed")
    node = Guarded(tmp_path_factory.mktemp("guarded"))
    try:
        node.start()
        yield node
    finally:
        node.stop()


async def user(connect: Connect, node: Guarded, name: str) -> MqttConnection:
    """Return the connection of a user, once the node knows it."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return await connect(node, username=name, password=name)
        except ConnectError:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)


@pytest.mark.timeout(120)
async def test_rabbitmq_with_a_printer_that_we_may_not_read(
    guarded: Guarded, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    printers = await user(connect, guarded, "printers")
    home = await user(connect, guarded, "home")
    heard: Counter[str] = Counter()
    started = time.monotonic()
    topics = [status(uuid) for uuid in ("one", "three", "two")]
    for topic in topics:
        home.subscribe(topic, lambda message: heard.update([message.topic]))
    while len(heard) < 2:
        for topic in topics:
            await printers.publish(topic, b"")
        assert time.monotonic() < started + PATIENCE_S
    both_heard_s = time.monotonic() - started
    reconnects = home.statistics.reconnects
    await wait_until(lambda: home.statistics.reconnects == 3, PATIENCE_S)
    print(f"\nboth heard after {reconnects} reconnects, {both_heard_s:.2f} s")

    # It was asked for with the others once, and alone twice.
    await stays(home)
    assert guarded.refusals == 3
    heard.clear()
    for topic in topics:
        await printers.publish(topic, b"")
    await wait_until(lambda: len(heard) == 2)
    assert set(heard) == {status("one"), status("two")}
    assert caplog.text.count(WARNING) == 1

    for error in (LinkDownError, SearchRefusedError):
        with pytest.raises(error):
            await home.search(PATTERN, nobody)
        await wait_until(lambda: home.connected)
    await stays(home)
    assert home.statistics.reconnects == 5
    assert guarded.refusals == 5
    heard.clear()
    await printers.publish(status("one"), b"")
    await wait_until(lambda: heard)
    assert caplog.text.count(WARNING) == 1
