"""A command's way out, and how its end is known."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
import gc
import json
from typing import Any

import pytest

from custom_components.factor.connection import LinkDownError
from custom_components.factor.connection.stalls import STALL_S
from custom_components.factor.const import CONF_DEVICE_UUID, Pace
from custom_components.factor.coordinator import PrinterCoordinator
from custom_components.factor.printer.state import State
from custom_components.factor.protocol.commands import (
    Cancel,
    Command,
    Home as HomeAxes,
    Move,
    OtherCommand,
    Pause,
    PrintFile,
    Resume,
    SetFanSpeed,
    SetFeedRate,
    SetTemperature,
)
from custom_components.factor.sending import (
    CONFIRM_TIMEOUT_S,
    LATELY_S,
    POSITION_TOLD_AFTER_S,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from simulator import Fleet, Printer

from . import payloads, set_up, wait_until
from .conftest import UUID
from .home import ONE_HOTEND, TWO_HOTENDS, Home, error_text
from .mosquitto import Mosquitto
from .payloads import event, printing, progress, snapshot, temperature

OTHER_UUID = "00000000-1111-4222-8333-444444444444"


def commands(home: Home) -> list[tuple[str, bytes]]:
    """Return what was published but for the question that the camera is asked."""
    asked = (home.topics.camera_command, b'{"type":"camera","action":"state"}')
    return [each for each in home.connection.published if each != asked]


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
    ids=["pausing", "paused", "resumed", "cancelled", "heating"],
)
async def test_command_is_done_when_the_printer_shows_it(
    home: Home, before: bytes, command: Command, after: bytes, payload: bytes
) -> None:
    await home.hear(before)
    task = asyncio.create_task(home.printer.async_send(command))
    await home.hear()
    assert commands(home) == [(home.topics.control, payload)]
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
    listeners = len(home.printer._listeners[Pace.FAST])
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
    assert len(commands(home)) == 1
    assert len(home.printer._listeners[Pace.FAST]) == listeners


async def test_command_whose_answer_is_lost_with_the_link_says_so(home: Home) -> None:
    await home.hear(printing())
    task = asyncio.create_task(home.printer.async_send(Pause()))
    await home.hear()
    home.connection.connected = False
    await home.pass_time(CONFIRM_TIMEOUT_S)
    with pytest.raises(HomeAssistantError) as error:
        await task
    assert str(error.value) == error_text("link_lost", printer="Printer 1")


def test_what_the_network_holds_up_is_forgotten_before_it_is_said_to_fail() -> None:
    assert STALL_S < CONFIRM_TIMEOUT_S


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


async def test_command_that_nothing_confirms_waits_until_the_edge_is_surely_there(
    home: Home,
) -> None:
    """The broker takes what the edge, gone for long, never gets (PROTOCOL §6)."""
    await home.hear(snapshot())
    await home.pass_time(LATELY_S)
    await home.printer.async_send(SetFanSpeed(40))
    assert home.printer.assumed == {SetFanSpeed: 40}

    await home.pass_time(1)
    task = asyncio.create_task(home.printer.async_send(SetFanSpeed(50)))
    await home.hear()
    await home.pass_time(CONFIRM_TIMEOUT_S - 1)
    assert not task.done()
    await home.hear(snapshot())
    await task
    assert home.printer.assumed == {SetFanSpeed: 50}

    await home.pass_time(LATELY_S + 1)
    task = asyncio.create_task(home.printer.async_send(SetFanSpeed(60)))
    await home.hear()
    await home.pass_time(CONFIRM_TIMEOUT_S)
    with pytest.raises(HomeAssistantError) as error:
        await task
    assert str(error.value) == error_text("fell_silent", printer="Printer 1")
    assert home.printer.assumed == {SetFanSpeed: 50}


async def test_quick_jogs_start_where_the_last_one_ends(home: Home) -> None:
    """The printer tells where it is only later."""
    at = {"machine": {"x": 185.0, "y": 1.0, "z": 1.0, "e": 0.0}}
    profile = {"volume": {"width": 200, "depth": 200, "height": 200}}
    there = snapshot(axes=at, connection=["Operational", "V", 1, profile])
    jog = Move("relative", 1000, x=10)
    await home.hear(there)
    await home.printer.async_send(jog)
    await home.pass_time(1)
    await home.hear(there)
    with pytest.raises(ServiceValidationError) as error:
        await home.printer.async_send(jog)
    assert str(error.value) == error_text(
        "out_of_volume",
        printer="Printer 1",
        axis="X",
        value="10",
        minimum="-195",
        maximum="5",
    )
    await home.pass_time(POSITION_TOLD_AFTER_S)
    await home.hear(there)
    await home.printer.async_send(jog)


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
    assert len(commands(home)) == 3


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


def silent(home: Home) -> None:
    """Let nothing be heard for too long."""
    home.printer.online = False


def unheard(home: Home) -> None:
    """Let nothing have been heard yet."""
    home.printer.online = None


def unlinked(home: Home) -> None:
    """Take the link away."""
    home.connection.connected = False


def one_way(home: Home) -> None:
    """Have a link on which nothing can be told."""
    home.connection.can_publish = False


@pytest.mark.parametrize(
    ("said", "happens", "command", "error", "key", "placeholders"),
    [
        (printing(), unlinked, Pause(), HomeAssistantError, "link_down", {}),
        (printing(), one_way, Pause(), ServiceValidationError, "link_one_way", {}),
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
    ids=[
        *("no link", "one way", "silent", "unheard", "idle", "unknown state"),
        *("no hotend", "no bed", "tool change"),
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
    assert commands(home) == []


async def test_link_that_is_lost_before_the_acknowledgement_is_said(home: Home) -> None:
    await home.hear(printing())
    listeners = len(home.printer._listeners[Pace.FAST])

    def lose(_: bytes) -> None:
        raise LinkDownError

    home.connection.on_publish = lose
    with pytest.raises(HomeAssistantError) as error:
        await home.printer.async_send(Pause())
    assert str(error.value) == error_text("link_lost", printer="Printer 1")
    assert len(home.printer._listeners[Pace.FAST]) == listeners


async def test_given_up_command_leaves_nothing_behind(home: Home) -> None:
    await home.hear(printing())
    listeners = len(home.printer._listeners[Pace.FAST])
    task = asyncio.create_task(home.printer.async_send(Pause()))
    await home.hear()
    assert len(home.printer._listeners[Pace.FAST]) == listeners + 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(home.printer._listeners[Pace.FAST]) == listeners


# The edge's own word


def result(action: str | None, ok: bool = True, message: str | None = None) -> bytes:
    """Return what an edge says of a command."""
    told = {"type": "control_result", "action": action, "ok": ok, "message": message}
    return json.dumps(told).encode()


def say_result(home: Home, payload: bytes, *, retained: bool = False) -> None:
    """Deliver a message on the topic of the results."""
    home.say(payload, topic=home.topics.control_result, retained=retained)


async def sending(home: Home, command: Command) -> asyncio.Task[None]:
    """Return the task that sends a command and waits."""
    task = asyncio.create_task(home.printer.async_send(command))
    await home.hear()
    return task


async def error_of(task: asyncio.Task[None]) -> str:
    """Return the text of the error that a command has ended with by now."""
    assert task.done()
    with pytest.raises(HomeAssistantError) as raised:
        await task
    assert type(raised.value) is HomeAssistantError
    return str(raised.value)


async def test_a_result_ends_the_command_at_once(home: Home) -> None:
    await home.hear(printing())
    task = await sending(home, Pause())
    assert not task.done()
    say_result(home, result("pause"))
    await home.hear()
    assert task.done()
    await task
    assert home.value("state") == "printing", "it says nothing of the state"


@pytest.mark.parametrize(
    ("words", "shown"),
    [("printer not connected", "printer not connected"), (None, "–"), ("", "–")],
)
async def test_a_refusal_is_told_in_the_edges_own_words(
    home: Home, words: str | None, shown: str
) -> None:
    await home.hear(printing())
    task = await sending(home, Pause())
    say_result(home, result("pause", ok=False, message=words))
    await home.hear()
    assert await error_of(task) == error_text(
        "refused", printer="Printer 1", reason=shown
    )


@pytest.mark.parametrize("ok", [True, False])
@pytest.mark.parametrize("action", ["resume", "Pause", "", None])
async def test_a_result_of_another_command_ends_none(
    home: Home, action: str | None, ok: bool
) -> None:
    await home.hear(printing())
    task = await sending(home, Pause())
    say_result(home, result(action, ok))
    await home.hear()
    assert not task.done()
    await home.hear(event("PAUSED", "Paused"))
    await task


async def test_each_result_ends_one_command(home: Home) -> None:
    await home.hear(TWO_HOTENDS, snapshot(temperatures=payloads.TWO_HOTENDS))
    tasks = [await sending(home, SetTemperature(tool, 100)) for tool in (-1, 0, 1)]
    for count in range(1, 4):
        say_result(home, result("set_temperature", ok=count != 2, message="no"))
        await home.hear()
        assert [task.done() for task in tasks] == [each < count for each in range(3)]
    assert "says why: no" in await error_of(tasks.pop(1))
    await asyncio.gather(*tasks)


async def test_the_first_of_two_results_counts(home: Home) -> None:
    await home.hear(printing())
    task = await sending(home, Pause())
    say_result(home, result("pause"))
    say_result(home, result("pause", ok=False))
    await home.hear()
    await task


@pytest.mark.parametrize("ok", [True, False])
async def test_a_retained_result_is_of_another_time(home: Home, ok: bool) -> None:
    await home.hear(printing())
    task = await sending(home, Pause())
    say_result(home, result("pause", ok), retained=True)
    await home.hear()
    assert not task.done()
    assert home.printer.counters.retained == 1
    task.cancel()


async def test_a_command_of_somebody_else_is_neither_life_nor_bad(home: Home) -> None:
    await home.hear(printing())
    task = await sending(home, Pause())
    before = replace(home.printer.counters)
    await home.pass_time(10)
    say_result(home, b'{"type":"control_command","command":"pause","ok":true}')
    await home.hear()
    assert not task.done()
    assert home.printer.counters == before
    assert home.printer.heard_at == home.clock.now - 10
    task.cancel()


@pytest.mark.parametrize("ok", [True, False])
async def test_a_result_that_nobody_waits_for_is_no_matter(
    home: Home, ok: bool
) -> None:
    await home.hear(printing())
    say_result(home, result("pause", ok, "too late"))
    await home.hear(event("PAUSED", "Paused"))
    assert home.value("state") == "paused"


async def test_a_command_that_is_refused_before_the_acknowledgement_fails(
    home: Home,
) -> None:
    """Also one that the acknowledgement is all that is waited for."""
    await home.hear(snapshot())
    for command in (HomeAxes("xy"), SetTemperature(-1, 60)):
        refusal = result(command.name, ok=False, message="no end stop")

        def refuse(_: bytes, said: bytes = refusal) -> None:
            say_result(home, said)

        home.connection.on_publish = refuse
        task = await sending(home, command)
        assert "says why: no end stop" in await error_of(task)


async def test_no_refusal_is_left_for_asyncio_to_complain_about(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    await home.hear(printing())

    def refuse_and_lose(_: bytes) -> None:
        say_result(home, result("pause", ok=False))
        raise LinkDownError

    home.connection.on_publish = refuse_and_lose
    task = await sending(home, Pause())
    assert await error_of(task) == error_text("link_lost", printer="Printer 1")
    del task
    gc.collect()
    await home.hear()
    assert "never retrieved" not in caplog.text


# The camera

CAMERA_ON = b'{"running":true,"last_error":null}'
CAMERA_OFF = b'{"running":false,"last_error":null}'
CAMERA_FAILED = b'{"running":false,"last_error":"missing input url"}'


async def camera_says(home: Home, payload: bytes) -> None:
    """Deliver what the plugin says of its camera."""
    home.say(payload, topic=home.topics.camera_state)
    await home.hear()


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("start", CAMERA_OFF, CAMERA_ON),
        ("start", CAMERA_ON, CAMERA_ON),
        ("restart", CAMERA_ON, CAMERA_ON),
        ("stop", CAMERA_ON, CAMERA_OFF),
        ("stop", CAMERA_OFF, CAMERA_OFF),
        ("start", None, CAMERA_ON),
    ],
)
async def test_the_camera_is_confirmed_by_its_answer_and_not_by_one_from_before(
    home: Home, action: Any, before: bytes | None, after: bytes
) -> None:
    await home.hear(snapshot())
    if before:
        await camera_says(home, before)
    task = asyncio.create_task(home.printer.async_camera(action))
    await home.hear(snapshot(), event("OPERATIONAL", "Operational"))
    assert not task.done()
    await camera_says(home, after)
    assert task.done()
    await task
    ((topic, payload),) = commands(home)
    assert topic == home.topics.camera_command
    sent = json.loads(payload)
    assert (sent["type"], sent["action"]) == ("camera", action)
    assert ("options" in sent) is (action != "stop")


async def test_a_camera_that_fails_says_why(home: Home) -> None:
    await home.hear(snapshot())
    await camera_says(home, CAMERA_FAILED)
    task = asyncio.create_task(home.printer.async_camera("start"))
    await home.hear()
    assert not task.done(), "that was another time's failure"
    await camera_says(home, CAMERA_FAILED)
    assert await error_of(task) == error_text(
        "refused", printer="Printer 1", reason="missing input url"
    )


async def stay_idle(home: Home) -> None:
    """Let the printer be heard, but do nothing, for as long as a command waits."""
    await home.hear()
    for _ in range(CONFIRM_TIMEOUT_S):
        await home.pass_time(1)
        await home.hear(snapshot())


async def test_a_print_that_does_not_begin_tells_of_the_plugins_rule(
    home: Home,
) -> None:
    await home.hear(snapshot())
    task = asyncio.create_task(home.printer.async_send(PrintFile("part.gcode")))
    await stay_idle(home)
    assert await error_of(task) == error_text(
        "print_not_begun", printer="Printer 1", file="part.gcode"
    )


async def test_a_camera_that_does_not_answer_is_an_error(home: Home) -> None:
    await home.hear(snapshot())
    await camera_says(home, CAMERA_ON)
    task = asyncio.create_task(home.printer.async_camera("start"))
    await stay_idle(home)
    assert await error_of(task) == error_text(
        "not_confirmed", printer="Printer 1", state="idle"
    )


async def test_the_cameras_settings_are_its_options(home: Home) -> None:
    await home.hear(snapshot())
    subentry = home.entry.subentries["printer_1"]
    camera = {
        "input": "rtsp://192.0.2.9/cam",
        "width": 640,
        "height": 480,
        "fps": 5,
        "bitrate_kbps": 900,
        "encoder": "v4l2m2m",
        "rtsp_base": "rtsp://192.0.2.10:8554",
        "webrtc_base": "https://example.org/webrtc",
    }
    home.hass.config_entries.async_update_subentry(
        home.entry, subentry, data={**subentry.data, "camera": camera}
    )
    await home.hear()
    home.connection.on_publish = lambda _: home.say(
        CAMERA_ON, topic=home.topics.camera_state
    )
    await home.printer.async_camera("start")
    bitrate = camera.pop("bitrate_kbps")
    assert json.loads(home.connection.published[-1][1])["options"] == {
        **camera,
        "name": f"cam-{UUID}",
        "bitrateKbps": bitrate,
        "forceMjpeg": True,
    }


# What nobody can read


async def test_what_was_set_is_remembered_as_long_as_it_holds(home: Home) -> None:
    await home.hear(snapshot())
    await home.printer.async_send(SetFeedRate(150))
    await home.printer.async_send(SetFanSpeed(40))
    assert home.printer.assumed == {SetFeedRate: 150, SetFanSpeed: 40}
    await home.hear(printing())
    assert home.printer.assumed == {SetFeedRate: 150}, "the file sets the fan"
    await home.hear(snapshot("Offline"))
    assert home.printer.assumed == {}


async def test_what_was_not_sent_is_not_remembered(home: Home) -> None:
    await home.hear(snapshot())
    home.connection.connected = False
    with pytest.raises(HomeAssistantError):
        await home.printer.async_send(SetFeedRate(150))
    assert home.printer.assumed == {}


async def test_a_message_that_is_too_large_is_not_sent(home: Home) -> None:
    await home.hear(snapshot())
    size = 256 * 1024 - len(b'{"type":"blink","x":""}')
    await home.printer.async_send(OtherCommand("blink", {"x": "x" * size}))
    assert len(commands(home)) == 1
    with pytest.raises(ServiceValidationError) as error:
        await home.printer.async_send(OtherCommand("blink", {"x": "x" * (size + 1)}))
    assert str(error.value) == error_text(
        "message_too_large", printer="Printer 1", size="262145"
    )
    assert len(commands(home)) == 1


# Over a real broker


async def test_mqtt_command_is_obeyed_and_neither_retained_nor_below_qos_1(
    hass: HomeAssistant, broker: Mosquitto
) -> None:
    entry = await set_up(hass, broker, UUID)
    printer: PrinterCoordinator = entry.runtime_data.printers["printer_1"]
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
    # The camera is asked before the simulator listens, sometimes.
    assert [one["type"] for one in real.received if one["type"] != "camera"] == [
        "pause",
        "set_temperature",
        "resume",
        "cancel",
    ]
    sent = [line for line in broker.log.splitlines() if "PUBLISH from factor-" in line]
    assert len(sent) == 5
    for line in sent:
        assert "(d0, q1, r0, " in line
    assert f"'camera/{UUID}/cmd'" in sent[0]
    for line in sent[1:]:
        assert f"'control/{UUID}'" in line
