"""What a real recorder's statistics make of the prints: the graphs of the dashboard."""

from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)

from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.const import Platform
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .home import Home
from .payloads import FINISHING, OPERATIONAL
from .test_print_sensors import play

PERIOD = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _integration_enabled(
    recorder_db_url: str, recorder_mock: None, enable_custom_integrations: None
) -> None:
    """Record, which has to begin before anything else."""


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the sensors only."""
    return [Platform.SENSOR]


async def test_the_first_print_counts(home: Home) -> None:
    assert await async_setup_component(home.hass, "sensor", {})
    began = dt_util.utcnow()
    ids = [home.entity_id(key) for key in ("printing_time", "filament_used_weight")]
    await play(home, FINISHING, OPERATIONAL)
    await async_wait_recording_done(home.hass)
    for number in range(3):
        do_adhoc_statistics(home.hass, start=began + number * PERIOD)
    await async_wait_recording_done(home.hass)
    told = statistics_during_period(
        home.hass, began, None, set(ids), "5minute", None, {"change"}
    )
    summed = [sum(each["change"] or 0 for each in told[name]) for name in ids]
    assert summed == pytest.approx([1 / 6, 12.4])
