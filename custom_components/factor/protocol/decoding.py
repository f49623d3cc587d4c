"""Bytes of JSON to typed values, whatever the bytes are."""

from collections.abc import Callable
from functools import lru_cache, partial
import json
from typing import Any, Final

import msgspec

from .messages import MAX_PAYLOAD_BYTES, BadMessageError

REMEMBERED: Final = 4096
"""How many different values of a kind are not decoded anew."""
REMEMBERED_BYTES: Final = 2048
"""A larger one is."""


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


def remembering[T](decoder: msgspec.json.Decoder[T]) -> Callable[[msgspec.Raw], T]:
    """Return a decoder that makes one object of the same bytes, whoever tells them.

    To find it costs less than to make it again and to compare the two, for what is
    told each second and seldom changes. It raises as `decode_json` does.
    """
    remembered = lru_cache(REMEMBERED)(partial(decode_json, decoder))

    def decode(part: msgspec.Raw) -> T:
        told = bytes(part)
        if len(told) > REMEMBERED_BYTES:
            return decode_json(decoder, told)
        return remembered(told)

    return decode
