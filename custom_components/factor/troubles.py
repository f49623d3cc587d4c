"""What can be wrong with a printer, and that it is told as long as it is so."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakSet

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.util import dt as dt_util

from .const import Pace
from .heard import as_code
from .heaters import are_left_on, heaters_left_on
from .issues import (
    CLOCK_WRONG,
    HEATER_LEFT_ON,
    HEAVY,
    NO_SNAPSHOTS,
    NO_STATUS,
    TWINS,
    Issue,
)
from .printer.twins import Fingerprint, TwinDetector
from .probe import Answer, ask
from .protocol.dialects import Dialect
from .protocol.files import Origin, decode_files
from .protocol.messages import Snapshot, StateEvent, StatusMessage

if TYPE_CHECKING:
    from .broker import FactorData
    from .coordinator import PrinterCoordinator

CHECK_EVERY_S: Final = 10
KNOWN_AFTER_S: Final = 60
"""How long it takes until it is known that something is not so."""
SILENT_S: Final = 60
"""After how long without a snapshot a printer is asked, at least."""
ASK_AGAIN_S: Final = 600
SNAPSHOT_FOLLOWS_S: Final = 5
HEAVY_BYTES_PER_S: Final = 1_000_000
BYTES_PER_FILE: Final = 900
WRONG_CLOCK_S: Final = 300
WRONG_SNAPSHOTS: Final = 5
"""How many snapshots in a row prove a wrong clock."""
STEADY: Final = 0.1
MAX_MINUTES: Final = 10**9


class Watch:
    """Watches one printer for what is wrong with it.

    `is_obeying` says whether it obeys while it sends no snapshots, None if that is not
    known; `has_published` whether it published anything else since the last one.
    `clock_errors` counts the snapshots in a row whose time is wrong by `clock_off_s`;
    it is None before the first one.
    """

    def __init__(self, printer: PrinterCoordinator) -> None:
        """Begin to watch; see `async_watch_troubles`."""
        self.printer = printer
        self._timer: asyncio.TimerHandle | None = None
        self._steady: dict[str, float] = {}
        self._over: set[str] = set()
        self._forget()

    def _forget(self) -> None:
        """Know nothing of the printer."""
        self._topics = self.printer.topics
        self._began = self.snapshot_at = self.printer.hass.loop.time()
        self.twins = TwinDetector()
        self.bytes_per_s = 0.0
        self.is_obeying: bool | None = None
        self.has_published = False
        self._bare_since: float | None = None
        self._bare_again: float | None = None
        self.clock_errors: int | None = None
        self.clock_off_s = 0.0
        self._asked_at = float("-inf")
        self._files: tuple[object, int] = (None, 0)

    @property
    def now(self) -> float:
        """The event loop's time, s."""
        return self.printer.hass.loop.time()

    @property
    def is_new(self) -> bool:
        """Whether it is too early to know that something is not so."""
        return self.now - self._began < KNOWN_AFTER_S

    @property
    def is_bare(self) -> bool:
        """Whether bare events come for a while, and no snapshot after them."""
        again = self._bare_again
        return again is not None and self.now - again >= SNAPSHOT_FOLLOWS_S

    @property
    def files(self) -> int:
        """How many files each snapshot tells of, as far as that is known."""
        tree = self.printer.data.tree
        if self._files[0] is not tree:
            told = decode_files(tree)
            self._files = tree, sum(each.origin is Origin.LOCAL for each in told)
        return self._files[1] or round(self.bytes_per_s / BYTES_PER_FILE)

    def steady(self, name: str, value: float) -> float:
        """Return a number that is shown, as it was as long as it is about the same."""
        shown = self._steady.get(name)
        if shown is None or abs(value - shown) > STEADY * abs(shown):
            self._steady[name] = shown = value
        return shown

    # Life

    @callback
    def async_tick(self) -> None:
        """Look at what time changes, and ask a printer that is silent."""
        self._timer = self.printer.hass.loop.call_later(CHECK_EVERY_S, self.async_tick)
        now = self.now
        self.bytes_per_s = self.printer.counters.bytes_per_s(now)
        self.async_check()
        if not self.printer.connection.connected:
            self.snapshot_at = now  # nobody could have heard it
        elif self._is_to_be_asked(now):
            self._asked_at = now
            self.printer.entry.async_create_background_task(
                self.printer.hass, self._ask(), f"ask {self.printer.name}"
            )

    @callback
    def async_stop(self) -> None:
        """Leave no timer behind."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    @callback
    def async_hear(self, said: StatusMessage) -> None:
        """Take in what the printer says of itself."""
        match said:
            case Snapshot():
                self._hear_snapshot(said)
            case StateEvent():
                self._hear_bare_event()

    def _hear_snapshot(self, snapshot: Snapshot) -> None:
        """Take in a snapshot."""
        now = self.now
        self.snapshot_at = now
        self.is_obeying = self.has_published = False
        self._bare_since = self._bare_again = None
        self.twins.take(snapshot.ts, Fingerprint.of(snapshot), now)
        if snapshot.ts is not None:
            self.clock_off_s = snapshot.ts - dt_util.utcnow().timestamp()
            is_wrong = abs(self.clock_off_s) > WRONG_CLOCK_S
            self.clock_errors = (self.clock_errors or 0) + 1 if is_wrong else 0

    def _hear_bare_event(self) -> None:
        """Take in an event that no snapshot has followed yet."""
        now = self.now
        self.has_published = True
        if self._bare_since is None:
            self._bare_since = now
        elif self._bare_again is None and now - self._bare_since >= SILENT_S:
            self._bare_again = now

    def _is_to_be_asked(self, now: float) -> bool:
        """Return whether the printer is silent, and may be asked whether it obeys."""
        printer = self.printer
        silent_s = max(SILENT_S, printer.settings.offline_after)
        return (
            now - self.snapshot_at >= silent_s
            and now - self._asked_at >= ASK_AGAIN_S
            and printer.dialect in (Dialect.PLUGIN, None)
            and printer.connection.can_publish
            and printer.files.uploader.progress is None
        )

    async def _ask(self) -> None:
        """Ask the printer, and note what its answer shows."""
        printer, topics = self.printer, self._topics
        asked_at = self.now
        # The camera's answer is a sign of life: if it were asked for again and again,
        # the printer would seem to come and go.
        answer = await ask(
            printer.connection,
            topics,
            printer.entry.runtime_data.upload_window,
            camera=not self.has_published,
        )
        if topics is not self._topics or self.snapshot_at > asked_at:
            return
        self.is_obeying = answer is not None
        self.has_published = answer is Answer.PUBLISHES or (
            self.has_published and self.is_obeying
        )
        self.async_check()

    # Issues

    @callback
    def async_check(self) -> None:
        """Raise and delete the printer's issues, as it is now."""
        printer = self.printer
        if printer.is_removed:
            self.async_stop()
            return
        if self._topics is not printer.topics:
            self._forget()
            self._end_all()
        subentry_id = printer.subentry.subentry_id
        for trouble in TROUBLES:
            match trouble.is_there(self):
                case True:
                    self._over.discard(trouble.issue.key)
                    trouble.issue.async_raise(
                        printer.hass,
                        subentry_id,
                        {"printer": printer.name, **trouble.said(self)},
                        {
                            "entry_id": printer.entry.entry_id,
                            "subentry_id": subentry_id,
                        },
                    )
                case False if trouble.issue.key not in self._over:
                    self._over.add(trouble.issue.key)
                    trouble.issue.async_delete(printer.hass, subentry_id)

    def _end_all(self) -> None:
        """Delete what was wrong with another edge of the same printer."""
        for trouble in TROUBLES:
            if not trouble.issue.is_persistent:
                trouble.issue.async_delete(
                    self.printer.hass, self.printer.subentry.subentry_id
                )


async def async_watch_troubles(printers: FactorData) -> CALLBACK_TYPE:
    """Raise issues while something is wrong with a printer; return what ends that."""
    watches: WeakSet[Watch] = WeakSet()  # a printer that is removed takes its own along

    @callback
    def watch_printer(printer: PrinterCoordinator) -> None:
        watch = Watch(printer)
        watches.add(watch)
        printer.async_on_status(watch.async_hear)
        printer.async_add_listener(watch.async_check, Pace.STILL)
        watch.async_tick()

    stop_following = await printers.async_on_printer(watch_printer)

    @callback
    def stop() -> None:
        stop_following()
        for watch in tuple(watches):
            watch.async_stop()

    return stop


# What is wrong


@dataclass(frozen=True, slots=True)
class Trouble:
    """An issue; `is_there` says whether it is so, None to leave it as it is.

    `said` fills its text in, together with the printer's name.
    """

    issue: Issue
    is_there: Callable[[Watch], bool | None]
    said: Callable[[Watch], dict[str, str]] = lambda _: {}


def _are_twins(watch: Watch) -> bool | None:
    return watch.twins.are_there(watch.now) or (None if watch.is_new else False)


def _say_twins(watch: Watch) -> dict[str, str]:
    """Return what each of the two tells, in the same order each time."""
    assert watch.twins.pair
    first, second = sorted(
        f"{as_code(told.model or told.profile or told.profile_id)}, {as_code(told.file)}"
        for told in watch.twins.pair
    )
    return {"first": first, "second": second}


def _has_no_snapshots(watch: Watch) -> bool | None:
    if watch.is_bare or (watch.is_obeying and watch.has_published):
        return True
    return None if watch.is_obeying is None else False


def _has_no_status(watch: Watch) -> bool | None:
    if watch.is_obeying is None:
        return None
    return watch.is_obeying and not watch.has_published


def _is_heavy(watch: Watch) -> bool | None:
    if watch.printer.dialect not in (Dialect.PLUGIN, None):
        return False
    return watch.bytes_per_s > HEAVY_BYTES_PER_S or (None if watch.is_new else False)


def _say_heavy(watch: Watch) -> dict[str, str]:
    return {
        "files": str(watch.files),
        "rate": f"{watch.steady('rate', watch.bytes_per_s) / 1e6:.1f}",
    }


def _is_clock_wrong(watch: Watch) -> bool | None:
    if watch.clock_errors is None or 0 < watch.clock_errors < WRONG_SNAPSHOTS:
        return None
    return watch.clock_errors > 0


def _say_clock(watch: Watch) -> dict[str, str]:
    minutes = min(watch.steady("minutes", abs(watch.clock_off_s) / 60), MAX_MINUTES)
    hours, minutes = divmod(round(minutes), 60)
    days, hours = divmod(hours, 24)
    return {"days": str(days), "hours": str(hours), "minutes": str(minutes)}


TROUBLES: Final = (
    Trouble(
        HEATER_LEFT_ON,
        lambda watch: are_left_on(watch.printer),
        lambda watch: heaters_left_on(watch.printer),
    ),
    Trouble(TWINS, _are_twins, _say_twins),
    Trouble(NO_SNAPSHOTS, _has_no_snapshots),
    Trouble(NO_STATUS, _has_no_status),
    Trouble(HEAVY, _is_heavy, _say_heavy),
    Trouble(CLOCK_WRONG, _is_clock_wrong, _say_clock),
)
