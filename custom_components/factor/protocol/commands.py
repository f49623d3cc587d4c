"""Typed commands to bytes for a printer, ranges checked.

The plugin checks no temperature at all: it heats to 9999 °C if told so, takes
tool -2 for tool 0, and a missing temperature for 0 (PROTOCOL §6 and §17).
Every check is therefore made here, when the command is made.
"""

from typing import Final

import msgspec

MAX_BED_TEMPERATURE: Final = 120
MAX_HOTEND_TEMPERATURE: Final = 300
BED: Final = "bed"


class OutOfRangeError(ValueError):
    """A value lies outside of what the printer may be told."""

    def __init__(self, value: float, minimum: float, maximum: float) -> None:
        """Keep the value and its bounds, all in the unit of the value."""
        super().__init__(f"{value} is not between {minimum} and {maximum}")
        self.value = value
        self.minimum = minimum
        self.maximum = maximum


def check_range(value: float, minimum: float, maximum: float) -> None:
    """Raise `OutOfRangeError` unless the value is a number within its bounds."""
    if not minimum <= value <= maximum:
        raise OutOfRangeError(value, minimum, maximum)


class Command(msgspec.Struct, frozen=True, tag_field="type"):
    """A command on `control/{uuid}` (PROTOCOL §6). The plugin never answers one."""

    def encode(self) -> bytes:
        """Return the JSON object that the plugin expects."""
        return msgspec.json.encode(self)


class Pause(Command, frozen=True, tag="pause"):
    """Pause the running print."""


class Resume(Command, frozen=True, tag="resume"):
    """Resume the paused print."""


class Cancel(Command, frozen=True, tag="cancel"):
    """Cancel the running or paused print."""


class SetTemperature(Command, frozen=True, tag="set_temperature"):
    """Set the target of a heater.

    `tool` is -1 for the bed, else the number of the hotend from 0; `temperature`
    is in whole °C, because the plugin cuts off the rest; 0 turns the heater off.
    Raises `OutOfRangeError` for a temperature outside of the heater's range.
    """

    tool: int
    temperature: int

    def __post_init__(self) -> None:
        """Check the range."""
        check_range(self.temperature, 0, max_temperature(self.heater))

    @classmethod
    def for_heater(cls, heater: str, temperature: float) -> SetTemperature:
        """Return the command for `tool0`, `tool1`, … or `bed`, rounded to whole °C."""
        check_range(temperature, 0, max_temperature(heater))
        tool = -1 if heater == BED else int(heater.removeprefix("tool"))
        return cls(tool=tool, temperature=round(temperature))

    @property
    def heater(self) -> str:
        """The heater's key in a snapshot's `temperatures`."""
        return BED if self.tool < 0 else f"tool{self.tool}"


def max_temperature(heater: str) -> int:
    """Return the highest target for a heater, °C."""
    return MAX_BED_TEMPERATURE if heater == BED else MAX_HOTEND_TEMPERATURE
