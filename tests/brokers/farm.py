"""The farm of examples/cluster on 127.0.0.1: three nodes, and a broker of a site."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
import getpass
import os
from pathlib import Path
import subprocess
import threading
from typing import ClassVar

from demo.broker import HOST
from examples.cluster import make
from tests.authority import Authority

from . import Broker, find_program
from .rabbitmq import NameServer, RabbitMq, find_server

NODES = 3
OWN_BROKER = "north"
"""The site that has one."""


@dataclass
class FarmNode(RabbitMq):
    """A node that has no other configuration than the example's."""

    listeners: ClassVar[tuple[str, ...]] = ("tls",)

    made: Path = field(default_factory=Path)

    def prepare(self) -> None:
        cookie = self.folder / ".erlang.cookie"
        cookie.write_text("factor")
        cookie.chmod(0o400)

    def environment(self) -> dict[str, str]:
        return {
            **super().environment(),
            "RABBITMQ_CONFIG_FILE": str(self.made / f"{self.node}.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.made / "enabled_plugins"),
        }

    @property
    def log(self) -> str:
        files = (self.folder / "logs").glob("*.log")
        return "".join(each.read_text(errors="replace") for each in files)

    def control(self, *arguments: str) -> str:
        """Run rabbitmqctl; return what it says."""
        server = find_server()
        assert server
        program = server.with_name("rabbitmqctl")
        done = subprocess.run(
            [program, "-n", self.node, *arguments],
            env={**os.environ, **self.environment()},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@dataclass
class SiteBroker(Broker):
    """A site's mosquitto; the example's configuration is in its folder."""

    name: ClassVar[str] = "mosquitto"
    listeners: ClassVar[tuple[str, ...]] = ("tls",)

    @classmethod
    def missing(cls) -> str | None:
        return None if find_program("mosquitto") else "mosquitto"

    def prepare(self) -> None:
        own = f"user {getpass.getuser()}\ninclude_dir {self.folder}\n"
        self.main.write_text(own)

    @property
    def main(self) -> Path:
        return self.folder / "main"

    def command(self) -> list[str]:
        return [find_program("mosquitto") or "", "-c", str(self.main)]


@dataclass
class Farm:
    """All brokers, and an authority that all of them trust."""

    folder: Path
    sites: Mapping[str, str]
    nodes: list[FarmNode] = field(init=False)
    north: SiteBroker = field(init=False)
    authority: Authority = field(init=False)

    def __post_init__(self) -> None:
        self.authority = Authority(self.folder / "certificates")
        self.authority.broker_settings(HOST)
        names = NameServer()
        self.nodes = [
            FarmNode(
                self.folder / f"node_{number}",
                names=names,
                made=self.folder / "cluster",
            )
            for number in range(NODES)
        ]
        self.north = SiteBroker(self.folder / "sites" / OWN_BROKER)

    @staticmethod
    def missing() -> str | None:
        """Return what has to be installed, or None if all is there."""
        return FarmNode.missing() or SiteBroker.missing()

    def configure(self, accounts: Iterable[make.Account]) -> None:
        """Write all that the brokers read."""

        def places_of(site: str) -> make.Places:
            return make.Places(
                tuple(
                    make.Node(each.node, HOST, each.ports["tls"]) for each in self.nodes
                ),
                certificates=str(self.authority.folder),
                cluster_folder=str(self.folder / "cluster"),
                site_folder=str(self.folder / "sites" / site),
                listen=HOST,
                site_port=self.north.ports["tls"],
            )

        make.write(accounts, self.sites, places_of, self.folder)

    def start(self) -> None:
        """Start the first node, then all others at once."""
        for node in self.nodes:
            node.prepare()
        self.nodes[0].start()
        others = [
            threading.Thread(target=each.start)
            for each in (*self.nodes[1:], self.north)
        ]
        for other in others:
            other.start()
        for other in others:
            other.join()
        assert all(each.is_up() for each in (*self.nodes, self.north))

    def stop(self) -> None:
        """End all that runs."""
        for each in (self.north, *self.nodes):
            each.stop()
