"""What these tests share."""

import pytest


@pytest.fixture(autouse=True)
def _integration_enabled() -> None:
    """Do without Home Assistant: nothing that is tested here imports it."""
