"""Names that more than one module shares."""

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

BUT_TELEMETRY: Final = "but telemetry"
"""The context of a listener to whom progress, positions and temperatures are nothing."""
