"""What is remembered of each print: when, what, how long, how much, how it ended."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

import msgspec

from .prints import Outcome, Print, Reason

MAX_PRINTS: Final = 1000
"""How many prints of a printer are kept; the totals go on."""


class FilamentUsed(msgspec.Struct, frozen=True):
    """What a print took of one tool's filament, mm and g; None if that is unknown."""

    length_mm: float | None = None
    weight_g: float | None = None


class PastPrint(msgspec.Struct, frozen=True):
    """A print that is over; what is not known is None, never 0.

    `duration_s` is the time that it printed, without `paused_s`; `completion` is how
    far it came, %. `filament` is by tool: what the file takes, up to `completion`.
    `cost` is of filament and energy, as far as both are to be counted, in `currency`.
    `late` says that nobody saw it end: then `ended` is the best that is known.
    """

    device_uuid: str
    started: datetime
    ended: datetime
    outcome: Outcome
    file: str | None = None
    job_id: str | None = None
    reason: Reason | None = None
    message: str | None = None
    duration_s: float | None = None
    paused_s: float = 0
    completion: float | None = None
    filament: dict[str, FilamentUsed] = {}
    energy_kwh: float | None = None
    cost: float | None = None
    currency: str | None = None
    late: bool = False

    @property
    def length_mm(self) -> float | None:
        """The length of all filament, None unless all of it is known."""
        return total(used.length_mm for used in self.filament.values())

    @property
    def weight_g(self) -> float | None:
        """The weight of all filament, None unless all of it is known."""
        return total(used.weight_g for used in self.filament.values())


class Totals(msgspec.Struct):
    """What all prints of a printer come to, also of those that are forgotten.

    Each sum is None until a print has something to add; the unknown adds nothing.
    """

    prints: dict[Outcome, int] = {}
    duration_s: float | None = None
    length_mm: float | None = None
    weight_g: float | None = None
    energy_kwh: float | None = None
    cost: float | None = None

    def add(self, past: PastPrint) -> None:
        """Count a print in."""
        self.prints[past.outcome] = self.prints.get(past.outcome, 0) + 1
        for name in _SUMS:
            if (amount := getattr(past, name)) is not None:
                setattr(self, name, (getattr(self, name) or 0) + amount)


_SUMS: Final = [name for name in Totals.__struct_fields__ if name != "prints"]


class Query(msgspec.Struct, frozen=True):
    """Which prints are meant: those that all that is given is true of.

    `file` is part of the file's name, in whatever case; the times are of the start.
    """

    outcomes: frozenset[Outcome] | None = None
    file: str | None = None
    after: datetime | None = None
    before: datetime | None = None

    def matches(self, past: PastPrint) -> bool:
        """Return whether a print is meant."""
        return (
            (self.outcomes is None or past.outcome in self.outcomes)
            and (
                self.file is None
                or self.file.casefold() in (past.file or "").casefold()
            )
            and (self.after is None or past.started >= self.after)
            and (self.before is None or past.started < self.before)
        )


class History(msgspec.Struct):
    """The prints of a printer, the newest last, and what they come to."""

    prints: list[PastPrint] = []
    totals: Totals = msgspec.field(default_factory=Totals)

    @property
    def last(self) -> PastPrint | None:
        """The print that ended last."""
        return self.prints[-1] if self.prints else None

    def add(self, past: PastPrint) -> None:
        """Remember a print; the oldest one is forgotten if there are too many."""
        self.prints.append(past)
        del self.prints[:-MAX_PRINTS]
        self.totals.add(past)

    def find(self, query: Query) -> list[PastPrint]:
        """Return the prints that are meant, the newest first."""
        return [past for past in reversed(self.prints) if query.matches(past)]

    def remove(self, query: Query) -> int:
        """Forget the prints that are meant, and return how many; the totals stay."""
        kept = [past for past in self.prints if not query.matches(past)]
        removed = len(self.prints) - len(kept)
        self.prints[:] = kept
        return removed


def total(amounts: Iterable[float | None]) -> float | None:
    """Return the sum of some amounts, None if there are none or one is unknown."""
    listed = list(amounts)
    known = [amount for amount in listed if amount is not None]
    return sum(known) if listed and len(known) == len(listed) else None


def filament_used(
    print_: Print, outcome: Outcome, weight_of: Callable[[Any], float | None]
) -> dict[str, FilamentUsed]:
    """Return what a print took of each tool's filament, up to where it came.

    That is what the file takes, less what was not printed of it: nobody measures it.
    """
    share = 1 if outcome is Outcome.FINISHED else (print_.completion or 0) / 100
    if outcome is Outcome.UNKNOWN or print_.completion is None:
        return {}

    def part(amount: float | None) -> float | None:
        return None if amount is None else amount * share

    return {
        tool: FilamentUsed(part(filament.length), part(weight_of(filament)))
        for tool, filament in print_.filament.items()
    }
