"""One who came to our legacy WebSocket: it may be hostile, and is never trusted."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import IntEnum
import logging
import socket
import struct
from typing import Any, Final

from aiohttp import WSMessage, WSMsgType, web

from . import LinkDownError
from .frames import MAX_FRAME_BYTES, BadFrameError, Frame, parse
from .stalls import forget_after_stall

_LOGGER = logging.getLogger(__name__)

ROLE_S: Final = 10
"""How long one may take to say who it is, and to tell of a printer we do not know."""
SEND_S: Final = 10
CLOSE_S: Final = 1
HEARTBEAT_S: Final = 20
"""After so many seconds of silence it is asked for a sign of life, twice."""
FRAMES_PER_S: Final = 50
BURST: Final = 500
BYTES_PER_FRAME: Final = 16 * 1024
"""A frame counts once more for each so many bytes."""
QUEUED_FRAMES: Final = 64

# What the kernel does on close with what was not sent yet.
_FORGET: Final = struct.pack("ii", 1, 0)
_SEND: Final = struct.pack("ii", 0, 0)


class Close(IntEnum):
    """Why a socket is closed by us: RFC 6455's codes, and our own from 4000.

    aiohttp itself closes with 1002, 1007 or 1009 what breaks the protocol, is no UTF-8
    or is larger than `MAX_FRAME_BYTES`.
    """

    GOING_AWAY = 1001
    NOT_TEXT = 1003
    BAD_FRAME = 1007
    TOO_MANY_SOCKETS = 1013
    NO_ROLE = 4001
    FOREIGN_UUID = 4003
    NOT_REGISTERED = 4004
    REPLACED = 4009
    TOO_SLOW = 4013
    FLOOD = 4029


class TurnedAwayError(Exception):
    """Whoever sent this is to be sent away."""

    def __init__(self, code: Close) -> None:
        """Keep why."""
        super().__init__(code.name)
        self.code = code


class Budget:
    """What one may send: it is earned with time, up to a burst."""

    def __init__(self) -> None:
        """Begin with a burst."""
        self._left: float = BURST
        self._at = asyncio.get_running_loop().time()

    def spend(self, amount: int) -> None:
        """Take something from it; raise `TurnedAwayError` if it is up."""
        now = asyncio.get_running_loop().time()
        earned = (now - self._at) * FRAMES_PER_S
        self._left = min(BURST, self._left + earned) - amount
        self._at = now
        if self._left < 0:
            raise TurnedAwayError(Close.FLOOD)


class Guest:
    """One socket, read by the one task that `attend` runs in, which closes it, too.

    `uuid` is that of the edge that it says it is. Frames are written to the network
    before they count as sent; what could not be, or is held up for too long, is lost
    together with the socket.
    """

    def __init__(self) -> None:
        """Prepare for one who was not heard yet."""
        self.uuid: str | None = None
        self.is_web_client = False
        self.why_if_late = Close.NO_ROLE
        self.gone = asyncio.Event()
        self.budget = Budget()
        self._loop = asyncio.get_running_loop()
        self._socket = web.WebSocketResponse(
            timeout=CLOSE_S,
            autoclose=False,
            autoping=False,
            compress=False,
            max_msg_size=MAX_FRAME_BYTES + 1,  # which it must stay below
            writer_limit=0,
        )
        self._transport: Any = None
        self._limit: asyncio.Timeout | None = None
        self._dismissed: Close | None = None
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUED_FRAMES)
        self._passing_on: asyncio.Task[None] | None = None

    async def attend(
        self,
        request: web.Request,
        greeting: bytes | None,
        take: Callable[[Frame], Awaitable[None]],
    ) -> web.StreamResponse:
        """Greet, and let `take` have each frame; return when it is over."""
        try:
            await self._socket.prepare(request)
            if (transport := request.transport) is None:
                return self._socket
            self._transport = transport
            transport.set_write_buffer_limits(high=0)
            self._linger(_FORGET)
            forget_after_stall(transport.get_extra_info("socket").fileno())
            code = await self._read(greeting, take)
            if code is not None:
                _LOGGER.debug("Closed a WebSocket: %s", code.name)
            if not transport.is_closing():
                await self._close(code)
        except ConnectionError:
            pass  # it left while it was let in
        finally:
            self.gone.set()
        return self._socket

    def stay(self) -> None:
        """Let it take its time from now on."""
        if self._limit and self._dismissed is None and not self._limit.expired():
            self._limit.reschedule(None)

    def dismiss(self, code: Close) -> None:
        """Have it closed; nothing that it still says counts."""
        self._dismissed = self._dismissed or code
        if self._limit and not self._limit.expired():
            self._limit.reschedule(0)

    async def send(self, payload: bytes, kind: WSMsgType = WSMsgType.TEXT) -> None:
        """Return when a frame has been written; raise `LinkDownError` if it can't be."""
        # Not awaited by itself: all who write wait for one and the same future, and
        # one who is cancelled would cancel it for everybody.
        writing = self._loop.create_task(self._write(payload, kind))
        await asyncio.wait([writing])
        if writing.cancelled() or writing.exception() or self._transport.is_closing():
            raise LinkDownError

    def begin_passing_on(self) -> None:
        """Send from now on what `pass_on` is given."""
        self._passing_on = self._loop.create_task(self._pass_on())

    def pass_on(self, payload: bytes) -> None:
        """Send a frame as soon as it can be; one who is too slow is sent away."""
        try:
            self._queue.put_nowait(payload)
        except asyncio.QueueFull:
            self.dismiss(Close.TOO_SLOW)

    async def _read(
        self, greeting: bytes | None, take: Callable[[Frame], Awaitable[None]]
    ) -> Close | None:
        """Read until it is over; return why we end it, None if the other side did."""
        try:
            async with asyncio.timeout(ROLE_S) as self._limit:
                if greeting:
                    await self.send(greeting)
                while self._dismissed is None:
                    message = await self._receive()
                    if self._dismissed is not None:
                        break
                    match message.type:
                        case WSMsgType.TEXT:
                            size = len(message.data)
                            self.budget.spend(1 + size // BYTES_PER_FRAME)
                            await take(parse(message.data))
                        case WSMsgType.PING:
                            self.budget.spend(1)
                            await self.send(message.data, WSMsgType.PONG)
                        case WSMsgType.PONG:
                            self.budget.spend(1)
                        case WSMsgType.BINARY:
                            return Close.NOT_TEXT
                        case _:
                            return None
                    await asyncio.sleep(0)  # frames that wait are read without a pause
        except TimeoutError:
            return self._dismissed or self.why_if_late
        except TurnedAwayError as err:
            return err.code
        except BadFrameError:
            return Close.BAD_FRAME
        except LinkDownError:
            return None
        finally:
            self._limit = None
            if self._passing_on:
                self._passing_on.cancel()
        return self._dismissed

    async def _receive(self) -> WSMessage:
        """Return what comes next; raise `LinkDownError` if there is no sign of life.

        aiohttp's own heartbeat leaves a timer behind when it is closed.
        """
        for _ in range(2):
            with suppress(TimeoutError):
                return await self._socket.receive(HEARTBEAT_S)
            await self.send(b"", WSMsgType.PING)
        self._abort()
        raise LinkDownError

    async def _write(self, payload: bytes, kind: WSMsgType) -> None:
        """Write a frame, or give the socket up if that takes too long."""
        overdue = self._loop.call_later(SEND_S, self._abort)
        try:
            await self._socket.send_frame(payload, kind)
        finally:
            overdue.cancel()

    async def _pass_on(self) -> None:
        """Send what is queued."""
        with suppress(LinkDownError):
            while True:
                await self.send(await self._queue.get())

    async def _close(self, code: Close | None) -> None:
        """Say goodbye, but wait for the other side's no longer than a moment."""
        if code is None:
            self._linger(_SEND)  # which is the last that it waits for
        overdue = self._loop.call_later(2 * CLOSE_S, self._abort)
        try:
            await self._socket.close(code=code or Close.GOING_AWAY)
        finally:
            overdue.cancel()

    def _abort(self) -> None:
        """Give the socket up, and with it all that waits to be written."""
        self._linger(_FORGET)
        self._transport.abort()

    def _linger(self, how: bytes) -> None:
        """Set what the kernel does on close with what was not sent yet."""
        with suppress(OSError):  # of a socket that is closed already
            self._transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, how
            )
