"""What is heard of printers that are not registered yet."""

import asyncio
from contextlib import ExitStack, suppress
from functools import partial
from typing import Final, NamedTuple

from homeassistant.util import dt as dt_util

from .connection import Connection, LinkDownError, Message, NotAllowedError
from .heard import plain, suggested_name
from .printer.state import Picture, State
from .protocol.dialects import READ, Decode, Dialect, decode_any_status
from .protocol.legacy_edge import GET_STATUS, GET_STATUS_STOP
from .protocol.messages import BadMessageError, Snapshot, StateEvent, Update
from .protocol.registration import decode_acknowledgement, encode_registered
from .protocol.topics import (
    EVERY_STATUS,
    InvalidDeviceUuidError,
    PrinterTopics,
    parse_device_uuid,
)

LISTEN_S: Final = 5
REGISTER_TIMEOUT_S: Final = 15
MAX_FOUND: Final = 500
"""However many printers a broker has, no more are listed."""


async def async_listen(
    connection: Connection, device_uuid: str, dialect: Dialect | None
) -> Picture | None:
    """Return what is heard of a uuid in 5 s: all that it tells, or a bare event."""
    topics = PrinterTopics(device_uuid)
    picture: Picture | None = None
    heard_enough = asyncio.Event()

    def on_message(decode: Decode, message: Message) -> None:
        nonlocal picture
        if heard := merged(picture, decode, message):
            picture = heard
            if picture.snapshot and picture.state:
                heard_enough.set()

    with ExitStack() as subscriptions:
        for name, decode in READ[dialect].items():
            subscriptions.callback(
                connection.subscribe(getattr(topics, name), partial(on_message, decode))
            )
        with suppress(TimeoutError, LinkDownError):
            if dialect is Dialect.LEGACY_EDGE:
                await connection.publish(topics.dashboard, GET_STATUS)
            await asyncio.wait_for(heard_enough.wait(), LISTEN_S)
    if dialect is Dialect.LEGACY_EDGE and connection.connected:
        # It is asked again once it is added.
        with suppress(LinkDownError):
            await connection.publish(topics.dashboard, GET_STATUS_STOP)
    return picture


class Found(NamedTuple):
    """What is shown of a printer that was found, as plain words."""

    name: str
    state: State | None
    file: str


async def async_search(connection: Connection) -> dict[str, Found | None]:
    """Return what is heard of all printers of a broker in 5 s, by their uuids.

    It is None of those that send no more than bare events. Anybody may say anything
    there: no more is kept than what is shown. Raises `LinkDownError` and
    `SearchRefusedError`.
    """
    found: dict[str, Found | None] = {}

    def on_message(message: Message) -> None:
        device_uuid = message.topic.rpartition("/")[2]
        is_known = device_uuid in found
        known = found.get(device_uuid)
        if (known and known.state) or (len(found) >= MAX_FOUND and not is_known):
            return
        with suppress(InvalidDeviceUuidError):
            # Who writes it in another way than we do would not be heard afterwards.
            if parse_device_uuid(device_uuid) != device_uuid:
                return
            if heard := merged(None, decode_any_status, message):
                found[device_uuid] = _shown(heard) or known

    await connection.search(EVERY_STATUS, on_message)
    return found


def _shown(heard: Picture) -> Found | None:
    """Return what is shown of a printer, None of one that tells only its state."""
    if heard.snapshot is None:
        return None
    name, file = suggested_name(heard.profile), plain(heard.file_name or "")
    return Found(name, heard.state, file)


async def async_register(
    connection: Connection, device_uuid: str, name: str
) -> Picture | bool | None:
    """Register a printer for good; return whether it confirms, or refuses.

    None if it is silent for 15 s. One that already has its uuid never answers; what it
    tells of itself is returned in its place. Raises `LinkDownError`.
    """
    topics = PrinterTopics(device_uuid)
    answer: asyncio.Future[Picture | bool] = asyncio.get_running_loop().create_future()
    picture: Picture | None = None

    def settle(answered: Picture | bool) -> None:
        if not answer.done():
            answer.set_result(answered)

    def on_answer(message: Message) -> None:
        if message.retained:
            return
        with suppress(BadMessageError):
            settle(decode_acknowledgement(message.payload).confirms(device_uuid))

    def on_status(message: Message) -> None:
        nonlocal picture
        picture = merged(picture, decode_any_status, message) or picture
        if picture and picture.snapshot and picture.state:
            settle(picture)

    with ExitStack() as subscriptions:
        for topic, listener in (
            (topics.registration_ack, on_answer),
            (topics.status, on_status),
        ):
            subscriptions.callback(connection.subscribe(topic, listener))
        said = encode_registered(name, dt_util.utcnow())
        # Of what is not allowed, an older MQTT says nothing either.
        with suppress(TimeoutError, NotAllowedError):
            await connection.publish(topics.registration, said)
            return await asyncio.wait_for(answer, REGISTER_TIMEOUT_S)
    return None


def merged(picture: Picture | None, decode: Decode, message: Message) -> Picture | None:
    """Return what is known after a message, None if it tells nothing of now."""
    if message.retained:
        return None
    with suppress(BadMessageError):
        said = decode(message.payload)
        if isinstance(said, Snapshot | StateEvent | Update):
            return (picture or Picture()).merge(said, dt_util.utcnow())
    return None
