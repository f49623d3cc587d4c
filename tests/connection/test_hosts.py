"""Several nodes of one broker's cluster, tried in order."""

import asyncio

import pytest

from custom_components.factor.connection import ConnectError, Failure, mqtt
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings
from demo.broker import HOST, free_port
from tests import links_to, wait_until
from tests.mosquitto import Mosquitto

from .conftest import record_link, socket_of
from .network import impostor, network_to

REFUSED = b"\x20\x02\x00\x05"


@pytest.mark.parametrize(
    ("host", "addresses"),
    [
        ("a.lan", [("a.lan", 1883)]),
        ("A.lan, b.lan:1884", [("a.lan", 1883), ("b.lan", 1884)]),
        ("10.0.0.1:1,10.0.0.2 ", [("10.0.0.1", 1), ("10.0.0.2", 1883)]),
        ("[::1]:1884,fe80::1,[::2]", [("::1", 1884), ("fe80::1", 1883), ("::2", 1883)]),
    ],
)
def test_what_names_one_or_more(host: str, addresses: list[tuple[str, int]]) -> None:
    assert MqttSettings(host, 1883).addresses == tuple(addresses)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "a,,b",
        "a b",
        "a:port",
        "a:70000",
        "a:0",
        "mqtt://a",
        "a/b",
        "me@a",
        "a?b",
        "[::1",
    ],
)
def test_what_names_none(host: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text is for no one
        _ = MqttSettings(host, 1883).addresses


async def test_nonsense_is_out_of_reach() -> None:
    with pytest.raises(ConnectError) as error:
        await MqttConnection(MqttSettings("a b", 1883)).connect()
    assert error.value.failure is Failure.UNREACHABLE


async def test_the_first_that_answers_is_taken(broker: Mosquitto) -> None:
    nodes = f"{HOST}:{free_port()}, {HOST}:{broker.port}, {HOST}:1"
    connection = MqttConnection(MqttSettings(nodes, 1883))
    await connection.connect()
    assert links_to(broker) == 1
    assert connection.statistics.failed_attempts == 1
    await connection.disconnect()


async def test_one_that_is_silent_is_passed_over(
    broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt, "NODE_TIMEOUT_S", 0.2)
    async with impostor() as silent:
        nodes = f"{HOST}:{silent.port},{HOST}:{broker.port}"
        connection = MqttConnection(MqttSettings(nodes, 1883))
        await connection.connect()
        await wait_until(lambda: silent.leavings == 1)
        await connection.disconnect()


async def test_refused_credentials_are_told_of_before_all_else() -> None:
    async with impostor(REFUSED) as strict:
        nodes = f"{HOST}:{strict.port},{HOST}:{free_port()}"
        with pytest.raises(ConnectError) as error:
            await MqttConnection(MqttSettings(nodes, 1883)).connect()
    assert error.value.failure is Failure.CREDENTIALS


async def test_another_takes_the_place_of_one_that_dies(
    broker: Mosquitto, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Mosquitto(tmp_path_factory.mktemp("other"))
    other.start()
    nodes = f"{HOST}:{broker.port},{HOST}:{other.port}"
    connection = MqttConnection(MqttSettings(nodes, 1883))
    await connection.connect()
    told = record_link(connection)
    connection.subscribe("a", print)
    broker.kill()
    await wait_until(lambda: told == [Failure.UNREACHABLE, None])
    await connection.publish("settle", b"")
    assert links_to(other) == 1
    assert connection.statistics.reconnects == 1
    await connection.disconnect()
    other.stop()


async def test_what_the_last_one_failed_for_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mqtt, "NODE_TIMEOUT_S", 0.1)
    async with impostor() as silent:
        nodes = f"{HOST}:{free_port()},{HOST}:{free_port()},{HOST}:{silent.port}"
        connection = MqttConnection(MqttSettings(nodes, 1883))
        with pytest.raises(ConnectError) as error:
            await connection.connect()
    assert error.value.failure is Failure.TIMEOUT
    assert connection.statistics.failed_attempts == 3


async def test_none_is_tried_any_more_after_a_disconnect(broker: Mosquitto) -> None:
    async with impostor() as silent:
        nodes = f"{HOST}:{silent.port},{HOST}:{broker.port}"
        connection = MqttConnection(MqttSettings(nodes, 1883))
        connecting = asyncio.ensure_future(connection.connect())
        await wait_until(lambda: silent.visits and socket_of(connection))
        await connection.disconnect()
        with pytest.raises(ConnectError):
            await connecting
        await wait_until(lambda: silent.leavings == 1)
    assert links_to(broker) == 0


async def test_one_that_dies_silently_too_is_passed_over_in_time(
    broker: Mosquitto, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Mosquitto(tmp_path_factory.mktemp("other"))
    other.start()
    async with network_to(broker) as network:
        nodes = f"{HOST}:{network.port},{HOST}:{other.port}"
        connection = MqttConnection(MqttSettings(nodes, 1883))
        await connection.connect()
        told = record_link(connection)
        network.stall()
        network.cut()
        await wait_until(lambda: told)
        await wait_until(lambda: connection.connected)
        assert told == [Failure.UNREACHABLE, None]
        assert links_to(other) == 1
        await connection.disconnect()
    other.stop()
