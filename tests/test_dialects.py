"""Home Assistant with edges that speak the platform's design, or the older one."""

from collections.abc import AsyncIterator
import json
import logging
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.connection import keeper
from custom_components.factor.const import DOMAIN
from custom_components.factor.coordinator import MAX_LAST_WILLS, PrinterCoordinator
from custom_components.factor.protocol.commands import OtherCommand
from custom_components.factor.protocol.dialects import READ, Dialect
from custom_components.factor.protocol.messages import BadMessageError
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from simulator import Fleet, Printer
from simulator.link import Link

from . import asked_of, broker_entry, wait_until
from .actions import (
    STATE,
    act,
    check_told,
    device_id,
    error_of,
    listening,
)
from .conftest import UUID
from .home import Home, error_text
from .mosquitto import Mosquitto
from .payloads import GARBAGE, snapshot

JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
HOTEND = "sensor.printer_1_hotend_temperature"
RESULTS = f"control_result/{UUID}"


@pytest.fixture(autouse=True)
def _reconnects_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 0.05)


async def set_up(
    hass: HomeAssistant, broker: Mosquitto, **settings: Any
) -> MockConfigEntry:
    """Return the loaded entry of a broker with one printer of some settings."""
    entry = broker_entry(hass, broker, UUID)
    hass.config_entries.async_update_subentry(
        entry,
        entry.subentries["printer_1"],
        data={"device_uuid": UUID, **settings},
    )
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def coordinator(entry: MockConfigEntry) -> PrinterCoordinator:
    """Return the printer."""
    printer: PrinterCoordinator = entry.runtime_data.printers["printer_1"]
    return printer


async def listed(hass: HomeAssistant, entry: MockConfigEntry) -> list[dict[str, Any]]:
    """Return what `list_files` answers."""
    answer: Any = await hass.services.async_call(
        DOMAIN,
        "list_files",
        {ATTR_DEVICE_ID: device_id(hass, entry)},
        blocking=True,
        return_response=True,
    )
    files: list[dict[str, Any]] = answer["files"]
    return files


def dialect_of(printer: PrinterCoordinator) -> Dialect | None:
    """Return the dialect now; a checker of types would remember it otherwise."""
    return printer.dialect


async def speak(home: Home, dialect: Dialect) -> None:
    """Set the dialect of the printer."""
    subentry = home.entry.subentries["printer_1"]
    home.hass.config_entries.async_update_subentry(
        home.entry, subentry, data={**subentry.data, "dialect": dialect}
    )
    await home.hear()


# The platform's design


@pytest.fixture
async def platform(
    hass: HomeAssistant, broker: Mosquitto
) -> AsyncIterator[tuple[MockConfigEntry, Printer]]:
    """Give an entry and its printing printer, which nobody has said the dialect of."""
    entry = await set_up(hass, broker)
    printer = Printer(UUID, dialect="platform", scene="printing")
    async with Fleet(broker.url, [printer], interval=0.05):
        await wait_until(lambda: hass.states.is_state(STATE, "printing"))
        await wait_until(lambda: hass.states.get(HOTEND))
        yield entry, printer


async def test_platform_entities_follow_its_messages(
    hass: HomeAssistant, broker: Mosquitto, platform: tuple[MockConfigEntry, Printer]
) -> None:
    entry, printer = platform
    assert coordinator(entry).dialect is Dialect.PLATFORM
    await wait_until(lambda: hass.states.is_state("sensor.printer_1_progress", "40"))
    assert hass.states.is_state("number.printer_1_bed_target", "60.0")
    at = printer.machine.position["z"]
    await wait_until(lambda: (coordinator(entry).data.height or 0) >= at)
    left = hass.states.get("sensor.printer_1_finish_time")
    assert left
    assert left.state > "2026"
    printer.pause()
    await wait_until(lambda: hass.states.is_state(STATE, "paused"))
    printer.disconnect()
    await wait_until(lambda: hass.states.is_state(STATE, "offline"))
    asked = asked_of(broker, "SUBSCRIBE")
    assert asked[0] == f"octoprint/status/{UUID}"
    assert sorted(asked[1:]) == [
        f"camera/snapshot/{UUID}",
        f"control_result/{UUID}",
        f"position/{UUID}",
        f"print_progress/{UUID}",
        f"temperature/{UUID}",
    ]
    assert asked_of(broker, "PUBLISH") == [], "its camera is not asked"
    assert coordinator(entry).counters.bad == 0


async def test_platform_commands_are_sent_and_confirmed_on_the_topic_of_the_results(
    hass: HomeAssistant, broker: Mosquitto, platform: tuple[MockConfigEntry, Printer]
) -> None:
    entry, printer = platform
    async with listening(broker, RESULTS) as wire:
        await act(hass, entry, "pause_print")
        await wait_until(lambda: hass.states.is_state(STATE, "paused"))
        await act(hass, entry, "set_temperature", heater="bed", temperature=65)
        assert printer.machine.heaters["bed"].target == 65
        await act(hass, entry, "set_fan_speed", speed=40)
        await act(hass, entry, "resume_print")
        await wait_until(lambda: len(wire) == 8)
        sent = [one for _, one in wire if one["type"] == "control_command"]
    assert {topic for topic, _ in wire} == {RESULTS}
    for one in sent:
        assert one.pop("timestamp") > 1_700_000_000_000
        assert one.pop("type") == "control_command"
    assert sent == [
        {"command": "pause"},
        {"command": "set_temperature", "tool": -1, "temperature": 65},
        {"command": "set_fan_speed", "speed": 40},
        {"command": "resume"},
    ]
    for line in broker.log.splitlines():
        if "PUBLISH from factor-" in line:
            assert "(d0, q1, r0, " in line
    assert coordinator(entry).counters.bad == 0, "not even our own commands"


async def test_platform_is_told_a_command_that_nothing_can_make_another(
    home: Home,
) -> None:
    await speak(home, Dialect.PLATFORM)
    first_words(home, Dialect.PLATFORM)
    fields = {"command": "home", "type": "x", "timestamp": 1, "times": 3}
    await home.printer.async_send(OtherCommand("blink", fields))
    ((topic, payload),) = home.connection.published
    assert topic == home.topics.control_result
    assert json.loads(payload) == {
        "type": "control_command",
        "command": "blink",
        "times": 3,
        "timestamp": 1795435200000,
    }


async def test_platform_that_refuses_says_why(
    hass: HomeAssistant,
    platform: tuple[MockConfigEntry, Printer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry, printer = platform
    monkeypatch.setattr(printer.machine, "pause", lambda: False)
    error = await error_of(HomeAssistantError, hass, entry, "pause_print")
    await check_told(hass, error, "refused", printer="Printer 1", reason="Not printing")


@pytest.mark.parametrize("form", ["raw", "base64"])
async def test_platform_shows_a_picture(
    hass: HomeAssistant, platform: tuple[MockConfigEntry, Printer], form: str
) -> None:
    entry, printer = platform
    printer.show(JPEG, form)
    await wait_until(lambda: coordinator(entry).shown)
    shown = coordinator(entry).shown
    assert shown
    assert (shown[0].image, shown[0].content_type) == (JPEG, "image/jpeg")
    await hass.async_block_till_done()
    (image,) = [
        state for state in hass.states.async_all("image") if "preview" not in state.name
    ]
    assert image.state not in ("unknown", "unavailable")


async def test_platform_shows_the_address_of_a_picture(
    hass: HomeAssistant, platform: tuple[MockConfigEntry, Printer]
) -> None:
    entry, printer = platform
    printer.show("https://example.org/shot.jpg", "address")
    await wait_until(lambda: coordinator(entry).shown)
    shown = coordinator(entry).shown
    assert shown
    assert shown[0].url == "https://example.org/shot.jpg"


@pytest.mark.parametrize(
    ("action", "data", "command"),
    [
        ("print_file", {"filename": "part.gcode"}, "print_file"),
        ("upload_file", {"path": "part.gcode"}, "upload_file"),
    ],
)
async def test_platform_has_no_word_for_files(
    hass: HomeAssistant,
    platform: tuple[MockConfigEntry, Printer],
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    data: dict[str, Any],
    command: str,
) -> None:
    entry, printer = platform
    monkeypatch.setattr(hass.config, "is_allowed_path", lambda _: True)
    error = await error_of(ServiceValidationError, hass, entry, action, **data)
    await check_told(hass, error, "not_supported", printer="Printer 1", command=command)
    assert printer.received == []


@pytest.mark.parametrize("dialect", list(Dialect))
async def test_only_the_plugin_takes_files(home: Home, dialect: Dialect) -> None:
    await speak(home, dialect)
    first_words(home, dialect)
    await home.hear()
    assert home.value("online") == "on"
    told = "unknown" if dialect is Dialect.PLUGIN else "unavailable"
    assert home.value("upload") == told


@pytest.mark.parametrize("action", ["start", "stop", "restart"])
@pytest.mark.parametrize("dialect", [Dialect.PLATFORM, Dialect.LEGACY_EDGE])
async def test_others_have_no_word_for_the_camera(
    home: Home, dialect: Dialect, action: Any
) -> None:
    await speak(home, dialect)
    first_words(home, dialect)
    await home.hear()
    sent = list(home.connection.published)
    with pytest.raises(ServiceValidationError) as raised:
        await home.printer.async_camera(action)
    assert str(raised.value) == error_text(
        "not_supported", printer="Printer 1", command="camera"
    )
    assert home.connection.published == sent


def first_words(home: Home, dialect: Dialect) -> None:
    """Deliver what shows that the printer is there and idle."""
    topic, message = {
        Dialect.PLUGIN: (home.topics.status, snapshot()),
        Dialect.PLATFORM: (home.topics.status, b'{"type":"status","state":"idle"}'),
        Dialect.LEGACY_EDGE: (home.topics.dash_status, b'{"connected":true}'),
    }[dialect]
    home.say(message, topic=topic)


# Which dialect it is


@pytest.mark.parametrize(
    ("message", "dialect"),
    [
        (snapshot(), Dialect.PLUGIN),
        (b'{"state_id":"PRINTING","state_string":"Printing"}', Dialect.PLUGIN),
        (b'{"type":"printer_status","state":"idle"}', Dialect.PLATFORM),
        (b'{"type":"temperature_update","bed":{"actual":20}}', Dialect.PLATFORM),
        (b'{"type":"print_progress","completion":0.5}', Dialect.PLATFORM),
    ],
)
async def test_the_first_message_tells_and_later_ones_do_not(
    home: Home, message: bytes, dialect: Dialect
) -> None:
    home.say(message, retained=True)
    await home.hear(b'{"type":"lamp"}', b"garbage")
    assert dialect_of(home.printer) is None
    await home.hear(message)
    assert dialect_of(home.printer) is dialect
    topics = set(home.connection.listeners)
    await home.hear(snapshot(), b'{"type":"status","state":"printing"}')
    assert dialect_of(home.printer) is dialect
    assert set(home.connection.listeners) == topics


@pytest.mark.parametrize("dialect", list(Dialect))
async def test_what_the_user_sets_wins(home: Home, dialect: Dialect) -> None:
    await speak(home, dialect)
    assert home.printer.dialect is dialect
    topics = sorted(getattr(home.topics, name) for name in READ[dialect])
    assert sorted(home.connection.listeners) == topics
    await home.hear(snapshot())
    await home.hear(b'{"type":"status","state":"printing"}')
    assert home.printer.dialect is dialect
    assert sorted(home.connection.listeners) == topics
    plugin = dialect is Dialect.PLUGIN
    assert (
        home.value("online")
        == {
            Dialect.PLUGIN: "on",
            Dialect.PLATFORM: "on",
            Dialect.LEGACY_EDGE: "unknown",
        }[dialect]
    )
    assert home.printer.counters.bad == (0 if dialect is Dialect.LEGACY_EDGE else 1)
    asked = (home.topics.camera_command, b'{"type":"camera","action":"state"}')
    assert (asked in home.connection.published) is plugin


# The older edge


@pytest.fixture
async def legacy(
    hass: HomeAssistant, broker: Mosquitto
) -> AsyncIterator[tuple[MockConfigEntry, Printer]]:
    """Give an entry and its printer, an older edge that prints."""
    entry = await set_up(hass, broker, dialect="legacy_edge")
    printer = Printer(UUID, dialect="legacy", scene="printing")
    async with Fleet(broker.url, [printer], interval=0.05):
        # What was asked before it was there is lost.
        coordinator(entry)._ask_to_speak()
        await wait_until(lambda: hass.states.is_state(STATE, "printing"))
        await wait_until(lambda: hass.states.get(HOTEND))
        yield entry, printer


async def test_legacy_entities_follow_what_it_tells(
    hass: HomeAssistant, broker: Mosquitto, legacy: tuple[MockConfigEntry, Printer]
) -> None:
    entry, printer = legacy
    assert hass.states.is_state("number.printer_1_bed_target", "60.0")
    assert hass.states.is_state("sensor.printer_1_progress", "40")
    printer.pause()
    await wait_until(lambda: hass.states.is_state(STATE, "paused"))
    printer.disconnect()
    await wait_until(lambda: hass.states.is_state(STATE, "offline"))
    will = f"factor/{printer.equipment_uuid}/lwt"
    asked = asked_of(broker, "SUBSCRIBE")
    assert sorted(asked[:3]) == [RESULTS, f"dash_status/{UUID}", f"factor/{UUID}/lwt"]
    assert asked[3:] == [will], "its own id is told by the first message"
    assert set(asked_of(broker, "PUBLISH")) == {f"DASHBOARD/{UUID}"}
    assert coordinator(entry).counters.bad == 0


async def test_legacy_commands_have_topics_of_their_own_and_are_confirmed(
    hass: HomeAssistant, broker: Mosquitto, legacy: tuple[MockConfigEntry, Printer]
) -> None:
    entry, _ = legacy
    async with listening(broker, "DASHBOARD/#") as wire:
        await act(hass, entry, "pause_print")
        await wait_until(lambda: hass.states.is_state(STATE, "paused"))
        await act(hass, entry, "set_temperature", heater="bed", temperature=65)
        await act(hass, entry, "move", z=1, speed=500)
        await act(hass, entry, "resume_print")
        await wait_until(lambda: hass.states.is_state(STATE, "printing"))
        await act(hass, entry, "cancel_print")
        await wait_until(lambda: hass.states.is_state(STATE, "idle"))
        await act(hass, entry, "home", axes=["x", "y"])
        await wait_until(lambda: len(wire) == 6)
    assert wire == [
        (f"control/pause/{UUID}", {}),
        (
            f"DASHBOARD/{UUID}",
            {"type": "set_temperature", "tool": -1, "temperature": 65},
        ),
        (
            f"DASHBOARD/{UUID}",
            {"type": "move", "mode": "relative", "feedrate": 500, "z": 1},
        ),
        (f"control/resume/{UUID}", {}),
        (f"control/cancel/{UUID}", {}),
        (f"control/home/{UUID}", {"axes": "XY"}),
    ]
    for line in broker.log.splitlines():
        if "PUBLISH from factor-" in line:
            assert "(d0, q1, r0, " in line


async def test_legacy_that_refuses_says_why(
    hass: HomeAssistant,
    legacy: tuple[MockConfigEntry, Printer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry, printer = legacy
    monkeypatch.setattr(printer.machine, "pause", lambda: False)
    error = await error_of(HomeAssistantError, hass, entry, "pause_print")
    await check_told(hass, error, "refused", printer="Printer 1", reason="Not printing")


@pytest.mark.parametrize(
    ("action", "data", "command"),
    [
        ("set_feed_rate", {"feed_rate": 100}, "set_feed_rate"),
        ("set_fan_speed", {"speed": 40}, "set_fan_speed"),
        ("send_command", {"type": "blink"}, "blink"),
        ("upload_file", {"path": "part.gcode"}, "upload_file"),
    ],
)
async def test_legacy_has_no_word_for_some_commands(
    hass: HomeAssistant,
    legacy: tuple[MockConfigEntry, Printer],
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    data: dict[str, Any],
    command: str,
) -> None:
    entry, printer = legacy
    monkeypatch.setattr(hass.config, "is_allowed_path", lambda _: True)
    heard = len(printer.received)
    error = await error_of(ServiceValidationError, hass, entry, action, **data)
    await check_told(hass, error, "not_supported", printer="Printer 1", command=command)
    assert len(printer.received) == heard


async def test_legacy_lists_its_card_but_prints_none_of_it(
    hass: HomeAssistant, legacy: tuple[MockConfigEntry, Printer]
) -> None:
    entry, printer = legacy
    files = await listed(hass, entry)
    assert [each["name"] for each in files] == printer.files
    assert {each["origin"] for each in files} == {"sdcard"}
    printer.cancel()
    await wait_until(lambda: hass.states.is_state(STATE, "idle"))
    error = await error_of(
        ServiceValidationError,
        hass,
        entry,
        "print_file",
        filename=printer.files[0],
        origin="sd",
    )
    await check_told(
        hass, error, "not_supported", printer="Printer 1", command="print_file"
    )


async def test_legacy_is_asked_at_the_start_and_after_a_reconnect(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    printer = Printer(UUID, dialect="legacy")
    async with Fleet(broker.url, [printer], interval=0.05):
        entry = await set_up(hass, broker, dialect="legacy_edge")
        await wait_until(lambda: hass.states.is_state(STATE, "idle"))
    assert printer.received == [{"type": "get_status"}]
    broker.kill()
    await wait_until(lambda: not entry.runtime_data.connection.connected)
    broker.start()
    await wait_until(lambda: asked_of(broker, "PUBLISH").count(f"DASHBOARD/{UUID}") > 1)


async def test_legacy_is_gone_at_once_and_asked_when_it_is_back(
    hass: HomeAssistant, legacy: tuple[MockConfigEntry, Printer]
) -> None:
    entry, printer = legacy
    printer.kill()
    await wait_until(lambda: hass.states.is_state(STATE, "unavailable"))
    assert coordinator(entry).online is False
    printer.restart()
    await wait_until(lambda: hass.states.is_state(STATE, "idle"))
    assert coordinator(entry).counters.bad == 0


async def test_legacy_is_asked_again_while_it_is_silent(home: Home) -> None:
    await speak(home, Dialect.LEGACY_EDGE)
    ask = (home.topics.dashboard, b'{"type":"get_status"}')
    assert home.connection.published == [ask]
    home.say(b'{"connected":true}', topic=home.topics.dash_status)
    await home.pass_time(29)
    assert home.connection.published == [ask]
    for times in range(2, 5):
        await home.pass_time(30)
        assert home.connection.published == [ask] * times
    home.connection.connected = False
    await home.pass_time(30)
    assert len(home.connection.published) == 4


@pytest.mark.parametrize("retained", [True, False])
async def test_last_will_is_believed_at_once(
    home: Home, caplog: pytest.LogCaptureFixture, retained: bool
) -> None:
    caplog.set_level(logging.INFO, "custom_components.factor")
    await speak(home, Dialect.LEGACY_EDGE)
    will = home.topics.last_will
    home.say(b'{"online":true}', topic=will, retained=retained)
    await home.hear()
    assert home.value("online") == "unknown", "that is no life"
    home.say(b'{"connected":true}', topic=home.topics.dash_status)
    await home.hear()
    assert home.value("online") == "on"
    for _ in range(2):
        home.say(b'{"online":false}', topic=will, retained=retained)
        await home.hear()
        assert home.value("online") == "off"
        assert home.value("state") == "unavailable"
    home.say(b'{"online":true}', topic=will, retained=retained)
    await home.hear()
    assert home.value("online") == "off"
    assert home.printer.counters.retained == 0
    home.say(b'{"connected":true}', topic=home.topics.dash_status)
    await home.hear()
    assert home.value("online") == "on"
    said = [text for text in caplog.messages if text.startswith("Printer 1 is ")]
    assert said == ["Printer 1 is silent", "Printer 1 is heard again"]


async def test_an_edge_that_has_just_come_is_asked_and_one_from_before_is_not(
    home: Home,
) -> None:
    await speak(home, Dialect.LEGACY_EDGE)
    home.say(b'{"online":true}', topic=home.topics.last_will, retained=True)
    await home.hear()
    assert len(home.connection.published) == 1
    home.say(b'{"online":true}', topic=home.topics.last_will)
    await home.hear()
    assert len(home.connection.published) == 2


async def test_made_up_last_wills_are_bounded_and_that_of_nobody_is_not_followed(
    home: Home,
) -> None:
    await speak(home, Dialect.LEGACY_EDGE)
    before = len(home.connection.listeners)
    for name in ("unknown", "a/b", "#", "+", UUID, "x" * 65):
        told = {"connected": True, "equipment_uuid": name}
        home.say(json.dumps(told).encode(), topic=home.topics.dash_status)
    assert len(home.connection.listeners) == before
    for number in range(50):
        for _ in range(2):
            told = {"connected": True, "equipment_uuid": f"edge-{number}"}
            home.say(json.dumps(told).encode(), topic=home.topics.dash_status)
    await home.hear()
    followed = [topic for topic in home.connection.listeners if "factor/" in topic]
    assert len(followed) == MAX_LAST_WILLS - 1
    assert "factor/edge-0/lwt" in followed
    assert "factor/unknown/lwt" not in followed


# Bad input, whatever is read


@pytest.mark.usefixtures("no_errors_logged")
@pytest.mark.parametrize("dialect", list(Dialect))
async def test_garbage_on_every_topic_is_counted_and_changes_nothing(
    home: Home, caplog: pytest.LogCaptureFixture, dialect: Dialect
) -> None:
    await speak(home, dialect)
    first_words(home, dialect)
    await home.hear()
    before, picture, bad = home.values(), home.printer.data, 0
    topics = sorted(home.connection.listeners)
    garbage = [
        *GARBAGE,
        b'{"type":"lamp"}',
        b'{"type":7}',
        b'{"type":null,"data":null}',
        b'{"type":"control_command_"}',
        b"\x89PNG",
        b"\xff" * 300_000,
    ]
    caplog.clear()
    for name, decode in READ[dialect].items():
        for payload in garbage:
            try:
                decode(payload)
            except BadMessageError:
                bad += 1
                home.say(payload, topic=getattr(home.topics, name))
    assert bad > len(garbage)
    await home.hear()
    assert home.printer.counters.bad == bad
    assert home.printer.data is picture
    assert home.values() == before
    assert sorted(home.connection.listeners) == topics
    warnings = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert len(warnings) == 2, "one for the bad, one for the large"
    for one in warnings:
        assert len(one.getMessage()) < 300
        assert UUID not in one.getMessage()


async def test_mqtt_garbage_on_all_topics_is_survived(
    hass: HomeAssistant, broker: Mosquitto, platform: tuple[MockConfigEntry, Printer]
) -> None:
    entry, printer = platform
    link = Link(broker.url)
    await link.open()
    for name in READ[Dialect.PLATFORM]:
        for payload in (b"", b"\xff\x00", b'{"type":"lamp"}', b"x" * 5_000_000):
            link.publish(getattr(coordinator(entry).topics, name), payload, 1)
    await wait_until(lambda: coordinator(entry).counters.bad == 24)
    assert coordinator(entry).counters.large == 6
    await link.close()
    printer.pause()
    await wait_until(lambda: hass.states.is_state(STATE, "paused"))
