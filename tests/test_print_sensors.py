"""Sensors of what is over: the last print, and what all prints come to."""

from itertools import chain
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from custom_components.factor.print_sensors import (
    COUNTED as COUNTED_SENSORS,
    PRINT_SENSORS,
    describe_tool,
)
from custom_components.factor.printer.history import Query
from custom_components.factor.printer.prints import Outcome
from custom_components.factor.protocol.topics import PrinterTopics
from custom_components.factor.sensor_description import FactorSensorDescription
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.components.sensor.const import (
    DEVICE_CLASS_STATE_CLASSES,
    DEVICE_CLASS_UNITS,
)
from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er

from .home import Home
from .payloads import (
    CANCELLING,
    FINISHING,
    OPERATIONAL,
    STARTING,
    job,
    printing,
    progress,
    snapshot,
)

OTHER = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e60"
METER = "sensor.plug_energy"


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the sensors only."""
    return [Platform.SENSOR]


def printing_for(seconds: float, completion: float = 40.0, tools: int = 1) -> bytes:
    """Return a snapshot of a print that takes 2 m of filament a tool, 10 cm³ of it."""
    filament = {
        f"tool{tool}": {"length": 2000.0, "volume": 10.0} for tool in range(tools)
    }
    return printing(
        progress={**progress(completion, 60), "print_time": seconds},
        job={**job("bracket.gcode", "id-1"), "filament": filament},
    )


async def play(home: Home, *ending: bytes, **given: Any) -> None:
    """Play a print of ten minutes to an end."""
    await home.hear(snapshot(), STARTING, printing_for(0, 0.5, **given))
    home.clock.advance(600)
    await home.hear(printing_for(600, **given), *ending)


def last_print(home: Home) -> dict[str, str]:
    """Return what the sensors of the last print tell."""
    keys = home.keys()
    return {
        key.removeprefix("last_print_"): home.value(key)
        for key in keys
        if key.startswith("last_print_") and key != "last_print_reason"
    }


async def test_before_the_first_print_there_is_no_last_one_and_all_come_to_nothing(
    home: Home,
) -> None:
    await home.change(
        cost={"energy_meter": METER, "energy_price": 0.5, "filament_price": 25}
    )
    costing = {"last_print_energy", "last_print_cost"}
    assert costing < {f"last_print_{name}" for name in last_print(home)}
    assert set(last_print(home).values()) == {"unknown"}
    totals = ALL - costing
    assert {key: float(home.value(key)) for key in totals} == dict.fromkeys(totals, 0)


async def test_finished_print(home: Home) -> None:
    await play(home, FINISHING, OPERATIONAL)
    assert last_print(home) == {
        "file": "bracket.gcode",
        "outcome": "finished",
        "started": "2026-11-23T12:00:00+00:00",
        "ended": "2026-11-23T12:10:00+00:00",
        "duration": "10",
        "length": "2.0",
        "weight": "12.4",
    }
    assert home.value("prints_finished") == "1"
    assert float(home.value("printing_time")) == pytest.approx(1 / 6)
    assert home.value("filament_used_length") == "2.0"
    assert home.value("filament_used_weight") == "12.4"


async def test_cancelled_print_took_what_was_printed_of_it(home: Home) -> None:
    await play(home, CANCELLING, OPERATIONAL)
    told = last_print(home)
    assert told["outcome"] == "cancelled"
    assert float(told["length"]) == pytest.approx(0.8)
    assert float(told["weight"]) == pytest.approx(4.96)
    assert home.value("prints_cancelled") == "1"
    assert home.value("prints_finished") == "0"


async def test_failed_print(home: Home) -> None:
    await play(home, snapshot("Offline after error"))
    assert last_print(home)["outcome"] == "failed"
    assert home.value("prints_failed") == "1"


async def test_unknown_end_is_no_outcome_and_no_amount(home: Home) -> None:
    await play(home, FINISHING, OPERATIONAL)
    await play(home)
    await home.pass_time(31)
    await home.hear(snapshot("Offline"))
    told = last_print(home)
    assert told["file"] == "bracket.gcode"
    assert told["outcome"] == told["length"] == told["weight"] == "unknown"
    assert home.value("prints_finished") == "1"
    for outcome in ("cancelled", "failed"):
        assert home.value(f"prints_{outcome}") == "0"


async def test_file_that_tells_no_filament_took_an_unknown_amount(home: Home) -> None:
    await home.hear(snapshot(), STARTING, printing(1), FINISHING, OPERATIONAL)
    assert last_print(home)["outcome"] == "finished"
    assert last_print(home)["length"] == last_print(home)["weight"] == "unknown"
    assert home.value("filament_used_weight") == "unknown"


async def test_last_print_outlives_silence_the_next_start_and_a_restart(
    home: Home,
) -> None:
    await play(home, FINISHING, OPERATIONAL)
    told = last_print(home)
    await home.pass_time(31)
    assert home.value("state") == "unavailable"
    assert last_print(home) == told
    await home.hear(snapshot(), STARTING, printing_for(0, 1))
    assert last_print(home) == told
    await home.reload()
    assert last_print(home) == told
    assert home.value("prints_finished") == "1"


async def test_counters_add_up(home: Home) -> None:
    await play(home, FINISHING, OPERATIONAL)
    await play(home, CANCELLING, OPERATIONAL)
    await play(home, FINISHING, OPERATIONAL)
    assert home.value("prints_finished") == "2"
    assert home.value("prints_cancelled") == "1"
    assert float(home.value("printing_time")) == pytest.approx(0.5)
    assert float(home.value("filament_used_weight")) == pytest.approx(29.76)


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, "0"), (59.9, "0"), (60, "1"), (605, "10")]
)
async def test_duration_is_in_minutes_that_are_over(
    home: Home, seconds: float, minutes: str
) -> None:
    await home.hear(snapshot(), STARTING, printing_for(seconds), FINISHING, OPERATIONAL)
    assert home.value("last_print_duration") == minutes


async def test_each_printer_has_its_own(home: Home) -> None:
    await home.add_printer("printer_2", OTHER)
    await play(home, FINISHING, OPERATIONAL)
    assert home.value("last_print_outcome") == "finished"
    assert home.value("last_print_outcome", "printer_2") == "unknown"
    assert home.value("prints_finished", "printer_2") == "0"
    for said in (snapshot(), STARTING, printing(1), CANCELLING, OPERATIONAL):
        home.say(said, topic=PrinterTopics(OTHER).status)
    await home.hass.async_block_till_done()
    assert home.value("last_print_outcome", "printer_2") == "cancelled"
    assert home.value("last_print_outcome") == "finished"
    assert home.value("prints_cancelled") == "0"


async def test_deleted_print_is_not_the_last_and_is_still_counted(home: Home) -> None:
    await play(home, FINISHING, OPERATIONAL)
    await play(home, CANCELLING, OPERATIONAL)
    await home.printer.story.async_forget(Query(frozenset({Outcome.CANCELLED})))
    assert home.value("last_print_outcome") == "finished"
    assert home.value("prints_cancelled") == "1"
    await home.printer.story.async_forget(Query())
    assert set(last_print(home).values()) == {"unknown"}
    assert home.value("prints_finished") == "1"


async def test_why_it_failed_is_there_for_those_who_want_it(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    entity_id = home.entity_id("last_print_reason")
    assert entity_id
    entity_registry.async_update_entity(entity_id, disabled_by=None)
    await home.reload()
    await play(home, snapshot("Offline after error"))
    assert home.value("last_print_reason") == "printer_error"
    await play(home, FINISHING, OPERATIONAL)
    assert home.value("last_print_reason") == "unknown"


async def test_each_tool_of_several(home: Home) -> None:
    await play(home, FINISHING, OPERATIONAL, tools=1)
    assert not {"tool0_last_print_length"} & home.keys()
    await play(home, FINISHING, OPERATIONAL, tools=2)
    for tool in ("tool0", "tool1"):
        assert home.value(f"{tool}_last_print_length") == "2.0"
        assert home.value(f"{tool}_last_print_weight") == "12.4"
    assert last_print(home)["weight"] == "24.8"
    await play(home, FINISHING, OPERATIONAL, tools=1)
    assert home.value("tool1_last_print_length") == "unknown"


# Energy and cost

COUNTED = {"last_print_energy", "energy_used", "last_print_cost", "cost_of_prints"}


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        ({}, set()),
        ({"filament_price": 25}, {"last_print_cost", "cost_of_prints"}),
        ({"energy_meter": METER}, {"last_print_energy", "energy_used"}),
        ({"energy_meter": METER, "energy_price": 0.3}, COUNTED),
        ({"energy_price": 0.3}, set()),
    ],
)
async def test_only_what_is_counted_has_entities(
    home: Home, cost: dict[str, Any], expected: set[str]
) -> None:
    assert not COUNTED & home.keys()
    await home.change(cost=dict(**cost))
    assert COUNTED & home.keys() == expected
    await home.change(cost={})
    assert not COUNTED & home.keys()


async def test_energy_and_cost(home: Home) -> None:
    home.hass.config.currency = "KRW"
    unit = {"unit_of_measurement": "kWh"}
    home.hass.states.async_set(METER, "100", unit)
    await home.change(
        cost={"energy_meter": METER, "energy_price": 0.5, "filament_price": 25}
    )
    await home.hear(snapshot(), STARTING, printing_for(0, 0.5))
    home.hass.states.async_set(METER, "101.5", unit)
    await home.hear(printing_for(600), FINISHING, OPERATIONAL)
    assert home.value("last_print_energy") == "1.5"
    assert home.value("energy_used") == "1.5"
    cost = home.state("last_print_cost")
    assert float(cost.state) == pytest.approx(1.5 * 0.5 + 12.4 / 1000 * 25)
    assert cost.attributes["unit_of_measurement"] == "KRW"
    assert home.value("cost_of_prints") == cost.state
    await home.change(cost={"energy_meter": METER})
    await play(home, FINISHING, OPERATIONAL)
    assert home.value("last_print_energy") == "0.0"
    assert home.value("energy_used") == "1.5"


async def test_unknown_energy_is_no_cost(home: Home) -> None:
    await home.change(
        cost={"energy_meter": METER, "energy_price": 0.5, "filament_price": 25}
    )
    await play(home, FINISHING, OPERATIONAL)
    for key in COUNTED:
        assert home.value(key) == "unknown"


@pytest.mark.parametrize(
    "description",
    [*PRINT_SENSORS, *describe_tool("tool0"), *chain(*COUNTED_SENSORS.values())],
    ids=lambda description: description.key,
)
def test_statistics_are_of_what_home_assistant_takes_them_of(
    description: FactorSensorDescription,
) -> None:
    device_class, state_class = description.device_class, description.state_class
    is_counter = "last_print" not in description.key
    assert (state_class is not None) is is_counter
    if device_class is None:
        return
    if state_class is not None:
        assert state_class in DEVICE_CLASS_STATE_CLASSES[device_class]
    if device_class is SensorDeviceClass.MONETARY:
        assert state_class in (None, SensorStateClass.TOTAL)
    elif units := DEVICE_CLASS_UNITS.get(device_class):
        assert description.native_unit_of_measurement in units


async def test_print_sensors(
    home: Home,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await home.change(
        cost={"energy_meter": METER, "energy_price": 0.5, "filament_price": 25}
    )
    await play(home, FINISHING, OPERATIONAL, tools=2)
    for entity_id, entity in list(entity_registry.entities.items()):
        key = entity.unique_id.removeprefix("printer_1_")
        if entity.disabled or (key not in ALL and "last_print" not in key):
            entity_registry.async_remove(entity_id)
    await home.hass.async_block_till_done()
    await snapshot_platform(home.hass, entity_registry, snapshot, home.entry.entry_id)
    assert "state class" not in caplog.text


ALL = COUNTED | {
    "prints_finished",
    "prints_cancelled",
    "prints_failed",
    "printing_time",
    "filament_used_length",
    "filament_used_weight",
}
