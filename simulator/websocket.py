"""Printers whose edges speak the legacy WebSocket, each on a socket of its own (PROTOCOL.md §12, §13)."""

import asyncio
from collections.abc import Sequence
import contextlib
import json
from math import inf
from types import TracebackType
from typing import Any, Self

import aiohttp

from .edge import Message
from .printer import Printer

SHORTEST_SLEEP = 0.001
SHORTEST_BACK_OFF_SECONDS, LONGEST_BACK_OFF_SECONDS = 1.0, 30.0
HEARTBEAT_SECONDS = 30.0
DIALECT = "platform"


class WebSocketEdge:
    """Plays one printer of the platform's design at a server.

    `heard` are the frames that it was sent, decoded; `closed_with` the codes with which
    the server has closed its sockets so far.
    """

    def __init__(self, url: str, printer: Printer, *, interval: float = 1.0) -> None:
        """Take the server's `ws://…` or `wss://…`, and the seconds between reports."""
        self.printer = printer
        self.back_off = SHORTEST_BACK_OFF_SECONDS
        self.heartbeat = HEARTBEAT_SECONDS
        self.heard: list[dict[str, Any]] = []
        self.closed_with: list[int | None] = []
        self.connected = asyncio.Event()
        self._url = url
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._timer: asyncio.TimerHandle | None = None
        self._played = 0.0
        printer.spread(interval, 0.0)

    async def __aenter__(self) -> Self:
        """Begin to play, and connect as soon as the server is there."""
        self._loop = asyncio.get_running_loop()
        self._played = self._loop.time()
        self.printer.edge.online = False
        self.printer.host = self
        self.play(self.printer)
        self._task = self._loop.create_task(self._stay_connected())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave, and leave nothing behind."""
        self._task.cancel()
        await asyncio.wait([self._task])
        self.printer.host = None
        if self._timer:
            self._timer.cancel()

    # What a printer asks of its host.

    def play(self, printer: Printer) -> None:
        """Let the printer catch up with the time that has passed, and wake when it is due."""
        now = self._loop.time()
        elapsed, self._played = now - self._played, now
        printer.advance(elapsed * printer.speed)
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if printer.due < inf:
            sleep = max(SHORTEST_SLEEP, printer.due / printer.speed)
            self._timer = self._loop.call_later(sleep, self.play, printer)

    def publish(self, messages: list[Message]) -> None:
        """Send what the printer has to say; pictures only as JSON; all is lost without a link."""
        for message in messages:
            if self.connected.is_set() and message.payload.startswith(b"{"):
                self._outbox.put_nowait(message.payload.decode())

    def rejoin(self, printer: Printer) -> None:
        """Do nothing: there is nothing to subscribe to."""

    # Its link.

    async def _stay_connected(self) -> None:
        delay = self.back_off
        async with aiohttp.ClientSession() as session:
            while True:
                with contextlib.suppress(aiohttp.ClientError, OSError):
                    async with session.ws_connect(self._url) as socket:
                        delay = self.back_off
                        await self._speak(socket)
                    self.closed_with.append(socket.close_code)
                await asyncio.sleep(delay)
                delay = min(2 * delay, LONGEST_BACK_OFF_SECONDS)

    async def _speak(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Register, report and obey until the socket is closed."""
        uuid = self.printer.uuid
        await socket.send_str(json.dumps({"type": "register", "device_uuid": uuid}))
        self._outbox = asyncio.Queue()
        self.connected.set()
        if self.printer.alive:
            self.printer.edge.connected()
        telling = [
            self._loop.create_task(self._tell(socket)),
            self._loop.create_task(self._beat(socket)),
        ]
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._hear(frame.data)
        finally:
            self.connected.clear()
            self.printer.edge.online = False
            for task in telling:
                task.cancel()
            await asyncio.wait(telling)

    async def _tell(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                await socket.send_str(await self._outbox.get())

    async def _beat(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                await asyncio.sleep(self.heartbeat)
                await socket.send_str(json.dumps({"type": "heartbeat"}))

    def _hear(self, text: str) -> None:
        frame = json.loads(text)
        self.heard.append(frame)
        if frame.get("type") == "control_command":
            self.play(self.printer)
            self.printer.hear(self.printer.edge.topics[0], text)
            self.play(self.printer)


async def play(
    url: str, printers: Sequence[Printer], interval: float, stop: asyncio.Event
) -> None:
    """Play printers at a server until asked to stop."""
    async with contextlib.AsyncExitStack() as edges:
        for printer in printers:
            edge = WebSocketEdge(url, printer, interval=interval)
            await edges.enter_async_context(edge)
        await stop.wait()
