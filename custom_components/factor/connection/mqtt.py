"""One shared paho client per broker, driven by the event loop without a thread.

Each link is a fresh client: what an old one still held to send (paho would send it
again after a reconnect) is gone with it, so that no command ever runs late.
"""

import asyncio
from collections.abc import Callable
from itertools import batched
import logging
import random
import socket
import ssl
import struct
import threading
from typing import Any, Final
from uuid import uuid4

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from . import (
    ConnectError,
    Failure,
    LinkDownError,
    LinkListener,
    Message,
    MessageListener,
    Unsubscribe,
)
from .listeners import Listeners
from .settings import MqttSettings, Tls

_LOGGER = logging.getLogger(__name__)

CONNECT_TIMEOUT_S: Final = 10
ACKNOWLEDGE_TIMEOUT_S: Final = 10
KEEPALIVE_S: Final = 20
RECONNECT_FIRST_S: Final = 1
RECONNECT_MAX_S: Final = 60
TOPICS_PER_SUBSCRIBE: Final = 200
SUBSCRIBE_QOS: Final = 1

_CLOSED: Final = "closed by the broker"
_BAD_CREDENTIALS: Final = {"Bad user name or password", "Not authorized"}

# What the kernel does on close with what was not sent yet.
_FORGET: Final = struct.pack("ii", 1, 0)
_SEND: Final = struct.pack("ii", 0, 0)

# The first row that an error is an instance of says what failed. Only a handshake
# for TLS can end in one of the connection's other errors.
_FAILURES: Final[tuple[tuple[type[Exception], Failure], ...]] = (
    (ssl.SSLError, Failure.TLS),
    (TimeoutError, Failure.TIMEOUT),
    (ConnectionRefusedError, Failure.REFUSED),
    (ConnectionError, Failure.TLS),
    (OSError, Failure.UNREACHABLE),
    (ValueError, Failure.UNREACHABLE),
)


class MqttConnection:
    """The `Connection` to an MQTT 3.1.1 broker over TCP or TLS."""

    def __init__(self, settings: MqttSettings) -> None:
        """Prepare a connection; nothing happens before `connect`."""
        self.connected = False
        self._settings = settings
        self._client_id = f"factor-{uuid4().hex[:16]}"
        self._client: paho.Client | None = None
        self._socket: Any = None
        self._tick: asyncio.TimerHandle | None = None
        self._attempt: asyncio.Timeout | None = None
        self._welcome: asyncio.Future[None] | None = None
        self._lost = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._listeners: dict[str, Listeners[[Message]]] = {}
        self._subscribed: set[str] = set()
        self._reconciling: asyncio.Handle | None = None
        self._refusal_logged = False
        self._sent: dict[int, tuple[asyncio.Future[bool], asyncio.TimerHandle]] = {}
        self._watchers: Listeners[[Failure | None]] = Listeners()

    async def connect(self) -> None:
        """Connect, and from then on reconnect whenever the link is lost."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        await self._open()
        self._keeper = self._loop.create_task(self._keep_connected())
        self._watchers.call(None)

    async def disconnect(self) -> None:
        """Close the link for good."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
            self._keeper = None
        if self._attempt and not self._attempt.expired():
            self._attempt.reschedule(0)  # a `connect` that still waits fails now
        client, self._client = self._client, None
        # No goodbye while a message is on its way, for it would be sent first.
        if client and self.connected and not self._sent:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _SEND)
            client.disconnect()
            client.loop_write()
        self._close()

    def subscribe(self, topic: str, listener: MessageListener) -> Unsubscribe:
        """Call `listener` with each message on exactly this topic."""
        if not topic or "+" in topic or "#" in topic:
            raise ValueError("Not the name of one topic")
        listeners = self._listeners.setdefault(topic, Listeners())
        remove = listeners.add(listener)
        self._reconcile_soon()

        def unsubscribe() -> None:
            remove()
            if not listeners and self._listeners.get(topic) is listeners:
                del self._listeners[topic]
                self._reconcile_soon()

        return unsubscribe

    async def publish(self, topic: str, payload: bytes) -> None:
        """Deliver a message: QoS 1, never retained, never queued for a later link."""
        if self._client is None or not self.connected:
            raise LinkDownError
        if self._reconciling:
            # Whoever waits for an answer listens before the question is out.
            self._reconciling.cancel()
            self._reconcile()
        sent = self._client.publish(topic, payload, qos=1, retain=False)
        if sent.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise LinkDownError
        acknowledged = self._loop.create_future()
        # What is still on its way must not arrive once nobody waits for it: if its
        # time is up, the link goes, even if the caller was cancelled meanwhile.
        overdue = self._loop.call_later(
            ACKNOWLEDGE_TIMEOUT_S, self._lose, Failure.TIMEOUT
        )
        self._sent[sent.mid] = acknowledged, overdue
        if not await asyncio.shield(acknowledged):
            raise LinkDownError

    def watch(self, listener: LinkListener) -> Unsubscribe:
        """Call `listener` with None when the link is up, else with why not."""
        return self._watchers.add(listener)

    # Establishing and losing the link

    async def _open(self) -> None:
        """Make one attempt to establish the link; raise `ConnectError` if it fails."""
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S) as self._attempt:
                context = await self._loop.run_in_executor(
                    None, self._settings.ssl_context
                )
                client = self._client = self._new_client(context)
                self._welcome = self._loop.create_future()
                await self._loop.run_in_executor(
                    None,
                    client.connect,
                    self._settings.host,
                    self._settings.port,
                    KEEPALIVE_S,
                )
                await self._welcome
            if client is not self._client:
                raise ConnectionRefusedError(_CLOSED)
            self.connected = True
        except (OSError, ValueError) as err:
            failure = next(f for kind, f in _FAILURES if isinstance(err, kind))
            raise ConnectError(failure, str(err)) from err
        finally:
            self._attempt = None
            if not self.connected:
                self._close()
        self._reconcile()

    async def _keep_connected(self) -> None:
        """Reconnect whenever the link is lost, with back-off and jitter."""
        delay_s: float = RECONNECT_FIRST_S
        while True:
            up_since = self._loop.time()
            await self._lost.wait()
            self._lost.clear()
            if self._loop.time() - up_since >= KEEPALIVE_S:
                delay_s = RECONNECT_FIRST_S
            while not self.connected:
                await asyncio.sleep(delay_s * random.uniform(0.5, 1.5))
                delay_s = min(2 * delay_s, RECONNECT_MAX_S)
                try:
                    await self._open()
                except ConnectError as err:
                    self._watchers.call(err.failure)
                else:
                    self._watchers.call(None)

    def _lose(self, failure: Failure) -> None:
        """Drop the link, tell everybody, and have it established again."""
        was_connected = self.connected
        self._close()
        if was_connected:
            self._lost.set()
            self._watchers.call(failure)

    def _close(self) -> None:
        """Leave nothing of the link behind; what was not sent yet never will be."""
        self.connected = False
        self._client = None
        self._subscribed.clear()
        if self._reconciling:
            self._reconciling.cancel()
            self._reconciling = None
        if sock := self._socket:
            self._socket_closed(None, None, sock)
            sock.close()
        for mid in tuple(self._sent):
            self._settle(mid, acknowledged=False)

    def _settle(self, mid: int, *, acknowledged: bool) -> None:
        """Tell who published a message what became of it."""
        if sent := self._sent.pop(mid, None):
            waiting, overdue = sent
            overdue.cancel()
            waiting.set_result(acknowledged)

    # Subscriptions

    def _reconcile_soon(self) -> None:
        """Let the broker know of all changes of this turn of the loop at once."""
        if self.connected and not self._reconciling:
            self._reconciling = self._loop.call_soon(self._reconcile)

    def _reconcile(self) -> None:
        """Subscribe to what is wanted and not yet subscribed to, and vice versa."""
        self._reconciling = None
        if self._client is None:
            return
        wanted = set(self._listeners)
        for topics in batched(wanted - self._subscribed, TOPICS_PER_SUBSCRIBE):
            self._client.subscribe([(topic, SUBSCRIBE_QOS) for topic in topics])
        for topics in batched(self._subscribed - wanted, TOPICS_PER_SUBSCRIBE):
            self._client.unsubscribe(list(topics))
        self._subscribed = wanted

    # paho, driven by the event loop

    def _new_client(self, context: ssl.SSLContext | None) -> paho.Client:
        """Return a client whose socket is read and written by the event loop."""
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            reconnect_on_failure=False,
        )
        if self._settings.username:
            client.username_pw_set(self._settings.username, self._settings.password)
        if context:
            client.tls_set_context(context)
            client.tls_insecure_set(self._settings.tls is Tls.INSECURE)
        client.on_socket_open = self._on_loop(self._socket_opened)
        client.on_socket_close = self._on_loop(self._socket_closed)
        client.on_socket_register_write = self._on_loop(self._write_wanted)
        client.on_socket_unregister_write = self._on_loop(self._write_done)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe
        return client

    def _on_loop(self, handle: Callable[..., None]) -> Callable[..., None]:
        """Return `handle` for a callback that may come from the executor."""

        def call(*args: Any) -> None:
            if threading.get_ident() == self._thread:
                handle(*args)
            else:
                self._loop.call_soon_threadsafe(handle, *args)

        return call

    def _socket_opened(self, client: paho.Client, _userdata: Any, sock: Any) -> None:
        """Read the new socket, and look after the keep-alive every second."""
        if client is not self._client:  # the attempt was given up meanwhile
            sock.close()
            return
        self._socket = sock
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _FORGET)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._loop.add_reader(sock, self._read, client, getattr(sock, "pending", int))
        self._tick = self._loop.call_later(1, self._keep_alive, client)

    def _socket_closed(self, _client: Any, _userdata: Any, sock: Any) -> None:
        """Forget the socket."""
        if sock is not self._socket:
            return
        self._socket = None
        self._loop.remove_reader(sock)
        self._loop.remove_writer(sock)
        if self._tick:
            self._tick.cancel()
            self._tick = None

    def _write_wanted(self, client: paho.Client, _userdata: Any, sock: Any) -> None:
        """Write when the socket takes more."""
        if sock is self._socket:
            self._loop.add_writer(sock, client.loop_write)

    def _write_done(self, _client: Any, _userdata: Any, sock: Any) -> None:
        """Stop waiting to write."""
        if sock is self._socket:
            self._loop.remove_writer(sock)

    def _read(self, client: paho.Client, pending: Callable[[], int]) -> None:
        """Read a packet, and those that TLS has decrypted along with it."""
        try:
            while (
                client.loop_read() is MQTTErrorCode.MQTT_ERR_SUCCESS
                and client is self._client
                and pending()
            ):
                pass
        except Exception:
            _LOGGER.debug("The broker sent what is no MQTT", exc_info=True)
            self._on_disconnect(client)

    def _keep_alive(self, client: paho.Client) -> None:
        """Ping the broker when it is time, and give the link up if it is silent."""
        client.loop_misc()
        if client is self._client:
            self._tick = self._loop.call_later(1, self._keep_alive, client)

    def _on_connect(
        self,
        client: paho.Client,
        _userdata: Any,
        _flags: Any,
        reason: ReasonCode,
        _properties: Any,
    ) -> None:
        """Handle the broker's answer."""
        if client is not self._client or not self._welcome or self._welcome.done():
            return
        if reason.is_failure:
            bad = str(reason) in _BAD_CREDENTIALS
            failure = Failure.CREDENTIALS if bad else Failure.REFUSED
            self._welcome.set_exception(ConnectError(failure, str(reason)))
        else:
            self._welcome.set_result(None)

    def _on_disconnect(self, client: paho.Client, *_: Any) -> None:
        """Handle the end of the link, or of the attempt to establish it."""
        if client is not self._client:
            return
        if self._welcome and not self._welcome.done():
            self._welcome.set_exception(ConnectionRefusedError(_CLOSED))
        self._lose(Failure.UNREACHABLE)

    def _on_message(
        self, _client: Any, _userdata: Any, message: paho.MQTTMessage
    ) -> None:
        """Hand a message to the users of its topic."""
        topic = message.topic
        if listeners := self._listeners.get(topic):
            listeners.call(Message(topic, message.payload, message.retain))

    def _on_publish(self, _client: Any, _userdata: Any, mid: int, *_: Any) -> None:
        """Handle the broker's acknowledgement of a message."""
        self._settle(mid, acknowledged=True)

    def _on_subscribe(
        self,
        _client: Any,
        _userdata: Any,
        _mid: int,
        reasons: list[ReasonCode],
        *_: Any,
    ) -> None:
        """Say so, once, if the broker does not let us listen."""
        refused = sum(reason.is_failure for reason in reasons)
        if refused and not self._refusal_logged:
            self._refusal_logged = True
            _LOGGER.warning(
                "The broker refused %d of %d subscriptions: its access rules do not "
                "let this user read these printers' topics",
                refused,
                len(reasons),
            )
