"""What the chaos tests share: the figures, and how thorough to be."""

from collections.abc import Iterator
import os
from pathlib import Path

import pytest

from homeassistant.core import HomeAssistant

from .figures import Figures, rows_of, table
from .plain import plain

IS_FULL = os.environ.get("CHAOS") == "full"
"""Whether all of it runs, which takes long, or the short form."""
IS_WANTED = "CHAOS" in os.environ
"""Whether more runs than what is quick enough for each run of all tests."""


@pytest.fixture
def plain_home(
    hass: HomeAssistant,
    hass_storage: object,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[None]:
    """Store on the disk, and keep nothing that only a test would keep."""
    with plain(hass, tmp_path, caplog):
        yield


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """Give the table, to which a test adds what it has measured."""
    return Figures(request.node)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    passed = terminalreporter.getreports("passed")
    if rows := rows_of([report for report in passed if report.when == "call"]):
        terminalreporter.section("what went wrong, and what held")
        for line in table(rows):
            terminalreporter.line(line)
