"""The actions on a printer's files."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
import mimetypes
from pathlib import Path
from typing import Any, Final

import msgspec
import voluptuous as vol

from homeassistant.components.media_source import MediaSourceError, async_resolve_media
from homeassistant.core import HomeAssistant, ServiceResponse, SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv

from .coordinator import PrinterCoordinator
from .protocol.commands import PrintFile
from .protocol.transfer import EXTENSIONS, Target

ATTR_CONTENT_ID: Final = "media_content_id"
ATTR_FILENAME: Final = "filename"
ATTR_MEDIA: Final = "media"
ATTR_ORIGIN: Final = "origin"
ATTR_PATH: Final = "path"
ATTR_PRINT: Final = "print"
ATTR_TARGET: Final = "target"

type Data = Mapping[str, Any]
type PrinterAction = Callable[[PrinterCoordinator, Data], Awaitable[ServiceResponse]]
type PrinterActions = dict[
    str, tuple[PrinterAction, dict[vol.Marker, Any], SupportsResponse]
]

# Home Assistant's own media source finds no file whose type is unknown.
for extension in EXTENSIONS:
    mimetypes.add_type("text/x.gcode", extension)

# Where the printer has a file, or gets one; and a file in a media source.
ORIGIN: Final = vol.All(vol.In([*Target]), Target)
MEDIA: Final = vol.Any(
    cv.string, {vol.Required(ATTR_CONTENT_ID): cv.string, vol.Extra: object}
)


async def list_files(printer: PrinterCoordinator, data: Data) -> ServiceResponse:
    """Return the printer's files."""
    return {"files": msgspec.to_builtins(await printer.files.list_files())}


async def print_file(printer: PrinterCoordinator, data: Data) -> ServiceResponse:
    """Print one of the printer's files."""
    await printer.files.print_file(data[ATTR_FILENAME], data[ATTR_ORIGIN])
    return None


async def upload_file(printer: PrinterCoordinator, data: Data) -> ServiceResponse:
    """Upload a file to the printer, and print it if that is asked for."""
    path = await _resolve(printer, data)
    name, target = data.get(ATTR_FILENAME) or path.name, data[ATTR_TARGET]
    if data[ATTR_PRINT]:
        if target is Target.SD:
            raise printer.translated_error("no_print_from_sd", ServiceValidationError)
        printer.sender.check(PrintFile(name))
    before, topics = printer.data.jobs, printer.topics
    await printer.files.upload(path, name, target)
    if data[ATTR_PRINT]:
        # It may have taken hours, behind another upload that was printed.
        if printer.data.jobs != before or printer.topics is not topics:
            raise printer.translated_error("printed_meanwhile", file=name)
        await printer.async_send(PrintFile(name))
    return None


async def _resolve(printer: PrinterCoordinator, data: Data) -> Path:
    """Return the path of the file that an action names; raise if it may not be read."""
    hass = printer.hass
    if (media := data.get(ATTR_MEDIA)) is not None:
        content_id = media if isinstance(media, str) else media[ATTR_CONTENT_ID]
        with suppress(MediaSourceError, ValueError, AssertionError):
            item = await async_resolve_media(hass, content_id, None)
            if item.path is not None:
                return item.path
        raise printer.translated_error(
            "no_such_media", ServiceValidationError, media=content_id
        )
    if not (path := data.get(ATTR_PATH)):
        raise printer.translated_error("no_file_given", ServiceValidationError)
    if allowed := await hass.async_add_executor_job(_allowed, hass, path):
        return allowed
    raise printer.translated_error(
        "path_not_allowed", ServiceValidationError, path=path
    )


def _allowed(hass: HomeAssistant, path: str) -> Path | None:
    """Return where a path leads to, None if Home Assistant may not read that. Blocks."""
    try:
        resolved = Path(path).resolve()
    except OSError, ValueError:
        return None
    return resolved if hass.config.is_allowed_path(str(resolved)) else None


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
            vol.Exclusive(ATTR_PATH, "source"): cv.string,
            vol.Exclusive(ATTR_MEDIA, "source"): MEDIA,
            vol.Optional(ATTR_FILENAME): cv.string,
            vol.Optional(ATTR_TARGET, default=Target.LOCAL): ORIGIN,
            vol.Optional(ATTR_PRINT, default=False): cv.boolean,
        },
        SupportsResponse.NONE,
    ),
}
