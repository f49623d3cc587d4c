"""Finding printers, and adding several of them at once."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor import printer_flow_base
from custom_components.factor.connection import (
    Message,
    SearchRefusedError,
    home_assistant,
    keeper,
    mqtt,
)
from custom_components.factor.const import CONF_DEVICE_UUID, CONF_LINK, DOMAIN
from custom_components.factor.links import Link
from custom_components.factor.listening import MAX_FOUND, Found, async_search
from custom_components.factor.printer.state import State
from custom_components.factor.protocol.dialects import decode_any_status
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from simulator import Fleet, Printer, numbered_uuid
from simulator.link import Link as Talker

from . import asked_of, broker_entry, set_up, wait_until
from .conftest import UUID
from .home import FakeConnection, Home
from .mosquitto import Mosquitto
from .own_mqtt import mqtt_entry, mqtt_may_load
from .payloads import GARBAGE, PROFILE, event, job, snapshot
from .printer_flows import (
    choose,
    form,
    printers,
    result_of_work,
    saying,
    start,
    start_with,
    submit,
)

PATTERN = "octoprint/status/+"
LEFT, RIGHT, THIRD = (numbered_uuid(number) for number in (1, 2, 3))
NOTHING = "–"
NOBODY = {"registered": NOTHING, "waiting": NOTHING}
DEFAULT = "Generic RepRap Printer"
PICK = (FlowResultType.FORM, "pick")
NOTHING_NEW = (FlowResultType.MENU, "nothing_new")


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search for a moment only, and reconnect soon."""
    monkeypatch.setattr(mqtt, "SEARCH_S", 0.3)
    monkeypatch.setattr(home_assistant, "SEARCH_S", 2)  # it subscribes at leisure
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 0.05)
    monkeypatch.setattr(printer_flow_base, "SHOWN_S", 0)


@pytest.fixture
async def entry(hass: HomeAssistant, broker: Mosquitto) -> MockConfigEntry:
    """Give the loaded entry of a broker without a printer."""
    return await set_up(hass, broker)


async def search(
    hass: HomeAssistant, entry: MockConfigEntry, *said: Printer
) -> SubentryFlowResult:
    """Return what follows a search that printers are heard in."""
    assert entry.data.get("port")
    url = f"mqtt://{entry.data['host']}:{entry.data['port']}"
    async with Fleet(url, said, interval=0.05):
        result = await start_with(hass, entry, "search")
        assert (result["type"], result["step_id"]) == (
            FlowResultType.SHOW_PROGRESS,
            "search",
        )
        return await result_of_work(hass, result)


def step(result: SubentryFlowResult) -> tuple[FlowResultType, str]:
    """Return what kind of step it is, and which."""
    return result["type"], result["step_id"]


def labels(result: SubentryFlowResult) -> dict[str, str]:
    """Return what is shown of the printers that can be ticked, by uuid."""
    schema = result["data_schema"]
    assert schema
    (field,) = schema.schema.values()
    assert field.config["multiple"]
    assert field.config["mode"] == "list"
    return {each["value"]: each["label"] for each in field.config["options"]}


def named(name: str) -> list[Any]:
    """Return the connection of a printer whose profile has a name."""
    return ["Operational", "/dev/ttyUSB0", 115200, {**PROFILE, "name": name}]


# The ways


async def test_the_ways_to_add_printers_are_offered_first(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await start(hass, entry)
    assert step(result) == (FlowResultType.MENU, "user")
    assert result["menu_options"] == ["search", "uuid", "register"]
    assert asked_of(broker, "SUBSCRIBE") == []


async def test_nobody_registers_on_a_link_that_nothing_can_be_told_on(
    home: Home,
) -> None:
    home.connection.can_publish = False
    result = await start(home.hass, home.entry)
    assert result["menu_options"] == ["search", "uuid"]


@pytest.mark.parametrize(
    ("link", "registers"),
    [(each, each.value in ("mqtt", "home_assistant")) for each in Link],
)
async def test_only_by_mqtt_does_a_printer_register(
    home: Home, link: Link, registers: bool
) -> None:
    data = {**home.entry.data, CONF_LINK: link}
    object.__setattr__(home.entry, "data", data)
    result = await start(home.hass, home.entry)
    assert ("register" in result["menu_options"]) is registers


# What is found


async def test_all_that_are_ticked_are_added_at_once(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    fleet = [Printer(LEFT), Printer(RIGHT, scene="printing"), Printer(THIRD)]
    result = await search(hass, entry, *fleet)
    assert step(result) == PICK
    assert result["description_placeholders"] == NOBODY
    assert fleet[1].machine.file
    assert labels(result) == {
        LEFT: f"{DEFAULT} (…{LEFT[-4:]}) · Idle",
        RIGHT: f"{DEFAULT} (…{RIGHT[-4:]}) · Printing · {fleet[1].machine.file.name}",
        THIRD: f"{DEFAULT} (…{THIRD[-4:]}) · Idle",
    }
    assert form(result) == {"printers": []}
    result = await submit(hass, result, printers=[RIGHT, THIRD, RIGHT])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["description"] == "printers"
    names = f"`{DEFAULT}`, `{DEFAULT} 2`"
    assert result["description_placeholders"] == {"names": names}
    assert printers(entry) == {RIGHT: DEFAULT, THIRD: f"{DEFAULT} 2"}
    assert [each.data for each in entry.subentries.values()] == [
        {CONF_DEVICE_UUID: RIGHT},
        {CONF_DEVICE_UUID: THIRD},
    ]
    async with Fleet(broker.url, fleet, interval=0.05):
        for number, state in (("", "printing"), ("_2", "idle")):
            entity_id = f"sensor.generic_reprap_printer{number}_state"
            await wait_until(partial(hass.states.is_state, entity_id, state))


async def test_the_search_ends_by_itself(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    await search(hass, entry, Printer(LEFT))
    await wait_until(lambda: asked_of(broker, "UNSUBSCRIBE"))
    assert asked_of(broker, "SUBSCRIBE") == [PATTERN]
    assert asked_of(broker, "UNSUBSCRIBE") == [PATTERN]
    assert asked_of(broker, "PUBLISH") == []


async def test_the_only_one_that_is_found_is_ticked_already(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await search(hass, entry, Printer(LEFT))
    assert form(result) == {"printers": [LEFT]}
    result = await submit(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert printers(entry) == {LEFT: DEFAULT}
    await hass.async_block_till_done()


async def test_an_edge_of_the_platforms_design_is_found(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    edge = Printer(LEFT, scene="printing", dialect="platform")
    result = await search(hass, entry, edge)
    assert labels(result)[LEFT].startswith(f"FACTOR printer (…{LEFT[-4:]}) · Printing")


async def test_printers_are_found_by_home_assistants_own_mqtt(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    own = mqtt_entry(hass, broker)
    entry = MockConfigEntry(domain=DOMAIN, data={CONF_LINK: Link.HOME_ASSISTANT})
    entry.add_to_hass(hass)
    with mqtt_may_load():
        for each in (own, entry):
            assert await hass.config_entries.async_setup(each.entry_id)
        async with Fleet(broker.url, [Printer(LEFT)], interval=0.05):
            result = await start_with(hass, entry, "search")
            result = await result_of_work(hass, result)
        await submit(hass, result)
        assert printers(entry) == {LEFT: DEFAULT}
        await hass.async_block_till_done()
        for each in (entry, own):
            await hass.config_entries.async_unload(each.entry_id)


async def test_no_two_printers_get_the_same_name(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID)
    elsewhere = broker_entry(hass, broker, THIRD, port=1)
    for of, title in ((entry, DEFAULT), (elsewhere, f"{DEFAULT} 3")):
        (printer,) = of.subentries.values()
        hass.config_entries.async_update_subentry(of, printer, title=title)
    result = await search(hass, entry, Printer(LEFT), Printer(RIGHT))
    await submit(hass, result, printers=[LEFT, RIGHT])
    added = {UUID: DEFAULT, LEFT: f"{DEFAULT} 2", RIGHT: f"{DEFAULT} 4"}
    assert printers(entry) == added
    await hass.async_block_till_done()


async def test_printers_that_somebody_has_are_shown_as_such(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, LEFT)
    elsewhere = broker_entry(hass, broker, RIGHT, port=1)
    (printer,) = elsewhere.subentries.values()
    hass.config_entries.async_update_subentry(elsewhere, printer, title="<b> `*Far*`")
    fleet = [Printer(LEFT), Printer(RIGHT), Printer(THIRD)]
    result = await search(hass, entry, *fleet)
    assert step(result) == PICK
    assert list(labels(result)) == [THIRD]
    known = {"registered": "`<b> *Far*`, `Printer 1`", "waiting": NOTHING}
    assert result["description_placeholders"] == known
    with pytest.raises(InvalidData):
        await submit(hass, result, printers=[LEFT])


async def test_a_printer_that_only_sends_bare_events_waits(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await start_with(hass, entry, "search")
    async with saying(broker, event("OFFLINE", "Offline")):
        result = await result_of_work(hass, result)
    assert step(result) == NOTHING_NEW
    waiting = {"registered": NOTHING, "waiting": f"`…{UUID[-4:]}`"}
    assert result["description_placeholders"] == waiting
    result = await choose(hass, result, "search")
    async with saying(broker, event("OFFLINE", "Offline"), snapshot()):
        result = await result_of_work(hass, result)
    assert list(labels(result)) == [UUID]
    assert result["description_placeholders"] == NOBODY


@pytest.mark.parametrize("way", ["uuid", "register"])
async def test_from_a_search_in_vain_there_are_other_ways(
    hass: HomeAssistant, entry: MockConfigEntry, way: str
) -> None:
    result = await search(hass, entry)
    assert step(result) == NOTHING_NEW
    assert result["menu_options"] == ["search", "uuid", "register"]
    assert result["description_placeholders"] == NOBODY
    assert step(await choose(hass, result, way)) == (FlowResultType.FORM, way)


async def test_with_none_ticked_another_way_is_chosen(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await search(hass, entry, Printer(LEFT))
    result = await submit(hass, result, printers=[])
    assert step(result) == (FlowResultType.MENU, "user")
    assert printers(entry) == {}


# Somebody else is faster


async def test_none_is_added_if_one_of_them_was_added_meanwhile(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    fleet = [Printer(LEFT), Printer(RIGHT)]
    slow = await search(hass, entry, *fleet)
    fast = await search(hass, entry, *fleet)
    await submit(hass, fast, printers=[RIGHT])
    result = await submit(hass, slow, printers=[LEFT, RIGHT])
    assert step(result) == PICK
    assert result["errors"] == {"printers": "picked_taken"}
    assert list(labels(result)) == [LEFT]
    assert printers(entry) == {RIGHT: DEFAULT}
    await submit(hass, result)
    assert printers(entry) == {RIGHT: DEFAULT, LEFT: f"{DEFAULT} 2"}
    await hass.async_block_till_done()


async def test_if_all_were_added_meanwhile_that_is_said(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    slow, fast = [await search(hass, entry, Printer(LEFT)) for _ in range(2)]
    await submit(hass, fast)
    result = await submit(hass, slow)
    assert step(result) == NOTHING_NEW
    assert result["description_placeholders"] == {
        **NOBODY,
        "registered": f"`{DEFAULT}`",
    }
    await hass.async_block_till_done()


# Ends of a search


async def test_a_dialog_that_is_closed_ends_its_search(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mqtt, "SEARCH_S", 60)
    result = await start_with(hass, entry, "search")
    await wait_until(lambda: asked_of(broker, "SUBSCRIBE") == [PATTERN])
    assert asked_of(broker, "UNSUBSCRIBE") == []
    hass.config_entries.subentries.async_abort(result["flow_id"])
    await wait_until(lambda: asked_of(broker, "UNSUBSCRIBE") == [PATTERN])
    assert entry.runtime_data.connection.connected


@pytest.mark.parametrize("end", ["kill", "unload"])
async def test_without_a_link_nothing_is_searched(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, end: str
) -> None:
    menus = [await start(hass, entry), await search(hass, entry)]
    if end == "kill":
        broker.kill()
        await wait_until(lambda: not entry.runtime_data.connection.connected)
    else:
        await hass.config_entries.async_unload(entry.entry_id)
    for menu in menus:
        result = await result_of_work(hass, await choose(hass, menu, "search"))
        assert (result["type"], result["reason"]) == (
            FlowResultType.ABORT,
            "not_connected",
        )


@pytest.mark.parametrize("end", ["kill", "unload"])
async def test_a_link_that_is_lost_ends_the_search(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    end: str,
) -> None:
    monkeypatch.setattr(mqtt, "SEARCH_S", 60)
    result = await start_with(hass, entry, "search")
    await wait_until(lambda: asked_of(broker, "SUBSCRIBE") == [PATTERN])
    if end == "kill":
        broker.kill()
    else:
        await hass.config_entries.async_unload(entry.entry_id)
    result = await result_of_work(hass, result)
    assert (result["type"], result["reason"]) == (
        FlowResultType.ABORT,
        "not_connected",
    )


@pytest.mark.parametrize("way", ["uuid", "register"])
async def test_a_broker_that_lets_nobody_search_is_explained(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    async def refuse(*_: Any) -> None:
        raise SearchRefusedError

    monkeypatch.setattr(entry.runtime_data.connection, "search", refuse)
    result = await search(hass, entry)
    assert step(result) == (FlowResultType.MENU, "search_refused")
    assert result["menu_options"] == ["uuid", "register"]
    assert step(await choose(hass, result, way)) == (FlowResultType.FORM, way)


# Whoever says whatever


async def found_in(*messages: Message) -> dict[str, Found | None]:
    """Return what a search makes of messages."""
    return await async_search(FakeConnection(found=list(messages)))


def said(payload: bytes, device_uuid: str = UUID, *, retained: bool = False) -> Message:
    """Return a message on somebody's status topic."""
    return Message(f"octoprint/status/{device_uuid}", payload, retained)


async def test_what_a_broker_has_kept_is_no_printer() -> None:
    assert await found_in(said(snapshot(), retained=True)) == {}


@pytest.mark.parametrize("payload", GARBAGE)
async def test_garbage_is_no_printer(payload: bytes) -> None:
    assert await found_in(said(payload)) == {}
    found = await found_in(said(snapshot()), said(payload), said(snapshot(), LEFT))
    assert list(found) == [UUID, LEFT]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "unknown",
        "#",
        UUID.upper(),
        UUID.replace("-", ""),
        f"{{{UUID}}}",
        "10000000a1b2c3d4",
        "x" * 100_000,
    ],
)
async def test_who_could_not_be_heard_afterwards_is_not_found(written: str) -> None:
    assert await found_in(said(snapshot(), written)) == {}


def bare(times: int) -> Iterable[Message]:
    """Yield bare events of so many printers."""
    for number in range(times):
        yield said(event("PRINTING", "Printing"), numbered_uuid(number))


async def test_no_more_are_found_than_fit_into_a_form() -> None:
    found = await found_in(*bare(MAX_FOUND + 5), said(snapshot(), numbered_uuid(0)))
    assert len(found) == MAX_FOUND
    assert found[numbered_uuid(0)]
    assert numbered_uuid(MAX_FOUND) not in found


async def test_a_printer_that_has_told_all_is_listened_to_no_longer() -> None:
    with patch(
        "custom_components.factor.listening.decode_any_status",
        wraps=decode_any_status,
    ) as decoding:
        await found_in(*(said(snapshot()) for _ in range(10)))
    assert decoding.call_count == 1


async def test_what_was_told_is_not_lost_by_an_event() -> None:
    strange = said(snapshot("Never heard of"))
    assert await found_in(strange, said(event("CLOSED", "Closed"))) == {
        UUID: Found("Model X", None, "")
    }
    (found,) = (await found_in(strange, said(snapshot("Printing")))).values()
    assert found
    assert found.state is State.PRINTING


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>",
        "`code` **bold**",
        "line\r\n# heading",
        "right\u202eto left\u0000\u001b[31m",
        "x" * 100_000,
    ],
    ids=["html", "code", "lines", "control", "long"],
)
async def test_hostile_names_stay_plain_words(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, hostile: str
) -> None:
    payload = snapshot(connection=named(hostile), job=job(hostile))
    result = await start_with(hass, entry, "search")
    async with saying(broker, payload):
        result = await result_of_work(hass, result)
    (label,) = labels(result).values()
    assert label.isprintable()
    assert len(label) < 200
    result = await submit(hass, result)
    (title,) = printers(entry).values()
    assert title.isprintable()
    assert len(title) <= 80
    assert result["description_placeholders"]
    told = result["description_placeholders"]["names"]
    assert (told[0], told[-1], told.count("`")) == ("`", "`", 2)
    await hass.async_block_till_done()


async def test_printers_are_listed_by_their_names(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    talker = Talker(broker.url)
    await talker.open()
    result = await start_with(hass, entry, "search")
    await wait_until(lambda: asked_of(broker, "SUBSCRIBE"))
    for uuid, name in ((LEFT, "B"), (RIGHT, "C"), (THIRD, "A"), (UUID, "B")):
        payload = snapshot(
            "Never heard of" if uuid == LEFT else "Operational", connection=named(name)
        )
        talker.publish(f"octoprint/status/{uuid}", payload)
    result = await result_of_work(hass, result)
    await talker.close()
    assert list(labels(result)) == [THIRD, *sorted([LEFT, UUID]), RIGHT]
    assert labels(result)[LEFT] == f"B (…{LEFT[-4:]}) · –"


async def test_the_uuids_of_a_search_are_not_logged(
    hass: HomeAssistant, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    result = await search(hass, entry, Printer(LEFT))
    assert step(result) == PICK
    ours = [
        each for each in caplog.records if each.name.startswith("custom_components")
    ]
    assert LEFT not in "".join(each.getMessage() for each in ours)
