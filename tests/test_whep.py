"""WHEP: what is asked of the server, and what is made of its answers."""

import asyncio
from collections.abc import AsyncIterator
import logging
import traceback

from aiohttp import ClientSession, encode_basic_auth, hdrs, web
import pytest
from webrtc_models import RTCIceCandidateInit
from yarl import URL

from custom_components.factor import whep
from custom_components.factor.whep import (
    MAX_ANSWER_BYTES,
    SDP,
    WhepError,
    WhepFailure,
    WhepSession,
)

from . import wait_until
from .whep import ANSWER, SESSION, STREAM, WhepServer

OFFER = """v=0
a=group:BUNDLE 0 1
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=ice-ufrag:user
a=ice-pwd:word
a=mid:0
m=video 9 UDP/TLS/RTP/SAVPF 96
a=ice-ufrag:user
a=ice-pwd:word
a=mid:1
""".replace("\n", "\r\n")
AUDIO_ONE = RTCIceCandidateInit(
    "candidate:1 1 udp 5 10.0.0.2 5000 typ host", sdp_mid="0"
)
VIDEO_ONE = RTCIceCandidateInit(
    "candidate:2 1 udp 5 10.0.0.2 5001 typ host", sdp_m_line_index=1
)
END = RTCIceCandidateInit("")


@pytest.fixture
async def server(socket_enabled: None) -> AsyncIterator[WhepServer]:
    """Give a running server."""
    server = WhepServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def client(socket_enabled: None) -> AsyncIterator[ClientSession]:
    """Give an HTTP client."""
    async with ClientSession() as client:
        yield client


@pytest.fixture
def session(server: WhepServer, client: ClientSession) -> WhepSession:
    """Give a viewer's session that is not open yet."""
    return WhepSession(client, server.play_url, OFFER)


def sdp_fragment(*sections: str) -> str:
    """Return the fragment that goes to the server."""
    lines = ("a=ice-ufrag:user", "a=ice-pwd:word", *sections)
    return "".join(f"{line}\r\n" for line in lines)


AUDIO_LINES = (
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "a=mid:0",
    f"a={AUDIO_ONE.candidate}",
)
VIDEO_LINES = (
    "m=video 9 UDP/TLS/RTP/SAVPF 96",
    "a=mid:1",
    f"a={VIDEO_ONE.candidate}",
)


async def failure_of(session: WhepSession) -> WhepError:
    """Return the error with which a session does not open."""
    with pytest.raises(WhepError) as error:
        await session.open()
    return error.value


async def test_offer_is_posted_and_the_answer_returned(
    server: WhepServer, session: WhepSession
) -> None:
    assert await session.open() == ANSWER
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", f"{STREAM}whep")
    assert (asked.content_type, asked.body) == (SDP, OFFER)


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("whep/secret", SESSION),
        (SESSION, SESSION),
        (f"http://127.0.0.1:PORT{SESSION}", SESSION),
        ("/cam-x/whep/secret", SESSION),  # a proxy has cut off "/webrtc"
        ("/sessions/a%2Fb?key=1", "/sessions/a%2Fb?key=1"),
    ],
    ids=["relative", "path", "absolute", "path_behind_a_proxy", "somewhere_else"],
)
async def test_session_is_where_the_server_says(
    server: WhepServer, session: WhepSession, location: str, path: str
) -> None:
    server.location = location.replace("PORT", str(URL(server.play_url).port))
    await session.open()
    await session.add_candidate(AUDIO_ONE)
    await session.close()
    assert [each.path for each in server.asked[1:]] == [path, path]


@pytest.mark.parametrize("page", [STREAM, STREAM.rstrip("/")])
async def test_endpoint_is_below_the_page(
    server: WhepServer, client: ClientSession, page: str
) -> None:
    url = URL(server.play_url).with_path(page).with_query(jwt="secret")
    await WhepSession(client, str(url), OFFER).open()
    assert server.asked[0].path == f"{STREAM}whep?jwt=secret"


def sdp(body: str = ANSWER, location: str = SESSION) -> web.Response:
    """Return a response with an answer, or almost."""
    headers = {hdrs.LOCATION: location} if location else {}
    return web.Response(status=201, text=body, content_type=SDP, headers=headers)


@pytest.mark.parametrize(
    ("response", "failure", "detail"),
    [
        (web.Response(status=404), WhepFailure.NOT_FOUND, "HTTP 404"),
        (web.Response(status=401), WhepFailure.UNAUTHORIZED, "HTTP 401"),
        (web.Response(status=403), WhepFailure.UNAUTHORIZED, "HTTP 403"),
        (web.Response(status=400), WhepFailure.REFUSED, "HTTP 400"),
        (web.Response(status=500), WhepFailure.REFUSED, "HTTP 500"),
        (
            web.Response(status=307, headers={hdrs.LOCATION: "/elsewhere"}),
            WhepFailure.BAD_ANSWER,
            "HTTP 307",
        ),
        (
            web.Response(text=ANSWER, content_type=SDP),
            WhepFailure.BAD_ANSWER,
            "HTTP 200",
        ),
        (
            web.Response(status=201, text="<html>", headers={hdrs.LOCATION: SESSION}),
            WhepFailure.BAD_ANSWER,
            "HTTP 201",
        ),
        (sdp("garbage"), WhepFailure.BAD_ANSWER, "no SDP"),
        (sdp(""), WhepFailure.BAD_ANSWER, "no SDP"),
        (
            sdp("v=0".ljust(MAX_ANSWER_BYTES + 1)),
            WhepFailure.BAD_ANSWER,
            "too long",
        ),
        (sdp(location=""), WhepFailure.BAD_ANSWER, "no session"),
        (sdp(location="http://["), WhepFailure.BAD_ANSWER, "no session"),
        (
            sdp(location="http://192.0.2.1/whep/x"),
            WhepFailure.BAD_ANSWER,
            "session elsewhere",
        ),
        (sdp(location="mailto:x"), WhepFailure.BAD_ANSWER, "session elsewhere"),
        (sdp(location="//[::1]/x"), WhepFailure.BAD_ANSWER, "session elsewhere"),
    ],
)
async def test_bad_response_is_an_error(
    server: WhepServer,
    session: WhepSession,
    response: web.Response,
    failure: WhepFailure,
    detail: str,
) -> None:
    server.response = response
    error = await failure_of(session)
    assert (error.failure, error.detail) == (failure, detail)
    assert str(error) == f"{failure} ({detail})"
    await session.close()
    assert len(server.asked) == 1


async def test_longest_answer(server: WhepServer, session: WhepSession) -> None:
    server.response = sdp("v=0".ljust(MAX_ANSWER_BYTES))
    assert len(await session.open()) == MAX_ANSWER_BYTES


async def test_answer_that_is_no_utf8(server: WhepServer, session: WhepSession) -> None:
    server.response = web.Response(
        status=201,
        body=b"v=0\xff",
        content_type=SDP,
        headers={hdrs.LOCATION: SESSION},
    )
    assert await session.open() == "v=0\ufffd"


async def test_nobody_listens(server: WhepServer, session: WhepSession) -> None:
    await server.stop()
    error = await failure_of(session)
    assert error.failure is WhepFailure.UNREACHABLE
    assert error.detail == "ClientConnectorError"


async def test_silent_server(
    monkeypatch: pytest.MonkeyPatch, server: WhepServer, session: WhepSession
) -> None:
    monkeypatch.setattr(whep, "TIMEOUT_S", 0.01)
    server.gate.clear()
    error = await failure_of(session)
    assert (error.failure, error.detail) == (WhepFailure.UNREACHABLE, "TimeoutError")


@pytest.mark.parametrize(
    "play_url",
    [
        "",
        "cam-x",
        "/webrtc/cam-x/",
        "http://",
        "http://[",
        "http://host:port/",
        "rtsp://host/cam-x",
        "file:///etc/passwd",
    ],
)
async def test_address_that_is_none(client: ClientSession, play_url: str) -> None:
    with pytest.raises(WhepError) as error:
        WhepSession(client, play_url, OFFER)
    assert error.value.failure is WhepFailure.BAD_ADDRESS
    assert str(error.value) == "bad_address"


async def test_candidates_before_the_answer_go_together_after_it(
    server: WhepServer, session: WhepSession
) -> None:
    server.gate.clear()
    async with asyncio.TaskGroup() as group:
        group.create_task(session.open())
        for candidate in (VIDEO_ONE, AUDIO_ONE, END):
            group.create_task(session.add_candidate(candidate))
        await wait_until(lambda: server.asked)
        server.gate.set()
    (asked,) = server.told("PATCH")
    assert asked.path == SESSION
    assert asked.body == sdp_fragment(*AUDIO_LINES, *VIDEO_LINES)


async def test_candidate_after_the_answer_goes_at_once(
    server: WhepServer, session: WhepSession
) -> None:
    await session.open()
    await session.add_candidate(VIDEO_ONE)
    await session.add_candidate(AUDIO_ONE)
    await session.add_candidate(END)
    first, second = server.told("PATCH")
    assert first.body == sdp_fragment(*VIDEO_LINES)
    assert second.body == sdp_fragment(*AUDIO_LINES)


async def test_candidate_of_an_offer_without_media(
    server: WhepServer, client: ClientSession
) -> None:
    session = WhepSession(client, server.play_url, "v=0\r\na=mid:0\r\n")
    await session.open()
    await session.add_candidate(AUDIO_ONE)
    assert server.told("PATCH")[0].body == ""


async def test_candidate_of_a_session_that_does_not_open(
    server: WhepServer, session: WhepSession
) -> None:
    server.response = web.Response(status=404)
    server.gate.clear()
    waiting = asyncio.ensure_future(session.add_candidate(AUDIO_ONE))
    opening = asyncio.ensure_future(failure_of(session))
    await wait_until(lambda: server.asked)
    assert not waiting.done()
    server.gate.set()
    await asyncio.gather(waiting, opening)
    await session.add_candidate(VIDEO_ONE)
    assert server.told("PATCH") == []


async def test_close_deletes_the_session_once(
    server: WhepServer, session: WhepSession
) -> None:
    await session.open()
    await session.close()
    await session.close()
    await session.add_candidate(AUDIO_ONE)
    assert [(each.method, each.path) for each in server.asked[1:]] == [
        ("DELETE", SESSION)
    ]


async def test_session_that_is_closed_before_the_answer_is_deleted_after_it(
    server: WhepServer, session: WhepSession
) -> None:
    server.gate.clear()
    opening = asyncio.ensure_future(session.open())
    await wait_until(lambda: server.asked)
    await session.close()
    assert server.told("DELETE") == []
    server.gate.set()
    await opening
    assert len(server.told("DELETE")) == 1


@pytest.mark.parametrize("status", [404, 405, 500])
async def test_refusal_of_what_follows_is_no_error(
    server: WhepServer,
    session: WhepSession,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    caplog.set_level(logging.DEBUG, whep.__name__)
    server.status = status
    await session.open()
    await session.add_candidate(AUDIO_ONE)
    await session.close()
    assert f"PATCH of a session: HTTP {status}" in caplog.text
    assert f"DELETE of a session: HTTP {status}" in caplog.text


async def test_silence_at_what_follows_is_no_error(
    monkeypatch: pytest.MonkeyPatch,
    server: WhepServer,
    session: WhepSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, whep.__name__)
    await session.open()
    monkeypatch.setattr(whep, "TIMEOUT_S", 0.01)
    server.gate.clear()
    await session.add_candidate(AUDIO_ONE)
    await session.close()
    assert caplog.text.count("of a session: TimeoutError") == 2


@pytest.mark.parametrize("location", ["whep/secret", "http://127.0.0.1:PORT/x/secret"])
async def test_credentials_go_to_the_server_and_nowhere_else(
    server: WhepServer,
    client: ClientSession,
    caplog: pytest.LogCaptureFixture,
    location: str,
) -> None:
    caplog.set_level(logging.DEBUG, whep.__name__)
    url = URL(server.play_url).with_user("user").with_password("pa55")
    server.location = location.replace("PORT", str(url.port))
    session = WhepSession(client, str(url), OFFER)
    await session.open()
    await session.add_candidate(AUDIO_ONE)
    await session.close()
    assert {each.user for each in server.asked} == {encode_basic_auth("user", "pa55")}

    await server.stop()
    errors = [await failure_of(WhepSession(client, str(url), OFFER))]
    for bad in ("http://user:pa55@host:port/", "rtsp://user:pa55@host/"):
        with pytest.raises(WhepError) as error:
            WhepSession(client, bad, OFFER)
        errors.append(error.value)
    shown = [text for error in errors for text in traceback.format_exception(error)]
    shown += [
        each.getMessage() for each in caplog.records if each.name == whep.__name__
    ]
    assert len(shown) > len(errors)
    assert "pa55" not in "".join(shown)
    assert "secret" not in "".join(shown)
