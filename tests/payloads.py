"""What printers say: payloads made up, and payloads recorded."""

from collections.abc import Iterator
import json
from pathlib import Path
from typing import Any

from simulator.replay import Recorded, read

CAPTURES = Path(__file__).parent / "captures"
RECORDINGS = (
    "commands",
    "disconnect",
    "error",
    "idle",
    "idle_empty",
    "many_files",
    "many_files_flat",
    "multitool",
    "pause_resume_cancel",
    "print",
    "print2",
    "restart",
    "upload",
)

# PROTOCOL §3.5: the flags that are set in a snapshot with one of the texts.
OPERATIONAL_TEXTS = ("Operational", "Transferring file to SD")
PRINTING_TEXTS = (
    "Starting",
    "Starting print from SD",
    "Starting to send file to SD",
    "Printing",
    "Printing from SD",
    "Sending file to SD",
    "Pausing",
    "Resuming",
    "Finishing",
    "Cancelling",
)


def flags(text: str) -> dict[str, bool]:
    """Return the flags of the state that OctoPrint shows as `text`."""
    printing, paused = text in PRINTING_TEXTS, text == "Paused"
    return {
        "operational": printing or paused or text in OPERATIONAL_TEXTS,
        "printing": printing,
        "paused": paused,
        "error": text == "Error",
        "ready": text == "Operational",
    }


def temperature(actual: float | None, target: float | None = 0.0) -> dict[str, Any]:
    """Return what a snapshot tells of one sensor."""
    return {"actual": actual, "target": target, "offset": 0}


NO_READING = temperature(None, None)
ONE_HOTEND = {
    "tool0": temperature(21.3),
    "bed": temperature(21.4),
    "chamber": NO_READING,
}
TWO_HOTENDS = {
    "tool0": temperature(209.8, 210.0),
    "tool1": temperature(30.2),
    "bed": temperature(60.1, 60.0),
    "chamber": temperature(35.5),
}
PROFILE = {"id": "_default", "name": "Default", "model": "Model X", "color": "default"}

FULL_PROFILE = {
    **PROFILE,
    "heatedBed": True,
    "heatedChamber": True,
    "volume": {
        "width": 220.0,
        "depth": 210.0,
        "height": 250.0,
        "origin": "lowerleft",
        "formFactor": "rectangular",
        "custom_box": {
            "x_min": -5.0,
            "x_max": 225.0,
            "y_min": -6.0,
            "y_max": 216.0,
            "z_min": 0.0,
            "z_max": 255.0,
        },
    },
    "extruder": {
        "count": 2,
        "nozzleDiameter": 0.4,
        "offsets": [[0.0, 0.0], [18.0, 0.0]],
        "sharedNozzle": False,
        "defaultExtrusionLength": 5,
    },
    "axes": {
        axis: {"speed": speed, "inverted": False}
        for axis, speed in (("x", 6000), ("y", 6000), ("z", 200), ("e", 300))
    },
}


def tree(text: str = "Operational", **changes: Any) -> dict[str, Any]:
    """Return a snapshot in the given state, each key of `changes` replaced."""
    open_ = not text.startswith("Offline")
    return {
        "ts": 1760000000.25,
        "state": {"text": text, "flags": flags(text)},
        "progress": progress(),
        "job": job(),
        "axes": {
            name: {"x": 1.0, "y": 2.0, "z": 3.0, "e": None}
            for name in ("current", "target", "machine")
        },
        "path": {"total_segments": 0, "bounding_box": None},
        "temperatures": ONE_HOTEND if open_ else {},
        "connection": (
            [text, "/dev/ttyUSB0", 115200, PROFILE]
            if open_
            else ["Closed", None, None, None]
        ),
        "sd": {"local": [], "sdcard": []},
        "overrides": {"feedrate": 100, "flowrate": 100},
        **changes,
    }


def progress(
    completion: float | None = None, time_left: float | None = None
) -> dict[str, Any]:
    """Return how far a job is."""
    return {
        "completion": completion,
        "filepos": 0,
        "file_size": 1000,
        "file_pct": completion,
        "print_time": None,
        "time_left": time_left,
        "time_left_origin": "linear" if time_left else None,
    }


def job(name: str | None = None, job_id: str | None = None) -> dict[str, Any]:
    """Return the selected job."""
    return {
        "id": job_id,
        "file": {"name": name, "origin": name and "local", "date": None},
        "estimated_time": None,
        "last_time": None,
        "filament": {},
    }


def snapshot(text: str = "Operational", **changes: Any) -> bytes:
    """Return a snapshot's payload; see `tree`."""
    return json.dumps(tree(text, **changes)).encode()


def printing(
    completion: float = 41.7, time_left: float | None = 2500, **changes: Any
) -> bytes:
    """Return the payload of a snapshot in the middle of a print."""
    return snapshot(
        **{
            "text": "Printing",
            "progress": progress(completion, time_left),
            "job": job("bracket.gcode", "6f0d0000-0000-4000-8000-000000000000"),
            **changes,
        }
    )


def event(state_id: str, state_string: str) -> bytes:
    """Return the payload of a bare state event."""
    return json.dumps({"state_id": state_id, "state_string": state_string}).encode()


STARTING = event("STARTING", "Starting")
PRINTING = event("PRINTING", "Printing")
FINISHING = event("FINISHING", "Finishing")
CANCELLING = event("CANCELLING", "Cancelling")
OPERATIONAL = event("OPERATIONAL", "Operational")


def recorded(name: str) -> Iterator[Recorded]:
    """Yield what a recorded printer said of its status."""
    for message in read(CAPTURES / f"{name}.jsonl"):
        if message.topic.startswith("octoprint/status/"):
            yield message


def recorded_elsewhere(name: str, topic: str) -> Iterator[Recorded]:
    """Yield what was recorded on other topics, `{}` in them for any one level."""
    for message in read(CAPTURES / f"{name}.jsonl"):
        levels = zip(message.topic.split("/"), topic.split("/"), strict=False)
        if message.topic.count("/") == topic.count("/") and all(
            wanted in ("{}", level) for level, wanted in levels
        ):
            yield message


def samples() -> list[tuple[str, bytes]]:
    """Return the labels and payloads of the single status messages."""
    lines = (CAPTURES / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        (one["label"], json.dumps(one["payload"]).encode())
        for one in map(json.loads, lines)
        if one["topic"].startswith("octoprint/status/")
    ]


# Values that no field should have, as they would stand in a JSON text.
HOSTILE_VALUES = (
    "null",
    "true",
    "0",
    "-1",
    "-0.0",
    "1e308",
    "-1e308",
    "1e999",
    "-1e999",
    "NaN",
    "Infinity",
    "-Infinity",
    "1" * 25,
    "1" * 400,
    "-" + "1" * 5000,
    '""',
    '"text"',
    '"' + "x" * 300 + '"',
    r'"\u0000\u001b[31m\n"',
    r'"\ud800"',
    r'"\udfff\ud800"',
    r'"\ud83d\ude00 한글"',
    '"{name} {0} %s {{ states }}"',
    "[]",
    "[null]",
    '[1, "two", [3], {}]',
    "{}",
    '{"": null}',
    '{"a": NaN}',
    '{"text": 7, "name": 7, "actual": "hot"}',
    "[" * 2000 + "]" * 2000,
)
_MARK = "\N{PILCROW SIGN}"


def paths(
    value: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of everything that is in a JSON value."""
    keys: Any = ()
    if isinstance(value, dict):
        keys = list(value)
    elif isinstance(value, list):
        keys = range(len(value))
    for key in keys:
        yield (*path, key)
        yield from paths(value[key], (*path, key))


def with_value(base: dict[str, Any], path: tuple[str | int, ...], text: str) -> bytes:
    """Return a snapshot's payload with any JSON text, good or bad, in one place."""
    copy = json.loads(json.dumps(base))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = _MARK
    return json.dumps(copy, ensure_ascii=False).replace(f'"{_MARK}"', text).encode()


FULL = tree(
    "Printing",
    progress={
        "completion": 41.7,
        "filepos": 417000,
        "file_size": 1000000,
        "file_pct": 41.7,
        "print_time": 1800,
        "time_left": 2500,
        "time_left_origin": "mixed-analysis",
    },
    job={
        "id": "6f0d0000-0000-4000-8000-000000000000",
        "file": {"name": "bracket.gcode", "origin": "local", "date": 1759990000},
        "estimated_time": 4300.5,
        "last_time": 4250.25,
        "filament": {
            "tool0": {"length": 3200.4, "volume": 7.7},
            "tool1": {"length": 12.5, "volume": 0.03},
        },
    },
    axes={
        "current": {"x": 1.0, "y": 2.0, "z": 3.0, "e": 4.0},
        "target": {"x": 5.0, "y": 6.0, "z": 7.0, "e": 8.0},
        "machine": {"x": 11.0, "y": 12.0, "z": 13.0, "e": 14.0},
    },
    path={
        "total_segments": 900,
        "extrude_count": 850,
        "move_count": 45,
        "retract_count": 5,
        "bounding_box": {"minX": 5.0, "maxX": 90.0, "minY": 6.0, "maxY": 70.0},
    },
    temperatures={**TWO_HOTENDS, "enclosure": temperature(28.0, None)},
    connection=["Printing", "/dev/ttyUSB0", 115200, FULL_PROFILE],
    sd={
        "local": [{"name": "bracket.gcode", "size": 1000000, "type": "machinecode"}],
        "sdcard": [{"name": "TEST.GCO", "size": None}],
    },
    overrides={"feedrate": 120, "flowrate": 95},
)
"""A snapshot in which every field of PROTOCOL §3.2 to §3.5 has a value."""
OLD = tree("Printing", progress=progress(41.7), axes={"currentZ": 1.2})
for _since in ("overrides", "path", "sd"):
    del OLD[_since]
del OLD["job"]["id"]
"""A snapshot of a plugin before 2.7.0 (PROTOCOL §14.25)."""


def hostile_snapshots() -> Iterator[bytes]:
    """Yield snapshots with each hostile value in each place, one place at a time."""
    for path in paths(FULL):
        for value in HOSTILE_VALUES:
            yield with_value(FULL, path, value)
    for value in HOSTILE_VALUES:
        yield with_value(OLD, ("axes", "currentZ"), value)


DEEP = "[" * 100_000 + "]" * 100_000
GARBAGE = (
    b"",
    b"\x00",
    b"\xff\xfe\xfd",
    bytes(range(256)),
    b"null",
    b"7",
    b"NaN",
    b"[]",
    b"{}",
    b'"text"',
    b'{"state": 7}',
    b'{"state_id": 7, "state_string": "Printing"}',
    b'{"state_id": "PRINTING"}',
    b"[" * 100_000,
    with_value(FULL, ("connection", 1), DEEP),
    with_value(FULL, ("sd",), DEEP).replace(b"1760000000.25", b"NaN"),
    snapshot()[:-1],
    snapshot() + b"}",
    snapshot("Printing", ts="yesterday"),
    with_value(FULL, ("state", "text"), "7"),
    with_value(FULL, ("job", "file", "name"), "7"),
    with_value(FULL, ("job", "file", "name"), '"' + "x" * 10_000_000 + '"'),
    b"x" * 5_000_000,
    b" " * 5_000_000,
    snapshot(sd={"local": ["x" * 5_000_000]}),
)
"""Payloads that are no status message."""
