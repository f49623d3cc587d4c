"""Home Assistant's own MQTT integration, with a real broker."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant


@contextmanager
def mqtt_may_load() -> Generator[None]:
    """Spare it the configuration file, which no test has, and long waits."""
    with (
        patch("homeassistant.config.load_yaml_config_file", return_value={}),
        patch.object(mqtt.client, "RECONNECT_INTERVAL_SECONDS", 0.05),
    ):
        yield


def mqtt_entry(hass: HomeAssistant, broker: Any, **changes: Any) -> MockConfigEntry:
    """Return its entry; it is not set up."""
    entry = MockConfigEntry(
        domain=mqtt.DOMAIN,
        title="Home Assistant's broker",
        data={
            mqtt.CONF_BROKER: broker.host,
            "port": broker.port,
            "protocol": "5",
            **changes,
        },
        options={
            mqtt.CONF_BIRTH_MESSAGE: {},
            mqtt.CONF_WILL_MESSAGE: {},
            "discovery": False,
        },
        version=mqtt.CONFIG_ENTRY_VERSION,
        minor_version=mqtt.CONFIG_ENTRY_MINOR_VERSION,
    )
    entry.add_to_hass(hass)
    return entry
