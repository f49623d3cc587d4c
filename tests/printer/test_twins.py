"""Two printers under one uuid are told from one, whatever the one does."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise, product
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.factor.printer.twins import (
    ALTERNATIONS,
    RETURNS,
    WINDOW_S,
    Fingerprint,
    TwinDetector,
)
from custom_components.factor.protocol.messages import Snapshot
from custom_components.factor.protocol.plugin import decode_status

from ..payloads import FULL, RECORDINGS, recorded, snapshot, tree

type Told = tuple[float | None, Fingerprint, float]
"""A snapshot's own time, what it tells, and when it arrives."""

A = Fingerprint("a", "Left", "Model X", "a.gcode", 1.0, 100.0, "job-a")
B = Fingerprint("b", "Right", "Model Y", "b.gcode", 2.0, 200.0, "job-b")
NOBODY = Fingerprint()
START = 1_760_000_000.0


def playing(name: str, *, speed: float = 1, since: float = 0) -> list[Told]:
    """Return what a recording tells, from some second on."""
    told = []
    for message in recorded(name):
        said = decode_status(message.payload.encode())
        if isinstance(said, Snapshot):
            at = since + message.t / speed
            told.append((said.ts, Fingerprint.of(said), at))
    return told


def sender(
    gaps: Iterable[float],
    told: Fingerprint = A,
    *,
    clock: float = START,
    since: float = 0.0,
) -> list[Told]:
    """Return what a printer tells at such distances; `clock` is its time at 0 s."""
    times = list(accumulate(gaps, initial=since))
    return [(clock + at, told, at) for at in times]


def steady(period: float = 1.0, amount: int = 60) -> list[float]:
    """Return the gaps of a printer that jitters a little."""
    random = Random(7)
    return [period + random.uniform(0, 0.03) for _ in range(amount)]


def together(*told: Sequence[Told]) -> list[Told]:
    """Return what several printers tell as it arrives."""
    return sorted((each for one in told for each in one), key=lambda each: each[2])


def alarms(told: Iterable[Told]) -> list[float]:
    """Return when two printers are seen."""
    detector = TwinDetector()
    seen = []
    for ts, fingerprint, at in told:
        detector.take(ts, fingerprint, at)
        if detector.are_there(at):
            seen.append(at)
    return seen


def doubled(told: Sequence[Told], late: int = 0) -> Iterator[Told]:
    """Deliver each message once more, some messages later."""
    for index, each in enumerate(told):
        yield each
        if index >= late:
            ts, fingerprint, _ = told[index - late]
            yield ts, fingerprint, each[2]


# What tells printers apart


def test_a_fingerprint_is_what_a_snapshot_tells() -> None:
    said = decode_status(snapshot("Printing", **FULL))
    assert isinstance(said, Snapshot)
    assert Fingerprint.of(said) == (
        "_default",
        "Default",
        "Model X",
        "bracket.gcode",
        1759990000,
        1000000,
        "6f0d0000-0000-4000-8000-000000000000",
    )


def test_what_is_not_told_contradicts_nothing() -> None:
    progress = {**tree()["progress"], "file_size": 0}
    said = decode_status(snapshot("Offline", progress=progress))
    assert isinstance(said, Snapshot)
    told = Fingerprint.of(said)
    assert told == NOBODY
    assert not told.contradicts(A)
    assert not A.contradicts(told)
    assert not A.contradicts(A)
    for index in range(len(A)):
        other = Fingerprint._make(
            B[place] if place == index else mark for place, mark in enumerate(A)
        )
        assert A.contradicts(other), A._fields[index]


# One printer


@pytest.mark.parametrize(("name", "speed"), product(RECORDINGS, (0.1, 1, 10, 1000)))
def test_no_recording_is_of_two(name: str, speed: float) -> None:
    told = playing(name, speed=speed)
    assert alarms(told) == []
    for late in (0, 1, 5, 20):
        assert alarms(doubled(told, late)) == [], late


def test_all_recordings_one_after_the_other_are_of_one() -> None:
    told: list[Told] = []
    for name in (*RECORDINGS, *RECORDINGS):
        told += playing(name, since=told[-1][2] + 1 if told else 0)
    assert alarms(told) == []


def test_a_clock_that_is_set_is_of_one() -> None:
    gaps = steady()
    for step in (-3600.0, -2.5, -0.5, 0.5, 3600.0):
        told = sender(gaps)
        set_at = len(told) // 2
        stepped = [
            (ts + step if ts and index >= set_at else ts, *rest)
            for index, (ts, *rest) in enumerate(told)
        ]
        assert alarms(stepped) == [], step  # type: ignore[arg-type]


def test_what_arrives_in_bursts_is_of_one() -> None:
    told = [(ts, what, at // 7 * 7) for ts, what, at in sender(steady())]
    assert alarms(told) == []


@pytest.mark.parametrize("lost", [2, 3, 4])
def test_regular_loss_is_of_one(lost: int) -> None:
    told = [each for index, each in enumerate(sender(steady())) if index % lost]
    assert alarms(told) == []


def test_a_file_that_is_chosen_and_dropped_again_and_again_is_of_one() -> None:
    without = A._replace(file=None, file_date=None, file_size=None, job_id=None)
    told = [
        (ts, (A, without, NOBODY)[index % 3], at)
        for index, (ts, _, at) in enumerate(sender(steady()))
    ]
    assert alarms(told) == []


def test_two_files_by_turns_are_of_one() -> None:
    other = A._replace(file="other.gcode", file_date=3.0, file_size=7.0)
    told = [
        (ts, (A, other)[index // 4 % 2], at)
        for index, (ts, _, at) in enumerate(sender(steady(amount=200)))
    ]
    assert alarms(told) == []


def test_new_files_and_jobs_all_the_time_are_of_one() -> None:
    told = [
        (ts, A._replace(file=f"{index}.gcode", job_id=str(index)), at)
        for index, (ts, _, at) in enumerate(sender(steady()))
    ]
    assert alarms(told) == []


PRINTERS = st.sampled_from([A, NOBODY, A._replace(file=None), A._replace(job_id=None)])


@given(
    gaps=st.lists(
        st.floats(0.9, 1.1) | st.floats(0.001, 30), min_size=30, max_size=120
    ),
    told=st.lists(PRINTERS, min_size=1),
    lost=st.sets(st.integers(0, 120)),
    delays=st.lists(st.floats(0, 10), min_size=1),
)
def test_one_printer_with_jitter_is_never_two(
    gaps: list[float], told: list[Fingerprint], lost: set[int], delays: list[float]
) -> None:
    said = []
    arrived = 0.0
    for index, (ts, _, at) in enumerate(sender(gaps)):
        arrived = max(arrived, at + delays[index % len(delays)])
        if index not in lost:
            said.append((ts, told[index % len(told)], arrived))
    if not has_regular_gaps(said):
        assert alarms(said) == []


def has_regular_gaps(said: list[Told]) -> bool:
    """Return whether chance has made what only two printers make."""
    times = [ts for ts, *_ in said if ts is not None]
    gaps = [after - before for before, after in pairwise(times)]
    run = 0
    for before, after in zip(gaps, gaps[2:], strict=False):
        run = run + 1 if abs(after - before) < 0.2 * (before + after) else 0
        if run >= ALTERNATIONS:
            return True
    return False


@given(
    st.lists(
        st.tuples(
            st.none() | st.floats(allow_nan=False),
            st.sampled_from([A, B, NOBODY]),
            st.floats(0, 100),
        )
    )
)
def test_nothing_breaks_it(told: list[Told]) -> None:
    alarms(sorted(told, key=lambda each: each[2]))


# Two printers


@pytest.mark.parametrize(
    ("one", "other"), [("print", "print2"), ("idle", "commands"), ("error", "upload")]
)
def test_two_recordings_at_once_are_of_two(one: str, other: str) -> None:
    told = together(playing(one), playing(other, since=0.3))
    seen = alarms(told)
    assert seen
    assert seen[0] < 30


@pytest.mark.parametrize("phase", [0.05, 0.2, 0.38, 0.65, 0.9])
def test_a_recording_beside_itself_is_of_two(phase: float) -> None:
    told = playing("print")
    beside = [(ts + phase, what, at + phase) for ts, what, at in told if ts]
    assert alarms(together(told, beside))
    assert alarms(doubled(together(told, beside)))


@pytest.mark.parametrize("clock", [-86400.0, -1.5, -0.2, 0.0, 0.001, 0.7, 3.0, 1e8])
def test_equal_copies_are_seen_whatever_their_clocks(clock: float) -> None:
    told = sender(steady(1.0, 300))
    copy = sender(steady(1.004, 300), clock=START + clock, since=0.13)
    seen = alarms(together(told, copy))
    assert seen
    assert seen[0] < 120


@pytest.mark.parametrize(
    "other",
    [B, A._replace(file="b.gcode"), A._replace(job_id="b"), B._replace(file=None)],
)
def test_different_ones_are_seen_at_once(other: Fingerprint) -> None:
    half = sender(steady(), other, since=0.5)  # their gaps alone tell nothing
    assert alarms(together(sender(steady()), half))[0] < RETURNS + 3


def test_they_are_seen_without_times_too() -> None:
    said = together(sender(steady()), sender(steady(), B, since=0.5))
    assert alarms((None, told, at) for _, told, at in said)


def test_one_that_speaks_seldom_is_seen() -> None:
    rare = sender([9.0] * 10, clock=START + 500)
    assert alarms(together(sender(steady(1, 120)), rare))


def test_what_both_told_is_kept() -> None:
    detector = TwinDetector()
    assert detector.pair is None
    for ts, told, at in together(sender(steady()), sender(steady(), B, since=0.5)):
        detector.take(ts, told, at)
    assert detector.pair
    assert set(detector.pair) == {A, B}


def test_it_is_over_once_only_one_speaks() -> None:
    detector = TwinDetector()
    both = together(sender(steady(1, 20)), sender(steady(1, 20), B, since=0.5))
    for ts, told, at in both:
        detector.take(ts, told, at)
    last = both[-1][2]
    assert detector.are_there(last + WINDOW_S - 2)
    for gap in range(1, 100):
        at = last + gap
        detector.take(START + at, A, at)
    assert detector.are_there(last + WINDOW_S - 2)
    assert not detector.are_there(last + WINDOW_S + 2)


def test_a_few_returns_prove_nothing() -> None:
    both = together(sender(steady(1, 1)), sender(steady(1, 1), B, since=0.5))
    alone = sender(steady(1, 100), clock=START, since=4)
    assert alarms([*both, *alone]) == []


def test_returns_that_are_far_apart_prove_nothing() -> None:
    told = sender(steady(1, 400))
    stray = [(ts - 0.5, B, at + 0.1) for ts, _, at in told[::40] if ts]
    assert alarms(together(told, stray)) == []
