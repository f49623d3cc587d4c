"""Whatever arrives, the decoder gives a message or says that it is none."""

from datetime import UTC, datetime
import json
from typing import Any

from hypothesis import example, given, settings, strategies as st
import msgspec
import pytest

from custom_components.factor.printer.control import RULES, is_allowed
from custom_components.factor.printer.state import Picture
from custom_components.factor.protocol.messages import (
    MAX_PAYLOAD_BYTES,
    BadMessageError,
    PrinterConnection,
    Profile,
    Reading,
    Snapshot,
    StateEvent,
    decode_status,
)

from ..payloads import (
    FULL,
    GARBAGE,
    HOSTILE_VALUES,
    TWO_HOTENDS,
    event,
    hostile_snapshots,
    paths,
    snapshot,
    temperature,
    tree,
    with_value,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PROPERTIES = [
    name for name, value in vars(Picture).items() if isinstance(value, property)
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
hostile_texts = st.sampled_from(HOSTILE_VALUES) | json_values.map(json.dumps)


def read_all(picture: Picture) -> dict[str, Any]:
    """Return everything that can be read from a picture."""
    for command in RULES:
        is_allowed(command, picture)
    for name in ("tool0", "bed", *picture.reported):
        reading = picture.reading(name)
        assert reading.actual is None or isinstance(reading.actual, float)
        assert reading.target is None or isinstance(reading.target, float)
    return {name: getattr(picture, name) for name in PROPERTIES}


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
    message = decode_status(snapshot("Printing"))
    assert isinstance(message, Snapshot)
    assert isinstance(message.connection, PrinterConnection)
    assert message.connection.state == "Printing"
    assert message.connection.port == "/dev/ttyUSB0"
    assert message.connection.baudrate == 115200


def test_snapshot_of_an_old_plugin() -> None:
    """Before 2.7.0 there was little more than this (PROTOCOL §14.25)."""
    old = tree("Printing", axes={"currentZ": 1.2})
    del old["overrides"], old["path"], old["job"]["id"], old["sd"]
    picture = merge_all(json.dumps(old).encode())
    assert picture.state == "printing"
    assert picture.reported == ("tool0", "bed")


def test_least_that_is_a_snapshot() -> None:
    assert decode_status(b'{"state": {}, "progress": {}}') == Snapshot(
        state=Snapshot.__annotations__["state"](),
        progress=Snapshot.__annotations__["progress"](),
    )


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
