"""What all tests share."""

from collections.abc import AsyncIterator, Iterator
from itertools import product
import logging
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from hypothesis import settings
import msgspec
import pytest
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from custom_components.factor import PLATFORMS
from custom_components.factor.printer.history import History
from custom_components.factor.story import Running
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowManager, FlowResult

from . import set_up
from .home import Clock, FakeConnection, Home, real_utcnow
from .mosquitto import Mosquitto
from .texts import check_flow_texts

UUID = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f"

TOGETHER = (
    "connection/test_contract.py",
    "e2e/test_dashboard.py",
    "test_cluster.py",
    "test_scale.py",
)
"""Those that share what is slow to start, as a whole Home Assistant or a cluster."""

# What is stored has real times, also where it is first read under a frozen clock.
for stored in (History, Running):
    msgspec.convert({}, stored)

# A slow machine is no bug of the code that is tested.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run those that share something one after the other, beside all others.

    It has to be known before the workers of pytest-xdist look at it.
    """
    here = Path(__file__).parent
    for item, name in product(items, TOGETHER):
        if item.path == here / name:
            item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture(autouse=True)
def _integration_enabled(enable_custom_integrations: None) -> None:
    """Let Home Assistant load the integration."""


@pytest.fixture(autouse=True)
def _flows_have_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check the texts of all that any flow shows."""
    handle_step = FlowManager._async_handle_step

    async def handle_and_check(
        manager: Any, flow: Any, *args: Any
    ) -> FlowResult[Any, Any]:
        result: FlowResult[Any, Any] = await handle_step(manager, flow, *args)
        check_flow_texts(result, flow.context.get("issue_id"))
        return result

    monkeypatch.setattr(FlowManager, "_async_handle_step", handle_and_check)


@pytest.fixture
def broker(socket_enabled: None, tmp_path: Path) -> Iterator[Mosquitto]:
    """Give a running mosquitto that lets everybody in."""
    mosquitto = Mosquitto(tmp_path)
    mosquitto.start()
    yield mosquitto
    mosquitto.stop()


@pytest.fixture
def no_errors_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail if anything at all logs an error."""
    yield
    logged = caplog.get_records("call")
    assert [one.getMessage() for one in logged if one.levelno >= logging.ERROR] == []


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Give snapshots that leave out what differs from run to run."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def platforms() -> list[Platform]:
    """Give the platforms that `home` sets up; the tests of one platform say which."""
    return PLATFORMS


@pytest.fixture
async def home(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    platforms: list[Platform],
) -> AsyncIterator[Home]:
    """Give a printer that was not heard yet, on a connection without a network.

    Time stands still until the test puts the clock forward.
    """
    freezer.move_to("2026-11-23 12:00:00+00:00")
    clock = Clock(freezer, now=1000.0)
    monkeypatch.setattr(hass.loop, "time", lambda: clock.now)
    for module in ("coordinator", "story"):
        monkeypatch.setattr(f"custom_components.factor.{module}.utcnow", real_utcnow)
    connection = FakeConnection()
    with (
        patch("custom_components.factor.new_connection", return_value=connection),
        patch("custom_components.factor.PLATFORMS", platforms),
        patch("custom_components.factor.story.OPEN_AFTER_S", 0),
    ):
        entry = await set_up(hass, Mosquitto(tmp_path, port=1883), UUID)
        yield Home(hass, entry, connection, clock)
        await hass.config_entries.async_unload(entry.entry_id)
    assert connection.listeners == {}
