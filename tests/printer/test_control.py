"""What a printer can be told in which state, and what shows that it obeyed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.factor.printer.control import RULES, changes_tool, is_allowed
from custom_components.factor.printer.state import Picture, State
from custom_components.factor.protocol.commands import (
    Cancel,
    Command,
    Pause,
    Resume,
    SetTemperature,
)
from custom_components.factor.protocol.messages import decode_status

from ..payloads import (
    ONE_HOTEND,
    TWO_HOTENDS,
    flags,
    progress,
    snapshot,
    temperature,
)
from .test_state import VOCABULARY

HEAT = SetTemperature(tool=0, temperature=200)
COMMANDS: list[Command] = [Pause(), Resume(), Cancel(), HEAT]

# Pause, resume, cancel, set a temperature: which of them makes sense in each state.
ALLOWED = {
    State.OFFLINE: (),
    State.OFFLINE_AFTER_ERROR: (),
    State.CONNECTING: (),
    State.IDLE: (HEAT,),
    State.STARTING: (Pause(), Cancel(), HEAT),
    State.PRINTING: (Pause(), Cancel(), HEAT),
    State.PAUSING: (Cancel(), HEAT),
    State.PAUSED: (Resume(), Cancel(), HEAT),
    State.RESUMING: (Pause(), Cancel(), HEAT),
    State.FINISHING: (HEAT,),
    State.CANCELLING: (HEAT,),
    State.TRANSFERRING: (),
    State.ERROR: (),
    None: (),
}


def ignored(command: Command, flags: dict[str, bool]) -> bool:
    """Return whether the plugin ignores a command (the table of PROTOCOL §6)."""
    match command:
        case Pause():
            return not flags["printing"]
        case Resume():
            return not flags["paused"]
        case Cancel():
            return not flags["printing"] and not flags["paused"]
        case _:
            return not flags["operational"]


def picture(text: str, readings: Any = ONE_HOTEND) -> Picture:
    """Return the picture of a printer in a state, by the state's text."""
    message = decode_status(snapshot(text, temperatures=readings))
    return Picture().merge(message, datetime.now(UTC))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize(("state", "allowed"), ALLOWED.items())
def test_what_makes_sense_in_each_state(
    command: Command, state: State | None, allowed: tuple[Command, ...]
) -> None:
    assert is_allowed(type(command), Picture(state)) is (command in allowed)


def test_every_state_and_every_command_is_in_the_table() -> None:
    assert set(ALLOWED) == {*State, None}
    assert set(RULES) == {type(command) for command in COMMANDS}
    assert set(RULES) == set(Command.__subclasses__())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("text", [text for _, text, _ in VOCABULARY])
def test_what_the_plugin_ignores_is_never_allowed(command: Command, text: str) -> None:
    if ignored(command, flags(text)):
        assert not is_allowed(type(command), picture(text))


CONFIRMED = {
    Pause(): {State.PAUSING, State.PAUSED},
    Resume(): {State.RESUMING, State.PRINTING},
    Cancel(): {State.CANCELLING, State.IDLE},
}


@pytest.mark.parametrize(("command", "states"), CONFIRMED.items())
@pytest.mark.parametrize("state", [*State, None])
def test_state_that_confirms(
    command: Command, states: set[State], state: State | None
) -> None:
    confirmed = RULES[type(command)].confirmed(command, Picture(state))
    assert confirmed is (state in states)


@pytest.mark.parametrize(
    ("completion", "confirmed"), [(None, True), (41.7, False), (100.0, False)]
)
def test_print_that_came_to_its_end_was_not_cancelled(
    completion: float | None, confirmed: bool
) -> None:
    """Completion is null after a cancel, and stays after an end (PROTOCOL §3.5)."""
    idle = snapshot("Operational", progress=progress(completion))
    told = Picture().merge(decode_status(idle), datetime.now(UTC))
    assert RULES[Cancel].confirmed(Cancel(), told) is confirmed


@pytest.mark.parametrize("command", CONFIRMED)
def test_no_state_in_which_a_command_is_allowed_confirms_it(command: Command) -> None:
    """Else it would be taken for done before the printer has done anything."""
    rule = RULES[type(command)]
    for state in rule.allowed:
        assert not rule.confirmed(command, Picture(state))


@pytest.mark.parametrize(
    ("readings", "confirmed"),
    [
        ({"tool0": temperature(21.3, 200.0), "bed": temperature(20.0, 0.0)}, True),
        ({"tool0": temperature(200.0, 199.0), "bed": temperature(20.0, 200.0)}, False),
        ({"tool0": temperature(200.0, None)}, False),
        ({}, False),
    ],
)
def test_target_of_the_same_heater_confirms(readings: Any, confirmed: bool) -> None:
    told = picture("Operational", readings)
    assert RULES[SetTemperature].confirmed(HEAT, told) is confirmed


@pytest.mark.parametrize(
    ("command", "text", "readings", "changes"),
    [
        (SetTemperature(0, 200), "Printing", TWO_HOTENDS, True),
        (SetTemperature(1, 200), "Printing", TWO_HOTENDS, True),
        (SetTemperature(1, 200), "Paused", TWO_HOTENDS, True),
        (SetTemperature(1, 200), "Operational", TWO_HOTENDS, False),
        (SetTemperature(-1, 60), "Printing", TWO_HOTENDS, False),
        (SetTemperature(0, 200), "Printing", ONE_HOTEND, False),
        (Pause(), "Printing", TWO_HOTENDS, False),
    ],
)
def test_hotend_of_a_printer_with_several_is_not_set_during_a_print(
    command: Command, text: str, readings: Any, changes: bool
) -> None:
    assert changes_tool(command, picture(text, readings)) is changes


def test_tool_change_is_noticed_though_a_hotend_is_missing_from_a_snapshot() -> None:
    """Seen in recordings (PROTOCOL §17)."""
    known = picture("Printing", TWO_HOTENDS)
    missing = {name: TWO_HOTENDS[name] for name in ("tool1", "bed")}
    message = decode_status(snapshot("Printing", temperatures=missing))
    told = known.merge(message, datetime.now(UTC))
    assert changes_tool(SetTemperature(1, 200), told)
