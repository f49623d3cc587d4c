"""A printer's files: listed, printed, uploaded, and what they look like."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util import dt as dt_util

from .connection import LinkDownError, Message
from .const import DOMAIN
from .previews import PreviewStore
from .protocol.commands import PrintFile
from .protocol.dialects import Dialect
from .protocol.files import (
    Origin,
    PrinterFile,
    SdListError,
    decode_files,
    decode_sd_list_result,
)
from .protocol.messages import BadMessageError
from .protocol.transfer import Target
from .protocol.words import fit_to_show
from .upload import Reason, Uploader, UploadError

if TYPE_CHECKING:
    from .coordinator import PrinterCoordinator

LIST_TIMEOUT_S: Final = 10
TOLD_AFTER_S: Final = 10
"""How long after an upload the printer surely tells the file."""
# What a caller can put right; the rest are failures.
_MISTAKES: Final = frozenset(
    {
        Reason.INVALID_NAME,
        Reason.FILE_MISSING,
        Reason.FILE_UNREADABLE,
        Reason.FILE_EMPTY,
        Reason.FILE_TOO_LARGE,
    }
)


def previews_of(hass: HomeAssistant, subentry_id: str) -> PreviewStore:
    """Return the store for the pictures of a printer's files."""
    return PreviewStore(Path(hass.config.path(STORAGE_DIR, DOMAIN, subentry_id)))


def remove_previews(hass: HomeAssistant, subentry_ids: Iterable[str]) -> None:
    """Forget the pictures of printers that are no longer registered. Blocks."""
    for subentry_id in subentry_ids:
        previews_of(hass, subentry_id).remove()


class PrinterFiles:
    """What can be done with one printer's files.

    `previews_changed` counts how often the pictures of files may have changed.
    """

    def __init__(self, printer: PrinterCoordinator) -> None:
        """Take the printer; nothing is read or sent before it is asked for."""
        self._printer = printer
        self._previews = previews_of(printer.hass, printer.subentry.subentry_id)
        self._uploaded: dict[str, tuple[float, PrinterFile]] = {}
        self.previews_changed = 0
        self.uploader = Uploader(
            printer.connection,
            printer.topics,
            printer.entry.runtime_data.upload_window,
        )
        self.uploader.listen(lambda _: printer.async_update_listeners())

    @property
    def are_taken(self) -> bool:
        """Whether the printer takes files: only the plugin has words for that."""
        return self._printer.dialect is Dialect.PLUGIN

    async def list_files(self) -> list[PrinterFile]:
        """Return the files that the printer has, as it told them last.

        Those that it got since come last, without what it finds out of them. The older
        edge is asked for those on its SD card; the others tell theirs by themselves, or
        not at all. Raises translated errors.
        """
        printer = self._printer
        printer.sender.check_reachable()
        if printer.dialect is Dialect.LEGACY_EDGE:
            return await self._ask()
        if printer.dialect is Dialect.PLATFORM:
            raise self._not_supported("list_files")
        if printer.data.snapshot is None:
            raise printer.translated_error("files_unknown")
        told = await printer.hass.async_add_executor_job(
            decode_files, printer.data.tree
        )
        await self._forget_previews(told)
        names = {each.path for each in told if each.origin is Origin.LOCAL}
        return told + [
            each for each in self._not_yet_told.values() if each.name not in names
        ]

    async def print_file(self, name: str, origin: Target) -> None:
        """Print a file; done when the printer shows that it has started."""
        printer = self._printer
        topics = printer.topics
        if printer.dialect in (Dialect.PLATFORM, Dialect.LEGACY_EDGE):
            raise self._not_supported("print_file")
        listed = await self.list_files()
        where = Origin.SDCARD if origin is Target.SD else Origin.LOCAL
        there = {
            each.name
            for each in listed
            if each.origin is where and not each.is_folder and each.path == each.name
        }
        if name not in there:
            raise printer.translated_error(
                "no_such_file", ServiceValidationError, file=name
            )
        if printer.topics is not topics:
            raise printer.translated_error("registration_changed")
        await printer.async_send(PrintFile(name, origin.value))

    async def upload(self, path: Path, name: str, target: Target) -> None:
        """Upload a file; done when the printer says that it has it.

        Waits for another upload to this printer to end first. Raises translated errors.
        """
        printer = self._printer
        printer.sender.check_reachable()
        if not self.are_taken:
            raise self._not_supported("upload_file")
        if printer.data.has_job and name == printer.data.file_name:
            raise printer.translated_error(
                "file_in_print", ServiceValidationError, file=name
            )
        try:
            result = await self.uploader.upload(path, name, target)
        except UploadError as err:
            kind = (
                ServiceValidationError
                if err.reason in _MISTAKES
                else HomeAssistantError
            )
            raise printer.translated_error(
                f"upload_{err.reason}", kind, file=name, detail=fit_to_show(err.detail)
            ) from err
        if target is Target.LOCAL:
            self._uploaded[name] = (
                printer.hass.loop.time(),
                PrinterFile(
                    name=name,
                    path=name,
                    display=name,
                    origin=Origin.LOCAL,
                    size=int(result.file_size or 0),
                    date=int(dt_util.utcnow().timestamp()),
                ),
            )
            with suppress(OSError):
                await printer.hass.async_add_executor_job(
                    self._previews.remember, name, path
                )
            self._previews_changed()

    async def preview(self, name: str) -> bytes | None:
        """Return the picture of a file as PNG, None if there is none."""
        return await self._printer.hass.async_add_executor_job(
            self._previews.load, name
        )

    def remove_previews(self) -> None:
        """Forget all pictures of a printer that is no longer registered. Blocks."""
        self._previews.remove()

    async def _ask(self) -> list[PrinterFile]:
        """Return the files on the older edge's SD card, which it tells when asked."""
        printer = self._printer
        answer: asyncio.Future[bytes] = printer.hass.loop.create_future()

        def hear(message: Message) -> None:
            if not message.retained and not answer.done():
                answer.set_result(message.payload)

        unsubscribe = printer.connection.subscribe(printer.topics.sd_list_result, hear)
        try:
            await printer.connection.publish(printer.topics.sd_list, b"{}")
            async with asyncio.timeout(LIST_TIMEOUT_S):
                return decode_sd_list_result(await answer)
        except SdListError as err:
            raise printer.translated_error(
                "refused", reason=fit_to_show(str(err))
            ) from err
        except (LinkDownError, TimeoutError, BadMessageError) as err:
            raise printer.translated_error("files_unknown") from err
        finally:
            unsubscribe()

    async def _forget_previews(self, files: list[PrinterFile]) -> None:
        """Forget the pictures of files that the printer has no more.

        A printer without any file may just have failed to list them (PROTOCOL §3.2).
        """
        names = {each.name for each in files if each.origin is Origin.LOCAL}
        if not names:
            return
        names |= self._not_yet_told.keys()
        await self._printer.hass.async_add_executor_job(
            self._previews.forget_all_but, names
        )
        self._previews_changed()

    @property
    def _not_yet_told(self) -> dict[str, PrinterFile]:
        """The files that were uploaded so lately that the printer may not tell them."""
        since = self._printer.hass.loop.time() - TOLD_AFTER_S
        return {name: file for name, (at, file) in self._uploaded.items() if at > since}

    def _previews_changed(self) -> None:
        """Let the preview look whether it is still right."""
        self.previews_changed += 1
        self._printer.async_update_listeners()

    def _not_supported(self, command: str) -> HomeAssistantError:
        """Return the error for what the printer's dialect has no word for."""
        return self._printer.translated_error(
            "not_supported", ServiceValidationError, command=command
        )
