"""Repairs: heaters that were left on, and turning them off."""

from collections.abc import Callable
from http import HTTPStatus
import json
from typing import Any, cast

from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.factor.const import DOMAIN
from custom_components.factor.troubles import CHECK_EVERY_S
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component

from .home import Home, error_text
from .payloads import NO_READING, event, snapshot, temperature

type Client = TestClient[Any, Any]

ISSUE = "heater_left_on_printer_1"
OTHER_UUID = "00000000-0000-4000-8000-000000000002"


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up no entities: the issue is there without any."""
    return []


def at(
    bed: float = 0,
    hotend: float = 0,
    *,
    text: str = "Operational",
    chamber: float | None = None,
    **others: Any,
) -> bytes:
    """Return a snapshot with the heaters' targets."""
    temperatures = {
        "tool0": temperature(21.0, hotend),
        "bed": temperature(21.0, bed),
        "chamber": NO_READING if chamber is None else temperature(21.0, chamber),
        **others,
    }
    return snapshot(text, ts=None, temperatures=temperatures)


async def leave_on(home: Home, said: bytes) -> None:
    """Let heaters be on without a print, just for as long as they may not."""
    await home.hear(said)
    for _ in range(home.printer.settings.prints.heating_minutes * 3):
        assert issue(home) is None
        await home.pass_time(20)
        await home.hear(said)


def issue(home: Home, printer: str = "printer_1") -> ir.IssueEntry | None:
    """Return a printer's issue, if there is one."""
    return ir.async_get(home.hass).async_get_issue(DOMAIN, f"heater_left_on_{printer}")


def said_of(home: Home) -> dict[str, str]:
    """Return what the issue says."""
    found = issue(home)
    assert found
    assert found.translation_placeholders
    return found.translation_placeholders


# The issue


async def test_an_issue_is_raised_and_goes_when_the_heaters_are_off(home: Home) -> None:
    await leave_on(home, at(bed=60, hotend=210))
    found = issue(home)
    assert found
    assert found.is_fixable
    assert found.severity is ir.IssueSeverity.WARNING
    assert found.translation_key == "heater_left_on"
    assert said_of(home) == {
        "printer": "Printer 1",
        "heaters": "Hotend temperature, Bed temperature",
        "minutes": "30",
    }
    await home.hear(at(bed=60))
    await home.pass_time(CHECK_EVERY_S)
    assert said_of(home)["heaters"] == "Bed temperature"
    await home.hear(at())
    await home.pass_time(CHECK_EVERY_S)
    assert issue(home) is None


async def test_heaters_have_the_names_of_their_entities(home: Home) -> None:
    await leave_on(home, at(chamber=50, tool1=temperature(21.0, 5)))
    heaters = said_of(home)["heaters"]
    assert heaters == "Chamber temperature, Hotend 2 temperature"


async def test_what_the_issue_says_follows_the_settings(home: Home) -> None:
    await home.change(prints={"heating_minutes": 5})
    await home.hear(at(bed=60))
    await home.pass_time(20)
    await home.hear(at(bed=60))
    assert issue(home) is None
    await home.change(prints={"heating_minutes": 0})
    assert said_of(home)["minutes"] == "0"


async def test_there_is_no_issue_while_something_is_printed(home: Home) -> None:
    await leave_on(home, at(bed=60))
    await home.hear(event("STARTING", "Starting"))
    assert issue(home) is None


async def test_the_issue_needs_no_entity(home: Home) -> None:
    registry = er.async_get(home.hass)
    assert not er.async_entries_for_config_entry(registry, home.entry.entry_id)
    await leave_on(home, at(bed=60))
    assert issue(home)


async def test_the_issue_stays_until_the_heaters_are_known_to_be_off(
    home: Home,
) -> None:
    await leave_on(home, at(bed=60))
    await home.pass_time(3600)
    assert home.printer.online is False
    assert issue(home)
    await home.hear(snapshot("Offline"))
    assert issue(home)
    await home.reload()
    assert issue(home)
    await home.pass_time(30)
    assert home.printer.online is False
    assert issue(home)
    await home.hear(at(bed=60))
    assert issue(home)
    await home.hear(at())
    await home.pass_time(CHECK_EVERY_S)
    assert issue(home) is None


async def test_the_issue_outlives_a_restart(home: Home) -> None:
    await leave_on(home, at(bed=60))
    found = issue(home)
    assert found
    assert found.is_persistent


async def test_the_issue_goes_with_its_printer(home: Home) -> None:
    await home.add_printer("printer_2", OTHER_UUID)
    await leave_on(home, at(bed=60))
    assert issue(home)
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_1")
    await home.hass.async_block_till_done()
    assert issue(home) is None


async def test_the_issue_of_one_printer_is_none_of_another(home: Home) -> None:
    await home.add_printer("printer_2", OTHER_UUID)
    await leave_on(home, at(bed=60))
    assert issue(home, "printer_2") is None
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_2")
    await home.hass.async_block_till_done()
    assert issue(home)


async def test_the_issue_goes_with_its_broker(home: Home) -> None:
    await leave_on(home, at(bed=60))
    await home.hass.config_entries.async_set_disabled_by(
        home.entry.entry_id, ConfigEntryDisabler.USER
    )
    assert issue(home) is None
    await home.hass.config_entries.async_set_disabled_by(home.entry.entry_id, None)
    await home.hear(at(bed=60))
    assert issue(home)
    await home.hass.config_entries.async_remove(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert issue(home) is None
    home.entry.add_to_hass(home.hass)  # so that it can be unloaded in the end


# Its repair


@pytest.fixture
async def client(
    home: Home, hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> Client:
    """Give a browser that can repair; it is signed in for half an hour."""
    await home.change(prints={"heating_minutes": 10})
    assert await async_setup_component(hass, "repairs", {})
    return cast("Client", await hass_client())


async def fix(client: Client) -> dict[str, Any]:
    """Open the repair of the issue, as a browser does."""
    response = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": ISSUE}
    )
    assert response.status == HTTPStatus.OK
    return cast("dict[str, Any]", await response.json())


async def confirm(client: Client, form: dict[str, Any]) -> dict[str, Any]:
    """Confirm, and return what follows."""
    assert (form["type"], form["step_id"]) == ("form", "confirm")
    response = await client.post(f"/api/repairs/issues/fix/{form['flow_id']}", json={})
    assert response.status == HTTPStatus.OK
    return cast("dict[str, Any]", await response.json())


def turned_off(home: Home) -> list[Any]:
    """Return the commands that were sent."""
    assert {topic for topic, _ in home.commands} <= {home.topics.control}
    return [json.loads(payload) for _, payload in home.commands]


def off(tool: int) -> dict[str, Any]:
    """Return the command that turns a heater off."""
    return {"type": "set_temperature", "tool": tool, "temperature": 0}


async def test_the_issue_is_listed_as_one_that_can_be_fixed(
    home: Home, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(home.hass, "repairs", {})
    await home.change(prints={"heating_minutes": 10})
    await leave_on(home, at(bed=60))
    websocket = await hass_ws_client(home.hass)
    await websocket.send_json({"id": 1, "type": "repairs/list_issues"})
    answer = await websocket.receive_json()
    (listed,) = answer["result"]["issues"]
    assert (listed["domain"], listed["issue_id"]) == (DOMAIN, ISSUE)
    assert listed["is_fixable"]


@pytest.mark.parametrize(
    ("said", "commands"),
    [
        (at(bed=60), [off(-1)]),
        (at(bed=60, hotend=210), [off(0), off(-1)]),
        (at(hotend=5, tool1=temperature(21.0, 180)), [off(0), off(1)]),
    ],
)
async def test_the_heaters_are_turned_off(
    home: Home, client: Client, said: bytes, commands: list[Any]
) -> None:
    await leave_on(home, said)
    form = await fix(client)
    assert form["errors"] == {}
    assert form["description_placeholders"] == said_of(home)
    assert home.commands == []
    home.obey(at(tool1=temperature(21.0)))
    done = await confirm(client, form)
    assert done["type"] == "create_entry"
    assert turned_off(home) == commands
    assert issue(home) is None


async def test_the_chamber_is_left_on_for_nobody_can_turn_it_off(
    home: Home, client: Client
) -> None:
    await leave_on(home, at(bed=60, chamber=50))
    home.obey(at(chamber=50))
    form = await confirm(client, await fix(client))
    assert form["errors"] == {"base": "chamber"}
    assert turned_off(home) == [off(-1)]
    await home.pass_time(CHECK_EVERY_S)
    assert said_of(home)["heaters"] == "Chamber temperature"
    form = await confirm(client, form)
    assert form["errors"] == {"base": "chamber"}
    assert turned_off(home) == [off(-1)]
    await home.hear(at(chamber=0))
    await home.pass_time(CHECK_EVERY_S)
    assert issue(home) is None


async def test_one_heater_that_does_not_obey_does_not_keep_the_other_on(
    home: Home, client: Client
) -> None:
    await leave_on(home, at(bed=60, hotend=210))
    home.obey(at(hotend=210))
    form = await fix(client)
    send = home.connection.publish

    async def publish_and_wait(topic: str, payload: bytes) -> None:
        await send(topic, payload)
        home.hass.loop.call_soon(home.clock.advance, 10)

    home.connection.publish = publish_and_wait  # type: ignore[method-assign]
    form = await confirm(client, form)
    assert turned_off(home) == [off(0), off(-1)]
    assert form["errors"] == {"base": "not_turned_off"}
    reason = error_text("not_confirmed", printer="Printer 1", state="idle")
    assert form["description_placeholders"]["reason"] == f"{reason}."
    assert said_of(home)["heaters"] == "Hotend temperature"


async def fall_silent(home: Home) -> None:
    """Let the printer fall silent."""
    await home.pass_time(30)


async def lose_link(home: Home) -> None:
    """Lose the link to the broker."""
    home.connection.connected = False


@pytest.mark.parametrize(
    ("happen", "key"), [(fall_silent, "printer_silent"), (lose_link, "link_down")]
)
async def test_what_cannot_be_reached_is_not_turned_off(
    home: Home, client: Client, happen: Callable[[Home], Any], key: str
) -> None:
    await leave_on(home, at(bed=60))
    await happen(home)
    form = await confirm(client, await fix(client))
    assert form["errors"] == {"base": "not_turned_off"}
    reason = error_text(key, printer="Printer 1")
    assert form["description_placeholders"] == {
        **said_of(home),
        "reason": f"{reason}.",
    }
    assert home.commands == []
    assert issue(home)

    home.connection.connected = True
    await home.hear(at(bed=60))
    home.obey(at())
    assert (await confirm(client, form))["type"] == "create_entry"
    assert issue(home) is None


async def test_what_tells_no_temperature_is_not_taken_for_off(
    home: Home, client: Client
) -> None:
    await leave_on(home, at(bed=60))
    await home.hear(snapshot("Offline"))
    form = await confirm(client, await fix(client))
    assert form["errors"] == {"base": "not_told"}
    assert issue(home)
    await home.pass_time(30)
    form = await confirm(client, form)
    assert form["errors"] == {"base": "not_turned_off"}
    reason = error_text("printer_silent", printer="Printer 1")
    assert form["description_placeholders"]["reason"] == f"{reason}."
    assert issue(home)


async def test_what_is_off_meanwhile_is_repaired(home: Home, client: Client) -> None:
    await leave_on(home, at(bed=60))
    form = await fix(client)
    await home.hear(at())
    assert (await confirm(client, form))["type"] == "create_entry"
    assert home.commands == []


@pytest.mark.parametrize(
    "said", [event("STARTING", "Starting"), at(bed=60, text="Printing")]
)
async def test_a_print_that_has_begun_keeps_its_heaters(
    home: Home, client: Client, said: bytes
) -> None:
    await leave_on(home, at(bed=60))
    form = await fix(client)
    await home.hear(said)
    done = await confirm(client, form)
    assert (done["type"], done["reason"]) == ("abort", "printing")
    assert done["description_placeholders"]["printer"] == "Printer 1"
    assert home.commands == []


async def test_a_printer_that_is_not_set_up_is_told_nothing(
    home: Home, client: Client
) -> None:
    await leave_on(home, at(bed=60))
    form = await fix(client)
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    done = await confirm(client, form)
    assert (done["type"], done["reason"]) == ("abort", "not_loaded")
    assert issue(home)
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    assert home.commands == []


async def test_what_is_no_longer_registered_needs_no_repair(
    home: Home, client: Client
) -> None:
    await leave_on(home, at(bed=60))
    form = await fix(client)
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_1")
    assert issue(home)
    published = home.connection.published.copy()
    assert (await confirm(client, form))["type"] == "create_entry"
    assert home.connection.published == published
    assert issue(home) is None
