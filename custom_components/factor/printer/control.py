"""When a command makes sense, and how the printer shows that it obeyed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ..protocol.commands import Cancel, Command, Pause, Resume, SetTemperature
from .state import JOB_STATES, Picture, State


@dataclass(frozen=True, slots=True)
class Rule:
    """The states in which a command is taken, and the picture that confirms it."""

    allowed: frozenset[State]
    confirmed: Callable[[Any, Picture], bool]


def _reaches(*states: State) -> Callable[[Any, Picture], bool]:
    """Return the check that the printer is in one of the states."""
    return lambda _, picture: picture.state in states


RULES: Final[dict[type[Command], Rule]] = {
    Pause: Rule(
        frozenset({State.STARTING, State.PRINTING, State.RESUMING}),
        _reaches(State.PAUSING, State.PAUSED),
    ),
    Resume: Rule(frozenset({State.PAUSED}), _reaches(State.RESUMING, State.PRINTING)),
    Cancel: Rule(
        JOB_STATES - {State.FINISHING, State.CANCELLING},
        # A print that simply ended is idle too, but its completion stays at 100.
        lambda _, picture: (
            picture.state is State.CANCELLING
            or (picture.state is State.IDLE and picture.completion is None)
        ),
    ),
    SetTemperature: Rule(
        JOB_STATES | {State.IDLE},
        lambda command, picture: (
            picture.reading(command.heater).target == command.temperature
        ),
    ),
}


def is_allowed(command: type[Command], picture: Picture) -> bool:
    """Return whether the printer takes the command in the state that it is in."""
    return picture.state in RULES[command].allowed


def changes_tool(command: Command, picture: Picture) -> bool:
    """Return whether the command would change the tool under a running print.

    The plugin selects a hotend with `T{n}` before it sets its target (PROTOCOL §6),
    and a print on a machine with several goes on with the wrong one.
    """
    return (
        isinstance(command, SetTemperature)
        and command.heater in picture.hotends
        and len(picture.hotends) > 1
        and picture.has_job
    )


def supersedes(newer: Command, older: Command) -> bool:
    """Return whether nobody needs to see the older command obeyed any more."""
    return (
        isinstance(newer, SetTemperature)
        and isinstance(older, SetTemperature)
        and newer.heater == older.heater
    )
