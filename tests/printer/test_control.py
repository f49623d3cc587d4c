"""What a printer can be told in which state, and what shows that it obeyed."""

from datetime import UTC, datetime
import json
import math
from typing import Any

from hypothesis import example, given, strategies as st
import pytest

from custom_components.factor.printer.control import (
    RULES,
    UNBOUNDED_JOG,
    OutOfVolumeError,
    bounds_of,
    changes_tool,
    check_move,
    is_allowed,
    reach_after,
    supersedes,
)
from custom_components.factor.printer.state import Picture, State
from custom_components.factor.protocol.commands import (
    MAX_EXTRUSION,
    Camera,
    Cancel,
    Command,
    Home,
    Move,
    OtherCommand,
    OutOfRangeError,
    Pause,
    PrintFile,
    Resume,
    SetFanSpeed,
    SetFeedRate,
    SetTemperature,
)
from custom_components.factor.protocol.messages import CameraState, CustomBox, Volume
from custom_components.factor.protocol.plugin import decode_camera_state, decode_status

from ..payloads import (
    FULL,
    FULL_PROFILE,
    ONE_HOTEND,
    TWO_HOTENDS,
    event,
    flags,
    job,
    printing,
    progress,
    recorded_elsewhere,
    snapshot,
    temperature,
)
from .test_state import VOCABULARY

HEAT = SetTemperature(tool=0, temperature=200)
HOME = Home("xyz")
JOG = Move("relative", 1000, z=5)
FEED = SetFeedRate(120)
FAN = SetFanSpeed(40)
PRINT = PrintFile("bracket.gcode")
CAMERA = Camera("start")
OTHER = OtherCommand("blink")
COMMANDS: list[Command] = [
    Pause(),
    Resume(),
    Cancel(),
    HEAT,
    HOME,
    JOG,
    FEED,
    FAN,
    PRINT,
    CAMERA,
    OTHER,
]

# Which of the commands makes sense in each state.
TUNE = (HEAT, FEED, FAN)
ALWAYS = (CAMERA, OTHER)
ALLOWED = {
    State.OFFLINE: ALWAYS,
    State.OFFLINE_AFTER_ERROR: ALWAYS,
    State.CONNECTING: ALWAYS,
    State.IDLE: (HOME, JOG, PRINT, *TUNE, *ALWAYS),
    State.STARTING: (Pause(), Cancel(), *TUNE, *ALWAYS),
    State.PRINTING: (Pause(), Cancel(), *TUNE, *ALWAYS),
    State.PAUSING: (Cancel(), *TUNE, *ALWAYS),
    State.PAUSED: (Resume(), Cancel(), JOG, *TUNE, *ALWAYS),
    State.RESUMING: (Pause(), Cancel(), *TUNE, *ALWAYS),
    State.FINISHING: (*TUNE, *ALWAYS),
    State.CANCELLING: (*TUNE, *ALWAYS),
    State.TRANSFERRING: ALWAYS,
    State.ERROR: ALWAYS,
    None: (),
}


def ignored(command: Command, flags: dict[str, bool]) -> bool:
    """Return whether the plugin ignores a command (the table of PROTOCOL §6)."""
    match command:
        case Pause():
            return not flags["printing"]
        case Resume():
            return not flags["paused"]
        case Cancel():
            return not flags["printing"] and not flags["paused"]
        case Camera() | OtherCommand():
            return False
        case _:
            return not flags["operational"]


def picture(text: str, readings: Any = ONE_HOTEND) -> Picture:
    """Return the picture of a printer in a state, by the state's text."""
    message = decode_status(snapshot(text, temperatures=readings))
    return Picture().merge(message, datetime.now(UTC))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize(("state", "allowed"), ALLOWED.items())
def test_what_makes_sense_in_each_state(
    command: Command, state: State | None, allowed: tuple[Command, ...]
) -> None:
    assert is_allowed(type(command), Picture(state)) is (command in allowed)


def test_every_state_and_every_command_is_in_the_table() -> None:
    assert set(ALLOWED) == {*State, None}
    assert set(RULES) == {type(command) for command in COMMANDS}
    assert set(RULES) == set(Command.__subclasses__())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("text", [text for _, text, _ in VOCABULARY])
def test_what_the_plugin_ignores_is_never_allowed(command: Command, text: str) -> None:
    if ignored(command, flags(text)):
        assert not is_allowed(type(command), picture(text))


CONFIRMED = {
    Pause(): {State.PAUSING, State.PAUSED},
    Resume(): {State.RESUMING, State.PRINTING},
    Cancel(): {State.CANCELLING, State.IDLE},
}


def confirms(command: Command, before: Picture, now: Picture) -> bool:
    """Return whether a picture shows that the printer obeyed."""
    confirmed = RULES[type(command)].confirmed
    assert confirmed
    return confirmed(command, before, now)


@pytest.mark.parametrize(("command", "states"), CONFIRMED.items())
@pytest.mark.parametrize("state", [*State, None])
def test_state_that_confirms(
    command: Command, states: set[State], state: State | None
) -> None:
    for before in (Picture(), Picture(State.IDLE)):
        assert confirms(command, before, Picture(state)) is (state in states)


def test_printer_shows_nothing_of_some_commands() -> None:
    """What it tells of the feed rate is mostly wrong (PROTOCOL §3.2)."""
    unseen = {command for command, rule in RULES.items() if rule.confirmed is None}
    assert unseen == {Home, Move, SetFeedRate, SetFanSpeed, OtherCommand}


def test_only_the_camera_says_that_it_did_not_obey() -> None:
    assert [command for command, rule in RULES.items() if rule.failed] == [Camera]


@pytest.mark.parametrize(
    ("completion", "confirmed"), [(None, True), (41.7, False), (100.0, False)]
)
def test_print_that_came_to_its_end_was_not_cancelled(
    completion: float | None, confirmed: bool
) -> None:
    """Completion is null after a cancel, and stays after an end (PROTOCOL §3.5)."""
    idle = snapshot("Operational", progress=progress(completion))
    told = Picture().merge(decode_status(idle), datetime.now(UTC))
    before = picture("Printing")
    assert confirms(Cancel(), before, told) is confirmed


@pytest.mark.parametrize("command", CONFIRMED)
def test_no_state_in_which_a_command_is_allowed_confirms_it(command: Command) -> None:
    """Else it would be taken for done before the printer has done anything."""
    for state in RULES[type(command)].allowed:
        assert not confirms(command, Picture(state), Picture(state))


@pytest.mark.parametrize(
    ("readings", "confirmed"),
    [
        ({"tool0": temperature(21.3, 200.0), "bed": temperature(20.0, 0.0)}, True),
        ({"tool0": temperature(200.0, 199.0), "bed": temperature(20.0, 200.0)}, False),
        ({"tool0": temperature(200.0, None)}, False),
        ({}, False),
    ],
)
def test_target_of_the_same_heater_confirms(readings: Any, confirmed: bool) -> None:
    told = picture("Operational", readings)
    before = picture("Operational")
    assert confirms(HEAT, before, told) is confirmed


@pytest.mark.parametrize(
    ("command", "text", "readings", "changes"),
    [
        (SetTemperature(0, 200), "Printing", TWO_HOTENDS, True),
        (SetTemperature(1, 200), "Printing", TWO_HOTENDS, True),
        (SetTemperature(1, 200), "Paused", TWO_HOTENDS, True),
        (SetTemperature(1, 200), "Operational", TWO_HOTENDS, False),
        (SetTemperature(-1, 60), "Printing", TWO_HOTENDS, False),
        (SetTemperature(0, 200), "Printing", ONE_HOTEND, False),
        (Pause(), "Printing", TWO_HOTENDS, False),
    ],
)
def test_hotend_of_a_printer_with_several_is_not_set_during_a_print(
    command: Command, text: str, readings: Any, changes: bool
) -> None:
    assert changes_tool(command, picture(text, readings)) is changes


def test_tool_change_is_noticed_though_a_hotend_is_missing_from_a_snapshot() -> None:
    """Seen in recordings (PROTOCOL §17)."""
    known = picture("Printing", TWO_HOTENDS)
    missing = {name: TWO_HOTENDS[name] for name in ("tool1", "bed")}
    message = decode_status(snapshot("Printing", temperatures=missing))
    told = known.merge(message, datetime.now(UTC))
    assert changes_tool(SetTemperature(1, 200), told)


@pytest.mark.parametrize(
    ("newer", "older", "replaced"),
    [
        (SetTemperature(0, 210), HEAT, True),
        (HEAT, HEAT, True),
        (SetTemperature(1, 210), HEAT, False),
        (SetTemperature(-1, 60), HEAT, False),
        (SetTemperature(-1, 60), SetTemperature(-1, 90), True),
        (Pause(), HEAT, False),
        (HEAT, Pause(), False),
        (Pause(), Pause(), False),
        (FEED, FEED, False),
    ],
)
def test_newer_target_of_the_same_heater_replaces_the_older(
    newer: Command, older: Command, replaced: bool
) -> None:
    assert supersedes(newer, older) is replaced


# The camera

STOPPED = b'{"running": false, "last_error": null}'
RUNNING = b'{"running": true, "last_error": "an old one"}'
FAILED = b'{"running": false, "last_error": "missing input url"}'


def seen(before: Picture, *payloads: bytes) -> Picture:
    """Return the picture after the camera's answers."""
    for payload in payloads:
        before = before.merge(decode_camera_state(payload), datetime.now(UTC))
    return before


@pytest.mark.parametrize(
    ("command", "answer", "obeyed", "words"),
    [
        (Camera("start"), RUNNING, True, "an old one"),
        (Camera("start"), STOPPED, False, None),
        (Camera("start"), FAILED, False, "missing input url"),
        (Camera("restart"), RUNNING, True, "an old one"),
        (Camera("restart"), FAILED, False, "missing input url"),
        (Camera("stop"), STOPPED, True, None),
        (Camera("stop"), FAILED, True, "missing input url"),
        (Camera("stop"), RUNNING, False, "an old one"),
        (Camera("state"), STOPPED, True, None),
        (Camera("state"), RUNNING, True, "an old one"),
    ],
)
@pytest.mark.parametrize("earlier", [(), (STOPPED,), (RUNNING,), (FAILED,)])
def test_camera_answers(
    earlier: tuple[bytes, ...],
    command: Camera,
    answer: bytes,
    obeyed: bool,
    words: str | None,
) -> None:
    """Only what comes after the command counts, though it may say the same again.

    The error is the last that there was, also where the camera does what it was told.
    """
    rule = RULES[Camera]
    assert rule.failed
    before = seen(picture("Operational"), *earlier)
    after = before.merge(
        decode_status(event("PAUSED", "Paused")), datetime.now(UTC)
    ).merge(decode_status(snapshot()), datetime.now(UTC))
    assert not confirms(command, before, before)
    assert not confirms(command, before, after)
    assert rule.failed(command, before, after) is None
    answered = seen(after, answer)
    assert confirms(command, before, answered) is obeyed
    assert rule.failed(command, before, answered) == words


def test_camera_as_it_was_recorded() -> None:
    """Every start failed there, and every stop was done in spite of an old error."""
    told = Picture(State.IDLE)
    command, outcomes = Camera("state"), []
    topics = ("control/{}", "camera/{}/cmd", "camera/{}/state")
    messages = [one for name in topics for one in recorded_elsewhere("commands", name)]
    for message in sorted(messages, key=lambda one: one.t):
        if not message.topic.endswith("/state"):
            if '"action"' in message.payload:
                command = Camera(json.loads(message.payload)["action"])
            continue
        before, told = told, seen(told, message.payload.encode())
        rule = RULES[Camera]
        assert rule.failed
        obeyed = confirms(command, before, told)
        words = rule.failed(command, before, told)
        outcomes.append((command.action, None if obeyed else words))
    assert outcomes == [
        ("state", None),
        ("start", "missing input url"),
        ("state", None),
        ("start", "invalid or dangerous input URL"),
        ("start", "[Errno 2] No such file or directory: 'ffmpeg'"),
        ("stop", None),
        ("restart", "missing input url"),
        ("state", None),
    ]


# Moves

BOX = FULL_PROFILE["volume"]["custom_box"]  # type: ignore[index]


def machine(
    volume: Any = None, at: Any = (10.0, 20.0, 30.0, 40.0), **more: Any
) -> Picture:
    """Return the picture of an idle printer with a print volume, at a place."""
    place = dict(zip("xyze", at, strict=True))
    payload = snapshot(
        connection=["Operational", "V", 1, {"volume": volume or {}}],
        axes={"machine": place, "current": {"x": 999}, "target": {"x": 999}},
        **more,
    )
    return Picture().merge(decode_status(payload), datetime.now(UTC))


def volume(**changes: Any) -> dict[str, Any]:
    """Return a print volume of 200 by 210 by 220 mm."""
    size = {"width": 200, "depth": 210, "height": 220}
    return {**size, "origin": "lowerleft", "custom_box": False, **changes}


NOWHERE = (None,) * 4


@pytest.mark.parametrize(
    ("told", "bounds"),
    [
        (Volume(), {}),
        (
            Volume(width=200, depth=210, height=220),
            {"x": (0, 200), "y": (0, 210), "z": (0, 220)},
        ),
        (
            Volume(width=200, depth=210, height=220, origin="lowerleft"),
            {"x": (0, 200), "y": (0, 210), "z": (0, 220)},
        ),
        (
            Volume(width=200, depth=210, height=220, origin="center"),
            {"x": (-100, 100), "y": (-105, 105), "z": (0, 220)},
        ),
        (Volume(width=0, depth=-1, height=220), {"z": (0, 220)}),
        (Volume(width=200, custom_box=False), {"x": (0, 200)}),
        (Volume(width=200, custom_box=True), {"x": (0, 200)}),
        (Volume(width=200, custom_box=CustomBox()), {"x": (0, 200)}),
        (
            Volume(200, 210, 220, "center", None, CustomBox(-5, 225, -6, 216, -1, 255)),
            {"x": (-5, 225), "y": (-6, 216), "z": (-1, 255)},
        ),
        (
            Volume(200, 210, 220, custom_box=CustomBox(x_min=-5, y_min=9, y_max=1)),
            {"x": (0, 200), "y": (0, 210), "z": (0, 220)},
        ),
    ],
)
def test_bounds(told: Volume, bounds: dict[str, tuple[float, float]]) -> None:
    assert bounds_of(told) == bounds


RELATIVE, ABSOLUTE = "relative", "absolute"


@pytest.mark.parametrize(
    ("printer", "mode", "axis", "minimum", "maximum"),
    [
        # within the volume, by each origin
        (machine(volume()), RELATIVE, "x", -10, 190),
        (machine(volume()), ABSOLUTE, "x", 0, 200),
        (machine(volume()), RELATIVE, "y", -20, 190),
        (machine(volume()), ABSOLUTE, "y", 0, 210),
        (machine(volume()), RELATIVE, "z", -30, 190),
        (machine(volume()), ABSOLUTE, "z", 0, 220),
        (machine(volume(origin=None)), RELATIVE, "x", -10, 190),
        (machine(volume(origin="center")), RELATIVE, "x", -110, 90),
        (machine(volume(origin="center")), ABSOLUTE, "x", -100, 100),
        (machine(volume(origin="center")), RELATIVE, "y", -125, 85),
        (machine(volume(origin="center")), ABSOLUTE, "y", -105, 105),
        (machine(volume(origin="center")), RELATIVE, "z", -30, 190),
        (machine(volume(origin="center")), ABSOLUTE, "z", 0, 220),
        # a box of the axes' own
        (machine(volume(custom_box=BOX)), RELATIVE, "x", -15, 215),
        (machine(volume(custom_box=BOX)), ABSOLUTE, "y", -6, 216),
        (machine(volume(custom_box=BOX, origin="center")), ABSOLUTE, "x", -5, 225),
        (machine(volume(custom_box=BOX)), ABSOLUTE, "z", 0, 255),
        # the position is not known
        (machine(volume(), NOWHERE), RELATIVE, "x", -50, 50),
        (machine(volume(), NOWHERE), ABSOLUTE, "x", 0, 200),
        (machine(volume(origin="center"), NOWHERE), RELATIVE, "y", -50, 50),
        (machine(volume(origin="center"), NOWHERE), ABSOLUTE, "y", -105, 105),
        # outside of the volume: only back
        (machine(volume(), (-10.0, 260.0, 225.0, 0)), RELATIVE, "x", 0, 210),
        (machine(volume(), (-10.0, 260.0, 225.0, 0)), ABSOLUTE, "x", -10, 200),
        (machine(volume(), (-10.0, 260.0, 225.0, 0)), RELATIVE, "y", -260, 0),
        (machine(volume(), (-10.0, 260.0, 225.0, 0)), ABSOLUTE, "y", 0, 260),
        (machine(volume(), (-10.0, 260.0, 225.0, 0)), RELATIVE, "z", -225, 0),
        # the volume is not known
        (machine(), RELATIVE, "x", -50, 50),
        (machine(), ABSOLUTE, "x", 0, 0),
        (machine(at=NOWHERE), RELATIVE, "z", -50, 50),
        (machine(at=NOWHERE), ABSOLUTE, "z", 0, 0),
        (machine(volume(width=None)), RELATIVE, "x", -50, 50),
        (machine(volume(width=None)), RELATIVE, "y", -20, 190),
        (picture("Offline"), RELATIVE, "y", -50, 50),
        (picture("Offline"), ABSOLUTE, "y", 0, 0),
        (Picture(), RELATIVE, "z", -50, 50),
        (Picture(), ABSOLUTE, "z", 0, 0),
        # filament
        (machine(volume(), (0, 0, 0, 4000.0)), RELATIVE, "e", -100, 100),
        (machine(volume(), (0, 0, 0, 4000.0)), ABSOLUTE, "e", 3900, 4100),
        (machine(volume(), NOWHERE), ABSOLUTE, "e", -100, 100),
        (Picture(), ABSOLUTE, "e", -100, 100),
    ],
)
def test_how_far_an_axis_may_go(
    printer: Picture, mode: Any, axis: str, minimum: float, maximum: float
) -> None:
    for inside in (minimum, maximum, (minimum + maximum) / 2):
        check_move(Move(mode, 1000, **{axis: inside}), printer, {})
    for outside in (minimum - 0.001, maximum + 0.001, minimum - 999, math.nan):
        if axis == "e" and mode == RELATIVE:
            with pytest.raises(OutOfRangeError):
                Move(mode, 1000, e=outside)
            continue
        with pytest.raises(OutOfVolumeError) as error:
            check_move(Move(mode, 1000, **{axis: outside}), printer, {})
        told = error.value
        assert told.axis == axis
        assert told.value == outside or math.isnan(outside)
        assert (told.minimum, told.maximum, told.unit) == (minimum, maximum, "mm")


def test_every_axis_of_a_move_is_checked() -> None:
    printer = machine(volume())
    check_move(Move("absolute", 1000, x=1, y=1, z=1, e=41), printer, {})
    for axis in "xyze":
        with pytest.raises(OutOfVolumeError) as error:
            check_move(
                Move("absolute", 1000, **{"x": 1, "y": 1, "z": 1, axis: 999.0}),
                printer,
                {},
            )
        assert error.value.axis == axis


def test_limits_that_the_documents_name() -> None:
    assert (UNBOUNDED_JOG, MAX_EXTRUSION) == (50, 100)


finite = st.floats(-1000, 1000)
places = st.tuples(*4 * [st.none() | finite])
volumes = st.none() | st.builds(
    volume,
    width=st.none() | finite,
    depth=st.none() | finite,
    height=st.none() | finite,
    origin=st.sampled_from(["lowerleft", "center", None, "new"]),
    custom_box=st.booleans()
    | st.dictionaries(st.sampled_from(list(BOX)), st.none() | finite),
)


@given(
    volumes,
    places,
    st.sampled_from(["relative", "absolute"]),
    st.dictionaries(st.sampled_from("xyze"), st.floats() | finite, min_size=1),
)
@example(volume(), (-10.0, None, None, None), "relative", {"x": -0.1})
def test_no_move_ever_leaves_the_volume(
    told: Any, at: Any, mode: Any, distances: dict[str, float]
) -> None:
    """Each axis ends within its bounds, or nearer to them than it stands."""
    printer = machine(told, at)
    try:
        command = Move(mode, 1000, **distances)
        check_move(command, printer, {})
    except OutOfRangeError:
        return
    sent = json.loads(command.encode())
    profile = printer.profile
    assert profile
    bounds = bounds_of(profile.volume)
    for axis, place in zip("xyze", at, strict=True):
        if axis not in distances:
            assert axis not in sent
            continue
        assert math.isfinite(sent[axis])
        end = sent[axis] + ((place or 0) if mode == "relative" else 0)
        low, high = bounds.get(axis, (-UNBOUNDED_JOG, UNBOUNDED_JOG))
        if axis == "e":
            assert abs(end - (place or 0)) <= MAX_EXTRUSION + 0.001
        elif axis not in bounds:
            assert abs(sent[axis]) <= (UNBOUNDED_JOG if mode == "relative" else 0)
        elif place is None and mode == "relative":
            assert abs(sent[axis]) <= high - low + 0.001
        else:
            stands = low if place is None else place
            assert min(low, stands) - 0.001 <= end <= max(high, stands) + 0.001


def test_move_is_measured_where_the_machine_stands() -> None:
    """Not within the print, nor where it was sent to (PROTOCOL §3.2)."""
    full = Picture().merge(decode_status(json.dumps(FULL).encode()), datetime.now(UTC))
    with pytest.raises(OutOfVolumeError) as error:
        check_move(Move("relative", 1000, x=999), full, {})
    assert (error.value.minimum, error.value.maximum) == (-5 - 11, 225 - 11)


def test_camera_does_not_change_where_a_printer_may_go() -> None:
    printer = machine(volume())
    after = printer.merge(CameraState(running=True), datetime.now(UTC))
    assert after.snapshot is printer.snapshot
    assert after.state is printer.state


def test_print_that_has_begun_confirms_the_wish_to_print() -> None:
    before = picture("Operational")
    after = before.merge(decode_status(printing()), datetime.now(UTC))
    assert confirms(PRINT, before, after)
    assert not confirms(PRINT, before, picture("Transferring file to SD"))


def selected(text: str, name: str | None, before: Picture) -> Picture:
    """Return the picture after a snapshot in a state with a file selected."""
    told = snapshot(text, job=job(name), progress=progress(100.0))
    return before.merge(decode_status(told), datetime.now(UTC))


def heard(before: Picture, *states: str) -> Picture:
    """Return the picture after some bare events."""
    for state in states:
        said = decode_status(event(state, state.capitalize()))
        before = before.merge(said, datetime.now(UTC))
    return before


def test_print_has_started_once_a_snapshot_names_its_file() -> None:
    idle = selected("Operational", "other.gcode", Picture())
    started = heard(idle, "STARTING")
    assert not confirms(PRINT, idle, idle)
    assert not confirms(PRINT, idle, started)
    assert not confirms(PRINT, idle, selected("Operational", "other.gcode", started))
    assert confirms(PRINT, idle, selected("Printing", PRINT.filename, started))
    assert confirms(PRINT, idle, selected("Printing", PRINT.filename, idle))


def test_print_of_less_than_a_second_has_started_too() -> None:
    """No snapshot shows it printing (PROTOCOL §3.5)."""
    idle = selected("Operational", PRINT.filename, Picture())
    ended = heard(idle, "STARTING", "PRINTING", "FINISHING", "OPERATIONAL")
    assert not confirms(PRINT, idle, ended)
    assert confirms(PRINT, idle, selected("Operational", PRINT.filename, ended))


def test_another_print_is_not_the_one_that_was_asked_for() -> None:
    idle = selected("Operational", PRINT.filename, Picture())
    assert not confirms(PRINT, idle, selected("Printing", "other.gcode", idle))
    assert not confirms(PRINT, idle, selected("Operational", PRINT.filename, idle))


def test_end_of_the_print_before_is_not_the_start_of_the_next() -> None:
    """A snapshot may be older than the event before it."""
    printing = selected("Printing", "other.gcode", Picture())
    idle = heard(printing, "FINISHING", "OPERATIONAL")
    assert not confirms(PRINT, idle, selected("Finishing", "other.gcode", idle))


def test_snapshot_from_before_the_start_is_no_cancelled_print() -> None:
    idle = picture("Operational")
    starting = heard(idle, "STARTING")
    stale = starting.merge(decode_status(snapshot("Operational")), datetime.now(UTC))
    assert not confirms(Cancel(), starting, stale)
    assert confirms(Cancel(), starting, heard(starting, "OPERATIONAL"))
    assert confirms(Cancel(), picture("Printing"), picture("Operational"))


def test_quick_jogs_stay_within_the_volume_together() -> None:
    jog = Move("relative", 1000, x=10)
    printer = machine(volume(), (185, 100, 20, 0))
    check_move(jog, printer, {})
    reach = reach_after(jog, printer, {})
    assert reach == {"x": 195}
    with pytest.raises(OutOfVolumeError) as error:
        check_move(jog, printer, reach)
    assert (error.value.minimum, error.value.maximum) == (-195, 5)
    back = Move("relative", 1000, x=-10)
    check_move(back, printer, reach)
    assert reach_after(back, printer, reach) == {"x": 185}


def test_where_an_axis_was_sent_counts_before_it_is_told() -> None:
    printer = machine(volume(), (5, 5, 5, 0))
    reach = reach_after(Move("absolute", 1000, x=200), printer, {})
    with pytest.raises(OutOfVolumeError):
        check_move(Move("relative", 1000, x=10), printer, reach)
    homed = reach_after(Home("x"), printer, {})
    assert homed == {"x": 0}
    with pytest.raises(OutOfVolumeError):
        check_move(Move("relative", 1000, x=-1), printer, homed)
    assert reach_after(Pause(), printer, homed) == homed


def test_place_that_cannot_be_true_is_unknown() -> None:
    printer = machine(volume(), (-1e6, 5, 5, 0))
    with pytest.raises(OutOfVolumeError):
        check_move(Move("relative", 1000, x=1000), printer, {})
    check_move(Move("relative", 1000, x=50), printer, {})
