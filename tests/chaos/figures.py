"""The table of what went wrong and what held, which is printed in the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pytest

PROPERTY = "figure"
TITLES = ("what goes wrong", "what held", "figure")


class Row(NamedTuple):
    """One thing that went wrong, what held all the same, and what was measured."""

    fault: str
    held: str
    figure: str


@dataclass
class Figures:
    """What a test has measured; it travels with the test's report."""

    test: pytest.Item

    def add(self, fault: str, held: str, figure: str) -> None:
        """Note what held; this is called once the test has checked that it does."""
        self.test.user_properties.append((PROPERTY, (fault, held, figure)))


def rows_of(reports: Sequence[pytest.TestReport]) -> list[Row]:
    """Return what the tests of some reports have measured."""
    return [
        Row(*map(str, value))
        for report in reports
        for name, value in report.user_properties
        if name == PROPERTY and isinstance(value, Sequence)
    ]


def table(rows: Sequence[Row]) -> list[str]:
    """Return the lines of the table, in Markdown."""
    lines = [TITLES, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = tuple("-" * width for width in widths)
    return [
        f"| {' | '.join(map(str.ljust, line, widths, strict=True))} |"
        for line in (TITLES, rule, *rows)
    ]
