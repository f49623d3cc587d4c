"""Waiting changes nothing that is told, and nothing that is known once somebody asks."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, override

from hypothesis import given, settings, strategies as st
import msgspec
import pytest

from custom_components.factor.printer.lifecycle import Follower

from ..payloads import event, job, progress, snapshot, temperature
from .following import BEGIN, Listener, Message, decoded, words

RECORDINGS = (
    *("print", "print2", "pause_resume_cancel", "multitool"),
    *("disconnect", "error", "restart", "upload"),
)


class Both(Listener):
    """Two followers that hear the same; one of them takes everything in at once."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        super().__init__()
        self.eager = Follower(msgspec.structs.replace(self.lifecycle), self.rules)
        self.waited = self.heard = 0
        self.told_at_once: list[Any] = []

    @property
    def lifecycle(self) -> Any:
        """Where the patient one stands."""
        return self.follower.lifecycle

    @property
    def rules(self) -> Any:
        """The rules of both."""
        return self.follower.rules

    @override
    def hear(self, *said: Message | bytes, after: float = 1) -> list[Any]:
        events = []
        for each in said:
            events += super().hear(each, after=after)
            self.told_at_once += self.eager.take(self.picture, self.now)
            self.heard += 1
            self.waited += self.follower._waiting is not None
            assert words(self.told) == words(self.told_at_once)
        return events

    @override
    def fall_silent(self, after: float = 30) -> list[Any]:
        events = super().fall_silent(after)
        self.told_at_once += self.eager.fall_silent(self.picture, self.now)
        return events

    def check(self) -> None:
        """Check that both know the same, and told the same of the same moments."""
        assert self.follower.catch_up() == []
        assert self.follower.unheard == self.eager.unheard
        assert msgspec.to_builtins(self.lifecycle) == msgspec.to_builtins(
            self.eager.lifecycle
        )
        assert [(each.type, each.at) for each in self.told] == [
            (each.type, each.at) for each in self.told_at_once
        ]


def both_after(said: Iterable[tuple[float, Message]]) -> Both:
    """Play messages at their times to both; compare them after each third one."""
    both, before = Both(), 0.0
    for index, (at, message) in enumerate(said):
        both.hear(message, after=at - before)
        before = at
        if index % 3 == 0:
            both.check()
    return both


@pytest.mark.parametrize("name", RECORDINGS)
def test_nothing_of_a_recording_is_told_otherwise(name: str) -> None:
    both = both_after(decoded(name))
    both.fall_silent()
    both.check()
    if name == "print":
        assert both.waited > both.heard / 4


def printing(
    completion: float, print_time_s: float, text: str = "Printing", **changes: Any
) -> bytes:
    """Return a snapshot of a print."""
    now = {**progress(completion), "print_time": print_time_s}
    return snapshot(text, progress=now, **{"job": job("a.gcode", "1"), **changes})


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([printing(25, 12)], id="a milestone"),
        pytest.param([printing(11, 3)], id="another print of the same file"),
        pytest.param([printing(11, 20), printing(11, 12)], id="another after a while"),
        pytest.param([printing(11, 12, job=job("a.gcode", "2"))], id="another job"),
        pytest.param([printing(11, 12, "Paused")], id="a pause"),
        pytest.param([event("PAUSED", "Paused")], id="a bare event"),
    ],
)
def test_what_happens_does_not_wait(said: list[bytes]) -> None:
    both = Both()
    both.hear(snapshot(), printing(9, 9), printing(10, 10))
    assert both.waited
    before = len(both.told)
    both.hear(*said)
    assert len(both.told) > before
    both.check()


def test_a_bare_event_that_changes_nothing_is_heard_all_the_same() -> None:
    """What contradicts it just after it was put together before."""
    both = Both()
    both.hear(snapshot(), *[printing(9, 9, "Paused")] * 3, event("PAUSED", "Paused"))
    both.hear(printing(9, 9), after=0.5)
    assert words(both.told) == "started paused"
    both.check()


def warm(hotend: float, target: float = 0.0) -> bytes:
    """Return a snapshot of an idle printer."""
    return snapshot(temperatures={"tool0": temperature(hotend, target)})


def test_cooling_down_is_told_when_it_is_so() -> None:
    both = Both()
    both.hear(warm(21), warm(60), warm(59.5), warm(50.1))
    assert both.waited
    both.hear(warm(50.0))
    assert words(both.told) == "cooled_down"
    both.check()


def test_what_waits_is_known_when_nothing_is_heard_any_more() -> None:
    both = Both()
    both.hear(snapshot(), printing(9, 9), printing(10, 10), printing(11, 11))
    both.fall_silent()
    assert both.lifecycle.print.print_time_s == 11
    assert both.lifecycle.print.seen == BEGIN + timedelta(seconds=4)
    both.check()


A_PRINT = st.builds(
    printing,
    st.floats(0, 100),
    st.floats(0, 90),
    st.sampled_from(("Printing", "Paused", "Pausing", "Starting", "Finishing")),
    job=st.builds(job, st.sampled_from(("a.gcode", "b.gcode")), st.sampled_from("12")),
)
ANYTHING = st.one_of(
    A_PRINT,
    st.builds(warm, st.floats(20, 70), st.sampled_from((0.0, 60.0))),
    st.sampled_from(("Operational", "Offline", "Error")).map(snapshot),
    st.sampled_from(
        (("PAUSED", "Paused"), ("PRINTING", "Printing"), ("OPERATIONAL", "Operational"))
    ).map(lambda told: event(*told)),
    st.just(None),
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(ANYTHING, st.integers(1, 4), st.floats(0, 4)), max_size=20),
    st.integers(2, 5),
)
def test_whatever_is_heard_both_tell_the_same(
    said: list[tuple[bytes | None, int, float]], compared_every: int
) -> None:
    both = Both()
    for index, (message, times, after) in enumerate(said):
        if message is None:
            both.fall_silent()
        else:
            both.hear(*[message] * times, after=after)
        if index % compared_every == 0:
            both.check()
    both.check()
