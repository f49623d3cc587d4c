"""The printer's flow."""

import asyncio
from collections.abc import Mapping
from functools import partial
import json
from typing import Any

import msgspec
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor import listening
from custom_components.factor.connection import keeper
from custom_components.factor.const import (
    CONF_DEVICE_UUID,
    CONF_DIALECT,
    CONF_OFFLINE_AFTER,
    SUBENTRY_PRINTER,
)
from custom_components.factor.heard import DEFAULT_NAME, as_code, suggested_name
from custom_components.factor.print_events import Told
from custom_components.factor.protocol.commands import HeaterLimits
from custom_components.factor.protocol.dialects import Dialect
from custom_components.factor.protocol.legacy_edge import GET_STATUS
from custom_components.factor.protocol.messages import Profile
from custom_components.factor.protocol.topics import PrinterTopics
from custom_components.factor.settings import (
    CameraSettings,
    CostSettings,
    FilamentSettings,
    PrinterSettings,
    PrintSettings,
    TelemetrySettings,
)
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData, section
from simulator import Fleet, Printer

from . import asked_of, broker_entry, set_up, suggested, wait_until
from .conftest import UUID
from .home import Home
from .mosquitto import Mosquitto
from .payloads import event, job, printing, snapshot
from .printer_flows import (
    STATUS,
    choose,
    form,
    printers,
    saying,
    start,
    start_with,
    submit,
)

OTHER_UUID = "00000000-0000-4000-8000-000000000002"
SERIAL = "10000000a1b2c3d4"
NOTHING = "–"
METER = "sensor.plug_energy"
KWH = {ATTR_UNIT_OF_MEASUREMENT: "kWh"}


@pytest.fixture(autouse=True)
def _reconnects_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 0.05)


@pytest.fixture
def _short_listening(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the flow listen shorter, where it is to hear nothing or too little."""
    monkeypatch.setattr(listening, "LISTEN_S", 0.2)


@pytest.fixture
async def entry(hass: HomeAssistant, broker: Mosquitto) -> MockConfigEntry:
    """Give the loaded entry of a broker without a printer."""
    return await set_up(hass, broker)


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
    result = await start_with(hass, entry, "uuid")
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "uuid")
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
    result = await submit(
        hass, await start_with(hass, entry, "uuid"), device_uuid=wrong
    )
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "uuid")
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
        result = await submit(
            hass, await start_with(hass, entry, "uuid"), device_uuid=UUID
        )
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
        result = await submit(
            hass, await start_with(hass, entry, "uuid"), device_uuid=UUID
        )
    assert result["step_id"] == "found"
    await wait_until(lambda: asked_of(broker, "UNSUBSCRIBE"))
    assert asked_of(broker, "UNSUBSCRIBE") == [STATUS]
    assert asked_of(broker, "SUBSCRIBE") == [STATUS]
    assert asked_of(broker, "PUBLISH") == []


async def test_a_printer_that_stays_nameless_is_called_what_was_suggested(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with saying(broker, snapshot()):
        result = await submit(
            hass, await start_with(hass, entry, "uuid"), device_uuid=UUID
        )
    await submit(hass, result, name="  ")
    assert printers(entry) == {UUID: "Model X"}
    await hass.async_block_till_done()


async def test_a_name_that_another_printer_has_is_not_suggested(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, OTHER_UUID)
    (other,) = entry.subentries.values()
    hass.config_entries.async_update_subentry(entry, other, title="Model X")
    async with saying(broker, snapshot()):
        result = await submit(
            hass, await start_with(hass, entry, "uuid"), device_uuid=UUID
        )
    assert suggested(result) == {CONF_NAME: "Model X 2"}
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
        result = await submit(
            hass, await start_with(hass, entry, "uuid"), device_uuid=UUID
        )
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
        result = await submit(
            hass, await start_with(hass, entry, "uuid"), device_uuid=UUID
        )
    assert result["step_id"] == "found"
    shown = {"state": state, "profile": NOTHING, "file": NOTHING}
    assert result["description_placeholders"] == shown
    assert suggested(result) == {CONF_NAME: DEFAULT_NAME}


async def test_after_a_bare_event_the_snapshot_is_waited_for(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    flow = await start_with(hass, entry, "uuid")
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
    result = await submit(hass, await start_with(hass, entry, "uuid"), device_uuid=UUID)
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
    result = await submit(
        hass, await start_with(hass, entry, "uuid"), device_uuid=OTHER_UUID
    )
    result = await choose(hass, result, "uuid")
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
    result = await submit(hass, await start_with(hass, entry, "uuid"), device_uuid=UUID)
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
        result = await submit(
            hass, await start_with(hass, entry, "uuid"), device_uuid=UUID
        )
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
        result = await submit(
            hass, await start_with(hass, entry, "uuid"), device_uuid=UUID
        )
    assert result["step_id"] == "silent"


# One uuid is registered once


@pytest.mark.usefixtures("_short_listening")
async def test_a_uuid_is_registered_once_in_all_of_home_assistant(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    broker_entry(hass, broker, UUID, port=1)  # below another broker, not even set up
    result = await start_with(hass, entry, "uuid")
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
        flows = [await start_with(hass, entry, "uuid") for _ in range(2)]
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
    result = await start_with(hass, entry, "uuid")
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
    result = await start_with(hass, entry, "uuid")
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
    result = await submit(hass, await start_with(hass, entry, "uuid"), device_uuid=UUID)
    await hass.config_entries.async_unload(entry.entry_id)
    result = await choose(hass, result, "listen")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_connected"


async def test_a_flow_that_is_closed_while_it_listens_leaves_no_subscription(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await start_with(hass, entry, "uuid")
    listening = asyncio.create_task(submit(hass, result, device_uuid=UUID))
    await wait_until(lambda: asked_of(broker, "SUBSCRIBE") == [STATUS])
    listening.cancel()
    await wait_until(lambda: asked_of(broker, "UNSUBSCRIBE") == [STATUS])


# Dialects


async def test_the_form_to_add_has_the_dialect_folded_away(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await start_with(hass, entry, "uuid")
    assert form(result) == {
        CONF_DEVICE_UUID: "",
        "advanced": {CONF_DIALECT: "auto"},
    }
    assert result["data_schema"]
    assert result["data_schema"].schema["advanced"].options == {"collapsed": True}


@pytest.mark.parametrize("dialect", [None, *Dialect])
@pytest.mark.usefixtures("_short_listening")
async def test_what_is_listened_to_is_what_the_dialect_has(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    dialect: Dialect | None,
) -> None:
    topics = PrinterTopics(UUID)
    result = await submit(
        hass,
        await start_with(hass, entry, "uuid"),
        device_uuid=UUID,
        advanced={CONF_DIALECT: dialect or "auto"},
    )
    assert result["step_id"] == "silent"
    expected = {
        None: {topics.status},
        Dialect.PLUGIN: {topics.status, topics.camera_state, topics.control_result},
        Dialect.PLATFORM: {
            topics.status,
            topics.temperature,
            topics.position,
            topics.print_progress,
            topics.camera_snapshot,
            topics.control_result,
        },
        Dialect.LEGACY_EDGE: {
            topics.dash_status,
            topics.last_will,
            topics.control_result,
        },
    }[dialect]
    await wait_until(
        lambda: set(asked_of(broker, "UNSUBSCRIBE")) == expected, timeout_s=2
    )
    assert set(asked_of(broker, "SUBSCRIBE")) == expected
    # It is asked to speak, and to stop.
    asked = [topics.dashboard] * 2 if dialect is Dialect.LEGACY_EDGE else []
    assert asked_of(broker, "PUBLISH") == asked
    # What was entered is not lost on the way back.
    result = await choose(hass, result, "uuid")
    chosen = {CONF_DEVICE_UUID: UUID, "advanced": {CONF_DIALECT: dialect or "auto"}}
    assert form(result) == chosen


async def test_an_older_edge_is_asked_to_speak_and_registered_by_its_serial(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    edge = Printer(SERIAL, scene="printing", dialect="legacy")
    async with Fleet(broker.url, [edge], interval=0.05):
        result = await submit(
            hass,
            await start_with(hass, entry, "uuid"),
            device_uuid=f" {SERIAL} ",
            advanced={CONF_DIALECT: Dialect.LEGACY_EDGE},
        )
        assert (result["step_id"], result["errors"]) == ("found", None)
        assert result["description_placeholders"]
        assert result["description_placeholders"]["state"] == "Printing"
        assert json.loads(GET_STATUS) in edge.received
        await submit(hass, result, name="Old")
        await wait_until(lambda: hass.states.is_state("sensor.old_state", "printing"))
    (printer,) = entry.get_subentries_of_type(SUBENTRY_PRINTER)
    assert printer.unique_id == SERIAL
    assert printer.data == {CONF_DEVICE_UUID: SERIAL, CONF_DIALECT: "legacy_edge"}
    await hass.async_block_till_done()


@pytest.mark.parametrize("dialect", ["auto", Dialect.PLATFORM])
async def test_a_printer_that_speaks_as_the_platform_designed_it_is_heard(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, dialect: str
) -> None:
    async with Fleet(
        broker.url,
        [Printer(UUID, scene="printing", dialect="platform")],
        interval=0.05,
    ):
        result = await submit(
            hass,
            await start_with(hass, entry, "uuid"),
            device_uuid=UUID,
            advanced={CONF_DIALECT: dialect},
        )
        assert result["step_id"] == "found"
        assert result["description_placeholders"]
        assert result["description_placeholders"]["state"] == "Printing"
        await submit(hass, result, name="Left")
        await wait_until(lambda: hass.states.is_state("sensor.left_state", "printing"))
    (printer,) = entry.get_subentries_of_type(SUBENTRY_PRINTER)
    assert printer.data.get(CONF_DIALECT, "auto") == dialect
    await hass.async_block_till_done()


@pytest.mark.usefixtures("_short_listening")
async def test_a_printer_is_not_heard_in_a_dialect_that_it_does_not_speak(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with saying(broker, snapshot()):
        for dialect in (Dialect.PLATFORM, Dialect.LEGACY_EDGE):
            result = await submit(
                hass,
                await start_with(hass, entry, "uuid"),
                device_uuid=UUID,
                advanced={CONF_DIALECT: dialect},
            )
            assert result["step_id"] == "silent"


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (PrinterTopics(SERIAL).last_will, b'{"online": true}'),
        (
            PrinterTopics(SERIAL).control_result,
            b'{"type": "control_result", "action": "home", "ok": true}',
        ),
    ],
)
@pytest.mark.usefixtures("_short_listening")
async def test_what_tells_nothing_of_a_printer_is_no_printer(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    topic: str,
    said: bytes,
) -> None:
    async with saying(broker, said, topic=topic):
        result = await submit(
            hass,
            await start_with(hass, entry, "uuid"),
            device_uuid=SERIAL,
            advanced={CONF_DIALECT: Dialect.LEGACY_EDGE},
        )
    assert result["step_id"] == "silent"
    assert f"'{topic}'" in broker.log.partition("Sending PUBLISH to factor-")[2]


@pytest.mark.parametrize(
    "wrong", ["", "abc", "+", "#", f"{SERIAL}/#", "10 00", "x" * 65]
)
@pytest.mark.usefixtures("_short_listening")
async def test_what_is_no_serial_is_refused_for_an_older_edge(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, wrong: str
) -> None:
    chosen = {CONF_DIALECT: Dialect.LEGACY_EDGE}
    result = await submit(
        hass, await start_with(hass, entry, "uuid"), device_uuid=wrong, advanced=chosen
    )
    assert result["errors"] == {CONF_DEVICE_UUID: "invalid_serial"}
    assert form(result) == {CONF_DEVICE_UUID: wrong, "advanced": chosen}
    assert asked_of(broker, "SUBSCRIBE") == []
    result = await submit(hass, result, device_uuid=SERIAL)
    assert result["step_id"] == "silent"


async def test_a_serial_is_refused_for_a_printer_that_is_no_older_edge(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await submit(
        hass, await start_with(hass, entry, "uuid"), device_uuid=SERIAL
    )
    assert result["errors"] == {CONF_DEVICE_UUID: "invalid_uuid"}


@pytest.mark.usefixtures("_short_listening")
async def test_a_link_that_is_lost_before_an_older_edge_is_asked_is_not_silence(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = entry.runtime_data.connection
    publish = connection.publish

    async def publish_too_late(topic: str, payload: bytes) -> None:
        broker.kill()
        await wait_until(lambda: not connection.connected)
        await publish(topic, payload)

    monkeypatch.setattr(connection, "publish", publish_too_late)
    result = await submit(
        hass,
        await start_with(hass, entry, "uuid"),
        device_uuid=SERIAL,
        advanced={CONF_DIALECT: Dialect.LEGACY_EDGE},
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_connected"


# Reconfiguration

DEFAULTS = {
    CONF_OFFLINE_AFTER: 30,
    "limits": msgspec.to_builtins(HeaterLimits()),
    "filament": msgspec.to_builtins(FilamentSettings()),
    "camera": {
        name: value
        for name, value in msgspec.to_builtins(CameraSettings()).items()
        if value is not None
    },
    "prints": {**msgspec.to_builtins(PrintSettings()), "milestones": [25, 50, 75]},
    "cost": {},
    "telemetry": msgspec.to_builtins(TelemetrySettings()),
}
CHANGED: dict[str, Any] = {
    CONF_OFFLINE_AFTER: 90,
    "limits": {"hotend": 260, "bed": 0, "chamber": 500},
    "filament": {"density": 1.27, "diameter": 2.85},
    "camera": {
        "stream_url": "http://user:pass@octopi.local/webcam/?action=stream",
        "snapshot_url": "https://octopi.local/webcam/?action=snapshot",
        "input": "/dev/video2",
        "width": 0,
        "height": 480,
        "fps": 5,
        "bitrate_kbps": 100,
        "encoder": "omx",
        "rtsp_base": "rtsp://media.local:8554",
        "webrtc_base": "http://media.local:8889",
    },
    "prints": {"milestones": [5, 50, 99], "cool_below": 40, "heating_minutes": 10},
    "cost": {
        "filament_price": 24.9,
        "energy_meter": "sensor.plug_energy",
        "energy_price": 0.28755,
        "energy_price_entity": "input_number.price",
    },
    "telemetry": {
        "temperature_step": 0.1,
        "temperature_seconds": 3600,
        "progress_step": 5,
        "finish_seconds": 1,
        "height_seconds": 10,
        "position_seconds": 1,
    },
}


def as_shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is set as the form shows it: its milestones are words."""
    prints = data["prints"]
    words = [str(percent) for percent in prints["milestones"]]
    return {**data, "prints": {**prints, "milestones": words}}


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
    assert data == {**DEFAULTS, CONF_DEVICE_UUID: new, CONF_OFFLINE_AFTER: 60}
    await hass.async_block_till_done()

    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    assert form(result) == {
        **as_shown(data),
        CONF_NAME: "Left",
        "advanced": {"dialect": "auto"},
    }


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


async def test_all_that_can_be_set_is_shown_as_it_is_while_nothing_is_set(
    hass: HomeAssistant, two_printers: MockConfigEntry
) -> None:
    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    unchanged = {
        CONF_NAME: "Printer 1",
        CONF_DEVICE_UUID: UUID,
        **as_shown(DEFAULTS),
        "advanced": {CONF_DIALECT: "auto"},
    }
    assert form(result) == unchanged
    assert result["data_schema"]
    fields = result["data_schema"].schema
    folded = {str(n): each for n, each in fields.items() if isinstance(each, section)}
    assert list(folded) == [
        "limits",
        "filament",
        "camera",
        "prints",
        "cost",
        "telemetry",
        "advanced",
    ]
    assert all(each.options == {"collapsed": True} for each in folded.values())

    result = await submit(hass, result)
    assert result["reason"] == "reconfigure_successful"
    data = two_printers.subentries["printer_1"].data
    assert data == {CONF_DEVICE_UUID: UUID, **DEFAULTS}
    assert PrinterSettings.of(data) == PrinterSettings(UUID)
    await hass.async_block_till_done()


async def test_all_that_is_set_is_what_is_read_and_shown_again(
    hass: HomeAssistant, two_printers: MockConfigEntry
) -> None:
    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    # A browser sends each number as JSON has it, and may send a float.
    sent = json.loads(json.dumps(as_shown(CHANGED)), parse_int=float)
    result = await submit(
        hass, result, **sent, advanced={CONF_DIALECT: Dialect.PLATFORM}
    )
    assert result["reason"] == "reconfigure_successful"
    data = two_printers.subentries["printer_1"].data
    expected = {CONF_DEVICE_UUID: UUID, CONF_DIALECT: "platform", **CHANGED}
    # `repr` tells 90 from 90.0, and the storage turns data into JSON and back.
    stored = json.loads(json.dumps(dict(data)))
    assert sorted_repr(stored) == sorted_repr(expected)
    settings = PrinterSettings.of(stored)
    assert settings == msgspec.convert(expected, PrinterSettings)
    assert json.loads(msgspec.json.encode(settings)) == expected
    await hass.async_block_till_done()
    assert two_printers.runtime_data.printers["printer_1"].settings == settings

    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    assert form(result) == {
        CONF_NAME: "Printer 1",
        CONF_DEVICE_UUID: UUID,
        **as_shown(CHANGED),
        "advanced": {CONF_DIALECT: "platform"},
    }


def sorted_repr(data: dict[str, Any]) -> str:
    """Return a text of data that also tells the types of its values."""
    inner = (
        f"{k}: {sorted_repr(v) if isinstance(v, dict) else repr(v)}"
        for k, v in sorted(data.items())
    )
    return f"{{{', '.join(inner)}}}"


async def test_an_address_that_is_emptied_vanishes(
    hass: HomeAssistant, two_printers: MockConfigEntry
) -> None:
    reconfigure = partial(
        two_printers.start_subentry_reconfigure_flow, hass, "printer_1"
    )
    padded = {"stream_url": "  http://a/b ", "input": "/dev/video0\t"}
    await submit(hass, await reconfigure(), camera=padded)
    data = two_printers.subentries["printer_1"].data
    set_ = {"stream_url": "http://a/b", "input": "/dev/video0"}
    assert data["camera"] == {**DEFAULTS["camera"], **set_}
    await hass.async_block_till_done()
    await submit(hass, await reconfigure(), camera={"stream_url": "", "input": "  "})
    data = two_printers.subentries["printer_1"].data
    assert data["camera"] == DEFAULTS["camera"]
    assert "stream_url" not in form(await reconfigure())["camera"]
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("stream_url", "octopi.local/webcam"),
        ("snapshot_url", "file:///etc/passwd"),
        ("input", "http://cam/?a=1&b=2"),
        ("rtsp_base", "http://media.local:8554"),
        ("webrtc_base", "rtsp://media.local:8889"),
    ],
)
async def test_an_address_that_is_none_is_refused_and_nothing_typed_is_lost(
    hass: HomeAssistant, two_printers: MockConfigEntry, name: str, wrong: str
) -> None:
    before = two_printers.subentries["printer_1"].data
    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    entered: dict[str, Any] = {
        CONF_NAME: "Left",
        CONF_DEVICE_UUID: UUID,
        **as_shown(CHANGED),
        "camera": {**CHANGED["camera"], name: wrong},
        "advanced": {CONF_DIALECT: Dialect.PLUGIN},
    }
    result = await submit(hass, result, **entered)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "reconfigure")
    assert result["errors"] == {"camera": f"invalid_{name}"}
    assert form(result) == entered
    assert two_printers.subentries["printer_1"].data == before

    result = await submit(hass, result, device_uuid="+")
    assert result["errors"] == {
        CONF_DEVICE_UUID: "invalid_uuid",
        "camera": f"invalid_{name}",
    }
    result = await submit(
        hass, result, device_uuid=UUID, camera={name: CHANGED["camera"][name]}
    )
    assert result["reason"] == "reconfigure_successful"
    data = two_printers.subentries["printer_1"].data
    assert data == {CONF_DEVICE_UUID: UUID, CONF_DIALECT: "plugin", **CHANGED}
    await hass.async_block_till_done()


@pytest.mark.parametrize("wrong", ["0", "100", "12.5", "half"])
async def test_a_milestone_that_is_none_is_refused_and_nothing_typed_is_lost(
    hass: HomeAssistant, two_printers: MockConfigEntry, wrong: str
) -> None:
    before = two_printers.subentries["printer_1"].data
    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    typed = {"milestones": ["90", wrong, "10"], "cool_below": 35}
    result = await submit(hass, result, prints=typed, camera={"stream_url": "x"})
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "reconfigure")
    assert result["errors"] == {
        "camera": "invalid_stream_url",
        "prints": "invalid_milestones",
    }
    assert form(result)["prints"] == {**typed, "heating_minutes": 30}
    assert two_printers.subentries["printer_1"].data == before

    result = await submit(hass, result, camera={"stream_url": ""})
    assert result["errors"] == {"prints": "invalid_milestones"}
    result = await submit(hass, result, prints={"milestones": ["90", "10", "33"]})
    assert result["reason"] == "reconfigure_successful"
    prints = {"milestones": [10, 33, 90], "cool_below": 35, "heating_minutes": 30}
    assert two_printers.subentries["printer_1"].data["prints"] == prints
    await hass.async_block_till_done()
    printer = two_printers.runtime_data.printers["printer_1"]
    assert printer.settings.prints == PrintSettings((10, 33, 90), 35, 30)


async def test_a_price_and_a_meter_that_are_emptied_vanish(
    hass: HomeAssistant, two_printers: MockConfigEntry
) -> None:
    reconfigure = partial(
        two_printers.start_subentry_reconfigure_flow, hass, "printer_1"
    )
    await submit(hass, await reconfigure(), cost=CHANGED["cost"])
    await hass.async_block_till_done()
    printer = two_printers.runtime_data.printers["printer_1"]
    assert printer.settings.cost == CostSettings(**CHANGED["cost"])
    result = await reconfigure()
    entered = form(result)
    for name in CHANGED["cost"]:
        del entered["cost"][name]  # as a browser does
    result = await hass.config_entries.subentries.async_configure(
        result["flow_id"], entered
    )
    assert result["reason"] == "reconfigure_successful"
    assert two_printers.subentries["printer_1"].data["cost"] == {}
    assert form(await reconfigure())["cost"] == {}
    await hass.async_block_till_done()
    assert printer.settings.cost == CostSettings()


async def test_prices_are_in_the_user_s_currency(
    hass: HomeAssistant, two_printers: MockConfigEntry
) -> None:
    await hass.config.async_update(currency="NOK")
    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    assert result["data_schema"]
    fields = result["data_schema"].schema["cost"].schema.schema
    units = {
        name: fields[name].validators[0].config["unit_of_measurement"]
        for name in ("filament_price", "energy_price")
    }
    assert units == {"filament_price": "NOK/kg", "energy_price": "NOK/kWh"}


@pytest.mark.parametrize(
    ("part", "name", "wrong"),
    [
        *(
            ("limits", heater, wrong)
            for heater in ("hotend", "bed", "chamber")
            for wrong in (-1, 501, "hot", "nan")
        ),
        ("filament", "density", 0),
        ("filament", "diameter", 5.1),
        ("camera", "width", 3841),
        ("camera", "height", 2161),
        ("camera", "fps", 61),
        ("camera", "bitrate_kbps", 99),
        ("camera", "encoder", "h265"),
        ("prints", "cool_below", 29),
        ("prints", "heating_minutes", 0),
        ("cost", "filament_price", -1),
        ("cost", "energy_price", "nan"),
        ("cost", "energy_meter", "light.lamp"),
        ("cost", "energy_price_entity", ""),
        ("advanced", "dialect", "klingon"),
    ],
)
async def test_the_form_refuses_what_is_out_of_range(
    hass: HomeAssistant,
    two_printers: MockConfigEntry,
    part: str,
    name: str,
    wrong: float | str,
) -> None:
    result = await two_printers.start_subentry_reconfigure_flow(hass, "printer_1")
    with pytest.raises(InvalidData) as refused:
        await submit(hass, result, **{part: {name: wrong}})
    assert refused.value.path == [part, name]
    assert two_printers.subentries["printer_1"].data == {CONF_DEVICE_UUID: UUID}


async def test_a_printer_of_an_earlier_version_is_set_up_and_changed(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = broker_entry(hass, broker, UUID)
    data = {CONF_DEVICE_UUID: UUID, CONF_OFFLINE_AFTER: 60}
    hass.config_entries.async_update_subentry(
        entry, entry.subentries["printer_1"], data=data
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    printer = entry.runtime_data.printers["printer_1"]
    assert printer.settings == PrinterSettings(UUID, offline_after=60)
    result = await entry.start_subentry_reconfigure_flow(hass, "printer_1")
    assert form(result)[CONF_OFFLINE_AFTER] == 60
    await submit(hass, result, limits={"bed": 90})
    assert entry.subentries["printer_1"].data == {
        **DEFAULTS,
        **data,
        "limits": {**DEFAULTS["limits"], "bed": 90},
    }
    await hass.async_block_till_done()
    assert printer.settings.limits == HeaterLimits(bed=90)


async def test_the_dialect_of_a_printer_is_changed_and_changed_back(
    hass: HomeAssistant, broker: Mosquitto, two_printers: MockConfigEntry
) -> None:
    reconfigure = partial(
        two_printers.start_subentry_reconfigure_flow, hass, "printer_1"
    )
    legacy = {CONF_DIALECT: Dialect.LEGACY_EDGE}
    result = await submit(hass, await reconfigure(), advanced=legacy, device_uuid="abc")
    assert result["errors"] == {CONF_DEVICE_UUID: "invalid_serial"}
    edge = Printer(SERIAL, scene="printing", dialect="legacy")
    async with Fleet(broker.url, [edge], interval=0.05):
        result = await submit(hass, result, device_uuid=SERIAL)
        assert result["reason"] == "reconfigure_successful"
        await wait_until(
            lambda: hass.states.is_state("sensor.printer_1_state", "printing")
        )
    assert json.loads(GET_STATUS) in edge.received
    subentry = two_printers.subentries["printer_1"]
    assert (subentry.unique_id, subentry.data[CONF_DIALECT]) == (SERIAL, "legacy_edge")

    result = await submit(hass, await reconfigure(), advanced={CONF_DIALECT: "auto"})
    assert result["errors"] == {CONF_DEVICE_UUID: "invalid_uuid"}
    result = await submit(hass, result, device_uuid=UUID)
    assert result["reason"] == "reconfigure_successful"
    subentry = two_printers.subentries["printer_1"]
    assert subentry.data == {CONF_DEVICE_UUID: UUID, **DEFAULTS}
    await hass.async_block_till_done()
    async with saying(broker, snapshot()):
        await wait_until(lambda: hass.states.is_state("sensor.printer_1_state", "idle"))


async def test_what_is_set_for_prints_and_cost_holds_for_the_print_that_runs(
    home: Home,
) -> None:
    told: list[Told] = []
    home.printer.story.async_subscribe(told.append)
    home.hass.states.async_set(METER, "10", KWH)
    await home.change(
        prints={"milestones": [33, 66]},
        cost={"energy_meter": METER, "energy_price": 0.5},
    )
    await home.hear(snapshot(), event("STARTING", "Starting"), printing(1.0))
    home.hass.states.async_set(METER, "12", KWH)
    await home.hear(printing(40.0))
    await home.change(
        prints={"milestones": [50]}, cost={"energy_meter": METER, "energy_price": 1}
    )
    home.hass.states.async_set(METER, "15", KWH)
    await home.hear(printing(70.0), event("FINISHING", "Finishing"))
    await home.hear(event("OPERATIONAL", "Operational"), snapshot())
    progress = [each.data["progress"] for each in told if each.type == "progress"]
    assert progress == [33, 50]
    last = home.printer.story.history.last
    assert last
    assert (last.energy_kwh, last.cost) == (5, 2 * 0.5 + 3 * 1)


async def test_another_meter_cannot_go_on_with_the_print_that_runs(
    home: Home,
) -> None:
    home.hass.states.async_set(METER, "10", KWH)
    home.hass.states.async_set("sensor.other", "700", KWH)
    await home.change(cost={"energy_meter": METER, "energy_price": 0.5})
    await home.hear(snapshot(), event("STARTING", "Starting"), printing(1.0))
    await home.change(cost={"energy_meter": "sensor.other", "energy_price": 0.5})
    home.hass.states.async_set("sensor.other", "701", KWH)
    await home.hear(event("FINISHING", "Finishing"))
    await home.hear(event("OPERATIONAL", "Operational"), snapshot())
    last = home.printer.story.history.last
    assert last
    assert (last.energy_kwh, last.cost) == (None, None)
