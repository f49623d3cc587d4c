"""What a broker costs: `python -m benchmarks.broker --printers 500 --seconds 30`.

It runs the brokers of examples/cluster: Mosquitto as a site has it, or with `--cluster`
the three nodes of RabbitMQ. Each printer has a connection of its own, over TLS, and says
a snapshot a second; one Home Assistant hears them all.
"""

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
import tempfile
import time
from urllib.parse import quote

from demo.broker import HOST
from examples.cluster import make
from simulator.link import Link
from simulator.printer import numbered_uuid
from tests.brokers import Broker
from tests.brokers.farm import OWN_BROKER, Farm

from .measure import cpu_s, resident_mb

MAIN = "south"
PATIENCE_S = 20


def accounts_of(site: str, printers: int) -> Iterator[make.Account]:
    """Yield the accounts of a site."""
    yield make.Account("home", site, f"home-{site}", "made-up")
    for number in range(printers):
        yield make.Account("printer", site, numbered_uuid(number), "made-up")


def pids_of(brokers: list[Broker]) -> list[int]:
    """Return the processes of brokers that run."""
    return [each.process.pid for each in brokers if each.process]


async def measure(
    farm: Farm, brokers: list[Broker], accounts: list[make.Account], size: int, s: float
) -> None:
    """Print what share of a core the brokers take, and their memory."""
    edges = accounts[1:]
    printers = len(edges)
    ca_file = str(farm.authority.certificate)

    def link_of(account: make.Account, number: int) -> Link:
        broker = brokers[number % len(brokers)]
        host = "" if broker is farm.north else f"{account.site}:"
        name = quote(f"{host}{account.username}", safe="")
        port = broker.ports["tls"]
        return Link(f"mqtts://{name}:{account.password}@{HOST}:{port}", ca_file)

    async with AsyncExitStack() as stack:
        empty_mb = sum(map(resident_mb, pids_of(brokers)))
        links = []
        for number, account in enumerate(accounts):
            link = link_of(account, number)
            await link.open()
            stack.push_async_callback(link.close)
            links.append(link)
        desk, *links = links
        heard = 0

        def hear(_topic: str, payload: bytes) -> None:
            nonlocal heard
            heard += len(payload) == size

        desk.on_message = hear
        topics = [f"octoprint/status/{each.username}" for each in edges]
        await desk.subscribe(topics)
        payload = bytes(size)
        began, sent = time.monotonic(), 0
        cpu = sum(map(cpu_s, pids_of(brokers)))
        while (now := time.monotonic() - began) < s:
            due = int(now * printers)
            for number in range(sent, due):
                links[number % printers].publish(topics[number % printers], payload)
            sent = due
            await asyncio.sleep(0.005)
        while heard < sent and time.monotonic() < began + s + PATIENCE_S:
            await asyncio.sleep(0.01)
        took = sum(map(cpu_s, pids_of(brokers))) - cpu
        lasted = time.monotonic() - began
        more_mb = sum(map(resident_mb, pids_of(brokers))) - empty_mb
    print(
        f"{brokers[0].name}: {printers} printers, {size} bytes a second each: "
        f"{sent / lasted:.0f} messages/s in, {heard / lasted:.0f} out "
        f"({sent - heard} lost), {100 * took / lasted:.1f} % of a core, "
        f"{1e6 * took / sent:.0f} µs a message, {more_mb:.1f} MB more memory"
    )


def main() -> None:
    """Read what to measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--printers", type=int, default=500)
    parser.add_argument("--size", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--cluster", action="store_true")
    chosen = parser.parse_args()
    site, place = (
        (MAIN, "the cluster") if chosen.cluster else (OWN_BROKER, "its own broker")
    )
    accounts = list(accounts_of(site, chosen.printers))
    with tempfile.TemporaryDirectory() as folder:
        farm = Farm(Path(folder), {OWN_BROKER: "the cluster"} | {site: place})
        farm.configure(accounts)
        brokers: list[Broker] = [*farm.nodes] if chosen.cluster else [farm.north]
        try:
            for each in brokers:
                each.start()
            asyncio.run(measure(farm, brokers, accounts, chosen.size, chosen.seconds))
        finally:
            farm.stop()


if __name__ == "__main__":
    main()
