"""Whatever arrives, the decoder gives a message or says that it is none."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
import json
import math
from typing import Any

from hypothesis import example, given, settings, strategies as st
import msgspec
from propcache.api import cached_property
import pytest

from custom_components.factor.printer.control import (
    RULES,
    OutOfVolumeError,
    check_move,
    is_allowed,
)
from custom_components.factor.printer.parts import MAX_READINGS
from custom_components.factor.printer.state import Picture
from custom_components.factor.protocol.commands import Move
from custom_components.factor.protocol.decoding import REMEMBERED_BYTES
from custom_components.factor.protocol.messages import (
    MAX_PAYLOAD_BYTES,
    Axes,
    BadMessageError,
    CameraState,
    CustomBox,
    Extruder,
    Filament,
    Flags,
    Job,
    JobFile,
    Overrides,
    Path,
    Position,
    PrinterConnection,
    Profile,
    Progress,
    Reading,
    Snapshot,
    StateEvent,
    StateReport,
    Volume,
    WebRtc,
)
from custom_components.factor.protocol.plugin import decode_camera_state, decode_status

from ..payloads import (
    FULL,
    FULL_PROFILE,
    GARBAGE,
    HOSTILE_VALUES,
    OLD,
    TWO_HOTENDS,
    event,
    hostile_snapshots,
    job,
    paths,
    snapshot,
    temperature,
    with_value,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PROPERTIES = [
    name
    for name, value in vars(Picture).items()
    if isinstance(value, (property, cached_property)) and name[0] != "_"
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
hostile_texts = st.sampled_from(HOSTILE_VALUES) | json_values.map(json.dumps)


def decode_snapshot(payload: bytes) -> Snapshot:
    """Return what must be a snapshot."""
    said = decode_status(payload)
    assert isinstance(said, Snapshot)
    return said


def read_all(picture: Picture) -> dict[str, Any]:
    """Return everything that can be read from a picture."""
    for command in RULES:
        is_allowed(command, picture)
    for mode in ("relative", "absolute"):
        for axis in "xyze":
            with suppress(OutOfVolumeError):
                check_move(Move(mode, 1000, **{axis: 1.0}), picture, {})
    numbers = {
        f"{frame} {axis}": picture.position(frame, axis)
        for frame in ("machine", "current", "target")
        for axis in "xyze"
    }
    for name in ("tool0", "bed", *picture.reported, *picture.parts.readings):
        reading, filament = picture.reading(name), picture.filament(name)
        numbers |= {
            f"{name} {kind}": value
            for kind, value in (
                ("actual", reading.actual),
                ("target", reading.target),
                ("length", filament.length),
                ("volume", filament.volume),
            )
        }
    for name in ("feed_rate", "flow_rate"):
        numbers[name] = picture.rate_override(name)
    assert len(picture.parts.readings) <= MAX_READINGS
    assert len(picture.parts.filaments) <= MAX_READINGS
    assert picture.parts.hotends <= picture.parts.readings.keys()
    read = numbers | {name: getattr(picture, name) for name in PROPERTIES}
    for name in ("completion", "file_size", "file_position", "height", *numbers):
        value = read[name]
        assert value is None or (isinstance(value, float) and math.isfinite(value))
    for name in ("total_segments", "extrude_count", "move_count", "retract_count"):
        read[name] = picture.path_count(name)
        assert read[name] is None or type(read[name]) is int
    return read


def picture_of(payload: bytes) -> Picture:
    """Return the picture after one payload that must be a message."""
    return Picture().merge(decode_status(payload), NOW)


def merge_all(*payloads: bytes) -> Picture:
    """Return the picture after some payloads, as the coordinator would make it."""
    picture = Picture()
    for payload in payloads:
        before = picture
        try:
            picture = picture.merge(decode_status(payload), NOW)
        except BadMessageError:
            assert picture is before
        read_all(picture)
    return picture


@given(st.lists(st.binary(), max_size=5))
def test_any_bytes_leave_the_last_good_picture(payloads: list[bytes]) -> None:
    good = snapshot("Printing")
    assert merge_all(good, *payloads) == merge_all(good)


@given(json_values)
@example({"state": 7})
@example({"state": {}, "progress": []})
def test_any_json_is_a_message_or_refused(value: Any) -> None:
    merge_all(snapshot(), json.dumps(value).encode())


@settings(max_examples=400)
@given(st.sampled_from(list(paths(FULL))), hostile_texts, st.booleans())
def test_any_value_in_any_field_is_read_or_refused(
    path: tuple[str | int, ...], text: str, first: bool
) -> None:
    hostile = with_value(FULL, path, text)
    merge_all(*((hostile, snapshot()) if first else (snapshot(), hostile)))


def test_each_hostile_value_in_each_field_is_read_or_refused() -> None:
    outcomes = set()
    for payload in hostile_snapshots():
        try:
            read_all(picture_of(payload))
            outcomes.add("read")
        except BadMessageError as err:
            outcomes.add("refused")
            logged = str(err)
            assert len(logged) < 200
    assert outcomes == {"read", "refused"}


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.sampled_from(list(FULL)) | st.text(max_size=5), hostile_texts),
        min_size=1,
        max_size=5,
    )
)
def test_duplicated_and_unknown_keys_are_read_or_refused(
    pairs: list[tuple[str, str]],
) -> None:
    more = "".join(f", {json.dumps(key)}: {text}" for key, text in pairs)
    merge_all(snapshot(), f"{json.dumps(FULL)[:-1]}{more}}}".encode())


def test_last_of_duplicated_keys_counts() -> None:
    twice = snapshot("Printing")[:-1] + b', "state": {"text": "Paused"}}'
    assert merge_all(twice).state == "paused"
    assert merge_all(snapshot()[:-1] + b', "state": 7}') == Picture()


@pytest.mark.parametrize("payload", GARBAGE, ids=lambda payload: repr(payload[:40]))
def test_garbage_is_refused(payload: bytes) -> None:
    with pytest.raises(BadMessageError):
        decode_status(payload)


def test_payload_may_have_4_mb_and_not_a_byte_more() -> None:
    payload = snapshot()
    longest = payload + b" " * (MAX_PAYLOAD_BYTES - len(payload))
    assert isinstance(decode_status(longest), Snapshot)
    with pytest.raises(BadMessageError):
        decode_status(longest + b" ")


@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize(
    ("path", "read"),
    [
        (("progress", "completion"), lambda picture: picture.completion),
        (("progress", "time_left"), lambda picture: picture.time_left),
        (
            ("temperatures", "bed", "actual"),
            lambda picture: picture.reading("bed").actual,
        ),
        (
            ("temperatures", "bed", "target"),
            lambda picture: picture.reading("bed").target,
        ),
    ],
)
def test_number_that_is_not_finite_is_null(path: Any, read: Any, token: str) -> None:
    picture = merge_all(with_value(FULL, path, token))
    assert picture.file_name == "bracket.gcode"
    assert read(merge_all(json.dumps(FULL).encode())) is not None
    assert read(picture) is None


def test_not_a_number_where_nobody_looks_does_not_hide_the_rest() -> None:
    spoiled = with_value(FULL, ("sd", "local"), '[{"name": "NaN.gcode", "x": NaN}]')
    assert merge_all(spoiled).file_name == "bracket.gcode"
    assert decode_status(
        b'{"state_id": "PAUSED", "state_string": "Paused", "extra": NaN}'
    ) == StateEvent("PAUSED", "Paused")


def test_overflowing_number_beside_a_nan_is_null_too() -> None:
    spoiled = with_value(FULL, ("progress", "completion"), "1e999").replace(
        b'"ts": 1760000000.25', b'"ts": NaN'
    )
    assert merge_all(spoiled).completion is None
    assert merge_all(spoiled).file_name == "bracket.gcode"


def test_bare_event_is_told_from_a_snapshot() -> None:
    assert isinstance(decode_status(snapshot()), Snapshot)
    assert decode_status(event("PAUSING", "Pausing")) == StateEvent(
        "PAUSING", "Pausing"
    )


def test_snapshot_that_speaks_of_a_state_id_is_a_snapshot() -> None:
    payload = snapshot(sd={"local": [{"name": "state_id"}]}, state_id="PRINTING")
    assert isinstance(decode_status(payload), Snapshot)


def test_file_tree_stays_undecoded() -> None:
    files = {"local": [{"name": "a.gcode", "\ud55c": [1, 2, {}]}], "sdcard": []}
    message = decode_status(snapshot(sd=files))
    assert isinstance(message, Snapshot)
    assert isinstance(message.sd, msgspec.Raw)
    assert bytes(message.sd) == json.dumps(files).encode()


def test_file_tree_of_any_kind_does_not_matter() -> None:
    for text in ("7", "null", '"x"', "[" * 5000 + "]" * 5000, '{"local": 1e999}'):
        assert isinstance(decode_status(with_value(FULL, ("sd",), text)), Snapshot)


@pytest.mark.parametrize(
    ("connection", "profile"),
    [
        (["Closed", None, None, None], None),
        (["Closed"], None),
        ([], None),
        (["Operational", "/dev/ttyUSB0", 115200, {"model": "X"}], Profile(model="X")),
        (["Operational", "VIRTUAL", "AUTO", {"model": "X"}], Profile(model="X")),
        (["Operational", None, 0, {"model": "X"}, "more", {}], Profile(model="X")),
        ({"state": "Operational", "profile": {"model": "X"}}, None),
        (None, None),
    ],
)
def test_connection_in_every_shape(connection: Any, profile: Profile | None) -> None:
    assert picture_of(snapshot(connection=connection)).profile == profile


def test_connection_is_an_array() -> None:
    message = decode_snapshot(snapshot("Printing"))
    assert isinstance(message.connection, PrinterConnection)
    assert message.connection.state == "Printing"
    assert message.connection.port == "/dev/ttyUSB0"
    assert message.connection.baudrate == 115200


def test_snapshot_of_an_old_plugin() -> None:
    """Before 2.7.0 there was little more than this (PROTOCOL §14.25)."""
    picture = merge_all(json.dumps(OLD).encode())
    assert picture.state == "printing"
    assert picture.reported == ("tool0", "bed")
    assert picture.completion == 41.7
    assert picture.height == 1.2
    assert picture.position("machine", "z") is None
    assert picture.path_count("total_segments") is None
    assert picture.rate_override("feed_rate") is None


@pytest.mark.parametrize("z", ["null", "NaN"])
def test_old_plugin_may_not_know_its_height(z: str) -> None:
    assert merge_all(with_value(OLD, ("axes", "currentZ"), z)).height is None


def test_least_that_is_a_snapshot() -> None:
    assert decode_status(b'{"state": {}, "progress": {}}') == Snapshot(
        state=StateReport(), progress=Progress()
    )


def test_what_is_told_again_is_the_same_object() -> None:
    profile = ["Operational", "VIRTUAL", 1, FULL_PROFILE]
    first, again, other = (
        decode_snapshot(snapshot(text, job=job(name), connection=profile))
        for text, name in (("Operational", "a"), ("Printing", "a"), ("Printing", "b"))
    )
    assert again.job is first.job
    assert again.connection is other.connection is first.connection
    assert other.job != first.job
    assert other.job.file.name == "b"


def test_what_is_large_is_not_remembered() -> None:
    payload = snapshot(job=job("x" * REMEMBERED_BYTES))
    first, again = decode_snapshot(payload), decode_snapshot(payload)
    assert again.job == first.job
    assert again.job is not first.job


@pytest.mark.parametrize(
    "changes",
    [{"job": []}, {"job": {"file": 1}}, {"connection": 1}, {"connection": [1]}],
)
def test_a_bad_part_makes_a_bad_snapshot(changes: dict[str, Any]) -> None:
    for _ in range(2):
        with pytest.raises(BadMessageError, match="Expected"):
            decode_status(snapshot(**changes))


@pytest.mark.parametrize(
    ("temperatures", "reported"),
    [
        ({}, ()),
        ({"tool0": temperature(None, None), "bed": None}, ()),
        ({"bed": temperature(0.0)}, ("bed",)),
        (TWO_HOTENDS, ("tool0", "tool1", "bed", "chamber")),
        ({"PINDA": temperature(28.5, None)}, ("PINDA",)),
        ({"x" * 33: temperature(1.0), "x" * 32: temperature(1.0)}, ("x" * 32,)),
    ],
)
def test_temperatures(temperatures: Any, reported: tuple[str, ...]) -> None:
    assert picture_of(snapshot(temperatures=temperatures)).reported == reported


def test_missing_reading_is_empty() -> None:
    assert merge_all(snapshot(temperatures={})).reading("tool0") == Reading()
    assert Picture().reading("tool0") == Reading()


def test_ten_thousand_hostile_names_are_bounded() -> None:
    names = [f"tool{number}" + "\u202e{}" * (number % 20) for number in range(10_000)]
    picture = merge_all(
        snapshot(temperatures={name: temperature(20.0) for name in names})
    )
    assert len(picture.reported) == 16
    assert all(len(name) <= 32 for name in picture.reported)
    assert picture.reported[0] == "tool0"


def test_snapshot_with_every_field() -> None:
    message = decode_status(json.dumps(FULL).encode())
    assert isinstance(message, Snapshot)
    assert json.loads(bytes(message.sd)) == FULL["sd"]
    assert msgspec.structs.replace(message, sd=msgspec.Raw()) == Snapshot(
        ts=1760000000.25,
        state=StateReport("Printing", Flags(operational=True, printing=True)),
        progress=Progress(
            completion=41.7,
            filepos=417000,
            file_size=1000000,
            file_pct=41.7,
            print_time=1800,
            time_left=2500,
            time_left_origin="mixed-analysis",
        ),
        job=Job(
            id="6f0d0000-0000-4000-8000-000000000000",
            file=JobFile(name="bracket.gcode", origin="local", date=1759990000),
            estimated_time=4300.5,
            last_time=4250.25,
            filament={"tool0": Filament(3200.4, 7.7), "tool1": Filament(12.5, 0.03)},
        ),
        axes=Axes(
            machine=Position(11, 12, 13, 14),
            target=Position(5, 6, 7, 8),
            current=Position(1, 2, 3, 4),
        ),
        path=Path(
            total_segments=900,
            extrude_count=850,
            move_count=45,
            retract_count=5,
            bounding_box={"minX": 5, "maxX": 90, "minY": 6, "maxY": 70},
        ),
        temperatures={
            "tool0": Reading(209.8, 210, 0),
            "tool1": Reading(30.2, 0, 0),
            "bed": Reading(60.1, 60, 0),
            "chamber": Reading(35.5, 0, 0),
            "enclosure": Reading(28, None, 0),
        },
        connection=PrinterConnection(
            state="Printing",
            port="/dev/ttyUSB0",
            baudrate=115200,
            profile=Profile(
                id="_default",
                name="Default",
                model="Model X",
                color="default",
                heated_bed=True,
                heated_chamber=True,
                volume=Volume(
                    width=220,
                    depth=210,
                    height=250,
                    origin="lowerleft",
                    form_factor="rectangular",
                    custom_box=CustomBox(-5, 225, -6, 216, 0, 255),
                ),
                extruder=Extruder(
                    count=2,
                    nozzle_diameter=0.4,
                    offsets=[[0.0, 0.0], [18.0, 0.0]],
                    shared_nozzle=False,
                    default_extrusion_length=5,
                ),
                axes=FULL_PROFILE["axes"],
            ),
        ),
        sd=msgspec.Raw(),
        overrides=Overrides(feedrate=120, flowrate=95),
    )


def structs_in(value: Any) -> Iterator[msgspec.Struct]:
    """Yield a struct and those in its fields."""
    if isinstance(value, msgspec.Struct):
        yield value
        for name in value.__struct_fields__:
            yield from structs_in(getattr(value, name))


def test_snapshot_with_every_field_lacks_none() -> None:
    """But the z of an old plugin, and an error that only other dialects tell."""
    empty = [
        name
        for struct in structs_in(decode_status(json.dumps(FULL).encode()))
        for name in struct.__struct_fields__
        if getattr(struct, name) is None
    ]
    assert empty == ["error", "current_z"]


def test_everything_is_read_of_a_snapshot_with_every_field() -> None:
    picture = picture_of(json.dumps(FULL).encode())
    read = read_all(picture)
    assert read == {
        "has_job": True,
        "tells_of_job": True,
        "told_at": 1760000000.25,
        "tree": picture.tree,
        "is_connected": True,
        "job_id": "6f0d0000-0000-4000-8000-000000000000",
        "heaters": {
            "tool0": Reading(209.8, 210, 0),
            "tool1": Reading(30.2, 0, 0),
            "bed": Reading(60.1, 60, 0),
            "chamber": Reading(35.5, 0, 0),
        },
        "heaters_on": ("tool0", "bed"),
        "hottest": 209.8,
        "filaments": ("tool0", "tool1"),
        "profile": picture.profile,
        "model": "Model X",
        "file_name": "bracket.gcode",
        "file_origin": "local",
        "file_date": datetime(2025, 10, 9, 6, 6, 40, tzinfo=UTC),
        "file_size": 1000000,
        "file_position": 417000,
        "completion": 41.7,
        "print_time": timedelta(minutes=30),
        "time_left": timedelta(seconds=2500),
        "time_left_origin": "mixed-analysis",
        "estimated_time": timedelta(seconds=4300.5),
        "last_time": timedelta(seconds=4250.25),
        "finish_time": NOW + timedelta(seconds=2500),
        "height": 13,
        **{f"machine {axis}": 11 + n for n, axis in enumerate("xyze")},
        **{f"target {axis}": 5 + n for n, axis in enumerate("xyze")},
        **{f"current {axis}": 1 + n for n, axis in enumerate("xyze")},
        **temperature_of("tool0", 209.8, 210, 3200.4, 7.7),
        **temperature_of("tool1", 30.2, 0, 12.5, 0.03),
        **temperature_of("bed", 60.1, 60),
        **temperature_of("chamber", 35.5, 0),
        **temperature_of("enclosure", 28, None),
        "feed_rate": 120,
        "flow_rate": 95,
        "total_segments": 900,
        "extrude_count": 850,
        "move_count": 45,
        "retract_count": 5,
    }


def temperature_of(name: str, *values: float | None) -> dict[str, float | None]:
    """Return what `read_all` reads of a sensor and of its filament."""
    kinds = ("actual", "target", "length", "volume")
    padded = (*values, None, None)[:4]
    return {f"{name} {kind}": value for kind, value in zip(kinds, padded, strict=True)}


NEVER_NULL = {
    ("state",),
    ("state", "flags"),
    *(("state", "flags", name) for name in Flags.__struct_fields__),
    ("progress",),
    ("job",),
    ("job", "file"),
    ("job", "filament"),
    ("axes",),
    *(("axes", name) for name in ("machine", "target", "current")),
    ("path",),
    ("temperatures",),
    ("overrides",),
}


@pytest.mark.parametrize("path", paths(FULL), ids=lambda path: ".".join(map(str, path)))
def test_what_may_be_null_in_a_snapshot(path: tuple[str | int, ...]) -> None:
    payload = with_value(FULL, path, "null")
    if path in NEVER_NULL:
        with pytest.raises(BadMessageError):
            decode_status(payload)
    else:
        picture = picture_of(payload)
        read_all(picture)
        assert picture.state == "printing"


@pytest.mark.parametrize(
    "path",
    [path for path in paths(FULL) if isinstance(path[-1], str)],
    ids=lambda path: ".".join(map(str, path)),
)
def test_what_may_be_missing_from_a_snapshot(path: tuple[str | int, ...]) -> None:
    copy = json.loads(json.dumps(FULL))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    payload = json.dumps(copy).encode()
    if path in (("state",), ("progress",)):
        with pytest.raises(BadMessageError):
            decode_status(payload)
    else:
        read_all(picture_of(payload))


@pytest.mark.parametrize(
    ("filament", "read"),
    [
        ({"length": None, "volume": None}, {}),
        ({}, {}),
        (
            {"tool0": {"length": 3200.4, "volume": 7.7}},
            {"tool0": Filament(3200.4, 7.7)},
        ),
        ({"tool1": {"length": None, "volume": 0}}, {"tool1": Filament(None, 0)}),
        ({"tool0": None, "tool1": {}}, {}),
        ({"length": 3200.4, "volume": 7.7}, {}),
    ],
)
def test_filament_in_every_shape(filament: Any, read: dict[str, Filament]) -> None:
    job = {**FULL["job"], "filament": filament}
    picture = merge_all(snapshot(job=job))
    for name in ("tool0", "tool1", "length", "volume"):
        assert picture.filament(name) == read.get(name, Filament())


@pytest.mark.parametrize(
    ("box", "read"),
    [
        (False, False),
        (None, None),
        ({}, CustomBox()),
        ({"x_min": -5}, CustomBox(x_min=-5)),
    ],
)
def test_custom_box_is_none_or_an_object(box: Any, read: Any) -> None:
    volume = {**FULL_PROFILE["volume"], "custom_box": box}  # type: ignore[dict-item]
    profile = picture_of(
        snapshot(connection=["Operational", "V", 1, {**FULL_PROFILE, "volume": volume}])
    ).profile
    assert profile
    assert profile.volume.custom_box == read


FULL_CAMERA = {
    "running": True,
    "pid": 4242,
    "started_at": 1760000000.5,
    "last_error": "none",
    "webrtc": {
        "play_url_webrtc": "https://host/webrtc/cam-1/",
        "publish_url_rtsp": "rtsp://host:8554/cam-1",
        "name": "cam-1",
    },
}


def test_camera_state_with_every_field() -> None:
    assert decode_camera_state(json.dumps(FULL_CAMERA).encode()) == CameraState(
        running=True,
        pid=4242,
        started_at=1760000000.5,
        last_error="none",
        webrtc=WebRtc(
            play_url_webrtc="https://host/webrtc/cam-1/",
            publish_url_rtsp="rtsp://host:8554/cam-1",
            name="cam-1",
        ),
    )


@pytest.mark.parametrize(
    "path", paths(FULL_CAMERA), ids=lambda path: ".".join(map(str, path))
)
def test_all_but_running_may_be_null_or_missing_from_a_camera_state(
    path: tuple[str | int, ...],
) -> None:
    copy = json.loads(json.dumps(FULL_CAMERA))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    for payload in (json.dumps(copy).encode(), with_value(FULL_CAMERA, path, "null")):
        if path == ("running",):
            with pytest.raises(BadMessageError):
                decode_camera_state(payload)
        else:
            assert decode_camera_state(payload).running is True


def test_least_camera_state() -> None:
    assert decode_camera_state(b'{"running": false}') == CameraState(running=False)


@given(st.sampled_from(list(paths(FULL_CAMERA))), hostile_texts)
@example((), "{}")
def test_any_value_in_a_camera_state_is_read_or_refused(
    path: tuple[str | int, ...], text: str
) -> None:
    before = picture_of(snapshot())
    payload = with_value(FULL_CAMERA, path, text) if path else text.encode()
    try:
        message = decode_camera_state(payload)
    except BadMessageError:
        return
    picture = before.merge(message, NOW)
    assert picture.camera is message
    assert type(message.running) is bool
    assert read_all(picture) == read_all(before)


@pytest.mark.parametrize("payload", GARBAGE, ids=lambda payload: repr(payload[:40]))
def test_garbage_is_no_camera_state(payload: bytes) -> None:
    with pytest.raises(BadMessageError):
        decode_camera_state(payload)


@given(st.binary())
def test_any_bytes_are_a_camera_state_or_refused(payload: bytes) -> None:
    with suppress(BadMessageError):
        decode_camera_state(payload)
