"""What the user set for a printer, as its subentry holds it."""

from collections.abc import Mapping
from math import floor, pi
from typing import Any, Final

import msgspec

from .printer.history import total
from .printer.lifecycle import Rules
from .protocol.commands import HeaterLimits
from .protocol.dialects import Dialect
from .protocol.messages import Filament

DEFAULT_OFFLINE_AFTER_S: Final = 30
COMPLETE: Final = 100


class FilamentSettings(msgspec.Struct, frozen=True):
    """What turns a length of filament into a weight: g/cm³ (of PLA) and mm."""

    density: float = 1.24
    diameter: float = 1.75

    def weight(self, filament: Filament) -> float | None:
        """Return the weight of some filament in g.

        Its volume counts; where OctoPrint knows none (0 if its own setting of the
        diameter is missing), it follows from the length.
        """
        volume = filament.volume
        if not volume and filament.length is not None:
            volume = filament.length / 10 * pi * (self.diameter / 20) ** 2
        return None if volume is None else volume * self.density


class CameraSettings(msgspec.Struct, frozen=True):
    """How the plugin shall stream its camera, or another source (PROTOCOL §9).

    `width` and `height` in pixels and `fps` are left as they are where they are 0.
    `input` and the two bases are the plugin's own settings where they are None.
    `stream_url` (MJPEG) and `snapshot_url` take the plugin's place if one is set.
    """

    input: str | None = None
    width: int = 1280
    height: int = 720
    fps: int = 20
    bitrate_kbps: int = 1800
    encoder: str = "libx264"
    rtsp_base: str | None = None
    webrtc_base: str | None = None
    stream_url: str | None = None
    snapshot_url: str | None = None

    def options(self, device_uuid: str) -> dict[str, Any]:
        """Return the `options` of the command that starts the stream."""
        options = {
            "name": f"cam-{device_uuid}",
            "input": self.input,
            "width": self.width,
            "height": self.height,
            "fps": self.fps,
            "bitrateKbps": self.bitrate_kbps,
            "encoder": self.encoder,
            "forceMjpeg": True,
            "rtsp_base": self.rtsp_base,
            "webrtc_base": self.webrtc_base,
        }
        return {name: value for name, value in options.items() if value is not None}


class PrintSettings(Rules, frozen=True):
    """What is told of prints: the rules of their lifecycle, and one for heaters.

    Heaters that are on with no print for `heating_minutes` were left on.
    """

    heating_minutes: int = 30


class CostSettings(msgspec.Struct, frozen=True):
    """What a print costs: filament per kg, and energy per kWh by an entity that meters.

    The price of energy is a number, or the state of an entity, which goes first.
    """

    filament_price: float | None = None
    energy_meter: str | None = None
    energy_price: float | None = None
    energy_price_entity: str | None = None

    @property
    def counts_filament(self) -> bool:
        """Whether filament has a price."""
        return self.filament_price is not None

    @property
    def counts_energy(self) -> bool:
        """Whether energy is metered and has a price."""
        prices = (self.energy_price, self.energy_price_entity)
        return self.energy_meter is not None and prices != (None, None)

    def of(self, weight_g: float | None, energy_cost: float | None) -> float | None:
        """Return what a print cost; None if a part of it is not known, or none counts."""
        costs: list[float | None] = []
        if self.filament_price is not None:
            per_g = self.filament_price / 1000
            costs.append(None if weight_g is None else weight_g * per_g)
        if self.counts_energy:
            costs.append(energy_cost)
        return total(costs)


class TelemetrySettings(msgspec.Struct, frozen=True):
    """How much of what a printer tells each second is written.

    A temperature is written when it differs by `temperature_step`, in °C, or after
    `temperature_seconds` however little it differs; progress at each `progress_step`,
    in percent; the finish time when it moved by `finish_seconds`; a position or the
    height no sooner than after `position_seconds` or `height_seconds`.
    """

    temperature_step: float = 0.5
    temperature_seconds: int = 30
    progress_step: int = 1
    finish_seconds: int = 60
    height_seconds: int = 60
    position_seconds: int = 5

    def progress(self, completion: float) -> int:
        """Return the last step that is reached; the end is one, whatever the step."""
        if completion >= COMPLETE:
            return COMPLETE
        return floor(completion / self.progress_step) * self.progress_step


class PrinterSettings(msgspec.Struct, frozen=True):
    """All that is set for a printer; `dialect` None: its first messages tell."""

    device_uuid: str
    offline_after: int = DEFAULT_OFFLINE_AFTER_S
    dialect: Dialect | None = None
    limits: HeaterLimits = HeaterLimits()
    filament: FilamentSettings = FilamentSettings()
    camera: CameraSettings = CameraSettings()
    prints: PrintSettings = PrintSettings()
    cost: CostSettings = CostSettings()
    telemetry: TelemetrySettings = TelemetrySettings()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> PrinterSettings:
        """Return the settings in a subentry's data."""
        return msgspec.convert(dict(data), cls, strict=False)
