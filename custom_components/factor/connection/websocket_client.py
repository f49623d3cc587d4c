"""A legacy WebSocket server somewhere else, behind the same contract.

We come as a web client, which hears what all printers report and can tell them nothing
(PROTOCOL §13).
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
import ssl
from typing import Final

import aiohttp
from aiohttp import hdrs

from . import ConnectError, Failure, LinkDownError
from .framed import FramedConnection
from .frames import (
    MAX_FRAME_BYTES,
    TOPIC_OF_TYPE,
    WEB_CLIENT,
    BadFrameError,
    encode,
    parse,
)
from .keeper import keep_connected
from .settings import WebSocketClientSettings

CONNECT_TIMEOUT_S: Final = 10
CLOSE_S: Final = 1
PING_S: Final = 25
SILENCE_S: Final = 60
"""The answers to our pings alone come more often."""

HEADERS: Final = {
    "x-client-type": "web",
    # With Python in it, as is the default, the server takes us for a printer.
    hdrs.USER_AGENT: "FACTOR web client",
}
PING: Final = encode(type="ping").decode()
HELLO: Final = encode(type=WEB_CLIENT).decode()

# The first row that an error is an instance of says what failed.
_FAILURES: Final[tuple[tuple[type[Exception], Failure], ...]] = (
    (aiohttp.ClientSSLError, Failure.TLS),
    (ssl.SSLError, Failure.TLS),
    (TimeoutError, Failure.TIMEOUT),
    (aiohttp.WSServerHandshakeError, Failure.REFUSED),
    (aiohttp.ClientError, Failure.UNREACHABLE),
    (OSError, Failure.UNREACHABLE),
    (ValueError, Failure.UNREACHABLE),
)


class WebSocketClientConnection(FramedConnection):
    """The `Connection` to a legacy server that somebody else runs.

    `dropped` counts frames that tell nothing of a printer that they name.
    """

    can_publish = False

    def __init__(
        self, settings: WebSocketClientSettings, session: aiohttp.ClientSession
    ) -> None:
        """Prepare a connection; nothing happens before `connect`."""
        super().__init__()
        self.dropped = 0
        self.certificate_expires: datetime | None = None
        self._settings = settings
        self._session = session
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._attempt: asyncio.Timeout | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Connect, and from then on reconnect whenever the link is lost."""
        await self._open()
        self._keeper = asyncio.get_running_loop().create_task(
            keep_connected(
                self._open, self._follow, self._watchers.call, self.statistics
            )
        )
        self._watchers.call(None)

    async def disconnect(self) -> None:
        """Close the link for good."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
            self._keeper = None
        if self._attempt and not self._attempt.expired():
            self._attempt.reschedule(0)  # a `connect` that still waits fails now
        await self._close()

    async def publish(self, topic: str, payload: bytes) -> None:
        """Raise `LinkDownError`: the server passes nothing on from web clients."""
        raise LinkDownError

    async def _open(self) -> None:
        """Make one attempt to establish the link; raise `ConnectError` if it fails."""
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S) as self._attempt:
                self._socket = await self._session.ws_connect(
                    self._settings.url,
                    headers=HEADERS,
                    autoping=False,  # which answers without letting anybody else work
                    max_msg_size=MAX_FRAME_BYTES + 1,  # which it must stay below
                )
                await self._socket.send_str(HELLO)
        except (aiohttp.ClientError, OSError, ValueError) as err:
            await self._close()
            self.statistics.failed_attempts += 1
            failure = next(f for kind, f in _FAILURES if isinstance(err, kind))
            if isinstance(err, aiohttp.ClientConnectorError) and isinstance(
                err.os_error, ConnectionRefusedError
            ):
                failure = Failure.REFUSED
            raise ConnectError(failure) from None  # its text has the address
        finally:
            self._attempt = None
        self.certificate_expires = _expiry(self._socket)
        self._down.clear()

    async def _follow(self) -> Failure:
        """Take what comes until the link is lost; return why."""
        assert self._socket
        loop = asyncio.get_running_loop()
        pinging = loop.create_task(self._ping(self._socket))
        try:
            async with asyncio.timeout(SILENCE_S) as silence:
                async for message in self._socket:
                    match message.type:
                        case aiohttp.WSMsgType.TEXT:
                            silence.reschedule(loop.time() + SILENCE_S)
                            self._take(message.data)
                        case aiohttp.WSMsgType.PING:
                            await self._socket.pong(message.data)
                    await asyncio.sleep(0)  # what waits is read without a pause
        except TimeoutError:
            return Failure.TIMEOUT
        finally:
            pinging.cancel()
            await asyncio.wait([pinging])
            await self._close()
        return Failure.UNREACHABLE

    async def _ping(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Ask for an answer now and then, as the old web clients do."""
        with suppress(ConnectionError):  # whoever reads notices it, too
            while True:
                await asyncio.sleep(PING_S)
                await socket.send_str(PING)

    async def _close(self) -> None:
        """Leave nothing of the link behind."""
        self._down.set()
        socket, self._socket = self._socket, None
        if socket:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_S):
                    await socket.close()

    def _take(self, text: str) -> None:
        """Take a report of a printer that it names; all others are of no use."""
        try:
            frame = parse(text)
        except BadFrameError:
            self.dropped += 1
            return
        if frame.uuid and frame.is_report:
            self._deliver(TOPIC_OF_TYPE[frame.type] + frame.uuid, frame.payload)
        else:
            self.dropped += 1


def _expiry(socket: aiohttp.ClientWebSocketResponse) -> datetime | None:
    """Return when the certificate of the other side expires, None without one."""
    shown: ssl.SSLObject | None = socket.get_extra_info("ssl_object")
    certificate = shown and shown.getpeercert()
    if not certificate:
        return None
    expires = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    return datetime.fromtimestamp(expires, UTC)
