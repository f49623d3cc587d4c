"""The files on a printer's disk, as OctoPrint describes them (PROTOCOL.md §3.6)."""

from collections.abc import Container
from dataclasses import dataclass, field
import hashlib
from itertools import count
import json
from math import pi
import re
from statistics import fmean
from typing import Any

type Node = dict[str, Any]

BYTES_PER_SECOND = 300.0
"""How fast a print reads its file, in bytes per s at 100 % feed rate."""
FILAMENT_AREA_CM2 = pi * 0.0875**2
LAYER_MM = 0.2
LAYER_BYTES = 5130
"""One layer of the path that every simulated print follows."""
NAMES = (
    "gear_housing.gcode",
    "cable_clip.gcode",
    "한글 부품_시험1.gcode",
    "vase_spiral.gcode",
    "calibration_cube.gcode",
    "phone stand.gcode",
    "프로젝트_거치대.gcode",
    "fan_duct.gcode",
)
DURATIONS = (6000.0, 240.0, 1500.0, 10800.0, 900.0, 3600.0, 5400.0, 2400.0)
"""How long the named files print, in s."""
HEATING = re.compile(rb"^M(104|109|140|190|141|191)\b[^\n]*?\bS(\d+)", re.MULTILINE)
TOOL = re.compile(rb"\bT(\d+)")
HEATED_BY = {b"140": "bed", b"190": "bed", b"141": "chamber", b"191": "chamber"}
WAITING = frozenset({b"109", b"190", b"191"})


@dataclass(slots=True)
class PrintFile:
    """A G-code file in the root folder or on the SD card."""

    name: str
    size: int
    """Size in bytes."""
    date: int | None
    """Unix time in s; the card does not tell it."""
    sha1: str
    user: str | None = None
    targets: dict[str, int] = field(default_factory=dict)
    """Temperatures in °C that the file asks for, by heater."""
    waits: tuple[str, ...] = ()
    """Heaters that the file waits for before it moves."""
    extruders: int = 1
    """How many tools it extrudes with; 0 is no G-code at all."""
    analysed: bool = True
    history: list[Node] = field(default_factory=list)
    on_card: bool = False
    _told: tuple[int, bool, str] = (-1, False, "")

    @property
    def duration(self) -> float:
        """How long it prints, without heating, in s."""
        return self.size / BYTES_PER_SECOND

    @property
    def estimate(self) -> float | None:
        """What OctoPrint's analysis thinks it takes, in s; it is a little short."""
        return self.duration * 0.95 if self.analysed and self.extruders else None

    @property
    def filament(self) -> dict[str, dict[str, float]]:
        """Filament by tool, length in mm and volume in cm³; empty without an analysis."""
        if not self.analysed:
            return {}
        length = round(self.duration * 1.1 / max(1, self.extruders), 5)
        volume = round(length / 10 * FILAMENT_AREA_CM2, 4)
        return {
            f"tool{tool}": {"length": length, "volume": volume}
            for tool in range(self.extruders)
        }

    @property
    def on_the_card(self) -> Node:
        """How OctoPrint lists it if it is on the SD card."""
        return {
            "name": self.name,
            "size": self.size,
            "display": f"/{self.name}",
            "date": self.date,
        }

    @property
    def successes(self) -> list[float]:
        """Durations of its successful prints, in s, oldest first."""
        return [entry["printTime"] for entry in self.history if entry["success"]]

    def record(self, when: float, seconds: float | None) -> None:
        """Add a print that ended at Unix time `when`; `seconds` is None if it did not succeed."""
        took = {} if seconds is None else {"printTime": seconds}
        self.history.append(
            {"timestamp": when, **took, "success": seconds is not None}
            | {"printerProfile": "_default"}
        )

    @property
    def text(self) -> str:
        """OctoPrint's description of the file as JSON, kept until it changes."""
        version = len(self.history), self.analysed
        if self._told[:2] != version:
            self._told = (*version, json.dumps(self._node()))
        return self._told[2]

    def _node(self) -> Node:
        node: Node = {"hash": self.sha1}
        if self.user:
            node["user"] = self.user
        if self.analysed:
            node["analysis"] = self._analysis()
        if self.history:
            took = self.successes
            node["history"] = self.history
            node["statistics"] = {
                "averagePrintTime": {"_default": fmean(took)} if took else {},
                "lastPrintTime": {"_default": took[-1]} if took else {},
            }
        return node | {
            "name": self.name,
            "display": self.name,
            "path": self.name,
            "type": "machinecode",
            "typePath": ["machinecode", "gcode"],
            "size": self.size,
            "date": self.date,
        }

    def _analysis(self) -> Node:
        if not self.extruders:
            area = dict.fromkeys(("minX", "maxX", "minY", "maxY", "minZ", "maxZ"), 0)
            size = {"width": 0, "height": 0, "depth": 0}
            return {"_empty": True, "printingArea": area, "travelArea": area} | {
                "dimensions": size,
                "travelDimensions": size,
                "filament": {},
            }
        height = round((self.size // LAYER_BYTES + 1) * LAYER_MM, 2)
        return {
            "printingArea": _area(80.0, 120.0, height),
            "dimensions": {"depth": 40.0, "height": height, "width": 40.0},
            "travelArea": _area(0.0, 120.0, height),
            "travelDimensions": {"depth": 120.0, "height": height, "width": 120.0},
            "estimatedPrintTime": self.estimate,
            "filament": self.filament,
        }


def _area(low: float, high: float, height: float) -> Node:
    return {
        "maxX": high,
        "maxY": high,
        "maxZ": height,
        "minX": low,
        "minY": low,
        "minZ": 0.0,
    }


def library(amount: int, date: int, tools: int, chamber: bool) -> list[PrintFile]:
    """Return `amount` sliced files, the same ones each time."""
    targets = {f"tool{tool}": 200 for tool in range(tools)} | {"bed": 60}
    waits = tuple(targets)
    if chamber:
        targets["chamber"] = 40
    files = []
    for index in range(amount):
        cycle, place = divmod(index, len(NAMES))
        stem = NAMES[place].removesuffix(".gcode")
        name = f"{stem}_{cycle + 1}.gcode" if cycle else NAMES[place]
        size = int(DURATIONS[place] * BYTES_PER_SECOND)
        sha1 = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
        files.append(PrintFile(name, size, date, sha1, "admin", targets, waits, tools))
    return files


def short_name(name: str, taken: Container[str]) -> str:
    """Return what the SD card makes of a name (PROTOCOL.md §17)."""
    stem = name.partition(".")[0][:6].lower()
    return next(
        short for number in count(1) if (short := f"{stem}~{number}.gco") not in taken
    )


def card_file(name: str, seconds: float) -> PrintFile:
    """Return a file for the SD card that prints for `seconds`, without heating."""
    return PrintFile(name, int(seconds * BYTES_PER_SECOND), None, "", analysed=False)


def uploaded(name: str, content: bytes, date: int | None) -> PrintFile:
    """Return the file that `content` makes; OctoPrint has not analysed it yet."""
    targets: dict[str, int] = {}
    waits: list[str] = []
    for command in HEATING.finditer(content):
        code, degrees = command.groups()
        tool = TOOL.search(command.group())
        heater = HEATED_BY.get(code, f"tool{int(tool[1]) if tool else 0}")
        if int(degrees):
            targets[heater] = int(degrees)
            if code in WAITING and heater not in waits:
                waits.append(heater)
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    extruders = int(b"G1 " in content)
    return PrintFile(
        name,
        len(content),
        date,
        sha1,
        None,
        targets,
        tuple(waits),
        extruders,
        analysed=False,
    )


def folder(index: int, date: int) -> str:
    """Return a folder's node as JSON; what is in it never arrives (PROTOCOL.md §3.6)."""
    name = f"{'프로젝트' if index % 2 else 'project'}_{index:02}"
    return json.dumps(
        {
            "name": name,
            "display": name,
            "path": name,
            "type": "folder",
            "typePath": ["folder"],
            "date": date,
            "children": {},
            "size": 190100,
        }
    )
