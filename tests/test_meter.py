"""The meter of the last minute."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, strategies as st
import msgspec
import pytest

from custom_components.factor.coordinator import Counters
from custom_components.factor.meter import BUCKET_S, LEAST_S, WINDOW_S, Meter
from homeassistant.const import Platform
from homeassistant.util import dt as dt_util

from .home import Home
from .payloads import snapshot


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up no entities: there is nothing to see of it."""
    return []


def test_nothing_is_no_rate() -> None:
    meter = Meter()
    assert meter.messages_per_minute(1000.0) == 0
    assert meter.bytes_per_s(1000.0) == 0


@pytest.mark.parametrize("seconds", [10, 30, 61, 600])
def test_a_steady_stream_has_its_rate(seconds: int) -> None:
    meter = Meter()
    for half in range(2 * seconds + 1):
        meter.add(500, 1000 + half / 2)
    now = 1000.0 + seconds
    assert meter.messages_per_minute(now) == pytest.approx(120, rel=0.06)
    assert meter.bytes_per_s(now) == pytest.approx(1000, rel=0.06)


def test_the_first_messages_are_no_high_rate() -> None:
    meter = Meter()
    meter.add(3_000_000, 1000.0)
    assert meter.bytes_per_s(1000.0) == 3_000_000 / LEAST_S
    assert meter.messages_per_minute(1001.0) == 60 / LEAST_S


def test_what_was_more_than_a_minute_ago_is_forgotten() -> None:
    meter = Meter()
    meter.add(600, 1000.0)
    assert meter.bytes_per_s(1000.0 + WINDOW_S - BUCKET_S) > 0
    assert meter.messages_per_minute(1000.0 + WINDOW_S) == 0
    meter.add(600, 2000.0)
    assert meter.bytes_per_s(2000.0 + WINDOW_S) == 0


def test_a_silence_in_between_counts() -> None:
    meter = Meter()
    for second in range(30):
        meter.add(1000, 1000.0 + second)
    assert meter.bytes_per_s(1055.0) == pytest.approx(30_000 / 55)


@given(
    st.lists(st.tuples(st.floats(0, 200), st.integers(0, 10**7)), min_size=1),
    st.floats(0, 100),
)
def test_it_is_what_was_counted_over_its_time(
    said: list[tuple[float, int]], later: float
) -> None:
    said.sort()
    meter = Meter()
    for at, size in said:
        meter.add(size, at)
    now = said[-1][0] + later
    rate = meter.bytes_per_s(now)
    recent = sum(size for at, size in said if now - at <= WINDOW_S)
    surely = sum(size for at, size in said if now - at < WINDOW_S - BUCKET_S)
    assert surely / WINDOW_S <= rate * 1.000001
    assert rate <= recent / LEAST_S * 1.000001
    assert meter.messages_per_minute(now) <= len(said) * 60 / LEAST_S


def test_it_stays_small() -> None:
    meter = Meter()
    for at in range(100_000):
        meter.add(1, at / 10)
    numbers = [bucket.number for bucket in meter._buckets]
    assert len(numbers) <= WINDOW_S / BUCKET_S
    assert all(after == before + 1 for before, after in pairwise(numbers))


# A printer's counters


async def test_what_a_printer_says_is_counted(home: Home) -> None:
    counters = home.printer.counters
    assert (counters.bytes, counters.last_heard) == (0, None)
    said = snapshot()
    await home.hear(said)
    first = dt_util.utcnow()
    assert counters.bytes == len(said)
    assert counters.last_heard == first
    await home.pass_time(5)
    await home.hear(b"garbage")
    assert counters.bytes == len(said) + 7
    assert counters.last_heard == first
    home.say(said, retained=True)
    home.say(said, topic="octoprint/status/other")
    assert counters.bytes == len(said) + 7
    assert counters.messages_per_minute(home.clock.now) == 2 * 60 / LEAST_S
    assert counters.bytes_per_s(home.clock.now) == counters.bytes / LEAST_S
    await home.hear(said)
    assert counters.last_heard == first + timedelta(seconds=5)


async def test_counters_begin_anew_with_another_uuid(home: Home) -> None:
    await home.hear(snapshot())
    await home.change(device_uuid="00000000-0000-4000-8000-000000000002")
    counters = home.printer.counters
    assert (counters.bytes, counters.last_heard) == (0, None)
    assert counters.messages_per_minute(home.clock.now) == 0


def test_counters_are_plain_to_be_told() -> None:
    counters = Counters()
    counters.count(100, 1000.0)
    assert msgspec.to_builtins(counters) == {
        "received": 0,
        "retained": 0,
        "bad": 0,
        "large": 0,
        "bytes": 100,
        "last_heard": None,
    }
    assert replace(counters) == counters
