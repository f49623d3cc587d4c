"""Triggers: what happens to prints and printers starts automations."""

from collections.abc import Iterable
from datetime import datetime, timedelta
import logging
from typing import Any
from unittest.mock import AsyncMock

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
import voluptuous as vol

from custom_components.factor.const import DOMAIN
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.printer.prints import EventType
from custom_components.factor.trigger import TRIGGERS
from homeassistant.components.websocket_api.automation import (
    async_get_triggers_for_target,
)
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.trigger import (
    async_get_all_descriptions,
    async_initialize_triggers,
    async_validate_trigger_config,
)
from homeassistant.helpers.trigger.descriptions import _TRIGGERS_DESCRIPTION_SCHEMA
from homeassistant.util.yaml import load_yaml_dict, parse_yaml

from .automations import Workshop, examples, run_automation
from .home import Home
from .payloads import event, printing, recorded, snapshot
from .texts import FOLDER

_LOGGER = logging.getLogger(__name__)

type Ran = list[Event[dict[str, Any]]]

# What each of the triggers that follow events fires at.
FIRES_AT: dict[str, set[EventType]] = {
    "connection_lost": {EventType.CONNECTION_LOST},
    "connection_restored": {EventType.CONNECTION_RESTORED},
    "cooled_down": {EventType.COOLED_DOWN},
    "print_cancelled": {EventType.CANCELLED},
    "print_ended": {
        EventType.FINISHED,
        EventType.CANCELLED,
        EventType.FAILED,
        EventType.ENDED,
    },
    "print_failed": {EventType.FAILED},
    "print_finished": {EventType.FINISHED},
    "print_paused": {EventType.PAUSED},
    "print_resumed": {EventType.RESUMED},
    "print_started": {EventType.STARTED},
    "printer_connected": {EventType.CONNECTED},
    "printer_disconnected": {EventType.DISCONNECTED},
    "printer_error": {EventType.PRINTER_ERROR},
}
MILESTONES: dict[str, dict[str, int]] = {
    "print_progress": {"percentage": 50},
    "time_left": {"minutes": 10},
}


@pytest.fixture
def workshop(hass: HomeAssistant) -> Workshop:
    """Give a workshop with a printer that has no entities yet."""
    return Workshop(hass)


def trigger(name: str, target: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Return the configuration of a trigger."""
    config = {"trigger": f"{DOMAIN}.{name}", "target": target, "id": name}
    return config | ({"options": options} if options else {})


def all_triggers(target: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the configuration of all triggers."""
    return [trigger(name, target, **MILESTONES.get(name, {})) for name in TRIGGERS]


def ids(ran: Ran) -> set[str]:
    """Return which triggers have fired, each once, and forget it."""
    found = [each.data["id"] for each in ran]
    ran.clear()
    assert len(set(found)) == len(found)
    return set(found)


# Descriptions


def test_triggers_are_described_as_home_assistant_wants_it() -> None:
    described = load_yaml_dict(FOLDER / "triggers.yaml")
    assert set(_TRIGGERS_DESCRIPTION_SCHEMA(described)) == set(TRIGGERS)


async def test_home_assistant_lists_all_triggers(home: Home) -> None:
    listed = await async_get_all_descriptions(home.hass)
    for name in TRIGGERS:
        description = listed[f"{DOMAIN}.{name}"]
        assert description
        (entity,) = description["target"]["entity"]
        assert entity["integration"] == DOMAIN
        assert set(description["fields"]) == set(MILESTONES.get(name, ()))


async def test_the_editor_offers_all_triggers_for_a_printer(home: Home) -> None:
    await home.hear(printing())
    target = {"device_id": home.device.id}
    offered = await async_get_triggers_for_target(home.hass, target, True)
    assert {f"{DOMAIN}.{name}" for name in TRIGGERS} <= offered


@pytest.mark.parametrize(("name", "option"), [*MILESTONES.items()])
async def test_what_the_fields_offer_is_taken(
    hass: HomeAssistant, name: str, option: dict[str, int]
) -> None:
    async def check(**options: Any) -> None:
        config = trigger(name, {"entity_id": "sensor.a"}, **options)
        await async_validate_trigger_config(hass, cv.TRIGGER_SCHEMA([config]))

    ((field, _),) = option.items()
    described = load_yaml_dict(FOLDER / "triggers.yaml")[name]["fields"][field]
    number = described["selector"]["number"]
    for value in (number["min"], number["max"], described["default"], 5.0):
        await check(**{field: value})
    for value in (number["min"] - 1, number["max"] + 1, "half"):
        with pytest.raises(vol.Invalid):
            await check(**{field: value})
    with pytest.raises(vol.Invalid):
        await check()


# Events


def test_each_trigger_is_known_here() -> None:
    assert FIRES_AT.keys() | MILESTONES.keys() == TRIGGERS.keys()
    told = set.union(*FIRES_AT.values())
    assert told == set(EventType) - {EventType.PROGRESS}


@pytest.mark.parametrize("way", ["entity", "device", "area", "label"])
async def test_events_fire_their_triggers_and_no_others(
    workshop: Workshop, way: str
) -> None:
    entity_id = workshop.add_entity("event", "print")
    ran = await run_automation(
        workshop.hass,
        triggers=all_triggers(workshop.targets(entity_id)[way]),
        data={
            "id": "{{ trigger.id }}",
            "file": "{{ trigger.to_state.attributes.file }}",
        },
    )
    await workshop.show(entity_id, STATE_UNKNOWN)
    for event_type in EventType:
        await workshop.tell(entity_id, event_type, file="a.gcode")
        assert {each.data["file"] for each in ran} <= {"a.gcode"}
        assert ids(ran) == {
            name for name, types in FIRES_AT.items() if event_type in types
        }


@pytest.mark.parametrize(
    ("key", "platform"),
    [("print", "octoprint"), ("doorbell", DOMAIN), ("doorbell", "octoprint")],
)
@pytest.mark.parametrize("way", ["entity", "device", "area", "label"])
async def test_events_of_others_fire_nothing(
    workshop: Workshop, way: str, key: str, platform: str
) -> None:
    own = workshop.add_entity("event", "print")
    other = workshop.add_entity("event", key, platform)
    ran = await run_automation(
        workshop.hass,
        triggers=all_triggers(workshop.targets(other)[way]),
        data={"id": "{{ trigger.id }}"},
    )
    await workshop.show(other, STATE_UNKNOWN)
    for event_type in EventType:
        await workshop.tell(other, event_type)
    assert not ran
    await workshop.show(own, STATE_UNKNOWN)
    await workshop.tell(own, EventType.FINISHED)
    meant = way != "entity" or platform == DOMAIN
    assert ids(ran) == ({"print_finished", "print_ended"} if meant else set())


async def test_an_entity_that_is_in_no_registry_fires_nothing(
    workshop: Workshop,
) -> None:
    ran = await run_automation(
        workshop.hass, triggers=all_triggers({"entity_id": "event.made_by_hand"})
    )
    await workshop.show("event.made_by_hand", STATE_UNKNOWN)
    await workshop.tell("event.made_by_hand", EventType.FINISHED)
    assert not ran


async def test_what_was_told_before_a_restart_is_not_told_again(
    workshop: Workshop,
) -> None:
    entity_id = workshop.add_entity("event", "print")
    ran = await run_automation(
        workshop.hass,
        triggers=all_triggers({"device_id": workshop.printer.id}),
        data={"id": "{{ trigger.id }}"},
    )
    await workshop.tell(entity_id, EventType.FINISHED)
    restored = workshop.hass.states.get(entity_id)
    assert restored
    await workshop.show(entity_id, STATE_UNAVAILABLE)
    await workshop.show(entity_id, restored.state, **restored.attributes)
    assert not ran
    await workshop.show(entity_id, restored.state, **restored.attributes, icon="mdi:a")
    assert not ran
    await workshop.tell(entity_id, EventType.FINISHED)
    assert ids(ran) == {"print_finished", "print_ended"}


async def test_an_entity_that_is_renamed_is_still_followed(workshop: Workshop) -> None:
    entity_id = workshop.add_entity("event", "print")
    progress = workshop.add_entity("sensor", "progress")
    ran = await run_automation(
        workshop.hass,
        triggers=all_triggers({"device_id": workshop.printer.id}),
        data={"id": "{{ trigger.id }}"},
    )
    await workshop.show(progress, "10")
    registry = er.async_get(workshop.hass)
    for old, new in ((entity_id, "event.other"), (progress, "sensor.other")):
        workshop.hass.states.async_remove(old)
        registry.async_update_entity(old, new_entity_id=new)
    await workshop.show("event.other", STATE_UNKNOWN)
    await workshop.show("sensor.other", "11")
    await workshop.tell("event.other", EventType.PAUSED)
    assert ids(ran) == {"print_paused"}
    await workshop.show("sensor.other", "51")
    assert ids(ran) == {"print_progress"}


async def test_an_entity_that_is_disabled_does_no_harm(workshop: Workshop) -> None:
    entities = [
        workshop.add_entity("event", "print"),
        workshop.add_entity("sensor", "progress"),
        workshop.add_entity("sensor", "finish_time"),
    ]
    ran = await run_automation(
        workshop.hass, triggers=all_triggers({"area_id": "workshop"})
    )
    for entity_id in entities:
        await workshop.show(entity_id, STATE_UNKNOWN)
        workshop.hass.states.async_remove(entity_id)
        er.async_get(workshop.hass).async_update_entity(
            entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    happen(workshop, "started")
    er.async_get(workshop.hass).async_remove(entities[0])
    await workshop.hass.async_block_till_done()
    assert not ran


# Milestones


def happen(workshop: Workshop, event_type: str, *, late: bool = False) -> None:
    """Let something happen to the workshop's print."""
    data = {"device_id": workshop.printer.id, "type": event_type, "late": late}
    workshop.hass.bus.async_fire(EVENT_PRINT, data)


async def play(workshop: Workshop, sensor: str, story: Iterable[str]) -> None:
    """Let things happen to the print, and its sensor show its states."""
    for each in story:
        if each in EventType:
            happen(workshop, each)
        elif each == "started late":
            happen(workshop, EventType.STARTED, late=True)
        else:
            await workshop.show(sensor, each)
    await workshop.hass.async_block_till_done()


@pytest.mark.parametrize(
    ("story", "times"),
    [
        pytest.param("started 0 49 50 51", 1, id="reaches it"),
        pytest.param("started 0 30 80", 1, id="jumps over it"),
        pytest.param("started 60", 1, id="jumps over it at once"),
        pytest.param("0 49 51", 1, id="a print that was there before the automation"),
        pytest.param("started 0 49 50 49 50 48 52", 1, id="goes back and forth"),
        pytest.param("started 0 51 paused resumed 52", 1, id="pauses after it"),
        pytest.param("started 0 30 paused resumed 52", 1, id="pauses before it"),
        pytest.param("100", 0, id="lingers"),
        pytest.param("100 unavailable 100", 0, id="lingers through silence"),
        pytest.param("60 61 62", 0, id="was passed before the automation"),
        pytest.param("unavailable 60 61", 0, id="was passed before a restart"),
        pytest.param("unknown 60 61", 0, id="heard by a bare event first"),
        pytest.param("started 0 60 unavailable 61", 1, id="was passed before silence"),
        pytest.param("started 0 40 unavailable 41", 0, id="is ahead after silence"),
        pytest.param("started 0 40 unavailable 60 61", 1, id="is passed in silence"),
        pytest.param("started 0 40 unknown 60", 1, id="is passed while unknown"),
        pytest.param("started 0 30 cancelled unknown 60", 0, id="cancelled before it"),
        pytest.param("started 0 30 failed 60", 0, id="failed before it"),
        pytest.param("started 0 30 ended 100", 0, id="ended unseen"),
        pytest.param("started 0 40 finished 100", 1, id="ends before it is told"),
        pytest.param("started 0 60 finished 100", 1, id="ends after it"),
        pytest.param(
            "started 0 60 finished 100 unavailable 100 started 0", 1, id="lingers on"
        ),
        pytest.param("0 60 finished 100 started 0 60", 2, id="two prints"),
        pytest.param("started 60 started 61", 2, id="an end that nobody saw"),
        pytest.param("0 20 unavailable started 100 finished", 1, id="so short a print"),
        pytest.param("0 60 unavailable started|late 70 71", 1, id="another in silence"),
        pytest.param("0 60 unavailable started|late 3 51", 2, id="early in another"),
        pytest.param("finished", 0, id="nothing known but the end"),
    ],
)
async def test_progress_fires_once_a_print(
    workshop: Workshop, story: str, times: int
) -> None:
    sensor = workshop.add_entity("sensor", "progress")
    ran = await run_automation(
        workshop.hass,
        triggers=[trigger("print_progress", {"entity_id": sensor}, percentage=50)],
    )
    await play(workshop, sensor, (each.replace("|", " ") for each in story.split()))
    assert len(ran) == times


@pytest.mark.parametrize("event_type", ["started", "finished"])
async def test_prints_of_other_printers_are_not_ours(
    workshop: Workshop, event_type: str
) -> None:
    sensor = workshop.add_entity("sensor", "progress")
    device = workshop.printer
    ran = await run_automation(
        workshop.hass,
        triggers=[trigger("print_progress", {"area_id": "workshop"}, percentage=50)],
        data={"entity": "{{ trigger.entity_id }}"},
    )
    await play(workshop, sensor, ["0", "60"])
    ran.clear()
    workshop.printer = workshop.add_printer("printer_2")
    other = workshop.add_entity("sensor", "progress")
    await play(workshop, other, ["30", event_type])
    await play(workshop, sensor, ["61"])
    assert {each.data["entity"] for each in ran} == (
        {other} if event_type == "finished" else set()
    )
    assert workshop.printer != device


@pytest.mark.parametrize(
    ("domain", "key", "platform"),
    [
        ("sensor", "progress", "octoprint"),
        ("sensor", "finish_time", "octoprint"),
        ("sensor", "humidity", DOMAIN),
        ("number", "progress", DOMAIN),
    ],
)
@pytest.mark.parametrize("way", ["entity", "device", "area", "label"])
async def test_sensors_of_others_reach_no_milestone(
    workshop: Workshop, way: str, domain: str, key: str, platform: str
) -> None:
    other = workshop.add_entity(domain, key, platform)
    own = workshop.add_entity("sensor", "progress")
    ran = await run_automation(
        workshop.hass, triggers=all_triggers(workshop.targets(other)[way])
    )
    await workshop.show(own, "0")
    await play(workshop, other, ["started", "0", "60"])
    await play(workshop, other, ["started", "2026-11-23T12:00:00+00:00"])
    assert not ran
    await workshop.show(own, "60")
    assert len(ran) == (way != "entity" or platform == DOMAIN)


async def test_a_printer_that_comes_under_a_label_begins_where_it_is(
    workshop: Workshop,
) -> None:
    sensor = workshop.add_entity("sensor", "progress")
    registry = er.async_get(workshop.hass)
    ran = await run_automation(
        workshop.hass,
        triggers=[trigger("print_progress", {"label_id": "plastic"}, percentage=50)],
    )
    await play(workshop, sensor, ["started", "0", "60"])
    registry.async_update_entity(sensor, labels={"plastic"})
    await play(workshop, sensor, ["61"])
    assert not ran
    await play(workshop, sensor, ["started", "0", "60"])
    assert len(ran) == 1
    registry.async_update_entity(sensor, labels=set())
    await play(workshop, sensor, ["started", "0", "60"])
    assert len(ran) == 1


NOON = datetime.fromisoformat("2026-11-23T12:00:00+00:00")


def at(minutes: float) -> str:
    """Return the state of a finish time, in minutes after noon."""
    return (NOON + timedelta(minutes=minutes)).isoformat()


@pytest.fixture
async def to_go(
    workshop: Workshop, freezer: FrozenDateTimeFactory
) -> tuple[Workshop, str, Ran]:
    """Give an automation 10 minutes before the end, at noon."""
    freezer.move_to(NOON)
    sensor = workshop.add_entity("sensor", "finish_time")
    ran = await run_automation(
        workshop.hass,
        triggers=[trigger("time_left", {"device_id": workshop.printer.id}, minutes=10)],
        data={
            "entity": "{{ trigger.entity_id }}",
            "minutes": "{{ trigger.minutes }}",
            "finish": "{{ trigger.to_state.state }}",
        },
    )
    return workshop, sensor, ran


async def clock(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, minutes: float
) -> None:
    """Let it be so many minutes after noon."""
    freezer.move_to(NOON + timedelta(minutes=minutes))
    async_fire_time_changed(hass, NOON + timedelta(minutes=minutes))
    await hass.async_block_till_done()


async def test_time_left_fires_when_it_is_time(
    to_go: tuple[Workshop, str, Ran], freezer: FrozenDateTimeFactory
) -> None:
    workshop, sensor, ran = to_go
    await play(workshop, sensor, ["started", at(60)])
    await clock(workshop.hass, freezer, 49.9)
    assert not ran
    await clock(workshop.hass, freezer, 50)
    assert [each.data for each in ran] == [
        {"entity": sensor, "minutes": 10, "finish": at(60)}
    ]


async def test_time_left_fires_once_however_the_estimate_moves(
    to_go: tuple[Workshop, str, Ran], freezer: FrozenDateTimeFactory
) -> None:
    workshop, sensor, ran = to_go
    await play(workshop, sensor, ["started", at(60)])
    await clock(workshop.hass, freezer, 40)
    await workshop.show(sensor, at(80))
    await clock(workshop.hass, freezer, 50)
    assert not ran
    await workshop.show(sensor, at(59))
    assert len(ran) == 1
    for finish in (80, 55, STATE_UNKNOWN, 70, STATE_UNAVAILABLE, 58):
        await workshop.show(sensor, finish if isinstance(finish, str) else at(finish))
    await clock(workshop.hass, freezer, 75)
    assert len(ran) == 1
    await play(workshop, sensor, ["finished", STATE_UNKNOWN, "started", at(100)])
    await clock(workshop.hass, freezer, 91)
    assert len(ran) == 2


@pytest.mark.parametrize(
    ("story", "times"),
    [
        pytest.param(["started", at(3)], 1, id="a print as short as that"),
        pytest.param([at(3), at(5)], 0, id="was passed before the automation"),
        pytest.param([at(-3)], 0, id="is over"),
        pytest.param([at(60), "unavailable", at(3)], 1, id="is passed in silence"),
        pytest.param([at(60), "cancelled", "unknown"], 0, id="cancelled"),
        pytest.param([at(60), "finished", "unknown"], 0, id="ends sooner"),
        pytest.param([at(60), "cancelled", at(3)], 0, id="an estimate after the end"),
        pytest.param([at(3), "started late", at(5)], 0, id="another in silence"),
        pytest.param(["soon"], 0, id="nonsense"),
    ],
)
async def test_time_left_of_prints_that_are_not_watched_all_the_time(
    to_go: tuple[Workshop, str, Ran], story: list[str], times: int
) -> None:
    workshop, sensor, ran = to_go
    await play(workshop, sensor, story)
    assert len(ran) == times


async def test_no_timer_outlives_a_print_or_its_sensor(
    to_go: tuple[Workshop, str, Ran], freezer: FrozenDateTimeFactory
) -> None:
    workshop, sensor, ran = to_go
    await play(workshop, sensor, [at(60), "cancelled"])
    await clock(workshop.hass, freezer, 55)
    await play(workshop, sensor, ["started", at(120), "unknown"])
    await clock(workshop.hass, freezer, 115)
    await play(workshop, sensor, ["started", at(180)])
    er.async_get(workshop.hass).async_remove(sensor)
    await clock(workshop.hass, freezer, 175)
    assert not ran


async def test_nothing_is_left_of_triggers_that_are_removed(
    workshop: Workshop, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    hass = workshop.hass
    printed, until = (
        workshop.add_entity("sensor", key) for key in ("progress", "finish_time")
    )
    triggers = await async_validate_trigger_config(
        hass, cv.TRIGGER_SCHEMA(all_triggers({"area_id": "workshop"}))
    )
    action = AsyncMock()
    remove = await async_initialize_triggers(
        hass, triggers, action, "test", "test", _LOGGER.log
    )
    assert remove
    assert EVENT_PRINT in hass.bus.async_listeners()
    await workshop.show(printed, "0")
    await workshop.show(until, at(60))
    remove()
    assert EVENT_PRINT not in hass.bus.async_listeners()
    await workshop.show(printed, "60")
    await clock(hass, freezer, 55)
    await workshop.show(until, at(56))
    action.assert_not_called()


# The document


@pytest.mark.parametrize("name", TRIGGERS)
async def test_examples_fire(
    workshop: Workshop, freezer: FrozenDateTimeFactory, name: str
) -> None:
    freezer.move_to(NOON)
    calls = await workshop.run_example(examples("Triggers")[name])
    await workshop.show(workshop.add_entity("sensor", "file"), "bracket.gcode")
    if name == "print_progress":
        await play(workshop, workshop.add_entity("sensor", "progress"), ["0", "90"])
    elif name == "time_left":
        await play(workshop, workshop.add_entity("sensor", "finish_time"), [at(15)])
        await clock(workshop.hass, freezer, 5)
    else:
        entity_id = (
            er.async_get(workshop.hass)
            .async_update_entity(
                workshop.add_entity("event", "print"),
                new_entity_id="event.printer_1_print_event",
            )
            .entity_id
        )
        await workshop.show(entity_id, STATE_UNKNOWN)
        for event_type in FIRES_AT[name]:
            await workshop.tell(
                entity_id,
                event_type,
                file="bracket.gcode",
                progress=41,
                reason="printer_error",
                message=None,
            )
    assert len(calls) == len(FIRES_AT.get(name, "1"))
    for call in calls:
        said = call.data.get("message", "bracket.gcode")
        assert "None" not in said
        assert "bracket.gcode" in said or "printer_1" in said


def test_each_trigger_is_documented() -> None:
    assert examples("Triggers").keys() == TRIGGERS.keys()
    for name, example in examples("Triggers").items():
        config = parse_yaml(example)
        assert isinstance(config, dict)
        (used,) = config["triggers"]
        assert used["trigger"] == f"{DOMAIN}.{name}"


# Real printers


async def test_a_print_from_its_start_to_its_end(home: Home) -> None:
    await home.hear(snapshot())
    ran = await run_automation(
        home.hass,
        triggers=all_triggers({"device_id": home.device.id}),
        data={
            "id": "{{ trigger.id }}",
            "printer": "{{ device_attr(trigger.entity_id, 'name') }}",
            "file": "{{ trigger.file or trigger.to_state.attributes.file }}",
        },
    )

    async def fired() -> set[str]:
        await home.pass_time(1)
        for each in ran:
            assert each.data["printer"] == "Printer 1"
            assert each.data["file"] == "bracket.gcode"
        return ids(ran)

    await home.hear(
        event("STARTING", "Starting"),
        event("PRINTING", "Printing"),
        printing(0.5, time_left=7200),
    )
    assert await fired() == {"print_started"}
    await home.hear(printing(49, time_left=3600))
    assert await fired() == set()
    await home.hear(printing(50, time_left=3000))
    assert await fired() == {"print_progress"}
    await home.pass_time(3600)
    assert await fired() == {"connection_lost", "time_left"}
    await home.hear(printing(90, time_left=590))
    assert await fired() == {"connection_restored"}
    await home.hear(
        event("FINISHING", "Finishing"), event("OPERATIONAL", "Operational")
    )
    assert await fired() == {"print_finished", "print_ended"}


@pytest.mark.parametrize(
    ("recording", "prints"),
    [
        ("disconnect", 1),
        ("error", 1),
        ("idle", 0),
        ("multitool", 1),
        ("pause_resume_cancel", 2),
        ("print", 1),
        ("print2", 1),
        ("restart", 1),
        ("upload", 5),
    ],
)
async def test_recorded_prints_reach_ten_percent_once_each(
    home: Home, recording: str, prints: int
) -> None:
    ran = await run_automation(
        home.hass,
        triggers=[
            trigger("print_progress", {"device_id": home.device.id}, percentage=10)
        ],
    )
    await home.pass_time(1)
    for message in recorded(recording):
        await home.hear(message.payload.encode())
    assert len(ran) == prints


async def test_a_reload_in_the_middle_of_a_print_tells_nothing_twice(
    home: Home,
) -> None:
    ran = await run_automation(
        home.hass,
        triggers=all_triggers({"device_id": home.device.id}),
        data={"id": "{{ trigger.id }}"},
    )
    await home.pass_time(1)
    await home.hear(snapshot(), printing(0.5), printing(60))
    assert ids(ran) == {"print_started", "print_progress"}
    await home.reload()
    await home.pass_time(1)
    await home.hear(printing(61))
    assert ids(ran) == set()
