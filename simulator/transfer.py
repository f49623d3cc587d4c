"""Files that arrive in chunks on `octoprint/gcode_in/{uuid}` (PROTOCOL.md §8)."""

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any

FORBIDDEN = frozenset('<>:"|?*/\\\0\r\n\t')
EXTENSIONS = (".gcode", ".gco", ".g")
LONGEST_NAME = 255
MOST_CHUNKS = 10_000
MOST_BYTES = 100 * 1024 * 1024
EXPIRES_SECONDS = 300.0
TARGETS = ("sd", "local", "local_print")
DEFAULT_TARGET = "local_print"
"""The plugin's default prints at once."""


@dataclass(frozen=True, slots=True)
class Received:
    """A complete file and where it goes."""

    job_id: str
    filename: str
    target: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that did not arrive whole."""

    job_id: str
    filename: str
    error: str


@dataclass(slots=True)
class _Job:
    filename: str
    total: int
    target: str | None
    touched: float
    chunks: dict[int, bytes] = field(default_factory=dict)


class Transfers:
    """The uploads under way. Times are Unix times in s."""

    def __init__(self) -> None:
        """Begin with none."""
        self._jobs: dict[str, _Job] = {}

    def expire(self, now: float) -> None:
        """Forget the jobs that nothing was heard of for 300 s, without a word."""
        for job_id, job in list(self._jobs.items()):
            if now - job.touched > EXPIRES_SECONDS:
                del self._jobs[job_id]

    def take(self, message: dict[str, Any], now: float) -> Received | Refused | None:
        """Take one message; return a result for an `end` of a known job, else None.

        Raises ValueError, TypeError or KeyError where the plugin raises: no answer either.
        """
        job_id, action = message.get("job_id"), message.get("action")
        if not job_id:
            return None
        if action == "start":
            self._start(job_id, message, now)
        elif job_id in self._jobs:
            self._jobs[job_id].touched = now
            if action == "chunk":
                self._chunk(self._jobs[job_id], message)
            elif action == "cancel":
                del self._jobs[job_id]
            elif action == "end":
                return self._end(job_id, self._jobs.pop(job_id), message)
        return None

    def _start(self, job_id: str, message: dict[str, Any], now: float) -> None:
        name = message.get("filename") or f"{job_id}.gcode"
        total = int(message.get("total_chunks") or 0)
        if _valid(name) and 1 <= total <= MOST_CHUNKS:
            target = message.get("upload_traget") or message.get("upload_target")
            self._jobs[job_id] = _Job(name, total, target, now)

    @staticmethod
    def _chunk(job: _Job, message: dict[str, Any]) -> None:
        data = message.get("data_b64")
        if not data:
            return
        try:
            job.chunks[int(message["seq"])] = base64.b64decode(data)
        except binascii.Error:
            return

    @staticmethod
    def _end(job_id: str, job: _Job, message: dict[str, Any]) -> Received | Refused:
        if len(job.chunks) != job.total:
            return Refused(
                job_id, job.filename, f"chunk mismatch {len(job.chunks)}/{job.total}"
            )
        content = b"".join(job.chunks[seq] for seq in range(job.total))
        if len(content) > MOST_BYTES:
            return Refused(job_id, job.filename, "file too large")
        wanted = (message.get("target"), job.target)
        target = next((one for one in wanted if one in TARGETS), DEFAULT_TARGET)
        return Received(job_id, job.filename, str(target), content)


def _valid(name: str) -> bool:
    return (
        0 < len(name) <= LONGEST_NAME
        and ".." not in name
        and not FORBIDDEN & set(name)
        and name.lower().endswith(EXTENSIONS)
    )
