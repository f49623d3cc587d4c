"""One frozen picture of one printer, merged from its messages."""

from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
import re
from typing import Final

import msgspec
from msgspec.structs import replace

from ..protocol.messages import (
    PrinterConnection,
    Profile,
    Reading,
    Snapshot,
    StateEvent,
    StateReport,
    StatusMessage,
)

CHAMBER: Final = "chamber"
MAX_READINGS: Final = 16
MAX_READING_NAME: Final = 32
MAX_MODEL_NAME: Final = 64
_HOTEND: Final = re.compile(r"tool(0|[1-9][0-9]?)")
MAX_TIME_LEFT: Final = timedelta(days=366)


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


def hotend_number(name: str) -> int | None:
    """Return n for the reading `tool{n}`, None for any other reading."""
    return int(match[1]) if (match := _HOTEND.fullmatch(name)) else None


def reported_by(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the names of the temperature sensors that the machine really has.

    `bed` and `chamber` are always in a snapshot, null where there is none
    (PROTOCOL §3.3), so only a reading that is not null counts. The firmware
    chooses the names of further sensors: no more than 16, of at most 32
    characters, are taken from one snapshot.
    """
    named = (
        name
        for name, reading in snapshot.temperatures.items()
        if reading and reading.actual is not None and len(name) <= MAX_READING_NAME
    )
    return tuple(islice(named, MAX_READINGS))


class Picture(msgspec.Struct, frozen=True):
    """What is known of a printer: its state now, and its last snapshot.

    `snapshot` is None until the first one came; `snapshot_at` is when it came, by
    our own clock (the printer's may be wrong). `reported` are the temperature
    sensors that the machine has as its last snapshot tells, `hotends` all that were
    ever reported: one may be missing from a snapshot (PROTOCOL §17).
    """

    state: State | None = None
    snapshot: Snapshot | None = None
    snapshot_at: datetime | None = None
    reported: tuple[str, ...] = ()
    hotends: frozenset[str] = frozenset()

    def merge(self, message: StatusMessage, now: datetime) -> Picture:
        """Return the picture after a message that arrived `now` (UTC).

        A snapshot replaces the picture; a bare event only moves the state, if we
        know it, and never clears a value (PROTOCOL §3.1).
        """
        if isinstance(message, Snapshot):
            reported = reported_by(message)
            return Picture(
                state_of_report(message.state),
                message,
                now,
                reported,
                self.hotends.union(filter(_HOTEND.fullmatch, reported)),
            )
        return replace(self, state=state_of_event(message) or self.state)

    @property
    def has_job(self) -> bool:
        """Whether a print is under way: from its start to its end, paused or not."""
        return self.state in JOB_STATES

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
    def file_name(self) -> str | None:
        """The base name of the selected file."""
        return self.snapshot.job.file.name if self.snapshot else None

    @property
    def completion(self) -> float | None:
        """How much of the file is printed, 0–100 %.

        Stays 100 after the end until another file is selected, and is None after
        a cancel (PROTOCOL §3.2).
        """
        percent = self.snapshot.progress.completion if self.snapshot else None
        return percent if percent is not None and 0 <= percent <= 100 else None

    @property
    def time_left(self) -> timedelta | None:
        """The print time that OctoPrint expects to remain."""
        seconds = self.snapshot.progress.time_left if self.snapshot else None
        if seconds is None or not 0 <= seconds <= MAX_TIME_LEFT.total_seconds():
            return None
        return timedelta(seconds=seconds)

    @property
    def finish_time(self) -> datetime | None:
        """When the running print is expected to end; None when none runs.

        Between the bare event of a start and the next snapshot it is None as well:
        what the last one tells is still of the print before.
        """
        if (
            self.snapshot is None
            or self.snapshot_at is None
            or self.time_left is None
            or not self.has_job
            or state_of_report(self.snapshot.state) not in JOB_STATES
        ):
            return None
        return self.snapshot_at + self.time_left

    def reading(self, name: str) -> Reading:
        """Return a temperature reading, empty if the printer does not report it."""
        reading = self.snapshot.temperatures.get(name) if self.snapshot else None
        return reading or Reading()
