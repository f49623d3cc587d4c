"""How many printers a connection takes, and what is told of entities that are left out."""

import pytest

from custom_components.factor import printer_flow_base, room
from custom_components.factor.connection import mqtt
from custom_components.factor.issues import ENTITIES_LEFT_OUT
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import (
    entity_platform,
    entity_registry as er,
    issue_registry as ir,
)
from simulator import Fleet, Printer, numbered_uuid

from . import set_up
from .conftest import UUID
from .home import Home
from .mosquitto import Mosquitto
from .printer_flows import form, printers, result_of_work, start, start_with, submit
from .texts import TEXTS, placeholders

LEFT, RIGHT = (numbered_uuid(number) for number in (1, 2))


@pytest.fixture
def _two_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a connection take two printers, and a search take a moment."""
    monkeypatch.setattr(room, "MAX_PRINTERS", 2)
    monkeypatch.setattr(mqtt, "SEARCH_S", 0.3)
    monkeypatch.setattr(printer_flow_base, "SHOWN_S", 0)


@pytest.mark.usefixtures("_two_at_most")
async def test_no_more_printers_are_added_than_there_is_room_for(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID)
    async with Fleet(broker.url, [Printer(LEFT), Printer(RIGHT)], interval=0.05):
        found = await result_of_work(hass, await start_with(hass, entry, "search"))
        named = await start_with(hass, entry, "uuid")
        named = await submit(hass, named, device_uuid=LEFT)
    assert named["step_id"] == "found"
    result = await submit(hass, found, printers=[LEFT, RIGHT])
    assert result["errors"] == {"printers": "picked_too_many"}
    assert result["description_placeholders"]["room"] == "1"
    assert form(result) == {"printers": [LEFT, RIGHT]}
    assert printers(entry).keys() == {UUID}

    result = await submit(hass, result, printers=[RIGHT])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    for full in (await submit(hass, named), await start(hass, entry)):
        assert (full["type"], full["reason"]) == (FlowResultType.ABORT, "full")
        assert full["description_placeholders"] == {
            "broker": entry.title,
            "printers": "2",
        }
    assert printers(entry).keys() == {UUID, RIGHT}
    await hass.async_block_till_done()


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the sensors only: they are enough."""
    return [Platform.SENSOR]


async def test_entities_that_are_left_out_are_told_until_they_are_there(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    enabled = enabled_entities(home)
    assert room.room(home.hass, home.entry) == room.MAX_PRINTERS - 1
    await reload_with_limit(home, monkeypatch, len(enabled))
    assert issues(home) == {}, "all are there, if only just"
    assert room.room(home.hass, home.entry) == 0

    left_out = "sensor.printer_1_state"
    er.async_get(home.hass).async_remove(left_out)
    limit = len(enabled) - 1
    await reload_with_limit(home, monkeypatch, limit)
    assert enabled_entities(home) == enabled - {left_out}
    said = {"broker": home.entry.title, "limit": str(limit)}
    assert issues(home) == {ENTITIES_LEFT_OUT.id_of(home.entry.entry_id): said}
    texts = TEXTS["issues"][ENTITIES_LEFT_OUT.key]
    assert placeholders(texts["title"]) | placeholders(texts["description"]) == {*said}

    await reload_with_limit(home, monkeypatch, len(enabled))
    assert enabled_entities(home) == enabled
    assert issues(home) == {}


async def reload_with_limit(
    home: Home, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    """Reload in a Home Assistant that takes so many entities."""
    for module in (room, entity_platform):
        monkeypatch.setattr(module, "MAX_ENABLED_ENTITIES_PER_CONFIG_ENTRY", limit)
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()


def enabled_entities(home: Home) -> set[str]:
    """Return the entities that are registered and not disabled."""
    registered = er.async_entries_for_config_entry(
        er.async_get(home.hass), home.entry.entry_id
    )
    return {each.entity_id for each in registered if not each.disabled}


def issues(home: Home) -> dict[str, dict[str, str] | None]:
    """Return what is told of entities that are left out."""
    return {
        issue_id: issue.translation_placeholders
        for (_, issue_id), issue in ir.async_get(home.hass).issues.items()
        if issue.translation_key == ENTITIES_LEFT_OUT.key
    }
