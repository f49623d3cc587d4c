"""The three dialects that edges speak: what is read where, and how to say a command."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import Final

from . import legacy_edge, platform, plugin
from .commands import Camera, Command, PrintFile, UnsupportedCommandError
from .messages import BadMessageError, EdgeMessage, Snapshot, StatusMessage, Update
from .topics import PrinterTopics


class Dialect(StrEnum):
    """How an edge speaks."""

    PLUGIN = "plugin"
    PLATFORM = "platform"
    LEGACY_EDGE = "legacy_edge"


type Decode = Callable[[bytes], EdgeMessage | None]


def decode_any_status(payload: bytes) -> StatusMessage:
    """Return a status message of the plugin or of the platform's design.

    Only the latter has a `type`, and only a snapshot has a time called `ts`; the file
    tree in it is full of types. Raises `BadMessageError` for anything else.
    """
    try:
        said = plugin.decode_status(payload)
    except BadMessageError:
        if b'"type"' not in payload:
            raise
        return platform.decode(payload)
    if isinstance(said, Snapshot) and said.ts is None and b'"type"' in payload:
        with suppress(BadMessageError):
            return platform.decode(payload)
    return said


def dialect_of(message: StatusMessage) -> Dialect:
    """Return which of the two dialects a message of `decode_any_status` is in."""
    return Dialect.PLATFORM if isinstance(message, Update) else Dialect.PLUGIN


# By the name of the topic in `PrinterTopics`. Where the dialect is not known yet, the
# one topic that two of them share tells it.
_PLUGIN: Final[Mapping[str, Decode]] = {
    "status": plugin.decode_status,
    "camera_state": plugin.decode_camera_state,
    "control_result": platform.decode_control_result,
}
_PLATFORM: Final[Mapping[str, Decode]] = {
    "status": platform.decode,
    "temperature": platform.decode,
    "position": platform.decode,
    "print_progress": platform.decode,
    "camera_snapshot": platform.decode_camera_picture,
    "control_result": platform.decode_control_result,
}
READ: Final[Mapping[Dialect | None, Mapping[str, Decode]]] = {
    None: {"status": decode_any_status},
    Dialect.PLUGIN: _PLUGIN,
    Dialect.PLATFORM: _PLATFORM,
    Dialect.LEGACY_EDGE: {
        "dash_status": legacy_edge.decode_dash_status,
        "last_will": legacy_edge.decode_last_will,
        "control_result": platform.decode_control_result,
    },
}


def address(
    command: Command, topics: PrinterTopics, dialect: Dialect, now_ms: int
) -> tuple[str, bytes]:
    """Return the topic and the payload that a command is in a dialect.

    `now_ms` is Unix time in ms. Raises `UnsupportedCommandError` if the dialect has
    no word for it.
    """
    match dialect, command:
        case Dialect.LEGACY_EDGE, _:
            return legacy_edge.encode_command(command, topics)
        case Dialect.PLATFORM, Camera() | PrintFile():
            raise UnsupportedCommandError(command.name)
        case Dialect.PLATFORM, _:
            return topics.control_result, platform.encode_command(command, now_ms)
        case _, Camera():
            return topics.camera_command, command.encode()
        case _, PrintFile():
            return topics.gcode_in, command.encode()
    return topics.control, command.encode()
