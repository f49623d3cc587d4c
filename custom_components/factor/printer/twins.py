"""Are there two printers that publish under one uuid, as a copied SD card makes them?

One printer's snapshots are one sequence: their times only grow, and what seldom changes
does not change back and forth. Two printers' are two sequences, interleaved. Times are
compared with each other only, so neither a wrong clock nor a slow link matters.
"""

from collections import deque
from typing import Final, NamedTuple

from ..protocol.messages import PrinterConnection, Profile, Snapshot

RETURNS: Final = 5
"""How many returns to the other sequence prove that there are two, in `WINDOW_S`."""
WINDOW_S: Final = 60
LONGEST_VISIT: Final = 3
"""How many snapshots at most lie between a sequence and the return to it."""
ALTERNATIONS: Final = 10
"""How many gaps in a row that are short and long by turns prove that there are two."""
LEAST_AMPLITUDE: Final = 0.2
MOST_JITTER: Final = 0.1
"""Both as a part of the period, which is a short and a long gap together."""
MOST_LOST: Final = 2
"""How many messages in a row a network may lose of every few, and keep doing so."""
REMEMBERED: Final = 32
"""How many snapshots may come before one of them is delivered once more."""


class Fingerprint(NamedTuple):
    """What one printer's snapshots tell, and seldom something else.

    None is what they do not tell, as without a file or a connection to the printer.
    """

    profile_id: str | None = None
    profile: str | None = None
    model: str | None = None
    file: str | None = None
    file_date: float | None = None
    file_size: float | None = None
    job_id: str | None = None

    @classmethod
    def of(cls, snapshot: Snapshot) -> Fingerprint:
        """Return what a snapshot tells."""
        told = snapshot.connection
        known = told.profile if isinstance(told, PrinterConnection) else None
        profile = known or Profile()
        file = snapshot.job.file
        return cls(
            profile.id,
            profile.name,
            profile.model,
            file.name,
            file.date,
            snapshot.progress.file_size or None,
            snapshot.job.id,
        )

    def contradicts(self, other: Fingerprint) -> bool:
        """Return whether both cannot be of one printer at one time."""
        return any(
            one is not None and two is not None and one != two
            for one, two in zip(self, other, strict=True)
        )

    def after(self, other: Fingerprint) -> Fingerprint:
        """Return this, with what was told before in the place of what is not told."""
        pairs = zip(self, other, strict=True)
        return Fingerprint._make(two if one is None else one for one, two in pairs)


class TwinDetector:
    """Takes snapshots in and says whether two printers send them.

    `pair` is what the two told when that was last seen.
    """

    def __init__(self) -> None:
        """Know of no snapshot yet."""
        self.pair: tuple[Fingerprint, Fingerprint] | None = None
        self._seen_at = float("-inf")
        self._times: deque[float] = deque(maxlen=REMEMBERED)
        self._last: Fingerprint | None = None
        self._here = Fingerprint()
        self._elsewhere: Fingerprint | None = None
        self._visit = 0
        self._returns: deque[float] = deque(maxlen=RETURNS)
        self._gaps: deque[float] = deque(maxlen=2)
        self._alternations = 0

    def are_there(self, now: float) -> bool:
        """Return whether two sequences were seen within `WINDOW_S`."""
        return now - self._seen_at < WINDOW_S

    def take(self, ts: float | None, told: Fingerprint, now: float) -> None:
        """Take in what a snapshot told at its own time `ts`; `now` never goes back.

        Both are in s. One that was already delivered tells nothing new.
        """
        if ts is not None and ts in self._times:
            return
        is_return = self._is_return(told)
        if ts is not None and self._times:
            gap = ts - self._times[-1]
            is_return |= gap < 0
            self._count_alternation(gap)
        if is_return:
            self._returns.append(now)
        is_proved = self._alternations >= ALTERNATIONS or (
            is_return
            and len(self._returns) == RETURNS
            and now - self._returns[0] <= WINDOW_S
        )
        if is_proved and self._last is not None:
            self._seen_at, self.pair = now, (self._last, told)
        if ts is not None:
            self._times.append(ts)
        self._last = told

    def _is_return(self, told: Fingerprint) -> bool:
        """Return whether this is the sequence that was left a moment ago."""
        if told == self._last or not told.contradicts(self._here):
            if told != self._last:
                self._here = told.after(self._here)
            self._visit += 1
            return False
        is_return = (
            self._elsewhere is not None
            and self._visit <= LONGEST_VISIT
            and not told.contradicts(self._elsewhere)
        )
        self._here, self._elsewhere = told, self._here
        self._visit = 1
        return is_return

    def _count_alternation(self, gap: float) -> None:
        """Count how often in a row gaps are short and long by turns, and regularly so.

        Two printers make such with equal clocks and equal periods. A single one whose
        messages get lost does, too; but then one gap is a multiple of the other.
        """
        alternates = False
        if len(self._gaps) == self._gaps.maxlen and gap > 0:
            before_last, last = self._gaps
            short, long = sorted((gap, last))
            period = short + long
            alternates = (
                short > 0
                and long - short > LEAST_AMPLITUDE * period
                and abs(gap - before_last) < MOST_JITTER * period
                and not _may_be_lost(long, short)
            )
        self._alternations = self._alternations + 1 if alternates else 0
        self._gaps.append(gap)


def _may_be_lost(long: float, short: float) -> bool:
    """Return whether the long gap may be a short one in which messages got lost."""
    return any(
        abs(long - times * short) < MOST_JITTER * short
        for times in range(2, 2 + MOST_LOST)
    )
