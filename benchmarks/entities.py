"""The entities that are compared, as either rival has them."""

from typing import Final, NamedTuple

from homeassistant.const import Platform


class Compared(NamedTuple):
    """An entity's key in this integration, and the template that tells the same."""

    key: str
    template: str
    unit: str | None = None
    device_class: str | None = None
    platform: Platform = Platform.SENSOR


SHOWN: Final = (
    Compared("state", "value_json.state.text"),
    Compared("progress", "value_json.progress.completion | round(1)", "%"),
    Compared("time_left", "value_json.progress.time_left", "s", "duration"),
    Compared("print_time", "value_json.progress.print_time", "s", "duration"),
    Compared("estimated", "value_json.job.estimated_time", "s", "duration"),
    Compared(
        "finish_time",
        "((value_json.ts + value_json.progress.time_left) // 60 * 60) | as_datetime",
        device_class="timestamp",
    ),
    Compared("file", "value_json.job.file.name"),
    Compared("height", "value_json.axes.machine.z", "mm", "distance"),
    *(
        compared
        for name in ("tool0", "bed")
        for compared in (
            Compared(
                f"{name}_temperature",
                f"value_json.temperatures.{name}.actual",
                "°C",
                "temperature",
            ),
            Compared(
                f"{name}_target",
                f"value_json.temperatures.{name}.target",
                "°C",
                "temperature",
                Platform.NUMBER,
            ),
        )
    ),
    Compared(
        "tool0_filament_length",
        "value_json.job.filament.tool0.length",
        "mm",
        "distance",
    ),
)
"""Enabled by default in this integration."""

DETAILS: Final = (
    Compared("tool0_filament_volume", "value_json.job.filament.tool0.volume", "cm³"),
    Compared("last_time", "value_json.job.last_time", "s", "duration"),
    Compared("time_left_origin", "value_json.progress.time_left_origin"),
    Compared("file_origin", "value_json.job.file.origin"),
    Compared(
        "file_date", "value_json.job.file.date | as_datetime", device_class="timestamp"
    ),
    Compared("file_size", "value_json.progress.file_size", "B", "data_size"),
    Compared("file_position", "value_json.progress.filepos", "B", "data_size"),
    Compared("feed_rate_override", "value_json.overrides.feedrate", "%"),
    *(
        Compared(name, f"value_json.path.{name}")
        for name in ("total_segments", "extrude_count", "move_count", "retract_count")
    ),
)
"""Disabled by default; for the comparison they are enabled."""

ENTITIES: Final = (*SHOWN, *DETAILS)
