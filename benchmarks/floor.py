"""What cannot be avoided: the client and the decoder, in a process of their own.

`python -m benchmarks.floor HOST PORT PRINTERS` receives and decodes what so many
printers tell until it is ended.
"""

import argparse
import asyncio
from itertools import batched

from custom_components.factor.connection import Message
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings
from custom_components.factor.protocol.messages import Snapshot
from custom_components.factor.protocol.plugin import (
    NO_TREE,
    decode_status,
    without_known_tree,
)
from custom_components.factor.protocol.topics import PrinterTopics
from custom_components.factor.room import MAX_PRINTERS
from simulator.printer import numbered_uuid


class Printer:
    """A printer of which nothing but the last list of files is kept."""

    tree = NO_TREE

    def hear(self, message: Message) -> None:
        """Decode a message."""
        said = decode_status(without_known_tree(message.payload, self.tree))
        if isinstance(said, Snapshot) and said.sd != NO_TREE:
            self.tree = said.sd


async def listen(host: str, port: int, printers: int) -> None:
    """Receive and decode, at as many connections as this integration has."""
    for numbers in batched(range(printers), MAX_PRINTERS):
        connection = MqttConnection(MqttSettings(host, port))
        await connection.connect()
        for number in numbers:
            status = PrinterTopics(numbered_uuid(number)).status
            connection.subscribe(status, Printer().hear)
    await asyncio.Event().wait()


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("printers", type=int)
    arguments = parser.parse_args()
    asyncio.run(listen(arguments.host, arguments.port, arguments.printers))


if __name__ == "__main__":
    main()
