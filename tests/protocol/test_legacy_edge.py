"""The older edge is read and told as its source has it."""

from collections.abc import Callable
import json
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.factor.printer.state import State, state_of_report
from custom_components.factor.protocol import legacy_edge
from custom_components.factor.protocol.commands import (
    Camera,
    Cancel,
    Command,
    Home,
    Move,
    OtherCommand,
    Pause,
    PrintFile,
    Resume,
    SetFanSpeed,
    SetFeedRate,
    SetTemperature,
)
from custom_components.factor.protocol.dialects import Dialect
from custom_components.factor.protocol.messages import (
    MAX_PAYLOAD_BYTES,
    Axes,
    BadMessageError,
    Flags,
    LastWill,
    Position,
    Progress,
    Reading,
    StateReport,
    Update,
)
from custom_components.factor.protocol.topics import PrinterTopics

from ..payloads import HOSTILE_VALUES, paths, with_value
from .test_platform import EXAMPLES, documented, hostile_texts, json_values, sent

TOPICS = PrinterTopics("10000000abcdef01")
DASH = next(one.message for one in EXAMPLES if one.topic == "dash_status")
AT = Position(11, 12, 3, 4)
ZERO = {"x": 0, "y": 0, "z": 0, "e": 0}


def dash(**told: Any) -> Update:
    """Return what is understood of a status."""
    return legacy_edge.decode_dash_status(json.dumps(told).encode())


def test_example_in_the_document_is_what_is_sent() -> None:
    topics = PrinterTopics("7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f")

    def topic_of(name: str) -> str:
        folder, _, command = name.partition("/")
        return topics.control_of(command) if command else getattr(topics, folder)

    asked = (topics.dashboard, json.loads(legacy_edge.GET_STATUS))
    commands = [
        Move(mode="relative", feedrate=1500, x=-5),
        SetTemperature(tool=-1, temperature=55),
        Home("xy"),
        Pause(),
        Resume(),
        Cancel(),
    ]
    # What `files.py` asks for the list with.
    listed: tuple[str, Any] = (topics.sd_list, {})
    assert [asked, *sent(Dialect.LEGACY_EDGE, commands), listed] == documented(
        Dialect.LEGACY_EDGE, topic_of
    )


def test_all_that_the_edge_knows() -> None:
    assert dash(**DASH) == Update(
        StateReport("Printing", Flags(operational=True)),
        Progress(417000 / 1000000 * 100, 417000, 1000000, time_left=2500),
        {
            "tool0": Reading(209.8, 210, 0),
            "bed": Reading(60.1, 60, 0),
            "chamber": None,
        },
        Axes(machine=AT, current=AT),
        "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f",
    )


@pytest.mark.parametrize(
    ("told", "report"),
    [
        ({"connected": False}, StateReport("Offline")),
        ({"connected": True}, StateReport("Operational")),
        (
            {
                "connected": False,
                "printer_status": {
                    "state": "disconnected",
                    "flags": {"connected": False},
                },
            },
            StateReport("Offline"),
        ),
        ({"printer_status": {"flags": {"connected": False}}}, StateReport("Offline")),
        (
            {"printer_status": {"state": "error", "error_message": "Jam"}},
            StateReport("Error", error="Jam"),
        ),
        (
            {"printer_status": {"state": "dreaming", "flags": {"paused": True}}},
            StateReport(None, Flags(paused=True)),
        ),
        ({"printer_status": {"error_message": "Jam"}}, None),
        ({"printer_status": None, "equipment_uuid": None}, None),
    ],
    ids=str,
)
def test_state(told: dict[str, Any], report: StateReport | None) -> None:
    assert dash(**told).state == report


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("idle", State.IDLE),
        ("operational", State.IDLE),
        ("printing", State.PRINTING),
        ("paused", State.PAUSED),
        ("finishing", State.FINISHING),
        ("cancelling", State.CANCELLING),
        ("error", State.ERROR),
        ("connecting", State.CONNECTING),
        ("disconnected", State.OFFLINE),
    ],
)
def test_each_word_of_the_edge_is_understood(word: str, state: State) -> None:
    report = dash(printer_status={"state": word}).state
    assert report is not None
    assert state_of_report(report) is state


@pytest.mark.parametrize(
    ("told", "readings"),
    [
        ({"tool": {}, "bed": None}, {"bed": None, "chamber": None}),
        ({}, {"bed": None, "chamber": None}),
        (
            {"tool": {"tool1": {"actual": 20}}, "chamber": {"actual": 30}},
            {"tool1": Reading(20), "bed": None, "chamber": Reading(30)},
        ),
        (None, None),
    ],
    ids=str,
)
def test_temperatures(told: Any, readings: Any) -> None:
    assert dash(connected=True, temperature_info=told).temperatures == readings


def test_position_is_0_without_a_printer_and_not_taken() -> None:
    assert dash(connected=False, position=ZERO).axes is None
    assert dash(connected=True, position=ZERO).axes is not None
    assert dash(connected=True, position=None).axes is None


@pytest.mark.parametrize(
    ("told", "progress"),
    [
        ({"active": True, "completion": 0.417}, Progress(41.7)),
        ({"active": True, "completion": 1.0}, Progress(100)),
        ({"active": True, "completion": 1.0, "print_time_left": 7}, Progress(None)),
        (
            {"completion": 1.0, "file_position": 999960, "file_size": 1000000},
            Progress(99.996),
        ),
        ({"active": False, "completion": 0.417}, Progress(None)),
        ({"active": False, "completion": 1.0}, Progress(100)),
        ({"completion": 0.417}, Progress(41.7)),
        ({"completion": True}, Progress(None)),
        ({"completion": None}, Progress(None)),
    ],
    ids=str,
)
def test_completion(told: dict[str, Any], progress: Progress) -> None:
    read = dash(progress=told).progress
    assert read is not None
    assert read.completion == pytest.approx(progress.completion)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("unknown", True),
        ("7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f", True),
        ("", False),
        ("+", False),
        ("#", False),
        ("one/more/level", False),
        ("x" * 65, False),
    ],
)
def test_equipment_uuid_is_a_level_of_a_topic_or_none(text: str, kept: bool) -> None:
    assert (dash(equipment_uuid=text).equipment_uuid or None) == (
        text if kept else None
    )


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{}",
        b"[]",
        b'{"type": "printer_status"}',
        b'{"timestamp": 1760000000}',
        b'{"connected": 1}',
        b'{"connected": true, "equipment_uuid": 7}',
        b'{"connected": true, "equipment_uuid": "\xff"}',
        b'{"printer_status": "idle"}',
        b'{"printer_status": {"state": "\xff"}}',
        b'{"printer_status": {"flags": {"ready": "yes"}}}',
        b'{"temperature_info": {"bed": 60}}',
        b'{"temperature_info": {"tool": {"tool0": {"actual": "hot"}}}}',
        b'{"position": [1, 2, 3]}',
        b'{"progress": {"completion": "half"}}',
        b'{"connected": true}' + b" " * MAX_PAYLOAD_BYTES,
    ],
    ids=lambda payload: repr(payload[:60]),
)
def test_wrong_status_is_refused(payload: bytes) -> None:
    with pytest.raises(BadMessageError):
        legacy_edge.decode_dash_status(payload)


@pytest.mark.parametrize("online", [True, False])
def test_last_will(online: bool) -> None:
    payload = json.dumps({"online": online}).encode()
    assert legacy_edge.decode_last_will(payload) == LastWill(online)


@pytest.mark.parametrize(
    "payload",
    [b"", b"online", b"{}", b"true", b'{"online": null}', b'{"online": "yes"}'],
    ids=str,
)
def test_wrong_last_will_is_refused(payload: bytes) -> None:
    with pytest.raises(BadMessageError):
        legacy_edge.decode_last_will(payload)


@pytest.mark.parametrize(
    ("command", "topic", "payload"),
    [
        (Home("xyz"), "control/home/10000000abcdef01", {"axes": "XYZ"}),
        (Pause(), "control/pause/10000000abcdef01", {}),
        (Resume(), "control/resume/10000000abcdef01", {}),
        (Cancel(), "control/cancel/10000000abcdef01", {}),
        (
            Move(mode="absolute", feedrate=600, z=5),
            "DASHBOARD/10000000abcdef01",
            {"type": "move", "mode": "absolute", "feedrate": 600.0, "z": 5.0},
        ),
        (
            SetTemperature(tool=1, temperature=210, wait=True),
            "DASHBOARD/10000000abcdef01",
            {"type": "set_temperature", "tool": 1, "temperature": 210, "wait": True},
        ),
    ],
    ids=str,
)
def test_command(command: Command, topic: str, payload: dict[str, Any]) -> None:
    address, encoded = legacy_edge.encode_command(command, TOPICS)
    assert (address, json.loads(encoded)) == (topic, payload)


@pytest.mark.parametrize(
    "command",
    [
        SetFeedRate(120),
        SetFanSpeed(40),
        Camera("state"),
        PrintFile("bracket.gcode"),
        OtherCommand("get_status_stop"),
    ],
    ids=lambda command: command.name,
)
def test_command_without_a_word_is_refused(command: Command) -> None:
    with pytest.raises(legacy_edge.UnsupportedCommandError, match=command.name):
        legacy_edge.encode_command(command, TOPICS)


def test_what_the_edge_is_asked() -> None:
    assert json.loads(legacy_edge.GET_STATUS) == {"type": "get_status"}
    assert json.loads(legacy_edge.GET_STATUS_STOP) == {"type": "get_status_stop"}


DECODERS: list[Callable[[bytes], object]] = [
    legacy_edge.decode_dash_status,
    legacy_edge.decode_last_will,
]


def check(payload: bytes) -> None:
    """Fail if a decoder raises anything but the one error."""
    for decoder in DECODERS:
        try:
            said = decoder(payload)
        except BadMessageError:
            continue
        assert isinstance(said, Update | LastWill)
        if isinstance(said, Update) and said.progress:
            completion = said.progress.completion
            assert completion is None or 0 <= completion <= 100


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_message_or_refused(payload: bytes) -> None:
    check(payload)


@settings(max_examples=300)
@given(st.sampled_from(list(paths(DASH))), hostile_texts)
def test_any_value_in_any_field_is_read_or_refused(
    path: tuple[str | int, ...], text: str
) -> None:
    check(with_value(DASH, path, text))


def test_each_hostile_value_in_each_field_is_read_or_refused() -> None:
    for path in paths(DASH):
        for value in HOSTILE_VALUES:
            check(with_value(DASH, path, value))


@given(st.binary(min_size=1, max_size=4))
def test_any_bytes_in_a_text_are_read_or_refused(text: bytes) -> None:
    check(b'{"equipment_uuid": "%b"}' % text)
    check(b'{"printer_status": {"error_message": "%b"}}' % text)
    check(b'{"temperature_info": {"tool": {"%b": null}}}' % text)


@given(st.floats(0, 1), st.integers(0, 10**9), st.integers(1, 10**9))
def test_100_percent_is_never_false(
    completion: float, position: int, size: int
) -> None:
    told = {"completion": completion, "file_position": position, "file_size": size}
    read = dash(progress=told).progress
    assert read is not None
    assert (read.completion == 100) == (position == size)
