"""A printer's story: told when somebody listens, and remembered through all."""

import asyncio
from collections.abc import Callable, Iterator
import copy
from datetime import timedelta
from itertools import count
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.factor.connection import Failure
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.print_stores import VERSION, stores
from custom_components.factor.printer.history import (
    MAX_PRINTS,
    FilamentUsed,
    Query,
    filament_used,
)
from custom_components.factor.printer.prints import Outcome, Print
from custom_components.factor.printer.state import State
from custom_components.factor.protocol.messages import Filament
from custom_components.factor.protocol.words import MAX_WORDS
from custom_components.factor.story import MAX_UNTOLD, SAVE_AFTER_S, PrintStory
from homeassistant.const import (
    EVENT_HOMEASSISTANT_STARTED,
    MAX_LENGTH_STATE_STATE,
    Platform,
)
from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers import storage
from homeassistant.helpers.storage import Store
from homeassistant.util.dt import utcnow
from homeassistant.util.file import WriteError

from .conftest import UUID
from .home import Home, real_utcnow
from .payloads import (
    CANCELLING,
    FINISHING,
    OPERATIONAL,
    STARTING,
    job,
    printing,
    progress,
    snapshot,
    tree,
)

HISTORY = "factor.printer_1.history"
RUNNING = "factor.printer_1.print"
OTHER_UUID = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e60"

type Storage = dict[str, Any]


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the events only."""
    return [Platform.EVENT]


@pytest.fixture
def told(home: Home) -> list[str]:
    """Give what is told, as it comes."""
    types: list[str] = []
    home.hass.bus.async_listen(
        EVENT_PRINT, callback(lambda event: types.append(event.data["type"]))
    )
    return types


def running(completion: float = 30, seconds: float = 600) -> bytes:
    """Return a snapshot of a print after some seconds."""
    return printing(
        progress={**progress(completion, 600), "print_time": seconds},
        job=job("bracket.gcode", "id"),
    )


def ended(completion: float = 100.0) -> bytes:
    """Return a snapshot of a printer whose print has ended."""
    return snapshot(
        progress={**progress(completion, 0), "print_time": 1200},
        job=job("bracket.gcode"),
    )


async def restart(home: Home, *meanwhile: Callable[[], None]) -> None:
    """Set the entry up anew, after what happened while it was not."""
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    for happen in meanwhile:
        happen()
    await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.hass.async_block_till_done()


def outcomes(home: Home) -> list[Outcome]:
    """Return how the remembered prints ended, in order."""
    return [past.outcome for past in home.printer.story.history.prints]


# Told


async def test_an_end_is_told_with_the_snapshot_that_shows_it(
    home: Home, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long that takes: one message has one time."""
    ticks = count()
    for module in ("coordinator", "story"):
        monkeypatch.setattr(
            f"custom_components.factor.{module}.utcnow",
            lambda: real_utcnow() + timedelta(seconds=next(ticks)),
        )
    await home.hear(snapshot(), STARTING, running(10), ended())
    assert told == ["started", "finished"]


async def test_entities_are_up_to_date_when_it_is_told(home: Home) -> None:
    """So a condition on them holds in an automation that an event triggers."""
    seen = []
    home.hass.bus.async_listen(
        EVENT_PRINT, callback(lambda _: seen.append(home.value("print") != "unknown"))
    )
    shown = []
    home.printer.async_add_listener(lambda: shown.append(list(seen)))
    await home.hear(snapshot(), STARTING, running())
    assert seen == [True, True]  # started, and 25 %
    assert shown[-1] == []


async def test_bus_event_has_the_device_and_what_belongs_to_it(home: Home) -> None:
    told = []
    home.hass.bus.async_listen(
        EVENT_PRINT, callback(lambda event: told.append(event.data))
    )
    await home.hear(snapshot(), STARTING, running(10))
    assert told == [
        {
            "device_id": home.device.id,
            "type": "started",
            "file": "bracket.gcode",
            "job_id": "id",
            "progress": 10,
            "duration": 600.0,
            "late": False,
        }
    ]
    assert UUID not in str(told)


async def test_nothing_is_told_before_automations_listen(
    home: Home, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.factor.story.OPEN_AFTER_S", 5)
    home.hass.set_state(CoreState.starting)
    await restart(home)
    await home.hear(snapshot(), STARTING, running(10))
    await home.pass_time(10)
    assert told == []
    home.hass.set_state(CoreState.running)
    home.hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await home.hass.async_block_till_done()
    await home.pass_time(4.9)
    await home.hear(FINISHING, OPERATIONAL)
    assert told == []
    assert outcomes(home) == [Outcome.FINISHED]
    await home.pass_time(0.2)
    assert told == ["started", "finished"]


async def test_what_is_still_to_be_told_outlasts_a_crash(
    home: Home,
    hass_storage: Storage,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("custom_components.factor.story.OPEN_AFTER_S", 5)
    await restart(home)
    await home.hear(snapshot(), STARTING, running(10))
    crashed = copy.deepcopy(hass_storage[RUNNING])

    def crash() -> None:
        hass_storage[RUNNING] = copy.deepcopy(crashed)

    await restart(home, crash)
    await home.hear(ended())
    assert told == []
    stored: list[int] = []
    home.hass.bus.async_listen_once(
        EVENT_PRINT,
        callback(lambda _: stored.append(len(hass_storage[RUNNING]["data"]["untold"]))),
    )
    await home.pass_time(5)
    assert told == ["started", "finished"]
    assert stored == [0]  # told twice it would be, after a crash just now
    await restart(home)
    await home.pass_time(5)
    assert len(told) == 2


async def test_an_end_is_told_though_it_is_killed_before_automations_listen(
    home: Home, hass_storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed when it is written that no print runs, and not yet the history."""
    monkeypatch.setattr("custom_components.factor.story.OPEN_AFTER_S", 5)
    events = async_capture_events(home.hass, EVENT_PRINT)
    await home.reload()
    await home.hear(snapshot(), STARTING, running(10), FINISHING, OPERATIONAL)
    crashed = copy.deepcopy(hass_storage[RUNNING])
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    hass_storage[RUNNING] = crashed
    del hass_storage[HISTORY]
    await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.hear(ended())
    await home.pass_time(5)
    assert len(home.printer.story.history.prints) == 1
    assert [event.data["type"] for event in events] == ["started", "finished"]


async def test_what_nobody_can_listen_to_does_not_pile_up(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.factor.story.OPEN_AFTER_S", 1000)
    await restart(home)
    for _ in range(MAX_UNTOLD):
        await home.hear(STARTING, running(1, 0), CANCELLING, OPERATIONAL)
    assert len(home.printer.story._untold) == MAX_UNTOLD
    assert len(outcomes(home)) == MAX_UNTOLD


async def test_user_s_own_milestones_count_at_once(home: Home, told: list[str]) -> None:
    await home.hear(snapshot(), STARTING, running(10))
    await home.change(prints={"milestones": [11, 90]})
    await home.hear(running(30), running(80), running(91))
    assert told == ["started", "progress", "progress"]


# Remembered


async def test_print_goes_on_through_a_restart(home: Home, told: list[str]) -> None:
    await home.hear(snapshot(), STARTING, running(30, 0))
    await restart(home, lambda: home.clock.advance(300))
    await home.hear(running(40, 300), running(60, 400), FINISHING, OPERATIONAL)
    assert told == ["started", "progress", "progress", "finished"]
    (past,) = home.printer.story.history.prints
    assert past.started.minute == 0
    assert not past.late
    assert past.device_uuid == UUID


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (ended(), Outcome.FINISHED),
        (snapshot(job=job("bracket.gcode")), Outcome.CANCELLED),
        (snapshot("Offline"), Outcome.UNKNOWN),
    ],
)
async def test_end_while_nobody_listened_is_told_late_and_once(
    home: Home, told: list[str], found: bytes, outcome: Outcome
) -> None:
    await home.hear(snapshot(), STARTING, running(30, 0))
    await restart(home, lambda: home.clock.advance(3600))
    await home.hear(found, found)
    assert outcomes(home) == [outcome]
    assert home.printer.story.history.prints[0].late
    before = list(told)
    ends = {"finished", "cancelled", "failed", "ended"}
    assert len([one for one in told if one in ends]) == 1
    await restart(home)
    await home.hear(found)
    assert outcomes(home) == [outcome]
    assert told == before


async def test_whole_history_is_there_after_a_restart(home: Home) -> None:
    for ending in (FINISHING, CANCELLING):
        await home.hear(snapshot(), STARTING, running(), ending, OPERATIONAL)
    before = home.printer.story.history
    await restart(home)
    assert home.printer.story.history == before
    assert home.printer.story.history is not before


async def test_a_crash_before_it_is_written_that_none_runs(
    home: Home, hass_storage: Storage, told: list[str]
) -> None:
    await home.hear(snapshot(), STARTING, running())
    crashed = {**hass_storage[RUNNING]}
    await home.hear(FINISHING, OPERATIONAL)

    def crash() -> None:
        hass_storage[RUNNING] = crashed

    await restart(home, crash)
    await home.hear(ended())
    assert outcomes(home) == [Outcome.FINISHED]
    assert told.count("finished") == 1


def remembering(at: float, *ends: float, text: str = "Operational") -> bytes:
    """Return a snapshot of a printer that remembers prints of a minute."""
    history = [{"timestamp": end, "success": True, "printTime": 60} for end in ends]
    files = [{"name": "bracket.gcode"}, {"name": "cube.gcode", "history": history}]
    return snapshot(text, ts=at, job=job("bracket.gcode"), sd={"local": files})


async def test_prints_that_nobody_heard_of_are_told_late_and_remembered(
    home: Home, told: list[str]
) -> None:
    await home.hear(remembering(10_000))
    await restart(home)
    await home.hear(remembering(20_000, 15_000, 16_000))
    assert told == ["started", "finished"] * 2
    first, second = home.printer.story.history.prints
    assert first.late
    assert first.file == "cube.gcode"
    assert first.duration_s == 60
    assert (second.ended - first.ended).total_seconds() == 1000
    await restart(home)
    await home.hear(remembering(30_000, 15_000, 16_000))
    assert len(told) == 4


async def test_a_crash_after_prints_that_nobody_heard_of_were_remembered(
    home: Home, hass_storage: Storage
) -> None:
    await home.hear(remembering(10_000), remembering(10_001, text="Printing"))
    crashed = {**hass_storage[RUNNING]}
    await restart(home)
    await home.hear(remembering(20_000, 15_000, 16_000))
    assert len(outcomes(home)) == 3

    def crash() -> None:
        hass_storage[RUNNING] = crashed

    await restart(home, crash)
    await home.hear(remembering(20_001, 15_000, 16_000))
    assert len(outcomes(home)) == 3


async def test_another_uuid_s_earlier_prints_were_not_missed(home: Home) -> None:
    await home.hear(remembering(10_000))
    await home.change(device_uuid="00000000-0000-4000-8000-000000000000")
    await home.hear(remembering(20_000, 15_000))
    assert outcomes(home) == []


async def test_a_crash_before_anything_of_the_end_is_written(
    home: Home, hass_storage: Storage
) -> None:
    await home.hear(snapshot(), STARTING, running())
    crashed = {key: hass_storage[key] for key in (RUNNING,)}
    await home.hear(FINISHING, OPERATIONAL)

    def crash() -> None:
        hass_storage.update(crashed)
        del hass_storage[HISTORY]

    await restart(home, crash)
    await home.hear(ended())
    assert outcomes(home) == [Outcome.FINISHED]
    assert home.printer.story.history.prints[0].late


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Give what is written from now on, slowly, and how many prints are in it."""
    written: list[tuple[str, int]] = []
    save = Store.async_save

    async def save_slowly(self: Store[Any], data: Any) -> None:
        await asyncio.sleep(0)
        written.append((self.key, len(data.get("prints", ()))))
        await save(self, data)

    monkeypatch.setattr(Store, "async_save", save_slowly)
    return written


async def test_that_none_runs_is_written_before_the_history(
    home: Home, written: list[tuple[str, int]]
) -> None:
    home.say(snapshot())
    for said in (STARTING, running(10), FINISHING, OPERATIONAL, STARTING, running(10)):
        home.say(said)
    await home.hass.async_block_till_done()
    assert written == [(RUNNING, 0), (HISTORY, 1)]


async def test_one_that_ends_while_history_is_written_is_in_it_too(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    save = Store.async_save

    async def save_and_hear(self: Store[Any], data: Any) -> None:
        written.append((self.key, len(data.get("prints", ()))))
        if written[-1] == (HISTORY, 1):
            for said in (STARTING, running(10), FINISHING, OPERATIONAL):
                home.say(said)
        await save(self, data)

    home.say(snapshot())
    for said in (STARTING, running(10), FINISHING):
        await home.hear(said)
    monkeypatch.setattr(Store, "async_save", save_and_hear)
    await home.hear(OPERATIONAL)
    await home.hass.async_block_till_done()
    assert written == [(RUNNING, 0), (HISTORY, 1), (RUNNING, 0), (HISTORY, 2)]


async def test_however_much_happens_one_write_waits(
    home: Home, written: list[tuple[str, int]]
) -> None:
    told = async_capture_events(home.hass, EVENT_PRINT)
    home.say(snapshot())
    for _ in range(100):
        for said in (STARTING, running(10), FINISHING, OPERATIONAL):
            home.say(said)
    await home.hass.async_block_till_done()
    assert [each.data["type"] for each in told].count("finished") == 100
    assert written == [(RUNNING, 0), (HISTORY, 100)]


async def test_progress_is_written_seldom_and_as_home_assistant_stops(
    home: Home, hass_storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await home.hear(snapshot(), STARTING, running(30, 0))
    delays = []
    delay_save = Store.async_delay_save

    def delayed(self: Store[Any], data: Any, delay: float = 0) -> None:
        if self.key == RUNNING:
            delays.append(delay)
        delay_save(self, data, delay)

    monkeypatch.setattr(Store, "async_delay_save", delayed)
    for second in range(100):
        await home.hear(running(31, second))
    assert delays in ([SAVE_AFTER_S], [])
    assert SAVE_AFTER_S == 300
    home.hass.bus.async_fire("homeassistant_final_write")
    await home.hass.async_block_till_done()
    stored = hass_storage[RUNNING]["data"]["lifecycle"]["print"]
    assert stored["print_time_s"] == 99


async def test_heaters_that_are_on_are_remembered(
    home: Home, hass_storage: Storage
) -> None:
    hot = {"bed": {"actual": 60.0, "target": 60.0, "offset": 0}}
    await home.hear(snapshot(temperatures=hot))
    since = home.printer.story.heating_since
    assert since
    await restart(home, lambda: home.clock.advance(60))
    await home.hear(snapshot(temperatures=hot))
    assert home.printer.story.heating_since == since
    await home.hear(running())
    assert home.printer.story.heating_since is None


async def test_only_so_many_are_kept_but_all_count(home: Home) -> None:
    await home.hear(snapshot(), STARTING, running(), FINISHING, OPERATIONAL)
    history = home.printer.story.history
    for _ in range(MAX_PRINTS):
        history.add(history.prints[-1])
    await home.printer.story.async_forget(Query(file="nothing"))
    assert len(history.prints) == MAX_PRINTS
    assert history.totals.prints == {Outcome.FINISHED: MAX_PRINTS + 1}
    await restart(home)
    assert home.printer.story.history == history


async def test_what_happens_while_the_link_is_down_is_told_late(home: Home) -> None:
    await home.hear(snapshot(), STARTING, running())
    home.printer._link_changed(Failure.UNREACHABLE)
    await home.hear(running(40))
    await home.hear(CANCELLING, OPERATIONAL)
    await home.hear(snapshot(), STARTING, running(1, 0))
    home.printer._link_changed(Failure.UNREACHABLE)
    await home.hear(ended())
    assert [past.late for past in home.printer.story.history.prints] == [False, True]


async def test_another_uuid_has_not_been_heating_since_the_former_one(
    home: Home,
) -> None:
    hot = {"bed": {"actual": 60.0, "target": 60.0, "offset": 0}}
    await home.hear(snapshot(temperatures=hot))
    assert home.printer.story.heating_since
    await home.change(device_uuid=OTHER_UUID)
    assert home.printer.story.heating_since is None
    home.clock.advance(60)
    await home.hear(snapshot(temperatures=hot))
    assert home.printer.story.heating_since == utcnow()


async def test_long_names_are_cut_to_what_a_state_can_be(home: Home) -> None:
    told = async_capture_events(home.hass, EVENT_PRINT)
    long = "a" * MAX_LENGTH_STATE_STATE
    named = printing(10, job=job(f"{long}.gcode", f"{long}-id"))
    await home.hear(snapshot(), STARTING, named, FINISHING, OPERATIONAL)
    (past,) = home.printer.story.history.prints
    assert (past.file, past.job_id) == (long, long)
    assert [each.data["type"] for each in told] == ["started", "finished"]
    for each in told:
        assert (each.data["file"], each.data["job_id"]) == (long, long)


async def test_printer_s_words_are_fit_to_show(home: Home) -> None:
    broken = tree("Error")
    broken["state"]["error"] = f"No answer of http://user:secret@10.0.0.2/, {'x' * 300}"
    await home.hear(snapshot(), STARTING, running(), json.dumps(broken).encode())
    (past,) = home.printer.story.history.prints
    assert past.outcome is Outcome.FAILED
    assert past.message
    assert past.message.startswith("No answer of http://… xxx")
    assert len(past.message) == MAX_WORDS


@pytest.mark.parametrize(
    ("outcome", "completion", "share"),
    [
        (Outcome.FINISHED, 99.4, 1),
        (Outcome.CANCELLED, 40, 0.4),
        (Outcome.FAILED, 0, 0),
        (Outcome.CANCELLED, None, None),
        (Outcome.FINISHED, None, None),
        (Outcome.UNKNOWN, 40, None),
    ],
)
def test_filament_is_what_was_printed_of_the_file(
    outcome: Outcome, completion: float | None, share: float | None
) -> None:
    now = utcnow()
    filament = {"tool0": Filament(length=1000.0)}
    print_ = Print(now, State.PRINTING, now, completion=completion, filament=filament)
    used = filament_used(print_, outcome, lambda _: 10)
    assert used == (
        {} if share is None else {"tool0": FilamentUsed(1000 * share, 10 * share)}
    )


class Disk:
    """Where stores are written; it can keep one of them waiting."""

    def __init__(self) -> None:
        """Be free."""
        self.written: list[str] = []
        self._held: str | None = None
        self._free = asyncio.Event()

    def hold(self, key: str) -> None:
        """Let a store wait to be written."""
        self._held = key
        self.written.clear()

    def release(self) -> None:
        """Let it be written."""
        self._free.set()

    async def write(self, key: str) -> None:
        """Return as soon as a store may be written."""
        if key == self._held:
            await self._free.wait()
        self.written.append(key)


@pytest.fixture
def disk(home: Home) -> Iterator[Disk]:
    """Give the disk of a home."""
    disk = Disk()
    write = Store._async_write_data

    async def write_in_turn(store: Store[Any], data: Storage) -> None:
        await disk.write(store.key)
        await write(store, data)

    with patch.object(Store, "_async_write_data", write_in_turn):
        yield disk


async def test_nothing_is_written_before_the_end_that_came_before(
    home: Home, disk: Disk
) -> None:
    await home.hear(snapshot(), STARTING, running(10))
    disk.hold(RUNNING)
    for said in (FINISHING, OPERATIONAL, STARTING, running(10)):
        home.say(said)
        await asyncio.sleep(0)
    assert disk.written == []
    disk.release()
    await home.hass.async_block_till_done()
    assert disk.written == [RUNNING, HISTORY, RUNNING]


@pytest.fixture
def full(hass_storage: Storage) -> Iterator[dict[str, int]]:
    """Give a disk that takes nothing of some keys: how often it was tried, by key."""
    write = Store._async_write_data
    tried: dict[str, int] = {}

    async def fail(store: Store[Any], data: dict[str, Any]) -> None:
        if store.key in tried:
            tried[store.key] += 1
            await asyncio.sleep(0)  # it takes a moment
            raise WriteError("No space left on device")
        await write(store, data)

    with patch.object(Store, "_async_write_data", fail):
        yield tried


@pytest.mark.parametrize("is_history_written", [False, True])
async def test_what_has_ended_is_remembered_once_whenever_it_is_killed(
    home: Home, hass_storage: Storage, is_history_written: bool
) -> None:
    await home.hear(snapshot(), STARTING, running(10))
    for said in (FINISHING, OPERATIONAL):
        await home.hear(said)

    def kill(*, is_history_written: bool = True) -> Callable[[], None]:
        kept = copy.deepcopy({key: hass_storage[key] for key in (RUNNING, HISTORY)})
        if not is_history_written:
            del kept[HISTORY]

        def crash() -> None:
            hass_storage.pop(HISTORY)
            hass_storage.update(kept)

        return crash

    await restart(home, kill(is_history_written=is_history_written))
    assert outcomes(home) == [Outcome.FINISHED]
    assert await home.printer.story.async_forget(Query()) == 1
    await restart(home, kill())
    assert outcomes(home) == []


async def test_what_a_full_disk_did_not_take_is_written_once_it_does(
    home: Home, hass_storage: Storage, full: dict[str, int]
) -> None:
    await home.hear(snapshot(), STARTING, running(10))
    full[HISTORY] = 0
    for said in (FINISHING, OPERATIONAL, STARTING, running(10)):
        await home.hear(said)
    tried = full[HISTORY]
    assert tried > 0
    assert HISTORY not in hass_storage
    (past,) = hass_storage[RUNNING]["data"]["ended"]
    assert past["outcome"] == "finished", "a print that is nowhere is lost"
    await home.pass_time(SAVE_AFTER_S)
    assert full[HISTORY] == tried + 2, "one tries again, and so does the silence"
    full.clear()
    await home.pass_time(SAVE_AFTER_S)
    assert [past["outcome"] for past in stored_prints(hass_storage)] == ["finished"]
    assert hass_storage[RUNNING]["data"]["lifecycle"]["print"]["started"]
    await home.reload()
    assert len(home.printer.story.history.prints) == 1
    assert hass_storage[RUNNING]["data"]["ended"] == []


async def test_a_full_disk_is_tried_once_more_at_the_end(
    home: Home, hass_storage: Storage, full: dict[str, int]
) -> None:
    await home.hear(snapshot(), STARTING, running(10))
    full[HISTORY] = 0
    for said in (FINISHING, OPERATIONAL):
        await home.hear(said)
    full.clear()
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    assert [past["outcome"] for past in stored_prints(hass_storage)] == ["finished"]


async def test_nobody_tries_a_full_disk_after_the_end(
    home: Home, full: dict[str, int]
) -> None:
    await home.hear(snapshot(), STARTING, running(10))
    full[HISTORY] = 0
    for said in (FINISHING, OPERATIONAL):
        home.say(said)
    home.printer.story.async_stop()  # while it is being written
    await home.hass.async_block_till_done()
    tried = full[HISTORY]
    assert tried > 0
    await home.pass_time(2 * SAVE_AFTER_S)
    assert full[HISTORY] == tried


def stored_prints(hass_storage: Storage) -> list[dict[str, Any]]:
    """Return the prints that are written."""
    prints: list[dict[str, Any]] = hass_storage[HISTORY]["data"]["prints"]
    return prints


@pytest.mark.parametrize("key", [HISTORY, RUNNING])
async def test_what_is_just_being_written_of_a_removed_printer_is_removed(
    home: Home, hass_storage: Storage, disk: Disk, key: str
) -> None:
    await home.hear(snapshot())
    story = home.printer.story
    disk.hold(key)
    if key == HISTORY:
        home.hass.async_create_task(story.async_forget(Query()))
    else:
        home.say(STARTING)
        home.say(running(10))
        await asyncio.sleep(0)
    home.hass.async_create_task(story.async_remove())
    disk.release()
    await home.hass.async_block_till_done()
    assert disk.written[0] == key
    assert not {HISTORY, RUNNING} & hass_storage.keys()


def test_what_is_stored_is_private_and_never_half_written(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written = []

    def write(path: str, data: str, private: bool, mode: str) -> None:
        written.append((Path(path).name, private))

    monkeypatch.setattr(hass.config, "config_dir", str(tmp_path))
    monkeypatch.setattr(storage, "write_utf8_file_atomic", write)
    for store in stores(hass, "printer_1"):
        store._write_data({"data": {}})
    assert written == [(HISTORY, True), (RUNNING, True)]


# Stores that are not as they should be


@pytest.mark.parametrize("key", [HISTORY, RUNNING])
async def test_what_cannot_be_read_is_put_aside(
    home: Home,
    hass_storage: Storage,
    caplog: pytest.LogCaptureFixture,
    key: str,
) -> None:
    wrong = {"prints": 7, "lifecycle": "gone", "totals": None}

    def spoil() -> None:
        hass_storage[key] = {"version": VERSION, "key": key, "data": wrong}

    await restart(home, spoil)
    assert f"it is kept as {key}.unreadable" in caplog.text
    assert hass_storage[f"{key}.unreadable"]["data"] == wrong
    await home.hear(snapshot(), STARTING, running(), FINISHING, OPERATIONAL)
    assert outcomes(home) == [Outcome.FINISHED]


async def test_store_of_a_later_version_is_left_alone(
    home: Home, hass_storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    later = {"version": VERSION + 1, "key": HISTORY, "data": {"other": 1}}

    def update_and_go_back() -> None:
        hass_storage[HISTORY] = later

    await restart(home, update_and_go_back)
    assert "a later version" in caplog.text
    await home.hear(snapshot(), STARTING, running(), FINISHING, OPERATIONAL)
    assert outcomes(home) == [Outcome.FINISHED]
    assert hass_storage[HISTORY] == later


# Printers that come, change and go


async def test_nothing_is_left_of_a_printer_that_is_removed(
    home: Home, hass_storage: Storage
) -> None:
    await home.hear(snapshot(), STARTING, running(), FINISHING, OPERATIONAL)
    assert {HISTORY, RUNNING} <= hass_storage.keys()
    home.say(STARTING)
    home.say(running())  # which is being written
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_1")
    await home.hass.async_block_till_done()
    assert not {HISTORY, RUNNING} & hass_storage.keys()


async def test_what_was_to_be_written_later_of_a_removed_printer_is_not(
    home: Home, hass_storage: Storage
) -> None:
    await home.hear(snapshot(), STARTING, running(30, 0))
    await home.hear(running(31, 1))
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_1")
    await home.hass.async_block_till_done()
    await home.pass_time(SAVE_AFTER_S + 1)
    home.hass.bus.async_fire("homeassistant_final_write")
    await home.hass.async_block_till_done()
    assert not {HISTORY, RUNNING} & hass_storage.keys()


async def test_nothing_is_left_of_a_broker_that_is_removed(
    home: Home, hass_storage: Storage
) -> None:
    await home.hear(snapshot(), STARTING, running(), FINISHING, OPERATIONAL)
    await home.hass.config_entries.async_remove(home.entry.entry_id)
    assert not {HISTORY, RUNNING} & hass_storage.keys()
    home.entry.add_to_hass(home.hass)  # for the fixture to unload
    await home.hass.config_entries.async_setup(home.entry.entry_id)


async def test_history_stays_with_a_printer_that_gets_another_uuid(
    home: Home, told: list[str]
) -> None:
    await home.hear(snapshot(), STARTING, running(), FINISHING, OPERATIONAL)
    await home.change(device_uuid=OTHER_UUID)
    await home.hear(snapshot(), STARTING, running(), CANCELLING, OPERATIONAL)
    assert outcomes(home) == [Outcome.FINISHED, Outcome.CANCELLED]
    uuids = [past.device_uuid for past in home.printer.story.history.prints]
    assert uuids == [UUID, OTHER_UUID]
    assert told[-1] == "cancelled"


async def test_printer_that_comes_later_has_its_story(
    home: Home, told: list[str]
) -> None:
    await home.add_printer("printer_2", OTHER_UUID)
    story: PrintStory = home.entry.runtime_data.printers["printer_2"].story
    for said in (snapshot(), STARTING, running(10), FINISHING, OPERATIONAL):
        home.say(said, topic=f"octoprint/status/{OTHER_UUID}")
    await home.hass.async_block_till_done()
    assert told == ["started", "finished"]
    assert len(story.history.prints) == 1
    assert home.printer.story.history.prints == []
