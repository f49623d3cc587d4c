"""RabbitMQ with its plugins for MQTT."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
import subprocess
import time
from typing import ClassVar

from demo.broker import HOST, free_port

from . import START_TIMEOUT_S, Broker, find_program, is_open

FOLDER = Path("/usr/lib/rabbitmq/lib")
WEB_PATH = "/printers/mqtt"

CONFIG = """\
listeners.tcp = none
mqtt.listeners.tcp.1 = {host}:{tcp}
mqtt.allow_anonymous = false
web_mqtt.tcp.listener = {host}:{ws}
web_mqtt.ws_path = {path}
log.console = true
log.file = false
"""
NODE = "cluster_formation.classic_config.nodes.{number} = {name}\n"


def find_server() -> Path | None:
    """Return Debian's RabbitMQ, not what wraps it to run as one user only."""
    found = sorted(FOLDER.glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    return found[-1] if found else None


@dataclass
class NameServer:
    """Erlang's `epmd`, which knows the ports of the nodes by their names."""

    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it if it does not run, and wait until it listens."""
        if self.process:
            return
        self.process = subprocess.Popen(
            [find_program("epmd") or "", "-address", HOST, "-port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_TIMEOUT_S
        while not is_open(self.port):
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        """End it if it runs."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@dataclass
class RabbitMq(Broker):
    """MQTT 3.1.1 over TCP, and over WebSockets at a path; its user is always guest."""

    name: ClassVar[str] = "RabbitMQ"
    listeners: ClassVar[tuple[str, ...]] = ("tcp", "ws")
    username: ClassVar[str] = "guest"
    password: ClassVar[str] = "guest"

    names: NameServer = field(default_factory=NameServer)
    distribution: int = field(default_factory=free_port)
    cluster: Sequence[RabbitMq] = ()

    @classmethod
    def missing(cls) -> str | None:
        found = find_server() and find_program("epmd")
        return None if found else "rabbitmq-server"

    @property
    def node(self) -> str:
        """The name by which nodes know each other."""
        return f"factor-{self.distribution}@localhost"

    def prepare(self) -> None:
        cookie = self.folder / ".erlang.cookie"
        if not cookie.exists():
            cookie.write_text("factor")
            cookie.chmod(0o400)
        (self.folder / "plugins").write_text("[rabbitmq_mqtt,rabbitmq_web_mqtt].")
        config = CONFIG.format(host=HOST, path=WEB_PATH, **self.ports)
        for number, node in enumerate(self.cluster, 1):
            config += NODE.format(number=number, name=node.node)
        (self.folder / "rabbitmq.conf").write_text(config)

    def command(self) -> list[str]:
        return [str(find_server()), "-noinput"]

    def environment(self) -> Mapping[str, str]:
        return {
            "HOME": str(self.folder),
            "RABBITMQ_ALLOW_INPUT": "1",  # the shell is replaced by the server
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "logs"),
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_DIST_PORT": str(self.distribution),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"
            ),
            "ERL_EPMD_ADDRESS": HOST,
            "ERL_EPMD_PORT": str(self.names.port),
        }

    def start(self) -> None:
        self.names.start()
        super().start()

    def stop(self) -> None:
        super().stop()
        self.names.stop()


def cluster_of(size: int, folder: Path) -> list[RabbitMq]:
    """Return so many nodes that know each other; none is started."""
    names = NameServer()
    nodes = [RabbitMq(folder / f"node_{number}", names=names) for number in range(size)]
    for node in nodes:
        node.cluster = nodes
    return nodes
