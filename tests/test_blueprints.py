"""Blueprints: each is made an automation of, and made to fire."""

import asyncio
from functools import partial
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
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
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
OTHER = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e60"

PAUSED = snapshot("Paused", job=job("bracket.gcode", "id"))
COOL = {"tool0": temperature(25.0), "bed": temperature(25.0)}
HOT = {"tool0": temperature(210.0), "bed": temperature(60.0)}


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
        assert given["selector"]


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


async def test_alarm_pauses_all_that_print(home: Home) -> None:
    await home.add_printer("printer_2", OTHER)
    registry = dr.async_get(home.hass)
    devices = [
        device.id
        for device in dr.async_entries_for_config_entry(registry, home.entry.entry_id)
        if device.config_subentry_id
    ]
    home.hass.states.async_set("binary_sensor.smoke", "off")
    await use(
        home, "pause_all_on_alarm", sensors=["binary_sensor.smoke"], printers=devices
    )
    await home.hear(snapshot())  # the first one is idle and refuses
    home.say(running(), topic=PrinterTopics(OTHER).status)
    await home.hass.async_block_till_done()
    obeys = partial(
        home.say, event("PAUSING", "Pausing"), topic=PrinterTopics(OTHER).status
    )

    def answer(_: bytes) -> None:
        home.hass.loop.call_soon(obeys)

    home.connection.on_publish = answer
    home.hass.states.async_set("binary_sensor.smoke", "on")
    await home.hass.async_block_till_done()
    told = [one for one in home.connection.published if b"pause" in one[1]]
    assert told == [(PrinterTopics(OTHER).control, b'{"type":"pause"}')]


# Warming up


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
    await home.hass.config.async_set_time_zone("UTC")
    given = {"printer": home.device.id, "at": "13:00:00", "days": days, "bed": 65}
    await use(home, "warm_up", **given)
    home.clock.advance(after_min * 60 - 10)
    await hear(home, said)
    home.obey(snapshot(temperatures={**COOL, "bed": temperature(25.0, 65.0)}))
    await pass_on(home, 11)
    told = [b'{"type":"set_temperature","tool":-1,"temperature":65}']
    assert targets(home) == (told if fires else [])
    if fires:
        home.obey(snapshot(temperatures=COOL))
        for _ in range(100):
            await pass_on(home, 25)
            await hear(
                home, snapshot(temperatures={**COOL, "bed": temperature(65.0, 65.0)})
            )
        assert len(targets(home)) == 2
        assert b'"temperature":0' in targets(home)[1]


async def test_print_that_starts_keeps_it_warm(home: Home) -> None:
    await home.hass.config.async_set_time_zone("UTC")
    await use(
        home, "warm_up", printer=home.device.id, at="12:15:00", days=["mon"], bed=65
    )
    home.clock.advance(290)
    await hear(home, snapshot(temperatures=COOL))
    hot = snapshot(temperatures={**COOL, "bed": temperature(65.0, 65.0)})
    home.obey(hot)
    await pass_on(home, 11)
    await hear(home, hot, STARTING, running(temperatures=HOT))
    await hear(home, FINISHING, OPERATIONAL)
    for _ in range(100):
        await pass_on(home, 25)
        await hear(home, snapshot(temperatures=HOT))
    assert len(targets(home)) == 1
