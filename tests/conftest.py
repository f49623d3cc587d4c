"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from custom_components.factor.const import DOMAIN

from .mosquitto import Mosquitto

UUID = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f"


@pytest.fixture(autouse=True)
def _integration_enabled(enable_custom_integrations: None) -> None:
    """Let Home Assistant load the integration."""


@pytest.fixture
def broker(socket_enabled: None, tmp_path: Path) -> Iterator[Mosquitto]:
    """Give a running mosquitto that lets everybody in."""
    mosquitto = Mosquitto(tmp_path)
    mosquitto.start()
    yield mosquitto
    mosquitto.stop()
