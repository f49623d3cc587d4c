"""Bytes from the FACTOR plugin to typed messages."""

from typing import Final

import msgspec

from .decoding import decode_json, remembering
from .messages import (
    BadMessageError,
    CameraState,
    Connection,
    Job,
    Measured,
    Snapshot,
    StateEvent,
)

NO_TREE: Final = msgspec.Raw(b"null")
_TREE_KEY: Final = b'"sd": '  # as Python's own encoder, the plugin's, writes it


class _Told(Measured, frozen=True):
    """A snapshot whose job and connection, which seldom change, are undecoded."""

    job: msgspec.Raw = msgspec.Raw(b"{}")
    connection: msgspec.Raw = msgspec.Raw(b"null")


_TOLD: Final = msgspec.json.Decoder(_Told)
_STATE_EVENT: Final = msgspec.json.Decoder(StateEvent)
_CAMERA_STATE: Final = msgspec.json.Decoder(CameraState)
_decode_job: Final = remembering(msgspec.json.Decoder(Job))
_decode_connection: Final = remembering(msgspec.json.Decoder[Connection](Connection))


def decode_status(payload: bytes) -> Snapshot | StateEvent:
    """Return the message that the plugin published on its status topic.

    A snapshot is told from a bare event by what is in it (PROTOCOL §3.1). Raises
    `BadMessageError`, and nothing else, for whatever is neither.
    """
    try:
        return _decode_snapshot(payload)
    except BadMessageError:
        if b'"state_id"' not in payload:
            raise
        return decode_json(_STATE_EVENT, payload)


def _decode_snapshot(payload: bytes) -> Snapshot:
    """Return a snapshot; what is told again of the job is the same object again."""
    told = decode_json(_TOLD, payload)
    return Snapshot(
        state=told.state,
        progress=told.progress,
        ts=told.ts,
        axes=told.axes,
        path=told.path,
        temperatures=told.temperatures,
        sd=told.sd,
        overrides=told.overrides,
        job=_decode_job(told.job),
        connection=_decode_connection(told.connection),
    )


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
