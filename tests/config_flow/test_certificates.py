"""Brokers with TLS, and the files that it needs."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
import pytest

from custom_components.factor.broker_forms import (
    CONF_CLIENT_CERTIFICATE,
    CONF_CLIENT_KEY,
    CONF_KEY_PASSWORD,
)
from custom_components.factor.const import (
    CONF_CA_CERTIFICATE,
    CONF_TLS,
)
from demo.broker import free_port
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import (
    CONF_PORT,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests import (
    broker_data,
    is_loaded,
    links_to,
)
from tests.authority import Authority
from tests.conftest import UUID
from tests.mosquitto import Mosquitto

from . import (
    Upload,
    shown,
    start,
    submit,
)


async def test_a_broker_that_the_system_trusts_is_added(
    hass: HomeAssistant,
    tls_broker: Mosquitto,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    result = await submit(
        hass, await start(hass), broker_data(tls_broker, tls="system")
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_TLS] == "system"
    assert is_loaded(result["result"])


async def test_a_broker_that_an_own_authority_trusts_is_added(
    hass: HomeAssistant, tls_broker: Mosquitto, authority: Authority, upload: Upload
) -> None:
    result = await submit(
        hass, await start(hass), broker_data(tls_broker, tls="custom")
    )
    assert result["step_id"] == "ca_certificate"
    assert links_to(tls_broker) == 0
    certificate = authority.certificate.read_bytes()
    result = await submit(
        hass, result, {CONF_CA_CERTIFICATE: await upload(certificate)}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == broker_data(
        tls_broker, tls="custom", ca_certificate=certificate.decode()
    )
    assert is_loaded(result["result"])


async def test_the_wrong_authority_is_refused_and_the_right_one_then_taken(
    hass: HomeAssistant,
    tls_broker: Mosquitto,
    authority: Authority,
    upload: Upload,
    tmp_path: Path,
) -> None:
    wrong = Authority(tmp_path / "wrong").certificate.read_bytes()
    broker = broker_data(tls_broker, tls="custom")
    result = await submit(hass, await start(hass), broker)
    result = await submit(hass, result, {CONF_CA_CERTIFICATE: await upload(wrong)})
    assert (result["step_id"], result["errors"]) == ("broker", {"tls": "tls_failed"})
    assert links_to(tls_broker) == 0

    right = authority.certificate.read_bytes()
    result = await submit(hass, result, broker)
    result = await submit(hass, result, {CONF_CA_CERTIFICATE: await upload(right)})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_CA_CERTIFICATE] == right.decode()


async def test_a_certificate_is_given_once_though_something_else_was_wrong(
    hass: HomeAssistant, tls_broker: Mosquitto, authority: Authority, upload: Upload
) -> None:
    broker = broker_data(tls_broker, tls="custom")
    result = await submit(hass, await start(hass), {**broker, CONF_PORT: free_port()})
    uploaded = await upload(authority.certificate.read_bytes())
    result = await submit(hass, result, {CONF_CA_CERTIFICATE: uploaded})
    assert result["errors"] == {"host": "refused"}
    result = await submit(hass, result, broker)
    assert result["step_id"] == "ca_certificate"
    result = await submit(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"not a certificate", b"\xff\x00", b"-----BEGIN CERTIFICATE-----\n"],
)
async def test_what_is_no_certificate_is_refused_and_a_real_one_then_taken(
    hass: HomeAssistant,
    tls_broker: Mosquitto,
    authority: Authority,
    upload: Upload,
    content: bytes,
) -> None:
    result = await submit(
        hass, await start(hass), broker_data(tls_broker, tls="custom")
    )
    result = await submit(hass, result, {CONF_CA_CERTIFICATE: await upload(content)})
    assert result["step_id"] == "ca_certificate"
    assert result["errors"] == {CONF_CA_CERTIFICATE: "invalid_certificate"}
    uploaded = await upload(authority.certificate.read_bytes())
    result = await submit(hass, result, {CONF_CA_CERTIFICATE: uploaded})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_file_that_was_never_uploaded_is_no_certificate(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    result = await submit(hass, await start(hass), broker_data(broker, tls="custom"))
    result = await submit(hass, result, {CONF_CA_CERTIFICATE: UUID})
    assert result["errors"] == {CONF_CA_CERTIFICATE: "invalid_certificate"}


async def test_the_user_is_warned_before_a_connection_without_verification(
    hass: HomeAssistant, tls_broker: Mosquitto
) -> None:
    insecure = broker_data(tls_broker, tls="insecure")
    result = await submit(hass, await start(hass), insecure)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "insecure")
    assert links_to(tls_broker) == 0, "the password must not be out already"
    result = await submit(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == insecure
    assert is_loaded(result["result"])


# The client's own certificate


def key_of(authority: Authority, password: bytes | None = None) -> bytes:
    """Return the key of the authority's last certificate, encrypted if asked to."""
    key = load_pem_private_key((authority.folder / "broker.key").read_bytes(), None)
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


async def asked_for_certificate(
    hass: HomeAssistant, broker: Mosquitto
) -> ConfigFlowResult:
    """Return the form that asks for the client's certificate."""
    data = broker_data(broker, tls="insecure", with_client_certificate=True)
    result = await submit(hass, await start(hass), data)
    assert result["step_id"] == "insecure"
    result = await submit(hass, result, {})
    assert (result["step_id"], result["errors"]) == ("client_certificate", {})
    assert links_to(broker) == 0
    return result


@pytest.mark.parametrize("password", [None, b"of the key"])
async def test_a_client_certificate_lets_us_in(
    hass: HomeAssistant,
    certified_broker: Mosquitto,
    authority: Authority,
    certificates: dict[str, str],
    upload: Upload,
    password: bytes | None,
) -> None:
    result = await asked_for_certificate(hass, certified_broker)
    files = {
        CONF_CLIENT_CERTIFICATE: await upload(
            certificates[CONF_CLIENT_CERTIFICATE].encode()
        ),
        CONF_CLIENT_KEY: await upload(key_of(authority, password)),
    }
    if password:
        files[CONF_KEY_PASSWORD] = password.decode()
    result = await submit(hass, result, files)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == broker_data(
        certified_broker, tls="insecure", **certificates
    )
    assert is_loaded(result["result"])


async def test_both_authorities_and_both_certificates(
    hass: HomeAssistant,
    certified_broker: Mosquitto,
    authority: Authority,
    certificates: dict[str, str],
    upload: Upload,
) -> None:
    data = broker_data(certified_broker, tls="custom", with_client_certificate=True)
    result = await submit(hass, await start(hass), data)
    assert result["step_id"] == "ca_certificate"
    ca = authority.certificate.read_bytes()
    result = await submit(hass, result, {CONF_CA_CERTIFICATE: await upload(ca)})
    assert result["step_id"] == "client_certificate"
    files = {
        name: await upload(content.encode()) for name, content in certificates.items()
    }
    result = await submit(hass, result, files)
    assert result["data"] == broker_data(
        certified_broker, tls="custom", ca_certificate=ca.decode(), **certificates
    )


@pytest.mark.parametrize(
    ("certificate", "key", "password", "errors"),
    [
        (b"none", None, None, {CONF_CLIENT_CERTIFICATE: "invalid_certificate"}),
        (None, b"none", None, {CONF_CLIENT_KEY: "invalid_key"}),
        (None, b"\xff\x00", None, {CONF_CLIENT_KEY: "invalid_key"}),
        (None, None, "a password that it has not", {CONF_CLIENT_KEY: "invalid_key"}),
        (
            b"",
            b"",
            None,
            {
                CONF_CLIENT_CERTIFICATE: "invalid_certificate",
                CONF_CLIENT_KEY: "invalid_key",
            },
        ),
    ],
)
async def test_files_that_are_wrong_are_named_and_the_others_kept(
    hass: HomeAssistant,
    certified_broker: Mosquitto,
    certificates: dict[str, str],
    upload: Upload,
    certificate: bytes | None,
    key: bytes | None,
    password: str | None,
    errors: dict[str, str],
) -> None:
    result = await asked_for_certificate(hass, certified_broker)
    right = {name: content.encode() for name, content in certificates.items()}
    given = {
        CONF_CLIENT_CERTIFICATE: certificate,
        CONF_CLIENT_KEY: key,
    }
    wrong = {
        name: await upload(right[name] if content is None else content)
        for name, content in given.items()
    }
    if password:
        wrong[CONF_KEY_PASSWORD] = password
    result = await submit(hass, result, wrong)
    assert result["step_id"] == "client_certificate"
    assert result["errors"] == errors
    result = await submit(
        hass, result, {name: await upload(right[name]) for name in errors}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert certificates.items() <= result["data"].items()


@pytest.mark.parametrize("password", [None, "wrong"])
async def test_a_key_is_not_taken_without_its_password(
    hass: HomeAssistant,
    certified_broker: Mosquitto,
    authority: Authority,
    certificates: dict[str, str],
    upload: Upload,
    password: str | None,
) -> None:
    result = await asked_for_certificate(hass, certified_broker)
    certificate = certificates[CONF_CLIENT_CERTIFICATE].encode()
    wrong = {
        CONF_CLIENT_CERTIFICATE: await upload(certificate),
        CONF_CLIENT_KEY: await upload(key_of(authority, b"right")),
        **({CONF_KEY_PASSWORD: password} if password else {}),
    }
    result = await submit(hass, result, wrong)
    assert result["errors"] == {CONF_CLIENT_KEY: "invalid_key"}


async def test_a_key_of_another_certificate_is_refused(
    hass: HomeAssistant,
    certified_broker: Mosquitto,
    tmp_path: Path,
    certificates: dict[str, str],
    upload: Upload,
) -> None:
    result = await asked_for_certificate(hass, certified_broker)
    other = Authority(tmp_path / "other")
    other.broker_settings()
    certificate = certificates[CONF_CLIENT_CERTIFICATE].encode()
    wrong = {
        CONF_CLIENT_CERTIFICATE: await upload(certificate),
        CONF_CLIENT_KEY: await upload(key_of(other)),
    }
    result = await submit(hass, result, wrong)
    assert (result["step_id"], result["errors"]) == (
        "client_certificate",
        {"base": "key_mismatch"},
    )
    assert links_to(certified_broker) == 0
    right = certificates[CONF_CLIENT_KEY].encode()
    result = await submit(hass, result, {CONF_CLIENT_KEY: await upload(right)})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_client_certificate_needs_tls(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    data = broker_data(broker, with_client_certificate=True)
    result = await submit(hass, await start(hass), data)
    assert (result["step_id"], result["errors"]) == (
        "broker",
        {"tls": "client_certificate_without_tls"},
    )
    assert data.items() <= shown(result).items()
    assert links_to(broker) == 0
    result = await submit(hass, result, broker_data(broker))
    assert result["type"] is FlowResultType.CREATE_ENTRY
