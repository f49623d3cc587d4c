"""Prints that began and were over while nobody listened."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.factor.printer.prints import Outcome
from custom_components.factor.protocol.messages import Filament

from ..payloads import (
    CANCELLING,
    FINISHING,
    OPERATIONAL,
    STARTING,
    job,
    printing,
    progress,
    snapshot,
)
from .following import Listener, ends, words

TS = 1_790_000_000
"""When each story begins, by the printer's clock."""
FILE, OTHER = "bracket.gcode", "cube.gcode"


def remembered(at: float, took: float | None = None) -> dict[str, Any]:
    """Return how OctoPrint notes a print that ended some seconds after `TS`."""
    noted = {"timestamp": TS + at, "success": took is not None}
    return noted | ({} if took is None else {"printTime": took})


def files(**history: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the list of files, each with its prints; `bracket` and `cube`."""
    return {
        "local": [
            {
                "name": f"{name}.gcode",
                "analysis": {
                    "filament": {
                        "tool0": {"length": 1000.0, "volume": 2.4},
                        "tool1": {"length": -1},
                        "toolbox": {"length": 1.0},
                    }
                },
                "history": prints,
            }
            for name, prints in history.items()
        ]
    }


def idle(at: float, **history: list[dict[str, Any]]) -> bytes:
    """Return the snapshot of an idle printer some seconds after `TS`."""
    return snapshot(ts=TS + at, sd=files(**history), job=job(FILE))


def busy(at: float, name: str = FILE, **history: list[dict[str, Any]]) -> bytes:
    """Return the snapshot of a print of a minute."""
    return printing(
        ts=TS + at,
        sd=files(**history),
        job={**job(name), "file": {"name": name, "origin": "local"}},
        progress={**progress(30), "print_time": 60},
    )


@pytest.fixture
def listener() -> Listener:
    """Give a listener that has heard an idle printer, and was restarted for an hour."""
    listener = Listener()
    listener.hear(idle(0, bracket=[remembered(-5000, 60)], cube=[]))
    listener.restart(3600)
    return listener


def test_each_is_told_with_what_is_known_of_it(listener: Listener) -> None:
    listener.now -= timedelta(seconds=1)
    began, ended = listener.hear(
        idle(3600, bracket=[remembered(-5000, 60), remembered(1800, 600)])
    )
    assert words([began, ended]) == "started* finished*"
    assert ended.at == listener.now - timedelta(seconds=1800)
    assert began.at == ended.at - timedelta(seconds=600)
    assert ended.print
    assert ended.outcome is Outcome.FINISHED
    assert (ended.print.file, ended.print.completion) == (FILE, 100)
    assert ended.print.print_time_s == 600
    assert ended.print.filament == {
        "tool0": Filament(1000.0, 2.4),
        "tool1": Filament(),
    }


def test_that_it_was_no_success_is_all_that_is_noted(listener: Listener) -> None:
    began, ended = listener.hear(idle(3600, cube=[remembered(1800)]))
    assert words([began, ended]) == "started* ended*"
    assert began.at == ended.at
    assert ended.print
    assert ended.print.completion is None
    assert ended.print.print_time_s is None


def test_file_of_the_last_one_is_still_selected_after_a_cancel() -> None:
    def told(said: bytes) -> str:
        listener = Listener()
        listener.hear(idle(0))
        listener.restart(3600)
        return words(listener.hear(said))

    cancelled = [remembered(1800)]
    assert told(idle(3600, bracket=cancelled)) == "started* cancelled*"
    assert told(busy(3600, bracket=cancelled)) == "started* ended* started*"
    again = [*cancelled, remembered(1900, 60)]
    assert told(idle(3600, bracket=again)) == "started* ended* started* finished*"


def test_they_are_told_in_order_and_once(listener: Listener) -> None:
    history = {
        "bracket": [remembered(100, 50), remembered(900, 50)],
        "cube": [remembered(500)],
    }
    listener.hear(idle(3600, **history), idle(3601, **history))
    assert ends(listener.told) == [
        (FILE, Outcome.FINISHED),
        (OTHER, Outcome.UNKNOWN),
        (FILE, Outcome.FINISHED),
    ]
    listener.restart()
    assert listener.hear(idle(3602, **history)) == []


def test_they_are_told_before_the_print_that_runs(listener: Listener) -> None:
    listener.hear(busy(3600, bracket=[remembered(1800, 600)]))
    assert words(listener.told) == "started* finished* started*"
    assert listener.follower.lifecycle.print


def test_print_that_is_just_ending_is_not_told_twice(listener: Listener) -> None:
    history = {"bracket": [remembered(1800, 600), remembered(3599, 60)]}
    ending = {"ts": TS + 3600, "sd": files(**history), "job": job(FILE)}
    listener.hear(snapshot("Finishing", **ending), idle(3601, **history))
    assert words(listener.told) == "started* finished* started finished"


@pytest.mark.parametrize("at", [-1, 5, 3606])
def test_what_was_heard_or_cannot_have_been_is_not_told(
    listener: Listener, at: float
) -> None:
    """A clock that is set forward dates what was before too early, and back too late."""
    assert listener.hear(idle(3600, bracket=[remembered(at, 1)])) == []


def test_there_are_only_so_many(listener: Listener) -> None:
    told = listener.hear(
        idle(3600, bracket=[remembered(10 + n, 1) for n in range(600)])
    )
    assert len(told) == 2 * 500
    assert told[0].at < told[-1].at <= listener.now
    assert told[-1].at - told[1].at == timedelta(seconds=499)


def test_print_of_no_moment_is_not_told_before_1970() -> None:
    listener = Listener()
    listener.hear(snapshot(ts=-10))
    listener.restart(3600)
    assert listener.hear(idle(3600, bracket=[{}, {"success": True}])) == []


@pytest.mark.parametrize("at", [None, 1e300, "soon"])
def test_moment_that_makes_no_sense(listener: Listener, at: Any) -> None:
    odd = [{"timestamp": at, "success": True}]
    assert listener.hear(idle(3600, bracket=odd)) == []
    assert listener.hear(snapshot(ts=1e300, sd=files(bracket=odd))) == []
    listener.restart()
    assert len(listener.hear(idle(3700, bracket=[remembered(3690, 1)]))) == 0


def test_nothing_is_told_of_a_printer_that_was_never_heard() -> None:
    listener = Listener()
    assert listener.hear(idle(3600, bracket=[remembered(1800, 600)])) == []


def ends_after(listener: Listener, said: bytes) -> list[tuple[str | None, Outcome]]:
    """Return all ends, the last ones after an hour in which nobody listened."""
    listener.restart(3600)
    listener.hear(said)
    return ends(listener.told)


def test_end_of_the_print_that_ran_is_told_once() -> None:
    listener = Listener()
    listener.hear(idle(0, bracket=[], cube=[]), busy(1, bracket=[], cube=[]))
    history = {
        "bracket": [remembered(100), remembered(800, 90)],
        "cube": [remembered(500, 90)],
    }
    assert ends_after(listener, idle(3600, **history)) == [
        (FILE, Outcome.UNKNOWN),  # what is selected is of a later one
        (OTHER, Outcome.FINISHED),
        (FILE, Outcome.FINISHED),
    ]


def test_end_that_was_told_before_it_was_remembered_is_not_told_again() -> None:
    listener = Listener()
    listener.hear(idle(0, bracket=[]), busy(1, bracket=[]), FINISHING, OPERATIONAL)
    assert words(listener.told) == "started 25 finished"
    said = idle(3600, bracket=[remembered(2, 60)])
    assert ends_after(listener, said) == [(FILE, Outcome.FINISHED)]


@pytest.mark.parametrize("ending", [FINISHING, CANCELLING])
def test_print_that_only_bare_events_showed_is_told_once(ending: bytes) -> None:
    listener = Listener()
    listener.hear(idle(0, bracket=[]))
    listener.restart(3600)
    took = 0.4 if ending is FINISHING else None
    listener.hear(
        STARTING, ending, OPERATIONAL, idle(3600, bracket=[remembered(3599, took)])
    )
    assert len(ends(listener.told)) == 1


def test_print_that_only_bare_events_showed_may_get_another_file(
    listener: Listener,
) -> None:
    card = {"name": "card~1.gco", "origin": "sdcard"}
    selected = snapshot(
        ts=TS + 3600,
        sd=files(bracket=[remembered(3599, 0.4)]),
        job={**job(), "file": card},
    )
    listener.hear(STARTING, FINISHING)
    listener.hear(selected, after=3)
    assert ends(listener.told) == [("card~1.gco", Outcome.FINISHED)]


def test_print_of_which_nothing_was_remembered_before_is_told_once() -> None:
    """Whether the end in the list of files, which was not there before, is its own."""
    listener = Listener()
    listener.hear(idle(0), busy(1))
    said = idle(3600, bracket=[remembered(100, 90)])
    assert len(ends_after(listener, said)) == 1


def test_print_that_was_hardly_heard_of_is_told_as_it_is_remembered() -> None:
    listener = Listener()
    listener.hear(idle(0, cube=[]), STARTING)
    listener.restart(3600)
    listener.hear(idle(3600, cube=[remembered(90, 80)]))
    assert ends(listener.told) == [(OTHER, Outcome.FINISHED)]


def test_print_that_was_last_seen_ending_is_told_once(listener: Listener) -> None:
    noted = remembered(3599, 60)
    ending = {"ts": TS + 3600, "sd": files(bracket=[noted]), "job": job(FILE)}
    listener.hear(snapshot("Finishing", **ending))
    listener.restart(3600)
    listener.hear(idle(7200, bracket=[noted], cube=[remembered(5000, 60)]))
    assert ends(listener.told) == [(FILE, Outcome.FINISHED), (OTHER, Outcome.FINISHED)]


def test_moment_of_an_end_is_the_printer_s_unless_its_clock_is_wrong() -> None:
    def ended(clock: float) -> float:
        listener = Listener()
        listener.hear(idle(0))
        now = listener.now.timestamp()
        listener.restart(3600)
        said = idle(3600, bracket=[remembered(1800, 1)]).decode()
        for offset in (0, 1800, 3600):
            said = said.replace(f"{TS + offset}", f"{now + offset + clock}")
        listener.follower.lifecycle.heard_until = now + clock
        (_, end) = listener.hear(said.encode(), after=30)
        return end.at.timestamp() - now

    assert ended(0) == 1800
    assert ended(-7200) == 1830


@pytest.mark.parametrize("clock_s", [0, -45, 3600])
def test_end_after_long_without_a_snapshot_leaves_open_what_was_told(
    clock_s: float,
) -> None:
    """The print's own end would be taken for one that was missed."""
    listener = Listener()
    listener.hear(idle(0, bracket=[]), busy(1, bracket=[]))
    listener.now += timedelta(seconds=clock_s)
    listener.hear(FINISHING, OPERATIONAL, after=20)
    said = idle(3600, bracket=[remembered(21, 80)])
    assert ends_after(listener, said) == [(FILE, Outcome.FINISHED)]


def test_prints_after_one_whose_end_was_heard_are_told() -> None:
    listener = Listener()
    listener.hear(idle(0), STARTING, FINISHING, OPERATIONAL, after=0.2)
    said = idle(3600, bracket=[remembered(1, 0.4)], cube=[remembered(1800, 60)])
    assert ends_after(listener, said) == [
        (None, Outcome.FINISHED),
        (OTHER, Outcome.FINISHED),
    ]


@pytest.mark.parametrize("completion", [None, 100.0])
def test_after_others_the_sd_card_s_file_was_selected_anew(
    completion: float | None,
) -> None:
    """What it shows is of a later print of it, or of none."""
    card = {**job(), "file": {"name": "card~1.gco", "origin": "sdcard"}}
    shown: dict[str, Any] = {"job": card, "progress": progress(completion)}
    began = printing(ts=TS + 1, sd=files(), job=card)

    def told(**history: list[dict[str, Any]]) -> list[tuple[str | None, Outcome]]:
        listener = Listener()
        listener.hear(idle(0), began)
        listener.restart(3600)
        listener.hear(snapshot(ts=TS + 3600, sd=files(**history), **shown))
        return ends(listener.told)

    alone = Outcome.CANCELLED if completion is None else Outcome.FINISHED
    assert told() == [("card~1.gco", alone)]
    assert told(cube=[remembered(1800, 60)]) == [
        ("card~1.gco", Outcome.UNKNOWN),
        (OTHER, Outcome.FINISHED),
    ]


def test_after_others_the_sd_card_s_file_was_printed_anew() -> None:
    """Its last time is of a later print of it, too."""

    def told(**history: list[dict[str, Any]]) -> list[tuple[str | None, Outcome]]:
        card = {**job(), "file": {"name": "card~1.gco", "origin": "sdcard"}}
        before, since = (
            {**card, "id": f"job {seconds}", "last_time": seconds}
            for seconds in (50.0, 60.0)
        )
        listener = Listener()
        listener.hear(idle(0), printing(20, ts=TS + 1, sd=files(), job=before))
        listener.restart(3600)
        listener.hear(printing(1, ts=TS + 3600, sd=files(**history), job=since))
        listener.hear(idle(3601, **history))
        return ends(listener.told)[:-1]

    assert told() == [("card~1.gco", Outcome.FINISHED)]
    assert told(cube=[remembered(1800, 60)]) == [
        ("card~1.gco", Outcome.UNKNOWN),
        (OTHER, Outcome.FINISHED),
    ]


def test_prints_after_one_of_the_sd_card_are_told() -> None:
    """Its end is not noted: none of those that are can be its own."""
    card = {"file": {"name": "card~1.gco", "origin": "sdcard"}}
    listener = Listener()
    listener.hear(idle(0), printing(ts=TS + 1, sd=files(), job={**job(), **card}))
    said = idle(3600, cube=[remembered(1800, 60)])
    assert ends_after(listener, said) == [
        ("card~1.gco", Outcome.UNKNOWN),
        (OTHER, Outcome.FINISHED),
    ]
