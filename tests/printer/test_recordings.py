"""Recordings of a real printer give the states that it went through."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
import json
from typing import Any

from msgspec import inspect
from propcache.api import cached_property
import pytest

from custom_components.factor.printer.parts import Parts
from custom_components.factor.printer.state import (
    FILE_ORIGINS,
    Picture,
    State,
    state_of_event,
    state_of_report,
)
from custom_components.factor.protocol.messages import (
    CameraState,
    CustomBox,
    Extruder,
    Snapshot,
    StateEvent,
    Volume,
)
from custom_components.factor.protocol.plugin import decode_camera_state, decode_status

from ..payloads import FULL, OLD, RECORDINGS, recorded, recorded_elsewhere, samples
from .test_state import VOCABULARY

BEGIN = datetime(2026, 11, 23, tzinfo=UTC)
KNOWN_IDS = {state_id for state_id, _, _ in VOCABULARY}
KNOWN_TEXTS = {text for _, text, _ in VOCABULARY}

ONE_PRINT = "starting printing finishing idle"
RECONNECTED = "connecting idle"
FATAL = "error offline offline_after_error"

# The states that follow each other, as the marks beside the recordings tell.
STATES = {
    "commands": "idle",
    "disconnect": (
        f"idle offline {RECONNECTED} starting printing offline {RECONNECTED}"
    ),
    "error": (
        f"idle starting printing {FATAL} {RECONNECTED} {FATAL} {RECONNECTED} {FATAL} "
        # one snapshot of before comes after the event that is already of after
        f"connecting offline_after_error {RECONNECTED} {FATAL} {RECONNECTED} "
        f"offline offline_after_error {RECONNECTED}"
    ),
    "idle": "idle",
    "idle_empty": "idle",
    "many_files": "idle",
    "many_files_flat": "idle",
    "multitool": f"idle {ONE_PRINT}",
    "pause_resume_cancel": (
        "idle starting printing pausing paused resuming printing cancelling idle "
        "starting printing pausing paused cancelling idle"
    ),
    "print": f"idle {ONE_PRINT}",
    "print2": ONE_PRINT,
    # killed in the middle of the print: no word of its end
    "restart": "idle starting printing idle",
    # the third print is cancelled; 'transferring' has the id and flags of a print
    "upload": (
        f"idle {ONE_PRINT} {ONE_PRINT} starting printing cancelling idle "
        f"{ONE_PRINT} {ONE_PRINT} {ONE_PRINT} transferring idle"
    ),
}


def pictures(name: str) -> list[Picture]:
    """Return the picture after each message of a recording."""
    picture, told = Picture(), []
    for message in recorded(name):
        status = decode_status(message.payload.encode())
        picture = picture.merge(status, BEGIN + timedelta(seconds=message.t))
        told.append(picture)
    return told


@pytest.mark.parametrize("name", RECORDINGS)
def test_every_message_decodes_and_every_state_is_known(name: str) -> None:
    messages = [decode_status(message.payload.encode()) for message in recorded(name)]
    assert messages
    for message in messages:
        match message:
            case Snapshot():
                assert message.state.text in KNOWN_TEXTS
                assert state_of_report(message.state)
            case StateEvent():
                assert message.state_id in KNOWN_IDS
                assert message.state_string in KNOWN_TEXTS
                assert state_of_event(message)


@pytest.mark.parametrize(("label", "payload"), samples())
def test_every_sample_decodes_to_a_known_state(label: str, payload: bytes) -> None:
    assert Picture().merge(decode_status(payload), BEGIN).state in State


@pytest.mark.parametrize("name", RECORDINGS)
def test_sequence_of_states(name: str) -> None:
    sequence = [state for state, _ in groupby(one.state for one in pictures(name))]
    assert sequence == STATES[name].split()


@pytest.mark.parametrize("name", RECORDINGS)
def test_flags_never_contradict_the_state(name: str) -> None:
    for message in recorded(name):
        status = decode_status(message.payload.encode())
        if isinstance(status, Snapshot):
            picture, flags = Picture().merge(status, BEGIN), status.state.flags
            transferring = picture.state is State.TRANSFERRING
            assert picture.is_connected is (flags.operational or flags.error)
            assert picture.has_job is (
                (flags.printing or flags.paused) and not transferring
            )


def test_print_ends_with_all_of_its_values() -> None:
    end = pictures("print")[-1]
    assert end.state is State.IDLE
    assert end.completion == 100
    assert end.time_left == timedelta()
    assert end.finish_time is None
    assert end.file_name == "cube_75s.gcode"
    assert end.reported == ("tool0", "bed")
    assert end.reading("tool0").actual == 170.36
    assert end.model == "Generic RepRap Printer"


def test_cancelled_print_has_no_progress_but_its_file() -> None:
    end = pictures("pause_resume_cancel")[-1]
    assert (end.state, end.completion, end.time_left) == (State.IDLE, None, None)
    assert end.file_name == "cube_75s.gcode"


def test_finish_time_is_never_before_the_message_that_tells_it() -> None:
    for name in ("print", "print2", "pause_resume_cancel"):
        told = [one for one in pictures(name) if one.finish_time]
        assert len(told) > 50
        for one in told:
            assert one.finish_time
            assert one.progress_at
            is_at_its_end = one.state in (State.FINISHING, State.IDLE)
            assert one.finish_time > one.progress_at or is_at_its_end


def test_lost_temperatures_come_back_after_a_reconnect() -> None:
    told = [(one.state, one.reported) for one in pictures("disconnect")]
    assert (State.OFFLINE, ()) in told
    assert (State.IDLE, ()) in told
    assert told[-1] == (State.IDLE, ("tool0", "bed"))


def test_two_hotends_and_a_chamber() -> None:
    end = pictures("multitool")[-1]
    assert end.reported == ("tool0", "tool1", "bed", "chamber")
    assert end.parts.hotends == {"tool0", "tool1"}
    assert end.parts.filaments == {"tool0", "tool1"}
    assert end.filament("tool1").length == 48


def test_500_files_cost_nothing_but_their_bytes() -> None:
    (only,) = pictures("many_files_flat")
    assert only.snapshot
    assert len(bytes(only.snapshot.sd)) > 400_000
    assert only.file_name


# Everything that a picture tells

FRAMES = ("machine", "current", "target")
COUNTS = ("total_segments", "extrude_count", "move_count", "retract_count")
ORIGINS = {
    "linear",
    "analysis",
    "average",
    "estimate",
    "mixed-analysis",
    "mixed-average",
}


def everything(picture: Picture) -> dict[str, Any]:
    """Return all that a picture tells, by the name that it is asked for."""
    told = {
        name: getattr(picture, name)
        for name, value in vars(Picture).items()
        if (isinstance(value, (property, cached_property)) and name[0] != "_")
        or name in Picture.__struct_fields__
    }
    for frame in FRAMES:
        for axis in "xyze":
            told[f"{frame} {axis}"] = picture.position(frame, axis)
    for name in COUNTS:
        told[name] = picture.path_count(name)
    for name in ("feed_rate", "flow_rate"):
        told[name] = picture.rate_override(name)
    for name in ("tool0", "tool1", "bed", "chamber"):
        reading = picture.reading(name)
        told |= {f"{name} actual": reading.actual, f"{name} target": reading.target}
    for name in ("tool0", "tool1"):
        filament = picture.filament(name)
        told |= {f"{name} length": filament.length, f"{name} volume": filament.volume}
    return told


@pytest.mark.parametrize("name", RECORDINGS)
def test_all_that_is_told_is_known(name: str) -> None:
    told = [everything(picture) for picture in pictures(name)]
    for one in told:
        assert one["state"] in State
        assert one["time_left_origin"] in {None, *ORIGINS}
        assert one["file_origin"] in {None, *FILE_ORIGINS}
        assert one["file_date"] is None or one["file_date"].year == 2026
        assert one["is_connected"] in (True, False)
        assert one["parts"].readings.keys() <= {"tool0", "tool1", "bed", "chamber"}
        assert one["parts"].filaments <= {"tool0", "tool1"}
        for duration in ("print_time", "time_left", "estimated_time", "last_time"):
            assert one[duration] is None or one[duration] < timedelta(days=1)


def test_no_value_of_a_recording_is_dropped() -> None:
    """What is null in a picture was null, or no number that it may be, in the message."""
    for name in RECORDINGS:
        for message in recorded(name):
            status = decode_status(message.payload.encode())
            if not isinstance(status, Snapshot):
                continue
            told = everything(Picture().merge(status, BEGIN))
            tree = json.loads(message.payload)
            progress, file = tree["progress"], tree["job"]["file"]
            assert told["completion"] == progress["completion"]
            assert (told["file_size"] or 0) == progress["file_size"]
            assert (told["file_position"] or 0) == progress["filepos"]
            assert told["time_left_origin"] == progress["time_left_origin"]
            assert told["file_name"] == file["name"]
            assert told["file_origin"] == file["origin"]
            for key, seconds in (
                ("print_time", progress["print_time"]),
                ("time_left", progress["time_left"]),
                ("estimated_time", tree["job"]["estimated_time"]),
                ("last_time", tree["job"]["last_time"]),
            ):
                expected = None if seconds is None else timedelta(seconds=seconds)
                assert told[key] == expected
            for frame in FRAMES:
                for axis in "xyze":
                    assert told[f"{frame} {axis}"] == tree["axes"][frame][axis]
            assert told["height"] == tree["axes"]["machine"]["z"]
            for count in COUNTS:
                assert told[count] == tree["path"][count]
            assert told["feed_rate"] == tree["overrides"]["feedrate"]
            assert told["flow_rate"] == tree["overrides"]["flowrate"]


def test_each_thing_is_told_by_some_recording() -> None:
    """Only a camera's answer comes on another topic."""
    told: dict[str, bool] = {}
    for name in RECORDINGS:
        for picture in pictures(name):
            for key, value in everything(picture).items():
                is_told = value not in (None, (), Parts())
                told[key] = told.get(key, False) or is_told
    assert [key for key, is_told in told.items() if not is_told] == ["camera"]


def test_each_value_changes_in_some_recording() -> None:
    """The rates only where the firmware printed them of itself (PROTOCOL §3.2)."""
    seen: dict[str, set[Any]] = {}
    for name in RECORDINGS:
        for picture in pictures(name):
            for key, value in everything(picture).items():
                if isinstance(value, int | float | timedelta | datetime | str):
                    seen.setdefault(key, set()).add(value)
    assert seen["feed_rate"] == {100, 150}
    assert seen["flow_rate"] == {100, 95}
    constant = {key for key, values in seen.items() if len(values) < 2}
    assert constant == {"file_origin", "tool0 volume", "tool1 volume", "tool1 length"}
    assert seen["tool0 volume"] == {0}  # the weight has to come from the length


def test_camera_in_recordings() -> None:
    answers = [
        decode_camera_state(one.payload.encode())
        for one in recorded_elsewhere("commands", "camera/{}/state")
    ]
    assert len(answers) == 8
    assert answers[0] == CameraState(running=False)
    assert {one.last_error for one in answers} == {
        None,
        "missing input url",
        "invalid or dangerous input URL",
        "[Errno 2] No such file or directory: 'ffmpeg'",
    }
    for answer in answers:
        picture = pictures("commands")[-1].merge(answer, BEGIN)
        assert picture.camera == answer


# The structs have all that a printer tells

OPEN = (inspect.AnyType, inspect.RawType)
type TreePath = tuple[str | int, ...]


def fields_of(info: inspect.Type) -> dict[str | int, inspect.Type]:
    """Return what can be in a value of a type, by its key; `*` is any key."""
    found: dict[str | int, inspect.Type] = {}
    if isinstance(info, inspect.UnionType):
        for each in info.types:
            found |= fields_of(each)
    elif isinstance(info, inspect.DictType):
        if not isinstance(info.value_type, OPEN):
            found["*"] = info.value_type
    elif isinstance(info, inspect.StructType):
        for index, field in enumerate(info.fields):
            found[index if info.array_like else field.encode_name] = field.type
    return found


def known(info: inspect.Type, path: TreePath = ()) -> Iterator[TreePath]:
    """Yield the path of everything that the structs have."""
    for key, inner in fields_of(info).items():
        yield (*path, key)
        yield from known(inner, (*path, key))


def is_open(info: inspect.Type) -> bool:
    """Return whether a field takes anything at all."""
    types = info.types if isinstance(info, inspect.UnionType) else (info,)
    return any(isinstance(each, OPEN) for each in types)


def told_in(value: Any, info: inspect.Type, path: TreePath = ()) -> Iterator[TreePath]:
    """Yield the path of everything that a message has; `*` is a key of an open map."""
    fields = fields_of(info)
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        place = (*path, "*" if "*" in fields else key)
        yield place
        field = fields.get(place[-1])
        if field is None:
            yield from ((*place, "?", *more) for more in told_anywhere(inner))
        elif not is_open(field):
            yield from told_in(inner, field, place)


def told_anywhere(value: Any) -> Iterator[TreePath]:
    """Yield a mark for what is in a value that no struct has a field for."""
    if isinstance(value, dict | list) and value:
        yield ("…",)


SNAPSHOT = inspect.type_info(Snapshot)
# A plugin before 2.7.0, other dialects, and a printer with a box of its own (§3.4).
NOT_RECORDED = {
    ("axes", "currentZ"),
    ("state", "error"),
    *(
        ("connection", 3, "volume", "custom_box", name)
        for name in CustomBox.__struct_fields__
    ),
}


def snapshots() -> Iterator[dict[str, Any]]:
    """Yield every recorded snapshot, without its file tree."""
    payloads = [payload for _, payload in samples()]
    for name in RECORDINGS:
        payloads += [message.payload.encode() for message in recorded(name)]
    for payload in payloads:
        tree = json.loads(payload)
        if "state_id" not in tree:
            assert "sd" in tree
            yield {key: value for key, value in tree.items() if key != "sd"}


def test_structs_have_every_field_that_was_ever_recorded_and_no_other() -> None:
    told = {path for tree in snapshots() for path in told_in(tree, SNAPSHOT)}
    assert len(told) > 80
    assert told == set(known(SNAPSHOT)) - NOT_RECORDED - {("sd",)}


def test_snapshot_with_every_field_has_those_that_were_never_recorded() -> None:
    both = {*told_in(FULL, SNAPSHOT), *told_in(OLD, SNAPSHOT)}
    assert both == set(known(SNAPSHOT)) - {("state", "error")}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (("new",), ("new",)),
        (("state", "flags", "finishing"), ("state", "flags", "finishing")),
        (("temperatures", "tool0", "power"), ("temperatures", "*", "power")),
        (("connection", 3, "volume", "depth2"), ("connection", 3, "volume", "depth2")),
        (("job", "filament", "tool0", "mass"), ("job", "filament", "*", "mass")),
    ],
)
def test_new_field_would_be_noticed(path: TreePath, shown: TreePath) -> None:
    tree = json.loads(json.dumps(FULL))
    inner: Any = tree
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = 1
    assert set(told_in(tree, SNAPSHOT)) - set(known(SNAPSHOT)) == {shown}


def test_open_fields_are_no_others() -> None:
    """What nothing is read of, and what is not to be read at once."""
    infos = [(struct, inspect.type_info(struct)) for struct in all_structs(SNAPSHOT)]
    opened = {
        f"{struct.__name__}.{field.name}"
        for struct, info in infos
        for field in info.fields  # type: ignore[attr-defined]
        if is_open(field.type)
    }
    assert opened == {
        "Snapshot.sd",
        "PrinterConnection.port",
        "PrinterConnection.baudrate",
        "Extruder.offsets",
        "Profile.axes",
    }


def all_structs(info: inspect.Type) -> set[Any]:
    """Return the structs in a type."""
    found = {info.cls} if isinstance(info, inspect.StructType) else set()
    for each in getattr(info, "types", ()):
        found |= all_structs(each)
    for inner in fields_of(info).values():
        found |= all_structs(inner)
    return found


def test_all_structs_are_looked_at() -> None:
    assert {Snapshot, Volume, CustomBox, Extruder} <= all_structs(SNAPSHOT)
