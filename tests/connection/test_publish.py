"""Publishing: done once acknowledged, and never late.

The network is one that a test can stall. What is not acknowledged before the link is
lost may have arrived, but it never arrives after its publisher was told that it failed.
"""

import asyncio
from collections.abc import Coroutine
import re
from typing import Any

import pytest

from custom_components.factor.connection import Failure, LinkDownError, mqtt
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings, Version
from tests import asked_of, links_to, wait_until
from tests.mosquitto import Mosquitto

from .conftest import WEB, Connect, Witness, record_link
from .network import Network

HEATER = "control/heater"


def start(coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Run up to where the coroutine waits."""
    loop = asyncio.get_running_loop()
    return asyncio.Task(coroutine, loop=loop, eager_start=True)


def start_impatiently(coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Run up to where publishing waits for an acknowledgement, which is soon overdue."""
    with pytest.MonkeyPatch.context() as impatient:
        impatient.setattr(mqtt, "ACKNOWLEDGE_TIMEOUT_S", 0.1)
        return start(coroutine)


async def fails(publishing: asyncio.Future[None]) -> None:
    """Return once publishing has failed."""
    with pytest.raises(LinkDownError):
        await publishing


async def nothing_arrives(broker: Mosquitto, network: Network) -> None:
    """Let the network and the broker get through with our link; fail on a message."""
    network.flow()
    await wait_until(lambda: network.ended == 1)
    ends = r"Client factor-\w+ (closed its connection|disconnected)"
    await wait_until(lambda: re.search(ends, broker.log))
    assert asked_of(broker, "PUBLISH") == []


class TestAcknowledged:
    """It arrived."""

    async def test_arrives_exactly_once_at_qos_1_and_not_retained(
        self, broker: Mosquitto, connection: MqttConnection, witness: Witness
    ) -> None:
        await witness.listen(HEATER)
        await connection.publish(HEATER, b"60")
        await connection.publish("settle", b"")
        await witness.hear(b"60")
        assert re.findall(rf"\((d., q., r.), m\d+, '{HEATER}'", broker.log) == [
            "d0, q1, r0",  # from us
            "d0, q1, r0",  # to the witness
        ]
        late = Witness(witness.connection)
        await late.listen(HEATER + "/other", HEATER)
        assert late.heard == []

    async def test_returns_only_after_the_acknowledgement(
        self, distant: MqttConnection, network: Network, witness: Witness
    ) -> None:
        await witness.listen(HEATER)
        network.to_client.clear()
        publishing = start(distant.publish(HEATER, b"60"))
        await witness.hear(b"60")
        assert not publishing.done()
        network.flow()
        await publishing

    async def test_many_at_once_arrive_once_each_in_their_order(
        self, connection: MqttConnection, witness: Witness
    ) -> None:
        await witness.listen(HEATER)
        payloads = [b"%d" % number for number in range(200)]
        await asyncio.gather(*(connection.publish(HEATER, each) for each in payloads))
        await witness.hear(*payloads)

    async def test_may_be_published_while_a_message_is_handled(
        self, connection: MqttConnection, witness: Witness
    ) -> None:
        await witness.listen(HEATER)
        answers: list[asyncio.Task[None]] = []
        connection.subscribe(
            "a", lambda _: answers.append(start(connection.publish(HEATER, b"0")))
        )
        await connection.publish("a", b"")
        await witness.hear(b"0")
        await answers[0]

    async def test_a_stall_that_ends_in_time_is_none(
        self, distant: MqttConnection, network: Network, witness: Witness
    ) -> None:
        await witness.listen(HEATER)
        network.stall()
        publishing = start(distant.publish(HEATER, b"60"))
        network.flow()
        await publishing
        await witness.hear(b"60")
        assert network.links == 1

    async def test_it_goes_on_if_its_caller_is_cancelled(
        self, distant: MqttConnection, network: Network, witness: Witness
    ) -> None:
        await witness.listen(HEATER)
        network.stall()
        publishing = start(distant.publish(HEATER, b"60"))
        publishing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await publishing
        network.flow()
        await distant.publish(HEATER, b"0")
        await witness.hear(b"60", b"0")
        assert network.links == 1
        assert distant._sent == {}

    @pytest.mark.parametrize("topic", ["control/#", "control/+"])
    async def test_not_to_a_pattern(
        self, topic: str, broker: Mosquitto, connection: MqttConnection
    ) -> None:
        with pytest.raises(ValueError, match="wildcards"):
            await connection.publish(topic, b"60")
        await connection.publish("settle", b"")
        assert asked_of(broker, "PUBLISH") == ["settle"]


class TestNoLink:
    """It fails at once, and is forgotten."""

    async def test_before_the_first_one(
        self, broker: Mosquitto, witness: Witness
    ) -> None:
        await witness.listen(HEATER)
        connection = MqttConnection(MqttSettings(broker.host, broker.port))
        await fails(start(connection.publish(HEATER, b"60")))
        await connection.connect()
        await connection.publish(HEATER, b"0")
        await witness.hear(b"0")
        await connection.disconnect()

    async def test_between_two(
        self,
        broker: Mosquitto,
        distant: MqttConnection,
        network: Network,
        witness: Witness,
    ) -> None:
        await witness.listen(HEATER)
        tried: list[tuple[asyncio.Task[None], bool]] = []

        def when_told(failure: Failure | None) -> None:
            if failure:
                publishing = start(distant.publish(HEATER, b"60"))
                tried.append((publishing, publishing.done()))

        distant.watch(when_told)
        network.cut()
        await wait_until(lambda: tried)
        [(publishing, at_once)] = tried
        assert at_once
        await fails(publishing)
        await wait_until(lambda: distant.connected)
        await distant.publish(HEATER, b"0")
        await witness.hear(b"0")

    async def test_after_the_last_one(
        self, connection: MqttConnection, witness: Witness
    ) -> None:
        await witness.listen(HEATER)
        await connection.disconnect()
        await fails(start(connection.publish(HEATER, b"60")))
        await witness.connection.publish(HEATER, b"0")
        await witness.hear(b"0")


@pytest.mark.parametrize(
    "link_settings", [{}, WEB, {"version": Version.V5}], ids=["TCP", "WebSocket", "5"]
)
class TestUnacknowledged:
    """It fails when the link is lost, and never arrives later than that."""

    async def test_overdue_it_takes_the_link_along(
        self, distant: MqttConnection, network: Network
    ) -> None:
        told = record_link(distant)
        network.stall()
        await fails(start_impatiently(distant.publish(HEATER, b"60")))
        assert told == [Failure.TIMEOUT]
        assert not distant.connected

    async def test_all_that_wait_fail_at_once(
        self, distant: MqttConnection, network: Network
    ) -> None:
        network.stall()
        waiting = [start(distant.publish(HEATER, b"60")) for _ in range(30)]
        network.cut()
        for publishing in waiting:
            await fails(publishing)

    async def test_not_delivered_when_the_stall_ends(
        self,
        stays_away: None,
        broker: Mosquitto,
        distant: MqttConnection,
        network: Network,
    ) -> None:
        network.stall()
        await fails(start_impatiently(distant.publish(HEATER, b"60")))
        await nothing_arrives(broker, network)

    async def test_not_delivered_when_paho_closed_the_link(
        self,
        stays_away: None,
        broker: Mosquitto,
        distant: MqttConnection,
        network: Network,
    ) -> None:
        network.to_broker.clear()
        publishing = start(distant.publish(HEATER, b"60"))
        network.say(b"\x82\x02\xf0\x00")  # no packet of MQTT, also in a frame
        await fails(publishing)
        await nothing_arrives(broker, network)

    async def test_not_delivered_after_an_unload(
        self, broker: Mosquitto, distant: MqttConnection, network: Network
    ) -> None:
        network.stall()
        publishing = start(distant.publish(HEATER, b"60"))
        await distant.disconnect()
        await fails(publishing)
        await nothing_arrives(broker, network)

    async def test_not_delivered_though_its_caller_was_cancelled(
        self,
        stays_away: None,
        broker: Mosquitto,
        distant: MqttConnection,
        network: Network,
    ) -> None:
        told = record_link(distant)
        network.stall()
        publishing = start_impatiently(distant.publish(HEATER, b"60"))
        publishing.cancel()
        await wait_until(lambda: told)
        await nothing_arrives(broker, network)

    @pytest.mark.parametrize("loss", ["overdue", "cut"])
    async def test_not_delivered_by_the_next_link(
        self,
        loss: str,
        distant: MqttConnection,
        network: Network,
        witness: Witness,
    ) -> None:
        await witness.listen(HEATER)
        network.stall()
        if loss == "cut":
            publishing = start(distant.publish(HEATER, b"60"))
            network.cut()
        else:
            publishing = start_impatiently(distant.publish(HEATER, b"60"))
        await fails(publishing)
        network.flow()
        await wait_until(lambda: distant.connected)
        await distant.publish(HEATER, b"0")
        await witness.hear(b"0")
        assert network.links == 2

    async def test_not_delivered_by_a_broker_that_was_killed_and_started_again(
        self,
        broker: Mosquitto,
        distant: MqttConnection,
        network: Network,
        witness: Witness,
    ) -> None:
        await witness.listen(HEATER)
        network.to_broker.clear()
        publishing = start(distant.publish(HEATER, b"60"))
        broker.kill()
        await fails(publishing)
        network.flow()
        broker.start()
        await wait_until(lambda: distant.connected and witness.connection.connected)
        await witness.settle()
        await distant.publish(HEATER, b"0")
        await witness.hear(b"0")

    async def test_not_delivered_twice_if_only_the_acknowledgement_was_lost(
        self,
        broker: Mosquitto,
        distant: MqttConnection,
        network: Network,
        witness: Witness,
    ) -> None:
        await witness.listen(HEATER)
        network.to_client.clear()
        await fails(start_impatiently(distant.publish(HEATER, b"60")))
        network.flow()
        await wait_until(lambda: distant.connected)
        await distant.publish(HEATER, b"0")
        await witness.hear(b"60", b"0")

    async def test_a_waiting_queue_is_not_delivered_either(
        self,
        broker: Mosquitto,
        distant: MqttConnection,
        network: Network,
        witness: Witness,
    ) -> None:
        await witness.listen(HEATER)
        network.stall()
        waiting = [
            start_impatiently(distant.publish(HEATER, bytes(10**5))) for _ in range(100)
        ]
        for publishing in waiting:
            await fails(publishing)
        network.flow()
        await wait_until(lambda: distant.connected)
        await distant.publish(HEATER, b"0")
        await witness.hear(b"0")


async def test_each_link_is_a_clean_session(
    broker: Mosquitto, connect: Connect, network: Network, witness: Witness
) -> None:
    distant = await connect(network)
    heard: list[bytes] = []
    distant.subscribe("a", lambda message: heard.append(message.payload))
    await distant.publish("settle", b"")
    network.cut()
    await wait_until(lambda: not distant.connected)
    await witness.connection.publish("a", b"missed")
    await wait_until(lambda: distant.connected)
    await distant.publish("settle", b"")
    await witness.connection.publish("a", b"live")
    await wait_until(lambda: heard)
    assert heard == [b"live"]
    assert links_to(broker) == 3
    assert " c0, " not in broker.log
