"""We come to an old server as a web client."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator
from contextlib import suppress
from hashlib import sha1
import json
import logging
from pathlib import Path
import re
import socket as sockets
import ssl
from typing import Any
from uuid import uuid4

import aiohttp
from aiohttp import web
from aiohttp.http import WS_KEY
import pytest

from custom_components.factor.connection import (
    ConnectError,
    Failure,
    LinkDownError,
    Message,
    framed,
    keeper,
    websocket_client,
)
from custom_components.factor.connection.settings import WebSocketClientSettings
from custom_components.factor.connection.websocket_client import (
    WebSocketClientConnection,
)
from demo.broker import free_port
from tests import wait_until
from tests.authority import Authority

from .legacy import HOST, OldServer, serving, turns_of_the_loop
from .test_disconnect import in_use

OURS = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f"
OTHER = "00000000-1111-2222-3333-444444444444"
ANY = "octoprint/status/+"
MAX = 256 * 1024


def status(uuid: str) -> str:
    """Return the topic of a printer's state."""
    return f"octoprint/status/{uuid}"


def report(uuid: str | None, **data: Any) -> dict[str, Any]:
    """Return what the old server passes on."""
    who = {} if uuid is None else {"device_uuid": uuid}
    return {"type": "printer_status", "data": data | who}


@pytest.fixture(autouse=True)
def _reconnect_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 0.01)
    monkeypatch.setattr(keeper, "RECONNECT_MAX_S", 0.05)


@pytest.fixture
def server() -> OldServer:
    """Give an old server; it does not run yet."""
    return OldServer(free_port())


@pytest.fixture
async def running(server: OldServer) -> AsyncGenerator[OldServer]:
    """Give an old server that runs."""
    async with server.run():
        yield server


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    """Give a session whose user agent is Home Assistant's."""
    agent = {"User-Agent": "HomeAssistant/2026.10 aiohttp/3.14 Python/3.14"}
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector, headers=agent) as session:
        yield session


@pytest.fixture
async def connection(
    server: OldServer, session: aiohttp.ClientSession
) -> AsyncGenerator[WebSocketClientConnection]:
    """Give a connection to the old server; it is not connected yet."""
    settings = WebSocketClientSettings(f"ws://{HOST}:{server.port}/ws?token=abc")
    connection = WebSocketClientConnection(settings, session)
    yield connection
    await connection.disconnect()


@pytest.fixture
async def connected(
    running: OldServer, connection: WebSocketClientConnection
) -> WebSocketClientConnection:
    """Give a connection that is connected."""
    await connection.connect()
    return connection


async def settle(server: OldServer, connection: WebSocketClientConnection) -> None:
    """Return once all that the server said so far has been taken."""
    uuid = str(uuid4())
    heard: list[Message] = []
    leave = connection.subscribe(status(uuid), heard.append)
    await server.broadcast(report(uuid))
    await wait_until(lambda: heard)
    leave()


async def test_it_is_taken_for_a_web_client_and_says_so(
    running: OldServer, connected: WebSocketClientConnection
) -> None:
    await wait_until(lambda: running.said_by_web_clients)
    assert running.said_by_web_clients == [{"type": "web_client"}]
    assert len(running.web_clients) == 1
    assert not running.edges
    (headers,) = running.headers
    assert headers["x-client-type"] == "web"
    assert "python" not in headers["User-Agent"].lower()
    assert connected.connected
    assert connected.certificate_expires is None


@pytest.mark.parametrize("nested", [True, False])
async def test_it_hears_what_an_edge_reports_and_nothing_global(
    running: OldServer,
    connected: WebSocketClientConnection,
    session: aiohttp.ClientSession,
    nested: bool,
) -> None:
    heard: list[Message] = []
    for uuid in (OURS, "unknown", "None"):
        connected.subscribe(status(uuid), heard.append)
    connected.subscribe(f"temperature/{OURS}", heard.append)
    await settle(running, connected)
    assert heard == []
    assert connected.dropped == 4  # the global ones at the beginning
    counted = connected.statistics
    messages, size = counted.messages, counted.bytes
    edge = await session.ws_connect(f"ws://{HOST}:{running.port}/")
    assert (await edge.receive_json())["type"] == "request_status"
    for who in (OURS, OTHER, None):
        said = report(who, state="Printing")
        if not nested and who:
            said |= {"device_uuid": who}
        await edge.send_json(said)
    await edge.send_json(
        {"type": "temperature_update", "device_uuid": OURS, "data": {"bed": 1}}
    )
    for _ in range(4):
        assert (await edge.receive_json())["type"] == "acknowledgment"
    await wait_until(lambda: len(heard) == 2)
    assert counted.messages == messages + 2
    assert counted.bytes == size + sum(len(one.payload) for one in heard)
    await settle(running, connected)
    assert [one.topic for one in heard] == [status(OURS), f"temperature/{OURS}"]
    assert json.loads(heard[0].payload) == report(OURS, state="Printing")
    assert not any(one.retained for one in heard)
    await edge.close()


async def test_it_can_tell_nobody_anything(
    running: OldServer, connected: WebSocketClientConnection
) -> None:
    await settle(running, connected)
    assert not connected.can_publish
    with pytest.raises(LinkDownError):
        await connected.publish(f"control_result/{OURS}", b"{}")
    await settle(running, connected)
    assert running.said_by_web_clients == [{"type": "web_client"}]


async def test_it_finds_printers(
    running: OldServer,
    connected: WebSocketClientConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(framed, "SEARCH_S", 0.2)
    found: list[Message] = []
    searching = asyncio.create_task(connected.search(ANY, found.append))
    await asyncio.sleep(0)
    await running.broadcast(report(OURS, n=1))
    await running.broadcast(report(OTHER, n=2))
    await running.broadcast(report(None, n=3))
    await running.broadcast({"type": "position_update", "data": {"device_uuid": OURS}})
    await searching
    assert [one.topic for one in found] == [status(OURS), status(OTHER)]
    await running.broadcast(report(OURS, n=4))
    await settle(running, connected)
    assert len(found) == 2


async def test_a_search_ends_with_the_link(
    running: OldServer, connected: WebSocketClientConnection
) -> None:
    searching = asyncio.create_task(connected.search(ANY, lambda _: None))
    await asyncio.sleep(0)
    await connected.disconnect()
    with pytest.raises(LinkDownError):
        await searching
    with pytest.raises(LinkDownError):
        await connected.search(ANY, lambda _: None)


async def test_it_pings(
    server: OldServer,
    connection: WebSocketClientConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket_client, "PING_S", 0.1)
    monkeypatch.setattr(websocket_client, "SILENCE_S", 1)
    told: list[Failure | None] = []
    connection.watch(told.append)
    async with server.run():
        await connection.connect()
        await wait_until(
            lambda: server.said_by_web_clients.count({"type": "ping"}) > 12
        )
        assert told == [None]
        assert connection.dropped >= 4 + 12  # each was answered
        server.answers = False
        await wait_until(lambda: len(told) >= 3)
    assert told[:3] == [None, Failure.TIMEOUT, None]


@pytest.mark.parametrize("said", [b"\x89\x00", b"\x81\x02{}"], ids=["pings", "frames"])
async def test_others_have_their_turn_while_a_server_floods(
    running: OldServer, connected: WebSocketClientConnection, said: bytes
) -> None:
    (socket,) = running.web_clients
    assert socket._req
    assert socket._req.transport
    await settle(running, connected)
    before = connected.dropped
    async with turns_of_the_loop() as turn:
        began = turn()
        socket._req.transport.write(said * 2000 + b'\x81\x08"settle"')
        await wait_until(lambda: connected.dropped > before + 2000 * (said[0] == 0x81))
        assert turn() - began > 2000


async def test_a_server_that_asks_for_a_sign_of_life_gets_one(
    session: aiohttp.ClientSession,
) -> None:
    answers: list[bytes] = []

    async def ask(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        await socket.ping(b"still there?")
        await socket.receive()  # that it is a web client
        answers.append(bytes((await socket.receive()).data))
        return socket

    app = web.Application()
    app.router.add_get("/", ask)
    async with serving(app) as port:
        settings = WebSocketClientSettings(f"ws://{HOST}:{port}/")
        connection = WebSocketClientConnection(settings, session)
        await connection.connect()
        await wait_until(lambda: answers == [b"still there?"])
        await connection.disconnect()


async def test_a_server_that_never_says_anything_is_left(
    server: OldServer,
    connection: WebSocketClientConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket_client, "SILENCE_S", 0.2)
    server.latest = {}
    told: list[Failure | None] = []
    connection.watch(told.append)
    async with server.run():
        await connection.connect()
        await wait_until(lambda: len(told) >= 3)
    assert told[:3] == [None, Failure.TIMEOUT, None]


async def test_lost_it_comes_back(
    server: OldServer, connection: WebSocketClientConnection
) -> None:
    heard: list[Message] = []
    connection.subscribe(status(OURS), heard.append)
    told: list[tuple[Failure | None, bool]] = []
    connection.watch(lambda failure: told.append((failure, connection.connected)))
    async with server.run():
        await connection.connect()
    await wait_until(lambda: len(told) > 3)
    assert not connection.connected
    async with server.run():
        await wait_until(lambda: connection.connected)
        await wait_until(lambda: server.web_clients)
        await server.broadcast(report(OURS, n=1))
        await wait_until(lambda: heard)
        assert len(server.web_clients) == 1
    assert told[0] == (None, True)
    assert told[1] == (Failure.UNREACHABLE, False)
    *failed, back = told[2:]
    assert set(failed) == {(Failure.REFUSED, False)}
    assert back == (None, True)
    counted = connection.statistics
    assert counted.reconnects == 1
    assert counted.failed_attempts == len(failed)


async def test_the_pause_between_attempts_grows(
    server: OldServer,
    connection: WebSocketClientConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeper, "RECONNECT_MAX_S", 4)
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 1)
    monkeypatch.setattr(keeper.random, "uniform", lambda low, high: (low, high)[1])
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def no_sleep(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    monkeypatch.setattr(keeper.asyncio, "sleep", no_sleep)
    async with server.run():
        await connection.connect()
        pauses.clear()
    await connection_lost(pauses)
    grown = [each for each in pauses if each in (1.5, 3, 6)]
    assert grown[:5] == [1.5, 3, 6, 6, 6]


async def connection_lost(pauses: list[float]) -> None:
    """Return once there were some attempts."""
    async with asyncio.timeout(10):
        while pauses.count(6) < 3:
            done = asyncio.Event()
            asyncio.get_running_loop().call_later(0.01, done.set)
            await done.wait()


@pytest.mark.parametrize(
    "said",
    [
        "hello",
        "[]",
        "{}",
        '{"type": 5}',
        "[" * 200_000,
        '{"type": "printer_status", "data": {"device_uuid": ["x"]}}',
        '{"type": "printer_status", "data": {"device_uuid": "+"}}',
        '{"type": "printer_status", "data": {"device_uuid": "a/b/c/d"}}',
        f'{{"type": "control_command", "device_uuid": "{OURS}"}}',
        f'{{"type": "register", "device_uuid": "{OURS}"}}',
    ],
    ids=range(10),
)
async def test_what_is_no_report_is_counted(
    running: OldServer, connected: WebSocketClientConnection, said: str
) -> None:
    heard: list[Message] = []
    connected.subscribe(status(OURS), heard.append)
    await settle(running, connected)
    before = connected.dropped
    await running.broadcast(said)
    await running.broadcast(report(OURS))
    await wait_until(lambda: heard)
    assert connected.dropped == before + 1
    assert connected.connected
    assert len(heard) == 1


async def test_a_frame_that_is_too_large_ends_the_link(
    running: OldServer, connected: WebSocketClientConnection
) -> None:
    heard: list[Message] = []
    connected.subscribe(status(OURS), heard.append)
    told: list[Failure | None] = []
    connected.watch(told.append)
    await settle(running, connected)
    room = MAX - len(json.dumps(report(OURS, x="")))
    await running.broadcast(report(OURS, x="y" * room))
    await wait_until(lambda: heard)
    assert len(heard[0].payload) == MAX
    await running.broadcast(report(OURS, x="y" * (room + 1)))
    await wait_until(lambda: len(told) == 2)
    assert told == [Failure.UNREACHABLE, None]
    assert len(heard) == 1


async def test_binary_frames_are_no_reports(
    running: OldServer, connected: WebSocketClientConnection
) -> None:
    heard: list[Message] = []
    connected.subscribe(status(OURS), heard.append)
    await wait_until(lambda: running.web_clients)
    (client,) = running.web_clients
    await client.send_bytes(json.dumps(report(OURS)).encode())
    await settle(running, connected)
    assert heard == []
    assert connected.connected


async def fails(url: str, session: aiohttp.ClientSession) -> Failure:
    """Return why a connection to an address fails; nothing may be left of it."""
    before = in_use()["sockets"]
    connection = WebSocketClientConnection(WebSocketClientSettings(url), session)
    with pytest.raises(ConnectError) as raised:
        await connection.connect()
    assert not connection.connected
    assert HOST not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    await wait_until(lambda: in_use()["sockets"] <= before)
    return raised.value.failure


async def test_why_it_fails(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket_client, "CONNECT_TIMEOUT_S", 0.2)
    assert await fails(f"ws://{HOST}:{free_port()}", session) is Failure.REFUSED
    for url in ("mqtt://h", "nonsense", "ws://", "ws://h:99999", "ws://nobody.invalid"):
        assert await fails(url, session) in (Failure.UNREACHABLE, Failure.TIMEOUT)
    with sockets.create_server((HOST, 0)) as deaf:
        port = deaf.getsockname()[1]
        assert await fails(f"ws://{HOST}:{port}", session) is Failure.TIMEOUT
    async with serving(web.Application()) as port:
        assert await fails(f"ws://{HOST}:{port}/x", session) is Failure.REFUSED
        assert await fails(f"wss://{HOST}:{port}/x", session) is Failure.TLS


async def test_it_knows_when_the_certificate_expires(
    server: OldServer, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    files = dict(line.split() for line in authority.broker_settings(HOST))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files["certfile"], files["keyfile"])
    trusting = ssl.create_default_context(cafile=str(authority.certificate))
    # The server complains of us, too.
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    async with server.run(context) as url:
        async with aiohttp.ClientSession() as session:
            assert await fails(url, session) is Failure.TLS
        connector = aiohttp.TCPConnector(ssl=trusting)
        async with aiohttp.ClientSession(connector=connector) as session:
            connection = WebSocketClientConnection(
                WebSocketClientSettings(url), session
            )
            await connection.connect()
            expected = authority.issued[-1].not_valid_after_utc
            assert connection.certificate_expires == expected
            await connection.disconnect()


async def test_disconnected_it_leaves_nothing(
    running: OldServer, connection: WebSocketClientConnection
) -> None:
    before = in_use()
    told: list[Failure | None] = []
    connection.watch(told.append)
    connection.subscribe(status(OURS), lambda _: None)
    await connection.connect()
    await connection.disconnect()
    await connection.disconnect()
    assert not connection.connected
    assert told == [None]
    await wait_until(lambda: not running.web_clients)
    await wait_until(
        lambda: (
            in_use()["tasks"] <= before["tasks"]
            and in_use()["sockets"] <= before["sockets"]
            and not [
                one for one in in_use()["timers and calls"] if "factor" in repr(one)
            ]
        )
    )


async def test_disconnected_while_it_connects(session: aiohttp.ClientSession) -> None:
    with sockets.create_server((HOST, 0)) as deaf:
        url = f"ws://{HOST}:{deaf.getsockname()[1]}"
        connection = WebSocketClientConnection(WebSocketClientSettings(url), session)
        connecting = asyncio.create_task(connection.connect())
        await asyncio.sleep(0.05)
        await connection.disconnect()
        with pytest.raises(ConnectError):
            async with asyncio.timeout(1):
                await connecting


async def test_disconnected_while_it_reconnects(
    server: OldServer, connection: WebSocketClientConnection
) -> None:
    told: list[Failure | None] = []
    connection.watch(told.append)
    async with server.run():
        await connection.connect()
    await wait_until(lambda: len(told) > 2)
    await connection.disconnect()
    told.clear()
    async with server.run():
        await asyncio.sleep(0.2)  # longer than any of its pauses
        assert server.web_clients == set()
    assert told == []


@pytest.mark.parametrize("said", [b"", b"\x81\x02{}"], ids=["silent", "talking"])
@pytest.mark.parametrize("at_once", [True, False])
async def test_a_server_that_does_not_say_goodbye_is_left_all_the_same(
    said: bytes,
    at_once: bool,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket_client, "CLOSE_S", 0.2)
    ended = asyncio.Event()

    async def ignore(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        (key,) = re.findall(r"Sec-WebSocket-Key: (\S+)", request)
        accepted = b64encode(
            sha1(key.encode() + WS_KEY, usedforsecurity=False).digest()
        )
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + accepted + b"\r\n\r\n"
        )
        hearing = asyncio.create_task(reader.read())
        with suppress(ConnectionError):
            while not hearing.done():
                writer.write(said)
                await writer.drain()
                await asyncio.sleep(0.01)
            await hearing
        writer.close()
        ended.set()

    async with await asyncio.start_server(ignore, HOST) as server:
        port = server.sockets[0].getsockname()[1]
        settings = WebSocketClientSettings(f"ws://{HOST}:{port}/")
        connection = WebSocketClientConnection(settings, session)
        await connection.connect()
        if not at_once:
            await asyncio.sleep(0.1)
        async with asyncio.timeout(2):
            await connection.disconnect()
            await ended.wait()
        assert not connection.connected


async def test_neither_address_nor_uuid_is_in_the_log(
    running: OldServer,
    connected: WebSocketClientConnection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    heard: list[Message] = []
    connected.subscribe(status(OURS), heard.append)
    await running.broadcast("hello")
    await running.broadcast(report(OURS))
    await wait_until(lambda: heard)
    ours = [one for one in caplog.records if one.name.startswith("custom_components")]
    assert ours == []
    assert "token=abc" not in repr(connected._settings)
