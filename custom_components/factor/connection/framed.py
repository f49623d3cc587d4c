"""Who listens to what on a legacy WebSocket, at whichever end of it we are."""

import asyncio

from . import (
    SEARCH_S,
    Failure,
    LinkDownError,
    LinkListener,
    Message,
    MessageListener,
    Statistics,
    Unsubscribe,
)
from .listeners import Listeners, checked_topic, listen


class FramedConnection:
    """What both ends of a legacy WebSocket have in common."""

    def __init__(self) -> None:
        """Begin without a link."""
        self.statistics = Statistics()
        self._down = asyncio.Event()
        self._down.set()
        self._listeners: dict[str, Listeners[[Message]]] = {}
        self._searches: dict[str, Listeners[[Message]]] = {}
        self._watchers: Listeners[[Failure | None]] = Listeners()

    @property
    def connected(self) -> bool:
        """Whether messages flow now."""
        return not self._down.is_set()

    def subscribe(self, topic: str, listener: MessageListener) -> Unsubscribe:
        """Call `listener` with each message on exactly this topic."""
        return listen(self._listeners, checked_topic(topic), listener, _do_nothing)

    async def search(self, pattern: str, listener: MessageListener) -> None:
        """Call `listener` with what arrives on a pattern of topics for `SEARCH_S`."""
        if not self.connected:
            raise LinkDownError
        stop = listen(self._searches, pattern, listener, _do_nothing)
        try:
            async with asyncio.timeout(SEARCH_S):
                await self._down.wait()
        except TimeoutError:
            return
        finally:
            stop()
        raise LinkDownError

    def watch(self, listener: LinkListener) -> Unsubscribe:
        """Call `listener` with None when the link is up, else with why not."""
        return self._watchers.add(listener)

    def _deliver(self, topic: str, payload: bytes) -> bool:
        """Hand a message to those who listen; return whether there are any."""
        hearing = [
            listeners
            for pattern, listeners in self._searches.items()
            if matches(pattern, topic)
        ]
        if listeners := self._listeners.get(topic):
            hearing.append(listeners)
        if hearing:
            self.statistics.messages += 1
            self.statistics.bytes += len(payload)
        for each in hearing:
            each.call(Message(topic, payload, retained=False))
        return bool(hearing)


def matches(pattern: str, topic: str) -> bool:
    """Return whether a topic is one of a pattern, which has a `+` for one level."""
    levels, asked = topic.split("/"), pattern.split("/")
    return len(levels) == len(asked) and all(
        want in ("+", level) for want, level in zip(asked, levels, strict=True)
    )


def _do_nothing() -> None:
    """Nobody else has to know that the last listener has left."""
