"""One MQTT connection on the running event loop, without a thread."""

import asyncio
from collections.abc import Callable, Iterable
import contextlib
import ssl
from typing import Any
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

KEEPALIVE_SECONDS = 60
SHORTEST_BACK_OFF_SECONDS, LONGEST_BACK_OFF_SECONDS = 1.0, 120.0
ANSWER_SECONDS = 15.0
FILTERS_A_PACKET = 200
PORTS = {"mqtt": 1883, "mqtts": 8883}

type Hear = Callable[[str, bytes], None]


class Link:
    """A clean session that comes back with the plugin's back-off (PROTOCOL.md §2.1)."""

    def __init__(self, url: str, ca_file: str | None = None) -> None:
        """Take `mqtt://[user:password@]host[:port]` or `mqtts://…`; `ca_file` is a PEM file.

        Raises ValueError for any other URL.
        """
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("the broker must be mqtt://host:port or mqtts://host:port")
        self.host, self.port = parts.hostname, parts.port or PORTS[parts.scheme]
        self.on_message: Hear | None = None
        self.on_up: Callable[[], None] | None = None
        self.on_down: Callable[[], None] | None = None
        self._client = client = Client(CallbackAPIVersion.VERSION2, clean_session=True)
        if parts.username:
            client.username_pw_set(
                unquote(parts.username), unquote(parts.password or "")
            )
        if parts.scheme == "mqtts":
            client.tls_set(ca_certs=ca_file)
        client.on_connect = self._connected
        client.on_disconnect = self._disconnected
        client.on_message = self._heard
        client.on_subscribe = self._subscribed
        client.on_socket_open = self._socket_open
        client.on_socket_close = self._socket_close
        client.on_socket_register_write = self._want_write
        client.on_socket_unregister_write = self._wrote
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        self._delay = SHORTEST_BACK_OFF_SECONDS

    async def open(self) -> None:
        """Connect. Raises OSError if there is no broker, ConnectionError if it refuses."""
        self._loop = asyncio.get_running_loop()
        self._answered: asyncio.Future[None] = self._loop.create_future()
        self._client.connect(self.host, self.port, KEEPALIVE_SECONDS)
        self._spawn(self._keep_alive())
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._answered
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Write what waits, then go; neither a task nor a socket is left."""
        self._closing = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                while self._client.is_connected() and self._client.want_write():
                    await asyncio.sleep(0.01)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._client.disconnect()
        while self._client.want_write():
            if self._client.loop_write() is not MQTTErrorCode.MQTT_ERR_SUCCESS:
                break
        self._client.loop_misc()

    def publish(
        self, topic: str, payload: bytes, qos: int = 0, retain: bool = False
    ) -> None:
        """Publish; while the link is down it is lost."""
        if self._client.is_connected():
            self._client.publish(topic, payload, qos, retain)

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Subscribe at QoS 1 and wait until the broker has confirmed it."""
        async with asyncio.timeout(ANSWER_SECONDS):
            await asyncio.gather(*self.ask(topics))

    def ask(self, topics: Iterable[str]) -> list[asyncio.Future[None]]:
        """Subscribe at QoS 1 without waiting; return what will be done when confirmed."""
        filters = [(topic, 1) for topic in topics]
        asked = []
        for first in range(0, len(filters), FILTERS_A_PACKET):
            _, packet = self._client.subscribe(
                filters[first : first + FILTERS_A_PACKET]
            )
            if packet is not None:
                asked.append(self._loop.create_future())
                self._waiting[packet] = asked[-1]
        return asked

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(self._delay)
            if self._client.is_connected():
                self._client.loop_misc()
                continue
            with contextlib.suppress(OSError):
                self._client.reconnect()
            self._delay = min(2 * self._delay, LONGEST_BACK_OFF_SECONDS)

    def _spawn(self, work: Any) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _connected(
        self, _client: Client, _data: Any, _flags: Any, reason: Any, _p: Any
    ) -> None:
        if not self._answered.done():
            if reason.is_failure:
                self._answered.set_exception(ConnectionError(str(reason)))
            else:
                self._answered.set_result(None)
        if reason.is_failure:
            return
        self._delay = SHORTEST_BACK_OFF_SECONDS
        if self.on_up is not None:
            self.on_up()

    def _disconnected(self, *_: Any) -> None:
        for future in self._waiting.values():
            future.cancel()
        self._waiting.clear()
        if self.on_down is not None and not self._closing:
            self.on_down()

    def _subscribed(
        self, _client: Client, _data: Any, packet: int, _r: Any, _p: Any
    ) -> None:
        future = self._waiting.pop(packet, None)
        if future is not None and not future.done():
            future.set_result(None)

    def _heard(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        if self.on_message is not None and not self._closing:
            self.on_message(message.topic, message.payload)

    def _socket_open(self, client: Client, _data: Any, sock: Any) -> None:
        self._loop.add_reader(sock, self._read, client, sock)

    @staticmethod
    def _read(client: Client, sock: Any) -> None:
        client.loop_read()
        while isinstance(sock, ssl.SSLSocket) and sock.pending():
            client.loop_read()

    def _socket_close(self, _client: Client, _data: Any, sock: Any) -> None:
        self._loop.remove_reader(sock)
        self._loop.remove_writer(sock)

    def _want_write(self, client: Client, _data: Any, sock: Any) -> None:
        self._loop.add_writer(sock, client.loop_write)

    def _wrote(self, _client: Client, _data: Any, sock: Any) -> None:
        self._loop.remove_writer(sock)
