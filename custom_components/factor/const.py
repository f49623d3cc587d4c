"""Names that more than one module shares."""

from enum import Enum, auto
from typing import Final

DOMAIN: Final = "factor"
MANUFACTURER: Final = "FACTOR"

SUBENTRY_PRINTER: Final = "printer"

CONF_CA_CERTIFICATE: Final = "ca_certificate"
CONF_DEVICE_UUID: Final = "device_uuid"
CONF_DIALECT: Final = "dialect"
CONF_LINK: Final = "link"
CONF_OFFLINE_AFTER: Final = "offline_after"
CONF_TLS: Final = "tls"


class Pace(Enum):
    """How closely a listener follows telemetry: progress, positions and temperatures.

    These move each second. Whatever else is told reaches all listeners at once.
    """

    FAST = auto()
    """Each message."""
    SLOW = auto()
    """Once in `SLOW_S`: what is shown moves from minute to minute."""
    STILL = auto()
    """Not at all: what is shown has no part in it."""


SLOW_S: Final = 10
