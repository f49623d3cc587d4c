"""Blueprints: each is made an automation of, and made to fire."""

import asyncio
from pathlib import Path
import re
import shutil
import textwrap
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.factor.protocol.topics import PrinterTopics
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, ServiceCall, State
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    restore_state,
)
from homeassistant.helpers.restore_state import StoredState
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml, parse_yaml

from .home import Home
from .payloads import (
    CANCELLING,
    FINISHING,
    OPERATIONAL,
    STARTING,
    event,
    job,
    printing,
    progress,
    snapshot,
    temperature,
)
from .texts import FOLDER

ROOT = FOLDER.parents[1]
BLUEPRINTS = ROOT / "blueprints" / "automation" / "factor"
NAMES = sorted(path.stem for path in BLUEPRINTS.glob("*.yaml"))
PRINTER = {"integration": "factor", "domain": "event"}
OTHER = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e60"

PAUSED = snapshot("Paused", job=job("bracket.gcode", "id"))
COOL = {"tool0": temperature(25.0), "bed": temperature(25.0)}
HOT = {"tool0": temperature(210.0), "bed": temperature(60.0)}
WARM = {**COOL, "bed": temperature(65.0, 65.0)}


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up what the triggers and conditions look at."""
    return [Platform.BINARY_SENSOR, Platform.EVENT, Platform.SENSOR]


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Expect the one that looks at the clock each minute."""
    return True


@pytest.fixture(autouse=True)
def _configuration(hass: HomeAssistant, tmp_path: Path) -> None:
    """Give Home Assistant a folder with the blueprints in it."""
    hass.config.config_dir = str(tmp_path)
    shutil.copytree(BLUEPRINTS, tmp_path / "blueprints" / "automation" / "factor")


async def use(home: Home, name: str, **inputs: Any) -> None:
    """Make an automation of a blueprint."""
    automation = {
        "id": name,
        "alias": "Test",
        "use_blueprint": {"path": f"factor/{name}.yaml", "input": inputs},
    }
    assert await async_setup_component(
        home.hass, "automation", {"automation": automation}
    )
    await home.hass.async_block_till_done()
    state = home.hass.states.get("automation.test")
    assert state
    assert state.state == "on", "what it was given is not valid"


def phone(home: Home) -> tuple[str, list[ServiceCall]]:
    """Return a phone, and what it is told."""
    entry = MockConfigEntry(domain="mobile_app")
    entry.add_to_hass(home.hass)
    device = dr.async_get(home.hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={("mobile_app", "phone")},
        name="My phone",
    )
    return device.id, async_mock_service(home.hass, "notify", "mobile_app_my_phone")


def running(completion: float = 10, **changes: Any) -> bytes:
    """Return a snapshot of a print that takes a length of filament."""
    filament = {"tool0": {"length": 2000.0, "volume": 10.0}}
    return printing(
        progress={**progress(completion, 3600), "print_time": 7500},
        job={**job("bracket.gcode", "id"), "filament": filament},
        **changes,
    )


async def turns() -> None:
    """Let all happen that can, with automations that wait: those are not waited for."""
    for _ in range(100):
        await asyncio.sleep(0)


async def hear(home: Home, *said: bytes) -> None:
    """Deliver messages."""
    for payload in said:
        home.say(payload)
        await turns()


async def pass_on(home: Home, seconds: float) -> None:
    """Let some seconds go by."""
    home.clock.advance(seconds)
    await turns()


@pytest.mark.parametrize("name", NAMES)
def test_blueprint_is_valid(name: str) -> None:
    data = load_yaml(str(BLUEPRINTS / f"{name}.yaml"))
    assert isinstance(data, dict)
    blueprint = Blueprint(
        data,
        path=name,
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )
    assert blueprint.validate() is None
    assert blueprint.metadata["source_url"].endswith(f"/factor/{name}.yaml")
    assert blueprint.metadata["homeassistant"]["min_version"] == "2026.10.0"
    for given in blueprint.inputs.values():
        assert given["name"]
        ((kind, config),) = given["selector"].items()
        if "printer" in given["name"].lower():
            assert kind in ("device", "target")
            assert config["entity"] == [{**PRINTER, "domain": [PRINTER["domain"]]}]


async def test_what_can_be_chosen_are_printers(home: Home) -> None:
    """The broker's own device has no entity of those that selectors ask for."""
    registry = er.async_get(home.hass)
    (broker,) = (
        device
        for device in dr.async_entries_for_config_entry(
            dr.async_get(home.hass), home.entry.entry_id
        )
        if device.config_subentry_id is None
    )
    for device, is_printer in ((home.device, True), (broker, False)):
        entities = er.async_entries_for_device(
            registry, device.id, include_disabled_entities=True
        )
        assert entities
        assert any(each.domain == PRINTER["domain"] for each in entities) == is_printer


def test_documents_list_each_blueprint() -> None:
    text = (ROOT / "docs" / "automations.md").read_text(encoding="utf-8")
    section = text.partition("\n## Blueprints")[2].partition("\n## ")[0]
    listed = [line for line in section.splitlines() if "blueprint_import" in line]
    assert len(listed) == len(NAMES) == 6
    for name in NAMES:
        assert sum(f"factor%2F{name}.yaml" in line for line in listed) == 1


def examples() -> dict[str, Any]:
    """Return what the document gives each blueprint, by its name."""
    text = (ROOT / "docs" / "automations.md").read_text(encoding="utf-8")
    section = text.partition("\n## Blueprints")[2].partition("\n## ")[0]
    found = {}
    for example in re.findall(r"(?m)(?:^    .*\n?)+", section):
        used = parse_yaml(textwrap.dedent(example))
        assert isinstance(used, dict)
        path, given = used["use_blueprint"].values()
        found[path.removeprefix("factor/").removesuffix(".yaml")] = given
    return found


@pytest.mark.parametrize("name", NAMES)
async def test_example_of_the_document_is_an_automation(home: Home, name: str) -> None:
    given = examples()[name]
    device_id, _ = phone(home)
    for key, own in (("printer", home.device.id), ("phone", device_id)):
        if key in given:
            given[key] = own
    await use(home, name, **given)


# The end of a print


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ([FINISHING, OPERATIONAL], "bracket.gcode is finished after 2 h 5 min, 0.31 "),
        (
            [CANCELLING, OPERATIONAL],
            "bracket.gcode was cancelled after 2 h 5 min, 0.03 ",
        ),
        (
            [snapshot("Offline after error")],
            "bracket.gcode has failed (Offline after error) after 2 h 5 min, 0.03 ",
        ),
    ],
)
async def test_end_is_told_with_duration_cost_and_picture(
    home: Home, ending: list[bytes], said: str
) -> None:
    await home.change(cost={"filament_price": 25})
    device_id, told = phone(home)
    await use(
        home,
        "notify_print_ended",
        printers={"device_id": home.device.id},
        phone=device_id,
        picture="camera.printer_1",
    )
    await home.hear(snapshot(), STARTING, running())
    assert told == []
    await home.hear(*ending)
    (call,) = told
    assert call.data["title"] == "Printer 1"
    assert call.data["message"] == f"{said}{home.hass.config.currency}."
    assert call.data["data"] == {"image": "/api/camera_proxy/camera.printer_1"}


async def test_what_is_unknown_of_an_end_is_left_out(home: Home) -> None:
    device_id, told = phone(home)
    printers = {"device_id": home.device.id}
    await use(home, "notify_print_ended", printers=printers, phone=device_id)
    await home.hear(snapshot(), STARTING, FINISHING, OPERATIONAL, snapshot())
    (call,) = told
    assert call.data["message"] == "A print is finished."
    assert call.data["data"] == {}


async def test_picture_may_be_a_preview_and_the_cost_unknown(home: Home) -> None:
    device_id, told = phone(home)
    await use(
        home,
        "notify_print_ended",
        printers={"device_id": home.device.id},
        phone=device_id,
        picture="image.printer_1_preview",
    )
    await home.hear(snapshot(), STARTING, running(), FINISHING, OPERATIONAL)
    (call,) = told
    assert call.data["message"] == "bracket.gcode is finished after 2 h 5 min."
    assert call.data["data"] == {"image": "/api/image_proxy/image.printer_1_preview"}


async def test_end_that_nobody_saw_is_told_as_late(home: Home) -> None:
    device_id, told = phone(home)
    printers = {"device_id": home.device.id}
    await use(home, "notify_print_ended", printers=printers, phone=device_id)
    await home.hear(snapshot(), STARTING, running(99))
    await home.reload()
    home.clock.advance(3600)
    await home.hear(snapshot(progress=progress(100, 0)))
    (call,) = told
    assert call.data["message"].endswith(" (told late).")


async def test_end_on_another_printer_is_not_told(home: Home) -> None:
    await home.add_printer("printer_2", OTHER)
    device_id, told = phone(home)
    printers = {"device_id": home.device.id}
    await use(home, "notify_print_ended", printers=printers, phone=device_id)
    for said in (snapshot(), STARTING, running(), FINISHING, OPERATIONAL):
        home.say(said, topic=PrinterTopics(OTHER).status)
    await home.hass.async_block_till_done()
    assert told == []


# Trouble


async def trouble(home: Home) -> list[ServiceCall]:
    """Set up the blueprint, and play the first part of a print."""
    device_id, told = phone(home)
    printers = {"device_id": home.device.id}
    await use(home, "notify_trouble", printers=printers, phone=device_id)
    await hear(home, snapshot(), STARTING, running())
    return told


async def tap(home: Home, told: list[ServiceCall], button: int) -> None:
    """Tap a button of the message that was told last."""
    action = told[-1].data["data"]["actions"][button]["action"]
    home.hass.bus.async_fire("mobile_app_notification_action", {"action": action})
    await turns()


@pytest.mark.parametrize(
    ("button", "command", "shown"),
    [
        (0, b'{"type":"resume"}', event("RESUMING", "Resuming")),
        (1, b'{"type":"cancel"}', CANCELLING),
    ],
)
async def test_pause_is_told_with_buttons(
    home: Home, button: int, command: bytes, shown: bytes
) -> None:
    told = await trouble(home)
    await hear(home, PAUSED)
    (call,) = told
    assert call.data["message"] == "bracket.gcode is paused"
    home.obey(shown)
    await tap(home, told, button)
    assert [payload for _, payload in home.commands] == [command]


@pytest.mark.parametrize(
    "meanwhile",
    [
        [running(11)],
        [CANCELLING, OPERATIONAL],
        [CANCELLING, OPERATIONAL, snapshot(), STARTING, running(1), PAUSED],
    ],
)
async def test_button_that_is_tapped_too_late_does_nothing(
    home: Home, meanwhile: list[bytes]
) -> None:
    told = await trouble(home)
    await hear(home, PAUSED)
    first = list(told)
    await hear(home, *meanwhile)
    await tap(home, first, 1)
    assert home.commands == []


@pytest.mark.parametrize(
    ("seconds", "obeyed"), [(3590, [b'{"type":"cancel"}']), (3610, [])]
)
async def test_buttons_count_for_an_hour(
    home: Home, seconds: int, obeyed: list[bytes]
) -> None:
    await home.change(offline_after=2 * 3600)
    told = await trouble(home)
    await hear(home, PAUSED)
    home.obey(CANCELLING)
    await pass_on(home, seconds)
    assert home.commands == [], "nothing happens by itself"
    await hear(home, PAUSED)
    await tap(home, told, 1)
    assert [payload for _, payload in home.commands] == obeyed


async def test_no_pause_is_one_too_many(home: Home) -> None:
    """As of a hundred printers that are paused by an alarm: each waits for an hour."""
    told = await trouble(home)
    for _ in range(100):
        await hear(home, PAUSED, running(11))
    assert len(told) == 100


async def test_failure_and_silence_are_told_without_buttons(home: Home) -> None:
    told = await trouble(home)
    await pass_on(home, 31)
    await hear(home, running(11))
    await hear(home, snapshot("Offline after error"))
    assert [call.data["message"] for call in told] == [
        "bracket.gcode is not heard of any more",
        "bracket.gcode has failed: Offline after error",
    ]
    assert all("actions" not in call.data["data"] for call in told)


# Power off


async def plug(home: Home, **inputs: Any) -> list[ServiceCall]:
    """Set up the blueprint, and return how often the plug was turned off."""
    turned_off: list[ServiceCall] = async_mock_service(home.hass, "switch", "turn_off")
    given = {"printer": home.device.id, "plug": "switch.printer", **inputs}
    await use(home, "power_off_when_cooled", **given)
    await hear(home, snapshot(temperatures=HOT), STARTING, running(temperatures=HOT))
    return turned_off


async def pass_time(home: Home, seconds: int, temperatures: Any) -> None:
    """Let some time pass, in which the printer speaks, and let what is due run."""
    for _ in range(seconds // 20):
        await pass_on(home, 20)
        await hear(home, snapshot(temperatures=temperatures))


async def test_power_is_off_once_it_is_cool(home: Home) -> None:
    turned_off = await plug(home)
    await hear(home, FINISHING, OPERATIONAL)
    await pass_time(home, 600, HOT)
    assert turned_off == []
    await pass_time(home, 300, COOL)
    assert turned_off == []
    await pass_time(home, 40, COOL)
    (call,) = turned_off
    assert call.data["entity_id"] == ["switch.printer"]


async def test_print_in_between_keeps_the_power_on(home: Home) -> None:
    turned_off = await plug(home)
    await hear(home, FINISHING, OPERATIONAL)
    await pass_time(home, 120, COOL)
    await hear(home, STARTING, running(temperatures=COOL))
    for _ in range(30):
        await pass_on(home, 20)
        await hear(home, running(temperatures=COOL))
    assert turned_off == []


async def test_print_that_is_over_before_the_time_keeps_the_power_on(
    home: Home,
) -> None:
    """It was cancelled, and cold: no end after which it shall be off."""
    turned_off = await plug(home)
    await hear(home, FINISHING, OPERATIONAL)
    await pass_time(home, 120, COOL)
    await hear(home, STARTING, running(temperatures=COOL), CANCELLING, OPERATIONAL)
    await pass_time(home, 600, COOL)
    assert turned_off == []


async def test_heater_that_is_on_again_keeps_the_power_on(home: Home) -> None:
    turned_off = await plug(home)
    await hear(home, FINISHING, OPERATIONAL)
    await pass_time(home, 120, COOL)
    await pass_time(home, 600, {**COOL, "bed": temperature(30.0, 60.0)})
    assert turned_off == []


@pytest.mark.parametrize(("outcomes", "times"), [(["cancelled"], 1), (["failed"], 0)])
async def test_power_off_after_what_the_user_chose(
    home: Home, outcomes: list[str], times: int
) -> None:
    turned_off = await plug(home, outcomes=outcomes, patience={"seconds": 20})
    await hear(home, CANCELLING, OPERATIONAL)
    await pass_time(home, 80, COOL)
    assert len(turned_off) == times


# Minutes left


async def test_minutes_left(home: Home) -> None:
    ran = async_mock_service(home.hass, "script", "coffee")
    await use(
        home,
        "minutes_left",
        printers={"device_id": home.device.id},
        minutes=10,
        actions=[{"action": "script.coffee", "data": {"file": "{{ trigger.file }}"}}],
    )
    await home.hear(snapshot(), STARTING, printing(10, 1200))
    await home.hear(printing(50, 700))
    assert ran == []
    await home.hear(printing(60, 590))
    await home.hear(printing(61, 700), printing(62, 590))
    (call,) = ran
    assert call.data["file"] == "bracket.gcode"


# Alarm


@pytest.fixture
async def fire(home: Home) -> list[tuple[str, bytes]]:
    """Set up the alarm of a workshop, return what its two printers are told."""
    home.hass.states.async_set("binary_sensor.smoke", "off")
    await home.add_printer("printer_2", OTHER)
    ar.async_get(home.hass).async_create("Workshop")
    registry = dr.async_get(home.hass)
    for device in dr.async_entries_for_config_entry(registry, home.entry.entry_id):
        registry.async_update_device(device.id, area_id="workshop")
    await use(
        home,
        "pause_all_on_alarm",
        sensors=["binary_sensor.smoke"],
        printers={"area_id": "workshop"},
    )
    await hear(home, running())
    home.say(running(), topic=PrinterTopics(OTHER).status)
    await turns()
    home.connection.published.clear()
    return home.connection.published


async def trip(home: Home) -> None:
    """Let the sensor trip."""
    for state in ("off", "on"):
        home.hass.states.async_set("binary_sensor.smoke", state)
        await turns()


async def test_alarm_pauses_all_that_print_at_once(
    home: Home, fire: list[tuple[str, bytes]]
) -> None:
    await trip(home)
    assert sorted(fire) == sorted(
        (topics.control, b'{"type":"pause"}')
        for topics in (home.topics, PrinterTopics(OTHER))
    )


async def test_alarm_that_goes_on_pauses_what_did_not_follow(
    home: Home, fire: list[tuple[str, bytes]]
) -> None:
    await trip(home)
    pausing = event("PAUSING", "Pausing")
    home.say(pausing, topic=PrinterTopics(OTHER).status)
    fire.clear()
    await trip(home)
    assert fire == [(home.topics.control, b'{"type":"pause"}')]


# Warming up

OFF = b'{"type":"set_temperature","tool":-1,"temperature":0}'


def targets(home: Home) -> list[bytes]:
    """Return what the heaters were told."""
    return [payload for _, payload in home.commands if b"temperature" in payload]


@pytest.mark.parametrize(
    ("after_min", "days", "said", "fires"),
    [
        (49, ["mon"], snapshot(temperatures=COOL), False),
        (50, ["mon"], snapshot(temperatures=COOL), True),
        (50, ["tue"], snapshot(temperatures=COOL), False),
        (50, ["mon"], running(temperatures=HOT), False),
    ],
)
async def test_warm_up(
    home: Home, after_min: int, days: list[str], said: bytes, fires: bool
) -> None:
    """At noon of a Monday, for one o'clock."""
    await set_up_warm_up(home, at="13:00:00", days=days)
    home.clock.advance(after_min * 60 - 10)
    await hear(home, said)
    home.obey(snapshot(temperatures={**COOL, "bed": temperature(25.0, 65.0)}))
    await pass_on(home, 11)
    told = [b'{"type":"set_temperature","tool":-1,"temperature":65}']
    assert targets(home) == (told if fires else [])
    if fires:
        home.obey(snapshot(temperatures=COOL))
        await stay(home, 39, WARM)
        assert targets(home) == told
        await stay(home, 2, WARM)
        assert targets(home) == [*told, OFF]


async def set_up_warm_up(home: Home, **inputs: Any) -> None:
    """Set up the blueprint for a printer that is silent after 90 seconds."""
    await home.change(offline_after=90)
    await home.hass.config.async_set_time_zone("UTC")
    await use(home, "warm_up", printer=home.device.id, bed=65, **inputs)


async def warm_up(home: Home) -> None:
    """Set up the blueprint, and let it heat at five past twelve: until 12:45."""
    await set_up_warm_up(home, at="12:15:00", days=["mon", "tue"])
    await pass_on(home, 290)
    await hear(home, snapshot(temperatures=COOL))
    home.obey(snapshot(temperatures=WARM))
    await pass_on(home, 11)
    assert len(targets(home)) == 1
    home.connection.published.clear()
    home.obey(snapshot(temperatures=COOL))


async def stay(home: Home, minutes: int, temperatures: Any) -> None:
    """Let minutes pass in which the printer is idle, and heard each minute."""
    for _ in range(minutes):
        await pass_on(home, 60)
        await hear(home, snapshot(temperatures=temperatures))


@pytest.mark.parametrize(
    "print_",
    [
        [STARTING, running(temperatures=WARM), FINISHING, OPERATIONAL],
        [STARTING, OPERATIONAL],
    ],
)
async def test_print_that_starts_keeps_it_warm(home: Home, print_: list[bytes]) -> None:
    await warm_up(home)
    for said in print_:
        home.say(said)  # all at once: it is over before anybody can look
    await stay(home, 60, WARM)
    assert targets(home) == []


async def test_printer_that_is_silent_in_that_moment_is_cooled_later(
    home: Home,
) -> None:
    await warm_up(home)
    await stay(home, 39, WARM)
    home.obey()  # nothing, for it is silent
    await pass_on(home, 91)
    await pass_on(home, 60)
    assert targets(home) == []
    home.obey(snapshot(temperatures=COOL))
    await stay(home, 2, WARM)
    assert targets(home) == [OFF]


async def test_print_that_lasts_is_not_cooled_after_it(home: Home) -> None:
    await warm_up(home)
    await hear(home, STARTING, running(temperatures=WARM))
    for _ in range(60):
        await pass_on(home, 60)
        await hear(home, running(temperatures=WARM))
    await hear(home, FINISHING, OPERATIONAL)
    await stay(home, 5, WARM)
    assert targets(home) == []


async def stop(home: Home) -> None:
    """Stop Home Assistant, as far as an automation sees that."""
    await act_on_automation(home, "turn_off")


async def start(home: Home) -> None:
    """Start Home Assistant again."""
    await act_on_automation(home, "turn_on")


async def act_on_automation(home: Home, action: str) -> None:
    """Turn the automation on or off: as a restart does, that ends what it waits for."""
    await home.hass.services.async_call(
        "automation", action, {"entity_id": "automation.test"}
    )
    await turns()


@pytest.mark.parametrize("away_min", [1, 60])
async def test_restart_does_not_leave_it_hot(home: Home, away_min: int) -> None:
    await warm_up(home)
    await stay(home, 10, WARM)
    await stop(home)
    await stay(home, away_min, WARM)
    await start(home)
    await stay(home, 28 if away_min < 30 else 0, WARM)
    assert targets(home) == [], "it stays hot as long as it would have"
    await stay(home, 3, WARM)
    assert targets(home) == [OFF]


async def test_restart_of_home_assistant_itself_does_not_leave_it_hot(
    home: Home,
) -> None:
    """The state of the automation is what Home Assistant restores."""
    home.clock.advance(20 * 60)
    ran = {"last_triggered": "2026-11-23T12:05:00.123456+00:00"}
    restored = StoredState(State("automation.test", "on", ran), None, dt_util.utcnow())
    restore_state.async_get(home.hass).last_states["automation.test"] = restored
    await set_up_warm_up(home, at="12:15:00", days=["mon"])
    await hear(home, snapshot(temperatures=WARM))
    home.obey(snapshot(temperatures=COOL))
    await stay(home, 24, WARM)
    assert targets(home) == []
    await stay(home, 3, WARM)
    assert targets(home) == [OFF]


async def restart(home: Home, *said: bytes) -> None:
    """Restart Home Assistant some minutes after it has heated."""
    await stay(home, 5, WARM)
    await stop(home)
    await hear(home, *said)
    await start(home)


async def test_what_is_heated_after_that_is_left_alone(home: Home) -> None:
    await warm_up(home)
    await restart(home)
    await stay(home, 40, WARM)
    assert targets(home) == [OFF]
    await stay(home, 100, WARM)
    await restart(home)
    await stay(home, 60, WARM)
    assert targets(home) == [OFF]


async def test_next_day_it_heats_also_after_a_restart(home: Home) -> None:
    await warm_up(home)
    await restart(home)
    await pass_on(home, (24 * 60 - 5) * 60 - 15)
    await hear(home, snapshot(temperatures=COOL))
    home.obey(snapshot(temperatures=WARM))
    await pass_on(home, 15)
    assert targets(home) == [OFF.replace(b":0", b":65")]


async def test_what_is_heated_long_before_a_restart_is_left_alone(home: Home) -> None:
    await warm_up(home)
    await stay(home, 41, COOL)
    home.connection.published.clear()
    await stay(home, 90, WARM)
    await stop(home)
    await start(home)
    await stay(home, 60, WARM)
    assert targets(home) == []


async def test_print_that_starts_after_a_restart_keeps_it_warm(home: Home) -> None:
    await warm_up(home)
    await restart(home, STARTING, running(temperatures=WARM), FINISHING, OPERATIONAL)
    await stay(home, 60, WARM)
    assert targets(home) == []


async def test_run_by_hand_heats_and_cools(home: Home) -> None:
    await set_up_warm_up(home, at="07:00:00")
    await hear(home, snapshot(temperatures=COOL))
    home.obey(snapshot(temperatures=WARM))
    await act_on_automation(home, "trigger")
    assert len(targets(home)) == 1
    home.obey(snapshot(temperatures=COOL))
    await stay(home, 41, WARM)
    assert targets(home)[1:] == [OFF]
