"""The forms of a broker, and what is read from them."""

from collections.abc import Mapping
from dataclasses import fields
import ssl
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
import voluptuous as vol
from yarl import URL

from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PATH,
    CONF_PORT,
    CONF_USERNAME,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    FileSelector,
    FileSelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .connection.settings import MqttSettings, Tls, Transport, Version
from .const import CONF_CA_CERTIFICATE, CONF_TLS
from .printer_forms import SECTION_ADVANCED

CONF_CLIENT_CERTIFICATE: Final = "client_certificate"
CONF_CLIENT_KEY: Final = "client_key"
CONF_KEY_PASSWORD: Final = "key_password"
CONF_TRANSPORT: Final = "transport"
CONF_VERSION: Final = "version"
CONF_WITH_CLIENT_CERTIFICATE: Final = "with_client_certificate"

DEFAULT_PORT: Final = 1883
USUAL_PORTS: Final = (DEFAULT_PORT, 8883)
# What an entry leaves out. How it is encrypted is too important for that.
DEFAULTS: Final = {
    each.name: each.default for each in fields(MqttSettings) if each.name != CONF_TLS
}
# What the scheme of an address that is pasted as a host says.
SCHEMES: Final = {
    "mqtt": (Transport.TCP, False, 1883),
    "mqtts": (Transport.TCP, True, 8883),
    "ws": (Transport.WEBSOCKETS, False, 80),
    "wss": (Transport.WEBSOCKETS, True, 443),
}

CREDENTIALS_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_USERNAME): TextSelector(
            TextSelectorConfig(autocomplete="username")
        ),
        vol.Optional(CONF_PASSWORD): TextSelector(
            TextSelectorConfig(
                type=TextSelectorType.PASSWORD, autocomplete="current-password"
            )
        ),
    }
)
ADVANCED_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_TRANSPORT, default=Transport.TCP): SelectSelector(
            SelectSelectorConfig(options=list(Transport), translation_key="transport")
        ),
        vol.Required(CONF_PATH, default=DEFAULTS[CONF_PATH]): TextSelector(),
        vol.Required(CONF_VERSION, default=Version.V311): SelectSelector(
            SelectSelectorConfig(options=list(Version), translation_key="mqtt_version")
        ),
        vol.Required(CONF_WITH_CLIENT_CERTIFICATE, default=False): BooleanSelector(),
    }
)
BROKER_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_HOST): TextSelector(),
        vol.Required(CONF_PORT, default=DEFAULT_PORT): vol.All(
            NumberSelector(
                NumberSelectorConfig(min=1, max=65535, mode=NumberSelectorMode.BOX)
            ),
            vol.Coerce(int),
        ),
        **CREDENTIALS_SCHEMA.schema,
        vol.Required(CONF_TLS, default=Tls.OFF): SelectSelector(
            SelectSelectorConfig(
                options=list(Tls),
                translation_key="tls",
                mode=SelectSelectorMode.DROPDOWN,
            )
        ),
        vol.Required(SECTION_ADVANCED): section(ADVANCED_SCHEMA, {"collapsed": True}),
    }
)
CERTIFICATE_SELECTOR: Final = FileSelector(
    FileSelectorConfig(accept=".pem,.crt,.cer,application/x-x509-ca-cert")
)
KEY_SELECTOR: Final = FileSelector(
    FileSelectorConfig(accept=".pem,.key,application/pkcs8")
)
KEY_PASSWORD_SELECTOR: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD)
)


def without_empty(entered: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was entered, without what was left empty."""
    return {name: value for name, value in entered.items() if value not in ("", None)}


def without_password(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be shown of what was entered."""
    return {name: value for name, value in data.items() if name != CONF_PASSWORD}


def read_broker(entered: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was entered as an entry holds it, without certificates.

    An address that was pasted as the host says more than the host. Raises `ValueError`
    if it is not one that is known.
    """
    data = without_empty({**entered, **entered[SECTION_ADVANCED]})
    del data[SECTION_ADVANCED], data[CONF_WITH_CLIENT_CERTIFICATE]
    host = data[CONF_HOST].strip()
    data |= _read_address(host, data[CONF_TLS]) if "://" in host else {CONF_HOST: host}
    data[CONF_HOST] = data[CONF_HOST].lower()
    data[CONF_PATH] = "/" + data.get(CONF_PATH, DEFAULTS[CONF_PATH]).lstrip("/")
    if data[CONF_TRANSPORT] == Transport.TCP:
        del data[CONF_PATH]
    return {name: value for name, value in data.items() if value != DEFAULTS.get(name)}


def _read_address(address: str, tls: str) -> dict[str, Any]:
    """Return what an address says of a broker."""
    url = URL(address)
    if not url.host or url.scheme not in SCHEMES:
        raise ValueError
    transport, encrypted, usual_port = SCHEMES[url.scheme]
    if encrypted != (tls != Tls.OFF):
        tls = Tls.SYSTEM if encrypted else Tls.OFF
    path = {CONF_PATH: url.path} if url.path != "/" else {}
    said = {CONF_USERNAME: url.user, CONF_PASSWORD: url.password, **path}
    return {
        CONF_HOST: url.host_subcomponent,
        CONF_PORT: url.explicit_port or usual_port,
        CONF_TLS: tls,
        CONF_TRANSPORT: transport,
        **without_empty(said),
    }


def broker_shown(
    data: Mapping[str, Any], *, with_client_certificate: bool
) -> dict[str, Any]:
    """Return what the form shows of an entry's data: never a password."""
    advanced = {**data, CONF_WITH_CLIENT_CERTIFICATE: with_client_certificate}
    return without_password({**data, SECTION_ADVANCED: advanced})


def broker_title(settings: MqttSettings) -> str:
    """Return what a broker is called: its hosts, with ports that are unusual."""
    return ", ".join(
        host if port in USUAL_PORTS else f"{host}:{port}"
        for host, port in settings.addresses
    )


def read_certificate(pem: bytes, _: str | None) -> str:
    """Return a certificate as PEM text."""
    certificate = pem.decode("ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=certificate)
    return certificate


def read_key(pem: bytes, password: str | None) -> str:
    """Return a private key as PEM text that needs no password any more."""
    key = load_pem_private_key(pem, password.encode() if password else None)
    unlocked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return unlocked.decode()


# How each file is read, and what is said if it can't be.
FILES: Final = {
    CONF_CA_CERTIFICATE: (read_certificate, "invalid_certificate"),
    CONF_CLIENT_CERTIFICATE: (read_certificate, "invalid_certificate"),
    CONF_CLIENT_KEY: (read_key, "invalid_key"),
}


def read_upload(
    hass: HomeAssistant, name: str, file_id: str, password: str | None
) -> str:
    """Return an uploaded file as PEM text; raise `ValueError` if it is something else.

    It is gone after that.
    """
    read, _ = FILES[name]
    try:
        with process_uploaded_file(hass, file_id) as path:
            return read(path.read_bytes(), password)
    except (OSError, TypeError, UnsupportedAlgorithm) as err:
        raise ValueError from err
