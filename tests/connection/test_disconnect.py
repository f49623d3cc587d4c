"""Closing the link for good, whenever that is, leaves nothing."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
import re
import signal
import threading

from paho.mqtt import client as paho
import pytest

from custom_components.factor.connection import (
    ConnectError,
    Failure,
    LinkDownError,
    keeper,
)
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings
from tests import links_to, wait_until
from tests.mosquitto import Mosquitto

from .conftest import Connect, Witness, record_link, socket_of
from .network import impostor

SOON_S = 5  # much less than an attempt to connect may take
POOL = ("asyncio_", "SyncWorker_")
ALMOST_AT_ONCE_S = 0.5  # less than any timer of ours


def in_use() -> dict[str, set[object]]:
    """Return what the event loop and the process are busy with.

    The threads of the loop's own executor are its own, and idle: asyncio's, or those
    that Home Assistant's loop has.
    """
    loop = asyncio.get_running_loop()
    assert isinstance(loop, asyncio.SelectorEventLoop)
    handles = [*loop._scheduled, *loop._ready]  # type: ignore[attr-defined]
    return {
        "tasks": set(asyncio.all_tasks()),
        "timers and calls": {h for h in handles if not h.cancelled()},
        "sockets": set(loop._selector.get_map()),  # type: ignore[attr-defined]
        "threads": {t for t in threading.enumerate() if not t.name.startswith(POOL)},
    }


def open_sockets() -> list[str]:
    """Return the process's sockets; one that is held twice is there twice."""
    held = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the one that lists them
            held.append(str(descriptor.readlink()))
    return sorted(name for name in held if name.startswith("socket:"))


async def nothing_new_is_in_use(before: dict[str, set[object]]) -> None:
    """Return once only what was in use before still is."""
    await wait_until(
        lambda: all(now <= before[kind] for kind, now in in_use().items()),
        ALMOST_AT_ONCE_S,
    )


def closed_rudely(broker: Mosquitto) -> bool:
    """Return whether a connection of ours ended without a goodbye."""
    return re.search(r"Client factor-\w+ closed its", broker.log) is not None


async def test_the_broker_is_told_and_keeps_no_subscription(
    broker: Mosquitto, connect: Connect
) -> None:
    connection = await connect(broker)
    for number in range(10):
        connection.subscribe(f"printer/{number}", lambda _: None)
    await connection.publish("settle", b"")
    await connection.disconnect()
    await wait_until(lambda: " disconnected." in broker.log)
    assert "Received DISCONNECT from factor-" in broker.log
    assert not closed_rudely(broker)
    assert broker.process
    broker.process.send_signal(signal.SIGUSR2)  # print the tree of subscriptions
    broker.process.terminate()
    broker.process.wait()
    tree = broker.log.partition(" terminating")[2]
    assert "$SYS" in tree
    assert "printer" not in tree


@pytest.mark.parametrize("busy", [False, True])
async def test_no_task_timer_reader_writer_or_thread_is_left(
    busy: bool, broker: Mosquitto
) -> None:
    before, sockets_before = in_use(), open_sockets()
    connection = MqttConnection(MqttSettings(broker.host, broker.port))
    leave = connection.subscribe("a", lambda _: None)
    await connection.connect()
    connection.subscribe("b", lambda _: None)
    await connection.publish("a", b"")
    during = in_use()
    assert len(during["tasks"]) == len(before["tasks"]) + 1
    assert len(during["sockets"]) == len(before["sockets"]) + 1
    assert len(open_sockets()) == len(sockets_before) + 1
    assert during["threads"] == before["threads"]
    if busy:
        leave()
        loop = asyncio.get_running_loop()
        more_than_goes_out_at_once = connection.publish("a", bytes(2**24))
        publishing = asyncio.Task(
            more_than_goes_out_at_once, loop=loop, eager_start=True
        )
    await connection.disconnect()
    if busy:
        with pytest.raises(LinkDownError):
            await publishing
    await nothing_new_is_in_use(before)
    assert open_sockets() == sockets_before


async def test_twice_and_at_once(connection: MqttConnection, broker: Mosquitto) -> None:
    await asyncio.gather(connection.disconnect(), connection.disconnect())
    await connection.disconnect()
    assert not connection.connected
    await wait_until(lambda: " disconnected." in broker.log)
    assert broker.log.count("Received DISCONNECT") == 1


async def test_never_connected() -> None:
    await MqttConnection(MqttSettings("nowhere.invalid", 1883)).disconnect()


async def test_connected_anew_afterwards(
    connection: MqttConnection, broker: Mosquitto
) -> None:
    await connection.disconnect()
    await connection.connect()
    await connection.publish("settle", b"")
    assert links_to(broker) == 2


@pytest.mark.parametrize("stop", ["disconnect", "cancel"])
async def test_during_the_first_attempt(stop: str) -> None:
    async with impostor() as silent:
        before = in_use()
        connection = MqttConnection(MqttSettings(silent.host, silent.port))
        connecting = asyncio.ensure_future(connection.connect())
        await wait_until(lambda: silent.visits and socket_of(connection))
        if stop == "disconnect":
            await connection.disconnect()
            await connection.disconnect()
            with pytest.raises(ConnectError):
                await asyncio.wait_for(connecting, SOON_S)
        else:
            connecting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await connecting
        await wait_until(lambda: silent.leavings == 1)
        await nothing_new_is_in_use(before)


@pytest.mark.parametrize("phase", ["files are read", "the thread connects"])
async def test_while_the_first_attempt_is_in_the_executor(
    phase: str, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def wait[**P, R](call: Callable[P, R]) -> Callable[P, R]:
        def slow(*args: P.args, **kwargs: P.kwargs) -> R:
            entered.set()
            go_on.wait()
            return call(*args, **kwargs)

        return slow

    if phase == "files are read":
        slow = wait(MqttSettings.ssl_context)
        monkeypatch.setattr(MqttSettings, "ssl_context", slow)
    else:
        monkeypatch.setattr(paho.Client, "connect", wait(paho.Client.connect))
    connection = MqttConnection(MqttSettings(broker.host, broker.port))
    connecting = asyncio.ensure_future(connection.connect())
    await wait_until(entered.is_set)
    await connection.disconnect()
    try:
        with pytest.raises(ConnectError):
            await asyncio.wait_for(connecting, SOON_S)
    finally:
        go_on.set()
    await asyncio.get_running_loop().shutdown_default_executor()
    await asyncio.sleep(0)
    assert not connection.connected
    assert connection._link is None
    assert links_to(broker) == 0


async def test_during_another_attempt(
    broker: Mosquitto, connection: MqttConnection
) -> None:
    told = record_link(connection)
    broker.kill()
    await wait_until(lambda: told)
    async with impostor() as silent:
        connection._settings = MqttSettings(silent.host, silent.port)
        await wait_until(lambda: silent.visits and socket_of(connection))
        told.clear()
        await connection.disconnect()
        await wait_until(lambda: silent.leavings == 1)
    assert told == []
    assert connection._keeper is None


async def test_during_the_wait_before_the_next_attempt(
    broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 3600)
    before = in_use()
    connection = MqttConnection(MqttSettings(broker.host, broker.port))
    await connection.connect()
    told = record_link(connection)
    broker.kill()
    await wait_until(lambda: told)
    assert len(in_use()["timers and calls"]) == len(before["timers and calls"]) + 1
    await connection.disconnect()
    await nothing_new_is_in_use(before)
    assert told == [Failure.UNREACHABLE]


@pytest.mark.parametrize("at", ["link", "message"])
async def test_asked_for_by_who_was_just_called(
    at: str, broker: Mosquitto, witness: Witness
) -> None:
    loop = asyncio.get_running_loop()
    connection = MqttConnection(MqttSettings(broker.host, broker.port))
    ends: list[asyncio.Task[None]] = []

    def end(_: object) -> None:
        task = asyncio.Task(connection.disconnect(), loop=loop, eager_start=True)
        ends.append(task)

    if at == "link":
        connection.watch(end)
    connection.subscribe("a", end)
    await connection.connect()
    if at == "message":
        await connection.publish("settle", b"")
        await witness.connection.publish("a", b"")
    await wait_until(lambda: ends)
    await ends[0]
    assert not connection.connected
    assert connection._keeper is None
    await wait_until(lambda: " disconnected." in broker.log)
    assert not closed_rudely(broker)
