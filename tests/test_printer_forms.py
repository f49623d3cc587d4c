"""The forms of the printer's flow."""

from collections.abc import Mapping
from math import inf, nan
from typing import Any

import msgspec
import pytest
import voluptuous as vol

from custom_components.factor.printer_forms import (
    AUTOMATIC,
    COMMON_MILESTONES,
    ENCODERS,
    MAX_ADDRESS,
    SECTION_ADVANCED,
    SECTION_CAMERA,
    SECTION_COST,
    SECTION_FILAMENT,
    SECTION_LIMITS,
    SECTION_PRINTS,
    SECTION_TELEMETRY,
    UUID_SCHEMA,
    as_words,
    camera_settings,
    faulty_address,
    number,
    print_settings,
    printer_schema,
    prints_shown,
)
from custom_components.factor.protocol.commands import MAX_TEMPERATURE, HeaterLimits
from custom_components.factor.settings import (
    CameraSettings,
    CostSettings,
    FilamentSettings,
    PrinterSettings,
    PrintSettings,
    TelemetrySettings,
)

PRINTER_SCHEMA = printer_schema("EUR")
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
        SECTION_PRINTS: {},
        SECTION_COST: {},
        SECTION_TELEMETRY: {},
        SECTION_ADVANCED: {},
    }
    entered = PRINTER_SCHEMA({"name": "Left", "device_uuid": "x", **sections})
    assert entered.pop("name") == "Left"
    assert entered.pop(SECTION_ADVANCED) == {"dialect": AUTOMATIC}
    entered[SECTION_PRINTS] = print_settings(entered[SECTION_PRINTS])
    assert PrinterSettings.of(entered) == PrinterSettings("x")
    added = UUID_SCHEMA({"device_uuid": "x", SECTION_ADVANCED: {}})
    assert added == {"device_uuid": "x", SECTION_ADVANCED: {"dialect": AUTOMATIC}}


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        (SECTION_LIMITS, HeaterLimits),
        (SECTION_FILAMENT, FilamentSettings),
        (SECTION_CAMERA, CameraSettings),
        (SECTION_PRINTS, PrintSettings),
        (SECTION_COST, CostSettings),
        (SECTION_TELEMETRY, TelemetrySettings),
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


# Prints


@pytest.mark.parametrize(
    ("words", "milestones"),
    [
        ([], []),
        (["1", "99"], [1, 99]),
        (["75", "5", "25"], [5, 25, 75]),
        (["50", " 33 ", "50", "33"], [33, 50]),
    ],
)
def test_milestones_are_whole_percents_that_rise(
    words: list[str], milestones: list[int]
) -> None:
    entered = PRINTER_SCHEMA.schema[SECTION_PRINTS]({"milestones": words})
    settings = print_settings(entered)
    assert settings
    assert settings["milestones"] == milestones
    assert prints_shown(settings) == {**entered, "milestones": as_words(milestones)}


@pytest.mark.parametrize(
    "wrong",
    ["", " ", "0", "100", "-5", "+5", "05", "2.5", "5 %", "1_0", "1 0", "half", "٥"],
)
def test_no_other_milestone_is_taken(wrong: str) -> None:
    assert print_settings({"milestones": ["25", wrong]}) is None


def test_milestones_by_default_are_offered() -> None:
    assert set(PrintSettings().milestones) <= set(COMMON_MILESTONES)


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [("cool_below", 30, 100), ("heating_minutes", 1, 1440)],
)
def test_what_is_cool_and_left_on_has_its_bounds(
    name: str, lowest: int, highest: int
) -> None:
    prints = PRINTER_SCHEMA.schema[SECTION_PRINTS]
    for value in (lowest, highest):
        assert prints({name: value})[name] == value
    for value in (lowest - 1, highest + 1):
        with pytest.raises(vol.Invalid):
            prints({name: value})


# Telemetry


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("temperature_step", 0.1, 10),
        ("temperature_seconds", 1, 3600),
        ("progress_step", 1, 50),
        ("finish_seconds", 1, 3600),
        ("height_seconds", 1, 3600),
        ("position_seconds", 1, 3600),
    ],
)
def test_what_is_worth_writing_has_its_bounds(
    name: str, lowest: float, highest: float
) -> None:
    telemetry = PRINTER_SCHEMA.schema[SECTION_TELEMETRY]
    for value in (lowest, highest):
        assert telemetry({name: value})[name] == value
    for value in (0, highest + 1):
        with pytest.raises(vol.Invalid):
            telemetry({name: value})


def test_a_step_of_the_temperature_is_no_whole_number() -> None:
    telemetry = PRINTER_SCHEMA.schema[SECTION_TELEMETRY]
    assert telemetry({"temperature_step": 0.2})["temperature_step"] == 0.2


# Cost


@pytest.mark.parametrize("name", ["filament_price", "energy_price"])
def test_a_price_is_a_number_and_not_negative(name: str) -> None:
    cost = PRINTER_SCHEMA.schema[SECTION_COST]
    for price in (0, 24.9, 0.28755, 1_000_000):
        assert cost({name: price}) == {name: price}
    for wrong in (-0.01, nan, inf, "dear"):
        with pytest.raises(vol.Invalid):
            cost({name: wrong})


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        ("energy_meter", ["sensor.plug"], ["number.plug", "plug", ""]),
        (
            "energy_price_entity",
            ["sensor.price", "number.price", "input_number.price"],
            ["light.price", "input_text.price"],
        ),
    ],
)
def test_an_entity_has_to_be_of_a_domain_that_can_tell(
    name: str, taken: list[str], refused: list[str]
) -> None:
    cost = PRINTER_SCHEMA.schema[SECTION_COST]
    for entity_id in taken:
        assert cost({name: entity_id}) == {name: entity_id}
    for entity_id in refused:
        with pytest.raises(vol.Invalid):
            cost({name: entity_id})


def test_a_meter_has_to_count_energy() -> None:
    meter = PRINTER_SCHEMA.schema[SECTION_COST].schema.schema["energy_meter"]
    assert meter.config["device_class"] == ["energy"]


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
