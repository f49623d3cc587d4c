"""Images: what is printed, and what the printer published as a picture."""

import asyncio
from http import HTTPStatus
from typing import Final, override

import aiohttp

from homeassistant.components.image import (
    ImageEntity,
    ImageEntityDescription,
    infer_image_type,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .broker import FactorConfigEntry
from .const import Pace
from .coordinator import PrinterCoordinator
from .device import SNAPSHOT_KEY
from .entity import FactorEntity, PartEntities, async_add_printers
from .protocol.messages import CameraPicture

PARALLEL_UPDATES = 0

FETCH_TIMEOUT_S: Final = 8  # Home Assistant gives up after 10, without a reason
MAX_IMAGE_BYTES: Final = 4 * 1024 * 1024
PICTURE_TYPES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Others, as SVG, may hold scripts, which would run as if they were Home Assistant's."""
PREVIEWS: Final = (ImageEntityDescription(key="preview", translation_key="preview"),)
SNAPSHOTS: Final = PartEntities(
    names=lambda printer: (SNAPSHOT_KEY,) if printer.publishes_pictures else (),
    describe=lambda key: [ImageEntityDescription(key=key, translation_key=key)],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the images of all printers."""
    await async_add_printers(entry, async_add_entities, FactorPreview, PREVIEWS)
    await async_add_printers(entry, async_add_entities, FactorSnapshot, (), SNAPSHOTS)


class FactorImage(FactorEntity, ImageEntity):
    """An image of a printer; its state is when it last changed."""

    pace = Pace.STILL

    def __init__(
        self, coordinator: PrinterCoordinator, description: ImageEntityDescription
    ) -> None:
        """Take the first picture; the parents' own do not call each other."""
        ImageEntity.__init__(self, coordinator.hass)
        FactorEntity.__init__(self, coordinator, description)


class FactorPreview(FactorImage):
    """The thumbnail in the file that is the job, if it was uploaded from here.

    It stays while the printer is silent: the job does, too.
    """

    _attr_content_type = "image/png"

    _shown: tuple[str | None, int] = (None, 0)
    _preview: bytes | None = None

    @callback
    @override
    def _refresh(self) -> bool:
        """Load the preview of another file, which writes the state once it is there."""
        files = self.coordinator.files
        show = self.picture.file_name, files.previews_changed
        if self.hass and show != self._shown:  # not before it is added
            self._shown = show
            self.coordinator.entry.async_create_background_task(
                self.hass,
                self._load(show),
                f"load the preview of {self.coordinator.name}",
            )
        return False

    async def _load(self, show: tuple[str | None, int]) -> None:
        """Take over the preview of a file, unless another one is shown meanwhile."""
        name, _ = show
        preview = await self.coordinator.files.preview(name) if name else None
        if show != self._shown or preview == self._preview:
            return
        self._preview = preview
        self._attr_image_last_updated = dt_util.utcnow() if preview else None
        self.async_write_ha_state()

    @override
    async def async_image(self) -> bytes | None:
        """Return the preview, a PNG."""
        return self._preview


class FactorSnapshot(FactorImage):
    """The last picture that the printer published of itself."""

    _picture: CameraPicture | None = None

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over a new picture, and whether there is one at all."""
        shown = self.coordinator.shown
        changed = self._refresh_available(
            self.coordinator.online is True and shown is not None
        )
        if shown is None or shown[0] is self._picture:
            return changed
        self._picture, self._attr_image_last_updated = shown
        self._attr_content_type = self._picture.content_type
        return True

    @override
    async def async_image(self) -> bytes | None:
        """Return the picture, fetched if the printer published only its address."""
        if self._picture is None or self._picture.url is None:
            return self._picture.image if self._picture else None
        try:
            async with (
                asyncio.timeout(FETCH_TIMEOUT_S),
                # Where it leads on to is nothing that anybody has looked at.
                async_get_clientsession(self.hass).get(
                    self._picture.url, allow_redirects=False
                ) as response,
            ):
                if response.status != HTTPStatus.OK:
                    raise self.coordinator.translated_error("no_picture")
                image = bytearray()
                async for data in response.content.iter_any():
                    image += data
                    if len(image) > MAX_IMAGE_BYTES:
                        raise self.coordinator.translated_error("no_picture")
        except aiohttp.ClientError, TimeoutError:
            # the address, which may hold a secret, stays out of the traceback
            raise self.coordinator.translated_error("no_picture") from None
        content_type = infer_image_type(bytes(image))
        if content_type not in PICTURE_TYPES:
            raise self.coordinator.translated_error("no_picture")
        self._attr_content_type = content_type
        return bytes(image)
