"""MQTT brokers of many kinds that a test can start, kill and start again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import os
from pathlib import Path
import shutil
import socket
import subprocess
import time
from typing import ClassVar

from demo.broker import HOST, SYSTEM_FOLDERS, free_port

START_TIMEOUT_S = 60
USERNAME, PASSWORD = "maker", "not easily guessed"


def find_program(name: str) -> str | None:
    """Return a program's path, or None if the machine has none."""
    folders = os.pathsep.join((os.environ.get("PATH", ""), *SYSTEM_FOLDERS))
    return shutil.which(name, path=folders)


@dataclass
class Broker:
    """A broker on 127.0.0.1, on the same free ports each time that it is started.

    Its listeners have a port each; who wants in has to say `username` and `password`.
    """

    name: ClassVar[str]
    listeners: ClassVar[tuple[str, ...]] = ("tcp",)
    username: ClassVar[str] = USERNAME
    password: ClassVar[str] = PASSWORD

    folder: Path
    ports: dict[str, int] = field(init=False)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ports = {listener: free_port() for listener in self.listeners}

    @classmethod
    def missing(cls) -> str | None:
        """Return what has to be installed, or None if all is there."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Write the files that it reads when it starts."""

    def command(self) -> list[str]:
        """Return what runs it."""
        raise NotImplementedError

    def environment(self) -> Mapping[str, str]:
        """Return the environment variables that it needs."""
        return {}

    @property
    def log(self) -> str:
        """What it logged, of all runs."""
        return (self.folder / "log").read_text(errors="replace")

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        self.prepare()
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                env={**os.environ, **self.environment()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self.is_up():
            assert self.process
            assert self.process.poll() is None, self.log
            assert time.monotonic() < deadline, self.log
            time.sleep(0.05)

    def is_up(self) -> bool:
        """Return whether each of its ports is open."""
        return all(is_open(port) for port in self.ports.values())

    def kill(self) -> None:
        """End it without a goodbye."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End it for good."""
        self.kill()


def is_open(port: int) -> bool:
    """Return whether something listens at a port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
