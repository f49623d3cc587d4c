"""What the chaos tests share: what printers print, and the figures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homeassistant.core import HomeAssistant

from ..e2e import truth
from . import house
from .figures import Figures, rows_of, table
from .plain import plain
from .world import SEED


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
def brief_prints(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Print what is soon done; connect to a Home Assistant outside of pytest."""
    monkeypatch.setattr(truth, "DISK", house.DISK)
    monkeypatch.setattr(truth, "CARD", house.CARD)
    print(f"\nCHAOS_SEED={SEED}")


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
