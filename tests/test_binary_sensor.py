"""Binary sensors: the two levels on which a printer is there or not."""

import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er

from .home import ONE_HOTEND, TWO_HOTENDS, Home
from .payloads import event, snapshot as payload


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the binary sensors only."""
    return [Platform.BINARY_SENSOR]


@pytest.mark.parametrize(
    "said", [ONE_HOTEND, TWO_HOTENDS], ids=["one_hotend", "two_hotends_and_chamber"]
)
async def test_binary_sensors(
    home: Home,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    said: bytes,
) -> None:
    await home.hear(said)
    await snapshot_platform(home.hass, entity_registry, snapshot, home.entry.entry_id)


async def test_before_anything_is_heard(home: Home) -> None:
    assert home.value("online") == "unknown"
    assert home.value("connected") == "unavailable"


@pytest.mark.parametrize(
    ("said", "connected"),
    [
        (payload(), "on"),
        (payload("Printing"), "on"),
        (payload("Error"), "on"),
        (payload("Offline"), "off"),
        (payload("Offline after error"), "off"),
        (payload("Detecting serial connection"), "off"),
        (event("CLOSED", "Offline"), "off"),
        (event("OPERATIONAL", "Operational"), "on"),
        (payload("Unknown State (7)"), "unknown"),
    ],
)
async def test_connected(home: Home, said: bytes, connected: str) -> None:
    await home.hear(said)
    assert home.value("connected") == connected
    assert home.value("online") == "on"


async def test_silence_is_told_by_one_and_makes_the_other_unavailable(
    home: Home,
) -> None:
    await home.hear(payload())
    await home.pass_time(30)
    assert home.value("online") == "off"
    assert home.value("connected") == "unavailable"
