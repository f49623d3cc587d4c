"""The camera: the plugin's stream, or a webcam that the user names instead."""

from datetime import UTC, datetime
import logging
from typing import Any, Final, override

from aiohttp import web
import httpx
from webrtc_models import RTCIceCandidateInit
from yarl import URL

from homeassistant.components.camera import Camera, CameraEntityDescription
from homeassistant.components.camera.const import (
    DOMAIN as CAMERA_DOMAIN,
    CameraEntityFeature,
)
from homeassistant.components.camera.webrtc import WebRTCAnswer, WebRTCSendMessage
from homeassistant.components.mjpeg import MjpegCamera
from homeassistant.const import SERVICE_TURN_OFF, SERVICE_TURN_ON
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceNotSupported
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .broker import FactorConfigEntry
from .const import Pace
from .coordinator import PrinterCoordinator
from .entity import FactorEntity, async_add_printers
from .printer.state import MAX_UNIX_TIME
from .protocol.words import fit_to_show
from .whep import WhepError, WhepSession

_LOGGER = logging.getLogger(__name__)

PARALLEL_UPDATES = 0

CAMERAS: Final = (CameraEntityDescription(key="camera", translation_key="camera"),)

type Look = tuple[bool, CameraEntityFeature, bool, dict[str, Any]]


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the cameras of all printers."""
    await async_add_printers(entry, async_add_entities, FactorCamera, CAMERAS)


class FactorCamera(FactorEntity, MjpegCamera):
    """A printer's camera.

    It is a `MjpegCamera` while the user's settings name a stream or a picture, and
    else plays what the plugin publishes. Each call looks which of the two it is.
    """

    pace = Pace.STILL

    _unrecorded_attributes = frozenset({"last_error", "started_at"})

    entity_description: CameraEntityDescription
    _sources: tuple[object, ...] = ()

    def __init__(
        self, coordinator: PrinterCoordinator, description: CameraEntityDescription
    ) -> None:
        """Take the first picture; neither parent calls the other's `__init__`."""
        self._sessions: dict[str, WhepSession] = {}
        MjpegCamera.__init__(self, mjpeg_url="", still_image_url=None)
        del self._attr_name  # no name at all, which would hide the translated one
        FactorEntity.__init__(self, coordinator, description)

    @property
    def _is_webcam(self) -> bool:
        """Whether the user names a webcam to take the plugin's place."""
        return bool(self._mjpeg_url or self._still_image_url)

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over the settings and what the plugin says of its camera."""
        settings = self.coordinator.settings.camera
        sources = settings, self.picture.camera, self.coordinator.online
        if sources == self._sources:
            return False
        self._sources = sources
        self._mjpeg_url = settings.stream_url or ""
        self._still_image_url = settings.snapshot_url or None
        self._attr_available = True
        self._attr_supported_features = CameraEntityFeature(0)
        self._attr_is_streaming = False
        self._attr_extra_state_attributes = {}
        if not self._is_webcam:
            self._show_plugin()
        return True

    def _show_plugin(self) -> None:
        """Show what the plugin says of its stream."""
        self._attr_supported_features = (
            CameraEntityFeature.STREAM | CameraEntityFeature.ON_OFF
        )
        camera = self.picture.camera
        self._attr_available = self.coordinator.online is True and camera is not None
        if camera is None:
            return
        seconds = camera.started_at
        started_at = None
        if seconds is not None and 0 <= seconds <= MAX_UNIX_TIME:
            started_at = datetime.fromtimestamp(seconds, UTC)
        self._attr_is_streaming = camera.running
        self._attr_extra_state_attributes = {
            "last_error": camera.last_error and fit_to_show(camera.last_error),
            "started_at": started_at,
        }

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Leave no session behind."""
        await super().async_will_remove_from_hass()
        for session_id in list(self._sessions):
            self.close_webrtc_session(session_id)

    # The plugin's stream

    @override
    async def async_turn_on(self) -> None:
        """Start the stream; done when the plugin says so."""
        self._check_switchable(SERVICE_TURN_ON)
        await self.coordinator.async_camera("start")

    @override
    async def async_turn_off(self) -> None:
        """Stop the stream; done when the plugin says so."""
        self._check_switchable(SERVICE_TURN_OFF)
        await self.coordinator.async_camera("stop")

    def _check_switchable(self, action: str) -> None:
        """Refuse to switch a webcam: Home Assistant lets the action through."""
        if self._is_webcam:
            raise ServiceNotSupported(CAMERA_DOMAIN, action, self.entity_id)

    @override
    async def async_handle_async_webrtc_offer(
        self, offer_sdp: str, session_id: str, send_message: WebRTCSendMessage
    ) -> None:
        """Hand the offer on to the server that the plugin streams to."""
        camera = self.picture.camera
        if camera is None or not camera.running:
            raise self.coordinator.translated_error("camera_off")
        play_url = camera.webrtc.play_url_webrtc if camera.webrtc else None
        try:
            session = WhepSession(
                async_get_clientsession(self.hass), play_url or "", offer_sdp
            )
            self._sessions[session_id] = session
            answer = await session.open()
        except WhepError as err:
            self._sessions.pop(session_id, None)
            _LOGGER.debug("The stream of %s: %s", self.coordinator.name, err)
            raise self.coordinator.translated_error(f"camera_{err.failure}") from err
        if session_id in self._sessions:
            send_message(WebRTCAnswer(answer))

    @override
    async def async_on_webrtc_candidate(
        self, session_id: str, candidate: RTCIceCandidateInit
    ) -> None:
        """Hand a way to the viewer on to the server."""
        if session := self._sessions.get(session_id):
            await session.add_candidate(candidate)

    @callback
    @override
    def close_webrtc_session(self, session_id: str) -> None:
        """Tell the server that a viewer has gone."""
        if session := self._sessions.pop(session_id, None):
            self.hass.async_create_task(session.close())

    # The webcam

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the webcam's picture; the plugin has none to give."""
        if not self._is_webcam:
            return None
        return await super().async_camera_image(width, height)

    @override
    def _get_httpx_auth(self) -> httpx.Auth:
        """Return the credentials in the address, which httpx would else overlook."""
        url = URL(self._mjpeg_url)
        return httpx.BasicAuth(url.user or "", url.password or "")

    @override
    async def handle_async_mjpeg_stream(
        self, request: web.Request
    ) -> web.StreamResponse | None:
        """Serve the webcam's stream, or one made of its pictures."""
        if self._mjpeg_url:
            return await super().handle_async_mjpeg_stream(request)
        return await Camera.handle_async_mjpeg_stream(self, request)
