"""A real Chromium that looks at a real Home Assistant."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import batched
import json
import os
from pathlib import Path
import re
import shutil
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    async_playwright,
)
from yarl import URL

from custom_components.factor.room import MAX_PRINTERS
from demo.__main__ import broker_answers
from demo.home_assistant import HomeAssistant
from demo.printers import DOMAIN
from demo.process import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")
SCREENSHOTS = ROOT / ".cache" / "screenshots"
TIMEOUT_MS = 30_000
POLL_S = 1
A_YEAR_S = 365 * 24 * 3600
BOARD = "test-board"
REJECTIONS = """addEventListener("unhandledrejection", ({ reason }) => {
  if (!(reason instanceof Error)) console.error(JSON.stringify(reason));
})"""
# What our module leaves running: timers, and listeners on what outlives its elements.
WATCH = """(() => {
  const left = (window.factorLeft = new Map());
  // the lines: the error, this function, the one below, and who called that
  const isOurs = () => new Error().stack.split("\\n")[3]?.includes("/factor.js");
  for (const [start, stop] of [
    ["setTimeout", "clearTimeout"],
    ["setInterval", "clearInterval"],
    ["requestAnimationFrame", "cancelAnimationFrame"],
  ]) {
    const [started, stopped] = [window[start], window[stop]];
    window[start] = (run, ...rest) => {
      if (!isOurs()) return started.call(window, run, ...rest);
      const id = started.call(window, (...given) => {
        if (start !== "setInterval") left.delete(`${start} ${id}`);
        run(...given);
      }, ...rest);
      left.set(`${start} ${id}`, new Error().stack);
      return id;
    };
    window[stop] = (id) => {
      left.delete(`${start} ${id}`);
      stopped.call(window, id);
    };
  }
  for (const target of [window, document]) {
    const { addEventListener: add, removeEventListener: remove } = target;
    target.addEventListener = (type, listener, ...rest) => {
      if (isOurs()) left.set(listener, type);
      add.call(target, type, listener, ...rest);
    };
    target.removeEventListener = (type, listener, ...rest) => {
      left.delete(listener);
      remove.call(target, type, listener, ...rest);
    };
  }
})()"""


def find_chromium() -> str | None:
    """Return the path of a Chromium that is installed, None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """Run Chromium until the block ends."""
    async with async_playwright() as playwright:
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=root
        )
        yield browser
        await browser.close()


async def sign_in(context: BrowserContext, hass: HomeAssistant) -> None:
    """Let all pages of a context be those of the owner, who was asked to stay."""
    tokens = {
        "hassUrl": hass.url,
        "clientId": f"{hass.url}/",
        "access_token": hass.token,
        "token_type": "Bearer",
        "refresh_token": "",
        "expires_in": A_YEAR_S,
        "expires": 1000 * A_YEAR_S * 1000,
    }
    stored = json.dumps(json.dumps(tokens))
    await context.add_init_script(f"localStorage.setItem('hassTokens', {stored})")


async def save_board(
    hass: HomeAssistant, config: dict[str, Any], path: str = BOARD
) -> None:
    """Make a dashboard, or change it."""
    boards = await hass.command("lovelace/dashboards/list")
    if path not in {board["url_path"] for board in boards}:
        await hass.command("lovelace/dashboards/create", url_path=path, title="Board")
    await hass.command("lovelace/config/save", url_path=path, config=config)


def board_of(*cards: dict[str, Any], **view: Any) -> dict[str, Any]:
    """Return a dashboard with some cards, each in a section of its own."""
    sections = [{"type": "grid", "cards": [card]} for card in cards]
    return {"views": [{"type": "sections", "sections": sections, **view}]}


async def add_found(hass: HomeAssistant, broker_url: str, uuids: Sequence[str]) -> None:
    """Add a broker, and at once those printers that a search on it finds.

    It is added again for those that an entry has no room for. Return when all are
    there: each has one camera.
    """
    for some in batched(uuids, MAX_PRINTERS):
        entry = await hass.add_entry(DOMAIN, broker_answers(URL(broker_url)))
        found: dict[str, Any] = {
            "user": {"next_step_id": "search"},
            "pick": {"printers": list(some)},
        }
        await hass.add_subentry(entry["result"]["entry_id"], "printer", found)
    while sum(each.startswith("camera.") for each in await hass.states()) < len(uuids):
        await asyncio.sleep(POLL_S)


@dataclass
class Window:
    """A page on one of Home Assistant's dashboards, and what went wrong on it."""

    hass: HomeAssistant
    page: Page
    errors: list[str] = field(default_factory=list)

    async def show(self, *cards: dict[str, Any], **view: Any) -> None:
        """Show a dashboard with some cards, each in a section of its own."""
        await self.save(board_of(*cards, **view))
        await self.open()

    async def save(self, config: dict[str, Any]) -> None:
        """Make the dashboard, or change it."""
        await save_board(self.hass, config)

    async def open(self, view: str = "0") -> None:
        """Open a view of the dashboard."""
        await self.page.goto(f"{self.hass.url}/{BOARD}/{view}")

    async def leave(self) -> None:
        """Go to a page without cards, as by Home Assistant's own menu."""
        await self.page.evaluate(
            """() => {
              history.pushState(null, "", "/profile/general");
              window.dispatchEvent(new CustomEvent("location-changed"));
            }"""
        )

    async def watch(self) -> None:
        """Watch what our module begins, from the next address that is opened on."""
        await self.page.add_init_script(WATCH)

    async def left(self) -> list[str]:
        """Return what of it still runs: its timers and its listeners."""
        return list(await self.page.evaluate("() => [...factorLeft.values()]"))

    def button(self, name: str) -> Locator:
        """Return the button with a name."""
        return self.page.get_by_role("button", name=name, exact=True)

    async def shot(self, name: str) -> Path:
        """Take a picture, once nothing moves any more."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        await self.page.screenshot(path=path, animations="disabled")
        return path


@asynccontextmanager
async def window(
    browser: Browser, hass: HomeAssistant, *, ignored: str = "brands", **options: Any
) -> AsyncGenerator[Window]:
    """Open a window as the owner; on its end nothing may have gone wrong.

    What is `ignored` is a pattern: of what Home Assistant does without us.
    """
    context = await browser.new_context(
        **{"viewport": {"width": 1280, "height": 900}, **options}
    )
    context.set_default_timeout(TIMEOUT_MS)
    await sign_in(context, hass)
    # what is thrown that is no error, Playwright calls just "Object"
    await context.add_init_script(REJECTIONS)
    page = await context.new_page()
    opened = Window(hass, page)

    def heard(message: ConsoleMessage) -> None:
        said = f"{message.text} ({message.location['url']})"
        if message.type == "error" and not re.search(ignored, said):
            opened.errors.append(said)

    def thrown(error: Error) -> None:
        if error.message != "Object":
            opened.errors.append(str(error))

    page.on("console", heard)
    page.on("pageerror", thrown)
    try:
        yield opened
    except BaseException:
        await opened.shot("failed")
        raise
    finally:
        await context.close()
    assert opened.errors == [], opened.errors
