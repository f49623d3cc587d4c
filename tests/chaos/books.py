"""What was told of the prints of a printer, held against what was printed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from custom_components.factor.printer.prints import END_EVENTS, EventType, Outcome
from demo.client import Json

from ..e2e.test_restarts import is_end, match
from ..e2e.truth import Truth

AROUND_END_S = (1.5, 2.5)
"""How long before and after the end of a print the messages tell how it ended."""
BRIEF_S = 1
"""How long a print may take of which no snapshot tells."""
STARTS_AND_ENDS = {EventType.STARTED, *END_EVENTS.values()}


@dataclass
class Books:
    """A printer's prints and what was told of them, and which messages got lost."""

    prints: Sequence[Truth]
    told: list[Json] = field(default_factory=list)
    lost: Sequence[float] = ()
    overtaken: Sequence[float] = ()
    """When a message came after the one that was sent after it."""
    shown: Sequence[float] | None = None
    """When it was heard what the printer is doing; None is all the time."""
    link_was_away: bool = False
    """Whether a link lost them: what comes first after it is late."""

    def __post_init__(self) -> None:
        self.told = [each for each in self.told if each["type"] in STARTS_AND_ENDS]

    @property
    def ends(self) -> list[Json]:
        """The ends that were told."""
        return [each for each in self.told if is_end(each)]

    def faults(self) -> Iterator[str]:
        """Yield all that is wrong."""
        yield from self._not_in_turn()
        yield from judged(self.ends, self.prints, self)

    def surely_heard(self, print_: Truth) -> bool:
        """Return whether a snapshot of a print came through."""
        return self.shown is None or any(
            print_.started < at < print_.ended for at in self.shown
        )

    def is_unclear(self, print_: Truth) -> bool:
        """Return whether more than one message was lost that tells how it ended.

        One is enough if a link that was away lost it before what came first after the
        end, which is late then.
        """
        before_s, after_s = AROUND_END_S
        since, until = print_.ended - before_s, print_.ended + after_s
        lost = [at for at in self.lost if since < at < until]
        first = min((at for at in self.shown or () if at > print_.ended), default=0)
        is_late = self.link_was_away and any(at < first for at in lost)
        return is_late or len(lost) > 1

    def looks_like_two(self, print_: Truth) -> bool:
        """Return whether bare events alone showed a print, and not in their order."""
        is_brief = print_.ended - print_.started < BRIEF_S
        since, until = print_.started, print_.ended + BRIEF_S
        return is_brief and any(since < at < until for at in self.overtaken)

    def _not_in_turn(self) -> Iterator[str]:
        """Yield where a start is not followed by its end, or an end by a start."""
        if self.told and (is_end(self.told[0]) or not is_end(self.told[-1])):
            yield f"first and last: {self.told[0]}, {self.told[-1]}"
        for before, after in pairwise(self.told):
            if is_end(before) == is_end(after):
                yield f"not start, end, start: {before}, {after}"


def judged(
    ends: Iterable[Json], prints: Sequence[Truth], books: Books
) -> Iterator[str]:
    """Yield what is wrong with the ends that were told, or are remembered."""
    told = set[int]()
    for end in ends:
        print_ = match(end, prints)
        if print_ is None:
            yield f"told of a print that was none: {end}"
            continue
        if id(print_) in told and not books.looks_like_two(print_):
            yield f"told twice: {print_}: {end}"
        told.add(id(print_))
        if end["outcome"] != print_.outcome and not (
            books.is_unclear(print_) and end["outcome"] != Outcome.FINISHED
        ):
            yield f"told wrongly: {print_}: {end}"
    for print_ in prints:
        if id(print_) not in told and books.surely_heard(print_):
            yield f"not told: {print_}"
