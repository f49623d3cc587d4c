"""What is different over WebSocket, with MQTT 5, and with a client certificate."""

from pathlib import Path
from typing import Any

import pytest

from custom_components.factor.connection import (
    ConnectError,
    Failure,
    LinkDownError,
    NotAllowedError,
)
from custom_components.factor.connection.settings import Tls, Transport, Version
from demo.broker import HOST, free_port
from tests import links_to, wait_until
from tests.authority import DAY, Authority
from tests.mosquitto import Mosquitto, password_line

from .conftest import Connect, record_link
from .network import impostor, network_to
from .test_connect import ANYBODY, Start, authority, failure_of, start, trusting

__all__ = ["authority", "start"]
WEB = {"transport": Transport.WEBSOCKETS}
PROTOCOL = "protocol websockets"


def plain() -> str:
    """Return a second listener: this mosquitto won't start with a WebSocket alone."""
    return f"listener {free_port()} {HOST}"


async def test_a_web_server_that_is_no_broker_refuses(connect: Connect) -> None:
    async with impostor(b"HTTP/1.1 404 Not Found\r\n\r\n", hang_up=True) as web:
        assert await failure_of(connect(web, **WEB)) is Failure.REFUSED
        await wait_until(lambda: web.leavings == 1)


async def test_a_broker_without_websocket_refuses(
    broker: Mosquitto, connect: Connect
) -> None:
    assert await failure_of(connect(broker, **WEB)) is Failure.REFUSED


async def test_what_a_lost_websocket_held_is_never_sent(
    start: Start, connect: Connect
) -> None:
    broker = start(ANYBODY, PROTOCOL, plain())
    async with network_to(broker) as network:
        connection = await connect(network, **WEB)
        told = record_link(connection)
        network.stall()
        publishing = connection.publish("heater", b"60")
        network.cut()
        with pytest.raises(LinkDownError):
            await publishing
        network.flow()
        await wait_until(lambda: told == [Failure.UNREACHABLE, None])
        await connection.publish("settle", b"")
        await connection.disconnect()
    assert "'heater'" not in broker.log


async def test_a_secure_websocket_shows_a_certificate(
    start: Start, authority: Authority, connect: Connect
) -> None:
    broker = start(ANYBODY, PROTOCOL, *authority.broker_settings(), plain())
    connection = await connect(broker, **WEB, **trusting(authority))
    await connection.publish("a", b"over TLS")
    assert connection.certificate_expires
    assert await failure_of(connect(broker, **WEB, tls=Tls.SYSTEM)) is Failure.TLS


@pytest.mark.parametrize("checked", [True, False])
async def test_the_certificate_tells_when_it_expires(
    checked: bool, start: Start, authority: Authority, connect: Connect
) -> None:
    broker = start(ANYBODY, *authority.broker_settings(lasts=3 * DAY))
    trust: dict[str, Any] = trusting(authority) if checked else {"tls": Tls.INSECURE}
    connection = await connect(broker, **trust)
    assert connection.certificate_expires == authority.issued[-1].not_valid_after_utc


async def test_without_tls_none_is_shown(broker: Mosquitto, connect: Connect) -> None:
    assert (await connect(broker)).certificate_expires is None


async def test_a_client_certificate_says_who_we_are(
    start: Start, authority: Authority, connect: Connect
) -> None:
    broker = start(
        *authority.broker_settings(),
        f"cafile {authority.certificate}",
        "require_certificate true",
        "use_identity_as_username true",
    )
    certificate, key = authority.client("anna")
    trust = trusting(authority)
    connection = await connect(
        broker, **trust, client_certificate=certificate, client_key=key
    )
    await connection.publish("a", b"")
    assert "u'anna'" in broker.log
    with pytest.raises(ConnectError):
        await connect(broker, **trust)
    encrypted = authority.client("anna", password=b"secret")
    for bad in (certificate, "no key"), encrypted:
        pair = {"client_certificate": bad[0], "client_key": bad[1]}
        assert await failure_of(connect(broker, **trust, **pair)) is Failure.TLS


class TestMqtt5:
    """Brokers that say more."""

    async def test_refuses_credentials(self, start: Start, connect: Connect) -> None:
        broker = start("allow_anonymous false")
        connecting = connect(broker, version=Version.V5)
        assert await failure_of(connecting) is Failure.CREDENTIALS
        assert links_to(broker) == 0

    async def test_says_that_a_topic_is_not_ours(
        self, start: Start, tmp_path: Path, connect: Connect
    ) -> None:
        users, rules = tmp_path / "users", tmp_path / "rules"
        users.write_text(password_line("anna", "secret"))
        rules.write_text("user anna\ntopic readwrite mine\n")
        broker = start(f"password_file {users}", f"acl_file {rules}")
        anna = {"username": "anna", "password": "secret"}
        connection = await connect(broker, version=Version.V5, **anna)
        await connection.publish("mine", b"")
        with pytest.raises(NotAllowedError):
            await connection.publish("yours", b"")
        assert connection.connected
        assert connection.statistics.published == 1

    async def test_nobody_who_listens_is_no_refusal(
        self, broker: Mosquitto, connect: Connect
    ) -> None:
        connection = await connect(broker, version=Version.V5)
        await connection.publish("a", b"")
        assert connection.statistics.published == 1
