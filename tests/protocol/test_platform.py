"""The platform's own design is read in each shape that its documents have."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
import json
from pathlib import Path
import re
from typing import Any, NamedTuple
from unittest.mock import patch
from uuid import UUID

from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.factor.printer.state import (
    _STATE_BY_ID,
    _STATE_BY_TEXT,
    State,
    state_of_report,
)
from custom_components.factor.protocol import platform
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
from custom_components.factor.protocol.dialects import READ, Dialect, address
from custom_components.factor.protocol.files import decode_sd_list_result
from custom_components.factor.protocol.messages import (
    MAX_PAYLOAD_BYTES,
    Axes,
    BadMessageError,
    CameraPicture,
    ControlResult,
    Flags,
    Position,
    Progress,
    Reading,
    StateReport,
    Update,
)
from custom_components.factor.protocol.topics import PrinterTopics
from custom_components.factor.protocol.transfer import (
    CancelUpload,
    Chunk,
    EndUpload,
    StartUpload,
    Target,
    TransferMessage,
    decode_upload_result,
)

from ..payloads import HOSTILE_VALUES, paths, with_value

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"
UUID_TEXT = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f"
NOW_MS = 1760000000000
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
hostile_texts = st.sampled_from(HOSTILE_VALUES) | json_values.map(json.dumps)


class Example(NamedTuple):
    """A message in docs/protocol.md: read or sent, on which topic, and what it is."""

    dialect: Dialect
    direction: str
    topic: str
    message: Any

    @property
    def payload(self) -> bytes:
        """The message as it is sent."""
        return json.dumps(self.message).encode()


def examples_of(text: str) -> Iterator[Example]:
    """Yield the examples of a document: each JSON value of each of its blocks."""
    headings = {
        "## The FACTOR plugin": Dialect.PLUGIN,
        "## The platform's design": Dialect.PLATFORM,
        "## The older edge": Dialect.LEGACY_EDGE,
    }
    parts = re.split(rf"^({'|'.join(headings)})$", text, flags=re.MULTILINE)
    for heading, section in zip(parts[1::2], parts[2::2], strict=True):
        blocks = re.findall(r"^```json (\w+) (\S+)\n(.*?)^```$", section, re.M | re.S)
        assert len(blocks) == section.count("```") / 2
        for direction, topic, block in blocks:
            rest = block.strip()
            while rest:
                message, end = json.JSONDecoder().raw_decode(rest)
                yield Example(headings[heading], direction, topic, message)
                rest = rest[end:].lstrip()


# What is read for a while only, besides what is read always.
READ_FOR_A_WHILE: dict[Dialect, dict[str, Callable[[bytes], object]]] = {
    Dialect.PLUGIN: {"gcode_out": decode_upload_result},
    Dialect.PLATFORM: {},
    Dialect.LEGACY_EDGE: {"sd_list_result": decode_sd_list_result},
}
EXAMPLES = list(examples_of(DOCUMENT.read_text(encoding="utf-8")))


def sent(
    dialect: Dialect, commands: Sequence[Command | TransferMessage]
) -> list[tuple[str, Any]]:
    """Return the topics and the messages that some commands are."""
    topics = PrinterTopics(UUID_TEXT)
    with patch(
        "custom_components.factor.protocol.commands.uuid4",
        return_value=UUID("00000000000040008000000000000000"),
    ):
        addressed = [
            (topics.gcode_in, one.encode())
            if isinstance(one, TransferMessage)
            else address(one, topics, dialect, NOW_MS)
            for one in commands
        ]
    return [(topic, json.loads(payload)) for topic, payload in addressed]


def documented(dialect: Dialect, topics: Callable[[str], str]) -> list[tuple[str, Any]]:
    """Return the topics and the messages that the document says are sent."""
    return [
        (topics(one.topic), one.message)
        for one in EXAMPLES
        if one.dialect is dialect and one.direction == "send"
    ]


def test_document_has_examples_of_all_that_is_read() -> None:
    assert {one.direction for one in EXAMPLES} == {"read", "send"}
    for dialect in Dialect:
        read = {one.topic for one in EXAMPLES if one[:2] == (dialect, "read")}
        known = READ[dialect].keys() | READ_FOR_A_WHILE[dialect].keys()
        assert read | {"control_result"} == known


@pytest.mark.parametrize(
    "one",
    [one for one in EXAMPLES if one.direction == "read"],
    ids=lambda one: f"{one.dialect}-{one.topic}",
)
def test_example_in_the_document_is_read(one: Example) -> None:
    decoders = {**READ[one.dialect], **READ_FOR_A_WHILE[one.dialect]}
    said = decoders[one.topic](one.payload)
    assert said is not None
    assert said != Update()
    if one.topic == "status":
        assert READ[None]["status"](one.payload) == said


@pytest.mark.parametrize(
    ("dialect", "commands"),
    [
        (
            Dialect.PLUGIN,
            [
                Pause(),
                Resume(),
                Cancel(),
                Home("xyz"),
                Move(mode="relative", feedrate=1500, x=-5),
                SetTemperature(tool=-1, temperature=55),
                SetTemperature(tool=0, temperature=210, wait=True),
                SetFeedRate(120),
                SetFanSpeed(40),
                OtherCommand("blink", {"times": 3}),
                StartUpload.of("j-1", "cube.gcode", 1, Target.LOCAL),
                Chunk("j-1", 0, b"G28\n"),
                EndUpload("j-1", Target.LOCAL),
                CancelUpload("j-1"),
                PrintFile("bracket.gcode"),
                Camera("state"),
                Camera(
                    "start",
                    {"name": "cam-7d3f2c1e", "width": 1280, "height": 720, "fps": 20},
                ),
                Camera("stop"),
            ],
        ),
        (Dialect.PLATFORM, [Pause(), SetTemperature(tool=-1, temperature=55)]),
    ],
    ids=str,
)
def test_example_in_the_document_is_what_is_sent(
    dialect: Dialect, commands: list[Command | TransferMessage]
) -> None:
    topics = PrinterTopics(UUID_TEXT)
    assert sent(dialect, commands) == documented(
        dialect, lambda name: getattr(topics, name)
    )


def message(kind: str, **data: Any) -> bytes:
    """Return a message in its envelope."""
    return json.dumps({"type": kind, "device_uuid": UUID_TEXT, "data": data}).encode()


def flat(kind: str, **data: Any) -> bytes:
    """Return a message with its fields beside its type."""
    return json.dumps(
        {"type": kind, "device_uuid": UUID_TEXT, "timestamp": 1.5, **data}
    ).encode()


def state(text: str | None, error: str | None = None, **flags: bool) -> Update:
    """Return the update that tells of a state alone."""
    return Update(state=StateReport(text, Flags(**flags), error))


AT = Position(1, 2, 3, 4)
XYZE = {"x": 1, "y": 2, "z": 3, "e": 4}

# printer_status: what is told, and what is understood.
STATES: list[tuple[dict[str, Any], Update]] = [
    ({"state": "Printing"}, state("Printing")),
    ({"state": "printing"}, state("Printing")),
    ({"state": "idle"}, state("Operational")),
    ({"state": "ready"}, state("Operational")),
    ({"state": "connected"}, state("Operational")),
    ({"state": "OPERATIONAL"}, state("Operational")),
    ({"state": "disconnected"}, state("Offline")),
    ({"state": "closed"}, state("Offline")),
    ({"state": "closed_with_error"}, state("Offline after error")),
    ({"state": "open_serial"}, state("Opening serial connection")),
    ({"state": "detect_serial"}, state("Detecting serial connection")),
    ({"state": " Printing  from_SD"}, state("Printing from SD")),
    ({"state": "canceling"}, state("Cancelling")),
    ({"state": "cancelling"}, state("Cancelling")),
    ({"state": "dreaming"}, state(None)),
    ({"state": ""}, Update()),
    ({"state": None}, Update()),
    ({"state": {}}, Update()),
    (
        {"state": "Printing", "flags": {"operational": True, "printing": True}},
        state("Printing", operational=True, printing=True),
    ),
    ({"state": "dreaming", "flags": {"paused": True}}, state(None, paused=True)),
    ({"flags": {"printing": True}}, state(None, printing=True)),
    ({"flags": {"connected": False}}, state("Offline")),
    (
        {"state": {"text": "Paused", "flags": {"paused": True}, "error": "Jam"}},
        state("Paused", "Jam", paused=True),
    ),
    ({"status": "error", "error_message": "Jam"}, state("Error", "Jam")),
    ({"status": "idle", "state": "paused"}, state("Paused")),
    ({"status": "paused", "error_message": ""}, state("Paused")),
    ({"error_message": "Jam"}, Update()),
    ({"connected": True}, state("Operational")),
    ({"connected": False}, state("Offline")),
    ({"connected": False, "status": "printing"}, state("Offline")),
    ({"connected": False, "status": "connecting"}, state("Connecting")),
    ({"connected": False, "status": "error"}, state("Offline after error")),
    ({"connected": False, "printing": True}, state("Offline")),
    ({"connected": True, "flags": {"paused": True}}, state(None, paused=True)),
    ({"connected": True, "status": "dreaming"}, state(None)),
    ({"status": "connected", "flags": {"printing": True}}, state(None, printing=True)),
    ({"printing": True}, state("Printing")),
    ({"printing": True, "status": "connected"}, state("Printing")),
    ({"printing": True, "status": "idle"}, state("Printing")),
    ({"printing": True, "status": "pausing"}, state("Pausing")),
    ({"printing": False}, state(None)),
    ({"printing": False, "connected": True}, state("Operational")),
    ({"connection": {"status": "connected"}}, state("Operational")),
    ({"connection": {"status": "connecting"}}, state("Connecting")),
    ({"connection": {"status": "disconnected"}}, state("Offline")),
    ({"connection": {"status": "Disconnected"}, "state": "Printing"}, state("Offline")),
    ({"connection": {"status": "connected"}, "state": "Paused"}, state("Paused")),
    ({"connection": {}}, Update()),
    (
        {"temperature": {"bed": {"current": 60}}},
        Update(temperatures={"bed": Reading(60)}),
    ),
    ({"position": XYZE}, Update(axes=Axes(machine=AT, current=AT))),
    ({"printProgress": {"completion": 0.5}}, Update(progress=Progress(50))),
    ({"progress": {"completion": 0.5}}, Update(progress=Progress(50))),
]


@pytest.mark.parametrize("kind", ["printer_status", "status"])
@pytest.mark.parametrize(("told", "update"), STATES, ids=str)
def test_state(kind: str, told: dict[str, Any], update: Update) -> None:
    assert platform.decode(message(kind, **told)) == update
    assert platform.decode(flat(kind, **told)) == update
    assert platform.decode(flat(kind, data=None, **told)) == update


def test_third_variant() -> None:
    assert platform.decode(
        message(
            "status",
            connection={"status": "connected", "lastSeen": "2026"},
            temperature={"tool0": {"actual": 209.8, "target": 210}},
            position=XYZE,
            progress={"completion": 1, "printTime": 18, "printTimeLeft": 1782},
            state={"text": "Printing", "flags": {"printing": True}},
        )
    ) == Update(
        StateReport("Printing", Flags(printing=True)),
        Progress(1, print_time=18, time_left=1782),
        {"tool0": Reading(209.8, 210)},
        Axes(machine=AT, current=AT),
    )


@pytest.mark.parametrize(
    ("word", "expected"), [*_STATE_BY_TEXT.items(), *_STATE_BY_ID.items()]
)
def test_each_of_octoprints_texts_and_ids_is_understood(
    word: str, expected: State
) -> None:
    if word == "NONE":
        return
    for text in (word, word.lower(), word.upper()):
        report = platform.decode(message("printer_status", state=text)).state
        assert report is not None
        assert report.text in _STATE_BY_TEXT
        assert state_of_report(report) is expected


TEMPERATURES: list[tuple[dict[str, Any], dict[str, Reading | None]]] = [
    ({"tool0": {"actual": 20, "target": 0}}, {"tool0": Reading(20, 0)}),
    ({"tool": {"current": 20, "target": 0}}, {"tool0": Reading(20, 0)}),
    ({"tool": {"current": 20}, "tool0": {"actual": 30}}, {"tool0": Reading(30)}),
    ({"bed": {"actual": 1, "current": 2, "offset": 3}}, {"bed": Reading(1, None, 3)}),
    ({"chamber": None, "lid": {}}, {"chamber": None, "lid": Reading()}),
    ({"tool1": {"actual": None, "current": 7}}, {"tool1": Reading(7)}),
    ({}, {}),
]


@pytest.mark.parametrize(("told", "readings"), TEMPERATURES, ids=str)
def test_temperatures(told: dict[str, Any], readings: Any) -> None:
    for make in (message, flat):
        assert platform.decode(make("temperature_update", **told)) == Update(
            temperatures=readings
        )


def test_position() -> None:
    for make in (message, flat):
        assert platform.decode(make("position_update", **XYZE)) == Update(
            axes=Axes(machine=AT, current=AT)
        )
    assert platform.decode(message("position_update", z=None)) == Update(axes=Axes())


PROGRESS: list[tuple[dict[str, Any], Progress]] = [
    (
        {"completion": 41.5, "printTime": 18, "printTimeLeft": 25},
        Progress(41.5, print_time=18, time_left=25),
    ),
    ({"completion": 1, "printTime": 18}, Progress(1, print_time=18)),
    ({"completion": 0.5, "printTimeLeft": None}, Progress(0.5)),
    ({"completion": 100, "printTimeLeft": 0}, Progress(100, time_left=0)),
    ({"completion": 100.5, "printTimeLeft": 0}, Progress(time_left=0)),
    (
        {"completion": 0.5, "print_time": 18, "print_time_left": 25},
        Progress(50, print_time=18, time_left=25),
    ),
    (
        {"completion": 0.9, "file_position": 250, "file_size": 1000, "printTime": 7},
        Progress(25, 250, 1000, print_time=7),
    ),
    ({"file_position": 250, "file_size": 1000}, Progress(25, 250, 1000)),
    ({"completion": 0.5, "file_position": 0, "file_size": 0}, Progress(50, 0, 0)),
    ({"completion": 0.5, "file_size": 1000}, Progress(50, file_size=1000)),
    ({"completion": 0.5, "file_position": 5, "file_size": None}, Progress(50, 5)),
    ({"file_position": 1001, "file_size": 1000}, Progress(None, 1001, 1000)),
    ({"file_position": -1, "file_size": 1000}, Progress(None, -1, 1000)),
    ({"file_position": True, "file_size": True}, Progress()),
    ({"completion": 0}, Progress(0)),
    ({"completion": 1}, Progress(100)),
    ({"completion": 1, "print_time_left": 0}, Progress(100, time_left=0)),
    ({"completion": 1, "print_time_left": 25}, Progress(time_left=25)),
    ({"completion": 1.5}, Progress(1.5)),
    ({"completion": 41.5}, Progress(41.5)),
    ({"completion": 101}, Progress()),
    ({"completion": -0.1}, Progress()),
    ({"completion": True}, Progress()),
    ({"completion": True, "printTime": True}, Progress()),
    ({"completion": None, "print_time": None}, Progress()),
    ({"completion": float("nan")}, Progress()),
    ({"completion": float("inf"), "printTime": 5}, Progress(print_time=5)),
]


@pytest.mark.parametrize(("told", "progress"), PROGRESS, ids=str)
def test_progress(told: dict[str, Any], progress: Progress) -> None:
    for make in (message, flat):
        assert platform.decode(make("print_progress", **told)) == Update(
            progress=progress
        )


numbers = (
    st.none()
    | st.booleans()
    | st.sampled_from([0, 1, 1.0, 100])
    | st.integers(0, 10)
    | st.floats()
)


@settings(max_examples=500)
@given(
    st.dictionaries(
        st.sampled_from(
            ["completion", "file_position", "file_size", "print_time_left", "printTime"]
        ),
        numbers,
        min_size=1,
    )
)
@example({"completion": 1, "print_time_left": 5})
@example({"completion": 1, "printTime": 5})
@example({"completion": True})
@example({"completion": 1.0, "file_position": 999_960, "file_size": 1_000_000})
@example({"completion": 1, "file_position": 0, "file_size": -1.0})
def test_100_percent_is_never_false(told: dict[str, Any]) -> None:
    update = platform.decode(message("print_progress", **told))
    assert update.progress is not None
    completion = update.progress.completion
    assert completion is None or 0 <= completion <= 100
    if completion == 100:
        position, size = update.progress.filepos, update.progress.file_size
        if position is not None and size is not None and size > 0:
            assert position == size
        elif "printTime" in told:
            assert told["completion"] == 100
        else:
            assert told["completion"] is not True
            assert told["completion"] in (1, 100)
            assert told["completion"] == 100 or not update.progress.time_left


WRONG: list[bytes] = [
    b"",
    b"\xff\xfe",
    b"null",
    b"7",
    b"[]",
    b"{}",
    b'{"type": null}',
    b'{"type": 7}',
    b'{"type": "\xff"}',
    b'{"type": "register"}',
    b'{"type": "' + b"x" * 1000 + b'"}',
    b'{"type": "control_command", "command": "pause"}',
    b'{"data": {"state": "Printing"}}',
    b'{"type": "printer_status", "data": [1]}',
    b'{"type": "printer_status", "data": {"state": "\xff"}}',
    b'{"type": "temperature_update", "data": {"\xff": null}}',
    b'{"type": "printer_status", "data": "x"}',
    message("printer_status"),
    message("printer_status", text="Printing"),
    message("printer_status", state=7),
    message("printer_status", state=["Closed", None]),
    message("printer_status", flags={"printing": 1}),
    message("printer_status", connected="yes"),
    message("printer_status", connection="connected"),
    message("printer_status", state="Printing", temperature=[]),
    message("printer_status", state="Printing", position={"x": "home"}),
    message("printer_status", state="Printing", progress={"completion": "half"}),
    message("temperature_update", bed=60),
    message("temperature_update", bed="hot"),
    message("temperature_update", bed=[60]),
    message("temperature_update", bed={"actual": True}),
    message("temperature_update", tool=7),
    message("position_update"),
    message("position_update", X=1),
    message("position_update", x=True),
    message("print_progress"),
    message("print_progress", percent=41),
    message("print_progress", completion="41 %"),
    b'{"type": "print_progress", "completion": 1e999}',
    b'{"type": "print_progress", "data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    flat("print_progress", completion=0.5) + b" " * MAX_PAYLOAD_BYTES,
]


@pytest.mark.parametrize("payload", WRONG, ids=lambda payload: repr(payload[:60]))
def test_wrong_shape_is_refused(payload: bytes) -> None:
    with pytest.raises(BadMessageError) as raised:
        platform.decode(payload)
    assert len(str(raised.value)) < 200


def test_nan_where_nobody_looks_does_not_hide_the_rest() -> None:
    spoiled = message("print_progress", completion=0.5, filament_used=float("nan"))
    assert platform.decode(spoiled) == Update(progress=Progress(50))


RESULTS: list[tuple[dict[str, Any], ControlResult | None]] = [
    (
        {"type": "control_result", "action": "home", "ok": True, "message": None},
        ControlResult(True, "home"),
    ),
    (
        {"type": "control_result", "action": "pause", "ok": False, "message": "No"},
        ControlResult(False, "pause", "No"),
    ),
    (
        {"action": "sd_upload_progress", "ok": True, "message": '{"percent": 41}'},
        ControlResult(True, "sd_upload_progress", '{"percent": 41}'),
    ),
    ({"command": "home", "success": True}, ControlResult(True, "home")),
    (
        {"command": "home", "success": False, "message": "", "error": "No"},
        ControlResult(False, "home", "No"),
    ),
    ({"ok": False, "success": True, "message": ""}, ControlResult(False)),
    ({"type": "control_command", "command": "pause", "timestamp": 1}, None),
    ({"type": "control_command", "command": {"ok": 7}, "result": []}, None),
    ({"type": "control_command"}, None),
]


@pytest.mark.parametrize(("told", "result"), RESULTS, ids=str)
def test_control_result(told: dict[str, Any], result: ControlResult | None) -> None:
    assert platform.decode_control_result(json.dumps(told).encode()) == result


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{}",
        b"[]",
        b'{"type": "\xff"}',
        b'{"ok": true, "message": "\xff"}',
        b'{"type": "control_result"}',
        b'{"type": "control_result", "action": "home", "ok": null}',
        b'{"type": "control_result", "action": "home", "ok": 1}',
        b'{"type": "control_result", "action": 7, "ok": true}',
        b'{"type": "pause", "ok": true}',
        b'{"command": "home", "success": "yes"}',
        b'{"command": "home", "success": false, "error": {"code": 7}}',
    ],
    ids=str,
)
def test_what_is_no_control_result_is_refused(payload: bytes) -> None:
    with pytest.raises(BadMessageError):
        platform.decode_control_result(payload)


@pytest.mark.parametrize("command", [Pause(), SetTemperature(tool=0, temperature=9)])
def test_own_command_is_no_result(command: Command) -> None:
    payload = platform.encode_command(command, NOW_MS)
    assert platform.decode_control_result(payload) is None


def test_unknown_command_stays_the_command_that_was_checked() -> None:
    command = OtherCommand(
        "blink", {"type": "x", "command": "set_temperature", "timestamp": 0, "n": 3}
    )
    assert json.loads(platform.encode_command(command, NOW_MS)) == {
        "type": "control_command",
        "command": "blink",
        "timestamp": NOW_MS,
        "n": 3,
    }


def text_of(image: bytes) -> str:
    """Return an image in base64."""
    return b64encode(image).decode()


URL = "https://example.org/snapshot.jpg?a=1&b=2"
PICTURES: list[tuple[dict[str, Any], CameraPicture]] = [
    ({"type": "snapshot_update", "image": text_of(JPEG)}, CameraPicture(JPEG)),
    ({"data": text_of(PNG)}, CameraPicture(PNG, "image/png")),
    ({"snapshot": text_of(JPEG)}, CameraPicture(JPEG)),
    ({"image": f"data:image/png;base64,{text_of(JPEG)}"}, CameraPicture(JPEG)),
    (
        {"data": f"DATA:image/svg+xml;base64,{text_of(PNG)}"},
        CameraPicture(PNG, "image/png"),
    ),
    ({"image": f"{text_of(JPEG)[:8]}\r\n{text_of(JPEG)[8:]}\n"}, CameraPicture(JPEG)),
    ({"data": {"image": text_of(JPEG)}}, CameraPicture(JPEG)),
    ({"data": {"snapshot": text_of(PNG)}}, CameraPicture(PNG, "image/png")),
    ({"snapshot_url": URL}, CameraPicture(url=URL)),
    ({"url": "http://192.0.2.7:8080"}, CameraPicture(url="http://192.0.2.7:8080")),
    ({"data": {"snapshot_url": URL}}, CameraPicture(url=URL)),
    ({"data": {"url": URL}, "image": None}, CameraPicture(url=URL)),
    ({"image": text_of(JPEG), "url": URL}, CameraPicture(JPEG)),
]


@pytest.mark.parametrize(("told", "picture"), PICTURES, ids=str)
def test_picture_in_json(told: dict[str, Any], picture: CameraPicture) -> None:
    assert platform.decode_camera_picture(json.dumps(told).encode()) == picture


@pytest.mark.parametrize(
    ("image", "content_type"), [(JPEG, "image/jpeg"), (PNG, "image/png")]
)
def test_picture_by_its_first_bytes(image: bytes, content_type: str) -> None:
    longest = image + bytes(MAX_PAYLOAD_BYTES - len(image))
    assert platform.decode_camera_picture(longest) == CameraPicture(
        longest, content_type
    )
    with pytest.raises(BadMessageError):
        platform.decode_camera_picture(longest + b"x")


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"GIF89a",
        JPEG[1:],
        b"{}",
        b"[]",
        b'{"image": null}',
        b'{"image": ""}',
        b'{"image": 7}',
        b'{"image": "%s"}' % b64encode(b"GIF89a"),
        b'{"image": "/9j/4AA\xc3\xa9"}',
        b'{"image": "\xff"}',
        b'{"image": "/9j/4AAQSkZJRgABAQ="}',
        b'{"image": "https://example.org/snapshot.jpg"}',
        b'{"image": "data:text/html;base64,%s"}' % b64encode(JPEG),
        b'{"data": {"data": "%s"}}' % b64encode(JPEG),
        b'{"data": []}',
        b'{"url": "ftp://example.org/x.jpg"}',
        b'{"url": "file:///etc/passwd"}',
        b'{"url": "javascript:alert(1)"}',
        b'{"url": "/snapshot.jpg"}',
        b'{"url": "http://"}',
        b'{"url": "http:///snapshot.jpg"}',
        b'{"url": "http://[::1/x.jpg"}',
        b'{"url": "http://example.org/a b"}',
        b'{"url": "http://example.org/\\r\\nHost: x"}',
        b'{"url": ""}',
    ],
    ids=str,
)
def test_what_is_no_picture_is_refused(payload: bytes) -> None:
    with pytest.raises(BadMessageError):
        platform.decode_camera_picture(payload)


DECODERS: list[Callable[[bytes], object]] = [
    platform.decode,
    platform.decode_control_result,
    platform.decode_camera_picture,
]
ONE_OF_EACH = [
    one.message
    for one in EXAMPLES
    if one.dialect is Dialect.PLATFORM and one.direction == "read"
]


def check(payload: bytes) -> None:
    """Fail if a decoder raises anything but the one error."""
    for decoder in DECODERS:
        try:
            said = decoder(payload)
        except BadMessageError:
            continue
        assert said is None or isinstance(said, Update | ControlResult | CameraPicture)
        if isinstance(said, Update) and said.progress:
            completion = said.progress.completion
            assert completion is None or 0 <= completion <= 100


@settings(max_examples=400)
@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
@example(JPEG)
def test_any_bytes_are_a_message_or_refused(payload: bytes) -> None:
    check(payload)


@settings(max_examples=400)
@given(
    st.sampled_from([(each, path) for each in ONE_OF_EACH for path in paths(each)]),
    hostile_texts,
)
def test_any_value_in_any_field_is_read_or_refused(
    place: tuple[dict[str, Any], tuple[str | int, ...]], text: str
) -> None:
    check(with_value(*place, text))


def test_each_hostile_value_in_each_field_is_read_or_refused() -> None:
    for each in ONE_OF_EACH:
        for path in paths(each):
            for value in HOSTILE_VALUES:
                check(with_value(each, path, value))


@given(st.binary(min_size=1, max_size=4))
def test_any_bytes_in_a_text_are_read_or_refused(text: bytes) -> None:
    for payload in (
        b'{"type": "%b"}',
        b'{"type": "printer_status", "status": "%b"}',
        b'{"type": "printer_status", "data": {"error_message": "%b"}}',
        b'{"type": "temperature_update", "%b": null}',
        b'{"ok": true, "action": "%b"}',
        b'{"url": "http://%b"}',
        b'{"snapshot": "%b"}',
    ):
        check(payload % text)
