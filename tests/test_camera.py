"""The camera: the plugin's stream as a viewer gets it, and the webcam in its place."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
import json
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from aiohttp import encode_basic_auth, hdrs, web
from aiohttp.test_utils import TestServer
from aiortc import RTCPeerConnection, RTCSessionDescription
from av import VideoFrame
import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.factor import whep
from custom_components.factor.whep import SDP, WhepFailure
from homeassistant.components.camera import async_get_image
from homeassistant.components.camera.const import DOMAIN as CAMERA_DOMAIN
from homeassistant.components.camera.helper import get_camera_from_entity_id
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_SUPPORTED_FEATURES,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    Platform,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError, ServiceNotSupported

from . import set_up, wait_until
from .conftest import UUID
from .home import Clock, FakeConnection, Home, error_text
from .mosquitto import Mosquitto
from .payloads import printing
from .whep import (
    ANSWER,
    HEIGHT,
    SESSION,
    WIDTH,
    VideoServer,
    WhepServer,
    on_this_host_only,
    peer,
)

OFFER = "v=0\r\na=ice-ufrag:user\r\na=ice-pwd:word\r\nm=video 9 X 96\r\na=mid:0\r\n"
CANDIDATE = {"candidate": "candidate:1 1 udp 5 10.0.0.2 5000 typ host", "sdpMid": "0"}
JPEG = b"\xff\xd8picture\xff\xd9"
ON_OFF_AND_STREAM, NOTHING = 3, 0


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the camera only."""
    return [Platform.CAMERA]


@pytest.fixture
async def live(
    hass: HomeAssistant, socket_enabled: None, tmp_path: Path
) -> AsyncIterator[Home]:
    """Give a printer as `home` does, but time goes on: the network needs it."""
    connection = FakeConnection()
    with (
        patch("custom_components.factor.new_connection", return_value=connection),
        patch("custom_components.factor.PLATFORMS", [Platform.CAMERA]),
    ):
        entry = await set_up(hass, Mosquitto(tmp_path, port=1883), UUID)
        yield Home(hass, entry, connection, cast("Clock", None))
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def server(socket_enabled: None) -> AsyncIterator[WhepServer]:
    """Give a running server of streams, none of which is any good."""
    server = WhepServer()
    await server.start()
    yield server
    await server.stop()


def camera_state(
    running: bool = True,
    play_url: str | None = "http://127.0.0.1:1/cam-x/",
    last_error: str | None = None,
    started_at: float | None = 1760000000.5,
) -> bytes:
    """Return what the plugin says of its camera."""
    return json.dumps(
        {
            "running": running,
            "pid": 4242 if running else None,
            "started_at": started_at,
            "last_error": last_error,
            "webrtc": {"play_url_webrtc": play_url} if play_url else None,
        }
    ).encode()


async def hear_camera(home: Home, *said: bytes) -> State:
    """Deliver what the plugin says of its camera; return the entity's state."""
    for payload in said:
        home.say(payload, topic=home.topics.camera_state)
    await home.hass.async_block_till_done()
    return home.state("camera")


async def set_camera(home: Home, **camera: Any) -> State:
    """Change the user's settings of the camera; return the entity's state."""
    subentry = home.entry.subentries["printer_1"]
    home.hass.config_entries.async_update_subentry(
        home.entry, subentry, data={**subentry.data, "camera": camera}
    )
    await home.hass.async_block_till_done()
    return home.state("camera")


# The plugin's camera


async def test_camera_is_there_once_the_plugin_has_answered(home: Home) -> None:
    assert home.value("camera") == "unavailable"
    await home.hear(printing())
    assert home.value("camera") == "unavailable"
    await hear_camera(home, camera_state())
    assert home.value("camera") == "streaming"
    await home.pass_time(30)
    assert home.value("camera") == "unavailable"
    await home.hear(printing())
    assert home.value("camera") == "streaming"


async def test_camera_says_what_the_plugin_says(home: Home) -> None:
    await home.hear(printing())
    state = await hear_camera(home, camera_state())
    assert state.name == "Printer 1 Camera"
    assert state.attributes[ATTR_SUPPORTED_FEATURES] == ON_OFF_AND_STREAM
    assert state.attributes["last_error"] is None
    assert state.attributes["started_at"].isoformat() == (
        "2025-10-09T08:53:20.500000+00:00"
    )
    state = await hear_camera(home, camera_state(running=False, last_error="no device"))
    assert state.state == "idle"
    assert state.attributes["last_error"] == "no device"
    assert state.attributes["started_at"] is not None


@pytest.mark.parametrize("started_at", [None, -1, 1e300])
async def test_time_that_is_none(home: Home, started_at: float | None) -> None:
    await home.hear(printing())
    state = await hear_camera(home, camera_state(started_at=started_at))
    assert state.state == "streaming"
    assert state.attributes["started_at"] is None


async def test_state_is_written_only_when_there_is_something_new(home: Home) -> None:
    await home.hear(printing())
    before = await hear_camera(home, camera_state())
    home.clock.advance(5)
    await home.hear(printing())
    assert await hear_camera(home, camera_state()) is before
    assert home.state("camera").last_reported == before.last_reported
    after = await hear_camera(home, camera_state(last_error="x"))
    assert after.last_reported > before.last_reported


async def test_details_are_not_recorded(home: Home) -> None:
    camera = get_camera_from_entity_id(home.hass, home.state("camera").entity_id)
    assert camera._unrecorded_attributes == {"last_error", "started_at"}


async def switch(home: Home, service: str) -> None:
    """Turn the camera on or off as a user does."""
    await home.hass.services.async_call(
        CAMERA_DOMAIN,
        service,
        {ATTR_ENTITY_ID: home.entity_id("camera")},
        blocking=True,
    )


def answer(home: Home, said: bytes) -> None:
    """Let the plugin say something of its camera as soon as it is told something."""
    home.connection.on_publish = lambda _: cast(
        "None",
        home.hass.loop.call_soon(
            partial(home.say, said, topic=home.topics.camera_state)
        ),
    )


@pytest.mark.parametrize(
    ("service", "action", "running"),
    [(SERVICE_TURN_ON, "start", True), (SERVICE_TURN_OFF, "stop", False)],
)
async def test_turning_on_and_off(
    home: Home, service: str, action: str, running: bool
) -> None:
    await home.hear(printing())
    await hear_camera(home, camera_state(running=not running))
    answer(home, camera_state(running=running))
    await switch(home, service)
    topic, payload = home.connection.published[-1]
    assert topic == home.topics.camera_command
    command = json.loads(payload)
    assert command["action"] == action
    assert ("name" in command.get("options", {})) is running
    assert home.value("camera") == ("streaming" if running else "idle")


async def test_printer_says_why_it_does_not_start(home: Home) -> None:
    await home.hear(printing())
    await hear_camera(home, camera_state(running=False))
    answer(home, camera_state(running=False, last_error="ffmpeg not found"))
    with pytest.raises(HomeAssistantError, match="ffmpeg not found"):
        await switch(home, SERVICE_TURN_ON)
    assert home.state("camera").attributes["last_error"] == "ffmpeg not found"


# Who watches the plugin's stream


@dataclass
class Viewer:
    """A browser that is signed in to Home Assistant, as far as it watches a camera."""

    socket: Any
    entity_id: str
    session_id: str = ""
    subscription: int = 0

    async def hear(self) -> dict[str, Any]:
        """Return the next thing that is said."""
        return cast("dict[str, Any]", await self.socket.receive_json())

    async def offer(self, sdp: str = OFFER) -> None:
        """Offer to watch, and begin a session."""
        await self.socket.send_json_auto_id(
            {"type": "camera/webrtc/offer", "entity_id": self.entity_id, "offer": sdp}
        )
        result = await self.hear()
        assert result["success"], result
        self.subscription = result["id"]
        event = (await self.hear())["event"]
        assert event["type"] == "session"
        self.session_id = event["session_id"]

    async def add(self, candidate: dict[str, Any]) -> None:
        """Tell of a way; the answer is heard later."""
        await self.socket.send_json_auto_id(
            {
                "type": "camera/webrtc/candidate",
                "entity_id": self.entity_id,
                "session_id": self.session_id,
                "candidate": candidate,
            }
        )

    async def event(self) -> dict[str, Any]:
        """Return what the camera says next."""
        while (heard := await self.hear())["type"] != "event":
            assert heard["success"], heard
        return cast("dict[str, Any]", heard["event"])

    async def error(self) -> str:
        """Return the error that ends the offer."""
        event = await self.event()
        assert event["type"] == "error"
        return cast("str", event["message"])

    async def close(self) -> None:
        """Watch no longer."""
        await self.socket.send_json_auto_id(
            {"type": "unsubscribe_events", "subscription": self.subscription}
        )
        while (await self.hear())["type"] != "result":
            pass

    async def capabilities(self) -> list[str]:
        """Return how the camera can be watched."""
        await self.socket.send_json_auto_id(
            {"type": "camera/capabilities", "entity_id": self.entity_id}
        )
        result = (await self.hear())["result"]
        return cast("list[str]", result["frontend_stream_types"])


@pytest.fixture
async def viewer(live: Home, hass_ws_client: WebSocketGenerator) -> Viewer:
    """Give a viewer of a camera that streams, to where the test shall say."""
    await live.hear(printing())
    state = await hear_camera(live, camera_state())
    return Viewer(await hass_ws_client(live.hass), state.entity_id)


@pytest.fixture
async def video(
    socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[VideoServer]:
    """Give a running server of a video."""
    on_this_host_only(monkeypatch)
    server = VideoServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def screen(video: VideoServer) -> AsyncIterator[RTCPeerConnection]:
    """Give a browser's end of the WebRTC connection."""
    screen = peer()
    screen.addTransceiver("video", direction="recvonly")
    yield screen
    await screen.close()


async def test_viewer_sees_the_video(
    live: Home, viewer: Viewer, video: VideoServer, screen: RTCPeerConnection
) -> None:
    await hear_camera(live, camera_state(play_url=video.play_url))
    assert await viewer.capabilities() == ["web_rtc"]
    await screen.setLocalDescription(await screen.createOffer())
    lines = screen.localDescription.sdp.splitlines()
    candidates = [line for line in lines if line.startswith("a=candidate:")]
    rest = [line for line in lines if "candidate" not in line]
    assert candidates

    await viewer.offer("".join(f"{line}\r\n" for line in rest))
    for line in candidates:
        await viewer.add({"candidate": line.removeprefix("a="), "sdpMid": "0"})
    event = await viewer.event()
    assert event["type"] == "answer"
    await screen.setRemoteDescription(RTCSessionDescription(event["answer"], "answer"))
    (receiver,) = screen.getReceivers()
    pictures = [cast("VideoFrame", await receiver.track.recv()) for _ in range(5)]
    assert {(each.width, each.height) for each in pictures} == {(WIDTH, HEIGHT)}
    brightness = [each.to_ndarray()[:HEIGHT].mean() for each in pictures]
    assert brightness == sorted(brightness)
    assert brightness[-1] > brightness[0] + 16

    assert video.told("DELETE") == []
    await viewer.close()
    await wait_until(lambda: video.told("DELETE"))
    assert [each.path for each in video.told("DELETE")] == [SESSION]


async def test_candidates_before_and_after_the_answer(
    live: Home, viewer: Viewer, server: WhepServer
) -> None:
    await hear_camera(live, camera_state(play_url=server.play_url))
    server.gate.clear()
    await viewer.offer()
    await viewer.add(CANDIDATE)
    await wait_until(lambda: server.asked)
    server.gate.set()
    assert await viewer.event() == {"type": "answer", "answer": ANSWER}
    await wait_until(lambda: server.told("PATCH"))
    await viewer.add({**CANDIDATE, "candidate": "candidate:2"})
    await wait_until(lambda: len(server.told("PATCH")) == 2)
    first, second = server.told("PATCH")
    assert first.body.endswith(
        f"m=video 9 X 96\r\na=mid:0\r\na={CANDIDATE['candidate']}\r\n"
    )
    assert second.body.endswith("m=video 9 X 96\r\na=mid:0\r\na=candidate:2\r\n")
    await viewer.close()


async def test_candidate_of_no_session_is_ignored(viewer: Viewer) -> None:
    viewer.session_id = "none"
    await viewer.add(CANDIDATE)
    assert (await viewer.hear())["success"]


@pytest.mark.parametrize(
    ("response", "failure"),
    [
        (web.Response(status=404), WhepFailure.NOT_FOUND),
        (web.Response(status=401), WhepFailure.UNAUTHORIZED),
        (web.Response(status=500), WhepFailure.REFUSED),
        (
            web.Response(status=201, text="?", content_type=SDP),
            WhepFailure.BAD_ANSWER,
        ),
    ],
)
async def test_viewer_is_told_why_there_is_no_video(
    live: Home,
    viewer: Viewer,
    server: WhepServer,
    response: web.Response,
    failure: WhepFailure,
) -> None:
    await hear_camera(live, camera_state(play_url=server.play_url))
    server.response = response
    await viewer.offer()
    assert await viewer.error() == error_text(f"camera_{failure}", printer="Printer 1")
    await viewer.close()
    assert len(server.asked) == 1


async def test_viewer_is_told_that_nobody_answers(
    live: Home, viewer: Viewer, server: WhepServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hear_camera(live, camera_state(play_url=server.play_url))
    text = error_text("camera_unreachable", printer="Printer 1")
    server.gate.clear()
    with monkeypatch.context() as patched:
        patched.setattr(whep, "TIMEOUT_S", 0.01)
        await viewer.offer()
        assert await viewer.error() == text
    await server.stop()
    await viewer.offer()
    assert await viewer.error() == text


@pytest.mark.parametrize("play_url", [None, "", "rtsp://127.0.0.1/cam-x"])
async def test_viewer_is_told_that_the_printer_names_no_server(
    live: Home, viewer: Viewer, play_url: str | None
) -> None:
    await hear_camera(live, camera_state(play_url=play_url))
    await viewer.offer()
    assert await viewer.error() == error_text("camera_bad_address", printer="Printer 1")


async def test_viewer_is_told_that_the_camera_is_off(
    live: Home, viewer: Viewer, server: WhepServer
) -> None:
    await hear_camera(live, camera_state(running=False, play_url=server.play_url))
    await viewer.offer()
    assert await viewer.error() == error_text("camera_off", printer="Printer 1")
    assert server.asked == []


async def test_viewer_is_told_that_the_plugin_has_not_answered(
    live: Home, hass_ws_client: WebSocketGenerator
) -> None:
    viewer = Viewer(await hass_ws_client(live.hass), live.state("camera").entity_id)
    await viewer.offer()
    assert await viewer.error() == error_text("camera_off", printer="Printer 1")


async def test_viewer_who_leaves_before_the_answer(
    live: Home, viewer: Viewer, server: WhepServer
) -> None:
    await hear_camera(live, camera_state(play_url=server.play_url))
    server.gate.clear()
    await viewer.offer()
    await wait_until(lambda: server.asked)
    await viewer.close()
    server.gate.set()
    await wait_until(lambda: server.told("DELETE"))
    await live.hass.async_block_till_done()
    await viewer.socket.send_json_auto_id({"type": "ping"})
    assert (await viewer.hear())["type"] == "pong"  # and no answer before it


async def test_viewer_whose_browser_is_gone(
    live: Home, viewer: Viewer, server: WhepServer
) -> None:
    await hear_camera(live, camera_state(play_url=server.play_url))
    await viewer.offer()
    await viewer.event()
    await viewer.socket.close()
    await wait_until(lambda: server.told("DELETE"))


async def test_sessions_end_with_the_entity(
    live: Home, viewer: Viewer, server: WhepServer
) -> None:
    await hear_camera(live, camera_state(play_url=server.play_url))
    for _ in range(2):
        await viewer.offer()
        await viewer.event()
    await live.hass.config_entries.async_unload(live.entry.entry_id)
    await live.hass.async_block_till_done()
    assert len(server.told("DELETE")) == 2


async def test_plugin_has_no_picture(live: Home, viewer: Viewer) -> None:
    with pytest.raises(HomeAssistantError, match="Unable to get image"):
        await async_get_image(live.hass, viewer.entity_id)


# The webcam in its place


@dataclass
class Webcam:
    """A webcam as OctoPrint has them; `users` are those that came for something."""

    server: TestServer
    users: list[tuple[str, str | None]]

    def url(self, what: str) -> str:
        """Return the address of the stream or the picture."""
        return str(self.server.make_url(what))

    @property
    def asked(self) -> list[str]:
        """What was asked for so far."""
        return [what for what, _ in self.users]


@pytest.fixture
async def webcam(socket_enabled: None) -> AsyncIterator[Webcam]:
    """Give a running webcam."""
    users: list[tuple[str, str | None]] = []

    async def picture(request: web.Request) -> web.Response:
        users.append(("picture", request.headers.get(hdrs.AUTHORIZATION)))
        return web.Response(body=JPEG, content_type="image/jpeg")

    async def stream(request: web.Request) -> web.StreamResponse:
        users.append(("stream", request.headers.get(hdrs.AUTHORIZATION)))
        response = web.StreamResponse(
            headers={hdrs.CONTENT_TYPE: "multipart/x-mixed-replace;boundary=cut"}
        )
        await response.prepare(request)
        for _ in range(2):
            await response.write(
                b"--cut\r\nContent-Type: image/jpeg\r\n\r\n" + JPEG + b"\r\n"
            )
        return response

    app = web.Application()
    app.router.add_get("/picture", picture)
    app.router.add_get("/stream", stream)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    yield Webcam(server, users)
    await server.close()


async def fetch(
    live: Home, hass_client: ClientSessionGenerator, view: str = "camera_proxy"
) -> bytes:
    """Return what Home Assistant serves of the camera."""
    client = await hass_client()
    response = await client.get(f"/api/{view}/{live.entity_id('camera')}")
    assert response.status == 200
    return bytes(await response.read())


async def test_webcam(
    live: Home, webcam: Webcam, hass_client: ClientSessionGenerator
) -> None:
    state = await set_camera(
        live, stream_url=webcam.url("stream"), snapshot_url=webcam.url("picture")
    )
    assert state.state == "idle"  # it is there although the printer never spoke
    assert state.name == "Printer 1 Camera"
    assert state.attributes[ATTR_SUPPORTED_FEATURES] == NOTHING
    assert "last_error" not in state.attributes
    assert await fetch(live, hass_client) == JPEG
    assert (await fetch(live, hass_client, "camera_proxy_stream")).count(JPEG) == 2
    assert webcam.asked == ["picture", "stream"]


async def test_webcam_that_only_streams(
    live: Home, webcam: Webcam, hass_client: ClientSessionGenerator
) -> None:
    await set_camera(live, stream_url=webcam.url("stream"))
    assert await fetch(live, hass_client) == JPEG
    assert (await fetch(live, hass_client, "camera_proxy_stream")).count(JPEG) == 2
    assert webcam.asked == ["stream", "stream"]


async def test_webcam_that_only_takes_pictures(
    live: Home, webcam: Webcam, hass_client: ClientSessionGenerator
) -> None:
    await set_camera(live, snapshot_url=webcam.url("picture"))
    assert await fetch(live, hass_client) == JPEG
    client = await hass_client()
    stream = await client.get(f"/api/camera_proxy_stream/{live.entity_id('camera')}")
    assert JPEG in await stream.content.readuntil(JPEG)
    stream.close()
    assert set(webcam.asked) == {"picture"}


async def test_webcam_with_a_password(
    live: Home, webcam: Webcam, hass_client: ClientSessionGenerator
) -> None:
    url = webcam.url("stream").replace("://", "://user:pa55@")
    await set_camera(live, stream_url=url)
    await fetch(live, hass_client)
    await fetch(live, hass_client, "camera_proxy_stream")
    assert webcam.users == [("stream", encode_basic_auth("user", "pa55"))] * 2


@pytest.mark.parametrize("setting", ["stream_url", "snapshot_url"])
async def test_address_of_a_webcam_that_is_none(
    live: Home, hass_client: ClientSessionGenerator, setting: str
) -> None:
    assert (await set_camera(live, **{setting: "http://["})).state == "idle"
    client = await hass_client()
    response = await client.get(f"/api/camera_proxy/{live.entity_id('camera')}")
    assert response.status == 500


@pytest.mark.parametrize("service", [SERVICE_TURN_ON, SERVICE_TURN_OFF])
async def test_webcam_cannot_be_switched(home: Home, service: str) -> None:
    await home.hear(printing())
    await set_camera(home, snapshot_url="http://127.0.0.1:1/")
    told = list(home.connection.published)
    with pytest.raises(ServiceNotSupported):
        await switch(home, service)
    assert home.connection.published == told


async def test_change_of_the_source_is_followed_at_once(
    live: Home, viewer: Viewer, webcam: Webcam, server: WhepServer
) -> None:
    entity_id = viewer.entity_id
    await hear_camera(live, camera_state(play_url=server.play_url))
    await viewer.offer()
    await viewer.event()
    assert await viewer.capabilities() == ["web_rtc"]

    state = await set_camera(live, snapshot_url=webcam.url("picture"))
    assert (state.state, state.entity_id) == ("idle", entity_id)
    assert state.attributes[ATTR_SUPPORTED_FEATURES] == NOTHING
    assert await viewer.capabilities() == []
    assert (await async_get_image(live.hass, entity_id)).content == JPEG
    await viewer.close()
    await wait_until(lambda: server.told("DELETE"))

    state = await set_camera(live)
    assert (state.state, state.entity_id) == ("streaming", entity_id)
    assert state.attributes[ATTR_SUPPORTED_FEATURES] == ON_OFF_AND_STREAM
    assert await viewer.capabilities() == ["web_rtc"]
    with pytest.raises(HomeAssistantError, match="Unable to get image"):
        await async_get_image(live.hass, entity_id)
