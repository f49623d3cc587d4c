"""One shared paho client per broker, driven by the event loop without a thread.

Each link is a fresh client: what an old one still held to send (paho would send it
again after a reconnect) is gone with it, so that no command ever runs late.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
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

_LOGGER = logging.getLogger(__name__)

CONNECT_TIMEOUT_S: Final = 10
ACKNOWLEDGE_TIMEOUT_S: Final = 10
KEEPALIVE_S: Final = 20
RECONNECT_FIRST_S: Final = 1
RECONNECT_MAX_S: Final = 60
TOPICS_PER_SUBSCRIBE: Final = 200
SUBSCRIBE_QOS: Final = 1

_BAD_CREDENTIALS: Final = {"Bad user name or password", "Not authorized"}
_NO_LINGER: Final = struct.pack("ii", 1, 0)

# The first row that an error is an instance of says what failed.
_FAILURES: Final[tuple[tuple[type[Exception], Failure], ...]] = (
    (ssl.SSLError, Failure.TLS),
    (ssl.CertificateError, Failure.TLS),
    (TimeoutError, Failure.TIMEOUT),
    (ConnectionRefusedError, Failure.REFUSED),
    (OSError, Failure.UNREACHABLE),
    (ValueError, Failure.UNREACHABLE),
)


class Tls(StrEnum):
    """How the broker is known to be the broker."""

    OFF = "off"
    SYSTEM = "system"
    CUSTOM = "custom"
    INSECURE = "insecure"


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """How to reach a broker; `ca_certificate` is PEM text, for `Tls.CUSTOM`."""

    host: str
    port: int
    username: str | None = None
    password: str | None = None
    tls: Tls = Tls.OFF
    ca_certificate: str | None = None

    def ssl_context(self) -> ssl.SSLContext | None:
        """Return the context for TLS. Reads files: not for the event loop."""
        if self.tls is Tls.OFF:
            return None
        context = ssl.create_default_context(cadata=self.ca_certificate)
        if self.tls is Tls.INSECURE:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


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
        self._welcome: asyncio.Future[None] | None = None
        self._lost = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._listeners: dict[str, list[MessageListener]] = {}
        self._subscribed: set[str] = set()
        self._reconciling: asyncio.Handle | None = None
        self._acknowledgements: dict[int, asyncio.Future[None]] = {}
        self._watchers: list[LinkListener] = []

    async def connect(self) -> None:
        """Connect, and from then on reconnect whenever the link is lost."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        await self._open()
        self._keeper = self._loop.create_task(self._keep_connected())

    async def disconnect(self) -> None:
        """Close the link for good."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
            self._keeper = None
        client, self._client = self._client, None
        if client and self.connected:
            client.disconnect()
            client.loop_write()
        self._close()

    def subscribe(self, topic: str, listener: MessageListener) -> Unsubscribe:
        """Call `listener` with each message on exactly this topic."""
        self._listeners.setdefault(topic, []).append(listener)
        self._reconcile_soon()

        def unsubscribe() -> None:
            listeners = self._listeners[topic]
            listeners.remove(listener)
            if not listeners:
                del self._listeners[topic]
                self._reconcile_soon()

        return unsubscribe

    async def publish(self, topic: str, payload: bytes) -> None:
        """Deliver a message: QoS 1, never retained, never queued for a later link."""
        if self._client is None or not self.connected:
            raise LinkDownError
        sent = self._client.publish(topic, payload, qos=1, retain=False)
        if sent.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise LinkDownError
        acknowledged = self._acknowledgements[sent.mid] = self._loop.create_future()
        try:
            async with asyncio.timeout(ACKNOWLEDGE_TIMEOUT_S):
                await acknowledged
        except TimeoutError:
            # What is still on its way must not arrive once nobody waits for it.
            self._lose(Failure.TIMEOUT)
            raise LinkDownError from None
        finally:
            self._acknowledgements.pop(sent.mid, None)

    def watch(self, listener: LinkListener) -> Unsubscribe:
        """Call `listener` with None when the link is up, else with why not."""
        self._watchers.append(listener)
        return partial(self._watchers.remove, listener)

    # Establishing and losing the link

    async def _open(self) -> None:
        """Make one attempt to establish the link; raise `ConnectError` if it fails."""
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
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
        except (OSError, ValueError) as err:
            failure = next(f for kind, f in _FAILURES if isinstance(err, kind))
            raise ConnectError(failure, str(err)) from err
        finally:
            if not self.connected:
                self._close()

    async def _keep_connected(self) -> None:
        """Reconnect whenever the link is lost, with back-off and jitter."""
        while True:
            await self._lost.wait()
            self._lost.clear()
            delay_s: float = RECONNECT_FIRST_S
            while not self.connected:
                await asyncio.sleep(delay_s * random.uniform(0.5, 1.5))
                delay_s = min(2 * delay_s, RECONNECT_MAX_S)
                try:
                    await self._open()
                except ConnectError as err:
                    self._notify(err.failure)

    def _lose(self, failure: Failure) -> None:
        """Drop the link, tell everybody, and have it established again."""
        was_connected = self.connected
        self._close()
        if was_connected:
            self._lost.set()
            self._notify(failure)

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
            with suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            sock.close()
        for acknowledged in self._acknowledgements.values():
            if not acknowledged.done():
                acknowledged.set_exception(LinkDownError)

    def _notify(self, failure: Failure | None) -> None:
        """Tell the watchers that the link is up, or why it is not."""
        for watcher in tuple(self._watchers):
            watcher(failure)

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
        while (
            client.loop_read() is MQTTErrorCode.MQTT_ERR_SUCCESS
            and client is self._client
            and pending()
        ):
            pass

    def _keep_alive(self, client: paho.Client) -> None:
        """Ping the broker when it is time, and give the link up if it is silent."""
        if client.loop_misc() is MQTTErrorCode.MQTT_ERR_SUCCESS:
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
            return
        self.connected = True
        self._reconcile()
        self._welcome.set_result(None)
        self._notify(None)

    def _on_disconnect(self, client: paho.Client, *_: Any) -> None:
        """Handle the end of the link, or of the attempt to establish it."""
        if client is not self._client:
            return
        if self._welcome and not self._welcome.done():
            self._welcome.set_exception(ConnectionRefusedError("closed by the broker"))
        self._lose(Failure.UNREACHABLE)

    def _on_message(
        self, _client: Any, _userdata: Any, message: paho.MQTTMessage
    ) -> None:
        """Hand a message to the users of its topic."""
        topic = message.topic
        received = Message(topic, message.payload, message.retain)
        for listener in tuple(self._listeners.get(topic, ())):
            try:
                listener(received)
            except Exception:
                _LOGGER.exception("Error while handling a message")

    def _on_publish(self, _client: Any, _userdata: Any, mid: int, *_: Any) -> None:
        """Handle the broker's acknowledgement of a message."""
        acknowledged = self._acknowledgements.get(mid)
        if acknowledged and not acknowledged.done():
            acknowledged.set_result(None)

    def _on_subscribe(
        self,
        _client: Any,
        _userdata: Any,
        _mid: int,
        reasons: list[ReasonCode],
        *_: Any,
    ) -> None:
        """Say so if the broker does not let us listen."""
        if refused := sum(reason.is_failure for reason in reasons):
            _LOGGER.warning(
                "The broker refused %d of %d subscriptions: its access rules do not "
                "let this user read these printers' topics",
                refused,
                len(reasons),
            )
