"""One printer's messages become its picture, and commands become messages."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
import logging
from typing import Any
from unittest.mock import Mock

import pytest

from custom_components.factor.connection import LinkDownError
from custom_components.factor.const import CONF_DEVICE_UUID, CONF_OFFLINE_AFTER
from custom_components.factor.coordinator import CONFIRM_TIMEOUT_S, PrinterCoordinator
from custom_components.factor.printer.state import Picture, State
from custom_components.factor.protocol.commands import (
    Cancel,
    Command,
    Pause,
    Resume,
    SetTemperature,
)
from homeassistant.const import MAX_LENGTH_STATE_STATE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from simulator import Fleet, Printer
from simulator.link import Link

from . import set_up, wait_until
from .conftest import UUID
from .home import ONE_HOTEND, TWO_HOTENDS, Home, error_text
from .mosquitto import Mosquitto
from .payloads import (
    GARBAGE,
    PROFILE,
    event,
    hostile_snapshots,
    printing,
    progress,
    snapshot,
    temperature,
)

OTHER_UUID = "00000000-1111-4222-8333-444444444444"


def ours(caplog: pytest.LogCaptureFixture, level: int = logging.INFO) -> list[str]:
    """Return what the integration has logged since the last call."""
    told = [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= level and "factor" in record.name
    ]
    caplog.clear()
    return told


# Two levels of availability


async def test_online_follows_what_is_heard(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert home.printer.online is None
    assert home.value("online") == "unknown"
    await home.hear(snapshot())
    assert home.printer.online is True
    assert home.value("online") == "on"
    ours(caplog)
    await home.pass_time(29.9)
    assert home.value("online") == "on"
    await home.pass_time(0.1)
    assert home.printer.online is False
    assert home.value("online") == "off"
    assert ours(caplog) == ["Printer 1 is silent"]
    await home.pass_time(300)
    assert ours(caplog) == []
    await home.hear(snapshot())
    assert home.printer.online is True
    assert home.value("online") == "on"
    assert ours(caplog) == ["Printer 1 is heard again"]
    await home.pass_time(29.9)
    assert home.value("online") == "on"
    await home.pass_time(0.1)
    assert home.value("online") == "off"


async def test_printer_that_was_never_heard_is_offline_in_the_end(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ours(caplog)
    await home.pass_time(30)
    assert home.value("online") == "off"
    assert ours(caplog) == ["Printer 1 is silent"]


async def test_message_a_second_keeps_online_without_a_word(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await home.hear(snapshot())
    ours(caplog)
    for _ in range(100):
        await home.pass_time(1)
        await home.hear(snapshot())
        assert home.value("online") == "on"
    assert ours(caplog) == []


async def test_bare_event_is_a_sign_of_life(home: Home) -> None:
    await home.hear(snapshot())
    await home.pass_time(29)
    await home.hear(event("OPERATIONAL", "Operational"))
    await home.pass_time(29)
    assert home.value("online") == "on"


@pytest.mark.parametrize("retained", [True, False])
async def test_retained_messages_and_garbage_are_no_sign_of_life(
    home: Home, retained: bool
) -> None:
    payload = snapshot() if retained else b"garbage"
    await home.pass_time(20)
    home.say(payload, retained=retained)
    await home.hear()
    assert home.printer.online is None
    await home.pass_time(10)
    assert home.value("online") == "off"
    home.say(payload, retained=retained)
    await home.hear()
    assert home.value("online") == "off"


async def test_retained_message_is_counted_and_not_read(home: Home) -> None:
    await home.hear(snapshot())
    before = home.values()
    home.say(printing(), retained=True)
    home.say(b"garbage", retained=True)
    await home.hear()
    assert home.values() == before
    counters = home.printer.counters
    assert (counters.received, counters.retained, counters.bad) == (1, 2, 0)


async def test_edge_without_its_printer_is_online_but_not_connected(home: Home) -> None:
    await home.hear(snapshot())
    assert (home.value("online"), home.value("connected")) == ("on", "on")
    await home.hear(snapshot("Offline"))
    assert (home.value("online"), home.value("connected")) == ("on", "off")
    assert home.value("state") == "offline"
    assert home.value("tool0_temperature") == "unknown"
    await home.hear(snapshot("Connecting"))
    assert home.value("connected") == "off"
    await home.hear(snapshot())
    assert home.value("connected") == "on"
    assert home.value("tool0_temperature") == "21.3"


async def test_silence_makes_values_unavailable_and_never_zero(home: Home) -> None:
    await home.hear(TWO_HOTENDS)
    assert "unavailable" not in [
        state for id_, state in home.values().items() if "resume" not in id_
    ]
    finish_time = home.value("finish_time")
    await home.pass_time(30)
    kept = {
        home.entity_id("online"): "off",
        home.entity_id("finish_time"): finish_time,
        home.entity_id("file"): "bracket.gcode",
    }
    for entity_id, state in home.values().items():
        assert state == kept.get(entity_id, "unavailable"), entity_id


async def test_silence_without_a_running_print_keeps_nothing(home: Home) -> None:
    await home.hear(printing(), snapshot(progress=progress(100.0, 0)))
    await home.pass_time(30)
    assert set(home.values().values()) == {"off", "unavailable"}


async def test_coming_back_shows_the_same_print(home: Home) -> None:
    await home.hear(printing(time_left=3600))
    finish_time = home.value("finish_time")
    await home.pass_time(600)
    assert home.value("finish_time") == finish_time
    await home.hear(printing(55, time_left=3000))
    assert home.value("finish_time") == finish_time
    assert home.value("progress") == "55"
    assert home.value("file") == "bracket.gcode"
    assert "unavailable" not in [
        state for id_, state in home.values().items() if "resume" not in id_
    ]


async def test_bare_event_clears_no_value(home: Home) -> None:
    await home.hear(TWO_HOTENDS)
    before = home.values()
    await home.hear(event("PAUSED", "Paused"))
    after = home.values()
    changed = {
        entity_id for entity_id in before if before[entity_id] != after[entity_id]
    }
    assert changed == {home.entity_id(key) for key in ("state", "pause", "resume")}
    await home.hear(event("WHATEVER", "Something new"))
    assert home.values() == after


# Whatever arrives


async def test_garbage_changes_nothing_but_a_counter_and_logs_one_line(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    await home.hear(TWO_HOTENDS)
    before, picture = home.values(), home.printer.data
    ours(caplog)
    for _ in range(3):
        await home.hear(*GARBAGE)
    assert home.values() == before
    assert home.printer.data is picture
    assert home.printer.counters.bad == 3 * len(GARBAGE)
    (line,) = ours(caplog)
    assert "no status message" in line
    assert len(line) < 300
    await home.hear(snapshot())
    assert home.value("state") == "idle"
    assert ours(caplog) == []


@pytest.mark.usefixtures("no_errors_logged")
async def test_no_value_in_any_field_raises_or_breaks_a_state(home: Home) -> None:
    await home.hear(TWO_HOTENDS)
    for count, payload in enumerate(hostile_snapshots()):
        home.clock.advance(1)
        home.say(payload)
        if count % 100 == 0:
            await home.hear()
        for state in home.values().values():
            assert len(state) <= MAX_LENGTH_STATE_STATE
    await home.hear(TWO_HOTENDS, ONE_HOTEND)
    assert home.printer.counters.received > 500
    assert home.printer.counters.bad > 500
    assert home.value("state") == "printing"
    assert home.value("tool0_temperature") == "209.8"
    assert home.value("progress") == "41"


@pytest.mark.usefixtures("no_errors_logged")
async def test_made_up_sensors_are_bounded(home: Home) -> None:
    """However many names a printer invents, and however often it invents new ones."""
    for minute in range(20):
        await home.hear(
            snapshot(
                temperatures={
                    f"S{minute}-{number}{'{}' * (number % 20)}": temperature(20.0)
                    for number in range(500)
                }
            )
        )
    keys = [id_ for id_ in home.values() if id_.endswith("_temperature")]
    assert len(keys) == 16
    await home.hear(snapshot())
    assert home.value("state") == "idle"


# The device


async def test_model_that_becomes_known_updates_the_device(home: Home) -> None:
    assert home.device.model is None
    assert home.device.name == "Printer 1"
    assert home.device.manufacturer == "FACTOR"
    await home.hear(snapshot("Offline"))
    assert home.device.model is None
    await home.hear(snapshot())
    assert home.device.model == "Model X"
    other = ["Operational", "VIRTUAL", 0, {**PROFILE, "model": "Model Y" + "z" * 300}]
    await home.hear(snapshot(connection=other))
    assert home.device.model == "Model Y" + "z" * 57
    await home.hear(snapshot("Offline"))
    assert home.device.model == "Model Y" + "z" * 57


async def test_known_model_outlives_a_restart_while_the_printer_is_off(
    home: Home,
) -> None:
    await home.hear(snapshot())
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    assert home.printer.data == Picture()
    assert home.device.model == "Model X"
    await home.hear(snapshot("Offline"))
    assert home.device.model == "Model X"


async def test_device_of_a_printer_is_below_that_of_its_broker(home: Home) -> None:
    assert home.device.via_device_id
    assert home.device.via_device_id != home.device.id
    assert home.device.config_subentry_id == "printer_1"


# Life


@pytest.mark.parametrize(
    ("change", "picture_kept"),
    [
        ({"title": "Renamed"}, True),
        ({"data": {CONF_DEVICE_UUID: UUID, CONF_OFFLINE_AFTER: 100}}, True),
        (
            {"unique_id": OTHER_UUID, "data": {CONF_DEVICE_UUID: OTHER_UUID}},
            False,
        ),
    ],
)
async def test_reconfigured_printer_goes_on(
    home: Home, change: Any, picture_kept: bool
) -> None:
    await home.hear(snapshot())
    printer = home.printer
    home.hass.config_entries.async_update_subentry(
        home.entry, home.entry.subentries["printer_1"], **change
    )
    await home.hear()
    assert home.printer is printer
    assert (printer.data == Picture()) is not picture_kept
    assert home.value("online") == ("on" if picture_kept else "unknown")
    assert home.value("state") == ("idle" if picture_kept else "unavailable")
    assert list(home.connection.listeners) == [home.topics.status]
    assert len(home.connection.listeners[home.topics.status]) == 1
    assert home.device.name == change.get("title", "Printer 1")
    await home.hear(printing())
    assert home.value("state") == "printing"
    await home.pass_time(30)
    patient = CONF_OFFLINE_AFTER in change.get("data", {})
    assert home.value("online") == ("on" if patient else "off")
    await home.pass_time(70)
    assert home.value("online") == "off"


async def test_stopped_printer_leaves_neither_subscription_nor_timer(
    home: Home,
) -> None:
    await home.hear(snapshot())
    printer = home.printer
    printer.async_stop()
    printer.async_stop()
    assert home.connection.listeners == {}
    await home.pass_time(1000)
    assert printer.online is True


# Commands

SET_HOTEND = SetTemperature(tool=0, temperature=215)
HOT = printing(temperatures={"tool0": temperature(21.0, 215.0)})


@pytest.mark.parametrize(
    ("before", "command", "after", "payload"),
    [
        (printing(), Pause(), event("PAUSING", "Pausing"), b'{"type":"pause"}'),
        (printing(), Pause(), snapshot("Paused"), b'{"type":"pause"}'),
        (snapshot("Paused"), Resume(), printing(), b'{"type":"resume"}'),
        (printing(), Cancel(), snapshot(), b'{"type":"cancel"}'),
        (
            ONE_HOTEND,
            SET_HOTEND,
            HOT,
            b'{"type":"set_temperature","tool":0,"temperature":215}',
        ),
    ],
)
async def test_command_is_done_when_the_printer_shows_it(
    home: Home, before: bytes, command: Command, after: bytes, payload: bytes
) -> None:
    await home.hear(before)
    task = asyncio.create_task(home.printer.async_send(command))
    await home.hear()
    assert home.connection.published == [(home.topics.control, payload)]
    await home.hear(before, event("UNKNOWN", "Unknown State (1)"), b"garbage")
    assert not task.done()
    await home.hear(after)
    assert task.done()
    await task


async def test_command_whose_effect_is_seen_before_the_acknowledgement_is_done(
    home: Home,
) -> None:
    await home.hear(printing())
    home.connection.on_publish = lambda _: home.say(event("PAUSING", "Pausing"))
    await home.printer.async_send(Pause())


async def test_command_that_the_printer_does_not_follow_fails_after_15_s(
    home: Home,
) -> None:
    await home.hear(printing())
    listeners = len(home.printer._listeners)
    task = asyncio.create_task(home.printer.async_send(Pause()))
    await home.hear()
    for _ in range(CONFIRM_TIMEOUT_S - 1):
        await home.pass_time(1)
        await home.hear(printing())
    assert not task.done()
    await home.pass_time(1)
    with pytest.raises(HomeAssistantError) as error:
        await task
    assert str(error.value) == error_text(
        "not_confirmed", printer="Printer 1", state="printing"
    )
    assert len(home.connection.published) == 1
    assert len(home.printer._listeners) == listeners


async def test_command_whose_answer_is_lost_with_the_link_says_so(home: Home) -> None:
    await home.hear(printing())
    task = asyncio.create_task(home.printer.async_send(Pause()))
    await home.hear()
    home.connection.connected = False
    await home.pass_time(CONFIRM_TIMEOUT_S)
    with pytest.raises(HomeAssistantError) as error:
        await task
    assert str(error.value) == error_text("link_lost", printer="Printer 1")


async def test_printer_that_falls_silent_meanwhile_is_not_said_to_disobey(
    home: Home,
) -> None:
    await home.hear(printing())
    await home.pass_time(1)
    task = asyncio.create_task(home.printer.async_send(Pause()))
    await home.hear()
    await home.pass_time(CONFIRM_TIMEOUT_S)
    with pytest.raises(HomeAssistantError) as error:
        await task
    assert str(error.value) == error_text("fell_silent", printer="Printer 1")


@pytest.mark.parametrize("removed", [True, False])
async def test_command_for_a_printer_that_is_removed_or_becomes_another_fails_at_once(
    home: Home, removed: bool
) -> None:
    await home.hear(printing())
    subentry = home.entry.subentries["printer_1"]
    task = asyncio.create_task(home.printer.async_send(Pause()))
    await home.hear()
    entries = home.hass.config_entries
    if removed:
        entries.async_remove_subentry(home.entry, "printer_1")
    else:
        data = {CONF_DEVICE_UUID: OTHER_UUID}
        entries.async_update_subentry(
            home.entry, subentry, data=data, unique_id=OTHER_UUID
        )
    await home.hass.async_block_till_done()
    if not removed:
        await home.hear(event("PAUSED", "Paused"))
    with pytest.raises(HomeAssistantError) as error:
        await task
    assert str(error.value) == error_text("registration_changed", printer="Printer 1")


async def test_print_that_ends_by_itself_was_not_cancelled(home: Home) -> None:
    await home.hear(printing())
    task = asyncio.create_task(home.printer.async_send(Cancel()))
    await home.hear()
    await home.hear(
        event("FINISHING", "Finishing"),
        event("OPERATIONAL", "Operational"),
        snapshot(progress=progress(100.0, 0)),
    )
    assert not task.done()
    await home.pass_time(CONFIRM_TIMEOUT_S)
    with pytest.raises(HomeAssistantError) as error:
        await task
    assert str(error.value) == error_text(
        "not_confirmed", printer="Printer 1", state="idle"
    )


async def test_newer_target_takes_the_place_of_one_that_is_awaited(home: Home) -> None:
    """As when somebody taps + several times."""
    await home.hear(ONE_HOTEND)
    bed = [SetTemperature(-1, target) for target in (65, 70)]
    first, hotend, second = (
        asyncio.create_task(home.printer.async_send(command))
        for command in (bed[0], SetTemperature(0, 200), bed[1])
    )
    for _ in range(5):  # turns of the loop, of which each task needs some
        await asyncio.sleep(0)
    assert (first.done(), hotend.done(), second.done()) == (True, False, False)
    await first
    heating = {"tool0": temperature(21.0, 200.0), "bed": temperature(21.0, 70.0)}
    await home.hear(printing(temperatures=heating))
    await hotend
    await second
    assert len(home.connection.published) == 3


async def test_target_that_was_never_sent_takes_no_place(home: Home) -> None:
    await home.hear(ONE_HOTEND)
    first = asyncio.create_task(home.printer.async_send(SetTemperature(-1, 65)))
    await asyncio.sleep(0)

    def lose(_: bytes) -> None:
        raise LinkDownError

    home.connection.on_publish = lose
    with pytest.raises(HomeAssistantError):
        await home.printer.async_send(SetTemperature(-1, 70))
    await asyncio.sleep(0)
    assert not first.done()
    first.cancel()


async def test_garbage_of_another_printer_is_counted_anew(home: Home) -> None:
    await home.hear(b"garbage")
    assert home.printer.counters.bad == 1
    home.hass.config_entries.async_update_subentry(
        home.entry,
        home.entry.subentries["printer_1"],
        data={CONF_DEVICE_UUID: OTHER_UUID},
        unique_id=OTHER_UUID,
    )
    await home.hear()
    assert home.printer.counters.bad == 0


async def test_error_of_one_listener_does_not_concern_the_others(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    others = dict(home.printer._listeners)
    home.printer._listeners.clear()
    remove = home.printer.async_add_listener(Mock(side_effect=ValueError("bad")))
    home.printer._listeners.update(others)
    await home.hear(printing())
    assert home.value("state") == "printing"
    assert "Error in a listener" in caplog.text
    remove()


def silent(home: Home) -> None:
    """Let nothing be heard for too long."""
    home.printer.online = False


def unheard(home: Home) -> None:
    """Let nothing have been heard yet."""
    home.printer.online = None


def unlinked(home: Home) -> None:
    """Take the link away."""
    home.connection.connected = False


@pytest.mark.parametrize(
    ("said", "happens", "command", "error", "key", "placeholders"),
    [
        (printing(), unlinked, Pause(), HomeAssistantError, "link_down", {}),
        (printing(), silent, Pause(), HomeAssistantError, "printer_silent", {}),
        (printing(), unheard, Pause(), HomeAssistantError, "printer_silent", {}),
        (
            snapshot(),
            None,
            Pause(),
            ServiceValidationError,
            "wrong_state",
            {"state": "idle"},
        ),
        (
            snapshot("Unknown State (7)"),
            None,
            Pause(),
            ServiceValidationError,
            "wrong_state",
            {"state": "unknown"},
        ),
        (
            ONE_HOTEND,
            None,
            SetTemperature(tool=1, temperature=200),
            ServiceValidationError,
            "no_such_heater",
            {"heater": "tool1"},
        ),
        (
            snapshot(temperatures={"tool0": temperature(20.0)}),
            None,
            SetTemperature(tool=-1, temperature=50),
            ServiceValidationError,
            "no_such_heater",
            {"heater": "bed"},
        ),
        (
            TWO_HOTENDS,
            None,
            SetTemperature(tool=1, temperature=200),
            ServiceValidationError,
            "tool_change_while_printing",
            {},
        ),
    ],
)
async def test_what_can_be_known_before_is_said_and_nothing_is_published(
    home: Home,
    said: bytes,
    happens: Callable[[Home], None] | None,
    command: Command,
    error: type[HomeAssistantError],
    key: str,
    placeholders: dict[str, str],
) -> None:
    await home.hear(said)
    if happens:
        happens(home)
    home.connection.on_publish = lambda _: pytest.fail("published")
    with pytest.raises(HomeAssistantError) as raised:
        await home.printer.async_send(command)
    assert type(raised.value) is error
    assert str(raised.value) == error_text(key, printer="Printer 1", **placeholders)
    assert home.connection.published == []


async def test_link_that_is_lost_before_the_acknowledgement_is_said(home: Home) -> None:
    await home.hear(printing())
    listeners = len(home.printer._listeners)

    def lose(_: bytes) -> None:
        raise LinkDownError

    home.connection.on_publish = lose
    with pytest.raises(HomeAssistantError) as error:
        await home.printer.async_send(Pause())
    assert str(error.value) == error_text("link_lost", printer="Printer 1")
    assert len(home.printer._listeners) == listeners


async def test_given_up_command_leaves_nothing_behind(home: Home) -> None:
    await home.hear(printing())
    listeners = len(home.printer._listeners)
    task = asyncio.create_task(home.printer.async_send(Pause()))
    await home.hear()
    assert len(home.printer._listeners) == listeners + 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(home.printer._listeners) == listeners


# Over a real broker


@asynccontextmanager
async def linked(broker: Mosquitto) -> AsyncIterator[Callable[..., None]]:
    """Give a function that publishes on the printer's status topic."""
    link = Link(broker.url)
    await link.open()

    def publish(payload: bytes, *, retain: bool = False) -> None:
        link.publish(f"octoprint/status/{UUID}", payload, 1, retain)

    try:
        yield publish
    finally:
        await link.close()


async def registered(hass: HomeAssistant, broker: Mosquitto) -> PrinterCoordinator:
    """Return the coordinator of a printer that was just registered."""
    entry = await set_up(hass, broker, UUID)
    printers: dict[str, PrinterCoordinator] = entry.runtime_data.printers
    await wait_until(lambda: "Sending SUBACK" in broker.log)
    return printers["printer_1"]


async def test_mqtt_silence_and_return(hass: HomeAssistant, broker: Mosquitto) -> None:
    printer = await registered(hass, broker)
    assert printer.online is None
    hass.config_entries.async_update_subentry(
        printer.entry,
        printer.entry.subentries["printer_1"],
        data={**printer.subentry.data, CONF_OFFLINE_AFTER: 0.2},
    )
    async with linked(broker) as publish:
        for _ in range(2):
            await wait_until(lambda: printer.online is False)
            publish(snapshot())
            await wait_until(lambda: printer.online is True)


async def test_mqtt_retained_snapshot_is_no_life(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    async with linked(broker) as publish:
        publish(printing(), retain=True)
        await wait_until(lambda: "r1" in broker.log)
        printer = await registered(hass, broker)
        await wait_until(lambda: printer.counters.retained == 1)
        assert printer.online is None
        assert printer.data == Picture()
        publish(printing(), retain=True)  # this one is of now
        await wait_until(lambda: printer.online)
        assert printer.data.state is State.PRINTING


async def test_mqtt_garbage_changes_nothing(
    hass: HomeAssistant, broker: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    printer = await registered(hass, broker)
    async with linked(broker) as publish:
        publish(printing())
        await wait_until(lambda: printer.online)
        picture = printer.data
        ours(caplog)
        for payload in GARBAGE:
            publish(payload)
        await wait_until(lambda: printer.counters.bad == len(GARBAGE))
        assert printer.data is picture
        assert len(ours(caplog, logging.WARNING)) == 1
        publish(snapshot())
        await wait_until(lambda: printer.data.state is State.IDLE)


async def test_mqtt_command_is_obeyed_and_neither_retained_nor_below_qos_1(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    printer = await registered(hass, broker)
    real = Printer(UUID, scene="printing", tools=2, chamber=True)
    async with Fleet(broker.url, [real], interval=0.05):
        await wait_until(lambda: printer.data.state is State.PRINTING)
        await printer.async_send(Pause())
        await wait_until(lambda: printer.data.state is State.PAUSED)
        await printer.async_send(SetTemperature(tool=-1, temperature=71))
        assert printer.data.reading("bed").target == 71
        await printer.async_send(Resume())
        await printer.async_send(Cancel())
        await wait_until(lambda: printer.data.state is State.IDLE)
    assert [one["type"] for one in real.received] == [
        "pause",
        "set_temperature",
        "resume",
        "cancel",
    ]
    sent = [line for line in broker.log.splitlines() if "PUBLISH from factor-" in line]
    assert len(sent) == 4
    for line in sent:
        assert "(d0, q1, r0, " in line
        assert f"'control/{UUID}'" in line


async def test_entities_of_a_simulated_printer_come_to_life(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    printer = await registered(hass, broker)
    real = Printer(UUID, scene="printing", tools=2, chamber=True)
    async with Fleet(broker.url, [real], interval=0.05):
        await wait_until(lambda: printer.online)
        await hass.async_block_till_done()
    registry = er.async_get(hass)
    keys = {
        entity.unique_id.removeprefix("printer_1_")
        for entity in er.async_entries_for_config_entry(
            registry, printer.entry.entry_id
        )
    }
    assert keys == {
        *("online", "connected", "pause", "resume", "cancel"),
        *("state", "progress", "time_left", "finish_time", "file"),
        *("tool0_temperature", "tool1_temperature", "bed_temperature"),
        *("chamber_temperature", "chamber_target"),
        *("tool0_target", "tool1_target", "bed_target"),
    }
