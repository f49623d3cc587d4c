"""Where the nozzle goes, and what the plugin counts of it (PROTOCOL.md §3.2 axes, path)."""

from dataclasses import dataclass, field
from math import cos, pi, sin

from .storage import LAYER_BYTES, LAYER_MM

type Axes = dict[str, float]
"""Positions of x, y, z and e in mm."""

PARKED = {"x": 0.0, "y": 200.0}
SEGMENT_BYTES = 38
LAYER_SEGMENTS = LAYER_BYTES // SEGMENT_BYTES
KEPT = 10_000
"""Segments the plugin keeps; beyond it the oldest 1000 are dropped."""


def point(segment: int) -> Axes:
    """Return the end of a print's n-th segment: circles, one on top of the other."""
    layer, step = divmod(max(0, segment), LAYER_SEGMENTS)
    angle = 2 * pi * step / LAYER_SEGMENTS
    x, y = 100 + 20 * cos(angle), 100 + 20 * sin(angle)
    z, e = (layer + 1) * LAYER_MM, step * 0.18
    return {"x": round(x, 3), "y": round(y, 3), "z": round(z, 2), "e": round(e, 5)}


def at(read: float) -> Axes:
    """Return where the nozzle is when `read` bytes of a file are read."""
    return point(int(read) // SEGMENT_BYTES)


@dataclass(slots=True)
class Travel:
    """What the plugin knows of the moves that OctoPrint has sent."""

    target: dict[str, float | None] = field(
        default_factory=lambda: dict.fromkeys("xyze")
    )
    extrudes: int = 0
    moves: int = 0
    retracts: int = 0
    box: tuple[float, float, float, float] | None = None
    """minX, maxX, minY, maxY in mm."""

    def clear(self) -> None:
        """Count from 0, as at the start of a print."""
        self.extrudes = self.moves = self.retracts = 0
        self.box = None

    def printed(self, read: float) -> Axes:
        """Take a print that has read `read` bytes; return where the nozzle is."""
        segment = int(read) // SEGMENT_BYTES
        kept = segment if segment <= KEPT else KEPT - 1000 + (segment - KEPT) % 1000
        self.retracts = kept // LAYER_SEGMENTS
        self.extrudes = kept * 63 // 100
        self.moves = kept - self.extrudes - self.retracts
        self.target = {**point(segment + 1)}
        if segment:
            self.box = (0, 120.0, 0, 120.0)
        return at(read)

    def moved(self, distances: dict[str, float], relative: bool) -> None:
        """Take one move in mm; one that goes nowhere is not counted."""
        if relative and not any(distances.values()):
            return
        for axis, distance in distances.items():
            self.target[axis] = distance + (
                (self.target[axis] or 0.0) if relative else 0.0
            )
        if distances.get("e", 0.0) > 0:
            self.extrudes += 1
        elif distances.get("e", 0.0) < 0:
            self.retracts += 1
        else:
            self.moves += 1
