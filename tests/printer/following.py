"""Hears a printer and follows its prints, as Home Assistant does between restarts."""

from collections.abc import Iterable
import copy
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import msgspec

from custom_components.factor.printer.lifecycle import Lifecycle, Rules
from custom_components.factor.printer.patience import PatientFollower
from custom_components.factor.printer.prints import EventType, Outcome, PrintEvent
from custom_components.factor.printer.state import Picture
from custom_components.factor.protocol.messages import Snapshot, StateEvent, Update
from custom_components.factor.protocol.plugin import decode_status

from ..payloads import recorded

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
type Message = Snapshot | StateEvent | Update


class Listener:
    """A follower with its clock; `told` is what happened, each as it was then."""

    def __init__(self, rules: Rules | None = None) -> None:
        """Begin with nothing heard."""
        self.now = BEGIN
        self.picture = Picture()
        self.follower = PatientFollower(Lifecycle(), rules or Rules())
        self.told: list[PrintEvent] = []

    def hear(self, *said: Message | bytes, after: float = 1) -> list[PrintEvent]:
        """Take messages in, each some seconds after the one before."""
        events = []
        for each in said:
            self.now += timedelta(seconds=after)
            message = decode_status(each) if isinstance(each, bytes) else each
            before, self.picture = self.picture, self.picture.merge(message, self.now)
            told = self.follower.take(
                self.picture,
                self.now,
                is_telemetry=self.picture.differs_in_telemetry_only(before),
            )
            events += self._note(told)
        return events

    def fall_silent(self, after: float = 30) -> list[PrintEvent]:
        """Hear nothing for too long."""
        self.now += timedelta(seconds=after)
        return self._note(self.follower.fall_silent(self.picture, self.now))

    def restart(self, after: float = 0) -> None:
        """Restart Home Assistant; what is stored outlives it, and no more."""
        self.now += timedelta(seconds=after)
        self._note(self.follower.catch_up())
        stored = msgspec.to_builtins(self.follower.lifecycle)
        lifecycle = msgspec.convert(stored, Lifecycle)
        self.picture = Picture()
        self.follower = PatientFollower(lifecycle, self.follower.rules)

    def _note(self, events: list[PrintEvent]) -> list[PrintEvent]:
        noted = [
            msgspec.structs.replace(event, print=copy.copy(event.print))
            for event in events
        ]
        self.told += noted
        return noted


def words(events: Iterable[PrintEvent]) -> str:
    """Return what happened, in words; a milestone by its number, `late` with a star."""
    return " ".join(
        f"{event.progress or event.type.value}{'*' if event.late else ''}"
        for event in events
    )


def ends(events: Iterable[PrintEvent]) -> list[tuple[str | None, Outcome]]:
    """Return the file and outcome of each print; fails unless each start has one end."""
    bounds = [
        event for event in events if event.outcome or event.type is EventType.STARTED
    ]
    assert len(bounds) % 2 == 0, words(bounds)
    pairs = list(pairwise(bounds))[::2]
    found = []
    for start, end in pairs:
        assert start.type is EventType.STARTED, words(bounds)
        assert end.outcome, words(bounds)
        assert start.at <= end.at
        assert end.print
        found.append((end.print.file, end.outcome))
    return found


@cache
def decoded(name: str) -> tuple[tuple[float, Message], ...]:
    """Return what a recorded printer said, and when, s."""
    return tuple((one.t, decode_status(one.payload.encode())) for one in recorded(name))


def play(
    said: Iterable[tuple[float, Message]], *, speed: float = 1, restart_at: int = -1
) -> Listener:
    """Play messages at their times; restart Home Assistant before one of them."""
    listener, before = Listener(), 0.0
    for index, (at, message) in enumerate(said):
        if index == restart_at:
            listener.restart()
        listener.hear(message, after=(at - before) / speed)
        before = at
    return listener
