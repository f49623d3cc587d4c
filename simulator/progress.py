"""How far a print is, and OctoPrint's guess at the rest (PROTOCOL.md §3.2)."""

from dataclasses import dataclass

from .storage import PrintFile


@dataclass(slots=True)
class Progress:
    """How far a print is."""

    read: float = 0.0
    """Bytes of the file."""
    elapsed: float = 0.0
    """Time not paused, in s."""
    done: bool = False
    shown_elapsed: float = 0.0
    """Elapsed time when the file last moved on; OctoPrint shows this one."""


def completion(file: PrintFile | None, progress: Progress | None) -> float | None:
    """Return how much of the file is read, in percent; None without a print."""
    if progress is None:
        return None
    return 100.0 if progress.done else 100 * int(progress.read) / _size(file)


def print_time(progress: Progress | None) -> int | None:
    """Return how long the print has taken, in s; None without a print."""
    if progress is None:
        return None
    return round(progress.elapsed) if progress.done else int(progress.shown_elapsed)


def time_left(
    file: PrintFile | None, progress: Progress | None
) -> tuple[int | None, str | None]:
    """Return OctoPrint's estimate in s and where it comes from."""
    if file is None or progress is None:
        return None, None
    if progress.done:
        return 0, None
    done, elapsed = progress.read / _size(file), progress.shown_elapsed
    if not done:
        return None, None
    took = file.successes
    known = sum(took) / len(took) if took else file.estimate
    if known is not None and done < (0.7 if took else 0.18):
        return max(0, int(known - elapsed)), "average" if took else "analysis"
    if elapsed < 1:
        return None, "linear"
    return int(elapsed / done - elapsed), "linear"


def _size(file: PrintFile | None) -> int:
    return max(1, file.size if file else 0)
