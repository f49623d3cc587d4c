"""From pictures and bare events to what happens to a print: one end for each start.

The plugin publishes no such events. `docs/lifecycle.md` has every transition with its
evidence.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Final

import msgspec

from ..protocol.files import FilePrint
from ..protocol.messages import Snapshot
from ..protocol.plugin import NO_TREE
from .missed import events_of, missed_prints
from .outcome import (
    BROKEN_OFF,
    COMPLETE,
    DECIDED,
    ERRORS,
    GONE,
    SLACK_S,
    Verdict,
    judge,
    judge_replaced,
)
from .prints import END_EVENTS, EventType, Outcome, Print, PrintEvent, seconds
from .state import JOB_STATES, Picture, State

LATE_AFTER: Final = timedelta(seconds=5)
"""How old the start of a print is that is told late."""
SETTLE: Final = timedelta(seconds=5)
"""How long an edge may take that tells its progress apart from its state."""
ID_SETTLES_S: Final = 3
"""How long a print may seem to have the id of the one before, or none."""
OVERTAKES: Final = timedelta(seconds=2)
"""How long before a snapshot arrives a bare event may have been said after it."""
HOT_MARGIN: Final = 5
"""How much hotter than cool a heater has to have been to cool down, °C."""
# What a snapshot may say after a bare event, besides the same (PROTOCOL §3.5).
_GO_TOGETHER: Final = {
    (State.OFFLINE, State.OFFLINE_AFTER_ERROR),
    (State.STARTING, State.PRINTING),
}


class Link(StrEnum):
    """Whether OctoPrint has its printer, as far as it was told."""

    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    ERROR = "error"


_LINK_EVENTS: Final = {
    Link.CONNECTED: EventType.CONNECTED,
    Link.DISCONNECTED: EventType.DISCONNECTED,
    Link.ERROR: EventType.PRINTER_ERROR,
}


class Rules(msgspec.Struct, frozen=True):
    """What the user sets: milestones in percent, rising; and what is cool, °C."""

    milestones: tuple[int, ...] = (25, 50, 75)
    cool_below: int = 50


class Lifecycle(msgspec.Struct):
    """Where a printer stands; what outlives a restart of Home Assistant.

    `heating_since` is since when a heater has a target with no print under way; `held`
    is what happened to a print whose file is still to be told. `heard_until` is when
    the printer was heard last, Unix time in s by its own clock; `last_id` is the id of
    the job before.
    """

    print: Print | None = None
    link: Link | None = None
    hot: bool = False
    heating_since: datetime | None = None
    held: list[PrintEvent] = []
    heard_until: float | None = None
    last_id: str | None = None


class Follower:
    """Follows a printer; `take` and `fall_silent` return what happened, in order.

    `unheard` says that nobody listened for a while, as after a restart.
    """

    def __init__(self, lifecycle: Lifecycle, rules: Rules) -> None:
        """Go on where a lifecycle stands."""
        self.lifecycle = lifecycle
        self.rules = rules
        self.miss()
        self._snapshot: Snapshot | None = None
        self._tree = NO_TREE
        self._state: State | None = None
        self._event_at: datetime | None = None
        self._whole_at: datetime | None = None
        self._lost: Link | None = None

    def miss(self) -> None:
        """Note that what is said now is not heard."""
        self.unheard = True
        self._is_broken_up = bool(self.lifecycle.held or self.lifecycle.print)

    def take(self, picture: Picture, now: datetime) -> list[PrintEvent]:
        """Return what happened, as a picture tells that a message changed just now."""
        whole = picture.snapshot is not self._snapshot
        self._snapshot = picture.snapshot
        since = now - self._event_at if self._event_at else OVERTAKES
        is_just_after = timedelta(0) <= since < OVERTAKES
        is_stale = whole and is_just_after and not _goes_with(picture, self._state)
        if whole:
            self._event_at, self._whole_at = None, now
        else:
            self._event_at = now
        if is_stale or picture.state is None:
            # Put together before the bare event was said (recording `error`). If it
            # was not, the next one says the same.
            return []
        self._state = picture.state
        events = [
            *self._release(picture, whole),
            *self._follow_print(picture, whole, now),
            *self._follow_link(picture.state, whole, now),
        ]
        if whole:
            events += self._follow_heat(picture, now)
            running = self.lifecycle.print
            if running is None or running.exit is None:
                self.unheard = False
                self.lifecycle.heard_until = picture.told_at
        return events

    def fall_silent(self, picture: Picture, now: datetime) -> list[PrintEvent]:
        """Return what happened, as nothing was heard for too long."""
        events = self._release()
        if (running := self.lifecycle.print) and running.exit in BROKEN_OFF:
            verdict = judge(running, picture, unheard=False)
            events += self._end(running, verdict, now)
        if self._lost:
            events += self._set_link(self._lost, now)
        running = self.lifecycle.print
        is_shown = running and (running.announced or running.phase in DECIDED)
        if running and is_shown and not running.silent:  # else it may be any, later
            events += self._announce(running)
            events.append(PrintEvent(EventType.CONNECTION_LOST, now, running))
            running.silent = True
        self.miss()
        self._event_at = None
        return events

    # The print

    def _follow_print(
        self, picture: Picture, whole: bool, now: datetime
    ) -> Iterator[PrintEvent]:
        """Yield what happens to the print that runs, or to one that begins."""
        running = self.lifecycle.print
        if running and self.unheard:
            if running.announced and not whole:
                return  # a bare event does not say which print it is of
            if whole and not running.announced and running.phase not in DECIDED:
                running = self.lifecycle.print = None  # nor does anything say it later
        has_job = picture.state in JOB_STATES
        if running and not has_job:
            yield from self._leave(running, picture, whole, now)
        elif running and self._is_another(running, picture, whole):
            others = bool(self._missed(running, picture))
            verdict = judge_replaced(running, picture, others)
            yield from self._end(running, verdict, now)
        if has_job and self.lifecycle.print is None:
            yield from self._release()
        if whole and self.lifecycle.print is None:
            yield from self._recall(running, picture, now)
        if has_job:
            yield from self._go_on(picture, whole, now)

    def _is_another(self, running: Print, picture: Picture, whole: bool) -> bool:
        """Return whether a picture tells of another print than the one that ran.

        A job's id may be missing, and once be that of two prints; in the first moments
        it may still be that of the print before (PROTOCOL §17).
        """
        tells = whole and picture.tells_of_job
        file = picture.file_name if tells else None
        has_other_file = None not in (file, running.file) and file != running.file
        if running.phase in DECIDED:
            return picture.state not in DECIDED or has_other_file
        if not tells:
            return False
        printed_s, told_s = running.print_time_s, seconds(picture.print_time)
        begins_again = picture.state is State.STARTING is not running.phase
        went_back = told_s is not None and told_s < (printed_s or 0) - SLACK_S
        if begins_again or has_other_file or went_back:
            return True
        is_new_tree = picture.tree is not self._tree  # reading it takes its time
        noted = running.remembered_in(picture) if is_new_tree else []
        if picture.state in DECIDED:  # it may be noted already, and its id forgotten
            return len(noted) > 1
        # At first an id may be none, or that of the print before; later none is lost.
        was_own = self.unheard and running.job_id not in (None, self.lifecycle.last_id)
        was_settled = was_own or (printed_s or 0) > ID_SETTLES_S
        is_lost = picture.job_id is None and (told_s or 0) > ID_SETTLES_S
        is_renamed = picture.job_id != running.job_id and (was_settled or is_lost)
        return is_renamed or bool(noted)

    def _go_on(
        self, picture: Picture, whole: bool, now: datetime
    ) -> Iterator[PrintEvent]:
        """Yield what happens while a print is under way, which may just begin."""
        assert picture.state
        running = self.lifecycle.print or self._begin(picture, whole, now)
        running.seen, running.exit, running.left = now, None, None
        if running.phase not in DECIDED and picture.state is not State.STARTING:
            running.phase = picture.state
        if whole and picture.tells_of_job:
            self._identify(running, picture, now)
            yield from self._announce(running)
        event = partial(PrintEvent, at=now, print=running, late=self.unheard)
        if not running.announced:
            return
        if running.silent and whole:
            running.silent = False
            yield PrintEvent(EventType.CONNECTION_RESTORED, now, running)
        if picture.state is State.PAUSED and not running.paused_since:
            running.pause(now)
            yield event(EventType.PAUSED)
        elif picture.state is State.PRINTING and running.paused_since:
            running.resume(now)
            yield event(EventType.RESUMED)
        if whole and picture.state not in DECIDED:
            for milestone in self.rules.milestones:
                if running.milestone < milestone <= (running.completion or 0):
                    running.milestone = milestone
                    yield event(EventType.PROGRESS, progress=milestone)

    def _begin(self, picture: Picture, whole: bool, now: datetime) -> Print:
        """Begin a print, or one that was begun while nobody listened."""
        assert picture.state
        running = Print(now, picture.state, now)
        if whole and picture.tells_of_job and picture.state is not State.STARTING:
            if picture.print_time:
                running.started = now - picture.print_time
            if self.unheard:
                running.milestone = picture.completion or 0  # reached before we came
        self.lifecycle.print = running
        return running

    def _identify(self, running: Print, picture: Picture, now: datetime) -> None:
        """Take over what is told of the print, and note what it has to be told from."""
        is_new_tree = picture.tree is not self._tree  # one that is known is the same
        running.take(picture)
        if not running.announced and picture.print_time is not None:
            # What bare events told of may have been another one, now gone.
            latest = now - picture.print_time - OVERTAKES
            running.started = max(running.started, latest)
        if picture.state in DECIDED:
            return
        running.last_time_s = seconds(picture.last_time)
        if is_new_tree or not running.announced:
            self._tree = picture.tree
            running.past = running.past_in(picture)

    def _announce(self, running: Print) -> Iterator[PrintEvent]:
        """Yield the start of a print, once."""
        if not running.announced:
            running.announced = True
            late = self.unheard and running.seen - running.started > LATE_AFTER
            yield PrintEvent(EventType.STARTED, running.started, running, late=late)

    def _leave(
        self, running: Print, picture: Picture, whole: bool, now: datetime
    ) -> Iterator[PrintEvent]:
        """Yield the end of a print that is no longer there, once it is known how.

        A bare event tells just that it is no longer there; the snapshot after it says
        the rest, and other edges tell their progress apart.
        """
        was_broken_off = running.exit in BROKEN_OFF
        if running.exit is None or picture.state in ERRORS or not was_broken_off:
            running.exit = picture.state
        running.left = min(now, running.left or now)  # a clock may be set back
        is_told = whole and (
            running.exit in BROKEN_OFF
            or now - running.left >= SETTLE
            or (picture.progress_at is not None and picture.progress_at >= running.left)
        )
        has_moved_on = was_broken_off and picture.state not in GONE
        if is_told or has_moved_on or running.phase in DECIDED:
            others = bool(self._missed(running, picture))
            verdict = judge(running, picture, self.unheard, others)
            is_told_on = not running.announced or running.exit not in BROKEN_OFF
            is_known = verdict.outcome is not Outcome.UNKNOWN
            after = picture if whole and is_told_on and is_known else None
            yield from self._end(running, verdict, running.left, whole, after)

    def _end(
        self,
        running: Print,
        verdict: Verdict,
        at: datetime,
        whole: bool = True,
        after: Picture | None = None,
    ) -> list[PrintEvent]:
        """Return the end of a print; it waits if the print's file is still to be told.

        `after` is what is told of it by now, if it is.
        """
        self.lifecycle.print, self.lifecycle.last_id = None, running.job_id
        is_fresh = self._whole_at and abs(at - self._whole_at) <= OVERTAKES
        is_noted = running.origin != "sdcard"
        was_over = running.file is not None and running.phase in DECIDED
        is_known = not self.unheard or running.past is not None or was_over
        if not is_fresh or (is_noted and not is_known):
            # Which end in OctoPrint's memory is that of this print, nobody could tell.
            self.lifecycle.heard_until = None
        if after:
            _complete(running, after)
        late = self.unheard
        if late:
            at = _likely_end(running, verdict.outcome, at)
        at = max(at, running.started)  # a clock may be set back
        running.resume(at)
        if verdict.outcome is Outcome.FINISHED:
            running.completion = 100
        end = PrintEvent(
            END_EVENTS[verdict.outcome],
            at,
            running,
            outcome=verdict.outcome,
            reason=verdict.reason,
            message=verdict.message,
            late=late,
        )
        events = [*self._announce(running), end]
        if whole or running.file:
            return events
        self.lifecycle.held += events
        return []

    def _recall(
        self, ended: Print | None, picture: Picture, now: datetime
    ) -> Iterator[PrintEvent]:
        """Yield the prints that nobody heard of, but for the one that has just ended."""
        missed = self._missed(ended, picture)
        for each in missed:
            yield from events_of(each, picture, now, each is missed[-1])

    def _missed(self, ended: Print | None, picture: Picture) -> list[FilePrint]:
        """Return the prints that nobody heard of, but for the one that has just ended."""
        heard_until = self.lifecycle.heard_until
        if not self.unheard or heard_until is None:
            return []
        own = ended.remembered_in(picture)[:1] if ended else []
        missed = missed_prints(picture, heard_until)
        if picture.state in DECIDED and missed and missed[-1].file == picture.file_name:
            del missed[-1]  # it is still ending
        return [each for each in missed if each.print not in own]

    def _release(
        self, picture: Picture | None = None, whole: bool = False
    ) -> list[PrintEvent]:
        """Return the events of a print so short that no snapshot showed it.

        The first one after it tells of its file, unless another print has begun, or can
        have come and gone unheard since this one began.
        """
        if picture and not whole:
            return []
        events, self.lifecycle.held = self.lifecycle.held, []
        is_broken_up, self._is_broken_up = self._is_broken_up, False
        if picture and not picture.has_job and not is_broken_up:
            for event in events:
                assert event.print
                _complete(event.print, picture)
        return events

    # The printer

    def _follow_link(
        self, state: State, whole: bool, now: datetime
    ) -> Iterator[PrintEvent]:
        """Yield that OctoPrint lost its printer, or has it again.

        Whether it was by an error says the snapshot after a bare event.
        """
        if state in ERRORS:
            link = Link.ERROR
        elif state in BROKEN_OFF:
            link = Link.DISCONNECTED
        else:
            link = Link.CONNECTED
        before = self.lifecycle.link
        if before is Link.ERROR and link is Link.DISCONNECTED:
            return
        if state in GONE and before is Link.CONNECTED:
            self._lost = Link.ERROR if self._lost is Link.ERROR else link
            if not whole:
                return
            link = self._lost
        elif self._lost:
            yield from self._set_link(self._lost, now)
        yield from self._set_link(link, now)

    def _set_link(self, link: Link, now: datetime) -> Iterator[PrintEvent]:
        """Yield the event that goes with a change; what is told first is none."""
        before, self.lifecycle.link = self.lifecycle.link, link
        self._lost = None
        if before not in (None, link):
            yield PrintEvent(_LINK_EVENTS[link], now, late=self.unheard)

    def _follow_heat(self, picture: Picture, now: datetime) -> Iterator[PrintEvent]:
        """Yield that the heaters have cooled down after a print, or after heating."""
        lifecycle = self.lifecycle
        if (hottest := picture.hottest) is None:
            return
        if hottest > self.rules.cool_below + HOT_MARGIN:
            lifecycle.hot = True
        if lifecycle.print or not picture.heaters_on:
            lifecycle.heating_since = None
        else:
            lifecycle.heating_since = lifecycle.heating_since or now
        if (
            lifecycle.hot
            and lifecycle.print is None
            and hottest <= self.rules.cool_below
        ):
            lifecycle.hot = False
            yield PrintEvent(EventType.COOLED_DOWN, now, late=self.unheard)


def _goes_with(picture: Picture, told: State | None) -> bool:
    """Return whether a snapshot can have been made after a bare event."""
    return picture.state is told or (told, picture.state) in _GO_TOGETHER


def _complete(print_: Print, picture: Picture) -> None:
    """Take over what the idle printer still tells of a print that is over."""
    if print_.file not in (None, picture.file_name):
        return
    before_s = print_.print_time_s or 0
    print_.take(picture)
    if (picture.completion or 0) >= COMPLETE and picture.last_time:
        print_.print_time_s = picture.last_time.total_seconds()
    elif print_.print_time_s is not None:
        print_.print_time_s = max(before_s, print_.print_time_s)


def _likely_end(print_: Print, outcome: Outcome, now: datetime) -> datetime:
    """Return when a print ended that nobody saw end, as far as that can be told."""
    if outcome is not Outcome.FINISHED or print_.print_time_s is None:
        return print_.seen
    printed = timedelta(seconds=print_.print_time_s + print_.paused_s)
    return min(now, max(print_.seen, print_.started + printed))
