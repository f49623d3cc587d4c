"""The actions."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import ATTR_DEVICE_ID, ATTR_TEMPERATURE
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, service

from .const import DOMAIN
from .coordinator import FactorConfigEntry, PrinterCoordinator
from .protocol.commands import BED, Cancel, Command, Pause, Resume, SetTemperature

ATTR_HEATER: Final = "heater"
ATTR_TOOL: Final = "tool"
HOTEND: Final = "hotend"

type CommandFactory = Callable[[Mapping[str, Any]], Command]


def set_temperature(data: Mapping[str, Any]) -> SetTemperature:
    """Return the command for an action's data."""
    heater = BED if data[ATTR_HEATER] == BED else f"tool{data[ATTR_TOOL]}"
    return SetTemperature.for_heater(heater, data[ATTR_TEMPERATURE])


# Ranges are the commands' own to check, whose errors are translated.
ACTIONS: Final[dict[str, tuple[CommandFactory, dict[vol.Marker, Any]]]] = {
    "pause_print": (lambda _: Pause(), {}),
    "resume_print": (lambda _: Resume(), {}),
    "cancel_print": (lambda _: Cancel(), {}),
    "set_temperature": (
        set_temperature,
        {
            vol.Required(ATTR_HEATER): vol.In([HOTEND, BED]),
            vol.Optional(ATTR_TOOL, default=0): cv.positive_int,
            vol.Required(ATTR_TEMPERATURE): vol.Coerce(float),
        },
    ),
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, each on the device of a printer."""
    for name, (command, fields) in ACTIONS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            partial(_async_handle, hass, command),
            schema=vol.Schema({vol.Required(ATTR_DEVICE_ID): cv.string, **fields}),
        )


async def _async_handle(
    hass: HomeAssistant, factory: CommandFactory, call: ServiceCall
) -> None:
    """Send the command that an action stands for to its printer."""
    printer = _async_get_printer(hass, call.data[ATTR_DEVICE_ID])
    with printer.refusing_out_of_range():
        command = factory(call.data)
    await printer.async_send(command)


@callback
def _async_get_printer(hass: HomeAssistant, device_id: str) -> PrinterCoordinator:
    """Return the printer of a device; raise `ServiceValidationError` if it has none."""
    entry: FactorConfigEntry
    device, entry = service.async_get_device_and_config_entry(hass, DOMAIN, device_id)
    if device.config_subentry_id is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_a_printer",
            translation_placeholders={
                "device": device.name_by_user or device.name or ""
            },
        )
    return entry.runtime_data.printers[device.config_subentry_id]
