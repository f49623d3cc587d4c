"""Many printers on one MQTT connection."""

import asyncio
from collections.abc import Sequence
from math import inf
from types import TracebackType
from typing import Self

from .edge import Message
from .link import Link
from .printer import Printer

SHORTEST_SLEEP = 0.001


class Fleet:
    """Plays printers on a broker: `async with Fleet(url, printers) as fleet`.

    `interval` is the real seconds between two snapshots of a printer; the fleet's snapshots
    are spread over it. On entry all printers are subscribed and about to speak.
    """

    def __init__(
        self,
        broker_url: str,
        printers: Sequence[Printer],
        *,
        interval: float = 1.0,
        ca_file: str | None = None,
    ) -> None:
        """Take the broker as `mqtt://[user:password@]host:port` or `mqtts://…`."""
        self.printers = list(printers)
        self.link = Link(broker_url, ca_file)
        self._listeners = {topic: one for one in printers for topic in one.edge.topics}
        self._timers: dict[Printer, asyncio.TimerHandle] = {}
        self._played: dict[Printer, float] = {}
        for index, printer in enumerate(self.printers):
            printer.spread(interval, phase=interval * index / len(self.printers))

    async def __aenter__(self) -> Self:
        """Connect, subscribe and begin to play."""
        self._loop = asyncio.get_running_loop()
        await self.link.open()
        self.link.on_message = self._hear
        self.link.on_up = self._up
        self.link.on_down = self._down
        for printer in self.printers:
            self._played[printer] = self._loop.time()
            printer.host = self
            if printer.alive:
                printer.edge.connected()
            self.play(printer)
        try:
            await self.link.subscribe(self._listeners)
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop without a word, as the edges do."""
        await self._stop()

    async def _stop(self) -> None:
        for printer in self.printers:
            printer.host = None
        for timer in self._timers.values():
            timer.cancel()
        await self.link.close()

    def play(self, printer: Printer) -> None:
        """Let a printer catch up with the time that has passed, and wake when it is due."""
        now = self._loop.time()
        elapsed, self._played[printer] = now - self._played[printer], now
        printer.advance(elapsed * printer.speed)
        if printer in self._timers:
            self._timers.pop(printer).cancel()
        if printer.due < inf:
            sleep = max(SHORTEST_SLEEP, printer.due / printer.speed)
            self._timers[printer] = self._loop.call_later(sleep, self.play, printer)

    def publish(self, messages: list[Message]) -> None:
        """Send what a printer has to say; while the broker is away it is lost."""
        for message in messages:
            self.link.publish(
                message.topic, message.payload, message.qos, message.retain
            )

    def rejoin(self, printer: Printer) -> None:
        """Subscribe again for a printer that was restarted: what is retained comes again."""
        self.link.ask(printer.edge.topics)

    def _hear(self, topic: str, payload: bytes) -> None:
        printer = self._listeners[topic]
        self.play(printer)
        printer.hear(topic, payload)
        self.play(printer)

    def _up(self) -> None:
        for printer in self.printers:
            if printer.alive:
                printer.edge.connected()
        self.link.ask(self._listeners)

    def _down(self) -> None:
        for printer in self.printers:
            printer.edge.online = False
