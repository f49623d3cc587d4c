"""Prints that began and were over while nobody listened, as OctoPrint remembers them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from ..protocol.files import FilePrint, all_prints
from .parts import hotend_number
from .prints import END_EVENTS, EventType, Outcome, Print, PrintEvent
from .state import MAX_UNIX_TIME, Picture, State, duration, plausible, within

SLACK_S: Final = 5
"""How long after what was heard last a print ended that surely was not heard."""

MAX_MISSED: Final = 500
"""How many prints are told late at once, the newest ones."""

CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""By how much two clocks differ if one of them is wrong; less is delay."""


def missed_prints(picture: Picture, heard_until: float) -> list[FilePrint]:
    """Return the prints that ended after some time, up to now, in order.

    `heard_until` is in Unix time, s, by the printer's clock, as all of it: that clock
    may be wrong. A print that it dates later than now ended when it was still wronger.
    """
    if picture.told_at is None:
        return []
    since, until = heard_until + SLACK_S, picture.told_at + SLACK_S
    missed = [
        each
        for each in all_prints(picture.tree)
        if each.print.timestamp and since < each.print.timestamp <= until
    ]
    return sorted(missed, key=lambda each: each.print.timestamp or 0)[-MAX_MISSED:]


def said_at(picture: Picture, now: datetime) -> datetime:
    """Return when a snapshot was made, by the printer's clock if that seems right."""
    made = datetime.fromtimestamp(within(picture.told_at, 0, MAX_UNIX_TIME) or 0, UTC)
    return made if abs(now - made) < CLOCKS_DIFFER else now


def events_of(
    missed: FilePrint, picture: Picture, now: datetime, is_last: bool
) -> Iterator[PrintEvent]:
    """Yield the start and the end of a print that was missed; `is_last` of all.

    When one began that did not come to its end is not noted, nor whether it was
    cancelled or failed: but just after a cancel its file is still selected.
    """
    remembered = missed.print
    ago_s = (picture.told_at or 0) - (remembered.timestamp or 0)
    ended = said_at(picture, now) - (duration(ago_s) or timedelta(0))
    took = duration(remembered.print_time_s) or timedelta(0)
    print_ = Print(
        ended - took,
        State.PRINTING,
        ended,
        file=missed.file,
        origin="local",
        completion=100 if remembered.success else None,
        print_time_s=took.total_seconds() or None,
        filament={
            tool: plausible(filament)
            for tool, filament in missed.filament.items()
            if hotend_number(tool) is not None
        },
        announced=True,
    )
    is_at_rest = picture.state is State.IDLE and picture.file_name == missed.file
    outcome = Outcome.CANCELLED if is_last and is_at_rest else Outcome.UNKNOWN
    if remembered.success:
        outcome = Outcome.FINISHED
    yield PrintEvent(EventType.STARTED, print_.started, print_, late=True)
    yield PrintEvent(END_EVENTS[outcome], ended, print_, outcome=outcome, late=True)
