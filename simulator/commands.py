"""What a printer can be told to do, in any dialect (PROTOCOL.md §6)."""

from collections.abc import Callable
from typing import Any

from .machine import Machine

type Fields = dict[str, Any]
type Command = Callable[[Machine, Fields], str | None]
"""Does it; returns why the machine ignores it, or None."""

BED = -1
FEED_RATES = range(10, 501)
FAN_SPEEDS = range(101)

BAD_VALUE = "Bad value"
NOT_CONNECTED = "Printer not connected"
NOT_PAUSED = "Not paused"
NOT_PRINTING = "Not printing"
NO_AXIS = "No axis given"
NO_HEATER = "No such heater"
OUT_OF_RANGE = "Out of range"
UNKNOWN = "Unknown command"


def carry_out(machine: Machine, name: str, fields: Fields) -> str | None:
    """Do a command; return why it was not done, or None."""
    command = COMMANDS.get(name)
    if command is None:
        return UNKNOWN
    if not machine.state.operational:
        return NOT_CONNECTED
    try:
        return command(machine, fields)
    except TypeError, ValueError, OverflowError:
        return BAD_VALUE


def result(action: object, fault: str | None, now: float) -> Fields:
    """Return the answer on `control_result` at Unix time `now` (PROTOCOL.md §7)."""
    return {
        "type": "control_result",
        "action": action,
        "ok": fault is None,
        "message": fault,
        "timestamp": int(now * 1000),
    }


def heater_of(tool: int) -> str:
    """Return the name of the heater with that number."""
    return "bed" if tool == BED else f"tool{max(0, tool)}"


def _pause(machine: Machine, _: Fields) -> str | None:
    return None if machine.pause() else NOT_PRINTING


def _resume(machine: Machine, _: Fields) -> str | None:
    return None if machine.resume() else NOT_PAUSED


def _cancel(machine: Machine, _: Fields) -> str | None:
    return None if machine.cancel() else NOT_PRINTING


def _home(machine: Machine, fields: Fields) -> str | None:
    asked = fields.get("axes")
    letters = (
        [str(one).lower() for one in asked] if isinstance(asked, str | list) else []
    )
    machine.home([axis for axis in letters if axis in ("x", "y", "z")] or "xyz")
    return None


def _move(machine: Machine, fields: Fields) -> str | None:
    distances = {
        axis: float(fields[axis]) for axis in "xyze" if fields.get(axis) is not None
    }
    float(fields.get("feedrate", 1000))
    if not distances:
        return NO_AXIS
    machine.move(distances, relative=fields.get("mode") != "absolute")
    return None


def _set_temperature(machine: Machine, fields: Fields) -> str | None:
    heater = heater_of(int(fields.get("tool", 0)))
    degrees = int(fields.get("temperature", 0))
    machine.set_target(heater, degrees, fields.get("wait") is True)
    if heater not in machine.heaters:
        return NO_HEATER
    return None if degrees >= 0 else OUT_OF_RANGE


def _set_feed_rate(machine: Machine, fields: Fields) -> str | None:
    percent = int(fields.get("factor") or fields.get("speed") or 100)
    if percent not in FEED_RATES:
        return OUT_OF_RANGE
    machine.feed_rate = percent
    return None


def _set_fan_speed(machine: Machine, fields: Fields) -> str | None:
    percent = int(fields.get("speed", 0))
    if percent not in FAN_SPEEDS:
        return OUT_OF_RANGE
    machine.fan = percent
    return None


COMMANDS: dict[str, Command] = {
    "pause": _pause,
    "resume": _resume,
    "cancel": _cancel,
    "home": _home,
    "move": _move,
    "set_temperature": _set_temperature,
    "set_feed_rate": _set_feed_rate,
    "set_fan_speed": _set_fan_speed,
}
