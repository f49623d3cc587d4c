"""A printer that is followed through whatever is said, and checked after each message."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

import msgspec

from custom_components.factor.printer.lifecycle import Lifecycle
from custom_components.factor.printer.prints import EventType, PrintEvent
from custom_components.factor.printer.state import State
from custom_components.factor.protocol.dialects import READ, Dialect
from custom_components.factor.protocol.messages import (
    BadMessageError,
    CameraState,
    Snapshot,
    StateEvent,
    Update,
)
from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import json_loads

from ..printer.following import Listener
from ..protocol.test_plugin import read_all
from .generated import Generator, Said
from .told import ENDS, Bounds

READ_ALL = 0.05
"""How often all that can be read of a picture is read, which takes its time."""
SILENT, RESTARTED = 0.004, 0.004
GAPS_S = (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.01, 3.0, 20.0, 3600.0, -5.0, -7200.0)


@dataclass
class Watched:
    """A printer's picture and its prints; `counts` is what became of the messages."""

    dialect: Dialect
    random: Random
    counts: Counter[str]
    listener: Listener = field(default_factory=Listener)
    bounds: Bounds = field(default_factory=Bounds)

    def live(self, amount: int) -> None:
        """Go through so many messages, with silences and restarts in between."""
        for said in Generator(self.random).messages(self.dialect):
            self.hear(said)
            if self.random.random() < SILENT:
                self._check(self.listener.fall_silent())
            if self.random.random() < RESTARTED:
                self._restart()
            amount -= 1
            if not amount:
                return

    def hear(self, said: Said) -> None:
        """Take a message in, as the coordinator does."""
        listener = self.listener
        self.counts["said"] += 1
        try:
            message = READ[self.dialect][said.name](said.payload)
        except BadMessageError:
            self.counts["refused"] += 1
            return
        match message:
            case CameraState():
                listener.picture = listener.picture.merge(message, listener.now)
            case Snapshot() | StateEvent() | Update():
                gap_s = self.random.choice(GAPS_S)
                self._check(listener.hear(message, after=gap_s))
        if self.random.random() < READ_ALL:
            read_all(listener.picture)

    def _check(self, events: list[PrintEvent]) -> None:
        """Check what happened, and the picture that it happened in."""
        picture = self.listener.picture
        self.listener.told.clear()
        assert picture.state is None or isinstance(picture.state, State)
        assert picture.completion is None or 0 <= picture.completion <= 100
        for event in events:
            self.bounds.note(event.type)
            assert (event.type in ENDS) is (event.outcome is not None)
            self.counts[event.type] += 1
            assert isinstance(event.type, EventType)
            assert event.progress is None or 0 < event.progress < 100
            if print_ := event.print:
                assert print_.completion is None or 0 <= print_.completion <= 100
                assert print_.paused_s >= 0

    def _restart(self) -> None:
        """Restart Home Assistant: what is stored can be written, and read again."""
        before = self.listener.follower.lifecycle
        stored = json_bytes(msgspec.to_builtins(before))
        after = msgspec.convert(json_loads(stored), Lifecycle)
        assert after == before
        self.listener.restart()
