"""What the tests of the actions share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.const import DOMAIN
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.translation import async_get_translations
from simulator import Fleet, Printer
from simulator.link import Link

from . import asked_of, wait_until
from .conftest import UUID
from .mosquitto import Mosquitto

CONTROL = f"control/{UUID}"
GCODE_IN = f"octoprint/gcode_in/{UUID}"
CAMERA_COMMAND = f"camera/{UUID}/cmd"
STATE = "sensor.printer_1_state"
# What the integration asks of itself when it hears the plugin.
CAMERA_QUESTION = (CAMERA_COMMAND, {"type": "camera", "action": "state"})

type Wire = list[tuple[str, Any]]


@asynccontextmanager
async def listening(broker: Mosquitto, *more: str) -> AsyncIterator[Wire]:
    """Give all commands that anybody on the broker hears, but for the question."""
    heard: Wire = []

    def hear(topic: str, payload: bytes) -> None:
        message = (topic, json.loads(payload))
        if message != CAMERA_QUESTION:
            heard.append(message)

    link = Link(broker.url)
    await link.open()
    link.on_message = hear
    await link.subscribe(["control/#", GCODE_IN, CAMERA_COMMAND, *more])
    try:
        yield heard
    finally:
        await link.close()


@asynccontextmanager
async def playing(
    hass: HomeAssistant, broker: Mosquitto, scene: str = "printing", **options: Any
) -> AsyncIterator[Printer]:
    """Play the printer in a scene that Home Assistant has heard of."""
    printer = Printer(UUID, scene=scene, **options)
    async with playing_this(hass, broker, printer):
        yield printer


@asynccontextmanager
async def playing_this(
    hass: HomeAssistant, broker: Mosquitto, printer: Printer
) -> AsyncIterator[None]:
    """Play a printer that Home Assistant has heard of."""
    state = {"finishing": "printing"}.get(printer.scene, printer.scene)
    async with Fleet(broker.url, [printer], interval=0.05):
        await wait_until(lambda: hass.states.is_state(STATE, state))
        await wait_until(
            lambda: (
                printer.scene == "offline"
                or hass.states.get("sensor.printer_1_bed_temperature")
            )
        )
        yield


def device_id(hass: HomeAssistant, entry: MockConfigEntry, printer: bool = True) -> str:
    """Return the id of the printer's device, or of its broker's."""
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, "printer_1" if printer else entry.entry_id), entry.entry_id
    )
    assert device
    return device.id


async def act(
    hass: HomeAssistant, entry: MockConfigEntry, action: str, **data: Any
) -> None:
    """Perform an action on the printer, or on another device if one is given."""
    await hass.services.async_call(
        DOMAIN, action, {ATTR_DEVICE_ID: device_id(hass, entry), **data}, blocking=True
    )


async def error_of[ErrorT: HomeAssistantError](
    kind: type[ErrorT],
    hass: HomeAssistant,
    entry: MockConfigEntry,
    action: str,
    **data: Any,
) -> ErrorT:
    """Return the error that an action raises."""
    with pytest.raises(kind) as raised:
        await act(hass, entry, action, **data)
    assert type(raised.value) is kind
    return raised.value


async def check_told(
    hass: HomeAssistant, error: HomeAssistantError, key: str, **placeholders: str
) -> None:
    """Check that an error is told in whole English sentences of this integration."""
    assert error.translation_domain == DOMAIN
    assert error.translation_key == key
    assert error.translation_placeholders == placeholders
    texts = await async_get_translations(hass, "en", "exceptions", [DOMAIN])
    text = texts[f"component.{DOMAIN}.exceptions.{key}.message"].format(**placeholders)
    assert str(error) == text.rstrip(".")  # as Home Assistant shows errors
    assert "{" not in text


async def check_nothing_sent(
    entry: MockConfigEntry, broker: Mosquitto, wire: Wire
) -> None:
    """Check that nothing was published, once the broker has handled all there was."""
    await entry.runtime_data.connection.publish("control/barrier", b"{}")
    await wait_until(lambda: wire)
    assert wire == [("control/barrier", {})]
    published = [one for one in asked_of(broker, "PUBLISH") if one != CAMERA_COMMAND]
    assert published == ["control/barrier"]
