"""The costs side by side, as tables in Markdown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
import math
import os
from pathlib import Path
import platform
import statistics
from typing import Final

from homeassistant.const import __version__
from homeassistant.util.dt import now

from .cases import FLOOR, LARGE, OURS, SMALL, STATE, TEMPERATURE, TEMPLATES, Case

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "performance.md"
BUSY_SHARE: Final = 0.9
"""Of a core, from which on a process falls behind."""
LAGS: Final = ", which lags behind"
BEGIN, END = "<!-- measured -->", "<!-- end -->"


@dataclass(frozen=True)
class Cost:
    """What a case costs.

    `share` is of a core; `memory_mb` and `entities` are a printer's, and rows and bytes
    in the database a printer's and hour's. Latency is that of each probe, ms.
    `highest_rate` is how many snapshots a second one core keeps up with.
    """

    cpu_ms: float
    share: float
    memory_mb: float = math.nan
    entities: float = math.nan
    rows: float = math.nan
    bytes: float = math.nan
    latency_ms: Mapping[str, list[float]] | None = None
    highest_rate: float = math.nan

    @property
    def keeps_up(self) -> bool:
        """Whether it does; if not, its figures are of less than what was sent."""
        return self.share < BUSY_SHARE

    @property
    def kb_an_entity(self) -> float:
        """The memory of an entity, KB."""
        return 1000 * self.memory_mb / self.entities

    def latency(self, key: str, percent: int) -> float:
        """Return a percentile of an entity's latency, ms."""
        if not self.latency_ms or len(self.latency_ms[key]) < 2:
            return math.nan
        return statistics.quantiles(self.latency_ms[key], n=100)[percent - 1]


type Costs = Mapping[Case, Cost]
type Figure = Callable[[Cost], float]


def latency_of(key: str, percent: int) -> Figure:
    """Return what gives a percentile of an entity's latency."""
    return lambda cost: cost.latency(key, percent)


COLUMNS: Final[tuple[tuple[str, Figure, int], ...]] = (
    ("CPU ms a snapshot", lambda cost: cost.cpu_ms, 2),
    ("% of a core", lambda cost: 100 * cost.share, 1),
    ("state p50 ms", latency_of(STATE, 50), 1),
    ("state p99 ms", latency_of(STATE, 99), 1),
    ("temperature p50 ms", latency_of(TEMPERATURE, 50), 1),
    ("temperature p99 ms", latency_of(TEMPERATURE, 99), 1),
    ("MB a printer", lambda cost: cost.memory_mb, 2),
    ("KB an entity", lambda cost: cost.kb_an_entity, 1),
    ("rows an hour", lambda cost: cost.rows, 0),
    ("KB an hour", lambda cost: cost.bytes / 1000, 0),
    ("highest rate", lambda cost: cost.highest_rate, 0),
)


@dataclass(frozen=True)
class Target:
    """What a ratio is to be: of a figure of this integration to another rival's.

    It is for one size of the files, with a recorder or without, and from a number of
    printers on.
    """

    what: str
    figure: Figure
    most: float = math.inf
    least: float = 0.0
    rival: str = TEMPLATES
    files: int = SMALL
    recorder: bool = True
    from_printers: int = 10

    def is_for(self, case: Case) -> bool:
        """Return whether it is for a case."""
        return (
            case.rival == OURS
            and (case.files, case.recorder) == (self.files, self.recorder)
            and case.printers >= self.from_printers
        )

    def other(self, case: Case) -> Case:
        """Return whom a case is compared to, with a recorder if it can have one."""
        recorder = case.recorder and self.rival != FLOOR
        return Case(self.rival, case.printers, case.files, recorder)

    @property
    def told(self) -> str:
        """What it has to be."""
        if self.least:
            return f"at least {self.least:g}"
        return f"at most {self.most:.3g}"


TARGETS: Final = (
    Target("CPU", lambda cost: cost.cpu_ms, 1 / 8),
    Target("CPU", lambda cost: cost.cpu_ms, 1 / 4, recorder=False),
    Target("CPU", lambda cost: cost.cpu_ms, 2, rival=FLOOR, recorder=False),
    Target("CPU", lambda cost: cost.cpu_ms, 1 / 15, files=LARGE, recorder=False),
    Target("highest rate", lambda cost: cost.highest_rate, least=8),
    Target("rows", lambda cost: cost.rows, 1 / 25),
    Target("bytes", lambda cost: cost.bytes, 1 / 25),
    Target("state p50", latency_of(STATE, 50), 1, from_printers=200),
    Target("state p99", latency_of(STATE, 99), 1 / 5, from_printers=200),
    Target("KB an entity", lambda cost: cost.kb_an_entity, 0.7),
)
OF_WHAT_WAS_SENT: Final = {"CPU", "rows", "bytes"}
"""Who falls behind takes in less than that, and so costs more than it seems."""
CANNOT_BE_TOLD: Final = "cannot be told"


def shown(value: float, digits: int) -> str:
    """Return a number for a person, nothing for what was not measured.

    One below zero is less than what is subtracted from it varies by.
    """
    if math.isnan(value):
        return ""
    return CANNOT_BE_TOLD if value < 0 else f"{value:,.{digits}f}"


def cases_of(runs: Sequence[Costs]) -> Iterable[Case]:
    """Return the cases that came to an end in any run, in order."""
    return dict.fromkeys(chain.from_iterable(runs))


def rows(runs: Sequence[Costs]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each case, of the medians of the runs in which it came to an end."""
    for case in cases_of(runs):
        costs = [run[case] for run in runs if case in run]
        figures = (
            shown(statistics.median(map(figure, costs)), digits)
            for _, figure, digits in COLUMNS
        )
        yield (*case.told, case.rival + lag(costs), *figures)


def lag(costs: Iterable[Cost]) -> str:
    """Return a remark if one of them is of a rival that falls behind."""
    return "" if all(cost.keeps_up for cost in costs) else LAGS


def ratios(runs: Sequence[Costs]) -> Iterator[tuple[str, ...]]:
    """Yield how this integration compares, in each run, and whether that is enough."""
    for case in cases_of(runs):
        for target in TARGETS:
            if not target.is_for(case):
                continue
            other = target.other(case)
            both = [
                (run[case], run[other]) for run in runs if {case, other} <= set(run)
            ]
            found = [target.figure(one) / target.figure(two) for one, two in both]
            if not found or any(map(math.isnan, found)):
                continue
            is_met = all(target.least <= each <= target.most for each in found)
            lags = lag(two for _, two in both)
            hides = lags and not is_met and target.what in OF_WHAT_WAS_SENT
            is_untold = hides or min(found) < 0
            yield (
                *case.told,
                f"{target.what}, to {target.rival}{lags}",
                " / ".join(f"{each:.3g}" for each in found),
                target.told,
                CANNOT_BE_TOLD if is_untold else "yes" if is_met else "no",
            )


def table(titles: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    told = (titles, ("---",) * len(titles), *lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in told)


def report(runs: Sequence[Costs]) -> str:
    """Return all that was measured, with the date and the machine."""
    common = ("printers", "files", "recorder")
    titles = (*common, "rival", *(title for title, _, _ in COLUMNS))
    return "\n\n".join(
        (
            f"{now():%Y-%m-%d}, {os.cpu_count()} cores ({processor()}), Python "
            f"{platform.python_version()}, Home Assistant {__version__}, "
            f"{len(runs)} runs; medians.",
            table(titles, rows(runs)),
            "This integration's ratio, in each of the runs:",
            table((*common, "of", "ratio", "target", "met"), ratios(runs)),
        )
    )


def write(report: str) -> None:
    """Put the report in the place of the one that the document holds."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{begin}\n\n{report}\n\n{end}{after}", "utf-8")


def processor() -> str:
    """Return the processor's name, as far as the system tells."""
    facts = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(": ")[2] for line in facts if line.startswith("model name"))
    return next(names, platform.machine())
