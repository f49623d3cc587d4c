"""An MQTT broker on 127.0.0.1: mosquitto if the machine has it, else amqtt."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import secrets
import shutil
import socket
import sys

from .process import ROOT, Child, run, running

HOST = "127.0.0.1"
START_TIMEOUT_S = 30
POLL_S = 0.05
# Below those that Linux and macOS give to connections: none takes one by chance before
# it is listened to.
PORTS = range(11_000, 32_768)
# Debian and Homebrew install mosquitto where not every user's PATH leads.
SYSTEM_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")

AMQTT = "amqtt==0.12.1"
AMQTT_FOLDER = ROOT / ".cache" / "amqtt"

MOSQUITTO_CONFIG = """\
listener {port} {host}
allow_anonymous true
persistence false
max_queued_messages 0
set_tcp_nodelay true
"""
AMQTT_CONFIG = """\
listeners:
  default:
    type: tcp
    bind: {host}:{port}
plugins:
  amqtt.plugins.authentication.AnonymousAuthPlugin:
    allow_anonymous: true
"""


@dataclass(frozen=True)
class Broker:
    """A broker that is running."""

    host: str
    port: int
    child: Child

    @property
    def url(self) -> str:
        """The broker's address, as the simulator takes it."""
        return f"mqtt://{self.host}:{self.port}"


_given: set[int] = set()


def free_port(preferred: int = 0) -> int:
    """Return `preferred` if nothing listens there, else a port that is free.

    The same port is never returned twice: who was given it may not listen yet.
    """
    while True:
        port = preferred or secrets.choice(PORTS)
        preferred = 0
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        if port not in _given:
            _given.add(port)
            return port
        preferred = 0


def find_mosquitto() -> str | None:
    """Return mosquitto's path, or None if the machine has none."""
    folders = os.pathsep.join((os.environ.get("PATH", ""), *SYSTEM_FOLDERS))
    return shutil.which("mosquitto", path=folders)


async def _amqtt(log: Path) -> Path:
    """Return amqtt's path in an environment of its own, made the first time."""
    program = AMQTT_FOLDER / "bin" / "amqtt"
    done = AMQTT_FOLDER / AMQTT
    if not done.exists():
        uv = Path(sys.executable).with_name("uv")
        for arguments in (
            ("venv", "--clear", "-p", sys.executable, AMQTT_FOLDER),
            ("pip", "install", "-p", AMQTT_FOLDER, AMQTT),
        ):
            await run("uv", uv, *arguments, log=log)
        done.touch()
    return program


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def broker(folder: Path, port: int | None = None) -> AsyncGenerator[Broker]:
    """Run a broker without passwords, on a free port unless one is given.

    Its configuration and log go to `folder`. Raises ProcessError if it does not start.
    """
    port = port or free_port()
    log = folder / "broker.log"
    config = folder / "broker.conf"
    if mosquitto := find_mosquitto():
        name, program, settings = "mosquitto", mosquitto, MOSQUITTO_CONFIG
    else:
        name, program, settings = "amqtt", str(await _amqtt(log)), AMQTT_CONFIG
    config.write_text(settings.format(host=HOST, port=port))
    async with running(name, program, "-c", config, log=log) as child:
        async with asyncio.timeout(START_TIMEOUT_S):
            while not await _answers(port):
                child.check()
                await asyncio.sleep(POLL_S)
        yield Broker(HOST, port, child)
