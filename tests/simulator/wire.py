"""Reading what printers say: simulated ones and recorded ones."""

from collections.abc import Iterable, Iterator
import json
from pathlib import Path
from typing import Any

from simulator import Message

CAPTURES = Path(__file__).parents[1] / "captures"
UUID = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f"
"""The uuid in all recordings."""


def recorded(name: str) -> Iterator[dict[str, Any]]:
    """Yield a recording's messages, those with a JSON object decoded as `decoded`."""
    with (CAPTURES / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            message = json.loads(line)
            try:
                message["decoded"] = json.loads(message["payload"])
            except ValueError:
                message["decoded"] = None
            yield message


def recorded_statuses(name: str) -> list[Any]:
    """Return all that a recorded printer said of its status."""
    topic = f"octoprint/status/{UUID}"
    return [one["decoded"] for one in recorded(name) if one["topic"] == topic]


def statuses(messages: Iterable[Message]) -> list[Any]:
    """Return what a simulated printer said of its status."""
    return [one.decoded for one in messages if one.topic.startswith("octoprint/status")]


def snapshots(told: Iterable[Any]) -> list[Any]:
    """Return the snapshots of some statuses."""
    return [one for one in told if "ts" in one]


def events(told: Iterable[Any]) -> list[str]:
    """Return the ids of the bare events of some statuses, in order."""
    return [one["state_id"] for one in told if "state_id" in one]


def told_on(messages: Iterable[Message], topic: str) -> list[Any]:
    """Return what a simulated printer said on one topic."""
    return [one.decoded for one in messages if one.topic == topic]
