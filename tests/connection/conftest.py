"""Connections that end with the test, and a network between them and the broker."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from custom_components.factor.connection import Failure, Message, mqtt
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings
from tests import wait_until
from tests.mosquitto import Mosquitto

from .network import Network, network_to

type Connect = Callable[..., Awaitable[MqttConnection]]


@dataclass
class Witness:
    """Somebody else at the broker, who hears everything on some topics."""

    connection: MqttConnection
    heard: list[Message] = field(default_factory=list)

    @property
    def payloads(self) -> list[bytes]:
        """What was heard so far."""
        return [message.payload for message in self.heard]

    async def listen(self, *topics: str) -> None:
        """Return once the broker sends us what is on these topics."""
        for topic in topics:
            self.connection.subscribe(topic, self.heard.append)
        await self.settle()

    async def settle(self) -> None:
        """Return once the broker has done what we asked so far."""
        await self.connection.publish("settle", b"")

    async def hear(self, *payloads: bytes) -> None:
        """Return once exactly this has been heard."""
        await wait_until(lambda: len(self.heard) >= len(payloads))
        assert self.payloads == list(payloads)


def record_link(connection: MqttConnection) -> list[Failure | None]:
    """Return a list that takes what watchers are told from now on."""
    told: list[Failure | None] = []
    connection.watch(told.append)
    return told


def socket_of(connection: MqttConnection) -> Any:
    """Return the socket of the link, or of the attempt to establish one, if any."""
    return connection._link and connection._link.socket


@pytest.fixture(autouse=True)
def _hurry(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reconnect at once, for nobody pays for the broker's time here."""
    monkeypatch.setattr(mqtt, "RECONNECT_FIRST_S", 0.01)
    monkeypatch.setattr(mqtt, "RECONNECT_MAX_S", 0.05)


@pytest.fixture
async def connect() -> AsyncGenerator[Connect]:
    """Give what connects to a broker, or to what is in its place."""
    connections: list[MqttConnection] = []

    async def connect(to: Any, **settings: Any) -> MqttConnection:
        connection = MqttConnection(MqttSettings(to.host, to.port, **settings))
        connections.append(connection)
        await connection.connect()
        return connection

    yield connect
    for connection in connections:
        await connection.disconnect()


@pytest.fixture
async def connection(connect: Connect, broker: Mosquitto) -> MqttConnection:
    """Give a connection to the broker."""
    return await connect(broker)


@pytest.fixture
async def network(broker: Mosquitto) -> AsyncGenerator[Network]:
    """Give a network to the broker."""
    async with network_to(broker) as network:
        yield network


@pytest.fixture
async def distant(network: Network, connect: Connect) -> MqttConnection:
    """Give a connection to the broker by way of the network."""
    return await connect(network)


@pytest.fixture
async def witness(connect: Connect, broker: Mosquitto) -> Witness:
    """Give somebody else at the broker."""
    return Witness(await connect(broker))
