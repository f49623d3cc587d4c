"""What all entities share: they come and go with the parts of the machine."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.factor.coordinator import PrinterCoordinator
from custom_components.factor.printer.parts import GONE_AFTER
from homeassistant.const import ATTR_RESTORED, EVENT_STATE_CHANGED, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .home import Home
from .payloads import (
    FULL_PROFILE,
    NO_READING,
    event,
    job,
    printing,
    snapshot as payload,
    temperature,
)

OTHER_UUID = "00000000-1111-4222-8333-444444444444"
WARM = temperature(21.0, 0.0)
FILAMENTS = ("length", "weight", "volume")


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up those whose entities come and go."""
    return [Platform.SENSOR, Platform.NUMBER]


def reporting(
    *names: str,
    filament: tuple[str, ...] = (),
    profile: dict[str, Any] | None = None,
    text: str = "Operational",
) -> bytes:
    """Return a snapshot that tells of some parts and no others."""
    temperatures = {"bed": NO_READING, "chamber": NO_READING}
    return payload(
        text,
        temperatures={**temperatures, **dict.fromkeys(names, WARM)} if names else {},
        job={
            **job("bracket.gcode"),
            "filament": {name: {"length": 5.0, "volume": 1.0} for name in filament},
        },
        connection=[text, "VIRTUAL", 115200, {**FULL_PROFILE, **(profile or {})}],
    )


async def hear_often(home: Home, said: bytes, times: int) -> None:
    """Hear the same each second."""
    for _ in range(times):
        home.clock.advance(1)
        home.say(said)
    await home.hear()


def parts(home: Home, printer: str = "printer_1") -> set[str]:
    """Return the keys of the entities that a printer has of its parts."""
    ends = ("_temperature", "_target", *(f"_filament_{kind}" for kind in FILAMENTS))
    return {key for key in home.keys(printer) if key.endswith(ends)}


def of(*names: str) -> set[str]:
    """Return the keys of all that there is of some readings."""
    return {
        key for name in names for key in (f"{name}_temperature", f"{name}_target")
    } - {"probe_target"}


def filament_of(*tools: str) -> set[str]:
    """Return the keys of all that there is of the filament of some tools."""
    return {f"{tool}_filament_{kind}" for tool in tools for kind in FILAMENTS}


@pytest.mark.usefixtures("no_errors_logged")
async def test_parts_appear_and_vanish_while_others_stay(home: Home) -> None:
    few, many = ("tool0", "bed"), ("tool0", "tool1", "bed", "chamber", "probe")
    await home.hear(reporting(*few))
    assert parts(home) == of(*few)
    before = home.values()
    await home.hear(reporting(*many))
    assert parts(home) == of(*many)
    assert home.values().items() >= before.items()
    assert home.value("tool1_target") == home.value("chamber_target") == "0.0"

    written = async_capture_events(home.hass, EVENT_STATE_CHANGED)
    await hear_often(home, reporting(*few), GONE_AFTER - 1)
    assert parts(home) == of(*many)
    assert home.value("tool1_temperature") == "unknown"
    await home.hear(reporting(*few))
    assert parts(home) == of(*few)
    assert home.values() == before
    ids = {one.data["entity_id"] for one in written}
    assert ids.isdisjoint(before)


async def test_part_that_is_missing_now_and_then_stays(home: Home) -> None:
    both = reporting("tool0", "tool1")
    await home.hear(both)
    for _ in range(4):
        await hear_often(home, reporting("tool0"), GONE_AFTER - 1)
        assert parts(home) == of("tool0", "tool1")
        await home.hear(both)
        assert home.value("tool1_temperature") == "21.0"


async def test_part_that_comes_back_is_the_same_again(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    await home.hear(reporting("tool0", "chamber"))
    chamber = home.entity_id("chamber_temperature")
    assert chamber
    entity_registry.async_update_entity(chamber, new_entity_id="sensor.mine")
    await home.hear()
    await hear_often(home, reporting("tool0"), GONE_AFTER)
    assert home.entity_id("chamber_temperature") is None
    assert home.hass.states.get("sensor.mine") is None
    for _ in range(2):
        await home.hear(reporting("tool0", "chamber"))
        assert home.entity_id("chamber_temperature") == "sensor.mine"
        assert home.value("chamber_temperature") == "21.0"
        await hear_often(home, reporting("tool0"), GONE_AFTER)
        assert parts(home) == of("tool0")


@pytest.mark.usefixtures("no_errors_logged")
async def test_nothing_vanishes_while_the_printer_is_disconnected(home: Home) -> None:
    names = ("tool0", "tool1", "bed", "chamber", "probe")
    await home.hear(reporting(*names, filament=("tool0",)))
    keys = home.keys()
    await home.hear(event("OFFLINE", "Offline"))
    await hear_often(home, payload("Offline"), 2 * 3600)
    await hear_often(home, payload(temperatures={}), 2 * GONE_AFTER)
    await home.pass_time(24 * 3600)
    assert home.keys() == keys
    assert home.value("bed_temperature") == "unavailable"
    await home.hear(reporting(*names))
    assert home.value("bed_temperature") == "21.0"


async def test_bed_and_chamber_that_the_profile_denies_are_not_there(
    home: Home,
) -> None:
    neither = {"heatedBed": False, "heatedChamber": False}
    await home.hear(reporting("tool0", "bed", "chamber", profile=neither))
    assert parts(home) == of("tool0")
    await home.hear(reporting("tool0", "bed", "chamber"))
    assert parts(home) == of("tool0", "bed", "chamber")
    no_chamber = {"heatedChamber": False}
    said = reporting("tool0", "bed", "chamber", profile=no_chamber)
    await hear_often(home, said, GONE_AFTER - 1)
    assert parts(home) == of("tool0", "bed", "chamber")
    await home.hear(said)
    assert parts(home) == of("tool0", "bed")
    said = reporting("tool0", "bed", "chamber", profile=neither)
    await hear_often(home, said, GONE_AFTER)
    assert parts(home) == of("tool0")


async def test_filament_goes_with_its_hotend(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    tools = ("tool0", "tool1")
    await home.hear(reporting(*tools, filament=tools))
    assert parts(home) == of(*tools) | filament_of(*tools)
    entity_id = home.entity_id("tool1_filament_volume")
    assert entity_id
    volume = entity_registry.async_get(entity_id)
    assert volume
    assert volume.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    await hear_often(home, reporting("tool0", filament=("tool0",)), GONE_AFTER)
    assert parts(home) == of("tool0") | filament_of("tool0")
    assert entity_registry.async_get(entity_id) is None
    await home.hear(reporting(*tools, filament=tools))
    assert home.entity_id("tool1_filament_volume") == entity_id
    volume = entity_registry.async_get(entity_id)
    assert volume
    assert volume.disabled_by is er.RegistryEntryDisabler.INTEGRATION


@pytest.mark.usefixtures("no_errors_logged")
async def test_disabled_entity_that_was_renamed_goes_as_well(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    """It does not notice that it has another id."""
    tools = ("tool0", "tool1")
    await home.hear(reporting(*tools, filament=tools))
    for key, name in (
        ("tool1_filament_volume", "sensor.mine"),
        ("tool1_filament_weight", "sensor.my_weight"),
    ):
        entity_id = home.entity_id(key)
        assert entity_id
        entity_registry.async_update_entity(entity_id, new_entity_id=name)
    await home.hear()
    await hear_often(home, reporting("tool0", filament=("tool0",)), GONE_AFTER)
    assert parts(home) == of("tool0") | filament_of("tool0")


@pytest.mark.usefixtures("no_errors_logged")
async def test_entity_that_the_user_removed_is_no_error_once_its_part_goes(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    await home.hear(reporting("tool0", "chamber"))
    entity_id = home.entity_id("chamber_temperature")
    assert entity_id
    entity_registry.async_remove(entity_id)
    await home.hear()
    await hear_often(home, reporting("tool0"), GONE_AFTER)
    assert parts(home) == of("tool0")
    await home.hear(reporting("tool0", "chamber"))
    assert parts(home) == of("tool0", "chamber")


@pytest.mark.usefixtures("no_errors_logged")
async def test_part_that_goes_before_it_is_added_leaves_nothing_for_long(
    home: Home,
) -> None:
    await home.hear(reporting("tool0"))
    home.say(reporting("tool0", "chamber"))
    for _ in range(GONE_AFTER):
        home.say(reporting("tool0"))
    await home.hear()
    await home.reload()
    await hear_often(home, reporting("tool0"), GONE_AFTER)
    assert parts(home) == of("tool0")


# After a restart


@pytest.mark.usefixtures("no_errors_logged")
async def test_known_parts_are_there_at_once_after_a_restart(home: Home) -> None:
    names = ("tool0", "tool1", "bed", "chamber", "probe")
    await home.hear(reporting(*names, filament=("tool0", "tool5")))
    keys, states = home.keys(), set(home.values())
    await home.reload()
    assert home.keys() == keys
    assert set(home.values()) == states
    for key in of(*names):
        assert home.value(key) == "unavailable"
        assert ATTR_RESTORED not in home.state(key).attributes
    await home.hear(payload("Offline"))
    assert home.value("tool1_temperature") == "unknown"
    assert home.value("tool5_filament_weight") == "unknown"
    await home.hear(reporting("tool0"))
    assert home.value("tool0_temperature") == "21.0"
    assert home.keys() == keys


async def test_known_part_that_is_reported_no_more_vanishes_after_a_restart(
    home: Home,
) -> None:
    tools = ("tool0", "tool1")
    await home.hear(reporting(*tools, "probe", filament=tools))
    await home.reload()
    said = reporting("tool0", filament=("tool0",))
    await hear_often(home, said, GONE_AFTER - 1)
    assert parts(home) >= of(*tools, "probe")
    await home.hear(said)
    assert parts(home) == of("tool0") | filament_of("tool0")
    await home.reload()
    assert parts(home) == of("tool0") | filament_of("tool0")


async def test_parts_are_known_if_only_disabled_entities_are_left_of_them(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    await home.hear(reporting("tool0", "chamber"))
    for key in of("chamber"):
        entity_id = home.entity_id(key)
        assert entity_id
        entity_registry.async_update_entity(
            entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    await home.reload()
    assert parts(home) == of("tool0", "chamber")
    await hear_often(home, reporting("tool0"), GONE_AFTER)
    assert parts(home) == of("tool0")


# Several printers, and the end


@pytest.mark.usefixtures("no_errors_logged")
async def test_parts_of_one_printer_are_not_those_of_another(home: Home) -> None:
    await home.add_printer("later", OTHER_UUID)
    status = f"octoprint/status/{OTHER_UUID}"

    async def hear_other(said: bytes, times: int = 1) -> None:
        for _ in range(times):
            home.say(said, topic=status)
        await home.hear()

    both = of("tool0", "chamber")
    await home.hear(reporting("tool0", "chamber"))
    assert parts(home, "later") == set()
    await hear_other(reporting("tool0", "bed", "chamber"))
    assert parts(home) == both
    await hear_often(home, reporting("tool0"), GONE_AFTER)
    assert parts(home) == of("tool0")
    assert parts(home, "later") == of("tool0", "bed", "chamber")
    await home.hear(reporting("tool0", "chamber"))
    await hear_other(reporting("tool0"), GONE_AFTER)
    assert parts(home) == both
    assert parts(home, "later") == of("tool0")
    await home.reload()
    assert parts(home) == both
    assert parts(home, "later") == of("tool0")


async def test_printer_that_is_removed_takes_its_parts_along(home: Home) -> None:
    await home.add_printer("later", OTHER_UUID)
    home.say(reporting("tool0"), topic=f"octoprint/status/{OTHER_UUID}")
    await home.hear(reporting("tool0"))
    home.hass.config_entries.async_remove_subentry(home.entry, "later")
    await home.hear()
    assert home.keys("later") == set()
    assert parts(home) == of("tool0")
    assert all("later" not in entity_id for entity_id in home.values())


@pytest.mark.usefixtures("no_errors_logged")
def listeners_of(printer: PrinterCoordinator) -> int:
    """Return how many are called back."""
    return sum(map(len, printer._listeners.values()))


async def test_nothing_of_a_printer_listens_after_an_unload(
    hass: HomeAssistant, home: Home
) -> None:
    await home.hear(reporting("tool0", "tool1", "chamber", filament=("tool0",)))
    printer, listening = home.printer, listeners_of(home.printer)
    enabled = sum("printer_1" in entity_id for entity_id in home.values())
    await hass.config_entries.async_unload(home.entry.entry_id)
    assert home.connection.listeners == {}
    assert listeners_of(printer) == listening - enabled
    keys = home.keys()
    printer.data = printer.data.merge(printer.data.snapshot, None)  # type: ignore[arg-type]
    printer.async_update_listeners()  # as an upload does that is stopped
    await home.hear()
    assert home.keys() == keys
    assert set(home.values().values()) == {"unavailable"}


async def test_bare_message_does_not_write_what_did_not_change(home: Home) -> None:
    said = printing(temperatures={"tool0": WARM, "bed": WARM, "chamber": WARM})
    await home.hear(said)
    written = async_capture_events(home.hass, EVENT_STATE_CHANGED)
    for _ in range(GONE_AFTER):
        await home.hear(said)
    assert written == []
