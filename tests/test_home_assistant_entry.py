"""Printers by way of Home Assistant's own MQTT integration."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
)

from custom_components.factor.const import (
    CONF_LINK,
)
from custom_components.factor.links import Link
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.printer.prints import END_EVENTS, EventType
from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from simulator import Fleet, Printer

from . import entry_with_printers, is_loaded, wait_until
from .conftest import UUID
from .e2e.truth import printer_with_short_files
from .mosquitto import Mosquitto
from .own_mqtt import mqtt_entry, mqtt_may_load

STATE = "sensor.printer_1_state"
PROGRESS = "sensor.printer_1_progress"
STARTS_AND_ENDS = {EventType.STARTED, *END_EVENTS.values()}

type Change = Callable[[HomeAssistant, MockConfigEntry, Mosquitto], Awaitable[None]]


@pytest.fixture(autouse=True)
def _may_load() -> Iterator[None]:
    with (
        mqtt_may_load(),
        patch("custom_components.factor.story.OPEN_AFTER_S", 0),
    ):
        yield


@pytest.fixture
async def own_mqtt(
    hass: HomeAssistant, broker: Mosquitto
) -> AsyncGenerator[MockConfigEntry]:
    """Give Home Assistant's own MQTT integration; it is not set up."""
    entry = mqtt_entry(hass, broker)
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def entry(hass: HomeAssistant) -> AsyncGenerator[MockConfigEntry]:
    """Give an entry with a printer; it is not set up."""
    entry = entry_with_printers(hass, {CONF_LINK: Link.HOME_ASSISTANT}, UUID)
    yield entry
    if is_loaded(entry):
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def live(
    hass: HomeAssistant, own_mqtt: MockConfigEntry, entry: MockConfigEntry
) -> MockConfigEntry:
    """Give the entry with its printer, both set up."""
    for each in (own_mqtt, entry):
        assert await hass.config_entries.async_setup(each.entry_id)
        await hass.async_block_till_done()
    return entry


@pytest.fixture
def printer() -> Printer:
    """Give an idle printer."""
    return printer_with_short_files(UUID)


@pytest.fixture
async def playing(broker: Mosquitto, printer: Printer) -> AsyncGenerator[Printer]:
    """Give the printer, at the broker."""
    async with Fleet(broker.url, [printer], interval=0.1):
        yield printer


async def is_in(hass: HomeAssistant, value: str) -> None:
    """Return once the printer is in a state."""
    await wait_until(lambda: hass.states.is_state(STATE, value))


async def unload(hass: HomeAssistant, own: MockConfigEntry, _: Mosquitto) -> None:
    """Do the first half of a reload of Home Assistant's MQTT."""
    await hass.config_entries.async_unload(own.entry_id)


async def load(hass: HomeAssistant, own: MockConfigEntry, _: Mosquitto) -> None:
    """Do the second half of it."""
    await hass.config_entries.async_setup(own.entry_id)


async def kill(_: HomeAssistant, __: MockConfigEntry, broker: Mosquitto) -> None:
    """Kill the broker."""
    broker.kill()


async def restart(_: HomeAssistant, __: MockConfigEntry, broker: Mosquitto) -> None:
    """Start it again."""
    broker.start()


@pytest.mark.parametrize(
    ("go", "come_back"),
    [(unload, load), (kill, restart)],
    ids=["Home Assistant's MQTT reloaded", "broker killed and started"],
)
async def test_a_print_goes_on_while_the_link_is_lost(
    hass: HomeAssistant,
    broker: Mosquitto,
    own_mqtt: MockConfigEntry,
    live: MockConfigEntry,
    playing: Printer,
    go: Change,
    come_back: Change,
) -> None:
    def progress() -> float:
        state = hass.states.get(PROGRESS)
        return float(state.state) if state and state.state[0].isdigit() else 0

    connection = live.runtime_data.connection
    told = async_capture_events(hass, EVENT_PRINT)
    await is_in(hass, "idle")
    playing.start_print("tower.gcode")
    await wait_until(lambda: progress() > 0)

    await go(hass, own_mqtt, broker)
    await wait_until(lambda: not connection.connected)
    before = progress()
    await come_back(hass, own_mqtt, broker)
    await wait_until(lambda: progress() > before)
    assert hass.states.is_state(STATE, "printing")
    playing.cancel()
    await is_in(hass, "idle")
    types = [event.data["type"] for event in told]
    assert [one for one in types if one in STARTS_AND_ENDS] == ["started", "cancelled"]
    assert connection.statistics.reconnects == 1
    assert is_loaded(live)


async def test_the_printer_does_what_it_is_told(
    hass: HomeAssistant, live: MockConfigEntry, playing: Printer
) -> None:
    await is_in(hass, "idle")
    playing.start_print("tower.gcode")
    await is_in(hass, "printing")
    button = {"entity_id": "button.printer_1_pause_print"}
    await hass.services.async_call("button", "press", button, blocking=True)
    await is_in(hass, "paused")


async def test_it_is_there_once_home_assistants_mqtt_is(
    hass: HomeAssistant,
    own_mqtt: MockConfigEntry,
    entry: MockConfigEntry,
    playing: Printer,
) -> None:
    with patch(
        "custom_components.factor.connection.home_assistant.CONNECT_TIMEOUT_S", 0.1
    ):
        await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "connect_not_set_up"
    assert await hass.config_entries.async_setup(own_mqtt.entry_id)
    await wait_until(lambda: mqtt.is_connected(hass))
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(hours=1))
    await wait_until(lambda: is_loaded(entry))
    await is_in(hass, "idle")
