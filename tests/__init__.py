"""Tests of the FACTOR integration."""

import asyncio
from collections.abc import Callable
import re
import time
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.const import (
    CONF_DEVICE_UUID,
    CONF_TLS,
    DOMAIN,
    SUBENTRY_PRINTER,
)
from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentryDataWithId,
)
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResult

from .mosquitto import Mosquitto

WAIT_S = 10
POLL_S = 0.01


async def wait_until(condition: Callable[[], Any], timeout_s: float = WAIT_S) -> None:
    """Wait until the condition is true; fail after so many seconds."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(POLL_S)


def broker_data(broker: Mosquitto, **changes: Any) -> dict[str, Any]:
    """Return what the entry of a broker holds."""
    return {
        CONF_HOST: broker.host,
        CONF_PORT: broker.port,
        CONF_TLS: "off",
        **changes,
    }


def broker_entry(
    hass: HomeAssistant, broker: Mosquitto, *uuids: str, **changes: Any
) -> MockConfigEntry:
    """Return the entry of a broker with printers "Printer 1", …; it is not set up."""
    return entry_with_printers(hass, broker_data(broker, **changes), *uuids)


def entry_with_printers(
    hass: HomeAssistant, data: dict[str, Any], *uuids: str
) -> MockConfigEntry:
    """Return the entry of any link, which is not set up either."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Workshop",
        data=data,
        subentries_data=[
            ConfigSubentryDataWithId(
                subentry_id=f"printer_{number}",
                subentry_type=SUBENTRY_PRINTER,
                title=f"Printer {number}",
                unique_id=uuid,
                data={CONF_DEVICE_UUID: uuid},
            )
            for number, uuid in enumerate(uuids, 1)
        ],
    )
    entry.add_to_hass(hass)
    return entry


async def set_up(
    hass: HomeAssistant, broker: Mosquitto, *uuids: str, **changes: Any
) -> MockConfigEntry:
    """Return the entry of a broker with printers, after its set-up."""
    entry = broker_entry(hass, broker, *uuids, **changes)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def is_loaded(entry: ConfigEntry) -> bool:
    """Return whether an entry is set up."""
    return entry.state is ConfigEntryState.LOADED


def suggested(result: FlowResult[Any, Any]) -> dict[str, Any]:
    """Return the values that a form shows."""
    schema = result["data_schema"]
    assert schema
    return {
        str(marker): marker.description["suggested_value"]
        for marker in schema.schema
        if marker.description
    }


def asked_of(broker: Mosquitto, packet: str) -> list[str]:
    """Return the topics that the integration sent so far in all packets of a kind.

    The kind is `SUBSCRIBE`, `UNSUBSCRIBE`, or `PUBLISH`.
    """
    topics: list[str] = []
    ours = False
    for line in broker.log.splitlines():
        text = line.partition(": ")[2]
        if text.startswith("\t"):
            if ours:
                topics.append(text.split()[0])
            continue
        if text.startswith("Received "):
            ours = text.startswith(f"Received {packet} from factor-")
            if ours and (topic := re.search(r"'(.*)'", text)):
                topics.append(topic[1])
    return topics


def links_to(broker: Mosquitto) -> int:
    """Return how often the integration has connected to a broker so far."""
    return len(re.findall(r"New client connected from \S+ as factor-", broker.log))
