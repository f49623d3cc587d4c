"""The printers' end of each kind of link, without any code of the integration's."""

from typing import Protocol
from urllib.parse import quote

from simulator.link import Link
from tests import wait_until

PATIENCE_S = 30


def status(uuid: str) -> str:
    """Return the topic on which a printer speaks."""
    return f"octoprint/status/{uuid}"


def control(uuid: str) -> str:
    """Return the topic on which a printer is told what to do."""
    return f"control_result/{uuid}"


class Peer(Protocol):
    """Printers that say something and hear what they are told."""

    heard: list[tuple[str, bytes]]
    """The topic and the payload of all that was heard so far."""

    async def open(self) -> None:
        """Connect."""

    async def listen(self, uuid: str) -> None:
        """Return once this printer hears what it is told."""

    async def say(self, uuid: str, *payloads: bytes, keep: bool = False) -> None:
        """Say something as this printer, to be kept for those who come later or not."""

    async def close(self) -> None:
        """Leave nothing behind."""


async def hears(peer: Peer, *payloads: bytes) -> None:
    """Return once a printer has heard exactly this."""
    await wait_until(lambda: len(peer.heard) >= len(payloads), PATIENCE_S)
    assert [payload for _, payload in peer.heard] == list(payloads)


class MqttPeer:
    """Printers on one link to a broker."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self._link = Link(f"mqtt://{username}:{quote(password)}@127.0.0.1:{port}")
        self._link.on_message = lambda *message: self.heard.append(message)

    async def open(self) -> None:
        await self._link.open()

    async def listen(self, uuid: str) -> None:
        await self._link.subscribe([control(uuid)])

    async def say(self, uuid: str, *payloads: bytes, keep: bool = False) -> None:
        for payload in payloads:
            self._link.publish(status(uuid), payload, qos=1, retain=keep)

    async def close(self) -> None:
        await self._link.close()
