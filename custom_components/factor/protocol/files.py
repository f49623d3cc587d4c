"""The files that a printer has, read from its raw lists when somebody asks.

A list is as good as its entries: one that makes no sense is skipped, whatever it is.
"""

from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import Final, NamedTuple

import msgspec

from .decoding import decode_json
from .messages import BadMessageError, Filament

MAX_DEPTH: Final = 8
"""How many folders deep a file may lie."""
MAX_ENTRIES: Final = 10_000
"""How many entries of a list are read: as many files make a snapshot too large."""
MAX_PRINTS: Final = 1000
"""How many prints of a file are read, the newest ones."""
MAX_ALL_PRINTS: Final = 20_000
_MAX_COMMAS: Final = 200_000
"""What has more is no list of files: those of a snapshot of 4 MiB have 140,000."""
_MAX_SIZE: Final = 2**53
_MAX_DATE: Final = 253_402_300_799  # the last second of the year 9999
_MAX_DURATION_S: Final = 10 * 365 * 24 * 3600


class Origin(StrEnum):
    """Where a file lies: on OctoPrint's disk, or on the printer's SD card."""

    LOCAL = "local"
    SDCARD = "sdcard"


class SdListError(Exception):
    """The older edge could not list its files; the text is its own, maybe empty."""


class PrinterFile(msgspec.Struct, frozen=True):
    """A file or folder of a printer (PROTOCOL §3.6).

    `path` is within its origin, with `/` between folders; `display` is for people.
    `size` is in bytes, a folder's with all that is in it; `date` is Unix time in s.
    `last_printed` is when it was last printed, Unix time in s, and
    `last_print_succeeded` whether to the end; None for a file that never was.
    """

    name: str
    path: str
    display: str
    origin: Origin
    size: int | None = None
    date: int | None = None
    is_folder: bool = False
    estimated_print_time_s: float | None = None
    last_printed: float | None = None
    last_print_succeeded: bool | None = None


type _Entries = list[msgspec.Raw] | dict[str, msgspec.Raw] | None

_NULL: Final = msgspec.Raw(b"null")


class _Sd(msgspec.Struct):
    local: msgspec.Raw = _NULL
    sdcard: msgspec.Raw = _NULL


class _Node(msgspec.Struct):
    name: str | None = None
    path: str | None = None
    display: str | None = None
    type: str | None = None
    size: float | None = None
    date: float | None = None
    analysis: msgspec.Raw = _NULL
    history: msgspec.Raw = _NULL
    children: msgspec.Raw = _NULL


class _Analysis(msgspec.Struct):
    estimated_print_time: float | None = msgspec.field(
        default=None, name="estimatedPrintTime"
    )
    filament: msgspec.Raw = _NULL


class RememberedPrint(msgspec.Struct, frozen=True):
    """A print of a file that OctoPrint remembers (PROTOCOL §3.6).

    `timestamp` is when it ended, Unix time in s by the printer's clock; `print_time_s`
    how long it took.
    """

    success: bool | None = None
    timestamp: float | None = None
    print_time_s: float | None = msgspec.field(default=None, name="printTime")


class FilePrint(NamedTuple):
    """A print that OctoPrint remembers, and the file's filament by tool."""

    file: str
    print: RememberedPrint
    filament: dict[str, Filament]


class _SdListResult(msgspec.Struct):
    ok: bool
    files: msgspec.Raw = _NULL
    error: str | None = None


_SD: Final = msgspec.json.Decoder(_Sd)
_ENTRIES: Final = msgspec.json.Decoder[_Entries](_Entries)
_NODE: Final = msgspec.json.Decoder(_Node)
_ANALYSIS: Final = msgspec.json.Decoder(_Analysis)
_FILAMENT: Final = msgspec.json.Decoder(dict[str, Filament])
_PRINT: Final = msgspec.json.Decoder(RememberedPrint)
_SD_LIST_RESULT: Final = msgspec.json.Decoder(_SdListResult)


def decode_files(sd: msgspec.Raw | bytes) -> list[PrinterFile]:
    """Return the files in a snapshot's `sd`: OctoPrint's, then the SD card's.

    Takes each list as an array or as an object by name, and folders with children or
    without; a folder comes before what is in it. Never raises: what cannot be read,
    up to the whole of it, is left out.
    """
    told = _read(_SD, sd) or _Sd()
    return [
        *_files_in(told.local, Origin.LOCAL),
        *_files_in(told.sdcard, Origin.SDCARD),
    ]


def prints_of(sd: msgspec.Raw | bytes, name: str) -> list[RememberedPrint] | None:
    """Return what OctoPrint remembers of the prints of a file in its root folder.

    None if a snapshot's `sd` does not tell of the file. Never raises.
    """
    for node in _in_root(sd):
        if node.name == name:
            return _history(node.history)
    return None


def all_prints(sd: msgspec.Raw | bytes) -> Iterator[FilePrint]:
    """Yield what OctoPrint remembers of the prints of all files in its root folder.

    No more than 20,000. Never raises.
    """
    yield from islice(_prints_in_root(sd), MAX_ALL_PRINTS)


def _prints_in_root(sd: msgspec.Raw | bytes) -> Iterator[FilePrint]:
    for node in _in_root(sd):
        if node.name and (history := _history(node.history)):
            analysis = _read(_ANALYSIS, node.analysis) or _Analysis()
            filament = _read(_FILAMENT, analysis.filament) or {}
            yield from (FilePrint(node.name, one, filament) for one in history)


def _in_root(sd: msgspec.Raw | bytes) -> Iterator[_Node]:
    """Yield what a snapshot's `sd` tells of OctoPrint's root folder."""
    told = _read(_SD, sd) or _Sd()
    for _, entry in _entries(told.local):
        if node := _read(_NODE, entry):
            yield node


def decode_sd_list_result(payload: bytes) -> list[PrinterFile]:
    """Return the files on the older edge's SD card, from `sd_list_result/{id}`.

    Raises `SdListError` with the edge's words if it could not list them, and
    `BadMessageError` for whatever is no list (PROTOCOL §7).
    """
    told = decode_json(_SD_LIST_RESULT, payload)
    if not told.ok:
        raise SdListError(told.error or "")
    return list(_files_in(told.files, Origin.SDCARD))


def _files_in(
    raw: msgspec.Raw, origin: Origin, folder: str = "", depth: int = 0
) -> Iterator[PrinterFile]:
    """Yield what a list tells of, and what is in its folders."""
    for key, entry in _entries(raw):
        node = _read(_NODE, entry)
        name = node and (node.name or key)
        if not node or not name:
            continue
        file = _file(node, name, f"{folder}{name}", origin)
        yield file
        if depth < MAX_DEPTH:
            yield from _files_in(node.children, origin, f"{file.path}/", depth + 1)


def _file(node: _Node, name: str, path: str, origin: Origin) -> PrinterFile:
    analysis = _read(_ANALYSIS, node.analysis) or _Analysis()
    last = (_history(node.history, 1) or [RememberedPrint()])[-1]
    return PrinterFile(
        name=name,
        path=node.path or path,
        display=node.display or name,
        origin=origin,
        size=_whole(node.size, _MAX_SIZE),
        date=_whole(node.date, _MAX_DATE),
        is_folder=node.type == "folder",
        estimated_print_time_s=_within(analysis.estimated_print_time, _MAX_DURATION_S),
        last_printed=_within(last.timestamp, _MAX_DATE),
        last_print_succeeded=last.success,
    )


def _history(raw: msgspec.Raw, most: int = MAX_PRINTS) -> list[RememberedPrint]:
    """Return the prints of a file, the newest last; one that makes no sense is empty."""
    told = _split(raw)
    if not isinstance(told, list):
        return []
    return [_read(_PRINT, one) or RememberedPrint() for one in told[-most:]]


def _entries(raw: msgspec.Raw) -> Iterator[tuple[str | None, msgspec.Raw]]:
    """Yield the first 10,000 entries of a list, with their keys if it is an object."""
    told = _split(raw)
    entries = told.items() if isinstance(told, dict) else ((None, one) for one in told)
    return islice(entries, MAX_ENTRIES)


def _split(raw: msgspec.Raw) -> list[msgspec.Raw] | dict[str, msgspec.Raw]:
    """Return a list's entries, none of it if it is none or can't be one of files.

    This is done on the event loop, with what a printer has made up as well.
    """
    payload = bytes(raw)
    if payload.count(b",") > _MAX_COMMAS:
        return []
    return _read(_ENTRIES, payload) or []


def _within(value: float | None, maximum: float) -> float | None:
    """Return a number that can be true, else None."""
    return value if value is not None and 0 <= value <= maximum else None


def _whole(value: float | None, maximum: int) -> int | None:
    """Return a number that can be true without its fraction, else None."""
    number = _within(value, maximum)
    return None if number is None else int(number)


def _read[T](decoder: msgspec.json.Decoder[T], raw: msgspec.Raw | bytes) -> T | None:
    """Return what a decoder makes of some JSON, None if it refuses it."""
    try:
        return decode_json(decoder, bytes(raw))
    except BadMessageError:
        return None
