"""One shared connection to a broker, or to whichever node of its cluster answers.

Each link is a fresh client (`paho_link.py`); what is subscribed to outlasts it.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import batched
import logging
import ssl
from typing import Final, NamedTuple
from uuid import uuid4

import paho.mqtt.client as paho
from paho.mqtt.reasoncodes import ReasonCode

from . import (
    SEARCH_S,
    ConnectError,
    Failure,
    LinkDownError,
    LinkListener,
    Message,
    MessageListener,
    NotAllowedError,
    SearchRefusedError,
    Statistics,
    Unsubscribe,
)
from .keeper import keep_connected
from .listeners import Listeners, checked_topic, listen
from .paho_link import PahoLink
from .settings import MqttSettings
from .suspects import Suspects

_LOGGER = logging.getLogger(__name__)

CONNECT_TIMEOUT_S: Final = 10
NODE_TIMEOUT_S: Final = 5
"""How long one of several nodes may take: the next one may be there at once."""
ACKNOWLEDGE_TIMEOUT_S: Final = 10
TOPICS_PER_SUBSCRIBE: Final = 200

# The first row that an error is an instance of says what failed. Only a handshake
# for TLS can end in one of the connection's other errors.
_FAILURES: Final[tuple[tuple[type[Exception], Failure], ...]] = (
    (ssl.SSLError, Failure.TLS),
    (TimeoutError, Failure.TIMEOUT),
    (ConnectionRefusedError, Failure.REFUSED),
    (paho.WebsocketConnectionError, Failure.REFUSED),
    (ConnectionError, Failure.TLS),
    (OSError, Failure.UNREACHABLE),
    (ValueError, Failure.UNREACHABLE),
)


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """Somebody who listens to a pattern until `ended` is done."""

    pattern: str
    listeners: Listeners[[Message]]
    ended: asyncio.Future[None]

    def fail(self, error: Exception) -> None:
        """End the search early."""
        if not self.ended.done():
            self.ended.set_exception(error)


class _Request(NamedTuple):
    """Topics that the broker was asked for in one go, and when."""

    topics: tuple[str, ...]
    asked_at: float


class MqttConnection:
    """The `Connection` to an MQTT broker, over TCP or WebSocket, with or without TLS."""

    def __init__(self, settings: MqttSettings) -> None:
        """Prepare a connection; nothing happens before `connect`."""
        self.connected = False
        self.can_publish = True
        self.statistics = Statistics()
        self.certificate_expires: datetime | None = None
        self._settings = settings
        self._link: PahoLink | None = None
        self._attempt: asyncio.Timeout | None = None
        self._wanted = False
        self._losses: asyncio.Queue[Failure] = asyncio.Queue()
        self._keeper: asyncio.Task[None] | None = None
        self._listeners: dict[str, Listeners[[Message]]] = {}
        self._searches: list[_Search] = []
        self._subscribed: set[str] = set()
        self._asked: dict[int, _Request] = {}
        self._suspects = Suspects()
        self._reconciling: asyncio.Handle | None = None
        self._refusal_logged = False
        self._sent: dict[
            int, tuple[asyncio.Future[LinkDownError | None], asyncio.TimerHandle]
        ] = {}
        self._watchers: Listeners[[Failure | None]] = Listeners()

    async def connect(self) -> None:
        """Connect, and from then on reconnect whenever the link is lost."""
        self._loop = asyncio.get_running_loop()
        self._wanted = True
        await self._open()
        self._keeper = self._loop.create_task(
            keep_connected(
                self._open, self._losses.get, self._watchers.call, self.statistics
            )
        )
        self._watchers.call(None)

    async def disconnect(self) -> None:
        """Close the link for good."""
        self._wanted = False
        if self._keeper:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
            self._keeper = None
        if self._attempt and not self._attempt.expired():
            self._attempt.reschedule(0)  # a `connect` that still waits fails now
        # No goodbye while a message is on its way, for it would be sent first.
        if self._link and self.connected and not self._sent:
            self._link.say_goodbye()
        self._close()

    def subscribe(self, topic: str, listener: MessageListener) -> Unsubscribe:
        """Call `listener` with each message on exactly this topic."""
        left = partial(self._left, topic)
        stop = listen(self._listeners, checked_topic(topic), listener, left)
        self._reconcile_soon()
        return stop

    async def search(self, pattern: str, listener: MessageListener) -> None:
        """Call `listener` with what arrives on a pattern of topics for `SEARCH_S`."""
        if not self.connected:
            raise LinkDownError
        if pattern in self._suspects.refused:
            raise SearchRefusedError
        search = _Search(pattern, Listeners(), self._loop.create_future())
        search.listeners.add(listener)
        self._searches.append(search)
        self._reconcile_soon()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(SEARCH_S):
                    await search.ended
        finally:
            self._searches.remove(search)
            self._left(pattern)

    async def publish(self, topic: str, payload: bytes) -> None:
        """Deliver a message: QoS 1, never retained, never queued for a later link."""
        if self._link is None or not self.connected:
            raise LinkDownError
        if self._reconciling:
            # Whoever waits for an answer listens before the question is out.
            self._reconciling.cancel()
            self._reconcile()
        mid = self._link.publish(topic, payload)
        acknowledged = self._loop.create_future()
        # What is still on its way must not arrive once nobody waits for it: if its
        # time is up, the link goes, even if the caller was cancelled meanwhile.
        overdue = self._loop.call_later(
            ACKNOWLEDGE_TIMEOUT_S, self.on_lost, Failure.TIMEOUT
        )
        self._sent[mid] = acknowledged, overdue
        if error := await asyncio.shield(acknowledged):
            raise error
        self.statistics.published += 1

    def watch(self, listener: LinkListener) -> Unsubscribe:
        """Call `listener` with None when the link is up, else with why not."""
        return self._watchers.add(listener)

    # Establishing and losing the link

    async def _open(self) -> None:
        """Try all nodes in order; raise `ConnectError` if none of them is the link.

        It says what the last one failed for, unless one refused the credentials.
        """
        errors: list[ConnectError] = []
        try:
            addresses = self._settings.addresses
        except ValueError as err:
            raise ConnectError(Failure.UNREACHABLE, str(err)) from err
        timeout_s = CONNECT_TIMEOUT_S if len(addresses) == 1 else NODE_TIMEOUT_S
        try:
            for host, port in addresses:
                try:
                    await self._open_node(host, port, timeout_s)
                except ConnectError as err:
                    self.statistics.failed_attempts += 1
                    errors.append(err)
                    if not self._wanted:
                        break
                else:
                    return
            refused = (each for each in errors if each.failure is Failure.CREDENTIALS)
            raise next(refused, errors[-1])
        finally:
            errors.clear()  # else they would keep each other, and their sockets

    async def _open_node(self, host: str, port: int, timeout_s: float) -> None:
        """Make one attempt to establish the link; raise `ConnectError` if it fails."""
        try:
            async with asyncio.timeout(timeout_s) as self._attempt:
                context = await self._loop.run_in_executor(
                    None, self._settings.ssl_context
                )
                # A cluster may keep what belongs to an id on the node that has died.
                client_id = f"factor-{uuid4().hex[:16]}"
                link = self._link = PahoLink(self, self._settings, client_id)
                await link.open(host, port, context)
            if link is not self._link:
                raise ConnectionRefusedError
            self.connected = True
        except (OSError, ValueError) as err:
            failure = next(f for kind, f in _FAILURES if isinstance(err, kind))
            raise ConnectError(failure, str(err)) from err
        finally:
            self._attempt = None
            if not self.connected:
                self._close()
        self.certificate_expires = link.certificate_expires
        self._reconcile()

    def on_lost(self, failure: Failure) -> None:
        """Drop the link; it is told of and established again."""
        was_connected = self.connected
        self._suspect()
        self._close()
        if was_connected:
            self._losses.put_nowait(failure)

    def _close(self) -> None:
        """Leave nothing of the link behind; what was not sent yet never will be."""
        self.connected = False
        link, self._link = self._link, None
        self._subscribed.clear()
        self._asked.clear()
        if self._reconciling:
            self._reconciling.cancel()
            self._reconciling = None
        if link:
            link.close()
        for mid in tuple(self._sent):
            self._settle(mid, LinkDownError())
        for search in self._searches:
            search.fail(LinkDownError())

    def _settle(self, mid: int, error: LinkDownError | None) -> None:
        """Tell who published a message what became of it."""
        if sent := self._sent.pop(mid, None):
            waiting, overdue = sent
            overdue.cancel()
            waiting.set_result(error)

    def on_acknowledged(self, mid: int, *, accepted: bool) -> None:
        """Take what the broker says to a message."""
        self._settle(mid, None if accepted else NotAllowedError())
        if self._suspects and not self._sent:
            self._reconcile_soon()

    # Subscriptions

    def on_message(self, said: paho.MQTTMessage) -> None:
        """Hand a message to the users of its topic, and to those who search."""
        message = Message(said.topic, said.payload, said.retain)
        self.statistics.messages += 1
        self.statistics.bytes += len(message.payload)
        if listeners := self._listeners.get(message.topic):
            listeners.call(message)
        for search in tuple(self._searches):
            if paho.topic_matches_sub(search.pattern, message.topic):
                search.listeners.call(message)

    def _left(self, topic: str) -> None:
        """Let the broker know, if nobody else listens to a topic or a pattern."""
        self._suspects.left(topic)
        self._reconcile_soon()

    def _reconcile_soon(self) -> None:
        """Let the broker know of all changes of this turn of the loop at once."""
        if self.connected and not self._reconciling:
            self._reconciling = self._loop.call_soon(self._reconcile)

    def _reconcile(self) -> None:
        """Subscribe to what is wanted and not yet subscribed to, and vice versa.

        Suspects are asked for one by one, each once all that was sent is answered.
        """
        self._reconciling = None
        if self._link is None:
            return
        wanted = {*self._listeners, *(each.pattern for each in self._searches)}
        missing = wanted - self._subscribed
        for topics in batched(self._suspects.others(missing), TOPICS_PER_SUBSCRIBE):
            self._ask(self._link, topics)
        for topics in batched(self._subscribed - wanted, TOPICS_PER_SUBSCRIBE):
            self._link.unsubscribe(topics)
        self._subscribed &= wanted
        suspect = self._suspects.next_of(missing)
        if suspect and not self._asked and not self._sent:
            self._ask(self._link, (suspect,))

    def _ask(self, link: PahoLink, topics: tuple[str, ...]) -> None:
        """Ask the broker for some topics in one go."""
        self._subscribed.update(topics)
        if (mid := link.subscribe(topics)) is not None:
            self._asked[mid] = _Request(topics, self._loop.time())

    def on_subscribed(self, mid: int, reasons: list[ReasonCode]) -> None:
        """Take what the broker says to a subscription."""
        if not (request := self._asked.pop(mid, None)):
            return
        self._suspects.answered(request.topics)
        if self._suspects:
            self._reconcile_soon()
        refused = {
            topic
            for topic, reason in zip(request.topics, reasons, strict=False)
            if reason.is_failure
        }
        self._refuse(refused, len(request.topics))

    def _suspect(self) -> None:
        """Suspect what is unanswered now that the link is lost.

        Brokers handle one thing after the other, so it was over the first that is not
        answered; unless it has been for long, for then nobody is there any more.
        """
        first = self._asked.get(min((*self._asked, *self._sent), default=0))
        culprit = None
        if first and self._loop.time() < first.asked_at + ACKNOWLEDGE_TIMEOUT_S:
            culprit = first.topics[0] if len(first.topics) == 1 else None
        unanswered = (topic for each in self._asked.values() for topic in each.topics)
        self._refuse(self._suspects.lost(unanswered, culprit), 1)

    def _refuse(self, refused: set[str], asked: int) -> None:
        """Say so, once, if the broker does not let us listen; end refused searches."""
        for search in self._searches:
            if search.pattern in refused:
                search.fail(SearchRefusedError())
        refused = refused & self._listeners.keys()
        if refused and not self._refusal_logged:
            self._refusal_logged = True
            _LOGGER.warning(
                "The broker refused %d of %d subscriptions: its access rules do not "
                "let this user read these printers' topics",
                len(refused),
                asked,
            )
