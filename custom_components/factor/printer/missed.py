"""Prints that began and were over while nobody listened, as OctoPrint remembers them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from ..protocol.files import FilePrint, all_prints
from .parts import hotend_number
from .prints import END_EVENTS, EventType, Outcome, Print, PrintEvent
from .state import Picture, State, duration, plausible

SLACK_S: Final = 5
"""How long after what was heard last a print ended that surely was not heard."""


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
        if since < (each.print.timestamp or 0) <= until
    ]
    return sorted(missed, key=lambda each: each.print.timestamp or 0)


def events_of(
    missed: FilePrint, picture: Picture, now: datetime
) -> Iterator[PrintEvent]:
    """Yield the start and the end of a print that was missed.

    One that did not come to its end was cancelled or failed, which is noted alike, and
    when it began is not noted.
    """
    remembered = missed.print
    ago_s = (picture.told_at or 0) - (remembered.timestamp or 0)
    ended = now - (duration(ago_s) or timedelta(0))
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
    outcome = Outcome.FINISHED if remembered.success else Outcome.UNKNOWN
    yield PrintEvent(EventType.STARTED, print_.started, print_, late=True)
    yield PrintEvent(END_EVENTS[outcome], ended, print_, outcome=outcome, late=True)
