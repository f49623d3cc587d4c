"""What the dashboard cards cost a browser, beside Home Assistant's own for the same.

`python -m benchmarks.dashboard [ROUNDS]`. A broker, simulated printers, Home Assistant
and Chromium are processes of their own on this machine; each printer publishes once a
second. Scripting is what Chromium itself counts for the page (`ScriptDuration`), in
percent of a core; a dashboard without printers is what Home Assistant needs anyway.
Rounds alternate. It fails if a card takes more than 5 % of a core beyond that.
"""

import argparse
import asyncio
from collections.abc import Sequence
import gzip
from pathlib import Path
import statistics
import sys
import tempfile
import time
from typing import Any

from playwright.async_api import Browser, CDPSession, Page
from yarl import URL

from custom_components.factor.cards import MODULE
from demo.__main__ import broker_answers
from demo.broker import Broker, broker
from demo.home_assistant import HomeAssistant
from demo.printers import registered
from simulator import Fleet, Printer, numbered_uuid
from tests.e2e.browser import Window, chromium, window

PRINTERS = 200
SETTLE_S = 15
MEASURE_S = 10
TARGET_PERCENT = 5
TILES = ("state", "progress", "time_left")

type Cards = list[dict[str, Any]]


async def script_seconds(session: CDPSession) -> float:
    """Return how long the page has run scripts."""
    answer = await session.send("Performance.getMetrics")
    metrics = {each["name"]: each["value"] for each in answer["metrics"]}
    return float(metrics["ScriptDuration"])


async def scripting_percent(view: Window, cards: Cards) -> float:
    """Return what a dashboard takes of a core while all printers publish."""
    await view.show(*cards)
    await asyncio.sleep(SETTLE_S)
    session = await view.page.context.new_cdp_session(view.page)
    await session.send("Performance.enable")
    before, begun = await script_seconds(session), time.monotonic()
    await asyncio.sleep(MEASURE_S)
    used = await script_seconds(session) - before
    await session.detach()
    return 100 * used / (time.monotonic() - begun)


async def first_seen_ms(page: Page, url: str, element: str) -> float:
    """Return how long it takes from opening an address until an element is drawn."""
    begun = time.monotonic()
    await page.goto(url, wait_until="commit")
    await page.locator(element).first.wait_for(state="visible")
    return 1000 * (time.monotonic() - begun)


async def paint(view: Window, cards: Cards, element: str, rounds: int) -> float:
    """Return how long a dashboard takes to its first card, ms, the median."""
    await view.show(*cards)
    address = view.page.url.partition("?")[0]
    return statistics.median(
        [await first_seen_ms(view.page, address, element) for _ in range(rounds)]
    )


async def add_printers(hass: HomeAssistant, own: Broker, uuids: Sequence[str]) -> None:
    """Find the printers by a search, and add all of them."""
    entry = await hass.add_entry("factor", broker_answers(URL(own.url)))
    found: dict[str, Any] = {
        "user": {"next_step_id": "search"},
        "pick": {"printers": list(uuids)},
    }
    await hass.add_subentry(entry["result"]["entry_id"], "printer", found)


async def dashboards(hass: HomeAssistant) -> dict[str, Cards]:
    """Return what is compared: cards by what they show."""
    entities = await hass.command("config/entity_registry/list")
    device_ids = {entity["entity_id"]: entity["device_id"] for entity in entities}
    printers = [printer.entities for printer in await registered(hass)]

    def tiles(of: Sequence[dict[str, str]]) -> Cards:
        return [{"type": "tile", "entity": each[key]} for each in of for key in TILES]

    first = device_ids[printers[0]["state"]]
    return {
        "no printers": [{"type": "markdown", "content": "Empty"}],
        "1 printer, our card": [
            {"type": "custom:factor-printer-card", "device_id": first}
        ],
        "1 printer, 3 tiles": tiles(printers[:1]),
        f"{PRINTERS} printers, our farm": [{"type": "custom:factor-farm-card"}],
        f"{PRINTERS} printers, {3 * PRINTERS} tiles": tiles(printers),
    }


async def measure(browser: Browser, hass: HomeAssistant, rounds: int) -> bool:
    """Print everything; return whether the cards are as cheap as they should be."""
    compared = await dashboards(hass)
    percents: dict[str, list[float]] = {name: [] for name in compared}
    async with window(browser, hass) as view:
        for _ in range(rounds):
            for name, cards in compared.items():
                percents[name].append(await scripting_percent(view, cards))
        names = list(compared)
        shown = {
            names[1]: "factor-printer-card .name",
            names[2]: "hui-tile-card ha-tile-info",
        }
        times = {
            name: await paint(view, compared[name], element, rounds)
            for name, element in shown.items()
        }
    content = MODULE.read_bytes()
    print(f"module: {len(content):,} bytes, {len(gzip.compress(content)):,} gzipped")
    for name, ms in times.items():
        print(f"{name}: first drawn {ms:,.0f} ms after the page was opened")
    print(f"\n{'scripting, percent of a core':34} {'median':>8} {'beyond':>8}")
    nothing = statistics.median(percents[names[0]])
    beyond = {}
    for name, values in percents.items():
        median = statistics.median(values)
        beyond[name] = median - nothing
        print(f"{name:34} {median:8.2f} {beyond[name]:8.2f}")
    return max(beyond[names[1]], beyond[names[3]]) <= TARGET_PERCENT


async def run(rounds: int) -> bool:
    """Start everything, measure, stop everything."""
    uuids = [numbered_uuid(number) for number in range(PRINTERS)]
    printers = [Printer(uuid, scene="printing") for uuid in uuids]
    with tempfile.TemporaryDirectory() as folder:
        async with (
            broker(Path(folder)) as own,
            Fleet(own.url, printers),
            HomeAssistant(Path(folder) / "home-assistant") as hass,
            chromium() as browser,
        ):
            await add_printers(hass, own, uuids)
            return await measure(browser, hass, rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    is_cheap = asyncio.run(run(parser.parse_args().rounds))
    sys.exit(0 if is_cheap else f"A card takes more than {TARGET_PERCENT} % of a core.")
