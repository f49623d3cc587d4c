"""The forms of the printer's flow."""

from collections.abc import Iterable, Mapping
import re
from typing import Any, Final, Literal

import msgspec
import voluptuous as vol
from yarl import URL

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import CONF_NAME, Platform
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
)

from .const import CONF_DEVICE_UUID, CONF_DIALECT, CONF_OFFLINE_AFTER
from .protocol.commands import CELSIUS, MAX_TEMPERATURE, HeaterLimits
from .protocol.dialects import Dialect
from .settings import (
    DEFAULT_OFFLINE_AFTER_S,
    CameraSettings,
    FilamentSettings,
    PrintSettings,
    TelemetrySettings,
)

SECTION_ADVANCED: Final = "advanced"
SECTION_CAMERA: Final = "camera"
SECTION_COST: Final = "cost"
SECTION_FILAMENT: Final = "filament"
SECTION_LIMITS: Final = "limits"
SECTION_PRINTS: Final = "prints"
SECTION_TELEMETRY: Final = "telemetry"
MILESTONES: Final = "milestones"
COMMON_MILESTONES: Final = (10, 25, 50, 75, 90, 95, 99)
MAX_PRICE: Final = 1_000_000
ENCODERS: Final = ("libx264", "v4l2m2m", "h264_v4l2m2m", "v4l2", "omx", "h264_omx")
MAX_ADDRESS: Final = 2048
_MILESTONE: Final = re.compile(r"[1-9][0-9]?")
# What the plugin takes as its camera (PROTOCOL §9).
_CAMERA_INPUT: Final = re.compile(
    r"(https?://|rtsp://|/dev/video[0-9])[^;&|`$()<>\r\n]*"
)
_WEB: Final = frozenset({"http", "https"})
_RTSP: Final = frozenset({"rtsp", "rtsps"})
_SCHEMES: Final = {
    "stream_url": _WEB,
    "snapshot_url": _WEB,
    "rtsp_base": _RTSP,
    "webrtc_base": _WEB,
}
AUTOMATIC: Final = "auto"


def number(
    minimum: float, maximum: float, unit: str, step: float | Literal["any"] = 1
) -> Any:
    """Return a field for a number: a whole one unless the step is another one."""
    selector = NumberSelector(
        NumberSelectorConfig(
            min=minimum,
            max=maximum,
            step=step,
            unit_of_measurement=unit,
            mode=NumberSelectorMode.BOX,
        )
    )
    # Every comparison with NaN is false, and the selector refuses only on true ones.
    in_range = vol.Range(minimum, maximum)
    return vol.All(selector, in_range, vol.Coerce(int if step == 1 else float))


def choice(translation_key: str, options: Iterable[str]) -> SelectSelector:
    """Return a field for one of some words."""
    return SelectSelector(
        SelectSelectorConfig(options=list(options), translation_key=translation_key)
    )


def defaulting_to(
    settings: msgspec.Struct, fields: Mapping[str, Any]
) -> dict[vol.Marker, Any]:
    """Return the fields of a form, each with what is set unless the user changes it."""
    return {
        vol.Required(name, default=getattr(settings, name)): field
        for name, field in fields.items()
    }


def optional(*names: str) -> dict[vol.Marker, Any]:
    """Return the fields of a form that may be left empty."""
    return {vol.Optional(name): TextSelector() for name in names}


def folded(fields: dict[vol.Marker, Any]) -> section:
    """Return a part of a form that the user unfolds."""
    return section(vol.Schema(fields), {"collapsed": True})


def entity(*domains: str, device_class: str | None = None) -> EntitySelector:
    """Return a field for an entity of some domains, and of a class if one is given."""
    config = EntitySelectorConfig(domain=list(domains))
    if device_class:
        config["device_class"] = device_class
    return EntitySelector(config)


def as_words(milestones: Iterable[int]) -> list[str]:
    """Return milestones as their field takes them."""
    return [str(percent) for percent in milestones]


DIALECT_FIELD: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_DIALECT, default=AUTOMATIC): choice(
        CONF_DIALECT, (AUTOMATIC, *Dialect)
    )
}
UUID_FIELD: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_DEVICE_UUID): TextSelector()
}
NAME_FIELD: Final[dict[vol.Marker, Any]] = {vol.Required(CONF_NAME): TextSelector()}
UUID_SCHEMA: Final = vol.Schema(
    {**UUID_FIELD, vol.Required(SECTION_ADVANCED): folded(DIALECT_FIELD)}
)
NAME_SCHEMA: Final = vol.Schema(NAME_FIELD)


def printer_schema(currency: str) -> vol.Schema:
    """Return the form of all that is set for a printer, its prices in a currency."""
    return vol.Schema(
        {
            **NAME_FIELD,
            **UUID_FIELD,
            vol.Required(CONF_OFFLINE_AFTER, default=DEFAULT_OFFLINE_AFTER_S): number(
                5, 3600, "s"
            ),
            vol.Required(SECTION_LIMITS): folded(
                defaulting_to(
                    HeaterLimits(),
                    {
                        heater: number(0, MAX_TEMPERATURE, CELSIUS)
                        for heater in ("hotend", "bed", "chamber")
                    },
                )
            ),
            vol.Required(SECTION_FILAMENT): folded(
                defaulting_to(
                    FilamentSettings(),
                    {
                        "density": number(0.1, 20, "g/cm³", step=0.01),
                        "diameter": number(0.5, 5, "mm", step=0.01),
                    },
                )
            ),
            vol.Required(SECTION_CAMERA): folded(
                {
                    **optional("stream_url", "snapshot_url", "input"),
                    **defaulting_to(
                        CameraSettings(),
                        {
                            "width": number(0, 3840, "px"),
                            "height": number(0, 2160, "px"),
                            "fps": number(0, 60, "1/s"),
                            "bitrate_kbps": number(100, 20_000, "kbit/s"),
                            "encoder": choice("encoder", ENCODERS),
                        },
                    ),
                    **optional("rtsp_base", "webrtc_base"),
                }
            ),
            vol.Required(SECTION_PRINTS): folded(
                {
                    vol.Required(
                        MILESTONES, default=as_words(PrintSettings().milestones)
                    ): SelectSelector(
                        SelectSelectorConfig(
                            options=as_words(COMMON_MILESTONES),
                            multiple=True,
                            custom_value=True,
                            translation_key=MILESTONES,
                        )
                    ),
                    **defaulting_to(
                        PrintSettings(),
                        {
                            "cool_below": number(30, 100, CELSIUS),
                            "heating_minutes": number(1, 1440, "min"),
                        },
                    ),
                }
            ),
            vol.Required(SECTION_COST): folded(
                {
                    vol.Optional("filament_price"): number(
                        0, MAX_PRICE, f"{currency}/kg", "any"
                    ),
                    vol.Optional("energy_meter"): entity(
                        Platform.SENSOR, device_class=SensorDeviceClass.ENERGY
                    ),
                    vol.Optional("energy_price"): number(
                        0, MAX_PRICE, f"{currency}/kWh", "any"
                    ),
                    vol.Optional("energy_price_entity"): entity(
                        Platform.SENSOR, Platform.NUMBER, "input_number"
                    ),
                }
            ),
            vol.Required(SECTION_TELEMETRY): folded(
                defaulting_to(
                    TelemetrySettings(),
                    {
                        "temperature_step": number(0.1, 10, CELSIUS, step=0.1),
                        "temperature_seconds": number(1, 3600, "s"),
                        "progress_step": number(1, 50, "%"),
                        "finish_seconds": number(1, 3600, "s"),
                        "height_seconds": number(1, 3600, "s"),
                        "position_seconds": number(1, 3600, "s"),
                    },
                )
            ),
            vol.Required(SECTION_ADVANCED): folded(DIALECT_FIELD),
        }
    )


def print_settings(entered: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what was entered for prints, None if a milestone is no whole percent.

    The milestones are 1 to 99, rising, each once.
    """
    words = [word.strip() for word in entered[MILESTONES]]
    if not all(map(_MILESTONE.fullmatch, words)):
        return None
    return {**entered, MILESTONES: sorted(set(map(int, words)))}


def prints_shown(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is set for prints as its form takes it."""
    prints = msgspec.convert(dict(settings), PrintSettings)
    return {**msgspec.to_builtins(prints), MILESTONES: as_words(prints.milestones)}


def camera_settings(entered: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was entered for the camera, without what was left empty."""
    stripped = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in entered.items()
    }
    return {name: value for name, value in stripped.items() if value != ""}


def faulty_address(camera: Mapping[str, Any]) -> str | None:
    """Return the first of the camera's addresses that is none, None if all are good."""
    source = camera.get("input", "")
    if source and not (_CAMERA_INPUT.fullmatch(source) and len(source) <= MAX_ADDRESS):
        return "input"
    for name, schemes in _SCHEMES.items():
        if name in camera and not _is_address(camera[name], schemes):
            return name
    return None


def _is_address(text: str, schemes: frozenset[str]) -> bool:
    """Return whether a text is an address with a host, and one of the schemes."""
    try:
        url = URL(text)
    except ValueError:
        return False
    plain = len(text) <= MAX_ADDRESS and not re.search(r"\s", text)
    return plain and url.scheme in schemes and bool(url.host)
