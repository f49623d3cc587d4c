"""MQTT over WebSocket: what is no WebSocket, and what only one has."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
import os
import socket
import struct
import threading

from paho.mqtt import client as paho
import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from custom_components.factor.connection import Failure, Message, mqtt
from custom_components.factor.connection.paho_client import WebSocket
from custom_components.factor.connection.settings import Tls
from tests import wait_until
from tests.authority import Authority
from tests.mosquitto import Mosquitto

from .conftest import (
    ANYBODY,
    WEB,
    Connect,
    Start,
    failure_of,
    record_link,
    trusting,
    web_listener,
)
from .network import HOST, impostor

UPGRADE = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
ACCEPTED = b"\x20\x02\x00\x00"


def message(number: int) -> bytes:
    """Return a packet with a message on the topic `a`."""
    return b"\x30\x04\x00\x01a%d" % number


@dataclass
class Strict:
    """A WebSocket server that minds all rules, before a broker or in its place."""

    port: int = 0
    host: str = HOST
    paths: list[str] = field(default_factory=list)


@asynccontextmanager
async def strict_server(
    handle: Callable[[ServerConnection], Awaitable[None]], ping_s: float | None = None
) -> AsyncGenerator[Strict]:
    """Give a server that pings every few seconds."""
    this = Strict()

    async def serve_one(link: ServerConnection) -> None:
        assert link.request
        this.paths.append(link.request.path)
        with suppress(ConnectionClosed):
            await handle(link)

    async with serve(
        serve_one,
        HOST,
        0,
        subprotocols=[Subprotocol("mqtt")],
        ping_interval=ping_s,
        max_size=None,
    ) as server:
        this.port = next(iter(server.sockets)).getsockname()[1]
        yield this


@asynccontextmanager
async def gateway_to(broker: Mosquitto) -> AsyncGenerator[Strict]:
    """Give a strict server that pings all the time, before a broker."""

    async def handle(link: ServerConnection) -> None:
        reader, writer = await asyncio.open_connection(broker.host, broker.port)

        async def answer() -> None:
            while data := await reader.read(2**16):
                await link.send(data)

        answering = asyncio.ensure_future(answer())
        try:
            async for data in link:
                assert isinstance(data, bytes)
                writer.write(data)
        finally:
            answering.cancel()
            writer.close()

    async with strict_server(handle, ping_s=0.01) as strict:
        yield strict


class TestNoWebSocket:
    """What is not let in, and what is left of the attempt: nothing."""

    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 404 Not Found\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n",
            UPGRADE + b"Sec-WebSocket-Accept: wrong\r\n\r\n",
            UPGRADE + b"Sec-WebSocket-Accept:\r\n\r\n",
            UPGRADE + b"Sec-WebSocket-Accept: \xff\r\n\r\n",
            UPGRADE + b"\r\n",
            b"",
        ],
    )
    async def test_another_server(self, answer: bytes, connect: Connect) -> None:
        async with impostor(answer, hang_up=True) as web:
            assert await failure_of(connect(web, **WEB)) is Failure.REFUSED
            await wait_until(lambda: web.leavings == 1)

    async def test_a_broker_without_websocket(
        self, broker: Mosquitto, connect: Connect
    ) -> None:
        assert await failure_of(connect(broker, **WEB)) is Failure.REFUSED

    async def test_a_server_that_resets(
        self, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def reset(*_: object) -> None:
            raise ConnectionResetError

        monkeypatch.setattr(paho._WebsocketWrapper, "_do_handshake", reset)
        async with impostor() as web:
            assert await failure_of(connect(web, **WEB)) is Failure.REFUSED
            await wait_until(lambda: web.leavings == 1)

    @pytest.mark.parametrize("tls", [Tls.OFF, Tls.INSECURE])
    async def test_one_that_is_silent(
        self, tls: Tls, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mqtt, "CONNECT_TIMEOUT_S", 0.1)
        async with impostor() as silent:
            connecting = connect(silent, **WEB, tls=tls)
            assert await failure_of(connecting) is Failure.TIMEOUT
            await wait_until(lambda: silent.leavings == 1, 2)

    async def test_one_that_never_comes_to_an_end(
        self, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mqtt, "CONNECT_TIMEOUT_S", 0.1)
        gone = asyncio.Event()

        async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError):
                while True:
                    writer.write(b"H")
                    await writer.drain()
                    await asyncio.sleep(0.01)
            writer.close()
            gone.set()

        async with await asyncio.start_server(drip, HOST, 0) as server:
            dripping = Strict(server.sockets[0].getsockname()[1])
            assert await failure_of(connect(dripping, **WEB)) is Failure.TIMEOUT
            await asyncio.wait_for(gone.wait(), 2)

    async def test_one_that_is_given_up_before_there_is_a_socket(
        self, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        entered, go_on = threading.Event(), threading.Event()
        create = socket.create_connection

        def slow(*args: object, **kwargs: object) -> socket.socket:
            entered.set()
            go_on.wait()
            return create(*args, **kwargs)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "create_connection", slow)
        async with impostor() as silent:
            connecting = asyncio.ensure_future(connect(silent, **WEB))
            await wait_until(entered.is_set)
            connecting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await connecting
            go_on.set()
            await wait_until(lambda: silent.leavings == 1, 2)


async def test_a_secure_one_shows_a_certificate(
    start: Start, authority: Authority, connect: Connect
) -> None:
    protocol, plain = web_listener()
    broker = start(ANYBODY, protocol, *authority.broker_settings(), plain)
    connection = await connect(broker, **WEB, **trusting(authority))
    await connection.publish("a", b"over TLS")
    assert connection.certificate_expires == authority.issued[-1].not_valid_after_utc
    assert await failure_of(connect(broker, **WEB, tls=Tls.SYSTEM)) is Failure.TLS


async def test_it_has_a_path(broker: Mosquitto, connect: Connect) -> None:
    async with gateway_to(broker) as gateway:
        await connect(gateway, **WEB)
        await connect(gateway, **WEB, path="/of/its?own=1")
    assert gateway.paths == ["/mqtt", "/of/its?own=1"]


async def test_pings_of_a_strict_server_disturb_nothing(
    broker: Mosquitto, connect: Connect
) -> None:
    payloads = [os.urandom(2**20 + number) for number in range(4)]
    heard: list[bytes] = []
    async with gateway_to(broker) as gateway:
        connection = await connect(gateway, **WEB)
        told = record_link(connection)
        connection.subscribe("a", lambda said: heard.append(said.payload))
        for payload in payloads:
            await connection.publish("a", payload)
        await wait_until(lambda: len(heard) == len(payloads))
        assert told == []
        assert heard == payloads
        await connection.disconnect()


@pytest.mark.parametrize("shape", ["one frame", "cut anywhere", "frames of 3 bytes"])
async def test_packets_and_frames_have_nothing_to_do_with_each_other(
    shape: str, connect: Connect
) -> None:
    packets = b"".join(map(message, range(5)))

    async def handle(link: ServerConnection) -> None:
        await link.recv()
        await link.send(ACCEPTED)
        await link.recv()
        if shape == "frames of 3 bytes":
            for start in range(0, len(packets), 3):
                await link.send(packets[start : start + 3])
        elif shape == "one frame":
            await link.send(packets)
        else:
            for byte in struct.pack("BB", 0x82, len(packets)) + packets:
                link.transport.write(bytes([byte]))
                await asyncio.sleep(0.005)
        await link.wait_closed()

    heard: list[Message] = []
    async with strict_server(handle) as strict:
        connection = await connect(strict, **WEB)
        connection.subscribe("a", heard.append)
        await wait_until(lambda: len(heard) == 5)
        await connection.disconnect()
    assert [one.payload for one in heard] == [b"0", b"1", b"2", b"3", b"4"]


def test_a_pong_waits_for_what_is_half_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WebSocket, "_do_handshake", lambda *_: None)
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    payload = bytes(2**22)
    sent = bytearray()
    with ours, theirs:
        link = WebSocket(ours, HOST, 80, False, "/", None)
        assert link.send(payload) == 0
        sent += theirs.recv(2**20)  # now there is room for a pong
        theirs.send(b"\x89\x00")
        with suppress(BlockingIOError):
            link.recv(1)
        while not link.send(payload):
            sent += theirs.recv(2**20)
        ours.shutdown(socket.SHUT_WR)
        while data := theirs.recv(2**20):
            sent += data
    head, mask = 10, 4
    pong = sent[head + mask + len(payload) :]
    assert sent[:head] == struct.pack("!BBQ", 0x82, 0xFF, len(payload))
    assert pong[:2] == b"\x8a\x80"
    assert len(pong) == 2 + mask
