"""Topics that a broker may have closed the link for, which is how some refuse them.

RabbitMQ 3.10 does: a SUBSCRIBE that has one topic that the user may not read gets no
SUBACK, and the whole link is closed at once. Which topic it was, it does not say.
"""

from collections.abc import Iterable
from typing import Final

REFUSED_AT: Final = 2
"""How many links are lost over a topic, asked for alone, before it is refused."""
REFUSED_FOR_GOOD_AT: Final = 3
"""How many it may cost at most, however often somebody comes who listens to it."""


class Suspects:
    """What was not answered when a link was lost, until it is answered."""

    def __init__(self) -> None:
        """Suspect nothing."""
        self.refused: set[str] = set()
        """What is not to be asked for."""
        self._losses: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._losses)

    def others(self, topics: set[str]) -> set[str]:
        """Return those of some topics that may be asked for together."""
        return topics - self._losses.keys()

    def next_of(self, topics: set[str]) -> str | None:
        """Return which suspect of some topics is to be asked for alone, if any.

        It is one that has cost the fewest links: those that are innocent come first.
        """
        return min(
            (topic for topic in self._losses if topic in topics - self.refused),
            key=self._losses.__getitem__,
            default=None,
        )

    def answered(self, topics: Iterable[str]) -> None:
        """Suspect these no longer, whatever the answer was."""
        for topic in topics:
            self._losses.pop(topic, None)

    def lost(self, unanswered: Iterable[str], culprit: str | None) -> set[str]:
        """Suspect what was unanswered when a link was lost; return what is refused now.

        That is at most `culprit`, which was asked for alone and seems to be why.
        """
        for topic in unanswered:
            self._losses.setdefault(topic, 0)
        if culprit is None:
            return set()
        self._losses[culprit] += 1
        if self._losses[culprit] < REFUSED_AT:
            return set()
        self.refused.add(culprit)
        return {culprit}

    def left(self, topic: str) -> None:
        """Let it be asked for once more, if ever somebody listens to it anew."""
        if self._losses.get(topic, 0) < REFUSED_FOR_GOOD_AT:
            self.refused.discard(topic)
