"""The older edge: silent until asked, a ratio for a percentage, and a last will."""

import asyncio
import json
from typing import Any

import pytest

from simulator import Fleet, Message, Printer
from tests.mosquitto import Mosquitto

from .ear import PATIENCE_S, listening
from .wire import told_on

SERIAL = "10000000abcdef01"
EQUIPMENT = "2b1c7d4e-0f3a-4b5c-8d6e-7f8091a2b3c4"
ASK = f"DASHBOARD/{SERIAL}"
STATUS = f"dash_status/{SERIAL}"
RESULTS = f"control_result/{SERIAL}"
WILL = f"factor/{EQUIPMENT}/lwt"


def legacy(**options: Any) -> Printer:
    """Return a printer with the older edge that has said it is there."""
    printer = Printer(SERIAL, dialect="legacy", equipment_uuid=EQUIPMENT, **options)
    assert told_on(printer.advance(0), WILL) == [{"online": True}]
    return printer


def ask(printer: Printer, kind: str, **fields: Any) -> list[Message]:
    """Send a command with a type; return what is said at once."""
    return printer.hear(ASK, json.dumps({"type": kind, **fields}))


def status(printer: Printer) -> Any:
    """Ask for the status and return it."""
    (message,) = ask(printer, "get_status")
    assert (message.topic, message.qos, message.retain) == (STATUS, 1, False)
    return message.decoded


def answer(messages: list[Message]) -> tuple[str, bool, str | None]:
    """Return the one answer among messages."""
    (message,) = messages
    assert (message.topic, message.qos, message.retain) == (RESULTS, 1, False)
    told = message.decoded
    assert told["type"] == "control_result"
    assert told["timestamp"] > 1.7e12
    return told["action"], told["ok"], told["message"]


def test_silent_until_asked_then_every_second_and_a_half() -> None:
    printer = legacy()
    assert printer.advance(100) == []
    first = status(printer)["timestamp"]
    told = told_on(printer.advance(6), STATUS)
    after = [round(one["timestamp"] - first, 3) for one in told]
    assert after == [1.5, 3.0, 4.5, 6.0]
    printer.advance(1)
    assert len(ask(printer, "get_status")) == 1
    assert len(printer.advance(6)) == 4
    assert ask(printer, "get_status_stop") == []
    assert printer.advance(100) == []


def test_status_of_a_print() -> None:
    printer = legacy(scene="printing", tools=2)
    now = printer.machine.unix
    told = status(printer)
    assert list(told) == [
        "printer_status",
        "temperature_info",
        "position",
        "progress",
        "system_info",
        "connected",
        "timestamp",
        "equipment_uuid",
    ]
    assert (told["connected"], told["equipment_uuid"]) == (True, EQUIPMENT)
    assert told["printer_status"] == {
        "state": "printing",
        "error_message": None,
        "flags": {
            "operational": True,
            "printing": True,
            "paused": False,
            "error": False,
            "ready": False,
            "connected": True,
        },
        "timestamp": pytest.approx(now, abs=1),
    }
    heats = told["temperature_info"]
    assert list(heats["tool"]) == ["tool0", "tool1"]
    assert heats["tool"]["tool0"]["target"] == 200.0
    assert heats["bed"] == {
        "actual": pytest.approx(60, abs=1),
        "target": 60.0,
        "offset": 0.0,
    }
    assert heats["chamber"] is None
    assert list(told["position"]) == ["x", "y", "z", "e", "timestamp"]
    progress = told["progress"]
    assert progress["completion"] == pytest.approx(0.4, abs=0.01)
    assert progress["completion"] == round(progress["completion"], 4)
    assert progress["print_time_left"] == pytest.approx(3600, abs=150)
    assert progress["active"] is True
    assert progress["print_time"] is None
    assert progress["filament_used"] is None
    assert progress["file_position"] / progress["file_size"] == pytest.approx(
        progress["completion"], abs=1e-4
    )
    assert list(told["system_info"]) == [
        "cpu_usage",
        "memory_usage",
        "disk_usage",
        "temperature",
        "uptime",
        "timestamp",
    ]


def test_status_without_a_print_and_without_a_printer() -> None:
    printer = legacy()
    told = status(printer)
    assert told["printer_status"]["state"] == "operational"
    assert told["progress"] == {
        "active": False,
        "completion": 0.0,
        "file_position": 0,
        "file_size": 0,
        "print_time": None,
        "print_time_left": None,
        "filament_used": None,
        "timestamp": told["timestamp"],
    }
    printer.machine.move({"x": 20.0}, relative=False)
    assert status(printer)["position"]["x"] == 20.0
    printer.disconnect()
    told = status(printer)
    assert told["connected"] is False
    assert told["printer_status"]["state"] == "disconnected"
    assert told["printer_status"]["flags"] == {"connected": False}
    assert told["temperature_info"]["tool"] == {}
    assert told["temperature_info"]["bed"] is None
    assert told["position"]["x"] == 0.0


def test_its_words_for_the_states() -> None:
    printer = legacy()
    printer.start_print("cable_clip.gcode")
    printer.advance(100)
    words = [status(printer)["printer_status"]["state"]]
    for act in (printer.pause, printer.resume, printer.cancel):
        act()
        printer.advance(2)
        words.append(status(printer)["printer_status"]["state"])
    printer.fail("error")
    words.append(status(printer)["printer_status"]["state"])
    assert words == ["printing", "paused", "printing", "operational", "error"]


def test_commands_are_answered() -> None:
    printer = legacy(scene="printing")
    for name in ("pause", "resume", "cancel"):
        assert answer(printer.hear(f"control/{name}/{SERIAL}", b"")) == (
            name,
            True,
            None,
        )
        printer.advance(2)
    printer.machine.move({"x": 5.0, "y": 6.0}, relative=False)
    told = printer.hear(f"control/home/{SERIAL}", '{"axes": "X"}')
    assert answer(told) == ("home", True, None)
    assert answer(ask(printer, "move", y=4, feedrate=600)) == ("move", True, None)
    position = printer.machine.position
    assert (position["x"], position["y"]) == (0.0, 10.0)
    told = ask(printer, "set_temperature", tool=-1, temperature=55, wait=False)
    assert answer(told) == ("set_temperature", True, None)
    assert printer.machine.heaters["bed"].target == 55


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"tool": -1, "temperature": 121}, "Out of range"),
        ({"tool": 0, "temperature": 301}, "Out of range"),
        ({"tool": 0, "temperature": -1}, "Out of range"),
        ({"tool": 3, "temperature": 50}, "No such heater"),
        ({"tool": "bed", "temperature": 50}, "Bad value"),
    ],
)
def test_temperatures_it_refuses(fields: dict[str, Any], words: str) -> None:
    printer = legacy()
    heats = {**printer.machine.temperatures()}
    told = ask(printer, "set_temperature", **fields)
    assert answer(told) == ("set_temperature", False, words)
    assert printer.machine.temperatures() == heats


def test_a_payload_without_fields_will_do() -> None:
    printer = legacy()
    printer.machine.move({"x": 5.0}, relative=False)
    assert answer(printer.hear(f"control/home/{SERIAL}", '["X"]')) == (
        "home",
        True,
        None,
    )
    assert printer.machine.position["x"] == 0.0


def test_what_the_machine_ignores_is_not_ok() -> None:
    printer = legacy()
    told = printer.hear(f"control/pause/{SERIAL}", "{}")
    assert answer(told) == ("pause", False, "Not printing")
    printer.disconnect()
    told = printer.hear(f"control/home/{SERIAL}", "not json")
    assert answer(told) == ("home", False, "Printer not connected")


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (ASK, '{"type": "gcode"}'),
        (ASK, '{"type": "pause"}'),
        (ASK, "[]"),
        (ASK, "not json"),
        (f"control/{SERIAL}", '{"type": "home"}'),
    ],
)
def test_what_it_does_not_know_is_not_answered(topic: str, payload: str) -> None:
    assert legacy().hear(topic, payload) == []


def test_files_on_the_card() -> None:
    printer = legacy()
    printer.put_on_card("test.gco")
    (message,) = printer.hear(f"sd_list/{SERIAL}", b"\xff anything")
    assert (message.topic, message.qos) == (f"sd_list_result/{SERIAL}", 1)
    told = message.decoded
    assert told.pop("timestamp") > 1.7e12
    assert len(told["files"]) == 4
    assert told["files"][-1] == {"name": "test.gco", "size": 72000}
    assert told | {"files": []} == {
        "type": "sd_list_result",
        "ok": True,
        "files": [],
        "error": None,
    }
    printer.disconnect()
    (message,) = printer.hear(f"sd_list/{SERIAL}", b"")
    told = message.decoded
    assert (told["ok"], told["files"]) == (False, [])
    assert told["error"] == "Printer not connected"


def test_last_will() -> None:
    printer = legacy()
    status(printer)
    printer.kill()
    printer.kill()
    (will,) = printer.advance(100)
    assert (will.topic, will.qos, will.retain) == (WILL, 1, True)
    assert will.decoded == {"online": False}
    assert ask(printer, "get_status") == []
    printer.kill()
    printer.restart()
    (birth,) = printer.advance(100)
    assert (birth.topic, birth.qos, birth.retain) == (WILL, 1, True)
    assert birth.decoded == {"online": True}
    assert status(printer)["progress"]["active"] is False


def test_restart_at_once_leaves_it_online() -> None:
    printer = Printer(SERIAL, dialect="legacy", equipment_uuid=EQUIPMENT)
    printer.kill()
    printer.restart()
    assert told_on(printer.advance(1), WILL) == [{"online": False}, {"online": True}]


def test_equipment_uuid_is_always_the_same() -> None:
    one, other = Printer(SERIAL, dialect="legacy"), Printer(SERIAL, dialect="legacy")
    assert one.equipment_uuid == other.equipment_uuid
    assert one.equipment_uuid not in (
        SERIAL,
        Printer("other", dialect="legacy").equipment_uuid,
    )


def test_nothing_heard_is_lost() -> None:
    printer = legacy()
    ask(printer, "get_status")
    printer.hear(f"control/pause/{SERIAL}", b"")
    printer.hear(f"sd_list/{SERIAL}", "7")
    assert printer.received == [{"type": "get_status"}, {}, 7]
    assert printer.heard == [
        (ASK, {"type": "get_status"}),
        (f"control/pause/{SERIAL}", {}),
        (f"sd_list/{SERIAL}", 7),
    ]


async def test_on_a_broker(broker: Mosquitto) -> None:
    printer = Printer(
        SERIAL, dialect="legacy", scene="printing", equipment_uuid=EQUIPMENT
    )
    async with Fleet(broker.url, [printer], interval=0.05):
        async with listening(broker) as ear:
            assert await ear.until(lambda topic, _: topic == WILL) == {"online": True}
            assert [topic for topic, _ in ear.heard] == [WILL]
            ear.link.publish(ASK, b'{"type": "get_status"}', qos=1)
            ear.link.publish(f"control/pause/{SERIAL}", b"{}", qos=1)
            await ear.until(
                lambda topic, told: (
                    topic == STATUS and told["printer_status"]["state"] == "paused"
                )
            )
            assert (await ear.until(lambda topic, _: topic == RESULTS))["ok"] is True
            printer.kill()
            await ear.until(lambda topic, told: topic == WILL and not told["online"])
        async with listening(broker) as late:
            assert await late.until(lambda topic, _: topic == WILL) == {"online": False}
            printer.restart()
            await late.until(lambda topic, told: topic == WILL and told["online"])


async def test_it_says_that_it_is_back_with_the_broker(broker: Mosquitto) -> None:
    printer = Printer(SERIAL, dialect="legacy", equipment_uuid=EQUIPMENT)
    async with Fleet(broker.url, [printer], interval=0.05):
        broker.kill()
        async with asyncio.timeout(PATIENCE_S):
            while printer.edge.online:
                await asyncio.sleep(0.01)
        broker.start()
        async with asyncio.timeout(PATIENCE_S):
            while not printer.edge.online:
                await asyncio.sleep(0.01)
        async with listening(broker) as ear:
            assert await ear.until(lambda topic, _: topic == WILL) == {"online": True}


async def test_its_last_will_comes_at_once(broker: Mosquitto) -> None:
    printer = Printer(SERIAL, dialect="legacy", equipment_uuid=EQUIPMENT)
    async with (
        listening(broker) as ear,
        Fleet(broker.url, [printer], interval=10 * PATIENCE_S),
    ):
        await ear.until(lambda topic, told: topic == WILL and told["online"])
        printer.kill()
        await ear.until(lambda topic, told: topic == WILL and not told["online"])
