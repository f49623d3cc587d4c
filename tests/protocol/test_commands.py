"""Commands are the bytes that the plugin expects, and never out of range."""

from collections.abc import Callable, Iterator
from contextlib import suppress
import json
import math
from typing import Any

from hypothesis import example, given, strategies as st
import pytest

from custom_components.factor.protocol.commands import (
    FAN_SPEED,
    FEED_RATE,
    KNOWN_TYPES,
    MAX_EXTRUSION,
    MAX_SPEED,
    MAX_TEMPERATURE,
    Camera,
    Cancel,
    Command,
    HeaterLimits,
    Home,
    KnownCommandError,
    Move,
    NothingToMoveError,
    OtherCommand,
    OutOfRangeError,
    Pause,
    PrintFile,
    Resume,
    SetFanSpeed,
    SetFeedRate,
    SetTemperature,
    check_range,
)

from ..conftest import UUID
from ..payloads import recorded_elsewhere

LIMITS = HeaterLimits()
NOT_FINITE = (math.nan, math.inf, -math.inf)


def set_temperature(heater: str, value: float, **more: Any) -> SetTemperature:
    """Return the command for a heater within the default limits."""
    return SetTemperature.for_heater(heater, value, LIMITS, **more)


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        (Pause(), b'{"type":"pause"}'),
        (Resume(), b'{"type":"resume"}'),
        (Cancel(), b'{"type":"cancel"}'),
        (
            SetTemperature(tool=1, temperature=205),
            b'{"type":"set_temperature","tool":1,"temperature":205}',
        ),
        (
            set_temperature("bed", 60),
            b'{"type":"set_temperature","tool":-1,"temperature":60}',
        ),
        (
            set_temperature("tool0", 0),
            b'{"type":"set_temperature","tool":0,"temperature":0}',
        ),
        (
            set_temperature("tool12", 204.6),
            b'{"type":"set_temperature","tool":12,"temperature":205}',
        ),
        (
            set_temperature("tool0", 205, wait=True),
            b'{"type":"set_temperature","tool":0,"temperature":205,"wait":true}',
        ),
        (Home("z"), b'{"type":"home","axes":"z"}'),
        (Home("xyz"), b'{"type":"home","axes":"xyz"}'),
        (
            Move("relative", feedrate=1500, x=-5),
            b'{"type":"move","mode":"relative","feedrate":1500,"x":-5}',
        ),
        (
            Move("absolute", feedrate=6000, x=50.5, y=60, z=0, e=0.1),
            b'{"type":"move","mode":"absolute","feedrate":6000,'
            b'"x":50.5,"y":60,"z":0,"e":0.1}',
        ),
        (SetFeedRate(150), b'{"type":"set_feed_rate","factor":150}'),
        (SetFanSpeed(0), b'{"type":"set_fan_speed","speed":0}'),
        (SetFanSpeed(40), b'{"type":"set_fan_speed","speed":40}'),
        (Camera("state"), b'{"type":"camera","action":"state"}'),
        (Camera("stop"), b'{"type":"camera","action":"stop"}'),
        (Camera("restart"), b'{"type":"camera","action":"restart"}'),
        (
            Camera("start", {"name": "cam-1", "fps": 20}),
            b'{"type":"camera","action":"start","options":{"name":"cam-1","fps":20}}',
        ),
        (OtherCommand("blink"), b'{"type":"blink"}'),
        (
            OtherCommand("Blink", {"times": 3, "led": {"name": "한글"}}),
            '{"type":"Blink","times":3,"led":{"name":"한글"}}'.encode(),
        ),
    ],
)
def test_bytes(command: Command, payload: bytes) -> None:
    assert command.encode() == payload


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            PrintFile("cube.gcode"),
            {"action": "print", "filename": "cube.gcode", "origin": "local"},
        ),
        (
            PrintFile("한글 1.gcode", "sd"),
            {"action": "print", "filename": "한글 1.gcode", "origin": "sd"},
        ),
    ],
)
def test_print_of_a_file_is_a_job_of_its_own(
    command: PrintFile, message: dict[str, Any]
) -> None:
    """The plugin drops a message without a `job_id` (PROTOCOL §8.1)."""
    one, other = json.loads(command.encode()), json.loads(command.encode())
    ids = {each.pop("job_id") for each in (one, other)}
    assert len(ids) == 2
    assert all(isinstance(job_id, str) and job_id for job_id in ids)
    assert one == other == message


@pytest.mark.parametrize("heater", ["tool0", "tool3", "bed"])
def test_heater_is_named_as_in_a_snapshot(heater: str) -> None:
    assert set_temperature(heater, 50).heater == heater


@pytest.mark.parametrize(("heater", "maximum"), [("tool0", 300), ("bed", 120)])
def test_range(heater: str, maximum: int) -> None:
    assert LIMITS.of(heater) == maximum
    for inside in (0, 0.4, maximum - 0.4, maximum):
        set_temperature(heater, inside)
    tool = -1 if heater == "bed" else 0
    for outside in (-0.1, -1, maximum + 0.1, maximum + 1, 9999, 1e308):
        with pytest.raises(OutOfRangeError) as error:
            set_temperature(heater, outside)
        assert error.value.value == outside
        assert (error.value.minimum, error.value.maximum) == (0, maximum)
        assert error.value.unit == "°C"
    for outside in (-1, MAX_TEMPERATURE + 1):
        with pytest.raises(OutOfRangeError):
            SetTemperature(tool=tool, temperature=outside)
    SetTemperature(tool=tool, temperature=MAX_TEMPERATURE)


@pytest.mark.parametrize(
    ("heater", "limit"),
    [("tool0", 260), ("tool11", 260), ("bed", 100), ("chamber", 60), ("PINDA", 260)],
)
def test_limits_are_the_users(heater: str, limit: int) -> None:
    assert HeaterLimits(hotend=260, bed=100, chamber=60).of(heater) == limit


@pytest.mark.parametrize("heater", ["tool0", "bed"])
def test_no_user_may_allow_more_than_500_degrees(heater: str) -> None:
    limits = HeaterLimits(hotend=9999, bed=9999)
    assert SetTemperature.for_heater(heater, 500, limits).temperature == 500
    with pytest.raises(OutOfRangeError) as error:
        SetTemperature.for_heater(heater, 501, limits)
    assert error.value.maximum == MAX_TEMPERATURE == 500


@pytest.mark.parametrize("tool", [-2, -3, -100])
def test_plugin_would_take_a_negative_tool_for_the_first(tool: int) -> None:
    """It heats tool 0 if told tool -2 (PROTOCOL §17)."""
    with pytest.raises(ValueError, match="No tool"):
        SetTemperature(tool=tool, temperature=50)


@pytest.mark.parametrize("value", NOT_FINITE)
def test_no_number_is_out_of_any_range(value: float) -> None:
    with pytest.raises(OutOfRangeError):
        check_range(value, -math.inf if math.isnan(value) else 0, 300, "°C")
    with pytest.raises(OutOfRangeError):
        set_temperature("tool0", value)


@pytest.mark.parametrize(
    "heater",
    ["chamber", "PINDA", "tool", "tool-1", "tool-2", "tool 1", "1", "tool1_0", "tool٣"],
)
def test_only_the_bed_and_the_hotends_have_a_command(heater: str) -> None:
    with pytest.raises(ValueError, match=heater):
        set_temperature(heater, 50)


@given(
    st.sampled_from(["bed", "tool0", "tool1", "tool15"]),
    st.floats() | st.integers(),
    st.builds(HeaterLimits, *3 * [st.integers(0, 600)]),
)
@example("bed", 100.4, HeaterLimits(bed=100))
@example("tool0", 500.4, HeaterLimits(hotend=600))
def test_printer_is_never_told_what_it_must_not_do(
    heater: str, value: float, limits: HeaterLimits
) -> None:
    """Whole degrees within the range are sent, no more than half a degree away."""
    try:
        command = SetTemperature.for_heater(heater, value, limits)
    except OutOfRangeError:
        assert not 0 <= value <= limits.of(heater) or round(value) > MAX_TEMPERATURE
        return
    sent = json.loads(command.encode())
    assert list(sent) == ["type", "tool", "temperature"]
    assert type(sent["temperature"]) is int
    assert 0 <= sent["temperature"] <= min(limits.of(heater), MAX_TEMPERATURE)
    assert abs(sent["temperature"] - value) <= 0.5
    assert sent["tool"] == (-1 if heater == "bed" else int(heater[4:]))


@pytest.mark.parametrize("axes", ["x", "zy", "yxz", "xx"])
def test_axes_to_home(axes: str) -> None:
    assert json.loads(Home(axes).encode())["axes"] == axes


@pytest.mark.parametrize("axes", ["", "e", "Q", "X", "xyze", "x y", "x,y", "all"])
def test_plugin_would_home_all_axes_if_it_knew_none(axes: str) -> None:
    with pytest.raises(ValueError, match="No axes"):
        Home(axes)


@given(st.text("xyzXYZeE, ") | st.text())
def test_nothing_but_the_three_axes_is_homed(axes: str) -> None:
    with suppress(ValueError):
        sent = json.loads(Home(axes).encode())
        assert sent["axes"] == axes
        assert set(axes) <= {"x", "y", "z"}
        assert axes


RANGES: list[tuple[Callable[[Any], Command], tuple[float, float], str]] = [
    (SetFeedRate, (10, 500), "%"),
    (SetFanSpeed, (0, 100), "%"),
    (lambda speed: Move("relative", speed, x=1), (1, 20_000), "mm/min"),
    (lambda mm: Move("relative", 1000, e=mm), (-100, 100), "mm"),
]


def test_ranges_are_those_of_the_constants() -> None:
    assert [bounds for _, bounds, _ in RANGES] == [
        FEED_RATE,
        FAN_SPEED,
        (1, MAX_SPEED),
        (-MAX_EXTRUSION, MAX_EXTRUSION),
    ]


@pytest.mark.parametrize(("make", "bounds", "unit"), RANGES)
def test_ranges(
    make: Callable[[Any], Command], bounds: tuple[float, float], unit: str
) -> None:
    low, high = bounds
    for inside in (low, high, (low + high) // 2):
        make(inside)
    for outside in (low - 1, low - 0.001, high + 0.001, high + 1, 1e308, *NOT_FINITE):
        with pytest.raises(OutOfRangeError) as error:
            make(outside)
        told = error.value
        assert told.value == outside or math.isnan(outside)
        assert (told.minimum, told.maximum, told.unit) == (low, high, unit)


def test_move_of_nothing_is_none() -> None:
    for mode in ("relative", "absolute"):
        with pytest.raises(NothingToMoveError):
            Move(mode, 1000)


def test_place_of_the_filament_is_not_its_way() -> None:
    """How far that is the printer's position has to say (`check_move`)."""
    assert Move("absolute", 1000, e=5000).distances == {"e": 5000}


def test_move_by_0_is_one() -> None:
    assert Move("relative", 1000, x=0, z=0.0).distances == {"x": 0, "z": 0}


def gcode_number(told: float) -> str:
    """Return a number of a move as the plugin writes it into G-code."""
    return f"{float(told)}"


@given(st.sampled_from("xyze"), st.floats(-100, 100))
@example("x", 1e-5)
@example("x", -1e-300)
@example("e", 0.00004999)
def test_move_has_no_exponent_in_g_code(axis: str, mm: float) -> None:
    """`X1e-05` may be read as 1 mm, and an E."""
    command = Move("relative", 1000, **{axis: mm})
    sent = json.loads(command.encode())
    assert abs(sent[axis] - mm) <= 0.00005
    assert "e" not in gcode_number(sent[axis])


@given(
    st.sampled_from(["relative", "absolute"]),
    st.floats() | st.integers(),
    st.dictionaries(st.sampled_from("xyze"), st.none() | st.floats() | st.integers()),
)
def test_move_is_one_or_refused(mode: Any, speed: float, axes: dict[str, Any]) -> None:
    moved = {axis: mm for axis, mm in axes.items() if mm is not None}
    try:
        command = Move(mode, speed, **axes)
    except NothingToMoveError:
        assert not moved
        return
    except OutOfRangeError:
        filament = moved.get("e", 0) if mode == "relative" else 0
        assert not (
            1 <= speed <= MAX_SPEED and -MAX_EXTRUSION <= filament <= MAX_EXTRUSION
        )
        return
    assert command.distances == {axis: moved[axis] for axis in "xyze" if axis in moved}
    assert 1 <= command.feedrate <= MAX_SPEED


def test_known_types_are_all_that_the_plugin_takes() -> None:
    """The table of PROTOCOL §6, and what is said on another topic."""
    assert set(KNOWN_TYPES) == {
        "pause",
        "resume",
        "cancel",
        "home",
        "move",
        "set_temperature",
        "set_feed_rate",
        "feed_rate",
        "set_fan_speed",
        "fan_speed",
        "camera",
        "print_file",
    }


@pytest.mark.parametrize("kind", sorted(map(str, KNOWN_TYPES)))
def test_known_command_cannot_be_had_unchecked(kind: str) -> None:
    """The plugin tells no capital from a small letter (PROTOCOL §6)."""
    for written in (kind, kind.upper(), kind.title()):
        with pytest.raises(KnownCommandError, match=written):
            OtherCommand.checked(written, {}, LIMITS)


def test_type_among_the_fields_does_not_make_it_a_known_command() -> None:
    command = OtherCommand.checked("blink", {"type": "move", "x": 9999}, LIMITS)
    assert json.loads(command.encode()) == {"type": "blink", "x": 9999}
    assert (command.name, command.fields) == ("blink", {"x": 9999})


@pytest.mark.parametrize(
    ("kind", "values", "maximum"),
    [
        ("heat", {"temperature": 301}, 300),
        ("heat", {"Temp": 300.5}, 300),
        ("heat", {"target_temperature": -1}, 300),
        ("heat", {"n": 1, "temperature": math.nan}, 300),
        ("heat", {"temperature": 121, "tool": -1}, 120),
        ("heat", {"temperature": 121, "heater": "bed"}, 120),
        ("set_bed", {"temperature": 121}, 120),
        ("set_chamber_temperature", {"temperature": 81}, 80),
        ("heat", {"temperature": 81, "heater": "Chamber"}, 80),
    ],
)
def test_temperature_of_an_unknown_command_is_checked(
    kind: str, values: dict[str, Any], maximum: int
) -> None:
    with pytest.raises(OutOfRangeError) as error:
        OtherCommand.checked(kind, values, LIMITS)
    assert (error.value.minimum, error.value.maximum) == (0, maximum)


def test_limit_of_an_unknown_command_is_the_users() -> None:
    limits = HeaterLimits(chamber=90)
    values = {"temperature": 90, "heater": "chamber"}
    assert OtherCommand.checked("heat", values, limits).fields == values


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"temperature": 300},
        {"temperature": "hot"},
        {"temperature": None},
        {"speed": 9999},
        {0: 1},
    ],
)
def test_other_fields_of_an_unknown_command_are_its_own(values: Any) -> None:
    assert OtherCommand.checked("blink", values, LIMITS).fields == values


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
field_names = st.text() | st.sampled_from(["type", "tool", "temperature", "TEMP", "x"])


@given(
    st.sampled_from([*KNOWN_TYPES, "blink", "print", "SET_TEMPERATURE"]) | st.text(),
    st.dictionaries(field_names, json_values),
)
def test_unknown_command_is_what_was_checked(kind: str, values: dict[str, Any]) -> None:
    try:
        command = OtherCommand.checked(kind, values, LIMITS)
    except KnownCommandError:
        assert kind.lower() in KNOWN_TYPES
        return
    except OutOfRangeError:
        assert any("temp" in name.lower() for name in (kind, *values))
        return
    sent = json.loads(command.encode())
    assert sent.pop("type").lower() not in KNOWN_TYPES
    assert sent == {name: one for name, one in values.items() if name != "type"}
    for name, value in sent.items():
        if "temp" in name.lower() and isinstance(value, int):
            assert 0 <= value <= 300


# What somebody has sent to a real plugin


def normal(sent: dict[str, Any]) -> dict[str, Any]:
    """Return a message as the plugin reads it (PROTOCOL §6, §8 and §9)."""
    message = {name: value for name, value in sent.items() if name != "job_id"}
    if message.get("type") == "home":
        axes = message.get("axes", "xyz")
        message["axes"] = "".join(axes).lower() if axes != 5 else "xyz"
    if message.get("action") == "print":
        message.setdefault("origin", "local")
    if not message.get("options"):
        message.pop("options", None)
    return message


def messages(topic: str) -> Iterator[Any]:
    """Yield what was sent on a topic in recordings, as far as it is a JSON object."""
    for name in ("commands", "multitool", "upload"):
        for one in recorded_elsewhere(name, topic.format(UUID)):
            with suppress(ValueError):
                message = json.loads(one.payload)
                if isinstance(message, dict):
                    yield message


CONTROL = list(messages("control/{}"))
GCODE_IN = list(messages("octoprint/gcode_in/{}"))
CAMERA_COMMAND = list(messages("camera/{}/cmd"))


@pytest.mark.parametrize(
    "command",
    [
        Pause(),
        Resume(),
        Cancel(),
        Home("xy"),
        Home("z"),
        Home("xyz"),
        Move("relative", 3000, x=5, y=-2.5, z=0.1, e=1),
        Move("absolute", 6000, x=50, y=60, z=5),
        set_temperature("tool0", 205),
        set_temperature("tool0", 0),
        set_temperature("tool1", 100),
        set_temperature("tool2", 80),
        set_temperature("bed", 45),
        set_temperature("bed", 0),
        SetFeedRate(150),
        SetFeedRate(100),
        SetFanSpeed(50),
        SetFanSpeed(0),
        Camera("state"),
        Camera("start"),
        Camera("stop"),
        Camera("restart"),
        Camera(
            "start",
            {
                "input": "http://127.0.0.1:1/none",
                "name": "rig",
                "rtsp_base": "rtsp://127.0.0.1:1",
                "webrtc_base": "http://127.0.0.1:1/webrtc",
            },
        ),
        OtherCommand("bogus"),
    ],
    ids=repr,
)
def test_command_is_one_that_was_recorded(command: Command) -> None:
    assert normal(json.loads(command.encode())) in map(normal, CONTROL)


def test_camera_has_a_topic_of_its_own_where_the_type_need_not_be() -> None:
    assert CAMERA_COMMAND == [{"action": "state"}]
    assert Camera("state").fields == CAMERA_COMMAND[0]


def test_prints_of_files_are_those_that_were_recorded() -> None:
    """An origin that is left out is the local one."""
    recorded = [one for one in GCODE_IN if one["action"] == "print"]
    assert len(recorded) == 5
    for message in recorded:
        command = PrintFile(message["filename"], message.get("origin", "local"))
        assert normal(json.loads(command.encode())) == normal(message)
        assert all(one["job_id"] for one in (json.loads(command.encode()), message))


@pytest.mark.parametrize(
    ("message", "make"),
    [
        ({"tool": -2, "temperature": 30}, lambda: SetTemperature(-2, 30)),
        ({"tool": 0, "temperature": 9999}, lambda: set_temperature("tool0", 9999)),
        ({"tool": 0, "temperature": 9999}, lambda: SetTemperature(0, 9999)),
        ({"tool": 0, "temperature": -10}, lambda: SetTemperature(0, -10)),
        ({"type": "home", "axes": "Q"}, lambda: Home("Q")),
        ({"type": "move"}, lambda: Move("relative", 1000)),
        ({"x": 0, "feedrate": 0}, lambda: Move("relative", 0, x=0)),
        ({"type": "set_feed_rate", "factor": 5}, lambda: SetFeedRate(5)),
        ({"type": "set_feed_rate", "factor": 501}, lambda: SetFeedRate(501)),
        ({"type": "set_fan_speed", "speed": 101}, lambda: SetFanSpeed(101)),
    ],
)
def test_what_was_tried_on_a_real_plugin_and_is_refused_here(
    message: dict[str, Any], make: Callable[[], Command]
) -> None:
    assert any(message.items() <= one.items() for one in CONTROL)
    with pytest.raises(ValueError):  # noqa: PT011
        make()


def test_type_that_a_real_plugin_obeyed_is_known_here() -> None:
    types = {kind for one in CONTROL if isinstance(kind := one.get("type"), str)}
    unknown = {"print", "bogus"}
    assert types >= unknown
    for kind in types:
        if kind in unknown:
            OtherCommand.checked(kind, {}, LIMITS)
        else:
            with pytest.raises(KnownCommandError):
                OtherCommand.checked(kind, {}, LIMITS)


@pytest.mark.parametrize(
    "values",
    [
        {"temperature": "500"},
        {"heater": {"target": 301}},
        {"steps": [{"temp": 20}, {"temp": 301.0}]},
        {"target_temperature": [20, 301]},
        {"targets": {"tool0": 450}},
        {"temperature": {"value": 450}},
        {"temperature": "450C"},
        {"tool": "-1", "temperature": 121},
        {"bed_temp": 121},
        {"heaters": [{"heater": "bed", "target": 121}]},
        {"bed": 121},
        {"setpoint": 301},
    ],
)
def test_temperature_is_found_wherever_it_hides(values: dict[str, Any]) -> None:
    with pytest.raises(OutOfRangeError):
        OtherCommand.checked("preheat", values, LIMITS)


def test_text_that_is_no_number_is_no_temperature() -> None:
    values = {"target": "bed 1", "profile": {"template": "PLA"}, "speed": 9000}
    assert OtherCommand.checked("blink", values, LIMITS).fields == values


@pytest.mark.parametrize(
    ("kind", "given", "sent"),
    [
        (SetFeedRate, 10, 10),
        (SetFeedRate, 99.6, 100),
        (SetFeedRate, 500, 500),
        (SetFanSpeed, 0, 0),
        (SetFanSpeed, 0.4, 0),
        (SetFanSpeed, 100.0, 100),
    ],
)
def test_percent_is_rounded(
    kind: type[SetFeedRate | SetFanSpeed], given: float, sent: int
) -> None:
    assert list(kind.of(given).fields.values()) == [sent]


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (SetFeedRate, 9.6),
        (SetFeedRate, 500.4),
        (SetFeedRate, math.nan),
        (SetFeedRate, math.inf),
        (SetFanSpeed, -0.4),
        (SetFanSpeed, 100.4),
        (SetFanSpeed, math.nan),
    ],
)
def test_percent_is_checked_before_it_is_rounded(
    kind: type[SetFeedRate | SetFanSpeed], given: float
) -> None:
    with pytest.raises(OutOfRangeError):
        kind.of(given)


@pytest.mark.parametrize(
    "code", ["M104 S500", "G28\nM140 S200", "m109 s20", "M191 S90"]
)
def test_gcode_that_heats_is_no_way_around_the_limits(code: str) -> None:
    for values in ({"command": code}, {"commands": ["G1 X1", code]}):
        with pytest.raises(KnownCommandError):
            OtherCommand.checked("gcode", values, LIMITS)
    assert OtherCommand.checked("gcode", {"command": "M117 S104"}, LIMITS).fields


def test_number_of_a_command_about_a_heater_is_a_temperature() -> None:
    with pytest.raises(OutOfRangeError):
        OtherCommand.checked("set_chamber", {"value": 81}, LIMITS)
    levelling = {"points": 200, "speed": 9000}
    assert OtherCommand.checked("level_bed", levelling, LIMITS).fields == levelling
