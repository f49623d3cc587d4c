"""The printer's flow."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor import printer_flow
from custom_components.factor.connection import mqtt
from custom_components.factor.const import (
    CONF_DEVICE_UUID,
    CONF_OFFLINE_AFTER,
    SUBENTRY_PRINTER,
)
from custom_components.factor.printer_flow import DEFAULT_NAME, as_code, suggested_name
from custom_components.factor.protocol.messages import Profile
from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from simulator import Fleet, Printer
from simulator.link import Link

from . import asked_of, broker_entry, set_up, suggested, wait_until
from .conftest import UUID
from .mosquitto import Mosquitto
from .payloads import event, job, snapshot

OTHER_UUID = "00000000-0000-4000-8000-000000000002"
STATUS = f"octoprint/status/{UUID}"
NOTHING = "–"


@pytest.fixture(autouse=True)
def _reconnects_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt, "RECONNECT_FIRST_S", 0.05)


@pytest.fixture
def _short_listening(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the flow listen shorter, where it is to hear nothing or too little."""
    monkeypatch.setattr(printer_flow, "LISTEN_S", 0.2)


@pytest.fixture
async def entry(hass: HomeAssistant, broker: Mosquitto) -> MockConfigEntry:
    """Give the loaded entry of a broker without a printer."""
    return await set_up(hass, broker)


@asynccontextmanager
async def saying(broker: Mosquitto, *payloads: bytes) -> AsyncIterator[Link]:
    """Say something on the printer's status topic, again and again."""
    link = Link(broker.url)
    await link.open()

    async def talk() -> None:
        while True:
            for payload in payloads:
                link.publish(STATUS, payload)
            await asyncio.sleep(0.02)

    talking = asyncio.create_task(talk())
    yield link
    talking.cancel()
    await link.close()


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Return the flow's first form."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_PRINTER), context={"source": SOURCE_USER}
    )


async def submit(
    hass: HomeAssistant, result: SubentryFlowResult, **user_input: Any
) -> SubentryFlowResult:
    """Return what follows a form or a menu."""
    return await hass.config_entries.subentries.async_configure(
        result["flow_id"], user_input
    )


async def choose(
    hass: HomeAssistant, result: SubentryFlowResult, option: str
) -> SubentryFlowResult:
    """Return what follows an option of a menu."""
    assert option in result["menu_options"]
    return await submit(hass, result, next_step_id=option)


def printers(entry: MockConfigEntry) -> dict[str | None, str]:
    """Return the titles of an entry's printers by uuid."""
    return {
        subentry.unique_id: subentry.title
        for subentry in entry.get_subentries_of_type(SUBENTRY_PRINTER)
    }


# A printer that is heard


@pytest.mark.parametrize(
    "writing",
    [
        UUID,
        f"  {UUID}\n",
        UUID.upper(),
        UUID.replace("-", ""),
        f"{{{UUID}}}",
        f"urn:uuid:{UUID}",
        f"https://factor.example/ko/setup/{UUID}",
        f"https://factor.example/setup/{UUID}/?lang=en",
        f"https://factor.example/setup/{UUID}#/+",
    ],
)
async def test_a_printer_is_registered_from_any_writing_of_its_uuid(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, writing: str
) -> None:
    result = await start(hass, entry)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "user")
    async with saying(broker, snapshot()):
        result = await submit(hass, result, device_uuid=writing)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "found")
    result = await submit(hass, result, name="Left")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (printer,) = entry.get_subentries_of_type(SUBENTRY_PRINTER)
    assert printer.title == "Left"
    assert printer.unique_id == UUID
    assert printer.data == {CONF_DEVICE_UUID: UUID}
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "+",
        "#",
        "+/#",
        UUID[:-1],
        f"{UUID}/#",
        f"{UUID}+",
        f"+{UUID}",
        f"octoprint/status/{UUID}",
        f"https://factor.example/{UUID}",
        f"file:///setup/{UUID}",
        "https://factor.example/setup/#",
    ],
)
async def test_what_is_no_uuid_is_refused_and_a_real_one_then_taken(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, wrong: str
) -> None:
    result = await submit(hass, await start(hass, entry), device_uuid=wrong)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "user")
    assert result["errors"] == {CONF_DEVICE_UUID: "invalid_uuid"}
    assert suggested(result) == {CONF_DEVICE_UUID: wrong}
    assert asked_of(broker, "SUBSCRIBE") == []
    async with saying(broker, snapshot()):
        result = await submit(hass, result, device_uuid=UUID)
    await submit(hass, result, name="Left")
    assert printers(entry) == {UUID: "Left"}
    await hass.async_block_till_done()


async def test_what_was_heard_is_shown(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    printer = Printer(UUID, scene="printing")
    async with Fleet(broker.url, [printer], interval=0.05):
        result = await submit(hass, await start(hass, entry), device_uuid=UUID)
    assert printer.machine.file
    assert result["description_placeholders"] == {
        "state": "Printing",
        "profile": "`Default · Generic RepRap Printer`",
        "file": f"`{printer.machine.file.name}`",
    }
    assert suggested(result) == {CONF_NAME: "Generic RepRap Printer"}


async def test_only_the_printers_status_is_listened_to_and_only_for_a_while(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with saying(broker, snapshot()):
        result = await submit(hass, await start(hass, entry), device_uuid=UUID)
    assert result["step_id"] == "found"
    await wait_until(lambda: asked_of(broker, "UNSUBSCRIBE"))
    assert asked_of(broker, "UNSUBSCRIBE") == [STATUS]
    assert asked_of(broker, "SUBSCRIBE") == [STATUS]
    assert asked_of(broker, "PUBLISH") == []


async def test_a_printer_that_stays_nameless_is_called_what_was_suggested(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with saying(broker, snapshot()):
        result = await submit(hass, await start(hass, entry), device_uuid=UUID)
    await submit(hass, result, name="  ")
    assert printers(entry) == {UUID: "Model X"}
    await hass.async_block_till_done()


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "`code` ``` **bold**",
    "line\r\n\r\n# heading\n[link](javascript:alert(1))",
    "right\u202eto left\u0000\u001b[31m",
    "x" * 10_000,
)


@pytest.mark.parametrize(
    "hostile", HOSTILE, ids=["html", "code", "lines", "control", "long"]
)
async def test_what_a_printer_says_stays_text(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, hostile: str
) -> None:
    profile = {"id": "_default", "name": hostile, "model": hostile}
    said = snapshot(
        connection=["Operational", "/dev/ttyUSB0", 115200, profile], job=job(hostile)
    )
    async with saying(broker, said):
        result = await submit(hass, await start(hass, entry), device_uuid=UUID)
    assert result["step_id"] == "found"
    assert result["description_placeholders"]
    for heard in ("profile", "file"):
        shown = result["description_placeholders"][heard]
        assert len(shown) < 100
        assert shown.isprintable()
        assert (shown[0], shown[-1], shown.count("`")) == ("`", "`", 2)
    name = suggested(result)[CONF_NAME]
    assert len(name) < 100
    assert name.isprintable()


@pytest.mark.parametrize(
    ("heard", "shown"),
    [
        (None, NOTHING),
        ("", NOTHING),
        ("```", NOTHING),
        (" \n", NOTHING),
        ("Prusa", "`Prusa`"),
        ("a`b\nc", "`abc`"),
    ],
)
def test_code_is_never_left(heard: str | None, shown: str) -> None:
    assert as_code(heard) == shown


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        (None, DEFAULT_NAME),
        (Profile(), DEFAULT_NAME),
        (Profile(name="Default"), DEFAULT_NAME),
        (Profile(name="Default", model="MK4"), "MK4"),
        (Profile(name="", model="MK4"), "MK4"),
        (Profile(name="\n", model="MK4"), "MK4"),
        (Profile(name="Left", model="MK4"), "Left"),
    ],
)
def test_the_suggested_name_is_what_the_user_has_already_chosen(
    profile: Profile | None, name: str
) -> None:
    assert suggested_name(profile) == name


@pytest.mark.usefixtures("_short_listening")
@pytest.mark.parametrize(
    ("said", "state"),
    [(event("PRINTING", "Printing"), "Printing"), (event("NEW", "New"), NOTHING)],
)
async def test_of_a_bare_event_the_state_alone_is_shown(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    said: bytes,
    state: str,
) -> None:
    async with saying(broker, said):
        result = await submit(hass, await start(hass, entry), device_uuid=UUID)
    assert result["step_id"] == "found"
    shown = {"state": state, "profile": NOTHING, "file": NOTHING}
    assert result["description_placeholders"] == shown
    assert suggested(result) == {CONF_NAME: DEFAULT_NAME}


async def test_after_a_bare_event_the_snapshot_is_waited_for(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    flow = await start(hass, entry)
    async with saying(broker, event("PRINTING", "Printing")) as link:
        listening = asyncio.create_task(submit(hass, flow, device_uuid=UUID))
        await wait_until(lambda: broker.log.count("Sending PUBLISH to factor-") > 2)
        assert not listening.done()
        link.publish(STATUS, snapshot())
        result = await listening
    assert result["description_placeholders"]
    assert result["description_placeholders"]["profile"] == "`Default · Model X`"


# A printer that is not heard


@pytest.mark.usefixtures("_short_listening")
async def test_a_silent_printer_is_listened_to_again_until_it_is_heard(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await submit(hass, await start(hass, entry), device_uuid=UUID)
    assert (result["type"], result["step_id"]) == (FlowResultType.MENU, "silent")
    assert result["description_placeholders"] == {"uuid": UUID}
    result = await choose(hass, result, "listen")
    assert result["step_id"] == "silent"
    async with saying(broker, snapshot()):
        result = await choose(hass, result, "listen")
    assert result["step_id"] == "found"
    await submit(hass, result, name="Left")
    assert printers(entry) == {UUID: "Left"}
    await hass.async_block_till_done()


@pytest.mark.usefixtures("_short_listening")
async def test_the_uuid_of_a_silent_printer_can_be_corrected(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await submit(hass, await start(hass, entry), device_uuid=OTHER_UUID)
    result = await choose(hass, result, "user")
    assert suggested(result) == {CONF_DEVICE_UUID: OTHER_UUID}
    async with saying(broker, snapshot()):
        result = await submit(hass, result, device_uuid=UUID)
    await submit(hass, result, name="Left")
    assert printers(entry) == {UUID: "Left"}
    await hass.async_block_till_done()


@pytest.mark.usefixtures("_short_listening")
async def test_a_silent_printer_can_be_added_all_the_same(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await submit(hass, await start(hass, entry), device_uuid=UUID)
    result = await choose(hass, result, "add_anyway")
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "add_anyway")
    assert suggested(result) == {CONF_NAME: DEFAULT_NAME}
    result = await submit(hass, result, name="Left")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert printers(entry) == {UUID: "Left"}
    await hass.async_block_till_done()
    async with saying(broker, snapshot()):
        await wait_until(lambda: hass.states.is_state("sensor.left_state", "idle"))


@pytest.mark.usefixtures("_short_listening")
async def test_a_retained_message_is_no_printer(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with saying(broker) as link:
        link.publish(STATUS, snapshot(), 1, True)
        result = await submit(hass, await start(hass, entry), device_uuid=UUID)
    assert result["step_id"] == "silent"
    await wait_until(
        lambda: "Sending PUBLISH to factor-" in broker.log, timeout_s=1
    )  # it did arrive


@pytest.mark.usefixtures("_short_listening")
async def test_garbage_is_no_printer(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    garbage = (b"", b"\xff", b"[]", b'{"state": 7}', json.dumps({}).encode())
    async with saying(broker, *garbage):
        result = await submit(hass, await start(hass, entry), device_uuid=UUID)
    assert result["step_id"] == "silent"


# One uuid is registered once


@pytest.mark.usefixtures("_short_listening")
async def test_a_uuid_is_registered_once_in_all_of_home_assistant(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    broker_entry(hass, broker, UUID, port=1)  # below another broker, not even set up
    result = await start(hass, entry)
    result = await submit(hass, result, device_uuid=UUID.upper())
    assert result["errors"] == {CONF_DEVICE_UUID: "already_registered"}
    result = await submit(hass, result, device_uuid=OTHER_UUID)
    assert result["step_id"] == "silent"
    result = await choose(hass, result, "add_anyway")
    await submit(hass, result, name="Right")
    assert printers(entry) == {OTHER_UUID: "Right"}
    await hass.async_block_till_done()


@pytest.mark.parametrize("step", ["found", "add_anyway"])
@pytest.mark.usefixtures("_short_listening")
async def test_of_two_flows_for_one_uuid_the_second_is_refused(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, step: str
) -> None:
    said = (snapshot(),) if step == "found" else ()
    async with saying(broker, *said):
        flows = [await start(hass, entry) for _ in range(2)]
        first, second = await asyncio.gather(
            *(submit(hass, flow, device_uuid=UUID) for flow in flows)
        )
    if step == "add_anyway":
        first = await choose(hass, first, step)
        second = await choose(hass, second, step)
    assert first["step_id"] == second["step_id"] == step
    await submit(hass, first, name="Left")
    result = await submit(hass, second, name="Also left")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_registered"
    assert printers(entry) == {UUID: "Left"}
    await hass.async_block_till_done()


# Without a link there is nothing to listen on


async def test_no_printer_is_added_below_an_entry_that_is_not_set_up(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    result = await start(hass, broker_entry(hass, broker))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_connected"


async def test_a_lost_link_is_not_taken_for_a_silent_printer(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await start(hass, entry)
    broker.kill()
    await wait_until(lambda: not entry.runtime_data.connection.connected)
    result = await submit(hass, result, device_uuid=UUID)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_connected"
    assert (await start(hass, entry))["reason"] == "not_connected"

    broker.start()
    await wait_until(lambda: entry.runtime_data.connection.connected)
    assert (await start(hass, entry))["step_id"] == "user"


@pytest.mark.usefixtures("_short_listening")
async def test_a_link_that_is_lost_while_listening_is_not_taken_for_silence(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await start(hass, entry)
    listening = hass.async_create_task(submit(hass, result, device_uuid=UUID))
    await wait_until(lambda: asked_of(broker, "SUBSCRIBE") == [STATUS])
    broker.kill()
    result = await listening
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_connected"


@pytest.mark.usefixtures("_short_listening")
async def test_an_entry_that_is_unloaded_meanwhile_ends_the_flow(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await submit(hass, await start(hass, entry), device_uuid=UUID)
    await hass.config_entries.async_unload(entry.entry_id)
    result = await choose(hass, result, "listen")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_connected"


async def test_a_flow_that_is_closed_while_it_listens_leaves_no_subscription(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await start(hass, entry)
    listening = asyncio.create_task(submit(hass, result, device_uuid=UUID))
    await wait_until(lambda: asked_of(broker, "SUBSCRIBE") == [STATUS])
    listening.cancel()
    await wait_until(lambda: asked_of(broker, "UNSUBSCRIBE") == [STATUS])


# Reconfiguration


@pytest.fixture
async def two_printers(hass: HomeAssistant, broker: Mosquitto) -> MockConfigEntry:
    """Give the loaded entry of a broker with two printers."""
    return await set_up(hass, broker, UUID, OTHER_UUID)


async def test_name_uuid_and_patience_of_a_printer_are_changed(
    hass: HomeAssistant, two_printers: MockConfigEntry
) -> None:
    new = "00000000-0000-4000-8000-000000000003"
    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "reconfigure")
    assert suggested(result) == {CONF_NAME: "Printer 1", CONF_DEVICE_UUID: UUID}
    result = await submit(
        hass, result, name="Left", device_uuid=new.upper(), offline_after=60
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert printers(two_printers) == {new: "Left", OTHER_UUID: "Printer 2"}
    data = two_printers.subentries["printer_1"].data
    assert data == {CONF_DEVICE_UUID: new, CONF_OFFLINE_AFTER: 60}
    await hass.async_block_till_done()

    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    assert suggested(result) == {**data, CONF_NAME: "Left"}


async def test_a_printer_can_keep_its_uuid_and_its_name(
    hass: HomeAssistant, two_printers: MockConfigEntry
) -> None:
    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    result = await submit(hass, result, name=" ", device_uuid=UUID, offline_after=30)
    assert result["reason"] == "reconfigure_successful"
    assert printers(two_printers)[UUID] == "Printer 1"
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("wrong", "error"), [("+", "invalid_uuid"), (OTHER_UUID, "already_registered")]
)
async def test_a_printer_cannot_get_a_wrong_uuid(
    hass: HomeAssistant, two_printers: MockConfigEntry, wrong: str, error: str
) -> None:
    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    entered = {CONF_NAME: "Left", CONF_OFFLINE_AFTER: 60}
    result = await submit(hass, result, **entered, device_uuid=wrong)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "reconfigure")
    assert result["errors"] == {CONF_DEVICE_UUID: error}
    assert suggested(result) == {**entered, CONF_DEVICE_UUID: wrong}
    assert printers(two_printers)[UUID] == "Printer 1"
    result = await submit(hass, result, **entered, device_uuid=UUID)
    assert result["reason"] == "reconfigure_successful"
    assert printers(two_printers)[UUID] == "Left"
    await hass.async_block_till_done()


async def test_a_printer_is_changed_while_its_broker_is_away(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = broker_entry(hass, broker, UUID)
    result = await entry.start_subentry_reconfigure_flow(hass, "printer_1")
    result = await submit(
        hass, result, name="Left", device_uuid=OTHER_UUID, offline_after=30
    )
    assert result["reason"] == "reconfigure_successful"
    assert printers(entry) == {OTHER_UUID: "Left"}
