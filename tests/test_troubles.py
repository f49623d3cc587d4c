"""Issues of a printer: each appears, says what is wrong, and goes away by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
import json
from typing import Any
from unittest.mock import patch

import pytest

from custom_components.factor import troubles
from custom_components.factor.const import CONF_DEVICE_UUID, CONF_OFFLINE_AFTER, DOMAIN
from custom_components.factor.coordinator import PrinterCoordinator
from custom_components.factor.issues import HELP, ISSUES
from custom_components.factor.printer.twins import RETURNS, WINDOW_S
from custom_components.factor.probe import ANSWER_TIMEOUT_S, CAMERA_LATER_S
from custom_components.factor.troubles import (
    ASK_AGAIN_S,
    CHECK_EVERY_S,
    KNOWN_AFTER_S,
    SILENT_S,
    SNAPSHOT_FOLLOWS_S,
    TROUBLES,
    WRONG_CLOCK_S,
    WRONG_SNAPSHOTS,
)
from custom_components.factor.upload import WINDOW
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from simulator.fleet import Fleet
from simulator.printer import Printer

from . import asked_of, set_up, wait_until
from .conftest import UUID
from .home import Home
from .mosquitto import Mosquitto
from .payloads import PROFILE, event, job, snapshot
from .texts import FOLDER, TEXTS, placeholders

OTHER_UUID = "00000000-0000-4000-8000-000000000002"
IDLE = event("OPERATIONAL", "Operational")
TURNS = 5
"""How many turns of the loop a question takes to end at most."""
IMAGE = "<img src=x onerror=alert(1)>"
LINK = "[press here](javascript:alert(1))"


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up no entities: the issues are there without any."""
    return []


def issues(home: Home, owner: str = "printer_1") -> dict[str, dict[str, str]]:
    """Return what the issues of a printer say, besides its name, by their keys."""
    found = {}
    for (domain, issue_id), issue in ir.async_get(home.hass).issues.items():
        if domain == DOMAIN and issue.active and issue_id.endswith(f"_{owner}"):
            assert issue.translation_key
            assert issue_id == f"{issue.translation_key}_{owner}"
            said = dict(issue.translation_placeholders or {})
            assert said.pop("printer") == ("Printer 1" if owner[-1] == "1" else owner)
            check_texts(issue)
            found[issue.translation_key] = said
    return found


def check_texts(issue: ir.IssueEntry) -> None:
    """Check that an issue has a text for all it says, and help."""
    texts = TEXTS["issues"][issue.translation_key]
    given = set(issue.translation_placeholders or {})
    assert placeholders(texts["title"]) <= given
    if not issue.is_fixable:
        assert placeholders(texts["description"]) <= given
        assert (
            placeholders(texts["description"]) | placeholders(texts["title"]) == given
        )
    assert issue.learn_more_url
    assert issue.learn_more_url.startswith(f"{HELP}#")


def now_said(text: str = "Operational", *, off: float = 0, **changes: Any) -> bytes:
    """Return a snapshot of now, by a clock that is off by some seconds."""
    return snapshot(text, ts=dt_util.utcnow().timestamp() + off, **changes)


async def speak(
    home: Home, *what: dict[str, Any], seconds: int = 10, phase: float = 0.5
) -> None:
    """Let one or two printers tell something once a second."""
    for _ in range(seconds):
        await home.hear(now_said(**what[0]))
        if len(what) > 1:
            await home.pass_time(phase)
            await home.hear(now_said(**what[1]))
            await home.pass_time(1 - phase)
        else:
            await home.pass_time(1)


ONE: dict[str, Any] = {"job": job("one.gcode")}
OTHER: dict[str, Any] = {
    "job": job("other.gcode"),
    "connection": ["Operational", "/dev/ttyACM0", 250000, {**PROFILE, "model": "Y"}],
}


async def test_all_is_well_with_a_printer_that_speaks(home: Home) -> None:
    await speak(home, ONE, seconds=130)
    assert issues(home) == {}
    assert home.commands == []


# Two printers under one uuid


async def test_two_that_publish_under_one_uuid_are_named(home: Home) -> None:
    await speak(home, ONE, OTHER, seconds=RETURNS)
    assert issues(home) == {
        "twins": {"first": "`Model X`, `one.gcode`", "second": "`Y`, `other.gcode`"}
    }
    said = issues(home)
    await home.hear(now_said(**ONE))
    assert issues(home) == said, "in the same order, whichever speaks last"
    found = ir.async_get(home.hass).async_get_issue(DOMAIN, "twins_printer_1")
    assert found
    assert found.severity is ir.IssueSeverity.ERROR
    assert not found.is_fixable
    assert not found.is_persistent


async def test_two_that_tell_the_same_are_told_apart_by_their_times(home: Home) -> None:
    await speak(home, ONE, ONE, phase=0.3)
    assert issues(home) == {
        "twins": dict.fromkeys(("first", "second"), "`Model X`, `one.gcode`")
    }


async def test_once_only_one_of_the_two_speaks_that_is_over(home: Home) -> None:
    await speak(home, ONE, OTHER)
    assert "twins" in issues(home)
    await speak(home, ONE, seconds=WINDOW_S - 5)
    assert "twins" in issues(home)
    await speak(home, ONE, seconds=10)
    assert issues(home) == {}


async def test_when_both_are_silent_that_is_over(home: Home) -> None:
    await speak(home, ONE, OTHER)
    await home.pass_time(WINDOW_S)
    assert "twins" not in issues(home)


async def test_what_one_of_the_two_did_not_tell_is_said_so(home: Home) -> None:
    closed = {"connection": ["Closed", None, None, None], "off": -7}
    await speak(home, ONE, closed, seconds=RETURNS + 1)
    assert issues(home) == {
        "twins": {"first": "`Model X`, `one.gcode`", "second": "–, –"}
    }


async def test_a_new_uuid_ends_what_was_wrong_with_the_old_one(home: Home) -> None:
    await speak(home, ONE, OTHER)
    assert "twins" in issues(home)
    await home.change(**{CONF_DEVICE_UUID: OTHER_UUID})
    assert issues(home) == {}
    await speak(home, ONE, seconds=RETURNS)
    assert issues(home) == {}
    await speak(home, ONE, OTHER)
    assert "twins" in issues(home)


@pytest.mark.parametrize("name", [IMAGE, LINK, f"`{IMAGE}`", f"a`b`{LINK}", "``", "`"])
async def test_hostile_names_are_text(home: Home, name: str) -> None:
    hostile = {
        "job": job(name),
        "connection": ["Operational", "x", 1, {**PROFILE, "model": name}],
    }
    await speak(home, ONE, hostile)
    for said in issues(home)["twins"].values():
        for part in said.split(", "):
            inner = part[1:-1]
            assert part in ("–", f"`{inner}`")
            assert "`" not in inner
            assert "\n" not in inner


async def test_long_and_odd_names_are_cut(home: Home) -> None:
    odd = {"job": job("\x1b[31m\u202e\n\0" + "x" * 100_000)}
    await speak(home, ONE, odd)
    said = issues(home)["twins"]["second"]
    assert len(said) < 200
    assert said.isprintable()


# No snapshots


async def hear_bare_events(home: Home, seconds: int = SILENT_S) -> None:
    """Hear two bare events, so many seconds apart."""
    await home.hear(IDLE)
    await home.pass_time(seconds)
    await home.hear(IDLE)


async def test_bare_events_for_a_minute_are_a_trouble(home: Home) -> None:
    await hear_bare_events(home)
    assert issues(home) == {}, "a snapshot may still follow"
    await home.pass_time(CHECK_EVERY_S)
    assert issues(home) == {"no_snapshots": {}}
    await home.hear(IDLE)
    await home.pass_time(3600)
    assert issues(home) == {"no_snapshots": {}}
    await home.hear(now_said())
    assert issues(home) == {}


async def test_a_snapshot_that_follows_is_in_time(home: Home) -> None:
    await hear_bare_events(home)
    await home.pass_time(SNAPSHOT_FOLLOWS_S - 1)
    await home.hear(now_said())
    await home.pass_time(CHECK_EVERY_S)
    assert issues(home) == {}


async def test_bare_events_of_one_moment_are_no_trouble(home: Home) -> None:
    await hear_bare_events(home, SILENT_S - 1)
    await home.pass_time(CHECK_EVERY_S)
    assert issues(home) == {}


async def test_snapshots_between_bare_events_count(home: Home) -> None:
    await home.hear(IDLE)
    await home.pass_time(SILENT_S - 1)
    await home.hear(now_said(), IDLE)
    await home.pass_time(SILENT_S - 1)
    await home.hear(IDLE)
    await home.pass_time(CHECK_EVERY_S)
    assert issues(home) == {}


# No status


def asked(home: Home) -> list[dict[str, Any]]:
    """Return what the printer was sent on the topic of transfers."""
    return [
        json.loads(payload)
        for topic, payload in home.connection.published
        if topic == home.topics.gcode_in
    ]


def answer(home: Home, *, camera: bool = False, success: bool = False) -> None:
    """Let the printer answer what it is asked, its camera too or not."""

    def hear(payload: bytes) -> None:
        message = json.loads(payload)
        if message.get("action") == "end":
            told = {"type": "upload_result", "success": success}
            told["job_id"] = message["job_id"]
            home.say(json.dumps(told).encode(), topic=home.topics.gcode_out)
        if camera and message.get("type") == "camera":
            home.say(b'{"running": false}', topic=home.topics.camera_state)

    home.connection.on_publish = hear


async def let_it_be_asked(home: Home, seconds: float = SILENT_S) -> None:
    """Let so much time pass, and the answer's time."""
    await home.pass_time(seconds)
    for patience in (CAMERA_LATER_S, ANSWER_TIMEOUT_S):
        await home.pass_time(patience)
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def test_a_silent_printer_that_obeys_is_a_trouble(home: Home) -> None:
    answer(home)
    await let_it_be_asked(home)
    assert issues(home) == {"no_status": {}}
    await home.hear(now_said())
    assert issues(home) == {}


async def test_a_bare_event_shows_that_it_can_publish(home: Home) -> None:
    answer(home)
    await let_it_be_asked(home)
    await home.hear(IDLE)
    assert issues(home) == {"no_snapshots": {}}
    await home.hear(now_said())
    assert issues(home) == {}


@pytest.mark.parametrize("dialect", [None, "plugin"])
async def test_an_answer_of_its_camera_shows_that_it_can_publish(
    home: Home, dialect: str | None
) -> None:
    await home.change(dialect=dialect)
    answer(home, camera=True)
    await let_it_be_asked(home)
    assert issues(home) == {"no_snapshots": {}}
    cameras = len(home.connection.published) - len(asked(home))
    await let_it_be_asked(home, ASK_AGAIN_S)
    assert len(asked(home)) == 4
    assert len(home.connection.published) - len(asked(home)) == cameras
    assert issues(home) == {"no_snapshots": {}}
    await home.hear(now_said())
    assert issues(home) == {}


async def test_the_question_starts_nothing_and_keeps_nothing(home: Home) -> None:
    await let_it_be_asked(home)
    start, end = asked(home)
    job_id = start["job_id"]
    assert start == {
        "action": "start",
        "job_id": job_id,
        "filename": "probe.gcode",
        "total_chunks": 1,
        "upload_target": "local",
        "upload_traget": "local",
    }
    assert end == {"action": "end", "job_id": job_id, "target": "local"}
    assert len(home.connection.published) == 3
    topic, payload = home.connection.published[1]
    assert topic == home.topics.camera_command
    assert json.loads(payload)["action"] == "state"


async def test_what_does_not_answer_is_off_and_no_trouble(home: Home) -> None:
    await let_it_be_asked(home)
    assert len(asked(home)) == 2
    assert issues(home) == {}
    topics = set(home.connection.listeners)
    assert topics == {home.topics.status}


async def test_one_that_answers_no_longer_is_no_trouble(home: Home) -> None:
    answer(home)
    await let_it_be_asked(home)
    assert issues(home) == {"no_status": {}}
    home.connection.on_publish = lambda _: None
    await let_it_be_asked(home, ASK_AGAIN_S)
    assert issues(home) == {}


async def test_one_that_was_away_is_asked_all_anew(home: Home) -> None:
    answer(home, camera=True)
    await let_it_be_asked(home)
    assert issues(home) == {"no_snapshots": {}}
    home.connection.on_publish = lambda _: None
    await let_it_be_asked(home, ASK_AGAIN_S)
    assert issues(home) == {}
    answer(home)
    await let_it_be_asked(home, ASK_AGAIN_S)
    assert issues(home) == {"no_status": {}}


async def test_it_is_asked_once_and_every_ten_minutes(home: Home) -> None:
    await home.pass_time(SILENT_S - CHECK_EVERY_S)
    assert asked(home) == []
    for _ in range(ASK_AGAIN_S // CHECK_EVERY_S):
        await home.pass_time(CHECK_EVERY_S)
        assert len(asked(home)) == 2
    await home.pass_time(CHECK_EVERY_S)
    assert len(asked(home)) == 4
    first, _, second, _ = asked(home)
    assert first["job_id"] != second["job_id"]


async def test_one_that_speaks_now_and_then_is_not_asked_each_time(home: Home) -> None:
    for _ in range(8):
        await home.hear(now_said())
        await let_it_be_asked(home)
    assert len(asked(home)) == 2


async def test_one_that_may_be_silent_for_longer_is_given_the_time(home: Home) -> None:
    await home.change(offline_after=300)
    await let_it_be_asked(home, 290)
    assert len(asked(home)) == 2
    await home.reload()
    await home.pass_time(280)
    assert len(asked(home)) == 2


async def test_others_answers_are_none(home: Home) -> None:
    for said in (
        b"",
        b"{}",
        b'{"type": "upload_result", "job_id": "other", "success": false}',
    ):

        def hear(_: bytes, said: bytes = said) -> None:
            home.say(said, topic=home.topics.gcode_out)

        home.connection.on_publish = hear
        await let_it_be_asked(home, ASK_AGAIN_S)
        assert issues(home) == {}
    assert len(asked(home)) == 6


async def test_what_its_camera_said_last_year_is_no_answer(home: Home) -> None:
    answer(home)
    say_result = home.connection.on_publish

    def hear(payload: bytes) -> None:
        home.say(b'{"running": false}', topic=home.topics.camera_state, retained=True)
        say_result(payload)

    home.connection.on_publish = hear
    await let_it_be_asked(home)
    assert issues(home) == {"no_status": {}}


async def test_an_answer_that_a_snapshot_overtakes_is_none(home: Home) -> None:
    await home.pass_time(SILENT_S)
    (_, end) = asked(home)
    await home.pass_time(1)
    await home.hear(now_said())
    told = {"type": "upload_result", "success": False, "job_id": end["job_id"]}
    home.say(json.dumps(told).encode(), topic=home.topics.gcode_out)
    await let_it_be_asked(home, 1)
    assert issues(home) == {}


@pytest.mark.parametrize("dialect", ["platform", "legacy_edge"])
async def test_other_dialects_are_not_asked(home: Home, dialect: str) -> None:
    await home.change(dialect=dialect)
    await let_it_be_asked(home, ASK_AGAIN_S)
    assert asked(home) == []


async def test_a_one_way_link_asks_nothing(home: Home) -> None:
    home.connection.can_publish = False
    await let_it_be_asked(home, ASK_AGAIN_S)
    assert asked(home) == []


async def test_without_a_link_nobody_is_silent(home: Home) -> None:
    home.connection.connected = False
    await let_it_be_asked(home, ASK_AGAIN_S)
    assert asked(home) == []
    home.connection.connected = True
    await home.pass_time(SILENT_S - CHECK_EVERY_S)
    assert asked(home) == []
    await home.pass_time(CHECK_EVERY_S)
    assert len(asked(home)) == 2


async def test_nothing_is_asked_during_an_upload(home: Home) -> None:
    home.printer.files.uploader.progress = 50
    await let_it_be_asked(home, ASK_AGAIN_S)
    assert asked(home) == []


async def test_a_silent_farm_leaves_room_for_commands(home: Home) -> None:
    window = home.entry.runtime_data.upload_window
    for _ in range(WINDOW):
        await window.acquire()
    answer(home)
    await home.pass_time(SILENT_S)
    assert asked(home) == []
    window.release()
    await home.pass_time(0)
    assert len(asked(home)) == 2
    await home.pass_time(CAMERA_LATER_S)
    await let_it_be_asked(home, 0)
    assert issues(home) == {"no_status": {}}
    await window.acquire()  # its place is free again


async def test_a_link_that_is_lost_meanwhile_is_no_answer(home: Home) -> None:
    def lose(_: bytes) -> None:
        home.connection.connected = False

    home.connection.on_publish = lose
    await home.pass_time(SILENT_S)
    assert len(asked(home)) == 1
    assert issues(home) == {}
    assert set(home.connection.listeners) == {home.topics.status}


async def test_nothing_is_asked_of_what_is_removed_or_unloaded(home: Home) -> None:
    await home.add_printer("printer_2", OTHER_UUID)
    await home.pass_time(SILENT_S)
    assert len(home.connection.published) == 6
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_2")
    await home.hass.async_block_till_done()
    await home.pass_time(ASK_AGAIN_S)
    assert len(home.connection.published) == 9
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    home.connection.connected = True
    await home.pass_time(ASK_AGAIN_S)
    assert len(home.connection.published) == 9


# Too much


def heavy(files: int = 3, size: int = 1_100_000) -> dict[str, Any]:
    """Return files that make a snapshot so large."""
    return {
        "sd": {
            "local": [
                {
                    "name": f"{index}.gcode",
                    "type": "machinecode",
                    "x": "x" * (size // files),
                }
                for index in range(files)
            ],
            "sdcard": [{"name": "CARD.GCO"}],
        }
    }


async def test_more_than_a_megabyte_a_second_is_a_trouble(home: Home) -> None:
    much = heavy()
    await speak(home, much, seconds=5)
    assert issues(home) == {}
    await speak(home, much, seconds=10)
    assert issues(home)["heavy"]["files"] == "3"
    await speak(home, much, seconds=60)
    assert issues(home)["heavy"]["files"] == "3"
    assert issues(home)["heavy"]["rate"] in ("1.1", "1.2")
    much = heavy(files=5, size=2_000_000)
    await speak(home, much, seconds=60)
    assert issues(home)["heavy"]["files"] == "5"
    assert issues(home)["heavy"]["rate"] in ("1.9", "2.0", "2.1")
    await speak(home, ONE, seconds=60)
    assert issues(home) == {}


async def test_a_little_less_is_none(home: Home) -> None:
    await speak(home, heavy(size=900_000), seconds=70)
    assert issues(home) == {}


async def test_messages_that_are_too_large_to_be_read_are_too_much(home: Home) -> None:
    for _ in range(15):
        await home.hear(b"x" * 5_000_000)
        await home.pass_time(1)
    assert list(issues(home)) == ["heavy"]
    assert int(issues(home)["heavy"]["files"]) > 5000
    await home.pass_time(60)
    assert "heavy" not in issues(home)


async def test_what_is_no_file_is_not_told_to_be_moved(home: Home) -> None:
    await home.change(dialect="platform")
    for _ in range(15):
        home.say(b"\xff\xd8\xff" * 500_000, topic=home.topics.camera_snapshot)
        await home.pass_time(1)
    assert home.printer.counters.bytes_per_s(home.clock.now) > 1e6
    await home.hear(b'{"type": "printer_status", "data": {"state": "idle"}}')
    assert home.printer.data.state
    assert issues(home) == {}


# The clock


def wrong_by(days: int, hours: int, minutes: int) -> dict[str, dict[str, str]]:
    """Return what is said of a clock that is wrong by so much."""
    said = {"days": str(days), "hours": str(hours), "minutes": str(minutes)}
    return {"clock_wrong": said}


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (WRONG_CLOCK_S + 10, wrong_by(0, 0, 5)),
        (-WRONG_CLOCK_S - 30, wrong_by(0, 0, 6)),
        (3600 * 50 + 60, wrong_by(2, 2, 1)),
        (-1e300, wrong_by(694444, 10, 40)),
    ],
)
async def test_a_wrong_clock_is_a_trouble(
    home: Home, off: float, said: dict[str, dict[str, str]]
) -> None:
    for _ in range(WRONG_SNAPSHOTS):
        assert issues(home) == {}
        await home.hear(now_said(off=off))
        await home.pass_time(1)
    await home.pass_time(CHECK_EVERY_S)
    assert issues(home) == said
    await home.pass_time(600)
    assert issues(home) == said
    await home.hear(now_said(off=WRONG_CLOCK_S - 1))
    await home.pass_time(CHECK_EVERY_S)
    assert issues(home) == {}


async def test_what_is_said_of_a_clock_is_steady(home: Home) -> None:
    for off in (*[600] * WRONG_SNAPSHOTS, 620, 655):
        await home.hear(now_said(off=off))
        await home.pass_time(CHECK_EVERY_S)
    assert issues(home) == wrong_by(0, 0, 10)
    await home.hear(now_said(off=700))
    await home.pass_time(CHECK_EVERY_S)
    assert issues(home) == wrong_by(0, 0, 12)


async def test_one_right_time_begins_anew(home: Home) -> None:
    for off in (*[600] * (WRONG_SNAPSHOTS - 1), 0) * 3:
        await home.hear(now_said(off=off))
        await home.pass_time(CHECK_EVERY_S)
    assert issues(home) == {}


async def test_what_tells_no_time_has_no_clock(home: Home) -> None:
    for _ in range(2 * WRONG_SNAPSHOTS):
        await home.hear(snapshot(ts=None))
        await home.pass_time(CHECK_EVERY_S)
    assert issues(home) == {}


async def test_what_is_retained_has_no_clock(home: Home) -> None:
    for _ in range(2 * WRONG_SNAPSHOTS):
        home.say(now_said(off=-1e7), retained=True)
    await home.pass_time(CHECK_EVERY_S)
    assert issues(home) == {}


# All of them


async def make_twins(home: Home) -> None:
    """Let two printers publish under one uuid."""
    await speak(home, ONE, OTHER)


async def make_bare(home: Home) -> None:
    """Hear bare events for a minute."""
    await hear_bare_events(home)
    await home.pass_time(CHECK_EVERY_S)


async def make_silent(home: Home) -> None:
    """Let a silent printer obey."""
    answer(home)
    await let_it_be_asked(home)


async def make_heavy(home: Home) -> None:
    """Hear too much."""
    await speak(home, heavy(), seconds=15)


async def make_late(home: Home) -> None:
    """Hear wrong times."""
    for _ in range(WRONG_SNAPSHOTS):
        await home.hear(now_said(off=-1000))
    await home.pass_time(CHECK_EVERY_S)


MAKERS: dict[str, Callable[[Home], Awaitable[None]]] = {
    "twins": make_twins,
    "no_snapshots": make_bare,
    "no_status": make_silent,
    "heavy": make_heavy,
    "clock_wrong": make_late,
}
each_trouble = pytest.mark.parametrize("key", MAKERS)


def test_all_troubles_are_tested() -> None:
    assert {each.issue.key for each in TROUBLES} == {*MAKERS, "heater_left_on"}


@each_trouble
async def test_it_goes_with_its_printer(home: Home, key: str) -> None:
    await home.add_printer("printer_2", OTHER_UUID)
    await MAKERS[key](home)
    assert list(issues(home)) == [key]
    assert issues(home, "printer_2") == {}
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_2")
    await home.hass.async_block_till_done()
    assert list(issues(home)) == [key]
    home.hass.config_entries.async_remove_subentry(home.entry, "printer_1")
    await home.hass.async_block_till_done()
    assert issues(home) == {}
    await home.pass_time(KNOWN_AFTER_S)
    assert issues(home) == {}


@each_trouble
async def test_it_goes_with_its_broker(home: Home, key: str) -> None:
    await MAKERS[key](home)
    await home.hass.config_entries.async_set_disabled_by(
        home.entry.entry_id, ConfigEntryDisabler.USER
    )
    assert issues(home) == {}
    await home.hass.config_entries.async_set_disabled_by(home.entry.entry_id, None)
    await MAKERS[key](home)
    assert list(issues(home)) == [key]
    await home.hass.config_entries.async_remove(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert issues(home) == {}
    home.entry.add_to_hass(home.hass)  # so that it can be unloaded in the end


@each_trouble
async def test_a_reload_ends_nothing_before_more_is_known(home: Home, key: str) -> None:
    await MAKERS[key](home)
    await home.reload()
    assert list(issues(home)) == [key]
    home.connection.on_publish = lambda _: None
    await speak(home, ONE, seconds=KNOWN_AFTER_S + CHECK_EVERY_S)
    assert issues(home) == {}


@each_trouble
async def test_a_restart_forgets_it(home: Home, key: str) -> None:
    await MAKERS[key](home)
    found = ir.async_get(home.hass).async_get_issue(DOMAIN, f"{key}_printer_1")
    assert found
    assert not found.is_persistent
    assert set(found.to_json()) == {
        "created",
        "dismissed_version",
        "domain",
        "is_persistent",
        "issue_id",
    }


@each_trouble
async def test_a_new_name_is_told(home: Home, key: str) -> None:
    await MAKERS[key](home)
    subentry = home.entry.subentries["printer_1"]
    home.hass.config_entries.async_update_subentry(
        home.entry, subentry, title="Renamed"
    )
    await home.hass.async_block_till_done()
    found = ir.async_get(home.hass).async_get_issue(DOMAIN, f"{key}_printer_1")
    assert found
    assert found.translation_placeholders
    assert found.translation_placeholders["printer"] == "Renamed"


@each_trouble
async def test_it_is_told_only_when_it_changes(home: Home, key: str) -> None:
    await MAKERS[key](home)
    with patch("custom_components.factor.issues.ir.async_create_issue") as create_issue:
        for _ in range(3):
            home.printer.async_update_listeners()
    assert list(issues(home)) == [key]
    create_issue.assert_not_called()


async def test_one_that_was_deleted_comes_back_while_it_is_so(home: Home) -> None:
    await make_late(home)
    ir.async_delete_issue(home.hass, DOMAIN, "clock_wrong_printer_1")
    await home.pass_time(CHECK_EVERY_S)
    assert list(issues(home)) == ["clock_wrong"]


def test_there_is_help_for_each_issue() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    assert HELP.startswith(f"{manifest['documentation']}/")
    text = (FOLDER.parents[1] / "docs" / "troubleshooting.md").read_text()
    assert {f'<a id="{issue.help}"></a>' for issue in ISSUES} <= set(text.splitlines())
    assert {issue.key for issue in ISSUES} == set(TEXTS["issues"])


# On a real broker


@pytest.fixture
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for a minute."""
    for name, seconds in (
        ("CHECK_EVERY_S", 0.1),
        ("SILENT_S", 1),
        ("ASK_AGAIN_S", 1),
        ("SNAPSHOT_FOLLOWS_S", 0.2),
    ):
        monkeypatch.setattr(troubles, name, seconds)
    monkeypatch.setattr("custom_components.factor.probe.CAMERA_LATER_S", 0.5)


async def set_up_impatient(
    hass: HomeAssistant, broker: Mosquitto
) -> PrinterCoordinator:
    """Return a printer that is taken for silent after a second."""
    entry = await set_up(hass, broker, UUID)
    hass.config_entries.async_update_subentry(
        entry,
        entry.subentries["printer_1"],
        data={CONF_DEVICE_UUID: UUID, CONF_OFFLINE_AFTER: 1},
    )
    await hass.async_block_till_done()
    printer: PrinterCoordinator = entry.runtime_data.printers["printer_1"]
    return printer


def keys(hass: HomeAssistant) -> set[str | None]:
    """Return the keys of all issues that there are."""
    return {
        issue.translation_key
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    }


async def test_mqtt_two_simulators_with_one_uuid(
    hass: HomeAssistant, broker: Mosquitto, in_haste: None, no_errors_logged: None
) -> None:
    entry = await set_up(hass, broker, UUID)
    printer = entry.runtime_data.printers["printer_1"]
    async with Fleet(broker.url, [Printer(UUID)], interval=0.1):
        await wait_until(lambda: printer.counters.received > 3 * RETURNS)
        assert keys(hass) == set()
        async with Fleet(broker.url, [Printer(UUID, scene="printing")], interval=0.1):
            await wait_until(lambda: keys(hass) == {"twins"})


def mute(fleet: Fleet) -> Callable[[], None]:
    """Let all that an edge publishes with QoS 0 fail, as a QoS that is a text does."""
    publish = fleet.publish
    fleet.publish = lambda messages: publish(  # type: ignore[method-assign]
        [each for each in messages if each.qos]
    )

    def restore() -> None:
        fleet.publish = publish  # type: ignore[method-assign]

    return restore


async def test_mqtt_a_printer_that_obeys_and_publishes_nothing(
    hass: HomeAssistant, broker: Mosquitto, in_haste: None, no_errors_logged: None
) -> None:
    await set_up_impatient(hass, broker)
    player = Printer(UUID)
    async with Fleet(broker.url, [player], interval=0.1) as fleet:
        restore = mute(fleet)
        files = dict(player.machine.files)
        await wait_until(lambda: keys(hass) == {"no_status"})
        assert player.machine.files == files
        assert not player.machine.file
        restore()
        await wait_until(lambda: keys(hass) == set())


async def test_mqtt_a_printer_that_was_just_registered(
    hass: HomeAssistant, broker: Mosquitto, in_haste: None, no_errors_logged: None
) -> None:
    await set_up_impatient(hass, broker)
    player = Printer(UUID)
    async with Fleet(broker.url, [player], interval=0.1):
        player.edge.streaming = False
        await wait_until(lambda: keys(hass) == {"no_snapshots"}, timeout_s=15)
        player.edge.streaming = True
        await wait_until(lambda: keys(hass) == set())


async def test_mqtt_nobody_is_asked_for_nothing(
    hass: HomeAssistant, broker: Mosquitto, in_haste: None, no_errors_logged: None
) -> None:
    printer = await set_up_impatient(hass, broker)
    async with Fleet(broker.url, [Printer(UUID)], interval=0.1):
        await wait_until(lambda: printer.counters.received > 30)
        assert f"octoprint/gcode_in/{UUID}" not in asked_of(broker, "PUBLISH")
    assert printer.counters.last_heard
    assert dt_util.utcnow() - printer.counters.last_heard < timedelta(seconds=5)
