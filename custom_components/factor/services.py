"""The actions."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import msgspec
import voluptuous as vol

from homeassistant.const import ATTR_DEVICE_ID, ATTR_MODE, ATTR_TEMPERATURE
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    config_validation as cv,
    entity_registry as er,
    service,
)
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from .broker import FactorConfigEntry
from .const import DOMAIN
from .coordinator import PrinterCoordinator
from .file_actions import FILE_ACTIONS, PrinterAction, PrinterActions
from .history_actions import HISTORY_ACTIONS
from .printer.control import is_allowed
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


PRINTERS_SCHEMA: Final = cv.make_entity_service_schema({})


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions; what needs no values can be told to many printers."""
    for name, (factory, fields) in COMMANDS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            partial(_async_command, hass, factory),
            schema=printer_schema(fields) if fields else PRINTERS_SCHEMA,
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
    """Send the command that an action stands for to its printers, to all at once.

    One that fails keeps no other from it: errors are raised when all are done.
    """
    devices = _async_devices(hass, call.data)
    send = partial(_async_send, hass, factory, call.data, len(devices) > 1)
    errors = [err for err in await asyncio.gather(*map(send, devices)) if err]
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="several_failed",
            translation_placeholders={"errors": "; ".join(map(str, errors))},
        )


async def _async_send(
    hass: HomeAssistant,
    factory: CommandFactory,
    data: Data,
    is_one_of_several: bool,
    device_id: str,
) -> HomeAssistantError | None:
    """Send a command to a printer, return what is wrong.

    One of several that has nothing to pause is not what was meant.
    """
    try:
        printer = async_get_printer(hass, device_id)
        with printer.sender.refusing():
            command = factory(data, printer.settings.limits)
        if not is_one_of_several or is_allowed(type(command), printer.data):
            await printer.async_send(command)
    except HomeAssistantError as err:
        return err
    return None


@callback
def _async_devices(hass: HomeAssistant, target: Data) -> list[str]:
    """Return the devices of all printers that an action is for.

    Devices are what they are; of areas, floors and labels only printers count. Raises
    `ServiceValidationError` if there is none.
    """
    selection = TargetSelection(dict(target))
    selected = async_extract_referenced_entity_ids(hass, selection)
    registry = er.async_get(hass)
    entities = map(
        registry.async_get, selected.referenced | selected.indirectly_referenced
    )
    printers = {
        entity.device_id
        for entity in entities
        if entity and entity.platform == DOMAIN and entity.config_subentry_id
        if entity.device_id
    }
    if devices := selection.device_ids | printers:
        return sorted(devices)
    raise ServiceValidationError(
        translation_domain=DOMAIN, translation_key="no_printer_meant"
    )


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
