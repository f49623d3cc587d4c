"""NATS, which speaks MQTT and keeps what it must in JetStream."""

from collections.abc import Sequence
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any, ClassVar

from demo.broker import HOST, free_port

from . import Broker, find_program


@dataclass
class Nats(Broker):
    """MQTT 3.1.1 over TCP, and over WebSockets at `/mqtt`; alone or in a cluster."""

    name: ClassVar[str] = "NATS"
    listeners: ClassVar[tuple[str, ...]] = ("tcp", "ws", "nats")

    route: int = field(default_factory=free_port)
    routes: Sequence[int] = ()

    @classmethod
    def missing(cls) -> str | None:
        return None if find_program("nats-server") else "nats-server"

    def prepare(self) -> None:
        config: dict[str, Any] = {
            "server_name": f"node-{self.route}",
            "host": HOST,
            "port": self.ports["nats"],
            "jetstream": {"store_dir": str(self.folder / "data")},
            "mqtt": {"host": HOST, "port": self.ports["tcp"]},
            "websocket": {"host": HOST, "port": self.ports["ws"], "no_tls": True},
            "authorization": {"user": self.username, "password": self.password},
        }
        if self.routes:
            config["cluster"] = {
                "name": "farm",
                "host": HOST,
                "port": self.route,
                "routes": [f"nats://{HOST}:{port}" for port in self.routes],
            }
            config["mqtt"]["stream_replicas"] = len(self.routes)
        # JSON is understood too.
        (self.folder / "nats.conf").write_text(json.dumps(config))

    def command(self) -> list[str]:
        return [find_program("nats-server") or "", "-c", str(self.folder / "nats.conf")]


def cluster_of(size: int, folder: Path) -> list[Nats]:
    """Return so many nodes that know each other; none is started."""
    nodes = [Nats(folder / f"node_{number}") for number in range(size)]
    for node in nodes:
        node.routes = [each.route for each in nodes]
    return nodes
