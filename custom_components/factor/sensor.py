"""Sensors: what a printer does, how far it is, how hot it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
import math
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorStateClass,
)
from homeassistant.const import (
    PERCENTAGE,
    EntityCategory,
    UnitOfInformation,
    UnitOfLength,
    UnitOfMass,
    UnitOfTemperature,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .broker import FactorConfigEntry
from .const import Pace
from .coordinator import PrinterCoordinator
from .entity import FactorEntity, PartEntities, async_add_printers, reading_key
from .fleet import async_add_fleet
from .print_events import fitting
from .print_sensors import PRINT_PARTS, PRINT_SENSORS
from .printer.state import FILE_ORIGINS, State
from .protocol.commands import CHAMBER
from .sensor_description import (
    FactorSensorDescription,
    Thresholds,
    Value,
    any_change,
    each_minute,
    hidden,
    maybe,
    minutes,
    passed_minutes,
    sensor,
    whole_minutes,
)

PARALLEL_UPDATES = 0

CUBIC_CENTIMETERS: Final = "cm³"


def position(frame: str, axis: str) -> FactorSensorDescription:
    """Give where an axis is, in one of the frames of PROTOCOL §3.2."""
    return hidden(
        f"{frame}_{axis}",
        lambda printer: printer.data.position(frame, axis),
        device_class=SensorDeviceClass.DISTANCE,
        native_unit_of_measurement=UnitOfLength.MILLIMETERS,
        suggested_display_precision=1,
        thresholds=lambda telemetry: Thresholds(
            0.1, min_age_s=telemetry.position_seconds
        ),
    )


def path_count(name: str) -> FactorSensorDescription:
    """Give how often the plugin counted a kind of move in the running print."""
    return hidden(
        name,
        lambda printer: printer.data.path_count(name),
        state_class=SensorStateClass.MEASUREMENT,
        pace=Pace.SLOW,
        thresholds=each_minute,
    )


def override_of(name: str) -> FactorSensorDescription:
    """Give an override as the plugin tells it: mostly 100, whatever was set."""
    return hidden(
        f"{name}_override",
        lambda printer: printer.data.rate_override(name),
        native_unit_of_measurement=PERCENTAGE,
        pace=Pace.STILL,
    )


SENSORS: Final = (
    sensor(
        "state",
        device_class=SensorDeviceClass.ENUM,
        options=[state.value for state in State],
        pace=Pace.STILL,
        value_fn=lambda printer: printer.data.state,
    ),
    sensor(
        "progress",
        native_unit_of_measurement=PERCENTAGE,
        value_fn=lambda printer: maybe(
            printer.settings.telemetry.progress, printer.data.completion
        ),
    ),
    minutes(
        "time_left",
        lambda printer: maybe(whole_minutes, printer.data.time_left),
        pace=Pace.SLOW,
    ),
    minutes(
        "print_time",
        lambda printer: maybe(passed_minutes, printer.data.print_time),
        pace=Pace.SLOW,
    ),
    minutes(
        "estimated",
        lambda printer: maybe(whole_minutes, printer.data.estimated_time),
        pace=Pace.STILL,
    ),
    minutes(
        "last_time",
        lambda printer: maybe(whole_minutes, printer.data.last_time),
        pace=Pace.STILL,
        entity_registry_enabled_default=False,
    ),
    sensor(
        "finish_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        pace=Pace.SLOW,
        thresholds=lambda telemetry: Thresholds(telemetry.finish_seconds),
        kept=True,
        value_fn=lambda printer: printer.data.finish_time,
    ),
    sensor(
        "file",
        kept=True,
        pace=Pace.STILL,
        value_fn=lambda printer: fitting(printer.data.file_name),
    ),
    sensor(
        "height",
        device_class=SensorDeviceClass.DISTANCE,
        native_unit_of_measurement=UnitOfLength.MILLIMETERS,
        suggested_display_precision=2,
        # Each hop of the nozzle is a change; a layer takes its time.
        thresholds=lambda telemetry: Thresholds(
            0.05, min_age_s=telemetry.height_seconds
        ),
        value_fn=lambda printer: printer.data.height,
    ),
    sensor(
        "upload",
        native_unit_of_measurement=PERCENTAGE,
        entity_category=EntityCategory.DIAGNOSTIC,
        pace=Pace.STILL,
        value_fn=lambda printer: printer.files.uploader.progress,
        possible_fn=lambda printer: printer.files.are_taken,
    ),
    hidden(
        "time_left_origin",
        lambda printer: fitting(printer.data.time_left_origin),
        pace=Pace.STILL,
    ),
    hidden(
        "file_origin",
        lambda printer: printer.data.file_origin,
        device_class=SensorDeviceClass.ENUM,
        options=list(FILE_ORIGINS),
        pace=Pace.STILL,
    ),
    hidden(
        "file_date",
        lambda printer: printer.data.file_date,
        device_class=SensorDeviceClass.TIMESTAMP,
        pace=Pace.STILL,
    ),
    hidden(
        "file_size",
        lambda printer: printer.data.file_size,
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.MEGABYTES,
        pace=Pace.SLOW,
    ),
    hidden(
        "file_position",
        lambda printer: printer.data.file_position,
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.MEGABYTES,
        pace=Pace.SLOW,
        thresholds=each_minute,
    ),
    *(override_of(name) for name in ("feed_rate", "flow_rate")),
    *(
        position(frame, axis)
        for frame in ("machine", "current", "target")
        for axis in "xyze"
    ),
    *(
        path_count(name)
        for name in ("total_segments", "extrude_count", "move_count", "retract_count")
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
        thresholds=lambda telemetry: Thresholds(
            telemetry.temperature_step, max_age_s=telemetry.temperature_seconds
        ),
        value_fn=lambda printer: printer.data.reading(name).actual,
    )
    yield temperature
    if name == CHAMBER:  # the plugin has no command for it, so it is no number
        yield replace(
            temperature,
            key="chamber_target",
            translation_key="chamber_target",
            pace=Pace.STILL,
            thresholds=any_change,
            value_fn=lambda printer: printer.data.reading(name).target,
        )


def describe_filament(tool: str) -> Iterator[FactorSensorDescription]:
    """Give what the job takes of a tool's filament."""
    key, placeholders = reading_key(tool)

    def filament(kind: str, **given: Any) -> FactorSensorDescription:
        return FactorSensorDescription(
            key=f"{tool}_filament_{kind}",
            translation_key=f"{key}_filament_{kind}",
            translation_placeholders=placeholders,
            pace=Pace.STILL,
            **given,
        )

    yield filament(
        "length",
        device_class=SensorDeviceClass.DISTANCE,
        native_unit_of_measurement=UnitOfLength.MILLIMETERS,
        suggested_display_precision=0,
        value_fn=lambda printer: printer.data.filament(tool).length,
    )
    yield filament(
        "weight",
        device_class=SensorDeviceClass.WEIGHT,
        native_unit_of_measurement=UnitOfMass.GRAMS,
        suggested_display_precision=1,
        value_fn=lambda printer: printer.settings.filament.weight(
            printer.data.filament(tool)
        ),
    )
    yield filament(
        "volume",
        native_unit_of_measurement=CUBIC_CENTIMETERS,
        suggested_display_precision=2,
        entity_registry_enabled_default=False,  # the weight says the same
        value_fn=lambda printer: printer.data.filament(tool).volume,
    )


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of all printers."""
    await async_add_printers(
        entry,
        async_add_entities,
        FactorSensor,
        SENSORS + PRINT_SENSORS,
        PartEntities(
            names=lambda printer: printer.data.parts.readings, describe=describe_reading
        ),
        PartEntities(
            names=lambda printer: printer.data.parts.filaments,
            describe=describe_filament,
        ),
        *PRINT_PARTS,
    )
    await async_add_fleet(entry, async_add_entities)


class FactorSensor(FactorEntity, SensorEntity):
    """Something that a printer tells."""

    entity_description: FactorSensorDescription

    # Home Assistant's own attributes are slow to read, and this is done every second.
    _written: Value = None
    _written_at = -math.inf

    def __init__(
        self, coordinator: PrinterCoordinator, description: FactorSensorDescription
    ) -> None:
        """Take how often to look, and the currency that costs are told in."""
        self.pace = Pace.STILL if description.of_the_past else description.pace
        if description.device_class is SensorDeviceClass.MONETARY:
            self._attr_native_unit_of_measurement = coordinator.hass.config.currency
        super().__init__(coordinator, description)

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over the value if it is worth writing."""
        description, printer = self.entity_description, self.coordinator
        is_possible = description.possible_fn
        availability_changed = self._refresh_available(
            (printer.online is True and (not is_possible or is_possible(printer)))
            or (description.kept and printer.data.has_job)
            or description.of_the_past
        )
        value = description.value_fn(printer)
        if not availability_changed and (
            value == self._written or not self._is_worth_writing(value)
        ):
            return False
        self._attr_native_value = self._written = value
        self._written_at = printer.hass.loop.time()
        return True

    def _is_worth_writing(self, value: Value) -> bool:
        """Return whether another value differs enough from the one that was written."""
        written, printer = self._written, self.coordinator
        if value is None or written is None:
            return True
        telemetry = printer.settings.telemetry
        min_change, min_age_s, max_age_s = self.entity_description.thresholds(telemetry)
        age_s = printer.hass.loop.time() - self._written_at
        return age_s >= min_age_s and (
            age_s >= max_age_s or distance(value, written) >= min_change
        )


def distance(value: Value, other: Value) -> float:
    """Return how far apart two values are: s between times, else in their unit."""
    match value, other:
        case datetime(), datetime():
            return abs(value - other).total_seconds()
        case float() | int(), float() | int():
            return round(abs(value - other), 6)  # 3.05 - 3.0 is less than 0.05
    return math.inf
