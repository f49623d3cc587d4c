"""An edge that speaks the legacy WebSocket."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
import sys
from typing import Any

from aiohttp import web
import pytest

from simulator import Printer
from simulator.websocket import WebSocketEdge
from tests import wait_until
from tests.connection.legacy import HOST, serving

from .wire import UUID

READINGS = {
    "printer_status",
    "temperature_update",
    "position_update",
    "print_progress",
}


@dataclass
class Server:
    """A server that hears edges."""

    heard: list[Any] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"ws://{HOST}:{self.port}/"

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Hear one edge."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        async for message in socket:
            self.heard.append(json.loads(message.data))
        self.sockets.remove(socket)
        return socket

    async def until(self, found: Callable[[Any], bool]) -> Any:
        """Wait for a frame, past ones included, and return it."""
        await wait_until(lambda: any(found(each) for each in self.heard))
        return next(each for each in self.heard if found(each))

    @asynccontextmanager
    async def run(self) -> AsyncGenerator[None]:
        """Run it, on the same port each time."""
        app = web.Application()
        app.router.add_get("/", self.handle)
        async with serving(app, self.port) as self.port:
            yield
            for socket in tuple(self.sockets):
                await socket.close(code=4004)


@pytest.fixture
async def server(socket_enabled: None) -> AsyncGenerator[Server]:
    """Give a server that runs."""
    server = Server()
    async with server.run():
        yield server


def edge_at(server: Server, **options: Any) -> WebSocketEdge:
    """Return a printer that is about to go there."""
    printer = Printer(UUID, dialect="platform", scene="printing", **options)
    edge = WebSocketEdge(server.url, printer, interval=0.05)
    edge.back_off = 0.02
    return edge


async def test_it_registers_first_and_reports(server: Server) -> None:
    async with edge_at(server) as edge:
        await wait_until(lambda: len(server.heard) > 8)
        assert edge.connected.is_set()
    assert server.heard[0] == {"type": "register", "device_uuid": UUID}
    assert {each["type"] for each in server.heard[1:]} == READINGS
    assert {each["device_uuid"] for each in server.heard} == {UUID}
    await wait_until(lambda: not server.sockets)


async def test_it_obeys_and_answers(server: Server) -> None:
    async with edge_at(server) as edge:
        await wait_until(lambda: server.sockets)
        for said in ({"type": "ack"}, {"type": "control_command", "command": "pause"}):
            await server.sockets[0].send_json(said)
        answer = await server.until(lambda said: said["type"] == "control_result")
        assert (answer["action"], answer["ok"]) == ("pause", True)
        await server.until(lambda said: said.get("data", {}).get("state") == "Paused")
        assert [each["type"] for each in edge.heard] == ["ack", "control_command"]


async def test_it_shows_pictures_as_json_only(server: Server) -> None:
    async with edge_at(server) as edge:
        await wait_until(edge.connected.is_set)
        edge.printer.show(b"\xff\xd8\xff\xe0")
        edge.printer.show(b"\xff\xd8\xff\xe0", form="base64")
        picture = await server.until(lambda said: said["type"] == "snapshot_update")
        assert picture["image"]


async def test_its_heart_beats(server: Server) -> None:
    edge = edge_at(server)
    edge.heartbeat = 0.02
    async with edge:
        await wait_until(
            lambda: server.heard.count({"type": "heartbeat"}) > 2,
        )


async def test_it_waits_for_the_server_and_comes_back(socket_enabled: None) -> None:
    server = Server()
    async with server.run():
        pass
    async with edge_at(server) as edge:
        for times in (1, 2):
            async with server.run():
                await wait_until(lambda: len(server.heard) > 5)
                assert (
                    server.heard.count({"type": "register", "device_uuid": UUID}) == 1
                )
            await wait_until(lambda: len(edge.closed_with) == times)  # noqa: B023
            assert not edge.connected.is_set()
            server.heard.clear()
        assert edge.closed_with == [4004, 4004]


async def test_a_dead_one_says_nothing(server: Server) -> None:
    async with edge_at(server) as edge:
        await server.until(lambda said: said["type"] == "print_progress")
        edge.printer.kill()
        await server.sockets[0].send_json(
            {"type": "control_command", "command": "pause"}
        )
        await wait_until(lambda: edge.heard)
        said = len(server.heard)
        await asyncio.sleep(0.2)  # four reports' time
        assert len(server.heard) <= said + len(READINGS)


async def test_the_command_line(server: Server) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "simulator", "--websocket", server.url, "--printers", "2"),
        *("--interval", "0.1"),
        stdout=asyncio.subprocess.PIPE,
    )
    await wait_until(
        lambda: len({one.get("device_uuid") for one in server.heard}) == 2, 20
    )
    await server.until(lambda said: said["type"] == "position_update")
    process.terminate()
    assert await process.wait() == 0


async def test_it_takes_one_address_only() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "simulator", "--websocket", "ws://h", "--broker", "mqtt://h"),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert b"not allowed with" in said
