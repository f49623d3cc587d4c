"""When a command makes sense, and how the printer shows that it obeyed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..protocol.commands import (
    MAX_EXTRUSION,
    MM,
    Camera,
    Cancel,
    Command,
    Home,
    Move,
    OtherCommand,
    OutOfRangeError,
    Pause,
    PrintFile,
    Resume,
    SetFanSpeed,
    SetFeedRate,
    SetTemperature,
)
from ..protocol.messages import CameraState, CustomBox, Volume
from .state import JOB_STATES, Picture, State

type Reach = Mapping[str, float]
type Check = Callable[[Any, Picture, Picture], bool]

ANY_STATE: Final = frozenset(State)
UNBOUNDED_JOG: Final = 50
"""How far an axis may be jogged where the print volume is not known, mm."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The states in which a command is taken, and what shows that it was.

    `confirmed` is told the command, the picture as it was sent, and the one now; it is
    None where the printer shows nothing, and the broker's acknowledgement is all.
    `failed` is told the same, and returns the printer's words if it says that it
    did not obey; None if it does not say so.
    """

    allowed: frozenset[State]
    confirmed: Check | None = None
    failed: Callable[[Any, Picture, Picture], str | None] | None = None


def _reaches(*states: State) -> Check:
    """Return the check that the printer is in one of the states."""
    return lambda _, before, picture: picture.state in states


def _cancelled(_: Cancel, before: Picture, picture: Picture) -> bool:
    """Return whether a print is being cancelled, or is gone.

    A print that simply ended leaves completion at 100. And a snapshot that is older than
    the print's start looks like the end of it.
    """
    if picture.state is State.CANCELLING:
        return True
    return (
        picture.state is State.IDLE
        and picture.completion is None
        and (picture.snapshot is before.snapshot or before.tells_of_job)
    )


def _prints(command: PrintFile, before: Picture, picture: Picture) -> bool:
    """Return whether a job has begun since, and is that of the file.

    Its bare events do not name the file, so a snapshot has to.
    """
    return (
        picture.jobs > before.jobs
        and picture.snapshot is not before.snapshot
        and picture.file_name == command.filename
    )


def _answer(before: Picture, picture: Picture) -> CameraState | None:
    """Return what the camera has answered since, if it has."""
    return None if picture.camera is before.camera else picture.camera


def _camera_obeyed(command: Camera, before: Picture, picture: Picture) -> bool:
    """Return whether the camera has answered, and does what it was told."""
    if (answer := _answer(before, picture)) is None:
        return False
    return command.action == "state" or answer.running is (command.action != "stop")


def _camera_failed(_: Camera, before: Picture, picture: Picture) -> str | None:
    """Return what the camera says went wrong, if it has answered."""
    answer = _answer(before, picture)
    return (answer.last_error or None) if answer else None


RULES: Final[dict[type[Command], Rule]] = {
    Pause: Rule(
        frozenset({State.STARTING, State.PRINTING, State.RESUMING}),
        _reaches(State.PAUSING, State.PAUSED),
    ),
    Resume: Rule(frozenset({State.PAUSED}), _reaches(State.RESUMING, State.PRINTING)),
    Cancel: Rule(JOB_STATES - {State.FINISHING, State.CANCELLING}, _cancelled),
    SetTemperature: Rule(
        JOB_STATES | {State.IDLE},
        lambda command, before, picture: (
            picture.reading(command.heater).target == command.temperature
        ),
    ),
    PrintFile: Rule(frozenset({State.IDLE}), _prints),
    Home: Rule(frozenset({State.IDLE})),
    Move: Rule(frozenset({State.IDLE, State.PAUSED})),
    SetFeedRate: Rule(JOB_STATES | {State.IDLE}),
    SetFanSpeed: Rule(JOB_STATES | {State.IDLE}),
    Camera: Rule(ANY_STATE, _camera_obeyed, _camera_failed),
    OtherCommand: Rule(ANY_STATE),
}


def is_allowed(command: type[Command], picture: Picture) -> bool:
    """Return whether the printer takes the command in the state that it is in."""
    return picture.state in RULES[command].allowed


def changes_tool(command: Command, picture: Picture) -> bool:
    """Return whether the command would change the tool under a running print.

    The plugin selects a hotend with `T{n}` before it sets its target (PROTOCOL §6),
    and a print on a machine with several goes on with the wrong one.
    """
    hotends = picture.parts.hotends
    return (
        isinstance(command, SetTemperature)
        and command.heater in hotends
        and len(hotends) > 1
        and picture.has_job
    )


def supersedes(newer: Command, older: Command) -> bool:
    """Return whether nobody needs to see the older command obeyed any more."""
    return (
        isinstance(newer, SetTemperature)
        and isinstance(older, SetTemperature)
        and newer.heater == older.heater
    )


class OutOfVolumeError(OutOfRangeError):
    """A move would leave the print volume, or pull too much filament."""

    def __init__(self, axis: str, value: float, minimum: float, maximum: float) -> None:
        """Keep the axis, and what may be told it now, mm."""
        super().__init__(value, minimum, maximum, MM)
        self.axis = axis


def check_move(command: Move, picture: Picture, reach: Reach) -> None:
    """Raise `OutOfVolumeError` if a move would leave the printer's volume.

    The volume is that of the printer profile. An axis that stands outside of it may
    move towards it. Where an axis is, or the volume, is not known, it may be jogged by
    50 mm at most. `reach` is what was sent, but not yet told to be reached.
    """
    profile = picture.profile
    bounds = bounds_of(profile.volume) if profile and profile.volume else {}
    for axis, value in command.distances.items():
        minimum, maximum = _allowed(
            axis,
            command.mode == "relative",
            bounds.get(axis),
            reach.get(axis, _told(axis, picture, bounds.get(axis))),
        )
        if not minimum <= value <= maximum:
            raise OutOfVolumeError(axis, value, minimum, maximum)


def reach_after(command: Command, picture: Picture, reach: Reach) -> Reach:
    """Return where the axes will be after a command that was sent.

    The printer does one after the other, and tells where it is only later: the next
    jog starts from here.
    """
    after = dict(reach)
    match command:
        case Home(axes=axes):
            after |= dict.fromkeys(axes, 0.0)
        case Move(mode="absolute"):
            after |= command.distances
        case Move():
            for axis, mm in command.distances.items():
                at = after.get(axis, _told(axis, picture, None))
                if at is not None:
                    after[axis] = at + mm
    return after


def _told(
    axis: str, picture: Picture, bounds: tuple[float, float] | None
) -> float | None:
    """Return where the firmware says that an axis is, None if that can't be true."""
    at = picture.position("machine", axis)
    if at is None or (
        bounds and not bounds[0] - UNBOUNDED_JOG <= at <= bounds[1] + UNBOUNDED_JOG
    ):
        return None
    return at


def _allowed(
    axis: str,
    relative: bool,
    bounds: tuple[float, float] | None,
    at: float | None,
) -> tuple[float, float]:
    """Return the least and the most that an axis may be told, mm."""
    if axis == "e":
        start = 0.0 if relative or at is None else at
        return start - MAX_EXTRUSION, start + MAX_EXTRUSION
    if bounds is None:
        return (-UNBOUNDED_JOG, UNBOUNDED_JOG) if relative else (0.0, 0.0)
    low, high = bounds
    if at is None:
        size = min(high - low, UNBOUNDED_JOG)
        return (-size, size) if relative else bounds
    low, high = min(low, at), max(high, at)
    return (low - at, high - at) if relative else (low, high)


def bounds_of(volume: Volume) -> dict[str, tuple[float, float]]:
    """Return how far each axis of a print volume goes, mm (PROTOCOL §3.4)."""
    sizes = {"x": volume.width, "y": volume.depth, "z": volume.height}
    bounds = {}
    for axis, size in sizes.items():
        if size is not None and size > 0:
            low = -size / 2 if volume.origin == "center" and axis != "z" else 0.0
            bounds[axis] = low, low + size
    if isinstance(box := volume.custom_box, CustomBox):
        for axis in "xyz":
            low, high = getattr(box, f"{axis}_min"), getattr(box, f"{axis}_max")
            if low is not None and high is not None and low <= high:
                bounds[axis] = low, high
    return bounds
