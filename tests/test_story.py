"""A printer's story: told when somebody listens, and remembered through all."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from custom_components.factor.connection import Failure
from custom_components.factor.printer.history import MAX_PRINTS, Query
from custom_components.factor.printer.prints import Outcome
from custom_components.factor.story import (
    EVENT_PRINT,
    MAX_UNTOLD,
    SAVE_AFTER_S,
    VERSION,
    PrintStory,
)
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, Platform
from homeassistant.core import CoreState, callback
from homeassistant.helpers.storage import Store

from .conftest import UUID
from .home import Home
from .payloads import (
    CANCELLING,
    FINISHING,
    OPERATIONAL,
    STARTING,
    job,
    printing,
    progress,
    snapshot,
)

HISTORY = "factor.printer_1.history"
RUNNING = "factor.printer_1.print"

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


async def test_history_is_written_before_that_none_runs(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    save = Store.async_save

    async def save_slowly(self: Store[Any], data: Any) -> None:
        await asyncio.sleep(0)
        written.append((self.key, len(data.get("prints", ()))))
        await save(self, data)

    monkeypatch.setattr(Store, "async_save", save_slowly)
    home.say(snapshot())
    for said in (STARTING, running(10), FINISHING, OPERATIONAL, STARTING, running(10)):
        home.say(said)
    await home.hass.async_block_till_done()
    assert written == [(RUNNING, 0), (HISTORY, 1), (RUNNING, 0), (RUNNING, 0)]


async def test_progress_is_written_seldom_and_as_home_assistant_stops(
    home: Home, hass_storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await home.hear(snapshot(), STARTING, running(30, 0))
    delays = []
    delay_save = Store.async_delay_save

    def delayed(self: Store[Any], data: Any, delay: float = 0) -> None:
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
    other = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e60"
    await home.change(device_uuid=other)
    await home.hear(snapshot(), STARTING, running(), CANCELLING, OPERATIONAL)
    assert outcomes(home) == [Outcome.FINISHED, Outcome.CANCELLED]
    uuids = [past.device_uuid for past in home.printer.story.history.prints]
    assert uuids == [UUID, other]
    assert told[-1] == "cancelled"


async def test_printer_that_comes_later_has_its_story(
    home: Home, told: list[str]
) -> None:
    other = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e60"
    await home.add_printer("printer_2", other)
    story: PrintStory = home.entry.runtime_data.printers["printer_2"].story
    for said in (snapshot(), STARTING, running(10), FINISHING, OPERATIONAL):
        home.say(said, topic=f"octoprint/status/{other}")
    await home.hass.async_block_till_done()
    assert told == ["started", "finished"]
    assert len(story.history.prints) == 1
    assert home.printer.story.history.prints == []
