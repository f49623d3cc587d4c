"""Telemetry is not state: what of recorded and simulated prints is worth writing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby, pairwise
from typing import Any

import pytest

from custom_components.factor.const import SLOW_S
from custom_components.factor.printer.control import is_allowed
from custom_components.factor.printer.state import Picture
from custom_components.factor.protocol.commands import SetTemperature
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from simulator import Printer

from .conftest import UUID
from .home import ENABLED_BY_DEFAULT, Home
from .payloads import printing, recorded, temperature

PRINTS = ("print", "print2", "pause_resume_cancel", "multitool")


@dataclass
class Watch:
    """What is written, and the picture that is there to be written, by second."""

    home: Home
    writes: dict[str, list[tuple[float, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    pictures: list[tuple[float, Picture]] = field(default_factory=list)
    shown: list[dict[str, str]] = field(default_factory=list)
    """The states of all entities after each message, by their keys."""

    def begin(self) -> None:
        """Watch from now on, and from a time of 0."""
        self.began = self.home.clock.now
        self.home.hass.bus.async_listen(EVENT_STATE_CHANGED, self._written)

    @property
    def now(self) -> float:
        """How many seconds have gone by."""
        return self.home.clock.now - self.began

    async def hear(self, at: float, payload: bytes) -> None:
        """Let a message arrive at a time."""
        self.home.clock.advance(at - self.now)
        await self.home.hear(payload)
        self.pictures.append((self.now, self.home.printer.data))
        self.shown.append(
            {key: writes[-1][1] for key, writes in self.writes.items() if writes}
        )

    def values(self, key: str) -> list[str]:
        """Return what was written of an entity, in order."""
        return [value for _, value in self.writes[key]]

    @callback
    def _written(self, event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        assert state
        entity = er.async_get(self.home.hass).async_get(state.entity_id)
        assert entity
        owner = entity.config_subentry_id or self.home.entry.entry_id
        key = entity.unique_id.removeprefix(f"{owner}_")
        self.writes[key].append((self.now, state.state))


UNKNOWN = ("unknown", "unavailable")


@pytest.fixture
def watch(home: Home) -> Watch:
    """Give a watch that has begun."""
    watch = Watch(home)
    watch.begin()
    return watch


async def play(watch: Watch, name: str) -> None:
    """Play a recording in its own time, which takes no time."""
    for message in recorded(name):
        await watch.hear(message.t, message.payload.encode())


def without_repetition(values: Any) -> list[Any]:
    """Return the values without those that equal the one before."""
    return [value for value, _ in groupby(values)]


@pytest.mark.parametrize("name", PRINTS)
async def test_temperature_is_written_at_half_a_degree_or_after_30_s(
    watch: Watch, name: str
) -> None:
    await play(watch, name)
    for sensor in ("tool0", "tool1", "bed", "chamber"):
        key = f"{sensor}_temperature"
        for (earlier, before), (later, after) in pairwise(watch.writes[key]):
            if before not in UNKNOWN and after not in UNKNOWN:
                moved = abs(float(after) - float(before))
                assert moved >= 0.5 or later - earlier >= 30
        differs_since = 0.0
        for (now, picture), shown in zip(watch.pictures, watch.shown, strict=True):
            actual = picture.reading(sensor).actual
            if key not in shown or actual is None:
                assert shown.get(key, "unknown") == "unknown"
                continue
            assert abs(float(shown[key]) - actual) < 0.5
            if float(shown[key]) == actual:
                differs_since = now
            assert now - differs_since < 31.1


@pytest.mark.parametrize("name", PRINTS)
async def test_progress_is_written_at_each_whole_percent(
    watch: Watch, name: str
) -> None:
    await play(watch, name)
    percents = (
        "unknown" if picture.completion is None else str(int(picture.completion))
        for _, picture in watch.pictures
        if picture.snapshot
    )
    assert watch.values("progress")[-50:] == without_repetition(percents)[-50:]
    for (_, picture), shown in zip(watch.pictures, watch.shown, strict=True):
        if picture.completion is not None:
            assert shown["progress"] == str(int(picture.completion))


@pytest.mark.parametrize("name", PRINTS)
async def test_finish_time_is_written_when_it_moved_by_a_minute(
    watch: Watch, name: str
) -> None:
    await play(watch, name)
    for before, after in pairwise(watch.values("finish_time")):
        if before not in UNKNOWN and after not in UNKNOWN:
            moved = dt_util.parse_datetime(after, raise_on_error=True)
            moved_by = moved - dt_util.parse_datetime(before, raise_on_error=True)
            # states have whole seconds
            assert abs(moved_by) > timedelta(seconds=59)
    for (_, picture), shown in zip(watch.pictures, watch.shown, strict=True):
        told = picture.finish_time
        assert (told is None) == (shown.get("finish_time", "unknown") == "unknown")
        if told:
            written = dt_util.parse_datetime(shown["finish_time"], raise_on_error=True)
            assert abs(told - written) < timedelta(seconds=61 + SLOW_S)


@pytest.mark.parametrize("name", [*PRINTS, "error", "disconnect", "restart", "upload"])
async def test_states_and_targets_are_written_at_once_and_always(
    watch: Watch, name: str
) -> None:
    await play(watch, name)
    assert watch.values("state") == without_repetition(
        picture.state for _, picture in watch.pictures
    )
    for (_, picture), shown in zip(watch.pictures, watch.shown, strict=True):
        assert shown["state"] == picture.state
        assert shown["connected"] == ("on" if picture.is_connected else "off")
        assert shown["file"] == (picture.file_name or "unknown")
        for sensor in ("tool0", "tool1", "bed"):
            target = picture.reading(sensor).target
            key = f"{sensor}_target"
            if key in shown and not is_allowed(SetTemperature, picture):
                assert shown[key] == "unavailable"
            elif target is not None:
                assert float(shown[key]) == target
    assert watch.values("online") == ["on"]


async def test_end_of_the_recorded_print_is_shown(watch: Watch) -> None:
    await play(watch, "print")
    assert watch.shown[-1] == {
        "online": "on",
        "connected": "on",
        "safe_to_power_off": "off",
        "heater_left_on": "off",
        "state": "idle",
        "progress": "100",
        "time_left": "0",
        "print_time": "1",
        "estimated": "15",
        "finish_time": "unknown",
        "file": "cube_75s.gcode",
        "height": "3.6",  # ten times as fast, it is not a minute old
        "upload": "unknown",
        "tool0_filament_length": "578.424",
        "tool0_filament_weight": "1.72517822673886",
        "tool0_temperature": "170.36",
        "bed_temperature": "30.36",
        "tool0_target": "0.0",
        "bed_target": "0.0",
        "feed_rate": "unknown",
        "fan": "unknown",
        "pause": "unavailable",
        "cancel": "unavailable",
        "home": "unknown",
        "print": "2026-11-23T12:01:15.491+00:00",
        "prints": "off",
        "prints_finished": "1",
        "printing_time": "0.0188888888888889",
        "filament_used_length": "0.578424",
        "filament_used_weight": "1.72517822673886",
        "last_print_file": "cube_75s.gcode",
        "last_print_outcome": "finished",
        "last_print_started": "2026-11-23T12:00:07+00:00",
        "last_print_ended": "2026-11-23T12:01:15+00:00",
        "last_print_duration": "1",
        "last_print_length": "0.578424",
        "last_print_weight": "1.72517822673886",
        "printers_printing": "0",
        "printers_idle": "1",
        "printers_offline": "0",
        "next_to_finish": "unknown",
        "next_finish_time": "unknown",
    }


async def test_last_little_change_is_shown_within_30_s_of_messages(
    watch: Watch,
) -> None:
    await play(watch, "print")
    *_, last = recorded("print")
    almost = last.payload.replace("170.36", "170.01").encode()
    for second in range(1, 32):
        await watch.hear(last.t + second, almost)
    (at, value) = watch.writes["tool0_temperature"][-1]
    assert value == "170.01"
    assert last.t < at <= last.t + 30


async def test_exactly_what_is_written_of_the_recorded_print(watch: Watch) -> None:
    """94 messages in 90 s, of a machine ten times as fast as a real one."""
    await play(watch, "print")
    assert {key: len(writes) for key, writes in watch.writes.items() if writes} == {
        "online": 1,
        "connected": 1,
        "safe_to_power_off": 2,
        "heater_left_on": 1,
        "state": 5,
        "progress": 52,
        "time_left": 6,
        "print_time": 3,
        "estimated": 2,
        "finish_time": 5,
        "file": 2,
        "height": 2,
        "upload": 1,
        "tool0_filament_length": 1,
        "tool0_filament_weight": 1,
        "tool0_temperature": 24,
        "bed_temperature": 13,
        "tool0_target": 3,
        "bed_target": 3,
        "feed_rate": 1,
        "fan": 1,
        "pause": 2,
        "cancel": 2,
        "home": 3,
        "print": 5,  # started, three milestones, finished
        "prints": 4,
        **dict.fromkeys(
            (
                "prints_finished",
                "printing_time",
                "filament_used_length",
                "filament_used_weight",
                "last_print_file",
                "last_print_outcome",
                "last_print_started",
                "last_print_ended",
                "last_print_duration",
                "last_print_length",
                "last_print_weight",
            ),
            1,
        ),
        "printers_printing": 2,
        "printers_idle": 3,
        "printers_offline": 1,
        "next_to_finish": 2,
        "next_finish_time": 4,
    }


@pytest.mark.parametrize(("tools", "chamber", "most"), [(1, False, 9), (2, True, 13)])
async def test_print_at_its_own_speed_writes_little(
    watch: Watch, tools: int, chamber: bool, most: float
) -> None:
    """Measured: 8.5 and 12.5 writes a minute, of 60 snapshots that all differ.

    Each temperature has 2 of them; progress, the time left, the print time and the
    height have 1 each. 0.4 are Home Assistant's own, for new tokens of its images.
    """
    printer = Printer(UUID, scene="printing", tools=tools, chamber=chamber)
    before = 0
    for second in range(1860):
        if second == 60:
            before = sum(map(len, watch.writes.values()))
        for message in printer.advance(1):
            assert message.topic == watch.home.topics.status
            await watch.hear(watch.now + 1, message.payload)
    a_minute = (sum(map(len, watch.writes.values())) - before) / 30
    assert 3 < a_minute < most
    for key, writes in watch.writes.items():
        a_minute = sum(at > 60 for at, _ in writes) / 30
        assert a_minute <= (2.1 if key.endswith("_temperature") else 1.1), key


# What the user sets


@pytest.fixture
def all_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enable what is disabled until somebody wants it."""
    monkeypatch.setattr(ENABLED_BY_DEFAULT, True)


def heated(actual: float) -> bytes:
    """Return the snapshot of a print with a hotend this hot."""
    return printing(temperatures={"tool0": temperature(actual, 210.0)})


def at(x: float, z: float) -> bytes:
    """Return the snapshot of a print with the nozzle there."""
    place = {"x": x, "y": 0.0, "z": z, "e": 0.0}
    return printing(axes={"machine": place, "current": place, "currentZ": z})


def left(minutes: float) -> bytes:
    """Return the snapshot of a print that ends in so many minutes."""
    return printing(time_left=minutes * 60)


@pytest.mark.parametrize(
    ("key", "telemetry", "first", "then", "seconds", "is_written"),
    [
        ("tool0_temperature", {}, heated(200), heated(200.5), 0, True),
        ("tool0_temperature", {}, heated(200), heated(200.4), 29.9, False),
        ("tool0_temperature", {}, heated(200), heated(200.4), 30, True),
        (
            "tool0_temperature",
            {"temperature_step": 2.0},
            heated(200),
            heated(201.9),
            29.9,
            False,
        ),
        (
            "tool0_temperature",
            {"temperature_step": 2.0},
            heated(200),
            heated(202),
            0,
            True,
        ),
        (
            "tool0_temperature",
            {"temperature_step": 0.1},
            heated(200),
            heated(200.1),
            0,
            True,
        ),
        (
            "tool0_temperature",
            {"temperature_seconds": 300},
            heated(200),
            heated(200.4),
            299,
            False,
        ),
        (
            "tool0_temperature",
            {"temperature_seconds": 300},
            heated(200),
            heated(200.4),
            300,
            True,
        ),
        ("finish_time", {}, left(60), left(60 + 50 / 60), 0, False),
        ("finish_time", {}, left(60), left(61), 0, True),
        ("finish_time", {"finish_seconds": 300}, left(60), left(64.9), 0, False),
        ("finish_time", {"finish_seconds": 300}, left(60), left(65), 0, True),
        ("finish_time", {"finish_seconds": 5}, left(60), left(60.1), 0, True),
        ("height", {}, at(0, 1), at(0, 2), 59.9, False),
        ("height", {}, at(0, 1), at(0, 2), 60, True),
        ("height", {"height_seconds": 3}, at(0, 1), at(0, 2), 2.9, False),
        ("height", {"height_seconds": 3}, at(0, 1), at(0, 2), 3, True),
        ("machine_x", {}, at(0, 1), at(9, 1), 4.9, False),
        ("machine_x", {}, at(0, 1), at(9, 1), 5, True),
        ("machine_x", {"position_seconds": 60}, at(0, 1), at(9, 1), 59.9, False),
        ("machine_x", {"position_seconds": 60}, at(0, 1), at(9, 1), 60, True),
        ("progress", {}, printing(41.7), printing(42), 0, True),
        ("progress", {"progress_step": 5}, printing(41.7), printing(44.9), 0, False),
        ("progress", {"progress_step": 5}, printing(41.7), printing(45), 0, True),
        ("progress", {"progress_step": 30}, printing(99.9), printing(100), 0, True),
    ],
)
@pytest.mark.usefixtures("all_enabled")
async def test_what_is_worth_writing_is_as_the_user_sets_it(
    home: Home,
    key: str,
    telemetry: dict[str, Any],
    first: bytes,
    then: bytes,
    seconds: float,
    is_written: bool,
) -> None:
    await home.change(telemetry=telemetry)
    await home.hear(first)
    before = home.value(key)
    assert before not in UNKNOWN
    home.clock.advance(seconds)
    await home.hear(then)
    assert (home.value(key) != before) is is_written


@pytest.mark.parametrize(
    ("key", "coarse", "fine", "first", "then", "seconds"),
    [
        (
            "tool0_temperature",
            {"temperature_step": 10.0, "temperature_seconds": 3600},
            {"temperature_step": 1.0},
            heated(200),
            heated(205),
            1,
        ),
        (
            "tool0_temperature",
            {"temperature_step": 10.0, "temperature_seconds": 3600},
            {"temperature_step": 10.0, "temperature_seconds": 10},
            heated(200),
            heated(205),
            10,
        ),
        (
            "progress",
            {"progress_step": 25},
            {"progress_step": 1},
            printing(26),
            printing(44),
            1,
        ),
        (
            "finish_time",
            {"finish_seconds": 3600},
            {},
            left(60),
            left(70),
            1,
        ),
        ("height", {"height_seconds": 600}, {}, at(0, 1), at(0, 2), 60),
        ("machine_x", {"position_seconds": 600}, {}, at(0, 1), at(9, 1), 5),
    ],
)
@pytest.mark.usefixtures("all_enabled")
async def test_what_the_user_changes_works_at_once(
    home: Home,
    key: str,
    coarse: dict[str, Any],
    fine: dict[str, Any],
    first: bytes,
    then: bytes,
    seconds: float,
) -> None:
    """What was not worth writing is written as soon as it is, with no message."""
    await home.change(telemetry=coarse)
    await home.hear(first)
    before = home.value(key)
    home.clock.advance(seconds)
    await home.hear(then)
    assert home.value(key) == before
    heard = home.printer.counters.received
    await home.change(telemetry=fine)
    assert home.value(key) != before
    assert home.printer.counters.received == heard


async def test_target_of_the_chamber_is_written_whatever_is_set(home: Home) -> None:
    """It is set by somebody, not measured."""
    await home.change(telemetry={"temperature_step": 10.0, "temperature_seconds": 3600})
    for target in (40.0, 40.5):
        chamber = {"chamber": temperature(30.0, target)}
        await home.hear(printing(temperatures=chamber))
        assert home.value("chamber_target") == str(target)
