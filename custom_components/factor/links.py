"""Which connection an entry has."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .connection import Connection
from .connection.home_assistant import HomeAssistantConnection
from .connection.mqtt import MqttConnection
from .connection.settings import (
    HomeAssistantSettings,
    LinkSettings,
    MqttSettings,
    WebSocketClientSettings,
    WebSocketServerSettings,
)
from .connection.websocket_client import WebSocketClientConnection
from .connection.websocket_server import WebSocketServerConnection
from .const import CONF_LINK


class Link(StrEnum):
    """The kinds of link, as an entry's data names them; of a broker if it names none."""

    MQTT = "mqtt"
    HOME_ASSISTANT = "home_assistant"
    WEBSOCKET_SERVER = "websocket_server"
    WEBSOCKET_CLIENT = "websocket_client"


SETTINGS: Final[Mapping[Link, type[LinkSettings]]] = {
    Link.MQTT: MqttSettings,
    Link.HOME_ASSISTANT: HomeAssistantSettings,
    Link.WEBSOCKET_SERVER: WebSocketServerSettings,
    Link.WEBSOCKET_CLIENT: WebSocketClientSettings,
}


def link_of(data: Mapping[str, Any]) -> Link:
    """Return which kind of link an entry's data is of."""
    return Link(data.get(CONF_LINK, Link.MQTT))


def settings_of(data: Mapping[str, Any]) -> LinkSettings:
    """Return the settings in an entry's data."""
    return msgspec.convert(dict(data), SETTINGS[link_of(data)])


def new_connection(hass: HomeAssistant, settings: LinkSettings) -> Connection:
    """Return a connection that is not connected yet."""
    match settings:
        case MqttSettings():
            return MqttConnection(settings)
        case HomeAssistantSettings():
            return HomeAssistantConnection(hass)
        case WebSocketServerSettings():
            return WebSocketServerConnection(settings)
        case WebSocketClientSettings():
            return WebSocketClientConnection(settings, async_get_clientsession(hass))
