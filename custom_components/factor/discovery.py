"""Printers that Home Assistant's own broker tells of when they are registered."""

from homeassistant.helpers.service_info.mqtt import ReceivePayloadType

from .protocol.messages import BadMessageError
from .protocol.registration import decode_acknowledgement
from .protocol.topics import InvalidDeviceUuidError, parse_device_uuid


def discovery_id(device_uuid: str) -> str:
    """Return the unique id of the flow that adds a printer which was discovered."""
    return f"printer_{device_uuid}"


def confirmed_uuid(topic: str, payload: ReceivePayloadType) -> str | None:
    """Return whose registration is acknowledged, None if it is not a printer's."""
    try:
        device_uuid = parse_device_uuid(topic.split("/")[1])
        acknowledged = decode_acknowledgement(payload)
    except BadMessageError, InvalidDeviceUuidError:
        return None
    return device_uuid if acknowledged.confirms(device_uuid) else None
