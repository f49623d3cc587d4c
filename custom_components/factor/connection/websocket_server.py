"""The legacy WebSocket with us as its server, behind the same contract.

Unlike the server that it takes the place of, it lets in nobody without the secret, and
takes each for what it says it is: an edge for the one printer that it names, or a web
client, which is told what edges report and can't do anything.
"""

import asyncio
from datetime import datetime
from functools import partial
import hmac
from typing import Final, NamedTuple

from aiohttp import web

from . import LinkDownError, Message, MessageListener
from .framed import FramedConnection, matches
from .frames import (
    REGISTER,
    STATUS,
    TOLD,
    TOPIC_OF_TYPE,
    WEB_CLIENT,
    Frame,
    encode,
    passed_on,
)
from .guest import Budget, Close, Guest, TurnedAwayError
from .settings import WebSocketServerSettings

MAX_SOCKETS: Final = 1000
MAX_WEB_CLIENTS: Final = 50
"""How many of them may only look: each report is written once for each."""
MAX_STRANGERS: Final = 100
STRANGER_S: Final = 300
"""How long a printer that was sent away, for we did not know it, can be found."""
MAX_STRANGER_BYTES: Final = 16 * 1024

CLIENT_TYPE: Final = "x-client-type"
EDGE: Final = "edge"
ASK_FOR_STATUS: Final = encode(type="request_status")
"""What the old server said to edges when they came."""


class Stranger(NamedTuple):
    """The last status of a printer that is not registered, and when it came."""

    topic: str
    payload: bytes
    at: float


class WebSocketServerConnection(FramedConnection):
    """The `Connection` of edges that come to us.

    A printer is registered if anybody listens to one of its topics. Each edge is told
    what is published on its own topic, if it is there, and else nobody is.
    `dropped` counts frames that were let pass unread.
    """

    can_publish = True
    certificate_expires: datetime | None = None

    def __init__(self, settings: WebSocketServerSettings) -> None:
        """Prepare a server; nobody is let in before `connect`."""
        super().__init__()
        self.dropped = 0
        self._secret = settings.secret.encode()
        self._guests: set[Guest] = set()
        self._edges: dict[str, Guest] = {}
        self._budgets: dict[str, Budget] = {}
        self._strangers: dict[str, Stranger] = {}

    async def connect(self) -> None:
        """Let those in who know the secret."""
        self._down.clear()
        self._watchers.call(None)

    async def disconnect(self) -> None:
        """Close all sockets, and let nobody in any more."""
        self._down.set()
        self._strangers.clear()
        guests = tuple(self._guests)
        for guest in guests:
            guest.dismiss(Close.GOING_AWAY)
        await asyncio.gather(*(guest.gone.wait() for guest in guests))

    async def search(self, pattern: str, listener: MessageListener) -> None:
        """Call `listener` with what arrives, and with what came just before."""
        if self.connected:
            self._forget_strangers()
            for topic, payload, _ in tuple(self._strangers.values()):
                if matches(pattern, topic):
                    listener(Message(topic, payload, retained=False))
        await super().search(pattern, listener)

    async def publish(self, topic: str, payload: bytes) -> None:
        """Tell an edge something, now or never."""
        edge = self._edges.get(topic.removeprefix(TOLD))
        if not self.connected or not topic.startswith(TOLD) or edge is None:
            raise LinkDownError
        await edge.send(payload)
        self.statistics.published += 1

    def opens_to(self, secret: str) -> bool:
        """Return whether this is the secret, which takes as long if it is not."""
        given = secret.encode(errors="surrogatepass")
        return hmac.compare_digest(given, self._secret) and self.connected

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one who knows the secret, until it goes or is sent away."""
        guest = Guest()
        if len(self._guests) >= MAX_SOCKETS:
            guest.dismiss(Close.TOO_MANY_SOCKETS)
        else:
            self._guests.add(guest)
        is_edge = request.headers.get(CLIENT_TYPE) == EDGE
        greeting = ASK_FOR_STATUS if is_edge else None
        try:
            return await guest.attend(request, greeting, partial(self._take, guest))
        finally:
            self._guests.discard(guest)
            if guest.uuid and self._edges.get(guest.uuid) is guest:
                del self._edges[guest.uuid]

    async def _take(self, guest: Guest, frame: Frame) -> None:
        """Take what somebody says; raise `TurnedAwayError` if that was too much."""
        if answer := frame.answer:
            await guest.send(answer)
        elif guest.is_web_client:
            self.dropped += 1
        elif guest.uuid is None:
            self._take_role(guest, frame)
        elif frame.uuid not in (None, guest.uuid):
            raise TurnedAwayError(Close.FOREIGN_UUID)
        else:
            self._take_from_edge(guest, guest.uuid, frame)

    def _take_role(self, guest: Guest, frame: Frame) -> None:
        """Learn from its first frame who it is."""
        if frame.type == WEB_CLIENT:
            if len(self._web_clients) >= MAX_WEB_CLIENTS:
                raise TurnedAwayError(Close.TOO_MANY_SOCKETS)
            guest.is_web_client = True
            guest.stay()
            guest.begin_passing_on()
        elif frame.uuid and (frame.type == REGISTER or frame.is_report):
            guest.uuid = frame.uuid
            guest.why_if_late = Close.NOT_REGISTERED
            self._take_from_edge(guest, frame.uuid, frame)
        else:
            raise TurnedAwayError(Close.NO_ROLE)

    def _take_from_edge(self, guest: Guest, uuid: str, frame: Frame) -> None:
        """Take what an edge says of its printer, as long as that is registered.

        One that is not may tell its state once, so that it can be found.
        """
        is_registered = self._is_registered(uuid)
        if is_registered:
            self._admit(guest, uuid)
        elif self._edges.get(uuid) is guest:
            raise TurnedAwayError(Close.NOT_REGISTERED)
        if not frame.is_report:
            self.dropped += frame.type != REGISTER
            return
        topic = TOPIC_OF_TYPE[frame.type] + uuid
        is_heard = self._deliver(topic, frame.payload)
        if is_registered:
            self._tell_web_clients(frame, uuid)
        elif topic.startswith(STATUS):
            if not is_heard:
                self._remember(uuid, topic, frame.payload)
            raise TurnedAwayError(Close.NOT_REGISTERED)

    def _is_registered(self, uuid: str) -> bool:
        """Return whether anybody listens to a printer."""
        return any(start + uuid in self._listeners for start in TOPIC_OF_TYPE.values())

    def _admit(self, guest: Guest, uuid: str) -> None:
        """Let an edge be that of its printer, in place of any other.

        One that comes again and again may send no more than one that stays.
        """
        previous = self._edges.get(uuid)
        if previous is not guest:
            if previous:
                previous.dismiss(Close.REPLACED)
            self._edges[uuid] = guest
            guest.budget = self._budgets.setdefault(uuid, guest.budget)
            self._strangers.pop(uuid, None)
            guest.stay()

    def _tell_web_clients(self, frame: Frame, uuid: str) -> None:
        """Pass a report on to those who only look."""
        web_clients = self._web_clients
        if web_clients and (payload := passed_on(frame, uuid)):
            for guest in web_clients:
                guest.pass_on(payload)

    @property
    def _web_clients(self) -> list[Guest]:
        """Those who only look."""
        return [guest for guest in self._guests if guest.is_web_client]

    def _remember(self, uuid: str, topic: str, payload: bytes) -> None:
        """Keep the last status of a printer that we do not know for a while."""
        self._strangers.pop(uuid, None)
        self._forget_strangers()
        if len(payload) <= MAX_STRANGER_BYTES:
            now = asyncio.get_running_loop().time()
            self._strangers[uuid] = Stranger(topic, payload, now)
            if len(self._strangers) > MAX_STRANGERS:
                del self._strangers[next(iter(self._strangers))]

    def _forget_strangers(self) -> None:
        """Forget those who came too long ago, or are known by now."""
        oldest = asyncio.get_running_loop().time() - STRANGER_S
        for uuid, stranger in tuple(self._strangers.items()):
            if stranger.at < oldest or self._is_registered(uuid):
                del self._strangers[uuid]
