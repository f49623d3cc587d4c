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
