"""A print that runs, and what can happen to it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from ..protocol.files import RememberedPrint, prints_of
from ..protocol.messages import Filament
from ..protocol.plugin import NO_TREE
from .state import Picture, State


class EventType(StrEnum):
    """What can happen to a print or its printer."""

    STARTED = "started"
    PROGRESS = "progress"
    PAUSED = "paused"
    RESUMED = "resumed"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"
    ENDED = "ended"
    CONNECTION_LOST = "connection_lost"
    CONNECTION_RESTORED = "connection_restored"
    PRINTER_ERROR = "printer_error"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    COOLED_DOWN = "cooled_down"


class Outcome(StrEnum):
    """How a print ended; unknown where nobody saw it and nothing tells."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a print failed: an error, a printer that is gone, OctoPrint begun anew."""

    ERROR = "printer_error"
    DISCONNECTED = "disconnected"
    RESTARTED = "restarted"


END_EVENTS: Final = {
    Outcome.FINISHED: EventType.FINISHED,
    Outcome.CANCELLED: EventType.CANCELLED,
    Outcome.FAILED: EventType.FAILED,
    Outcome.UNKNOWN: EventType.ENDED,
}


def seconds(duration: timedelta | None) -> float | None:
    """Return a duration in s, None if it is not known."""
    return None if duration is None else duration.total_seconds()


class Print(msgspec.Struct):
    """A print, from its start to its end, as far as it was told.

    `job_id` is null for a whole print now and then, and `file` until the first snapshot
    after the start. `completion` is 0–100 %; `print_time_s` stands still in a pause;
    `filament` is what the whole file takes, by tool. `phase` is the last of the job
    states that was told, `exit` the state after them, told at `left`. `last_time_s` and
    `past` are what OctoPrint knew of earlier prints of the file, None if it cannot know.
    `seen` is when the print was last told of, `silent` that it is not heard since.
    """

    started: datetime
    phase: State
    seen: datetime
    file: str | None = None
    origin: str | None = None
    job_id: str | None = None
    completion: float | None = None
    print_time_s: float | None = None
    filament: dict[str, Filament] = {}
    milestone: float = 0
    paused_since: datetime | None = None
    paused_s: float = 0
    last_time_s: float | None = None
    past: list[RememberedPrint] | None = None
    exit: State | None = None
    left: datetime | None = None
    silent: bool = False
    announced: bool = False

    def take(self, picture: Picture) -> None:
        """Take over what a picture tells of the print."""
        self.file = picture.file_name or self.file
        self.origin = picture.file_origin or self.origin
        self.job_id = picture.job_id or self.job_id
        if picture.completion is not None:
            self.completion = picture.completion
        if picture.print_time is not None:
            self.print_time_s = seconds(picture.print_time)
        filament = {tool: picture.filament(tool) for tool in picture.filaments}
        self.filament = filament or self.filament

    def past_in(self, picture: Picture) -> list[RememberedPrint] | None:
        """Return the prints of the file that OctoPrint remembers, the newest last.

        None if a picture tells nothing of the file, as of those on an SD card.
        """
        if self.origin != "local" or self.file is None or picture.tree == NO_TREE:
            return None
        return prints_of(picture.tree, self.file)

    def remembered_in(self, picture: Picture) -> list[RememberedPrint]:
        """Return the prints of the file that ended since; the first may be this one."""
        past = self.past_in(picture)
        if past is None or self.past is None:
            return []
        newest = self.past[-1] if self.past else None
        known = past.index(newest) + 1 if newest in past else 0
        return past[known:]

    def pause(self, now: datetime) -> None:
        """Begin a pause."""
        self.paused_since = now

    def resume(self, now: datetime) -> None:
        """End the pause, if there is one."""
        if self.paused_since:
            self.paused_s += max(0, (now - self.paused_since).total_seconds())
            self.paused_since = None


class PrintEvent(msgspec.Struct, frozen=True):
    """Something that happened at `at`, to `print` if there is one.

    `progress` is the milestone that was reached, %. `reason` and `message`, the
    printer's own words, say why a print failed. `late` says that nobody listened when
    it happened; `at` is then the best that is known.
    """

    type: EventType
    at: datetime
    print: Print | None = None
    progress: int | None = None
    outcome: Outcome | None = None
    reason: Reason | None = None
    message: str | None = None
    late: bool = False
