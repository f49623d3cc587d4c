"""A broker is added."""

from typing import Any

import pytest

from custom_components.factor import room
from custom_components.factor.broker_forms import broker_title, read_broker
from custom_components.factor.connection.settings import MqttSettings
from custom_components.factor.const import (
    CONF_DEVICE_UUID,
    CONF_TLS,
    DOMAIN,
    SUBENTRY_PRINTER,
)
from custom_components.factor.registered import new_printer
from demo.broker import free_port
from homeassistant.config_entries import (
    FlowType,
)
from homeassistant.const import (
    CONF_HOST,
    CONF_NAME,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from simulator import Fleet, Printer, numbered_uuid
from tests import (
    broker_data,
    broker_entry,
    is_loaded,
    links_to,
    suggested,
    wait_until,
)
from tests.conftest import UUID
from tests.mosquitto import Mosquitto

from . import (
    CREDENTIALS,
    PASSWORD,
    USER,
    shown,
    start,
    submit,
)


async def test_a_broker_is_added_and_the_flow_goes_on_to_its_first_printer(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    result = await submit(hass, await start(hass), broker_data(broker))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"{broker.host}:{broker.port}"
    assert result["data"] == broker_data(broker)
    assert is_loaded(result["result"])

    kind, flow_id = result["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    subentries = hass.config_entries.subentries
    assert subentries.async_get(flow_id)["step_id"] == "user"
    async with Fleet(broker.url, [Printer(UUID)], interval=0.05):
        await subentries.async_configure(flow_id, {"next_step_id": "uuid"})
        found = await subentries.async_configure(
            flow_id, {CONF_DEVICE_UUID: UUID, "advanced": {"dialect": "auto"}}
        )
        assert found["step_id"] == "found"
        await subentries.async_configure(flow_id, {CONF_NAME: "Left"})
    (printer,) = result["result"].get_subentries_of_type(SUBENTRY_PRINTER)
    assert (printer.title, printer.unique_id) == ("Left", UUID)


async def test_the_flow_leaves_no_link_of_its_own(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    result = await submit(hass, await start(hass), broker_data(broker))
    assert links_to(broker) == 2, "one to try, one to keep"
    await hass.config_entries.async_unload(result["result"].entry_id)
    await wait_until(lambda: broker.log.count("Received DISCONNECT from factor-") == 2)


async def test_without_a_set_up_entry_no_printer_is_asked_for(
    hass: HomeAssistant, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = await start(hass)

    async def fails(*_: Any) -> bool:
        return False

    monkeypatch.setattr("custom_components.factor.async_setup_entry", fails)
    result = await submit(hass, result, broker_data(broker))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert "next_flow" not in result
    assert not hass.config_entries.subentries.async_progress()


async def test_credentials_are_saved_and_empty_ones_are_not(
    hass: HomeAssistant, broker: Mosquitto, locked_broker: Mosquitto
) -> None:
    locked = broker_data(locked_broker, **CREDENTIALS)
    result = await submit(hass, await start(hass), locked)
    assert result["data"] == locked

    empty = {CONF_USERNAME: "", CONF_PASSWORD: ""}
    result = await submit(hass, await start(hass), broker_data(broker, **empty))
    assert result["data"] == broker_data(broker)


@pytest.mark.parametrize("host", ["127.0.0.1", " 127.0.0.1 "])
async def test_the_same_broker_is_refused_a_second_time(
    hass: HomeAssistant, broker: Mosquitto, host: str
) -> None:
    broker_entry(hass, broker)
    result = await submit(hass, await start(hass), broker_data(broker, host=host))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert links_to(broker) == 0


async def test_a_broker_is_added_again_once_its_entry_is_full(
    hass: HomeAssistant, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MAX_PRINTERS", 1)
    data = broker_data(broker)
    title = f"{broker.host}:{broker.port}"
    for name in (title, f"{title} 2"):
        result = await submit(hass, await start(hass), data)
        assert (result["title"], result["data"]) == (name, data)
        again = await submit(hass, await start(hass), data)
        assert again["reason"] == "already_configured"
        printer = new_printer(numbered_uuid(len(name)), "Left")
        hass.config_entries.async_add_subentry(result["result"], printer)
    await hass.async_block_till_done()


async def test_of_two_flows_for_one_broker_the_second_is_refused(
    hass: HomeAssistant, tls_broker: Mosquitto
) -> None:
    insecure = broker_data(tls_broker, tls="insecure")
    first = await submit(hass, await start(hass), insecure)
    second = await submit(hass, await start(hass), insecure)
    assert first["step_id"] == second["step_id"] == "insecure"
    assert (await submit(hass, first, {}))["type"] is FlowResultType.CREATE_ENTRY
    assert (await submit(hass, second, {}))["reason"] == "already_configured"
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_a_host_is_the_same_in_upper_case(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    broker_entry(hass, broker, host="localhost")
    same = broker_data(broker, host="LocalHost")
    result = await submit(hass, await start(hass), same)
    assert result["reason"] == "already_configured"


async def test_another_port_is_another_broker(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    broker_entry(hass, broker, port=free_port())
    result = await submit(hass, await start(hass), broker_data(broker))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_what_is_not_usual_is_saved(
    hass: HomeAssistant, websocket_broker: Mosquitto
) -> None:
    unusual = {"transport": "websockets", "path": "/there", "version": "5"}
    entered = broker_data(websocket_broker, **{**unusual, "path": "there"})
    result = await submit(hass, await start(hass), entered)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == broker_data(websocket_broker, **unusual)
    assert is_loaded(result["result"])


async def test_what_is_usual_is_shown_but_not_saved(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    usual = {"transport": "tcp", "path": "/there", "version": "3.1.1"}
    result = await submit(hass, await start(hass), broker_data(broker, **usual))
    assert result["data"] == broker_data(broker)


async def test_an_address_can_be_pasted(
    hass: HomeAssistant, websocket_broker: Mosquitto
) -> None:
    address = f" WS://127.0.0.1:{websocket_broker.port}/There "
    pasted = {CONF_HOST: address, CONF_PORT: 1883, CONF_TLS: "system"}
    result = await submit(hass, await start(hass), pasted)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == broker_data(
        websocket_broker, transport="websockets", path="/There"
    )


@pytest.mark.parametrize(
    ("address", "tls", "expected"),
    [
        ("mqtt://farm", "off", {"port": 1883, "tls": "off"}),
        ("mqtt://farm:1884/", "custom", {"port": 1884, "tls": "off"}),
        ("mqtts://farm", "off", {"port": 8883, "tls": "system"}),
        ("MQTTS://Farm", "custom", {"port": 8883, "tls": "custom"}),
        ("mqtts://farm", "insecure", {"port": 8883, "tls": "insecure"}),
        (
            "ws://farm/",
            "off",
            {"port": 80, "tls": "off", "transport": "websockets", "path": "/form"},
        ),
        (
            "wss://farm/a/b",
            "off",
            {"port": 443, "tls": "system", "transport": "websockets", "path": "/a/b"},
        ),
        (
            "wss://farm:8084/mqtt",
            "off",
            {"port": 8084, "tls": "system", "transport": "websockets"},
        ),
        (
            "mqtt://anna:p%40ss@farm",
            "off",
            {"port": 1883, "tls": "off", "username": "anna", "password": "p@ss"},
        ),
    ],
)
def test_what_a_pasted_address_says_counts(
    address: str, tls: str, expected: dict[str, Any]
) -> None:
    form = {CONF_HOST: address, CONF_PORT: 99, CONF_TLS: tls}
    advanced = {"transport": "tcp", "path": "form", "version": "3.1.1"}
    read = read_broker(
        {**form, "advanced": {**advanced, "with_client_certificate": False}}
    )
    assert read == {CONF_HOST: "farm", **expected}


async def test_the_password_of_a_pasted_address_is_not_shown(
    hass: HomeAssistant, locked_broker: Mosquitto
) -> None:
    address = f"mqtt://{USER}:{PASSWORD}@127.0.0.1"
    wrong = {CONF_HOST: f"{address}:{free_port()}", CONF_PORT: 1, CONF_TLS: "off"}
    result = await submit(hass, await start(hass), wrong)
    assert result["errors"] == {"host": "refused"}
    assert PASSWORD not in str(shown(result))
    assert shown(result)[CONF_USERNAME] == USER
    again = {**suggested(result), CONF_PORT: locked_broker.port}
    result = await submit(hass, result, again)
    assert result["data"] == broker_data(locked_broker, **CREDENTIALS)


@pytest.mark.parametrize(
    "host",
    [
        " ",
        "a b",
        "farm,",
        "farm:port",
        "farm/path",
        "https://farm",
        "mqtt://",
        "mqtt://a:1,b:2",
        "mqtt://farm:99999",
    ],
)
async def test_what_is_no_host_is_refused_and_a_real_one_then_taken(
    hass: HomeAssistant, locked_broker: Mosquitto, host: str
) -> None:
    wrong = broker_data(locked_broker, host=host, **CREDENTIALS)
    result = await submit(hass, await start(hass), wrong)
    assert (result["step_id"], result["errors"]) == (
        "broker",
        {CONF_HOST: "invalid_host"},
    )
    assert suggested(result) == {
        CONF_HOST: host,
        CONF_PORT: locked_broker.port,
        CONF_USERNAME: USER,
        CONF_TLS: "off",
    }
    right = broker_data(locked_broker, username=USER)
    result = await submit(hass, result, right)
    assert result["data"] == {**right, CONF_PASSWORD: PASSWORD}


async def test_a_cluster_is_added_once_in_whatever_order(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    dead = free_port()
    nodes = [f"127.0.0.1:{dead}", f"127.0.0.1:{broker.port}"]
    result = await submit(
        hass, await start(hass), broker_data(broker, host=", ".join(nodes), port=1883)
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == ", ".join(nodes)
    assert is_loaded(result["result"])
    for host, reason in (
        (f"127.0.0.1,{nodes[0]}", "already_configured"),
        (nodes[1], None),
    ):
        again = await submit(hass, await start(hass), broker_data(broker, host=host))
        assert again.get("reason") == reason


@pytest.mark.parametrize(
    ("host", "port", "title"),
    [
        ("farm", 1883, "farm"),
        ("farm", 8883, "farm"),
        ("farm", 1884, "farm:1884"),
        ("a,b:1884", 1883, "a, b:1884"),
    ],
)
def test_a_usual_port_is_not_in_the_title(host: str, port: int, title: str) -> None:
    assert broker_title(MqttSettings(host, port)) == title
