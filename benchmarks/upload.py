"""Uploads a file to a simulated printer, undisturbed and with the broker killed halfway.

`python -m benchmarks.upload [MB]`. Broker and printer are processes of their own on this
machine. Memory is what this process, which only uploads, holds more than before.
"""

import argparse
import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
import hashlib
import json
from pathlib import Path
import random
import sys
import tempfile
from time import perf_counter
from typing import Any

from custom_components.factor.connection import Message
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings
from custom_components.factor.protocol.topics import PrinterTopics
from custom_components.factor.protocol.transfer import CHUNK_BYTES, Target
from custom_components.factor.upload import PROBE_EVERY, Uploader, UploadError
from demo.broker import Broker, broker, free_port
from demo.process import running

UUID = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f"
NAME = "benchmark.gcode"
TOPICS = PrinterTopics(UUID)
MB = 1_000_000
PIECE = 64 * 1024
STATUS = Path("/proc/self/status")
RESET_PEAK = "5"


def resident(field: str) -> float:
    """Return `VmRSS`, the memory held now, or `VmHWM`, the most since the reset, in MB."""
    for line in STATUS.read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024 / MB
    raise LookupError(field)


class Memory:
    """How much resident memory is added from here on, at its peak."""

    def __init__(self) -> None:
        """Begin to measure."""
        Path("/proc/self/clear_refs").write_text(RESET_PEAK)
        self._before = resident("VmRSS")

    @property
    def added(self) -> float:
        """The peak so far, in MB."""
        return resident("VmHWM") - self._before


@dataclass
class Setting:
    """Who takes part: the broker, the link to it, and what the printer says it has."""

    broker: Broker
    connection: MqttConnection
    uploader: Uploader
    hashes: dict[str, str]
    snapshots: int = 0

    def hear(self, message: Message) -> None:
        """Note the files of a snapshot, with their SHA-1."""
        told: dict[str, Any] = json.loads(message.payload)
        if "sd" in told:
            self.snapshots += 1
            self.hashes = {node["name"]: node["hash"] for node in told["sd"]["local"]}


def write_random(file: Path, size: int) -> None:
    """Make a file of so many bytes that nothing can compress."""
    randomness = random.Random(1)
    with file.open("wb") as output:
        while size:
            size -= output.write(randomness.randbytes(min(size, PIECE)))


def facts(file: Path) -> tuple[int, str]:
    """Return a file's size in bytes and its SHA-1."""
    with file.open("rb") as content:
        return file.stat().st_size, hashlib.file_digest(content, "sha1").hexdigest()


async def until(condition: Callable[[], Any]) -> None:
    """Wait until a condition is true."""
    while not condition():
        await asyncio.sleep(0.01)


async def next_snapshot(setting: Setting) -> None:
    """Wait for a snapshot that was made from now on."""
    seen = setting.snapshots
    await until(lambda: setting.snapshots > seen + 1)


@asynccontextmanager
async def set_up(folder: Path) -> AsyncGenerator[Setting]:
    """Start broker and printer, and connect; all ends with the block."""
    async with broker(folder, free_port()) as started:
        printer = (sys.executable, "-m", "simulator", "--uuid", UUID, "--files", "1")
        log = folder / "printer.log"
        async with running("printer", *printer, "--broker", started.url, log=log):
            connection = MqttConnection(MqttSettings(started.host, started.port))
            await connection.connect()
            uploader = Uploader(connection, TOPICS)
            setting = Setting(started, connection, uploader, {})
            connection.subscribe(TOPICS.status, setting.hear)
            try:
                await next_snapshot(setting)  # it may speak before it listens
                yield setting
            finally:
                await uploader.stop()
                await connection.disconnect()


async def undisturbed(folder: Path, file: Path) -> list[tuple[str, str]]:
    """Upload the file."""
    size, sha1 = await asyncio.to_thread(facts, file)
    chunks = -(-size // CHUNK_BYTES)
    async with set_up(folder) as setting:
        memory, began = Memory(), perf_counter()
        try:
            await setting.uploader.upload(file, NAME, Target.LOCAL)
            outcome = "success"
        except UploadError as err:
            outcome = str(err)
        seconds, added = perf_counter() - began, memory.added
        await next_snapshot(setting)
        equal = setting.hashes.get(NAME) == sha1
    return [
        ("outcome", outcome),
        ("time", f"{seconds:.2f} s"),
        ("speed", f"{size / MB / seconds:.1f} MB/s"),
        ("peak RSS added", f"{added:.1f} MB"),
        ("messages", f"{chunks + 2 + 2 * ((chunks - 1) // PROBE_EVERY)}"),
        ("SHA-1 equal", "yes" if equal else "no"),
    ]


async def broker_killed(folder: Path, file: Path) -> list[tuple[str, str]]:
    """Upload the file, and kill the broker when it has half of it."""
    async with set_up(folder) as setting:
        killed = failed = cancelled = 0.0

        def kill(progress: int | None) -> None:
            nonlocal killed
            if progress == 50:
                killed = perf_counter()
                setting.broker.child.process.kill()

        def hear(message: Message) -> None:
            nonlocal cancelled
            if b'"cancel"' in message.payload[:100]:
                cancelled = perf_counter()

        setting.uploader.listen(kill)
        memory = Memory()
        try:
            await setting.uploader.upload(file, NAME, Target.LOCAL)
        except UploadError as err:
            failed, reason = perf_counter(), str(err)
        added = memory.added
        before = set(setting.hashes)
        await setting.broker.child.process.wait()
        async with broker(folder, setting.broker.port):
            returned = perf_counter()
            setting.connection.subscribe(TOPICS.gcode_in, hear)
            await until(lambda: cancelled)
            await next_snapshot(setting)
            half = set(setting.hashes) - before
            await setting.connection.disconnect()
    return [
        ("outcome", reason),
        ("kill to error", f"{1000 * (failed - killed):.1f} ms"),
        ("peak RSS added", f"{added:.1f} MB"),
        ("broker's return to cancel", f"{cancelled - returned:.1f} s"),
        ("half files at the printer", f"{len(half)}"),
    ]


async def main(megabytes: float) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "source.gcode"
        await asyncio.to_thread(write_random, file, round(megabytes * MB))
        for measure in (undisturbed, broker_killed):
            print(f"{measure.__name__.replace('_', ' ')}, {megabytes:g} MB")
            for label, value in await measure(folder, file):
                print(f"  {label:<28}{value:>14}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.upload")
    parser.add_argument("megabytes", type=float, nargs="?", default=50.0)
    asyncio.run(main(parser.parse_args().megabytes))
