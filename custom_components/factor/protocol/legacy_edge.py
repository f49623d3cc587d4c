"""The older edge, which talks to the printer itself, without OctoPrint (PROTOCOL §11).

It is known from its source only; its command results are read in `platform.py`.
"""

from typing import Final

import msgspec
from msgspec.structs import replace

from .commands import (
    Cancel,
    Command,
    Home,
    Move,
    Pause,
    Resume,
    SetTemperature,
    UnsupportedCommandError,
)
from .messages import LastWill, Position, Progress, Reading, Update
from .platform import (
    EdgeFlags,
    EdgeProgress,
    axes_of,
    decode_object,
    progress_of,
    state_report,
)
from .topics import InvalidDeviceUuidError, PrinterTopics, parse_serial

GET_STATUS: Final = b'{"type":"get_status"}'
"""Asks the edge, on `PrinterTopics.dashboard`, to publish what it knows until it stops.

It does so every 1.5 s (PROTOCOL §11.2)."""
GET_STATUS_STOP: Final = b'{"type":"get_status_stop"}'
"""Asks it to be silent again, whoever else may listen."""


class _PrinterStatus(msgspec.Struct, frozen=True):
    state: str | None = None
    flags: EdgeFlags | None = None
    error_message: str | None = None


class _Temperatures(msgspec.Struct, frozen=True):
    tool: dict[str, Reading | None] | None = None
    bed: Reading | None = None
    chamber: Reading | None = None


class _DashStatus(msgspec.Struct, frozen=True):
    connected: bool | None = None
    equipment_uuid: str | None = None
    printer_status: _PrinterStatus | None = None
    temperature_info: _Temperatures | None = None
    position: Position | None = None
    progress: EdgeProgress | None = None


_DASH_STATUS: Final = msgspec.json.Decoder(_DashStatus)
_LAST_WILL: Final = msgspec.json.Decoder(LastWill)


def decode_dash_status(payload: bytes) -> Update:
    """Return what the edge tells of itself on `dash_status/{id}` (PROTOCOL §11.2).

    Temperatures in °C, positions in mm, completion in 0–100 %. The position is left
    out while the edge has no printer, for it then says 0. An `equipment_uuid` that
    could be no level of a topic is None. Raises `BadMessageError`, and nothing else,
    for whatever is none.
    """
    told = decode_object(_DASH_STATUS, payload)
    status = told.printer_status or _PrinterStatus()
    return Update(
        state=state_report(
            status.state,
            status.flags,
            connected=told.connected,
            error=status.error_message,
        ),
        progress=_progress_of(told.progress),
        temperatures=_temperatures(told.temperature_info),
        axes=None if told.connected is False else axes_of(told.position),
        equipment_uuid=_equipment(told.equipment_uuid),
    )


def decode_last_will(payload: bytes) -> LastWill:
    """Return whether the edge is there, from `factor/{id}/lwt` (PROTOCOL §11.1).

    Raises `BadMessageError`, and nothing else, for whatever does not say so.
    """
    return decode_object(_LAST_WILL, payload)


def encode_command(command: Command, topics: PrinterTopics) -> tuple[str, bytes]:
    """Return the topic and the payload of a command for the edge (PROTOCOL §11.3).

    Raises `UnsupportedCommandError` for a command that it does not know.
    """
    match command:
        case Home(axes=axes):
            # The edge passes them on to G28 as they are, and firmware that does not
            # know small letters homes all.
            fields = {"axes": axes.upper()}
            return topics.control_of(command.name), msgspec.json.encode(fields)
        case Pause() | Resume() | Cancel():
            return topics.control_of(command.name), msgspec.json.encode(command.fields)
        case Move() | SetTemperature():
            return topics.dashboard, command.encode()
    raise UnsupportedCommandError(command.name)


def _temperatures(told: _Temperatures | None) -> dict[str, Reading | None] | None:
    """Return the readings by the names that a snapshot has for them."""
    if told is None:
        return None
    return {**(told.tool or {}), "bed": told.bed, "chamber": told.chamber}


def _progress_of(told: EdgeProgress | None) -> Progress | None:
    """Return how far the job is; one that neither runs nor ended is nowhere."""
    progress = progress_of(told)
    if told and progress and told.active is False and progress.completion != 100:
        return replace(progress, completion=None)
    return progress


def _equipment(text: str | None) -> str | None:
    """Return the id that the edge has in its last will, None if it can be none."""
    try:
        return text and parse_serial(text)
    except InvalidDeviceUuidError:
        return None
