"""Bytes from the FACTOR plugin to typed messages."""

import json
from typing import Any, Final

import msgspec

from .messages import (
    MAX_PAYLOAD_BYTES,
    BadMessageError,
    CameraState,
    Snapshot,
    StateEvent,
)

NO_TREE: Final = msgspec.Raw(b"null")
_TREE_KEY: Final = b'"sd": '  # as Python's own encoder, the plugin's, writes it

_SNAPSHOT: Final = msgspec.json.Decoder(Snapshot)
_STATE_EVENT: Final = msgspec.json.Decoder(StateEvent)
_CAMERA_STATE: Final = msgspec.json.Decoder(CameraState)


def decode_status(payload: bytes) -> Snapshot | StateEvent:
    """Return the message that the plugin published on its status topic.

    A snapshot is told from a bare event by what is in it (PROTOCOL §3.1). Raises
    `BadMessageError`, and nothing else, for whatever is neither.
    """
    try:
        return decode_json(_SNAPSHOT, payload)
    except BadMessageError:
        if b'"state_id"' not in payload:
            raise
        return decode_json(_STATE_EVENT, payload)


def without_known_tree(payload: bytes, tree: msgspec.Raw) -> bytes:
    """Return a snapshot's payload with null in the place of a tree that is known.

    The plugin sends the same file tree each second, up to hundreds of KB of it, and to
    see that it is the same costs a fraction of reading over it. A key in quotes cannot
    stand within a JSON text, so what follows the first one is a whole value.
    """
    known = bytes(tree)
    if not known.endswith((b"}", b"]")):  # what begins with another one may go on
        return payload
    start = payload.find(_TREE_KEY) + len(_TREE_KEY)
    if start < len(_TREE_KEY) or not payload.startswith(known, start):
        return payload
    return payload[:start] + bytes(NO_TREE) + payload[start + len(known) :]


def decode_camera_state(payload: bytes) -> CameraState:
    """Return the plugin's answer on `camera/{uuid}/state` (PROTOCOL §9).

    Raises `BadMessageError` for whatever is none.
    """
    return decode_json(_CAMERA_STATE, payload)


def decode_json[T](decoder: msgspec.json.Decoder[T], payload: bytes) -> T:
    """Return what a decoder makes of a payload of at most 4 MiB.

    Unknown fields are skipped. A bare `NaN` or `Infinity`, which Python's own
    encoder lets through (PROTOCOL §14.14), is read as null. Raises
    `BadMessageError`, and nothing else, for whatever the decoder refuses.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise BadMessageError(f"{len(payload)} bytes")
    try:
        return decoder.decode(payload)
    except msgspec.ValidationError as err:
        raise BadMessageError(str(err)) from err
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as err:
        if b"NaN" not in payload and b"Infinity" not in payload:
            raise BadMessageError(str(err)) from err
    try:
        return decoder.decode(_without_infinities(payload))
    except (msgspec.MsgspecError, ValueError, RecursionError) as err:
        raise BadMessageError(str(err)) from err


def _without_infinities(payload: bytes) -> bytes:
    """Return the JSON with every number that is not finite as null."""
    value: Any = json.loads(payload)
    return msgspec.json.encode(value)
