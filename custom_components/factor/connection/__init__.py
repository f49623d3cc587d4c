"""How bytes travel: the contract that every way to reach printers keeps.

Knows topics and bytes, nothing of printers and nothing of Home Assistant.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, Protocol


class Message(NamedTuple):
    """What arrived on a subscribed topic."""

    topic: str
    payload: bytes
    retained: bool


class Failure(StrEnum):
    """Why there is no link."""

    UNREACHABLE = "cannot_reach"
    REFUSED = "refused"
    CREDENTIALS = "invalid_auth"
    TLS = "tls_failed"
    TIMEOUT = "timeout"


class ConnectError(Exception):
    """The link could not be established."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        """Keep why, and what the system said about it."""
        super().__init__(detail or failure.value)
        self.failure = failure


class LinkDownError(Exception):
    """There is no link, or it was lost before the message was acknowledged."""


type Unsubscribe = Callable[[], None]
type MessageListener = Callable[[Message], None]
type LinkListener = Callable[[Failure | None], None]


class Connection(Protocol):
    """One shared link, used by all printers of a config entry.

    All methods are called, and all listeners are called back, on the event loop.
    """

    @property
    def connected(self) -> bool:
        """Whether messages flow now."""

    async def connect(self) -> None:
        """Connect, and from then on reconnect whenever the link is lost.

        Raises `ConnectError` if the first attempt fails; nothing is left running.
        """

    async def disconnect(self) -> None:
        """Close the link for good: no subscription, task, timer or thread is left."""

    def subscribe(self, topic: str, listener: MessageListener) -> Unsubscribe:
        """Call `listener` with each message on exactly this topic.

        Users of a topic are counted: the first subscribes, the last to leave
        unsubscribes. Works without a link, and is restored with each new one.

        Raises ValueError if `topic` is a pattern: nobody reads what is not theirs.
        """

    async def publish(self, topic: str, payload: bytes) -> None:
        """Deliver a message once it is acknowledged: QoS 1, never retained.

        Raises `LinkDownError` at once if there is no link, or when the link is lost
        before the acknowledgement. Nothing is ever queued for a later link.
        """

    def watch(self, listener: LinkListener) -> Unsubscribe:
        """Call `listener` with None when the link is up.

        With why not, it is called when the link is lost and for each attempt that
        fails.
        """
