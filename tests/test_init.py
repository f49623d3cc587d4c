"""A broker's entry from its set-up to its end."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
import gc
import logging
import re
import threading
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.factor.connection import ConnectError, Failure, keeper
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.const import CONF_DEVICE_UUID, DOMAIN, SUBENTRY_PRINTER
from custom_components.factor.coordinator import PrinterCoordinator
from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_USER, ConfigEntryState
from homeassistant.const import (
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    EVENT_HOMEASSISTANT_STOP,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import get_scheduled_timer_handles
from simulator import Fleet, Printer, numbered_uuid

from . import asked_of, broker_entry, is_loaded, links_to, set_up, wait_until
from .conftest import UUID
from .home import Home
from .mosquitto import Mosquitto

OTHER_UUID = "00000000-0000-4000-8000-000000000002"
NEW_UUID = "00000000-0000-4000-8000-000000000003"


@pytest.fixture(autouse=True)
def _reconnects_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 0.05)


def status(uuid: str) -> str:
    """Return the topic that a printer speaks on."""
    return f"octoprint/status/{uuid}"


def plugin_topics(uuid: str) -> list[str]:
    """Return all topics that are read of a plugin, the first one before it is heard."""
    return [status(uuid), f"camera/{uuid}/state", f"control_result/{uuid}"]


def playing(broker: Mosquitto, *printers: Printer) -> Fleet:
    """Return printers that speak 20 times a second."""
    return Fleet(broker.url, printers, interval=0.05)


def form(name: str, uuid: str) -> dict[str, Any]:
    """Return what the user enters who changes no more than these."""
    return {
        "name": name,
        "device_uuid": uuid,
        "offline_after": 30,
        "limits": {},
        "filament": {},
        "camera": {},
        "prints": {},
        "cost": {},
        "telemetry": {},
        "advanced": {},
    }


def has_state(hass: HomeAssistant, entity_id: str, value: str) -> Callable[[], bool]:
    """Return the check that an entity has a state."""
    return lambda: hass.states.is_state(entity_id, value)


def name_of(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return an entity's friendly name."""
    state = hass.states.get(entity_id)
    return state.name if state else None


def printer_device(hass: HomeAssistant, entry: MockConfigEntry, number: int) -> Any:
    """Return the device of a printer, None if there is none."""
    return dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, f"printer_{number}"), entry.entry_id
    )


async def acknowledged(entry: MockConfigEntry) -> None:
    """Wait until the broker has handled all that the integration sent before."""
    await entry.runtime_data.connection.publish("barrier", b"")


async def disconnected(broker: Mosquitto, times: int = 1) -> None:
    """Wait until the broker knows that so many of the integration's links ended.

    What it has just sent us can overtake our goodbye; then it tells of an error.
    """
    ended = (
        r": (Client factor-\w+ (disconnected|closed its connection)"
        r"|Socket error on client factor-)"
    )
    await wait_until(lambda: len(re.findall(ended, broker.log)) == times)


# Set-up


async def test_a_broker_and_its_printers_are_set_up(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID, OTHER_UUID)
    assert is_loaded(entry)
    hub = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.entry_id), entry.entry_id
    )
    assert hub
    assert (hub.name, hub.entry_type) == ("Workshop", dr.DeviceEntryType.SERVICE)
    for number in (1, 2):
        device = printer_device(hass, entry, number)
        assert device.name == f"Printer {number}"
        assert device.manufacturer == "FACTOR"
        assert device.via_device_id == hub.id
        assert device.config_subentry_id == f"printer_{number}"


async def test_nothing_is_subscribed_to_that_has_no_uuid_in_it(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID, OTHER_UUID)
    async with playing(broker, Printer(UUID), Printer(OTHER_UUID)):
        await wait_until(has_state(hass, "sensor.printer_1_state", "idle"))
        await wait_until(has_state(hass, "sensor.printer_2_state", "idle"))
    await acknowledged(entry)
    asked = asked_of(broker, "SUBSCRIBE")
    assert sorted(asked) == sorted([*plugin_topics(OTHER_UUID), *plugin_topics(UUID)])
    assert links_to(broker) == 1


async def test_printers_are_alive_after_the_set_up(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    async with playing(
        broker, Printer(UUID, scene="printing"), Printer(OTHER_UUID, scene="offline")
    ):
        await set_up(hass, broker, UUID, OTHER_UUID)
        await wait_until(has_state(hass, "sensor.printer_1_state", "printing"))
        await wait_until(has_state(hass, "sensor.printer_2_state", "offline"))
        await wait_until(lambda: hass.states.get("sensor.printer_1_bed_temperature"))


@pytest.mark.parametrize("failure", list(Failure))
async def test_what_fails_in_the_set_up_is_said_in_words(
    hass: HomeAssistant,
    broker: Mosquitto,
    monkeypatch: pytest.MonkeyPatch,
    failure: Failure,
) -> None:
    async def fails(_: MqttConnection) -> None:
        raise ConnectError(failure)

    monkeypatch.setattr(MqttConnection, "connect", fails)
    entry = await set_up(hass, broker)
    assert entry.error_reason_translation_key == f"connect_{failure}"
    assert entry.error_reason_translation_placeholders == {"broker": "Workshop"}
    assert entry.reason
    assert entry.reason.startswith("Workshop ")
    assert entry.state is ConfigEntryState.SETUP_RETRY
    asks = bool(hass.config_entries.flow.async_progress())
    assert asks is (failure is Failure.CREDENTIALS)


async def test_a_broker_that_is_away_is_tried_again(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    broker.stop()
    entry = await set_up(hass, broker, UUID)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "connect_refused"
    assert not hass.config_entries.flow.async_progress()
    broker.start()
    await hass.config_entries.async_reload(entry.entry_id)
    assert is_loaded(entry)


async def test_wrong_credentials_ask_for_better_ones(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    broker.settings = ("allow_anonymous false",)
    broker.stop()
    broker.start()
    entry = await set_up(hass, broker, UUID)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "connect_invalid_auth"
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert flow["context"]["entry_id"] == entry.entry_id
    assert reauth_issues(hass) == [f"config_entry_reauth_factor_{entry.entry_id}"]


async def test_a_broker_that_knew_its_users_too_late_lets_in_by_itself(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    broker.settings = ("allow_anonymous false",)
    broker.stop()
    broker.start()
    entry = await set_up(hass, broker, UUID)
    assert hass.config_entries.flow.async_progress()
    broker.settings = ("allow_anonymous true",)
    broker.stop()
    broker.start()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(hours=1))
    await wait_until(lambda: is_loaded(entry))
    assert not hass.config_entries.flow.async_progress()
    assert reauth_issues(hass) == []


async def test_a_set_up_that_fails_at_the_end_leaves_no_link(
    hass: HomeAssistant, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any) -> None:
        raise HomeAssistantError("no platform today")

    with monkeypatch.context() as patch:
        patch.setattr(hass.config_entries, "async_forward_entry_setups", fails)
        entry = await set_up(hass, broker, UUID)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    await disconnected(broker)


def reauth_issues(hass: HomeAssistant) -> list[str]:
    """Return the ids of Home Assistant's own issues that ask for credentials."""
    return [issue_id for domain, issue_id in ir.async_get(hass).issues]


# The link is lost


async def test_a_killed_broker_is_followed_when_it_comes_back(
    hass: HomeAssistant, broker: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "custom_components.factor")
    entry = await set_up(hass, broker, UUID)
    state = "sensor.printer_1_state"
    async with playing(broker, Printer(UUID)):
        await wait_until(has_state(hass, state, "idle"))
    failures: list[Failure | None] = []
    entry.runtime_data.connection.watch(failures.append)
    broker.kill()
    await wait_until(lambda: len(failures) >= 3)
    broker.start()
    await wait_until(lambda: entry.runtime_data.connection.connected)
    async with playing(broker, Printer(UUID, scene="printing")):
        await wait_until(has_state(hass, state, "printing"))

    assert is_loaded(entry)
    asked = asked_of(broker, "SUBSCRIBE")
    assert asked[0] == status(UUID), "all that is read before the printer is heard"
    assert sorted(asked) == sorted(plugin_topics(UUID) * 2)
    said = [text for text in caplog.messages if text.startswith("Workshop is ")]
    assert said == ["Workshop is lost: cannot_reach", "Workshop is back"]
    assert not hass.config_entries.flow.async_progress()


async def test_credentials_that_the_broker_takes_back_ask_for_better_ones(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID)
    broker.settings = ("allow_anonymous false",)
    broker.stop()
    broker.start()
    flows = hass.config_entries.flow
    await wait_until(lambda: flows.async_progress(include_uninitialized=False))
    (flow,) = flows.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert flow["context"]["entry_id"] == entry.entry_id

    attempts = broker.log.count("not authorised")
    await wait_until(lambda: broker.log.count("not authorised") > attempts)
    assert len(flows.async_progress()) == 1
    assert is_loaded(entry)

    broker.settings = ("allow_anonymous true",)
    broker.stop()
    broker.start()
    await wait_until(lambda: not flows.async_progress())
    assert entry.runtime_data.connection.connected
    assert reauth_issues(hass) == []


async def test_a_link_that_is_back_after_a_reload_is_told_of_once(
    hass: HomeAssistant, broker: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "custom_components.factor")
    entry = await set_up(hass, broker, UUID)
    broker.kill()
    await wait_until(lambda: not entry.runtime_data.connection.connected)
    await wait_until(lambda: "is lost" in caplog.text)
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    broker.start()
    for _ in range(2):
        await hass.config_entries.async_reload(entry.entry_id)
        assert is_loaded(entry)
    said = [text for text in caplog.messages if text.startswith("Workshop is ")]
    assert said == ["Workshop is lost: cannot_reach", "Workshop is back"]


# Printers come, change and go


async def test_a_second_printer_is_added_live(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID)
    first = entry.runtime_data.printers["printer_1"]
    subentries = hass.config_entries.subentries
    async with playing(broker, Printer(UUID), Printer(OTHER_UUID)):
        result = await subentries.async_init(
            (entry.entry_id, SUBENTRY_PRINTER), context={"source": SOURCE_USER}
        )
        for entered in (
            {"next_step_id": "uuid"},
            {CONF_DEVICE_UUID: OTHER_UUID, "advanced": {"dialect": "auto"}},
        ):
            result = await subentries.async_configure(result["flow_id"], entered)
        await subentries.async_configure(result["flow_id"], {"name": "Right"})
        await wait_until(has_state(hass, "sensor.right_state", "idle"))
        await wait_until(lambda: hass.states.get("number.right_bed_target"))
    await acknowledged(entry)
    assert links_to(broker) == 1
    assert asked_of(broker, "SUBSCRIBE").count(status(UUID)) == 1
    assert asked_of(broker, "UNSUBSCRIBE") in ([], [status(OTHER_UUID)])
    assert entry.runtime_data.printers["printer_1"] is first


async def test_a_printer_is_renamed_live_by_the_flow(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID, OTHER_UUID)
    result = await entry.start_subentry_reconfigure_flow(hass, "printer_1")
    await hass.config_entries.subentries.async_configure(
        result["flow_id"], form("Left", UUID)
    )
    await hass.async_block_till_done()
    assert_renamed(hass, entry)
    await acknowledged(entry)
    assert links_to(broker) == 1
    assert len(asked_of(broker, "SUBSCRIBE")) == 2
    assert asked_of(broker, "UNSUBSCRIBE") == []


async def test_a_printer_is_renamed_live_by_the_frontend(
    hass: HomeAssistant, broker: Mosquitto, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "config", {})
    entry = await set_up(hass, broker, UUID, OTHER_UUID)
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {
            "type": "config_entries/subentries/update",
            "entry_id": entry.entry_id,
            "subentry_id": "printer_1",
            "title": "Left",
        }
    )
    assert (await client.receive_json())["success"]
    await hass.async_block_till_done()
    assert_renamed(hass, entry)
    assert links_to(broker) == 1


def assert_renamed(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Check that the first of two printers has its new name everywhere."""
    assert printer_device(hass, entry, 1).name == "Left"
    assert name_of(hass, "sensor.printer_1_state") == "Left State"
    assert name_of(hass, "button.printer_1_pause_print") == "Left Pause print"
    assert printer_device(hass, entry, 2).name == "Printer 2"
    assert name_of(hass, "sensor.printer_2_state") == "Printer 2 State"


async def test_a_renamed_broker_renames_its_device(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID)
    hass.config_entries.async_update_entry(entry, title="Garage")
    await hass.async_block_till_done()
    hub = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.entry_id), entry.entry_id
    )
    assert hub
    assert hub.name == "Garage"
    assert links_to(broker) == 1


async def test_a_printer_with_a_new_uuid_keeps_its_entities(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID)
    state = "sensor.printer_1_state"
    async with playing(broker, Printer(UUID), Printer(NEW_UUID, scene="printing")):
        await wait_until(has_state(hass, state, "idle"))
        before = {entity.entity_id for entity in entities(hass, entry)}
        result = await entry.start_subentry_reconfigure_flow(hass, "printer_1")
        await hass.config_entries.subentries.async_configure(
            result["flow_id"], form("Printer 1", NEW_UUID)
        )
        assert hass.states.is_state(state, STATE_UNAVAILABLE), "of the old printer"
        await wait_until(has_state(hass, state, "printing"))
    await acknowledged(entry)
    after = {entity.entity_id for entity in entities(hass, entry)}
    assert before <= after
    assert after - before == {  # that its job takes
        f"sensor.printer_1_filament_{what}" for what in ("length", "volume", "weight")
    }
    asked = asked_of(broker, "SUBSCRIBE")
    topics = plugin_topics(UUID), plugin_topics(NEW_UUID)
    assert [sorted(asked[:3]), sorted(asked[3:])] == [sorted(each) for each in topics]
    assert sorted(asked_of(broker, "UNSUBSCRIBE")) == sorted(plugin_topics(UUID))
    assert links_to(broker) == 1


def entities(hass: HomeAssistant, entry: MockConfigEntry) -> list[er.RegistryEntry]:
    """Return an entry's entities."""
    return er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)


async def test_a_printers_patience_is_changed_live(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID)
    state = "sensor.printer_1_state"
    async with playing(broker, Printer(UUID)):
        await wait_until(has_state(hass, state, "idle"))
    hass.config_entries.async_update_subentry(
        entry,
        entry.subentries["printer_1"],
        data={CONF_DEVICE_UUID: UUID, "offline_after": 1},
    )
    await wait_until(has_state(hass, state, STATE_UNAVAILABLE))


async def test_a_removed_printer_takes_all_of_its_own_along_and_nothing_else(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID, OTHER_UUID)
    async with playing(broker, Printer(UUID), Printer(OTHER_UUID)) as fleet:
        await wait_until(has_state(hass, "sensor.printer_1_state", "idle"))
        await wait_until(has_state(hass, "sensor.printer_2_state", "idle"))
        kept = {each.entity_id for each in entities(hass, entry)} - {
            each.entity_id
            for each in entities(hass, entry)
            if each.config_subentry_id == "printer_1"
        }
        hass.config_entries.async_remove_subentry(entry, "printer_1")
        await hass.async_block_till_done()
        await acknowledged(entry)
        assert sorted(asked_of(broker, "UNSUBSCRIBE")) == sorted(plugin_topics(UUID))
        assert links_to(broker) == 1
        assert printer_device(hass, entry, 1) is None
        assert printer_device(hass, entry, 2)
        assert {each.entity_id for each in entities(hass, entry)} == kept
        enabled = {
            each.entity_id for each in entities(hass, entry) if not each.disabled
        }
        assert set(hass.states.async_entity_ids()) == enabled
        assert list(entry.runtime_data.printers) == ["printer_2"]
        fleet.printers[1].disconnect()
        await wait_until(has_state(hass, "sensor.printer_2_state", "offline"))


async def test_a_printer_that_is_removed_during_the_set_up_is_not_listened_to(
    hass: HomeAssistant, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    forward = hass.config_entries.async_forward_entry_setups

    async def forward_and_remove(entry: Any, platforms: Any) -> None:
        await forward(entry, platforms)
        hass.config_entries.async_remove_subentry(entry, "printer_1")

    monkeypatch.setattr(
        hass.config_entries, "async_forward_entry_setups", forward_and_remove
    )
    entry = await set_up(hass, broker, UUID, OTHER_UUID)
    assert list(entry.runtime_data.printers) == ["printer_2"]
    await acknowledged(entry)
    asked = set(asked_of(broker, "SUBSCRIBE"))
    assert asked - set(asked_of(broker, "UNSUBSCRIBE")) == {status(OTHER_UUID)}


async def half_come(home: Home) -> dict[str, PrinterCoordinator]:
    """Register printers 2 to 7, and return all of them when the third is there."""
    for number in range(2, 8):
        home.register(f"printer_{number}", numbered_uuid(number))
    printers: dict[str, PrinterCoordinator] = home.entry.runtime_data.printers
    while len(printers) < 3:
        await asyncio.sleep(0)
    return printers


async def begun_anew(home: Home) -> asyncio.Task[bool]:
    """Unload an entry, and begin to set it up again."""
    entries = home.hass.config_entries
    assert await entries.async_unload(home.entry.entry_id)
    return home.hass.async_create_task(entries.async_setup(home.entry.entry_id))


async def test_all_else_goes_on_between_the_printers_of_a_farm(home: Home) -> None:
    farm = range(2, 21)
    for number in farm:
        home.register(f"printer_{number}", numbered_uuid(number))
    known = set()
    while len(home.entry.runtime_data.printers) < farm[-1]:
        known.add(len(home.entry.runtime_data.printers))
        await asyncio.sleep(0)
    assert known >= set(farm[:-1])

    await home.hass.async_block_till_done()
    setting_up = await begun_anew(home)
    cameras = set()
    while not setting_up.done():
        states = home.hass.states.async_all("camera")
        cameras.add(sum("restored" not in each.attributes for each in states))
        await asyncio.sleep(0)
    assert cameras == set(range(21))


async def test_printers_that_come_while_others_go(home: Home) -> None:
    printers = await half_come(home)
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_2")
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_6")
    await home.hass.async_block_till_done()
    assert list(printers) == [f"printer_{number}" for number in (1, 3, 4, 5, 7)]
    listeners = home.connection.listeners
    assert {topic.rsplit("/")[-1] for topic in listeners} == {
        each.subentry.unique_id for each in printers.values()
    }


async def test_printers_that_go_while_the_platforms_are_set_up(
    home: Home, no_errors_logged: None
) -> None:
    for number in range(2, 6):
        await home.add_printer(f"printer_{number}", numbered_uuid(number))
    setting_up = await begun_anew(home)
    while "restored" in home.state("camera").attributes:
        await asyncio.sleep(0)
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_4")
    assert await setting_up
    await home.hass.async_block_till_done()
    assert list(home.entry.runtime_data.printers) == [
        f"printer_{number}" for number in (1, 2, 3, 5)
    ]
    assert home.hass.states.get("camera.printer_5_camera")
    assert not home.hass.states.get("camera.printer_4_camera")


async def test_an_entry_is_unloaded_while_printers_come(home: Home) -> None:
    printers = await half_come(home)
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert len(printers) == 3
    assert home.connection.listeners == {}
    await home.hass.config_entries.async_setup(home.entry.entry_id)
    assert len(home.entry.runtime_data.printers) == 7


async def test_deleting_a_device_unregisters_its_printer(
    hass: HomeAssistant, broker: Mosquitto, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "config", {})
    entry = await set_up(hass, broker, UUID, OTHER_UUID)
    client = await hass_ws_client(hass)
    response = await client.remove_device(printer_device(hass, entry, 1).id)
    assert response["success"]
    await hass.async_block_till_done()
    assert list(entry.subentries) == ["printer_2"]
    assert printer_device(hass, entry, 1) is None
    await acknowledged(entry)
    assert asked_of(broker, "UNSUBSCRIBE") == [status(UUID)]

    await hass.config_entries.async_reload(entry.entry_id)
    assert printer_device(hass, entry, 1) is None
    assert printer_device(hass, entry, 2)


async def test_the_brokers_device_cannot_be_deleted(
    hass: HomeAssistant, broker: Mosquitto, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "config", {})
    entry = await set_up(hass, broker, UUID)
    registry = dr.async_get(hass)
    hub = registry.async_get_device_by_identifier(
        (DOMAIN, entry.entry_id), entry.entry_id
    )
    assert hub
    client = await hass_ws_client(hass)
    assert not (await client.remove_device(hub.id))["success"]
    assert registry.async_get(hub.id)
    assert list(entry.subentries) == ["printer_1"]


# The end


def left_behind(hass: HomeAssistant) -> dict[str, Any]:
    """Return what an entry could leave behind, but for the executor's threads."""
    gc.collect()
    return {
        "tasks": len(asyncio.all_tasks()),
        "timers": sorted(
            name
            for handle in get_scheduled_timer_handles(hass.loop)
            if not handle.cancelled()
            for name in re.findall(r"(MqttConnection|PrinterCoordinator)", repr(handle))
        ),
        "listeners": {  # those for the last write come and go with what is unsaved
            event: count
            for event, count in hass.bus.async_listeners().items()
            if event != EVENT_HOMEASSISTANT_FINAL_WRITE
        },
        "threads": [
            thread.name
            for thread in threading.enumerate()
            if not re.match("SyncWorker|asyncio", thread.name)
        ],
        "sockets": len(hass.loop._selector.get_map()),  # type: ignore[attr-defined]
        "objects": sum(
            isinstance(each, MqttConnection | PrinterCoordinator)
            for each in gc.get_objects()
        ),
    }


async def test_nothing_is_left_of_an_unloaded_entry(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    async with playing(broker, Printer(UUID), Printer(OTHER_UUID)):
        entry = await set_up(hass, broker, UUID, OTHER_UUID)
        await wait_until(has_state(hass, "sensor.printer_2_state", "idle"))
        assert await hass.config_entries.async_unload(entry.entry_id)
        assert entry.state is ConfigEntryState.NOT_LOADED
        await hass.async_block_till_done()
        before = left_behind(hass)  # of what Home Assistant itself has loaded by now

        await hass.config_entries.async_setup(entry.entry_id)
        await wait_until(has_state(hass, "sensor.printer_2_state", "idle"))
        during = left_behind(hass)
        assert all(during[kind] != before[kind] for kind in ("timers", "objects"))
        await hass.config_entries.async_unload(entry.entry_id)
        await hass.async_block_till_done()
        assert left_behind(hass) == before
    await disconnected(broker, times=2)
    assert set(re.findall(r"as factor-\w+ \(p2, (c\d)", broker.log)) == {"c1"}, (
        "the broker forgets the subscriptions of a clean session"
    )


async def test_twenty_reloads_leave_nothing_behind(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID, OTHER_UUID)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    before = left_behind(hass)
    ids = {each.entity_id for each in entities(hass, entry)}
    for _ in range(20):
        await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert is_loaded(entry)
    assert left_behind(hass) == before
    assert {each.entity_id for each in entities(hass, entry)} == ids
    assert links_to(broker) == 22
    await disconnected(broker, times=21)


async def test_home_assistants_end_is_a_goodbye_to_the_broker(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    await disconnected(broker)
    assert not entry.runtime_data.connection.connected
    assert links_to(broker) == 1


async def test_an_entry_without_a_link_is_unloaded_too(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID)
    broker.kill()
    await wait_until(lambda: not entry.runtime_data.connection.connected)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    coroutines = [each.get_coro() for each in asyncio.all_tasks()]
    assert "MqttConnection" not in repr(coroutines)


async def test_a_removed_entry_leaves_neither_device_nor_entity(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID, OTHER_UUID)
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    registry = dr.async_get(hass)
    assert dr.async_entries_for_config_entry(registry, entry.entry_id) == []
    assert entities(hass, entry) == []
    assert hass.states.async_entity_ids() == []
    await disconnected(broker)


async def test_a_removed_entry_takes_the_pictures_of_its_printers_along(
    hass: HomeAssistant, broker: Mosquitto, tmp_path: Any
) -> None:
    hass.config.config_dir = str(tmp_path)
    entry = await set_up(hass, broker, UUID, OTHER_UUID)
    folder = tmp_path / ".storage" / "factor"
    for printer in ("printer_1", "printer_2", "of_another_broker"):
        (folder / printer).mkdir(parents=True)
        (folder / printer / "picture.png").touch()
    await hass.config_entries.async_unload(entry.entry_id)
    assert len(list(folder.iterdir())) == 3
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert [each.name for each in folder.iterdir()] == ["of_another_broker"]


async def test_two_brokers_do_not_know_of_each_other(
    hass: HomeAssistant, broker: Mosquitto, tmp_path: Any
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    other = Mosquitto(folder)
    other.start()
    try:
        first = await set_up(hass, broker, UUID)
        second = broker_entry(hass, other)
        await hass.config_entries.async_setup(second.entry_id)
        assert is_loaded(second)
        await hass.config_entries.async_unload(second.entry_id)
        assert is_loaded(first)
        await acknowledged(first)
        assert links_to(broker) == links_to(other) == 1
        assert asked_of(other, "SUBSCRIBE") == []
    finally:
        other.stop()
