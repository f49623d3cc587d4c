"""What a loaded broker entry runs."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, callback

from .connection import Connection
from .connection.listeners import Listeners
from .connection.settings import LinkSettings
from .coordinator import PrinterCoordinator
from .upload import WINDOW

type FactorConfigEntry = ConfigEntry[FactorData]
type PrinterListener = Callable[[PrinterCoordinator], None]


@dataclass
class FactorData:
    """What a loaded broker entry runs: its connection and its printers.

    `upload_window` has the places for chunks of all uploads on the connection;
    `following` is held while printers come and go.
    """

    settings: LinkSettings
    connection: Connection
    upload_window: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(WINDOW)
    )
    following: asyncio.Lock = field(default_factory=asyncio.Lock)
    printers: dict[str, PrinterCoordinator] = field(default_factory=dict)
    _listeners: Listeners[[PrinterCoordinator]] = field(default_factory=Listeners)

    async def async_on_printer(self, listener: PrinterListener) -> CALLBACK_TYPE:
        """Call `listener` with each printer there is, and with each that is added.

        All else goes on in between: the entities of hundreds take seconds.
        """
        async with self.following:
            for printer in self.printers.values():
                if printer.is_registered:
                    listener(printer)
                await asyncio.sleep(0)
            return self._listeners.add(listener)

    @callback
    def async_add_printer(self, printer: PrinterCoordinator) -> None:
        """Add a printer that was just registered."""
        self.printers[printer.subentry.subentry_id] = printer
        self._listeners.call(printer)

    async def async_close(self) -> None:
        """End what is sent, stop listening to all printers, and close the link.

        The last two at once: an edge that still speaks is known until it is told that
        we go away.
        """
        printers = self.printers.values()
        await asyncio.gather(*(printer.files.uploader.stop() for printer in printers))
        for printer in printers:
            printer.async_stop()
        await self.connection.disconnect()
        await asyncio.gather(*(printer.story.async_close() for printer in printers))
