"""The platform's own design: four readings, commands that are answered, and pictures."""

import base64
from functools import partial
import json
from typing import Any

import pytest

from simulator import Fleet, Message, Printer
from tests.mosquitto import Mosquitto

from .ear import listening
from .wire import UUID, told_on

FILE = "cable_clip.gcode"
RESULTS = f"control_result/{UUID}"
READINGS = {
    f"octoprint/status/{UUID}": "printer_status",
    f"temperature/{UUID}": "temperature_update",
    f"position/{UUID}": "position_update",
    f"print_progress/{UUID}": "print_progress",
}
JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


def command(name: Any, **fields: Any) -> bytes:
    """Return a command's payload."""
    told = {"type": "control_command", "command": name, "timestamp": 1760000000000}
    return json.dumps(told | fields).encode()


def send(printer: Printer, name: Any, **fields: Any) -> Any:
    """Send a command; return its answer."""
    (message,) = printer.hear(RESULTS, command(name, **fields))
    assert (message.topic, message.qos, message.retain) == (RESULTS, 1, False)
    return message.decoded


def data(messages: list[Message], reading: str) -> Any:
    """Return the data of the last message of a reading."""
    return told_on(messages, f"{reading}/{UUID}")[-1]["data"]


@pytest.fixture
def printer() -> Printer:
    """Return an idle printer of the platform's design."""
    return Printer(UUID, dialect="platform")


def test_four_readings_every_interval(printer: Printer) -> None:
    told = printer.advance(2.5)
    assert [one.topic for one in told] == list(READINGS) * 3
    for one in told:
        assert (one.qos, one.retain) == (0, False)
        envelope = one.decoded
        assert list(envelope) == ["type", "device_uuid", "timestamp", "data"]
        assert envelope["type"] == READINGS[one.topic]
        assert envelope["device_uuid"] == UUID
    assert told[4].decoded["timestamp"] == pytest.approx(
        told[0].decoded["timestamp"] + 1
    )


def test_what_the_readings_say_in_a_print() -> None:
    printer = Printer(UUID, dialect="platform", scene="printing", tools=2)
    told = printer.advance(1)
    assert data(told, "octoprint/status") == {
        "state": "Printing",
        "flags": {
            "operational": True,
            "printing": True,
            "paused": False,
            "error": False,
            "ready": False,
        },
    }
    heats = data(told, "temperature")
    assert list(heats) == ["tool0", "tool1", "bed", "chamber"]
    assert heats["bed"] == {"actual": pytest.approx(60, abs=1), "target": 60.0}
    assert heats["chamber"] == {"actual": None, "target": None}
    assert list(data(told, "position")) == ["x", "y", "z", "e"]
    assert data(told, "position")["x"] == pytest.approx(100, abs=20)
    progress = data(told, "print_progress")
    assert progress == {
        "completion": pytest.approx(40, abs=1),
        "printTime": pytest.approx(2400, abs=100),
        "printTimeLeft": pytest.approx(3600, abs=150),
    }


def test_readings_without_a_print(printer: Printer) -> None:
    told = printer.advance(1)
    nothing = {"completion": None, "printTime": None, "printTimeLeft": None}
    assert data(told, "print_progress") == nothing
    assert data(told, "octoprint/status")["flags"]["ready"] is True
    printer.disconnect()
    told = printer.advance(1)
    assert data(told, "octoprint/status")["state"] == "Offline"
    assert data(told, "temperature") == {}


def test_a_print_says_nothing_but_its_readings(printer: Printer) -> None:
    printer.start_print(FILE)
    told = printer.advance(400)
    assert {one.topic for one in told} == set(READINGS)
    assert data(told, "print_progress")["completion"] == 100.0


def test_pause_resume_and_cancel_are_answered(printer: Printer) -> None:
    printer.start_print(FILE)
    printer.advance(100)
    texts = []
    for name in ("pause", "resume", "cancel"):
        answer = send(printer, name)
        assert answer.pop("timestamp") == pytest.approx(
            printer.machine.unix * 1000, abs=1
        )
        assert answer == {
            "type": "control_result",
            "action": name,
            "ok": True,
            "message": None,
        }
        texts.append(data(printer.advance(2), "octoprint/status")["state"])
    assert texts == ["Paused", "Printing", "Operational"]


def test_commands_have_the_effect_of_the_plugins(printer: Printer) -> None:
    machine = printer.machine
    for name, fields in (
        ("move", {"mode": "relative", "x": 10, "y": 5, "feedrate": 1500}),
        ("home", {"axes": "X"}),
        ("set_temperature", {"tool": -1, "temperature": 60, "wait": False}),
        ("set_feed_rate", {"factor": 150}),
        ("set_fan_speed", {"speed": 40}),
    ):
        assert send(printer, name, **fields)["ok"] is True
    assert machine.position == {"x": 0, "y": 5, "z": 0, "e": 0}
    assert machine.heaters["bed"].target == 60
    assert (machine.feed_rate, machine.fan) == (150, 40)


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("pause", {}, "Not printing"),
        ("resume", {}, "Not paused"),
        ("cancel", {}, "Not printing"),
        ("move", {}, "No axis given"),
        ("move", {"x": "far"}, "Bad value"),
        ("set_temperature", {"tool": 4, "temperature": 50}, "No such heater"),
        ("set_temperature", {"tool": 0, "temperature": -5}, "Out of range"),
        ("set_temperature", {"tool": "bed"}, "Bad value"),
        ("set_feed_rate", {"factor": 501}, "Out of range"),
        ("set_fan_speed", {"speed": 101}, "Out of range"),
        ("feed_rate", {"factor": 150}, "Unknown command"),
        ("start", {}, "Unknown command"),
        (None, {}, "Unknown command"),
    ],
)
def test_what_is_refused(
    printer: Printer, name: Any, fields: dict[str, Any], words: str
) -> None:
    answer = send(printer, name, **fields)
    assert (answer["action"], answer["ok"], answer["message"]) == (name, False, words)
    assert printer.machine.feed_rate == 100


def test_nothing_is_done_while_the_printer_is_off(printer: Printer) -> None:
    printer.disconnect()
    assert send(printer, "home")["message"] == "Printer not connected"


@pytest.mark.parametrize(
    "payload",
    [
        '{"type": "control_result", "action": "pause", "ok": true}',
        '{"type": "pause"}',
        '{"command": "pause"}',
        "[]",
        "not json",
    ],
)
def test_what_is_no_command_is_not_answered(payload: str) -> None:
    printer = Printer(UUID, dialect="platform", scene="printing")
    assert printer.hear(RESULTS, payload) == []
    assert printer.machine.state.text == "Printing"


def test_it_hears_on_one_topic_only(printer: Printer) -> None:
    assert printer.edge.topics == (RESULTS,)
    assert printer.hear(f"control/{UUID}", '{"type": "home"}') == []
    with pytest.raises(ValueError, match="does not register"):
        Printer(UUID, dialect="platform", scene="unregistered")


@pytest.mark.parametrize("dialect", ["plugin", "platform", "legacy"])
def test_pictures(dialect: str) -> None:
    printer = Printer(UUID, dialect=dialect)
    printer.advance(0.5)
    (raw,) = printer.show(JPEG)
    assert (raw.topic, raw.payload) == (f"camera/snapshot/{UUID}", JPEG)
    (message,) = printer.show(JPEG, form="base64")
    told = message.decoded
    assert base64.b64decode(told.pop("image"), validate=True) == JPEG
    assert told.pop("timestamp") == pytest.approx(printer.machine.unix)
    assert told == {"type": "snapshot_update", "device_uuid": UUID}
    (message,) = printer.show("http://cam.local/1.jpg", form="address")
    assert list(message.decoded) == [
        "type",
        "device_uuid",
        "snapshot_url",
        "timestamp",
    ]
    assert message.decoded["snapshot_url"] == "http://cam.local/1.jpg"
    printer.edge.online = False
    assert printer.show(JPEG) == []
    printer.kill()
    assert printer.show(JPEG) == []


@pytest.mark.parametrize(
    ("shown", "form"), [(JPEG, "address"), ("http://h/1.jpg", "raw"), (JPEG, "gif")]
)
def test_a_picture_has_a_form_that_suits_it(
    printer: Printer, shown: bytes | str, form: str
) -> None:
    with pytest.raises(ValueError, match=form):
        printer.show(shown, form)


async def test_it_ignores_its_own_answers_on_a_broker(broker: Mosquitto) -> None:
    printer = Printer(UUID, dialect="platform", scene="printing")
    async with (
        listening(broker) as ear,
        Fleet(broker.url, [printer], interval=0.05),
    ):
        await ear.until(lambda topic, _: topic == f"print_progress/{UUID}")
        for name in ("pause", "reboot"):
            ear.link.publish(RESULTS, command(name), qos=1)
            await ear.until(partial(_is_answer, name))
        await ear.until(
            lambda topic, told: (
                topic == f"octoprint/status/{UUID}"
                and told["data"]["state"] == "Paused"
            )
        )
        printer.show(JPEG)
        assert await ear.until(lambda topic, _: "snapshot" in topic) == JPEG
    answers = [told for topic, told in ear.heard if topic == RESULTS]
    assert [
        (one["action"], one["ok"]) for one in answers if one["type"] == "control_result"
    ] == [
        ("pause", True),
        ("reboot", False),
    ]
    assert [one["type"] for one in printer.received].count("control_command") == 2
    assert {topic for topic, _ in printer.heard} == {RESULTS}


def _is_answer(name: str, topic: str, told: Any) -> bool:
    return topic == RESULTS and told.get("action") == name
