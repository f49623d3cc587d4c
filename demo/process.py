"""Child processes that never outlive their parent, however it ends."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
import os
from pathlib import Path
import signal
import subprocess
import sys
from typing import IO, Any

ROOT = Path(__file__).parent.parent
STOP_TIMEOUT_S = 20

# Runs beside its parent. It is told of each process group that starts (its number) and
# ends (the same, negative). When the pipe closes, the parent is gone: it kills the rest.
_WATCHMAN = """
import os, signal, sys
groups = set()
for line in sys.stdin:
    group = int(line)
    groups.add(group) if group > 0 else groups.discard(-group)
for group in groups:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass
"""


class ProcessError(Exception):
    """A child process ended by itself, or did not do what it was started for."""


@cache
def _watchman() -> IO[bytes]:
    """Start the watchman and return the pipe to it."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _WATCHMAN],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    return process.stdin


def _tell_watchman(group: int) -> None:
    """Have `group` killed when this process ends, or, negative, no longer."""
    _watchman().write(b"%d\n" % group)
    _watchman().flush()


@dataclass(frozen=True)
class Child:
    """A process that was started, by a name for a person, and the log it writes."""

    name: str
    process: asyncio.subprocess.Process
    log: Path

    def check(self) -> None:
        """Raise ProcessError if the process has ended."""
        if self.process.returncode is not None:
            raise ProcessError(f"{self.name} ended by itself:\n{tail(self.log)}")

    async def ended(self) -> None:
        """Wait until the process ends by itself, and raise ProcessError."""
        await self.process.wait()
        self.check()


def tail(log: Path, lines: int = 15) -> str:
    """Return the end of a log for a person to read."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Ask the process to end, then end whatever is left of its group."""
    try:
        if process.returncode is None:
            _signal_group(process, signal.SIGTERM)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), STOP_TIMEOUT_S)
    finally:
        _signal_group(process, signal.SIGKILL)
        _tell_watchman(-process.pid)
    await process.wait()


@asynccontextmanager
async def running(
    name: str, *command: str | Path, log: Path, env: dict[str, str] | None = None
) -> AsyncGenerator[Child]:
    """Run `command` from the project's folder until the block ends, writing to `log`."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            env=os.environ | (env or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    _tell_watchman(process.pid)
    try:
        yield Child(name, process, log)
    finally:
        await _stop(process)


async def run(name: str, *command: str | Path, log: Path) -> None:
    """Run `command` to its end. Raises ProcessError unless it exits 0."""
    async with running(name, *command, log=log) as child:
        if await child.process.wait():
            child.check()


async def while_running[T](
    children: Iterable[Child], work: Coroutine[Any, Any, T]
) -> T:
    """Do `work` and return its result. Raises ProcessError if a child ends before."""
    tasks = [asyncio.ensure_future(child.ended()) for child in children]
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait([task, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for ended in tasks:
            if ended.done():
                ended.result()
        return task.result()
    finally:
        for unfinished in (task, *tasks):
            unfinished.cancel()
