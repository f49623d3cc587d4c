"""Edges and web clients come to us, and so do those who mean harm."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
import json
import logging
import socket as sockets
from typing import Any
from unittest.mock import patch

import aiohttp
import pytest

from custom_components.factor.connection import (
    Failure,
    LinkDownError,
    Message,
    framed,
    guest,
    stalls,
    websocket_server,
)
from custom_components.factor.connection.guest import Close
from custom_components.factor.connection.settings import WebSocketServerSettings
from custom_components.factor.connection.websocket_server import (
    WebSocketServerConnection,
)
from tests import wait_until

from .conftest import needs_stall_limit
from .legacy import (
    PATIENCE_S,
    Site,
    Socket,
    answered,
    close_code,
    hear,
    register,
    report,
    site_of,
    turns_of_the_loop,
)
from .test_disconnect import in_use

OURS = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f"
OTHER = "00000000-1111-2222-3333-444444444444"
STRANGE = "99999999-1111-2222-3333-444444444444"
ANY = "octoprint/status/+"
MAX = 256 * 1024


def status(uuid: str) -> str:
    """Return the topic of a printer's state."""
    return f"octoprint/status/{uuid}"


def control(uuid: str) -> str:
    """Return the topic on which a printer is told what to do."""
    return f"control_result/{uuid}"


def contents(heard: list[Message]) -> list[Any]:
    """Return what was heard, decoded."""
    return [json.loads(message.payload) for message in heard]


@pytest.fixture
def _be_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait no longer than needed for goodbyes that nobody says."""
    monkeypatch.setattr(guest, "CLOSE_S", 0.1)


@pytest.fixture
def _be_patient(_be_quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let those say goodbye who are busy with sending."""
    monkeypatch.setattr(guest, "CLOSE_S", 2)


@pytest.fixture
async def site(_be_quick: None) -> AsyncGenerator[Site]:
    """Give our server, at which nobody is yet, and two printers that are registered."""
    connection = WebSocketServerConnection(WebSocketServerSettings("secret"))
    await connection.connect()
    async with site_of(connection) as site:
        yield site


@pytest.fixture
def heard(site: Site) -> list[Message]:
    """Give what two registered printers say."""
    heard: list[Message] = []
    for uuid in (OURS, OTHER):
        site.connection.subscribe(status(uuid), heard.append)
    return heard


async def is_well(site: Site, edge: Socket, heard: list[Message]) -> None:
    """Fail if an edge is not heard, or not told anything, any more."""
    before = len(heard)
    await edge.send_json(report(OTHER, 99))
    await answered(edge)
    assert contents(heard[before:]) == [report(OTHER, 99)]
    await site.connection.publish(control(OTHER), b'{"well": 1}')
    assert await hear(edge) == {"well": 1}


class TestEdges:
    """Those who say that they are an edge."""

    @pytest.mark.parametrize("registers", [True, False])
    @pytest.mark.parametrize("headers", [{}, {"x_client_type": "web"}])
    async def test_one_is_heard_and_told(
        self,
        site: Site,
        heard: list[Message],
        registers: bool,
        headers: dict[str, str],
    ) -> None:
        said = report(OURS, 1)
        edge = await site.come(
            *([register(OURS)] if registers else []), said, **headers
        )
        await answered(edge)
        payload = json.dumps(said).encode()
        assert heard == [Message(status(OURS), payload, False)]
        await site.connection.publish(control(OURS), b'{"type": "x"}')
        assert await hear(edge) == {"type": "x"}
        await edge.send_json(report(None, 2))
        await answered(edge)
        assert contents(heard)[1:] == [report(None, 2)]
        counted = site.connection.statistics
        assert (counted.messages, counted.published) == (2, 1)
        assert counted.bytes == sum(len(one.payload) for one in heard)

    async def test_each_report_has_its_topic(self, site: Site) -> None:
        heard: list[str] = []
        kinds = {
            "printer_status": status(OURS),
            "temperature_update": f"temperature/{OURS}",
            "position_update": f"position/{OURS}",
            "print_progress": f"print_progress/{OURS}",
            "snapshot_update": f"camera/snapshot/{OURS}",
            "control_result": control(OURS),
        }
        for topic in kinds.values():
            site.connection.subscribe(
                topic, lambda message: heard.append(message.topic)
            )
        edge = await site.edge(OURS)
        for kind in [*kinds, "webrtc_join", "register_me"]:
            await edge.send_json({"type": kind})
        await answered(edge)
        assert heard == list(kinds.values())
        assert site.connection.dropped == 2

    async def test_one_is_asked_for_its_status_if_it_says_what_it_is(
        self, site: Site, heard: list[Message]
    ) -> None:
        edge = await site.come(x_client_type="edge")
        assert await hear(edge) == {"type": "request_status"}
        other = await site.come(User_Agent="python-requests/2", x_client_type="web")
        await answered(other)

    async def test_heartbeats_and_pings_are_answered(
        self, site: Site, heard: list[Message]
    ) -> None:
        for socket in (await site.edge(OURS), await site.web_client()):
            await socket.send_json({"type": "heartbeat", "device_uuid": OURS})
            assert await hear(socket) == {"type": "ack"}
            await socket.send_json({"type": "ping"})
            pong = await hear(socket)
            assert pong["type"] == "pong"
            assert pong["timestamp"].endswith("+00:00")
        assert heard == []

    async def test_a_websockets_own_ping_is_answered(self, site: Site) -> None:
        socket = await site.session.ws_connect(site.url, autoping=False)
        site.sockets.append(socket)
        await socket.ping(b"there?")
        await socket.pong(b"unasked")
        answer = await socket.receive(timeout=PATIENCE_S)
        assert (answer.type, answer.data) == (aiohttp.WSMsgType.PONG, b"there?")

    async def test_upper_case_is_the_same_printer(
        self, site: Site, heard: list[Message]
    ) -> None:
        edge = await site.edge(OURS.upper())
        await edge.send_json(report(OURS.upper(), 1))
        await answered(edge)
        assert [one.topic for one in heard] == [status(OURS)]
        await site.connection.publish(control(OURS), b"{}")
        assert await hear(edge) == {}

    async def test_printers_are_kept_apart(
        self, site: Site, heard: list[Message]
    ) -> None:
        first, second = await site.edge(OURS), await site.edge(OTHER)
        await first.send_json(report(None, 1))
        await second.send_json(report(None, 2))
        await answered(first)
        await answered(second)
        assert {
            (one.topic, json.loads(one.payload)["data"]["number"]) for one in heard
        } == {
            (status(OURS), 1),
            (status(OTHER), 2),
        }
        await site.connection.publish(control(OTHER), b'{"for": "other"}')
        assert await hear(second) == {"for": "other"}
        await answered(first)

    @pytest.mark.parametrize(
        "said",
        [
            report(OTHER, 1),
            {"type": "printer_status", "data": {"device_uuid": OTHER}},
            register(OTHER),
            {"type": "unheard_of", "device_uuid": STRANGE},
        ],
    )
    async def test_one_that_speaks_for_another_is_closed(
        self, site: Site, heard: list[Message], said: dict[str, Any]
    ) -> None:
        other, edge = await site.edge(OTHER), await site.edge(OURS)
        await edge.send_json(said)
        assert await close_code(edge) == Close.FOREIGN_UUID
        assert heard == []
        await is_well(site, other, heard)
        with pytest.raises(LinkDownError):
            await site.connection.publish(control(OURS), b"{}")

    async def test_the_second_takes_the_place_of_the_first(
        self, site: Site, heard: list[Message]
    ) -> None:
        first, other = await site.edge(OURS), await site.edge(OTHER)
        second = await site.edge(OURS)
        await first.send_json(report(OURS, 1))
        assert await close_code(first) == Close.REPLACED
        await wait_until(lambda: len(site.connection._guests) == 2)
        assert heard == []
        await site.connection.publish(control(OURS), b'{"to": "second"}')
        assert await hear(second) == {"to": "second"}
        await is_well(site, other, heard)

    async def test_one_that_leaves_is_told_nothing_more(
        self, site: Site, heard: list[Message]
    ) -> None:
        edge = await site.edge(OURS)
        await edge.close()
        await wait_until(lambda: not site.connection._guests)
        with pytest.raises(LinkDownError):
            await site.connection.publish(control(OURS), b"{}")
        assert await (await site.edge(OURS)).close()

    @pytest.mark.parametrize(
        "topic", [status(OURS), f"control/{OURS}", OURS, control(STRANGE), control("")]
    )
    async def test_nobody_hears_on_other_topics(
        self, site: Site, heard: list[Message], topic: str
    ) -> None:
        edge = await site.edge(OURS)
        with pytest.raises(LinkDownError):
            await site.connection.publish(topic, b"{}")
        await answered(edge)
        assert site.connection.statistics.published == 0


class TestStrangers:
    """Edges of printers that are not registered."""

    async def test_one_is_closed_with_its_first_status(
        self, site: Site, heard: list[Message]
    ) -> None:
        other = await site.edge(OTHER)
        stranger = await site.come(
            register(STRANGE), {"type": "temperature_update"}, report(STRANGE)
        )
        assert await close_code(stranger) == Close.NOT_REGISTERED
        assert heard == []
        assert site.connection.statistics.messages == 0
        await is_well(site, other, heard)

    async def test_one_that_tells_no_status_is_closed_after_a_while(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "ROLE_S", 0.1)
        stranger = await site.come(register(STRANGE))
        assert await close_code(stranger) == Close.NOT_REGISTERED

    async def test_one_can_be_told_nothing(self, site: Site) -> None:
        stranger = await site.come(register(STRANGE))
        await answered(stranger)
        with pytest.raises(LinkDownError):
            await site.connection.publish(control(STRANGE), b"{}")

    async def test_one_that_gets_registered_in_time_stays(
        self, site: Site, heard: list[Message]
    ) -> None:
        stranger = await site.come(register(STRANGE))
        await answered(stranger)
        site.connection.subscribe(status(STRANGE), heard.append)
        await stranger.send_json(report(STRANGE, 1))
        await answered(stranger)
        assert contents(heard) == [report(STRANGE, 1)]
        await site.connection.publish(control(STRANGE), b'{"now": 1}')
        assert await hear(stranger) == {"now": 1}

    async def test_one_that_is_no_longer_registered_is_closed(self, site: Site) -> None:
        leave = site.connection.subscribe(status(OURS), lambda _: None)
        edge = await site.edge(OURS)
        leave()
        await edge.send_json({"type": "temperature_update"})
        assert await close_code(edge) == Close.NOT_REGISTERED

    async def test_one_can_be_found_that_came_before(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(framed, "SEARCH_S", 0.05)
        for number in range(2):
            await close_code(await site.come(report(STRANGE, number)))
        site.connection.subscribe(status(OURS), lambda _: None)
        edge = await site.edge(OURS)
        await edge.send_json(report(OURS, 7))
        await answered(edge)
        for _ in range(2):
            found: list[Message] = []
            await site.connection.search(ANY, found.append)
            assert [one.topic for one in found] == [status(STRANGE)]
            assert contents(found) == [report(STRANGE, 1)]
        found = []
        await site.connection.search("temperature/+", found.append)
        assert found == []
        monkeypatch.setattr(websocket_server, "STRANGER_S", -1)
        await site.connection.search(ANY, found.append)
        assert found == []

    async def test_one_that_is_registered_by_now_is_no_find(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(framed, "SEARCH_S", 0.05)
        await close_code(await site.come(report(STRANGE)))
        site.connection.subscribe(status(STRANGE), lambda _: None)
        found: list[Message] = []
        await site.connection.search(ANY, found.append)
        assert found == []

    async def test_no_more_than_so_many_are_remembered(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(framed, "SEARCH_S", 0.05)
        monkeypatch.setattr(websocket_server, "MAX_STRANGERS", 3)
        uuids = [f"{number:08}-1111" for number in range(5)]
        for uuid in [*uuids, uuids[2]]:
            await close_code(await site.come(report(uuid)))
        await close_code(await site.come(report(STRANGE, text="x" * 20_000)))
        found: list[Message] = []
        await site.connection.search(ANY, found.append)
        assert [one.topic for one in found] == [status(uuids[n]) for n in (3, 4, 2)]

    async def test_one_is_found_while_somebody_searches(self, site: Site) -> None:
        found: list[Message] = []
        searching = asyncio.create_task(site.connection.search(ANY, found.append))
        await asyncio.sleep(0)
        stranger = await site.come(report(STRANGE, 1))
        assert await close_code(stranger) == Close.NOT_REGISTERED
        assert contents(found) == [report(STRANGE, 1)]
        await site.connection.disconnect()
        with pytest.raises(LinkDownError):
            await searching


class TestWebClients:
    """Those who only look."""

    async def test_they_are_told_what_registered_edges_report(
        self, site: Site, heard: list[Message]
    ) -> None:
        edge = await site.edge(OURS)
        await edge.send_json(report(None, 1))
        await answered(edge)  # what was said before is not told again
        clients = [await site.web_client() for _ in range(2)]
        await edge.send_json({"type": "unheard_of"})
        await edge.send_json(report(None, 2))
        await edge.send_json({"type": "position_update", "data": "x"})
        for client in clients:
            data = {"number": 2, "device_uuid": OURS}
            assert await hear(client) == report(OURS, data=data)
            assert await hear(client) == {
                "type": "position_update",
                "device_uuid": OURS,
                "data": "x",
            }
        await answered(edge)  # which hears nothing of itself

    async def test_they_hear_nothing_of_strangers(
        self, site: Site, heard: list[Message]
    ) -> None:
        client = await site.web_client()
        await close_code(await site.come(report(STRANGE)))
        await answered(client)

    @pytest.mark.parametrize(
        "said",
        [
            {"type": "control_command", "device_uuid": OURS, "command": "pause"},
            report(OURS, 1),
            register(OURS),
            {"type": "web_client"},
            {"type": "unheard_of"},
        ],
    )
    async def test_they_can_do_nothing(
        self, site: Site, heard: list[Message], said: dict[str, Any]
    ) -> None:
        edge, client, witness = (
            await site.edge(OURS),
            await site.web_client(),
            await site.web_client(),
        )
        await client.send_json(said)
        for socket in (client, edge, witness):
            await answered(socket)
        assert heard == []
        assert site.connection.dropped == 1
        await site.connection.publish(control(OURS), b'{"still": 1}')
        assert await hear(edge) == {"still": 1}

    async def test_an_edge_does_not_become_one(
        self, site: Site, heard: list[Message]
    ) -> None:
        first, second = await site.edge(OURS), await site.edge(OTHER)
        await first.send_json({"type": "web_client"})
        await answered(first)
        await second.send_json(report(OTHER, 1))
        await answered(second)
        await answered(first)
        assert site.connection.dropped == 1

    async def test_one_that_is_too_slow_is_closed_and_nobody_waits(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "BURST", 100_000)
        edge, quick = await site.edge(OTHER), await site.web_client()
        slow = await RawClient.come(site, {"type": "web_client"})
        await wait_until(lambda: len(site.connection._guests) == 3)
        big = report(OTHER, text="x" * 200_000)
        told = 0
        async with asyncio.timeout(PATIENCE_S):
            while len(site.connection._guests) == 3:
                await edge.send_json(big)
                assert (await hear(quick))["text"] == big["text"]
                told += 1
        await answered(edge)
        assert len(heard) == told
        assert told > guest.QUEUED_FRAMES
        await is_well(site, edge, heard)
        await slow.close()

    async def test_what_is_not_taken_in_time_is_given_up(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "SEND_S", 0.1)
        monkeypatch.setattr(guest, "BURST", 100_000)
        edge = await site.edge(OTHER)
        slow = await RawClient.come(site, {"type": "web_client"})
        await wait_until(lambda: len(site.connection._guests) == 2)
        for number in range(40):
            await edge.send_json(report(OTHER, number, text="x" * 200_000))
        await wait_until(lambda: len(site.connection._guests) == 1)
        await answered(edge)
        await slow.close()


class RawClient:
    """One who speaks WebSocket, but reads nothing unless it is asked to."""

    def __init__(self, sock: sockets.socket) -> None:
        self._sock = sock
        self._loop = asyncio.get_running_loop()

    @classmethod
    async def come(cls, site: Site, *said: dict[str, Any]) -> RawClient:
        """Return one who says something."""
        host, port = site.url.removeprefix("ws://").removesuffix("/").split(":")
        sock = sockets.socket()
        sock.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        sock.setblocking(False)
        client = cls(sock)
        await client._loop.sock_connect(sock, (host, int(port)))
        await client._loop.sock_sendall(
            sock,
            b"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            b"Sec-WebSocket-Version: 13\r\n\r\n",
        )
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += await client._loop.sock_recv(sock, 1)
        assert b" 101 " in answer
        for each in said:
            await client.send(1, json.dumps(each).encode())
        return client

    async def send(
        self, opcode: int, payload: bytes, length: int | None = None
    ) -> None:
        """Send a frame, or only what begins one."""
        size = len(payload) if length is None else length
        header = bytes([0x80 | opcode, 0xFF]) + size.to_bytes(8) + bytes(4)
        await self._loop.sock_sendall(self._sock, header + payload)

    async def read(self, until: bytes | None = None) -> bytes:
        """Return all that comes until something comes, or the other side closes."""
        received = b""
        async with asyncio.timeout(PATIENCE_S):
            with suppress(ConnectionError):
                while chunk := await self._loop.sock_recv(self._sock, 100_000):
                    received += chunk
                    if until and until in received:
                        break
        return received

    async def close(self) -> None:
        """Leave."""
        self._sock.close()


class TestHostile:
    """Whatever somebody does, only their own socket is closed."""

    @pytest.mark.parametrize("role", ["edge", "web client", "none"])
    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ("hello", Close.BAD_FRAME),
            ("[]", Close.BAD_FRAME),
            ("{}", Close.BAD_FRAME),
            ('{"type": 5}', Close.BAD_FRAME),
            ('{"type": "x", "n": ', Close.BAD_FRAME),
            ("[" * 200_000, Close.BAD_FRAME),
            ('{"type": "x", "a": ' + '{"a":' * 45_000, Close.BAD_FRAME),
            ('{"__proto__": {"type": "x"}}', Close.BAD_FRAME),
            (b'{"type": "heartbeat"}', Close.NOT_TEXT),
            ("x" * (MAX + 1), 1009),
        ],
        ids=range(10),
    )
    async def test_what_is_no_frame_closes_the_socket(
        self,
        site: Site,
        heard: list[Message],
        role: str,
        said: str | bytes,
        code: int,
    ) -> None:
        other = await site.edge(OTHER)
        if role == "none":
            socket = await site.come()
        elif role == "edge":
            socket = await site.edge(OURS)
        else:
            socket = await site.web_client()
        await (
            socket.send_str(said) if isinstance(said, str) else socket.send_bytes(said)
        )
        assert await close_code(socket) == code
        await is_well(site, other, heard)
        await wait_until(lambda: len(site.connection._guests) == 1)

    @pytest.mark.parametrize(
        "fields",
        [
            {"__proto__": {"device_uuid": OTHER}, "constructor": {"prototype": {}}},
            {"data": {str(number): number for number in range(10_000)}},
            {"data": [[[[]]]], "x": "\u202e<img onerror=alert(1)>\x1b[2J\0"},
            {"text": "x" * (MAX - 200)},
        ],
        ids=range(4),
    )
    async def test_odd_but_sound_frames_do_no_harm(
        self, site: Site, heard: list[Message], fields: dict[str, Any]
    ) -> None:
        other, edge = await site.edge(OTHER), await site.edge(OURS)
        client = await site.web_client()
        said = report(OURS) | fields
        await edge.send_json(said)
        await answered(edge)
        assert contents(heard) == [said]
        assert (await hear(client))["device_uuid"] == OURS
        await is_well(site, other, heard)

    async def test_a_frame_may_have_just_so_many_bytes(
        self, site: Site, heard: list[Message]
    ) -> None:
        edge = await site.edge(OURS)
        start = json.dumps(report(OURS))[:-1] + ', "x": "'
        await edge.send_str(start + "x" * (MAX - len(start) - 2) + '"}')
        await answered(edge)
        assert [len(one.payload) for one in heard] == [MAX]
        await edge.send_str(start + "x" * (MAX - len(start) - 1) + '"}')
        assert await close_code(edge) == 1009
        assert len(heard) == 1

    @pytest.mark.usefixtures("_be_patient")
    async def test_a_frame_of_10_mb_is_not_even_read(
        self, site: Site, heard: list[Message]
    ) -> None:
        other = await site.edge(OTHER)
        hostile = await RawClient.come(site, register(OURS))
        await hostile.send(1, b"x" * 1000, length=10_000_000)
        code = (1009).to_bytes(2)
        assert code in await hostile.read(code)
        await is_well(site, other, heard)
        await hostile.close()

    @pytest.mark.usefixtures("_be_patient")
    async def test_a_frame_in_endless_parts_is_too_large_as_well(
        self, site: Site, heard: list[Message]
    ) -> None:
        other = await site.edge(OTHER)
        hostile = await RawClient.come(site)
        await hostile._loop.sock_sendall(
            hostile._sock, bytes([0x01, 0xFE]) + (60_000).to_bytes(2) + bytes(60_004)
        )
        with suppress(ConnectionError):
            for _ in range(10):
                await hostile._loop.sock_sendall(
                    hostile._sock,
                    bytes([0x00, 0xFE]) + (60_000).to_bytes(2) + bytes(60_004),
                )
        code = (1009).to_bytes(2)
        assert code in await hostile.read(code)
        await is_well(site, other, heard)
        await hostile.close()

    @pytest.mark.parametrize(
        "said",
        [
            {"type": "webrtc_join"},
            {"type": "control_command", "device_uuid": OURS},
            {"type": "printer_status"},
            {"type": "register"},
            {"type": "register", "device_uuid": None},
        ],
    )
    async def test_who_does_not_say_who_it_is_is_closed(
        self, site: Site, heard: list[Message], said: dict[str, Any]
    ) -> None:
        assert await close_code(await site.come(said)) == Close.NO_ROLE
        assert heard == []

    @pytest.mark.parametrize("said", [[], [{"type": "heartbeat"}]])
    async def test_who_is_silent_is_closed(
        self, site: Site, said: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "ROLE_S", 0.2)
        assert await close_code(await site.come(*said)) == Close.NO_ROLE

    async def test_who_has_said_who_it_is_may_be_silent(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "ROLE_S", 0.2)
        edge, client = await site.edge(OURS), await site.web_client()
        assert await close_code(await site.come()) == Close.NO_ROLE
        await answered(edge)
        await answered(client)

    @pytest.mark.parametrize(
        "said", [{"type": "heartbeat"}, report(OURS), {"type": "unheard_of"}]
    )
    @pytest.mark.usefixtures("_be_patient")
    async def test_a_flood_closes_the_socket(
        self,
        site: Site,
        heard: list[Message],
        said: dict[str, Any],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(guest, "FRAMES_PER_S", 1)
        other = await site.edge(OTHER)
        hostile = await RawClient.come(site, register(OURS))
        with suppress(ConnectionError):
            for _ in range(2 * guest.BURST):
                await hostile.send(1, json.dumps(said).encode())
        code = Close.FLOOD.to_bytes(2)
        assert code in await hostile.read(code)
        assert len(heard) <= guest.BURST
        await is_well(site, other, heard)
        await hostile.close()

    @pytest.mark.parametrize("opcode", [9, 10])
    @pytest.mark.usefixtures("_be_patient")
    async def test_a_flood_of_pings_closes_the_socket(
        self,
        site: Site,
        heard: list[Message],
        opcode: int,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(guest, "FRAMES_PER_S", 1)
        other = await site.edge(OTHER)
        hostile = await RawClient.come(site, register(OURS))
        frame = bytes([0x80 | opcode, 0x80]) + bytes(4)
        with suppress(ConnectionError):
            await hostile._loop.sock_sendall(hostile._sock, frame * 2 * guest.BURST)
        code = Close.FLOOD.to_bytes(2)
        assert code in await hostile.read(code)
        await is_well(site, other, heard)
        await hostile.close()

    @pytest.mark.usefixtures("_be_patient")
    async def test_large_frames_are_a_flood_sooner(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "FRAMES_PER_S", 1)
        hostile = await RawClient.come(site, register(OURS))
        with suppress(ConnectionError):
            for number in range(guest.BURST // 5):
                large = report(OURS, number, text="x" * 200_000)
                await hostile.send(1, json.dumps(large).encode())
        code = Close.FLOOD.to_bytes(2)
        assert code in await hostile.read(code)
        assert guest.BURST / 20 < len(heard) < guest.BURST / 10
        await hostile.close()

    async def test_who_rests_may_speak_again(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "FRAMES_PER_S", 100_000)
        edge = await site.edge(OURS)
        for _ in range(3):
            for number in range(guest.BURST - 2):
                await edge.send_json(report(OURS, number))
            await answered(edge)
        assert len(heard) == 3 * (guest.BURST - 2)

    async def test_who_comes_again_has_not_rested(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "FRAMES_PER_S", 1)
        monkeypatch.setattr(guest, "BURST", 50)
        other = await site.edge(OTHER)
        codes = set()
        for _ in range(5):
            hostile = await site.come(register(OURS))
            with suppress(ConnectionError):
                for number in range(40):
                    await hostile.send_json(report(OURS, number))
                await hostile.close()
            codes.add(hostile.close_code)
        assert Close.FLOOD in codes
        assert len(heard) < 60
        await is_well(site, other, heard)

    async def test_others_have_their_turn_during_a_burst(
        self, site: Site, heard: list[Message]
    ) -> None:
        turns: list[int] = []
        async with turns_of_the_loop() as turn:
            site.connection.subscribe(status(OURS), lambda _: turns.append(turn()))
            hostile = await RawClient.come(site, register(OURS))
            said = json.dumps(report(OURS)).encode()
            frame = bytes([0x81, 0xFE]) + len(said).to_bytes(2) + bytes(4) + said
            await hostile._loop.sock_sendall(hostile._sock, frame * 400)
            await wait_until(lambda: len(turns) == 400)
        assert len(set(turns)) == 400
        await hostile.close()

    async def test_those_who_look_leave_room_for_edges(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(websocket_server, "MAX_WEB_CLIENTS", 2)
        first, _ = await site.web_client(), await site.web_client()
        late = await site.come({"type": "web_client"})
        assert await close_code(late) == Close.TOO_MANY_SOCKETS
        await is_well(site, await site.edge(OTHER), heard)
        await first.close()
        await wait_until(lambda: len(site.connection._web_clients) == 1)
        await site.web_client()

    async def test_there_are_no_more_than_so_many(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(websocket_server, "MAX_SOCKETS", 2)
        other, edge = await site.edge(OTHER), await site.edge(OURS)
        for _ in range(3):
            late = await site.come(register(OURS))
            assert await close_code(late) == Close.TOO_MANY_SOCKETS
        await is_well(site, other, heard)
        await answered(edge)
        await edge.close()
        await wait_until(lambda: len(site.connection._guests) == 1)
        await site.edge(OURS)

    async def test_one_that_does_not_read_is_told_nothing_late(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "SEND_S", 0.2)
        other = await site.edge(OTHER)
        deaf = await RawClient.come(site, register(OURS))
        await wait_until(lambda: OURS in site.connection._edges)
        big = b"{%s}" % (b" " * 5_000_000)
        results = await asyncio.gather(
            *(site.connection.publish(control(OURS), big) for _ in range(3)),
            return_exceptions=True,
        )
        assert [type(one) for one in results] == [LinkDownError] * 3
        assert site.connection.statistics.published == 0
        with pytest.raises(LinkDownError):
            await site.connection.publish(control(OURS), b"{}")
        assert len(await deaf.read()) < len(big)
        await is_well(site, other, heard)
        await deaf.close()

    @needs_stall_limit
    async def test_what_the_network_does_not_take_is_given_up(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stalls, "STALL_S", 1)
        other = await site.edge(OTHER)
        deaf = await RawClient.come(site, register(OURS))
        await wait_until(lambda: OURS in site.connection._edges)
        await site.connection.publish(control(OURS), b"{%s}" % (b" " * 10_000))
        await site.connection.publish(control(OURS), b'{"late": 1}')
        await wait_until(lambda: OURS not in site.connection._edges)
        assert b"late" not in await deaf.read()
        await is_well(site, other, heard)
        await deaf.close()

    async def test_what_is_published_has_been_written(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "SEND_S", 0.2)
        deaf = await RawClient.come(site, register(OURS))
        await wait_until(lambda: OURS in site.connection._edges)
        transport = site.connection._edges[OURS]._transport
        payload = b"{%s}" % (b" " * 20_000)
        with suppress(LinkDownError):
            while site.connection.statistics.published < 10_000:
                await site.connection.publish(control(OURS), payload)
                assert transport.get_write_buffer_size() == 0
        assert 0 < site.connection.statistics.published < 10_000
        await deaf.close()

    async def test_one_who_gives_up_publishing_disturbs_no_other(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "SEND_S", 0.5)
        deaf = await RawClient.come(site, register(OURS))
        await wait_until(lambda: OURS in site.connection._edges)
        big = b"{%s}" % (b" " * 5_000_000)
        first, second = (
            asyncio.create_task(site.connection.publish(control(OURS), big))
            for _ in range(2)
        )
        await asyncio.sleep(0.05)
        first.cancel()
        await asyncio.wait([first, second])
        assert first.cancelled()
        assert isinstance(second.exception(), LinkDownError)
        await deaf.close()

    async def test_dead_ones_are_noticed(
        self, site: Site, heard: list[Message], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guest, "HEARTBEAT_S", 0.2)
        dead = await RawClient.come(site, register(OURS))
        await wait_until(lambda: OURS in site.connection._edges)
        alive = await site.edge(OTHER)
        listening = asyncio.create_task(alive.receive())
        await wait_until(lambda: OURS not in site.connection._edges)
        assert OTHER in site.connection._edges
        listening.cancel()
        await dead.close()

    async def test_nobodys_uuid_is_in_the_log(
        self, site: Site, heard: list[Message], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        edge = await site.edge(OURS)
        await edge.send_json(report(OURS))
        await edge.send_json(report(STRANGE))
        await close_code(edge)
        await close_code(await site.come(report(STRANGE)))
        await wait_until(lambda: not site.connection._guests)
        ours = [r.getMessage() for r in caplog.records if r.name.startswith("custom_")]
        assert ours == [
            "Closed a WebSocket: FOREIGN_UUID",
            "Closed a WebSocket: NOT_REGISTERED",
        ]
        for text in (OURS, STRANGE, "secret"):
            assert text not in repr(site.connection._guests) + caplog.text


class TestEnd:
    """When it is disconnected, nothing is left."""

    async def test_all_are_sent_away(self, site: Site, heard: list[Message]) -> None:
        told: list[Failure | None] = []
        site.connection.watch(told.append)
        everybody = [
            await site.edge(OURS),
            await site.web_client(),
            await site.come(),
            await site.come(register(STRANGE)),
        ]
        codes = [asyncio.create_task(close_code(one)) for one in everybody]
        await site.connection.disconnect()
        assert not site.connection.connected
        assert not site.connection._guests
        assert not site.connection._edges
        assert await asyncio.gather(*codes) == [Close.GOING_AWAY] * 4
        assert told == []
        assert not site.connection.opens_to("secret")
        await site.connection.disconnect()
        await site.connection.connect()
        assert told == [None]
        assert site.connection.opens_to("secret")
        await site.edge(OURS)

    async def test_no_task_timer_or_socket_is_left(self) -> None:
        before = in_use()
        connection = WebSocketServerConnection(WebSocketServerSettings("secret"))
        await connection.connect()
        connection.subscribe(status(OURS), lambda _: None)
        async with site_of(connection) as site:
            edge, client = await site.edge(OURS), await site.web_client()
            await edge.send_json(report(OURS))
            await hear(client)
            deaf = await RawClient.come(site, {"type": "web_client"})
            await site.connection.publish(control(OURS), b"{}")
            await connection.disconnect()
            await deaf.close()
        await wait_until(
            lambda: all(
                {
                    one
                    for one in now
                    if kind != "timers and calls" or "factor" in repr(one)
                }
                <= before[kind]
                for kind, now in in_use().items()
            )
        )

    async def test_those_who_do_not_answer_are_not_waited_for(self, site: Site) -> None:
        deaf = [await RawClient.come(site, {"type": "web_client"}) for _ in range(5)]
        await wait_until(lambda: len(site.connection._guests) == 5)
        async with asyncio.timeout(3 * guest.CLOSE_S):
            await site.connection.disconnect()
        for one in deaf:
            await one.close()


@pytest.mark.parametrize(
    ("given", "opens"),
    [
        ("secret", True),
        ("Secret", False),
        ("", False),
        ("secre", False),
        ("é\udcff", False),
    ],
)
async def test_the_secret(site: Site, given: str, opens: bool) -> None:
    assert site.connection.opens_to(given) is opens


async def test_all_of_it_is_compared(site: Site) -> None:
    with patch("hmac.compare_digest", return_value=True) as compare:
        site.connection.opens_to("other")
    compare.assert_called_once_with(b"other", b"secret")
