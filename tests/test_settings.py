"""What the user set for a printer, and what follows from it."""

from types import MappingProxyType
from typing import Any

from hypothesis import given, strategies as st
import msgspec
import pytest

from custom_components.factor.protocol.commands import HeaterLimits
from custom_components.factor.protocol.dialects import Dialect
from custom_components.factor.protocol.messages import Filament
from custom_components.factor.settings import (
    DEFAULT_OFFLINE_AFTER_S,
    CameraSettings,
    CostSettings,
    FilamentSettings,
    PrinterSettings,
    PrintSettings,
    TelemetrySettings,
)

UUID = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f"


@pytest.fixture(autouse=True)
def _integration_enabled() -> None:
    """Do without Home Assistant: nothing that is tested here imports it."""


def test_defaults() -> None:
    assert PrinterSettings.of({"device_uuid": UUID}) == PrinterSettings(
        device_uuid=UUID,
        offline_after=30,
        dialect=None,
        limits=HeaterLimits(hotend=300, bed=120, chamber=80),
        filament=FilamentSettings(density=1.24, diameter=1.75),
        camera=CameraSettings(
            input=None,
            width=1280,
            height=720,
            fps=20,
            bitrate_kbps=1800,
            encoder="libx264",
            rtsp_base=None,
            webrtc_base=None,
            stream_url=None,
            snapshot_url=None,
        ),
        prints=PrintSettings(
            milestones=(25, 50, 75), cool_below=50, heating_minutes=30
        ),
        cost=CostSettings(
            filament_price=None,
            energy_meter=None,
            energy_price=None,
            energy_price_entity=None,
        ),
        telemetry=TelemetrySettings(
            temperature_step=0.5,
            temperature_seconds=30,
            progress_step=1,
            finish_seconds=60,
            height_seconds=60,
            position_seconds=5,
        ),
    )
    assert DEFAULT_OFFLINE_AFTER_S == 30


DATA = {
    "device_uuid": UUID,
    "offline_after": 90,
    "dialect": "legacy_edge",
    "limits": {"hotend": 260, "bed": 0, "chamber": 60},
    "filament": {"density": 1.04, "diameter": 2.85},
    "camera": {
        "input": "/dev/video0",
        "width": 0,
        "height": 0,
        "fps": 0,
        "bitrate_kbps": 800,
        "encoder": "omx",
        "rtsp_base": "rtsp://media:8554",
        "webrtc_base": "https://media/webrtc",
        "stream_url": "http://webcam/stream",
        "snapshot_url": "http://webcam/picture",
    },
    "prints": {"milestones": [1, 99], "cool_below": 40, "heating_minutes": 5},
    "cost": {
        "filament_price": 24.9,
        "energy_meter": "sensor.plug",
        "energy_price": 0.31,
        "energy_price_entity": "sensor.tariff",
    },
    "telemetry": {
        "temperature_step": 0.1,
        "temperature_seconds": 300,
        "progress_step": 5,
        "finish_seconds": 10,
        "height_seconds": 1,
        "position_seconds": 60,
    },
}


def test_everything_is_set() -> None:
    """As a subentry holds it, which nobody can change."""
    settings = PrinterSettings.of(MappingProxyType(DATA))
    assert settings.dialect is Dialect.LEGACY_EDGE
    assert settings.limits == HeaterLimits(260, 0, 60)
    assert settings.filament == FilamentSettings(1.04, 2.85)
    assert msgspec.json.decode(msgspec.json.encode(settings)) == DATA


@pytest.mark.parametrize("dialect", [*Dialect, None])
def test_dialect(dialect: Dialect | None) -> None:
    data = {"device_uuid": UUID, "dialect": dialect and dialect.value}
    assert PrinterSettings.of(data).dialect is dialect


@pytest.mark.parametrize("part", ["limits", "filament", "camera", "cost", "telemetry"])
def test_part_that_is_set_in_part_has_defaults_for_the_rest(part: str) -> None:
    name, value = next(iter(DATA[part].items()))  # type: ignore[attr-defined]
    settings = getattr(
        PrinterSettings.of({"device_uuid": UUID, part: {name: value}}), part
    )
    assert settings == type(settings)(**{name: value})


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"device_uuid": None},
        {"device_uuid": UUID, "dialect": "english"},
        {"device_uuid": UUID, "offline_after": "soon"},
        {"device_uuid": UUID, "offline_after": 30.5},
        {"device_uuid": UUID, "limits": {"bed": "hot"}},
    ],
)
def test_wrong_data_is_no_settings(data: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        PrinterSettings.of(data)


COSTS = {
    "nothing counts": ({}, 100, 1.5, None),
    "filament": ({"filament_price": 25}, 100, None, 2.5),
    "free filament": ({"filament_price": 0}, 100, None, 0),
    "unknown weight": ({"filament_price": 25}, None, None, None),
    "energy": ({"energy_meter": "sensor.a", "energy_price": 0.3}, 100, 1.5, 1.5),
    "free energy": ({"energy_meter": "sensor.a", "energy_price": 0}, None, 0, 0),
    "price of an entity": (
        {"energy_meter": "sensor.a", "energy_price_entity": "sensor.b"},
        None,
        1.5,
        1.5,
    ),
    "unknown energy": (
        {"filament_price": 25, "energy_meter": "sensor.a", "energy_price": 0.3},
        100,
        None,
        None,
    ),
    "a meter without a price": (
        {"filament_price": 25, "energy_meter": "sensor.a"},
        100,
        None,
        2.5,
    ),
    "a price without a meter": ({"energy_price": 0.3}, 100, 1.5, None),
    "both": (
        {"filament_price": 25, "energy_meter": "sensor.a", "energy_price": 0.3},
        100,
        1.5,
        4,
    ),
}


@pytest.mark.parametrize(
    ("cost", "weight_g", "energy_cost", "expected"), COSTS.values(), ids=COSTS
)
def test_cost(
    cost: dict[str, Any],
    weight_g: float | None,
    energy_cost: float | None,
    expected: float | None,
) -> None:
    settings = PrinterSettings.of({"device_uuid": UUID, "cost": cost}).cost
    assert settings.of(weight_g, energy_cost) == expected
    counts_filament = "filament_price" in cost
    assert settings.counts_filament is counts_filament


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        PrinterSettings.of(DATA).device_uuid = "x"  # type: ignore[misc]


# Telemetry


@given(st.floats(0, 100), st.integers(1, 50))
def test_progress_is_the_last_step_that_is_reached(
    completion: float, step: int
) -> None:
    told = TelemetrySettings(progress_step=step).progress(completion)
    assert isinstance(told, int)
    if completion == 100:
        assert told == 100
    else:
        assert told % step == 0
        assert told <= completion < told + step


def test_the_end_is_told_whatever_the_step() -> None:
    told = [TelemetrySettings(progress_step=30).progress(n) for n in (99.9, 100)]
    assert told == [90, 100]


# The camera


def test_options_are_the_apps_unless_something_is_set() -> None:
    """As PROTOCOL §9 says that the platform's own app sends them."""
    assert CameraSettings().options(UUID) == {
        "name": f"cam-{UUID}",
        "width": 1280,
        "height": 720,
        "fps": 20,
        "bitrateKbps": 1800,
        "encoder": "libx264",
        "forceMjpeg": True,
    }


def test_options_with_everything_set() -> None:
    """The two addresses of a webcam are not the plugin's concern."""
    assert PrinterSettings.of(DATA).camera.options("1") == {
        "name": "cam-1",
        "input": "/dev/video0",
        "width": 0,
        "height": 0,
        "fps": 0,
        "bitrateKbps": 800,
        "encoder": "omx",
        "forceMjpeg": True,
        "rtsp_base": "rtsp://media:8554",
        "webrtc_base": "https://media/webrtc",
    }


def test_name_of_the_stream_is_one_that_the_plugin_takes() -> None:
    """Letters, digits, `_` and `-`, at most 50 (PROTOCOL §9)."""
    name = CameraSettings().options(UUID)["name"]
    assert len(name) <= 50
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")


# Filament


@pytest.mark.parametrize(
    ("length", "volume", "weight"),
    [
        (3200.4, 7.7, 9.548),  # the volume counts
        (None, 7.7, 9.548),
        (0, 7.7, 9.548),
        (1000, 0, 2.9826),  # 10 dm of 1.75 mm are 2.4053 cm³
        (1000, None, 2.9826),
        (0, 0, 0),
        (0, None, 0),
        (None, 0, 0),
        (None, None, None),
    ],
)
def test_weight(
    length: float | None, volume: float | None, weight: float | None
) -> None:
    told = FilamentSettings().weight(Filament(length, volume))
    assert (
        told == pytest.approx(weight, rel=1e-4) if weight is not None else told is None
    )


def test_weight_is_of_the_users_filament() -> None:
    settings = FilamentSettings(density=1.04, diameter=2.85)
    assert settings.weight(Filament(volume=10)) == pytest.approx(10.4)
    # 1 m of 2.85 mm are 6.3794 cm³
    assert settings.weight(Filament(length=1000)) == pytest.approx(6.6346, rel=1e-4)


@given(st.floats(0.01, 1e6))
def test_weight_is_the_same_by_length_and_by_volume(length: float) -> None:
    settings = FilamentSettings()
    volume = length * 2.405281875 / 1000
    by_length = settings.weight(Filament(length, None))
    assert by_length == pytest.approx(settings.weight(Filament(None, volume)))


@pytest.mark.parametrize("seconds", [60, 60.0, "60"])
def test_number_is_read_however_it_was_stored(seconds: Any) -> None:
    settings = PrinterSettings.of({"device_uuid": UUID, "offline_after": seconds})
    assert settings.offline_after == 60
