"""The counted set of subscriptions, as the broker sees it."""

import asyncio
from collections import Counter
import json
import logging
from pathlib import Path

from paho.mqtt import publish as paho_publish
import pytest

from custom_components.factor.connection import Message
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings, Tls
from tests import asked_of, links_to, wait_until
from tests.authority import Authority
from tests.mosquitto import Mosquitto

from .conftest import Connect, Witness
from .network import ACCEPTED, impostor

ACCESS_RULES = [
    plugin
    for folder in ("/usr/lib", "/usr/local/lib", "/opt/homebrew/lib")
    for plugin in Path(folder).glob("**/mosquitto_dynamic_security.so")
]
MANY = [f"printer/{number}/status" for number in range(500)]


def nobody(_: Message) -> None:
    """Listen to nothing."""


def packets(broker: Mosquitto, kind: str) -> int:
    """Return how many packets of a kind the broker received."""
    return broker.log.count(f"Received {kind} from")


async def test_what_arrives_is_the_topic_and_the_bytes(
    connection: MqttConnection, witness: Witness
) -> None:
    heard: list[Message] = []
    connection.subscribe("Drücker/1", heard.append)
    await connection.publish("settle", b"")
    for payload in (b"", b"\x00\xff", "Größe".encode()):
        await witness.connection.publish("Drücker/1", payload)
    await witness.connection.publish("Drücker/2", b"not ours")
    await wait_until(lambda: len(heard) == 3)
    assert heard == [
        ("Drücker/1", b"", False),
        ("Drücker/1", b"\x00\xff", False),
        ("Drücker/1", "Größe".encode(), False),
    ]


async def test_only_what_the_broker_kept_is_marked_as_retained(
    broker: Mosquitto, connection: MqttConnection, witness: Witness
) -> None:
    await asyncio.to_thread(
        paho_publish.single,
        "a",
        b"kept",
        retain=True,
        hostname=broker.host,
        port=broker.port,
    )
    heard: list[Message] = []
    connection.subscribe("a", heard.append)
    await wait_until(lambda: heard)
    await witness.connection.publish("a", b"live")
    await wait_until(lambda: len(heard) == 2)
    assert heard == [("a", b"kept", True), ("a", b"live", False)]


async def test_before_the_first_link_it_waits_for_it(
    broker: Mosquitto, witness: Witness
) -> None:
    connection = MqttConnection(MqttSettings(broker.host, broker.port))
    heard: list[Message] = []
    connection.subscribe("a", heard.append)
    leave = connection.subscribe("b", heard.append)
    leave()
    await connection.connect()
    await connection.publish("settle", b"")
    await witness.connection.publish("a", b"1")
    await wait_until(lambda: heard)
    assert asked_of(broker, "SUBSCRIBE") == ["a"]
    await connection.disconnect()


async def test_two_users_of_a_topic_are_one_subscription_that_ends_with_the_second(
    broker: Mosquitto, connection: MqttConnection, witness: Witness
) -> None:
    first: list[Message] = []
    second: list[Message] = []
    leave_first = connection.subscribe("a", first.append)
    await connection.publish("settle", b"")
    leave_second = connection.subscribe("a", second.append)
    await connection.publish("settle", b"")
    await witness.connection.publish("a", b"both")
    await wait_until(lambda: first and second)

    leave_first()
    await connection.publish("settle", b"")
    assert asked_of(broker, "UNSUBSCRIBE") == []
    await witness.connection.publish("a", b"second only")
    await wait_until(lambda: len(second) == 2)
    assert len(first) == 1

    leave_second()
    await connection.publish("settle", b"")
    await wait_until(lambda: asked_of(broker, "UNSUBSCRIBE"))
    assert asked_of(broker, "UNSUBSCRIBE") == ["a"]
    assert asked_of(broker, "SUBSCRIBE") == ["a"]


async def test_one_topic_of_two_leaves_the_set(
    broker: Mosquitto, connection: MqttConnection, witness: Witness
) -> None:
    heard: list[Message] = []
    leave = connection.subscribe("printer/1", heard.append)
    connection.subscribe("printer/2", heard.append)
    await connection.publish("settle", b"")
    leave()
    await connection.publish("settle", b"")
    assert asked_of(broker, "UNSUBSCRIBE") == ["printer/1"]
    await witness.connection.publish("printer/1", b"")
    await witness.connection.publish("printer/2", b"")
    await wait_until(lambda: heard)
    assert [message.topic for message in heard] == ["printer/2"]
    assert links_to(broker) == 2  # the witness's and ours


async def test_leaving_twice_takes_nobody_else_along(
    broker: Mosquitto, connection: MqttConnection, witness: Witness
) -> None:
    heard: list[Message] = []
    leave = connection.subscribe("a", heard.append)
    connection.subscribe("a", heard.append)
    leave()
    leave()
    await connection.publish("settle", b"")
    await witness.connection.publish("a", b"")
    await wait_until(lambda: heard)
    assert len(heard) == 1
    assert asked_of(broker, "UNSUBSCRIBE") == []


async def test_leaving_twice_does_not_end_a_later_subscription(
    broker: Mosquitto, connection: MqttConnection
) -> None:
    leave = connection.subscribe("a", nobody)
    leave()
    connection.subscribe("a", nobody)
    leave()
    await connection.publish("settle", b"")
    assert asked_of(broker, "SUBSCRIBE") == ["a"]
    assert asked_of(broker, "UNSUBSCRIBE") == []


async def test_leaving_and_coming_back_at_once_is_nothing_to_the_broker(
    broker: Mosquitto, connection: MqttConnection
) -> None:
    leave = connection.subscribe("a", nobody)
    await connection.publish("settle", b"")
    leave()
    connection.subscribe("a", nobody)
    await connection.publish("settle", b"")
    assert asked_of(broker, "SUBSCRIBE") == ["a"]
    assert asked_of(broker, "UNSUBSCRIBE") == []


async def test_who_left_during_a_message_is_not_called_with_it(
    connection: MqttConnection, witness: Witness
) -> None:
    heard: list[str] = []

    def first(_: Message) -> None:
        heard.append("first")
        leave()

    connection.subscribe("a", first)
    leave = connection.subscribe("a", lambda _: heard.append("second"))
    connection.subscribe("a", lambda _: heard.append("third"))
    await connection.publish("settle", b"")
    await witness.connection.publish("a", b"")
    await wait_until(lambda: "third" in heard)
    assert heard == ["first", "third"]


async def test_a_listener_that_raises_stops_neither_the_others_nor_the_link(
    broker: Mosquitto,
    connection: MqttConnection,
    witness: Witness,
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[bytes] = []

    def bad(_: Message) -> None:
        raise ZeroDivisionError

    connection.subscribe("a", bad)
    connection.subscribe("a", lambda message: heard.append(message.payload))
    await connection.publish("settle", b"")
    await witness.connection.publish("a", b"1")
    await witness.connection.publish("a", b"2")
    await wait_until(lambda: len(heard) == 2)
    assert heard == [b"1", b"2"]
    assert links_to(broker) == 2
    assert caplog.text.count("Error in a listener") == 2


@pytest.mark.parametrize("topic", ["", "#", "+/status", "printer/#", "printer/+"])
async def test_nobody_subscribes_to_a_pattern(
    topic: str, broker: Mosquitto, connection: MqttConnection
) -> None:
    with pytest.raises(ValueError, match="one topic"):
        connection.subscribe(topic, nobody)
    await connection.publish("settle", b"")
    assert packets(broker, "SUBSCRIBE") == 0


async def test_hundreds_of_topics_are_few_packets_also_when_they_are_restored(
    broker: Mosquitto, connection: MqttConnection, witness: Witness
) -> None:
    heard: list[Message] = []
    leaves = [connection.subscribe(topic, heard.append) for topic in MANY]
    await connection.publish("settle", b"")
    assert Counter(asked_of(broker, "SUBSCRIBE")) == Counter(MANY)
    assert packets(broker, "SUBSCRIBE") == 3

    broker.kill()
    await wait_until(lambda: not connection.connected)
    broker.start()
    await wait_until(lambda: connection.connected and witness.connection.connected)
    await connection.publish("settle", b"")
    assert Counter(asked_of(broker, "SUBSCRIBE")) == Counter(2 * MANY)
    assert packets(broker, "SUBSCRIBE") == 6

    await asyncio.gather(*(witness.connection.publish(topic, b"") for topic in MANY))
    await wait_until(lambda: len(heard) >= len(MANY))
    assert Counter(message.topic for message in heard) == Counter(MANY)

    for leave in leaves:
        leave()
    await connection.publish("settle", b"")
    assert Counter(asked_of(broker, "UNSUBSCRIBE")) == Counter(MANY)
    assert packets(broker, "UNSUBSCRIBE") == 3


async def test_a_refusal_is_logged_once_and_without_the_topic(
    caplog: pytest.LogCaptureFixture,
) -> None:
    two_of_three_refused = b"\x90\x05\x00\x01\x80\x01\x80"
    async with impostor(ACCEPTED, two_of_three_refused, hang_up=True) as strict:
        connection = MqttConnection(MqttSettings(strict.host, strict.port))
        for topic in ("theirs/1", "mine", "theirs/2"):
            connection.subscribe(topic, nobody)
        await connection.connect()
        await wait_until(lambda: strict.leavings >= 3)
        await connection.disconnect()
    (warning,) = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert "2 of 3" in warning.message
    assert "theirs" not in caplog.text


@pytest.mark.skipif(not ACCESS_RULES, reason="mosquitto came without this plug-in")
async def test_a_broker_that_refuses_subscriptions_keeps_the_link(
    tmp_path: Path, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    rules = tmp_path / "rules.json"
    allowed = {"publishClientSend": True, "subscribe": False}
    rules.write_text(json.dumps({"defaultACLAccess": allowed}))
    broker = Mosquitto(
        tmp_path,
        (
            "allow_anonymous true",
            f"plugin {ACCESS_RULES[0]}",
            f"plugin_opt_config_file {rules}",
        ),
    )
    broker.start()
    connection = await connect(broker)
    connection.subscribe("theirs/1", nobody)
    await connection.publish("mine", b"")
    connection.subscribe("theirs/2", nobody)
    await connection.publish("mine", b"")
    assert packets(broker, "SUBSCRIBE") == 2
    assert links_to(broker) == 1
    assert caplog.text.count("The broker refused 1 of 1 subscriptions") == 1
    broker.stop()


@pytest.mark.parametrize("tls", [Tls.OFF, Tls.INSECURE])
async def test_a_message_of_five_megabytes_arrives_and_leaves_in_one_piece(
    tls: Tls, tmp_path: Path, connect: Connect
) -> None:
    settings = Authority(tmp_path / "authority").broker_settings()
    broker = Mosquitto(
        tmp_path, ("allow_anonymous true", *(settings if tls is not Tls.OFF else ()))
    )
    broker.start()
    connection = await connect(broker, tls=tls)
    heard: list[Message] = []
    connection.subscribe("a", heard.append)
    payload = bytes(range(256)) * (5 * 2**20 // 256)
    await connection.publish("a", payload)
    await connection.publish("a", b"next")
    await wait_until(lambda: len(heard) == 2)
    assert heard[0].payload == payload
    assert heard[1].payload == b"next"
    broker.stop()
