"""The kinds of link: which are offered, and how each but a broker is made."""

from collections.abc import AsyncGenerator, Iterator
import re
from typing import Any
from unittest.mock import patch

from aiohttp import web
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.factor import room
from custom_components.factor.config_flow import read_url
from custom_components.factor.connection import Failure, home_assistant
from custom_components.factor.connection.home_assistant import HomeAssistantConnection
from custom_components.factor.connection.websocket_client import (
    WebSocketClientConnection,
)
from custom_components.factor.connection.websocket_server import (
    WebSocketServerConnection,
)
from custom_components.factor.const import CONF_LINK, DOMAIN
from custom_components.factor.links import Link
from demo.broker import HOST, free_port
from homeassistant.config_entries import ConfigFlowResult, FlowType
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component
from tests import broker_data, broker_entry, is_loaded, set_up, suggested
from tests.conftest import UUID
from tests.mosquitto import Mosquitto
from tests.own_mqtt import mqtt_entry, mqtt_may_load

from . import change, choose, menu, set_up_mqtt, start, submit

ALL = ["home_assistant", "broker", "websocket_server", "websocket_client"]
OWN = {CONF_LINK: "home_assistant"}
SERVER = {CONF_LINK: "websocket_server", "secret": "s" * 43}
ADDRESS = re.compile(r"wss?://[^/]+/api/factor/([\w-]{43})")


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
    """Give Home Assistant's own MQTT, loaded."""
    entry = mqtt_entry(hass, broker)
    await set_up_mqtt(hass, entry)
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def old_server(socket_enabled: None) -> AsyncGenerator[str]:
    """Give the address of a legacy server which says nothing, and likes no other."""

    async def serve(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for _ in socket:
            pass
        return socket

    app = web.Application()
    app.router.add_get("/there", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, HOST, port).start()
    yield f"ws://{HOST}:{port}/there"
    await runner.cleanup()


@pytest.fixture
def own_url(hass: HomeAssistant) -> None:
    """Let Home Assistant know its address."""
    hass.config.internal_url = "http://farm.local:8123"


@pytest.fixture
def _without_entities() -> Iterator[None]:
    """Let the web server start before the entry: cameras and others would add to it."""
    with patch("custom_components.factor.PLATFORMS", []):
        yield


def linked_entry(hass: HomeAssistant, data: dict[str, Any]) -> MockConfigEntry:
    """Return an entry; it is not set up."""
    entry = MockConfigEntry(domain=DOMAIN, title="Workshop", data=data)
    entry.add_to_hass(hass)
    return entry


async def unload(hass: HomeAssistant) -> None:
    """End all links."""
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)


# What is offered


async def test_without_own_mqtt_the_rest_is_offered(hass: HomeAssistant) -> None:
    result = await menu(hass)
    assert (result["type"], result["step_id"]) == (FlowResultType.MENU, "user")
    assert result["menu_options"] == ALL[1:]


async def test_own_mqtt_is_offered_first_if_it_is_loaded(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    own_mqtt = mqtt_entry(hass, broker)
    assert (await menu(hass))["menu_options"] == ALL[1:]
    await set_up_mqtt(hass, own_mqtt)
    assert (await menu(hass))["menu_options"] == ALL
    await hass.config_entries.async_unload(own_mqtt.entry_id)


@pytest.mark.parametrize(
    ("data", "offered"),
    [
        (OWN, ["broker", "websocket_server", "websocket_client"]),
        (SERVER, ["home_assistant", "broker", "websocket_client"]),
        ({CONF_LINK: "websocket_client", "url": "ws://farm/"}, ALL),
        ({"host": "farm", "port": 1883, "tls": "off"}, ALL),
    ],
)
async def test_what_is_there_once_only_is_offered_once(
    hass: HomeAssistant,
    own_mqtt: MockConfigEntry,
    data: dict[str, Any],
    offered: list[str],
) -> None:
    linked_entry(hass, data)
    assert (await menu(hass))["menu_options"] == offered


@pytest.mark.parametrize(
    ("data", "offered"),
    [
        (OWN, ["broker", "websocket_server", "websocket_client"]),
        (
            SERVER,
            ["websocket_server", "home_assistant", "broker", "websocket_client"],
        ),
        (
            {CONF_LINK: "websocket_client", "url": "ws://farm/"},
            ["websocket_client", "home_assistant", "broker", "websocket_server"],
        ),
        (
            {"host": "farm", "port": 1883, "tls": "off"},
            ["broker", "home_assistant", "websocket_server", "websocket_client"],
        ),
    ],
)
async def test_an_entry_is_offered_its_own_kind_first(
    hass: HomeAssistant,
    own_mqtt: MockConfigEntry,
    data: dict[str, Any],
    offered: list[str],
) -> None:
    entry = linked_entry(hass, data)
    result = await entry.start_reconfigure_flow(hass)
    assert (result["step_id"], result["menu_options"]) == ("reconfigure", offered)


async def test_an_ignored_discovery_takes_nothing(
    hass: HomeAssistant, own_mqtt: MockConfigEntry, broker: Mosquitto
) -> None:
    ignored = MockConfigEntry(domain=DOMAIN, source="ignore", unique_id="printer_x")
    ignored.add_to_hass(hass)
    assert (await menu(hass))["menu_options"] == ALL
    result = await submit(hass, await start(hass), broker_data(broker))
    assert result["type"] is FlowResultType.CREATE_ENTRY


# Home Assistant's own MQTT


async def test_own_mqtt_is_used_by_one_click(
    hass: HomeAssistant, own_mqtt: MockConfigEntry
) -> None:
    result = await choose(hass, await menu(hass), "home_assistant")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (result["title"], result["data"]) == ("Home Assistant's MQTT", OWN)
    entry = result["result"]
    assert is_loaded(entry)
    assert isinstance(entry.runtime_data.connection, HomeAssistantConnection)
    kind, flow_id = result["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    following = hass.config_entries.subentries.async_get(flow_id)
    assert following["step_id"] == "user"
    await unload(hass)


async def test_own_mqtt_is_used_once(
    hass: HomeAssistant, own_mqtt: MockConfigEntry
) -> None:
    result = await menu(hass)
    linked_entry(hass, OWN)
    result = await choose(hass, result, "home_assistant")
    assert result["reason"] == "already_configured"


async def test_own_mqtt_is_used_again_once_its_entry_is_full(
    hass: HomeAssistant, own_mqtt: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MAX_PRINTERS", 0)
    linked_entry(hass, OWN)
    result = await choose(hass, await menu(hass), "home_assistant")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == OWN
    await unload(hass)


async def test_what_is_wrong_with_own_mqtt_is_said_and_can_be_put_right(
    hass: HomeAssistant,
    own_mqtt: MockConfigEntry,
    broker: Mosquitto,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = await menu(hass)
    await hass.config_entries.async_unload(own_mqtt.entry_id)
    with monkeypatch.context() as impatient:
        impatient.setattr(home_assistant, "CONNECT_TIMEOUT_S", 0.05)
        result = await choose(hass, result, "home_assistant")
    assert (result["type"], result["step_id"]) == (
        FlowResultType.FORM,
        "home_assistant",
    )
    assert result["errors"] == {"base": Failure.NOT_SET_UP}
    await set_up_mqtt(hass, own_mqtt)
    result = await submit(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await unload(hass)


async def test_an_entry_moves_to_own_mqtt_with_its_printers(
    hass: HomeAssistant, own_mqtt: MockConfigEntry, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID, username="anna")
    result = await change(hass, entry, "home_assistant")
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert is_loaded(entry)
    assert (entry.data, entry.title) == (OWN, "Workshop")
    assert isinstance(entry.runtime_data.connection, HomeAssistantConnection)
    assert [each.unique_id for each in entry.subentries.values()] == [UUID]

    result = await change(hass, entry)
    assert suggested(result) == {}, "nothing of the broker that was left"
    result = await submit(hass, result, broker_data(broker))
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert is_loaded(entry)
    assert entry.data == broker_data(broker)


# The WebSocket server in Home Assistant


def address_shown(result: ConfigFlowResult) -> str:
    """Return the address in a form, which is also its QR code."""
    schema = result["data_schema"]
    assert schema
    address = suggested(result)["address"]
    assert schema.schema["qr_code"].config["data"] == address
    assert schema.schema["address"].config["read_only"] is True
    return str(address)


@pytest.mark.usefixtures("_without_entities")
async def test_an_address_is_made_and_edges_come_to_it(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator, own_url: None
) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    client = await hass_client_no_auth()
    result = await start(hass, "websocket_server")
    address = address_shown(result)
    assert address.startswith("ws://farm.local:8123/api/factor/")
    found = ADDRESS.fullmatch(address)
    assert found
    path = f"/api/factor/{found[1]}"
    assert (await client.get(path)).status == 404, "it does not work yet"

    result = await submit(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "WebSocket server in Home Assistant"
    assert result["data"] == {CONF_LINK: "websocket_server", "secret": found[1]}
    connection = result["result"].runtime_data.connection
    assert isinstance(connection, WebSocketServerConnection)
    async with client.ws_connect(path) as socket:
        await socket.send_json({"type": "web_client"})
        await socket.send_json({"type": "heartbeat"})
        assert (await socket.receive_json())["type"] == "ack"
    await unload(hass)


@pytest.mark.usefixtures("_without_entities")
async def test_a_new_address_ends_the_old_one_which_is_never_shown(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator, own_url: None
) -> None:
    entry = linked_entry(hass, SERVER)
    await hass.config_entries.async_setup(entry.entry_id)
    client = await hass_client_no_auth()
    old = f"/api/factor/{SERVER['secret']}"
    async with client.ws_connect(old):
        pass
    result = await change(hass, entry, "websocket_server")
    assert SERVER["secret"] not in str(result)
    found = ADDRESS.fullmatch(address_shown(result))
    assert found
    assert entry.data == SERVER, "not before it is said to be used"
    result = await submit(hass, result, {})
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert entry.data == {**SERVER, "secret": found[1]}
    assert is_loaded(entry)
    assert (await client.get(old)).status == 404
    async with client.ws_connect(f"/api/factor/{found[1]}"):
        pass
    await unload(hass)


async def test_each_address_has_a_secret_of_its_own(
    hass: HomeAssistant, own_url: None
) -> None:
    addresses = {address_shown(await start(hass, "websocket_server")) for _ in range(3)}
    assert len(addresses) == 3


async def test_each_of_two_websocket_servers_gets_a_new_address(
    hass: HomeAssistant, own_url: None
) -> None:
    entries = [linked_entry(hass, {**SERVER, "secret": each}) for each in ("1", "2")]
    for entry in entries:
        before = entry.data["secret"]
        result = await change(hass, entry, "websocket_server")
        result = await submit(hass, result, {})
        assert result["reason"] == "reconfigure_successful"
        assert entry.data["secret"] != before
    await hass.async_block_till_done()


async def test_there_is_one_websocket_server(
    hass: HomeAssistant, own_url: None
) -> None:
    result = await start(hass, "websocket_server")
    linked_entry(hass, SERVER)
    result = await submit(hass, result, {})
    assert result["reason"] == "already_configured"


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        ({"internal_url": "https://farm.local"}, "wss://farm.local/api/factor/"),
        (
            {"external_url": "https://farm.example:444"},
            "wss://farm.example:444/api/factor/",
        ),
    ],
)
async def test_the_address_is_the_one_that_printers_reach(
    hass: HomeAssistant, urls: dict[str, str], expected: str
) -> None:
    result = await menu(hass)
    hass.config.api = None
    hass.config.internal_url = urls.get("internal_url")
    hass.config.external_url = urls.get("external_url")
    address = address_shown(await choose(hass, result, "websocket_server"))
    assert address.startswith(expected)
    assert ADDRESS.fullmatch(address)


async def test_an_unknown_address_is_explained(hass: HomeAssistant) -> None:
    result = await menu(hass)
    hass.config.internal_url = hass.config.external_url = hass.config.api = None
    result = await choose(hass, result, "websocket_server")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "no_url")


# The WebSocket server elsewhere


async def test_a_server_elsewhere_is_added(
    hass: HomeAssistant, old_server: str
) -> None:
    result = await start(hass, "websocket_client")
    result = await submit(
        hass, result, {"url": f" {old_server.upper()[:2]}{old_server[2:]} "}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == old_server.split("/")[2]
    assert result["data"] == {CONF_LINK: "websocket_client", "url": old_server}
    assert is_loaded(result["result"])
    connection = result["result"].runtime_data.connection
    assert isinstance(connection, WebSocketClientConnection)
    await unload(hass)


@pytest.mark.parametrize(
    "url",
    ["", "farm", "http://farm/", "ws:", "ws:///there", "ws://farm:99999/", "ws://["],
)
async def test_what_is_no_address_is_refused_and_a_real_one_then_taken(
    hass: HomeAssistant, old_server: str, url: str
) -> None:
    result = await submit(hass, await start(hass, "websocket_client"), {"url": url})
    assert (result["step_id"], result["errors"]) == (
        "websocket_client",
        {"url": "invalid_url"},
    )
    assert suggested(result) == {"url": url}
    result = await submit(hass, result, {"url": old_server})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await unload(hass)


async def test_who_is_no_such_server_is_said_and_the_right_one_then_taken(
    hass: HomeAssistant, old_server: str
) -> None:
    result = await start(hass, "websocket_client")
    for url, error in (
        (f"ws://{HOST}:{free_port()}/", Failure.REFUSED),
        (old_server.removesuffix("there"), Failure.REFUSED),
        (old_server.replace("ws:", "wss:"), Failure.TLS),
    ):
        result = await submit(hass, result, {"url": url})
        assert result["step_id"] == "websocket_client"
        assert result["errors"] == {"base": error}
        assert suggested(result) == {"url": url}
    result = await submit(hass, result, {"url": old_server})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await unload(hass)


async def test_a_server_elsewhere_is_added_once(hass: HomeAssistant) -> None:
    linked_entry(hass, {CONF_LINK: "websocket_client", "url": "ws://farm"})
    for url in ("ws://farm", "WS://Farm:80/"):
        result = await submit(hass, await start(hass, "websocket_client"), {"url": url})
        assert result["reason"] == "already_configured"


async def test_a_server_can_become_one_that_is_set_up_already(
    hass: HomeAssistant, old_server: str
) -> None:
    linked_entry(hass, {CONF_LINK: "websocket_client", "url": old_server})
    entry = linked_entry(hass, {CONF_LINK: "websocket_client", "url": "ws://elsewhere"})
    result = await change(hass, entry, "websocket_client")
    result = await submit(hass, result, {"url": old_server})
    assert result["reason"] == "reconfigure_successful"
    assert entry.data["url"] == old_server
    await hass.async_block_till_done()
    await unload(hass)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("ws://farm:3000/there", "ws://farm:3000/there"),
        ("ws://farm/?token=secret", None),
        ("ws://anna@farm/", None),
        ("ws://:secret@farm/", None),
    ],
)
async def test_an_address_with_a_secret_is_not_shown(
    hass: HomeAssistant, old_server: str, url: str, shown: str | None
) -> None:
    entry = linked_entry(hass, {CONF_LINK: "websocket_client", "url": url})
    result = await change(hass, entry, "websocket_client")
    assert suggested(result).get("url") == shown
    assert "secret" not in str(result["data_schema"])
    result = await submit(hass, result, {"url": old_server})
    assert result["reason"] == "reconfigure_successful"
    assert entry.data["url"] == old_server
    await hass.async_block_till_done()
    await unload(hass)


async def test_the_title_follows_to_another_kind_of_link(
    hass: HomeAssistant, broker: Mosquitto, old_server: str
) -> None:
    entry = broker_entry(hass, broker)
    title = f"{broker.host}:{broker.port}"
    hass.config_entries.async_update_entry(entry, title=title)
    result = await change(hass, entry, "websocket_client")
    result = await submit(hass, result, {"url": old_server})
    assert result["reason"] == "reconfigure_successful"
    assert entry.title == old_server.split("/")[2]
    await hass.async_block_till_done()
    await unload(hass)


def test_what_an_address_asks_for_is_kept() -> None:
    url = "wss://anna:secret@farm:3000/there?token=1"
    assert read_url(url) == url


def test_each_kind_of_link_has_its_step() -> None:
    assert set(ALL) == {"broker", *Link} - {Link.MQTT}
