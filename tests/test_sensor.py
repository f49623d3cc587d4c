"""Sensors: what a printer does, how far it is, how hot it is."""

from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    async_capture_events,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.factor.print_sensors import PRINT_SENSORS
from custom_components.factor.protocol.transfer import CHUNK_BYTES, Target
from custom_components.factor.sensor import FactorSensor
from homeassistant.const import EVENT_STATE_CHANGED, Platform
from homeassistant.helpers import entity_registry as er

from .home import ENABLED_BY_DEFAULT, ONE_HOTEND, TWO_HOTENDS, Home
from .payloads import (
    FULL,
    HOSTILE_VALUES,
    NO_READING,
    OLD,
    event,
    job,
    paths,
    printing,
    progress,
    recorded,
    snapshot as payload,
    temperature,
    with_value,
)

OTHER_UUID = "00000000-1111-4222-8333-444444444444"


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the sensors only."""
    return [Platform.SENSOR]


EVERYTHING = json.dumps(FULL).encode()


@pytest.fixture
def all_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enable what is disabled until somebody wants it."""
    monkeypatch.setattr(ENABLED_BY_DEFAULT, True)


def hot(actual: float | None, target: float | None = 200.0) -> bytes:
    """Return a snapshot of a printer with one hotend of a temperature."""
    return payload(temperatures={"tool0": temperature(actual, target)})


@pytest.mark.parametrize(
    "said",
    [ONE_HOTEND, TWO_HOTENDS, EVERYTHING],
    ids=["one_hotend", "two_hotends_and_chamber", "everything"],
)
@pytest.mark.usefixtures("all_enabled")
async def test_sensors(
    home: Home,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    said: bytes,
) -> None:
    await home.hear(said)
    for entity in list(entity_registry.entities.values()):
        if entity.config_subentry_id is None:  # the fleet, whose ids are random
            entity_registry.async_remove(entity.entity_id)
    await home.hass.async_block_till_done()
    await snapshot_platform(home.hass, entity_registry, snapshot, home.entry.entry_id)


@pytest.mark.usefixtures("no_errors_logged")
async def test_sensor_appears_with_its_first_reading(home: Home) -> None:
    await home.hear(payload(temperatures={}))
    assert home.entity_id("tool0_temperature") is None
    await home.hear(hot(None))
    assert home.entity_id("tool0_temperature") is None
    await home.hear(hot(21.0))
    assert home.value("tool0_temperature") == "21.0"
    assert home.entity_id("bed_temperature") is None
    both = {"tool0": temperature(21.0), "bed": temperature(20.0), "chamber": NO_READING}
    await home.hear(payload(temperatures=both))
    assert home.value("bed_temperature") == "20.0"
    assert home.entity_id("chamber_temperature") is None
    before = home.values()
    await home.hear(payload(temperatures=both))
    assert home.values() == before


async def test_sensor_whose_reading_vanishes_stays_and_is_unknown(home: Home) -> None:
    await home.hear(hot(21.0), payload(temperatures={}))
    assert home.value("tool0_temperature") == "unknown"
    await home.hear(hot(22.0))
    assert home.value("tool0_temperature") == "22.0"


@pytest.mark.parametrize(
    ("name", "entity_id", "friendly_name"),
    [
        ("tool0", "hotend_temperature", "Hotend temperature"),
        ("tool1", "hotend_2_temperature", "Hotend 2 temperature"),
        ("bed", "bed_temperature", "Bed temperature"),
        ("chamber", "chamber_temperature", "Chamber temperature"),
        ("PINDA", "pinda_temperature", "PINDA temperature"),
        ("tool00", "tool00_temperature", "tool00 temperature"),
        ("{x} {", "x_temperature", "{x} { temperature"),
        ("온도", "ondo_temperature", "온도 temperature"),
    ],
)
async def test_sensor_is_named_after_its_reading(
    home: Home, name: str, entity_id: str, friendly_name: str
) -> None:
    await home.hear(payload(temperatures={name: temperature(28.5)}))
    state = home.state(f"{name}_temperature")
    assert state.entity_id == f"sensor.printer_1_{entity_id}"
    assert state.name == f"Printer 1 {friendly_name}"


async def test_chamber_has_a_target_to_read(home: Home) -> None:
    """The plugin has no command for it, so it is no number."""
    for target in (0.0, 45.0, 45.1):
        await home.hear(payload(temperatures={"chamber": temperature(30.0, target)}))
        assert home.value("chamber_target") == str(target)


async def test_printer_that_is_added_later_gets_its_sensors(home: Home) -> None:
    await home.hear(ONE_HOTEND)
    await home.add_printer("later", OTHER_UUID)
    assert home.value("state", "later") == "unavailable"
    home.say(hot(33.0), topic=f"octoprint/status/{OTHER_UUID}")
    await home.hear()
    assert home.value("state", "later") == "idle"
    assert home.value("tool0_temperature", "later") == "33.0"
    assert home.value("state") == "printing"


# What the printer tells, and what it does not


ALL_VALUES = {
    "state": "printing",
    "progress": "41",
    "time_left": "42",
    "print_time": "30",
    "estimated": "72",
    "last_time": "71",
    "finish_time": "2026-11-23T12:41:40+00:00",
    "file": "bracket.gcode",
    "height": "13.0",
    "upload": "unknown",
    "time_left_origin": "mixed-analysis",
    "file_origin": "local",
    "file_date": datetime.fromtimestamp(1759990000, UTC).isoformat(),
    "file_size": "1.0",
    "file_position": "0.417",
    "feed_rate_override": "120.0",
    "flow_rate_override": "95.0",
    "machine_x": "11.0",
    "machine_y": "12.0",
    "machine_z": "13.0",
    "machine_e": "14.0",
    "current_x": "1.0",
    "current_y": "2.0",
    "current_z": "3.0",
    "current_e": "4.0",
    "target_x": "5.0",
    "target_y": "6.0",
    "target_z": "7.0",
    "target_e": "8.0",
    "total_segments": "900",
    "extrude_count": "850",
    "move_count": "45",
    "retract_count": "5",
    "tool0_temperature": "209.8",
    "tool1_temperature": "30.2",
    "bed_temperature": "60.1",
    "chamber_temperature": "35.5",
    "chamber_target": "0.0",
    "enclosure_temperature": "28.0",
    "tool0_filament_length": "3200.4",
    "tool0_filament_weight": str(7.7 * 1.24),
    "tool0_filament_volume": "7.7",
    "tool1_filament_length": "12.5",
    "tool1_filament_weight": str(0.03 * 1.24),
    "tool1_filament_volume": "0.03",
}
ALWAYS = frozenset(
    key
    for key in ALL_VALUES
    if not key.endswith("_temperature") and "filament" not in key
) - {"chamber_target"}
DISABLED = {
    *("last_time", "time_left_origin", "feed_rate_override", "flow_rate_override"),
    *("file_origin", "file_date", "file_size", "file_position"),
    *(
        f"{frame}_{axis}"
        for frame in ("machine", "current", "target")
        for axis in "xyze"
    ),
    *("total_segments", "extrude_count", "move_count", "retract_count"),
    *("tool0_filament_volume", "tool1_filament_volume"),
}


OF_THE_PAST = {description.key for description in PRINT_SENSORS}


def of_now(home: Home) -> set[str]:
    """Return the keys of all sensors but those of past prints (test_print_sensors)."""
    keys = home.keys() - OF_THE_PAST
    return {key for key in keys if "last_print" not in key}


def shown(home: Home) -> dict[str, str]:
    """Return the values of the sensors of what is now by their keys."""
    return {key: home.value(key) for key in of_now(home)}


@pytest.mark.usefixtures("all_enabled")
async def test_all_that_is_told_is_shown(home: Home) -> None:
    await home.hear(EVERYTHING)
    assert shown(home) == ALL_VALUES


async def test_details_are_disabled_until_somebody_wants_them(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    await home.hear(EVERYTHING)
    entities = er.async_entries_for_config_entry(entity_registry, home.entry.entry_id)
    assert of_now(home) == ALL_VALUES.keys()
    assert {
        entity.unique_id.removeprefix("printer_1_")
        for entity in entities
        if entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    } == DISABLED | {"last_print_reason"}


@pytest.mark.usefixtures("all_enabled")
async def test_bare_event_clears_nothing(home: Home) -> None:
    await home.hear(EVERYTHING, event("PAUSED", "Paused"))
    assert shown(home) == {**ALL_VALUES, "state": "paused"}
    await home.hear(event("OPERATIONAL", "Operational"))
    ended = {"state": "idle", "finish_time": "unknown"}
    assert shown(home) == {**ALL_VALUES, **ended}


@pytest.mark.usefixtures("all_enabled")
async def test_silence_makes_all_unavailable_but_the_running_job(home: Home) -> None:
    assert shown(home) == dict.fromkeys(ALWAYS, "unavailable")
    await home.hear(EVERYTHING)
    await home.pass_time(30)
    kept = {key: ALL_VALUES[key] for key in ("finish_time", "file")}
    assert shown(home) == {**dict.fromkeys(ALL_VALUES, "unavailable"), **kept}
    await home.hear(EVERYTHING)
    assert shown(home) == ALL_VALUES  # and the finish time moved by just 30 s


async def test_silence_keeps_no_job_that_has_ended(home: Home) -> None:
    await home.hear(EVERYTHING, event("OPERATIONAL", "Operational"))
    await home.pass_time(30)
    assert home.value("file") == "unavailable"
    assert home.value("finish_time") == "unavailable"


def nulls(value: Any) -> Any:
    """Return the JSON value with all in it null but the objects."""
    if isinstance(value, dict):
        return {key: nulls(one) for key, one in value.items()}
    return None


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    "changes",
    [
        {
            part: nulls(FULL[part])
            for part in ("progress", "job", "axes", "path", "overrides", "temperatures")
        },
        {
            "job": {**job(), "filament": {"length": None, "volume": None}},
            "progress": {},
            "axes": {},
            "path": {},
            "overrides": {},
            "temperatures": {},
        },
        {"job": {}, "progress": {}, "axes": {}, "path": {}, "overrides": {}},
    ],
    ids=["null", "missing", "no_job"],
)
@pytest.mark.usefixtures("no_errors_logged")
async def test_what_is_null_or_missing_is_unknown(
    home: Home, changes: dict[str, Any]
) -> None:
    await home.hear(EVERYTHING)
    await home.hear(payload("Printing", **{"temperatures": {}, **changes}))
    unknown = dict.fromkeys(ALL_VALUES, "unknown")
    assert shown(home) == {**unknown, "state": "printing"}
    await home.hear(EVERYTHING)
    assert shown(home) == ALL_VALUES


@pytest.mark.usefixtures("all_enabled")
async def test_value_that_vanishes_is_unknown_at_once(home: Home) -> None:
    """Also of sensors that wait a minute between two values."""
    for _ in range(2):
        await home.hear(EVERYTHING)
        assert home.value("total_segments") == "900"
        assert home.value("height") == "13.0"
        await home.hear(payload("Printing", path={}, axes={}))
        assert home.value("total_segments") == "unknown"
        assert home.value("height") == "unknown"


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.usefixtures("no_errors_logged")
async def test_hostile_values_log_no_errors(home: Home) -> None:
    parts = ("progress", "job", "axes", "path", "overrides")
    for path in paths(FULL):
        if path[0] in parts and path != ("job", "file", "name"):
            for text in ("1e308", "-1e308", "-1", "0.1e-300", '"text"', "1" * 25):
                home.say(with_value(FULL, path, text))
        await home.hear()
    for text in HOSTILE_VALUES:
        await home.hear(with_value(FULL, ("job", "file", "origin"), text))
        await home.hear(with_value(FULL, ("progress", "time_left_origin"), text))
    await home.hear(EVERYTHING)
    assert home.value("state") == "printing"


@pytest.mark.parametrize(
    ("part", "value", "key", "expected"),
    [
        ("progress", {"print_time": 0}, "print_time", "0"),
        ("progress", {"print_time": 59}, "print_time", "0"),
        ("progress", {"print_time": 60}, "print_time", "1"),
        ("progress", {"print_time": 3661}, "print_time", "61"),
        ("progress", {"print_time": -1}, "print_time", "unknown"),
        ("progress", {"print_time": 1e300}, "print_time", "unknown"),
        ("progress", {"file_size": 0, "filepos": 0}, "file_size", "unknown"),
        ("progress", {"file_size": 0, "filepos": 0}, "file_position", "unknown"),
        ("progress", {"file_size": 5e6, "filepos": 0}, "file_position", "0.0"),
        ("progress", {"file_size": 5e6}, "file_size", "5.0"),
        ("job", {"estimated_time": 60.0}, "estimated", "1"),
        ("job", {"estimated_time": 60.1}, "estimated", "2"),
        ("job", {"last_time": 3600}, "last_time", "60"),
        ("job", {"file": {"origin": "sdcard"}}, "file_origin", "sdcard"),
        ("job", {"file": {"origin": "cloud"}}, "file_origin", "unknown"),
        ("job", {"file": {"date": 0}}, "file_date", "1970-01-01T00:00:00+00:00"),
        ("job", {"file": {"date": 1e300}}, "file_date", "unknown"),
        ("job", {"file": {"date": -1}}, "file_date", "unknown"),
        ("path", {"move_count": 10_000}, "move_count", "10000"),
        ("path", {"move_count": -1}, "move_count", "unknown"),
        ("axes", {"current": {"z": 12.34}}, "height", "12.34"),
        ("axes", {"currentZ": 12.34}, "height", "12.34"),
        ("axes", {"machine": {"z": 12.34}}, "height", "12.34"),
        ("axes", {"machine": {"z": 0.2}, "current": {"z": -4.8}}, "height", "0.2"),
        ("axes", {"machine": {"x": -5.25}}, "machine_x", "-5.25"),
        ("overrides", {"flowrate": 95}, "flow_rate_override", "95.0"),
    ],
)
@pytest.mark.usefixtures("all_enabled")
async def test_value(
    home: Home, part: str, value: dict[str, Any], key: str, expected: str
) -> None:
    await home.hear(payload("Printing", **{part: value}))
    assert home.value(key) == expected


async def test_older_plugin_tells_the_height_alone(home: Home) -> None:
    await home.hear(json.dumps(OLD).encode())
    assert home.value("height") == "1.2"


async def test_height_is_never_that_from_where_the_print_began(home: Home) -> None:
    """In the recording the nozzle stands at 5 mm then, and 0.2 mm are -4.8 mm."""
    written = async_capture_events(home.hass, EVENT_STATE_CHANGED)
    for message in recorded("print"):
        home.clock.advance(1)
        await home.hear(message.payload.encode())
    heights = [
        float(each.data["new_state"].state)
        for each in written
        if each.data["entity_id"] == home.entity_id("height")
        and each.data["new_state"].state != "unknown"
    ]
    assert heights[0] == 5.0
    assert min(heights) > 0


@pytest.mark.usefixtures("all_enabled")
async def test_long_origin_of_the_time_left_is_cut(home: Home) -> None:
    said = {**progress(1, 100), "time_left_origin": "가" * 300}
    await home.hear(payload("Printing", progress=said))
    assert home.value("time_left_origin") == "가" * 255


# Filament


def takes(**filament: tuple[float | None, float | None]) -> bytes:
    """Return a snapshot with a job that takes so much (mm, cm³) of some tools."""
    of_tools = {
        tool: {"length": length, "volume": volume}
        for tool, (length, volume) in filament.items()
    }
    return payload(job={**job("bracket.gcode"), "filament": of_tools})


@pytest.mark.parametrize(
    ("length", "volume", "settings", "grams"),
    [
        (3200.0, 7.5, {}, 9.3),
        (3200.0, 7.5, {"density": 1.05}, 7.875),
        (3200.0, 7.5, {"density": 2.0, "diameter": 2.85}, 15.0),  # not the diameter
        (None, 7.5, {}, 9.3),
        (1000.0, 0.0, {}, 2.98255),
        (1000.0, None, {}, 2.98255),
        (1000.0, 0.0, {"density": 1.0, "diameter": 2.85}, 6.37940),
        (0.0, 0.0, {}, 0.0),
        (None, None, {}, None),
        (None, 0.0, {}, 0.0),
    ],
)
async def test_weight_follows_from_the_volume_or_else_from_the_length(
    home: Home,
    length: float | None,
    volume: float | None,
    settings: dict[str, float],
    grams: float | None,
) -> None:
    await home.change(filament=settings)
    await home.hear(takes(tool0=(length, volume)))
    weight = home.value("tool0_filament_weight")
    if grams is None:
        assert weight == "unknown"
    else:
        assert float(weight) == pytest.approx(grams, abs=1e-5)


async def test_weight_changes_with_the_settings_and_needs_no_new_message(
    home: Home,
) -> None:
    await home.hear(takes(tool0=(1000.0, 10.0)))
    assert home.value("tool0_filament_weight") == "12.4"
    await home.change(filament={"density": 1.5})
    assert home.value("tool0_filament_weight") == "15.0"


async def test_weight_of_a_recorded_job_whose_volume_octoprint_does_not_know(
    home: Home,
) -> None:
    """Its own setting of the diameter is missing: 48 mm of each tool have 0 cm³."""
    lengths: dict[str, float] = {}
    for message in recorded("multitool"):
        said = json.loads(message.payload)
        for tool, filament in said.get("job", {}).get("filament", {}).items():
            if isinstance(filament, dict):
                assert filament["volume"] == 0
                lengths[tool] = filament["length"]
        home.say(message.payload.encode())
        if lengths and home.printer.data.filament("tool0").length:
            break
    await home.hear()
    assert set(lengths) == {"tool0", "tool1"}
    for tool, length in lengths.items():
        assert float(home.value(f"{tool}_filament_length")) == length
        assert float(home.value(f"{tool}_filament_weight")) == pytest.approx(
            length / 10 * 3.14159265 * 0.0875**2 * 1.24
        )


@pytest.mark.usefixtures("all_enabled")
async def test_one_hotend_with_five_feeders_has_the_filament_of_five(
    home: Home,
) -> None:
    five = {f"tool{n}": (100.0 * n, 1.0 * n) for n in range(1, 6)}
    await home.hear(takes(**five))
    keys = home.keys()
    assert {key for key in keys if key.startswith("tool") and "temp" in key} == {
        "tool0_temperature"
    }
    assert {key for key in keys if "_filament_" in key} == {
        f"{tool}_filament_{kind}"
        for tool in five
        for kind in ("length", "weight", "volume")
    }
    assert home.state("tool5_filament_length").name == (
        "Printer 1 Filament length of tool 6"
    )
    assert home.value("tool5_filament_volume") == "5.0"
    await home.hear(takes(tool2=(7.0, 0.5)))
    assert home.value("tool2_filament_length") == "7.0"
    assert home.value("tool5_filament_length") == "unknown"
    for _ in range(200):  # the feeders do not go because a job needs just one
        home.say(takes(tool2=(7.0, 0.5)))
    await home.hear()
    assert home.keys() == keys


# Uploads


async def test_progress_of_an_upload_is_shown_until_it_ends(
    home: Home, tmp_path: Path
) -> None:
    await home.hear(payload())
    assert home.value("upload") == "unknown"
    file = tmp_path / "file.gcode"
    file.write_bytes(b"G" * 4 * CHUNK_BYTES)
    written = async_capture_events(home.hass, EVENT_STATE_CHANGED)

    def answer(sent: bytes) -> None:
        said = json.loads(sent)
        if said["action"] == "end":
            result = {"type": "upload_result", "success": True}
            size = {"job_id": said["job_id"], "file_size": 4 * CHUNK_BYTES}
            told = json.dumps({**result, **size}).encode()
            home.say(told, topic=home.topics.gcode_out)

    home.connection.on_publish = answer
    await home.printer.files.upload(file, "file.gcode", Target.SD)
    await home.hear()
    uploading = home.entity_id("upload")
    assert [
        each.data["new_state"].state
        for each in written
        if each.data["entity_id"] == uploading
    ] == ["0", "25", "50", "75", "100", "unknown"]


# What change is worth writing


HEIGHT = ("axes", "machine", "z")
SEGMENTS = ("path", "total_segments")


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("key", "path", "before", "after", "seconds", "expected"),
    [
        ("height", HEIGHT, 3.0, 3.04, 1000, "3.0"),  # never, for so little
        ("height", HEIGHT, 3.0, 3.05, 60, "3.05"),
        ("height", HEIGHT, 3.0, 3.2, 59.9, "3.0"),
        ("height", HEIGHT, 3.0, 3.2, 60, "3.2"),
        ("height", HEIGHT, 3.0, 2.8, 60, "2.8"),
        ("machine_x", ("axes", "machine", "x"), 3.0, 9.0, 4.9, "3.0"),
        ("machine_x", ("axes", "machine", "x"), 3.0, 9.0, 5, "9.0"),
        ("machine_x", ("axes", "machine", "x"), 3.0, 3.09, 1000, "3.0"),
        ("machine_x", ("axes", "machine", "x"), 3.0, None, 1, "unknown"),
        ("machine_x", ("axes", "machine", "x"), None, 3.2, 1, "3.2"),
        ("total_segments", SEGMENTS, 900, 901, 59.9, "900"),
        ("total_segments", SEGMENTS, 900, 901, 60, "901"),
        ("total_segments", SEGMENTS, 900, None, 1, "unknown"),
        ("file_position", ("progress", "filepos"), 1e6, 2e6, 59.9, "1.0"),
        ("file_position", ("progress", "filepos"), 1e6, 2e6, 60, "2.0"),
        ("feed_rate_override", ("overrides", "feedrate"), 100, 101, 0, "101.0"),
        ("print_time", ("progress", "print_time"), 60, 119, 1000, "1"),
        ("print_time", ("progress", "print_time"), 60, 120, 0, "2"),
        ("chamber_target", ("temperatures", "chamber", "target"), 0, 0.1, 0, "0.1"),
        (
            "tool0_temperature",
            ("temperatures", "tool0", "actual"),
            20,
            20.1,
            30,
            "20.1",
        ),
    ],
)
async def test_what_is_written_and_when(
    home: Home,
    key: str,
    path: tuple[str, ...],
    before: float | None,
    after: float | None,
    seconds: float,
    expected: str,
) -> None:
    first, then = (
        with_value(FULL, path, json.dumps(value)) for value in (before, after)
    )
    await home.hear(first)
    home.clock.advance(seconds)
    await home.hear(then)
    assert home.value(key) == expected


async def test_hopping_nozzle_is_written_once_a_minute_at_most(
    home: Home,
) -> None:
    """Of 60 snapshots a minute, each of which catches it somewhere else."""
    height = home.entity_id("height")
    written = async_capture_events(home.hass, EVENT_STATE_CHANGED)
    for second in range(600):
        z = round(0.2 * (1 + second // 60) + (0.6 if second % 2 else 0.0), 2)
        await home.hear(printing(axes={"machine": {"z": z}}))
        home.clock.advance(1)
    times = [one for one in written if one.data["entity_id"] == height]
    assert 5 <= len(times) <= 11


@pytest.mark.parametrize(
    ("before", "after", "seconds", "shown"),
    [
        (hot(20.0), hot(20.49), 1, "20.0"),
        (hot(20.0), hot(20.5), 1, "20.5"),
        (hot(20.0), hot(19.5), 1, "19.5"),
        (hot(20.0), hot(20.1), 29.9, "20.0"),
        (hot(20.0), hot(20.1), 30, "20.1"),
        (hot(20.0), hot(None), 1, "unknown"),
    ],
)
async def test_temperature(
    home: Home, before: bytes, after: bytes, seconds: float, shown: str
) -> None:
    await home.hear(before)
    await home.pass_time(seconds - 0.1)
    await home.hear(event("OPERATIONAL", "Operational"))  # keeps it online
    await home.pass_time(0.1)
    await home.hear(after)
    assert home.value("tool0_temperature") == shown


async def test_little_changes_add_up(home: Home) -> None:
    """It is the value that was written that counts, not the one before."""
    shown = []
    for tenth in range(11):
        await home.hear(hot(20 + tenth / 10))
        shown.append(home.value("tool0_temperature"))
    assert shown == ["20.0"] * 5 + ["20.5"] * 5 + ["21.0"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (progress(0), "0"),
        (progress(41.99), "41"),
        (progress(42), "42"),
        (progress(99.99), "99"),
        (progress(100.0), "100"),
        (progress(None), "unknown"),
    ],
)
async def test_progress_is_rounded_down(home: Home, said: Any, shown: str) -> None:
    await home.hear(payload("Printing", progress=said))
    assert home.value("progress") == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0"), (1, "1"), (60, "1"), (61, "2"), (2500, "42"), (None, "unknown")],
)
async def test_time_left_is_in_minutes_that_have_begun(
    home: Home, seconds: float | None, shown: str
) -> None:
    await home.hear(printing(time_left=seconds))
    assert home.value("time_left") == shown


@pytest.mark.parametrize(
    ("time_left", "shown"),
    [
        (3600, "2026-11-23T13:00:00+00:00"),
        (3659, "2026-11-23T13:00:00+00:00"),
        (3541, "2026-11-23T13:00:00+00:00"),
        (3660, "2026-11-23T13:01:00+00:00"),
        (3540, "2026-11-23T12:59:00+00:00"),
        (None, "unknown"),
    ],
)
async def test_finish_time_moves_by_a_minute_or_more(
    home: Home, time_left: float | None, shown: str
) -> None:
    await home.hear(printing(time_left=3600))
    assert home.value("finish_time") == "2026-11-23T13:00:00+00:00"
    await home.hear(printing(time_left=time_left))
    assert home.value("finish_time") == shown


async def test_finish_time_stands_still_while_all_goes_well(home: Home) -> None:
    for second in range(100):
        await home.hear(printing(time_left=3600 - second))
        assert home.value("finish_time") == "2026-11-23T13:00:00+00:00"
        await home.pass_time(1)


@pytest.mark.parametrize("length", [0, 1, 255, 256, 300, 300_000])
async def test_file_name_of_any_length_is_shown(home: Home, length: int) -> None:
    name = "가" * length
    await home.hear(payload(job=job(name)))
    assert home.value("file") == name[:255]


async def test_unknown_state_is_unknown(home: Home) -> None:
    await home.hear(payload("Unknown State (7)"))
    assert home.value("state") == "unknown"


async def test_reading_that_appears_during_an_unload_leaves_no_entity(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    await home.hear(hot(21.0))
    entries = home.hass.config_entries
    unload_platforms = entries.async_unload_platforms

    async def unload_and_hear(*args: Any) -> bool:
        unloaded = await unload_platforms(*args)
        await home.hear(payload(temperatures={"new": temperature(5.0)}))
        return unloaded

    monkeypatch.setattr(entries, "async_unload_platforms", unload_and_hear)
    await entries.async_unload(home.entry.entry_id)
    assert home.entity_id("new_temperature") is None


async def test_what_is_told_while_an_entity_is_added_is_not_missed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = FactorSensor.async_added_to_hass

    async def tell_and_add(entity: FactorSensor) -> None:
        home.say(hot(30.0))
        await added(entity)

    monkeypatch.setattr(FactorSensor, "async_added_to_hass", tell_and_add)
    await home.hear(hot(21.0))
    assert home.value("tool0_temperature") == "30.0"
