"""The parts of a machine come when it tells of them, and go when it no longer does."""

from datetime import UTC, datetime
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.factor.printer.parts import (
    FILAMENT_KEY,
    GONE_AFTER,
    MAX_READING_NAME,
    MAX_READINGS,
    TEMPERATURE_KEY,
    Parts,
    hotend_number,
    reported_by,
)
from custom_components.factor.printer.state import Picture
from custom_components.factor.protocol.messages import Snapshot
from custom_components.factor.protocol.plugin import decode_status

from ..payloads import (
    FULL_PROFILE,
    NO_READING,
    ONE_HOTEND,
    TWO_HOTENDS,
    event,
    job,
    snapshot,
    temperature,
)

WARM = temperature(21.3)


def told(
    temperatures: Any = ONE_HOTEND, filament: Any = None, profile: Any = None
) -> Snapshot:
    """Return what a printer tells."""
    changes: dict[str, Any] = {"temperatures": temperatures}
    if profile is not None:
        changes["connection"] = ["Operational", "VIRTUAL", 115200, profile]
    if filament is not None:
        lengths = {name: {"length": 1.0, "volume": 1.0} for name in filament}
        changes["job"] = {**job("x.gcode"), "filament": lengths}
    message = decode_status(snapshot(**changes))
    assert isinstance(message, Snapshot)
    return message


def after(parts: Parts, *snapshots: Snapshot) -> Parts:
    """Return the parts after some snapshots."""
    for one in snapshots:
        parts = parts.after(reported_by(one), one)
    return parts


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("tool0", 0),
        ("tool1", 1),
        ("tool15", 15),
        ("tool", None),
        ("tool00", None),
        ("tool01", None),
        ("tool-1", None),
        ("tool100", None),
        ("tool٣", None),
        ("Tool0", None),
        ("tool0 ", None),
        ("tool0\n", None),
        ("bed", None),
    ],
)
def test_hotend_number(name: str, number: int | None) -> None:
    assert hotend_number(name) == number


@given(st.text() | st.from_regex(r"tool[0-9]+", fullmatch=True))
def test_hotend_number_names_its_reading(name: str) -> None:
    number = hotend_number(name)
    assert number is None or (name == f"tool{number}" and 0 <= number <= 99)


@pytest.mark.parametrize(
    ("profile", "reported"),
    [
        ({}, ("tool0", "bed", "chamber")),
        ({"heatedBed": True, "heatedChamber": True}, ("tool0", "bed", "chamber")),
        ({"heatedBed": None, "heatedChamber": None}, ("tool0", "bed", "chamber")),
        ({"heatedBed": False}, ("tool0", "chamber")),
        ({"heatedChamber": False}, ("tool0", "bed")),
        ({"heatedBed": False, "heatedChamber": False}, ("tool0",)),
        (FULL_PROFILE, ("tool0", "bed", "chamber")),
    ],
)
def test_heater_that_the_profile_denies_is_none(
    profile: Any, reported: tuple[str, ...]
) -> None:
    """Some firmware makes a temperature up for it."""
    readings = {"tool0": WARM, "bed": WARM, "chamber": WARM}
    assert reported_by(told(readings, profile=profile)) == reported


def test_profile_that_is_not_told_denies_nothing() -> None:
    for connection in ({"profile": {"heatedBed": False}}, None, ["Operational"]):
        payload = snapshot(connection=connection, temperatures=ONE_HOTEND)
        message = decode_status(payload)
        assert isinstance(message, Snapshot)
        assert reported_by(message) == ("tool0", "bed")


def test_no_more_than_16_are_taken_from_one_snapshot() -> None:
    many = {f"sensor{number}": WARM for number in range(MAX_READINGS + 1)}
    assert reported_by(told(many)) == tuple(many)[:MAX_READINGS]


def test_reading_that_is_null_is_no_part() -> None:
    readings = {"tool0": WARM, "bed": NO_READING, "chamber": None, "PINDA": WARM}
    assert after(Parts(), told(readings)).readings == {"tool0": 0, "PINDA": 0}


def test_parts_appear_as_they_are_told() -> None:
    parts = after(Parts(), told(ONE_HOTEND))
    assert parts.readings == {"tool0": 0, "bed": 0}
    assert parts.hotends == {"tool0"}
    parts = after(parts, told(TWO_HOTENDS))
    assert parts.readings == dict.fromkeys(TWO_HOTENDS, 0)
    assert parts.hotends == {"tool0", "tool1"}


def test_nothing_new_leaves_the_parts_as_they_are() -> None:
    """The very same, for there is a snapshot each second."""
    parts = after(Parts(), told(TWO_HOTENDS, ["tool0", "tool1"]))
    for one in (
        told(TWO_HOTENDS, ["tool0", "tool1"]),
        told(TWO_HOTENDS, ["tool1"]),
        told(TWO_HOTENDS, []),
        told({}),
    ):
        assert after(parts, one) is parts
    before_any_job = {**job(), "filament": {"length": None, "volume": None}}
    message = decode_status(snapshot(temperatures=TWO_HOTENDS, job=before_any_job))
    assert isinstance(message, Snapshot)
    assert after(parts, message) is parts


def test_part_that_is_missing_from_one_report_stays() -> None:
    """Seen in recordings (PROTOCOL §17)."""
    without = {name: each for name, each in TWO_HOTENDS.items() if name != "tool0"}
    parts = after(Parts(), told(TWO_HOTENDS), told(without))
    assert parts.readings == {"tool0": 1, "tool1": 0, "bed": 0, "chamber": 0}
    assert parts.hotends == {"tool0", "tool1"}
    assert after(parts, told(TWO_HOTENDS)).readings["tool0"] == 0


def test_part_is_gone_after_a_minute_of_reports_without_it() -> None:
    assert GONE_AFTER == 60
    parts = after(Parts(), told(TWO_HOTENDS))
    nearly = after(parts, *[told(ONE_HOTEND)] * (GONE_AFTER - 1))
    assert nearly.readings == {"tool0": 0, "bed": 0, "tool1": 59, "chamber": 59}
    gone = after(nearly, told(ONE_HOTEND))
    assert gone.readings == {"tool0": 0, "bed": 0}
    assert gone.hotends == {"tool0"}
    assert after(gone, told(TWO_HOTENDS)).hotends == {"tool0", "tool1"}


def test_part_that_is_told_now_and_then_is_never_gone() -> None:
    parts = after(Parts(), told(TWO_HOTENDS))
    for _ in range(3):
        parts = after(parts, *[told(ONE_HOTEND)] * (GONE_AFTER - 1), told(TWO_HOTENDS))
        assert parts.readings == dict.fromkeys(TWO_HOTENDS, 0)


def test_disconnected_printer_loses_no_part() -> None:
    """It reports none at all, for as long as it takes; nor does an event count."""
    parts = after(Parts(), told(TWO_HOTENDS, ["tool0"]))
    assert after(parts, *[told({})] * (5 * GONE_AFTER)) is parts
    assert after(parts, *[told({"bed": NO_READING})] * GONE_AFTER) is parts
    picture = Picture(parts=parts)
    for _ in range(2 * GONE_AFTER):
        picture = picture.merge(
            decode_status(event("OFFLINE", "Offline")), datetime.now(UTC)
        )
    assert picture.parts is parts


def test_heater_that_the_profile_denies_goes() -> None:
    parts = after(Parts(), told(ONE_HOTEND))
    denied = told(ONE_HOTEND, profile={"heatedBed": False})
    assert "bed" in after(parts, *[denied] * (GONE_AFTER - 1)).readings
    assert after(parts, *[denied] * GONE_AFTER).readings == {"tool0": 0}


def test_16_readings_at_most() -> None:
    many = {f"sensor{n}": WARM for n in range(40)}
    parts = after(Parts(), told({"tool0": WARM}), told(many))
    assert MAX_READINGS == 16
    assert list(parts.readings) == ["tool0", *(f"sensor{n}" for n in range(15))]
    for number in range(100):  # names that change with each report
        parts = after(parts, told({f"made up {number} {n}": WARM for n in range(16)}))
        assert len(parts.readings) <= MAX_READINGS


def test_long_names_are_none() -> None:
    assert MAX_READING_NAME == 32
    parts = after(Parts(), told({"x" * 32: WARM, "x" * 33: WARM}))
    assert list(parts.readings) == ["x" * 32]


def test_filaments_are_those_of_each_job_that_was_told() -> None:
    """One hotend may have several feeders: a job's tools, and no readings."""
    parts = after(Parts(), told(filament=["tool0", "tool3"]))
    assert parts.filaments == {"tool0", "tool3"}
    assert parts.hotends == {"tool0"}
    parts = after(parts, told(filament=["tool1"]), told(filament=[]), told({}))
    assert parts.filaments == {"tool0", "tool1", "tool3"}


@pytest.mark.parametrize("name", ["length", "volume", "bed", "tool00", "tool", "Tool0"])
def test_filament_of_no_tool_is_none(name: str) -> None:
    parts = after(Parts(), told(filament=[name]))
    assert parts.filaments == frozenset()


def test_16_filaments_at_most_and_the_first_stay() -> None:
    first = [f"tool{n}" for n in range(20, 35)]
    parts = after(Parts(), told(filament=first))
    parts = after(parts, told(filament=[f"tool{n}" for n in range(20)]))
    assert parts.filaments == {*first, "tool0"}
    assert after(parts, told(filament=["tool99"])).filaments == parts.filaments
    all_at_once = after(Parts(), told(filament=[f"tool{n}" for n in range(99)]))
    assert len(all_at_once.filaments) == MAX_READINGS


def test_filament_goes_with_its_hotend() -> None:
    parts = after(Parts(), told(TWO_HOTENDS, ["tool0", "tool1", "tool2"]))
    gone = after(parts, *[told(ONE_HOTEND, [])] * GONE_AFTER)
    assert gone.filaments == {"tool0", "tool2"}


def test_filament_that_the_job_takes_stays_without_its_hotend() -> None:
    """Else it would go and come again in the next second."""
    filament = ["tool0", "tool1"]
    parts = after(Parts(), told(TWO_HOTENDS, filament))
    for _ in range(2 * GONE_AFTER):
        parts = after(parts, told(ONE_HOTEND, filament))
        assert parts.filaments == {"tool0", "tool1"}
    assert parts.hotends == {"tool0"}


def test_parts_of_entities() -> None:
    keys = [
        "state",
        f"tool0{TEMPERATURE_KEY}",
        f"bed{TEMPERATURE_KEY}",
        f"my sensor{TEMPERATURE_KEY}",
        "tool1_target",
        f"tool0{FILAMENT_KEY}",
        f"tool4{FILAMENT_KEY}",
        "tool5_filament_weight",
        "chamber_target",
    ]
    assert Parts.of_entities(keys) == Parts(
        {"tool0": 0, "bed": 0, "my sensor": 0}, frozenset({"tool0", "tool4"})
    )
    assert Parts.of_entities([]) == Parts()


def test_parts_of_many_entities_are_bounded() -> None:
    keys = [f"{n}{end}" for n in range(99) for end in (TEMPERATURE_KEY, FILAMENT_KEY)]
    parts = Parts.of_entities(keys)
    assert len(parts.readings) == len(parts.filaments) == MAX_READINGS


def test_part_of_an_entity_is_gone_like_any_other() -> None:
    parts = Parts.of_entities([f"tool1{TEMPERATURE_KEY}", f"tool1{FILAMENT_KEY}"])
    kept = after(parts, *[told(ONE_HOTEND)] * (GONE_AFTER - 1))
    assert "tool1" in kept.readings
    gone = after(kept, told(ONE_HOTEND))
    names = frozenset({"tool0", "tool1", "bed"})
    assert gone == Parts({"tool0": 0, "bed": 0}, names=names)


def test_names_that_come_and_go_are_bounded_in_all() -> None:
    parts = after(Parts.of_entities([f"tool0{TEMPERATURE_KEY}"]), told(ONE_HOTEND))
    ever: set[str] = set()
    for number in range(200):
        made_up = {f"{number}-{n}": WARM for n in range(5)}
        parts = after(parts, *[told({**ONE_HOTEND, **made_up})] * GONE_AFTER)
        ever |= parts.readings.keys()
    assert len(ever) == 64
    assert parts.readings.keys() == {"tool0", "bed"}
    again = after(parts, told({**ONE_HOTEND, "0-1": WARM, "199-1": WARM}))
    assert again.readings.keys() == {"tool0", "bed", "0-1"}


names = st.sampled_from([*(f"tool{n}" for n in range(20)), "bed", "chamber", "PINDA"])
reports = st.dictionaries(names, st.sampled_from([WARM, NO_READING, None]))


@given(st.lists(st.tuples(reports, st.sets(names)), max_size=8))
def test_parts_hold_what_was_told_last(steps: list[tuple[Any, set[str]]]) -> None:
    parts, ever = Parts(), set()
    for temperatures, filament in steps:
        one = told(temperatures, filament)
        before, parts = parts, after(parts, one)
        reported = set(reported_by(one))
        ever |= reported
        assert len(parts.readings) <= MAX_READINGS
        assert before.readings.keys() <= parts.readings.keys() <= ever
        assert all(parts.readings[name] == 0 for name in reported & set(parts.readings))
        assert reported <= parts.readings.keys() or len(parts.readings) == MAX_READINGS
        assert before.filaments <= parts.filaments
        tools = {name for name in filament if hotend_number(name) is not None}
        assert tools <= parts.filaments or len(parts.filaments) == MAX_READINGS
        assert json.dumps(sorted(parts.hotends))
