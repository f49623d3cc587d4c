"""What is said on the legacy WebSocket, one JSON object a frame (PROTOCOL §12, §13)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
import json
import re
from typing import Any, Final, NamedTuple

import msgspec

MAX_FRAME_BYTES: Final = 256 * 1024

REGISTER: Final = "register"
WEB_CLIENT: Final = "web_client"
STATUS: Final = "octoprint/status/"
TOLD: Final = "control_result/"
"""Begins the topic on which an edge is told what to do."""

TOPIC_OF_TYPE: Final[Mapping[str, str]] = {
    "printer_status": STATUS,
    "status": STATUS,
    "temperature_update": "temperature/",
    "position_update": "position/",
    "print_progress": "print_progress/",
    "snapshot_update": "camera/snapshot/",
    "control_result": TOLD,
}
"""What each report stands for: the topic's beginning, which the uuid follows."""

_ANSWER_TO: Final[Mapping[str, Callable[[], dict[str, str]]]] = {
    "heartbeat": lambda: {"type": "ack"},
    "ping": lambda: {"type": "pong", "timestamp": datetime.now(UTC).isoformat()},
}
# What can be one level of a topic.
_UUID: Final = re.compile(r"[0-9a-z_-]{4,64}", re.ASCII)


class BadFrameError(ValueError):
    """The frame is no JSON object with a type, or names a printer that can be none."""


class Frame(NamedTuple):
    """One frame; `uuid` is None if it names no printer."""

    type: str
    uuid: str | None
    payload: bytes
    content: dict[str, Any]

    @property
    def is_report(self) -> bool:
        """Whether a printer tells something of itself."""
        return self.type in TOPIC_OF_TYPE

    @property
    def answer(self) -> bytes | None:
        """What is answered to whoever says this, None if nothing is."""
        answer = _ANSWER_TO.get(self.type)
        return answer and encode(**answer())


def encode(**fields: str) -> bytes:
    """Return a frame of our own."""
    return msgspec.json.encode(fields)


def parse(text: str) -> Frame:
    """Return what a frame is. The `device_uuid` is beside `type` or in `data`.

    Raises `BadFrameError`, and nothing else, for whatever is none.
    """
    payload = text.encode()
    content = _decode(payload)
    if not isinstance(content, dict) or not isinstance(content.get("type"), str):
        raise BadFrameError
    places = content, content.get("data")
    told = [each.get("device_uuid") for each in places if isinstance(each, dict)]
    uuids = {_checked(uuid) for uuid in told if uuid is not None}
    if len(uuids) > 1:
        raise BadFrameError
    return Frame(content["type"], next(iter(uuids), None), payload, content)


def passed_on(frame: Frame, uuid: str) -> bytes | None:
    """Return a report as web clients get it: with the uuid in both of its places.

    None if it can't be written as JSON again.
    """
    content = frame.content | {"device_uuid": uuid}
    if isinstance(data := content.get("data"), dict):
        content["data"] = data | {"device_uuid": uuid}
    try:
        return msgspec.json.encode(content)
    except ValueError, RecursionError:
        return None


def _decode(payload: bytes) -> Any:
    """Return the JSON, in which a bare `NaN` may be: Python's own encoder lets it through."""
    try:
        return msgspec.json.decode(payload)
    except (ValueError, RecursionError) as err:
        if b"NaN" not in payload and b"Infinity" not in payload:
            raise BadFrameError from err
    try:
        return json.loads(payload)
    except (ValueError, RecursionError) as err:
        raise BadFrameError from err


def _checked(uuid: object) -> str:
    """Return a uuid as topics have it."""
    if isinstance(uuid, str) and _UUID.fullmatch(uuid := uuid.lower()):
        return uuid
    raise BadFrameError
