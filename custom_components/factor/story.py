"""A printer's story: what happens to its prints, told and remembered."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
import logging
from typing import TYPE_CHECKING, Any, Final

import msgspec

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import UnsupportedStorageVersionError
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.storage import Store
from homeassistant.util.dt import utcnow

from .connection.listeners import Listeners
from .device import device_id
from .energy import EnergyMeter, EnergyUsed
from .print_events import ATTR_TYPE, EVENT_PRINT, Told, data_of, fitting
from .print_stores import VERSION, stores
from .printer.history import History, PastPrint, Query, filament_used
from .printer.lifecycle import Lifecycle
from .printer.patience import PatientFollower
from .printer.prints import EventType, Print, PrintEvent
from .printer.state import Picture
from .protocol.words import fit_to_show

if TYPE_CHECKING:
    from .coordinator import PrinterCoordinator

_LOGGER = logging.getLogger(__name__)

OPEN_AFTER_S: Final = 5
"""How long after the start of Home Assistant its automations surely listen."""
SAVE_AFTER_S: Final = 300
"""How often at most it is written how far a print is, and tried on a full disk."""
MAX_UNTOLD: Final = 100


class Running(msgspec.Struct):
    """What is stored of the print that runs, and of what is still to be told.

    `ended` are prints that may not be in the stored history yet.
    """

    lifecycle: Lifecycle = msgspec.field(default_factory=Lifecycle)
    energy: EnergyUsed | None = None
    untold: list[Told] = []
    ended: list[PastPrint] = []


type StoryListener = Callable[[Told], None]


class PrintStory:
    """Follows a printer, tells what happens to its prints, and remembers them.

    What happens is told at once, but not before Home Assistant's automations listen.
    That a print has ended is written together with that none runs, and what is to be
    told of it, at once; then it is written into the history. So a crash between the two
    loses nothing, and has nothing told twice.
    """

    def __init__(self, printer: PrinterCoordinator) -> None:
        """Take the printer; nothing is known before `async_load`."""
        self._printer = printer
        self._hass = printer.hass
        self.history = History()
        self.meter = EnergyMeter(printer)
        self._follower = PatientFollower(Lifecycle(), printer.settings.prints)
        self._history_store, self._running_store = stores(
            printer.hass, printer.subentry.subentry_id
        )
        self._untold: deque[Told] = deque(maxlen=MAX_UNTOLD)
        self._listeners: Listeners[[Told]] = Listeners()
        self._is_open = self._is_opening = False
        self._is_save_pending = False
        self._stop: list[CALLBACK_TYPE] = []
        self._cancel_retry: CALLBACK_TYPE = lambda: None
        self._writing = asyncio.Lock()
        self._is_write_wanted = False
        self._ended: list[PastPrint] = []

    @property
    def lifecycle(self) -> Lifecycle:
        """Where the printer stands."""
        return self._follower.lifecycle

    @property
    def running(self) -> Print | None:
        """The print that runs."""
        return self.lifecycle.print

    @property
    def heating_since(self) -> datetime | None:
        """Since when a heater has a target without a print."""
        return self.lifecycle.heating_since

    # Life

    async def async_load(self) -> None:
        """Go on where it was left."""
        self.history = await self._async_read(self._history_store, History)
        running = await self._async_read(self._running_store, Running)
        lifecycle = running.lifecycle
        remembered = {past.started for past in self.history.prints}
        for past in running.ended:
            if past.started not in remembered:
                self._remember(past)
        # A backup may be of the moment between two writes.
        over = {past.started for past in self.history.prints}
        if lifecycle.print and lifecycle.print.started in over:
            lifecycle.print = lifecycle.heard_until = None
        lifecycle.held = [
            event
            for event in lifecycle.held
            if not (event.print and event.print.started in over)
        ]
        self._untold.extend(running.untold)
        self.meter.used = running.energy if lifecycle.print else None
        self._follower = PatientFollower(lifecycle, self._printer.settings.prints)

    async def _async_read[T](self, store: Store[dict[str, Any]], kind: type[T]) -> T:
        """Return what a store has; what makes no sense is put aside, not thrown away."""
        try:
            data = await store.async_load()
        except UnsupportedStorageVersionError as err:
            store.make_read_only()
            _LOGGER.error(
                "%s was stored by a later version of this integration, and stays as it "
                "is: nothing new is stored there (%s)",
                store.key,
                err,
            )
            return kind()
        if data is None:
            return kind()
        try:
            return msgspec.convert(data, kind)
        except msgspec.ValidationError as err:
            aside = f"{store.key}.unreadable"
            await Store[dict[str, Any]](self._hass, VERSION, aside).async_save(data)
            _LOGGER.error(
                "What was stored of %s cannot be read (%s); it is kept as %s",
                self._printer.name,
                err,
                aside,
            )
            return kind()

    @callback
    def async_start(self) -> None:
        """Tell what happens as soon as somebody can listen."""
        self._stop.append(async_at_started(self._hass, self._open_soon))
        self._stop.append(self.meter.async_follow())

    @callback
    def async_stop(self) -> None:
        """Leave no timer and no listener behind."""
        for stop in self._stop:
            stop()
        self._stop.clear()
        self._cancel_retry()

    async def async_close(self) -> None:
        """Stop, and write how far the print is that runs."""
        self.async_stop()
        await self._async_write()

    async def async_remove(self) -> None:
        """Forget everything, as of a printer that is no longer registered."""
        async with self._writing:
            for store in (self._history_store, self._running_store):
                store.make_read_only()
                await store.async_remove()

    @callback
    def async_reconfigure(self) -> None:
        """Follow the rules, and the meter, that the user has changed."""
        self._follower.rules = self._printer.settings.prints
        self.async_stop()
        self.async_start()

    @callback
    def async_begin_anew(self) -> None:
        """Listen to another uuid: what it tells first does not go on from before."""
        self._catch_up()
        lifecycle = self.lifecycle
        lifecycle.heating_since = lifecycle.heard_until = None
        self._follower = PatientFollower(lifecycle, self._printer.settings.prints)

    @callback
    def _open_soon(self, hass: HomeAssistant) -> None:
        """Tell what is untold when automations listen."""

        async def open_now(_: datetime) -> None:
            # A crash from here on shall not have it told twice.
            self._is_opening = True
            if self._untold:
                await self._async_keep()
            self._is_open = True
            self.tell()

        self._stop.append(async_call_later(hass, OPEN_AFTER_S, open_now))

    # In

    @callback
    def take(
        self, picture: Picture, now: datetime, *, is_telemetry: bool = False
    ) -> bool:
        """Take in what a message that arrived `now` (UTC) made of the picture.

        Returns whether something happened.
        """
        lifecycle = self.lifecycle
        before = lifecycle.print, lifecycle.heating_since
        if events := self._follower.take(picture, now, is_telemetry=is_telemetry):
            self._digest(events)
        is_news = lifecycle.print or before != (None, lifecycle.heating_since)
        if is_news and not self._is_save_pending:
            self._is_save_pending = True
            self._running_store.async_delay_save(self._running_data, SAVE_AFTER_S)
        return bool(events)

    @callback
    def miss(self) -> None:
        """Note that what is said now is not heard."""
        self._catch_up()
        self._follower.miss()

    def _catch_up(self) -> None:
        """Know how far the print is."""
        if events := self._follower.catch_up():
            self._digest(events)

    @callback
    def fall_silent(self, picture: Picture) -> None:
        """Take in that nothing was heard for too long."""
        if events := self._follower.fall_silent(picture, utcnow()):
            self._digest(events)

    def _digest(self, events: list[PrintEvent]) -> None:
        """Remember what happened, to be told once the entities are up to date."""
        for event in events:
            past: PastPrint | None = None
            if event.type is EventType.STARTED and not event.late:
                self.meter.async_start()
            if event.outcome:
                past = self._past(event)
                self._remember(past)
            self._untold.append(Told(event.type, data_of(event, past)))
        if not self._is_write_wanted:  # else what waits to write writes this, too
            self._is_write_wanted = True
            self._hass.async_create_task(self._async_keep(), eager_start=False)

    def _remember(self, past: PastPrint) -> None:
        """Have a print in the history, which is still to be written."""
        self.history.add(past)
        self._ended.append(past)

    async def _async_write(self) -> bool:
        """Write what happened: first that a print ended, then the history.

        Returns whether that was possible.
        """
        async with self._writing:
            self._is_write_wanted = False
            await self._async_save_running()
            if not self._running_store.is_written:
                return False
            return not self._ended or await self._async_save_history()

    async def _async_keep(self, _: datetime | None = None) -> None:
        """Write what happened; as long as the disk takes nothing, try again later."""
        is_written = await self._async_write()
        self._cancel_retry()
        if not is_written and self._stop:  # which is empty once it is stopped
            self._cancel_retry = async_call_later(
                self._hass, SAVE_AFTER_S, self._async_keep
            )

    async def _async_save_history(self) -> bool:
        """Write the history; return whether that was possible."""
        ended = len(self._ended)
        await self._history_store.async_save(msgspec.to_builtins(self.history))
        if self._history_store.is_written:
            del self._ended[:ended]
        return self._history_store.is_written

    async def _async_save_running(self) -> None:
        await self._running_store.async_save(self._running_data())

    def _running_data(self) -> dict[str, Any]:
        self._is_save_pending = False
        self._catch_up()
        untold = [] if self._is_opening else list(self._untold)
        running = Running(self.lifecycle, self.meter.used, untold, self._ended)
        data: dict[str, Any] = msgspec.to_builtins(running)
        return data

    def _past(self, event: PrintEvent) -> PastPrint:
        """Return what is remembered of a print that has ended."""
        print_, outcome = event.print, event.outcome
        assert print_
        assert outcome
        settings = self._printer.settings
        energy = self.meter.async_finish()
        filament = filament_used(print_, outcome, settings.filament.weight)
        past = PastPrint(
            settings.device_uuid,
            print_.started,
            event.at,
            outcome,
            file=fitting(print_.file),
            job_id=fitting(print_.job_id),
            reason=event.reason,
            message=event.message and fit_to_show(event.message),
            duration_s=print_.print_time_s,
            paused_s=print_.paused_s,
            completion=print_.completion,
            filament=filament,
            energy_kwh=energy.kwh if energy else None,
            late=event.late,
        )
        cost = settings.cost.of(past.weight_g, energy.cost if energy else None)
        if cost is None:
            return past
        currency = str(self._hass.config.currency)  # one in YAML is of another type
        return msgspec.structs.replace(past, cost=cost, currency=currency)

    # Out

    @callback
    def async_subscribe(self, listener: StoryListener) -> CALLBACK_TYPE:
        """Tell a listener what happens from now on."""
        return self._listeners.add(listener)

    @callback
    def tell(self) -> None:
        """Tell what is untold, in order, if somebody can listen."""
        while self._is_open and self._untold:
            told = self._untold.popleft()
            self._listeners.call(told)
            data = {
                ATTR_DEVICE_ID: device_id(self._printer),
                ATTR_TYPE: told.type.value,
                **told.data,
            }
            self._hass.bus.async_fire(EVENT_PRINT, data)

    async def async_forget(self, query: Query) -> int:
        """Remove prints from the history; return how many were."""
        removed = self.history.remove(query)
        async with self._writing:
            if await self._async_save_history():
                await self._async_save_running()  # which may still have them
        self._printer.async_update_listeners()
        return removed
