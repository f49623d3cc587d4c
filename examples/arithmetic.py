#!/usr/bin/env python3
"""Print the table of docs/scale.md: change the inputs, run it, put the table in there."""

from collections.abc import Iterator
from dataclasses import dataclass

MS, US = 1e-3, 1e-6
KB, MB, GB = 1e3, 1e6, 1e9
BITS = 8
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400
HEADER = ("", "one printer", "a site", "the farm")


@dataclass(frozen=True)
class Inputs:
    """What the arithmetic begins with: measured where it says so in docs/scale.md."""

    printers: int = 100_000
    printers_a_site: int = 300
    snapshots_a_s: float = 1.0
    snapshot_bytes: float = 3 * KB
    snapshot_with_files_bytes: float = 450 * KB
    home_cpu_s: float = 0.9 * MS
    home_memory_bytes: float = 2.1 * MB
    rows_an_hour: float = 800
    recorded_bytes_an_hour: float = 0.15 * MB
    kept_days: float = 10
    broker_cpu_s: float = 51 * US
    cluster_cpu_s: float = 470 * US
    prints_a_day: float = 4
    events_a_print: float = 6
    event_bytes: float = 1 * KB
    counts_a_minute: float = 1
    count_bytes: float = 0.5 * KB

    @property
    def sites(self) -> int:
        """How many sites, and Home Assistants, there are."""
        return -(-self.printers // self.printers_a_site)


def number(value: float, unit: str = "") -> str:
    """Return a number with three digits that count."""
    for limit, digits in ((100, 0), (10, 1), (1, 2), (0.01, 3)):
        if value >= limit:
            text = f"{value:,.{digits}f}"
            break
    else:
        text = f"{value:.1g}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text} {unit}".rstrip()


def inputs_of(known: Inputs) -> Iterator[tuple[str, str]]:
    """Yield the rows of the inputs."""
    yield "printers", number(known.printers)
    yield "printers of one Home Assistant", number(known.printers_a_site)
    yield "snapshots of a printer", number(known.snapshots_a_s, "a second")
    yield "a snapshot", number(known.snapshot_bytes / KB, "KB")
    yield (
        "a snapshot with 500 files in OctoPrint",
        number(known.snapshot_with_files_bytes / KB, "KB"),
    )
    yield (
        "Home Assistant's CPU for a snapshot, recorder included",
        number(known.home_cpu_s / MS, "ms"),
    )
    yield (
        "Home Assistant's memory for a printer",
        number(known.home_memory_bytes / MB, "MB"),
    )
    yield (
        "recorder, for a printer",
        f"{number(known.rows_an_hour)} rows and "
        f"{number(known.recorded_bytes_an_hour / MB, 'MB')} an hour",
    )
    yield "recorder keeps", number(known.kept_days, "days")
    yield (
        "Mosquitto's CPU for a snapshot to one listener, TLS",
        number(known.broker_cpu_s / US, "µs"),
    )
    yield (
        "RabbitMQ's CPU for the same, three nodes together",
        number(known.cluster_cpu_s / US, "µs"),
    )
    yield (
        "prints of a printer",
        f"{number(known.prints_a_day)} a day, {number(known.events_a_print)} events each",
    )
    yield "an event to the centre", number(known.event_bytes / KB, "KB")
    yield (
        "a site's counts to the centre",
        f"{number(known.counts_a_minute)} a minute, {number(known.count_bytes / KB, 'KB')}",
    )


def outputs_of(known: Inputs) -> Iterator[tuple[str, str, str, str]]:
    """Yield the rows of the results."""
    scales = (1, known.printers_a_site, known.printers)

    def row(what: str, value: float, unit: str = "") -> tuple[str, str, str, str]:
        one, site, farm = (number(value * scale, unit) for scale in scales)
        return what, one, site, farm

    rate = known.snapshots_a_s
    events_a_s = known.prints_a_day * known.events_a_print / DAY_S
    counts_a_s = known.counts_a_minute / MINUTE_S / known.printers_a_site
    central_bytes = events_a_s * known.event_bytes + counts_a_s * known.count_bytes
    yield "Home Assistants", "–", "1", number(known.sites)
    yield row("snapshots, a second", rate)
    yield row("to the broker, Mbit/s", rate * known.snapshot_bytes * BITS / MB)
    yield row(
        "the same with 500 files, Mbit/s",
        rate * known.snapshot_with_files_bytes * BITS / MB,
    )
    yield row("Mosquitto's CPU, % of a core", 100 * rate * known.broker_cpu_s)
    yield row(
        "the cluster's CPU if printers logged in there, % of a core",
        100 * rate * known.cluster_cpu_s,
    )
    yield row("Home Assistant's CPU, % of a core", 100 * rate * known.home_cpu_s)
    yield row("Home Assistant's memory for printers, MB", known.home_memory_bytes / MB)
    yield row("recorder's rows, a second", known.rows_an_hour / HOUR_S)
    yield row(
        f"database after {number(known.kept_days)} days, GB",
        known.recorded_bytes_an_hour * 24 * known.kept_days / GB,
    )
    yield row("to the centre, messages a second", events_a_s + counts_a_s)
    yield row("to the centre, kbit/s", central_bytes * BITS / KB)


def table(known: Inputs) -> str:
    """Return inputs and results as one table of Markdown."""
    lines = [HEADER, ("---",) * len(HEADER), ("**inputs**", "", "", "")]
    lines += [(what, value, "", "") for what, value in inputs_of(known)]
    lines += [("**results**", "", "", ""), *outputs_of(known)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    print(table(Inputs()), end="")  # noqa: T201
