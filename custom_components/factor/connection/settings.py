"""How to reach a broker."""

from dataclasses import dataclass, field
from enum import StrEnum
import ssl


class Tls(StrEnum):
    """How the broker is known to be the broker."""

    OFF = "off"
    SYSTEM = "system"
    CUSTOM = "custom"
    INSECURE = "insecure"


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """How to reach a broker; `ca_certificate` is PEM text, for `Tls.CUSTOM`."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Tls = Tls.OFF
    ca_certificate: str | None = None

    def ssl_context(self) -> ssl.SSLContext | None:
        """Return the context for TLS. Reads files: not for the event loop."""
        if self.tls is Tls.OFF:
            return None
        context = ssl.create_default_context(cadata=self.ca_certificate)
        if self.tls is Tls.CUSTOM:
            # Home-made authorities seldom have all that a public one must have.
            context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        if self.tls is Tls.INSECURE:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context
