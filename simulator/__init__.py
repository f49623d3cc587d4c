"""A printer without a printer: OctoPrint with the FACTOR plugin, as it speaks on MQTT."""

from .edge import Message
from .fleet import Fleet
from .printer import FAILURES, SCENES, Printer, numbered_uuid
from .replay import replay

__all__ = [
    "FAILURES",
    "SCENES",
    "Fleet",
    "Message",
    "Printer",
    "numbered_uuid",
    "replay",
]
