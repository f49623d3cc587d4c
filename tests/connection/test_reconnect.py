"""The link is lost and comes back."""

import asyncio
from itertools import count
import logging
from pathlib import Path
import time
from typing import Any

from paho.mqtt import client as paho
import pytest

from custom_components.factor.connection import Failure, Message, Statistics, keeper
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.paho_link import KEEPALIVE_S
from custom_components.factor.connection.settings import MqttSettings
from tests import wait_until
from tests.mosquitto import Mosquitto, password_line

from .conftest import Connect, Witness, record_link
from .network import ACCEPTED, Network, impostor


class Clock:
    """Stands in for asyncio: nobody sleeps, and how long they would have is kept."""

    def __init__(self) -> None:
        self.delays: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, delay_s: float) -> None:
        self.delays.append(delay_s)
        await asyncio.sleep(0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Give the delays between attempts, with the limits that users have."""
    clock = Clock()
    monkeypatch.setattr(keeper, "asyncio", clock)
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 1)
    monkeypatch.setattr(keeper, "RECONNECT_MAX_S", 60)
    return clock


async def test_a_broker_that_is_killed_and_started_again_finds_all_as_it_was(
    broker: Mosquitto, connection: MqttConnection, witness: Witness
) -> None:
    heard: list[Message] = []
    connection.subscribe("a", heard.append)
    connection.subscribe("a", heard.append)
    leave = connection.subscribe("left while there was no link", heard.append)
    await connection.publish("settle", b"")
    told = record_link(connection)
    broker.kill()
    await wait_until(lambda: not connection.connected)
    leave()
    connection.subscribe("came while there was no link", heard.append)
    broker.start()
    await wait_until(lambda: connection.connected and witness.connection.connected)
    await connection.publish("settle", b"")

    assert told[0] is Failure.UNREACHABLE
    assert set(told[1:-1]) <= {Failure.REFUSED}
    assert told[-1] is None
    for topic in (
        "a",
        "left while there was no link",
        "came while there was no link",
    ):
        await witness.connection.publish(topic, b"")
    await wait_until(lambda: len(heard) == 3)
    assert [message.topic for message in heard] == [
        "a",
        "a",
        "came while there was no link",
    ]


async def test_again_and_again(network: Network, distant: MqttConnection) -> None:
    told = record_link(distant)
    for _ in range(5):
        network.cut()
        await wait_until(lambda: not distant.connected)
        await wait_until(lambda: distant.connected)
    assert told == [Failure.UNREACHABLE, None] * 5
    assert network.links == 6


async def test_watchers_are_told_of_each_attempt_and_why_it_failed(
    tmp_path: Path,
) -> None:
    broker = Mosquitto(tmp_path)
    broker.start()
    connection = MqttConnection(MqttSettings(broker.host, broker.port))
    told = record_link(connection)
    await connection.connect()
    assert told == [None]

    broker.kill()
    await wait_until(lambda: len(told) > 3)
    assert told[:2] == [None, Failure.UNREACHABLE]
    assert set(told[2:]) == {Failure.REFUSED}

    users = tmp_path / "users"
    users.write_text(password_line("anna", "secret"))
    broker.settings = [f"password_file {users}"]
    broker.start()
    await wait_until(lambda: told.count(Failure.CREDENTIALS) >= 2)
    broker.kill()
    broker.settings = ["allow_anonymous true"]
    broker.start()
    await wait_until(lambda: connection.connected)
    assert told[-1] is None
    await connection.disconnect()
    assert told[-1] is None  # what one asked for is no news
    broker.stop()


async def test_watchers_see_a_link_that_works(
    network: Network, distant: MqttConnection
) -> None:
    seen: list[tuple[Failure | None, bool]] = []
    distant.watch(lambda failure: seen.append((failure, distant.connected)))
    network.cut()
    await wait_until(lambda: len(seen) == 2)
    assert seen == [(Failure.UNREACHABLE, False), (None, True)]


async def test_a_watcher_that_raises_stops_neither_the_others_nor_reconnecting(
    broker: Mosquitto, connection: MqttConnection, caplog: pytest.LogCaptureFixture
) -> None:
    def bad(_: Failure | None) -> None:
        raise ZeroDivisionError

    connection.watch(bad)
    told = record_link(connection)
    broker.kill()
    await wait_until(lambda: len(told) > 3)
    broker.start()
    await wait_until(lambda: connection.connected)
    assert told[-1] is None
    assert caplog.text.count("Error in a listener") == len(told)


async def test_who_stopped_watching_twice_is_told_nothing_and_takes_nobody_along(
    network: Network, distant: MqttConnection
) -> None:
    first: list[Failure | None] = []
    stop = distant.watch(first.append)
    distant.watch(first.append)
    stop()
    stop()
    network.cut()
    await wait_until(lambda: first)
    await wait_until(lambda: distant.connected)
    assert first == [Failure.UNREACHABLE, None]


async def test_a_broker_that_talks_nonsense_is_left_and_tried_again(
    network: Network, distant: MqttConnection, caplog: pytest.LogCaptureFixture
) -> None:
    told = record_link(distant)
    for nonsense in (b"\x30\x01\x00", b"\xf0\x00", b"\x30\x04\x00\x02\xff\xff"):
        told.clear()
        network.say(nonsense)
        await wait_until(lambda: told == [Failure.UNREACHABLE, None])
    assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


class TestSilence:
    """The link is there, and perhaps nothing is at its end."""

    async def test_a_broker_that_answers_pings_is_kept(
        self,
        broker: Mosquitto,
        connection: MqttConnection,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        told = record_link(connection)
        for minute in range(1, 4):
            self.look_after(connection, monkeypatch, now_s=60 * minute)
            await connection.publish("settle", b"")
            assert broker.log.count("Sending PINGRESP") == minute
        assert told == []

    async def test_a_broker_that_is_gone_is_noticed(
        self,
        network: Network,
        distant: MqttConnection,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        told = record_link(distant)
        network.stall()
        self.look_after(distant, monkeypatch, now_s=KEEPALIVE_S)
        assert told == []
        self.look_after(distant, monkeypatch, now_s=2 * KEEPALIVE_S + 0.15)
        assert distant._link is None
        await wait_until(lambda: told == [Failure.UNREACHABLE])

    async def test_it_is_looked_after_every_second(
        self, connection: MqttConnection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(2):
            assert connection._link
            tick = connection._link._tick
            assert tick
            assert 0 < tick.when() - asyncio.get_running_loop().time() <= 1
            self.look_after(connection, monkeypatch, now_s=0)
            assert connection._link._tick is not tick

    def look_after(
        self,
        connection: MqttConnection,
        monkeypatch: pytest.MonkeyPatch,
        *,
        now_s: float,
    ) -> None:
        """Do what is done each second, so many seconds after the test began.

        paho's clock shows a tenth of a second more each time that it is read.
        """
        clock = count(time.monotonic() + now_s, 0.1)
        monkeypatch.setattr(paho, "time_func", clock.__next__)
        link = connection._link
        assert link
        assert link._tick
        assert link._client
        link._tick.cancel()
        link._keep_alive(link._client)


class TestBackOff:
    """How long it waits before each attempt, in seconds."""

    async def test_grows_up_to_a_limit_and_is_never_the_same_for_all(
        self, clock: Clock, broker: Mosquitto, connection: MqttConnection
    ) -> None:
        broker.kill()
        await wait_until(lambda: len(clock.delays) >= 12)
        nominal = [1, 2, 4, 8, 16, 32, *[60] * 6]
        jitter = [d / n for d, n in zip(clock.delays[:12], nominal, strict=True)]
        assert all(0.5 <= factor <= 1.5 for factor in jitter)
        assert max(jitter) - min(jitter) > 0.01

    async def test_starts_anew_after_a_link_that_lasted(
        self,
        clock: Clock,
        broker: Mosquitto,
        connection: MqttConnection,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(keeper, "STABLE_S", 0)
        broker.kill()
        await wait_until(lambda: len(clock.delays) >= 8)
        broker.start()
        await wait_until(lambda: connection.connected)
        clock.delays.clear()
        broker.kill()
        await wait_until(lambda: clock.delays)
        assert 0.5 <= clock.delays[0] <= 1.5

    @pytest.mark.parametrize(("held_s", "is_good"), [(4, False), (6, True)])
    async def test_depends_on_how_long_links_hold(
        self,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
        held_s: float,
        is_good: bool,
    ) -> None:
        loop = asyncio.get_running_loop()
        times = count(loop.time(), held_s)
        now = next(times)
        monkeypatch.setattr(loop, "time", lambda: now)

        async def establish() -> None:
            if len(clock.delays) == 7:
                raise asyncio.CancelledError

        async def follow() -> Failure:
            nonlocal now
            now = next(times)
            return Failure.REFUSED

        with pytest.raises(asyncio.CancelledError):
            await keeper.keep_connected(establish, follow, lambda _: None, Statistics())
        assert (clock.delays[6] <= 1.5) is is_good

    async def test_grows_too_if_the_broker_only_lets_us_in_to_throw_us_out(
        self, clock: Clock, connect: Connect
    ) -> None:
        async with impostor(ACCEPTED, hang_up=True) as fickle:
            await connect(fickle)
            await wait_until(lambda: len(clock.delays) >= 7)
        assert clock.delays[6] >= 30
