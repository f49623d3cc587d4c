"""The actions on a printer's files."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec
import voluptuous as vol

from homeassistant.core import ServiceResponse, SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv

from .coordinator import PrinterCoordinator
from .protocol.commands import PrintFile
from .protocol.transfer import Target
from .sources import SOURCES, open_source

ATTR_FILENAME: Final = "filename"
ATTR_ORIGIN: Final = "origin"
ATTR_PRINT: Final = "print"
ATTR_TARGET: Final = "target"

type Data = Mapping[str, Any]
type PrinterAction = Callable[[PrinterCoordinator, Data], Awaitable[ServiceResponse]]
type PrinterActions = dict[
    str, tuple[PrinterAction, dict[vol.Marker, Any], SupportsResponse]
]

# Where the printer has a file, or gets one.
ORIGIN: Final = vol.All(vol.In([*Target]), Target)


async def list_files(printer: PrinterCoordinator, data: Data) -> ServiceResponse:
    """Return the printer's files."""
    return {"files": msgspec.to_builtins(await printer.files.list_files())}


async def print_file(printer: PrinterCoordinator, data: Data) -> ServiceResponse:
    """Print one of the printer's files."""
    await printer.files.print_file(data[ATTR_FILENAME], data[ATTR_ORIGIN])
    return None


async def upload_file(printer: PrinterCoordinator, data: Data) -> ServiceResponse:
    """Upload a file to the printer, and print it if that is asked for."""
    async with open_source(printer, data) as path:
        name, target = data.get(ATTR_FILENAME) or path.name, data[ATTR_TARGET]
        if data[ATTR_PRINT]:
            if target is Target.SD:
                raise printer.translated_error(
                    "no_print_from_sd", ServiceValidationError
                )
            printer.sender.check(PrintFile(name))
        before, topics = printer.data.jobs, printer.topics
        await printer.files.upload(path, name, target)
    if data[ATTR_PRINT]:
        # It may have taken hours, behind another upload that was printed.
        if printer.data.jobs != before or printer.topics is not topics:
            raise printer.translated_error("printed_meanwhile", file=name)
        await printer.async_send(PrintFile(name))
    return None


FILE_ACTIONS: Final[PrinterActions] = {
    "list_files": (list_files, {}, SupportsResponse.ONLY),
    "print_file": (
        print_file,
        {
            vol.Required(ATTR_FILENAME): cv.string,
            vol.Optional(ATTR_ORIGIN, default=Target.LOCAL): ORIGIN,
        },
        SupportsResponse.NONE,
    ),
    "upload_file": (
        upload_file,
        {
            **{
                vol.Exclusive(name, "source"): named
                for name, (_, named) in SOURCES.items()
            },
            vol.Optional(ATTR_FILENAME): cv.string,
            vol.Optional(ATTR_TARGET, default=Target.LOCAL): ORIGIN,
            vol.Optional(ATTR_PRINT, default=False): cv.boolean,
        },
        SupportsResponse.NONE,
    ),
}
