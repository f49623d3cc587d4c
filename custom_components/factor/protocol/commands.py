"""Typed commands for a printer, ranges checked.

The plugin checks no temperature at all: it heats to 9999 °C if told so, takes
tool -2 for tool 0, and a missing temperature for 0; and it moves as far as it is
told (PROTOCOL §6 and §17). Every check is therefore made here, as the command is
made, but for those that need to know the printer (`printer/control.py`).
"""

from collections.abc import Iterator
import re
from typing import Any, Final, Literal, override
from uuid import uuid4

import msgspec

BED: Final = "bed"
CHAMBER: Final = "chamber"

MAX_TEMPERATURE: Final = 500
"""The highest target that a user may allow any heater, °C."""
MAX_EXTRUSION: Final = 100
"""How much filament one move may push or pull, mm."""
MAX_SPEED: Final = 20_000
"""The highest speed of a move, mm/min."""
DEFAULT_SPEED: Final = 1000
FEED_RATE: Final = (10, 500)
FAN_SPEED: Final = (0, 100)

CELSIUS: Final = "°C"
MM: Final = "mm"
MM_PER_MINUTE: Final = "mm/min"
PERCENT: Final = "%"
_NUMBER: Final = re.compile(r"[0-9]{1,3}")


class OutOfRangeError(ValueError):
    """A value lies outside of what the printer may be told."""

    def __init__(self, value: float, minimum: float, maximum: float, unit: str) -> None:
        """Keep the value, its bounds, and the unit of all three."""
        super().__init__(f"{value} {unit} is not between {minimum} and {maximum}")
        self.value = value
        self.minimum = minimum
        self.maximum = maximum
        self.unit = unit


class HeaterLimitError(OutOfRangeError):
    """A temperature lies outside of what the user, or the printer, allows."""


class NothingToMoveError(ValueError):
    """A move that moves no axis."""


class UnsupportedCommandError(ValueError):
    """The dialect of a printer has no word for a command."""


class KnownCommandError(ValueError):
    """A command that has its own way, where what it asks for is checked."""


def check_range(value: float, minimum: float, maximum: float, unit: str) -> None:
    """Raise `OutOfRangeError` unless the value is a number within its bounds."""
    if not minimum <= value <= maximum:
        raise OutOfRangeError(value, minimum, maximum, unit)


def check_target(value: float, limit: float) -> None:
    """Raise `HeaterLimitError` unless the value is a target within a heater's limit."""
    if not 0 <= value <= limit:
        raise HeaterLimitError(value, 0, limit, CELSIUS)


class HeaterLimits(msgspec.Struct, frozen=True):
    """The highest target that the user allows each kind of heater, °C."""

    hotend: int = 300
    bed: int = 120
    chamber: int = 80

    def of(self, heater: str) -> int:
        """Return the limit of `tool0`, `tool1`, …, `bed` or `chamber`."""
        return {BED: self.bed, CHAMBER: self.chamber}.get(heater, self.hotend)


class Command(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    """Something that a printer can be told (PROTOCOL §6)."""

    @property
    def name(self) -> str:
        """The command's `type` on the wire."""
        return str(self.__struct_config__.tag)

    @property
    def fields(self) -> dict[str, Any]:
        """What belongs to the command besides its `type`, as it is on the wire."""
        fields: dict[str, Any] = msgspec.to_builtins(self)
        del fields["type"]
        return fields

    def encode(self) -> bytes:
        """Return the JSON object that the plugin and the older edge expect."""
        return msgspec.json.encode({"type": self.name, **self.fields})


class Pause(Command, frozen=True, tag="pause"):
    """Pause the running print."""


class Resume(Command, frozen=True, tag="resume"):
    """Resume the paused print."""


class Cancel(Command, frozen=True, tag="cancel"):
    """Cancel the running or paused print."""


class Home(Command, frozen=True, tag="home"):
    """Home some axes: one or more of the letters x, y and z, in any order.

    Raises ValueError for anything else, for the plugin would home all of them.
    """

    axes: str

    def __post_init__(self) -> None:
        """Check the letters."""
        if not self.axes or not set(self.axes) <= set("xyz"):
            raise ValueError(f"No axes: {self.axes!r}")


class Move(Command, frozen=True, tag="move"):
    """Move some axes by (`relative`) or to (`absolute`) so many mm.

    `feedrate` is the speed, 1–20,000 mm/min. Raises `OutOfRangeError` for another
    speed or for more than 100 mm of filament, `NothingToMoveError` if nothing moves.
    How far x, y and z go is the printer's volume to say (`printer/control.py`).
    """

    mode: Literal["relative", "absolute"]
    feedrate: float
    x: float | None = None
    y: float | None = None
    z: float | None = None
    e: float | None = None

    def __post_init__(self) -> None:
        """Check what can be known without the printer."""
        check_range(self.feedrate, 1, MAX_SPEED, MM_PER_MINUTE)
        if not self.distances:
            raise NothingToMoveError
        if self.e is not None and self.mode == "relative":
            check_range(self.e, -MAX_EXTRUSION, MAX_EXTRUSION, MM)

    @property
    @override
    def fields(self) -> dict[str, Any]:
        """What belongs to the command besides its `type`.

        To 0.1 µm: the plugin would write 0.00001 as `X1e-05`, in which a firmware
        may read 1 mm, and an E.
        """
        rounded = {axis: round(mm, 4) for axis, mm in self.distances.items()}
        return {**super().fields, **rounded}

    @property
    def distances(self) -> dict[str, float]:
        """The distance or the place of each axis that moves, mm."""
        axes = ((axis, getattr(self, axis)) for axis in "xyze")
        return {axis: mm for axis, mm in axes if mm is not None}


class SetTemperature(Command, frozen=True, tag="set_temperature"):
    """Set the target of a heater.

    `tool` is -1 for the bed, else the number of the hotend from 0; `temperature`
    is in whole °C, because the plugin cuts off the rest; 0 turns the heater off.
    With `wait` the printer does nothing else until it is hot. Raises
    `HeaterLimitError` for what no user may allow.
    """

    tool: int
    temperature: int
    wait: bool = False

    def __post_init__(self) -> None:
        """Check the ranges."""
        check_target(self.temperature, MAX_TEMPERATURE)
        if self.tool < -1:
            raise ValueError(f"No tool: {self.tool}")

    @classmethod
    def for_heater(
        cls, heater: str, temperature: float, limits: HeaterLimits, wait: bool = False
    ) -> SetTemperature:
        """Return the command for `tool0`, `tool1`, … or `bed`, in whole °C.

        Raises `HeaterLimitError` for a temperature above the user's limit or below 0,
        ValueError for a heater that there is no command for.
        """
        number = heater.removeprefix("tool")
        # `tool-1` would be the bed, with the limit of a hotend.
        if heater != BED and (number == heater or not _NUMBER.fullmatch(number)):
            raise ValueError(f"No command for {heater!r}")
        check_target(temperature, limits.of(heater))
        tool = -1 if heater == BED else int(number)
        return cls(tool=tool, temperature=round(temperature), wait=wait)

    @property
    def heater(self) -> str:
        """The heater's key in a snapshot's `temperatures`."""
        return BED if self.tool < 0 else f"tool{self.tool}"


class SetFeedRate(Command, frozen=True, tag="set_feed_rate"):
    """Set the feed rate, 10–500 whole percent. Raises `OutOfRangeError`."""

    factor: int

    def __post_init__(self) -> None:
        """Check the range."""
        check_range(self.factor, *FEED_RATE, PERCENT)

    @classmethod
    def of(cls, percent: float) -> SetFeedRate:
        """Return the command, in whole percent, for what a user gave."""
        check_range(percent, *FEED_RATE, PERCENT)
        return cls(round(percent))


class SetFanSpeed(Command, frozen=True, tag="set_fan_speed"):
    """Set the speed of the part's fan, 0–100 whole percent. Raises `OutOfRangeError`."""

    speed: int

    def __post_init__(self) -> None:
        """Check the range."""
        check_range(self.speed, *FAN_SPEED, PERCENT)

    @classmethod
    def of(cls, percent: float) -> SetFanSpeed:
        """Return the command, in whole percent, for what a user gave."""
        check_range(percent, *FAN_SPEED, PERCENT)
        return cls(round(percent))


class Camera(Command, frozen=True, tag="camera"):
    """Start, stop or restart the camera's stream, or ask for its state (PROTOCOL §9)."""

    action: Literal["start", "stop", "restart", "state"]
    options: dict[str, Any] = {}


class PrintFile(Command, frozen=True, tag="print_file"):
    """Print a file that the printer has, by its base name (PROTOCOL §8).

    `origin` is `local` or `sd`. It is not sent on the topic of the other commands.
    """

    filename: str
    origin: Literal["local", "sd"] = "local"

    @override
    def encode(self) -> bytes:
        """Return the JSON object that the plugin expects, with a job id of its own."""
        message = {"action": "print", "job_id": uuid4().hex, **self.fields}
        return msgspec.json.encode({"origin": self.origin, **message})


class OtherCommand(Command, frozen=True, tag="other"):
    """A command that this version does not know: any `type`, with any fields.

    Raises `KnownCommandError` for a `type` that it does know: what is checked there
    must not be had unchecked here; and for G-code that heats. Raises `HeaterLimitError`
    if a number that goes by the name of a temperature or of a heater, however deep, is
    above the lowest of the user's limits for the heaters that the command names.
    """

    kind: str
    values: dict[str, Any] = {}

    @classmethod
    def checked(
        cls, kind: str, values: dict[str, Any], limits: HeaterLimits
    ) -> OtherCommand:
        """Return the command after the checks."""
        if kind.strip().lower() in KNOWN_TYPES:
            raise KnownCommandError(kind)
        for path, value in _leaves(values, kind):
            if isinstance(value, str) and _HEATING_GCODE.search(value):
                raise KnownCommandError("G-code")
            if _IS_TEMPERATURE.search(path):
                limit = min(limits.of(heater) for heater in _heaters(path, values))
                for degrees in _DEGREES.findall(str(value)):
                    check_target(float(degrees), limit)
        return cls(kind, values)

    @property
    def name(self) -> str:
        """The command's `type` on the wire."""
        return self.kind

    @property
    def fields(self) -> dict[str, Any]:
        """What belongs to the command besides its `type`, which none can replace."""
        return {name: value for name, value in self.values.items() if name != "type"}


_HEATING_GCODE: Final = re.compile(r"\bM1(?:0[49]|[49][01])\b", re.IGNORECASE)
_IS_TEMPERATURE: Final = re.compile(
    r"temp|target|setpoint|celsius|degrees|heat|chamber| (?:bed|hotend|nozzle|tool\d+)$"
)
_DEGREES: Final = re.compile(
    r"-?(?:nan|inf|[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)", re.I
)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield all that is not made of parts, each with all the names it goes by."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from _leaves(inner, f"{path} {key}")
        case list() | tuple():
            for inner in value:
                yield from _leaves(inner, path)
        case _:
            yield path.lower(), value


def _heaters(path: str, values: dict[str, Any]) -> tuple[str, ...]:
    """Return the heaters that a temperature may be meant for.

    Named are those whose name is anywhere in the command; a tool -1 is the bed. Where
    none is, it is taken for a hotend.
    """
    said = f"{path} {values}".lower()
    named = [heater for heater in (BED, CHAMBER) if heater in said]
    tools = (value for name, value in _leaves(values, "") if name.endswith(" tool"))
    if any(str(tool).strip() in {"-1", "-1.0"} for tool in tools):
        named.append(BED)
    return tuple(named) or ("tool0",)


KNOWN_TYPES: Final = frozenset(
    {
        *(each.__struct_config__.tag for each in Command.__subclasses__()),
        "feed_rate",  # the plugin's other names for two of them
        "fan_speed",
    }
) - {"other"}
