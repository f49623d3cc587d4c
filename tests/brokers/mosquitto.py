"""Eclipse Mosquitto, with each way in that it has."""

from dataclasses import dataclass, field
import getpass
from typing import ClassVar

from demo.broker import HOST
from tests.authority import Authority
from tests.mosquitto import password_line

from . import Broker, find_program

PROTOCOLS = {"tcp": "mqtt", "tls": "mqtt", "ws": "websockets", "wss": "websockets"}
SECURE = ("tls", "wss")


@dataclass
class Mosquitto(Broker):
    """MQTT 3.1.1 and 5, each over TCP, TLS, WebSockets and secure WebSockets."""

    name: ClassVar[str] = "mosquitto"
    listeners: ClassVar[tuple[str, ...]] = tuple(PROTOCOLS)

    authority: Authority = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.authority = Authority(self.folder / "authority")
        certificate = self.authority.broker_settings()
        lines = [
            f"password_file {self.folder / 'users'}",
            f"user {getpass.getuser()}",  # else it gives root's rights up
            "persistence false",
            "log_type all",
        ]
        for listener, port in self.ports.items():
            lines.append(f"listener {port} {HOST}")
            lines.append(f"protocol {PROTOCOLS[listener]}")
            lines.extend(certificate if listener in SECURE else ())
        (self.folder / "users").write_text(password_line(self.username, self.password))
        (self.folder / "users").chmod(0o600)
        (self.folder / "broker.conf").write_text("\n".join([*lines, ""]))

    @classmethod
    def missing(cls) -> str | None:
        return None if find_program("mosquitto") else "mosquitto"

    def command(self) -> list[str]:
        return [find_program("mosquitto") or "", "-c", str(self.folder / "broker.conf")]
