"""What a sensor is, as the tables of sensors say it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
import math
from typing import Any, Final, NamedTuple

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription
from homeassistant.const import EntityCategory, UnitOfTime

from .const import Pace
from .coordinator import PrinterCoordinator
from .settings import TelemetrySettings

type Value = str | float | datetime | None


class Thresholds(NamedTuple):
    """What change of a value is worth writing.

    Written are changes of at least `min_change` (in the value's unit; s for a
    timestamp), smaller ones `max_age_s` after the last write if that is set, and
    always a value that appears or vanishes; but nothing sooner than `min_age_s` after
    the last write.
    """

    min_change: float = 0
    min_age_s: float = 0
    max_age_s: float = math.inf


ANY_CHANGE: Final = Thresholds()
EACH_MINUTE: Final = Thresholds(min_age_s=60)


def any_change(_: TelemetrySettings) -> Thresholds:
    """Write whatever changes, at once."""
    return ANY_CHANGE


def each_minute(_: TelemetrySettings) -> Thresholds:
    """Write whatever changes, once a minute."""
    return EACH_MINUTE


@dataclass(frozen=True, kw_only=True)
class FactorSensorDescription(SensorEntityDescription):
    """A sensor, and what change of its value is worth writing, as the user sets it.

    `kept` sensors keep what they tell of a running print while the printer is silent;
    those `of_the_past` tell of what is over, silent or not. What is not `possible_fn`
    with a printer is never available. `pace` is how closely telemetry is followed.
    """

    value_fn: Callable[[PrinterCoordinator], Value]
    thresholds: Callable[[TelemetrySettings], Thresholds] = any_change
    possible_fn: Callable[[PrinterCoordinator], bool] | None = None
    kept: bool = False
    of_the_past: bool = False
    pace: Pace = Pace.FAST


def maybe[T, R](function: Callable[[T], R], value: T | None) -> R | None:
    """Return the function of a value that may be unknown."""
    return None if value is None else function(value)


def whole_minutes(duration: timedelta) -> int:
    """Return the minutes that have begun."""
    return math.ceil(duration / timedelta(minutes=1))


def passed_minutes(duration: timedelta) -> int:
    """Return the minutes that are over."""
    return duration // timedelta(minutes=1)


def sensor(key: str, **given: Any) -> FactorSensorDescription:
    """Give a sensor whose name is found under its key."""
    return FactorSensorDescription(key=key, translation_key=key, **given)


def minutes(
    key: str, value_fn: Callable[[PrinterCoordinator], Value], **given: Any
) -> FactorSensorDescription:
    """Give a duration in whole minutes."""
    return sensor(
        key,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        value_fn=value_fn,
        **given,
    )


def hidden(
    key: str, value_fn: Callable[[PrinterCoordinator], Value], **given: Any
) -> FactorSensorDescription:
    """Give a sensor for the few who look into details; disabled until they want it."""
    return sensor(
        key,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=value_fn,
        **given,
    )
