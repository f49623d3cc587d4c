"""One coordinator per printer, all on one shared connection."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
import logging
from typing import TYPE_CHECKING, Final, Literal, override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.update_coordinator import BaseDataUpdateCoordinatorProtocol
from homeassistant.util.dt import utcnow

from .connection import Connection, Failure, LinkDownError, Message
from .connection.listeners import Listeners
from .const import DOMAIN, SLOW_S, Pace
from .device import SNAPSHOT_KEY, async_update_device, known_entities
from .files import PrinterFiles
from .meter import Meter
from .printer.control import is_allowed
from .printer.parts import Parts
from .printer.state import Picture
from .protocol import legacy_edge
from .protocol.commands import (
    Camera,
    Command,
    SetFanSpeed,
    SetFeedRate,
)
from .protocol.dialects import READ, Decode, Dialect, dialect_of
from .protocol.messages import (
    LARGE_PAYLOAD_BYTES,
    BadMessageError,
    CameraPicture,
    CameraState,
    ControlResult,
    LastWill,
    StatusMessage,
    Update,
)
from .protocol.plugin import without_known_tree
from .protocol.topics import PrinterTopics
from .sending import Sender
from .settings import PrinterSettings
from .story import PrintStory

if TYPE_CHECKING:
    from .broker import FactorConfigEntry

_LOGGER = logging.getLogger(__name__)

MAX_LAST_WILLS: Final = 4
"""However many ids an edge makes up, no more of its last wills are followed."""


@dataclass
class Counters:
    """What arrived on a printer's topics since it was set up.

    `bytes` are those of all that was received or bad. `last_heard` is when the printer
    itself spoke last.
    """

    received: int = 0
    retained: int = 0
    bad: int = 0
    large: int = 0
    bytes: int = 0
    last_heard: datetime | None = None

    def __post_init__(self) -> None:
        """Begin to measure; what is measured is no field, for it is not to be told."""
        self._meter = Meter()

    def count(self, size: int, now: float) -> None:
        """Count a message of so many bytes; `now` is the event loop's time, s."""
        self.bytes += size
        self._meter.add(size, now)

    def messages_per_minute(self, now: float) -> float:
        """Return how many messages a minute arrive, over the last minute at most."""
        return self._meter.messages_per_minute(now)

    def bytes_per_s(self, now: float) -> float:
        """Return how many bytes a second arrive, over the last minute at most."""
        return self._meter.bytes_per_s(now)


class PrinterCoordinator(BaseDataUpdateCoordinatorProtocol):
    """Turns one printer's messages into its picture; its `sender` does the reverse.

    `online` says whether anything arrived within the time that the user allows
    for; it is None from the set-up until the first message or the first timeout.
    `is_removed` says that it is no longer registered, and tells nothing any more.
    `dialect` is None until it is set by the user or told by the first message.
    `assumed` is what the feed rate and the fan, which nobody can read, were set to, in
    percent. `shown` is the last picture that the printer published, and when.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: FactorConfigEntry,
        subentry: ConfigSubentry,
        connection: Connection,
    ) -> None:
        """Prepare a printer; nothing is subscribed to before `async_start`."""
        self.hass = hass
        self.entry = entry
        self.subentry = subentry
        self.settings = PrinterSettings.of(subentry.data)
        self.connection = connection
        self.sender = Sender(self)
        self._listeners: dict[Pace, Listeners[[]]] = {
            pace: Listeners() for pace in Pace
        }
        self._slow_at = 0.0
        self._status_listeners: Listeners[[StatusMessage]] = Listeners()
        self.heard_at = 0.0
        self._silence: asyncio.TimerHandle | None = None
        self._unsubscribe: list[CALLBACK_TYPE] = []
        self._forget()
        self.files = PrinterFiles(self)
        self.story = PrintStory(self)
        self.is_removed = False

    def _forget(self) -> None:
        """Know nothing of the printer."""
        keys = known_entities(self)
        self.data = Picture(parts=Parts.of_entities(keys))
        self.publishes_pictures = SNAPSHOT_KEY in keys
        self.online: bool | None = None
        self.dialect = self.settings.dialect
        self.counters = Counters()
        self.assumed: dict[type[Command], int] = {}
        self.shown: tuple[CameraPicture, datetime] | None = None
        self.topics = PrinterTopics(self.settings.device_uuid)
        self._wills = {self.topics.last_will, PrinterTopics("unknown").last_will}

    @property
    def name(self) -> str:
        """What the user calls the printer."""
        return self.subentry.title

    @property
    def is_registered(self) -> bool:
        """Whether the user has not removed the printer, which may still be running."""
        return self.subentry.subentry_id in self.entry.subentries

    # Life

    @callback
    def async_start(self) -> None:
        """Listen to the printer."""
        self.story.async_start()
        self._read(READ[self.settings.dialect])
        self._unsubscribe.append(self.connection.watch(self._link_changed))
        self.heard_at = self.hass.loop.time()
        self._check_silence()
        if self.connection.connected:
            self._link_changed(None)

    @callback
    def async_stop(self) -> None:
        """Leave no subscription, no timer, and nobody waiting for the printer."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
        if self._silence:
            self._silence.cancel()
            self._silence = None
        self.story.async_stop()
        self.sender.abandon()

    @callback
    def async_reconfigure(self, subentry: ConfigSubentry) -> None:
        """Take over what the user has changed."""
        previous, self.subentry = self.subentry, subentry
        if subentry.title != previous.title:
            async_update_device(self, name=subentry.title)
            self.async_update_listeners()
        if subentry.data == previous.data:
            return
        before, self.settings = self.settings, PrinterSettings.of(subentry.data)
        if (before.device_uuid, before.dialect) != (
            self.settings.device_uuid,
            self.settings.dialect,
        ):
            self.async_stop()
            self._stop_uploads()
            self._forget()
            self.files = PrinterFiles(self)
            self.story.async_begin_anew()
            self.async_start()
        elif self._silence:
            self._silence.cancel()
            self._check_silence()
            self.story.async_reconfigure()
        self.async_update_listeners()

    @callback
    def async_remove(self) -> None:
        """Stop, and leave nothing behind of a printer that is no longer registered."""
        self.async_stop()
        self._stop_uploads()
        self.is_removed = True
        self.async_update_listeners()
        self.hass.async_create_task(self.story.async_remove())
        self.hass.async_add_executor_job(self.files.remove_previews)

    def _stop_uploads(self) -> None:
        """End what is being uploaded, without waiting for it."""
        self.entry.async_create_task(  # which an unload waits for
            self.hass, self.files.uploader.stop(), f"stop uploads to {self.name}"
        )

    def _read(
        self, read: Mapping[str, Decode], besides: Mapping[str, Decode] | None = None
    ) -> None:
        """Read some topics, by their names, besides those that are read already."""
        for name in read.keys() - (besides or {}).keys():
            self._listen(getattr(self.topics, name), read[name])

    def _listen(self, topic: str, decode: Decode) -> None:
        """Read a topic of the printer until it is stopped."""
        self._unsubscribe.append(
            self.connection.subscribe(topic, partial(self._on_message, decode))
        )

    # A message's way in

    @callback
    def _on_message(self, decode: Decode, message: Message) -> None:
        """Take in what a message says and tell the entities."""
        # A retained one may be of last year: no sign of life (PROTOCOL §14.5). But a
        # last will is retained by design.
        if message.retained and decode is not legacy_edge.decode_last_will:
            self.counters.retained += 1
            return
        if len(message.payload) > LARGE_PAYLOAD_BYTES:
            self._count_large(message)
        try:
            said = decode(without_known_tree(message.payload, self.data.tree))
        except BadMessageError as err:
            self._count_bad(message, err)
            return
        if said is None:  # a command, which shares its topic with the results
            return
        self.counters.received += 1
        now = self.hass.loop.time()
        self.counters.count(len(message.payload), now)
        is_telemetry = False
        match said:
            case ControlResult():
                self.sender.settle(said)
            case LastWill():
                self._read_last_will(said, message.retained)
            case CameraPicture():
                self.shown = said, utcnow()
                self.publishes_pictures = True
            case CameraState():
                self.data = self.data.merge(said, utcnow())
            case _:
                is_telemetry = self._take_in(said)
        if not isinstance(said, LastWill):  # which the broker may have said
            self.heard_at = now
            self.counters.last_heard = utcnow()
            if not self.online:
                is_telemetry = False
                self._set_online(True)
        if is_telemetry:
            self._update_listeners_to_telemetry()
        else:
            self.async_update_listeners()

    def _take_in(self, said: StatusMessage) -> bool:
        """Take in what the printer says of itself; return whether it is telemetry."""
        if self.dialect is None:
            self.dialect = dialect_of(said)
            self._read(READ[self.dialect], besides=READ[None])
        if isinstance(said, Update) and said.equipment_uuid:
            self._follow_last_will(said.equipment_uuid)
        now = utcnow()
        before, self.data = self.data, self.data.merge(said, now)
        is_telemetry = self.data.differs_in_telemetry_only(before)
        if not is_telemetry:
            self._take_over(before)
        is_news = self.story.take(self.data, now, is_telemetry=is_telemetry)
        self._status_listeners.call(said)
        return is_telemetry and not is_news

    def _take_over(self, before: Picture) -> None:
        """Take over what another picture means for what is no part of it."""
        if self.data.model not in (None, before.model):
            async_update_device(self, model=self.data.model)
        if self.data.has_job != before.has_job:
            self.assumed.pop(SetFanSpeed, None)  # the file sets it from now on
        if self.data.is_connected is False:
            self.assumed.clear()

    def _count_bad(self, message: Message, err: BadMessageError) -> None:
        """Count a message that is none; say so the first time only."""
        self.counters.bad += 1
        self.counters.count(len(message.payload), self.hass.loop.time())
        if self.counters.bad == 1:
            _LOGGER.warning(
                "%s sent %d bytes that are no message that is understood (%s); this "
                "and further ones are ignored and counted",
                self.name,
                len(message.payload),
                err,
            )

    def _count_large(self, message: Message) -> None:
        """Count a message that is larger than it should be; say so once."""
        self.counters.large += 1
        if self.counters.large == 1:
            _LOGGER.warning(
                "%s sends messages of %d bytes, more than %d: some brokers drop such, "
                "and they cost time. Fewer files on the printer or smaller pictures help",
                self.name,
                len(message.payload),
                LARGE_PAYLOAD_BYTES,
            )

    # Availability

    @callback
    def _check_silence(self) -> None:
        """Call the printer offline once it was silent for too long."""
        silent_s = self.hass.loop.time() - self.heard_at
        remaining_s = self.settings.offline_after - silent_s
        if remaining_s <= 0:
            if self.online is not False:
                self._set_online(False)
                self.async_update_listeners()
            self._ask_to_speak()
            remaining_s = self.settings.offline_after
        self._silence = self.hass.loop.call_later(remaining_s, self._check_silence)

    def _set_online(self, online: bool) -> None:
        """Note that the printer fell silent or is heard again."""
        if self.online is not None or not online:
            _LOGGER.info("%s is %s", self.name, "heard again" if online else "silent")
        self.online = online
        if not online:
            self.story.fall_silent(self.data)
        if online and self.dialect is Dialect.PLUGIN:
            self._tell(self.topics.camera_command, Camera("state").encode())

    @callback
    def _link_changed(self, failure: Failure | None) -> None:
        """Ask the older edge to speak when the link is up; know that it is not heard."""
        if failure is None:
            self._ask_to_speak()
        else:
            self.story.miss()

    def _ask_to_speak(self) -> None:
        """Ask the older edge to publish what it knows; the others do by themselves."""
        if self.dialect is Dialect.LEGACY_EDGE and self.connection.connected:
            self._tell(self.topics.dashboard, legacy_edge.GET_STATUS)

    def _read_last_will(self, will: LastWill, retained: bool) -> None:
        """Call the printer offline at once if it, or the broker, says that it is.

        One that says just now that it is there has started, and waits to be asked.
        """
        if will.online:
            if not retained:
                self._ask_to_speak()
        elif self.online is not False:
            self._set_online(False)

    def _follow_last_will(self, equipment_uuid: str) -> None:
        """Listen to the last will of an edge that has another id in it (§11.1)."""
        topic = PrinterTopics(equipment_uuid).last_will
        if topic not in self._wills and len(self._wills) < MAX_LAST_WILLS:
            self._wills.add(topic)
            self._listen(topic, legacy_edge.decode_last_will)

    def _tell(self, topic: str, payload: bytes) -> None:
        """Publish what needs no confirmation, and is not missed if it is lost."""

        async def publish() -> None:
            with suppress(LinkDownError):
                await self.connection.publish(topic, payload)

        self.entry.async_create_background_task(
            self.hass, publish(), f"tell {self.name}"
        )

    # Entities

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: object = None
    ) -> CALLBACK_TYPE:
        """Call back whenever the picture or the availability may have changed.

        The context is a pace, and says how closely telemetry is followed; None is each
        message.
        """
        pace = context if isinstance(context, Pace) else Pace.FAST
        return self._listeners[pace].add(update_callback)

    @callback
    def async_on_status(
        self, listener: Callable[[StatusMessage], None]
    ) -> CALLBACK_TYPE:
        """Call back with all that the printer says of itself, before the entities."""
        return self._status_listeners.add(listener)

    @callback
    def async_update_listeners(self) -> None:
        """Call all listeners back; then tell what happened, which is true by then."""
        for listeners in self._listeners.values():
            listeners.call()
        self.story.tell()

    def _update_listeners_to_telemetry(self) -> None:
        """Call those listeners back who follow it now."""
        self._listeners[Pace.FAST].call()
        if self.heard_at - self._slow_at >= SLOW_S:
            self._slow_at = self.heard_at
            self._listeners[Pace.SLOW].call()

    # Commands

    def takes(self, command: type[Command]) -> bool:
        """Return whether the printer would take a command now."""
        return (
            self.online is True
            and self.connection.can_publish
            and is_allowed(command, self.data)
        )

    async def async_send(self, command: Command) -> None:
        """Send a command and wait until the printer shows that it obeys.

        Where a printer shows nothing (`printer/control.py`), the broker's
        acknowledgement is all that is waited for. Raises `ServiceValidationError` if
        the command makes no sense now, and `HomeAssistantError` if the printer cannot
        be reached or does not follow within 15 s. In the first case, and without a
        link, nothing is published.
        """
        await self.sender.send(command)
        match command:
            case SetFeedRate(factor=percent) | SetFanSpeed(speed=percent):
                self.assumed[type(command)] = percent
                self.async_update_listeners()

    async def async_camera(self, action: Literal["start", "stop", "restart"]) -> None:
        """Start, stop or restart the camera's stream with the user's options."""
        options = {}
        if action != "stop":
            options = self.settings.camera.options(self.settings.device_uuid)
        await self.async_send(Camera(action, options))

    def translated_error(
        self,
        key: str,
        kind: type[HomeAssistantError] = HomeAssistantError,
        **placeholders: str,
    ) -> HomeAssistantError:
        """Return a translated error with the printer's name in it."""
        return kind(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"printer": self.name, **placeholders},
        )
