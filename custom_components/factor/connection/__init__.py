"""How bytes travel: the contract that every way to reach printers keeps.

Knows topics and bytes, nothing of printers and nothing of Home Assistant.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

SEARCH_S: Final = 5
"""How long a search listens: the only thing that ever listens to a pattern."""


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
    NOT_SET_UP = "not_set_up"


class ConnectError(Exception):
    """The link could not be established."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        """Keep why, and what the system said about it."""
        super().__init__(detail or failure.value)
        self.failure = failure


class LinkDownError(Exception):
    """There is no link, or it was lost before the message was acknowledged."""


class NotAllowedError(LinkDownError):
    """The broker does not let this user publish on the topic."""


class SearchRefusedError(Exception):
    """The broker does not let this user listen to a pattern."""


@dataclass(slots=True)
class Statistics:
    """What a connection has done since it was made; `reconnects` after the first link.

    `bytes` are those of the payloads of `messages`, which were received.
    """

    messages: int = 0
    bytes: int = 0
    published: int = 0
    reconnects: int = 0
    failed_attempts: int = 0


type Unsubscribe = Callable[[], None]
type MessageListener = Callable[[Message], None]
type LinkListener = Callable[[Failure | None], None]


class Connection(Protocol):
    """One shared link, used by all printers of a config entry.

    All methods are called, and all listeners are called back, on the event loop.
    """

    can_publish: bool
    """Whether printers can be told anything on this kind of link."""
    statistics: Statistics

    @property
    def connected(self) -> bool:
        """Whether messages flow now."""

    @property
    def certificate_expires(self) -> datetime | None:
        """When the certificate of the other side expires; None if it has shown none."""

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

    async def search(self, pattern: str, listener: MessageListener) -> None:
        """Call `listener` with what arrives on a pattern of topics for `SEARCH_S`.

        The pattern has a `+` for one level. It is unsubscribed from in any case, also
        when the caller is cancelled. Raises `LinkDownError` if there is no link, or it
        is lost, and `SearchRefusedError` if the broker refuses the pattern.
        """

    async def publish(self, topic: str, payload: bytes) -> None:
        """Deliver a message, once and never retained; return when it is acknowledged.

        Raises `LinkDownError` at once if there is no link, or when the link is lost
        before the acknowledgement, and `NotAllowedError` if the broker says so (MQTT 5;
        an older one drops it in silence). Nothing is ever queued for a later link.
        """

    def watch(self, listener: LinkListener) -> Unsubscribe:
        """Call `listener` with None when the link is up.

        With why not, it is called when the link is lost and for each attempt that
        fails.
        """
