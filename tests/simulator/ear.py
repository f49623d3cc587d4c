"""Someone who listens on a broker."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
import json
from typing import Any

from simulator.link import Link
from tests.mosquitto import Mosquitto

PATIENCE_S = 10


class Ear:
    """Hears all that goes over a broker, and can speak."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.heard: list[tuple[str, Any]] = []
        self._changed = asyncio.Event()
        link.on_message = self._hear

    def _hear(self, topic: str, payload: bytes) -> None:
        try:
            told: Any = json.loads(payload)
        except ValueError:
            told = payload
        self.heard.append((topic, told))
        self._changed.set()

    async def until(self, found: Callable[[str, Any], bool]) -> Any:
        """Wait for a message, past ones included, and return it."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for topic, told in self.heard:
                    if found(topic, told):
                        return told
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def listening(broker: Mosquitto) -> AsyncIterator[Ear]:
    """Listen to everything on a broker."""
    link = Link(broker.url)
    ear = Ear(link)
    await link.open()
    await link.subscribe(["#"])
    yield ear
    await link.close()
