"""The handshake that gives a printer its uuid for good (PROTOCOL §10)."""

from datetime import UTC, datetime
from typing import Final

import msgspec

from .decoding import decode_json

CONFIRMED: Final = "confirmed"


class Acknowledgement(msgspec.Struct, frozen=True):
    """What a plugin answers whose uuid was pending; one that has its uuid is silent."""

    status: str
    instance_id: str

    def confirms(self, device_uuid: str) -> bool:
        """Return whether the plugin keeps this uuid from now on."""
        is_same = self.instance_id.lower() == device_uuid
        return is_same and self.status == CONFIRMED


_ACKNOWLEDGEMENT: Final = msgspec.json.Decoder(Acknowledgement)


def encode_registered(name: str, now: datetime) -> bytes:
    """Return the message that a printer is registered, under a name of the user's.

    `now` is the time of it, which the plugin gives back in its answer.
    """
    registered_at = now.astimezone(UTC).isoformat(timespec="milliseconds")
    return msgspec.json.encode(
        {
            "status": "registered",
            "device_name": name,
            "registered_at": registered_at.replace("+00:00", "Z"),
        }
    )


def decode_acknowledgement(payload: bytes | bytearray | str) -> Acknowledgement:
    """Return what a plugin answers. Raises `BadMessageError` for anything else."""
    text = payload if isinstance(payload, str) else payload.decode(errors="replace")
    return decode_json(_ACKNOWLEDGEMENT, text.encode(errors="replace"))
