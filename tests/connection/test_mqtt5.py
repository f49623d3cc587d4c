"""Brokers of MQTT 5 say more, and ask for more."""

import asyncio
from pathlib import Path

import pytest

from custom_components.factor.connection import Failure, NotAllowedError
from custom_components.factor.connection.settings import Version
from tests import asked_of, links_to, wait_until
from tests.mosquitto import Mosquitto, password_line

from .conftest import ANYBODY, Connect, Start, failure_of, record_link
from .network import impostor, network_to

V5 = {"version": Version.V5}
ACCEPTED = b"\x20\x03\x00\x00\x00"


def refused(code: int) -> bytes:
    """Return a broker's refusal to let us in."""
    return bytes([0x20, 3, 0, code, 0])


async def test_a_broker_refuses_credentials(start: Start, connect: Connect) -> None:
    broker = start("allow_anonymous false")
    assert await failure_of(connect(broker, **V5)) is Failure.CREDENTIALS
    assert links_to(broker) == 0


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (refused(134), Failure.CREDENTIALS),
        (refused(135), Failure.CREDENTIALS),  # not authorized
        (refused(133), Failure.REFUSED),  # the client's identifier
        (refused(136), Failure.REFUSED),  # out of service
        (refused(138), Failure.REFUSED),  # banned
        (refused(77), Failure.REFUSED),  # no reason that there is
        (b"\x20\x02\x00\x01", Failure.REFUSED),  # a broker of MQTT 3
        (b"\xe0\x02\x8b\x00", Failure.REFUSED),  # it says goodbye
    ],
)
async def test_the_broker_says_why(
    answer: bytes, failure: Failure, connect: Connect
) -> None:
    async with impostor(answer) as strict:
        assert await failure_of(connect(strict, **V5)) is failure
        await wait_until(lambda: strict.leavings == 1)


async def test_a_goodbye_of_the_broker_is_a_loss(connect: Connect) -> None:
    shutting_down = b"\xe0\x02\x8b\x00"
    async with impostor(ACCEPTED, shutting_down) as leaving:
        connection = await connect(leaving, **V5)
        told = record_link(connection)
        connection.subscribe("a", print)
        await wait_until(lambda: len(told) >= 2)
        assert told[:2] == [Failure.UNREACHABLE, None]


async def test_each_link_is_a_clean_session(
    broker: Mosquitto, connect: Connect
) -> None:
    connection = await connect(broker, **V5)
    assert "as factor-" in broker.log
    assert "p5, c1" in broker.log
    connection.on_lost(Failure.TIMEOUT)
    await wait_until(lambda: connection.connected)
    assert broker.log.count("p5, c1") == 2


async def test_it_says_that_a_topic_is_not_ours(
    start: Start, tmp_path: Path, connect: Connect
) -> None:
    users, rules = tmp_path / "users", tmp_path / "rules"
    users.write_text(password_line("anna", "secret"))
    rules.write_text("user anna\ntopic readwrite mine\n")
    broker = start(f"password_file {users}", f"acl_file {rules}")
    connection = await connect(broker, **V5, username="anna", password="secret")
    await connection.publish("mine", b"")
    with pytest.raises(NotAllowedError):
        await connection.publish("yours", b"")
    assert connection.connected
    assert connection.statistics.published == 1


async def test_nobody_who_listens_is_no_refusal(connect: Connect) -> None:
    async with impostor(ACCEPTED, b"\x40\x03\x00\x01\x10") as broker:
        connection = await connect(broker, **V5)
        await connection.publish("a", b"")
    assert connection.statistics.published == 1


async def test_no_more_messages_are_under_way_than_the_broker_wants(
    start: Start, connect: Connect
) -> None:
    broker = start(ANYBODY, "max_inflight_messages 2")
    async with network_to(broker) as network, asyncio.TaskGroup() as messages:
        connection = await connect(network, **V5)
        network.to_client.clear()
        for _ in range(5):
            messages.create_task(connection.publish("a", b""))
        await asyncio.sleep(0)
        connection.subscribe("sent after them", print)
        await wait_until(lambda: asked_of(broker, "SUBSCRIBE"))
        assert len(asked_of(broker, "PUBLISH")) == 2
        network.flow()
        await wait_until(lambda: connection.statistics.published == 5)
        await connection.disconnect()


async def test_the_broker_is_pinged_as_often_as_it_wants(connect: Connect) -> None:
    every_second = b"\x20\x06\x00\x00\x03\x13\x00\x01"
    async with impostor(every_second) as hasty:  # answers no ping
        connection = await connect(hasty, **V5)
        told = record_link(connection)
        await wait_until(lambda: told)
        assert told[0] is Failure.UNREACHABLE
