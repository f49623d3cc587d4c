"""How a print ended: each kind of evidence, and what is no evidence."""

from datetime import UTC, datetime
import json
from typing import Any

import pytest

from custom_components.factor.printer.outcome import (
    COMPLETE,
    DECIDED,
    Verdict,
    broken_off,
    judge,
    judge_replaced,
)
from custom_components.factor.printer.prints import Outcome, Print, Reason
from custom_components.factor.printer.state import JOB_STATES, Picture, State
from custom_components.factor.protocol.files import RememberedPrint
from custom_components.factor.protocol.plugin import decode_status

from ..payloads import job, progress, snapshot

NOW = datetime(2026, 11, 1, tzinfo=UTC)
FILE, OTHER = "bracket.gcode", "cube.gcode"
NEVER: list[RememberedPrint] = []
BEFORE = [RememberedPrint(True, 100.5)]

FINISHED = Verdict(Outcome.FINISHED)
CANCELLED = Verdict(Outcome.CANCELLED)
UNKNOWN = Verdict(Outcome.UNKNOWN)
RESTARTED = Verdict(Outcome.FAILED, Reason.RESTARTED)
DISCONNECTED = Verdict(Outcome.FAILED, Reason.DISCONNECTED, "Offline")
BY_ERROR = Verdict(Outcome.FAILED, Reason.ERROR, "Offline")


def a_print(**known: Any) -> Print:
    """Return a print of a local file that was never printed before."""
    told: dict[str, Any] = {
        "file": FILE,
        "origin": "local",
        "past": NEVER,
        "exit": State.IDLE,
        "announced": True,
    }
    return Print(NOW, State.PRINTING, NOW, **{**told, **known})


def after(
    text: str = "Operational",
    file: str | None = FILE,
    completion: float | None = None,
    last_time: float | None = None,
    history: list[Any] | None = None,
    **changes: Any,
) -> Picture:
    """Return a picture of a printer after a print; its tree has the file if told."""
    entry = {"name": FILE, "history": history}
    payload = snapshot(
        text,
        progress=progress(completion),
        job={**job(file), "last_time": last_time},
        **{"sd": {"local": [] if history is None else [entry]}, **changes},
    )
    return Picture().merge(decode_status(payload), NOW)


def ended(success: bool, at: float = 200.5) -> list[Any]:
    """Return a history with a print before, and one more."""
    return [
        {"timestamp": 100.5, "success": True},
        {"timestamp": at, "success": success},
    ]


@pytest.mark.parametrize("unheard", [False, True])
@pytest.mark.parametrize("phase", DECIDED)
def test_decided_is_decided(phase: State, unheard: bool) -> None:
    for picture in (
        after(),
        after("Offline", None),
        after(completion=100),
        after(history=ended(phase is State.CANCELLING)),
    ):
        for exit_ in (State.IDLE, State.OFFLINE, State.ERROR):
            print_ = a_print(exit=exit_)
            print_.phase = phase
            verdict = Verdict(DECIDED[phase])
            assert judge(print_, picture, unheard) == verdict
            assert judge_replaced(print_, picture) == verdict


@pytest.mark.parametrize(
    ("known", "told", "heard", "unheard"),
    [
        # percent
        ({}, {"completion": COMPLETE}, FINISHED, FINISHED),
        ({}, {"completion": 99.8}, CANCELLED, CANCELLED),
        ({"file": None}, {"completion": 100}, FINISHED, FINISHED),
        ({}, {"completion": 100, "file": OTHER}, CANCELLED, UNKNOWN),
        # how long the file took last
        ({"last_time_s": None}, {"last_time": 60}, FINISHED, FINISHED),
        ({"last_time_s": 50}, {"last_time": 60}, FINISHED, FINISHED),
        ({"last_time_s": 60}, {"last_time": 60}, CANCELLED, CANCELLED),
        ({"last_time_s": 60}, {"last_time": None}, CANCELLED, CANCELLED),
        ({"last_time_s": 0.0}, {"last_time": 0}, CANCELLED, CANCELLED),
        ({}, {"last_time": 60, "file": OTHER}, CANCELLED, UNKNOWN),
        # the history of the file
        ({"past": BEFORE}, {"history": ended(True)}, FINISHED, FINISHED),
        ({"past": NEVER}, {"history": ended(True)}, FINISHED, FINISHED),
        ({"past": BEFORE}, {"history": ended(False)}, CANCELLED, CANCELLED),
        ({"past": BEFORE}, {"history": ended(True)[:1]}, CANCELLED, RESTARTED),
        ({"past": NEVER}, {"history": []}, CANCELLED, RESTARTED),
        ({"past": None}, {"history": ended(True)}, CANCELLED, CANCELLED),
        ({"past": BEFORE}, {"sd": {}}, CANCELLED, CANCELLED),
        # no file
        ({"past": BEFORE}, {"file": None, "history": ended(True)}, FINISHED, FINISHED),
        ({"past": BEFORE}, {"file": None, "history": ended(False)}, RESTARTED, UNKNOWN),
        ({"past": NEVER}, {"file": None, "history": []}, RESTARTED, RESTARTED),
        ({"file": None, "past": None}, {"file": None}, CANCELLED, UNKNOWN),
        (
            {"file": None, "past": None, "announced": False},
            {"file": None},
            RESTARTED,
            UNKNOWN,
        ),
        # another file, or one that was never told
        (
            {"past": BEFORE},
            {"file": OTHER, "history": ended(False)},
            CANCELLED,
            UNKNOWN,
        ),
        ({"file": None, "past": None}, {}, CANCELLED, UNKNOWN),
        # on the SD card there is no history, whatever has that name elsewhere
        (
            {"origin": "sdcard", "past": None},
            {"history": ended(True)},
            CANCELLED,
            CANCELLED,
        ),
    ],
)
def test_printer_that_is_idle(
    known: dict[str, Any], told: dict[str, Any], heard: Verdict, unheard: Verdict
) -> None:
    assert judge(a_print(**known), after(**told), unheard=False) == heard
    assert judge(a_print(**known), after(**told), unheard=True) == unheard


def test_other_prints_since_leave_what_the_file_s_history_proves() -> None:
    untouched, noted = after(history=[]), after(history=ended(True))
    assert judge(a_print(), untouched, unheard=True, others=True) == RESTARTED
    assert judge(a_print(), noted, unheard=True, others=True) == FINISHED
    card = a_print(origin="sdcard", past=None)
    assert judge(card, untouched, unheard=True, others=True) == UNKNOWN


AGAIN = {"timestamp": 300.5, "success": True, "printTime": 60.0}


@pytest.mark.parametrize(
    ("known", "history", "verdict"),
    [
        ({}, [*ended(False), AGAIN], UNKNOWN),
        ({}, [*ended(True), {**AGAIN, "success": False}], FINISHED),
        ({"print_time_s": 61.0}, [*ended(True)[:1], AGAIN], FINISHED),
        ({"print_time_s": 61.1}, [*ended(True)[:1], AGAIN], UNKNOWN),
    ],
)
def test_file_that_was_printed_again_before_anybody_listened(
    known: dict[str, Any], history: list[Any], verdict: Verdict
) -> None:
    """What the printer shows is then of the other print, and so is its last time."""
    print_ = a_print(past=BEFORE, last_time_s=50, **known)
    told: dict[str, Any] = {
        "completion": 100,
        "last_time": 60,
        "history": history,
    }
    assert judge(print_, after(**told), unheard=True) == verdict
    assert judge_replaced(print_, after("Printing", **told)) == verdict


@pytest.mark.parametrize(
    ("exit_", "history", "heard", "unheard"),
    [
        (State.OFFLINE, ended(False), DISCONNECTED, UNKNOWN),
        (State.OFFLINE, ended(True), FINISHED, FINISHED),
        (State.OFFLINE, ended(True)[:1], DISCONNECTED, DISCONNECTED),
        (State.CONNECTING, ended(False), DISCONNECTED, UNKNOWN),
        (State.OFFLINE_AFTER_ERROR, ended(False), BY_ERROR, BY_ERROR),
        (State.ERROR, ended(False), BY_ERROR, BY_ERROR),
        (State.ERROR, ended(True), FINISHED, FINISHED),
    ],
)
def test_printer_that_is_gone(
    exit_: State, history: list[Any], heard: Verdict, unheard: Verdict
) -> None:
    print_, picture = (
        a_print(exit=exit_, past=BEFORE),
        after("Offline", None, history=history),
    )
    assert judge(print_, picture, unheard=False) == heard
    assert judge(print_, picture, unheard=True) == unheard


def test_error_may_be_of_a_later_print_of_another_file() -> None:
    print_ = a_print(exit=State.ERROR, past=BEFORE)
    files = [
        {"name": FILE, "history": ended(False, at=200.5)},
        {"name": OTHER, "history": ended(False, at=300.5)},
    ]
    picture = after("Offline after error", None, sd={"local": files})
    assert judge(print_, picture, unheard=True) == UNKNOWN


def test_percent_is_no_evidence_where_the_printer_is_gone() -> None:
    """A bare event leaves it as it was, and it may be rounded."""
    print_ = a_print(exit=State.OFFLINE)
    picture = after("Offline", completion=100)
    assert judge(print_, picture, unheard=False) == DISCONNECTED


@pytest.mark.parametrize(
    ("known", "told", "verdict"),
    [
        ({"past": BEFORE}, {"history": ended(True)}, FINISHED),
        ({"last_time_s": 50}, {"last_time": 60}, FINISHED),
        ({"past": BEFORE}, {"history": ended(False)}, UNKNOWN),
        ({"past": BEFORE}, {"history": ended(True)[:1]}, RESTARTED),
        ({"past": None}, {}, UNKNOWN),
        # what it shows is of the other print
        ({"past": None}, {"completion": 100}, UNKNOWN),
        ({"past": BEFORE}, {"file": OTHER, "history": ended(True)}, FINISHED),
    ],
)
def test_print_in_whose_place_is_another(
    known: dict[str, Any], told: dict[str, Any], verdict: Verdict
) -> None:
    assert judge_replaced(a_print(**known), after("Printing", **told)) == verdict


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (after("Offline after error"), "Offline after error"),
        (after("Printing"), None),  # not yet told by a snapshot
        (Picture(), None),
        (
            after("Error", state={"text": "Error", "error": "Thermal runaway"}),
            "Thermal runaway",
        ),
    ],
)
def test_words_of_the_printer(picture: Picture, message: str | None) -> None:
    verdict = broken_off(a_print(exit=State.ERROR), picture)
    assert verdict == Verdict(Outcome.FAILED, Reason.ERROR, message)


def test_what_ends_a_print_is_part_of_it() -> None:
    assert set(DECIDED) <= JOB_STATES


@pytest.mark.parametrize(
    ("tree", "past"),
    [
        (
            [{"name": FILE, "history": ended(True)}],
            [*BEFORE, RememberedPrint(True, 200.5)],
        ),
        ([{"name": FILE, "history": []}], NEVER),
        ([{"name": FILE}], NEVER),
        ([{"name": OTHER, "history": ended(True)}], None),
        ([{"name": f"x/{FILE}"}], None),
        ([], None),
        (None, None),
    ],
)
def test_what_the_tree_tells_of_a_file(
    tree: Any, past: list[RememberedPrint] | None
) -> None:
    picture = after(sd={"local": tree, "sdcard": [{"name": FILE}]})
    assert a_print().past_in(picture) == past
    assert a_print(origin="sdcard").past_in(picture) is None
    assert a_print(origin=None).past_in(picture) is None


def test_no_tree_tells_nothing() -> None:
    payload = json.loads(snapshot())
    del payload["sd"]
    picture = Picture().merge(decode_status(json.dumps(payload).encode()), NOW)
    assert a_print().past_in(picture) is None
    assert a_print().past_in(Picture()) is None
