"""The costs side by side, as a table in Markdown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
import math
import os
from pathlib import Path
import platform
import statistics
from typing import Final

from homeassistant.const import __version__
from homeassistant.util.dt import now

FLOOR, TEMPLATES, OURS = "floor", "MQTT template sensors", "this integration"
SMALL, LARGE = 3, 120
"""Files on each printer: snapshots of 4 KB, and of about 100 KB."""
STATE, TEMPERATURE = "state", "tool0_temperature"
TITLES: Final = (
    "printers",
    "files",
    "recorder",
    "rival",
    "CPU ms a snapshot",
    "% of a core",
    "state p50 ms",
    "state p99 ms",
    "temperature p50 ms",
    "temperature p99 ms",
    "KB an entity",
    "rows an hour",
    "KB an hour",
)


@dataclass(frozen=True)
class Case:
    """What is measured: a rival, the printers, their files, and a recorder or not."""

    rival: str
    printers: int
    files: int = SMALL
    recorder: bool = False


@dataclass(frozen=True)
class Cost:
    """What a case costs.

    `share` is of a core; `memory_mb` and `entities` are what the printers add. Rows and
    bytes in the database are a printer's and hour's. Latency is that of each probe, ms.
    """

    cpu_ms: float
    share: float
    memory_mb: float = math.nan
    entities: int = 0
    rows: float = math.nan
    bytes: float = math.nan
    latency_ms: Mapping[str, list[float]] | None = None

    @property
    def kb_an_entity(self) -> float:
        """The memory of an entity, KB."""
        return 1000 * self.memory_mb / self.entities if self.entities else math.nan

    def latency(self, key: str, percent: int) -> float:
        """Return a percentile of an entity's latency, ms."""
        if not self.latency_ms or len(self.latency_ms[key]) < 2:
            return math.nan
        return statistics.quantiles(self.latency_ms[key], n=100)[percent - 1]


type Costs = Mapping[Case, Cost]


def shown(value: float, digits: int) -> str:
    """Return a number for a person, nothing for what was not measured."""
    return "" if math.isnan(value) else f"{value:,.{digits}f}"


def rows(costs: Costs) -> Iterator[tuple[str, ...]]:
    """Yield a row for each case."""
    for case, cost in costs.items():
        latencies = (
            shown(cost.latency(key, percent), 1)
            for key in (STATE, TEMPERATURE)
            for percent in (50, 99)
        )
        yield (
            str(case.printers),
            str(case.files),
            "on" if case.recorder else "off",
            case.rival,
            shown(cost.cpu_ms, 2),
            shown(100 * cost.share, 1),
            *latencies,
            shown(cost.kb_an_entity, 1),
            shown(cost.rows, 0),
            shown(cost.bytes / 1000, 0),
        )


def ratios(costs: Costs) -> Iterator[tuple[str, ...]]:
    """Yield how this integration compares, for each case of it."""
    for case, ours in costs.items():
        if case.rival != OURS:
            continue
        rival = Case(TEMPLATES, case.printers, case.files, case.recorder)
        floor = costs.get(Case(FLOOR, case.printers, case.files))
        compared: list[tuple[str, float, float]] = []
        if theirs := costs.get(rival):
            compared = [
                ("CPU, to template sensors", ours.cpu_ms, theirs.cpu_ms),
                ("rows, to template sensors", ours.rows, theirs.rows),
                ("bytes, to template sensors", ours.bytes, theirs.bytes),
                (
                    "memory of an entity, to template sensors",
                    ours.kb_an_entity,
                    theirs.kb_an_entity,
                ),
                *(
                    (
                        f"p{percent} of a state, to template sensors",
                        ours.latency(STATE, percent),
                        theirs.latency(STATE, percent),
                    )
                    for percent in (50, 99)
                ),
            ]
        if floor and not case.recorder:
            compared.append(("CPU, to the floor", ours.cpu_ms, floor.cpu_ms))
        for what, own, other in compared:
            if not math.isnan(own / other):
                recorder = "on" if case.recorder else "off"
                where = (str(case.printers), str(case.files), recorder)
                yield (*where, what, f"{own / other:.3f}")


def table(titles: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    told = (titles, ("---",) * len(titles), *lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in told)


def report(costs: Costs) -> str:
    """Return all that was measured, with the date and the machine."""
    ratio_titles = (*TITLES[:3], "this integration", "ratio")
    return "\n\n".join(
        (
            f"{now():%Y-%m-%d}, {os.cpu_count()} cores ({processor()}), Python "
            f"{platform.python_version()}, Home Assistant {__version__}",
            table(TITLES, rows(costs)),
            table(ratio_titles, ratios(costs)),
        )
    )


def processor() -> str:
    """Return the processor's name, as far as the system tells."""
    facts = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(": ")[2] for line in facts if line.startswith("model name"))
    return next(names, platform.machine())
