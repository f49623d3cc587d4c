"""One printer's messages become its picture, and commands become messages."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
import logging
from typing import Any
from unittest.mock import Mock

import pytest

from custom_components.factor.const import CONF_DEVICE_UUID, CONF_OFFLINE_AFTER, Pace
from custom_components.factor.coordinator import PrinterCoordinator
from custom_components.factor.printer.parts import Parts
from custom_components.factor.printer.state import Picture, State
from custom_components.factor.protocol.dialects import Dialect
from homeassistant.const import MAX_LENGTH_STATE_STATE, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from simulator import Fleet, Printer
from simulator.link import Link

from . import asked_of, set_up, wait_until
from .conftest import UUID
from .home import ONE_HOTEND, STORY_KEYS, TWO_HOTENDS, Home
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

LARGE_GARBAGE = sum(len(payload) > 256 * 1024 for payload in GARBAGE)
OTHER_UUID = "00000000-1111-4222-8333-444444444444"
FRAMES = ("machine", "current", "target")
ASK_CAMERA = b'{"type":"camera","action":"state"}'
# While it prints; and no camera has answered.
IMPOSSIBLE_NOW = {"resume", "home", "camera"}


def ours(caplog: pytest.LogCaptureFixture, level: int = logging.INFO) -> list[str]:
    """Return what the integration has logged since the last call."""
    told = [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= level and "factor" in record.name
    ]
    caplog.clear()
    return told


def unavailable(home: Home) -> set[str]:
    """Return the keys of the entities that are unavailable."""
    registry = er.async_get(home.hass)
    return {
        entity.unique_id.removeprefix("printer_1_")
        for entity in er.async_entries_for_config_entry(registry, home.entry.entry_id)
        if home.hass.states.is_state(entity.entity_id, STATE_UNAVAILABLE)
    }


def listened_to(home: Home) -> list[str]:
    """Return the topics that are subscribed to; check that each is just once."""
    assert all(len(listeners) == 1 for listeners in home.connection.listeners.values())
    return sorted(home.connection.listeners)


def change(home: Home, **data: Any) -> None:
    """Change what the user has set for the printer."""
    subentry = home.entry.subentries["printer_1"]
    home.hass.config_entries.async_update_subentry(
        home.entry, subentry, data={**subentry.data, **data}
    )


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


async def test_the_plugins_topics_are_read_once_it_is_heard(home: Home) -> None:
    topics = home.topics
    assert listened_to(home) == [topics.status]
    home.say(snapshot(), retained=True)
    await home.hear(b"garbage")
    assert home.printer.dialect is None
    assert listened_to(home) == [topics.status]
    await home.hear(event("OPERATIONAL", "Operational"))
    assert home.printer.dialect is Dialect.PLUGIN
    assert listened_to(home) == [
        topics.camera_state,
        topics.control_result,
        topics.status,
    ]


async def test_the_camera_is_asked_each_time_that_the_plugin_is_heard_first_or_again(
    home: Home,
) -> None:
    asked = (home.topics.camera_command, ASK_CAMERA)
    assert home.connection.published == []
    await home.hear(snapshot(), snapshot(), event("PRINTING", "Printing"))
    assert home.connection.published == [asked]
    await home.pass_time(30)
    assert home.connection.published == [asked]
    await home.hear(snapshot(), snapshot())
    assert home.connection.published == [asked] * 2
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    home.connection.connected = True
    await home.hear(snapshot())
    assert home.connection.published == [asked] * 3


async def test_a_camera_that_cannot_be_asked_is_no_error(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    home.connection.connected = False
    await home.hear(snapshot())
    assert home.value("online") == "on"
    assert home.connection.published == []
    assert ours(caplog, logging.WARNING) == []


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("camera_state", b'{"running": true}'),
        ("control_result", b'{"ok": true, "action": "home"}'),
    ],
)
async def test_whatever_the_edge_says_is_a_sign_of_life(
    home: Home, topic: str, said: bytes
) -> None:
    await home.hear(snapshot())
    await home.pass_time(29)
    home.say(said, topic=getattr(home.topics, topic))
    await home.hear()
    await home.pass_time(29)
    assert home.value("online") == "on"
    await home.pass_time(1)
    assert home.value("online") == "off"
    home.say(said, topic=getattr(home.topics, topic))
    await home.hear()
    assert home.value("online") == "on"


async def test_retained_answer_of_the_camera_is_of_another_time(home: Home) -> None:
    await home.hear(snapshot())
    home.say(b'{"running": true}', topic=home.topics.camera_state, retained=True)
    await home.hear()
    assert home.printer.data.camera is None
    assert home.value("camera") == "unavailable"


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
    assert unavailable(home) == IMPOSSIBLE_NOW
    finish_time = home.value("finish_time")
    await home.pass_time(30)
    kept = {
        home.entity_id("online"): "off",
        home.entity_id("finish_time"): finish_time,
        home.entity_id("file"): "bracket.gcode",
        home.entity_id("preview"): "unknown",
    }
    for entity_id, state in home.values_of_now().items():
        assert state == kept.get(entity_id, "unavailable"), entity_id


async def test_silence_without_a_running_print_keeps_nothing(home: Home) -> None:
    await home.hear(printing(), snapshot(progress=progress(100.0, 0)))
    await home.pass_time(30)
    values = home.values_of_now()
    assert values.pop(home.entity_id("preview") or "") == "unknown"
    assert set(values.values()) == {"off", "unavailable"}


async def test_coming_back_shows_the_same_print(home: Home) -> None:
    await home.hear(printing(time_left=3600))
    finish_time = home.value("finish_time")
    await home.pass_time(600)
    assert home.value("finish_time") == finish_time
    await home.hear(printing(55, time_left=3000))
    assert home.value("finish_time") == finish_time
    assert home.value("progress") == "55"
    assert home.value("file") == "bracket.gcode"
    assert unavailable(home) == IMPOSSIBLE_NOW


async def test_bare_event_clears_no_value(home: Home) -> None:
    await home.hear(TWO_HOTENDS)
    before = home.values_of_now()
    await home.hear(event("PAUSED", "Paused"))
    after = home.values_of_now()
    changed = {
        entity_id for entity_id in before if before[entity_id] != after[entity_id]
    }
    assert changed == {home.entity_id(key) for key in ("state", "pause", "resume")}
    await home.hear(event("WHATEVER", "Something new"))
    assert home.values_of_now() == after


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
    bad, large = ours(caplog)
    assert "no message that is understood" in bad
    assert "messages of 10002112 bytes, more than 262144" in large
    assert max(len(bad), len(large)) < 300
    assert home.printer.counters.large == 3 * LARGE_GARBAGE
    await home.hear(snapshot())
    assert home.value("state") == "idle"
    assert ours(caplog) == []


async def test_large_messages_are_read_and_said_once(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    files = [{"name": f"{number}{'x' * 900}.gcode"} for number in range(300)]
    large = snapshot(sd={"local": files})
    await home.hear(snapshot())
    ours(caplog)
    await home.hear(large, large)
    (line,) = ours(caplog)
    assert f"Printer 1 sends messages of {len(large)} bytes, more than 262144" in line
    assert home.printer.counters.large == 2
    assert home.printer.counters.bad == 0
    assert len(await home.printer.files.list_files()) == 300
    exactly = snapshot(sd={"local": ["x" * 262144]})
    exactly = exactly.replace(b"xx", b"x", len(exactly) - 262144)
    assert len(exactly) == 262144
    await home.hear(exactly)
    assert home.printer.counters.large == 2


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


def untold(printer: PrinterCoordinator) -> Picture:
    """Return the picture of a printer that told nothing but has its entities."""
    keys = er.async_entries_for_config_entry(
        er.async_get(printer.hass), printer.entry.entry_id
    )
    return Picture(
        parts=Parts.of_entities(
            [entity.unique_id.removeprefix("printer_1_") for entity in keys]
        )
    )


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
    assert home.printer.data == untold(home.printer)
    assert home.device.model == "Model X"
    await home.hear(snapshot("Offline"))
    assert home.device.model == "Model X"


async def test_device_of_a_printer_is_below_that_of_its_broker(home: Home) -> None:
    assert home.device.via_device_id
    assert home.device.via_device_id != home.device.id
    assert home.device.config_subentry_id == "printer_1"


# Settings that are changed live


@pytest.mark.parametrize(
    "settings",
    [
        {"limits": {"hotend": 250, "bed": 90, "chamber": 40}},
        {"filament": {"density": 1.27, "diameter": 2.85}},
        {"camera": {"fps": 5, "snapshot_url": "http://192.0.2.7/shot.jpg"}},
        {"offline_after": 100},
    ],
)
async def test_settings_are_taken_over_without_a_new_subscription(
    home: Home, monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any]
) -> None:
    await home.hear(TWO_HOTENDS)
    printer, picture, files = home.printer, home.printer.data, home.printer.files
    topics, sent = listened_to(home), list(home.connection.published)
    monkeypatch.setattr(home.connection, "subscribe", lambda *_: pytest.fail("anew"))
    told = Mock()
    printer.async_add_listener(told)
    change(home, **settings)
    await home.hear()
    assert told.call_count == 1, "entities look at what depends on the settings"
    assert home.printer is printer
    assert printer.data is picture
    assert printer.files is files
    assert listened_to(home) == topics
    assert home.connection.published == sent
    for name, value in settings.items():
        taken = getattr(printer.settings, name)
        if isinstance(value, dict):
            taken = {key: getattr(taken, key) for key in value}
        assert taken == value


async def test_a_limit_that_is_changed_counts_at_once(home: Home) -> None:
    await home.hear(snapshot())
    assert home.state("tool0_target").attributes["max"] == 300
    change(home, limits={"hotend": 250})
    await home.hear()
    assert home.state("tool0_target").attributes["max"] == 250
    assert home.printer.settings.limits.bed == 120


async def test_patience_that_is_changed_counts_from_the_last_message(
    home: Home,
) -> None:
    await home.hear(snapshot())
    await home.pass_time(20)
    change(home, offline_after=60)
    await home.hear()
    await home.pass_time(39.9)
    assert home.value("online") == "on"
    await home.pass_time(0.1)
    assert home.value("online") == "off"
    await home.hear(snapshot())
    await home.pass_time(20)
    change(home, offline_after=20)
    await home.hear()
    assert home.value("online") == "off"


async def test_another_uuid_or_dialect_begins_anew(home: Home) -> None:
    await home.hear(TWO_HOTENDS)
    home.say(b"garbage")
    printer, files = home.printer, home.printer.files
    change(home, dialect="platform")
    await home.hear()
    assert home.printer is printer
    assert printer.files is not files
    assert printer.online is None
    assert (printer.counters.received, printer.counters.bad) == (0, 0)
    topics = home.topics
    assert listened_to(home) == sorted(
        [
            topics.status,
            topics.temperature,
            topics.position,
            topics.print_progress,
            topics.camera_snapshot,
            topics.control_result,
        ]
    )
    change(home, dialect=None, device_uuid=OTHER_UUID)
    await home.hear()
    assert listened_to(home) == [f"octoprint/status/{OTHER_UUID}"]
    await home.hear(snapshot())
    assert home.value("state") == "idle"


async def test_a_change_of_one_printer_is_none_of_another(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID, OTHER_UUID)
    other = entry.runtime_data.printers["printer_2"]
    async with Fleet(broker.url, [Printer(OTHER_UUID)], interval=0.05):
        await wait_until(lambda: other.dialect)
        hass.config_entries.async_update_subentry(
            entry,
            entry.subentries["printer_1"],
            data={CONF_DEVICE_UUID: UUID, "dialect": "legacy_edge"},
        )
        await hass.async_block_till_done()
        heard = other.counters.received
        await wait_until(lambda: other.counters.received > heard)
    asked = asked_of(broker, "SUBSCRIBE")
    assert [topic for topic in asked if topic.endswith(OTHER_UUID)].count(
        f"octoprint/status/{OTHER_UUID}"
    ) == 1
    assert asked_of(broker, "UNSUBSCRIBE") == [f"octoprint/status/{UUID}"]


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
    assert (printer.data == untold(printer)) is not picture_kept
    assert home.value("online") == ("on" if picture_kept else "unknown")
    assert home.value("state") == ("idle" if picture_kept else "unavailable")
    topics = home.topics
    plugins = [topics.camera_state, topics.control_result, topics.status]
    assert listened_to(home) == (plugins if picture_kept else [topics.status])
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
    listeners = home.printer._listeners[Pace.STILL]
    others = dict(listeners)
    listeners.clear()
    bad = Mock(side_effect=ValueError("bad"))
    remove = home.printer.async_add_listener(bad, Pace.STILL)
    listeners.update(others)
    await home.hear(printing())
    assert home.value("state") == "printing"
    assert "Error in a listener" in caplog.text
    remove()


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
        data={**printer.subentry.data, CONF_OFFLINE_AFTER: 1},
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
        assert len(ours(caplog, logging.WARNING)) == 2
        publish(snapshot())
        await wait_until(lambda: printer.data.state is State.IDLE)


USED = ("length", "weight")


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
        if entity.config_subentry_id
    }
    axes = {f"{frame}_{axis}" for frame in FRAMES for axis in "xyze"}
    jogs = {f"jog_{axis}_{way}" for axis in "xyz" for way in ("plus", "minus")}
    filaments = {
        f"tool{tool}_filament_{what}"
        for tool in range(2)
        for what in ("length", "volume", "weight")
    }
    assert keys == axes | jogs | filaments | {
        *("total_segments", "extrude_count", "move_count", "retract_count"),
        *("safe_to_power_off", "heater_left_on"),
        *("online", "connected", "pause", "resume", "cancel", "home"),
        *("state", "progress", "time_left", "time_left_origin", "finish_time"),
        *("print_time", "estimated", "last_time"),
        *("file", "file_origin", "file_date", "file_size", "file_position"),
        *("tool0_temperature", "tool1_temperature", "bed_temperature"),
        *("chamber_temperature", "chamber_target"),
        *("tool0_target", "tool1_target", "bed_target"),
        *("feed_rate", "fan", "feed_rate_override", "flow_rate_override"),
        *("height", "upload", "camera", "preview"),
        *STORY_KEYS,
        *(f"tool{tool}_last_print_{what}" for tool in range(2) for what in USED),
    }
