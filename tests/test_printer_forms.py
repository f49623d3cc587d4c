"""The forms of the printer's flow."""

from collections.abc import Mapping
from math import inf, nan
from typing import Any

import msgspec
import pytest
import voluptuous as vol

from custom_components.factor.printer_forms import (
    AUTOMATIC,
    ENCODERS,
    MAX_ADDRESS,
    PRINTER_SCHEMA,
    SECTION_ADVANCED,
    SECTION_CAMERA,
    SECTION_FILAMENT,
    SECTION_LIMITS,
    UUID_SCHEMA,
    camera_settings,
    faulty_address,
    number,
)
from custom_components.factor.protocol.commands import MAX_TEMPERATURE, HeaterLimits
from custom_components.factor.settings import (
    CameraSettings,
    FilamentSettings,
    PrinterSettings,
)

WEB = ("stream_url", "snapshot_url", "webrtc_base")


# Numbers


@pytest.mark.parametrize("given", [5, 5.0, "5"])
def test_a_whole_number_is_an_int(given: object) -> None:
    value = number(5, 10, "s")(given)
    assert (value, type(value)) == (5, int)


@pytest.mark.parametrize("given", [5, 5.0, "5", 9.99])
def test_a_number_in_parts_is_a_float(given: float | str) -> None:
    value = number(5, 10, "mm", step=0.01)(given)
    assert (value, type(value)) == (float(given), float)


@pytest.mark.parametrize("step", [1, 0.01])
@pytest.mark.parametrize(
    "given", [4, 4.99, 10.01, 11, nan, inf, -inf, "nan", "inf", "x", "", None, []]
)
def test_no_other_number_is_taken(given: object, step: float) -> None:
    with pytest.raises(vol.Invalid):
        number(5, 10, "s", step)(given)


# Sections


def test_what_is_not_sent_is_as_it_is_by_default() -> None:
    sections: Mapping[str, dict[str, Any]] = {
        SECTION_LIMITS: {},
        SECTION_FILAMENT: {},
        SECTION_CAMERA: {},
        SECTION_ADVANCED: {},
    }
    entered = PRINTER_SCHEMA({"name": "Left", "device_uuid": "x", **sections})
    assert entered.pop("name") == "Left"
    assert entered.pop(SECTION_ADVANCED) == {"dialect": AUTOMATIC}
    assert PrinterSettings.of(entered) == PrinterSettings("x")
    added = UUID_SCHEMA({"device_uuid": "x", SECTION_ADVANCED: {}})
    assert added == {"device_uuid": "x", SECTION_ADVANCED: {"dialect": AUTOMATIC}}


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        (SECTION_LIMITS, HeaterLimits),
        (SECTION_FILAMENT, FilamentSettings),
        (SECTION_CAMERA, CameraSettings),
    ],
)
def test_a_section_has_all_that_can_be_set(
    name: str, settings: type[msgspec.Struct]
) -> None:
    fields = {str(marker) for marker in PRINTER_SCHEMA.schema[name].schema.schema}
    assert fields == set(settings.__struct_fields__)


def test_a_limit_can_be_what_any_heater_may_have_at_most() -> None:
    limits = PRINTER_SCHEMA.schema[SECTION_LIMITS]
    highest = dict.fromkeys(("hotend", "bed", "chamber"), MAX_TEMPERATURE)
    assert limits(highest) == highest
    with pytest.raises(vol.Invalid):
        limits({"bed": MAX_TEMPERATURE + 1})


def test_the_default_encoder_is_offered() -> None:
    assert CameraSettings().encoder in ENCODERS


# The camera's addresses


def test_what_is_left_empty_is_not_set() -> None:
    entered = {"stream_url": " ", "input": "", "rtsp_base": " rtsp://a ", "width": 0}
    assert camera_settings(entered) == {"rtsp_base": "rtsp://a", "width": 0}
    assert faulty_address(camera_settings(entered)) is None
    assert faulty_address({}) is None


@pytest.mark.parametrize(
    ("name", "address"),
    [
        *((name, "http://octopi.local") for name in WEB),
        *((name, "https://user:p%20w@192.0.2.7:8443/a?b=c&d#e") for name in WEB),
        *((name, "HTTP://[2001:db8::1]:8080/") for name in WEB),
        ("rtsp_base", "rtsp://media.local:8554"),
        ("rtsp_base", "rtsps://user:pw@media.local/live"),
        ("input", "/dev/video0"),
        ("input", "/dev/video12"),
        ("input", "rtsp://cam:pw@192.0.2.7/1"),
        ("input", "http://cam/?action=stream"),
        ("input", "https://cam/"),
        ("input", "http://" + "x" * (MAX_ADDRESS - 7)),
        ("snapshot_url", "http://x/" + "x" * (MAX_ADDRESS - 9)),
    ],
)
def test_an_address_is_taken(name: str, address: str) -> None:
    assert faulty_address({name: address}) is None


@pytest.mark.parametrize(
    ("name", "address"),
    [
        *(
            (name, address)
            for name in (*WEB, "rtsp_base")
            for address in (
                "octopi.local",
                "/webcam/?action=stream",
                "ftp://octopi.local",
                "javascript:alert(1)",
                "http://",
                "http:///webcam",
                "http://[",
                "http://octopi.local:99999/",
                "http://octo pi.local/",
                "http://octopi.local/\nHost: x",
                "http://x/" + "x" * MAX_ADDRESS,
            )
        ),
        *((name, "rtsp://octopi.local") for name in WEB),
        ("rtsp_base", "http://media.local"),
        ("input", "/dev/sda"),
        ("input", "/dev/video"),
        ("input", "file:///etc/passwd"),
        ("input", "rtsps://cam/"),
        ("input", "http://" + "x" * (MAX_ADDRESS - 6)),
        *(("input", f"http://cam/{character}x") for character in ";&|`$()<>\r\n"),
    ],
)
def test_what_is_no_address_is_found(name: str, address: str) -> None:
    assert faulty_address({name: address}) == name
