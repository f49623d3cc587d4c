"""Uploading a G-code file in chunks: what is said and answered (PROTOCOL §8).

The plugin's own default target prints a file as soon as it has it. A target is
therefore always said, and the one that prints at once is none of ours.
"""

from enum import StrEnum
from typing import Final, Literal

import msgspec

from .decoding import decode_json

CHUNK_BYTES: Final = 32 * 1024
"""What one chunk carries, before it is written in base64."""
MAX_FILE_BYTES: Final = 100 * 1024 * 1024
MAX_CHUNKS: Final = 10_000
EXPIRES_S: Final = 300
"""How long the plugin keeps an upload that it hears nothing of."""

MAX_NAME_LENGTH: Final = 255
EXTENSIONS: Final = (".gcode", ".gco", ".g")
_FORBIDDEN: Final = frozenset('<>:"|?*/\\\0\r\n\t')


class Target(StrEnum):
    """Where a file goes: to OctoPrint's disk, or on to the printer's SD card."""

    LOCAL = "local"
    SD = "sd"


class InvalidFileNameError(ValueError):
    """The plugin would drop a file of this name without a word."""


def check_file_name(name: str) -> None:
    r"""Raise `InvalidFileNameError` for a name that the plugin refuses (PROTOCOL §8.1).

    A name has 1 to 255 characters, ends in .gcode, .gco or .g in capitals or not, and
    holds neither `..` nor any of `< > : " | ? * / \`, NUL, CR, LF and TAB.
    """
    if (
        len(name) > MAX_NAME_LENGTH
        or ".." in name
        or _FORBIDDEN & set(name)
        or not name.lower().endswith(EXTENSIONS)
    ):
        raise InvalidFileNameError(name)


class TransferMessage(msgspec.Struct, frozen=True, tag_field="action"):
    """A message on `octoprint/gcode_in/{uuid}`; `job_id` is any text but the empty one."""

    job_id: str

    def encode(self) -> bytes:
        """Return the JSON object that the plugin expects."""
        return msgspec.json.encode(self)


class StartUpload(TransferMessage, frozen=True, tag="start"):
    """Announce a file of 1 to 10,000 chunks; `filename` passes `check_file_name`."""

    filename: str
    total_chunks: int
    upload_target: Target
    upload_traget: Target  # as the plugin spells it

    @classmethod
    def of(
        cls, job_id: str, filename: str, total_chunks: int, target: Target
    ) -> StartUpload:
        """Return the message, with the target in both of its spellings."""
        return cls(job_id, filename, total_chunks, target, target)


class Chunk(TransferMessage, frozen=True, tag="chunk"):
    """The chunk number `seq`, from 0; its bytes, at least one, travel in base64."""

    seq: int
    data_b64: bytes


class EndUpload(TransferMessage, frozen=True, tag="end"):
    """Have the chunks put together. It is the only message that is ever answered."""

    target: Target


class CancelUpload(TransferMessage, frozen=True, tag="cancel"):
    """Have the chunks forgotten; a job that the plugin does not know is no harm."""


class UploadResult(msgspec.Struct, frozen=True):
    """What became of an upload (PROTOCOL §8.2); `file_size` in bytes, time in Unix s.

    `error` holds the printer's words if there was no `success`. For `Target.SD`,
    success says no more than that the transfer to the card has begun.
    """

    type: Literal["upload_result"]
    job_id: str
    success: bool
    filename: str | None = None
    target: str | None = None
    file_size: float | None = None
    error: str | None = None
    timestamp: float | None = None


_UPLOAD_RESULT: Final = msgspec.json.Decoder(UploadResult)


def decode_upload_result(payload: bytes) -> UploadResult:
    """Return the plugin's answer on `octoprint/gcode_out/{uuid}` (PROTOCOL §8.2).

    Raises `BadMessageError`, and nothing else, for whatever is none.
    """
    return decode_json(_UPLOAD_RESULT, payload)
