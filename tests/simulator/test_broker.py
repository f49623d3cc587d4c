"""The fleet, the replay and the command line on a real mosquitto."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
import json
from pathlib import Path
import signal
import subprocess
import sys
import threading
from uuid import uuid5

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
import pytest

from simulator import Fleet, Printer, numbered_uuid, replay
from simulator.link import Link
from simulator.printer import NAMESPACE
from tests.mosquitto import Mosquitto

from .ear import PATIENCE_S, listening
from .wire import CAPTURES, UUID, recorded

ROOT = Path(__file__).parents[2]
OTHER = "00000000-0000-4000-8000-000000000001"


@contextmanager
def simulator(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command line."""
    command = [sys.executable, "-m", "simulator", *arguments]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


async def test_fleet(broker: Mosquitto) -> None:
    threads = threading.active_count()
    left, right = Printer(UUID, scene="printing"), Printer(OTHER)
    async with listening(broker) as ear:
        async with Fleet(broker.url, [left, right], interval=0.05):
            await ear.until(lambda topic, told: topic.endswith(OTHER) and "ts" in told)
            ear.link.publish(f"control/{UUID}", b'{"type": "pause"}', qos=1)
            await ear.until(
                lambda topic, told: (
                    topic.endswith(UUID) and told.get("state_id") == "PAUSED"
                )
            )
            right.disconnect()
            await ear.until(
                lambda topic, told: (
                    topic.endswith(OTHER) and told.get("state_id") == "OFFLINE"
                )
            )
            ear.link.publish(f"camera/{UUID}/cmd", b'{"action": "state"}', qos=1)
            await ear.until(lambda topic, _: topic == f"camera/{UUID}/state")
        assert left.received == [{"type": "pause"}, {"action": "state"}]
        assert right.received == []
        assert left.host is None
    assert threading.active_count() == threads
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == 1


async def test_fleet_hears_what_is_retained_at_each_start(broker: Mosquitto) -> None:
    printer = Printer(UUID)
    async with listening(broker) as ear:
        topic = f"control/{UUID}"
        ear.link.publish(topic, b'{"type": "home"}', qos=1, retain=True)
        await ear.until(lambda heard, _: heard == topic)
        async with Fleet(broker.url, [printer], interval=0.05):
            async with asyncio.timeout(PATIENCE_S):
                while len(printer.received) < 1:
                    await asyncio.sleep(0.01)
                printer.kill()
                printer.restart()
                while len(printer.received) < 2:
                    await asyncio.sleep(0.01)
    assert printer.received == [{"type": "home"}] * 2


async def test_fleet_comes_back_with_the_broker(broker: Mosquitto) -> None:
    printer = Printer(UUID)
    async with Fleet(broker.url, [printer], interval=0.05):
        broker.kill()
        async with asyncio.timeout(PATIENCE_S):
            while printer.edge.online:
                await asyncio.sleep(0.01)
        broker.start()
        async with asyncio.timeout(PATIENCE_S):
            while not printer.edge.online:
                await asyncio.sleep(0.01)
        async with listening(broker) as ear:
            await ear.until(lambda _, told: "ts" in told)
            ear.link.publish(f"control/{UUID}", b'{"type": "home"}', qos=1)
            async with asyncio.timeout(PATIENCE_S):
                while not printer.received:
                    await asyncio.sleep(0.01)


async def test_no_broker(broker: Mosquitto) -> None:
    broker.stop()
    with pytest.raises(OSError, match="refused"):
        async with Fleet(broker.url, [Printer(UUID)]):
            pass


@pytest.mark.parametrize("url", ["localhost:1883", "http://localhost", "mqtt://"])
def test_bad_url(url: str) -> None:
    with pytest.raises(ValueError, match="mqtt://"):
        Link(url)


async def test_replay(broker: Mosquitto) -> None:
    said = [
        one["decoded"]
        for one in recorded("disconnect")
        if one["topic"].startswith("octoprint/status")
    ]
    async with listening(broker) as ear:
        count = await replay(
            CAPTURES / "disconnect.jsonl", broker.url, speed=1000, uuid=OTHER
        )
        await ear.until(lambda _, __: len(ear.heard) == len(said))
    assert count == len(said)
    assert {topic for topic, _ in ear.heard} == {f"octoprint/status/{OTHER}"}
    assert [told for _, told in ear.heard] == said


async def test_replay_of_everything_keeps_qos_and_retain(
    broker: Mosquitto, tmp_path: Path
) -> None:
    lines = [
        {"t": 0, "topic": f"octoprint/status/{UUID}", "qos": 0, "retain": True},
        {"t": 0.01, "topic": f"control/{UUID}", "qos": 1, "retain": False},
    ]
    file = tmp_path / "some.jsonl"
    file.write_text("\n".join(json.dumps(line | {"payload": "{}"}) for line in lines))
    assert await replay(file, broker.url) == 1
    assert await replay(file, broker.url, edge_only=False) == 2
    kept: list[MQTTMessage] = []
    client = Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda _client, _data, message: kept.append(message)
    client.connect(broker.host, broker.port)
    client.subscribe("#", qos=1)
    async with asyncio.timeout(PATIENCE_S):
        while not kept:
            client.loop(0.01)
            await asyncio.sleep(0)
    client.disconnect()
    assert [(one.topic, one.qos, one.retain) for one in kept] == [
        (f"octoprint/status/{UUID}", 0, True)
    ]


def test_numbered_uuids_are_always_the_same() -> None:
    assert str(NAMESPACE) == "5f0c7f0e-9d5b-4f0a-8a53-0f6f2b9f6d11"
    assert len({numbered_uuid(index) for index in range(500)}) == 500
    with simulator("--printers", "2", "--list-uuids") as process:
        assert process.communicate()[0].split() == [numbered_uuid(0), numbered_uuid(1)]


async def test_command_line(broker: Mosquitto) -> None:
    arguments = ("--broker", broker.url, "--uuid", UUID, "--interval", "0.05")
    async with listening(broker) as ear:
        with simulator(*arguments, "--scene", "printing") as process:
            await ear.until(lambda _, told: told["state"]["text"] == "Printing")
            process.send_signal(signal.SIGTERM)
            out, err = await asyncio.to_thread(process.communicate)
    assert process.returncode == 0
    assert out.splitlines() == [
        f"{UUID} printing",
        f"connected to {broker.host}:{broker.port}",
    ]
    assert err == ""
    assert {topic for topic, _ in ear.heard} == {f"octoprint/status/{UUID}"}


@pytest.mark.parametrize(
    ("dialect", "topics"),
    [
        (
            "platform",
            {"octoprint/status/x1", "temperature/x1", "position/x1"}
            | {"print_progress/x1"},
        ),
        ("legacy", {f"factor/{uuid5(NAMESPACE, 'x1')}/lwt"}),
    ],
)
async def test_command_line_speaks_each_dialect(
    broker: Mosquitto, dialect: str, topics: set[str]
) -> None:
    arguments = ("--broker", broker.url, "--uuid", "x1", "--dialect", dialect)
    async with listening(broker) as ear:
        with simulator(*arguments, "--interval", "0.05") as process:
            await ear.until(lambda *_: {topic for topic, _ in ear.heard} == topics)
            process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(process.communicate)
    assert process.returncode == 0
    assert {topic for topic, _ in ear.heard} == topics


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), "--broker is required"),
        (("--broker", "mqtt://127.0.0.1:1"), "simulator: "),
        (("--broker", "x"), "simulator: the broker must be mqtt://"),
        (("replay", "nowhere.jsonl", "--broker", "mqtt://127.0.0.1:1"), "nowhere"),
        (("--broker", "mqtt://h", "--speed", "0"), "must be above 0"),
        (("--broker", "mqtt://h", "--dialect", "latin"), "invalid choice: 'latin'"),
        (
            ("--broker", "mqtt://h", "--dialect", "legacy", "--scene", "unregistered"),
            "a legacy edge does not register",
        ),
    ],
)
def test_mistakes_are_told_in_one_line(arguments: tuple[str, ...], error: str) -> None:
    with simulator(*arguments) as process:
        _, err = process.communicate()
    assert process.returncode != 0
    assert error in err.splitlines()[-1]
    assert "Traceback" not in err
