"""One link to one node of a broker: a paho client that the event loop drives.

A link is used once. What its client still held to send (paho would send it again after
a reconnect) is gone with it, so that no command ever runs late.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
import logging
import socket
import ssl
import struct
import threading
from typing import Any, Final, Protocol

from cryptography import x509
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from . import ConnectError, Failure, LinkDownError
from .paho_client import Client
from .settings import MqttSettings, Tls, Transport, Version

_LOGGER = logging.getLogger(__name__)

KEEPALIVE_S: Final = 20
QOS: Final = 1

_CLOSED: Final = "closed by the broker"
_BAD_CREDENTIALS: Final = {"Bad user name or password", "Not authorized"}
_PROTOCOLS: Final = {Version.V311: paho.MQTTv311, Version.V5: paho.MQTTv5}

# What paho raises for some answers that are no WebSocket's.
_NO_WEBSOCKET: Final = (LookupError, UnicodeDecodeError)

# What the kernel does on close with what was not sent yet.
_FORGET: Final = struct.pack("ii", 1, 0)
_SEND: Final = struct.pack("ii", 0, 0)


class LinkOwner(Protocol):
    """Whom a link tells what happens on it, on the event loop."""

    def on_message(self, message: paho.MQTTMessage) -> None:
        """Take a message."""

    def on_acknowledged(self, mid: int, *, accepted: bool) -> None:
        """Take what the broker says to a message that was published."""

    def on_subscribed(self, mid: int, reasons: list[ReasonCode]) -> None:
        """Take what the broker says to a subscription."""

    def on_lost(self, failure: Failure) -> None:
        """Know that the link, which was open, is gone."""


class PahoLink:
    """A link from `open` to `close`."""

    def __init__(
        self, owner: LinkOwner, settings: MqttSettings, client_id: str
    ) -> None:
        """Prepare a link; nothing happens before `open`."""
        self.is_closed = False
        self.socket: Any = None
        self.certificate_expires: datetime | None = None
        self._owner = owner
        self._settings = settings
        self._client_id = client_id
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._client: Client | None = None
        self._tick: asyncio.TimerHandle | None = None
        self._welcome: asyncio.Future[None] = self._loop.create_future()
        self._is_open = False

    async def open(self, host: str, port: int, context: ssl.SSLContext | None) -> None:
        """Connect, and be welcome. Raises `ConnectError`, OSError, or ValueError."""
        client = self._client = self._new_client(context)
        try:
            await self._loop.run_in_executor(
                None, client.connect, host, port, KEEPALIVE_S
            )
        except _NO_WEBSOCKET as err:
            raise paho.WebsocketConnectionError(str(err)) from err
        except ConnectionError as err:
            if context:
                raise
            raise ConnectionRefusedError(str(err)) from err
        client.let_go()
        await self._welcome
        if self.is_closed:
            raise ConnectionRefusedError(_CLOSED)
        self._is_open = True

    def say_goodbye(self) -> None:
        """Tell the broker that this is the end; what is on its way is sent before."""
        client, self._client = self._client, None  # its end is no news
        assert client
        _tcp(self.socket).setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _SEND)
        client.disconnect()
        client.loop_write()

    def close(self) -> None:
        """Leave nothing of the link behind; what was not sent yet never will be."""
        self.is_closed = True
        client, self._client = self._client, None
        if client:
            client.give_up()
        if sock := self.socket:
            self._socket_closed(None, None, sock)
            sock.close()

    def publish(self, topic: str, payload: bytes) -> int:
        """Send a message; return its id. Raises `LinkDownError` if that fails."""
        assert self._client
        sent = self._client.publish(topic, payload, qos=QOS, retain=False)
        if sent.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise LinkDownError
        return sent.mid

    def subscribe(self, topics: Iterable[str]) -> int | None:
        """Ask the broker for some topics; return the request's id."""
        assert self._client
        return self._client.subscribe([(topic, QOS) for topic in topics])[1]

    def unsubscribe(self, topics: Iterable[str]) -> None:
        """Ask the broker for some topics no longer."""
        if self._client:
            self._client.unsubscribe(list(topics))

    # paho, driven by the event loop

    def _new_client(self, context: ssl.SSLContext | None) -> Client:
        """Return a client whose socket is read and written by the event loop."""
        settings = self._settings
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            protocol=_PROTOCOLS[settings.version],
            transport=settings.transport.value,
            reconnect_on_failure=False,
        )
        if settings.transport is Transport.WEBSOCKETS:
            client.ws_set_options(path=settings.path)
        if settings.username:
            client.username_pw_set(settings.username, settings.password)
        if context:
            client.tls_set_context(context)
            client.tls_insecure_set(settings.tls is Tls.INSECURE)
            client.on_log = self._on_log
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

    def _socket_opened(self, client: Client, _userdata: Any, sock: Any) -> None:
        """Read the new socket, and look after the keep-alive every second."""
        if client is not self._client:  # the attempt was given up meanwhile
            sock.close()
            return
        self.socket = sock
        tcp = _tcp(sock)
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _FORGET)
        tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if isinstance(tcp, ssl.SSLSocket):
            self.certificate_expires = _expiry(tcp)
        self._loop.add_reader(sock, self._read, client, getattr(sock, "pending", int))
        self._tick = self._loop.call_later(1, self._keep_alive, client)

    def _socket_closed(self, _client: Any, _userdata: Any, sock: Any) -> None:
        """Forget the socket."""
        if sock is not self.socket:
            return
        self.socket = None
        self._loop.remove_reader(sock)
        self._loop.remove_writer(sock)
        if self._tick:
            self._tick.cancel()
            self._tick = None

    def _write_wanted(self, client: paho.Client, _userdata: Any, sock: Any) -> None:
        """Write when the socket takes more."""
        if sock is self.socket:
            self._loop.add_writer(sock, client.loop_write)

    def _write_done(self, _client: Any, _userdata: Any, sock: Any) -> None:
        """Stop waiting to write."""
        if sock is self.socket:
            self._loop.remove_writer(sock)

    def _read(self, client: Client, pending: Callable[[], int]) -> None:
        """Read a packet, and those that came, or were decrypted, along with it."""
        try:
            while (
                client.loop_read() is MQTTErrorCode.MQTT_ERR_SUCCESS
                and client is self._client
                and (client.has_more or pending())
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
        properties: Any,
    ) -> None:
        """Handle the broker's answer."""
        if client is not self._client or self._welcome.done():
            return
        assert self._client
        self._client.on_log = None
        self._client.obey(properties)
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
        if not self._welcome.done():
            self._welcome.set_exception(ConnectionRefusedError(_CLOSED))
        was_open = self._is_open
        self.close()
        if was_open:
            self._owner.on_lost(Failure.UNREACHABLE)

    def _on_log(self, _client: Any, _userdata: Any, _level: int, text: str) -> None:
        """Learn that the broker did not like our certificate: it says so too late."""
        if "[SSL" in text and not self._welcome.done():
            self._welcome.set_exception(ssl.SSLError(text))

    def _on_message(
        self, _client: Any, _userdata: Any, message: paho.MQTTMessage
    ) -> None:
        """Hand a message on."""
        self._owner.on_message(message)

    def _on_publish(
        self, _client: Any, _userdata: Any, mid: int, reason: ReasonCode, *_: Any
    ) -> None:
        """Handle the broker's acknowledgement of a message."""
        self._owner.on_acknowledged(mid, accepted=not reason.is_failure)

    def _on_subscribe(
        self,
        _client: Any,
        _userdata: Any,
        mid: int,
        reasons: list[ReasonCode],
        *_: Any,
    ) -> None:
        """Handle the broker's answer to a subscription."""
        self._owner.on_subscribed(mid, reasons)


def _tcp(sock: Any) -> socket.socket:
    """Return the socket itself, which paho wraps up for a WebSocket."""
    tcp: socket.socket = sock if isinstance(sock, socket.socket) else sock._socket  # noqa: SLF001
    return tcp


def _expiry(sock: ssl.SSLSocket) -> datetime | None:
    """Return when the broker's certificate expires, also one that is not checked."""
    if not (certificate := sock.getpeercert(binary_form=True)):
        return None
    try:
        return x509.load_der_x509_certificate(certificate).not_valid_after_utc
    except ValueError:
        return None
