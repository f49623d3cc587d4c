"""What happens to a print, as it is told: in recordings, and rule by rule."""

from datetime import timedelta
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.factor.printer import prints
from custom_components.factor.printer.lifecycle import (
    HOT_MARGIN,
    LATE_AFTER,
    OVERTAKES,
    SETTLE,
    Rules,
)
from custom_components.factor.printer.prints import (
    END_EVENTS,
    EventType,
    Outcome,
    Reason,
)
from custom_components.factor.protocol import files
from custom_components.factor.protocol.files import RememberedPrint
from custom_components.factor.protocol.legacy_edge import decode_dash_status
from custom_components.factor.protocol.messages import (
    Progress,
    StateEvent,
    StateReport,
    Update,
)

from ..payloads import (
    CANCELLING,
    FINISHING,
    OPERATIONAL,
    PRINTING,
    RECORDINGS,
    STARTING,
    event,
    job,
    progress,
    snapshot,
    temperature,
)
from .following import BEGIN, Listener, decoded, ends, play, words

# What the table in the recordings' README names, with the milestones that fell.
STORIES = {
    "commands": "cooled_down",
    "disconnect": (
        "disconnected connected started failed disconnected connected cooled_down"
    ),
    "error": (
        "started 25 failed printer_error connected cooled_down"
        + " printer_error connected" * 4
    ),
    "idle": "",
    "idle_empty": "",
    "many_files": "",
    "many_files_flat": "",
    "multitool": "started 25 50 75 finished",
    "pause_resume_cancel": (
        "started 25 50 paused resumed cancelled started 25 50 paused cancelled"
    ),
    "print": "started 25 50 75 finished",
    "print2": "started 25 50 75 finished",
    "restart": "started failed cooled_down",
    "upload": (
        "started finished started 25 50 75 finished started cancelled"
        + " started finished" * 2
        # its only snapshot came within 10 ms, at 17 %
        + " started finished"
    ),
}
CUBE = "cube_75s.gcode"
PRINTS = {
    "disconnect": [(CUBE, Outcome.FAILED)],
    "error": [(CUBE, Outcome.FAILED)],
    "multitool": [("dual.gcode", Outcome.FINISHED)],
    "pause_resume_cancel": [(CUBE, Outcome.CANCELLED)] * 2,
    "print": [(CUBE, Outcome.FINISHED)],
    "print2": [(CUBE, Outcome.FINISHED)],
    "restart": [(CUBE, Outcome.FAILED)],
    "upload": [
        ("up_reverse.gcode", Outcome.FINISHED),
        ("업로드 시험_1.gcode", Outcome.FINISHED),
        ("up_cube.gcode", Outcome.CANCELLED),
        ("auto.gcode", Outcome.FINISHED),
        ("auto2.gcode", Outcome.FINISHED),
        ("auto3.gcode", Outcome.FINISHED),
    ],
}
# Shown by bare events only, so that nothing is known of them without.
SUB_SECOND = {"up_reverse.gcode", "auto.gcode", "auto2.gcode"}
# A printer that is found switched off may have been so after the end of the print.
UNKNOWN_IF_RESTARTED_AT = {"disconnect": {61, 62}}


def test_stories_are_of_all_recordings() -> None:
    assert set(STORIES) == set(RECORDINGS)


@pytest.mark.parametrize("speed", [1, 10])
@pytest.mark.parametrize("name", RECORDINGS)
def test_recording_tells_its_story(name: str, speed: float) -> None:
    events = play(decoded(name), speed=speed).told
    assert words(events) == STORIES[name]
    assert ends(events) == PRINTS.get(name, [])


@pytest.mark.parametrize("name", PRINTS)
def test_restart_at_any_message_changes_no_outcome(name: str) -> None:
    said = decoded(name)
    for index in range(1, len(said)):
        told = ends(play(said, restart_at=index).told)
        expected = PRINTS[name]
        if index in UNKNOWN_IF_RESTARTED_AT.get(name, ()):
            expected = [(CUBE, Outcome.UNKNOWN)]
        pairs = list(zip(told, expected, strict=True))
        named = [(file or known, outcome) for (file, outcome), (known, _) in pairs]
        assert named == expected, index
        unnamed = {known for (file, _), (known, _) in pairs if file is None}
        assert unnamed <= SUB_SECOND, index
        before = play(said[:index]).follower.lifecycle
        assert len(unnamed) <= bool(before.held or before.print), index


@pytest.mark.parametrize("name", PRINTS)
def test_snapshots_alone_tell_every_print_that_they_show(name: str) -> None:
    """As with `publish_status` off."""
    said = [one for one in decoded(name) if not isinstance(one[1], StateEvent)]
    expected = [one for one in PRINTS[name] if one[0] not in SUB_SECOND]
    assert ends(play(said).told) == expected
    for index in range(1, len(said)):
        told = ends(play(said, restart_at=index).told)
        assert [file for file, _ in told] == [file for file, _ in expected]
        for (_, outcome), (_, truth) in zip(told, expected, strict=True):
            assert outcome in (truth, Outcome.UNKNOWN), index
            assert outcome is truth or name == "disconnect"


@pytest.mark.parametrize("name", PRINTS)
def test_message_that_is_lost_or_repeated_changes_no_outcome(name: str) -> None:
    said = decoded(name)
    for index in range(len(said)):
        without = said[:index] + said[index + 1 :]
        twice = said[: index + 1] + said[index:]
        assert ends(play(without).told) == PRINTS[name], index
        assert ends(play(twice).told) == PRINTS[name], index


# Rule by rule

PAUSED = event("PAUSED", "Paused")
OFFLINE = event("OFFLINE", "Offline")
ERROR = event("ERROR", "Error")
IDLE = snapshot()
FILE = "bracket.gcode"
AFTER: dict[str, Any] = {"job": job(FILE), "sd": {}}
DONE = snapshot(progress=progress(100.0), **AFTER)
CANCELLED = snapshot(**AFTER)


def at(
    completion: float = 1,
    print_time_s: float | None = None,
    *,
    text: str = "Printing",
    name: str = FILE,
    job_id: str | None = "1",
    last_time: float | None = None,
    history: list[dict[str, Any]] | None = None,
    origin: str = "local",
) -> bytes:
    """Return a snapshot of a print, and of what OctoPrint remembers of its file."""
    told = job(name, job_id)
    told["last_time"] = last_time
    told["file"]["origin"] = origin
    nodes = [] if history is None else [{"name": name, "history": history}]
    return snapshot(
        text,
        progress={**progress(completion), "print_time": print_time_s},
        job=told,
        sd={"local": nodes},
    )


def past(*successes: bool) -> list[dict[str, Any]]:
    """Return the history of a file's prints."""
    return [
        {"timestamp": 1_790_000_000.5 + index, "success": success}
        for index, success in enumerate(successes)
    ]


def told(*said: bytes, rules: Rules | None = None) -> str:
    """Return what is told of a printer that was idle and then says something."""
    listener = Listener(rules)
    listener.hear(IDLE, *said)
    return words(listener.told)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # a start waits for a snapshot
        ([STARTING], ""),
        ([STARTING, PRINTING, at()], "started"),
        ([at()], "started"),
        ([at(text="Starting")], "started"),
        ([at(text="Paused")], "started paused"),
        # an end that was decided is told at once
        ([at(), FINISHING], "started"),
        ([at(), FINISHING, OPERATIONAL], "started finished"),
        ([at(), at(100, text="Finishing"), IDLE], "started finished"),
        ([at(), CANCELLING, OPERATIONAL], "started cancelled"),
        ([at(), at(text="Cancelling"), IDLE], "started cancelled"),
        ([at(), FINISHING, OFFLINE], "started finished"),
        ([at(), CANCELLING, OFFLINE], "started cancelled"),
        # one that was not waits for the snapshot
        ([at(), OPERATIONAL], "started"),
        ([at(), OPERATIONAL, DONE], "started finished"),
        ([at(), OPERATIONAL, CANCELLED], "started cancelled"),
        ([at(), DONE], "started finished"),
        ([at(), CANCELLED], "started cancelled"),
        ([at(), IDLE], "started failed"),
        ([at(), OFFLINE], "started"),
        ([at(), OFFLINE, snapshot("Offline")], "started failed disconnected"),
        ([at(), snapshot("Offline")], "started failed disconnected"),
        (
            [at(), OFFLINE, snapshot("Offline after error")],
            "started failed printer_error",
        ),
        (
            [at(), ERROR, OFFLINE, snapshot("Offline")],
            "started failed printer_error",
        ),
        ([at(), snapshot("Error")], "started failed printer_error"),
        ([at(), snapshot("Connecting")], "started failed disconnected"),
        # Connected again before any snapshot
        (
            [at(), OFFLINE, event("CONNECTING", "Connecting"), OPERATIONAL],
            "started failed disconnected connected",
        ),
        # it is held until it has a file
        ([STARTING, PRINTING, FINISHING, OPERATIONAL], ""),
        ([STARTING, PRINTING, FINISHING, OPERATIONAL, DONE], "started finished"),
        ([STARTING, FINISHING, OPERATIONAL, STARTING], "started finished"),
        (
            [STARTING, FINISHING, OPERATIONAL, STARTING, at()],
            "started finished started",
        ),
        (
            [STARTING, CANCELLING, OPERATIONAL, at(text="Starting"), at()],
            "started cancelled started",
        ),
        # nothing leads back from an end
        ([at(), FINISHING, STARTING, at()], "started finished started"),
        ([at(), CANCELLING, PRINTING, at()], "started cancelled started"),
        ([at(), FINISHING, at(100, text="Finishing")], "started"),
        ([at(), CANCELLING, FINISHING, OPERATIONAL], "started cancelled"),
        # a snapshot that was put together before the bare event, once
        ([at(), FINISHING, at(), DONE], "started finished"),
        ([at(), OPERATIONAL, at(), DONE], "started finished"),
        ([STARTING, IDLE, at()], "started"),
        ([at(), PAUSED, at(), at(text="Paused")], "started paused"),
        ([STARTING, CANCELLED, CANCELLED], "started cancelled"),
        # OctoPrint was restarted before a snapshot showed the print
        ([STARTING, IDLE, IDLE], "started failed"),
        # a transfer to SD looks like a print
        (
            [
                event("STARTING", "Starting to send file to SD"),
                event("PRINTING", "Sending file to SD"),
                snapshot("Sending file to SD", progress=progress(50.0)),
                OPERATIONAL,
                IDLE,
            ],
            "",
        ),
        # nor does a word that nobody knows end anything
        ([at(), event("NEW", "Brewing coffee"), at(2)], "started"),
        ([at(), snapshot("Brewing", state={"text": "Brewing"}), at(2)], "started"),
    ],
)
def test_start_and_end(said: list[bytes], expected: str) -> None:
    assert told(*said) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (at(name="a.gcode", job_id=None), at(name="b.gcode", job_id=None)),
        (at(1, 5, job_id="1"), at(1, 6, job_id="2")),
        (at(1, 5, job_id="1"), at(1, 6, job_id=None)),
        (at(1, 5, job_id=None), at(1, 6, job_id="1")),
        (at(1, 0, job_id="1"), at(1, 4, job_id=None)),
        (at(50, 1800), at(1, 3)),
        (at(50, 1800, job_id="1"), at(1, 3, job_id="1")),
        (at(50, 1800), at(50, 1800, text="Starting")),
    ],
)
def test_another_print_ends_the_one_before(first: bytes, second: bytes) -> None:
    said = first, first, first, first, second
    assert told(*said).startswith("started ")
    assert "ended started" in told(*said)


def test_print_began_no_earlier_than_its_print_time_says() -> None:
    """What a bare event told of before was another one, which is gone."""
    listener = Listener()
    listener.hear(IDLE, STARTING)
    (began,) = listener.hear(at(1, 0), after=10)
    assert began.at == listener.now - OVERTAKES


@pytest.mark.parametrize("after", [2, -60])
def test_snapshot_long_after_a_bare_event_is_believed_at_once(after: float) -> None:
    """So it is where the clock was set back meanwhile."""
    listener = Listener()
    listener.hear(IDLE, OPERATIONAL)
    assert words(listener.hear(at(), after=after)) == "started"


def test_id_of_the_print_before_may_be_told_for_a_moment() -> None:
    said = at(0, 0, job_id="1"), at(1, 1, job_id="2"), at(2, 2, job_id="2")
    assert told(*said) == "started"


def test_print_that_is_starting_is_another_than_one_that_was() -> None:
    said = at(1, 5), STARTING, at(1, 5, text="Starting")
    assert told(*said) == "started ended started"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (at(1, 0, job_id=None), at(1, 4, job_id="1")),
        (at(1, 0, job_id="1"), at(1, 4, job_id="2")),
        (at(1, 0, job_id="1"), at(1, 1, job_id=None)),
        (at(job_id="1"), at(job_id=None)),
        (at(1, 1800), at(1, 1799)),  # a second is lost in rounding
        (at(1, 1800), at(100, 1801, text="Finishing", job_id=None)),
        (at(1, None), at(1, 5)),
        (at(1, 5), at(1, None)),
        (at(1, 5), PAUSED),
        (at(20), at(10)),  # the percent may go back, as after a change of the file
    ],
)
def test_same_print_goes_on(first: bytes, second: bytes) -> None:
    assert told(first, second).removesuffix(" paused") == "started"


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        ({"last_time": 53.8}, "finished"),
        ({"history": past(True)}, "finished"),
        ({"history": past(False)}, "ended"),
        ({"history": []}, "failed"),
        ({}, "ended"),
    ],
)
def test_print_in_whose_place_another_is(memory: dict[str, Any], expected: str) -> None:
    before: dict[str, Any] = {"history": []} if "history" in memory else {}
    said = at(50, 1800, job_id="1", **before), at(1, 1801, job_id="2", **memory)
    assert told(*said) == f"started 25 50 {expected} started"


@pytest.mark.parametrize(
    ("success", "expected"), [(True, "finished"), (False, "ended")]
)
def test_end_that_is_remembered_while_the_file_prints_is_of_the_print_before(
    success: bool, expected: str
) -> None:
    """Nothing else tells the two apart where the second one prints for longer."""
    said = at(1, 5, history=[]), at(2, 6, history=past(success))
    assert told(*said) == f"started {expected} started"
    decided = at(100, 6, text="Finishing", history=past(success))
    assert told(said[0], decided) == "started"
    second = at(100, 6, text="Finishing", history=past(success, True))
    assert told(said[0], second, DONE) == f"started {expected} started finished"


def test_list_of_files_is_read_once_for_as_long_as_it_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One of 500 files takes more time than all else that a message causes."""
    read: list[str] = []

    def prints_of(tree: bytes, name: str) -> list[RememberedPrint] | None:
        read.append(name)
        return files.prints_of(tree, name)

    monkeypatch.setattr(prints, "prints_of", prints_of)
    listener = Listener()
    listener.hear(IDLE, at(1, 4, history=[]))
    before = len(read)
    now = {**progress(2), "print_time": 5}
    same = snapshot("Printing", progress=now, job=job(FILE, "1"), sd=None)
    listener.hear(*[same] * 9)
    assert before
    assert len(read) == before
    listener.hear(at(3, 6, history=past(True)))
    assert len(read) > before


def test_end_that_was_none_is_forgotten() -> None:
    listener = Listener()
    listener.hear(IDLE, at(), OPERATIONAL, at(), at(2, 60))
    assert words(listener.told) == "started"
    (end,) = listener.hear(CANCELLED)
    assert end.at == listener.now


def test_same_file_twice_in_a_row() -> None:
    again = [STARTING, PRINTING, at(100 / 3, job_id="2"), FINISHING, OPERATIONAL]
    assert (
        told(at(30), FINISHING, OPERATIONAL, DONE, *again, DONE)
        == "started 25 finished started 25 finished"
    )


def test_job_without_an_id_and_two_with_the_same() -> None:
    listener = Listener()
    for job_id in (None, "1", "1"):
        listener.hear(STARTING, at(job_id=job_id), CANCELLING, OPERATIONAL, CANCELLED)
    assert words(listener.told) == " ".join(["started cancelled"] * 3)
    assert [each.print and each.print.job_id for each in listener.told[::2]] == [
        None,
        "1",
        "1",
    ]


def test_print_from_sd_card() -> None:
    listener = Listener()
    listener.hear(
        IDLE,
        event("STARTING", "Starting print from SD"),
        at(text="Printing from SD", origin="sdcard", name="BRACK~1.GCO"),
        FINISHING,
        OPERATIONAL,
    )
    assert words(listener.told) == "started finished"
    end = listener.told[-1].print
    assert end
    assert (end.file, end.origin, end.past) == ("BRACK~1.GCO", "sdcard", None)


def test_file_of_a_sub_second_print_is_what_the_next_snapshot_shows() -> None:
    listener = Listener()
    listener.hear(IDLE, STARTING, PRINTING, FINISHING, OPERATIONAL)
    said = snapshot(
        progress=progress(100.0) | {"print_time": 0},
        job=job(FILE) | {"last_time": 0.25},
    )
    start, end = listener.hear(said)
    for each in (start, end):
        assert each.print
        assert each.print.file == FILE
        assert each.print.print_time_s == 0.25
    assert start.at == BEGIN + timedelta(seconds=2)
    assert end.at == BEGIN + timedelta(seconds=5)
    assert not end.late


def test_silence_tells_what_is_held_without_a_file() -> None:
    listener = Listener()
    listener.hear(IDLE, STARTING, PRINTING, FINISHING, OPERATIONAL)
    events = listener.fall_silent()
    assert words(events) == "started finished"
    assert events[0].print
    assert events[0].print.file is None
    assert listener.hear(DONE) == []


@pytest.mark.parametrize("gap", ["restart", "link"])
@pytest.mark.parametrize("heard_before", [0, 1, 3, 5])
def test_a_brief_print_has_a_file_if_no_other_may_have_come_since_it_began(
    gap: str, heard_before: int
) -> None:
    listener = Listener()
    said = [IDLE, STARTING, PRINTING, FINISHING, OPERATIONAL, DONE]
    listener.hear(*said[:heard_before])
    if gap == "restart":
        listener.restart()
    else:
        listener.follower.miss()
    listener.hear(*said[heard_before:])
    assert words(listener.told).replace("*", "") == "started finished"
    file = FILE if heard_before < 2 else None
    assert [each.print and each.print.file for each in listener.told] == [file, file]


# Pauses


def test_pauses_are_told_once_and_added_up() -> None:
    listener = Listener()
    paused = at(10, 60, text="Paused")
    listener.hear(IDLE, at(10, 60))
    pausing = event("PAUSING", "Pausing")
    assert words(listener.hear(pausing, PAUSED, paused, paused)) == "paused"
    resuming = event("RESUMING", "Resuming")
    assert words(listener.hear(resuming, PRINTING, at(11, 61), after=10)) == "resumed"
    assert words(listener.hear(PAUSED)) == "paused"
    (end,) = listener.hear(CANCELLING, OPERATIONAL, after=5)
    assert end.print
    # 10 s resuming and 10 s until it printed, and 2 s of snapshots, then the end
    assert end.print.paused_s == 22 + 10
    assert end.print.paused_since is None


def test_clock_that_is_set_back_takes_no_pause_away() -> None:
    listener = Listener()
    listener.hear(IDLE, at(), at(text="Paused"))
    listener.hear(at(), after=-3600)
    assert listener.told[-1].print
    assert listener.told[-1].print.paused_s == 0


def test_clock_that_is_set_back_holds_no_end_up() -> None:
    listener = Listener()
    listener.hear(IDLE, at(), OPERATIONAL)
    assert words(listener.hear(CANCELLED, after=-3600)) == "cancelled"


# Milestones


@pytest.mark.parametrize(
    ("percents", "milestones", "expected"),
    [
        ((24.9, 25, 25.1, 49.9, 50.2), (25, 50, 75), "started 25 50"),
        ((1, 80), (25, 50, 75), "started 25 50 75"),
        ((80,), (25, 50, 75), "started 25 50 75"),
        ((30, 20, 30, 60, 40), (25, 50, 75), "started 25 50"),
        ((10, 33.4, 95), (33, 90), "started 33 90"),
        ((10, 99), (), "started"),
    ],
)
def test_milestones(
    percents: tuple[float, ...], milestones: tuple[int, ...], expected: str
) -> None:
    rules = Rules(milestones=milestones)
    assert told(*map(at, percents), rules=rules) == expected


def test_milestones_are_none_of_a_print_that_was_joined_late() -> None:
    listener = Listener()
    assert words(listener.hear(at(60, 3600))) == "started*"
    assert listener.told[0].at == listener.now - timedelta(hours=1)
    assert words(listener.hear(at(80, 3700))) == "75"


def test_milestones_are_passed_while_nobody_listens() -> None:
    listener = Listener()
    listener.hear(IDLE, at(10, 60))
    listener.restart()
    assert words(listener.hear(at(60, 400))) == "25* 50*"


def test_milestones_are_none_of_a_print_that_is_at_its_end() -> None:
    said = at(60), at(100, text="Finishing"), DONE
    assert told(*said) == "started 25 50 finished"


def test_start_is_late_only_if_it_is_long_ago() -> None:
    for print_time_s, expected in ((None, "started"), (5, "started"), (6, "started*")):
        assert words(Listener().hear(at(1, print_time_s))) == expected
    assert told(at(1, 3600)) == "started"  # began between two snapshots, somehow


def test_print_that_is_starting_did_not_begin_before() -> None:
    """The print time is still that of the print before (PROTOCOL §3.2)."""
    listener = Listener()
    (start,) = listener.hear(at(0, 3600, text="Starting"))
    assert (start.at, start.late) == (listener.now, False)


# Silence


def test_silence_is_told_once_and_its_end_as_well() -> None:
    listener = Listener()
    listener.hear(IDLE, at(10, 60))
    assert words(listener.fall_silent()) == "connection_lost"
    assert listener.fall_silent() == []
    assert listener.hear(PRINTING) == []
    assert words(listener.hear(at(11, 120))) == "connection_restored"
    assert listener.hear(at(12, 121)) == []
    assert words(listener.fall_silent()) == "connection_lost"


def test_silence_without_a_print_is_nothing() -> None:
    listener = Listener()
    listener.hear(IDLE)
    assert listener.fall_silent() == []
    assert listener.hear(IDLE) == []


def test_of_what_no_snapshot_showed_before_a_silence_nothing_is_told() -> None:
    """Whether what is there after it is the same, nobody could tell."""
    listener = Listener()
    listener.hear(IDLE, STARTING)
    assert words(listener.fall_silent()) == ""
    assert words(listener.hear(at(50, 1800), after=3600)) == "started*"
    assert listener.follower.lifecycle.print
    assert listener.follower.lifecycle.print.started == listener.now - timedelta(
        seconds=1800
    )


@pytest.mark.parametrize("text", ["Finishing", "Cancelling"])
def test_another_file_that_is_ending_after_a_gap_is_another_print(text: str) -> None:
    listener = Listener()
    listener.hear(IDLE, at(), event("FINISHING", "Finishing"))
    listener.follower.miss()
    listener.hear(at(100, 5, text=text, name="other.gcode"), after=600)
    listener.hear(IDLE, IDLE)
    assert [file for file, _ in ends(listener.told)] == [FILE, "other.gcode"]


def test_snapshot_after_a_silence_is_not_of_before() -> None:
    listener = Listener()
    listener.hear(IDLE, at(), PAUSED)
    listener.fall_silent()
    assert words(listener.hear(CANCELLED)) == "cancelled*"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([OFFLINE], "failed disconnected"),
        ([ERROR, OFFLINE], "failed printer_error"),
    ],
)
def test_silence_after_the_printer_is_gone_ends_the_print(
    said: list[bytes], expected: str
) -> None:
    listener = Listener()
    listener.hear(IDLE, at(), *said)
    events = listener.fall_silent()
    assert words(events) == expected
    assert events[0].message is None  # what it told last was of the print
    assert listener.hear(snapshot("Offline")) == []


def test_print_that_is_gone_after_a_silence_ended_late() -> None:
    listener = Listener()
    listener.hear(IDLE, at(49, 1799), at(50, 1800))
    seen = listener.now
    listener.fall_silent()
    events = listener.hear(CANCELLED, after=3600)
    assert words(events) == "cancelled*"
    assert events[0].at == seen


def test_late_finish_is_when_the_print_time_was_over() -> None:
    listener = Listener()
    listener.hear(IDLE, at(50, 1), at(50, 1800, text="Paused"), at(50, 1800), after=1)
    begun = listener.told[0].at
    listener.restart(7200)
    after = snapshot(
        progress=progress(100.0) | {"print_time": 3600},
        job=job(FILE) | {"last_time": 3600.5},
    )
    end = listener.hear(after)[-1]
    assert words([end]) == "finished*"
    assert end.at == begun + timedelta(seconds=3600.5 + 1)


def test_late_finish_is_neither_before_it_was_seen_nor_in_the_future() -> None:
    for print_time_s, expected_s in ((1, 2), (100_000, 62)):
        listener = Listener()
        listener.hear(IDLE, at(50, 1))
        listener.restart(60 - 1)
        after = snapshot(
            progress=progress(100.0),
            job=job(FILE) | {"last_time": print_time_s},
        )
        end = listener.hear(after, after=1)[-1]
        assert end.at == BEGIN + timedelta(seconds=expected_s)


def test_restart_in_a_silence_tells_of_it_no_second_time() -> None:
    listener = Listener()
    listener.hear(IDLE, at(10, 60))
    listener.fall_silent()
    listener.restart()
    assert listener.fall_silent() == []
    assert words(listener.hear(at(11, 120))) == "connection_restored"


# The printer


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([OFFLINE], ""),
        ([OFFLINE, snapshot("Offline")], "disconnected"),
        ([OFFLINE, IDLE, snapshot("Offline")], "disconnected"),
        ([snapshot("Offline"), snapshot("Offline")], "disconnected"),
        ([ERROR, OFFLINE, snapshot("Offline after error")], "printer_error"),
        ([ERROR, OFFLINE, snapshot("Offline")], "printer_error"),
        ([OFFLINE, snapshot("Offline after error")], "printer_error"),
        ([ERROR, OPERATIONAL], "printer_error connected"),
        ([OFFLINE, OPERATIONAL], "disconnected connected"),
        ([snapshot("Error"), snapshot("Offline"), IDLE], "printer_error connected"),
        ([snapshot("Offline"), snapshot("Error")], "disconnected printer_error"),
        (
            [snapshot("Offline"), event("CONNECTING", "Connecting"), OPERATIONAL],
            "disconnected connected",
        ),
        ([snapshot("Connecting"), IDLE], "disconnected connected"),
        ([event("CONNECTING", "Connecting")], "disconnected"),
    ],
)
def test_link(said: list[bytes], expected: str) -> None:
    assert told(*said) == expected


def test_link_that_is_told_first_is_no_event() -> None:
    for text in ("Offline", "Offline after error", "Operational"):
        assert Listener().hear(snapshot(text), snapshot(text)) == []
    listener = Listener()
    assert words(listener.hear(snapshot("Offline"), IDLE)) == "connected"


def test_link_that_was_lost_while_nobody_listened_is_late() -> None:
    listener = Listener()
    listener.hear(IDLE)
    listener.restart()
    assert words(listener.hear(snapshot("Offline"), IDLE)) == "disconnected* connected"


def test_failure_has_the_printers_words() -> None:
    listener = Listener()
    listener.hear(IDLE, at(), OFFLINE)
    failure, _ = listener.hear(snapshot("Offline after error"))
    assert failure.reason is Reason.ERROR
    assert failure.message == "Offline after error"


# Heat


def hot(celsius: float | None, target: float = 0, **changes: Any) -> bytes:
    """Return a snapshot of a hotend; the bed is cold."""
    readings = {"tool0": temperature(celsius, target), "bed": temperature(20)}
    return snapshot(temperatures=readings, **changes)


@pytest.mark.parametrize(
    ("celsius", "expected"),
    [
        ((200, 51, 50.1, 50), "cooled_down"),
        ((200, 50, 54, 50), "cooled_down"),
        ((200, 50, 55, 50), "cooled_down"),
        ((200, 50, 55.1, 50), "cooled_down cooled_down"),
        ((55, 50), ""),
        ((200, None, 50), "cooled_down"),
    ],
)
def test_cooled_down(celsius: tuple[float | None, ...], expected: str) -> None:
    assert told(*map(hot, celsius)) == expected


def test_cool_is_what_the_user_says() -> None:
    assert told(hot(200), hot(50), hot(30), rules=Rules(cool_below=30)) == "cooled_down"


def test_nothing_has_cooled_down_in_a_print() -> None:
    cold = snapshot("Printing", job=job(FILE), temperatures={"tool0": temperature(30)})
    said = hot(200), cold, cold, CANCELLING, OPERATIONAL
    assert told(*said) == "started cancelled"
    assert told(*said, hot(30)) == "started cancelled cooled_down"


def test_no_readings_are_no_cold() -> None:
    assert told(hot(200), snapshot(temperatures={})) == ""


def test_restart_forgets_no_heat() -> None:
    listener = Listener()
    listener.hear(hot(200))
    listener.restart()
    assert words(listener.hear(hot(30), hot(30))) == "cooled_down*"


def test_heating_since() -> None:
    listener = Listener()
    lifecycle = listener.follower.lifecycle
    listener.hear(hot(20))
    assert lifecycle.heating_since is None
    listener.hear(hot(20, 60))
    since = listener.now
    listener.hear(hot(50, 60), STARTING)
    assert lifecycle.heating_since == since
    listener.hear(hot(50, 60, text="Printing", job=job(FILE)))
    assert lifecycle.heating_since is None
    listener.hear(CANCELLING, OPERATIONAL, hot(50, 60))
    assert lifecycle.heating_since == listener.now
    listener.hear(snapshot(temperatures={}))
    assert lifecycle.heating_since == listener.now - timedelta(seconds=1)
    listener.hear(hot(50))
    assert lifecycle.heating_since is None


# Other edges tell their progress apart from their state


def update(
    text: str | None = None, completion: float | None = None, **more: Any
) -> Update:
    """Return what an edge tells, of its state or of its progress or of both."""
    return Update(
        state=None if text is None else StateReport(text),
        progress=None if completion is None else Progress(completion=completion),
        **more,
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([update("Printing"), update(None, 30)], "started 25"),
        ([update("Printing"), update("Operational")], "started"),
        (
            [update("Printing"), update("Operational"), update(None, 100)],
            "started finished",
        ),
        (
            [update("Printing", 99), update("Operational"), update(None, 0)],
            "started 25 50 75 cancelled",
        ),
        # it tells no more of its progress
        ([update("Printing", 10)] + [update("Operational")] * 5, "started"),
        ([update("Printing", 10)] + [update("Operational")] * 6, "started cancelled"),
        # both at once
        ([update("Printing", 10), update("Operational", 100)], "started finished"),
        ([update("Printing", 10), update("Offline")], "started failed disconnected"),
        ([update("Printing", 10), update("Error")], "started failed printer_error"),
    ],
)
def test_other_edges(said: list[Update], expected: str) -> None:
    listener = Listener()
    listener.hear(update("Operational"), *said)
    assert words(listener.told) == expected


def test_other_edge_that_ended_while_nobody_listened_is_late() -> None:
    listener = Listener()
    listener.hear(update("Operational"), update("Printing", 30))
    listener.restart()
    assert listener.hear(update("Operational")) == []
    assert words(listener.hear(update(None, 100))) == "finished*"


def test_older_edge() -> None:
    listener = Listener()
    for state, active, completion in (
        ("Operational", False, 0),
        ("Printing", True, 0.01),
        ("Printing", True, 0.6),
        ("Operational", False, 1),
    ):
        payload = {
            "equipment_uuid": "e1",
            "connected": True,
            "printer_status": {"state": state, "flags": {"connected": True}},
            "progress": {"active": active, "completion": completion},
            "temperature_info": {},
        }
        listener.hear(decode_dash_status(json.dumps(payload).encode()))
    assert words(listener.told) == "started 25 50 finished"


# The document

LIFECYCLE = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def listed(header: str) -> list[list[str]]:
    """Return the first two columns of the table with a header in the document."""
    text = LIFECYCLE.read_text(encoding="utf-8")
    _, _, table = text.partition(f"| {header} |\n|---|---|\n")
    rows = table.partition("\n\n")[0].splitlines()
    return [[cell.strip("` ") for cell in row.split("|")[1:3]] for row in rows]


def test_document_lists_what_can_happen() -> None:
    assert [name for name, _ in listed("event | when")] == list(EventType)
    assert [name for name, _ in listed("reason of a failure | what it means")] == list(
        Reason
    )
    assert listed("outcome | event") == [
        [outcome, END_EVENTS[outcome]] for outcome in Outcome
    ]


def test_document_has_the_numbers_of_the_code() -> None:
    text = LIFECYCLE.read_text(encoding="utf-8")
    rules = Rules()
    for number in (
        "{}, {} and {} % unless you set others".format(*rules.milestones),
        f"({rules.cool_below} °C), after one was more than {HOT_MARGIN} °C above",
        f"began more than {LATE_AFTER.seconds} s before",
        f"waits for the next progress, at most {SETTLE.seconds} s",
    ):
        assert number in text, number
