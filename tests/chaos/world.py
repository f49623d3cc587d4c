"""Printers at real brokers, and the integration inside of pytest."""

from collections.abc import Mapping
import os
import time
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.const import (
    CONF_DEVICE_UUID,
    DOMAIN,
    SUBENTRY_PRINTER,
)
from custom_components.factor.coordinator import PrinterCoordinator
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant

from .. import broker_data, is_loaded, wait_until

IS_FULL = os.environ.get("CHAOS") == "full"
"""Whether all of it runs, which takes long, or the short form."""
IS_WANTED = "CHAOS" in os.environ
"""Whether more runs than what is quick enough for each run of all tests."""
SEED = int(os.environ.get("CHAOS_SEED") or time.time())
BACK_WITHIN_S = 60


async def registered(
    hass: HomeAssistant,
    address: Any,
    *uuids: str,
    settings: Mapping[str, Any] | None = None,
    **changes: Any,
) -> MockConfigEntry:
    """Return the entry of a broker, set up, with printers that are called as their ids.

    `settings` are those of each printer.
    """
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Workshop",
        data=broker_data(address, **changes),
        subentries_data=[
            ConfigSubentryDataWithId(
                subentry_id=uuid,
                subentry_type=SUBENTRY_PRINTER,
                title=uuid,
                unique_id=uuid,
                data={CONF_DEVICE_UUID: uuid, **(settings or {})},
            )
            for uuid in uuids
        ],
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert is_loaded(entry)
    return entry


def printers_of(entry: MockConfigEntry) -> list[PrinterCoordinator]:
    """Return the printers of an entry that is set up."""
    return list(entry.runtime_data.printers.values())


async def heard(
    *printers: PrinterCoordinator, within_s: float = BACK_WITHIN_S
) -> float:
    """Wait until each printer is heard again; return how long that took, in s."""
    since, began = printers[0].hass.loop.time(), time.monotonic()
    await wait_until(
        lambda: all(
            each.heard_at > since and each.online and each.connection.connected
            for each in printers
        ),
        within_s,
    )
    return time.monotonic() - began


async def more_heard(messages: int, *printers: PrinterCoordinator) -> None:
    """Wait until so many more messages of each printer were taken in."""
    counters = [each.counters for each in printers]
    before = [each.received for each in counters]
    await wait_until(
        lambda: all(
            counter.received >= received + messages
            for counter, received in zip(counters, before, strict=True)
        )
    )
