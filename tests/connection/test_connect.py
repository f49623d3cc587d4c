"""Connecting to a broker, and each reason why it fails."""

import asyncio
from datetime import timedelta
import logging
from pathlib import Path
import socket
import ssl

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode
import pytest

from custom_components.factor.connection import ConnectError, Failure, Message, mqtt
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings, Tls
from tests import links_to, wait_until
from tests.authority import DAY, Authority
from tests.mosquitto import Mosquitto

from .conftest import (
    ANYBODY,
    USER,
    Connect,
    Start,
    failure_of,
    socket_of,
    trusting,
)
from .network import ACCEPTED, HOST, Impostor, impostor, network_to

NOT_AUTHORIZED = b"\x20\x02\x00\x05"


class TestLetIn:
    """The broker lets us in."""

    async def test_without_a_name(self, broker: Mosquitto, connect: Connect) -> None:
        connection = await connect(broker)
        assert connection.connected
        assert links_to(broker) == 1

    async def test_with_user_and_password(
        self, start: Start, users: str, connect: Connect
    ) -> None:
        broker = start(users)
        assert (await connect(broker, **USER)).connected
        assert "u'anna'" in broker.log

    async def test_over_tls_with_an_own_authority_and_password(
        self, start: Start, users: str, authority: Authority, connect: Connect
    ) -> None:
        broker = start(users, *authority.broker_settings())
        connection = await connect(broker, **trusting(authority), **USER)
        await connection.publish("a", b"over TLS")
        assert isinstance(socket_of(connection), ssl.SSLSocket)

    async def test_over_tls_with_a_home_made_authority(
        self, start: Start, tmp_path: Path, connect: Connect
    ) -> None:
        authority = Authority(tmp_path / "home", home_made=True)
        broker = start(ANYBODY, *authority.broker_settings())
        assert (await connect(broker, **trusting(authority))).connected

    @pytest.mark.parametrize(
        ("address", "lasts"), [("127.0.0.2", DAY), (HOST, -DAY / 2)]
    )
    async def test_over_tls_without_verification_whatever_the_certificate(
        self,
        address: str,
        lasts: timedelta,
        start: Start,
        authority: Authority,
        connect: Connect,
    ) -> None:
        broker = start(ANYBODY, *authority.broker_settings(address, lasts=lasts))
        connection = await connect(broker, tls=Tls.INSECURE)
        assert isinstance(socket_of(connection), ssl.SSLSocket)

    async def test_after_a_failure_of_the_same_connection(
        self, broker: Mosquitto, connect: Connect
    ) -> None:
        broker.stop()
        connection = MqttConnection(MqttSettings(broker.host, broker.port))
        with pytest.raises(ConnectError):
            await connection.connect()
        broker.start()
        await connection.connect()
        assert connection.connected
        await connection.disconnect()


class TestTurnedAway:
    """The reasons are told apart."""

    async def test_the_name_does_not_resolve(
        self, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unknown(*_: object, **__: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        nowhere = Impostor(1883, host="nowhere.invalid")
        assert await failure_of(connect(nowhere)) is Failure.UNREACHABLE

    async def test_the_name_is_no_name(self, connect: Connect) -> None:
        assert await failure_of(connect(Impostor(1883, ""))) is Failure.UNREACHABLE

    async def test_nothing_listens(self, broker: Mosquitto, connect: Connect) -> None:
        broker.stop()
        assert await failure_of(connect(broker)) is Failure.REFUSED

    @pytest.mark.parametrize("user", [{}, {**USER, "password": "wrong"}])
    async def test_wrong_password(
        self, user: dict[str, str], start: Start, users: str, connect: Connect
    ) -> None:
        assert await failure_of(connect(start(users), **user)) is Failure.CREDENTIALS

    async def test_wrong_password_over_tls(
        self, start: Start, users: str, authority: Authority, connect: Connect
    ) -> None:
        broker = start(users, *authority.broker_settings())
        connecting = connect(broker, **trusting(authority), username="anna")
        assert await failure_of(connecting) is Failure.CREDENTIALS

    async def test_tls_where_there_is_none(
        self, broker: Mosquitto, connect: Connect
    ) -> None:
        assert await failure_of(connect(broker, tls=Tls.SYSTEM)) is Failure.TLS

    async def test_no_tls_where_there_is(
        self, start: Start, authority: Authority, connect: Connect
    ) -> None:
        broker = start(ANYBODY, *authority.broker_settings())
        assert await failure_of(connect(broker)) is Failure.REFUSED

    async def test_certificate_of_another_authority(
        self, start: Start, authority: Authority, tmp_path: Path, connect: Connect
    ) -> None:
        broker = start(ANYBODY, *authority.broker_settings())
        other = Authority(tmp_path / "other")
        assert await failure_of(connect(broker, **trusting(other))) is Failure.TLS
        assert await failure_of(connect(broker, tls=Tls.SYSTEM)) is Failure.TLS

    async def test_certificate_of_another_host(
        self, start: Start, authority: Authority, connect: Connect
    ) -> None:
        broker = start(ANYBODY, *authority.broker_settings("127.0.0.2"))
        assert await failure_of(connect(broker, **trusting(authority))) is Failure.TLS

    async def test_certificate_that_expired(
        self, start: Start, authority: Authority, connect: Connect
    ) -> None:
        broker = start(ANYBODY, *authority.broker_settings(lasts=-DAY / 2))
        assert await failure_of(connect(broker, **trusting(authority))) is Failure.TLS

    async def test_authority_that_is_no_certificate(
        self, broker: Mosquitto, connect: Connect
    ) -> None:
        connecting = connect(broker, tls=Tls.CUSTOM, ca_certificate="none")
        assert await failure_of(connecting) is Failure.TLS

    @pytest.mark.parametrize("tls", [Tls.OFF, Tls.SYSTEM])
    async def test_silence(
        self, tls: Tls, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mqtt, "CONNECT_TIMEOUT_S", 0.05)
        async with impostor() as silent:
            assert await failure_of(connect(silent, tls=tls)) is Failure.TIMEOUT

    @pytest.mark.parametrize(
        ("code", "failure"),
        [
            (1, Failure.REFUSED),  # the protocol's version
            (2, Failure.REFUSED),  # the client's identifier
            (3, Failure.REFUSED),  # out of service
            (4, Failure.CREDENTIALS),
            (5, Failure.CREDENTIALS),  # not authorized
            (77, Failure.REFUSED),
        ],
    )
    async def test_the_broker_says_why(
        self, code: int, failure: Failure, connect: Connect
    ) -> None:
        async with impostor(b"\x20\x02\x00" + bytes([code])) as strict:
            assert await failure_of(connect(strict)) is failure

    async def test_it_hangs_up(self, connect: Connect) -> None:
        async with impostor(b"", hang_up=True) as rude:
            assert await failure_of(connect(rude)) is Failure.REFUSED

    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n" + b" " * 99,
            b"\x30\x01\x00",  # a message too short to have a topic
            b"\x30\x04\x00\x02\xff\xff",  # a topic that is no text
        ],
    )
    async def test_it_is_no_broker(
        self, answer: bytes, connect: Connect, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with impostor(answer) as stranger:
            assert await failure_of(connect(stranger)) is Failure.REFUSED
        assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


class TestGivenUp:
    """What is left of an attempt that came to nothing: nothing."""

    @pytest.mark.parametrize(
        ("tls", "answer"), [(Tls.OFF, NOT_AUTHORIZED), (Tls.SYSTEM, b"What is this?")]
    )
    async def test_the_socket_is_closed_on_failure(
        self, tls: Tls, answer: bytes, connect: Connect
    ) -> None:
        async with impostor(answer) as strict:
            with pytest.raises(ConnectError):
                await connect(strict, tls=tls)
            await wait_until(lambda: strict.leavings == 1)

    async def test_the_socket_is_closed_on_cancel(self, connect: Connect) -> None:
        async with impostor() as silent:
            connecting = asyncio.ensure_future(connect(silent))
            await wait_until(lambda: silent.visits)
            connecting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await connecting
            await wait_until(lambda: silent.leavings == 1)

    async def test_a_thread_that_connects_too_late_closes_its_socket(
        self,
        start: Start,
        authority: Authority,
        connect: Connect,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(mqtt, "CONNECT_TIMEOUT_S", 0.05)
        broker = start(ANYBODY, *authority.broker_settings())
        async with network_to(broker) as network:
            network.stall()
            connecting = connect(network, **trusting(authority))
            assert await failure_of(connecting) is Failure.TIMEOUT
            assert network.ended == 0
            network.flow()
            await wait_until(lambda: network.ended == 1)
        assert links_to(broker) == 0

    @pytest.mark.parametrize("end", ["cancelled", "lost"])
    async def test_the_end_and_the_welcome_at_once_are_no_link(self, end: str) -> None:
        async with impostor() as silent:
            connection = MqttConnection(MqttSettings(silent.host, silent.port))
            connecting = asyncio.ensure_future(connection.connect())
            await wait_until(lambda: silent.visits and socket_of(connection))
            link = connection._link
            assert link
            assert link._client
            welcome = ReasonCode(PacketTypes.CONNACK, "Success")
            link._on_connect(link._client, None, None, welcome, None)
            if end == "lost":
                link._on_disconnect(link._client)
            else:
                connecting.cancel()
            with pytest.raises((ConnectError, asyncio.CancelledError)):
                await connecting
            assert not connection.connected
            await wait_until(lambda: silent.leavings == 1)


async def test_packets_in_one_record_of_tls_arrive_at_once(
    authority: Authority,
) -> None:
    files = dict(line.split() for line in authority.broker_settings())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files["certfile"], files["keyfile"])
    messages = b"".join(b"\x30\x04\x00\x01a%d" % number for number in range(3))
    async with impostor(ACCEPTED + messages, tls=context) as hasty:
        settings = MqttSettings(hasty.host, hasty.port, **trusting(authority))
        connection = MqttConnection(settings)
        heard: list[Message] = []
        connection.subscribe("a", heard.append)
        await connection.connect()
        await wait_until(lambda: len(heard) == 3)
        await connection.disconnect()
    assert [message.payload for message in heard] == [b"0", b"1", b"2"]
