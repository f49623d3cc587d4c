"""Uploading files to a printer, in chunks over the shared connection (PROTOCOL §8)."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
import os
from pathlib import Path
import stat
from typing import Final
from uuid import uuid4

from .connection import Connection, Failure, LinkDownError, Message, Unsubscribe
from .connection.listeners import Listeners
from .protocol.messages import BadMessageError
from .protocol.topics import PrinterTopics
from .protocol.transfer import (
    CHUNK_BYTES,
    EXPIRES_S,
    MAX_FILE_BYTES,
    CancelUpload,
    Chunk,
    EndUpload,
    InvalidFileNameError,
    StartUpload,
    Target,
    TransferMessage,
    UploadResult,
    check_file_name,
    decode_upload_result,
)

WINDOW: Final = 8
"""How many chunks may be on their way to the broker, of all uploads on a connection.

A client has 20 places for messages that are not acknowledged: commands need some."""
PROBE_EVERY: Final = 128
"""After how many chunks the printer is asked whether it has got so far."""
PROBE_NAME: Final = "probe.gcode"
ANSWER_TIMEOUT_S: Final = 60
FAREWELL_TIMEOUT_S: Final = 5
FORGET_AFTER_S: Final = EXPIRES_S

type ProgressListener = Callable[[int | None], None]


class Reason(StrEnum):
    """Why an upload failed."""

    INVALID_NAME = "invalid_name"
    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_CHANGED = "file_changed"
    LINK_DOWN = "link_down"
    LINK_LOST = "link_lost"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    SIZE_MISMATCH = "size_mismatch"
    STOPPED = "stopped"


class UploadError(Exception):
    """A file did not reach the printer, or nobody knows if it did."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        """Keep why; `detail` is the printer's words for `REFUSED`, else for the log."""
        super().__init__(f"{reason}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class _Source:
    """A file that must stay as it is. Its methods block: they are for the executor."""

    path: Path
    size: int
    mark: tuple[int, ...]

    @classmethod
    def at(cls, path: Path) -> _Source:
        """Return the file, or raise why it cannot be uploaded."""
        try:
            status = path.stat()
        except (FileNotFoundError, NotADirectoryError) as err:
            raise UploadError(Reason.FILE_MISSING, str(err)) from err
        except OSError as err:
            raise UploadError(Reason.FILE_UNREADABLE, str(err)) from err
        if not stat.S_ISREG(status.st_mode):
            raise UploadError(Reason.FILE_UNREADABLE, "not a file")
        if not status.st_size:
            raise UploadError(Reason.FILE_EMPTY)
        if status.st_size > MAX_FILE_BYTES:
            raise UploadError(Reason.FILE_TOO_LARGE, f"{status.st_size} bytes")
        if not os.access(path, os.R_OK):
            raise UploadError(Reason.FILE_UNREADABLE, "not readable")
        return cls(path, status.st_size, _mark(status))

    @property
    def chunks(self) -> int:
        """How many chunks the file makes."""
        return -(-self.size // CHUNK_BYTES)

    def chunk(self, job_id: str, seq: int) -> bytes:
        """Return the message with a chunk, or raise if the file is not as it was."""
        try:
            with self.path.open("rb", buffering=0) as file:
                file.seek(seq * CHUNK_BYTES)
                data = file.read(CHUNK_BYTES)
                mark = _mark(os.fstat(file.fileno()))
        except OSError as err:
            raise UploadError(Reason.FILE_CHANGED, str(err)) from err
        if mark != self.mark:
            raise UploadError(Reason.FILE_CHANGED, "while it was read")
        return Chunk(job_id, seq, data).encode()


def _mark(status: os.stat_result) -> tuple[int, ...]:
    """Return what differs after a file was written to or replaced."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


class Uploader:
    """Uploads files to one printer, one after the other.

    An upload that fails after it began is cancelled at the printer, too: at once if
    there is a link, else as soon as the printer is heard again, as long as the plugin
    would remember the upload at all.
    """

    def __init__(
        self,
        connection: Connection,
        topics: PrinterTopics,
        window: asyncio.Semaphore | None = None,
    ) -> None:
        """Take the link and the printer's topics; nothing happens before `upload`.

        `window` has the places of all uploads on this connection, 8 unless it is given.
        """
        self.progress: int | None = None
        self._connection = connection
        self._topics = topics
        self._window = window or asyncio.Semaphore(WINDOW)
        self._lock = asyncio.Lock()
        self._listeners: Listeners[[int | None]] = Listeners()
        self._running: asyncio.Task[UploadResult] | None = None
        self._farewells: dict[str, asyncio.Task[None]] = {}
        self._stopped = False

    def listen(self, listener: ProgressListener) -> Unsubscribe:
        """Call `listener` with each new `progress`.

        That is in whole percent of the file that the broker has, 0 to 100, and None
        when no file is being uploaded.
        """
        return self._listeners.add(listener)

    async def upload(self, source: Path, name: str, target: Target) -> UploadResult:
        """Upload the file at `source`, 1 byte to 100 MiB, under `name`.

        Returns the printer's answer once it has the whole file; for `Target.SD`, once
        the transfer to the card has begun. Waits for another upload to this printer to
        end first. Raises `UploadError`; nothing was sent if its reason is the name,
        `LINK_DOWN` or one of the file's but `FILE_CHANGED`.
        """
        try:
            check_file_name(name)
        except InvalidFileNameError as err:
            raise UploadError(Reason.INVALID_NAME, name) from err
        async with self._lock:
            if self._stopped:
                raise UploadError(Reason.STOPPED)
            running = self._running = asyncio.create_task(
                self._upload(source, name, target)
            )
            try:
                return await running
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if self._stopped and task and not task.cancelling():
                    raise UploadError(Reason.STOPPED) from None
                raise
            finally:
                self._running = None
                self._tell(None)

    async def stop(self) -> None:
        """End for good: uploads fail with `STOPPED`, and no task or timer is left.

        What is unfinished at the printer is cancelled there if there is a link; that
        takes 5 s at most.
        """
        self._stopped = True
        if running := self._running:
            running.cancel()
            await asyncio.wait([running])
        unfinished = dict(self._farewells)
        for farewell in unfinished.values():
            farewell.cancel()
        await asyncio.gather(*unfinished.values(), return_exceptions=True)
        with suppress(LinkDownError, TimeoutError):
            async with asyncio.timeout(FAREWELL_TIMEOUT_S):
                for job_id in unfinished:
                    await self._send(CancelUpload(job_id))

    async def _upload(self, path: Path, name: str, target: Target) -> UploadResult:
        """Upload one file."""
        loop = asyncio.get_running_loop()
        source = await loop.run_in_executor(None, _Source.at, path)
        if not self._connection.connected:
            raise UploadError(Reason.LINK_DOWN)
        job_id = uuid4().hex
        self._tell(0)
        try:
            with self._answer_to(job_id) as answer:
                await self._send(StartUpload.of(job_id, name, source.chunks, target))
                for first in range(0, source.chunks, PROBE_EVERY):
                    if first:
                        await self._probe(f"{job_id}-{first}", target)
                    await self._send_chunks(source, job_id, first)
                result = await self._end(job_id, target, answer)
        except BaseException as err:
            self._abandon(job_id)
            if isinstance(err, LinkDownError):
                raise UploadError(Reason.LINK_LOST) from err
            if isinstance(err, TimeoutError):
                raise UploadError(Reason.NO_ANSWER) from err
            raise
        if not result.success:
            raise UploadError(Reason.REFUSED, result.error or "")
        if result.file_size != source.size:
            # Chunks that the printer cannot read are none to it, but a success.
            detail = f"{result.file_size} of {source.size} bytes"
            raise UploadError(Reason.SIZE_MISMATCH, detail)
        return result

    async def _probe(self, job_id: str, target: Target) -> None:
        """Return when the printer has got through all that it was sent so far.

        A broker acknowledges what it only queues, and begins to drop at 1000 messages
        or so, which a file for a slow printer has. This is an upload of nothing, which
        the plugin refuses (PROTOCOL §8), but not before it has come to it.
        """
        with self._answer_to(job_id) as answer:
            await self._send(StartUpload.of(job_id, PROBE_NAME, 1, target))
            await self._end(job_id, target, answer)

    async def _end(
        self, job_id: str, target: Target, answer: asyncio.Future[UploadResult]
    ) -> UploadResult:
        """End an upload and return what the printer says to it."""
        await self._send(EndUpload(job_id, target))
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            return await answer

    async def _send_chunks(self, source: _Source, job_id: str, first: int) -> None:
        """Send chunks up to the next probe, a few at a time; the broker has them then."""
        loop = asyncio.get_running_loop()
        acknowledged = count(first + 1)

        async def send(payload: bytes) -> None:
            async with self._window:
                await self._connection.publish(self._topics.gcode_in, payload)
            self._tell(100 * next(acknowledged) // source.chunks)

        sending: deque[asyncio.Task[None]] = deque()
        try:
            for seq in range(first, min(first + PROBE_EVERY, source.chunks)):
                payload = await loop.run_in_executor(None, source.chunk, job_id, seq)
                if len(sending) == WINDOW:
                    await sending.popleft()
                sending.append(loop.create_task(send(payload)))
            while sending:
                await sending.popleft()
        finally:
            for task in sending:
                task.cancel()
            await asyncio.gather(*sending, return_exceptions=True)

    async def _send(self, message: TransferMessage) -> None:
        """Send a message to the printer; raise `LinkDownError` if that is not possible."""
        await self._connection.publish(self._topics.gcode_in, message.encode())

    @contextmanager
    def _answer_to(self, job_id: str) -> Iterator[asyncio.Future[UploadResult]]:
        """Give what will be the printer's answer, or `LinkDownError` without a link."""
        answer: asyncio.Future[UploadResult] = (
            asyncio.get_running_loop().create_future()
        )

        def hear(message: Message) -> None:
            with suppress(BadMessageError):
                result = decode_upload_result(message.payload)
                if result.job_id == job_id and not answer.done():
                    answer.set_result(result)

        def watch(failure: Failure | None) -> None:
            if failure and not answer.done():
                answer.set_exception(LinkDownError())

        unsubscribe = self._connection.subscribe(self._topics.gcode_out, hear)
        unwatch = self._connection.watch(watch)
        try:
            yield answer
        finally:
            unwatch()
            unsubscribe()
            if answer.done() and not answer.cancelled():
                answer.exception()  # asyncio complains if nobody has looked

    def _abandon(self, job_id: str) -> None:
        """Have the printer forget an upload; nobody waits for that."""
        farewell = asyncio.create_task(self._say_farewell(job_id))
        self._farewells[job_id] = farewell
        farewell.add_done_callback(lambda _: self._farewells.pop(job_id))

    async def _say_farewell(self, job_id: str) -> None:
        """Cancel an upload now, or when the printer is heard again.

        The link alone is not enough: after a broker's restart the printer may be back
        later than we are, and what it is sent before that is lost.
        """
        heard = asyncio.Event()
        heard.set()

        def hear(message: Message) -> None:
            if not message.retained:
                heard.set()

        unsubscribe = self._connection.subscribe(self._topics.status, hear)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(FORGET_AFTER_S):
                    while True:
                        await heard.wait()
                        heard.clear()
                        with suppress(LinkDownError):
                            return await self._send(CancelUpload(job_id))
        finally:
            unsubscribe()

    def _tell(self, progress: int | None) -> None:
        """Tell of new progress."""
        if progress != self.progress:
            self.progress = progress
            self._listeners.call(progress)
