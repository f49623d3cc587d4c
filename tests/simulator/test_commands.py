"""What the plugin does with each command, and what it drops."""

import json
from typing import Any

import pytest

from simulator import Message, Printer

from .wire import UUID, events, recorded, snapshots, statuses

CONTROL = f"control/{UUID}"
FFMPEG = "ffmpeg"
"""The recorded edge had no ffmpeg; the simulated one starts its stream."""


def send(printer: Printer, command: Any, seconds: float = 3.2) -> list[Message]:
    """Send a command and let time pass."""
    payload = command if isinstance(command, str) else json.dumps(command)
    return printer.hear(CONTROL, payload) + printer.advance(seconds)


def test_recorded_commands_have_their_recorded_effect() -> None:
    """Play all that `commands` was sent; compare targets, moves and camera answers."""
    printer = Printer(UUID, scene="idle")
    mine: list[Any] = []
    theirs: list[Any] = []
    said: list[Any] = []
    heard: list[Any] = []
    last: Any = None
    before = 0.0

    def summary(snapshot: Any, counted: list[int]) -> Any:
        path = snapshot["path"]
        counted[:] = counted or [path["total_segments"]]
        return (
            {name: heat["target"] for name, heat in snapshot["temperatures"].items()},
            path["total_segments"] - counted[0],
            snapshot["state"]["text"],
            snapshot["overrides"]["flowrate"],
        )

    my_count: list[int] = []
    their_count: list[int] = []
    mine_last = snapshots(statuses(printer.advance(1)))[-1]
    for message in recorded("commands"):
        topic, told = message["topic"], message["decoded"]
        if topic.startswith("octoprint/status"):
            last = told
        elif topic == f"camera/{UUID}/state":
            theirs_camera = told
            heard.append(theirs_camera)
        elif topic in printer.edge.topics:
            theirs.append(summary(last, their_count))
            passed = statuses(printer.advance(message["t"] - before))
            mine_last = (snapshots(passed) or [mine_last])[-1]
            mine.append(summary(mine_last, my_count))
            before = message["t"]
            answers = printer.hear(topic, message["payload"])
            said.extend(
                one.decoded for one in answers if one.topic == f"camera/{UUID}/state"
            )
    # The flow rate moved once, by an answer that was put into the virtual printer.
    assert [one[:3] for one in mine] == [one[:3] for one in theirs]
    assert len(said) == len(heard)
    for my_answer, their_answer in zip(said, heard, strict=True):
        if FFMPEG not in str(their_answer) and not my_answer["started_at"]:
            assert my_answer == their_answer


def test_targets_show_at_once_and_are_truncated(printer: Printer) -> None:
    printer.advance(1)
    printer.hear(
        CONTROL, '{"type": "set_temperature", "tool": -1, "temperature": 60.7}'
    )
    heat = snapshots(statuses(printer.advance(1)))[0]["temperatures"]["bed"]
    assert heat["target"] == 60.0
    heats = snapshots(statuses(printer.advance(60)))
    assert heats[-1]["temperatures"]["bed"]["actual"] == pytest.approx(60, abs=1)


@pytest.mark.parametrize(
    ("command", "heater", "target"),
    [
        ({"tool": 0, "temperature": 205}, "tool0", 205.0),
        ({"tool": 1, "temperature": 120}, "tool1", 120.0),
        ({"tool": -2, "temperature": 50}, "tool0", 50.0),
        ({"temperature": 70}, "tool0", 70.0),
        ({"tool": 0, "temperature": 9999}, "tool0", 9999.0),
        ({"tool": 2, "temperature": 80}, "tool1", 0.0),
    ],
)
def test_set_temperature(command: dict[str, Any], heater: str, target: float) -> None:
    printer = Printer(UUID, tools=2)
    told = send(printer, {"type": "set_temperature", **command})
    shown = snapshots(statuses(told))[-1]["temperatures"]
    assert shown[heater]["target"] == target


def test_set_temperature_alone_switches_the_nozzle_off(printer: Printer) -> None:
    send(printer, {"type": "set_temperature", "tool": 0, "temperature": 205})
    told = send(printer, {"type": "set_temperature"})
    assert snapshots(statuses(told))[-1]["temperatures"]["tool0"]["target"] == 0.0


def test_negative_target_is_shown_until_the_firmware_reports(printer: Printer) -> None:
    send(printer, {"type": "set_temperature", "tool": 0, "temperature": 90}, 2.0)
    told = snapshots(
        statuses(
            send(printer, {"type": "set_temperature", "tool": 0, "temperature": -10})
        )
    )
    targets = [one["temperatures"]["tool0"]["target"] for one in told]
    assert targets[0] == -10.0
    assert targets[-1] == 90.0


@pytest.mark.parametrize(
    "command",
    [
        {"type": "set_temperature", "tool": "bed", "temperature": 60},
        {"type": "set_temperature", "tool": 0, "temperature": None},
        {"type": "move"},
        {"type": "move", "x": "abc"},
        {"type": "move", "x": 0, "feedrate": 0},
        {"type": "set_feed_rate", "factor": 5},
        {"type": "set_feed_rate", "factor": 501},
        {"type": "set_feed_rate", "factor": "fast"},
        {"type": "set_fan_speed", "speed": 101},
        {"type": "set_fan_speed", "speed": "x"},
        {"type": "set_flow_rate", "factor": 90},
        {"type": "gcode", "command": "M112"},
        {"type": "control_command", "command": "pause"},
        {"type": "start"},
        {"type": "print"},
        {"type": "upload"},
        {"type": "temperature"},
        {"type": "camera"},
        {"type": "camera", "action": "bogus"},
        {"nothing": 1},
        {"type": 7},
        {"type": None},
        [],
        42,
        "{bad json",
        "",
        '"home"',
        "null",
    ],
    ids=str,
)
def test_dropped(command: Any) -> None:
    printer = Printer(UUID, scene="printing")
    before = snapshots(statuses(printer.advance(1)))[0]
    machine = printer.machine
    told = send(printer, command, 1)
    after = snapshots(statuses(told))[0]
    assert len(told) == 1
    assert machine.feed_rate == 100
    assert machine.fan == 0
    for one in (before, after):
        targets = {name: heat["target"] for name, heat in one["temperatures"].items()}
        assert targets == {"tool0": 200.0, "bed": 60.0, "chamber": None}
        assert one["state"]["text"] == "Printing"


def test_pause_resume_cancel(printer: Printer) -> None:
    told: list[Any] = []
    for command in ("pause", "resume", "cancel"):
        told += events(statuses(send(printer, {"type": command})))
    assert told == []
    printer.start_print("cable_clip.gcode")
    printer.advance(100)
    for command in ("pause", "PAUSE", "resume", "Resume", "cancel", "cancel"):
        told += events(statuses(send(printer, {"type": command})))
    assert told == [
        "PAUSING",
        "PAUSED",
        "RESUMING",
        "PRINTING",
        "CANCELLING",
        "OPERATIONAL",
    ]


def test_nothing_is_done_while_the_printer_is_off() -> None:
    printer = Printer(UUID, scene="offline")
    first = snapshots(statuses(printer.advance(1)))[0]
    for command in (
        {"type": "home"},
        {"type": "pause"},
        {"type": "move", "x": 10},
        {"type": "set_temperature", "tool": 0, "temperature": 50},
        {"type": "set_feed_rate", "factor": 150},
        {"type": "set_fan_speed", "speed": 50},
    ):
        send(printer, command, 0)
    assert printer.machine.feed_rate == 100
    assert printer.machine.fan == 0
    last = snapshots(statuses(printer.advance(1)))[0]
    assert last | {"ts": 0} == first | {"ts": 0}


def test_waiting_for_a_heater_holds_the_print() -> None:
    printer = Printer(UUID, scene="printing")
    command = {"type": "set_temperature", "tool": -1, "temperature": 80, "wait": True}
    held = snapshots(statuses(send(printer, command, 15)))
    assert len({one["progress"]["filepos"] for one in held[1:]}) == 1
    moving = snapshots(statuses(printer.advance(10)))
    assert moving[-1]["progress"]["filepos"] > held[-1]["progress"]["filepos"]


def test_move_and_home(printer: Printer) -> None:
    def machine_axes(command: Any) -> dict[str, float]:
        one = snapshots(statuses(send(printer, command)))[-1]
        return dict(one["axes"]["machine"])

    assert machine_axes({"type": "move", "x": 10})["x"] == 10
    moved = machine_axes({"type": "move", "x": "2.5", "y": -1, "e": 3, "feedrate": 600})
    assert (moved["x"], moved["y"], moved["e"]) == (12.5, -1, 3)
    moved = machine_axes({"type": "move", "mode": "absolute", "x": 50, "z": 5})
    assert (moved["x"], moved["y"], moved["z"]) == (50, -1, 5)
    assert machine_axes({"type": "home", "axes": "X"})["x"] == 0
    assert machine_axes({"type": "home", "axes": ["y"]})["y"] == 0
    assert machine_axes({"type": "home", "axes": 5}) == {"x": 0, "y": 0, "z": 0, "e": 3}


def test_position_shows_one_snapshot_late(printer: Printer) -> None:
    printer.advance(1)
    printer.hear(CONTROL, '{"type": "move", "x": 10}')
    told = snapshots(statuses(printer.advance(2)))
    assert [one["axes"]["target"]["x"] for one in told] == [10, 10]
    assert [one["axes"]["machine"]["x"] for one in told] == [0, 10]


@pytest.mark.parametrize(
    ("command", "percent"),
    [
        ({"type": "set_feed_rate", "factor": 150}, 150),
        ({"type": "feed_rate", "speed": 80}, 80),
        ({"type": "set_feed_rate", "factor": 123.9}, 123),
        ({"type": "set_feed_rate"}, 100),
    ],
)
def test_feed_rate_works_though_overrides_do_not_move(
    command: dict[str, Any], percent: int
) -> None:
    printer = Printer(UUID, scene="printing")
    told = snapshots(statuses(send(printer, command, 10)))
    assert told[-1]["overrides"] == {"feedrate": 100, "flowrate": 100}
    read = told[-1]["progress"]["filepos"] - told[0]["progress"]["filepos"]
    assert read == pytest.approx(300 * (len(told) - 1) * percent / 100, abs=2)


def test_received_is_what_was_sent(printer: Printer) -> None:
    send(printer, {"type": "home"})
    send(printer, "{bad json")
    assert printer.received == [{"type": "home"}, {}]


def test_camera(printer: Printer) -> None:
    topic = f"camera/{UUID}/cmd"

    def state(payload: str) -> Any:
        (message,) = printer.hear(topic, payload)
        assert message.topic == f"camera/{UUID}/state"
        assert (message.qos, message.retain) == (0, False)
        return message.decoded

    idle = {"running": False, "pid": None, "started_at": None, "last_error": None}
    assert state('{"action": "state"}') == idle
    assert printer.hear(topic, "not json") == []
    options = '"options": {"input": "http://cam.local/stream", "name": "cam-1"}'
    running = state(f'{{"type": "camera", "action": "start", {options}}}')
    assert running["running"] is True
    assert running["pid"] > 0
    assert running["webrtc"]["name"] == "cam-1"
    assert running["webrtc"]["play_url_webrtc"].endswith("/webrtc/cam-1/")
    stopped = state('{"action": "stop"}')
    assert stopped == running | {"running": False, "pid": None}


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({}, "missing input url"),
        ({"input": "http://h/x;id"}, "invalid or dangerous input URL"),
        ({"input": "http://h/x?a=1&b=2"}, "invalid or dangerous input URL"),
        ({"input": "file:///etc/passwd"}, "invalid or dangerous input URL"),
        ({"input": "http://h/x", "name": "a b"}, "invalid stream name"),
    ],
)
def test_camera_refuses(options: dict[str, str], error: str) -> None:
    printer = Printer(UUID)
    command = {"type": "camera", "action": "start", "options": options}
    (message,) = printer.hear(CONTROL, json.dumps(command))
    assert message.decoded["last_error"] == error
    assert message.decoded["running"] is False


def test_camera_topic_takes_every_command() -> None:
    printer = Printer(UUID, scene="printing")
    told = printer.hear(f"camera/{UUID}/cmd", '{"type": "pause"}')
    assert events(statuses(told)) == ["PAUSING"]


def test_registration() -> None:
    printer = Printer(UUID, scene="unregistered")
    topic = f"device/{UUID}/registration"
    assert printer.advance(5) == []
    printer.disconnect()
    assert events(statuses(printer.advance(1))) == ["OFFLINE"]
    assert printer.hear(topic, '{"status": "else"}') == []
    done = '{"status": "registered", "registered_at": "2026-01-02T03:04:05.678Z"}'
    (ack,) = printer.hear(topic, done)
    assert ack.topic == f"{topic}/ack"
    assert (ack.qos, ack.retain) == (1, False)
    assert ack.decoded == {
        "status": "confirmed",
        "instance_id": UUID,
        "confirmed_at": "2026-01-02T03:04:05.678Z",
    }
    assert printer.hear(topic, done) == []
    assert printer.advance(5) == []
    printer.edge.connected()
    assert len(printer.advance(5)) == 5


@pytest.mark.parametrize("status", ["timeout", "failed"])
def test_a_registration_that_is_given_up_is_not_taken_up_again(status: str) -> None:
    printer = Printer(UUID, scene="unregistered")
    topic = f"device/{UUID}/registration"
    assert printer.hear(topic, json.dumps({"status": status})) == []
    assert printer.hear(topic, '{"status": "registered"}') == []
    printer.edge.connected()
    assert printer.advance(5) == []
