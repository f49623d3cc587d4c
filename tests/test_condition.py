"""Conditions: what a printer is doing lets automations run or not."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
import voluptuous as vol

from custom_components.factor.condition import CONDITIONS
from custom_components.factor.const import DOMAIN
from custom_components.factor.printer.state import State
from homeassistant.components.websocket_api.automation import (
    async_get_conditions_for_target,
)
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.condition import (
    _CONDITIONS_DESCRIPTION_SCHEMA,
    async_get_all_descriptions,
    async_validate_conditions_config,
)
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict, parse_yaml

from .automations import ASKED, RAN, Workshop, ask, examples, run_automation
from .home import Home
from .payloads import event, printing, snapshot
from .texts import FOLDER

# The states in which each of the conditions holds.
HOLDS_IN: dict[str, set[State]] = {
    "is_idle": {State.IDLE},
    "is_in_error": {State.ERROR, State.OFFLINE_AFTER_ERROR},
    "is_offline": {State.OFFLINE, State.OFFLINE_AFTER_ERROR, State.CONNECTING},
    "is_paused": {State.PAUSED},
    "is_printing": {
        State.STARTING,
        State.PRINTING,
        State.PAUSING,
        State.RESUMING,
        State.FINISHING,
        State.CANCELLING,
    },
}
SAFE = "is_safe_to_power_off"
CANNOT_TELL = (STATE_UNAVAILABLE, STATE_UNKNOWN)


@pytest.fixture
def workshop(hass: HomeAssistant) -> Workshop:
    """Give a workshop with a printer that has no entities yet."""
    return Workshop(hass)


def condition(name: str, target: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Return the configuration of a condition."""
    config = {"condition": f"{DOMAIN}.{name}", "target": target}
    return config | ({"options": options} if options else {})


class Asked:
    """An automation that tells, when it is asked, which of its conditions hold."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Wait to be set up."""
        self.hass = hass
        self.ran: list[Event[dict[str, Any]]] = []

    async def set_up(self, *conditions: dict[str, Any]) -> None:
        """Set up the automation."""
        self.ran = await run_automation(
            self.hass,
            triggers=[{"trigger": "event", "event_type": ASKED}],
            actions=[
                {
                    "if": [each],
                    "then": [{"event": RAN, "event_data": {"id": each["condition"]}}],
                }
                for each in conditions
            ],
        )

    async def held(self) -> set[str]:
        """Return which conditions hold now."""
        self.ran.clear()
        await ask(self.hass)
        return {each.data["id"].removeprefix(f"{DOMAIN}.") for each in self.ran}


@pytest.fixture
def asked(hass: HomeAssistant) -> Asked:
    """Give an automation that is not set up yet."""
    return Asked(hass)


def all_conditions(target: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    """Return the configuration of all conditions."""
    return [condition(name, target, **options) for name in CONDITIONS]


# Descriptions


def test_conditions_are_described_as_home_assistant_wants_it() -> None:
    described = load_yaml_dict(FOLDER / "conditions.yaml")
    assert set(_CONDITIONS_DESCRIPTION_SCHEMA(described)) == set(CONDITIONS)


async def test_home_assistant_lists_all_conditions(home: Home) -> None:
    listed = await async_get_all_descriptions(home.hass)
    for name in CONDITIONS:
        description = listed[f"{DOMAIN}.{name}"]
        assert description
        (entity,) = description["target"]["entity"]
        assert entity["integration"] == DOMAIN
        assert set(description["fields"]) == {"behavior", "for"}


async def test_the_editor_offers_conditions_for_a_printer(home: Home) -> None:
    await home.hear(printing())
    target = {"device_id": home.device.id}
    offered = await async_get_conditions_for_target(home.hass, target, True)
    assert {f"{DOMAIN}.{name}" for name in HOLDS_IN} <= offered


async def validated(hass: HomeAssistant, config: dict[str, Any]) -> dict[str, Any]:
    """Return a condition's configuration as it is understood."""
    (valid,) = await async_validate_conditions_config(
        hass, [cv.CONDITION_SCHEMA(config)]
    )
    assert isinstance(valid, dict)
    return valid


@pytest.mark.parametrize("name", CONDITIONS)
async def test_defaults_of_the_fields_are_those_of_the_code(
    hass: HomeAssistant, name: str
) -> None:
    fields = load_yaml_dict(FOLDER / "conditions.yaml")[name]["fields"]
    target = {"entity_id": "sensor.a"}
    options = (await validated(hass, condition(name, target)))["options"]
    assert options == {"behavior": fields["behavior"]["default"]}
    for behavior in ("any", "all"):
        given = {"behavior": behavior, "for": "00:05:00"}
        options = (await validated(hass, condition(name, target, **given)))["options"]
        assert options == {"behavior": behavior, "for": timedelta(minutes=5)}
    for wrong in ({"behavior": "some"}, {"for": "soon"}, {"how": "so"}):
        with pytest.raises(vol.Invalid):
            await validated(hass, condition(name, target, **wrong))


# States


def test_each_condition_is_known_here() -> None:
    assert HOLDS_IN.keys() | {SAFE} == CONDITIONS.keys()


@pytest.mark.parametrize("behavior", ["any", "all"])
@pytest.mark.parametrize("way", ["entity", "device", "area", "label"])
async def test_conditions_hold_in_their_states_only(
    workshop: Workshop, asked: Asked, way: str, behavior: str
) -> None:
    entity_id = workshop.add_entity("sensor", "state")
    await asked.set_up(
        *all_conditions(workshop.targets(entity_id)[way], behavior=behavior)
    )
    assert await asked.held() == set()
    for state in (*State, *CANNOT_TELL):
        await workshop.show(entity_id, state)
        assert await asked.held() == {
            name for name, states in HOLDS_IN.items() if state in states
        }


@pytest.mark.parametrize("behavior", ["any", "all"])
@pytest.mark.parametrize("way", ["entity", "device", "area", "label"])
async def test_safe_is_what_is_known_to_be_safe(
    workshop: Workshop, asked: Asked, way: str, behavior: str
) -> None:
    entity_id = workshop.add_entity("binary_sensor", "safe_to_power_off")
    await asked.set_up(
        *all_conditions(workshop.targets(entity_id)[way], behavior=behavior)
    )
    assert await asked.held() == set()
    for state in (STATE_OFF, *CANNOT_TELL):
        await workshop.show(entity_id, state)
        assert await asked.held() == set()
    await workshop.show(entity_id, STATE_ON)
    assert await asked.held() == {SAFE}


@pytest.mark.parametrize(
    ("domain", "key", "platform", "state"),
    [
        ("sensor", "state", "octoprint", State.IDLE),
        ("sensor", "mode", DOMAIN, State.IDLE),
        ("binary_sensor", "safe_to_power_off", "octoprint", STATE_ON),
        ("binary_sensor", "connected", DOMAIN, STATE_ON),
    ],
)
@pytest.mark.parametrize("way", ["entity", "device", "area", "label"])
async def test_entities_of_others_do_not_count(
    workshop: Workshop,
    asked: Asked,
    way: str,
    domain: str,
    key: str,
    platform: str,
    state: str,
) -> None:
    other = workshop.add_entity(domain, key, platform)
    await asked.set_up(*all_conditions(workshop.targets(other)[way]))
    await workshop.show(other, state)
    assert await asked.held() == set()


@pytest.mark.parametrize(
    ("domain", "key"),
    [("sensor", "last_print_outcome"), ("binary_sensor", "heater_left_on")],
)
async def test_any_entity_of_a_printer_stands_for_it(
    workshop: Workshop, asked: Asked, domain: str, key: str
) -> None:
    state = workshop.add_entity("sensor", "state")
    safe = workshop.add_entity("binary_sensor", "safe_to_power_off")
    other = workshop.add_entity(
        "sensor", "state", device=workshop.add_printer("printer_2")
    )
    await asked.set_up(*all_conditions({"entity_id": workshop.add_entity(domain, key)}))
    await workshop.show(other, State.PAUSED)
    assert await asked.held() == set()
    await workshop.show(state, State.IDLE)
    assert await asked.held() == {"is_idle"}
    await workshop.show(safe, STATE_ON)
    await workshop.show(state, State.PRINTING)
    assert await asked.held() == {"is_printing", SAFE}


async def test_the_broker_s_own_entities_stand_for_no_printer(
    home: Home, asked: Asked
) -> None:
    entity_id = er.async_get(home.hass).async_get_entity_id(
        "sensor", DOMAIN, f"{home.entry.entry_id}_printers_idle"
    )
    assert entity_id
    await asked.set_up(condition("is_idle", {"entity_id": entity_id}))
    await home.hear(snapshot())
    assert home.value("state") == State.IDLE
    assert await asked.held() == set()


async def test_the_editor_follows_an_entity_that_stands_for_its_printer(
    workshop: Workshop,
    hass_ws_client: WebSocketGenerator,
    freezer: FrozenDateTimeFactory,
) -> None:
    state = workshop.add_entity("sensor", "state")
    outcome = workshop.add_entity("sensor", "last_print_outcome")
    assert await async_setup_component(workshop.hass, "automation", {})
    await workshop.show(state, State.PRINTING)
    socket = await hass_ws_client()
    await socket.send_json_auto_id(
        {
            "type": "subscribe_condition",
            "condition": condition("is_idle", {"entity_id": outcome}),
        }
    )
    assert (await socket.receive_json())["success"]
    assert (await socket.receive_json())["event"] == {"result": False}
    await workshop.show(state, State.IDLE)
    freezer.tick(timedelta(seconds=1))
    async_fire_time_changed(workshop.hass)
    assert (await socket.receive_json(timeout=5))["event"] == {"result": True}


async def test_any_and_all_printers(workshop: Workshop, asked: Asked) -> None:
    states = [
        workshop.add_entity("sensor", "state", device=device)
        for device in (workshop.printer, workshop.add_printer("printer_2"))
    ]
    target = {"area_id": "workshop"}
    await asked.set_up(
        condition("is_idle", target, behavior="all"),
        condition("is_printing", target, behavior="any"),
    )
    for first, second, holds in (
        ("idle", "idle", {"is_idle"}),
        ("idle", "printing", {"is_printing"}),
        ("printing", "printing", {"is_printing"}),
        ("idle", "paused", set()),
        ("idle", STATE_UNAVAILABLE, {"is_idle"}),
        (STATE_UNAVAILABLE, "printing", {"is_printing"}),
        (STATE_UNAVAILABLE, STATE_UNAVAILABLE, set()),
    ):
        await workshop.show(states[0], first)
        await workshop.show(states[1], second)
        assert await asked.held() == holds, (first, second)


@pytest.mark.parametrize("state", [STATE_OFF, *CANNOT_TELL])
async def test_all_printers_have_to_be_safe_unless_one_is_enough(
    workshop: Workshop, asked: Asked, state: str
) -> None:
    first, second = (
        workshop.add_entity("binary_sensor", "safe_to_power_off", device=device)
        for device in (workshop.printer, workshop.add_printer("printer_2"))
    )
    await asked.set_up(condition(SAFE, {"label_id": "printers"}))
    await workshop.show(first, STATE_ON)
    await workshop.show(second, state)
    assert await asked.held() == set()
    await workshop.show(second, STATE_ON)
    assert await asked.held() == {SAFE}


async def test_it_has_to_be_so_for_a_while(
    workshop: Workshop, asked: Asked, freezer: FrozenDateTimeFactory
) -> None:
    state = workshop.add_entity("sensor", "state")
    safe = workshop.add_entity("binary_sensor", "safe_to_power_off")
    await workshop.show(state, "starting")
    await workshop.show(safe, STATE_OFF)
    await asked.set_up(
        *all_conditions({"device_id": workshop.printer.id}, **{"for": "00:10:00"})
    )
    await workshop.show(safe, STATE_ON)
    assert await asked.held() == set()
    freezer.tick(timedelta(minutes=5))
    await workshop.show(state, "printing")
    assert await asked.held() == set()
    freezer.tick(timedelta(minutes=5))
    assert await asked.held() == {"is_printing", SAFE}
    await workshop.show(safe, STATE_UNAVAILABLE)
    await workshop.show(safe, STATE_ON)
    await workshop.show(state, "paused")
    freezer.tick(timedelta(minutes=9))
    assert await asked.held() == set()
    freezer.tick(timedelta(minutes=1))
    assert await asked.held() == {"is_paused", SAFE}


async def test_an_entity_that_is_renamed_still_counts(
    workshop: Workshop, asked: Asked
) -> None:
    entity_id = workshop.add_entity("sensor", "state")
    await asked.set_up(*all_conditions({"device_id": workshop.printer.id}))
    await workshop.show(entity_id, "idle")
    workshop.hass.states.async_remove(entity_id)
    er.async_get(workshop.hass).async_update_entity(
        entity_id, new_entity_id="sensor.other"
    )
    assert await asked.held() == set()
    await workshop.show("sensor.other", "printing")
    assert await asked.held() == {"is_printing"}


@pytest.mark.parametrize("behavior", ["any", "all"])
async def test_a_printer_whose_entities_are_disabled_is_nothing(
    workshop: Workshop, asked: Asked, behavior: str
) -> None:
    state = workshop.add_entity("sensor", "state")
    safe = workshop.add_entity("binary_sensor", "safe_to_power_off")
    await asked.set_up(
        *all_conditions({"device_id": workshop.printer.id}, behavior=behavior)
    )
    await workshop.show(state, "idle")
    await workshop.show(safe, STATE_ON)
    assert await asked.held() == {"is_idle", SAFE}
    for entity_id in (state, safe):
        workshop.hass.states.async_remove(entity_id)
        er.async_get(workshop.hass).async_update_entity(
            entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    assert await asked.held() == set()


# The document


def test_each_condition_is_documented() -> None:
    assert examples("Conditions").keys() == CONDITIONS.keys()


@pytest.mark.parametrize("name", CONDITIONS)
async def test_examples_run_if_their_condition_holds(
    workshop: Workshop, freezer: FrozenDateTimeFactory, name: str
) -> None:
    example = examples("Conditions")[name]
    state = workshop.add_entity("sensor", "state")
    safe = workshop.add_entity("binary_sensor", "safe_to_power_off")
    calls = await workshop.run_example(example)
    config = parse_yaml(example)
    assert isinstance(config, dict)
    ((used, trigger),) = zip(config["conditions"], config["triggers"], strict=True)
    assert used["condition"] == f"{DOMAIN}.{name}"

    async def fire() -> None:
        freezer.tick(timedelta(minutes=30))
        await workshop.show(trigger["entity_id"], "different")
        await workshop.show(trigger["entity_id"], trigger["to"])
        freezer.tick(timedelta(minutes=5))
        async_fire_time_changed(workshop.hass)
        await workshop.hass.async_block_till_done()

    await workshop.show(state, State.TRANSFERRING)
    await workshop.show(safe, STATE_OFF)
    await fire()
    assert not calls
    await workshop.show(state, min(HOLDS_IN.get(name, {State.IDLE})))
    await workshop.show(safe, STATE_ON)
    await fire()
    assert len(calls) == 1


# Real printers


async def test_what_a_printer_does(home: Home, asked: Asked) -> None:
    await asked.set_up(
        *(condition(name, {"device_id": home.device.id}) for name in HOLDS_IN)
    )
    assert await asked.held() == set()
    await home.hear(snapshot())
    assert await asked.held() == {"is_idle"}
    await home.hear(event("STARTING", "Starting"))
    assert await asked.held() == {"is_printing"}
    await home.hear(printing(), event("PAUSED", "Paused"))
    assert await asked.held() == {"is_paused"}
    await home.hear(event("CLOSED_WITH_ERROR", "Offline after error"))
    assert await asked.held() == {"is_offline", "is_in_error"}
    await home.pass_time(3600)
    assert await asked.held() == set()
