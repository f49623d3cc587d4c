"""What befalls a link for a while."""

import asyncio
from collections.abc import Awaitable, Callable
import time
from typing import NamedTuple

from .proxy import Proxy, swallow
from .world import IS_FULL

CUT_EVERY_S = 0.1


class Fault(NamedTuple):
    """Something that befalls a link for some seconds, until it is healed."""

    what: str
    befall: Callable[[Proxy, float], Awaitable[None]]
    seconds: float
    holds: bool = False
    """Whether what waits meanwhile goes on afterwards."""


async def cut(way: Proxy, seconds: float) -> None:
    """Reset each link again and again."""
    over = time.monotonic() + seconds
    while time.monotonic() < over:
        way.cut()
        await asyncio.sleep(CUT_EVERY_S)


async def stall(way: Proxy, seconds: float) -> None:
    """Hold everything back."""
    way.stall()
    await asyncio.sleep(seconds)


async def swallow_all(way: Proxy, seconds: float) -> None:
    """Let nothing through, and forget it."""
    way.swallow()
    await asyncio.sleep(seconds)


async def swallow_to_broker(way: Proxy, seconds: float) -> None:
    """Forget what goes to the broker."""
    way.treat_to_broker = swallow
    await asyncio.sleep(seconds)


async def swallow_to_client(way: Proxy, seconds: float) -> None:
    """Forget what comes from the broker."""
    way.treat_to_client = swallow
    await asyncio.sleep(seconds)


# A short stall ends before anybody gives up; a long one after we do, but before the
# printers' side does. Both sides notice a half-open link in time.
SHORT_STALL_S, LONG_STALL_S = (6, 20) if IS_FULL else (0.7, 2.6)
CUT_S, HALF_OPEN_S = (5, 30) if IS_FULL else (1.5, 5.5)
FAULTS = (
    Fault("cut again and again", cut, CUT_S),
    Fault("stalled briefly", stall, SHORT_STALL_S, holds=True),
    Fault("stalled for long", stall, LONG_STALL_S, holds=True),
    Fault("half-open", swallow_all, HALF_OPEN_S),
    Fault("half-open to the broker", swallow_to_broker, HALF_OPEN_S),
    Fault("half-open from the broker", swallow_to_client, HALF_OPEN_S),
)
