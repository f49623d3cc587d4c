"""What is read where in each dialect, and how each command is said in it."""

from collections.abc import Callable
import json
from typing import Any
import uuid

from hypothesis import given, strategies as st
import pytest

from custom_components.factor.protocol import legacy_edge, platform, plugin
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
    UnsupportedCommandError,
)
from custom_components.factor.protocol.dialects import (
    READ,
    Decode,
    Dialect,
    address,
    decode_any_status,
    dialect_of,
)
from custom_components.factor.protocol.messages import (
    BadMessageError,
    Progress,
    Reading,
    Snapshot,
    StateEvent,
    Update,
)
from custom_components.factor.protocol.topics import PrinterTopics

from ..conftest import UUID
from ..payloads import (
    FULL,
    GARBAGE,
    OLD,
    RECORDINGS,
    event,
    hostile_snapshots,
    recorded,
    samples,
    snapshot,
)

TOPICS = PrinterTopics(UUID)
NOW_MS = 1760000000000
ANY = None

RESULT = {"control_result": platform.decode_control_result}
TYPED = dict.fromkeys(("temperature", "position", "print_progress"), platform.decode)
PICTURES = {"camera_snapshot": platform.decode_camera_picture}
CAMERA_STATE = {"camera_state": plugin.decode_camera_state}
DECODERS: dict[Dialect | None, dict[str, Decode]] = {
    Dialect.PLUGIN: {"status": plugin.decode_status, **CAMERA_STATE, **RESULT},
    Dialect.PLATFORM: {"status": platform.decode, **TYPED, **PICTURES, **RESULT},
    Dialect.LEGACY_EDGE: {
        "dash_status": legacy_edge.decode_dash_status,
        "last_will": legacy_edge.decode_last_will,
        **RESULT,
    },
    ANY: {"status": decode_any_status},
}


@pytest.mark.parametrize("dialect", [*Dialect, ANY])
def test_what_is_read_where(dialect: Dialect | None) -> None:
    assert READ[dialect] == DECODERS[dialect]


@pytest.mark.parametrize("dialect", [*Dialect, ANY])
def test_each_topic_is_one_of_the_printers_and_read_once(
    dialect: Dialect | None,
) -> None:
    topics = [getattr(TOPICS, name) for name in READ[dialect]]
    assert len(topics) == len(set(topics))
    assert all(UUID in topic.split("/") for topic in topics)


def test_every_dialect_is_read_and_none_besides() -> None:
    assert READ.keys() == {*Dialect, ANY}
    assert {each.value for each in Dialect} == {"plugin", "platform", "legacy_edge"}


def test_topic_that_tells_the_dialect_is_read_in_each_that_it_tells() -> None:
    """The older edge's does not: it has an id of its own, and is silent until asked."""
    told = {Dialect.PLUGIN, Dialect.PLATFORM}
    for name in READ[ANY]:
        assert {each for each in Dialect if name in READ[each]} == told


@pytest.mark.parametrize("dialect", [Dialect.PLUGIN, Dialect.PLATFORM, ANY])
def test_no_topic_on_which_commands_are_sent_is_read_but_that_of_the_results(
    dialect: Dialect | None,
) -> None:
    sent = {"control", "gcode_in", "camera_command", "dashboard", "sd_list"}
    assert not READ[dialect].keys() & sent


TEMPERATURES = json.dumps(
    {"type": "temperature_update", "data": {"bed": {"actual": 60.1, "target": 60}}}
).encode()
PROGRESS = json.dumps(
    {"type": "print_progress", "data": {"completion": 0.5, "print_time": 60}}
).encode()


def test_any_status_of_the_platform() -> None:
    assert decode_any_status(TEMPERATURES) == Update(
        temperatures={"bed": Reading(60.1, 60)}
    )
    assert decode_any_status(PROGRESS) == Update(
        progress=Progress(completion=50, print_time=60)
    )


@pytest.mark.parametrize("payload", [snapshot(), json.dumps(FULL).encode()])
def test_any_status_of_the_plugin(payload: bytes) -> None:
    """The files in a snapshot have a type as well."""
    message = decode_any_status(payload)
    assert isinstance(message, Snapshot)
    assert message == plugin.decode_status(payload)
    assert dialect_of(message) is Dialect.PLUGIN


@pytest.mark.parametrize(
    ("payload", "kind", "dialect"),
    [
        (snapshot(), Snapshot, Dialect.PLUGIN),
        (json.dumps(OLD).encode(), Snapshot, Dialect.PLUGIN),
        (event("PAUSED", "Paused"), StateEvent, Dialect.PLUGIN),
        (TEMPERATURES, Update, Dialect.PLATFORM),
        (PROGRESS, Update, Dialect.PLATFORM),
        (
            b'{"type":"printer_status","data":{"state":"printing"}}',
            Update,
            Dialect.PLATFORM,
        ),
    ],
)
def test_first_message_tells_the_dialect(
    payload: bytes, kind: type[Any], dialect: Dialect
) -> None:
    message = decode_any_status(payload)
    assert type(message) is kind
    assert dialect_of(message) is dialect


def test_what_was_recorded_is_the_plugins() -> None:
    payloads = [payload for _, payload in samples()]
    for name in RECORDINGS:
        payloads += [one.payload.encode() for one in recorded(name)][:40]
    assert len(payloads) > 300
    for payload in payloads:
        message = decode_any_status(payload)
        assert message == plugin.decode_status(payload)
        assert dialect_of(message) is Dialect.PLUGIN


@pytest.mark.parametrize("payload", GARBAGE, ids=lambda payload: repr(payload[:40]))
def test_garbage_is_refused_in_any_dialect(payload: bytes) -> None:
    with pytest.raises(BadMessageError):
        decode_any_status(payload)


def outcome(decode: Callable[[bytes], Any], payload: bytes) -> Any:
    """Return what a decoder makes of a payload, None if it refuses."""
    try:
        return decode(payload)
    except BadMessageError:
        return None


def test_hostile_snapshot_never_passes_for_one_of_the_platform() -> None:
    for payload in hostile_snapshots():
        assert outcome(decode_any_status, payload) == outcome(
            plugin.decode_status, payload
        )


@given(st.binary() | st.binary().map(lambda more: b'{"type"' + more))
def test_any_bytes_are_a_status_or_refused(payload: bytes) -> None:
    outcome(decode_any_status, payload)


# Commands

COMMANDS: list[Command] = [
    Pause(),
    Resume(),
    Cancel(),
    Home("xz"),
    Move("relative", 1500, x=-5),
    SetTemperature(-1, 55),
    SetFeedRate(120),
    SetFanSpeed(40),
    Camera("start", {"name": "cam-1"}),
    PrintFile("cube.gcode", "sd"),
    OtherCommand("blink", {"times": 3}),
]
UNSUPPORTED = {
    Dialect.PLUGIN: (),
    Dialect.PLATFORM: (Camera, PrintFile),
    Dialect.LEGACY_EDGE: (SetFeedRate, SetFanSpeed, Camera, PrintFile, OtherCommand),
}
PLUGIN_TOPIC = {Camera: TOPICS.camera_command, PrintFile: TOPICS.gcode_in}


def test_every_command_is_in_the_table() -> None:
    assert {type(each) for each in COMMANDS} == set(Command.__subclasses__())


@pytest.fixture
def same_job_id(monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the id that every print of a file has."""
    monkeypatch.setattr(
        "custom_components.factor.protocol.commands.uuid4", lambda: uuid.UUID(UUID)
    )
    return uuid.UUID(UUID).hex


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: type(each).__name__)
def test_command_is_said_or_the_dialect_has_no_word_for_it(
    dialect: Dialect, command: Command, same_job_id: str
) -> None:
    if isinstance(command, UNSUPPORTED[dialect]):
        with pytest.raises(UnsupportedCommandError, match=command.name):
            address(command, TOPICS, dialect, NOW_MS)
        return
    topic, payload = address(command, TOPICS, dialect, NOW_MS)
    assert UUID in topic.split("/")
    match dialect:
        case Dialect.PLUGIN:
            assert topic == PLUGIN_TOPIC.get(type(command), TOPICS.control)
            assert payload == command.encode()
        case Dialect.PLATFORM:
            assert topic == TOPICS.control_result
            assert json.loads(payload) == {
                "type": "control_command",
                "command": command.name,
                "timestamp": NOW_MS,
                **command.fields,
            }
            assert platform.decode_control_result(payload) is None
        case Dialect.LEGACY_EDGE:
            assert (topic, payload) == legacy_edge.encode_command(command, TOPICS)


def test_command_in_the_plugins_words(same_job_id: str) -> None:
    said = [address(each, TOPICS, Dialect.PLUGIN, NOW_MS) for each in COMMANDS]
    assert [(topic, json.loads(payload)) for topic, payload in said] == [
        (f"control/{UUID}", {"type": "pause"}),
        (f"control/{UUID}", {"type": "resume"}),
        (f"control/{UUID}", {"type": "cancel"}),
        (f"control/{UUID}", {"type": "home", "axes": "xz"}),
        (
            f"control/{UUID}",
            {"type": "move", "mode": "relative", "feedrate": 1500, "x": -5},
        ),
        (f"control/{UUID}", {"type": "set_temperature", "tool": -1, "temperature": 55}),
        (f"control/{UUID}", {"type": "set_feed_rate", "factor": 120}),
        (f"control/{UUID}", {"type": "set_fan_speed", "speed": 40}),
        (
            f"camera/{UUID}/cmd",
            {"type": "camera", "action": "start", "options": {"name": "cam-1"}},
        ),
        (
            f"octoprint/gcode_in/{UUID}",
            {
                "action": "print",
                "job_id": same_job_id,
                "filename": "cube.gcode",
                "origin": "sd",
            },
        ),
        (f"control/{UUID}", {"type": "blink", "times": 3}),
    ]


def test_flat_message_of_the_platform_is_not_taken_for_a_snapshot() -> None:
    """Its completion is a ratio: 0.4 is not 0.4 %."""
    flat = {
        "type": "status",
        "state": {"text": "Printing"},
        "progress": {"completion": 0.4},
    }
    said = decode_any_status(json.dumps(flat).encode())
    assert isinstance(said, Update)
    assert said.progress
    assert said.progress.completion == 40
    assert isinstance(
        decode_any_status(json.dumps({**flat, "ts": 1.0}).encode()), Snapshot
    )
    other = json.dumps({**flat, "type": "else"}).encode()
    assert isinstance(decode_any_status(other), Snapshot)
