"""A search listens to a pattern, and to nothing of it afterwards."""

import asyncio

import pytest

from custom_components.factor.connection import (
    LinkDownError,
    Message,
    SearchRefusedError,
    mqtt,
)
from custom_components.factor.connection.mqtt import MqttConnection
from tests import asked_of, wait_until
from tests.mosquitto import Mosquitto

from .conftest import Connect, Witness
from .network import ACCEPTED, Network, impostor

PATTERN = "octoprint/status/+"
ONE, OTHER = "octoprint/status/one", "octoprint/status/other"


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search for a moment only."""
    monkeypatch.setattr(mqtt, "SEARCH_S", 0.2)


async def searching(
    connection: MqttConnection, heard: list[Message]
) -> asyncio.Task[None]:
    """Return a search that the broker knows of."""
    task = asyncio.ensure_future(connection.search(PATTERN, heard.append))
    await asyncio.sleep(0)
    await connection.publish("settle", b"")
    return task


async def test_hears_what_fits_and_ends_by_itself(
    brief: None, broker: Mosquitto, connection: MqttConnection, witness: Witness
) -> None:
    heard: list[Message] = []
    task = await searching(connection, heard)
    for topic in (ONE, OTHER, "octoprint/status", f"{ONE}/deep", "octoprint/gcode/one"):
        await witness.connection.publish(topic, b"there")
    await connection.publish("settle", b"")
    await task
    await witness.connection.publish(ONE, b"later")
    await connection.publish("settle", b"")
    assert heard == [
        Message(ONE, b"there", retained=False),
        Message(OTHER, b"there", retained=False),
    ]
    assert asked_of(broker, "UNSUBSCRIBE") == [PATTERN]


async def test_ends_at_once_when_it_is_cancelled(
    broker: Mosquitto, connection: MqttConnection
) -> None:
    task = await searching(connection, [])
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await connection.publish("settle", b"")
    assert asked_of(broker, "UNSUBSCRIBE") == [PATTERN]


async def test_disturbs_nobody_who_listens_to_one_of_the_topics(
    brief: None, broker: Mosquitto, connection: MqttConnection, witness: Witness
) -> None:
    own: list[Message] = []
    heard: list[Message] = []
    connection.subscribe(ONE, own.append)
    await (await searching(connection, heard))
    await witness.connection.publish(ONE, b"there")
    await wait_until(lambda: own)
    assert heard == []


async def test_two_at_once_share_a_subscription(
    broker: Mosquitto, connection: MqttConnection, witness: Witness
) -> None:
    first: list[Message] = []
    second: list[Message] = []
    tasks = [await searching(connection, each) for each in (first, second)]
    tasks[0].cancel()
    await witness.connection.publish(ONE, b"there")
    await wait_until(lambda: second)
    assert first == []
    assert asked_of(broker, "SUBSCRIBE").count(PATTERN) == 1
    assert asked_of(broker, "UNSUBSCRIBE") == []
    tasks[1].cancel()
    await asyncio.wait(tasks)


async def test_ends_with_the_link_and_is_not_taken_up_by_the_next(
    broker: Mosquitto, network: Network, distant: MqttConnection
) -> None:
    task = await searching(distant, [])
    distant.subscribe(ONE, print)
    network.cut()
    with pytest.raises(LinkDownError):
        await task
    await wait_until(lambda: distant.connected)
    await distant.publish("settle", b"")
    asked = asked_of(broker, "SUBSCRIBE")
    assert asked.count(PATTERN) == 1
    assert asked[-1] == ONE


async def test_needs_a_link(connection: MqttConnection) -> None:
    await connection.disconnect()
    with pytest.raises(LinkDownError):
        await connection.search(PATTERN, print)


async def test_is_refused_where_a_broker_says_so(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = b"\x90\x03\x00\x01\x80"
    async with impostor(ACCEPTED, refusal) as strict:
        connection = await connect(strict)
        with pytest.raises(SearchRefusedError):
            await connection.search(PATTERN, print)
    assert "refused" not in caplog.text, "nobody's printers are concerned"
