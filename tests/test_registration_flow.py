"""Registering a printer for good."""

import json
from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.factor import listening, printer_flow_base
from custom_components.factor.connection import LinkDownError, Message, keeper
from custom_components.factor.const import CONF_DEVICE_UUID
from custom_components.factor.heard import DEFAULT_NAME
from custom_components.factor.protocol.topics import PrinterTopics
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import (
    EVENT_DATA_ENTRY_FLOW_PROGRESSED,
    FlowResultType,
)
from simulator import Fleet, Printer

from . import asked_of, broker_entry, set_up, suggested, wait_until
from .conftest import UUID
from .home import FakeConnection
from .mosquitto import Mosquitto
from .payloads import GARBAGE, event, snapshot
from .printer_flows import (
    choose,
    printers,
    result_of_work,
    saying,
    start_with,
    submit,
)

OTHER_UUID = "00000000-0000-4000-8000-000000000002"
TOPICS = PrinterTopics(UUID)
SETUP = f"https://factor.example/setup/{UUID}"
CONFIRMED = {"status": "confirmed", "instance_id": UUID}
REGISTER = (FlowResultType.FORM, "register")
TIMEOUT = (FlowResultType.MENU, "registration_timeout")
WAYS_ON = ["registering", "register", "add_anyway"]
NOTHING = "–"


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reconnect soon, and wait for no browser."""
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 0.05)
    monkeypatch.setattr(printer_flow_base, "SHOWN_S", 0)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for an answer for a moment only, where there is to be none."""
    monkeypatch.setattr(listening, "REGISTER_TIMEOUT_S", 0.3)


@pytest.fixture
async def entry(hass: HomeAssistant, broker: Mosquitto) -> MockConfigEntry:
    """Give the loaded entry of a broker without a printer."""
    return await set_up(hass, broker)


def step(result: SubentryFlowResult) -> tuple[FlowResultType, str]:
    """Return what kind of step it is, and which."""
    return result["type"], result["step_id"]


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Return the step that waits for the answer of a printer to be called Left."""
    result = await start_with(hass, entry, "register")
    assert step(result) == REGISTER
    result = await submit(hass, result, device_uuid=SETUP, name="Left")
    assert step(result) == (FlowResultType.SHOW_PROGRESS, "registering")
    return result


async def register(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Return what follows."""
    return await result_of_work(hass, await begin(hass, entry))


# A printer that waits to be registered


@pytest.mark.parametrize("writing", [SETUP, f" {UUID.upper()} ", f"{SETUP}/?lang=ko"])
async def test_a_printer_is_registered_for_good_and_added(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, writing: str
) -> None:
    printer = Printer(UUID, scene="unregistered")
    async with Fleet(broker.url, [printer], interval=0.05):
        result = await start_with(hass, entry, "register")
        assert suggested(result) == {CONF_DEVICE_UUID: "", CONF_NAME: DEFAULT_NAME}
        result = await submit(hass, result, device_uuid=writing, name=" Left ")
        result = await result_of_work(hass, result)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        # What is still to be done is said.
        assert result["description"] == "registered"
        assert printer.edge.registered  # type: ignore[attr-defined]
        await hass.async_block_till_done()
        assert not hass.states.is_state("sensor.left_state", "idle")
        printer.edge.connected()
        await wait_until(lambda: hass.states.is_state("sensor.left_state", "idle"))
    assert printers(entry) == {UUID: "Left"}
    assert [each.data for each in entry.subentries.values()] == [
        {CONF_DEVICE_UUID: UUID}
    ]
    (said,) = (each for each in printer.received if "registered_at" in each)
    assert re.fullmatch(
        r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said.pop("registered_at")
    )
    assert said == {"status": "registered", "device_name": "Left"}


async def test_it_is_told_once_and_nothing_is_listened_to_afterwards(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with saying(
        broker, json.dumps(CONFIRMED).encode(), topic=TOPICS.registration_ack
    ):
        await register(hass, entry)
    await wait_until(lambda: TOPICS.registration_ack in asked_of(broker, "UNSUBSCRIBE"))
    asked = asked_of(broker, "SUBSCRIBE")
    assert set(asked[:2]) == {TOPICS.registration_ack, TOPICS.status}
    assert [each for each in asked_of(broker, "PUBLISH") if "device/" in each] == [
        TOPICS.registration
    ]
    assert re.search(
        rf"Received PUBLISH from factor-\w+ \(d0, q1, r0, m\d+, '{TOPICS.registration}'",
        broker.log,
    )
    await hass.async_block_till_done()


async def test_a_browser_has_time_to_listen_for_the_end_of_what_it_is_shown(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(printer_flow_base, "SHOWN_S", 0.5)
    printer = Printer(UUID, scene="unregistered")
    ends = async_capture_events(hass, EVENT_DATA_ENTRY_FLOW_PROGRESSED)
    async with Fleet(broker.url, [printer]):
        begun = hass.loop.time()
        result = await begin(hass, entry)
        await wait_until(lambda: printer.received)
        assert ends == []
        await wait_until(lambda: ends)
        assert hass.loop.time() - begun >= 0.5
        assert ends[0].data["flow_id"] == result["flow_id"]
        result = await result_of_work(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


@pytest.mark.usefixtures("_impatient")
async def test_what_is_no_setup_address_is_refused_and_a_real_one_then_taken(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await start_with(hass, entry, "register")
    wrong = "https://factor.example/setup/+"
    result = await submit(hass, result, device_uuid=wrong, name="Left")
    assert step(result) == REGISTER
    assert result["errors"] == {CONF_DEVICE_UUID: "invalid_setup"}
    assert suggested(result) == {CONF_DEVICE_UUID: wrong, CONF_NAME: "Left"}
    assert asked_of(broker, "SUBSCRIBE") == []
    assert asked_of(broker, "PUBLISH") == []
    result = await submit(hass, result, device_uuid=SETUP)
    assert step(await result_of_work(hass, result)) == TIMEOUT


async def test_a_printer_that_somebody_has_is_not_registered_again(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    broker_entry(hass, broker, OTHER_UUID, port=1)
    result = await start_with(hass, entry, "register")
    result = await submit(hass, result, device_uuid=OTHER_UUID, name="Left")
    assert result["errors"] == {CONF_DEVICE_UUID: "already_registered"}
    assert asked_of(broker, "PUBLISH") == []
    async with Fleet(broker.url, [Printer(UUID, scene="unregistered")]):
        result = await submit(hass, result, device_uuid=SETUP)
        await result_of_work(hass, result)
    assert printers(entry) == {UUID: "Left"}
    await hass.async_block_till_done()


async def test_a_printer_that_stays_nameless_gets_a_name_of_its_own(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, OTHER_UUID)
    (other,) = entry.subentries.values()
    hass.config_entries.async_update_subentry(entry, other, title=DEFAULT_NAME)
    result = await start_with(hass, entry, "register")
    assert suggested(result)[CONF_NAME] == f"{DEFAULT_NAME} 2"
    async with Fleet(broker.url, [Printer(UUID, scene="unregistered")]):
        result = await submit(hass, result, device_uuid=SETUP, name=" ")
        await result_of_work(hass, result)
    assert printers(entry)[UUID] == f"{DEFAULT_NAME} 2"
    await hass.async_block_till_done()


async def test_of_two_flows_that_register_a_printer_the_second_is_refused(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    flows = [await begin(hass, entry) for _ in range(2)]
    async with saying(
        broker, json.dumps(CONFIRMED).encode(), topic=TOPICS.registration_ack
    ):
        first, second = [await result_of_work(hass, flow) for flow in flows]
    assert first["type"] is FlowResultType.CREATE_ENTRY
    assert (second["type"], second["reason"]) == (
        FlowResultType.ABORT,
        "already_registered",
    )
    assert printers(entry) == {UUID: "Left"}
    await hass.async_block_till_done()


# A printer that is registered already


async def test_a_printer_that_is_registered_already_is_recognized(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    printer = Printer(UUID, scene="printing")
    async with Fleet(broker.url, [printer], interval=0.05):
        result = await register(hass, entry)
    assert step(result) == (FlowResultType.FORM, "registered_before")
    assert printer.machine.file
    assert result["description_placeholders"] == {
        "state": "Printing",
        "profile": "`Default · Generic RepRap Printer`",
        "file": f"`{printer.machine.file.name}`",
    }
    assert suggested(result) == {CONF_NAME: "Left"}
    result = await submit(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert printers(entry) == {UUID: "Left"}
    await hass.async_block_till_done()


async def test_bare_events_are_no_sign_of_a_registration(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await begin(hass, entry)
    async with saying(broker, event("OFFLINE", "Offline")) as link:
        await wait_until(lambda: broker.log.count("Sending PUBLISH to factor-") > 2)
        result = await hass.config_entries.subentries.async_configure(result["flow_id"])
        assert result["type"] is FlowResultType.SHOW_PROGRESS
        link.publish(TOPICS.registration_ack, json.dumps(CONFIRMED).encode())
        result = await result_of_work(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


# No answer, and another one


@pytest.mark.usefixtures("_impatient")
async def test_a_printer_without_an_answer_is_asked_again(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await register(hass, entry)
    assert step(result) == TIMEOUT
    assert result["menu_options"] == WAYS_ON
    result = await result_of_work(hass, await choose(hass, result, "registering"))
    assert step(result) == TIMEOUT
    async with Fleet(broker.url, [Printer(UUID, scene="unregistered")]):
        result = await choose(hass, result, "registering")
        result = await result_of_work(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert printers(entry) == {UUID: "Left"}
    assert asked_of(broker, "PUBLISH").count(TOPICS.registration) == 3
    await hass.async_block_till_done()


@pytest.mark.usefixtures("_impatient")
async def test_what_was_entered_is_corrected(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await start_with(hass, entry, "register")
    result = await submit(hass, result, device_uuid=OTHER_UUID, name="Left")
    result = await result_of_work(hass, result)
    result = await choose(hass, result, "register")
    assert suggested(result) == {CONF_DEVICE_UUID: OTHER_UUID, CONF_NAME: "Left"}
    async with Fleet(broker.url, [Printer(UUID, scene="unregistered")]):
        result = await submit(hass, result, device_uuid=SETUP, name="Right")
        await result_of_work(hass, result)
    assert printers(entry) == {UUID: "Right"}
    await hass.async_block_till_done()


@pytest.mark.usefixtures("_impatient")
async def test_a_printer_without_an_answer_is_added_all_the_same(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await choose(hass, await register(hass, entry), "add_anyway")
    assert step(result) == (FlowResultType.FORM, "add_anyway")
    assert suggested(result) == {CONF_NAME: "Left"}
    await submit(hass, result)
    assert printers(entry) == {UUID: "Left"}
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    "changes", [{"status": "rejected"}, {"instance_id": OTHER_UUID}]
)
async def test_another_answer_is_explained(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    changes: dict[str, str],
) -> None:
    answer = json.dumps(CONFIRMED | changes).encode()
    async with saying(broker, answer, topic=TOPICS.registration_ack):
        result = await register(hass, entry)
    assert step(result) == (FlowResultType.MENU, "registration_refused")
    assert result["menu_options"] == WAYS_ON
    async with Fleet(broker.url, [Printer(UUID, scene="unregistered")]):
        result = await choose(hass, result, "registering")
        await result_of_work(hass, result)
    assert printers(entry) == {UUID: "Left"}
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("statuses", "confirmed"),
    [(("confirmed", "rejected"), True), (("rejected", "confirmed"), False)],
)
async def test_of_two_answers_the_first_counts(
    statuses: tuple[str, str], confirmed: bool
) -> None:
    connection = FakeConnection()

    def answer(_: bytes) -> None:
        (listener,) = connection.listeners[TOPICS.registration_ack]
        for status in statuses:
            payload = json.dumps(CONFIRMED | {"status": status}).encode()
            listener(Message(TOPICS.registration_ack, payload, retained=False))

    connection.on_publish = answer
    assert await listening.async_register(connection, UUID, "Left") is confirmed
    assert connection.listeners == {}


@pytest.mark.usefixtures("_impatient")
async def test_garbage_is_no_answer(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    garbage = [each for each in GARBAGE if len(each) < 1000]
    async with (
        saying(broker, *garbage, topic=TOPICS.registration_ack),
        saying(broker, *garbage),
    ):
        result = await register(hass, entry)
    assert step(result) == TIMEOUT
    arrived = broker.log.partition("Sending PUBLISH to factor-")[2]
    for topic in (TOPICS.registration_ack, TOPICS.status):
        assert f"'{topic}'" in arrived


@pytest.mark.usefixtures("_impatient")
async def test_what_a_broker_has_kept_is_no_answer(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with saying(broker) as link:
        link.publish(TOPICS.registration_ack, json.dumps(CONFIRMED).encode(), 1, True)
        link.publish(TOPICS.status, snapshot(), 1, True)
        await wait_until(lambda: broker.log.count("(d0, q1, r1, ") == 2)
        result = await register(hass, entry)
    assert step(result) == TIMEOUT
    arrived = broker.log.partition("Sending PUBLISH to factor-")[2]
    for topic in (TOPICS.registration_ack, TOPICS.status):
        assert f"'{topic}'" in arrived


@pytest.mark.parametrize("version", ["3.1.1", "5"])
@pytest.mark.usefixtures("_impatient")
async def test_a_broker_that_lets_this_user_register_nobody_is_no_answer(
    hass: HomeAssistant, broker: Mosquitto, tmp_path: Path, version: str
) -> None:
    rules = tmp_path / "rules"
    rules.write_text("topic read #\n")
    broker.stop()
    broker.settings = (*broker.settings, f"acl_file {rules}")
    broker.start()
    entry = await set_up(hass, broker, version=version)
    async with Fleet(broker.url, [Printer(UUID, scene="unregistered")]):
        result = await register(hass, entry)
    assert step(result) == TIMEOUT
    assert "Denied PUBLISH from factor-" in broker.log
    assert entry.runtime_data.connection.connected


# Ends


async def test_a_dialog_that_is_closed_ends_the_waiting(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await begin(hass, entry)
    await wait_until(lambda: asked_of(broker, "PUBLISH"))
    hass.config_entries.subentries.async_abort(result["flow_id"])
    listened = {TOPICS.registration_ack, TOPICS.status}
    await wait_until(lambda: set(asked_of(broker, "UNSUBSCRIBE")) == listened)


@pytest.mark.parametrize("end", ["kill", "unload"])
async def test_a_link_that_is_lost_before_is_no_silence(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, end: str
) -> None:
    result = await start_with(hass, entry, "register")
    if end == "kill":
        broker.kill()
        await wait_until(lambda: not entry.runtime_data.connection.connected)
    else:
        await hass.config_entries.async_unload(entry.entry_id)
    result = await submit(hass, result, device_uuid=SETUP, name="Left")
    result = await result_of_work(hass, result)
    assert (result["type"], result["reason"]) == (
        FlowResultType.ABORT,
        "not_connected",
    )


async def test_a_link_that_is_lost_as_it_registers_is_no_silence(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lose(*_: Any) -> None:
        raise LinkDownError

    # It is said also if the link is back by then.
    monkeypatch.setattr(entry.runtime_data.connection, "publish", lose)
    result = await register(hass, entry)
    assert (result["type"], result["reason"]) == (
        FlowResultType.ABORT,
        "not_connected",
    )


@pytest.mark.usefixtures("_impatient")
async def test_a_link_that_is_lost_while_waiting_is_no_silence(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    result = await begin(hass, entry)
    await wait_until(lambda: asked_of(broker, "PUBLISH"))
    broker.kill()
    await wait_until(lambda: not entry.runtime_data.connection.connected)
    result = await result_of_work(hass, result)
    assert (result["type"], result["reason"]) == (
        FlowResultType.ABORT,
        "not_connected",
    )


async def test_who_gets_registered_is_not_logged(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Fleet(broker.url, [Printer(UUID, scene="unregistered")]):
        await register(hass, entry)
    await hass.async_block_till_done()
    ours = [
        each for each in caplog.records if each.name.startswith("custom_components")
    ]
    assert UUID not in "".join(each.getMessage() for each in ours)
