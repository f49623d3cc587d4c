"""A link that is established again whenever it is lost."""

import asyncio
from collections.abc import Awaitable, Callable
import random
from typing import Final

from . import ConnectError, Failure, Statistics

RECONNECT_FIRST_S: Final = 1
RECONNECT_MAX_S: Final = 60
STABLE_S: Final = 5
"""A link that held this long was a good one: the next attempt is made soon."""


async def keep_connected(
    establish: Callable[[], Awaitable[None]],
    follow: Callable[[], Awaitable[Failure]],
    tell: Callable[[Failure | None], None],
    statistics: Statistics,
) -> None:
    """Follow a link that is up until it is lost, and establish it again, for ever.

    `follow` returns why it was lost. Attempts are made with back-off and jitter.
    """
    loop = asyncio.get_running_loop()
    delay_s: float = RECONNECT_FIRST_S
    while True:
        up_since = loop.time()
        tell(await follow())
        if loop.time() - up_since >= STABLE_S:
            delay_s = RECONNECT_FIRST_S
        while True:
            await asyncio.sleep(delay_s * random.uniform(0.5, 1.5))
            delay_s = min(2 * delay_s, RECONNECT_MAX_S)
            try:
                await establish()
            except ConnectError as err:
                tell(err.failure)
            else:
                break
        statistics.reconnects += 1
        tell(None)
