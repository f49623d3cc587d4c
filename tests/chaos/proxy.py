"""A network to a broker that knows MQTT, and spoils whole packets of it."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from random import Random
import time
from typing import override

from ..connection.network import Network, opened
from ..mosquitto import Mosquitto

PUBLISH = 3
SNAPSHOT_BYTES = 500
"""A snapshot is longer, a bare event is shorter."""
MOMENT_S = 1e-6

type Bytes = bytes | bytearray | memoryview
type Send = Callable[[bytes], None]
type Treat = Callable[[bytes, Send], None]


class Packets:
    """Cuts a stream of bytes into the packets of MQTT."""

    def __init__(self) -> None:
        self._rest = b""

    def take(self, data: bytes) -> Iterator[bytes]:
        """Yield the packets that these bytes complete."""
        self._rest += data
        while (length := length_of(self._rest)) and length <= len(self._rest):
            packet, self._rest = self._rest[:length], self._rest[length:]
            yield packet


def length_of(stream: bytes) -> int | None:
    """Return how long the first packet is; None if too little of it is there."""
    header = body_at(stream)
    if header is None:
        return None
    digits = stream[1:header]
    return header + sum((each & 127) << 7 * at for at, each in enumerate(digits))


def body_at(stream: bytes) -> int | None:
    """Return where the first packet's body begins, behind its length."""
    ends = (at + 1 for at, each in enumerate(stream[1:5], 1) if each < 128)
    return next(ends, None)


def topic_of(packet: bytes) -> str | None:
    """Return what a packet is published on, None if it is of another kind."""
    body = body_at(packet)
    if packet[0] >> 4 != PUBLISH or body is None:
        return None
    topic = body + 2
    length = int.from_bytes(packet[body:topic])
    return packet[topic : topic + length].decode()


def as_it_is(packet: bytes, send: Send) -> None:
    """Let a packet through."""
    send(packet)


def swallow(packet: bytes, send: Send) -> None:
    """Take a packet and say nothing: the link looks alive and is not."""


@dataclass
class Fault:
    """What befalls a share of the messages of one printer; it keeps the books."""

    random: Random
    share: float
    hit: list[float] = field(default_factory=list)
    """When a message was spoiled, in Unix time."""
    shown: list[float] = field(default_factory=list)
    """When a snapshot came through unspoiled."""

    def __call__(self, packet: bytes, send: Send) -> None:
        """Treat a message."""
        if self.random.random() < self.share:
            self.hit.append(time.time())
            self.spoil(packet, send)
            return
        if len(packet) > SNAPSHOT_BYTES:
            self.shown.append(time.time())
        send(packet)

    def spoil(self, packet: bytes, send: Send) -> None:
        """Do to a message what this fault does."""
        raise NotImplementedError

    def stop(self) -> None:
        """Send nothing more."""


class Drop(Fault):
    """It is lost."""

    @override
    def spoil(self, packet: bytes, send: Send) -> None:
        pass


class Duplicate(Fault):
    """It comes twice."""

    @override
    def spoil(self, packet: bytes, send: Send) -> None:
        send(packet)
        send(packet)


class Reorder(Fault):
    """It comes after the one that was sent after it."""

    _held: bytes | None = None

    @override
    def __call__(self, packet: bytes, send: Send) -> None:
        held, self._held = self._held, None
        super().__call__(packet, send)
        if held:
            send(held)

    @override
    def spoil(self, packet: bytes, send: Send) -> None:
        self._held = packet


class Delay(Fault):
    """It comes late, and so does what was sent after it."""

    longest_s = 2.0
    _free_at = 0.0
    _timers: Sequence[asyncio.TimerHandle] = ()

    @override
    def __call__(self, packet: bytes, send: Send) -> None:
        super().__call__(packet, lambda packet: self._send_in_turn(packet, send))

    @override
    def spoil(self, packet: bytes, send: Send) -> None:
        late_s = self.random.uniform(0, self.longest_s)
        self._free_at = max(self._free_at, asyncio.get_running_loop().time() + late_s)
        send(packet)

    def _send_in_turn(self, packet: bytes, send: Send) -> None:
        loop = asyncio.get_running_loop()
        self._free_at = max(self._free_at + MOMENT_S, loop.time())
        timer = loop.call_at(self._free_at, send, packet)
        waiting = [each for each in self._timers if each.when() > loop.time()]
        self._timers = [*waiting, timer]

    @override
    def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()


class Garble(Fault):
    """A byte in the middle of what it says is none of any text."""

    @override
    def spoil(self, packet: bytes, send: Send) -> None:
        topic = topic_of(packet) or ""
        says_at = packet.index(topic.encode()) + len(topic)
        at = self.random.randrange(says_at, len(packet))
        send(packet[:at] + b"\xff" + packet[at + 1 :])


@dataclass
class ByPrinter:
    """Treats each printer's messages by the fault of that printer."""

    faults: dict[str, Fault]

    def __call__(self, packet: bytes, send: Send) -> None:
        """Treat a packet; what is no message of these printers is let through."""
        uuids = (topic_of(packet) or "").split("/")
        fault = next((self.faults[each] for each in uuids if each in self.faults), None)
        (fault or as_it_is)(packet, send)


class _Wire(asyncio.StreamWriter):
    """Writes packets as they are treated."""

    def __init__(self, writer: asyncio.StreamWriter, treat: Treat) -> None:
        transport, loop = writer.transport, asyncio.get_running_loop()
        super().__init__(transport, transport.get_protocol(), None, loop)
        self._packets = Packets()
        self._treat = treat

    @override
    def write(self, data: Bytes) -> None:
        for packet in self._packets.take(bytes(data)):
            self._treat(packet, self._send)

    def _send(self, packet: bytes) -> None:
        if not self.is_closing():
            super().write(packet)


@dataclass
class Proxy(Network):
    """A network that treats each packet on its way; both ways are apart."""

    treat_to_broker: Treat = as_it_is
    treat_to_client: Treat = as_it_is

    def swallow(self) -> None:
        """Let nothing through, and forget it; the links stay."""
        self.treat_to_broker = self.treat_to_client = swallow

    def heal(self) -> None:
        """Let everything through as it is, also what waited."""
        self.treat_to_broker = self.treat_to_client = as_it_is
        self.flow()

    def _to_broker(self, packet: bytes, send: Send) -> None:
        self.treat_to_broker(packet, send)

    def _to_client(self, packet: bytes, send: Send) -> None:
        self.treat_to_client(packet, send)

    @override
    def _wires(
        self, broker: asyncio.StreamWriter, client: asyncio.StreamWriter
    ) -> tuple[asyncio.StreamWriter, asyncio.StreamWriter]:
        return _Wire(broker, self._to_broker), _Wire(client, self._to_client)


def proxy_to(broker: Mosquitto) -> AbstractAsyncContextManager[Proxy]:
    """Give a proxy that lets everything through to the broker."""
    return opened(Proxy(broker))
