"""Bad networks and bad brokers, on 127.0.0.1."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
import select
import ssl

from tests.mosquitto import Mosquitto

HOST = "127.0.0.1"
ENDLESS = 2**30
ACCEPTED = b"\x20\x02\x00\x00"


@dataclass
class Network:
    """A way to the broker that a test can stall, cut, or have swallow everything.

    It forgets what a sender gave up, as a network does: bytes that still wait here
    when their sender resets its connection are never delivered.
    """

    broker: Mosquitto
    port: int = 0
    links: int = 0
    ended: int = 0
    to_broker: asyncio.Event = field(default_factory=asyncio.Event)
    to_client: asyncio.Event = field(default_factory=asyncio.Event)
    host: str = HOST
    _clients: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def flow(self) -> None:
        """Let everything through, also what waited."""
        self.to_broker.set()
        self.to_client.set()

    def stall(self) -> None:
        """Hold everything back."""
        self.to_broker.clear()
        self.to_client.clear()

    def cut(self) -> None:
        """Reset all connections."""
        for client in self._clients:
            client.transport.abort()

    def say(self, data: bytes) -> None:
        """Tell the clients what the broker never said."""
        for client in self._clients:
            client.write(data)

    async def close(self) -> None:
        """End all connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def accept(
        self, reader: asyncio.StreamReader, client: asyncio.StreamWriter
    ) -> None:
        """Look after a new connection."""
        task = asyncio.get_running_loop().create_task(self._connect(reader, client))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(
        self, reader: asyncio.StreamReader, client: asyncio.StreamWriter
    ) -> None:
        self.links += 1
        self._clients.add(client)
        broker: asyncio.StreamWriter | None = None
        try:
            answers, broker = await asyncio.open_connection(
                self.broker.host, self.broker.port
            )
            async with asyncio.TaskGroup() as directions:
                to_broker, to_client = self._wires(broker, client)
                directions.create_task(
                    _carry(reader, client, to_broker, self.to_broker)
                )
                directions.create_task(
                    _carry(answers, broker, to_client, self.to_client)
                )
        except* OSError:
            pass
        finally:
            self._clients.discard(client)
            for writer in filter(None, (client, broker)):
                writer.close()
            self.ended += 1

    def _wires(
        self, broker: asyncio.StreamWriter, client: asyncio.StreamWriter
    ) -> tuple[asyncio.StreamWriter, asyncio.StreamWriter]:
        """Return what is written to on the way to the broker, and to the client."""
        return broker, client


async def _carry(
    reader: asyncio.StreamReader,
    source: asyncio.StreamWriter,
    target: asyncio.StreamWriter,
    gate: asyncio.Event,
) -> None:
    """Carry bytes one way; raise OSError at the end."""
    while data := await reader.read(2**16):
        await gate.wait()
        if reader.exception() or _was_reset(source):
            break
        target.write(data)
        await target.drain()
    raise ConnectionError


def _was_reset(connection: asyncio.StreamWriter) -> bool:
    """Return whether the other end gave up, even if the event loop is yet to see it."""
    poll = select.poll()
    fd = connection.get_extra_info("socket").fileno()
    if fd >= 0:
        poll.register(fd, 0)
    return fd < 0 or bool(poll.poll(0))


def network_to(broker: Mosquitto) -> AbstractAsyncContextManager[Network]:
    """Give a network that lets everything through to the broker."""
    return opened(Network(broker))


@asynccontextmanager
async def opened[AnyNetwork: Network](
    network: AnyNetwork,
) -> AsyncGenerator[AnyNetwork]:
    """Give a network once it listens; it lets everything through."""
    network.flow()
    server = await asyncio.start_server(network.accept, HOST, limit=ENDLESS)
    network.port = server.sockets[0].getsockname()[1]
    try:
        yield network
    finally:
        server.close()
        await network.close()
        await server.wait_closed()


@dataclass
class Impostor:
    """Something that listens, but is no broker."""

    port: int
    host: str = HOST
    visits: int = 0
    leavings: int = 0


@asynccontextmanager
async def impostor(
    *answers: bytes, hang_up: bool = False, tls: ssl.SSLContext | None = None
) -> AsyncGenerator[Impostor]:
    """Give a server that answers each thing it is told with the next of these.

    When it has none left it hangs up, or else waits in silence until it is left.
    """
    tasks = set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        this.visits += 1
        with suppress(ConnectionError):
            for answer in answers:
                await reader.read(2**16)
                writer.write(answer)
            while not hang_up and await reader.read(2**16):
                pass
        this.leavings += 1
        writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, HOST, ssl=tls)
    this = Impostor(server.sockets[0].getsockname()[1])
    try:
        yield this
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        server.close_clients()
        await server.wait_closed()
