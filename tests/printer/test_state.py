"""One picture of a printer: what each message does to it, and what it tells."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

from propcache.api import cached_property
import pytest

from custom_components.factor.printer.parts import Parts
from custom_components.factor.printer.state import (
    DISCONNECTED_STATES,
    JOB_STATES,
    MAX_MODEL_NAME,
    Picture,
    State,
    state_of_event,
    state_of_report,
)
from custom_components.factor.protocol.messages import (
    Axes,
    CameraState,
    Filament,
    Flags,
    Position,
    Progress,
    Reading,
    Snapshot,
    StateEvent,
    StateReport,
    Update,
)
from custom_components.factor.protocol.plugin import NO_TREE, decode_status

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
    assert picture.parts.hotends == frozenset()
    assert picture.parts == Parts()
    assert picture.camera is None
    assert picture.progress_at is None
    for name, value in vars(Picture).items():
        if isinstance(value, (property, cached_property)) and name not in {
            "_known",
            "has_job",
            "tells_of_job",
            "tree",
            *("heaters", "heaters_on", "filaments"),
        }:
            assert getattr(picture, name) is None
    assert not any((picture.heaters, picture.heaters_on, picture.filaments))
    assert picture.tree == NO_TREE
    assert not picture.tells_of_job
    for axis in "xyze":
        for frame in ("machine", "current", "target"):
            assert picture.position(frame, axis) is None
    for name in ("total_segments", "extrude_count", "move_count", "retract_count"):
        assert picture.path_count(name) is None
    for name in ("feed_rate", "flow_rate"):
        assert picture.rate_override(name) is None
    assert picture.reading("tool0") == Reading()
    assert picture.filament("tool0") == Filament()


def test_snapshot_replaces_the_picture() -> None:
    picture = picture_of(printing(temperatures=TWO_HOTENDS), snapshot("Offline"))
    offline = picture_of(snapshot("Offline"))
    assert picture == Picture(
        State.OFFLINE,
        offline.snapshot,
        NOW + timedelta(seconds=1),
        parts=Parts(dict.fromkeys(TWO_HOTENDS, 0)),
        jobs=1,
    )


@pytest.mark.parametrize(("state_id", "text", "state"), VOCABULARY)
def test_bare_event_moves_the_state_and_clears_no_value(
    state_id: str, text: str, state: State | None
) -> None:
    before = picture_of(printing())
    after = before.merge(decode_status(event(state_id, text)), NOW + timedelta(hours=1))
    assert after.state is (state or before.state)
    assert after.snapshot is before.snapshot
    assert after.progress_at == before.progress_at
    assert after.parts is before.parts
    assert after.reported is before.reported
    assert after.completion == 41.7
    assert after.file_name == "bracket.gcode"
    assert after.reading("tool0") == before.reading("tool0")


def test_bare_event_alone_gives_a_state_and_nothing_else() -> None:
    assert picture_of(event("PAUSED", "Paused")) == Picture(State.PAUSED, jobs=1)


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


def test_hotends_are_those_that_are_there() -> None:
    readings = {**TWO_HOTENDS, "tool2": temperature(None, None)}
    picture = picture_of(snapshot(temperatures=readings))
    assert picture.parts.hotends == {"tool0", "tool1"}


def test_hotend_that_is_missing_from_a_snapshot_is_still_there() -> None:
    """Seen in recordings (PROTOCOL §17)."""
    missing = {name: TWO_HOTENDS[name] for name in ("tool1", "bed")}
    told = picture_of(
        printing(temperatures=TWO_HOTENDS), printing(temperatures=missing)
    )
    assert told.reported == ("tool1", "bed")
    assert told.parts.hotends == {"tool0", "tool1"}


def test_picture_is_the_same_however_the_snapshot_is_written() -> None:
    payload = printing()
    compact = json.dumps(json.loads(payload), separators=(",", ":")).encode()
    one, other = decode_status(payload), decode_status(compact)
    assert isinstance(one, Snapshot)
    assert isinstance(other, Snapshot)
    assert one.job == other.job
    assert one.temperatures == other.temperatures


# What else a snapshot tells


@pytest.mark.parametrize(
    ("date", "read"),
    [
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (1759990000, datetime(2025, 10, 9, 6, 6, 40, tzinfo=UTC)),
        (1759990000.5, datetime(2025, 10, 9, 6, 6, 40, 500000, tzinfo=UTC)),
        (2**32, datetime(2106, 2, 7, 6, 28, 16, tzinfo=UTC)),
        (2**32 + 1, None),
        (-1, None),
        (1e308, None),
        (None, None),
    ],
)
def test_file_date(date: Any, read: datetime | None) -> None:
    named = job("bracket.gcode")
    named["file"]["date"] = date
    assert picture_of(snapshot(job=named)).file_date == read


@pytest.mark.parametrize(
    ("origin", "read"),
    [("local", "local"), ("sdcard", "sdcard"), (None, None), ("", None), ("usb", None)],
)
def test_file_origin(origin: Any, read: str | None) -> None:
    named = job("bracket.gcode")
    named["file"]["origin"] = origin
    assert picture_of(snapshot(job=named)).file_origin == read


@pytest.mark.parametrize(
    ("size", "position", "read"),
    [
        (1000, 417, (1000, 417)),
        (1000, 0, (1000, 0)),
        (1000, None, (1000, None)),
        (1000, -1, (1000, None)),
        (0, 0, (None, None)),
        (None, 417, (None, None)),
        (-1, 417, (None, None)),
    ],
)
def test_size_of_0_is_no_file(size: Any, position: Any, read: Any) -> None:
    picture = picture_of(
        snapshot(progress={**progress(), "file_size": size, "filepos": position})
    )
    assert (picture.file_size, picture.file_position) == read


DURATIONS = [
    (0, timedelta()),
    (4300.5, timedelta(seconds=4300.5)),
    (366 * 86400, timedelta(days=366)),
    (366 * 86400 + 1, None),
    (-1, None),
    (1e308, None),
    (None, None),
]


@pytest.mark.parametrize(("seconds", "read"), DURATIONS)
def test_durations(seconds: Any, read: timedelta | None) -> None:
    picture = picture_of(
        snapshot(
            progress={**progress(), "print_time": seconds},
            job={**job(), "estimated_time": seconds, "last_time": seconds},
        )
    )
    assert picture.print_time == picture.estimated_time == picture.last_time == read
    assert picture.time_left is None


@pytest.mark.parametrize("changed", ["print_time", "time_left"])
def test_each_duration_is_read_from_its_own_place(changed: str) -> None:
    other = {"print_time": "time_left", "time_left": "print_time"}[changed]
    picture = picture_of(snapshot(progress={**progress(), changed: 60}))
    assert getattr(picture, changed) == timedelta(minutes=1)
    assert getattr(picture, other) is None
    for name in ("estimated_time", "last_time"):
        told = picture_of(snapshot(job={**job(), name: 60}))
        assert getattr(told, name) == timedelta(minutes=1)
        assert not any(
            getattr(told, each)
            for each in ("estimated_time", "last_time", "print_time", "time_left")
            if each != name
        )


@pytest.mark.parametrize("origin", ["linear", "genius", "", None])
def test_origin_of_the_time_left_is_an_open_set(origin: str | None) -> None:
    told = {**progress(10, 90), "time_left_origin": origin}
    assert picture_of(printing(progress=told)).time_left_origin == origin


@pytest.mark.parametrize(
    ("axes", "height"),
    [
        ({"current": {"z": -4.8}, "machine": {"z": 0.2}}, 0.2),
        ({"current": {"z": 3.2}, "machine": {"z": 0.0}}, 0),
        ({"current": {"z": 3.2}, "machine": {"z": None}}, 3.2),
        ({"current": {"z": 0.0}, "currentZ": 7}, 0),
        ({"current": {"z": None}, "machine": {"z": 9.9}}, 9.9),
        ({"currentZ": 1.2}, 1.2),
        ({"currentZ": 0}, 0),
        ({"currentZ": None}, None),
        ({}, None),
    ],
)
def test_height_is_that_of_the_machine(axes: Any, height: float | None) -> None:
    assert picture_of(snapshot(axes=axes)).height == height


@pytest.mark.parametrize(
    ("count", "read"),
    [(0, 0), (900, 900), (7.9, 7), (1e6, 10**6), (1e6 + 1, None), (-1, None)],
)
def test_counts_of_moves(count: Any, read: int | None) -> None:
    names = ("total_segments", "extrude_count", "move_count", "retract_count")
    for name in names:
        picture = picture_of(snapshot(path={name: count}))
        assert [picture.path_count(each) for each in names] == [
            read if each == name else None for each in names
        ]


def test_rates_are_read_as_they_are_told() -> None:
    picture = picture_of(snapshot(overrides={"feedrate": 120, "flowrate": 95.5}))
    assert picture.rate_override("feed_rate") == 120
    assert picture.rate_override("flow_rate") == 95.5
    picture = picture_of(snapshot(overrides={"feedrate": None}))
    assert picture.rate_override("feed_rate") is None
    assert picture.rate_override("flow_rate") is None


def test_positions_of_each_frame() -> None:
    picture = picture_of(
        snapshot(
            axes={
                "current": {"x": 1, "y": 2, "z": 3, "e": 4},
                "target": {"x": 5, "y": 6, "z": 7, "e": None},
                "machine": {"x": -11.5},
            }
        )
    )
    read = {
        frame: [picture.position(frame, axis) for axis in "xyze"]
        for frame in ("current", "target", "machine")
    }
    assert read == {
        "current": [1, 2, 3, 4],
        "target": [5, 6, 7, None],
        "machine": [-11.5, None, None, None],
    }


# Updates, which edges other than the plugin send

STATE = StateReport("Printing", Flags(operational=True, printing=True), "hot")
PROGRESS = Progress(completion=41.7, time_left=90)
READINGS: dict[str, Reading | None] = {
    "tool0": Reading(209.8, 210),
    "bed": Reading(60.1, 60),
}
AXES = Axes(machine=Position(1, 2, 3, 4), current=Position(1, 2, 3, 4))
EDGE = Update(state=STATE, progress=PROGRESS, temperatures=READINGS, axes=AXES)


def after(*updates: Any, before: Picture | None = None) -> Picture:
    """Return the picture after some messages, one a second."""
    picture = before or Picture()
    for second, update in enumerate(updates):
        picture = picture.merge(update, NOW + timedelta(seconds=second))
    return picture


def test_update_with_everything() -> None:
    picture = after(EDGE)
    assert picture == Picture(
        State.PRINTING,
        Snapshot(STATE, PROGRESS, temperatures=READINGS, axes=AXES),
        NOW,
        ("tool0", "bed"),
        Parts({"tool0": 0, "bed": 0}),
        jobs=1,
    )
    assert picture.finish_time == NOW + timedelta(seconds=90)
    assert picture.height == 3


def test_update_without_anything_changes_nothing() -> None:
    assert after(Update(), before=after(EDGE)) == after(EDGE)
    empty = after(Update())
    assert empty.state is None
    assert empty.progress_at is None
    assert empty.finish_time is None
    assert empty.parts == Parts()


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("state", StateReport("Paused", Flags(operational=True, paused=True))),
        ("progress", Progress(completion=50)),
        ("temperatures", {"bed": Reading(61, 60)}),
        ("axes", Axes(machine=Position(9, 9, 9, 9))),
    ],
)
def test_update_replaces_the_part_that_it_tells_and_leaves_the_others(
    name: str, part: Any
) -> None:
    before = after(EDGE)
    told = after(Update(), Update(**{name: part}), before=before)
    assert before.snapshot
    assert told.snapshot
    for field in Snapshot.__struct_fields__:
        expected = part if field == name else getattr(before.snapshot, field)
        assert getattr(told.snapshot, field) == expected
    assert told.state is (State.PAUSED if name == "state" else State.PRINTING)
    late = NOW + timedelta(seconds=1)
    assert told.progress_at == (late if name == "progress" else NOW)
    assert told.reported == (("bed",) if name == "temperatures" else ("tool0", "bed"))
    missed = 1 if name == "temperatures" else 0
    assert told.parts == Parts({"tool0": missed, "bed": 0})


def test_update_of_a_plugins_snapshot_leaves_the_rest_of_it() -> None:
    before = picture_of(printing(temperatures=TWO_HOTENDS))
    told = after(Update(progress=Progress(completion=99)), before=before)
    assert told.completion == 99
    assert told.file_name == "bracket.gcode"
    assert told.model == "Model X"
    assert told.reported == before.reported


def test_state_that_an_event_told_survives_an_update_of_something_else() -> None:
    paused = after(EDGE, StateEvent("PAUSED", "Paused"))
    assert after(Update(progress=Progress(50)), before=paused).state is State.PAUSED
    printing_again = after(Update(state=STATE), before=paused)
    assert printing_again.state is State.PRINTING


def test_update_with_a_state_that_nobody_knows() -> None:
    assert after(EDGE, Update(state=StateReport("New"))).state is None


def test_finish_time_counts_from_the_update_that_told_the_time_left() -> None:
    finish = NOW + timedelta(seconds=90)
    temperatures = Update(temperatures=READINGS)
    assert after(EDGE, temperatures, temperatures).finish_time == finish
    later = after(EDGE, temperatures, Update(progress=Progress(50, time_left=60)))
    assert later.finish_time == NOW + timedelta(seconds=62)


def test_finish_time_needs_a_state_and_a_progress() -> None:
    assert after(Update(progress=PROGRESS)).finish_time is None
    assert after(Update(state=STATE)).finish_time is None
    both = after(Update(progress=PROGRESS), Update(state=STATE))
    assert both.finish_time == NOW + timedelta(seconds=90)


def test_minutes_of_updates_without_temperatures_are_no_absence() -> None:
    updates = [Update(progress=Progress(completion=n / 100)) for n in range(200)]
    assert after(EDGE, *updates).parts == Parts({"tool0": 0, "bed": 0})
    missing = Update(temperatures={"bed": Reading(60.1, 60)})
    assert after(EDGE, missing, *updates).parts == Parts({"tool0": 1, "bed": 0})


# The camera


def test_answer_of_the_camera_changes_nothing_else() -> None:
    before = picture_of(printing())
    answer = CameraState(running=True)
    told = after(answer, before=before)
    assert told.camera is answer
    assert after(CameraState(running=False), before=told).camera == CameraState(
        running=False
    )
    for name in Picture.__struct_fields__:
        if name != "camera":
            assert getattr(told, name) is getattr(before, name)


@pytest.mark.parametrize(
    "message",
    [
        decode_status(printing()),
        decode_status(event("PAUSED", "Paused")),
        EDGE,
        Update(),
    ],
    ids=lambda one: type(one).__name__,
)
def test_answer_of_the_camera_is_kept(message: Any) -> None:
    """The very same: a new one counts as the answer to a command."""
    told = after(CameraState(running=True))
    assert after(message, before=told).camera is told.camera


@pytest.mark.parametrize("number", [1e308, -1e308])
def test_number_that_cannot_be_true_is_unknown(number: float) -> None:
    """Home Assistant raises where a state becomes infinite in another unit."""
    absurd = {"length": number, "volume": number}
    frames = {name: dict.fromkeys("xyze", number) for name in ("machine", "current")}
    told = picture_of(
        snapshot(
            progress=progress(number, number) | {"file_size": number},
            job=job("a.gcode") | {"filament": {"tool0": absurd}},
            axes=frames,
            temperatures={"tool0": temperature(number, number)},
            overrides={"feedrate": number, "flowrate": number},
            path={"move_count": number},
        )
    )
    assert told.file_size is None
    assert told.completion is None
    assert told.time_left is None
    assert told.filament("tool0") == Filament()
    assert told.position("machine", "x") is None
    assert told.height is None
    assert told.reading("tool0") == Reading(None, None, 0)
    assert told.rate_override("feed_rate") is None
    assert told.path_count("move_count") is None
