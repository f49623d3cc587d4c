"""The actions."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import msgspec
import voluptuous as vol

from homeassistant.const import ATTR_DEVICE_ID, ATTR_MODE, ATTR_TEMPERATURE
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, service

from .const import DOMAIN
from .coordinator import FactorConfigEntry, PrinterCoordinator
from .file_actions import FILE_ACTIONS, PrinterAction, PrinterActions
from .history_actions import HISTORY_ACTIONS
from .protocol.commands import (
    BED,
    DEFAULT_SPEED,
    Cancel,
    Command,
    HeaterLimits,
    Home,
    Move,
    OtherCommand,
    Pause,
    Resume,
    SetFanSpeed,
    SetFeedRate,
    SetTemperature,
)

ATTR_AXES: Final = "axes"
ATTR_FEED_RATE: Final = "feed_rate"
ATTR_FIELDS: Final = "fields"
ATTR_HEATER: Final = "heater"
ATTR_SPEED: Final = "speed"
ATTR_TOOL: Final = "tool"
ATTR_TYPE: Final = "type"
ATTR_WAIT: Final = "wait"
HOTEND: Final = "hotend"
MAX_TOOL: Final = 999
AXES: Final = ("x", "y", "z")
MODES: Final = ("relative", "absolute")

type Data = Mapping[str, Any]
type CommandFactory = Callable[[Data, HeaterLimits], Command]


def set_temperature(data: Data, limits: HeaterLimits) -> SetTemperature:
    """Return the command for an action's data."""
    heater = BED if data[ATTR_HEATER] == BED else f"tool{data[ATTR_TOOL]}"
    return SetTemperature.for_heater(
        heater, data[ATTR_TEMPERATURE], limits, data[ATTR_WAIT]
    )


def move(data: Data, _: HeaterLimits) -> Move:
    """Return the command for an action's data."""
    distances = {axis: data[axis] for axis in (*AXES, "e") if axis in data}
    return Move(mode=data[ATTR_MODE], feedrate=data[ATTR_SPEED], **distances)


def json_object(fields: dict[Any, Any]) -> dict[Any, Any]:
    """Return the fields as they are; raise `vol.Invalid` if JSON has no way to say them."""
    try:
        msgspec.json.encode(fields)
    except (TypeError, ValueError) as err:
        raise vol.Invalid(str(err)) from err
    return fields


def send_command(data: Data, limits: HeaterLimits) -> OtherCommand:
    """Return the command for an action's data."""
    return OtherCommand.checked(data[ATTR_TYPE], data[ATTR_FIELDS], limits)


# Ranges are the commands' own to check, whose errors are translated.
COMMANDS: Final[dict[str, tuple[CommandFactory, dict[vol.Marker, Any]]]] = {
    "pause_print": (lambda data, limits: Pause(), {}),
    "resume_print": (lambda data, limits: Resume(), {}),
    "cancel_print": (lambda data, limits: Cancel(), {}),
    "set_temperature": (
        set_temperature,
        {
            vol.Required(ATTR_HEATER): vol.In([HOTEND, BED]),
            vol.Optional(ATTR_TOOL, default=0): vol.All(
                cv.positive_int, vol.Range(max=MAX_TOOL)
            ),
            vol.Required(ATTR_TEMPERATURE): vol.Coerce(float),
            vol.Optional(ATTR_WAIT, default=False): cv.boolean,
        },
    ),
    "home": (
        lambda data, limits: Home("".join(data[ATTR_AXES])),
        {
            vol.Optional(ATTR_AXES, default=list(AXES)): vol.All(
                cv.ensure_list, vol.Length(min=1), [vol.In(AXES)]
            )
        },
    ),
    "move": (
        move,
        {
            vol.Optional(ATTR_MODE, default=MODES[0]): vol.In(MODES),
            **{vol.Optional(axis): vol.Coerce(float) for axis in (*AXES, "e")},
            vol.Optional(ATTR_SPEED, default=DEFAULT_SPEED): vol.Coerce(float),
        },
    ),
    "set_feed_rate": (
        lambda data, limits: SetFeedRate.of(data[ATTR_FEED_RATE]),
        {vol.Required(ATTR_FEED_RATE): vol.Coerce(float)},
    ),
    "set_fan_speed": (
        lambda data, limits: SetFanSpeed.of(data[ATTR_SPEED]),
        {vol.Required(ATTR_SPEED): vol.Coerce(float)},
    ),
    "send_command": (
        send_command,
        {
            vol.Required(ATTR_TYPE): cv.string,
            vol.Optional(ATTR_FIELDS, default={}): vol.All(dict, json_object),
        },
    ),
}

PRINTER_ACTIONS: Final[PrinterActions] = {**FILE_ACTIONS, **HISTORY_ACTIONS}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, each on the device of a printer."""
    for name, (factory, fields) in COMMANDS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            partial(_async_command, hass, factory),
            schema=printer_schema(fields),
        )
    for name, (action, fields, supports_response) in PRINTER_ACTIONS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            partial(_async_printer_action, hass, action),
            schema=printer_schema(fields),
            supports_response=supports_response,
        )


def printer_schema(fields: dict[vol.Marker, Any]) -> vol.Schema:
    """Return the schema of an action on a printer with some more fields."""
    return vol.Schema({vol.Required(ATTR_DEVICE_ID): cv.string, **fields})


async def _async_command(
    hass: HomeAssistant, factory: CommandFactory, call: ServiceCall
) -> None:
    """Send the command that an action stands for to its printer."""
    printer = async_get_printer(hass, call.data[ATTR_DEVICE_ID])
    with printer.sender.refusing():
        command = factory(call.data, printer.settings.limits)
    await printer.async_send(command)


async def _async_printer_action(
    hass: HomeAssistant, action: PrinterAction, call: ServiceCall
) -> ServiceResponse:
    """Do what an action asks of a printer's files or history."""
    return await action(async_get_printer(hass, call.data[ATTR_DEVICE_ID]), call.data)


@callback
def async_get_printer(hass: HomeAssistant, device_id: str) -> PrinterCoordinator:
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
