"""The actions that many printers can be told at once."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.const import DOMAIN
from custom_components.factor.protocol.topics import PrinterTopics
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.const import Platform
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)

from .home import Home, error_text
from .payloads import event, printing, snapshot

UUIDS = {
    f"printer_{number}": f"7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e{number}0"
    for number in (2, 3)
}
PAUSE = b'{"type":"pause"}'


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up what targets are resolved by."""
    return [Platform.EVENT, Platform.SENSOR]


def device_of(home: Home, printer: str) -> str:
    """Return the id of a printer's device, or of the broker's."""
    device = dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, printer), home.entry.entry_id
    )
    assert device
    return device.id


@pytest.fixture(autouse=True)
async def _workshop(home: Home) -> None:
    """Put three printers and else on a floor; two print, the third is idle."""
    for printer, uuid in UUIDS.items():
        await home.add_printer(printer, uuid)
    floor = fr.async_get(home.hass).async_create("Cellar")
    ar.async_get(home.hass).async_create("Workshop", floor_id=floor.floor_id)
    lr.async_get(home.hass).async_create("Printers")
    subentry = ConfigSubentryDataWithId(
        subentry_id="lamp", subentry_type="lamp", title="", unique_id=None, data={}
    )
    other = MockConfigEntry(domain="other", subentries_data=[subentry])
    other.add_to_hass(home.hass)
    devices = dr.async_get(home.hass)
    lamp = devices.async_get_or_create(
        config_entry_id=other.entry_id,
        config_subentry_id="lamp",
        identifiers={("other", "lamp")},
    )
    er.async_get(home.hass).async_get_or_create(
        "light",
        "other",
        "lamp",
        config_entry=other,
        config_subentry_id="lamp",
        device_id=lamp.id,
    )
    for device_id in (
        lamp.id,
        *(device_of(home, each) for each in (home.entry.entry_id, "printer_1", *UUIDS)),
    ):
        devices.async_update_device(device_id, area_id="workshop", labels={"printers"})
    await home.hear(printing())
    home.say(printing(), topic=PrinterTopics(UUIDS["printer_2"]).status)
    home.say(snapshot(), topic=PrinterTopics(UUIDS["printer_3"]).status)
    await home.hass.async_block_till_done()


def obey(home: Home, *uuids: str) -> None:
    """Let printers do what they are told, the others do not answer."""

    def answer(payload: bytes) -> None:
        for uuid in uuids:
            topics = PrinterTopics(uuid)
            if home.connection.published[-1] == (topics.control, payload):
                home.hass.loop.call_soon(say_pausing, topics.status)

    def say_pausing(topic: str) -> None:
        home.say(event("PAUSING", "Pausing"), topic=topic)

    home.connection.on_publish = answer


def told(home: Home) -> list[str]:
    """Return the topics on which printers are told to pause."""
    return sorted(topic for topic, payload in home.commands if payload == PAUSE)


async def pause(home: Home, **target: Any) -> None:
    """Pause what is meant."""
    await home.hass.services.async_call(
        DOMAIN, "pause_print", target=target, blocking=True
    )


def controls(home: Home, *uuids: str) -> list[str]:
    """Return the topics on which the first printer and others are commanded."""
    return sorted(
        [home.topics.control, *(PrinterTopics(each).control for each in uuids)]
    )


@pytest.mark.parametrize(
    "target",
    [
        {"area_id": "workshop"},
        {"floor_id": ["cellar"]},
        {"label_id": "printers"},
        {"entity_id": ["event.printer_1_print_event", "sensor.printer_2_state"]},
        {"entity_id": "sensor.printer_1_state", "label_id": ["printers"]},
    ],
)
async def test_all_printers_that_are_meant_are_told_once(
    home: Home, target: Mapping[str, Any]
) -> None:
    uuid = UUIDS["printer_2"]
    obey(home, home.topics.device_uuid, uuid)
    await pause(home, **target)
    assert told(home) == controls(home, uuid)


async def test_devices_are_told(home: Home) -> None:
    uuid = UUIDS["printer_2"]
    obey(home, home.topics.device_uuid, uuid)
    await pause(
        home, device_id=[device_of(home, each) for each in ("printer_1", "printer_2")]
    )
    assert told(home) == controls(home, uuid)


async def test_one_that_does_not_follow_keeps_no_other_from_it(home: Home) -> None:
    uuid = UUIDS["printer_2"]
    obey(home, uuid)
    paused = asyncio.create_task(pause(home, area_id="workshop"))
    for _ in range(20):
        await asyncio.sleep(0)
    assert told(home) == controls(home, uuid), "at once, not one after the other"
    assert not paused.done()
    home.clock.advance(16)
    with pytest.raises(HomeAssistantError) as raised:
        await paused
    assert str(raised.value) == error_text(
        "not_confirmed", printer="Printer 1", state="printing"
    )


async def test_all_that_failed_is_told(home: Home) -> None:
    obey(home)
    paused = asyncio.create_task(pause(home, area_id="workshop"))
    for _ in range(20):
        await asyncio.sleep(0)
    home.clock.advance(16)
    with pytest.raises(HomeAssistantError) as raised:
        await paused
    assert raised.value.translation_key == "several_failed"
    for printer in ("Printer 1", "printer_2"):
        assert error_text("not_confirmed", printer=printer, state="printing") in str(
            raised.value
        )


async def test_what_is_no_printer_is_told_and_keeps_none_from_it(home: Home) -> None:
    obey(home, home.topics.device_uuid)
    broker = device_of(home, home.entry.entry_id)
    with pytest.raises(ServiceValidationError) as raised:
        await pause(home, device_id=[broker, device_of(home, "printer_1")])
    assert raised.value.translation_key == "not_a_printer"
    assert told(home) == controls(home)


async def test_one_that_is_idle_is_refused_if_it_alone_is_meant(home: Home) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await pause(home, device_id=device_of(home, "printer_3"))
    assert raised.value.translation_key == "wrong_state"


@pytest.mark.parametrize(
    "target", [{"area_id": "attic"}, {"entity_id": "light.workshop"}, {"device_id": []}]
)
async def test_target_without_a_printer_is_refused(
    home: Home, target: dict[str, Any]
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await pause(home, **target)
    assert str(raised.value) == error_text("no_printer_meant")
    assert told(home) == []
