"""Brokers and connections that end with the test, and a network between them."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
import socket
from typing import Any

import pytest

from custom_components.factor.connection import (
    ConnectError,
    Failure,
    Message,
    keeper,
)
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings, Tls, Transport
from demo.broker import free_port
from tests import wait_until
from tests.authority import Authority
from tests.mosquitto import Mosquitto, password_line

from .network import HOST, Network, network_to

USER = {"username": "anna", "password": "pässword"}
ANYBODY = "allow_anonymous true"
WEB = {"transport": Transport.WEBSOCKETS}
needs_stall_limit = pytest.mark.skipif(
    not hasattr(socket, "TCP_USER_TIMEOUT"),
    reason="this kernel has no limit for stalls",
)

type Connect = Callable[..., Awaitable[MqttConnection]]
type Start = Callable[..., Mosquitto]


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


def web_listener() -> tuple[str, ...]:
    """Return what makes the listener of mosquitto one for WebSockets.

    This mosquitto does not start with such a one alone.
    """
    return ("protocol websockets", f"listener {free_port()} {HOST}")


def trusting(authority: Authority) -> dict[str, Any]:
    """Return the settings of a connection that trusts only this authority."""
    return {"tls": Tls.CUSTOM, "ca_certificate": authority.certificate.read_text()}


async def failure_of(connecting: Awaitable[MqttConnection]) -> Failure:
    """Return why connecting fails."""
    with pytest.raises(ConnectError) as error:
        await connecting
    return error.value.failure


@pytest.fixture(autouse=True)
def _hurry(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reconnect at once, for nobody pays for the broker's time here."""
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 0.01)
    monkeypatch.setattr(keeper, "RECONNECT_MAX_S", 0.05)


@pytest.fixture
def link_settings() -> dict[str, Any]:
    """Give the settings of our links; who runs a test in several ways says which."""
    return {}


@pytest.fixture
def broker(
    link_settings: dict[str, Any], socket_enabled: None, tmp_path: Path
) -> Iterator[Mosquitto]:
    """Give a running mosquitto that lets everybody in."""
    web = web_listener() if "transport" in link_settings else ()
    mosquitto = Mosquitto(tmp_path, (ANYBODY, *web))
    mosquitto.start()
    yield mosquitto
    mosquitto.stop()


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
async def distant(
    network: Network, connect: Connect, link_settings: dict[str, Any]
) -> MqttConnection:
    """Give a connection to the broker by way of the network."""
    return await connect(network, **link_settings)


@pytest.fixture
async def witness(
    connect: Connect, broker: Mosquitto, link_settings: dict[str, Any]
) -> Witness:
    """Give somebody else at the broker."""
    return Witness(await connect(broker, **link_settings))


@pytest.fixture
async def start(tmp_path: Path) -> AsyncGenerator[Start]:
    """Give what starts a broker with settings of one's own."""
    started: list[Mosquitto] = []

    def start(*settings: str) -> Mosquitto:
        broker = Mosquitto(tmp_path, settings)
        broker.start()
        started.append(broker)
        return broker

    yield start
    for broker in started:
        broker.stop()


@pytest.fixture
def users(tmp_path: Path) -> str:
    """Give the setting that lets nobody but anna in."""
    users = tmp_path / "users"
    users.write_text(password_line(**USER))
    return f"password_file {users}"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Give an authority that signs brokers' certificates."""
    return Authority(tmp_path / "authority")


@pytest.fixture
def stays_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no link established anew."""
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 3600)
