"""A printer without a printer: the edges of FACTOR, as they speak on MQTT."""

from .edge import Message
from .fleet import Fleet
from .printer import DIALECTS, FAILURES, SCENES, Printer, numbered_uuid
from .replay import replay

__all__ = [
    "DIALECTS",
    "FAILURES",
    "SCENES",
    "Fleet",
    "Message",
    "Printer",
    "numbered_uuid",
    "replay",
]
