"""Bytes from a printer to typed messages."""

import json
from typing import Any, Final

import msgspec

MAX_PAYLOAD_BYTES: Final = 4 * 1024 * 1024


class BadMessageError(ValueError):
    """The payload is none of the messages that a printer publishes."""


class Flags(msgspec.Struct, frozen=True):
    """The five flags of OctoPrint's state that the plugin passes on."""

    operational: bool = False
    printing: bool = False
    paused: bool = False
    error: bool = False
    ready: bool = False


class StateReport(msgspec.Struct, frozen=True):
    """OctoPrint's state: its display text (PROTOCOL §3.5) and flags."""

    text: str | None = None
    flags: Flags = Flags()


class Progress(msgspec.Struct, frozen=True):
    """How far the job is: `completion` 0–100 %, times in s, sizes in bytes."""

    completion: float | None = None
    filepos: float | None = None
    file_size: float | None = None
    print_time: float | None = None
    time_left: float | None = None
    time_left_origin: str | None = None


class JobFile(msgspec.Struct, frozen=True):
    """The selected file: its base name, and `local` or `sdcard`."""

    name: str | None = None
    origin: str | None = None


class Job(msgspec.Struct, frozen=True):
    """The selected job; times in s. `id` may be null for a whole print."""

    id: str | None = None
    file: JobFile = JobFile()
    estimated_time: float | None = None
    last_time: float | None = None


class Reading(msgspec.Struct, frozen=True):
    """One temperature sensor, °C; null where the machine has none, target 0 is off."""

    actual: float | None = None
    target: float | None = None


class Profile(msgspec.Struct, frozen=True):
    """The printer profile that is set in OctoPrint."""

    id: str | None = None
    name: str | None = None
    model: str | None = None


class PrinterConnection(msgspec.Struct, frozen=True, array_like=True):
    """OctoPrint's connection to the printer: `["Closed", null, null, null]` if none."""

    state: str | None = None
    port: Any = None
    baudrate: Any = None
    profile: Profile | None = None


class Snapshot(msgspec.Struct, frozen=True):
    """Everything that a printer tells of itself, once a second (PROTOCOL §3.2).

    `sd`, the file tree of up to hundreds of KB, stays undecoded bytes. A connection
    that is an object, as older software has it, is let pass unread.
    """

    state: StateReport
    progress: Progress
    ts: float | None = None
    job: Job = Job()
    temperatures: dict[str, Reading | None] = {}
    connection: PrinterConnection | dict[str, msgspec.Raw] | None = None
    sd: msgspec.Raw = msgspec.Raw(b"{}")


class StateEvent(msgspec.Struct, frozen=True):
    """The bare event that the plugin sends when the state changes (PROTOCOL §3.1)."""

    state_id: str
    state_string: str


type StatusMessage = Snapshot | StateEvent

_SNAPSHOT = msgspec.json.Decoder(Snapshot)
_STATE_EVENT = msgspec.json.Decoder(StateEvent)


def decode_status(payload: bytes) -> StatusMessage:
    """Return the message that a printer published on its status topic.

    Unknown fields are skipped. A bare `NaN` or `Infinity`, which Python's own
    encoder lets through (PROTOCOL §14.14), is read as null. Raises
    `BadMessageError`, and nothing else, for whatever is not a status message.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise BadMessageError(f"{len(payload)} bytes")
    try:
        return _decode(payload)
    except (msgspec.MsgspecError, ValueError, RecursionError) as err:
        raise BadMessageError(str(err)) from err


def _decode(payload: bytes) -> StatusMessage:
    """Decode the common shape first and the rarer ones when that fails."""
    try:
        return _SNAPSHOT.decode(payload)
    except msgspec.ValidationError:
        if b'"state_id"' not in payload:
            raise
        return _STATE_EVENT.decode(payload)
    except msgspec.DecodeError:
        if b"NaN" not in payload and b"Infinity" not in payload:
            raise
        return _decode(_without_infinities(payload))


def _without_infinities(payload: bytes) -> bytes:
    """Return the JSON with every number that is not finite as null."""
    return msgspec.json.encode(json.loads(payload))
