"""A picture on `camera/snapshot/{uuid}` (PROTOCOL.md §12)."""

from base64 import b64encode

from .snapshot import encode


def picture(shown: bytes | str, form: str, uuid: str, now: float) -> bytes:
    """Return the payload that shows a JPEG `raw` or as `base64`, or an `address` of one.

    `now` is Unix time in s. Raises ValueError for a form that does not suit `shown`.
    """
    match form, shown:
        case "raw", bytes():
            return shown
        case "base64", bytes():
            field = {"image": b64encode(shown).decode()}
        case "address", str():
            field = {"snapshot_url": shown}
        case _:
            raise ValueError(f"{type(shown).__name__} cannot be shown as {form}")
    return encode(
        {"type": "snapshot_update", "device_uuid": uuid} | field | {"timestamp": now}
    )
