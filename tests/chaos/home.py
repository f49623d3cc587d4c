"""What befalls a Home Assistant's process: its clock, its disk, and when it is killed."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
import ctypes
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import platform
import shutil
import struct
import subprocess
from typing import Final

FAKETIME: Final = Path(
    f"/usr/lib/{platform.machine()}-linux-gnu/faketime/libfaketimeMT.so.1"
)
STORAGE: Final = ".storage"
UNFINISHED: Final = "tmp"
"""How the name of a file begins that is not written to its end."""
NOTICED_AFTER_S: Final = 1
"""How long it may take until a process looks where its clock stands."""
DISK_BYTES: Final = 2 * 1024 * 1024
POLL_S: Final = 0.05
PATIENCE_S: Final = 10
_HEADER: Final = struct.Struct("iIII")
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


# The clock


@dataclass
class Clock:
    """The clock of a process, which a test can move; no timer sees that."""

    path: Path
    offset_s: int = 0

    def __post_init__(self) -> None:
        self.move(0)

    @property
    def env(self) -> dict[str, str]:
        """What a process needs in its environment to have this clock."""
        return {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(self.path),
            "FAKETIME_CACHE_DURATION": str(NOTICED_AFTER_S),
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",  # by their times Python knows what it has compiled
        }

    def move(self, seconds: int) -> None:
        """Move the clock on, or back."""
        self.offset_s += seconds
        new = self.path.with_suffix(".new")
        new.write_text(f"{self.offset_s:+d}")
        new.replace(self.path)


# The files


def is_unfinished(name: str) -> bool:
    """Return whether a file is one that is just being written."""
    return name.startswith(UNFINISHED)


@dataclass(frozen=True)
class Moment:
    """A moment in which a store is written: what happens to a file of which name."""

    mask: int
    is_it: Callable[[str], bool]


# inotify(7)
MOMENTS: Final = {
    "a store is begun to be written": Moment(0x100, is_unfinished),
    "a store is written, not renamed": Moment(0x2, is_unfinished),
    "the history is written": Moment(0x80, lambda name: name.endswith(".history")),
    "the running print is written": Moment(0x80, lambda name: name.endswith(".print")),
}


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


async def reach(moment: Moment, folder: Path, act: Callable[[], None]) -> None:
    """Act as soon as something happens in a folder."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    handle = _checked(_LIBC.inotify_init1(os.O_NONBLOCK))

    def look() -> None:
        if not done.is_set() and any(map(moment.is_it, _names(handle))):
            act()
            done.set()

    try:
        _checked(_LIBC.inotify_add_watch(handle, bytes(folder), moment.mask))
        loop.add_reader(handle, look)
        await done.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


def _names(handle: int) -> Iterator[str]:
    """Yield the files to which something happened."""
    told = os.read(handle, 65536)
    while told:
        *_, length = _HEADER.unpack_from(told)
        end = _HEADER.size + length
        yield os.fsdecode(told[_HEADER.size : end].rstrip(b"\0"))
        told = told[end:]


def unfinished_in(folder: Path) -> list[Path]:
    """Return what a process that was killed had not written to its end."""
    return [path for path in folder.iterdir() if is_unfinished(path.name)]


def unreadable_in(folder: Path) -> list[str]:
    """Return the stores that are not what they should be, or were put aside as such."""
    bad = [path.name for path in folder.iterdir() if ".corrupt" in path.name]
    for path in {*folder.iterdir()} - {*unfinished_in(folder)}:
        try:
            json.loads(path.read_bytes())
        except ValueError:
            bad.append(path.name)
    return bad


# The disk


class NoDiskError(Exception):
    """A small disk can't be had here."""


@dataclass
class Disk:
    """A small disk for a folder, which those see who are started `within`."""

    folder: Path
    keeper: asyncio.subprocess.Process
    _filler: list[Path] = field(default_factory=list)

    @property
    def within(self) -> Sequence[str]:
        """The command by which to start what shall see the disk."""
        return (
            *("nsenter", "--user", "--mount", "--preserve-credentials"),
            *("--target", str(self.keeper.pid), "--"),
        )

    @property
    def path(self) -> Path:
        """Where this process sees the disk."""
        return Path(f"/proc/{self.keeper.pid}/root{self.folder}")

    def fill(self) -> None:
        """Leave no room."""
        filler = self.path / "filler"
        self._filler.append(filler)
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                pass

    def clear(self) -> None:
        """Have room again."""
        while self._filler:
            self._filler.pop().unlink()

    async def protect(self) -> None:
        """Let nothing be written."""
        await self._remount("ro")

    async def unprotect(self) -> None:
        """Let all be written again."""
        await self._remount("rw")

    async def _remount(self, how: str) -> None:
        """Change how the disk is mounted, once nobody writes to it."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                options = f"remount,bind,{how}"
                process = await asyncio.create_subprocess_exec(
                    *self.within, *("mount", "-o", options, str(self.folder))
                )
                if not await process.wait():
                    return
                await asyncio.sleep(POLL_S)


@asynccontextmanager
async def disk(folder: Path) -> AsyncGenerator[Disk]:
    """Mount a small disk at a folder, with what is there. Raises NoDiskError."""
    if not (shutil.which("unshare") and shutil.which("nsenter")):
        raise NoDiskError("there is no unshare, or no nsenter")
    options = f"size={DISK_BYTES},mode=700"
    mount = f'mount -t tmpfs -o {options} tmpfs "$1" && echo ok && exec sleep infinity'
    keeper = await asyncio.create_subprocess_exec(
        *("unshare", "--user", "--map-root-user", "--mount"),
        *("sh", "-c", mount, "sh", str(folder)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert keeper.stdout
    assert keeper.stderr
    try:
        if not await keeper.stdout.readline():
            why = (await keeper.stderr.read()).decode().strip()
            raise NoDiskError(why)
        mounted = Disk(folder, keeper)
        shutil.copytree(folder, mounted.path, dirs_exist_ok=True)
        yield mounted
    finally:
        with suppress(ProcessLookupError):
            keeper.kill()
        await keeper.wait()
