"""Plays a WebRTC stream by WHEP, as MediaMTX serves it.

The exchange is that of RFC 9725 (WHIP): an offer is posted, the answer names the
session's own address, to which further candidates go, and which is deleted at the end.
"""

import asyncio
from collections.abc import Iterable
from enum import StrEnum
import logging
from typing import Any, Final, override

from aiohttp import ClientError, ClientResponse, ClientSession, hdrs
from webrtc_models import RTCIceCandidateInit
from yarl import URL

_LOGGER = logging.getLogger(__name__)

TIMEOUT_S: Final = 10
MAX_ANSWER_BYTES: Final = 256 * 1024

SDP: Final = "application/sdp"
SDP_FRAGMENT: Final = "application/trickle-ice-sdpfrag"


class WhepFailure(StrEnum):
    """Why a stream cannot be played; `not_found`: nobody publishes it."""

    BAD_ADDRESS = "bad_address"
    UNREACHABLE = "unreachable"
    NOT_FOUND = "not_found"
    UNAUTHORIZED = "unauthorized"
    REFUSED = "refused"
    BAD_ANSWER = "bad_answer"


FAILURE_OF_STATUS: Final = {
    401: WhepFailure.UNAUTHORIZED,
    403: WhepFailure.UNAUTHORIZED,
    404: WhepFailure.NOT_FOUND,
}


class WhepError(Exception):
    """A stream cannot be played. The text never has an address: it may hold secrets."""

    def __init__(self, failure: WhepFailure, detail: str = "") -> None:
        """Say why, and what was seen of it."""
        super().__init__(failure, detail)
        self.failure = failure
        self.detail = detail

    @override
    def __str__(self) -> str:
        return f"{self.failure} ({self.detail})" if self.detail else self.failure


class WhepSession:
    """One viewer of a stream.

    Redirections are not followed: MediaMTX makes none, and where they lead to is
    nothing that the user has trusted.
    """

    def __init__(self, client: ClientSession, play_url: str, offer: str) -> None:
        """Prepare to answer an SDP offer; nothing is sent before `open`.

        `play_url` is the page that plays the stream (PROTOCOL §9), http or https; the
        endpoint is `whep` below it. Raises `WhepError` if it is no such address.
        """
        self._client = client
        self._endpoint = _endpoint(play_url)
        self._offer = offer
        self._candidates: list[RTCIceCandidateInit] = []
        self._settled = asyncio.Event()
        self._address: URL | None = None
        self._closed = False

    async def open(self) -> str:
        """Return the server's SDP answer, of at most 256 KiB.

        Raises `WhepError` if there is none within 10 s. If the session was closed
        in the meantime, the server has been told so.
        """
        try:
            async with (
                asyncio.timeout(TIMEOUT_S),
                self._client.post(
                    self._endpoint,
                    data=self._offer.encode(),
                    headers={hdrs.CONTENT_TYPE: SDP},
                    allow_redirects=False,
                ) as response,
            ):
                answer = await _answer(response)
                self._address = _session_address(
                    self._endpoint, response.headers.get(hdrs.LOCATION, "")
                )
        except (TimeoutError, ClientError) as err:
            failure = WhepFailure.UNREACHABLE
            raise WhepError(failure, type(err).__name__) from None
        finally:
            self._settled.set()
        if self._closed:
            await self.close()
        return answer

    async def add_candidate(self, candidate: RTCIceCandidateInit) -> None:
        """Tell the server a way to the viewer, as soon as it has answered.

        Those that have waited go together. One that is lost raises nothing: the
        server sees by itself where the viewer's packets come from.
        """
        if not candidate.candidate:  # the end of them, which a server need not know
            return
        self._candidates.append(candidate)
        await self._settled.wait()
        candidates, self._candidates = self._candidates, []
        if candidates and self._address:
            await self._tell(
                hdrs.METH_PATCH,
                self._address,
                data=_fragment(self._offer, candidates).encode(),
                headers={hdrs.CONTENT_TYPE: SDP_FRAGMENT, hdrs.IF_MATCH: "*"},
            )

    async def close(self) -> None:
        """End the session, now or as soon as the server has answered."""
        self._closed = True
        address, self._address = self._address, None
        if address:
            await self._tell(hdrs.METH_DELETE, address)

    async def _tell(self, method: str, address: URL, **request: Any) -> None:
        """Send what is not missed much if it is lost."""
        try:
            async with (
                asyncio.timeout(TIMEOUT_S),
                self._client.request(
                    method, address, allow_redirects=False, **request
                ) as response,
            ):
                outcome = f"HTTP {response.status}"
        except (TimeoutError, ClientError) as err:
            outcome = type(err).__name__
        _LOGGER.debug("%s of a session: %s", method, outcome)


def _endpoint(play_url: str) -> URL:
    """Return the WHEP endpoint of the page that plays a stream."""
    url = _parse(play_url)
    if url is None or url.scheme not in {"http", "https"} or not url.host:
        raise WhepError(WhepFailure.BAD_ADDRESS)
    return (url / "whep").with_query(url.query)


def _session_address(endpoint: URL, location: str) -> URL:
    """Return the session's address, which is on the endpoint's server.

    MediaMTX gives the path that it sees itself. Where a proxy in front of it has cut
    off the path's beginning, as FACTOR's does, that must be put back.
    """
    given = _parse(location)
    if not location or given is None:
        raise WhepError(WhepFailure.BAD_ANSWER, "no session")
    resolved = endpoint.join(given)
    if resolved.host is None or resolved.origin() != endpoint.origin():
        raise WhepError(WhepFailure.BAD_ANSWER, "session elsewhere")
    path = resolved.raw_path
    if endpoint.raw_path.endswith(resolved.parent.raw_path):
        path = f"{endpoint.raw_path}/{resolved.raw_name}"
    return endpoint.with_path(path, encoded=True).with_query(resolved.query)


def _parse(text: str) -> URL | None:
    """Return an address, None if it is none."""
    try:
        return URL(text)
    except ValueError:
        return None


async def _answer(response: ClientResponse) -> str:
    """Return the SDP in the response to an offer."""
    if response.status >= 400:
        failure = FAILURE_OF_STATUS.get(response.status, WhepFailure.REFUSED)
        raise WhepError(failure, f"HTTP {response.status}")
    if response.status != 201 or response.content_type != SDP:
        raise WhepError(WhepFailure.BAD_ANSWER, f"HTTP {response.status}")
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise WhepError(WhepFailure.BAD_ANSWER, "too long")
    if not body.startswith(b"v=0"):
        raise WhepError(WhepFailure.BAD_ANSWER, "no SDP")
    return body.decode(errors="replace")


def _fragment(offer: str, candidates: Iterable[RTCIceCandidateInit]) -> str:
    """Return the SDP fragment with candidates for the media of an offer (RFC 8840)."""
    credentials: dict[str, str] = {}
    media: list[list[str]] = []
    for line in offer.splitlines():
        name = line.partition(":")[0]
        if name in {"a=ice-ufrag", "a=ice-pwd"}:
            credentials.setdefault(name, line)
        elif line.startswith("m="):
            media.append([line])
        elif name == "a=mid" and media:
            media[-1].append(line)
    lines = list(credentials.values())
    for index, section in enumerate(media):
        if own := [
            f"a={each.candidate}"
            for each in candidates
            if f"a=mid:{each.sdp_mid}" in section or each.sdp_m_line_index == index
        ]:
            lines += [*section, *own]
    return "".join(f"{line}\r\n" for line in lines)
