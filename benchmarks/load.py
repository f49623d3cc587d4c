"""Printers that print, and tell so as fast as they are asked to."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import cycle, islice
import random
import re
import time

from custom_components.factor.protocol.topics import PrinterTopics
from demo.broker import Broker
from simulator.link import Link
from simulator.printer import Printer, numbered_uuid

SNAPSHOT_BYTES = 1000
"""A bare event is shorter."""
MOST_STEPS_AHEAD = 600
FLOOD_BYTES = 8_000_000
LEAST_FLOODED = 500
PROBED = 20
"""How many of the printers are probes, at most."""
PROBED_EVERY = 4
"""After how many snapshots a probe is paused or resumed."""
PAUSED_BY_S = 20.0
"""How much hotter a probe is while it is paused, °C."""

_HOTEND = re.compile(rb'("tool0": \{"actual": )([0-9.]+)')
_CLOCK = re.compile(rb'^\{"ts": [0-9.]+')
_PAUSED = (
    (b'"text": "Printing"', b'"text": "Paused"'),
    (b'"printing": true, "paused": false', b'"printing": false, "paused": true'),
)


class Teller:
    """A printer in the middle of a print, one simulated second a snapshot."""

    def __init__(self, number: int, files: int) -> None:
        """Take one that is already printing for a while."""
        uuid = numbered_uuid(number)
        self.number = number
        self.topic = PrinterTopics(uuid).status
        self.told = 0
        self.is_paused = False
        self._printer = Printer(uuid, scene="printing", files=files)
        self._printer.edge.connected()
        self._printer.advance(random.Random(number).uniform(1, MOST_STEPS_AHEAD))

    def tell(self) -> bytes:
        """Return the next snapshot."""
        self.told += 1
        (snapshot,) = (
            message.payload
            for message in self._printer.advance(1.0)
            if len(message.payload) > SNAPSHOT_BYTES
        )
        # However fast it prints here, its clock is right.
        return _CLOCK.sub(b'{"ts": %.3f' % time.time(), snapshot, 1)


def paused(snapshot: bytes) -> bytes:
    """Return a snapshot of the printer as if it stood paused, and were hotter."""
    for printing, standing in _PAUSED:
        snapshot = snapshot.replace(printing, standing, 1)
    return _HOTEND.sub(
        lambda found: found[1] + b"%.2f" % (float(found[2]) + PAUSED_BY_S), snapshot, 1
    )


class Load:
    """Many printers on one broker; `sent` counts their snapshots.

    `probes` are the times at which one of the first printers was paused or resumed, by
    its number: those are what latency is measured with.
    """

    def __init__(self, link: Link, printers: int, files: int) -> None:
        """Take printers that have not said anything yet."""
        self._link = link
        self._tellers = [Teller(number, files) for number in range(printers)]
        self.sent = 0
        self.is_probing = False
        self.probes: list[tuple[int, bool, float]] = []

    def tell(self, teller: Teller) -> None:
        """Have a printer say how it is."""
        snapshot = teller.tell()
        if self.is_probing and teller.number < PROBED:
            is_paused = bool(teller.told // PROBED_EVERY % 2)
            snapshot = paused(snapshot) if is_paused else snapshot
            if is_paused is not teller.is_paused:
                teller.is_paused = is_paused
                self.probes.append((teller.number, is_paused, time.time()))
        self._link.publish(teller.topic, snapshot)
        self.sent += 1

    async def pace(self, rate: float) -> None:
        """Tell so many snapshots a second, of all printers in turn, until cancelled."""
        began, told = time.monotonic(), 0
        while True:
            for teller in self._tellers:
                told += 1
                ahead = began + told / rate - time.monotonic()
                await asyncio.sleep(max(0.0, ahead))
                self.tell(teller)

    async def flood(self) -> int:
        """Tell a lot as fast as possible, and that the first printer is paused.

        Returns how many snapshots that were.
        """
        first = self._tellers[0]
        number = max(FLOOD_BYTES // len(first.tell()), LEAST_FLOODED)
        told = [
            (teller.topic, teller.tell())
            for teller in islice(cycle(self._tellers), number)
        ]
        told.append((first.topic, paused(first.tell())))
        for topic, snapshot in told:
            self._link.publish(topic, snapshot)
            await asyncio.sleep(0)
        return len(told)


@asynccontextmanager
async def load(broker: Broker, printers: int, files: int) -> AsyncGenerator[Load]:
    """Give printers that are connected to a broker."""
    link = Link(broker.url)
    await link.open()
    try:
        yield Load(link, printers, files)
    finally:
        await link.close()
