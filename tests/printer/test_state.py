"""One picture of a printer: what each message does to it, and what it tells."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

import pytest

from custom_components.factor.printer.state import (
    DISCONNECTED_STATES,
    JOB_STATES,
    MAX_MODEL_NAME,
    Picture,
    State,
    hotend_number,
    state_of_event,
    state_of_report,
)
from custom_components.factor.protocol.messages import (
    Flags,
    Snapshot,
    StateEvent,
    StateReport,
    decode_status,
)

from ..payloads import (
    PROFILE,
    TWO_HOTENDS,
    event,
    flags,
    job,
    printing,
    progress,
    snapshot,
    temperature,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

# PROTOCOL §3.5, a row for each text; of several ids the last one is the usual.
VOCABULARY = [
    ("OFFLINE", "Offline", State.OFFLINE),
    ("NONE", "Offline", State.OFFLINE),
    ("CLOSED", "Offline", State.OFFLINE),
    ("CLOSED_WITH_ERROR", "Offline after error", State.OFFLINE_AFTER_ERROR),
    ("OPEN_SERIAL", "Opening serial connection", State.CONNECTING),
    ("DETECT_SERIAL", "Detecting serial connection", State.CONNECTING),
    ("CONNECTING", "Connecting", State.CONNECTING),
    ("OPERATIONAL", "Operational", State.IDLE),
    ("STARTING", "Starting", State.STARTING),
    ("STARTING", "Starting print from SD", State.STARTING),
    ("STARTING", "Starting to send file to SD", State.TRANSFERRING),
    ("PRINTING", "Printing", State.PRINTING),
    ("PRINTING", "Printing from SD", State.PRINTING),
    ("PRINTING", "Sending file to SD", State.TRANSFERRING),
    ("PAUSING", "Pausing", State.PAUSING),
    ("RESUMING", "Resuming", State.RESUMING),
    ("FINISHING", "Finishing", State.FINISHING),
    ("CANCELLING", "Cancelling", State.CANCELLING),
    ("PAUSED", "Paused", State.PAUSED),
    ("ERROR", "Error", State.ERROR),
    ("TRANSFERING_FILE", "Transferring file to SD", State.TRANSFERRING),
    ("UNKNOWN", "Unknown State (12)", None),
]
NO_FLAGS = ("Offline", "Offline after error", "Connecting", "Opening serial connection")


def picture_of(*payloads: bytes) -> Picture:
    """Return the picture after some messages, one a second."""
    picture = Picture()
    for second, payload in enumerate(payloads):
        picture = picture.merge(decode_status(payload), NOW + timedelta(seconds=second))
    return picture


@pytest.mark.parametrize(("state_id", "text", "state"), VOCABULARY)
def test_vocabulary_of_bare_events(
    state_id: str, text: str, state: State | None
) -> None:
    assert state_of_event(StateEvent(state_id, text)) is state


@pytest.mark.parametrize(("state_id", "text", "state"), VOCABULARY)
def test_vocabulary_of_snapshots(state_id: str, text: str, state: State | None) -> None:
    report = StateReport(text, Flags(**flags(text)))
    assert state_of_report(report) is state


def test_closed_with_error_shows_as_offline_when_the_connection_is_gone() -> None:
    assert state_of_event(StateEvent("OFFLINE", "Offline")) is State.OFFLINE


@pytest.mark.parametrize(
    ("state_id", "state"),
    [
        (state_id, state)
        for state_id, text, state in VOCABULARY
        if "SD" not in text or state_id == "TRANSFERING_FILE"
    ],
)
def test_event_with_a_text_of_a_later_version_goes_by_its_id(
    state_id: str, state: State | None
) -> None:
    assert state_of_event(StateEvent(state_id, "Something new")) is state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Paused", State.PAUSED),
        ("Printing", State.PRINTING),
        ("Error", State.ERROR),
        ("Operational", State.IDLE),
        ("Offline", None),
    ],
)
def test_snapshot_with_a_text_of_a_later_version_goes_by_its_flags(
    text: str, state: State | None
) -> None:
    for new in ("Something new", None):
        report = StateReport(new, Flags(**flags(text)))
        assert state_of_report(report) is state


def test_error_goes_before_all_other_flags() -> None:
    every = Flags(operational=True, printing=True, paused=True, error=True, ready=True)
    assert state_of_report(StateReport(None, every)) is State.ERROR


@pytest.mark.parametrize("state", State)
def test_every_state_is_connected_or_not_and_has_a_job_or_not(state: State) -> None:
    picture = Picture(state)
    assert picture.is_connected is (state not in DISCONNECTED_STATES)
    assert picture.has_job is (state in JOB_STATES)
    assert not (picture.has_job and not picture.is_connected)


def test_nothing_is_known_at_first() -> None:
    picture = Picture()
    assert picture.state is None
    assert picture.is_connected is None
    assert not picture.has_job
    assert not any((picture.profile, picture.model, picture.file_name))
    assert not any((picture.completion, picture.time_left, picture.finish_time))
    assert picture.reported == ()
    assert picture.hotends == frozenset()


def test_snapshot_replaces_the_picture() -> None:
    picture = picture_of(printing(temperatures=TWO_HOTENDS), snapshot("Offline"))
    offline = picture_of(snapshot("Offline"))
    assert picture == Picture(
        State.OFFLINE,
        offline.snapshot,
        NOW + timedelta(seconds=1),
        hotends=frozenset({"tool0", "tool1"}),
    )


@pytest.mark.parametrize(("state_id", "text", "state"), VOCABULARY)
def test_bare_event_moves_the_state_and_clears_no_value(
    state_id: str, text: str, state: State | None
) -> None:
    before = picture_of(printing())
    after = before.merge(decode_status(event(state_id, text)), NOW + timedelta(hours=1))
    assert after.state is (state or before.state)
    assert after.snapshot is before.snapshot
    assert after.snapshot_at == before.snapshot_at
    assert after.completion == 41.7
    assert after.file_name == "bracket.gcode"
    assert after.reading("tool0") == before.reading("tool0")


def test_bare_event_alone_gives_a_state_and_nothing_else() -> None:
    assert picture_of(event("PAUSED", "Paused")) == Picture(State.PAUSED)


@pytest.mark.parametrize(
    ("completion", "read"),
    [
        (0, 0),
        (41.7, 41.7),
        (100, 100),
        (100.0, 100),
        (None, None),
        (-0.1, None),
        (100.1, None),
        (1e308, None),
    ],
)
def test_completion(completion: Any, read: float | None) -> None:
    assert picture_of(printing(completion)).completion == read


@pytest.mark.parametrize(
    ("seconds", "read"),
    [
        (0, timedelta()),
        (2500, timedelta(seconds=2500)),
        (None, None),
        (-1, None),
        (366 * 86400, timedelta(days=366)),
        (366 * 86400 + 1, None),
        (1e308, None),
    ],
)
def test_time_left(seconds: Any, read: timedelta | None) -> None:
    assert picture_of(printing(time_left=seconds)).time_left == read


def test_finish_time_counts_from_the_arrival_of_the_snapshot() -> None:
    picture = picture_of(snapshot(), printing(time_left=90, ts=1.0))
    assert picture.finish_time == NOW + timedelta(seconds=91)


@pytest.mark.parametrize("state", State)
def test_finish_time_is_only_of_a_running_print(state: State) -> None:
    text = next(text for _, text, each in VOCABULARY if each is state)
    picture = picture_of(snapshot(text, progress=progress(10, 90)))
    assert picture.state is state
    assert (picture.finish_time is not None) is picture.has_job


def test_bare_event_that_ends_a_print_ends_its_finish_time() -> None:
    assert picture_of(printing()).finish_time
    assert not picture_of(
        printing(),
        event("CANCELLING", "Cancelling"),
        event("OPERATIONAL", "Operational"),
    ).finish_time


def test_finish_time_of_the_print_before_is_not_that_of_the_next() -> None:
    """A start shows as a bare event up to a second before the snapshot tells of it."""
    finished = snapshot(progress=progress(100, 0), job=job("bracket.gcode"))
    started = picture_of(finished, event("STARTING", "Starting"))
    assert started.has_job
    assert started.finish_time is None
    assert picture_of(
        finished, event("STARTING", "Starting"), printing(0.1, 60)
    ).finish_time == NOW + timedelta(seconds=62)


@pytest.mark.parametrize(
    ("profile", "model"),
    [
        (PROFILE, "Model X"),
        ({"model": ""}, None),
        ({"model": None}, None),
        ({}, None),
        (None, None),
        ({"model": "x" * 10_000}, "x" * MAX_MODEL_NAME),
    ],
)
def test_model(profile: Any, model: str | None) -> None:
    picture = picture_of(snapshot(connection=["Operational", "VIRTUAL", 1, profile]))
    assert picture.model == model


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


def test_hotends_are_those_that_are_there() -> None:
    readings = {**TWO_HOTENDS, "tool2": temperature(None, None)}
    assert picture_of(snapshot(temperatures=readings)).hotends == {"tool0", "tool1"}


def test_hotend_that_is_missing_from_a_snapshot_is_still_there() -> None:
    """Seen in recordings (PROTOCOL §17)."""
    missing = {name: TWO_HOTENDS[name] for name in ("tool1", "bed")}
    told = picture_of(
        printing(temperatures=TWO_HOTENDS), printing(temperatures=missing)
    )
    assert told.reported == ("tool1", "bed")
    assert told.hotends == {"tool0", "tool1"}


def test_picture_is_the_same_however_the_snapshot_is_written() -> None:
    payload = printing()
    compact = json.dumps(json.loads(payload), separators=(",", ":")).encode()
    one, other = decode_status(payload), decode_status(compact)
    assert isinstance(one, Snapshot)
    assert isinstance(other, Snapshot)
    assert one.job == other.job
    assert one.temperatures == other.temperatures
