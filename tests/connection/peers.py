"""The printers' end of each kind of link, without any code of the integration's."""

import asyncio
from contextlib import suppress
import json
from typing import Protocol
from urllib.parse import quote

import aiohttp

from simulator.link import Link
from tests import wait_until

PATIENCE_S = 30
HEARTBEAT = {"type": "heartbeat"}
ANSWERS = ("ack", "acknowledgment")


def status(uuid: str) -> str:
    """Return the topic on which a printer speaks."""
    return f"octoprint/status/{uuid}"


def control(uuid: str) -> str:
    """Return the topic on which a printer is told what to do."""
    return f"control_result/{uuid}"


class Peer(Protocol):
    """Printers that say something and hear what they are told."""

    heard: list[tuple[str, bytes]]
    """The topic and the payload of all that was heard so far."""

    async def open(self) -> None:
        """Connect."""

    async def listen(self, uuid: str) -> None:
        """Return once this printer hears what it is told."""

    async def say(self, uuid: str, *payloads: bytes, keep: bool = False) -> None:
        """Say something as this printer, to be kept for those who come later or not."""

    async def close(self) -> None:
        """Leave nothing behind."""


async def hears(peer: Peer, *payloads: bytes) -> None:
    """Return once a printer has heard exactly this."""
    await wait_until(lambda: len(peer.heard) >= len(payloads), PATIENCE_S)
    assert [payload for _, payload in peer.heard] == list(payloads)


class MqttPeer:
    """Printers on one link to a broker."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self._link = Link(f"mqtt://{username}:{quote(password)}@127.0.0.1:{port}")
        self._link.on_message = lambda *message: self.heard.append(message)

    async def open(self) -> None:
        await self._link.open()

    async def listen(self, uuid: str) -> None:
        await self._link.subscribe([control(uuid)])

    async def say(self, uuid: str, *payloads: bytes, keep: bool = False) -> None:
        for payload in payloads:
            self._link.publish(status(uuid), payload, qos=1, retain=keep)

    async def close(self) -> None:
        await self._link.close()


class EdgePeer:
    """Old edges, each on a WebSocket of its own, which comes again when it was closed."""

    def __init__(self, url: str) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self._url = url
        self._sockets: dict[str, aiohttp.ClientWebSocketResponse] = {}
        self._reading: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._session = aiohttp.ClientSession()

    async def listen(self, uuid: str) -> None:
        await self._socket(uuid)

    async def say(self, uuid: str, *payloads: bytes, keep: bool = False) -> None:
        for payload in payloads:
            frame = json.loads(payload) | {"device_uuid": uuid}
            socket = await self._socket(uuid)
            with suppress(ConnectionError):
                await socket.send_json(frame)

    async def close(self) -> None:
        await self._session.close()
        await asyncio.gather(*self._reading)

    async def _socket(self, uuid: str) -> aiohttp.ClientWebSocketResponse:
        """Return an edge's socket, once the server knows whose it is."""
        socket = self._sockets.get(uuid)
        if socket is None or socket.closed:
            headers = {"x-client-type": "edge"}
            socket = await self._session.ws_connect(self._url, headers=headers)
            self._sockets[uuid] = socket
            for said in ({"type": "register", "device_uuid": uuid}, HEARTBEAT):
                await socket.send_json(said)
            async for message in socket:
                if json.loads(message.data)["type"] in ANSWERS:
                    break
            task = asyncio.create_task(self._read(uuid, socket))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)
        return socket

    async def _read(self, uuid: str, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Hear what the edge is told."""
        async for message in socket:
            said = json.loads(message.data)
            if said["type"] not in (*ANSWERS, "request_status"):
                self.heard.append((control(uuid), message.data.encode()))
