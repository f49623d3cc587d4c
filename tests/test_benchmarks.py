"""The benchmarks' report says what was measured, and what does not hold."""

import math

from benchmarks.cases import FLOOR, OURS, TEMPLATES, Case
from benchmarks.report import Cost, ratios, rows

PRINTERS = 200


def run(cpu_ms: float, *, share: float = 0.5, rows: float = 100) -> dict[Case, Cost]:
    """Return what a run may have measured: of ours what is given, of the others 1."""
    return {
        Case(FLOOR, PRINTERS): Cost(1, share),
        Case(TEMPLATES, PRINTERS): Cost(1, share),
        Case(TEMPLATES, PRINTERS, recorder=True): Cost(1, share, rows=1000),
        Case(OURS, PRINTERS): Cost(cpu_ms, 0.1),
        Case(OURS, PRINTERS, recorder=True): Cost(cpu_ms, 0.1, rows=rows),
    }


def met(*runs: dict[Case, Cost]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the ratios, and whether they are met, by recorder and what they are of."""
    return {
        (recorder, of): (ratio, is_met)
        for _, _, recorder, of, ratio, _, is_met in ratios(runs)
    }


def test_a_target_holds_if_it_does_in_each_run() -> None:
    told = met(run(0.25, rows=40), run(0.125, rows=39))
    assert told == {
        ("off", "CPU, to MQTT template sensors"): ("0.25 / 0.125", "yes"),
        ("off", "CPU, to floor"): ("0.25 / 0.125", "yes"),
        ("on", "CPU, to MQTT template sensors"): ("0.25 / 0.125", "no"),
        ("on", "rows, to MQTT template sensors"): ("0.04 / 0.039", "yes"),
    }


def test_one_that_lags_is_marked() -> None:
    lagging = run(0.1, share=0.95)
    of = "CPU, to MQTT template sensors, which lags behind"
    assert met(lagging)["off", of] == ("0.1", "yes")
    too_much = met(run(0.3, share=0.95))
    assert too_much["off", of] == ("0.3", "cannot be told")
    rivals = [row[3] for row in rows([run(0.1), lagging])]
    assert rivals == [
        "floor, which lags behind",
        "MQTT template sensors, which lags behind",
        "MQTT template sensors, which lags behind",
        "this integration",
        "this integration",
    ]


def test_less_than_the_noise_is_not_told() -> None:
    quiet = run(-0.01)
    assert met(run(0.1), quiet)["off", "CPU, to floor"] == (
        "0.1 / -0.01",
        "cannot be told",
    )
    ours = [row for row in rows([quiet]) if row[3] == "this integration"]
    assert [row[4] for row in ours] == ["cannot be told", "cannot be told"]


def test_what_took_too_long_once_is_told_of_the_other_run() -> None:
    short = run(0.2)
    del short[Case(TEMPLATES, PRINTERS)], short[Case(OURS, PRINTERS)]
    told = met(short, run(0.3))
    assert told["off", "CPU, to floor"] == ("0.3", "yes")
    assert told["on", "CPU, to MQTT template sensors"] == ("0.2 / 0.3", "no")


def test_figures_are_medians() -> None:
    ours = [
        row for row in rows([run(1), run(2), run(9)]) if row[3] == "this integration"
    ]
    assert [row[4] for row in ours] == ["2.00", "2.00"]
    assert ours[0][-1] == ""  # not measured


def test_percentiles_need_probes() -> None:
    assert math.isnan(Cost(1, 1).latency("state", 50))
    assert Cost(1, 1, latency_ms={"state": [1.0, 2.0, 3.0]}).latency("state", 50) == 2
