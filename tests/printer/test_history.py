"""What is remembered of prints."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from custom_components.factor.printer.history import (
    MAX_PRINTS,
    FilamentUsed,
    History,
    PastPrint,
    Query,
    Totals,
    total,
)
from custom_components.factor.printer.prints import Outcome, Reason

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def past(hour: int = 0, **changes: Any) -> PastPrint:
    """Return a print that began some hours after noon."""
    given = {
        "started": NOON + hour * HOUR,
        "ended": NOON + (hour + 1) * HOUR,
        "outcome": Outcome.FINISHED,
        **changes,
    }
    return PastPrint("uuid", **given)


EVERYTHING = past(
    file="bracket.gcode",
    job_id="id",
    outcome=Outcome.FAILED,
    reason=Reason.ERROR,
    message="Offline after error",
    duration_s=1800.5,
    paused_s=60.0,
    completion=41.7,
    filament={"tool0": FilamentUsed(100.0, 0.3), "tool1": FilamentUsed(50.0, None)},
    energy_kwh=0.5,
    cost=1.25,
    currency="EUR",
    late=True,
)


@pytest.mark.parametrize("one", [past(), EVERYTHING])
def test_what_is_written_is_read_again(one: PastPrint) -> None:
    history = History()
    history.add(one)
    stored = msgspec.json.decode(msgspec.json.encode(msgspec.to_builtins(history)))
    assert msgspec.convert(stored, History) == history


STORED = """{
  "prints": [{
    "device_uuid": "uuid", "started": "2026-11-23T12:00:00Z",
    "ended": "2026-11-23T13:00:00Z", "outcome": "failed", "file": "bracket.gcode",
    "job_id": "id", "reason": "printer_error", "message": "Offline after error",
    "duration_s": 1800.5, "paused_s": 60.0, "completion": 41.7,
    "filament": {"tool0": {"length_mm": 100.0, "weight_g": 0.3},
                 "tool1": {"length_mm": 50.0, "weight_g": null}},
    "energy_kwh": 0.5, "cost": 1.25, "currency": "EUR", "late": true
  }],
  "totals": {"prints": {"failed": 1}, "duration_s": 1800.5, "length_mm": 150.0,
             "weight_g": null, "energy_kwh": 0.5, "cost": 1.25}
}"""


def test_what_the_first_version_wrote_can_be_read() -> None:
    history = History()
    history.add(EVERYTHING)
    assert msgspec.json.decode(STORED, type=History) == history


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([], None), ([None], None), ([1.0], 1.0), ([1, 2.5], 3.5), ([1, None], None)],
)
def test_total(amounts: list[float | None], expected: float | None) -> None:
    assert total(iter(amounts)) == expected


def test_filament_of_all_tools() -> None:
    assert EVERYTHING.length_mm == 150
    assert EVERYTHING.weight_g is None
    assert past().length_mm is past().weight_g is None


def test_totals_add_what_is_known() -> None:
    totals = Totals()
    totals.add(past())
    assert totals == Totals(prints={Outcome.FINISHED: 1})
    totals.add(EVERYTHING)
    totals.add(past(duration_s=10, energy_kwh=0.0, cost=0.5))
    assert totals == Totals(
        prints={Outcome.FINISHED: 2, Outcome.FAILED: 1},
        duration_s=1810.5,
        length_mm=150,
        energy_kwh=0.5,
        cost=1.75,
    )
    assert Totals() == Totals(prints={})


def test_the_oldest_goes_first() -> None:
    history = History()
    assert history.last is None
    for hour in range(MAX_PRINTS + 5):
        history.add(past(hour))
    assert len(history.prints) == MAX_PRINTS
    assert history.prints[0] == past(5)
    assert history.last == past(MAX_PRINTS + 4)
    assert history.totals.prints == {Outcome.FINISHED: MAX_PRINTS + 5}


A = past(0, file="a.gcode")
B = past(1, file="Straße.gcode", outcome=Outcome.CANCELLED)
C = past(2, outcome=Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(), [C, B, A]),
        (Query(outcomes=frozenset({Outcome.CANCELLED, Outcome.UNKNOWN})), [C, B]),
        (Query(outcomes=frozenset()), []),
        (Query(file="STRASSE"), [B]),
        (Query(file="gcode"), [B, A]),
        (Query(file=""), [C, B, A]),
        (Query(after=NOON + HOUR), [C, B]),
        (Query(before=NOON + HOUR), [A]),
        (Query(after=NOON + HOUR, before=NOON + 2 * HOUR), [B]),
    ],
)
def test_what_is_asked_for(query: Query, found: list[PastPrint]) -> None:
    history = History()
    for one in (A, B, C):
        history.add(one)
    assert history.find(query) == found
    assert history.remove(query) == len(found)
    assert history.prints == [one for one in (A, B, C) if one not in found]
    assert sum(history.totals.prints.values()) == 3
