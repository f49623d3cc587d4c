"""What the dashboard cards cost a browser, beside Home Assistant's own for the same.

`python -m benchmarks.dashboard [ROUNDS]`. A broker, simulated printers, Home Assistant
and Chromium are processes of their own on this machine; each printer publishes once a
second. What is counted is CPU time of the page's main thread, its scripts and all of
it; an empty dashboard is what Home Assistant needs anyway. Rounds alternate. It fails
if a card of ours adds more than 5 % of a core to that.
"""

import argparse
import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
import gzip
from pathlib import Path
import statistics
import sys
import tempfile
import time
from typing import Any

from playwright.async_api import Browser, Page

from custom_components.factor.cards import MODULE
from demo.broker import broker
from demo.home_assistant import HomeAssistant
from demo.printers import Registered, registered
from demo.process import running
from simulator import numbered_uuid
from tests.e2e.browser import add_found, board_of, chromium, save_board, sign_in

ALLOWED_PERCENT = 5.0
PRINTERS = 200
MEASURE_S = 30.0  # all of them change in step: two times in it
SPEED = "4"
NOTHING = {"type": "markdown", "content": "Nothing"}
SETTLE_S = 3.0
TILES = ("state", "progress", "time_left")
TEMPERATURES = ("tool0_temperature", "bed_temperature")
# Notes when the first frame is drawn that has an element with a card of some height.
FIRST_PAINT = """tag => {
  const isThere = (root) =>
    [...root.querySelectorAll("*")].some((each) =>
      each.localName === tag
        ? each.shadowRoot?.querySelector("ha-card")?.clientHeight > 20
        : each.shadowRoot && isThere(each.shadowRoot));
  const look = () => {
    if (isThere(document)) window.firstPaint = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""

type Figures = list[tuple[float, float]]


@dataclass(eq=False)
class Board:
    """A dashboard to measure: its cards, their element, and how many there are of it."""

    name: str
    path: str
    tag: str
    cards: Sequence[dict[str, Any]]

    async def open(self, page: Page, hass: HomeAssistant) -> None:
        """Open it and wait until its cards are drawn."""
        await page.goto(f"{hass.url}/{self.path}/0")
        cards = page.locator(f"{self.tag} ha-card")
        await cards.nth(len(self.cards) - 1).wait_for(state="attached")


def boards(printers: Sequence[Registered], device_id: str) -> list[Board]:
    """Return the dashboards: without a live card, with ours, with Home Assistant's."""

    def tile(entity_id: str, **options: Any) -> dict[str, Any]:
        return {"type": "tile", "entity": entity_id, **options}

    first = printers[0].entities
    graph = {"features": [{"type": "trend-graph", "hours_to_show": 1}]}
    tiles = [
        *(tile(first[key]) for key in (*TILES, "pause", "cancel")),
        *(tile(first[key], **graph) for key in TEMPERATURES),
    ]
    farm = [tile(each.entities[key]) for each in printers for key in TILES]
    ours = {"type": "custom:factor-printer-card", "device_id": device_id}
    all_ours = {"type": "custom:factor-farm-card"}
    return [
        Board("empty dashboard", "board-empty", "hui-markdown-card", [NOTHING]),
        Board("printer card", "board-printer", "factor-printer-card", [ours]),
        Board(f"its {len(tiles)} tiles", "board-tiles", "hui-tile-card", tiles),
        Board("farm card", "board-farm", "factor-farm-card", [all_ours]),
        Board(f"farm of {len(farm)} tiles", "board-farm-tiles", "hui-tile-card", farm),
    ]


async def all_print(hass: HomeAssistant) -> bool:
    """Return whether Home Assistant shows that all printers print."""
    ids = {each.entities.get("state") for each in await registered(hass)}
    states = (await hass.states()).values()
    printing = [one for one in states if one["state"] == "printing"]
    return sum(one["entity_id"] in ids for one in printing) == PRINTERS


@asynccontextmanager
async def farm(folder: Path) -> AsyncGenerator[HomeAssistant]:
    """Run a Home Assistant with printers that all print."""
    simulator = (sys.executable, "-m", "simulator", "--printers", str(PRINTERS))
    options = ("--scene", "printing", "--speed", SPEED, "--broker")
    log = folder / "simulator.log"
    async with (
        broker(folder) as own,
        running("simulator", *simulator, *options, own.url, log=log),
        HomeAssistant(folder / "home-assistant") as hass,
    ):
        await add_found(hass, own.url, list(map(numbered_uuid, range(PRINTERS))))
        while not await all_print(hass):
            await asyncio.sleep(1)
        yield hass


async def changes_a_second(hass: HomeAssistant) -> float:
    """Return how often a second Home Assistant changes a state."""
    changes, began = 0, time.monotonic()
    async with hass.events("state_changed") as events:
        async for _ in events:
            changes += 1
            if (passed := time.monotonic() - began) > MEASURE_S:
                return changes / passed
    raise ConnectionError("Home Assistant hung up")


@asynccontextmanager
async def page_of(
    browser: Browser, hass: HomeAssistant, script: str = ""
) -> AsyncGenerator[Page]:
    """Give a page in a browser that has not been here before."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(180_000)
    await sign_in(context, hass)
    await context.add_init_script(script or ";")
    yield await context.new_page()
    await context.close()


async def first_paints(
    browser: Browser, hass: HomeAssistant, board: Board
) -> tuple[float, float]:
    """Return the ms to a board's first card: in a new browser, and the next time."""
    script = f"({FIRST_PAINT})({board.tag!r})"
    async with page_of(browser, hass, script) as page:
        paints = []
        for _ in range(2):
            await board.open(page, hass)
            painted = await page.wait_for_function("() => window.firstPaint")
            paints.append(float(await painted.json_value()))
            await page.wait_for_load_state("networkidle")
    return paints[0], paints[1]


async def running_costs(
    browser: Browser, hass: HomeAssistant, board: Board
) -> tuple[float, float]:
    """Return the percent of a core that a board takes: its scripts, and all it does."""
    async with page_of(browser, hass) as page:
        await board.open(page, hass)
        await page.wait_for_load_state("networkidle")
        await asyncio.sleep(SETTLE_S)
        session = await page.context.new_cdp_session(page)
        await session.send("Performance.enable", {"timeDomain": "threadTicks"})

        async def spent() -> list[float]:
            answer = await session.send("Performance.getMetrics")
            times = {each["name"]: each["value"] for each in answer["metrics"]}
            return [times["ScriptDuration"], times["TaskDuration"]]

        before, began = await spent(), time.monotonic()
        await asyncio.sleep(MEASURE_S)
        after, passed = await spent(), time.monotonic() - began
    scripts, everything = (
        100 * (now - then) / passed for now, then in zip(after, before, strict=True)
    )
    return scripts, everything


def medians(rounds: Figures) -> list[float]:
    """Return the medians of two figures over all rounds."""
    return [statistics.median(values) for values in zip(*rounds, strict=True)]


async def measure(hass: HomeAssistant, rounds: int) -> dict[Board, Figures]:
    """Print what is measured of first paints; return what boards cost while they run."""
    paints: dict[Board, Figures] = defaultdict(list)
    costs: dict[Board, Figures] = defaultdict(list)
    printers = await registered(hass)
    entity = await hass.command(
        "config/entity_registry/get", entity_id=printers[0].entities["state"]
    )
    every = boards(printers, entity["device_id"])
    for board in every:
        await save_board(hass, board_of(*board.cards), board.path)
    rate = await changes_a_second(hass)
    print(f"{len(printers)} printers, {rate:.0f} changes of states a second")
    async with chromium() as browser:
        for _ in range(rounds):
            for board in every[1:3]:
                paints[board].append(await first_paints(browser, hass, board))
        print(f"{'first paint of a card, ms':30}{'cold':>10}{'warm':>10}")
        for board, measured in paints.items():
            print("{:30}{:10.0f}{:10.0f}".format(board.name, *medians(measured)))
        for _ in range(rounds):
            for board in every:
                costs[board].append(await running_costs(browser, hass, board))
    return costs


async def run(rounds: int) -> bool:
    """Measure and print; return whether our cards cost no more than they may."""
    content = MODULE.read_bytes()
    size, zipped = len(content) / 1000, len(gzip.compress(content)) / 1000
    print(f"medians of {rounds} rounds; module {size:.1f} KB, gzipped {zipped:.1f} KB")
    with tempfile.TemporaryDirectory() as folder:
        async with farm(Path(folder)) as hass:
            costs = await measure(hass, rounds)
    print(f"{'% of a core':30}{'scripts':>10}{'all':>10}{'added':>10}{'allowed':>10}")
    within, empty = True, next(iter(costs.values()))
    for board, measured in costs.items():
        pairs = zip(measured, empty, strict=True)
        added = statistics.median(cost[1] - base[1] for cost, base in pairs)
        line = "{:30}{:10.1f}{:10.1f}".format(board.name, *medians(measured))
        is_ours = board.tag.startswith("factor")
        print(f"{line}{added:10.1f}" + is_ours * f"{ALLOWED_PERCENT:10.1f}")
        within = within and (not is_ours or added <= ALLOWED_PERCENT)
    return within


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    is_cheap = asyncio.run(run(parser.parse_args().rounds))
    sys.exit(
        0 if is_cheap else f"A card takes more than {ALLOWED_PERCENT} % of a core."
    )


if __name__ == "__main__":
    main()
