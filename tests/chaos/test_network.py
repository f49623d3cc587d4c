"""Whatever the network does to messages and links, no print and no command suffers."""

import asyncio
from collections import defaultdict
from contextlib import AsyncExitStack
from random import Random
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.factor.device import device_id
from custom_components.factor.print_events import EVENT_PRINT
from homeassistant.core import HomeAssistant
from simulator.fleet import Fleet
from simulator.printer import numbered_uuid

from ..e2e import truth
from ..e2e.truth import Player, printer_with_short_files
from ..mosquitto import Mosquitto
from .books import Books
from .figures import Figures
from .proxy import (
    ByPrinter,
    Delay,
    Drop,
    Duplicate,
    Fault,
    Garble,
    Reorder,
    proxy_to,
)
from .world import IS_FULL, IS_WANTED, SEED, heard, more_heard, printers_of, registered

MESSAGE_FAULTS: dict[str, type[Fault]] = {
    "lost": Drop,
    "sent twice": Duplicate,
    "overtaken by the next": Reorder,
    "up to 2 s late": Delay,
    "garbled": Garble,
}
BOOKED_AS = {Drop: "lost", Garble: "lost", Reorder: "overtaken"}
LINKS = ("the printers' link", "our link")
SHARE = 0.1
PRINTERS_EACH = 6 if IS_FULL else 2
PRINTS_EACH = 10 if IS_FULL else 3
SHORT_DISK = {
    "tiny.gcode": 0.4,
    "short.gcode": 2.0,
    "part.gcode": 4.0,
    "tower.gcode": 6.0,
}
SHORT_CARD = {"card~1.gco": 3.0}
SETTLED_AFTER = 5
"""How many more messages of each printer tell all that there is to tell."""
PATIENCE_S = 1200 if IS_FULL else 90

pytestmark = [
    pytest.mark.timeout(2 * PATIENCE_S),
    pytest.mark.skipif(not IS_WANTED, reason="takes a minute; scripts/chaos runs it"),
]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print what is soon done, unless there is time."""
    if not IS_FULL:
        monkeypatch.setattr(truth, "DISK", SHORT_DISK)
        monkeypatch.setattr(truth, "CARD", SHORT_CARD)


async def test_each_print_is_told_once_whatever_befalls_a_tenth_of_the_messages(
    hass: HomeAssistant,
    broker: Mosquitto,
    disk: None,
    figures: Figures,
    no_errors_logged: None,
) -> None:
    random = Random(SEED)
    print(f"CHAOS_SEED={SEED}")
    cases = [(link, what) for link in LINKS for what in MESSAGE_FAULTS]
    uuids = {
        case: [
            numbered_uuid(PRINTERS_EACH * at + each) for each in range(PRINTERS_EACH)
        ]
        for at, case in enumerate(cases)
    }
    faults = {
        link: {
            uuid: fault(Random(random.random()), SHARE)
            for what, fault in MESSAGE_FAULTS.items()
            for uuid in uuids[link, what]
        }
        for link in LINKS
    }
    events = async_capture_events(hass, EVENT_PRINT)
    async with AsyncExitStack() as running:
        enter = running.enter_async_context
        for each in (faults[link][uuid] for link in LINKS for uuid in faults[link]):
            running.callback(each.stop)
        proxies = {link: await enter(proxy_to(broker)) for link in LINKS}
        theirs, ours = (proxies[link] for link in LINKS)
        theirs.treat_to_broker = ByPrinter(faults[LINKS[0]])
        ours.treat_to_client = ByPrinter(faults[LINKS[1]])
        fleets = [
            await enter(
                Fleet(
                    f"mqtt://{way.host}:{way.port}",
                    [printer_with_short_files(uuid) for uuid in faults[link]],
                )
            )
            for link, way in zip(LINKS, (theirs, broker), strict=True)
        ]
        entry = await registered(hass, ours, *faults[LINKS[0]], *faults[LINKS[1]])
        printers = printers_of(entry)
        await heard(*printers)
        players = {
            printer.uuid: Player(fleet, printer, Random(random.random()))
            for fleet in fleets
            for printer in fleet.printers
        }
        async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as playing:
            for player in players.values():
                playing.create_task(player.play(PRINTS_EACH))
        await more_heard(SETTLED_AFTER, *printers)
        bad = {each.name: each.counters.bad for each in printers}
        told: dict[str, list[Any]] = defaultdict(list)
        names = {device_id(each): each.name for each in printers}
        for event in events:
            told[names[event.data["device_id"]]].append(event.data)
        assert await hass.config_entries.async_unload(entry.entry_id)

    wrong = list[str]()
    for link, what in cases:
        books = list[Books]()
        for uuid in uuids[link, what]:
            fault = faults[link][uuid]
            kept = {
                BOOKED_AS[kind]: fault.hit
                for kind in BOOKED_AS
                if isinstance(fault, kind)
            }
            prints = players[uuid].prints
            books.append(Books(prints, told[uuid], shown=fault.shown, **kept))
        found = [each for one in books for each in one.faults()]
        wrong += [f"{what} on {link}: {each}" for each in found]
        prints = [print_ for one in books for print_ in one.prints]
        ends = [end for one in books for end in one.ends]
        figures.add(
            f"{SHARE:.0%} of messages {what} on {link}",
            "each print told once, and rightly",
            f"{len(prints)} prints, {len(ends)} told,"
            f" {sum(len(faults[link][each].hit) for each in uuids[link, what])} messages hit,"
            f" {sum(bad[each] for each in uuids[link, what])} counted bad",
        )
    assert not wrong, "\n".join(wrong)
