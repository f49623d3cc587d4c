"""A printer that was registered on Home Assistant's own broker is offered."""

from collections.abc import AsyncGenerator, Iterator
import json
from typing import Any
from unittest.mock import patch

from paho.mqtt import publish as paho_publish
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor import room
from custom_components.factor.connection import home_assistant
from custom_components.factor.const import (
    CONF_DEVICE_UUID,
    CONF_LINK,
    DOMAIN,
    SUBENTRY_PRINTER,
)
from custom_components.factor.discovery import confirmed_uuid, discovery_id
from homeassistant.config_entries import SOURCE_IGNORE, SOURCE_MQTT, ConfigFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo
from tests import is_loaded, set_up, suggested, wait_until
from tests.conftest import UUID
from tests.mosquitto import Mosquitto
from tests.own_mqtt import mqtt_entry, mqtt_may_load

from . import set_up_mqtt, submit

TOPIC = f"device/{UUID}/registration/ack"
CONFIRMED = {"status": "confirmed", "instance_id": UUID, "confirmed_at": None}
OWN = {CONF_LINK: "home_assistant"}


@pytest.fixture(autouse=True)
def _mqtt_may_load() -> Iterator[None]:
    with (
        mqtt_may_load(),
        patch("custom_components.factor.story.OPEN_AFTER_S", 0),
    ):
        yield


@pytest.fixture
async def own_mqtt(
    hass: HomeAssistant, broker: Mosquitto
) -> AsyncGenerator[MockConfigEntry]:
    """Give Home Assistant's own MQTT, which listens to what can be discovered."""
    entry = mqtt_entry(hass, broker)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "discovery": True}
    )
    await set_up_mqtt(hass, entry)
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def own_entry(
    hass: HomeAssistant, own_mqtt: MockConfigEntry
) -> AsyncGenerator[MockConfigEntry]:
    """Give the entry for Home Assistant's own MQTT, loaded."""
    entry = MockConfigEntry(domain=DOMAIN, title="Workshop", data=OWN)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert is_loaded(entry)
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


async def discover(
    hass: HomeAssistant, topic: str = TOPIC, payload: Any = None
) -> ConfigFlowResult:
    """Return what follows when Home Assistant's MQTT hears an acknowledgement."""
    said = json.dumps(CONFIRMED) if payload is None else payload
    return await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_MQTT},
        data=MqttServiceInfo(
            topic=topic,
            payload=said,
            qos=1,
            retain=False,
            subscribed_topic="device/+/registration/ack",
            timestamp=0,
        ),
    )


def offers(hass: HomeAssistant) -> list[ConfigFlowResult]:
    """Return what is offered now."""
    return list(hass.config_entries.flow.async_progress_by_handler(DOMAIN))


async def test_a_registration_on_the_own_broker_is_offered_without_its_uuid(
    hass: HomeAssistant, own_entry: MockConfigEntry, broker: Mosquitto
) -> None:
    await wait_until(lambda: "device/+/registration/ack" in broker.log)
    paho_publish.single(
        TOPIC, json.dumps(CONFIRMED), 1, hostname=broker.host, port=broker.port
    )
    await wait_until(lambda: offers(hass))
    (offer,) = offers(hass)
    assert offer["step_id"] == "discovery_confirm"
    placeholders = offer["context"]["title_placeholders"]
    assert placeholders == {"name": f"New printer …{UUID[-4:]}"}
    form = await hass.config_entries.flow.async_configure(offer["flow_id"])
    assert suggested(form) == {CONF_NAME: "FACTOR printer"}
    assert UUID not in str(form["description_placeholders"])

    result = await submit(hass, form, {CONF_NAME: " Left "})
    assert (result["type"], result["reason"]) == (
        FlowResultType.ABORT,
        "printer_added",
    )
    assert result["description_placeholders"] == {"name": "Left"}
    (printer,) = own_entry.get_subentries_of_type(SUBENTRY_PRINTER)
    assert (printer.title, printer.unique_id) == ("Left", UUID)
    assert printer.data == {CONF_DEVICE_UUID: UUID}
    await hass.async_block_till_done()
    assert printer.subentry_id in own_entry.runtime_data.printers
    assert not offers(hass)


async def test_the_first_printer_brings_its_entry_along(
    hass: HomeAssistant, own_mqtt: MockConfigEntry
) -> None:
    result = await discover(hass)
    result = await submit(hass, result, {CONF_NAME: " "})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (result["title"], result["data"]) == ("Home Assistant's MQTT", OWN)
    assert "next_flow" not in result
    assert not hass.config_entries.subentries.async_progress()
    entry = result["result"]
    assert is_loaded(entry)
    assert entry.unique_id is None, "a uuid is a secret"
    (printer,) = entry.get_subentries_of_type(SUBENTRY_PRINTER)
    assert (printer.title, printer.unique_id) == ("FACTOR printer", UUID)
    assert (await discover(hass))["reason"] == "already_registered"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_printer_that_there_is_no_room_for_brings_another_entry_along(
    hass: HomeAssistant,
    own_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "MAX_PRINTERS", 0)
    result = await submit(hass, await discover(hass), {CONF_NAME: "Left"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    assert [each.title for each in entry.subentries.values()] == ["Left"]
    assert not own_entry.subentries
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_second_name_gets_a_number(
    hass: HomeAssistant, broker: Mosquitto, own_entry: MockConfigEntry
) -> None:
    result = await discover(hass)
    await submit(hass, result, {CONF_NAME: "FACTOR printer"})
    other = UUID.replace("7d3f", "0000")
    said = json.dumps({**CONFIRMED, "instance_id": other})
    result = await discover(hass, TOPIC.replace(UUID, other), said)
    assert suggested(result) == {CONF_NAME: "FACTOR printer 2"}
    await hass.async_block_till_done()


async def test_a_broker_that_went_is_waited_for_and_the_name_kept(
    hass: HomeAssistant,
    own_mqtt: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = await discover(hass)
    await hass.config_entries.async_unload(own_mqtt.entry_id)
    with monkeypatch.context() as impatient:
        impatient.setattr(home_assistant, "CONNECT_TIMEOUT_S", 0.05)
        result = await submit(hass, result, {CONF_NAME: "Left"})
    assert (result["step_id"], result["errors"]) == (
        "discovery_confirm",
        {"base": "not_set_up"},
    )
    assert suggested(result) == {CONF_NAME: "Left"}
    await set_up_mqtt(hass, own_mqtt)
    result = await submit(hass, result, {CONF_NAME: "Left"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.config_entries.async_unload(result["result"].entry_id)


async def test_a_printer_that_is_registered_already_is_not_offered(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    await set_up(hass, broker, UUID)
    assert (await discover(hass))["reason"] == "already_registered"


async def test_a_printer_that_is_registered_meanwhile_is_not_added_twice(
    hass: HomeAssistant, own_entry: MockConfigEntry
) -> None:
    result = await discover(hass)
    MockConfigEntry(
        domain=DOMAIN,
        data={"host": "farm", "port": 1883, "tls": "off"},
        subentries_data=[
            {
                "subentry_type": SUBENTRY_PRINTER,
                "title": "Left",
                "unique_id": UUID,
                "data": {CONF_DEVICE_UUID: UUID},
            }
        ],
    ).add_to_hass(hass)
    result = await submit(hass, result, {CONF_NAME: "Right"})
    assert result["reason"] == "already_registered"
    assert not own_entry.subentries


async def test_an_offer_ends_when_the_printer_is_added_by_hand(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    await discover(hass)
    assert len(offers(hass)) == 1
    await set_up(hass, broker, UUID)
    assert not offers(hass)


async def test_a_printer_is_offered_once_and_not_if_it_is_ignored(
    hass: HomeAssistant,
) -> None:
    result = await discover(hass)
    assert result["step_id"] == "discovery_confirm"
    assert (await discover(hass))["reason"] == "already_in_progress"
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_IGNORE},
        data={"unique_id": discovery_id(UUID), "title": "New printer"},
    )
    assert not offers(hass)
    assert (await discover(hass))["reason"] == "already_configured"


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (TOPIC, ""),
        (TOPIC, b"\xff"),
        (TOPIC, "null"),
        (TOPIC, "[" * 100_000),
        (TOPIC, json.dumps({**CONFIRMED, "status": "failed"})),
        (TOPIC, json.dumps({**CONFIRMED, "status": 1})),
        (TOPIC, json.dumps({**CONFIRMED, "instance_id": None})),
        (TOPIC, json.dumps({**CONFIRMED, "instance_id": UUID.replace("7", "8")})),
        (TOPIC, json.dumps({"status": "confirmed"})),
        ("device/printer/registration/ack", json.dumps(CONFIRMED)),
        ("device//registration/ack", json.dumps(CONFIRMED)),
    ],
)
async def test_what_is_no_acknowledgement_is_not_offered(
    hass: HomeAssistant, topic: str, payload: Any
) -> None:
    result = await discover(hass, topic, payload)
    assert (result["type"], result["reason"]) == (
        FlowResultType.ABORT,
        "not_a_printer",
    )


def test_a_uuid_is_the_same_in_upper_case() -> None:
    said = json.dumps({**CONFIRMED, "instance_id": UUID.upper()})
    topic = TOPIC.replace(UUID, UUID.upper())
    for payload in (said, said.encode(), bytearray(said.encode())):
        assert confirmed_uuid(topic, payload) == UUID
