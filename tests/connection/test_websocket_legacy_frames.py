"""What a frame of the legacy WebSocket is, and what is none."""

from contextlib import suppress
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.factor.connection.framed import matches
from custom_components.factor.connection.frames import (
    TOPIC_OF_TYPE,
    BadFrameError,
    parse,
    passed_on,
)
from custom_components.factor.protocol import platform
from custom_components.factor.protocol.messages import Reading
from custom_components.factor.protocol.topics import PrinterTopics

UUID = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f"
TOPICS = PrinterTopics(UUID)


def text(**fields: Any) -> str:
    """Return a frame."""
    return json.dumps({"type": "printer_status", **fields})


@pytest.mark.parametrize(
    ("kind", "topic"),
    [
        ("printer_status", TOPICS.status),
        ("status", TOPICS.status),
        ("temperature_update", TOPICS.temperature),
        ("position_update", TOPICS.position),
        ("print_progress", TOPICS.print_progress),
        ("snapshot_update", TOPICS.camera_snapshot),
        ("control_result", TOPICS.control_result),
    ],
)
def test_each_type_stands_for_a_topic(kind: str, topic: str) -> None:
    frame = parse(text(type=kind, device_uuid=UUID))
    assert frame.is_report
    assert TOPIC_OF_TYPE[kind] + UUID == topic


@pytest.mark.parametrize(
    "fields",
    [
        {"device_uuid": UUID},
        {"device_uuid": UUID.upper()},
        {"data": {"device_uuid": UUID}},
        {"device_uuid": UUID, "data": {"device_uuid": UUID}},
        {"device_uuid": None, "data": {"device_uuid": UUID}},
        {"device_uuid": UUID, "data": "text"},
    ],
)
def test_whose_it_is(fields: dict[str, Any]) -> None:
    said = text(**fields)
    frame = parse(said)
    assert frame.uuid == UUID
    assert frame.payload == said.encode()


@pytest.mark.parametrize("fields", [{}, {"data": None}, {"data": [{"a": 1}]}])
def test_it_may_name_nobody(fields: dict[str, Any]) -> None:
    assert parse(text(**fields)).uuid is None


@pytest.mark.parametrize(
    "said",
    [
        "",
        "hello",
        "[]",
        "1",
        "null",
        "{}",
        '{"type": null}',
        '{"type": 1}',
        '{"type": ["printer_status"]}',
        '{"type": "x"',
        '{"type": "x"} {}',
        '{"type": "x", "n": NaN',
        '{"__proto__": {"type": "x"}}',
        '{"type": "x", "n": 1e999}',
        '{"type": "\\ud83d"}',
        text(device_uuid=1),
        text(device_uuid=""),
        text(device_uuid="abc"),
        text(device_uuid="a/b/c/d"),
        text(device_uuid="+" * 36),
        text(device_uuid="a" * 65),
        text(device_uuid="\u0661" * 36),
        text(device_uuid=[UUID]),
        text(device_uuid=UUID, data={"device_uuid": UUID[:-1] + "0"}),
        "[" * 200_000,
        '{"type": "x", "a": ' + '{"a":' * 50_000,
        '{"type": "x", "NaN": ' + "[" * 200_000,
        '{"type": "x", "NaN": ' + "1" * 5_000 + "}",
    ],
    ids=range(28),
)
def test_what_is_none(said: str) -> None:
    with pytest.raises(BadFrameError):
        parse(said)


def test_what_is_no_number_is_read_as_nothing() -> None:
    said = '{"type": "temperature_update", "data": {"bed": {"actual": NaN}, "x": -Infinity}}'
    frame = parse(said)
    assert frame.payload == said.encode()
    assert json.loads(passed_on(frame, UUID) or "") == {
        "type": "temperature_update",
        "device_uuid": UUID,
        "data": {"bed": {"actual": None}, "x": None, "device_uuid": UUID},
    }


def test_web_clients_get_the_uuid_in_both_places() -> None:
    data = {"a": 1}
    assert json.loads(passed_on(parse(text(data=data)), UUID) or "") == {
        "type": "printer_status",
        "device_uuid": UUID,
        "data": {"a": 1, "device_uuid": UUID},
    }
    assert json.loads(passed_on(parse(text(data="x")), UUID) or "")["data"] == "x"
    assert "data" not in json.loads(passed_on(parse(text()), UUID) or "")


def test_half_a_character_is_not_passed_on() -> None:
    frame = parse('{"type": "x", "n": NaN, "text": "\\ud83d"}')
    assert passed_on(frame, UUID) is None


@pytest.mark.parametrize(
    ("pattern", "topic", "expected"),
    [
        ("octoprint/status/+", TOPICS.status, True),
        ("+/+/+", TOPICS.status, True),
        (TOPICS.status, TOPICS.status, True),
        ("octoprint/status/+", TOPICS.camera_snapshot, False),
        ("+/+", TOPICS.status, False),
        ("+/+/+/+", TOPICS.status, False),
        ("+", "", True),
    ],
)
def test_patterns(pattern: str, topic: str, expected: bool) -> None:
    assert matches(pattern, topic) is expected


def test_what_is_too_deep_to_be_written_is_not_passed_on() -> None:
    deepest = 0
    for depth in range(1000, 130_000, 3000):
        try:
            frame = parse('{"type": "x", "a": ' + "[" * depth + "]" * depth + "}")
        except BadFrameError:
            break
        said = passed_on(frame, UUID)
        assert said is None or len(said) > depth
        deepest = depth
    assert deepest


@given(st.text() | st.binary().map(lambda b: b.decode(errors="replace")))
def test_nothing_else_is_raised(said: str) -> None:
    with suppress(BadFrameError):
        parse(said)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.sampled_from(["printer_status", "register", "x"]),
)
def test_any_content_is_taken_or_not(data: Any, kind: str) -> None:
    said = json.dumps({"type": kind, "device_uuid": UUID, "data": data})
    try:
        frame = parse(said)
    except BadFrameError:
        return
    assert frame.uuid == UUID
    if told := passed_on(frame, UUID):
        assert json.loads(told)["device_uuid"] == UUID


@pytest.mark.parametrize("nested", [False, True])
def test_the_platforms_decoder_reads_it(nested: bool) -> None:
    data: dict[str, Any] = {"bed": {"current": 60.5, "target": 60}}
    who = {"device_uuid": UUID}
    said = text(
        type="temperature_update",
        **({"data": data | who} if nested else who | {"data": data}),
    )
    told = platform.decode(parse(said).payload)
    assert told.temperatures == {"bed": Reading(60.5, 60)}
