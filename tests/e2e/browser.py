"""A real Chromium that looks at a real Home Assistant."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import os
from pathlib import Path
import re
import shutil
from typing import Any

from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    async_playwright,
)

from demo.home_assistant import HomeAssistant
from demo.process import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")
SCREENSHOTS = ROOT / ".cache" / "screenshots"
TIMEOUT_MS = 30_000
DASHBOARD = "test-board"
REJECTIONS = """addEventListener("unhandledrejection", ({ reason }) => {
  if (!(reason instanceof Error)) console.error(JSON.stringify(reason));
})"""


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


@dataclass
class Window:
    """A page on one of Home Assistant's dashboards, and what went wrong on it."""

    hass: HomeAssistant
    page: Page
    errors: list[str] = field(default_factory=list)

    async def show(self, *cards: dict[str, Any], **view: Any) -> None:
        """Show a dashboard with some cards, each in a section of its own."""
        sections = [{"type": "grid", "cards": [card]} for card in cards]
        view = {"type": "sections", "sections": sections, **view}
        await self.save({"views": [view]})
        await self.open()

    async def save(self, config: dict[str, Any]) -> None:
        """Make the dashboard, or change it."""
        boards = await self.hass.command("lovelace/dashboards/list")
        if DASHBOARD not in {board["url_path"] for board in boards}:
            await self.hass.command(
                "lovelace/dashboards/create", url_path=DASHBOARD, title="Board"
            )
        await self.hass.command(
            "lovelace/config/save", url_path=DASHBOARD, config=config
        )

    async def open(self, view: str = "0") -> None:
        """Open a view of the dashboard."""
        await self.page.goto(f"{self.hass.url}/{DASHBOARD}/{view}")

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
    """Open a window as a user of its own; on its end nothing may have gone wrong.

    What is `ignored` is a pattern: of what Home Assistant does without us.
    """
    context = await browser.new_context(
        **{"viewport": {"width": 1280, "height": 900}, **options}
    )
    context.set_default_timeout(TIMEOUT_MS)
    page = await context.new_page()
    opened = Window(hass, page)

    def heard(message: ConsoleMessage) -> None:
        said = f"{message.text} ({message.location['url']})"
        if message.type == "error" and not re.search(ignored, said):
            opened.errors.append(said)

    # what is thrown that is no error, Playwright calls just "Object"
    await page.add_init_script(REJECTIONS)
    page.on("console", heard)
    page.on(
        "pageerror",
        lambda error: error.message != "Object" and opened.errors.append(str(error)),
    )
    try:
        yield opened
    except BaseException:
        await opened.shot("failed")
        raise
    finally:
        await context.close()
    assert opened.errors == [], opened.errors
