"""Buttons: what is pressed during a print."""

import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from homeassistant.components.button.const import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.const import ATTR_ENTITY_ID, Platform
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from .home import ONE_HOTEND, TWO_HOTENDS, Home, error_text
from .payloads import event, printing, snapshot as payload


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the buttons only."""
    return [Platform.BUTTON]


async def press(home: Home, key: str) -> None:
    """Press a button as a user does."""
    await home.hass.services.async_call(
        BUTTON_DOMAIN,
        SERVICE_PRESS,
        {ATTR_ENTITY_ID: home.entity_id(key)},
        blocking=True,
    )


def available(home: Home) -> set[str]:
    """Return the buttons that can be pressed."""
    return {
        key for key in ("pause", "resume", "cancel") if home.value(key) != "unavailable"
    }


@pytest.mark.parametrize(
    "said", [ONE_HOTEND, TWO_HOTENDS], ids=["one_hotend", "two_hotends_and_chamber"]
)
async def test_buttons(
    home: Home,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    said: bytes,
) -> None:
    await home.hear(said)
    await snapshot_platform(home.hass, entity_registry, snapshot, home.entry.entry_id)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Operational", set()),
        ("Starting", {"pause", "cancel"}),
        ("Printing", {"pause", "cancel"}),
        ("Printing from SD", {"pause", "cancel"}),
        ("Pausing", {"cancel"}),
        ("Paused", {"resume", "cancel"}),
        ("Resuming", {"pause", "cancel"}),
        ("Finishing", set()),
        ("Cancelling", set()),
        ("Sending file to SD", set()),
        ("Connecting", set()),
        ("Offline", set()),
        ("Error", set()),
        ("Unknown State (7)", set()),
    ],
)
async def test_button_is_available_when_it_makes_sense(
    home: Home, text: str, keys: set[str]
) -> None:
    assert available(home) == set()
    await home.hear(payload(text))
    assert available(home) == keys
    await home.pass_time(30)
    assert available(home) == set()


async def test_bare_event_is_enough(home: Home) -> None:
    await home.hear(printing(), event("PAUSED", "Paused"))
    assert available(home) == {"resume", "cancel"}


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("pause", "Printing", "Paused"),
        ("resume", "Paused", "Printing"),
        ("cancel", "Paused", "Operational"),
    ],
)
async def test_press_sends_the_command_and_waits_for_the_printer(
    home: Home, key: str, before: str, after: str
) -> None:
    await home.hear(payload(before))
    home.obey(payload(before), payload(after))
    await press(home, key)
    command = f'{{"type":"{key}"}}'.encode()
    assert home.connection.published == [(home.topics.control, command)]
    assert home.printer.data.state is not None
    assert key not in available(home)


async def test_failure_is_said(home: Home) -> None:
    await home.hear(printing())
    home.connection.connected = False
    with pytest.raises(HomeAssistantError) as error:
        await press(home, "cancel")
    assert str(error.value) == error_text("link_down", printer="Printer 1")


async def test_unavailable_button_sends_nothing(home: Home) -> None:
    await home.hear(payload())
    await press(home, "cancel")
    assert home.connection.published == []
