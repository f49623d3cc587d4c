"""amqtt, the broker in Python."""

from dataclasses import dataclass
from importlib.util import find_spec
import json
import sys
from typing import ClassVar

from demo.broker import HOST

from . import Broker


@dataclass
class Amqtt(Broker):
    """MQTT 3.1.1 over TCP and WebSockets."""

    name: ClassVar[str] = "amqtt"
    listeners: ClassVar[tuple[str, ...]] = ("tcp", "ws")

    @classmethod
    def missing(cls) -> str | None:
        return None if find_spec("amqtt") else "amqtt"

    def prepare(self) -> None:
        from pwdlib.hashers.argon2 import Argon2Hasher

        users = self.folder / "users"
        users.write_text(f"{self.username}:{Argon2Hasher().hash(self.password)}\n")
        plugin = "amqtt.plugins.authentication.FileAuthPlugin"
        config = {
            "listeners": {
                "default": {"type": "tcp", "bind": f"{HOST}:{self.ports['tcp']}"},
                "ws": {"type": "ws", "bind": f"{HOST}:{self.ports['ws']}"},
            },
            "plugins": {plugin: {"password_file": str(users)}},
        }
        # JSON is YAML too.
        (self.folder / "broker.yaml").write_text(json.dumps(config))

    def command(self) -> list[str]:
        script = "amqtt.scripts.broker_script"
        return [sys.executable, "-m", script, "-c", str(self.folder / "broker.yaml")]
