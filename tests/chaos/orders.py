"""Commands that are given all the time, and what becomes of each."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
import json
from math import inf
from random import Random
import time
from typing import NamedTuple

from custom_components.factor.const import DOMAIN
from custom_components.factor.coordinator import PrinterCoordinator
from custom_components.factor.device import device_id
from demo.client import Json
from homeassistant.exceptions import HomeAssistantError

from .world import IS_FULL

PAUSE_S = (0.5, 1.5) if IS_FULL else (0.05, 0.3)
"""How long it is from a command's end to the next one of its kind."""


class Kind(NamedTuple):
    """A kind of command; each one bears another number, by which it is known."""

    action: str
    data: Callable[[int], Json]
    words: Callable[[int], Json]
    """What the printer gets to read."""
    is_shown: bool
    """Whether the printer shows that it obeys."""


KINDS = (
    Kind(
        "set_temperature",
        lambda number: {"heater": "hotend", "temperature": number},
        lambda number: {"type": "set_temperature", "tool": 0, "temperature": number},
        is_shown=True,
    ),
    Kind(
        "send_command",
        lambda number: {"type": "count", "fields": {"number": number}},
        lambda number: {"type": "count", "number": number},
        is_shown=False,
    ),
)


@dataclass
class Order:
    """A command that was given, and what became of it; times are monotonic, in s."""

    kind: Kind
    words: Json
    given: float = field(default_factory=time.monotonic)
    answered: float = inf
    error: str | None = None
    taken: list[float] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether it was said to have failed."""
        return self.error is not None

    @property
    def took_s(self) -> float:
        """How long it was on its way to the printer."""
        return self.taken[0] - self.given if self.taken else 0.0

    @property
    def taken_after_s(self) -> float:
        """How long after the answer the printer took it; negative is before."""
        return self.taken[0] - self.answered if self.taken else -inf

    def __str__(self) -> str:
        """Return it for a person."""
        taken = ", ".join(f"{at - self.given:.2f}" for at in self.taken)
        return (
            f"{self.words}: {self.error or 'done'} after"
            f" {self.answered - self.given:.2f} s, taken after [{taken}] s"
        )


def key_of(words: Json) -> str:
    """Return what a command is known by."""
    return json.dumps(words, sort_keys=True)


@dataclass
class Operator:
    """Gives one printer commands all the time, and notes what becomes of each."""

    printer: PrinterCoordinator
    random: Random
    orders: dict[str, Order] = field(default_factory=dict)

    async def give(self, kind: Kind, over: asyncio.Event) -> None:
        """Give commands of a kind, one after the other."""
        for number in count(1):
            if over.is_set():
                return
            words = kind.words(number)
            order = self.orders[key_of(words)] = Order(kind, words)
            order.error = await self._error_of(kind.action, kind.data(number))
            order.answered = time.monotonic()
            await asyncio.sleep(self.random.uniform(*PAUSE_S))

    async def _error_of(self, action: str, data: Json) -> str | None:
        data = {"device_id": device_id(self.printer), **data}
        try:
            await self.printer.hass.services.async_call(
                DOMAIN, action, data, blocking=True
            )
        except HomeAssistantError as err:
            return err.translation_key or repr(err)
        return None

    def take(self, payload: bytes) -> None:
        """Note that the printer takes a command."""
        if order := self.orders.get(key_of(json.loads(payload))):
            order.taken.append(time.monotonic())

    def follows_since(self, since: float) -> bool:
        """Return whether a command that was given since then got to the printer."""
        return any(each.taken and each.given > since for each in self.orders.values())
