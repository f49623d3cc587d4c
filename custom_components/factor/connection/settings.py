"""How to reach printers, by kind of link."""

from dataclasses import dataclass, field
from enum import StrEnum
import os
from pathlib import Path
import ssl
import tempfile
from urllib.parse import urlsplit


class Tls(StrEnum):
    """How the broker is known to be the broker."""

    OFF = "off"
    SYSTEM = "system"
    CUSTOM = "custom"
    INSECURE = "insecure"


class Transport(StrEnum):
    """What carries MQTT's bytes."""

    TCP = "tcp"
    WEBSOCKETS = "websockets"


class Version(StrEnum):
    """Which MQTT is spoken."""

    V311 = "3.1.1"
    V5 = "5"


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """How to reach a broker, or the nodes of its cluster.

    `host` names one or more, separated by commas, each with its own port after a colon
    or else with `port`. `ca_certificate` is PEM text, for `Tls.CUSTOM`; so are
    `client_certificate` and `client_key`, which go together and only with TLS. `path`
    is that of a WebSocket.
    """

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Tls = Tls.OFF
    ca_certificate: str | None = None
    client_certificate: str | None = None
    client_key: str | None = field(default=None, repr=False)
    transport: Transport = Transport.TCP
    path: str = "/mqtt"
    version: Version = Version.V311

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """The nodes to try, in order; raise `ValueError` if one is no `host[:port]`."""
        return tuple(_address(each, self.port) for each in self.host.split(","))

    def ssl_context(self) -> ssl.SSLContext | None:
        """Return the context for TLS. Reads files: not for the event loop."""
        if self.tls is Tls.OFF:
            return None
        # What is not ASCII is said about a certificate, not part of it.
        authority = (self.ca_certificate or "").encode("ascii", "ignore").decode()
        context = ssl.create_default_context(cadata=authority)
        if self.tls is Tls.CUSTOM:
            # Home-made authorities seldom have all that a public one must have.
            context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        if self.tls is Tls.INSECURE:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if self.client_certificate and self.client_key:
            _load_client_certificate(context, self.client_certificate, self.client_key)
        return context


def _address(text: str, default_port: int) -> tuple[str, int]:
    """Return the host and the port in `host`, `host:port`, or one with an IPv6."""
    text = text.strip()
    if text.count(":") > 1 and not text.startswith("["):
        text = f"[{text}]"
    url = urlsplit(f"//{text}")
    port = default_port if url.port is None else url.port
    if not url.hostname or url.netloc != text or "@" in text or " " in text or not port:
        raise ValueError("Not a host, with or without a port")
    return url.hostname, port


def _load_client_certificate(
    context: ssl.SSLContext, certificate: str, key: str
) -> None:
    """Load PEM texts, which `ssl` only takes from a file, that nobody else can read."""
    handle, name = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{certificate}\n{key}\n")
        context.load_cert_chain(name, password="")  # else it would ask
    finally:
        Path(name).unlink()


@dataclass(frozen=True, slots=True)
class HomeAssistantSettings:
    """Home Assistant's own MQTT integration: it knows how to reach its broker."""


@dataclass(frozen=True, slots=True)
class WebSocketServerSettings:
    """Edges come to Home Assistant, by an address with this secret in its path."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WebSocketClientSettings:
    """Home Assistant goes to a legacy server, `ws://…` or `wss://…`."""

    url: str = field(repr=False)


type LinkSettings = (
    MqttSettings
    | HomeAssistantSettings
    | WebSocketServerSettings
    | WebSocketClientSettings
)
