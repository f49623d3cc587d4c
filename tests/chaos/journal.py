"""What printers said, what of it came, and what was told of it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import wraps
from itertools import count
import time
from typing import Any, NamedTuple

import pytest

from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.printer.prints import EventType
from demo.client import Json
from homeassistant.core import Event, callback
from simulator import link
from simulator.plugin import PluginEdge

from ..e2e.test_restarts import SNAPSHOT_BYTES, STARTS_AND_ENDS, is_end
from ..e2e.truth import Player
from .books import Books

MOMENT_S = 1.0
"""Less than there is between two prints."""


class Said(NamedTuple):
    """Something that a printer said: when, in Unix time, and how long it was."""

    at: float
    size: int


class Told(NamedTuple):
    """An event, and how late the message came that it was told upon, in s."""

    data: Json
    late_s: float


class Journal:
    """What printers said, what of it came, and what was told then; by their ids.

    A message is known again by a number, which each bears, and no reader looks at.
    """

    TOPIC, NUMBER = "octoprint/status/", b', "number": '

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take down from now on what printers say, or would have said."""
        self.said: dict[str, dict[int, Said]] = defaultdict(dict)
        self.came: dict[str, set[int]] = defaultdict(set)
        self.unsaid: dict[str, list[float]] = defaultdict(list)
        self.told: dict[str, list[Told]] = defaultdict(list)
        self.devices: dict[str | None, str] = {}
        """The printers by the ids of their devices."""
        self._late_s: dict[str, float] = defaultdict(float)
        self._numbers = count()
        for owner, name, noting in (
            (PluginEdge, "tick", self._noting_unsaid),
            (PluginEdge, "notice", self._noting_unsaid),
            (link.Link, "publish", self._noting_said),
            (MqttConnection, "on_message", self._noting_came),
        ):
            monkeypatch.setattr(owner, name, noting(getattr(owner, name)))

    def _noting_unsaid(self, act: Callable[..., None]) -> Callable[..., None]:
        @wraps(act)
        def noting(edge: PluginEdge, *args: Any) -> None:
            if not edge.online:
                self.unsaid[edge.uuid].append(time.time())
            act(edge, *args)

        return noting

    def _noting_said(self, publish: Callable[..., None]) -> Callable[..., None]:
        @wraps(publish)
        def noting(link: Any, topic: str, payload: bytes, *args: Any) -> None:
            if topic.startswith(self.TOPIC):
                number, said = next(self._numbers), Said(time.time(), len(payload))
                self.said[topic.removeprefix(self.TOPIC)][number] = said
                payload = payload[:-1] + self.NUMBER + b"%d}" % number
            publish(link, topic, payload, *args)

        return noting

    def _noting_came(self, take: Callable[..., None]) -> Callable[..., None]:
        @wraps(take)
        def noting(connection: MqttConnection, message: Any) -> None:
            if message.topic.startswith(self.TOPIC):
                uuid = message.topic.removeprefix(self.TOPIC)
                number = int(message.payload.rpartition(self.NUMBER)[2][:-1])
                self.came[uuid].add(number)
                self._late_s[uuid] = time.time() - self.said[uuid][number].at
            take(connection, message)

        return noting

    @callback
    def note(self, event: Event[Json]) -> None:
        """Note an event of a print."""
        uuid = self.devices[event.data["device_id"]]
        self.told[uuid].append(Told(event.data, self._late_s[uuid]))

    def ends(self, uuid: str) -> list[Json]:
        """Return the ends that were told of a printer."""
        return [
            told.data
            for told in self.told[uuid]
            if told.data["type"] in STARTS_AND_ENDS and is_end(told.data)
        ]

    def books(self, player: Player) -> Books:
        """Return what is to be held against what was printed on a printer."""
        uuid = player.printer.uuid
        said, came = self.said[uuid], self.came[uuid]
        lost = [said[number].at for number in said.keys() - came]
        shown = [
            said[number].at for number in came if said[number].size > SNAPSHOT_BYTES
        ]
        told = list(as_said(self.told[uuid]))
        lost += self.unsaid[uuid]
        return Books(player.prints, told, lost, shown=shown, link_was_away=True)


def as_said(told: list[Told]) -> Iterator[Json]:
    """Yield the events with the times at which what they tell of was said.

    What is told late has the printer's times. If only the end of it is known, it is
    told as if it had begun then: a moment before is surely nearer to it than to the next.
    """
    start_late_s = 0.0
    for data, late_s in told:
        if data["type"] == EventType.STARTED:
            start_late_s = late_s
        lateness = {"started": start_late_s, "ended": late_s}
        if data["late"]:
            is_bare_end = data.get("started") == data.get("ended")
            lateness = dict.fromkeys(lateness, MOMENT_S if is_bare_end else 0.0)
        yield data | {
            bound: earlier(data[bound], lateness[bound])
            for bound in lateness.keys() & data.keys()
        }


def earlier(time_: str, seconds: float) -> str:
    """Return a time that is so much earlier."""
    return (datetime.fromisoformat(time_) - timedelta(seconds=seconds)).isoformat()
