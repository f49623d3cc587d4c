"""The broker's flow."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
import socket
import tempfile
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.factor import config_flow
from custom_components.factor.connection import mqtt
from custom_components.factor.const import (
    CONF_CA_CERTIFICATE,
    CONF_DEVICE_UUID,
    CONF_TLS,
    DOMAIN,
    SUBENTRY_PRINTER,
)
from demo.broker import free_port
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
    FlowType,
)
from homeassistant.const import (
    CONF_HOST,
    CONF_NAME,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component
from simulator import Fleet, Printer

from . import (
    broker_data,
    broker_entry,
    is_loaded,
    links_to,
    set_up,
    suggested,
    wait_until,
)
from .authority import Authority
from .conftest import UUID
from .mosquitto import Mosquitto, password_line

USER, PASSWORD = "farm", "secret"
CREDENTIALS = {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}

type Upload = Callable[[bytes], Awaitable[str]]
type Failing = Callable[[Mosquitto], Any]


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Return the flow's first form."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "user")
    assert result["errors"] == {}
    return result


async def submit(
    hass: HomeAssistant, result: ConfigFlowResult, user_input: dict[str, Any]
) -> ConfigFlowResult:
    """Return what follows a form."""
    return await hass.config_entries.flow.async_configure(result["flow_id"], user_input)


def set_password(broker: Mosquitto, password: str) -> None:
    """Let the broker take this password from now on; it must be started again."""
    (broker.folder / "passwords").write_text(password_line(USER, password))


@contextmanager
def running(folder: Path, *settings: str) -> Iterator[Mosquitto]:
    """Run one more broker."""
    folder.mkdir(exist_ok=True)
    mosquitto = Mosquitto(folder, settings)
    mosquitto.start()
    try:
        yield mosquitto
    finally:
        mosquitto.stop()


@pytest.fixture
def locked_broker(socket_enabled: None, tmp_path: Path) -> Iterator[Mosquitto]:
    """Give a broker that wants a password."""
    folder = tmp_path / "locked"
    folder.mkdir()
    mosquitto = Mosquitto(
        folder, ("allow_anonymous false", f"password_file {folder / 'passwords'}")
    )
    set_password(mosquitto, PASSWORD)
    mosquitto.start()
    yield mosquitto
    mosquitto.stop()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Give the authority that signed the TLS broker's certificate."""
    return Authority(tmp_path / "authority")


@pytest.fixture
def tls_broker(
    socket_enabled: None, authority: Authority, tmp_path: Path
) -> Iterator[Mosquitto]:
    """Give a broker that speaks TLS."""
    with running(
        tmp_path / "tls", "allow_anonymous true", *authority.broker_settings()
    ) as mosquitto:
        yield mosquitto


@pytest.fixture
async def upload(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Upload:
    """Give the way in which the frontend uploads a file; it returns the file's id."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    # All that adds to the web server must be there before it starts.
    for component in ("file_upload", "media_source"):
        assert await async_setup_component(hass, component, {})
    client = await hass_client()

    async def upload_file(content: bytes) -> str:
        path = tmp_path / "upload.pem"
        path.write_bytes(content)
        with path.open("rb") as file:
            response = await client.post("/api/file_upload", data={"file": file})
        return str((await response.json())["file_id"])

    return upload_file


@pytest.fixture(autouse=True)
def _reconnects_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt, "RECONNECT_FIRST_S", 0.05)


# Adding a broker


async def test_a_broker_is_added_and_the_flow_goes_on_to_its_first_printer(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    result = await submit(hass, await start(hass), broker_data(broker))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"{broker.host}:{broker.port}"
    assert result["data"] == broker_data(broker)
    assert is_loaded(result["result"])

    kind, flow_id = result["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    subentries = hass.config_entries.subentries
    assert subentries.async_get(flow_id)["step_id"] == "user"
    async with Fleet(broker.url, [Printer(UUID)], interval=0.05):
        found = await subentries.async_configure(
            flow_id, {CONF_DEVICE_UUID: UUID, "advanced": {"dialect": "auto"}}
        )
        assert found["step_id"] == "found"
        await subentries.async_configure(flow_id, {CONF_NAME: "Left"})
    (printer,) = result["result"].get_subentries_of_type(SUBENTRY_PRINTER)
    assert (printer.title, printer.unique_id) == ("Left", UUID)


async def test_the_flow_leaves_no_link_of_its_own(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    result = await submit(hass, await start(hass), broker_data(broker))
    assert links_to(broker) == 2, "one to try, one to keep"
    await hass.config_entries.async_unload(result["result"].entry_id)
    await wait_until(lambda: broker.log.count("Received DISCONNECT from factor-") == 2)


async def test_without_a_set_up_entry_no_printer_is_asked_for(
    hass: HomeAssistant, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = await start(hass)

    async def fails(*_: Any) -> bool:
        return False

    monkeypatch.setattr("custom_components.factor.async_setup_entry", fails)
    result = await submit(hass, result, broker_data(broker))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert "next_flow" not in result
    assert not hass.config_entries.subentries.async_progress()


async def test_credentials_are_saved_and_empty_ones_are_not(
    hass: HomeAssistant, broker: Mosquitto, locked_broker: Mosquitto
) -> None:
    locked = broker_data(locked_broker, **CREDENTIALS)
    result = await submit(hass, await start(hass), locked)
    assert result["data"] == locked

    empty = {CONF_USERNAME: "", CONF_PASSWORD: ""}
    result = await submit(hass, await start(hass), broker_data(broker, **empty))
    assert result["data"] == broker_data(broker)


@pytest.mark.parametrize("host", ["127.0.0.1", " 127.0.0.1 "])
async def test_the_same_broker_is_refused_a_second_time(
    hass: HomeAssistant, broker: Mosquitto, host: str
) -> None:
    broker_entry(hass, broker)
    result = await submit(hass, await start(hass), broker_data(broker, host=host))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert links_to(broker) == 0


async def test_of_two_flows_for_one_broker_the_second_is_refused(
    hass: HomeAssistant, tls_broker: Mosquitto
) -> None:
    insecure = broker_data(tls_broker, tls="insecure")
    first = await submit(hass, await start(hass), insecure)
    second = await submit(hass, await start(hass), insecure)
    assert first["step_id"] == second["step_id"] == "insecure"
    assert (await submit(hass, first, {}))["type"] is FlowResultType.CREATE_ENTRY
    assert (await submit(hass, second, {}))["reason"] == "already_configured"
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_a_host_is_the_same_in_upper_case(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    broker_entry(hass, broker, host="localhost")
    same = broker_data(broker, host="LocalHost")
    result = await submit(hass, await start(hass), same)
    assert result["reason"] == "already_configured"


async def test_another_port_is_another_broker(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    broker_entry(hass, broker, port=free_port())
    result = await submit(hass, await start(hass), broker_data(broker))
    assert result["type"] is FlowResultType.CREATE_ENTRY


# What can be wrong


@asynccontextmanager
async def no_such_host(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail in the look-up of the host; the tests may not ask a real name server."""

    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", unknown)
        yield broker_data(broker, host="nowhere.invalid")


@asynccontextmanager
async def nobody_listens(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at a port that is closed."""
    yield broker_data(broker, port=free_port())


@asynccontextmanager
async def wrong_password(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at a broker that wants a password."""
    broker.settings = ("allow_anonymous false",)
    broker.stop()
    broker.start()
    yield broker_data(broker, **CREDENTIALS)
    broker.settings = ("allow_anonymous true",)
    broker.stop()
    broker.start()


@asynccontextmanager
async def untrusted_certificate(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at a certificate that no authority of the system signed."""
    settings = Authority(broker.folder / "unknown").broker_settings()
    with running(broker.folder / "tls", *settings, "allow_anonymous true") as other:
        yield broker_data(other, tls="system")


@asynccontextmanager
async def no_tls_here(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at a port that does not speak TLS."""
    yield broker_data(broker, tls="system")


@asynccontextmanager
async def tls_here(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at a port that speaks nothing but TLS."""
    settings = Authority(broker.folder / "unknown").broker_settings()
    with running(broker.folder / "tls", *settings, "allow_anonymous true") as other:
        yield broker_data(other)


@asynccontextmanager
async def nobody_answers(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at somebody who takes the connection and then says nothing."""
    with (
        socket.create_server((broker.host, 0)) as silent,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(mqtt, "CONNECT_TIMEOUT_S", 0.2)
        yield broker_data(broker, port=silent.getsockname()[1])


@pytest.mark.parametrize(
    ("failing", "error"),
    [
        (no_such_host, "cannot_reach"),
        (nobody_listens, "refused"),
        (wrong_password, "invalid_auth"),
        (untrusted_certificate, "tls_failed"),
        (no_tls_here, "tls_failed"),
        (tls_here, "refused"),
        (nobody_answers, "timeout"),
    ],
)
async def test_what_is_wrong_is_said_and_can_be_put_right(
    hass: HomeAssistant, broker: Mosquitto, failing: Failing, error: str
) -> None:
    result = await start(hass)
    async with failing(broker) as wrong:
        result = await submit(hass, result, wrong)
        assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "user")
        assert result["errors"] == {"base": error}
        assert suggested(result) == wrong, "nothing has to be typed again"
    assert not hass.config_entries.async_entries(DOMAIN)
    result = await submit(hass, result, broker_data(broker))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == broker_data(broker)


# TLS


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
    assert (result["step_id"], result["errors"]) == ("user", {"base": "tls_failed"})
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
    assert result["errors"] == {"base": "refused"}
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


# Reauthentication


async def test_new_credentials_bring_back_an_entry_that_was_never_let_in(
    hass: HomeAssistant, locked_broker: Mosquitto
) -> None:
    wrong = {CONF_USERNAME: USER, CONF_PASSWORD: "wrong"}
    entry = await set_up(hass, locked_broker, **wrong)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    (flow,) = hass.config_entries.flow.async_progress()
    assert (flow["context"]["source"], flow["step_id"]) == (
        SOURCE_REAUTH,
        "reauth_confirm",
    )

    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert suggested(form) == {CONF_USERNAME: USER}
    assert form["description_placeholders"]
    assert form["description_placeholders"]["broker"] == "Workshop"
    result = await submit(hass, form, wrong)
    assert result["errors"] == {"base": "invalid_auth"}
    result = await submit(hass, result, CREDENTIALS)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert is_loaded(entry)
    assert entry.data == broker_data(locked_broker, **CREDENTIALS)


async def test_new_credentials_bring_back_a_loaded_entry(
    hass: HomeAssistant, locked_broker: Mosquitto
) -> None:
    entry = await set_up(hass, locked_broker, UUID, **CREDENTIALS)
    locked_broker.stop()
    set_password(locked_broker, "new")
    locked_broker.start()
    flows = hass.config_entries.flow
    await wait_until(lambda: flows.async_progress(include_uninitialized=False))
    assert is_loaded(entry)

    (flow,) = flows.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    new = {**CREDENTIALS, CONF_PASSWORD: "new"}
    result = await flows.async_configure(flow["flow_id"], new)
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert is_loaded(entry)
    assert entry.runtime_data.connection.connected
    assert entry.data == broker_data(locked_broker, **new)
    assert not flows.async_progress()


async def test_credentials_can_be_given_up(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, **CREDENTIALS)
    result = await submit(hass, await entry.start_reauth_flow(hass), {})
    assert result["reason"] == "reauth_successful"
    assert entry.data == broker_data(broker)
    await hass.async_block_till_done()


async def test_credentials_are_renewed_while_the_set_up_is_retried(
    hass: HomeAssistant, locked_broker: Mosquitto
) -> None:
    locked_broker.stop()
    entry = await set_up(hass, locked_broker, **{**CREDENTIALS, "password": "old"})
    assert entry.state is ConfigEntryState.SETUP_RETRY
    result = await submit(hass, await entry.start_reauth_flow(hass), CREDENTIALS)
    assert result["errors"] == {"base": "refused"}
    locked_broker.start()
    result = await submit(hass, result, CREDENTIALS)
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert is_loaded(entry)


# Reconfiguration


async def test_a_loaded_entry_moves_to_another_broker(
    hass: HomeAssistant, broker: Mosquitto, tmp_path: Path
) -> None:
    entry = await set_up(hass, broker, UUID)
    result = await entry.start_reconfigure_flow(hass)
    assert (result["step_id"], result["errors"]) == ("reconfigure", {})
    assert broker_data(broker).items() <= suggested(result).items()
    with running(tmp_path / "other", "allow_anonymous true") as other:
        result = await submit(hass, result, broker_data(other))
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "reconfigure_successful"
        await hass.async_block_till_done()
        assert is_loaded(entry)
        assert entry.data == broker_data(other)
        assert links_to(other) == 2
        assert broker.log.count("Received DISCONNECT from factor-") == 1
        await hass.config_entries.async_unload(entry.entry_id)


async def test_what_is_wrong_is_put_right_while_the_set_up_is_retried(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    wrong = free_port()
    entry = await set_up(hass, broker, port=wrong)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, broker_data(broker, port=wrong))
    assert (result["step_id"], result["errors"]) == ("reconfigure", {"base": "refused"})
    result = await submit(hass, result, broker_data(broker))
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert is_loaded(entry)


async def test_a_saved_password_is_kept_and_never_shown(
    hass: HomeAssistant, locked_broker: Mosquitto
) -> None:
    entry = await set_up(hass, locked_broker, **CREDENTIALS)
    result = await entry.start_reconfigure_flow(hass)
    assert PASSWORD not in suggested(result).values()
    typed = broker_data(locked_broker, username=USER)
    result = await submit(hass, result, {**typed, CONF_PORT: free_port()})
    assert result["errors"] == {"base": "refused"}
    assert PASSWORD not in suggested(result).values()
    result = await submit(hass, result, typed)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == broker_data(locked_broker, **CREDENTIALS)
    await hass.async_block_till_done()


async def test_another_user_does_not_get_the_saved_password(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, **CREDENTIALS)
    result = await entry.start_reconfigure_flow(hass)
    other = broker_data(broker, username="other")
    result = await submit(hass, result, other)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == other
    await hass.async_block_till_done()


async def test_a_saved_certificate_is_kept(
    hass: HomeAssistant, tls_broker: Mosquitto, authority: Authority
) -> None:
    certificate = authority.certificate.read_text()
    custom = broker_data(tls_broker, tls="custom")
    entry = await set_up(
        hass, tls_broker, tls="custom", ca_certificate=certificate, **CREDENTIALS
    )
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, custom)
    assert result["step_id"] == "ca_certificate"
    result = await submit(hass, result, {})
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == {**custom, CONF_CA_CERTIFICATE: certificate}
    await hass.async_block_till_done()
    assert is_loaded(entry)


async def test_a_certificate_is_forgotten_with_the_authority(
    hass: HomeAssistant, tls_broker: Mosquitto, authority: Authority
) -> None:
    certificate = authority.certificate.read_text()
    entry = await set_up(hass, tls_broker, tls="custom", ca_certificate=certificate)
    insecure = broker_data(tls_broker, tls="insecure")
    result = await submit(hass, await entry.start_reconfigure_flow(hass), insecure)
    result = await submit(hass, result, {})
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == insecure
    await hass.async_block_till_done()


async def test_a_broker_cannot_become_one_that_is_set_up_already(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker)
    taken = broker_entry(hass, broker, port=free_port())
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, dict(taken.data))
    assert result["reason"] == "already_configured"
    assert entry.data == broker_data(broker)


@pytest.mark.parametrize(
    ("title", "expected"),
    [("127.0.0.1:{port}", "localhost:{port}"), ("Workshop", "Workshop")],
)
async def test_the_title_follows_the_address_unless_the_user_chose_it(
    hass: HomeAssistant, broker: Mosquitto, title: str, expected: str
) -> None:
    entry = await set_up(hass, broker)
    title, expected = title.format(port=broker.port), expected.format(port=broker.port)
    hass.config_entries.async_update_entry(entry, title=title)
    result = await entry.start_reconfigure_flow(hass)
    moved = broker_data(broker, host="localhost")
    result = await submit(hass, result, moved)
    assert result["reason"] == "reconfigure_successful"
    assert (entry.title, entry.data[CONF_HOST]) == (expected, "localhost")
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("port", "title"), [(1883, "farm"), (8883, "farm"), (1884, "farm:1884")]
)
def test_a_usual_port_is_not_in_the_title(port: int, title: str) -> None:
    assert config_flow._title({CONF_HOST: "farm", CONF_PORT: port}) == title
