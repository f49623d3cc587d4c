"""A real mosquitto that a test can start, kill and start again."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
import getpass
import hashlib
import os
from pathlib import Path
import socket
import subprocess
import time

from demo.broker import HOST, find_mosquitto, free_port

START_TIMEOUT_S = 10
HASH_ROUNDS = 101


def password_line(username: str, password: str) -> str:
    """Return a user's line in mosquitto's `password_file`."""
    salt = os.urandom(12)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, HASH_ROUNDS)
    hashed = (b64encode(part).decode() for part in (salt, key))
    return f"{username}:$7${HASH_ROUNDS}${'$'.join(hashed)}\n"


@dataclass
class Mosquitto:
    """A broker on 127.0.0.1, on the same free port each time that it is started."""

    folder: Path
    settings: Iterable[str] = ("allow_anonymous true",)
    host: str = HOST
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address that the simulator takes."""
        return f"mqtt://{self.host}:{self.port}"

    @property
    def log(self) -> str:
        """What the broker logged, of all runs."""
        return (self.folder / "mosquitto.log").read_text()

    def start(self) -> None:
        """Start it and wait until it listens."""
        program = find_mosquitto()
        assert program, "mosquitto is not installed"
        config = self.folder / "mosquitto.conf"
        lines = [
            f"listener {self.port} {self.host}",
            f"user {getpass.getuser()}",  # else it gives root's rights up
            *self.settings,
            "log_type all",
            "persistence false",
        ]
        config.write_text("\n".join([*lines, ""]))
        with (self.folder / "mosquitto.log").open("ab") as log:
            self.process = subprocess.Popen(
                [program, "-c", str(config)], stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._listens():
            assert self.process.poll() is None, self.log
            assert time.monotonic() < deadline, self.log
            time.sleep(0.01)

    def kill(self) -> None:
        """End it without a goodbye."""
        assert self.process
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        """End it if it runs."""
        if self.process:
            self.kill()

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((self.host, self.port)) == 0
