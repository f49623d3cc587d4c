"""Recordings of a real printer give the states that it went through."""

from datetime import UTC, datetime, timedelta
from itertools import groupby

import pytest

from custom_components.factor.printer.state import (
    Picture,
    State,
    state_of_event,
    state_of_report,
)
from custom_components.factor.protocol.messages import (
    Snapshot,
    StateEvent,
    decode_status,
)

from ..payloads import RECORDINGS, recorded, samples
from .test_state import VOCABULARY

BEGIN = datetime(2026, 11, 23, tzinfo=UTC)
KNOWN_IDS = {state_id for state_id, _, _ in VOCABULARY}
KNOWN_TEXTS = {text for _, text, _ in VOCABULARY}

ONE_PRINT = "starting printing finishing idle"
RECONNECTED = "connecting idle"
FATAL = "error offline offline_after_error"

# The states that follow each other, as the marks beside the recordings tell.
STATES = {
    "commands": "idle",
    "disconnect": (
        f"idle offline {RECONNECTED} starting printing offline {RECONNECTED}"
    ),
    "error": (
        f"idle starting printing {FATAL} {RECONNECTED} {FATAL} {RECONNECTED} {FATAL} "
        # one snapshot of before comes after the event that is already of after
        f"connecting offline_after_error {RECONNECTED} {FATAL} {RECONNECTED} "
        f"offline offline_after_error {RECONNECTED}"
    ),
    "idle": "idle",
    "idle_empty": "idle",
    "many_files": "idle",
    "many_files_flat": "idle",
    "multitool": f"idle {ONE_PRINT}",
    "pause_resume_cancel": (
        "idle starting printing pausing paused resuming printing cancelling idle "
        "starting printing pausing paused cancelling idle"
    ),
    "print": f"idle {ONE_PRINT}",
    "print2": ONE_PRINT,
    # killed in the middle of the print: no word of its end
    "restart": "idle starting printing idle",
    # the third print is cancelled; 'transferring' has the id and flags of a print
    "upload": (
        f"idle {ONE_PRINT} {ONE_PRINT} starting printing cancelling idle "
        f"{ONE_PRINT} {ONE_PRINT} {ONE_PRINT} transferring idle"
    ),
}


def pictures(name: str) -> list[Picture]:
    """Return the picture after each message of a recording."""
    picture, told = Picture(), []
    for message in recorded(name):
        status = decode_status(message.payload.encode())
        picture = picture.merge(status, BEGIN + timedelta(seconds=message.t))
        told.append(picture)
    return told


@pytest.mark.parametrize("name", RECORDINGS)
def test_every_message_decodes_and_every_state_is_known(name: str) -> None:
    messages = [decode_status(message.payload.encode()) for message in recorded(name)]
    assert messages
    for message in messages:
        match message:
            case Snapshot():
                assert message.state.text in KNOWN_TEXTS
                assert state_of_report(message.state)
            case StateEvent():
                assert message.state_id in KNOWN_IDS
                assert message.state_string in KNOWN_TEXTS
                assert state_of_event(message)


@pytest.mark.parametrize(("label", "payload"), samples())
def test_every_sample_decodes_to_a_known_state(label: str, payload: bytes) -> None:
    assert Picture().merge(decode_status(payload), BEGIN).state in State


@pytest.mark.parametrize("name", RECORDINGS)
def test_sequence_of_states(name: str) -> None:
    sequence = [state for state, _ in groupby(one.state for one in pictures(name))]
    assert sequence == STATES[name].split()


@pytest.mark.parametrize("name", RECORDINGS)
def test_flags_never_contradict_the_state(name: str) -> None:
    for message in recorded(name):
        status = decode_status(message.payload.encode())
        if isinstance(status, Snapshot):
            picture, flags = Picture().merge(status, BEGIN), status.state.flags
            transferring = picture.state is State.TRANSFERRING
            assert picture.is_connected is (flags.operational or flags.error)
            assert picture.has_job is (
                (flags.printing or flags.paused) and not transferring
            )


def test_print_ends_with_all_of_its_values() -> None:
    end = pictures("print")[-1]
    assert end.state is State.IDLE
    assert end.completion == 100
    assert end.time_left == timedelta()
    assert end.finish_time is None
    assert end.file_name == "cube_75s.gcode"
    assert end.reported == ("tool0", "bed")
    assert end.reading("tool0").actual == 170.36
    assert end.model == "Generic RepRap Printer"


def test_cancelled_print_has_no_progress_but_its_file() -> None:
    end = pictures("pause_resume_cancel")[-1]
    assert (end.state, end.completion, end.time_left) == (State.IDLE, None, None)
    assert end.file_name == "cube_75s.gcode"


def test_finish_time_is_never_before_the_message_that_tells_it() -> None:
    for name in ("print", "print2", "pause_resume_cancel"):
        told = [one for one in pictures(name) if one.finish_time]
        assert len(told) > 50
        for one in told:
            assert one.finish_time
            assert one.snapshot_at
            is_at_its_end = one.state in (State.FINISHING, State.IDLE)
            assert one.finish_time > one.snapshot_at or is_at_its_end


def test_lost_temperatures_come_back_after_a_reconnect() -> None:
    told = [(one.state, one.reported) for one in pictures("disconnect")]
    assert (State.OFFLINE, ()) in told
    assert (State.IDLE, ()) in told
    assert told[-1] == (State.IDLE, ("tool0", "bed"))


def test_two_hotends_and_a_chamber() -> None:
    end = pictures("multitool")[-1]
    assert end.reported == ("tool0", "tool1", "bed", "chamber")
    assert end.hotends == {"tool0", "tool1"}


def test_500_files_cost_nothing_but_their_bytes() -> None:
    (only,) = pictures("many_files_flat")
    assert only.snapshot
    assert len(bytes(only.snapshot.sd)) > 400_000
    assert only.file_name
