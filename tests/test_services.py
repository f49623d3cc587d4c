"""The actions that command a printer."""

import asyncio
from collections.abc import AsyncIterator
import re
import signal
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.factor import sending
from custom_components.factor.connection import keeper
from custom_components.factor.const import DOMAIN
from custom_components.factor.services import COMMANDS, PRINTER_ACTIONS
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceNotFound,
    ServiceValidationError,
)
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from simulator import Fleet, Printer
from simulator.link import Link

from . import asked_of, set_up, wait_until
from .actions import (
    CAMERA_COMMAND,
    CONTROL,
    STATE,
    act,
    check_nothing_sent,
    check_told,
    device_id,
    error_of,
    listening,
    playing,
)
from .conftest import UUID
from .mosquitto import Mosquitto
from .payloads import ONE_HOTEND, snapshot

STATUS = f"octoprint/status/{UUID}"
HEAT = {"heater": "hotend", "temperature": 210}
JOG = {"x": 5}


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 0.05)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a confirmation shorter, where there will be none."""
    monkeypatch.setattr(sending, "CONFIRM_TIMEOUT_S", 0.2)


@pytest.fixture
async def entry(hass: HomeAssistant, broker: Mosquitto) -> MockConfigEntry:
    """Give the loaded entry of a broker with one printer."""
    return await set_up(hass, broker, UUID)


@pytest.fixture
async def wire(broker: Mosquitto) -> AsyncIterator[list[tuple[str, Any]]]:
    """Give all commands that anybody on the broker hears."""
    async with listening(broker) as heard:
        yield heard


# What is sent, and when it is done


@pytest.mark.parametrize(
    ("action", "data", "command", "state"),
    [
        ("pause_print", {}, {"type": "pause"}, {"pausing", "paused"}),
        ("cancel_print", {}, {"type": "cancel"}, {"cancelling", "idle"}),
    ],
)
async def test_a_print_is_paused_or_cancelled(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    action: str,
    data: dict[str, Any],
    command: dict[str, Any],
    state: set[str],
) -> None:
    async with playing(hass, broker):
        await act(hass, entry, action, **data)
        reached = hass.states.get(STATE)
        assert reached
        assert reached.state in state, "done means that it shows"
        await wait_until(lambda: wire)
    assert wire == [(CONTROL, command)]


async def test_a_paused_print_is_resumed(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
) -> None:
    async with playing(hass, broker) as printer:
        printer.pause()
        await wait_until(lambda: hass.states.is_state(STATE, "paused"))
        await act(hass, entry, "resume_print")
        reached = hass.states.get(STATE)
        assert reached
        assert reached.state in {"resuming", "printing"}
        await wait_until(lambda: wire)
    assert wire == [(CONTROL, {"type": "resume"})]


@pytest.mark.parametrize(
    ("data", "command", "number"),
    [
        ({"heater": "hotend", "temperature": 210}, (0, 210), "hotend"),
        ({"heater": "hotend", "tool": 0, "temperature": "55.4"}, (0, 55), "hotend"),
        ({"heater": "hotend", "tool": 1, "temperature": 0}, (1, 0), "hotend_2"),
        ({"heater": "hotend", "tool": 1, "temperature": 300}, (1, 300), "hotend_2"),
        ({"heater": "bed", "temperature": 120}, (-1, 120), "bed"),
        ({"heater": "bed", "tool": 1, "temperature": 60}, (-1, 60), "bed"),
    ],
)
async def test_a_heater_is_set(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    data: dict[str, Any],
    command: tuple[int, int],
    number: str,
) -> None:
    tool, temperature = command
    async with playing(hass, broker, "idle", tools=2):
        await act(hass, entry, "set_temperature", **data)
        target = hass.states.get(f"number.printer_1_{number}_target")
        assert target
        assert float(target.state) == temperature, "done means that it shows"
        await wait_until(lambda: wire)
    sent = {"type": "set_temperature", "tool": tool, "temperature": temperature}
    assert wire == [(CONTROL, sent)]


async def test_the_only_hotend_and_the_bed_are_set_during_a_print(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with playing(hass, broker) as printer:
        await act(hass, entry, "set_temperature", heater="hotend", temperature=205)
        await act(hass, entry, "set_temperature", heater="bed", temperature=65)
        assert printer.machine.heaters["tool0"].target == 205
        assert printer.machine.heaters["bed"].target == 65


async def test_commands_are_qos_1_and_not_retained(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with playing(hass, broker):
        await act(hass, entry, "pause_print")
    (flags,) = re.findall(
        rf"Received PUBLISH from factor-\w+ \((.*), m\d+, '{CONTROL}'", broker.log
    )
    assert flags == "d0, q1, r0"


async def test_two_actions_at_once_are_each_done(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
) -> None:
    async with playing(hass, broker, "idle"):
        await asyncio.gather(
            act(hass, entry, "set_temperature", heater="hotend", temperature=200),
            act(hass, entry, "set_temperature", heater="bed", temperature=60),
        )
        assert hass.states.is_state("number.printer_1_hotend_target", "200.0")
        assert hass.states.is_state("number.printer_1_bed_target", "60.0")
        await wait_until(lambda: len(wire) == 2)


@pytest.mark.parametrize(
    ("action", "data", "sent"),
    [
        ("home", {}, {"type": "home", "axes": "xyz"}),
        ("home", {"axes": ["z"]}, {"type": "home", "axes": "z"}),
        ("home", {"axes": "y"}, {"type": "home", "axes": "y"}),
        (
            "move",
            {"x": 5, "y": 3.5},
            {"type": "move", "mode": "relative", "feedrate": 1000, "x": 5, "y": 3.5},
        ),
        (
            "move",
            {"mode": "absolute", "z": 0.00004, "e": 100, "speed": "1500"},
            {"type": "move", "mode": "absolute", "feedrate": 1500, "z": 0, "e": 100},
        ),
        ("set_feed_rate", {"feed_rate": 10}, {"type": "set_feed_rate", "factor": 10}),
        (
            "set_feed_rate",
            {"feed_rate": "99.6"},
            {"type": "set_feed_rate", "factor": 100},
        ),
        ("set_fan_speed", {"speed": 0}, {"type": "set_fan_speed", "speed": 0}),
        ("set_fan_speed", {"speed": 100}, {"type": "set_fan_speed", "speed": 100}),
        (
            "set_temperature",
            {"heater": "bed", "temperature": 60, "wait": True},
            {"type": "set_temperature", "tool": -1, "temperature": 60, "wait": True},
        ),
        (
            "send_command",
            {"type": "blink", "fields": {"times": 3, "on": {"r": 1.5}, "type": "x"}},
            {"type": "blink", "times": 3, "on": {"r": 1.5}},
        ),
        ("send_command", {"type": "blink"}, {"type": "blink"}),
        (
            "send_command",
            {"type": "dry", "fields": {"temperature": 300, "minutes": 900}},
            {"type": "dry", "temperature": 300, "minutes": 900},
        ),
    ],
)
async def test_what_is_sent_is_exactly_that(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    action: str,
    data: dict[str, Any],
    sent: dict[str, Any],
) -> None:
    async with playing(hass, broker, "idle"):
        await act(hass, entry, action, **data)
        await wait_until(lambda: wire)
    assert wire == [(CONTROL, sent)]
    (flags,) = re.findall(
        rf"Received PUBLISH from factor-\w+ \((.*), m\d+, '{CONTROL}'", broker.log
    )
    assert flags == "d0, q1, r0"


async def test_axes_are_moved_and_homed(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with playing(hass, broker, "idle"):
        shown = entry.runtime_data.printers["printer_1"]

        async def told(**position: float) -> None:
            await wait_until(
                lambda: all(
                    shown.data.position("machine", axis) == mm
                    for axis, mm in position.items()
                )
            )

        await act(hass, entry, "move", mode="absolute", x=50, y=60, z=10)
        await told(x=50, y=60, z=10)
        await act(hass, entry, "move", x=-20, z=0.5)
        await told(x=30, y=60, z=10.5)
        await act(hass, entry, "home", axes=["x", "y"])
        await told(x=0, y=0, z=10.5)
        await act(hass, entry, "home")
        await told(x=0, y=0, z=0)


async def test_feed_rate_and_fan_reach_the_printer_and_are_shown(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with playing(hass, broker) as printer:
        await act(hass, entry, "set_feed_rate", feed_rate=150)
        await act(hass, entry, "set_fan_speed", speed=40)
        await wait_until(lambda: printer.machine.fan == 40)
        assert printer.machine.feed_rate == 150
        await wait_until(
            lambda: hass.states.is_state("number.printer_1_feed_rate", "150")
        )
        fan = hass.states.get("fan.printer_1_part_cooling_fan")
        assert fan
        assert fan.attributes["percentage"] == 40


async def test_the_limits_are_those_of_the_printers_settings(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
) -> None:
    subentry = entry.subentries["printer_1"]
    limits = {"hotend": 320, "bed": 70, "chamber": 45}
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, "limits": limits}
    )
    refused: list[tuple[str, dict[str, Any], str]] = [
        ("set_temperature", {"heater": "hotend", "temperature": 321}, "320"),
        ("set_temperature", {"heater": "bed", "temperature": 71}, "70"),
        ("send_command", {"type": "x", "fields": {"temperature": 321}}, "320"),
        ("send_command", {"type": "heat_bed", "fields": {"temp": 70.5}}, "70"),
        ("send_command", {"type": "x", "fields": {"tool": -1, "bedTemp": 71}}, "70"),
        (
            "send_command",
            {"type": "x", "fields": {"temp": 46, "heater": "chamber"}},
            "45",
        ),
        ("send_command", {"type": "x", "fields": {"temperature": -1}}, "320"),
    ]
    async with playing(hass, broker, "idle"):
        for action, data, maximum in refused:
            error = await error_of(ServiceValidationError, hass, entry, action, **data)
            assert error.translation_key == "over_heater_limit", data
            assert error.translation_placeholders
            assert error.translation_placeholders["maximum"] == maximum
            assert error.translation_placeholders["printer"] == "Printer 1"
        await check_nothing_sent(entry, broker, wire)
        await act(hass, entry, "set_temperature", heater="hotend", temperature=320)
        assert hass.states.is_state("number.printer_1_hotend_target", "320.0")


# What can be known before


@pytest.mark.parametrize(
    ("heater", "temperature", "value", "maximum"),
    [
        ("hotend", 301, "301", "300"),
        ("hotend", 300.4, "300.4", "300"),
        ("hotend", -1, "-1", "300"),
        ("hotend", float("nan"), "nan", "300"),
        ("hotend", float("inf"), "inf", "300"),
        ("hotend", "nan", "nan", "300"),
        ("bed", 121, "121", "120"),
        ("bed", -0.1, "-0.1", "120"),
    ],
)
async def test_a_temperature_out_of_range_is_refused(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    heater: str,
    temperature: Any,
    value: str,
    maximum: str,
) -> None:
    async with playing(hass, broker, "idle"):
        error = await error_of(
            ServiceValidationError,
            hass,
            entry,
            "set_temperature",
            heater=heater,
            temperature=temperature,
        )
        await check_told(
            hass,
            error,
            "over_heater_limit",
            printer="Printer 1",
            value=value,
            minimum="0",
            maximum=maximum,
            unit="°C",
        )
        await check_nothing_sent(entry, broker, wire)


@pytest.mark.parametrize(
    ("action", "data", "told"),
    [
        ("set_feed_rate", {"feed_rate": 9.9}, ("9.9", "10", "500", "%")),
        ("set_feed_rate", {"feed_rate": 501}, ("501", "10", "500", "%")),
        ("set_feed_rate", {"feed_rate": float("nan")}, ("nan", "10", "500", "%")),
        ("set_fan_speed", {"speed": -1}, ("-1", "0", "100", "%")),
        ("set_fan_speed", {"speed": 100.4}, ("100.4", "0", "100", "%")),
        ("set_fan_speed", {"speed": float("inf")}, ("inf", "0", "100", "%")),
        ("move", {**JOG, "speed": 0}, ("0", "1", "20000", "mm/min")),
        ("move", {**JOG, "speed": 20001}, ("20001", "1", "20000", "mm/min")),
        ("move", {"e": 101}, ("101", "-100", "100", "mm")),
        ("move", {"e": float("nan")}, ("nan", "-100", "100", "mm")),
    ],
)
async def test_a_value_out_of_range_is_refused(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    action: str,
    data: dict[str, Any],
    told: tuple[str, str, str, str],
) -> None:
    async with playing(hass, broker, "idle"):
        error = await error_of(ServiceValidationError, hass, entry, action, **data)
        value, minimum, maximum, unit = told
        await check_told(
            hass,
            error,
            "out_of_range",
            printer="Printer 1",
            value=value,
            minimum=minimum,
            maximum=maximum,
            unit=unit,
        )
        await check_nothing_sent(entry, broker, wire)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"mode": "absolute", "x": 200.5}, ("X", "200.5", "0", "200")),
        ({"mode": "absolute", "y": -0.1}, ("Y", "-0.1", "0", "200")),
        ({"mode": "absolute", "x": 1, "z": 1e9}, ("Z", "1e+09", "0", "200")),
        ({"x": 151}, ("X", "151", "-50", "150")),
        ({"x": -50.5}, ("X", "-50.5", "-50", "150")),
        ({"y": float("nan")}, ("Y", "nan", "-50", "150")),
        ({"mode": "absolute", "e": 101}, ("E", "101", "-100", "100")),
    ],
)
async def test_a_move_out_of_the_volume_is_refused(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    data: dict[str, Any],
    told: tuple[str, str, str, str],
) -> None:
    async with playing(hass, broker, "idle") as printer:
        printer.machine.position |= {"x": 50.0, "y": 50.0, "z": 50.0, "e": 0.0}
        shown = entry.runtime_data.printers["printer_1"]
        await wait_until(lambda: shown.data.position("machine", "z") == 50)
        error = await error_of(ServiceValidationError, hass, entry, "move", **data)
        axis, value, minimum, maximum = told
        await check_told(
            hass,
            error,
            "out_of_volume",
            printer="Printer 1",
            axis=axis,
            value=value,
            minimum=minimum,
            maximum=maximum,
        )
        await check_nothing_sent(entry, broker, wire)


async def test_a_move_of_nothing_is_refused(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
) -> None:
    async with playing(hass, broker, "idle"):
        error = await error_of(ServiceValidationError, hass, entry, "move", speed=500)
        await check_told(hass, error, "nothing_to_move", printer="Printer 1")
        await check_nothing_sent(entry, broker, wire)


@pytest.mark.parametrize(
    "kind",
    [
        *("pause", "resume", "cancel", "home", "move", "set_temperature"),
        *("set_feed_rate", "feed_rate", "set_fan_speed", "fan_speed", "camera"),
        *("Set_Temperature", "HOME", "print_file"),
    ],
)
async def test_a_known_command_has_its_own_action(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    kind: str,
) -> None:
    async with playing(hass, broker, "idle"):
        error = await error_of(
            ServiceValidationError, hass, entry, "send_command", type=kind
        )
        await check_told(
            hass, error, "known_command", printer="Printer 1", command=kind
        )
        await check_nothing_sent(entry, broker, wire)


async def test_a_command_that_is_too_large_is_refused(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
) -> None:
    async with playing(hass, broker, "idle"):
        error = await error_of(
            ServiceValidationError,
            hass,
            entry,
            "send_command",
            type="blink",
            fields={"x": "x" * 262144},
        )
        size = str(262144 + len('{"type":"blink","x":""}'))
        await check_told(
            hass, error, "message_too_large", printer="Printer 1", size=size
        )
        await check_nothing_sent(entry, broker, wire)


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("set_temperature", {"heater": "hotend", "temperature": "hot"}),
        ("set_temperature", {"heater": "hotend", "temperature": None}),
        ("set_temperature", {"heater": "hotend"}),
        ("set_temperature", {"temperature": 60}),
        ("set_temperature", {"heater": "chamber", "temperature": 60}),
        ("set_temperature", {**HEAT, "tool": -1}),
        ("set_temperature", {**HEAT, "tool": "first"}),
        ("set_temperature", {**HEAT, "other": 1}),
        ("set_temperature", {**HEAT, "tool": 1000}),
        ("set_temperature", {**HEAT, "wait": "perhaps"}),
        ("home", {"axes": []}),
        ("home", {"axes": ["e"]}),
        ("home", {"axes": "xy"}),
        ("move", {"mode": "sideways", **JOG}),
        ("move", {"x": "far"}),
        ("move", {**JOG, "speed": "fast"}),
        ("set_feed_rate", {}),
        ("set_feed_rate", {"feed_rate": "full"}),
        ("set_fan_speed", {"speed": None}),
        ("send_command", {}),
        ("send_command", {"type": ["blink"]}),
        ("send_command", {"type": "blink", "fields": "on"}),
        ("send_command", {"type": "blink", "fields": {None: 1}}),
        ("send_command", {"type": "blink", "fields": {"x": object()}}),
        ("pause_print", {"heater": "bed"}),
        ("pause_print", {ATTR_DEVICE_ID: 1}),
        ("set_fan_speed", {ATTR_DEVICE_ID: None, "speed": 1}),
    ],
)
async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    action: str,
    data: dict[str, Any],
) -> None:
    async with playing(hass, broker, "idle"):
        with pytest.raises(vol.Invalid):
            await act(hass, entry, action, **data)
        await check_nothing_sent(entry, broker, wire)


async def test_an_action_needs_a_device(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    for action in (*COMMANDS, *PRINTER_ACTIONS):
        with pytest.raises(vol.Invalid, match="device_id"):
            await hass.services.async_call(
                DOMAIN,
                action,
                {},
                blocking=True,
                return_response=action in ("list_files", "get_print_history"),
            )


@pytest.mark.parametrize(
    ("scene", "action", "data"),
    [
        ("idle", "pause_print", {}),
        ("idle", "resume_print", {}),
        ("idle", "cancel_print", {}),
        ("printing", "resume_print", {}),
        ("offline", "pause_print", {}),
        ("offline", "set_temperature", HEAT),
        ("printing", "home", {}),
        ("printing", "move", JOG),
        ("offline", "home", {}),
        ("offline", "move", JOG),
        ("offline", "set_feed_rate", {"feed_rate": 100}),
        ("offline", "set_fan_speed", {"speed": 0}),
    ],
)
async def test_what_the_printer_cannot_do_in_its_state_is_refused(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    scene: str,
    action: str,
    data: dict[str, Any],
) -> None:
    async with playing(hass, broker, scene):
        error = await error_of(ServiceValidationError, hass, entry, action, **data)
        await check_told(hass, error, "wrong_state", printer="Printer 1", state=scene)
        await check_nothing_sent(entry, broker, wire)


async def test_a_printer_in_a_state_that_nobody_knows_is_told_nothing(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
) -> None:
    link = Link(broker.url)
    await link.open()
    flags = {"text": "New", "flags": {}}
    link.publish(STATUS, snapshot(state=flags))
    await wait_until(
        lambda: hass.states.is_state("binary_sensor.printer_1_online", "on")
    )
    error = await error_of(ServiceValidationError, hass, entry, "cancel_print")
    await check_told(hass, error, "wrong_state", printer="Printer 1", state="unknown")
    await check_nothing_sent(entry, broker, wire)
    await link.close()


@pytest.mark.parametrize("tool", [1, 9, 100])
async def test_a_hotend_that_is_not_there_is_not_set(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    tool: int,
) -> None:
    async with playing(hass, broker, "idle"):
        error = await error_of(
            ServiceValidationError, hass, entry, "set_temperature", **HEAT, tool=tool
        )
        await check_told(
            hass, error, "no_such_heater", printer="Printer 1", heater=f"tool{tool}"
        )
        await check_nothing_sent(entry, broker, wire)


async def test_a_bed_that_is_not_there_is_not_set(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
) -> None:
    link = Link(broker.url)
    await link.open()
    nothing = {"actual": None, "target": None, "offset": 0}
    link.publish(STATUS, snapshot(temperatures={**ONE_HOTEND, "bed": nothing}))
    await wait_until(lambda: hass.states.is_state(STATE, "idle"))
    error = await error_of(
        ServiceValidationError,
        hass,
        entry,
        "set_temperature",
        heater="bed",
        temperature=60,
    )
    await check_told(hass, error, "no_such_heater", printer="Printer 1", heater="bed")
    await check_nothing_sent(entry, broker, wire)
    await link.close()


@pytest.mark.parametrize("tool", [0, 1])
async def test_the_tool_is_not_changed_during_a_print(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    tool: int,
) -> None:
    async with playing(hass, broker, tools=2):
        await wait_until(lambda: hass.states.get("number.printer_1_hotend_2_target"))
        error = await error_of(
            ServiceValidationError, hass, entry, "set_temperature", **HEAT, tool=tool
        )
        await check_told(hass, error, "tool_change_while_printing", printer="Printer 1")
        await check_nothing_sent(entry, broker, wire)
        wire.clear()
        await act(hass, entry, "set_temperature", heater="bed", temperature=65)


# What fails


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("pause_print", {}),
        ("resume_print", {}),
        ("cancel_print", {}),
        ("home", {}),
        ("move", JOG),
        ("set_feed_rate", {"feed_rate": 100}),
        ("set_fan_speed", {"speed": 0}),
        ("send_command", {"type": "blink"}),
        ("print_file", {"filename": "cube.gcode"}),
    ],
)
async def test_a_printer_that_was_never_heard_is_told_nothing(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    action: str,
    data: dict[str, Any],
) -> None:
    error = await error_of(HomeAssistantError, hass, entry, action, **data)
    await check_told(hass, error, "printer_silent", printer="Printer 1")
    await check_nothing_sent(entry, broker, wire)


async def test_a_printer_that_fell_silent_is_told_nothing(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
) -> None:
    hass.config_entries.async_update_subentry(
        entry,
        entry.subentries["printer_1"],
        data={"device_uuid": UUID, "offline_after": 1},
    )
    async with playing(hass, broker) as printer:
        printer.kill()
        await wait_until(lambda: hass.states.is_state(STATE, "unavailable"))
        error = await error_of(HomeAssistantError, hass, entry, "pause_print")
        await check_told(hass, error, "printer_silent", printer="Printer 1")
        await check_nothing_sent(entry, broker, wire)


async def test_without_a_link_nothing_is_kept_for_later(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    connection = entry.runtime_data.connection
    async with playing(hass, broker):
        pass
    broker.kill()
    await wait_until(lambda: not connection.connected)
    error = await error_of(HomeAssistantError, hass, entry, "pause_print")
    await check_told(hass, error, "link_down", printer="Printer 1")
    broker.start()
    await wait_until(lambda: connection.connected)
    await connection.publish("barrier", b"")
    assert asked_of(broker, "PUBLISH") == [CAMERA_COMMAND, "barrier"]


async def test_a_link_that_is_lost_before_the_acknowledgement_is_an_error(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with playing(hass, broker):
        assert broker.process
        broker.process.send_signal(signal.SIGSTOP)  # it acknowledges nothing
        try:
            action = asyncio.create_task(act(hass, entry, "pause_print"))
            await asyncio.sleep(0)
        finally:
            broker.kill()
        with pytest.raises(HomeAssistantError) as raised:
            await action
    await check_told(hass, raised.value, "link_lost", printer="Printer 1")


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    ("action", "data"), [("pause_print", {}), ("set_temperature", HEAT)]
)
async def test_a_printer_that_does_not_follow_is_an_error(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    data: dict[str, Any],
) -> None:
    async with playing(hass, broker) as printer:
        monkeypatch.setattr(printer.edge, "hear", lambda *_: None)
        error = await error_of(HomeAssistantError, hass, entry, action, **data)
        await check_told(
            hass, error, "not_confirmed", printer="Printer 1", state="printing"
        )
    assert len(wire) == 1, "it is not told twice"


@pytest.mark.usefixtures("_impatient")
async def test_what_another_printer_does_confirms_nothing(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = Printer("00000000-0000-4000-8000-000000000002", scene="printing")
    async with Fleet(broker.url, [other], interval=0.05), playing(hass, broker) as deaf:
        monkeypatch.setattr(deaf.edge, "hear", lambda *_: None)
        other.pause()
        error = await error_of(HomeAssistantError, hass, entry, "pause_print")
        assert error.translation_key == "not_confirmed"


# On what device


async def test_a_broker_is_no_printer(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
) -> None:
    hub = device_id(hass, entry, printer=False)
    error = await error_of(
        ServiceValidationError, hass, entry, "pause_print", device_id=hub
    )
    await check_told(hass, error, "not_a_printer", device="Workshop")

    dr.async_get(hass).async_update_device(hub, name_by_user="Attic")
    error = await error_of(
        ServiceValidationError, hass, entry, "pause_print", device_id=hub
    )
    await check_told(hass, error, "not_a_printer", device="Attic")
    await check_nothing_sent(entry, broker, wire)


async def test_devices_of_others_and_unknown_ones_are_refused(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    lamp = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "lamp")}, name="Lamp"
    )
    for device, key in (
        (lamp.id, "service_device_wrong_domain"),
        ("no such id", "service_device_not_found"),
    ):
        error = await error_of(
            ServiceValidationError, hass, entry, "pause_print", device_id=device
        )
        assert (error.translation_domain, error.translation_key) == (
            "homeassistant",
            key,
        )


async def test_a_printer_of_an_unloaded_entry_is_told_nothing(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with playing(hass, broker):
        await hass.config_entries.async_unload(entry.entry_id)
        error = await error_of(ServiceValidationError, hass, entry, "pause_print")
    assert error.translation_key == "service_config_entry_not_loaded"


async def test_actions_are_there_before_any_broker_is(hass: HomeAssistant) -> None:
    with pytest.raises(ServiceNotFound):
        await hass.services.async_call(DOMAIN, "pause_print", {}, blocking=True)
    assert await async_setup_component(hass, DOMAIN, {})
    assert set(hass.services.async_services_for_domain(DOMAIN)) == {
        *COMMANDS,
        *PRINTER_ACTIONS,
    }
