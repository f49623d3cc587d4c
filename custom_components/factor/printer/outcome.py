"""How a print ended that is no longer there (`docs/lifecycle.md`)."""

from typing import Final

import msgspec

from ..protocol.files import RememberedPrint, all_prints
from .prints import Outcome, Print, Reason, seconds
from .state import DISCONNECTED_STATES, Picture, State, state_of_report

COMPLETE: Final = 99.9
"""From how many percent on a print that is no longer there came to its end."""

SLACK_S: Final = 1
"""By how much the times that OctoPrint tells of one print may differ."""

# OctoPrint enters these when a print is over; what follows is tidying up.
DECIDED: Final = {
    State.FINISHING: Outcome.FINISHED,
    State.CANCELLING: Outcome.CANCELLED,
}
ERRORS: Final = frozenset({State.ERROR, State.OFFLINE_AFTER_ERROR})
BROKEN_OFF: Final = DISCONNECTED_STATES | ERRORS
GONE: Final = BROKEN_OFF - {State.CONNECTING}


class Verdict(msgspec.Struct, frozen=True):
    """An outcome, why it is no better one, and the printer's own words for that."""

    outcome: Outcome
    reason: Reason | None = None
    message: str | None = None


FINISHED: Final = Verdict(Outcome.FINISHED)
UNKNOWN: Final = Verdict(Outcome.UNKNOWN)
RESTARTED: Final = Verdict(Outcome.FAILED, Reason.RESTARTED)


def judge(
    print_: Print, picture: Picture, unheard: bool, others: bool = False
) -> Verdict:
    """Return how a print ended that `picture` no longer shows.

    `unheard` says that nobody listened for a while before it was gone: then only what
    OctoPrint remembers counts, and what may as well have come after the end does not.
    `others` says that OctoPrint remembers other prints that ended in that while: what
    is selected now was selected since.
    """
    if print_.phase in DECIDED:
        return Verdict(DECIDED[print_.phase])
    if unheard and (remembered := print_.remembered_in(picture)):
        return _as_remembered(print_, picture, remembered)
    is_untouched = _is_untouched(print_, picture)
    if others and not is_untouched:
        return UNKNOWN
    if _came_to_its_end(print_, picture):
        return FINISHED
    if print_.exit in BROKEN_OFF:
        if unheard and not is_untouched:
            return UNKNOWN  # it may have been switched off, or broken, after the end
        return broken_off(print_, picture)
    if unheard and is_untouched:
        return RESTARTED
    had_file = print_.file or not print_.announced  # where files are told at all
    if had_file and picture.file_name is None:
        return UNKNOWN if unheard else RESTARTED
    if unheard and (print_.file is None or picture.file_name != print_.file):
        return UNKNOWN
    return Verdict(Outcome.CANCELLED)


def judge_replaced(print_: Print, picture: Picture, others: bool = False) -> Verdict:
    """Return how a print ended in whose place `picture` shows another one.

    `others` as for `judge`.
    """
    if print_.phase in DECIDED:
        return Verdict(DECIDED[print_.phase])
    if remembered := print_.remembered_in(picture):
        return FINISHED if _is_its_success(print_, remembered[0]) else UNKNOWN
    if _is_untouched(print_, picture):
        return RESTARTED
    is_success = _has_another_last_time(print_, picture) and not others
    return FINISHED if is_success else UNKNOWN


def _as_remembered(
    print_: Print, picture: Picture, remembered: list[RememberedPrint]
) -> Verdict:
    """Return how a print ended that nobody saw, as OctoPrint remembers it.

    The file may have been printed again since: the first of its prints is the one.
    """
    first, *later = remembered
    if first.success:
        return FINISHED if _is_its_success(print_, first) else UNKNOWN
    if later:
        return UNKNOWN
    if print_.exit in ERRORS:
        return broken_off(print_, picture) if _is_newest(first, picture) else UNKNOWN
    is_idle = print_.exit not in BROKEN_OFF and picture.file_name == print_.file
    return Verdict(Outcome.CANCELLED) if is_idle else UNKNOWN


def _is_newest(remembered: RememberedPrint, picture: Picture) -> bool:
    """Return whether OctoPrint remembers no print that ended later."""
    at = remembered.timestamp or 0
    return all((each.print.timestamp or 0) <= at for each in all_prints(picture.tree))


def _is_its_success(print_: Print, remembered: RememberedPrint) -> bool:
    """Return whether a print came to its end, and it can be this one."""
    took_s = remembered.print_time_s
    printed_s = print_.print_time_s
    is_too_short = (
        took_s is not None and printed_s is not None and took_s < printed_s - SLACK_S
    )
    return bool(remembered.success) and not is_too_short


def broken_off(print_: Print, picture: Picture) -> Verdict:
    """Return how a print ended whose printer is gone, or has an error."""
    is_error = print_.exit in ERRORS
    message = None
    if picture.snapshot and state_of_report(picture.snapshot.state) in BROKEN_OFF:
        message = picture.snapshot.state.error or picture.snapshot.state.text
    return Verdict(
        Outcome.FAILED, Reason.ERROR if is_error else Reason.DISCONNECTED, message
    )


def _came_to_its_end(print_: Print, picture: Picture) -> bool:
    """Return whether the printer, idle or gone, tells that it finished."""
    is_complete = (
        print_.exit not in BROKEN_OFF
        and print_.file in (None, picture.file_name)
        and (picture.completion or 0) >= COMPLETE
    )
    return (
        is_complete
        or _has_another_last_time(print_, picture)
        or any(one.success for one in print_.remembered_in(picture)[:1])
    )


def _has_another_last_time(print_: Print, picture: Picture) -> bool:
    """Return whether the file's last success took another time than the one before."""
    unchanged = (None, print_.last_time_s)
    last_time_s = seconds(picture.last_time)
    return print_.file == picture.file_name and last_time_s not in unchanged


def _is_untouched(print_: Print, picture: Picture) -> bool:
    """Return whether OctoPrint knows the file, and of no end of the print."""
    return print_.past is not None and print_.past_in(picture) == print_.past
