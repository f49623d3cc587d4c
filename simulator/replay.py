"""Plays a recording of a printer's traffic on a broker, in its own time or faster."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
import json
from pathlib import Path

from .link import Link

SAID = ("octoprint/status/{}", "octoprint/gcode_out/{}", "camera/{}/state")
SAID_LATE = "device/{}/registration/ack"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded message; `t` is seconds since the recording began."""

    t: float
    topic: str
    qos: int
    retain: bool
    payload: str


def read(file: Path) -> Iterator[Recorded]:
    """Yield the messages of a recording: a JSON object a line, with the fields of `Recorded`."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield Recorded(**json.loads(line))


def recorded_uuid(file: Path) -> str:
    """Return the uuid of the printer in a recording. Raises ValueError if there is none."""
    for message in read(file):
        if message.topic.startswith("octoprint/status/"):
            return message.topic.rpartition("/")[2]
    raise ValueError(f"{file.name} has no message on octoprint/status/")


async def replay(
    file: Path,
    broker_url: str,
    *,
    speed: float = 1.0,
    uuid: str | None = None,
    edge_only: bool = True,
    ca_file: str | None = None,
) -> int:
    """Play a recording once and return how many messages were published.

    `speed` is recorded seconds per real second, `uuid` takes the place of the recorded one,
    `edge_only` leaves out what others sent to the printer. QoS and retain are as recorded.
    """
    recorded = recorded_uuid(file)
    said = {topic.format(recorded) for topic in (*SAID, SAID_LATE)}
    link = Link(broker_url, ca_file)
    await link.open()
    published, begun = 0, asyncio.get_running_loop().time()
    try:
        for message in read(file):
            if edge_only and message.topic not in said:
                continue
            wait = begun + message.t / speed - asyncio.get_running_loop().time()
            await asyncio.sleep(max(0.0, wait))
            topic, payload = message.topic, message.payload
            if uuid is not None:
                topic, payload = (
                    topic.replace(recorded, uuid),
                    payload.replace(recorded, uuid),
                )
            link.publish(topic, payload.encode(), message.qos, message.retain)
            published += 1
    finally:
        await link.close()
    return published
