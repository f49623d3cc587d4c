"""One coordinator per printer, all on one shared connection."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import logging
from typing import Final, override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.update_coordinator import BaseDataUpdateCoordinatorProtocol
from homeassistant.util import dt as dt_util

from .connection import Connection, LinkDownError, Message
from .connection.listeners import Listeners
from .connection.settings import MqttSettings
from .const import (
    CONF_DEVICE_UUID,
    CONF_OFFLINE_AFTER,
    DEFAULT_OFFLINE_AFTER_S,
    DOMAIN,
    MANUFACTURER,
)
from .printer.control import RULES, changes_tool, is_allowed, supersedes
from .printer.state import Picture
from .protocol.commands import Command, OutOfRangeError, SetTemperature
from .protocol.messages import BadMessageError, decode_status
from .protocol.topics import PrinterTopics

_LOGGER = logging.getLogger(__name__)

CONFIRM_TIMEOUT_S: Final = 15

type FactorConfigEntry = ConfigEntry[FactorData]
type PrinterListener = Callable[[PrinterCoordinator], None]


@dataclass
class FactorData:
    """What a loaded broker entry runs: its connection and its printers."""

    settings: MqttSettings
    connection: Connection
    printers: dict[str, PrinterCoordinator] = field(default_factory=dict)
    _listeners: Listeners[[PrinterCoordinator]] = field(default_factory=Listeners)

    @callback
    def async_on_printer(self, listener: PrinterListener) -> CALLBACK_TYPE:
        """Call `listener` with each printer there is, and with each that is added."""
        for printer in self.printers.values():
            listener(printer)
        return self._listeners.add(listener)

    @callback
    def async_add_printer(self, printer: PrinterCoordinator) -> None:
        """Add a printer that was just registered."""
        self.printers[printer.subentry.subentry_id] = printer
        self._listeners.call(printer)

    @callback
    def async_stop_printers(self) -> None:
        """Stop listening to all printers."""
        for printer in self.printers.values():
            printer.async_stop()


@dataclass(slots=True)
class Counters:
    """What arrived on a printer's topics since it was set up."""

    received: int = 0
    retained: int = 0
    bad: int = 0


class PrinterCoordinator(BaseDataUpdateCoordinatorProtocol):
    """Turns one printer's messages into its picture, and commands into messages.

    `online` says whether anything arrived within the time that the user allows
    for; it is None from the set-up until the first message or the first timeout.
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
        self.connection = connection
        self.data = Picture()
        self.online: bool | None = None
        self.counters = Counters()
        self._listeners: Listeners[[]] = Listeners()
        self._awaited: dict[asyncio.Future[None], Command] = {}
        self._heard_at = 0.0
        self._silence: asyncio.TimerHandle | None = None
        self._unsubscribe: CALLBACK_TYPE | None = None

    @property
    def device_info(self) -> dr.DeviceInfo:
        """The printer's device, below the broker's.

        Its identity is the subentry's, not the uuid: whoever knows a uuid can
        command the printer, and the printer may get another one.
        """
        info = dr.DeviceInfo(
            identifiers={(DOMAIN, self.subentry.subentry_id)},
            name=self.subentry.title,
            manufacturer=MANUFACTURER,
            via_device_id=dr.async_get_device_id_by_identifier(
                self.hass,
                (DOMAIN, self.entry.entry_id),
                config_entry_id=self.entry.entry_id,
            ),
        )
        if self.data.model:  # None would clear what the registry knows from before
            info["model"] = self.data.model
        return info

    # Life

    @callback
    def async_start(self) -> None:
        """Listen to the printer."""
        self._topics = PrinterTopics(self.subentry.data[CONF_DEVICE_UUID])
        self._offline_after_s: float = self.subentry.data.get(
            CONF_OFFLINE_AFTER, DEFAULT_OFFLINE_AFTER_S
        )
        self._unsubscribe = self.connection.subscribe(
            self._topics.status, self._on_message
        )
        self._heard_at = self.hass.loop.time()
        self._check_silence()

    @callback
    def async_stop(self) -> None:
        """Leave no subscription, no timer, and nobody waiting for the printer."""
        if self._unsubscribe:
            self._unsubscribe()
            self._unsubscribe = None
        if self._silence:
            self._silence.cancel()
            self._silence = None
        for confirmed in self._awaited:
            if not confirmed.done():
                confirmed.set_exception(self._error("registration_changed"))

    @callback
    def async_reconfigure(self, subentry: ConfigSubentry) -> None:
        """Take over a changed name, uuid, or time until the printer is offline."""
        previous, self.subentry = self.subentry, subentry
        if subentry.title != previous.title:
            self._async_update_device(name=subentry.title)
        if subentry.data != previous.data:
            self.async_stop()
            if subentry.unique_id != previous.unique_id:
                self.data = Picture()
                self.online = None
                self.counters = Counters()
            self.async_start()
            self.async_update_listeners()

    # A message's way in

    @callback
    def _on_message(self, message: Message) -> None:
        """Merge a message into the picture and tell the entities."""
        if message.retained:  # may be of last year: no sign of life (PROTOCOL §14.5)
            self.counters.retained += 1
            return
        try:
            status = decode_status(message.payload)
        except BadMessageError as err:
            self._count_bad(message, err)
            return
        self.counters.received += 1
        self._heard_at = self.hass.loop.time()
        if not self.online:
            self._set_online(True)
        model = self.data.model
        self.data = self.data.merge(status, dt_util.utcnow())
        if self.data.model not in (None, model):
            self._async_update_device(model=self.data.model)
        self.async_update_listeners()

    def _count_bad(self, message: Message, err: BadMessageError) -> None:
        """Count a message that is none; say so the first time only."""
        self.counters.bad += 1
        if self.counters.bad == 1:
            _LOGGER.warning(
                "%s sent %d bytes that are no status message (%s); this and further "
                "ones are ignored and counted",
                self.subentry.title,
                len(message.payload),
                err,
            )

    @callback
    def _check_silence(self) -> None:
        """Call the printer offline once it was silent for too long."""
        silent_s = self.hass.loop.time() - self._heard_at
        remaining_s = self._offline_after_s - silent_s
        if remaining_s <= 0:
            if self.online is not False:
                self._set_online(False)
                self.async_update_listeners()
            remaining_s = self._offline_after_s
        self._silence = self.hass.loop.call_later(remaining_s, self._check_silence)

    def _set_online(self, online: bool) -> None:
        """Note that the printer fell silent or is heard again."""
        if self.online is not None or not online:
            _LOGGER.info(
                "%s is %s", self.subentry.title, "heard again" if online else "silent"
            )
        self.online = online

    @callback
    def _async_update_device(self, **changes: str | None) -> None:
        """Bring the device's name or model up to date."""
        registry = dr.async_get(self.hass)
        if device := registry.async_get_device_by_identifier(
            (DOMAIN, self.subentry.subentry_id), self.entry.entry_id
        ):
            registry.async_update_device(device.id, **changes)  # type: ignore[arg-type]

    # Entities

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: object = None
    ) -> CALLBACK_TYPE:
        """Call back whenever the picture or the availability may have changed."""
        return self._listeners.add(update_callback)

    @callback
    def async_update_listeners(self) -> None:
        """Call all listeners back."""
        self._listeners.call()

    # A command's way out

    async def async_send(self, command: Command) -> None:
        """Send a command and wait until the printer shows that it obeys.

        Raises `ServiceValidationError` if the command makes no sense now, and
        `HomeAssistantError` if the printer cannot be reached or does not follow
        within 15 s. In the first case, and without a link, nothing is published. A
        newer target for the same heater takes the place of one that is still awaited.
        """
        self._check(command)
        sent_at = self.hass.loop.time()
        with self._awaiting(command) as confirmed:
            try:
                await self.connection.publish(self._topics.control, command.encode())
                self._settle_superseded(command, confirmed)
                async with asyncio.timeout(CONFIRM_TIMEOUT_S):
                    await confirmed
            except LinkDownError as err:
                raise self._error("link_lost") from err
            except TimeoutError as err:
                raise self._why_unconfirmed(sent_at) from err

    def _check(self, command: Command) -> None:
        """Raise the error that can be known before anything is published."""
        if not self.connection.connected:
            raise self._error("link_down")
        if not self.online:
            raise self._error("printer_silent")
        if not is_allowed(type(command), self.data):
            raise self._error(
                "wrong_state", ServiceValidationError, state=self._state_text
            )
        if isinstance(command, SetTemperature):
            if command.heater not in self.data.reported:
                raise self._error(
                    "no_such_heater", ServiceValidationError, heater=command.heater
                )
            if changes_tool(command, self.data):
                raise self._error("tool_change_while_printing", ServiceValidationError)

    @contextmanager
    def _awaiting(self, command: Command) -> Iterator[asyncio.Future[None]]:
        """Give what is done once the printer shows what the command asked for."""
        confirmed = self.hass.loop.create_future()

        def look() -> None:
            rule = RULES[type(command)]
            if not confirmed.done() and rule.confirmed(command, self.data):
                confirmed.set_result(None)

        remove = self.async_add_listener(look)
        self._awaited[confirmed] = command
        try:
            yield confirmed
        finally:
            remove()
            del self._awaited[confirmed]
            confirmed.cancel()

    def _settle_superseded(
        self, command: Command, confirmed: asyncio.Future[None]
    ) -> None:
        """Let nobody wait any longer for what a command that is out now replaces."""
        for waiting, older in self._awaited.items():
            if waiting is confirmed:
                return
            if supersedes(command, older) and not waiting.done():
                waiting.set_result(None)

    def _why_unconfirmed(self, sent_at: float) -> HomeAssistantError:
        """Return the error for a command that was sent and not confirmed in time."""
        if not self.connection.connected:
            return self._error("link_lost")
        if self._heard_at < sent_at:
            return self._error("fell_silent")
        return self._error("not_confirmed", state=self._state_text)

    @contextmanager
    def refusing_out_of_range(self) -> Iterator[None]:
        """Raise the translated error if a command made within takes no such value."""
        try:
            yield
        except OutOfRangeError as err:
            raise self._error(
                "out_of_range",
                ServiceValidationError,
                value=f"{err.value:g}",
                minimum=f"{err.minimum:g}",
                maximum=f"{err.maximum:g}",
            ) from err

    @property
    def _state_text(self) -> str:
        """The state for an error text."""
        return self.data.state or "unknown"

    def _error(
        self,
        key: str,
        kind: type[HomeAssistantError] = HomeAssistantError,
        **placeholders: str,
    ) -> HomeAssistantError:
        """Return a translated error with the printer's name in it."""
        return kind(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"printer": self.subentry.title, **placeholders},
        )
