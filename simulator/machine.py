"""A printer and its OctoPrint as a pure state machine: no clock, no network, no threads."""

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush
from itertools import count
from math import inf

from .events import Event, PrintEnded, PrintStarted, StateChanged
from .heater import MOMENT, heaters
from .motion import PARKED, Axes, Travel, at
from .progress import Progress
from .states import State
from .storage import BYTES_PER_SECOND, PrintFile, short_name, uploaded

HEADER = 119
"""Bytes of a heated file that are read before its heaters are hot."""
ANALYSIS_SECONDS = 2.0
"""How long OctoPrint takes to analyse a new file, in s."""
FIRST_REPORT_SECONDS = 2.5
"""How long after connecting the first temperatures come, in s."""
REPORT_SECONDS = 2.0
"""How often the firmware reports temperatures, in s; each second while a file waits for heat."""

# Seconds in each passing state, as recorded.
STARTING, PAUSING, RESUMING, CANCELLING, FINISHING = 0.01, 0.25, 0.04, 0.06, 0.6
OPENING, CONNECTING, CLOSING, SENDING = 0.015, 0.01, 0.01, 0.05

CANCELLABLE = frozenset(
    {
        State.STARTING,
        State.STARTING_SD,
        State.PRINTING,
        State.PRINTING_SD,
        State.PAUSING,
        State.PAUSED,
    }
)


class Machine:
    """One printer with OctoPrint. Seconds are its own; someone else says when they pass."""

    def __init__(
        self,
        files: Iterable[PrintFile],
        folders: list[str],
        *,
        tools: int,
        chamber: bool,
        bed: bool = True,
        sensors: Mapping[str, float] | None = None,
    ) -> None:
        """Build an operational, idle printer that has just been switched on.

        `sensors` are what else the firmware measures, by name, in °C.
        """
        self.now = 0.0
        self.events: list[Event] = []
        self.files = {file.name: file for file in files}
        self.folders = folders
        self.card: dict[str, PrintFile] = {}
        self.heaters = heaters(tools, chamber, bed)
        self.tools, self.chamber, self.bed = tools, chamber, bed
        self.sensors = dict(sensors or {})
        self.tool0_missed = False
        """Whether the next report lacks the first nozzle (PROTOCOL.md §17)."""
        self.unix = 0.0
        """Unix time in s, which the owner keeps."""
        self.position: Axes = dict.fromkeys("xyze", 0.0)
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._unanalysed: list[tuple[float, PrintFile]] = []
        self._wait_for: list[str] = []
        self._reported: dict[str, tuple[float, float]] = {}
        self._reported_at = 0.0
        self.boot()

    def boot(self) -> None:
        """Start OctoPrint: everything that is not on disk is forgotten, nothing is announced."""
        self.state = State.OPERATIONAL
        self.file: PrintFile | None = None
        self.progress: Progress | None = None
        self.had_job = False
        self.travel = Travel()
        self._agenda.clear()
        self._reset_board()

    # What a person or the plugin does.

    def select(self, name: str, card: bool = False) -> bool:
        """Select a file; return whether it is there and the printer is idle."""
        files = self.card if card else self.files
        if self.state is not State.OPERATIONAL or name not in files or self.silent:
            return False
        self.file, self.progress, self.had_job = files[name], None, True
        return True

    def start(self) -> None:
        """Print the selected file from its beginning."""
        if self.state is not State.OPERATIONAL or self.file is None or self.silent:
            return
        self.progress = Progress()
        self._enter(State.STARTING_SD if self.file.on_card else State.STARTING)
        self._after(STARTING, self._begin)

    def pause(self) -> bool:
        """Pause the running print; return whether there is one."""
        if not self.state.moving:
            return False
        self._enter(State.PAUSING)
        self._after(PAUSING, lambda: self._enter(State.PAUSED))
        return True

    def resume(self) -> bool:
        """Go on with the paused print; return whether there is one."""
        if self.state is not State.PAUSED:
            return False
        self._enter(State.RESUMING)
        self._after(RESUMING, self._move_on)
        return True

    def cancel(self) -> bool:
        """Cancel the print; return whether there is one.

        While a heater is waited for it takes as long as that.
        """
        if self.state not in CANCELLABLE:
            return False
        self._agenda.clear()
        self._enter(State.CANCELLING)
        self._end_print(None)
        self.progress = None
        self._after(CANCELLING, self._settle)
        return True

    def disconnect(self) -> None:
        """Close the port, as a person does in OctoPrint."""
        self._close(State.OFFLINE)

    def break_off(self) -> None:
        """Lose the connection, as by a pulled cable."""
        self._close(State.FAILED)

    def fail(self) -> None:
        """Stop with a fatal error of the firmware."""
        if self.state.closed:
            return
        self._agenda.clear()
        self._wait_for, self.silent = [], False
        self._enter(State.ERROR)
        self._after(CLOSING, self.break_off)

    def connect(self) -> None:
        """Open the port."""
        if not self.state.closed:
            return
        self._enter(State.OPEN_SERIAL)
        self._after(OPENING, lambda: self._enter(State.CONNECTING))
        self._after(OPENING + CONNECTING, self._connected)

    def set_target(self, heater: str, degrees: int, wait: bool = False) -> None:
        """Set a heater's target in °C; OctoPrint shows it before the firmware confirms it.

        With `wait` nothing else moves until the heater is hot.
        The firmware does not know heaters that are not there, nor negative targets.
        """
        if self.silent or heater not in self.heaters:
            return
        if heater in self._reported:
            self._reported[heater] = (self._reported[heater][0], float(degrees))
        if degrees >= 0:
            self.heaters[heater].target = float(degrees)
            if wait:
                self._wait_for.append(heater)
            self._check_heat()

    def home(self, axes: Iterable[str]) -> None:
        """Move the axes of `axes` to 0 mm."""
        if not self.silent:
            self.position |= dict.fromkeys(axes, 0.0)

    def move(self, distances: dict[str, float], relative: bool) -> None:
        """Move by or to `distances` in mm."""
        self.travel.moved(distances, relative)
        if not self.silent:
            for axis, distance in distances.items():
                self.position[axis] = distance + (
                    self.position[axis] if relative else 0.0
                )

    def store(self, name: str, content: bytes) -> None:
        """Put a file on the disk; over one of the same name, whose history is lost."""
        self.files[name] = file = uploaded(name, content, int(self.unix))
        self._unanalysed.append((self.now + ANALYSIS_SECONDS, file))

    def send_to_card(self, name: str, content: bytes) -> None:
        """Copy a file to the SD card, which gives it a short name (PROTOCOL.md §17)."""
        if self.state is not State.OPERATIONAL or self.silent:
            return
        self._enter(State.SENDING)
        self.put_on_card(uploaded(short_name(name, self.card), content, None))
        self.file = self.progress = None
        self._after(SENDING, lambda: self._enter(State.OPERATIONAL))

    def put_on_card(self, file: PrintFile) -> None:
        """Put a file on the SD card under its short name."""
        file.on_card = True
        self.card[file.name] = file

    # What it shows.

    @property
    def waiting(self) -> bool:
        """Whether the queue to the firmware is blocked by a heater or by silence."""
        return self.silent or bool(self._wait_for)

    def temperatures(self) -> dict[str, tuple[float, float]]:
        """Return actual and target in °C by heater, as last reported; empty before the first."""
        if not self.state.operational or self.silent:
            return self._reported
        if (
            self.now - self._reported_at
            >= (1.0 if self._wait_for else REPORT_SECONDS) - 0.05
        ):
            self._reported_at = self.now
            self._reported = {
                name: (round(heater.measured(self.now), 2), heater.target)
                for name, heater in self.heaters.items()
            }
        return self._reported

    # Time.

    @property
    def next_change(self) -> float:
        """How long until something happens by itself, in s; infinity if nothing will."""
        if self.silent:
            return inf
        if self._wait_for:
            return max(self.heaters[name].seconds_to_target for name in self._wait_for)
        due = max(0.0, self._agenda[0][0] - self.now) if self._agenda else inf
        if self.state.moving and self.file and self.progress:
            return min(
                due, (self.file.size - self.progress.read) / self._bytes_per_second
            )
        return due

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass; not longer than `next_change`."""
        self.now += seconds
        while self._unanalysed and self._unanalysed[0][0] <= self.now:
            self._unanalysed.pop(0)[1].analysed = True
        if self.silent:
            return
        blocked = self.waiting
        for heater in self.heaters.values():
            heater.advance(seconds)
        self._check_heat()
        self._print(seconds, blocked)
        while (
            self._agenda
            and not self.waiting
            and self._agenda[0][0] <= self.now + MOMENT
        ):
            heappop(self._agenda)[2]()

    # How.

    @property
    def _bytes_per_second(self) -> float:
        return BYTES_PER_SECOND * self.feed_rate / 100

    def _print(self, seconds: float, blocked: bool) -> None:
        file, progress = self.file, self.progress
        if not self.state.moving or file is None or progress is None:
            return
        progress.elapsed += seconds
        if blocked:
            return
        progress.shown_elapsed = progress.elapsed
        progress.read = min(file.size, progress.read + self._bytes_per_second * seconds)
        self.position = (
            at(progress.read) if file.on_card else self.travel.printed(progress.read)
        )
        if progress.read >= file.size - 1e-6:
            progress.read, progress.done = file.size, True
            self._enter(State.FINISHING)
            self._end_print(progress.elapsed)
            self._off()
            self._after(FINISHING, self._finished)

    def _begin(self) -> None:
        assert self.file is not None
        assert self.progress is not None
        self._move_on()
        self.events.append(PrintStarted())
        self.travel.clear()
        for name, degrees in self.file.targets.items():
            self.set_target(name, degrees)
        self._wait_for = [name for name in self.file.waits if name in self.heaters]
        if self._wait_for:
            self.progress.read = float(min(HEADER, self.file.size))
        self._check_heat()

    def _move_on(self) -> None:
        on_card = self.file is not None and self.file.on_card
        self._enter(State.PRINTING_SD if on_card else State.PRINTING)

    def _finished(self) -> None:
        self.position |= PARKED
        self._enter(State.OPERATIONAL)

    def _settle(self) -> None:
        self._off()
        self._enter(State.OPERATIONAL)

    def _connected(self) -> None:
        self._reset_board()
        self._enter(State.OPERATIONAL)

    def _close(self, state: State) -> None:
        if self.state.closed:
            return
        self._agenda.clear()
        self._wait_for, self.silent, self._reported = [], False, {}
        self._off()
        self._enter(state)
        if self.progress is not None and not self.progress.done:
            self._record(None)
            self._after(CLOSING, lambda: self.events.append(PrintEnded()))
        self.file = self.progress = None

    def _reset_board(self) -> None:
        self._wait_for, self.silent, self._reported = [], False, {}
        self._reported_at = self.now + FIRST_REPORT_SECONDS - REPORT_SECONDS
        self.position = dict.fromkeys("xyze", 0.0)
        self.feed_rate = 100
        self.fan = 0
        self._off()

    def _off(self) -> None:
        for name in self.heaters:
            self.set_target(name, 0)

    def _end_print(self, seconds: float | None) -> None:
        self._record(seconds)
        self.events.append(PrintEnded())

    def _record(self, seconds: float | None) -> None:
        if self.file is not None and not self.file.on_card:
            self.file.record(self.unix, seconds)

    def _check_heat(self) -> None:
        self._wait_for = [
            name
            for name in self._wait_for
            if self.heaters[name].seconds_to_target > MOMENT
        ]

    def _enter(self, state: State) -> None:
        self.state = state
        self.events.append(StateChanged(state))

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        heappush(self._agenda, (self.now + seconds, next(self._order), action))
