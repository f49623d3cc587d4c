"""A printer at hand."""

import pytest

from simulator import Printer

from .wire import UUID


@pytest.fixture
def printer() -> Printer:
    """Return an idle printer with three files."""
    return Printer(UUID)
