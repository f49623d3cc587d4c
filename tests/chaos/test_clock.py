"""However far the clock is moved, a print is told as it was."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.factor.printer.prints import PrintEvent
from demo.client import Json
from homeassistant.const import Platform
from homeassistant.util import dt as dt_util

from ..home import Home
from ..payloads import (
    FINISHING,
    OPERATIONAL,
    STARTING,
    snapshot,
    temperature,
)
from ..printer.following import Listener, words
from .figures import Figures
from .house import moment
from .stories import ALL, DONE, STORIES, at

HOUR_S = 3600
AT_DST_END = datetime(2026, 11, 1, 5, 59, 50, tzinfo=UTC)
"""10 s before the clocks of New York are set back."""
OF_A_PRINT = range(ALL.index(STARTING) + 1, ALL.index(OPERATIONAL) + 1)
OF_A_PAUSE = range(ALL.index(at("Paused", 26)) + 1, ALL.index(at("Printing", 27)) + 1)
JUMPS = (-HOUR_S, HOUR_S, -48 * HOUR_S, 48 * HOUR_S)


def moved(
    seconds: int,
    before: int,
    *,
    restarted: bool = False,
    story: tuple[bytes, ...] = ALL,
) -> Listener:
    """Hear a print, the clock moved before one message, and perhaps a restart."""
    listener = Listener()
    for index, said in enumerate(story):
        if index == before:
            listener.now += timedelta(seconds=seconds)
            if restarted:
                listener.restart()
        listener.hear(said)
    return listener


def the_end(listener: Listener) -> PrintEvent:
    """Return the only end that was told."""
    (end,) = (event for event in listener.told if event.outcome)
    return end


@pytest.mark.parametrize("seconds", JUMPS)
def test_a_clock_that_is_moved_changes_nothing_of_what_is_told(
    seconds: int, figures: Figures
) -> None:
    for told, story in STORIES.items():
        for before in range(len(story)):
            listener = moved(seconds, before, story=story)
            assert words(listener.told) == told, before
            end = the_end(listener)
            assert end.print
            assert end.print.print_time_s == (99 if story is ALL else 52)
    moments = sum(map(len, STORIES.values()))
    figures.add(
        f"the clock is moved by {seconds // HOUR_S:+} h before any of the messages",
        "the same is told, and nothing else",
        f"{moments} moments in {len(STORIES)} prints",
    )


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("seconds", JUMPS)
def test_a_print_ends_no_earlier_than_it_began(seconds: int, restarted: bool) -> None:
    for before in OF_A_PRINT:
        end = the_end(moved(seconds, before, restarted=restarted))
        assert end.print
        assert end.at >= end.print.started, f"moved before {ALL[before].decode()}"


@pytest.mark.parametrize("seconds", [each for each in JUMPS if each < 0])
def test_a_clock_that_is_set_back_makes_no_pause_longer(seconds: int) -> None:
    for before in OF_A_PAUSE:
        end = the_end(moved(seconds, before))
        assert end.print
        assert 0 <= end.print.paused_s <= len(OF_A_PAUSE) + 1


@pytest.mark.usefixtures("enable_custom_integrations")
class TestEntities:
    """What a Home Assistant shows whose clock is moved."""

    @pytest.fixture
    def platforms(self) -> list[Platform]:
        """Set up what tells of times."""
        return [Platform.BINARY_SENSOR, Platform.CALENDAR, Platform.SENSOR]

    @pytest.mark.parametrize(
        "zones",
        [("America/New_York",) * 2, ("Asia/Seoul", "UTC")],
    )
    async def test_a_print_is_as_long_as_it_was_whatever_the_zone(
        self, home: Home, freezer: FrozenDateTimeFactory, zones: tuple[str, str]
    ) -> None:
        before, after = zones
        await home.hass.config.async_set_time_zone(before)
        freezer.move_to(AT_DST_END)
        await home.hear(snapshot(ts=None), STARTING, at("Printing", 0))
        assert len(await in_calendar(home, AT_DST_END)) == 1
        await home.pass_time(20)
        await home.hass.config.async_set_time_zone(after)
        await home.hear(at("Printing", 20), FINISHING, OPERATIONAL, DONE)
        (past,) = home.printer.story.history.prints
        assert past.ended - past.started == timedelta(seconds=20)
        (shown,) = await in_calendar(home, past.started)
        assert abs(moment(shown, "start") - past.started) < timedelta(seconds=1)

    async def test_the_calendar_shows_a_print_whose_clock_went_back(
        self, home: Home, freezer: FrozenDateTimeFactory
    ) -> None:
        await home.hear(snapshot(ts=None), STARTING, at("Printing", 0))
        freezer.tick(-HOUR_S)
        await home.hear(at("Printing", 1))
        assert home.value("prints") == "on"
        assert len(await in_calendar(home, dt_util.utcnow())) == 1

    async def test_no_heater_was_left_on_just_as_the_clock_was_set_back(
        self, home: Home, freezer: FrozenDateTimeFactory
    ) -> None:
        hot = snapshot(ts=None, temperatures={"bed": temperature(21.0, 60.0)})
        await home.hear(hot)
        freezer.tick(-HOUR_S)
        await home.hear(hot)
        assert home.value("heater_left_on") == "off"


async def in_calendar(home: Home, around: datetime) -> list[Json]:
    """Return what is in the printer's calendar on the days around a time."""
    entity_id = home.entity_id("prints")
    assert entity_id
    answer: Any = await home.hass.services.async_call(
        "calendar",
        "get_events",
        {
            "entity_id": entity_id,
            "start_date_time": (around - timedelta(days=1)).isoformat(),
            "end_date_time": (around + timedelta(days=1)).isoformat(),
        },
        blocking=True,
        return_response=True,
    )
    return list(answer[entity_id]["events"])
