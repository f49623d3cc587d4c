"""Legacy edges at Home Assistant's own web server."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
import logging
from typing import Any
from unittest.mock import patch

import aiohttp
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.broker import FactorConfigEntry
from custom_components.factor.connection import guest
from custom_components.factor.connection.guest import Close
from custom_components.factor.connection.websocket_server import (
    WebSocketServerConnection,
)
from custom_components.factor.const import (
    CONF_LINK,
)
from custom_components.factor.links import Link
from custom_components.factor.story import PrintStory
from custom_components.factor.websocket_view import async_register_view
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from simulator import Printer
from simulator.websocket import WebSocketEdge

from . import entry_with_printers, is_loaded, wait_until
from .conftest import UUID
from .connection.legacy import HOST, answered, close_code, hear, register, serving

SECRET = "k3yQ-wJ_0f9ZsV2mC7xTnB4hLr8aEuPdGi1oXy5tRqM"
OTHER_SECRET = "A" * 43
OTHER_UUID = "00000000-1111-2222-3333-444444444444"
STATE = "sensor.printer_1_state"

pytestmark = pytest.mark.usefixtures("socket_enabled")


@dataclass
class Server:
    """Home Assistant's web server."""

    port: int
    session: aiohttp.ClientSession
    sockets: list[aiohttp.ClientWebSocketResponse] = field(default_factory=list)

    def url(self, secret: str = SECRET, scheme: str = "ws") -> str:
        """Return the address for edges."""
        return f"{scheme}://{HOST}:{self.port}/api/factor/{secret}"

    async def come(
        self, secret: str = SECRET, **options: Any
    ) -> aiohttp.ClientWebSocketResponse:
        """Return the socket of one who knows a secret."""
        socket = await self.session.ws_connect(self.url(secret), **options)
        self.sockets.append(socket)
        return socket


def entry_of(hass: HomeAssistant, uuid: str, secret: str) -> MockConfigEntry:
    """Return an entry with a printer; it is not set up."""
    data = {CONF_LINK: Link.WEBSOCKET_SERVER, "secret": secret}
    return entry_with_printers(hass, data, uuid)


@pytest.fixture(autouse=True)
def _be_quick() -> Iterator[None]:
    with (
        patch("custom_components.factor.story.OPEN_AFTER_S", 0),
        patch.object(guest, "CLOSE_S", 0.2),
    ):
        yield


@pytest.fixture
async def entry(hass: HomeAssistant) -> AsyncGenerator[FactorConfigEntry]:
    """Give an entry with a printer that is set up."""
    assert await async_setup_component(hass, "http", {})
    entry = entry_of(hass, UUID, SECRET)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    async_register_view(hass)
    yield entry
    if is_loaded(entry):
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def server(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncGenerator[Server]:
    """Give the web server, at which the entry is served."""
    async with serving(hass.http.app) as port, aiohttp.ClientSession() as session:
        server = Server(port, session)
        yield server
        if is_loaded(entry):
            await hass.config_entries.async_unload(entry.entry_id)
        for socket in server.sockets:
            await socket.close()


@pytest.fixture
async def edge(server: Server) -> AsyncGenerator[WebSocketEdge]:
    """Give a printer that prints, at the web server."""
    printer = Printer(UUID, dialect="platform", scene="printing")
    edge = WebSocketEdge(server.url(), printer, interval=0.1)
    edge.back_off = 0.05
    async with edge:
        yield edge


def connection_of(entry: FactorConfigEntry) -> WebSocketServerConnection:
    """Return an entry's connection."""
    connection = entry.runtime_data.connection
    assert isinstance(connection, WebSocketServerConnection)
    return connection


async def is_in(hass: HomeAssistant, value: str) -> None:
    """Return once the printer is in a state."""
    await wait_until(lambda: hass.states.is_state(STATE, value))


async def act(hass: HomeAssistant, domain: str, action: str, **data: Any) -> None:
    """Do what a user does."""
    await hass.services.async_call(domain, action, data, blocking=True)


async def test_a_printer_is_live_and_obeys(
    hass: HomeAssistant, edge: WebSocketEdge
) -> None:
    await is_in(hass, "printing")
    await wait_until(lambda: hass.states.get("sensor.printer_1_progress"))
    await wait_until(
        lambda: hass.states.get("sensor.printer_1_progress").state.startswith("4")
    )
    bed = hass.states.get("sensor.printer_1_bed_temperature")
    assert bed
    assert float(bed.state) == pytest.approx(60, abs=2)
    await act(hass, "button", "press", entity_id="button.printer_1_pause_print")
    await is_in(hass, "paused")
    assert edge.printer.machine.state.text == "Paused"
    await act(
        hass, "number", "set_value", entity_id="number.printer_1_bed_target", value=45
    )
    assert edge.printer.machine.heaters["bed"].target == 45
    commands = [each["command"] for each in edge.heard]
    assert commands == ["pause", "set_temperature"]
    assert edge.closed_with == []


async def test_a_command_for_an_edge_that_is_not_there_fails(
    hass: HomeAssistant, server: Server, edge: WebSocketEdge
) -> None:
    await is_in(hass, "printing")
    await edge.__aexit__(None, None, None)
    with pytest.raises(HomeAssistantError):
        await act(hass, "button", "press", entity_id="button.printer_1_pause_print")
    assert edge.printer.machine.state.text == "Printing"
    await edge.__aenter__()


async def test_lost_and_back(
    hass: HomeAssistant, entry: MockConfigEntry, server: Server, edge: WebSocketEdge
) -> None:
    await is_in(hass, "printing")
    close = PrintStory.async_close

    async def close_slowly(story: PrintStory) -> None:
        await wait_until(lambda: edge.closed_with)
        await close(story)

    with patch.object(PrintStory, "async_close", close_slowly):
        await hass.config_entries.async_unload(entry.entry_id)
    assert edge.closed_with == [Close.GOING_AWAY]
    await wait_until(lambda: not edge.connected.is_set())
    edge.printer.pause()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await is_in(hass, "paused")
    await act(hass, "button", "press", entity_id="button.printer_1_resume_print")
    await is_in(hass, "printing")
    assert set(edge.closed_with) == {Close.GOING_AWAY}


async def test_a_printer_that_is_unregistered_is_sent_away(
    hass: HomeAssistant, entry: MockConfigEntry, edge: WebSocketEdge
) -> None:
    await is_in(hass, "printing")
    (subentry_id,) = entry.subentries
    hass.config_entries.async_remove_subentry(entry, subentry_id)
    await wait_until(lambda: edge.closed_with)
    assert edge.closed_with[0] == Close.NOT_REGISTERED


async def test_when_home_assistant_stops_all_are_sent_away(
    hass: HomeAssistant, entry: FactorConfigEntry, server: Server
) -> None:
    socket = await server.come()
    await answered(socket)
    code = asyncio.create_task(close_code(socket))
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    assert await code == Close.GOING_AWAY
    await wait_until(lambda: not connection_of(entry)._guests)
    async with server.session.get(server.url(scheme="http")) as answer:
        assert answer.status == HTTPStatus.NOT_FOUND


async def test_each_secret_opens_its_own_entry(
    hass: HomeAssistant, entry: FactorConfigEntry, server: Server
) -> None:
    other = entry_of(hass, OTHER_UUID, OTHER_SECRET)
    assert await hass.config_entries.async_setup(other.entry_id)
    await hass.async_block_till_done()
    for secret, uuid, one in ((SECRET, UUID, entry), (OTHER_SECRET, OTHER_UUID, other)):
        socket = await server.come(secret)
        await socket.send_json(register(uuid))
        await answered(socket)
        await one.runtime_data.connection.publish(f"control_result/{uuid}", b'{"a": 1}')
        assert await hear(socket) == {"a": 1}
    wrong = await server.come(SECRET)
    await wrong.send_json({"type": "printer_status", "device_uuid": OTHER_UUID})
    assert await close_code(wrong) == Close.NOT_REGISTERED
    await hass.config_entries.async_unload(other.entry_id)


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS", "DELETE", "PUT"])
@pytest.mark.parametrize(
    "path",
    [
        "factor/wrong",
        f"factor/{SECRET[:-1]}",
        f"factor/{SECRET}x",
        f"factor/{SECRET.lower()}",
        f"factor/{SECRET}/",
        f"factor/{OTHER_SECRET}",
        "factor/",
        "factor",
        "factor/%C3%A9",
        "factor/%00",
        "factor/%2B",
    ],
)
async def test_without_the_secret_there_is_no_such_address(
    server: Server, method: str, path: str
) -> None:
    start = f"http://{HOST}:{server.port}/api/"
    answers = []
    for url in (f"{start}nothing_here/x", start + path):
        async with server.session.request(method, url) as answer:
            headers = dict(answer.headers)
            headers.pop("Date")
            answers.append((answer.status, headers, await answer.read()))
    assert answers[0] == answers[1]
    assert answers[0][0] == HTTPStatus.NOT_FOUND
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await server.session.ws_connect(start + path)
    assert refused.value.status == HTTPStatus.NOT_FOUND


async def test_with_the_secret_it_is_no_page(server: Server) -> None:
    url = server.url(scheme="http")
    async with server.session.get(url) as answer:
        assert answer.status == HTTPStatus.UPGRADE_REQUIRED
        assert answer.headers["Upgrade"] == "websocket"
    for method in ("POST", "DELETE", "OPTIONS"):
        async with server.session.request(method, url) as answer:
            assert answer.status == HTTPStatus.NOT_FOUND


async def test_a_web_client_may_be_a_page_of_another_origin(server: Server) -> None:
    socket = await server.come(origin="https://other.example")
    await socket.send_json({"type": "web_client"})
    await answered(socket)


async def test_an_entry_that_is_not_loaded_is_not_there(
    hass: HomeAssistant, entry: MockConfigEntry, server: Server
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await server.come()
    assert refused.value.status == HTTPStatus.NOT_FOUND


async def test_it_is_registered_once(hass: HomeAssistant, server: Server) -> None:
    with patch.object(hass.http, "register_view") as register_view:
        async_register_view(hass)
        async_register_view(hass)
    register_view.assert_not_called()


async def test_neither_secret_nor_uuid_is_in_the_log(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: Server,
    edge: WebSocketEdge,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # Home Assistant sets this one's level by itself, whatever that of all others is.
    caplog.set_level(logging.WARNING, "aiohttp.access")
    caplog.set_level(logging.DEBUG)
    await is_in(hass, "printing")
    await act(hass, "button", "press", entity_id="button.printer_1_pause_print")
    socket = await server.come()
    await socket.send_str("nonsense")
    await close_code(socket)
    await server.session.get(server.url(scheme="http"))
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await server.come(OTHER_SECRET)
    await hass.config_entries.async_unload(entry.entry_id)
    assert "Closed a WebSocket: BAD_FRAME" in caplog.text
    for text in (SECRET, UUID, OTHER_SECRET):
        assert text not in caplog.text
