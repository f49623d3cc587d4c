"""What all edges have in common: they hear, they say, and they tell of their machine."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
import json
from typing import Any

from .camera import Camera
from .events import Event
from .machine import Machine
from .motion import Axes
from .picture import picture
from .snapshot import encode
from .transfer import MOST_CHUNKS

REMEMBERED = MOST_CHUNKS + 2000
"""How many heard messages are kept: the longest transfer, and what comes around it."""

type Listener = Callable[[Any, float], None]
"""Takes a decoded message and the Unix time."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something an edge publishes."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False

    @property
    def decoded(self) -> Any:
        """The payload's JSON."""
        return json.loads(self.payload)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person has set up on an edge; each dialect takes its own."""

    registered: bool = True
    camera: str | None = None
    """The camera's URL."""
    equipment_uuid: str = "unknown"


class Edge(ABC):
    """One edge on one machine."""

    pace = 1.0
    """Its report comes at every so many of the printer's intervals."""
    camera: Camera | None = None

    def __init__(self, uuid: str, machine: Machine, settings: Settings) -> None:
        """Take the printer's id on the wire, its machine and its settings."""
        self.uuid = uuid
        self.machine = machine
        self.settings = settings
        self.outbox: list[Message] = []
        self.heard: list[tuple[str, Any]] = []
        """Topics and decoded messages; `{}` for what is not JSON."""
        self.online = False
        self._listeners = self.listeners()
        self.boot()

    @abstractmethod
    def listeners(self) -> dict[str, Listener]:
        """Return who takes the messages of each topic it subscribes to."""

    @abstractmethod
    def report(self, now: float) -> None:
        """Tell of the machine at Unix time `now`."""

    def boot(self) -> None:
        """Start with the process: it does not know yet where the nozzle is."""
        self.streaming = False
        self._seen: Axes | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics it subscribes to, at QoS 1."""
        return tuple(self._listeners)

    @property
    def received(self) -> list[Any]:
        """The decoded messages of all topics, oldest first."""
        return [message for _, message in self.heard]

    def connected(self) -> None:
        """MQTT is up."""
        self.online = True

    def killed(self) -> None:
        """The process is gone, without a word of its own."""
        self.online = False

    def notice(self, event: Event) -> None:  # noqa: B027 - most say nothing
        """Take an event of OctoPrint."""

    def tick(self, now: float) -> None:
        """Report at Unix time `now`, then ask the firmware where the nozzle is."""
        if self.online and self.streaming:
            self.tell(now)
        self.locate()

    def tell(self, now: float) -> None:
        """Report at Unix time `now`; what was missed is missed only once."""
        self.report(now)
        self.machine.tool0_missed = False

    def locate(self) -> None:
        """Ask the firmware with M114 where the nozzle is; a blocked one does not answer."""
        if self.machine.state.operational and not self.machine.waiting:
            self._seen = {**self.machine.position}

    def hear(self, topic: str, payload: bytes, now: float) -> None:
        """Take a message at Unix time `now`. Where the edge raises and logs, nothing happens."""
        try:
            message = json.loads(payload)
        except ValueError:
            message = {}
        self.heard.append((topic, message))
        del self.heard[:-REMEMBERED]
        try:
            self._listeners[topic](message, now)
        except AttributeError, KeyError, TypeError, ValueError, OverflowError:
            return

    def show(self, shown: bytes | str, form: str, now: float) -> None:
        """Publish a picture at Unix time `now`, in a form that `picture` knows."""
        payload = picture(shown, form, self.uuid, now)
        if self.online:
            self.outbox.append(Message(f"camera/snapshot/{self.uuid}", payload))

    def say(self, topic: str, message: Any, qos: int = 0) -> None:
        """Publish a message as JSON."""
        self.outbox.append(Message(topic, encode(message), qos))
