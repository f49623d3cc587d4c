"""The platform's own design: messages with a `type`, and commands in return.

It is known from documents only; no edge is known to speak it (PROTOCOL §12). The
documents differ, and each shape that any of them has is taken: hence the length.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import suppress
import re
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET, UnsetType

from .commands import Command
from .decoding import decode_json
from .messages import (
    MAX_PAYLOAD_BYTES,
    Axes,
    BadMessageError,
    CameraPicture,
    ControlResult,
    Flags,
    Position,
    Progress,
    Reading,
    StateReport,
    Update,
)

CONTROL_COMMAND: Final = "control_command"
CONTROL_RESULT: Final = "control_result"

OFFLINE: Final = "Offline"
OFFLINE_AFTER_ERROR: Final = "Offline after error"
OPERATIONAL: Final = "Operational"
PRINTING: Final = "Printing"
ERROR: Final = "Error"
CONNECTED: Final = "connected"
_UNCONNECTED: Final = (
    OFFLINE,
    OFFLINE_AFTER_ERROR,
    "Opening serial connection",
    "Detecting serial connection",
    "Connecting",
)
# OctoPrint's display texts (PROTOCOL §3.5) by their lower case, and by other words.
_TEXT_BY_WORD: Final = {
    text.lower(): text
    for text in (
        *_UNCONNECTED,
        OPERATIONAL,
        "Starting",
        "Starting print from SD",
        PRINTING,
        "Printing from SD",
        "Pausing",
        "Paused",
        "Resuming",
        "Finishing",
        "Cancelling",
        "Starting to send file to SD",
        "Sending file to SD",
        "Transferring file to SD",
        ERROR,
    )
} | {
    "closed": OFFLINE,
    "disconnected": OFFLINE,
    "closed with error": OFFLINE_AFTER_ERROR,
    "open serial": "Opening serial connection",
    "detect serial": "Detecting serial connection",
    "idle": OPERATIONAL,
    "ready": OPERATIONAL,
    "canceling": "Cancelling",
    "transfering file": "Transferring file to SD",
}
_CONNECTED_BY_WORD: Final = {
    CONNECTED: True,
    "connecting": False,
    "disconnected": False,
}

_IMAGE_TYPES: Final = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
_DATA_ADDRESS: Final = re.compile(r"data:image/[a-z+.-]+;base64,", re.IGNORECASE)
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s\x00-\x20\x7f]+", re.IGNORECASE)


class EdgeFlags(Flags, frozen=True):
    """OctoPrint's flags and the older edge's own."""

    connected: bool | None = None


class EdgeProgress(msgspec.Struct, frozen=True):
    """How far the job is, as edges tell it; times in s, sizes in bytes.

    A bool is let pass, to be no number: Python's own is one.
    """

    completion: float | bool | None = None
    file_position: float | bool | None = None
    file_size: float | bool | None = None
    print_time: float | bool | None = None
    print_time_left: float | bool | None = None
    camel_print_time: float | bool | UnsetType | None = msgspec.field(
        default=UNSET, name="printTime"
    )
    camel_print_time_left: float | bool | UnsetType | None = msgspec.field(
        default=UNSET, name="printTimeLeft"
    )
    active: bool | None = None


class _Envelope(msgspec.Struct, frozen=True):
    type: str | None = None
    device_uuid: msgspec.Raw = msgspec.Raw(b"")
    timestamp: msgspec.Raw = msgspec.Raw(b"")
    data: msgspec.Raw = msgspec.Raw(b"")


class _Reading(msgspec.Struct, frozen=True):
    actual: float | None = None
    current: float | None = None
    target: float | None = None
    offset: float | None = None


type _Readings = dict[str, _Reading | str | float | None]


class _State(msgspec.Struct, frozen=True):
    text: str | None = None
    flags: EdgeFlags | None = None
    error: str | None = None


class _Link(msgspec.Struct, frozen=True):
    status: str | None = None


class _Status(msgspec.Struct, frozen=True):
    state: _State | str | None = None
    flags: EdgeFlags | None = None
    status: str | None = None
    connection: _Link | None = None
    connected: bool | None = None
    printing: bool | None = None
    error_message: str | None = None
    temperature: _Readings | None = None
    position: Position | None = None
    print_progress: EdgeProgress | None = msgspec.field(
        default=None, name="printProgress"
    )
    progress: EdgeProgress | None = None


class _Result(msgspec.Struct, frozen=True):
    ok: bool | None = None
    success: bool | None = None
    action: str | None = None
    command: str | None = None
    message: str | None = None
    error: str | None = None


class _PictureFields(msgspec.Struct, frozen=True):
    image: str | None = None
    snapshot: str | None = None
    snapshot_url: str | None = None
    url: str | None = None


class _Picture(_PictureFields, frozen=True):
    data: _PictureFields | str | None = None


_OBJECT: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ENVELOPE: Final = msgspec.json.Decoder(_Envelope)
_STATUS: Final = msgspec.json.Decoder(_Status)
_READINGS: Final[msgspec.json.Decoder[_Readings]] = msgspec.json.Decoder(_Readings)
_POSITION: Final = msgspec.json.Decoder(Position)
_PROGRESS: Final = msgspec.json.Decoder(EdgeProgress)
_RESULT: Final = msgspec.json.Decoder(_Result)
_PICTURE: Final = msgspec.json.Decoder(_Picture)


def decode(payload: bytes) -> Update:
    """Return the parts of the picture that a message with a `type` tells.

    The type is `printer_status`, `status`, `temperature_update`, `position_update` or
    `print_progress`, whatever the topic. The fields are in `data`, or beside `type`
    where there is none (PROTOCOL §12). Temperatures in °C, positions in mm, completion
    in 0–100 %. Raises `BadMessageError`, and nothing else, for whatever is none.
    """
    envelope = decode_json(_ENVELOPE, payload)
    read = _READ.get(envelope.type or "")
    if read is None:
        raise BadMessageError("a type that is not known")
    data = bytes(envelope.data)
    return read(payload if data in (b"", b"null") else data)


def decode_control_result(payload: bytes) -> ControlResult | None:
    """Return what became of a command, None for a command on the same topic.

    Takes `ok` or `success`, with `action` or `command` as the command's name, and
    `message` or `error` as the edge's words (PROTOCOL §7, §12). Raises
    `BadMessageError`, and nothing else, for whatever is neither.
    """
    kind = decode_json(_ENVELOPE, payload).type
    if kind == CONTROL_COMMAND:
        return None
    result = decode_json(_RESULT, payload)
    ok = result.success if result.ok is None else result.ok
    if ok is None or kind not in (None, CONTROL_RESULT):
        raise BadMessageError("no result")
    return ControlResult(
        ok, result.action or result.command, result.message or result.error or None
    )


def decode_camera_picture(payload: bytes) -> CameraPicture:
    """Return the picture on the topic of the camera's snapshots (PROTOCOL §12).

    It is the bytes of a JPEG or a PNG; or a JSON object with base64, of at most 4 MiB,
    under `image`, `data` or `snapshot`, or with an http(s) address under
    `snapshot_url` or `url`, also one level down in `data`. Raises `BadMessageError`,
    and nothing else, for whatever is neither.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise BadMessageError(f"{len(payload)} bytes")
    if content_type := _image_type(payload):
        return CameraPicture(payload, content_type)
    told = decode_json(_PICTURE, payload)
    inner = told.data if isinstance(told.data, _PictureFields) else _PictureFields()
    data = told.data if isinstance(told.data, str) else None
    for base64 in (told.image, data, told.snapshot, inner.image, inner.snapshot):
        if base64 is not None:
            return _picture_in(base64)
    for url in (told.snapshot_url, told.url, inner.snapshot_url, inner.url):
        if url is not None:
            return CameraPicture(url=_checked_address(url))
    raise BadMessageError("no picture")


def encode_command(command: Command, now_ms: int) -> bytes:
    """Return the JSON object that a command is on the topic of the results.

    `now_ms` is Unix time in ms. A field of a command that this version does not know
    cannot take the place of what makes it that command (PROTOCOL §12).
    """
    return msgspec.json.encode(
        {
            **command.fields,
            "type": CONTROL_COMMAND,
            "command": command.name,
            "timestamp": now_ms,
        }
    )


def decode_object[T: msgspec.Struct](
    decoder: msgspec.json.Decoder[T], payload: bytes
) -> T:
    """Return the object, with at least one of its fields told, that a payload is.

    Raises `BadMessageError`, and nothing else, for whatever is none.
    """
    told = decode_json(decoder, payload)
    if not decode_json(_OBJECT, payload).keys() & set(told.__struct_encode_fields__):
        raise BadMessageError("nothing that is understood")
    return told


def state_report(
    word: str | None,
    flags: EdgeFlags | None,
    *,
    connected: bool | None = None,
    printing: bool | None = None,
    error: str | None = None,
) -> StateReport | None:
    """Return the state that an edge tells, None if it tells nothing of it.

    `word` is OctoPrint's display text or a word for it; where it is unknown, the
    flags alone count. Whatever is told, a printer that is not `connected` is offline;
    one that is, of which nothing else is told, is operational.
    """
    if word is None and flags is None and connected is None and printing is None:
        return None
    if flags and connected is None:
        connected = flags.connected
    shown = msgspec.convert(flags or Flags(), Flags, from_attributes=True)
    word = " ".join((word or "").lower().replace("_", " ").split())
    text = _TEXT_BY_WORD.get(word)
    if connected is False:
        if text not in _UNCONNECTED:
            text = OFFLINE_AFTER_ERROR if text == ERROR else OFFLINE
    elif printing and text in (None, OPERATIONAL):
        text = PRINTING
    elif shown == Flags() and (word == CONNECTED or (connected and not word)):
        text = OPERATIONAL
    return StateReport(text, shown, error or None)


def progress_of(told: EdgeProgress | None) -> Progress | None:
    """Return how far the job is, its completion in 0–100 % or None; None if untold."""
    if told is None:
        return None
    print_time, time_left = (
        _number(snake if camel is UNSET else camel)
        for snake, camel in (
            (told.print_time, told.camel_print_time),
            (told.print_time_left, told.camel_print_time_left),
        )
    )
    return Progress(
        completion=_completion(told, time_left),
        filepos=_number(told.file_position),
        file_size=_number(told.file_size),
        print_time=print_time,
        time_left=time_left,
    )


def axes_of(position: Position | None) -> Axes | None:
    """Return a position as that of the machine and of the print, None if untold."""
    return None if position is None else Axes(machine=position, current=position)


def _read_status(body: bytes) -> Update:
    """Return what a status tells, and what else is nested in it (PROTOCOL §13)."""
    told = decode_object(_STATUS, body)
    state = told.state if isinstance(told.state, _State) else _State()
    link = told.connection or _Link()
    text = told.state if isinstance(told.state, str) else state.text
    connected = told.connected
    if connected is None:
        connected = _CONNECTED_BY_WORD.get((link.status or "").lower())
    return Update(
        state=state_report(
            next((word for word in (text, told.status, link.status) if word), None),
            told.flags or state.flags,
            connected=connected,
            printing=told.printing,
            error=told.error_message or state.error,
        ),
        progress=progress_of(told.print_progress or told.progress),
        temperatures=_temperatures(told.temperature),
        axes=axes_of(told.position),
    )


_READ: Final[Mapping[str, Callable[[bytes], Update]]] = {
    "printer_status": _read_status,
    "status": _read_status,
    "temperature_update": lambda body: Update(
        temperatures=_temperatures(decode_json(_READINGS, body))
    ),
    "position_update": lambda body: Update(
        axes=axes_of(decode_object(_POSITION, body))
    ),
    "print_progress": lambda body: Update(
        progress=progress_of(decode_object(_PROGRESS, body))
    ),
}


def _temperatures(told: _Readings | None) -> dict[str, Reading | None] | None:
    """Return the readings by name, None if there are none; `tool` is the first hotend."""
    if told is None:
        return None
    readings: dict[str, Reading | None] = {}
    for name, reading in told.items():
        if name in _Envelope.__struct_fields__:
            continue
        if isinstance(reading, _Reading):
            actual = reading.current if reading.actual is None else reading.actual
            readings[name] = Reading(actual, reading.target, reading.offset)
        elif reading is None:
            readings[name] = None
        else:
            raise BadMessageError("no reading")
    if "tool" in readings:
        readings.setdefault("tool0", readings.pop("tool"))
    return readings


def _completion(told: EdgeProgress, time_left: float | None) -> float | None:
    """Return how much of the job is done, 0–100 %, None for what can be none.

    The bytes count where they are told. Else it is percent beside the names that go
    with percent, or above 1, and a ratio otherwise; but a ratio of 1 with time left
    may be 1 % as well, and is neither.
    """
    position, size = _number(told.file_position), _number(told.file_size)
    value = _number(told.completion)
    is_percent = not (
        told.camel_print_time is UNSET and told.camel_print_time_left is UNSET
    )
    if position is not None and size is not None and size > 0:
        value = position / size * 100
    elif value is not None and not is_percent and value <= 1:
        value = None if value == 1 and time_left else value * 100
    return value if value is not None and 0 <= value <= 100 else None


def _number(value: float | UnsetType | None) -> float | None:
    """Return a number, None for what is none."""
    return None if isinstance(value, bool | UnsetType) else value


def _image_type(data: bytes) -> str | None:
    """Return the content type of an image that we know by its first bytes."""
    kinds = (kind for magic, kind in _IMAGE_TYPES.items() if data.startswith(magic))
    return next(kinds, None)


def _picture_in(base64: str) -> CameraPicture:
    """Return the picture in some base64 or in a `data:` address."""
    if match := _DATA_ADDRESS.match(base64):
        base64 = base64[match.end() :]
    try:
        image = b64decode("".join(base64.split()), validate=True)
    except ValueError as err:
        raise BadMessageError(str(err)) from err
    if content_type := _image_type(image):
        return CameraPicture(image, content_type)
    raise BadMessageError("neither JPEG nor PNG")


def _checked_address(url: str) -> str:
    """Return an http(s) address, raise `BadMessageError` if it is none."""
    with suppress(ValueError):  # whose text repeats the address
        if _WEB_ADDRESS.fullmatch(url) and urlsplit(url).hostname:
            return url
    raise BadMessageError("no http(s) address")
