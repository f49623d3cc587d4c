"""Our legacy WebSocket server for those who come to it, and the old one for us."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
import json
from typing import Any

import aiohttp
from aiohttp import web

from custom_components.factor.connection.websocket_server import (
    WebSocketServerConnection,
)

PATIENCE_S = 10
HOST = "127.0.0.1"

type Socket = aiohttp.ClientWebSocketResponse


@dataclass
class Site:
    """Our server, and who comes to it."""

    connection: WebSocketServerConnection
    url: str
    session: aiohttp.ClientSession
    sockets: list[Socket] = field(default_factory=list)

    async def come(self, *said: dict[str, Any], **headers: str) -> Socket:
        """Return the socket of one who says something at once."""
        socket = await self.session.ws_connect(
            self.url, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        self.sockets.append(socket)
        for each in said:
            await socket.send_json(each)
        return socket

    async def edge(self, uuid: str) -> Socket:
        """Return the socket of an edge that is registered with us."""
        socket = await self.come(register(uuid))
        await answered(socket)
        return socket

    async def web_client(self) -> Socket:
        """Return the socket of a web client."""
        socket = await self.come({"type": "web_client"})
        await answered(socket)
        return socket


@asynccontextmanager
async def site_of(connection: WebSocketServerConnection) -> AsyncGenerator[Site]:
    """Serve a connection."""
    app = web.Application()
    app.router.add_get("/", connection.serve)
    async with serving(app) as port, aiohttp.ClientSession() as session:
        site = Site(connection, f"ws://{HOST}:{port}/", session)
        yield site
        await connection.disconnect()
        for socket in site.sockets:
            await socket.close()


@asynccontextmanager
async def serving(
    app: web.Application, port: int = 0, ssl: Any = None
) -> AsyncGenerator[int]:
    """Serve an application as Home Assistant does; give the port."""
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, HOST, port, ssl_context=ssl).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


@asynccontextmanager
async def turns_of_the_loop() -> AsyncGenerator[Callable[[], int]]:
    """Give what tells how many turns the event loop has had."""
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    yield lambda: turns
    counting.cancel()


def register(uuid: str) -> dict[str, Any]:
    """Return what an edge says first."""
    return {"type": "register", "device_uuid": uuid}


def report(uuid: str | None, number: int = 0, **fields: Any) -> dict[str, Any]:
    """Return what an edge reports."""
    who = {} if uuid is None else {"device_uuid": uuid}
    return {"type": "printer_status", **who, "data": {"number": number}} | fields


async def hear(socket: Socket) -> Any:
    """Return the next frame, decoded."""
    return await socket.receive_json(timeout=PATIENCE_S)


async def answered(socket: Socket) -> None:
    """Return once all that was said so far has been taken."""
    await socket.send_json({"type": "heartbeat"})
    assert await hear(socket) == {"type": "ack"}


async def close_code(socket: Socket) -> int | None:
    """Return the code with which a socket is closed, whatever else comes before."""
    async with asyncio.timeout(PATIENCE_S):
        async for _ in socket:
            pass
    return socket.close_code


@dataclass
class OldServer:
    """The server of the platform's repository, as PROTOCOL.md §13 describes it."""

    port: int = 0
    edges: set[web.WebSocketResponse] = field(default_factory=set)
    web_clients: set[web.WebSocketResponse] = field(default_factory=set)
    said_by_web_clients: list[Any] = field(default_factory=list)
    headers: list[Any] = field(default_factory=list)
    answers: bool = True
    latest: dict[str, Any] = field(
        default_factory=lambda: {
            "printer_status": {"status": "disconnected", "connected": False},
            "temperature_update": {"tool": {"current": 0, "target": 0}},
            "position_update": {"x": 0, "y": 0, "z": 0, "e": 0},
            "print_progress": {"completion": 0},
        }
    )

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one of either kind, told by its headers."""
        self.headers.append(request.headers)
        agent = request.headers.get("User-Agent", "").lower()
        is_edge = (
            request.headers.get("x-client-type") == "edge"
            or "python" in agent
            or "requests" in agent
        )
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        (self.edges if is_edge else self.web_clients).add(socket)
        if is_edge:
            await socket.send_json({"type": "request_status", "message": "…"})
        else:
            for kind, data in self.latest.items():
                await socket.send_json({"type": kind, "data": data})
        try:
            async for message in socket:
                said = json.loads(message.data)
                if is_edge:
                    await self.take_from_edge(socket, said)
                else:
                    self.said_by_web_clients.append(said)
                    if said["type"] == "ping" and self.answers:
                        await socket.send_json({"type": "pong", "timestamp": "…"})
        finally:
            self.edges.discard(socket)
            self.web_clients.discard(socket)
        return socket

    async def take_from_edge(
        self, socket: web.WebSocketResponse, said: dict[str, Any]
    ) -> None:
        """Mix it with what all others say, and pass it on."""
        if (kind := said.get("type")) in self.latest:
            self.latest[kind] |= said["data"]
            data = said["data"]
            if "device_uuid" in said:
                data = data | {"device_uuid": said["device_uuid"]}
            await self.broadcast({"type": kind, "data": data})
        await socket.send_json(
            {"type": "acknowledgment", "message": "…", "timestamp": "…"}
        )

    async def broadcast(self, said: Any) -> None:
        """Tell all web clients something."""
        text = said if isinstance(said, str) else json.dumps(said)
        for client in tuple(self.web_clients):
            with suppress(ConnectionError):
                await client.send_str(text)

    @asynccontextmanager
    async def run(self, ssl: Any = None) -> AsyncGenerator[str]:
        """Run it, on the same port each time; give its address."""
        app = web.Application()
        app.router.add_get("/{path:.*}", self.handle)
        async with serving(app, self.port, ssl) as self.port:
            yield f"{'wss' if ssl else 'ws'}://{HOST}:{self.port}/some/path"
            for socket in tuple(self.web_clients | self.edges):
                if socket._req and socket._req.transport:
                    socket._req.transport.abort()
