"""The logbook of a real recorder tells what happened to a printer."""

from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.const import Platform
from homeassistant.helpers.recorder import get_instance
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .home import Home
from .payloads import FINISHING, OPERATIONAL, STARTING, snapshot
from .test_logbook import running


@pytest.fixture(autouse=True)
def _integration_enabled(
    recorder_db_url: str, recorder_mock: None, enable_custom_integrations: None
) -> None:
    """Record, which has to begin before anything else."""


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the events only."""
    return [Platform.EVENT]


async def test_logbook_of_the_device(
    home: Home, hass_ws_client: WebSocketGenerator
) -> None:
    hass = home.hass
    for component in ("http", "websocket_api", "history", "logbook"):
        assert await async_setup_component(hass, component, {})
    await home.hear(snapshot(), STARTING, running(1, 60), FINISHING, OPERATIONAL)
    await get_instance(hass).async_block_till_done()
    await hass.async_block_till_done()
    socket = await hass_ws_client()
    now = dt_util.utcnow()
    await socket.send_json(
        {
            "id": 1,
            "type": "logbook/get_events",
            "start_time": (now - timedelta(days=1)).isoformat(),
            "end_time": (now + timedelta(days=1)).isoformat(),
            "device_ids": [home.device.id],
        }
    )
    answer = await socket.receive_json()
    lines = [
        f"{line['name']} {line['message']}"
        for line in answer["result"]
        if "message" in line
    ]
    assert lines == [
        "Printer 1 started bracket.gcode",
        "Printer 1 finished bracket.gcode in 1 min",
    ]
