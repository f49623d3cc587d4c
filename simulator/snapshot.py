"""A machine as the plugin's snapshot, field by field (PROTOCOL.md §3.2 to §3.6)."""

from functools import cache
import json
from typing import Any

from .machine import Machine
from .motion import Axes
from .progress import completion, print_time, time_left
from .storage import Node

type Heat = tuple[float | None, float | None]
"""Actual and target in °C."""

NO_HEATER: Heat = (None, None)
FLAGS = ("operational", "printing", "paused", "error", "ready")
PORT, BAUD = "/dev/ttyUSB0", 115200
OVERRIDES = json.dumps({"feedrate": 100, "flowrate": 100})
"""They stay whatever is set (PROTOCOL.md §3.2)."""
NO_AXES = dict.fromkeys("xyze")
NEVER_HAD_A_JOB = {"length": None, "volume": None}
TRAVEL_SPEEDS = {"e": 300, "x": 6000, "y": 6000, "z": 200}


def encode(message: Any) -> bytes:
    """Serialise as the plugin does, with Python's defaults (PROTOCOL.md §14)."""
    return json.dumps(message).encode()


@cache
def profile(tools: int, chamber: bool, bed: bool = True) -> Node:
    """Return the printer profile of a machine with so many tools (PROTOCOL.md §3.4)."""
    return {
        "axes": {
            axis: {"inverted": False, "speed": v} for axis, v in TRAVEL_SPEEDS.items()
        },
        "color": "default",
        "extruder": {
            "count": tools,
            "defaultExtrusionLength": 5,
            "nozzleDiameter": 0.4,
            "offsets": [[18.0 * tool, 0.0] for tool in range(tools)],
            "sharedNozzle": False,
        },
        "heatedBed": bed,
        "heatedChamber": chamber,
        "id": "_default",
        "model": "Generic RepRap Printer",
        "name": "Default",
        "volume": {
            "custom_box": False,
            "depth": 200.0,
            "formFactor": "rectangular",
            "height": 200.0,
            "origin": "lowerleft",
            "width": 200.0,
        },
    }


def flags(machine: Machine) -> dict[str, bool]:
    """Return the flags of the machine's state that the edges tell."""
    return {flag: flag in machine.state.flags for flag in FLAGS}


def temperatures(machine: Machine) -> dict[str, Heat]:
    """Return actual and target in °C as OctoPrint has them (PROTOCOL.md §3.3)."""
    told: dict[str, Heat] = {**machine.temperatures()}
    if not told:
        return {}
    told.setdefault("bed", NO_HEATER)
    told.setdefault("chamber", NO_HEATER)
    if machine.tool0_missed:
        told.pop("tool0", None)
    return told | {name: (actual, None) for name, actual in machine.sensors.items()}


def snapshot(
    machine: Machine,
    ts: float,
    job_id: str | None,
    seen: Axes | None,
    start: Axes | None,
) -> bytes:
    """Return the snapshot of a machine, serialised as the plugin does.

    `ts` is Unix time in s, `seen` the last position that the firmware told in mm and
    `start` the one at which the running print began; both None if there is none.
    """
    told = {
        "ts": ts,
        "state": {
            "text": machine.state.text,
            "flags": flags(machine),
        },
        "progress": _progress(machine),
        "job": _job(machine, job_id),
        "axes": {
            "current": _minus(seen, start),
            "target": machine.travel.target,
            "machine": seen or NO_AXES,
        },
        "path": _path(machine),
        "temperatures": {
            name: {"actual": actual, "target": target, "offset": 0}
            for name, (actual, target) in temperatures(machine).items()
        },
        "connection": (
            ["Closed", None, None, None]
            if machine.state.closed
            else [
                machine.state.text,
                PORT,
                BAUD,
                profile(machine.tools, machine.chamber, machine.bed),
            ]
        ),
    }
    files = (file.text for file in machine.files.values())
    local = ", ".join((*machine.folders, *files))
    card = [file.on_the_card for file in machine.card.values()]
    return (
        f'{json.dumps(told)[:-1]}, "sd": {{"local": [{local}], '
        f'"sdcard": {json.dumps(card)}}}, "overrides": {OVERRIDES}}}'
    ).encode()


def _progress(machine: Machine) -> Node:
    file, progress = machine.file, machine.progress
    size = file.size if file else 0
    read = int(progress.read) if progress else 0
    left, origin = time_left(file, progress)
    return {
        "completion": completion(file, progress),
        "filepos": read,
        "file_size": size,
        "file_pct": round(100 * read / size, 2) if size else None,
        "print_time": print_time(progress),
        "time_left": left,
        "time_left_origin": origin,
    }


def _job(machine: Machine, job_id: str | None) -> Node:
    file = machine.file
    took = file.successes if file else []
    filament: Node = (
        file.filament if file else {} if machine.had_job else NEVER_HAD_A_JOB
    )
    return {
        "id": job_id,
        "file": {
            "name": file.name if file else None,
            "origin": ("sdcard" if file.on_card else "local") if file else None,
            "date": file.date if file else None,
        },
        "estimated_time": file.estimate if file else None,
        "last_time": took[-1] if took else None,
        "filament": filament,
    }


def _minus(seen: Axes | None, start: Axes | None) -> Node:
    if seen is None:
        return NO_AXES
    return {axis: at - start[axis] for axis, at in seen.items()} if start else seen


def _path(machine: Machine) -> Node:
    travel = machine.travel
    names = ("minX", "maxX", "minY", "maxY")
    return {
        "total_segments": travel.extrudes + travel.moves + travel.retracts,
        "extrude_count": travel.extrudes,
        "move_count": travel.moves,
        "retract_count": travel.retracts,
        "bounding_box": dict(zip(names, travel.box, strict=True))
        if travel.box
        else None,
    }
