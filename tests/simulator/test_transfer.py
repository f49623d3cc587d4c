"""Uploads, good and bad, and printing what was uploaded."""

import base64
import json
from typing import Any

import pytest

from simulator import Message, Printer

from .wire import UUID, events, recorded, recorded_statuses, snapshots, statuses

TOPIC = f"octoprint/gcode_in/{UUID}"
BIG = "job-80b0b351"
"""A transfer of 5.6 MB, whose chunks the recording leaves out."""
TIMES_AS_FAST = 10
"""The recorded printer was virtual."""
TINY = b"G28\nG90\nM82\nG1 X10 Y10 Z0.2 F3000\nG1 X20 Y10 E0.5\nM104 S0\n"


def send(printer: Printer, **message: Any) -> list[Message]:
    """Send one message of a transfer."""
    return printer.hear(TOPIC, json.dumps(message))


def upload(
    printer: Printer, name: str, content: bytes = TINY, target: str | None = "local"
) -> list[Message]:
    """Send a file in one chunk; return all that is said to its end."""
    send(printer, action="start", job_id="j", filename=name, total_chunks=1)
    data = base64.b64encode(content).decode()
    send(printer, action="chunk", job_id="j", seq=0, data_b64=data)
    return send(printer, action="end", job_id="j", target=target)


def result(messages: list[Message]) -> Any:
    """Return the one upload result among messages."""
    (one,) = [one for one in messages if one.topic == f"octoprint/gcode_out/{UUID}"]
    assert (one.qos, one.retain) == (1, False)
    return one.decoded


def names(printer: Printer) -> list[str]:
    """Return the files of the printer's next snapshot."""
    one = snapshots(statuses(printer.advance(1)))[0]
    return [node["name"] for node in one["sd"]["local"]]


def test_recorded_transfers_get_their_recorded_answers() -> None:
    """Play all 29 transfers; compare results and bare events."""
    printer = Printer(UUID)
    mine: list[Message] = []
    theirs: list[Any] = []
    before = 0.0
    for message in recorded("upload"):
        if message["topic"] == f"octoprint/gcode_out/{UUID}":
            theirs += [message["decoded"]] * (BIG not in message["payload"])
        elif message["topic"] in printer.edge.topics:
            payload = message["payload"]
            if "cube_75s.gcode" in payload or BIG in payload:
                continue
            mine += printer.advance((message["t"] - before) * TIMES_AS_FAST)
            before = message["t"]
            mine += printer.hear(message["topic"], message["payload"])
    mine += printer.advance(200)
    answers = [one.decoded for one in mine if one.topic.startswith("octoprint/gcode")]
    for answer in (*answers, *theirs):
        assert answer.pop("timestamp") > 1.7e9
    assert answers == theirs
    told = events(statuses(mine))
    assert told == events(recorded_statuses("upload"))


def test_upload_in_chunks_out_of_order_with_a_repeat(printer: Printer) -> None:
    send(
        printer, action="start", job_id="j", filename="한글 파일.gcode", total_chunks=3
    )
    parts = [base64.b64encode(TINY[at : at + 25]).decode() for at in (0, 25, 50)]
    for seq in (2, 0, 1, 1):
        send(printer, action="chunk", job_id="j", seq=seq, data_b64=parts[seq])
    told = result(send(printer, action="end", job_id="j", target="local"))
    assert told | {"timestamp": 0} == {
        "type": "upload_result",
        "job_id": "j",
        "success": True,
        "filename": "한글 파일.gcode",
        "timestamp": 0,
        "target": "local",
        "file_size": len(TINY),
    }
    assert "한글 파일.gcode" in names(printer)


def test_analysis_of_an_upload_comes_later(printer: Printer) -> None:
    upload(printer, "new.gcode")
    nodes = [one["sd"]["local"][-1] for one in snapshots(statuses(printer.advance(4)))]
    assert "analysis" not in nodes[0]
    assert nodes[-1]["analysis"]["estimatedPrintTime"] > 0
    upload(printer, "page.gcode", b"<html>not gcode</html>")
    printer.advance(3)
    node = snapshots(statuses(printer.advance(1)))[0]["sd"]["local"][-1]
    assert node["analysis"]["_empty"] is True


@pytest.mark.parametrize(
    "name",
    ["../evil.gcode", "sub/x.gcode", "x.stl", "a:b.gcode", "a\nb.gcode", "x" * 300],
)
def test_bad_names_are_never_answered(printer: Printer, name: str) -> None:
    before = names(printer)
    assert upload(printer, name) == []
    assert names(printer) == before


def test_missing_chunk(printer: Printer) -> None:
    send(printer, action="start", job_id="j", filename="a.gcode", total_chunks=2)
    send(printer, action="chunk", job_id="j", seq=0, data_b64="RzI4")
    told = result(send(printer, action="end", job_id="j", target="local"))
    assert told["success"] is False
    assert told["error"] == "chunk mismatch 1/2"


@pytest.mark.parametrize(
    "messages",
    [
        [{"action": "end", "job_id": "unknown"}],
        [{"action": "start", "filename": "a.gcode", "total_chunks": 1}],
        [
            {"action": "start", "job_id": "j", "filename": "a.g", "total_chunks": 0},
            {"action": "end", "job_id": "j"},
        ],
        [
            {"action": "start", "job_id": "j", "filename": "a.g", "total_chunks": 1},
            {"action": "chunk", "job_id": "j", "seq": 5, "data_b64": "RzI4"},
            {"action": "end", "job_id": "j"},
        ],
        [
            {"action": "start", "job_id": "j", "filename": "a.g", "total_chunks": 1},
            {"action": "chunk", "job_id": "j", "seq": 0, "data_b64": "RzI4"},
            {"action": "cancel", "job_id": "j"},
            {"action": "end", "job_id": "j"},
        ],
    ],
)
def test_no_answer(printer: Printer, messages: list[dict[str, Any]]) -> None:
    for message in messages:
        assert send(printer, **message) == []


def test_transfer_expires(printer: Printer) -> None:
    send(printer, action="start", job_id="j", filename="a.gcode", total_chunks=1)
    send(printer, action="chunk", job_id="j", seq=0, data_b64="RzI4")
    printer.advance(302)
    assert send(printer, action="end", job_id="j", target="local") == []


@pytest.mark.parametrize("target", [None, "bogus", "local_print"])
def test_missing_target_prints_at_once(printer: Printer, target: str | None) -> None:
    told = upload(printer, "auto.gcode", target=target)
    told += printer.advance(2)
    assert result(told)["target"] == "local_print"
    assert events(statuses(told)) == [
        "STARTING",
        "PRINTING",
        "FINISHING",
        "OPERATIONAL",
    ]


def test_local_print_while_printing_prints_nothing() -> None:
    printer = Printer(UUID, scene="printing")
    told = upload(printer, "auto.gcode", target="local_print")
    told += printer.advance(5)
    assert result(told)["success"] is True
    assert events(statuses(told)) == []
    assert snapshots(statuses(told))[-1]["job"]["file"]["name"] == "gear_housing.gcode"


def test_heating_in_an_upload_is_done(printer: Printer) -> None:
    upload(printer, "hot.gcode", b"M140 S50\nM109 T0 S190\n" + TINY)
    printer.start_print("hot.gcode")
    heats = snapshots(statuses(printer.advance(20)))[-1]["temperatures"]
    assert heats["tool0"]["target"] == 190.0
    assert heats["bed"]["target"] == 50.0


def test_sd_shows_as_printing_and_renames(printer: Printer) -> None:
    printer.select("cable_clip.gcode")
    told = upload(printer, "sdfile.gcode", target="sd")
    told += printer.advance(2)
    assert result(told)["success"] is True
    bare = [one for one in statuses(told) if "state_id" in one]
    assert bare[0] == {"state_id": "PRINTING", "state_string": "Sending file to SD"}
    assert bare[1]["state_id"] == "OPERATIONAL"
    last = snapshots(statuses(told))[-1]
    assert last["sd"]["sdcard"][0]["name"] == "sdfile~1.gco"
    assert last["job"]["file"]["name"] is None
    send(printer, action="print", job_id="p", filename="sdfile.gcode", origin="sd")
    assert events(statuses(printer.advance(5))) == []


def test_print_takes_any_file_until_something_is_uploaded(printer: Printer) -> None:
    def begun(name: str) -> list[str]:
        told = send(printer, action="print", job_id="p", filename=name)
        return events(statuses(told + printer.advance(0.1)))

    assert begun("cable_clip.gcode") == ["STARTING", "PRINTING"]
    printer.cancel()
    printer.advance(100)
    upload(printer, "new.gcode")
    assert begun("cable_clip.gcode") == []
    assert begun("new.gcode")[:2] == ["STARTING", "PRINTING"]
    printer.restart()
    printer.advance(5)
    assert begun("cable_clip.gcode") == ["STARTING", "PRINTING"]


@pytest.mark.parametrize(
    "message",
    [{"filename": "nowhere.gcode", "job_id": "p"}, {"filename": "cable_clip.gcode"}],
)
def test_print_that_is_dropped(printer: Printer, message: dict[str, str]) -> None:
    send(printer, action="print", **message)
    assert events(statuses(printer.advance(2))) == []
