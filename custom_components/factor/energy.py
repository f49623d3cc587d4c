"""What a print takes of electricity, by a meter and a price that the user picks."""

from typing import TYPE_CHECKING, Final

import msgspec

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, UnitOfEnergy
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    State,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util.unit_conversion import EnergyConverter

if TYPE_CHECKING:
    from .coordinator import PrinterCoordinator

RESET_BELOW: Final = 0.9
"""Which part of the reading before a meter shows at most that was reset."""
MAX_READING: Final = 1e12
"""No meter has counted more kWh, and no price is higher."""


class EnergyUsed(msgspec.Struct):
    """What a meter counted since a print began, kWh; `cost` None if no price is known.

    `reading_kwh` is what it showed last.
    """

    meter: str
    reading_kwh: float
    kwh: float = 0.0
    cost: float | None = 0.0

    def count(self, reading_kwh: float, price: float | None) -> None:
        """Count what was used since the last reading, at a price per kWh.

        A meter that shows much less than before was reset, and began anew at 0; one
        that shows a little less is only not exact, as Home Assistant has it, too.
        """
        if reading_kwh < self.reading_kwh * RESET_BELOW:
            self.reading_kwh = 0
        used = max(0, reading_kwh - self.reading_kwh)
        self.reading_kwh = max(self.reading_kwh, reading_kwh)
        self.kwh += used
        if used and self.cost is not None:
            self.cost = None if price is None else self.cost + used * price


class EnergyMeter:
    """Reads a printer's meter while it prints.

    `used` is None while nothing is printed, and for a print whose beginning the meter
    did not see: what it took is not known.
    """

    def __init__(self, printer: PrinterCoordinator) -> None:
        """Take the printer, whose settings say which meter it has."""
        self._printer = printer
        self.used: EnergyUsed | None = None

    @callback
    def async_follow(self) -> CALLBACK_TYPE:
        """Read the meter that is set whenever it changes; return what ends that."""
        meter = self._printer.settings.cost.energy_meter
        if self.used and self.used.meter != meter:
            self.used = None
        if meter is None:
            return lambda: None
        return async_track_state_change_event(self._printer.hass, meter, self._changed)

    @callback
    def async_start(self) -> None:
        """Begin to count, if there is a meter to read."""
        meter = self._printer.settings.cost.energy_meter
        reading_kwh = self._kwh(meter and self._printer.hass.states.get(meter))
        if meter and reading_kwh is not None:
            self.used = EnergyUsed(meter, reading_kwh)

    @callback
    def async_finish(self) -> EnergyUsed | None:
        """Return what was used, and count no more."""
        used, self.used = self.used, None
        return used

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        """Count what was used since the last reading."""
        reading_kwh = self._kwh(event.data["new_state"])
        if self.used and reading_kwh is not None:
            self.used.count(reading_kwh, self._price)

    @property
    def _price(self) -> float | None:
        """What a kWh costs now, None if nobody knows."""
        cost = self._printer.settings.cost
        if cost.energy_price_entity is None:
            return cost.energy_price
        return number_of(self._printer.hass.states.get(cost.energy_price_entity))

    @staticmethod
    def _kwh(state: State | str | None) -> float | None:
        """Return what a meter shows in kWh, None if it shows no energy."""
        if not isinstance(state, State) or (shown := number_of(state)) is None:
            return None
        unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        try:
            return EnergyConverter.convert(shown, unit, UnitOfEnergy.KILO_WATT_HOUR)
        except HomeAssistantError:
            return None


def number_of(state: State | None) -> float | None:
    """Return the number that a state is, None if it is none that can be true."""
    try:
        number = float(state.state) if state else None
    except ValueError:
        return None
    return number if number is not None and abs(number) <= MAX_READING else None
