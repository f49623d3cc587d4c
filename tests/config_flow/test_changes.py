"""A broker that is set up wants other credentials, or is to be another one."""

from pathlib import Path

import pytest

from custom_components.factor.const import (
    CONF_CA_CERTIFICATE,
)
from demo.broker import free_port
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntryState,
)
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests import (
    broker_data,
    broker_entry,
    is_loaded,
    links_to,
    set_up,
    suggested,
    wait_until,
)
from tests.authority import Authority
from tests.conftest import UUID
from tests.mosquitto import Mosquitto

from . import (
    CREDENTIALS,
    PASSWORD,
    USER,
    change,
    running,
    set_password,
    shown,
    submit,
)

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
    result = await change(hass, entry)
    assert (result["step_id"], result["errors"]) == ("broker", {})
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
    result = await change(hass, entry)
    result = await submit(hass, result, broker_data(broker, port=wrong))
    assert (result["step_id"], result["errors"]) == ("broker", {"host": "refused"})
    result = await submit(hass, result, broker_data(broker))
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert is_loaded(entry)


async def test_a_saved_password_is_kept_and_never_shown(
    hass: HomeAssistant, locked_broker: Mosquitto
) -> None:
    entry = await set_up(hass, locked_broker, **CREDENTIALS)
    result = await change(hass, entry)
    assert PASSWORD not in suggested(result).values()
    typed = broker_data(locked_broker, username=USER)
    result = await submit(hass, result, {**typed, CONF_PORT: free_port()})
    assert result["errors"] == {"host": "refused"}
    assert PASSWORD not in suggested(result).values()
    result = await submit(hass, result, typed)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == broker_data(locked_broker, **CREDENTIALS)
    await hass.async_block_till_done()


async def test_another_user_does_not_get_the_saved_password(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, **CREDENTIALS)
    result = await change(hass, entry)
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
    result = await change(hass, entry)
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
    result = await submit(hass, await change(hass, entry), insecure)
    result = await submit(hass, result, {})
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == insecure
    await hass.async_block_till_done()


async def test_two_entries_of_a_broker_follow_it_to_another_address(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entries = [await set_up(hass, broker, UUID), broker_entry(hass, broker)]
    await hass.config_entries.async_setup(entries[1].entry_id)
    for entry, number in zip(entries, ("", " 2"), strict=True):
        title = f"{broker.host}:{broker.port}{number}"
        hass.config_entries.async_update_entry(entry, title=title)
    data = broker_data(broker, host="localhost")
    for entry in reversed(entries):
        result = await submit(hass, await change(hass, entry), data)
        assert result["reason"] == "reconfigure_successful"
        await hass.async_block_till_done()
        assert entry.data == data
        assert is_loaded(entry)
    title = f"localhost:{broker.port}"
    assert [entry.title for entry in entries] == [f"{title} 2", title]


async def test_two_entries_of_a_broker_each_take_new_credentials(
    hass: HomeAssistant, locked_broker: Mosquitto
) -> None:
    entries = [broker_entry(hass, locked_broker, username=USER) for _ in range(2)]
    for entry in entries:
        flow = await entry.start_reauth_flow(hass)
        result = await submit(hass, flow, CREDENTIALS)
        assert result["reason"] == "reauth_successful"
        assert entry.data[CONF_PASSWORD] == PASSWORD
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("127.0.0.1:{port}", "localhost:{port}"),
        ("127.0.0.1:{port} 2", "localhost:{port}"),
        ("127.0.0.1:{port} hall 2", "127.0.0.1:{port} hall 2"),
        ("Workshop", "Workshop"),
    ],
)
async def test_the_title_follows_the_address_unless_the_user_chose_it(
    hass: HomeAssistant, broker: Mosquitto, title: str, expected: str
) -> None:
    entry = await set_up(hass, broker)
    title, expected = title.format(port=broker.port), expected.format(port=broker.port)
    hass.config_entries.async_update_entry(entry, title=title)
    result = await change(hass, entry)
    moved = broker_data(broker, host="localhost")
    result = await submit(hass, result, moved)
    assert result["reason"] == "reconfigure_successful"
    assert (entry.title, entry.data[CONF_HOST]) == (expected, "localhost")
    await hass.async_block_till_done()


async def test_a_saved_client_certificate_is_kept_and_can_be_given_up(
    hass: HomeAssistant, certified_broker: Mosquitto, certificates: dict[str, str]
) -> None:
    data = broker_data(certified_broker, tls="insecure", **certificates)
    entry = await set_up(hass, certified_broker, **{**data, **CREDENTIALS})
    assert is_loaded(entry)
    result = await change(hass, entry)
    assert shown(result)["with_client_certificate"] is True
    plain = {**broker_data(certified_broker, tls="insecure"), "username": USER}
    with_certificate = {**plain, "with_client_certificate": True}
    result = await submit(hass, result, with_certificate)
    result = await submit(hass, result, {})
    assert result["step_id"] == "client_certificate"
    result = await submit(hass, result, {})
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == {**data, **CREDENTIALS}
    await hass.async_block_till_done()

    result = await submit(hass, await change(hass, entry), plain)
    result = await submit(hass, result, {})
    assert result["step_id"] == "broker", "the broker wants one"
    assert result["errors"]
    assert shown(result)["with_client_certificate"] is False
    assert entry.data == {**data, **CREDENTIALS}


async def test_each_setting_is_shown_and_can_be_changed(
    hass: HomeAssistant, broker: Mosquitto, websocket_broker: Mosquitto
) -> None:
    there = {"transport": "websockets", "path": "/there", "version": "5"}
    entry = await set_up(hass, websocket_broker, UUID, **there)
    assert is_loaded(entry)
    before = entry.subentries
    result = await change(hass, entry)
    assert shown(result) == {
        **broker_data(websocket_broker, **there),
        "with_client_certificate": False,
    }
    usual = {"transport": "tcp", "path": "/mqtt", "version": "3.1.1"}
    result = await submit(hass, result, broker_data(broker, **usual))
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == broker_data(broker)
    assert entry.subentries == before
    await hass.async_block_till_done()
    assert is_loaded(entry)
