"""A server of WebRTC streams by WHEP, as MediaMTX is one behind a proxy."""

import asyncio
from dataclasses import dataclass
from typing import Any, override

from aiohttp import hdrs, web
from aiohttp.test_utils import TestServer
from aiortc import (
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.sdp import candidate_from_sdp
from av import VideoFrame
import pytest

from custom_components.factor.whep import SDP, SDP_FRAGMENT

STREAM = "/webrtc/cam-x/"
SESSION = f"{STREAM}whep/secret"
ANSWER = "v=0\r\ns=answer\r\n"
WIDTH, HEIGHT = 64, 48


@dataclass(frozen=True)
class Asked:
    """What the server was asked, and by whom."""

    method: str
    path: str
    content_type: str
    body: str
    user: str | None


class WhepServer:
    """Answers every offer alike, unless it is to misbehave.

    `response` replaces the one to an offer, `status` the one to all that follows it.
    Nobody gets a response before `gate` is open.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.location = "whep/secret"
        self.response: web.Response | None = None
        self.status: int | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        app = web.Application()
        app.router.add_route("*", "/{any:.*}", self._handle)
        self._server = TestServer(app, host="127.0.0.1")

    async def start(self) -> None:
        await self._server.start_server()

    async def stop(self) -> None:
        self.gate.set()
        await self._server.close()

    @property
    def play_url(self) -> str:
        return str(self._server.make_url(STREAM))

    def told(self, method: str) -> list[Asked]:
        """Return what the server was asked by one method."""
        return [each for each in self.asked if each.method == method]

    async def _handle(self, request: web.Request) -> web.Response:
        body = await request.text()
        authorization = request.headers.get(hdrs.AUTHORIZATION)
        self.asked.append(
            Asked(
                request.method,
                request.raw_path,
                request.content_type,
                body,
                authorization,
            )
        )
        await self.gate.wait()
        if request.method == "POST":
            return self.response or web.Response(
                status=201,
                text=await self.answer(body),
                content_type=SDP,
                headers={hdrs.LOCATION: self.location},
            )
        if request.method == "PATCH":
            assert request.headers[hdrs.IF_MATCH] == "*"
            assert request.content_type == SDP_FRAGMENT
            await self.add_candidates(body)
            return web.Response(status=self.status or 204)
        await self.end()
        return web.Response(status=self.status or 200)

    async def answer(self, offer: str) -> str:
        return ANSWER

    async def add_candidates(self, fragment: str) -> None:
        pass

    async def end(self) -> None:
        pass


class Picture(VideoStreamTrack):
    """A video in which each picture is a little brighter than the one before."""

    shade = 0

    @override
    async def recv(self) -> VideoFrame:
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([self.shade]) * plane.buffer_size)
        self.shade = (self.shade + 8) % 256
        frame.pts, frame.time_base = pts, time_base
        return frame


def peer() -> RTCPeerConnection:
    """Return one end of a WebRTC connection that asks no server for its address."""
    return RTCPeerConnection(RTCConfiguration(iceServers=[]))


def on_this_host_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let WebRTC use no address but this host's own."""
    monkeypatch.setattr("aioice.ice.get_host_addresses", lambda *_, **__: ["127.0.0.1"])


class VideoServer(WhepServer):
    """Sends a video to who offers to see it and then tells where he is."""

    def __init__(self) -> None:
        super().__init__()
        self.peer = peer()
        self.connected: asyncio.Future[None] | None = None

    @override
    async def answer(self, offer: str) -> str:
        """Answer; the connection waits for a candidate, which the offer has not."""
        assert "a=candidate" not in offer
        connect = "_RTCPeerConnection__connect"
        self._connect: Any = getattr(self.peer, connect)
        setattr(self.peer, connect, lambda: asyncio.sleep(0))
        self.peer.addTrack(Picture())
        await self.peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await self.peer.setLocalDescription(await self.peer.createAnswer())
        return self.peer.localDescription.sdp

    @override
    async def add_candidates(self, fragment: str) -> None:
        mid = None
        for line in fragment.splitlines():
            name, _, value = line.removeprefix("a=").partition(":")
            if name == "mid":
                mid = value
            elif name == "candidate":
                candidate = candidate_from_sdp(value)
                candidate.sdpMid = mid
                await self.peer.addIceCandidate(candidate)
        if self.connected is None:
            self.connected = asyncio.ensure_future(self._connect())

    @override
    async def end(self) -> None:
        await self.peer.close()

    @override
    async def stop(self) -> None:
        await super().stop()
        await self.peer.close()
        if self.connected:
            await self.connected
