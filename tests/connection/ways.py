"""All ways to reach printers, each with a real server at its other end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.connection.settings import (
    HomeAssistantSettings,
    LinkSettings,
    MqttSettings,
    Tls,
    Transport,
    Version,
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

from .peers import PATIENCE_S, MqttPeer, Peer


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

    async def tear_down(self, hass: HomeAssistant) -> None:
        """Have nothing of it run."""


@dataclass(frozen=True)
class HomeAssistantWay(Way):
    """The way by Home Assistant's own MQTT integration."""

    def link(self, broker: Broker, **changes: Any) -> LinkSettings:
        return HomeAssistantSettings()

    async def set_up(self, hass: HomeAssistant, broker: Broker) -> None:
        data = {
            "broker": HOST,
            "port": broker.ports["tcp"],
            "username": broker.username,
            "password": broker.password,
        }
        entry = MockConfigEntry(domain="mqtt", data=data, version=1, minor_version=2)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await wait_until(lambda: entry.state is ConfigEntryState.LOADED, PATIENCE_S)

    async def tear_down(self, hass: HomeAssistant) -> None:
        for entry in hass.config_entries.async_entries("mqtt"):
            await hass.config_entries.async_unload(entry.entry_id)


WEB = {"transport": Transport.WEBSOCKETS}
SECURE = {"tls": Tls.CUSTOM}
MQTT_5 = {"version": Version.V5}
COPIES = {"one copy": "sends a message once for each subscription that it fits"}

WAYS = (
    Way("mosquitto: TCP", Mosquitto),
    Way("mosquitto: TLS", Mosquitto, "tls", SECURE),
    Way("mosquitto: WebSocket", Mosquitto, "ws", WEB),
    Way("mosquitto: secure WebSocket", Mosquitto, "wss", WEB | SECURE),
    Way("mosquitto: MQTT 5", Mosquitto, "tcp", MQTT_5, COPIES),
    Way("mosquitto: MQTT 5, TLS", Mosquitto, "tls", MQTT_5 | SECURE, COPIES),
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
    Way("RabbitMQ: WebSocket with a path", RabbitMq, "ws", WEB | {"path": WEB_PATH}),
    Way("NATS: TCP", Nats, cannot=COPIES),
    Way("NATS: WebSocket", Nats, "ws", WEB, COPIES),
    HomeAssistantWay(
        "Home Assistant's MQTT",
        Mosquitto,
        cannot={"credentials": "Home Assistant has the credentials"},
    ),
)
