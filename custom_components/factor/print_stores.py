"""Where it is kept what happened to a printer's prints, and what happens now."""

from typing import Any, Final, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from .const import DOMAIN

VERSION: Final = 1


class PrintStore(Store[dict[str, Any]]):
    """A store that knows whether what it was to write last is written.

    Home Assistant logs that a disk is full or read-only, and forgets what was to be
    written.
    """

    is_written = True

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        """Note whether it fails."""
        self.is_written = False
        await super()._async_write_data(data)
        self.is_written = True


def stores(hass: HomeAssistant, subentry_id: str) -> tuple[PrintStore, PrintStore]:
    """Return where a printer's history is kept, and where the print that runs is."""
    history, running = (
        PrintStore(
            hass,
            VERSION,
            f"{DOMAIN}.{subentry_id}.{name}",
            private=True,
            atomic_writes=True,
        )
        for name in ("history", "print")
    )
    return history, running


async def remove_stores(hass: HomeAssistant, subentry_id: str) -> None:
    """Remove what is kept of a printer's prints."""
    for store in stores(hass, subentry_id):
        await store.async_remove()
