"""Those who want to be told of something."""

from collections.abc import Callable
import logging

from . import Unsubscribe

_LOGGER = logging.getLogger(__name__)


class Listeners[**P](dict[object, Callable[P, None]]):
    """Those who listen to one thing."""

    def add(self, listener: Callable[P, None]) -> Unsubscribe:
        """Add one; return what removes it, once and no other."""
        key = object()
        self[key] = listener

        def remove() -> None:
            self.pop(key, None)

        return remove

    def call(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Tell all; what one of them raises does not concern the others."""
        for key, listener in tuple(self.items()):
            if key in self:
                try:
                    listener(*args, **kwargs)
                except Exception:
                    _LOGGER.exception("Error in a listener")


def checked_topic(topic: str) -> str:
    """Return the name of one topic; raise `ValueError` if it is a pattern, or none."""
    if not topic or "+" in topic or "#" in topic:
        raise ValueError("Not the name of one topic")
    return topic


def listen[**P](
    table: dict[str, Listeners[P]],
    topic: str,
    listener: Callable[P, None],
    left: Callable[[], object],
) -> Unsubscribe:
    """Add one who listens to a topic or a pattern; return what removes it.

    `left` is called when the last one is gone, and the topic with it.
    """
    listeners = table.setdefault(topic, Listeners())
    remove = listeners.add(listener)

    def stop() -> None:
        remove()
        if not listeners and table.get(topic) is listeners:
            del table[topic]
            left()

    return stop
