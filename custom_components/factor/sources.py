"""Where the file that an upload takes comes from."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    contextmanager,
    suppress,
)
import mimetypes
from pathlib import Path
from typing import Any, Final

import voluptuous as vol

from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.components.media_source import MediaSourceError, async_resolve_media
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv

from .coordinator import PrinterCoordinator
from .protocol.transfer import EXTENSIONS

ATTR_CONTENT_ID: Final = "media_content_id"
ATTR_FILE: Final = "file"
ATTR_MEDIA: Final = "media"
ATTR_PATH: Final = "path"

type Source = Callable[[PrinterCoordinator, Any], AbstractAsyncContextManager[Path]]

# Home Assistant's own media source finds no file whose type is unknown.
for extension in EXTENSIONS:
    mimetypes.add_type("text/x.gcode", extension)


def open_source(
    printer: PrinterCoordinator, data: Mapping[str, Any]
) -> AbstractAsyncContextManager[Path]:
    """Return what gives the path of the file that an action names, as long as it is open.

    It raises if there is no such file, or if it may not be read.
    """
    for name, (source, _) in SOURCES.items():
        if given := data.get(name):
            return source(printer, given)
    raise printer.translated_error("no_file_given", ServiceValidationError)


@asynccontextmanager
async def uploaded_file(
    printer: PrinterCoordinator, file_id: str
) -> AsyncGenerator[Path]:
    """Give a file that a browser uploaded to Home Assistant; it is removed after that."""
    async with AsyncExitStack() as stack:
        taken = _in_executor(printer.hass, _taken(printer.hass, file_id))
        try:
            path = await stack.enter_async_context(taken)
        except ValueError as err:
            raise printer.translated_error(
                "no_such_upload", ServiceValidationError
            ) from err
        yield path


@asynccontextmanager
async def media_file(
    printer: PrinterCoordinator, media: str | dict[str, Any]
) -> AsyncGenerator[Path]:
    """Give a file of a media source."""
    content_id = media if isinstance(media, str) else media[ATTR_CONTENT_ID]
    path = None
    with suppress(MediaSourceError, ValueError, AssertionError):
        path = (await async_resolve_media(printer.hass, content_id, None)).path
    if path is None:
        raise printer.translated_error(
            "no_such_media", ServiceValidationError, media=content_id
        )
    yield path


@asynccontextmanager
async def local_file(printer: PrinterCoordinator, path: str) -> AsyncGenerator[Path]:
    """Give a file in a folder that Home Assistant may read."""
    hass = printer.hass
    allowed = await hass.async_add_executor_job(_allowed, hass, path)
    if allowed is None:
        raise printer.translated_error(
            "path_not_allowed", ServiceValidationError, path=path
        )
    yield allowed


def _allowed(hass: HomeAssistant, path: str) -> Path | None:
    """Return where a path leads to, None if Home Assistant may not read that. Blocks."""
    try:
        resolved = Path(path).resolve()
    except OSError, ValueError:
        return None
    return resolved if hass.config.is_allowed_path(str(resolved)) else None


@contextmanager
def _taken(hass: HomeAssistant, file_id: str) -> Generator[Path]:
    """Give an uploaded file and remove it, unless somebody else has. Blocks."""
    with (
        suppress(KeyError, FileNotFoundError),
        process_uploaded_file(hass, file_id) as path,
    ):
        yield path


@asynccontextmanager
async def _in_executor[T](
    hass: HomeAssistant, context: AbstractContextManager[T]
) -> AsyncGenerator[T]:
    """Enter and leave a context that blocks.

    It is left also if the caller is cancelled, even in the midst of either.
    """
    stack = ExitStack()
    entering = hass.async_add_executor_job(stack.enter_context, context)

    async def leave() -> None:
        await asyncio.wait([entering])
        await hass.async_add_executor_job(stack.close)

    try:
        await asyncio.wait([entering])  # which does not cancel it
        yield entering.result()
    finally:
        await asyncio.shield(hass.async_create_task(leave()))


# How each is opened, and what names one; the first that is given counts.
SOURCES: Final[dict[str, tuple[Source, Any]]] = {
    ATTR_FILE: (uploaded_file, cv.string),
    ATTR_PATH: (local_file, cv.string),
    ATTR_MEDIA: (
        media_file,
        vol.Any(
            cv.string, {vol.Required(ATTR_CONTENT_ID): cv.string, vol.Extra: object}
        ),
    ),
}
