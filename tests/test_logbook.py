"""The logbook: what happens to prints, as sentences."""

import json
from typing import Any
from unittest.mock import Mock

import pytest

from custom_components.factor import logbook
from custom_components.factor.logbook import ICONS
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.printer.prints import EventType
from homeassistant.const import Platform
from homeassistant.core import Event, callback
from homeassistant.helpers import device_registry as dr

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
from .texts import TEXTS


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the events only."""
    return [Platform.EVENT]


@pytest.fixture
async def lines(home: Home) -> list[dict[str, Any]]:
    """Give what the logbook says of each event, as they come."""
    said: list[dict[str, Any]] = []
    described = Mock()
    logbook.async_describe_events(home.hass, described)
    ((_, event_type, describe),) = [call.args for call in described.call_args_list]
    assert event_type == EVENT_PRINT

    @callback
    def take(told: Event) -> None:
        said.append(describe(told))

    home.hass.bus.async_listen(EVENT_PRINT, take)
    return said


def messages(lines: list[dict[str, Any]]) -> list[str]:
    """Return the sentences, and forget them."""
    said = [line["message"] for line in lines]
    lines.clear()
    return said


def running(completion: float, seconds: float) -> bytes:
    """Return a snapshot of a print after some seconds."""
    return printing(
        progress={**progress(completion, 60), "print_time": seconds},
        job=job("bracket.gcode", "id"),
    )


async def test_a_whole_print(home: Home, lines: list[dict[str, Any]]) -> None:
    await home.hear(snapshot(), STARTING, running(1, 0))
    assert lines == [
        {
            "name": "Printer 1",
            "message": "started bracket.gcode",
            "icon": "mdi:printer-3d-nozzle",
        }
    ]
    await home.hear(running(25, 1), snapshot("Paused"), running(26, 7500))
    await home.hear(FINISHING, OPERATIONAL)
    assert messages(lines) == [
        "started bracket.gcode",
        "has printed 25 % of bracket.gcode",
        "paused bracket.gcode",
        "goes on with bracket.gcode",
        "finished bracket.gcode in 2 h 5 min",
    ]


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ([CANCELLING, OPERATIONAL], ["cancelled bracket.gcode at 10 %"]),
        (
            [snapshot("Offline after error")],
            ["failed at 10 % of bracket.gcode: Offline after error", "has an error"],
        ),
        (
            [snapshot("Offline"), snapshot()],
            [
                "failed at 10 % of bracket.gcode: Offline",
                "is disconnected",
                "is connected",
            ],
        ),
    ],
)
async def test_ends(
    home: Home, lines: list[dict[str, Any]], ending: list[bytes], said: list[str]
) -> None:
    await home.hear(snapshot(), STARTING, running(10, 60))
    messages(lines)
    await home.hear(*ending)
    assert messages(lines) == said


async def test_silence(home: Home, lines: list[dict[str, Any]]) -> None:
    await home.hear(snapshot(), STARTING, running(10, 60))
    messages(lines)
    await home.pass_time(31)
    await home.hear(running(11, 90))
    assert messages(lines) == [
        "is not heard any more in the middle of bracket.gcode",
        "is heard again and still prints bracket.gcode",
    ]
    await home.pass_time(31)
    await home.hear(snapshot("Offline"))
    assert messages(lines)[1:] == [
        "ended bracket.gcode, but nobody saw how (told late)",
        "is disconnected (told late)",
    ]


async def test_print_whose_file_and_time_are_unknown(
    home: Home, lines: list[dict[str, Any]]
) -> None:
    await home.hear(snapshot(), STARTING, FINISHING, OPERATIONAL, snapshot())
    assert messages(lines) == ["started a file", "finished a file"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h 0 min")],
)
def test_durations(seconds: float, said: str) -> None:
    texts = {f"component.factor.logbook.{key}": text for key, text in OURS.items()}
    data = {"type": "finished", "file": "a", "duration": seconds}
    assert logbook.sentence(data, texts) == f"finished a in {said}"


OURS: dict[str, str] = TEXTS["logbook"]


def test_each_event_has_its_icon_and_its_sentence() -> None:
    assert set(ICONS) == set(EventType)
    assert set(EventType) <= set(OURS)


def test_no_sentence_is_left_over() -> None:
    used = {
        *EventType,
        *logbook._FULLER.values(),
        *("no_file", "minutes", "hours", "seconds", "late", "words"),
    }
    assert set(OURS) == used


async def test_printer_that_the_user_has_given_another_name(
    home: Home, lines: list[dict[str, Any]]
) -> None:
    dr.async_get(home.hass).async_update_device(home.device.id, name_by_user="Beast")
    await home.hear(snapshot(), STARTING, running(1, 0))
    assert [line["name"] for line in lines] == ["Beast"]


async def test_a_device_that_is_gone(home: Home) -> None:
    described = Mock()
    logbook.async_describe_events(home.hass, described)
    describe = described.call_args.args[2]
    line = describe(Event(EVENT_PRINT, {"device_id": None, "type": "cooled_down"}))
    assert line["name"] is None
    assert line["message"] == "has cooled down"
    assert json.dumps(line)
