"""Prints from the SD card, and whose names the plugin lets through."""

import base64
import json
from typing import Any

import pytest

from simulator import Message, Printer

from .wire import UUID, events, snapshots, statuses

TOPIC = f"octoprint/gcode_in/{UUID}"
SHORT, LONG = "longna~1.gco", "longname_part.gcode"
CONTENT = b"M104 S190\n" + b"G1 X1 E1\n" * 2000


def send(printer: Printer, **message: Any) -> list[Message]:
    """Send one message of a transfer."""
    return printer.hear(TOPIC, json.dumps({"job_id": "j"} | message))


def upload(printer: Printer, name: str, target: str) -> None:
    """Send a file in one chunk."""
    send(printer, action="start", filename=name, total_chunks=1)
    data = base64.b64encode(CONTENT).decode()
    send(printer, action="chunk", seq=0, data_b64=data)
    send(printer, action="end", target=target)
    printer.advance(1)


def begun(printer: Printer, name: str, origin: str) -> bool:
    """Ask for a print; return whether it begins, and cancel it."""
    told = send(printer, action="print", filename=name, origin=origin)
    begins = events(statuses(told + printer.advance(0.1))) == ["STARTING", "PRINTING"]
    printer.cancel()
    printer.advance(100)
    return begins


@pytest.fixture
def printer() -> Printer:
    """Return an idle printer with a file on its card."""
    printer = Printer(UUID)
    printer.put_on_card(SHORT)
    return printer


@pytest.mark.parametrize("origin", ["sd", "sdcard", "sd_card", "SD"])
def test_print_from_the_card(printer: Printer, origin: str) -> None:
    told = statuses(send(printer, action="print", filename=SHORT, origin=origin))
    told += statuses(printer.advance(250))
    bare = [one for one in told if "state_id" in one]
    assert bare[:2] == [
        {"state_id": "STARTING", "state_string": "Starting print from SD"},
        {"state_id": "PRINTING", "state_string": "Printing from SD"},
    ]
    assert events(told)[2:] == ["FINISHING", "OPERATIONAL"]
    shown = snapshots(told)
    assert shown[0]["state"]["text"] == "Starting print from SD"
    running = shown[100]
    assert running["state"]["text"] == running["connection"][0] == "Printing from SD"
    assert running["state"]["flags"]["printing"] is True
    assert running["job"].pop("id") is not None
    assert running["job"] == {
        "file": {"name": SHORT, "origin": "sdcard", "date": None},
        "estimated_time": None,
        "last_time": None,
        "filament": {},
    }
    assert running["progress"]["completion"] == pytest.approx(100 * 100 / 240, abs=1)
    assert running["progress"]["time_left_origin"] == "linear"
    assert shown[-1]["progress"]["completion"] == 100.0
    assert shown[-1]["job"]["last_time"] is None


def test_octoprint_sends_no_moves_of_a_print_from_the_card(printer: Printer) -> None:
    printer.start_print(SHORT, card=True)
    told = snapshots(statuses(printer.advance(100)))
    assert told[-1]["path"]["total_segments"] == 0
    assert told[-1]["axes"]["target"] == dict.fromkeys("xyze")
    assert told[-1]["axes"]["machine"]["x"] == pytest.approx(100, abs=20)


def test_pause_resume_and_cancel_on_the_card(printer: Printer) -> None:
    printer.start_print(SHORT, card=True)
    printer.advance(10)
    told = []
    for act in (printer.pause, printer.resume, printer.cancel):
        act()
        told += statuses(printer.advance(2))
    assert [one["state_string"] for one in told if "state_id" in one] == [
        "Pausing",
        "Paused",
        "Resuming",
        "Printing from SD",
        "Cancelling",
        "Operational",
    ]
    assert snapshots(told)[-1]["job"]["file"]["origin"] == "sdcard"


def test_cancel_while_it_starts(printer: Printer) -> None:
    printer.start_print(SHORT, card=True)
    printer.cancel()
    told = events(statuses(printer.advance(2)))
    assert told == ["STARTING", "CANCELLING", "OPERATIONAL"]


def test_a_name_belongs_to_its_origin(printer: Printer) -> None:
    assert not begun(printer, SHORT, "local")
    assert not begun(printer, "cable_clip.gcode", "sd")
    assert begun(printer, "cable_clip.gcode", "elsewhere")


def test_what_was_uploaded_to_the_card_prints_after_a_restart(
    printer: Printer,
) -> None:
    upload(printer, "longname_part.gcode", "sd")
    second = "longna~2.gco"
    node = snapshots(statuses(printer.advance(1)))[0]["sd"]["sdcard"][1]
    assert node == {
        "name": second,
        "size": len(CONTENT),
        "display": f"/{second}",
        "date": None,
    }
    assert not begun(printer, LONG, "sd")
    assert not begun(printer, second, "sd")
    printer.restart()
    printer.advance(5)
    assert not begun(printer, LONG, "sd")
    assert begun(printer, second, "sd")


def test_each_origin_has_its_own_list(printer: Printer) -> None:
    upload(printer, "new.gcode", "local")
    assert begun(printer, SHORT, "sd")
    assert not begun(printer, "cable_clip.gcode", "local")
    upload(printer, "other.gcode", "sd")
    assert not begun(printer, SHORT, "sd")
    assert begun(printer, "new.gcode", "local")
