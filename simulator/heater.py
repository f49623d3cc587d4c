"""A heater: climbs at a steady rate, cools towards the room, holds its target."""

from dataclasses import dataclass
from math import exp, sin

MOMENT = 1e-9
"""A time in s, or a difference in °C, too small to matter."""
STEADY = 0.05
"""How near to its target in °C a heater holds."""
RIPPLE = 0.15
"""How far a held temperature swings, in °C."""
ROOM = 21.3
"""Temperature of the room in °C."""


@dataclass(slots=True)
class Heater:
    """One heater; its course depends on the time that passes, not on the steps it is asked in."""

    rate: float
    """How fast it heats, in °C/s."""
    cooling: float
    """Time constant of its cooling, in s."""
    actual: float = ROOM
    target: float = 0.0
    """Target in °C; 0 is off."""

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        goal = max(self.target, ROOM)
        if self.actual < goal:
            self.actual = min(goal, self.actual + self.rate * seconds)
        else:
            self.actual = goal + (self.actual - goal) * exp(-seconds / self.cooling)

    def measured(self, now: float) -> float:
        """Return what the sensor reads at second `now`: a held temperature is never quite still."""
        held = self.target > ROOM and abs(self.actual - self.target) < STEADY
        return self.actual + (RIPPLE * sin(now * 0.7) if held else 0.0)

    @property
    def seconds_to_target(self) -> float:
        """How long it still heats, in s; 0 if it is at or above its target."""
        return max(0.0, (self.target - self.actual) / self.rate)


def heaters(tools: int, chamber: bool, bed: bool = True) -> dict[str, Heater]:
    """Return a machine's heaters by the names of PROTOCOL.md §3.3."""
    built = {f"tool{index}": Heater(rate=3.0, cooling=150.0) for index in range(tools)}
    if bed:
        built["bed"] = Heater(rate=1.0, cooling=400.0)
    if chamber:
        built["chamber"] = Heater(rate=0.2, cooling=900.0)
    return built
