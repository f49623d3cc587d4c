"""Buttons: what is pressed during a print, and what moves the machine."""

from collections.abc import Mapping
import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from homeassistant.components.button.const import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE, Platform
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er

from .home import ENABLED_BY_DEFAULT, ONE_HOTEND, TWO_HOTENDS, Home, error_text
from .payloads import FULL_PROFILE, event, printing, snapshot as payload


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
    """Return the buttons that can be pressed, of those for a print."""
    return {
        key for key in ("pause", "resume", "cancel") if home.value(key) != "unavailable"
    }


@pytest.fixture
def all_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enable what is disabled until somebody wants it."""
    monkeypatch.setattr(ENABLED_BY_DEFAULT, True)


@pytest.mark.parametrize(
    "said", [ONE_HOTEND, TWO_HOTENDS], ids=["one_hotend", "two_hotends_and_chamber"]
)
@pytest.mark.usefixtures("all_enabled")
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
    assert home.commands == [(home.topics.control, command)]
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
    assert home.commands == []


# What moves the machine


JOGS = {
    "jog_x_plus": ("x", 10, 3000),
    "jog_x_minus": ("x", -10, 3000),
    "jog_y_plus": ("y", 10, 3000),
    "jog_y_minus": ("y", -10, 3000),
    "jog_z_plus": ("z", 1, 300),
    "jog_z_minus": ("z", -1, 300),
}


def standing(at: Mapping[str, float | None], text: str = "Operational") -> bytes:
    """Return a snapshot of a printer whose axes stand somewhere.

    Its volume is 220 × 210 × 250 mm; X goes from -5 to 225, Y from -6 to 216, Z to 255.
    """
    return payload(
        text,
        axes={"machine": at},
        connection=[text, "VIRTUAL", 115200, FULL_PROFILE],
    )


async def test_jogs_are_disabled_until_somebody_wants_them(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    assert set(JOGS) == {
        entity.unique_id.removeprefix("printer_1_")
        for entity in er.async_entries_for_config_entry(
            entity_registry, home.entry.entry_id
        )
        if entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    }
    assert home.keys() == {"pause", "resume", "cancel", "home", *JOGS}


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("home", {"type": "home", "axes": "xyz"}),
        *(
            (
                key,
                {"type": "move", "mode": "relative", "feedrate": speed, axis: distance},
            )
            for key, (axis, distance, speed) in JOGS.items()
        ),
    ],
)
async def test_press_moves_the_machine_once_the_broker_knows(
    home: Home, key: str, command: dict[str, Any]
) -> None:
    """The plugin shows nothing of it, so nothing more is waited for."""
    await home.hear(standing({"x": 100.0, "y": 100.0, "z": 100.0}))
    await press(home, key)
    [(topic, sent)] = home.commands
    assert topic == home.topics.control
    assert json.loads(sent) == command


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("text", "can_home", "can_jog"),
    [
        ("Operational", True, True),
        ("Paused", False, True),
        ("Printing", False, False),
        ("Pausing", False, False),
        ("Starting", False, False),
        ("Finishing", False, False),
        ("Cancelling", False, False),
        ("Sending file to SD", False, False),
        ("Connecting", False, False),
        ("Offline", False, False),
        ("Error", False, False),
    ],
)
async def test_machine_is_moved_only_when_it_is_safe(
    home: Home, text: str, can_home: bool, can_jog: bool
) -> None:
    await home.hear(payload(text))
    assert (home.value("home") != "unavailable") is can_home
    for key in JOGS:
        assert (home.value(key) != "unavailable") is can_jog
    await home.pass_time(30)
    assert {home.value(key) for key in ("home", *JOGS)} == {"unavailable"}


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("key", "at", "axis", "told", "minimum", "maximum"),
    [
        ("jog_x_plus", {"x": 220.0}, "X", "10", "-225", "5"),
        ("jog_x_minus", {"x": 0.0}, "X", "-10", "-5", "225"),
        ("jog_y_plus", {"y": 206.5}, "Y", "10", "-212.5", "9.5"),
        ("jog_y_minus", {"y": -6.0}, "Y", "-10", "0", "222"),
        ("jog_z_plus", {"z": 254.5}, "Z", "1", "-254.5", "0.5"),
        ("jog_z_minus", {"z": 0.3}, "Z", "-1", "-0.3", "254.7"),
    ],
)
async def test_jog_out_of_the_volume_is_refused(
    home: Home,
    key: str,
    at: dict[str, float],
    axis: str,
    told: str,
    minimum: str,
    maximum: str,
) -> None:
    await home.hear(standing(at))
    with pytest.raises(ServiceValidationError) as error:
        await press(home, key)
    assert str(error.value) == error_text(
        "out_of_volume",
        printer="Printer 1",
        axis=axis,
        value=told,
        minimum=minimum,
        maximum=maximum,
    )
    assert home.commands == []


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("key", "at"),
    [
        ("jog_x_plus", {"x": 215.0}),
        ("jog_x_minus", {"x": 5.0}),
        ("jog_y_plus", {"y": 206.0}),
        ("jog_z_plus", {"z": 254.0}),
        ("jog_z_minus", {"z": 1.0}),
        ("jog_z_minus", {"z": 300.0}),  # it stands outside and comes back
        ("jog_x_plus", {"x": None}),  # nobody knows where it stands
    ],
)
async def test_jog_up_to_the_edge_is_sent(
    home: Home, key: str, at: dict[str, float | None]
) -> None:
    await home.hear(standing(at, "Paused"))
    await press(home, key)
    assert len(home.commands) == 1


async def test_where_printers_can_be_told_nothing_no_button_is_offered(
    home: Home,
) -> None:
    home.connection.can_publish = False
    await home.hear(printing())
    assert home.value("pause") == STATE_UNAVAILABLE
    home.connection.can_publish = True
    await home.hear(payload(), printing())
    assert home.value("pause") != STATE_UNAVAILABLE
