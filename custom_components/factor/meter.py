"""How much arrives of a printer: a meter of the last minute."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

WINDOW_S: Final = 60
BUCKET_S: Final = 5
LEAST_S: Final = 10
"""Over how long a rate is taken at least, however short it is since the first one."""


@dataclass(slots=True)
class _Bucket:
    """What arrived in `BUCKET_S` seconds."""

    number: int
    messages: int = 0
    bytes: int = 0


@dataclass(slots=True)
class Meter:
    """Counts messages and their bytes over the last minute, in buckets of 5 s.

    `now` is the event loop's time in s, which never goes back.
    """

    _buckets: deque[_Bucket] = field(default_factory=deque)
    _began: float | None = None

    def add(self, size: int, now: float) -> None:
        """Count a message of so many bytes."""
        number = int(now // BUCKET_S)
        if not self._buckets or self._buckets[-1].number != number:
            self._buckets.append(_Bucket(number))
            self._forget(now)
        if self._began is None:
            self._began = now
        bucket = self._buckets[-1]
        bucket.messages += 1
        bucket.bytes += size

    def messages_per_minute(self, now: float) -> float:
        """Return the rate of the last minute, or of the time since the first message."""
        self._forget(now)
        return sum(each.messages for each in self._buckets) / self._span_s(now) * 60

    def bytes_per_s(self, now: float) -> float:
        """Return the rate of the last minute, or of the time since the first message."""
        self._forget(now)
        return sum(each.bytes for each in self._buckets) / self._span_s(now)

    def _span_s(self, now: float) -> float:
        """Return how long it takes what is counted to arrive, s."""
        full = WINDOW_S - BUCKET_S + now % BUCKET_S
        since = full if self._began is None else now - self._began
        return max(LEAST_S, min(full, since))

    def _forget(self, now: float) -> None:
        """Forget what arrived earlier."""
        oldest = now // BUCKET_S - WINDOW_S // BUCKET_S + 1
        while self._buckets and self._buckets[0].number < oldest:
            self._buckets.popleft()
