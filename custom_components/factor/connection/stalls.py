"""What becomes of what the kernel has taken and the network does not."""

from contextlib import suppress
import os
import socket
from typing import Final

STALL_S: Final = 10
"""How long the kernel tries: shorter than anybody waits for a command to be obeyed."""

_USER_TIMEOUT: Final = getattr(socket, "TCP_USER_TIMEOUT", None)


def forget_after_stall(fileno: int) -> None:
    """Have the kernel end a connection, and forget what waits there, after a stall.

    Without, it goes on for a quarter of an hour: what was sent while a cable was
    pulled arrives once it is back. Only Linux has such a limit (`man 7 tcp`); an error
    of a socket that is closed, or is none of TCP, is no harm.
    """
    if _USER_TIMEOUT is not None:
        with suppress(OSError), socket.socket(fileno=os.dup(fileno)) as same:
            same.setsockopt(socket.IPPROTO_TCP, _USER_TIMEOUT, round(STALL_S * 1000))
