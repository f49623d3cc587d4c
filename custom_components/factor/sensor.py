"""Sensors: what a printer does, how far it is, how hot it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import math
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    MAX_LENGTH_STATE_STATE,
    PERCENTAGE,
    UnitOfTemperature,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import FactorConfigEntry
from .entity import FactorEntity, async_add_printers, reading_key
from .printer.state import CHAMBER, Picture, State

PARALLEL_UPDATES = 0

type Value = str | float | datetime | None


@dataclass(frozen=True, kw_only=True)
class FactorSensorDescription(SensorEntityDescription):
    """A sensor, and what change of its value is worth writing.

    Written are changes of at least `min_change` (in the value's unit; s for a
    timestamp), smaller ones `max_age_s` after the last write if that is set, and
    always a value that appears or vanishes. `kept` sensors keep what they tell of
    a running print while the printer is silent.
    """

    value_fn: Callable[[Picture], Value]
    min_change: float = 0
    max_age_s: float = math.inf
    kept: bool = False


def maybe[T, R](function: Callable[[T], R], value: T | None) -> R | None:
    """Return the function of a value that may be unknown."""
    return None if value is None else function(value)


def whole_minutes(duration: timedelta) -> int:
    """Return the minutes that have begun."""
    return math.ceil(duration / timedelta(minutes=1))


def fitting_a_state(text: str) -> str:
    """Return the text as long as Home Assistant lets a state be."""
    return text[:MAX_LENGTH_STATE_STATE]


SENSORS: Final = (
    FactorSensorDescription(
        key="state",
        translation_key="state",
        device_class=SensorDeviceClass.ENUM,
        options=[state.value for state in State],
        value_fn=lambda picture: picture.state,
    ),
    FactorSensorDescription(
        key="progress",
        translation_key="progress",
        native_unit_of_measurement=PERCENTAGE,
        value_fn=lambda picture: maybe(math.floor, picture.completion),
    ),
    FactorSensorDescription(
        key="time_left",
        translation_key="time_left",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        value_fn=lambda picture: maybe(whole_minutes, picture.time_left),
    ),
    FactorSensorDescription(
        key="finish_time",
        translation_key="finish_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        min_change=60,
        kept=True,
        value_fn=lambda picture: picture.finish_time,
    ),
    FactorSensorDescription(
        key="file",
        translation_key="file",
        kept=True,
        value_fn=lambda picture: maybe(fitting_a_state, picture.file_name),
    ),
)


def describe_reading(name: str) -> Iterator[FactorSensorDescription]:
    """Give the sensors of a reading: `tool0`, …, `bed`, `chamber` or a custom one."""
    key, placeholders = reading_key(name)
    temperature = FactorSensorDescription(
        key=f"{name}_temperature",
        translation_key=f"{key}_temperature",
        translation_placeholders=placeholders,
        device_class=SensorDeviceClass.TEMPERATURE,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        min_change=0.5,
        max_age_s=30,
        value_fn=lambda picture: picture.reading(name).actual,
    )
    yield temperature
    if name == CHAMBER:  # the plugin has no command for it, so it is no number
        yield replace(
            temperature,
            key="chamber_target",
            translation_key="chamber_target",
            min_change=0,
            value_fn=lambda picture: picture.reading(name).target,
        )


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of all printers."""
    async_add_printers(
        entry, async_add_entities, FactorSensor, SENSORS, describe_reading
    )


class FactorSensor(FactorEntity, SensorEntity):
    """Something that a printer tells."""

    entity_description: FactorSensorDescription

    _attr_native_value: Value = None
    _written_at = -math.inf

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over the value if it is worth writing."""
        description = self.entity_description
        availability_changed = self._refresh_available(
            self.coordinator.online is True
            or (description.kept and self.picture.has_job)
        )
        value = description.value_fn(self.picture)
        if not availability_changed and not self._is_worth_writing(value):
            return False
        self._attr_native_value = value
        self._written_at = self.coordinator.hass.loop.time()
        return True

    def _is_worth_writing(self, value: Value) -> bool:
        """Return whether the value differs enough from the one that was written."""
        written = self._attr_native_value
        if value == written:
            return False
        age_s = self.coordinator.hass.loop.time() - self._written_at
        return (
            distance(value, written) >= self.entity_description.min_change
            or age_s >= self.entity_description.max_age_s
        )


def distance(value: Value, other: Value) -> float:
    """Return how far apart two values are: s between times, else in their unit."""
    match value, other:
        case datetime(), datetime():
            return abs(value - other).total_seconds()
        case float() | int(), float() | int():
            return abs(value - other)
    return math.inf
