"""What a printer says from before a print until after it."""

from ..payloads import (
    FINISHING,
    OPERATIONAL,
    PRINTING,
    STARTING,
    job,
    progress,
    snapshot,
)

FILE = "bracket.gcode"


def at(text: str, seconds: float) -> bytes:
    """Return a snapshot of a print after so many seconds."""
    return snapshot(
        text,
        ts=None,
        progress={**progress(seconds, 600), "print_time": seconds},
        job=job(FILE, "id"),
    )


DONE = snapshot(ts=None, progress=progress(100.0, 0), job=job(FILE))
BROKEN_OFF = snapshot(ts=None, progress=progress(51, None), job=job(FILE))
UNTIL_IT_ENDS = (
    *(snapshot(ts=None), STARTING, at("Starting", 0), PRINTING, at("Printing", 1)),
    *(at("Printing", 26), at("Paused", 26), at("Paused", 26), at("Printing", 27)),
    *(at("Printing", 51), at("Printing", 52)),
)
ALL = (
    *(*UNTIL_IT_ENDS, FINISHING, at("Finishing", 99)),
    *(OPERATIONAL, DONE, DONE),
)
"""What a printer says from before a print until after it."""
STORIES = {
    "started 25 paused resumed 50 finished": ALL,
    "started 25 paused resumed 50 cancelled": (
        *(*UNTIL_IT_ENDS, OPERATIONAL, BROKEN_OFF, BROKEN_OFF),
    ),
}
