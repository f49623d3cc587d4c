"""The logbook of a real recorder tells what happened to a printer."""

from datetime import timedelta
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.const import Platform
from homeassistant.helpers.recorder import get_instance
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import parse_yaml

from .home import Home
from .payloads import FINISHING, OPERATIONAL, STARTING, snapshot
from .test_docs import DOCS
from .test_logbook import running

AUTOMATIONS = (DOCS / "automations.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _integration_enabled(
    recorder_db_url: str, recorder_mock: None, enable_custom_integrations: None
) -> None:
    """Record, which has to begin before anything else."""


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the events only."""
    return [Platform.EVENT]


async def lines(
    home: Home, hass_ws_client: WebSocketGenerator, **about: Any
) -> list[str]:
    """Play a print; return what the logbook tells, of the entity its event type."""
    await home.hear(snapshot(), STARTING, running(1, 60), FINISHING, OPERATIONAL)
    await get_instance(home.hass).async_block_till_done()
    await home.hass.async_block_till_done()
    socket = await hass_ws_client()
    now = dt_util.utcnow()
    await socket.send_json_auto_id(
        {
            "type": "logbook/get_events",
            "start_time": (now - timedelta(days=1)).isoformat(),
            "end_time": (now + timedelta(days=1)).isoformat(),
            **about,
        }
    )
    answer = await socket.receive_json()
    return [
        f"{line['name']} {line['message']}"
        if "message" in line
        else f"{line['entity_id']}: {line['attributes']['event_type']}"
        for line in answer["result"]
    ]


async def set_up_logbook(home: Home, **config: Any) -> None:
    """Set up the logbook and what it needs."""
    for component in ("http", "websocket_api", "history"):
        assert await async_setup_component(home.hass, component, {})
    assert await async_setup_component(home.hass, "logbook", {"logbook": config})


def example(title: str) -> str:
    """Return the example in a part of the document."""
    section = AUTOMATIONS.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return "".join(re.findall(r"(?m)^    (.*\n)", section))


SENTENCES = [
    "Printer 1 started bracket.gcode",
    "Printer 1 finished bracket.gcode in 1 min",
]


async def test_logbook_of_the_device(
    home: Home, hass_ws_client: WebSocketGenerator
) -> None:
    await set_up_logbook(home)
    told = await lines(home, hass_ws_client, device_ids=[home.device.id])
    assert told == SENTENCES


async def test_logbook_of_everything_tells_what_the_entity_told_as_well(
    home: Home, hass_ws_client: WebSocketGenerator
) -> None:
    """Home Assistant gives every event entity its lines, and has no way not to."""
    await set_up_logbook(home)
    told = await lines(home, hass_ws_client)
    assert [line for line in told if line in SENTENCES] == SENTENCES
    assert "event.printer_1_print_event: finished" in told


async def test_what_the_document_advises_leaves_the_sentences_alone(
    home: Home, hass_ws_client: WebSocketGenerator
) -> None:
    config = parse_yaml(example("Activity"))
    assert isinstance(config, dict)
    await set_up_logbook(home, **config["logbook"])
    assert await lines(home, hass_ws_client) == SENTENCES
