"""All ways to reach printers, each with a real server at its other end."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from typing import Any, NamedTuple, override

from aiohttp import web

from custom_components.factor.connection import Connection
from custom_components.factor.connection.settings import (
    HomeAssistantSettings,
    LinkSettings,
    MqttSettings,
    Tls,
    Transport,
    Version,
    WebSocketClientSettings,
    WebSocketServerSettings,
)
from custom_components.factor.connection.websocket_server import (
    WebSocketServerConnection,
)
from demo.broker import HOST
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from tests import wait_until
from tests.brokers import Broker
from tests.brokers.amqtt import Amqtt
from tests.brokers.mosquitto import Mosquitto
from tests.brokers.nats import Nats
from tests.brokers.rabbitmq import WEB_PATH, RabbitMq
from tests.own_mqtt import mqtt_entry, mqtt_may_load

from .legacy import OldServer, serving
from .peers import PATIENCE_S, EdgePeer, MqttPeer, Peer


@dataclass(frozen=True)
class Way:
    """A way by a broker; `cannot` says why it can't do what."""

    name: str
    server: type[Broker]
    listener: str = "tcp"
    settings: Mapping[str, Any] = field(default_factory=dict)
    cannot: Mapping[str, str] = field(default_factory=dict)

    def link(self, broker: Broker, **changes: Any) -> LinkSettings:
        """Return how to reach the broker."""
        settings = {
            "host": HOST,
            "port": broker.ports[self.listener],
            "username": broker.username,
            "password": broker.password,
            **self.settings,
            **changes,
        }
        if isinstance(broker, Mosquitto) and settings.get("tls") is Tls.CUSTOM:
            settings["ca_certificate"] = broker.authority.certificate.read_text()
        return MqttSettings(**settings)

    def peer(self, broker: Broker) -> Peer:
        """Return printers at the broker."""
        return MqttPeer(broker.ports["tcp"], broker.username, broker.password)

    async def set_up(self, hass: HomeAssistant, broker: Broker) -> None:
        """Have what is beneath the link run."""

    async def tear_down(self, hass: HomeAssistant, broker: Broker) -> None:
        """Have nothing of it run."""

    def serve(self, broker: Broker, connection: Connection) -> None:
        """Let the connection be the server, where it is one."""

    async def kill(self, broker: Broker) -> None:
        """End the server without a goodbye."""
        await asyncio.to_thread(broker.kill)

    async def start(self, broker: Broker) -> None:
        """Start the server again."""
        await asyncio.to_thread(broker.start)


class Address(NamedTuple):
    """Where a broker is."""

    host: str
    port: int


@dataclass(frozen=True)
class HomeAssistantWay(Way):
    """The way by Home Assistant's own MQTT integration."""

    loading: ExitStack = field(default_factory=ExitStack)

    def link(self, broker: Broker, **changes: Any) -> LinkSettings:
        return HomeAssistantSettings()

    async def set_up(self, hass: HomeAssistant, broker: Broker) -> None:
        at = Address(HOST, broker.ports["tcp"])
        who = {"username": broker.username, "password": broker.password}
        entry = mqtt_entry(hass, at, **who)
        self.loading.enter_context(mqtt_may_load())
        assert await hass.config_entries.async_setup(entry.entry_id)
        await wait_until(lambda: entry.state is ConfigEntryState.LOADED, PATIENCE_S)

    async def tear_down(self, hass: HomeAssistant, broker: Broker) -> None:
        for entry in hass.config_entries.async_entries("mqtt"):
            await hass.config_entries.async_unload(entry.entry_id)
        self.loading.close()


@dataclass
class OwnServer(Broker):
    """A legacy WebSocket server in this process, ours or one like the old one."""

    name = "WebSocket"
    listeners = ()
    url: str = ""
    serving: AsyncExitStack = field(default_factory=AsyncExitStack)
    connection: WebSocketServerConnection | None = None
    old: OldServer = field(default_factory=OldServer)

    @classmethod
    def missing(cls) -> None:
        return None

    @override
    def start(self) -> None:
        """Do nothing: it starts with each test."""

    @override
    def stop(self) -> None:
        """Do nothing: it ends with each test."""

    async def attend(self, request: web.Request) -> web.StreamResponse:
        """Serve one who comes to our own server."""
        assert self.connection
        return await self.connection.serve(request)


@dataclass(frozen=True)
class WebSocketServerWay(Way):
    """Old edges come to us."""

    def link(self, broker: Broker, **changes: Any) -> LinkSettings:
        return WebSocketServerSettings("secret")

    def peer(self, broker: Broker) -> Peer:
        assert isinstance(broker, OwnServer)
        return EdgePeer(broker.url)

    def serve(self, broker: Broker, connection: Connection) -> None:
        assert isinstance(broker, OwnServer)
        assert isinstance(connection, WebSocketServerConnection)
        broker.connection = connection

    async def set_up(self, hass: HomeAssistant, broker: Broker) -> None:
        assert isinstance(broker, OwnServer)
        app = web.Application()
        app.router.add_get("/", broker.attend)
        port = await broker.serving.enter_async_context(serving(app))
        broker.url = f"ws://{HOST}:{port}/"

    async def tear_down(self, hass: HomeAssistant, broker: Broker) -> None:
        assert isinstance(broker, OwnServer)
        await broker.serving.aclose()


@dataclass(frozen=True)
class WebSocketClientWay(Way):
    """We go to an old server, as old edges do."""

    def link(self, broker: Broker, **changes: Any) -> LinkSettings:
        assert isinstance(broker, OwnServer)
        return WebSocketClientSettings(broker.url)

    def peer(self, broker: Broker) -> Peer:
        assert isinstance(broker, OwnServer)
        return EdgePeer(broker.url)

    async def set_up(self, hass: HomeAssistant, broker: Broker) -> None:
        await self.start(broker)

    async def tear_down(self, hass: HomeAssistant, broker: Broker) -> None:
        await self.kill(broker)

    async def start(self, broker: Broker) -> None:
        assert isinstance(broker, OwnServer)
        broker.url = await broker.serving.enter_async_context(broker.old.run())

    async def kill(self, broker: Broker) -> None:
        assert isinstance(broker, OwnServer)
        await broker.serving.aclose()


WEB = {"transport": Transport.WEBSOCKETS}
SECURE = {"tls": Tls.CUSTOM}
MQTT_5 = {"version": Version.V5}
COPIES = {"one copy": "sends a message once for each subscription that it fits"}

LEGACY = {
    "credentials": "has no users",
    "retain": "keeps no messages",
    "looked at": "printers and servers are in this process; its own tests look",
}

WAYS = (
    Way("mosquitto: TCP", Mosquitto),
    Way("mosquitto: TLS", Mosquitto, "tls", SECURE),
    Way("mosquitto: WebSocket", Mosquitto, "ws", WEB),
    Way("mosquitto: secure WebSocket", Mosquitto, "wss", WEB | SECURE),
    Way("mosquitto: MQTT 5", Mosquitto, "tcp", MQTT_5, COPIES),
    Way(
        "mosquitto: MQTT 5, secure WebSocket",
        Mosquitto,
        "wss",
        MQTT_5 | WEB | SECURE,
        COPIES,
    ),
    Way("amqtt: TCP", Amqtt, cannot=COPIES),
    Way("amqtt: WebSocket", Amqtt, "ws", WEB, COPIES),
    Way("RabbitMQ: TCP", RabbitMq),
    Way(
        "RabbitMQ: WebSocket with a path",
        RabbitMq,
        "ws",
        WEB | {"path": WEB_PATH},
        {"credentials": "closes a WebSocket without saying that they are wrong"},
    ),
    Way("NATS: TCP", Nats, cannot=COPIES),
    Way("NATS: WebSocket", Nats, "ws", WEB, COPIES),
    HomeAssistantWay(
        "Home Assistant's MQTT",
        Mosquitto,
        cannot={"credentials": "Home Assistant has the credentials"},
    ),
    WebSocketServerWay(
        "legacy WebSocket: server",
        OwnServer,
        cannot=LEGACY
        | {
            "two links": "an edge goes to one server",
            "restart": "the server is Home Assistant itself",
            "server without us": "the server is Home Assistant itself",
        },
    ),
    WebSocketClientWay(
        "legacy WebSocket: client",
        OwnServer,
        cannot=LEGACY | {"publish": "the old server passes nothing on to printers"},
    ),
)
