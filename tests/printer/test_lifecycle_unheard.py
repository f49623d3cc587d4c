"""A print that ended unheard, and another one that is heard of next."""

from custom_components.factor.printer.prints import Outcome

from ..payloads import (
    FINISHING,
    OPERATIONAL,
    PRINTING,
    STARTING,
    job,
    printing,
    progress,
    snapshot,
)
from .following import Listener, ends, words

OTHER = job("other.gcode", "7a000000-0000-4000-8000-000000000000")


def test_bare_end_of_another_print_is_not_that_of_the_one_before() -> None:
    listener = Listener()
    listener.hear(snapshot(), STARTING, printing(10))
    listener.restart(600)
    listener.hear(
        FINISHING,
        snapshot("Finishing", job=OTHER, progress=progress(100)),
        OPERATIONAL,
        snapshot(job=OTHER, progress=progress(100)),
    )
    assert ends(listener.told) == [
        ("bracket.gcode", Outcome.UNKNOWN),
        ("other.gcode", Outcome.FINISHED),
    ]


def test_print_of_which_only_bare_events_were_heard_does_not_become_another() -> None:
    listener = Listener()
    listener.hear(snapshot(), STARTING, PRINTING)
    listener.restart(600)
    events = listener.hear(printing(1))
    assert words(events) == "started"
    assert events[0].print
    assert events[0].print.started == listener.now


def test_error_after_an_unheard_end_says_nothing_where_nothing_is_remembered() -> None:
    card = job("card~1.gco")
    card["file"]["origin"] = "sdcard"
    listener = Listener()
    listener.hear(snapshot(), STARTING, printing(10, job=card))
    listener.restart(600)
    listener.hear(snapshot("Offline after error"))
    (end,) = [each for each in listener.told if each.outcome]
    assert end.outcome is Outcome.UNKNOWN


def test_id_of_the_print_before_may_be_told_until_a_gap() -> None:
    """No other id may: what has another one after the gap is another print."""
    first, second, third = (job("bracket.gcode", job_id) for job_id in "123")
    listener = Listener()
    listener.hear(snapshot(), STARTING, printing(1, job=first), FINISHING, OPERATIONAL)
    listener.hear(STARTING, printing(1, job=first))
    listener.restart(10)
    assert words(listener.hear(printing(1, job=second))) == ""
    listener.restart(10)
    assert words(listener.hear(printing(1, job=third))) == "ended* started"
