"""Does a printer of which nothing is heard obey all the same?

The plugin answers a transfer's end whatever else is wrong (PROTOCOL §14.15). It is asked
by one of which it never gets the only chunk: it refuses that, and keeps and prints
nothing. An answer of its camera shows that it can publish, too.
"""

import asyncio
from contextlib import suppress
from enum import Enum, auto
from typing import Final
from uuid import uuid4

from .connection import Connection, LinkDownError, Message
from .protocol.commands import Camera
from .protocol.messages import BadMessageError
from .protocol.plugin import decode_camera_state
from .protocol.topics import PrinterTopics
from .protocol.transfer import EndUpload, StartUpload, Target, decode_upload_result
from .upload import PROBE_NAME

ANSWER_TIMEOUT_S: Final = 15
CAMERA_LATER_S: Final = 3
"""How much later than the other answer the camera's may come."""


class Answer(Enum):
    """What a printer's answer shows."""

    OBEYS = auto()
    PUBLISHES = auto()


async def ask(
    connection: Connection,
    topics: PrinterTopics,
    window: asyncio.Semaphore,
    *,
    camera: bool,
) -> Answer | None:
    """Ask a printer whether it is there; return what that shows, None if nothing.

    Its camera is asked only if `camera` is set. `window` has the places of all that is
    not urgent on this connection: a whole farm may be silent. Waits for 18 s at most.
    """
    job_id = uuid4().hex
    has_answered, has_published = asyncio.Event(), asyncio.Event()

    def hear_result(message: Message) -> None:
        with suppress(BadMessageError):
            if decode_upload_result(message.payload).job_id == job_id:
                has_answered.set()

    def hear_camera(message: Message) -> None:
        with suppress(BadMessageError):
            if not message.retained and decode_camera_state(message.payload):
                has_published.set()

    unsubscribe = [
        connection.subscribe(topics.gcode_out, hear_result),
        connection.subscribe(topics.camera_state, hear_camera),
    ]
    start = StartUpload.of(job_id, PROBE_NAME, 1, Target.LOCAL)
    try:
        async with window:
            await connection.publish(topics.gcode_in, start.encode())
            if camera:
                question = Camera("state").encode()
                await connection.publish(topics.camera_command, question)
            end = EndUpload(job_id, Target.LOCAL)
            await connection.publish(topics.gcode_in, end.encode())
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            await has_answered.wait()
        if camera:
            async with asyncio.timeout(CAMERA_LATER_S):
                await has_published.wait()
    except LinkDownError, TimeoutError:
        pass
    finally:
        for each in unsubscribe:
            each()
    if has_published.is_set():
        return Answer.PUBLISHES
    return Answer.OBEYS if has_answered.is_set() else None
