"""What OctoPrint announces when it happens."""

from dataclasses import dataclass

from .states import State


@dataclass(frozen=True, slots=True)
class StateChanged:
    """OctoPrint announced a state."""

    state: State


@dataclass(frozen=True, slots=True)
class PrintStarted:
    """A print began to move."""


@dataclass(frozen=True, slots=True)
class PrintEnded:
    """A print is done, cancelled or failed."""


type Event = StateChanged | PrintStarted | PrintEnded
