"""What a snapshot costs beyond receiving its bytes: small ones, and one of 460 KB.

`python -m benchmarks.snapshot [ROUNDS]`. A broker and a sender are processes of their
own on this machine. This process receives the same recorded snapshots twice: with a
listener that does nothing, and with a Home Assistant in which the printer is set up
with the entities that it has by default. Figures are CPU time of this process a message;
rounds alternate.
"""

import argparse
import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
import json
from pathlib import Path
import statistics
import sys
import tempfile
import time

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings
from custom_components.factor.const import (
    CONF_DEVICE_UUID,
    CONF_TLS,
    DOMAIN,
    SUBENTRY_PRINTER,
)
from custom_components.factor.protocol.messages import Snapshot
from custom_components.factor.protocol.plugin import (
    NO_TREE,
    decode_status,
    without_known_tree,
)
from custom_components.factor.protocol.topics import PrinterTopics
from demo.broker import Broker, broker, free_port
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.setup import async_setup_component
from simulator.link import Link

UUID = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f"
STATUS = PrinterTopics(UUID).status
CAPTURES = Path(__file__).parents[1] / "tests" / "captures"
MESSAGES = 100
RATE = 25
TARGET_MS = 0.6


def recorded(name: str) -> list[bytes]:
    """Return the snapshots of a recording."""
    lines = (CAPTURES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    messages = (json.loads(line) for line in lines)
    return [
        one["payload"].encode()
        for one in messages
        if one["topic"] == STATUS and '"sd"' in one["payload"]
    ]


LOADS = {"small (a print)": recorded("print"), "503 files": recorded("many_files_flat")}


async def send(url: str, load: str) -> None:
    """Publish a load at a steady rate; this runs in a process of its own."""
    link = Link(url)
    await link.open()
    payloads = LOADS[load]
    for number in range(MESSAGES):
        link.publish(STATUS, payloads[number % len(payloads)])
        await asyncio.sleep(1 / RATE)
    await link.close()


class Meter:
    """Counts what arrives, and the CPU time from the first to the last of it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.times: list[float] = []
        self.complete = asyncio.Event()

    def heard(self, *_: object) -> None:
        """Note a message."""
        self.times.append(time.process_time())
        if len(self.times) == MESSAGES:
            self.complete.set()

    @property
    def ms_a_message(self) -> float:
        """CPU time a message in ms; the first one only starts the clock."""
        return (self.times[-1] - self.times[0]) / (MESSAGES - 1) * 1000


async def measure(started: Broker, load: str, meter: Meter) -> float:
    """Have a load sent, and return what it cost."""
    sender = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.snapshot", "--send", started.url, load
    )
    async with asyncio.timeout(60):
        await meter.complete.wait()
        await sender.wait()
    return meter.ms_a_message


async def receiving(started: Broker, load: str) -> float:
    """Return what it costs to receive a load and do nothing."""
    connection = MqttConnection(MqttSettings(started.host, started.port))
    await connection.connect()
    meter = Meter()
    connection.subscribe(STATUS, meter.heard)
    cost = await measure(started, load, meter)
    await connection.disconnect()
    return cost


@asynccontextmanager
async def home(started: Broker) -> AsyncGenerator[MockConfigEntry]:
    """Give the entry of a broker with one printer, set up in a Home Assistant."""
    async with async_test_home_assistant() as hass:
        hass.data.pop(DATA_CUSTOM_COMPONENTS, None)
        await async_setup_component(hass, "homeassistant", {})
        entry = MockConfigEntry(
            domain=DOMAIN,
            title="Broker",
            data={CONF_HOST: started.host, CONF_PORT: started.port, CONF_TLS: "off"},
            subentries_data=[
                ConfigSubentryDataWithId(
                    subentry_id="printer",
                    subentry_type=SUBENTRY_PRINTER,
                    title="Printer",
                    unique_id=UUID,
                    data={CONF_DEVICE_UUID: UUID},
                )
            ],
        )
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        yield entry
        await hass.async_stop(force=True)


async def whole_path(started: Broker, load: str) -> float:
    """Return what it costs to receive a load and bring all entities up to date."""
    async with home(started) as entry:
        meter = Meter()
        (printer,) = entry.runtime_data.printers.values()
        printer.async_add_listener(meter.heard)
        return await measure(started, load, meter)


def decoding(load: str) -> tuple[float, float]:
    """Return the CPU time to decode a snapshot, ms: as a whole, and with a known tree."""
    payloads, rounds = LOADS[load], 200
    first = decode_status(payloads[0])
    assert isinstance(first, Snapshot)
    costs = []
    for tree in (NO_TREE, first.sd):
        began = time.process_time()
        for number in range(rounds):
            payload = payloads[number % len(payloads)]
            decode_status(without_known_tree(payload, tree))
        costs.append((time.process_time() - began) / rounds * 1000)
    return costs[0], costs[1]


MEASURED: dict[str, Callable[[Broker, str], Awaitable[float]]] = {
    "receive": receiving,
    "receive, decode, entities": whole_path,
}


async def run(rounds: int) -> bool:
    """Measure and print; return whether a large snapshot costs what it may."""
    costs: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with broker(Path(folder), free_port()) as started:
            for _ in range(rounds):
                for load in LOADS:
                    for name, measured in MEASURED.items():
                        cost = await measured(started, load)
                        costs.setdefault((load, name), []).append(cost)
    print(f"CPU ms a snapshot, median of {rounds} rounds of {MESSAGES}, {RATE}/s")
    print(
        f"{'':18}{'KB':>6}{'receive':>10}{'whole path':>12}{'more':>8}"
        f"{'decode':>9}{'known tree':>12}"
    )
    for load, payloads in LOADS.items():
        bare, whole = (statistics.median(costs[load, name]) for name in MEASURED)
        size = statistics.mean(map(len, payloads)) / 1000
        print(
            f"{load:18}{size:6.0f}{bare:10.2f}{whole:12.2f}{whole - bare:8.2f}"
            "{:9.3f}{:12.3f}".format(*decoding(load))
        )
    within = whole - bare <= TARGET_MS
    print(f"503 files cost {whole - bare:.2f} ms more; {TARGET_MS} are allowed")
    return within


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="?", type=int, default=3)
    parser.add_argument("--send", nargs=2, metavar=("URL", "LOAD"), help="internal")
    arguments = parser.parse_args()
    if arguments.send:
        asyncio.run(send(*arguments.send))
    else:
        sys.exit(0 if asyncio.run(run(arguments.rounds)) else 1)


if __name__ == "__main__":
    main()
