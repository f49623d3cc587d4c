"""One frozen picture of one printer, merged from its messages."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace
from propcache.api import cached_property

from ..protocol.messages import (
    CameraState,
    Filament,
    Position,
    PrinterConnection,
    Profile,
    Progress,
    Reading,
    Snapshot,
    StateEvent,
    StateReport,
    Update,
)
from ..protocol.plugin import NO_TREE
from .parts import Parts, is_heater, reported_by

MAX_MODEL_NAME: Final = 64
MAX_DURATION_S: Final = 366 * 24 * 3600
MAX_UNIX_TIME: Final = 2**32
MAX_COUNT: Final = 1_000_000
MAX_FILE_SIZE: Final = 2**53
MAX_POSITION: Final = 10_000_000
MAX_CELSIUS: Final = 100_000
NO_READING: Final = Reading()
FILE_ORIGINS: Final = ("local", "sdcard")


class State(StrEnum):
    """What a printer is doing."""

    OFFLINE = "offline"
    OFFLINE_AFTER_ERROR = "offline_after_error"
    CONNECTING = "connecting"
    IDLE = "idle"
    STARTING = "starting"
    PRINTING = "printing"
    PAUSING = "pausing"
    PAUSED = "paused"
    RESUMING = "resuming"
    FINISHING = "finishing"
    CANCELLING = "cancelling"
    TRANSFERRING = "transferring"
    ERROR = "error"


DISCONNECTED_STATES: Final = frozenset(
    {State.OFFLINE, State.OFFLINE_AFTER_ERROR, State.CONNECTING}
)
JOB_STATES: Final = frozenset(
    {
        State.STARTING,
        State.PRINTING,
        State.PAUSING,
        State.PAUSED,
        State.RESUMING,
        State.FINISHING,
        State.CANCELLING,
    }
)

# OctoPrint's display texts, in English whatever its language (PROTOCOL §3.5).
_STATE_BY_TEXT: Final = {
    "Offline": State.OFFLINE,
    "Offline after error": State.OFFLINE_AFTER_ERROR,
    "Opening serial connection": State.CONNECTING,
    "Detecting serial connection": State.CONNECTING,
    "Connecting": State.CONNECTING,
    "Operational": State.IDLE,
    "Starting": State.STARTING,
    "Starting print from SD": State.STARTING,
    "Printing": State.PRINTING,
    "Printing from SD": State.PRINTING,
    "Pausing": State.PAUSING,
    "Paused": State.PAUSED,
    "Resuming": State.RESUMING,
    "Finishing": State.FINISHING,
    "Cancelling": State.CANCELLING,
    "Starting to send file to SD": State.TRANSFERRING,
    "Sending file to SD": State.TRANSFERRING,
    "Transferring file to SD": State.TRANSFERRING,
    "Error": State.ERROR,
}
_STATE_BY_ID: Final = {
    "NONE": State.OFFLINE,
    "OFFLINE": State.OFFLINE,
    "CLOSED": State.OFFLINE,
    "CLOSED_WITH_ERROR": State.OFFLINE_AFTER_ERROR,
    "OPEN_SERIAL": State.CONNECTING,
    "DETECT_SERIAL": State.CONNECTING,
    "CONNECTING": State.CONNECTING,
    "OPERATIONAL": State.IDLE,
    "STARTING": State.STARTING,
    "PRINTING": State.PRINTING,
    "PAUSING": State.PAUSING,
    "PAUSED": State.PAUSED,
    "RESUMING": State.RESUMING,
    "FINISHING": State.FINISHING,
    "CANCELLING": State.CANCELLING,
    "TRANSFERING_FILE": State.TRANSFERRING,
    "ERROR": State.ERROR,
}
# For a text that this version does not know; the first flag that is set counts.
_STATE_BY_FLAG: Final = {
    "error": State.ERROR,
    "paused": State.PAUSED,
    "printing": State.PRINTING,
    "operational": State.IDLE,
    "ready": State.IDLE,
}


def state_of_report(report: StateReport) -> State | None:
    """Return the state that a snapshot tells, None if it tells none that we know."""
    if report.text is not None and (state := _STATE_BY_TEXT.get(report.text)):
        return state
    for flag, state in _STATE_BY_FLAG.items():
        if getattr(report.flags, flag):
            return state
    return None


def state_of_event(event: StateEvent) -> State | None:
    """Return the state that a bare event tells, None if it tells none that we know.

    The text goes first: sending a file to SD has the id of a print.
    """
    return _STATE_BY_TEXT.get(event.state_string) or _STATE_BY_ID.get(event.state_id)


class Picture(msgspec.Struct, frozen=True, dict=True):
    """What is known of a printer: its state now, and all that it told last.

    `snapshot` is None until it told something; `progress_at` is when its progress
    came, by our own clock (the printer's may be wrong). `reported` are the temperature
    sensors that the machine has as it told last, `parts` those that it has at all.
    `camera` is the last answer of the plugin's camera. `jobs` counts the prints that
    were seen to begin.
    """

    state: State | None = None
    snapshot: Snapshot | None = None
    progress_at: datetime | None = None
    reported: tuple[str, ...] = ()
    parts: Parts = Parts()
    camera: CameraState | None = None
    jobs: int = 0

    def merge(
        self, message: Snapshot | StateEvent | Update | CameraState, now: datetime
    ) -> Picture:
        """Return the picture after a message that arrived `now` (UTC).

        A snapshot replaces what was told before; an update replaces the parts that it
        tells; a bare event only moves the state, if we know it, and never clears a
        value (PROTOCOL §3.1).
        """
        if isinstance(message, CameraState):
            return replace(self, camera=message)
        match message:
            case Snapshot():
                after = self._after_snapshot(message, now)
            case Update():
                after = self._after_update(message, now)
            case StateEvent():
                after = replace(self, state=state_of_event(message) or self.state)
        if after.has_job and not self.has_job:
            after = replace(after, jobs=self.jobs + 1)
        return after

    def _after_snapshot(self, snapshot: Snapshot, now: datetime) -> Picture:
        """Return the picture after a snapshot; a tree that is null is as it was."""
        if snapshot.sd == NO_TREE and self.snapshot:
            snapshot = replace(snapshot, sd=self.snapshot.sd)
        reported = reported_by(snapshot)
        return Picture(
            state_of_report(snapshot.state),
            snapshot,
            now,
            reported,
            self.parts.after(reported, snapshot),
            self.camera,
            self.jobs,
        )

    def _after_update(self, update: Update, now: datetime) -> Picture:
        """Return the picture after the parts that an update tells."""
        told = {
            name: part
            for name in ("state", "progress", "temperatures", "axes")
            if (part := getattr(update, name)) is not None
        }
        known = self.snapshot or Snapshot(StateReport(), Progress())
        merged = self._after_snapshot(replace(known, **told), now)
        if update.state is None:
            merged = replace(merged, state=self.state)
        if update.progress is None:
            merged = replace(merged, progress_at=self.progress_at)
        if update.temperatures is None:
            merged = replace(merged, parts=self.parts)
        return merged

    def differs_in_telemetry_only(self, before: Picture) -> bool:
        """Return whether nothing but progress, positions and temperatures moved.

        What appears or vanishes is more, and so is another target, another origin of
        the time left, which then leaps, or a bare event.
        """
        told, told_before = self.snapshot, before.snapshot
        return (
            told is not None
            and told_before is not None
            and told is not told_before
            and self.state is before.state
            and self.reported == before.reported
            and self.parts == before.parts
            and self.camera == before.camera
            and self._known == before._known
            and told.state == told_before.state
            and told.job == told_before.job
            and told.connection == told_before.connection
            and told.overrides == told_before.overrides
            and told.sd == told_before.sd
        )

    @cached_property
    def _known(self) -> tuple[object, ...]:
        """What is told together with telemetry and is none: targets, and what is known."""
        if self.snapshot is None:
            return ()
        progress, temperatures = self.snapshot.progress, self.snapshot.temperatures
        readings = [temperatures[name] for name in self.reported]
        targets = [reading and reading.target for reading in readings]
        is_known = progress.print_time is None, progress.time_left is None
        return *is_known, progress.time_left_origin, *targets

    @property
    def told_at(self) -> float | None:
        """When the last snapshot was made, Unix time in s by the printer's clock."""
        return self.snapshot.ts if self.snapshot else None

    @property
    def tree(self) -> msgspec.Raw:
        """The files as the plugin told them, undecoded."""
        return self.snapshot.sd if self.snapshot else NO_TREE

    @property
    def has_job(self) -> bool:
        """Whether a print is under way: from its start to its end, paused or not."""
        return self.state in JOB_STATES

    @cached_property
    def tells_of_job(self) -> bool:
        """Whether what was told last, other than bare events, tells of a print."""
        return (
            self.snapshot is not None
            and state_of_report(self.snapshot.state) in JOB_STATES
        )

    @property
    def is_connected(self) -> bool | None:
        """Whether OctoPrint is connected to the printer; None if unknown."""
        return None if self.state is None else self.state not in DISCONNECTED_STATES

    @property
    def profile(self) -> Profile | None:
        """The printer profile that is set in OctoPrint, while it is connected."""
        connection = self.snapshot.connection if self.snapshot else None
        return connection.profile if isinstance(connection, PrinterConnection) else None

    @property
    def model(self) -> str | None:
        """The printer's model as its profile names it, at most 64 characters of it."""
        name = self.profile.model if self.profile else None
        return name[:MAX_MODEL_NAME] if name else None

    @property
    def job_id(self) -> str | None:
        """The job's id; missing in some prints, and once in two (PROTOCOL §17)."""
        return self.snapshot.job.id if self.snapshot else None

    @property
    def file_name(self) -> str | None:
        """The base name of the selected file."""
        return self.snapshot.job.file.name if self.snapshot else None

    @property
    def file_origin(self) -> str | None:
        """Where the selected file lies: `local` or `sdcard`."""
        origin = self.snapshot.job.file.origin if self.snapshot else None
        return origin if origin in FILE_ORIGINS else None

    @property
    def file_date(self) -> datetime | None:
        """When the selected file was made or changed."""
        seconds = self.snapshot.job.file.date if self.snapshot else None
        known = within(seconds, 0, MAX_UNIX_TIME)
        return None if known is None else datetime.fromtimestamp(known, UTC)

    @property
    def file_size(self) -> float | None:
        """The size of the selected file, bytes; None if none is selected."""
        size = self.snapshot.progress.file_size if self.snapshot else None
        return within(size, 1, MAX_FILE_SIZE)

    @property
    def file_position(self) -> float | None:
        """How much of the selected file was read, bytes; None if none is selected."""
        if self.snapshot is None or self.file_size is None:
            return None
        return within(self.snapshot.progress.filepos, 0, MAX_FILE_SIZE)

    @property
    def completion(self) -> float | None:
        """How much of the file is printed, 0–100 %.

        Stays 100 after the end until another file is selected, and is None after
        a cancel (PROTOCOL §3.2).
        """
        percent = self.snapshot.progress.completion if self.snapshot else None
        return within(percent, 0, 100)

    @cached_property
    def print_time(self) -> timedelta | None:
        """How long the print has taken so far; stands still while it is paused."""
        return duration(self.snapshot.progress.print_time if self.snapshot else None)

    @cached_property
    def time_left(self) -> timedelta | None:
        """The print time that OctoPrint expects to remain."""
        return duration(self.snapshot.progress.time_left if self.snapshot else None)

    @property
    def time_left_origin(self) -> str | None:
        """What OctoPrint's expectation rests on; an open set of words (§3.2)."""
        return self.snapshot.progress.time_left_origin if self.snapshot else None

    @property
    def estimated_time(self) -> timedelta | None:
        """How long the whole print should take, as the file was analysed."""
        return duration(self.snapshot.job.estimated_time if self.snapshot else None)

    @property
    def last_time(self) -> timedelta | None:
        """How long the file took when it was last printed to the end."""
        return duration(self.snapshot.job.last_time if self.snapshot else None)

    @cached_property
    def finish_time(self) -> datetime | None:
        """When the running print is expected to end; None when none runs.

        Between the bare event of a start and the next snapshot it is None as well:
        what the last one tells is still of the print before.
        """
        if (
            self.progress_at is None
            or self.time_left is None
            or not self.has_job
            or not self.tells_of_job
        ):
            return None
        return self.progress_at + self.time_left

    @property
    def height(self) -> float | None:
        """How high the nozzle is, mm.

        As the firmware tells: `current` counts from where the nozzle stood when the
        print began (recording `print`: -4.8 in the first layer).
        """
        if self.snapshot is None:
            return None
        axes = self.snapshot.axes
        z = axes.machine.z
        if z is None:
            z = axes.current_z if axes.current.z is None else axes.current.z
        return within(z, -MAX_POSITION, MAX_POSITION)

    def position(self, frame: str, axis: str) -> float | None:
        """Return where x, y, z or e is, mm, as `machine`, `current` or `target`."""
        if self.snapshot is None:
            return None
        position: Position = getattr(self.snapshot.axes, frame)
        return within(getattr(position, axis), -MAX_POSITION, MAX_POSITION)

    def path_count(self, name: str) -> int | None:
        """Return one of the four counts of moves in the print (PROTOCOL §3.2)."""
        count = getattr(self.snapshot.path, name) if self.snapshot else None
        known = within(count, 0, MAX_COUNT)
        return None if known is None else int(known)

    def rate_override(self, name: str) -> float | None:
        """Return `feed_rate` or `flow_rate`, percent, as far as it can be trusted."""
        if self.snapshot is None:
            return None
        overrides = self.snapshot.overrides
        rates = {"feed_rate": overrides.feedrate, "flow_rate": overrides.flowrate}
        return within(rates[name], 0, MAX_COUNT)

    def reading(self, name: str) -> Reading:
        """Return a temperature reading, empty if the printer does not report it."""
        reading = self.snapshot.temperatures.get(name) if self.snapshot else None
        return NO_READING if reading is None else plausible_reading(reading)

    @cached_property
    def heaters(self) -> dict[str, Reading]:
        """What the heaters report, by name; empty while nothing is reported."""
        return {name: self.reading(name) for name in self.reported if is_heater(name)}

    @cached_property
    def heaters_on(self) -> tuple[str, ...]:
        """The heaters that have a target: `tool0`, `tool1`, …, `bed`, `chamber`."""
        heaters = self.heaters.items()
        return tuple(name for name, heater in heaters if (heater.target or 0) > 0)

    @cached_property
    def hottest(self) -> float | None:
        """How hot the hottest of the heaters is, °C; None if none reports."""
        told = [
            heater.actual
            for heater in self.heaters.values()
            if heater.actual is not None
        ]
        return max(told, default=None)

    @property
    def filaments(self) -> tuple[str, ...]:
        """The tools that the job takes filament of."""
        if self.snapshot is None:
            return ()
        return tuple(
            filter(self.parts.filaments.__contains__, self.snapshot.job.filament)
        )

    def filament(self, tool: str) -> Filament:
        """Return what the job takes of a tool's filament, empty if that is unknown."""
        filament = self.snapshot.job.filament.get(tool) if self.snapshot else None
        return plausible(filament) if isinstance(filament, Filament) else Filament()


def plausible(filament: Filament) -> Filament:
    """Return what can be true of a tool's filament."""
    return Filament(
        within(filament.length, 0, MAX_POSITION),
        within(filament.volume, 0, MAX_POSITION),
    )


def plausible_reading(reading: Reading) -> Reading:
    """Return what can be true of a temperature, which mostly is all of it."""
    told = (reading.actual or 0, reading.target or 0, reading.offset or 0)
    if min(told) >= -MAX_CELSIUS and max(told) <= MAX_CELSIUS:
        return reading
    return Reading(
        within(reading.actual, -MAX_CELSIUS, MAX_CELSIUS),
        within(reading.target, -MAX_CELSIUS, MAX_CELSIUS),
        within(reading.offset, -MAX_CELSIUS, MAX_CELSIUS),
    )


def within(value: float | None, low: float, high: float) -> float | None:
    """Return a number that can be true, None for what can be none."""
    return value if value is not None and low <= value <= high else None


def duration(seconds: float | None) -> timedelta | None:
    """Return a duration of at most a year, None for what can be none."""
    known = within(seconds, 0, MAX_DURATION_S)
    return None if known is None else timedelta(seconds=known)
