"""The dashboard cards in a real Chromium, at a real Home Assistant with real printers."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import hashlib
import io
import re
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image
from playwright.async_api import Browser, Locator, expect
import pytest
from pytest_socket import enable_socket
from yarl import URL

from demo.__main__ import broker_answers, register
from demo.broker import HOST
from demo.home_assistant import HomeAssistant
from demo.printers import DOMAIN, Printer as Registered, registered
from simulator import Fleet, Printer, numbered_uuid

from ..mosquitto import Mosquitto
from ..test_previews import RED, thumbnail
from .browser import TIMEOUT_MS, Window, add_found, chromium, find_chromium, window
from .conftest import POLL_S, Site

pytestmark = [
    pytest.mark.skipif(find_chromium() is None, reason="Chromium is not installed"),
    pytest.mark.timeout(300),
]

expect.set_options(timeout=TIMEOUT_MS)

LEFT, RIGHT = "Prusa left", "Voron right"
SHORT_PRINT = "cable_clip.gcode"
PRINTER_CARD = "custom:factor-printer-card"
FARM_CARD = "custom:factor-farm-card"
STRATEGY = {"strategy": {"type": "custom:factor"}}
ENTRIES = "/api/config/config_entries/entry"
OFFLINE_AFTER_S = 5
FARM_LABELS = (
    "Title",
    "Only printers in these areas",
    "Only printers with one of these labels",
)
PICTURE = (220, 124)
# Pictures of integrations and of Home Assistant's own examples, from the internet; and
# previews of its cards for integrations that are not set up here.
PICKER = r"brands|demo\.home-assistant\.io|unknown_command"
DROP = """(card, [name, content]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([content], name));
  for (const type of ["dragover", "drop"])
    card.dispatchEvent(new DragEvent(type, { dataTransfer, cancelable: true }));
}"""
PERCENTS = """card => {
  window.percents = [];
  const look = () => {
    const bar = card.shadowRoot.querySelector("[data-face=transferring] [role=progressbar]");
    if (bar) percents.push([bar.ariaLabel.split(" ").at(-1), Number(bar.ariaValueNow)]);
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture
async def browser() -> AsyncGenerator[Browser]:
    async with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HomeAssistant]:
    """Run one Home Assistant for all tests of this file.

    Its process needs a loop of ours only to be started and stopped.
    """
    enable_socket()
    hass = HomeAssistant(tmp_path_factory.mktemp("dashboard") / "home-assistant")
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:

        async def start() -> None:
            await hass.start()
            await hass.close()

        runner.run(start())
        yield hass
        runner.run(hass.stop())


@pytest.fixture
async def hass(running: HomeAssistant) -> AsyncGenerator[HomeAssistant]:
    """Give the Home Assistant that all share; what a test adds to it goes with it."""
    yield running
    for entry in await running.command("config_entries/get", domain=DOMAIN):
        await running.request("DELETE", f"{ENTRIES}/{entry['entry_id']}")
    await running.close()


@asynccontextmanager
async def house(
    broker: Mosquitto, hass: HomeAssistant, printers: dict[str, Printer]
) -> AsyncGenerator[Fleet]:
    """Play printers, and register them by their names."""
    async with Fleet(broker.url, list(printers.values())) as fleet:
        await register(
            hass,
            broker_answers(URL(broker.url)),
            [Registered(printer.uuid, name) for name, printer in printers.items()],
        )
        yield fleet


async def show_printer(view: Window, name: str = LEFT, **options: Any) -> Locator:
    """Show a printer's card."""
    devices = await view.hass.command("config/device_registry/list")
    (device_id,) = (each["id"] for each in devices if each["name"] == name)
    await view.show({"type": PRINTER_CARD, "device_id": device_id, **options})
    card = view.page.locator("factor-printer-card")
    await expect(card.get_by_text(name, exact=True)).to_be_visible()
    return card


async def percent(card: Locator) -> int:
    """Return how far the print on a card is."""
    bar = card.get_by_role("progressbar").first
    return int(await bar.get_attribute("aria-valuenow") or 0)


async def further(card: Locator, than: int) -> None:
    """Wait until the print on a card is further."""
    values = "|".join(str(value) for value in range(than + 1, 101))
    bar = card.get_by_role("progressbar").first
    await expect(bar).to_have_attribute("aria-valuenow", re.compile(f"^({values})$"))


async def stays(view: Window) -> None:
    """Mark the page: one that is loaded again loses it."""
    await view.page.evaluate("() => { window.stays = true; }")


async def has_stayed(view: Window) -> bool:
    """Return whether the page is still the one that was marked."""
    return bool(await view.page.evaluate("() => window.stays"))


async def test_print_from_start_to_finish(
    broker: Mosquitto, browser: Browser, hass: HomeAssistant
) -> None:
    printer = Printer(numbered_uuid(1), speed=30)
    async with (
        house(broker, hass, {LEFT: printer}),
        window(browser, hass) as view,
    ):
        card = await show_printer(view)
        state = card.locator(".state")
        await expect(state).to_have_text("Idle")

        await view.button("Print a file").click()
        dialog = view.page.locator("factor-files-dialog")
        await expect(dialog.get_by_role("listitem")).to_have_count(3)
        await dialog.get_by_placeholder("Search for a file").fill("cable")
        await expect(dialog.get_by_role("listitem")).to_have_count(1)
        file = dialog.get_by_role("button", name=re.compile(SHORT_PRINT))
        await file.click()
        await view.button("Not now").click()
        await expect(view.button("Not now")).to_be_hidden()
        await asyncio.sleep(1)
        assert printer.machine.file is None
        await file.click()
        await view.button("Print").click()
        await expect(state).to_have_text("Printing")
        assert printer.machine.file
        assert printer.machine.file.name == SHORT_PRINT
        await expect(dialog.get_by_role("listitem")).to_have_count(0)
        await further(card, 0)

        printer.speed = 5
        button = await view.button("Pause").element_handle()
        assert button is not None
        await button.click()
        await expect(state).to_have_text("Paused")
        await expect(card.get_by_text("Paused since")).to_be_visible()
        await expect(view.button("Resume")).to_be_focused()
        await button.click()  # it is the same one, also for the focus
        await expect(state).to_have_text("Printing")

        await view.button("Cancel").click()
        await expect(view.page.get_by_text("This can't be undone")).to_be_visible()
        await view.button("Keep the print").click()
        await further(card, await percent(card))
        printer.speed = 60
        await expect(state).to_have_text("Finished")
        await expect(card.get_by_text("The print is still on the bed")).to_be_visible()
        await card.get_by_role("button", name=re.compile("Last prints")).click()
        await expect(card.get_by_role("listitem")).to_contain_text("Finished")
        await expect(card.get_by_role("listitem")).to_contain_text(SHORT_PRINT)

        printer.speed = 10
        await view.button("Print a file").click()
        await dialog.get_by_role("button", name=re.compile("gear_housing")).click()
        await view.button("Print").click()
        await expect(state).to_have_text("Printing")
        await view.button("Cancel").click()
        await view.button("Cancel the print").click()
        await expect(state).to_have_text("Idle", timeout=60_000)
        await expect(view.button("Print a file")).to_be_visible()


async def test_time_left_counts_down_by_itself(
    broker: Mosquitto, browser: Browser, hass: HomeAssistant
) -> None:
    printer = Printer(numbered_uuid(1), scene="printing")
    async with (
        house(broker, hass, {LEFT: printer}),
        window(browser, hass) as view,
    ):
        await view.page.clock.install()
        card = await show_printer(view)
        time_left = card.locator("factor-time-left")
        await expect(time_left).to_contain_text("left")
        # not by what the printer tells
        await card.evaluate("card => { card.shouldUpdate = () => false; }")
        before = await time_left.inner_text()
        await view.page.clock.fast_forward("02:00")
        await expect(time_left).not_to_have_text(before)


async def test_dropped_file_gets_to_the_printer(
    broker: Mosquitto, browser: Browser, hass: HomeAssistant
) -> None:
    printer = Printer(numbered_uuid(1))
    content = thumbnail(PICTURE, RED) + "G28\n" * 500_000
    async with (
        house(broker, hass, {LEFT: printer}),
        window(browser, hass) as view,
    ):
        card = await show_printer(view)
        await card.evaluate(DROP, ["notes.txt", "x"])
        await expect(card.get_by_role("status")).to_contain_text(
            "notes.txt is no G-code"
        )
        await card.evaluate(PERCENTS)
        devtools = await view.page.context.new_cdp_session(view.page)
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1}
        slow["uploadThroughput"] = len(content)  # it takes a second
        await devtools.send("Network.emulateNetworkConditions", slow)
        await card.evaluate(DROP, ["tower.gcode", content])
        await expect(card.get_by_text("is on the printer")).to_be_visible()
        percents = await view.page.evaluate("() => percents")
        for way in ("Assistant", "printer"):
            seen = {percent for to, percent in percents if to == way}
            assert any(0 < percent < 100 for percent in seen), (way, seen)
        stored = printer.machine.files["tower.gcode"]
        sent = hashlib.sha1(content.encode(), usedforsecurity=False).hexdigest()
        assert (stored.size, stored.sha1) == (len(content), sent)
        assert "notes.txt" not in printer.files
        await view.button("Print a file").click()
        dialog = view.page.locator("factor-files-dialog")
        await expect(dialog.get_by_role("listitem")).to_have_count(4)
        await dialog.get_by_role("button", name=re.compile("tower")).click()
        await view.button("Print").click()
        picture = card.locator("img.preview")
        await expect(picture).to_have_js_property("naturalWidth", PICTURE[0])
        line = await show_printer(view, layout="line")
        picture = line.locator("ha-tile-icon img")
        await expect(picture).to_have_js_property("naturalWidth", PICTURE[0])


@dataclass
class Webcam:
    """A webcam that streams JPEG: how many look at it, and the frames that they got."""

    viewers: int = 0
    frames: int = 0

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Send a frame after the other.

        They are noise, which takes some KB: Home Assistant looks for a picture in each
        100 KB of a stream, for ten seconds.
        """
        with io.BytesIO() as file:
            Image.effect_noise(PICTURE, 64).save(file, "JPEG")
            head = b"--frame\r\nContent-Type: image/jpeg\r\n\r\n"
            frame = head + file.getvalue() + b"\r\n"
        kind = "multipart/x-mixed-replace; boundary=frame"
        response = web.StreamResponse(headers={"Content-Type": kind})
        await response.prepare(request)
        self.viewers += 1
        try:
            while True:
                await response.write(frame)
                self.frames += 1
                await asyncio.sleep(POLL_S)
        finally:
            self.viewers -= 1

    async def sends(self, frames: int) -> None:
        """Wait until it has sent some more frames."""
        until = self.frames + frames
        while self.frames < until:
            await asyncio.sleep(POLL_S)


async def test_webcam_is_live_as_long_as_it_is_looked_at(
    broker: Mosquitto, browser: Browser, hass: HomeAssistant
) -> None:
    webcam = Webcam()
    app = web.Application()
    app.router.add_get("/", webcam.show)
    async with (
        house(broker, hass, {LEFT: Printer(numbered_uuid(1))}),
        TestServer(app, host=HOST) as server,
        window(browser, hass) as view,
    ):
        url = str(server.make_url("/"))
        await Site(hass).change(camera={"stream_url": url})
        card = await show_printer(view)
        picture = card.locator("ha-camera-stream img")
        await expect(picture).to_have_js_property("naturalWidth", PICTURE[0])
        await webcam.sends(frames=30)
        assert webcam.viewers == 1
        await view.leave()
        async with asyncio.timeout(TIMEOUT_MS / 1000):
            while webcam.viewers:
                await asyncio.sleep(POLL_S)


async def test_broker_is_lost_and_comes_back(
    broker: Mosquitto, browser: Browser, hass: HomeAssistant
) -> None:
    printer = Printer(numbered_uuid(1), scene="printing", speed=10)
    async with (
        house(broker, hass, {LEFT: printer}),
        window(browser, hass) as view,
    ):
        await Site(hass).change(offline_after=OFFLINE_AFTER_S)
        card = await show_printer(view)
        state = card.locator(".state")
        await expect(state).to_have_text("Printing")
        await stays(view)
        broker.kill()
        await expect(state).to_have_text("Lost during a print")
        await expect(view.button("Pause")).to_be_hidden()
        await expect(view.button("Print a file")).to_be_hidden()
        broker.start()
        await expect(state).to_have_text("Printing", timeout=60_000)
        await expect(view.button("Pause")).to_be_visible()
        await expect(card.locator("factor-time-left")).to_be_visible()
        await further(card, await percent(card))
        assert await has_stayed(view)


async def test_cards_through_the_picker(
    broker: Mosquitto, browser: Browser, hass: HomeAssistant
) -> None:
    printer = Printer(numbered_uuid(1), scene="printing")
    async with (
        house(broker, hass, {LEFT: printer}),
        window(browser, hass, ignored=PICKER) as view,
    ):
        await view.show({"type": "markdown", "content": "Here"})
        await view.button("Edit dashboard").click()
        picker = view.page.locator("hui-dialog-create-card")
        editor = view.page.locator("hui-dialog-edit-card")
        for name, tag, labels in (
            ("FACTOR printer", "factor-printer-card", ("Printer", "Size", "Light")),
            ("FACTOR farm", "factor-farm-card", FARM_LABELS),
        ):
            await view.button("Add card").first.click()
            await picker.get_by_role("tab", name="By card").click()
            await picker.get_by_placeholder("Search cards").fill("FACTOR")
            offered = picker.locator(".card").filter(has_text=name)
            await expect(offered.locator(tag)).to_contain_text(LEFT)
            await offered.locator(".overlay").click()
            await expect(editor.locator(tag)).to_contain_text(LEFT)
            form = editor.locator("ha-form").first
            for label in labels:
                await expect(form.get_by_text(label, exact=True)).to_be_visible()
            if tag == "factor-printer-card":
                await expect(form.locator("ha-device-picker")).to_contain_text(LEFT)
            await save(editor, tag)
            await expect(view.page.locator(tag)).to_contain_text(LEFT)

        card = view.page.locator("factor-printer-card")
        for size, name in (("compact", "Compact"), ("line", "One line")):
            wrapper = view.page.locator("hui-card-edit-mode").filter(has=card)
            await wrapper.hover()
            await wrapper.get_by_role("button", name="Edit card").click()
            await editor.get_by_text("Size", exact=True).click()
            await view.page.get_by_text(name, exact=True).click()
            drawn = f"factor-printer-card ha-card.{size}"
            await expect(editor.locator(drawn)).to_be_visible()
            await save(editor, "factor-printer-card")
            await expect(view.page.locator(drawn)).to_be_visible()

        await view.button("Add card").first.click()
        await picker.get_by_role("tab", name="By entity").click()
        await picker.get_by_placeholder("Search entities").fill("left progress")
        await picker.get_by_text("Progress", exact=True).first.click()
        suggested = picker.locator("factor-printer-card")
        await expect(suggested).to_contain_text(LEFT)


async def save(editor: Locator, tag: str) -> None:
    """Save a card in its editor, which closes by that."""
    await editor.get_by_role("button", name="Save", exact=True).click()
    await expect(editor.locator(tag)).to_have_count(0)


async def test_farm_of_two_hundred(
    broker: Mosquitto, browser: Browser, hass: HomeAssistant
) -> None:
    printers = [
        Printer(numbered_uuid(number), scene="printing" if number % 2 else "idle")
        for number in range(200)
    ]
    async with (
        Fleet(broker.url, printers),
        window(browser, hass) as view,
    ):
        await add_found(hass, broker.url, [printer.uuid for printer in printers])
        await view.show({"type": FARM_CARD})
        rows = view.page.locator("factor-farm-row")
        await expect(rows).to_have_count(200)
        printing = view.page.get_by_role("button", name=re.compile("100 Printing"))
        await expect(printing).to_have_attribute("aria-pressed", "false")
        await rows.last.scroll_into_view_if_needed()
        await expect(rows.last.locator(".state")).to_have_text("Idle")
        await printing.click()
        await expect(rows).to_have_count(100)
        paused = printers[77]
        paused.pause()
        await expect(rows).to_have_count(99)
        pressed = view.page.get_by_role("button", name=re.compile("99 Printing"))
        await expect(pressed).to_have_attribute("aria-pressed", "true")
        await pressed.click()
        await expect(rows).to_have_count(200)
        await expect(rows.first).to_contain_text("Paused")
        await view.page.get_by_role("button", name=re.compile("1 Attention")).click()
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text("Paused")
        name = await rows.locator(".name").first.inner_text()
        await rows.click()
        dialog = view.page.locator("factor-printer-dialog")
        await expect(dialog.locator(".state")).to_have_text("Paused")
        await expect(dialog.locator(".name").first).to_have_text(name)
        await dialog.get_by_role("button", name="Resume", exact=True).click()
        await expect(dialog.locator(".state")).to_have_text("Printing")
        await dialog.get_by_role("button", name="Close", exact=True).click()
        await expect(dialog.locator(".state")).to_have_count(0)
        search = view.page.get_by_placeholder("Search by name or file")
        await search.fill(name)
        await expect(view.page.get_by_text("No printer fits.")).to_be_visible()
        await view.page.get_by_role("button", name=re.compile("Attention")).click()
        found = await rows.locator(".name[dir]").all_inner_texts()
        assert 0 < len(found) < 200
        assert all(name.split()[-1] in each for each in found)
        await search.fill("nobody")
        await expect(view.page.get_by_text("No printer fits.")).to_be_visible()
        await search.fill("")
        await expect(rows).to_have_count(200)
        idle = rows.filter(has=view.page.locator(".state", has_text="Idle"))
        names = await idle.locator(".name[dir]").all_inner_texts()
        assert len(names) == 100
        assert names == sorted(names, key=lambda each: int(f"0{each[24:]}"))
        await search.fill(name)
        await rows.filter(has_text=name).first.click()
        await expect(dialog.locator(".state")).to_have_text("Printing")


async def test_keyboard_alone_will_do(
    broker: Mosquitto, browser: Browser, hass: HomeAssistant
) -> None:
    printers = {
        name: Printer(numbered_uuid(number), scene="printing")
        for number, name in enumerate((LEFT, RIGHT, "Ender shelf"))
    }
    async with (
        house(broker, hass, printers),
        window(browser, hass) as view,
    ):
        await view.show({"type": FARM_CARD})
        rows = view.page.locator("factor-farm-row")
        await expect(rows).to_have_count(3)
        await rows.last.get_by_role("button").focus()
        name = await rows.last.locator(".name").first.inner_text()
        printers[name].pause()
        moved = rows.filter(has_text="Paused")
        await expect(rows.first).to_contain_text("Paused")
        await expect(moved.get_by_role("button")).to_be_focused()
        await expect(moved.get_by_role("button")).to_have_css("outline-style", "solid")
        await view.page.keyboard.press("Enter")
        dialog = view.page.locator("factor-printer-dialog")
        await expect(dialog.locator(".state")).to_have_text("Paused")
        resume = dialog.get_by_role("button", name="Resume", exact=True)
        for _ in range(10):
            await view.page.keyboard.press("Tab")
            if await resume.evaluate("button => button.matches(':focus-visible')"):
                break
        await expect(resume).to_have_css("outline-style", "solid")
        await view.page.keyboard.press("Space")
        await expect(dialog.locator(".state")).to_have_text("Printing")
        pause = dialog.get_by_role("button", name="Pause", exact=True)
        await expect(pause).to_be_focused()
        await view.page.keyboard.press("Escape")
        await expect(dialog.locator(".state")).to_have_count(0)
        row = rows.filter(has_text=name).get_by_role("button")
        await expect(row).to_be_focused()


async def test_dashboard_follows_what_is_registered(
    broker: Mosquitto, browser: Browser, hass: HomeAssistant
) -> None:
    printers = {LEFT: Printer(numbered_uuid(1), scene="printing", speed=30)}
    async with (
        house(broker, hass, printers),
        Fleet(broker.url, [Printer(numbered_uuid(2))]),
        window(browser, hass) as view,
    ):
        await view.save(STRATEGY)
        await view.open("")
        await expect(view.page.locator("factor-printer-card")).to_contain_text(LEFT)
        await stays(view)
        (entry,) = await hass.command("config_entries/get", domain="factor")
        answers: dict[str, Any] = {
            "user": {"next_step_id": "uuid"},
            "uuid": {"device_uuid": numbered_uuid(2)},
            "found": {"name": RIGHT},
        }
        await hass.add_subentry(entry["entry_id"], "printer", answers)
        await expect(view.page.get_by_role("tab")).to_have_text(
            ["Farm", LEFT, RIGHT, "Prints"]
        )
        await view.page.get_by_role("tab", name=RIGHT).click()
        card = view.page.locator("factor-printer-card")
        await expect(card.locator(".state")).to_have_text("Idle")
        await view.page.get_by_role("tab", name="Prints").click()
        await expect(view.page.locator("hui-calendar-card")).to_be_visible()
        await view.page.get_by_role("tab", name="Farm").click()
        await view.page.locator("factor-farm-row").filter(has_text=LEFT).click()
        await expect(card).to_have_count(1)
        await expect(card.locator(".state")).to_have_text("Printing")
        await view.page.evaluate(COUNT_GENERATED)
        await further(card, await percent(card))
        assert await view.page.evaluate("() => generated") == 0
        devices = await hass.command("config/device_registry/list")
        (device_id,) = (each["id"] for each in devices if each["name"] == LEFT)
        renamed = {"device_id": device_id, "name_by_user": "Prusa far left"}
        await hass.command("config/device_registry/update", **renamed)
        tabs = view.page.get_by_role("tab")
        await expect(tabs).to_have_text(["Farm", "Prusa far left", RIGHT, "Prints"])
        subentries = await hass.command(
            "config_entries/subentries/list", entry_id=entry["entry_id"]
        )
        (right,) = (each for each in subentries if each["title"] == RIGHT)
        await hass.command(
            "config_entries/subentries/delete",
            entry_id=entry["entry_id"],
            subentry_id=right["subentry_id"],
        )
        await expect(tabs).to_have_text(["Prusa far left", "Prints"])
        assert await has_stayed(view)


COUNT_GENERATED = """() => {
  window.generated = 0;
  const strategy = customElements.get("ll-strategy-dashboard-factor");
  const { generate } = strategy;
  strategy.generate = (...given) => {
    generated += 1;
    return generate.call(strategy, ...given);
  };
}"""
LOOKS: dict[str, tuple[dict[str, Any], str, str]] = {
    "light": ({}, "en", "Printing"),
    "dark": ({"color_scheme": "dark"}, "en", "Printing"),
    "phone": ({"viewport": {"width": 390, "height": 844}}, "en", "Printing"),
    "narrow": ({"viewport": {"width": 320, "height": 700}}, "en", "Printing"),
    "korean": ({}, "ko", "출력 중"),
    "right-to-left": ({}, "he", "Printing"),
}
ALL = """const all = (root) => [...root.querySelectorAll("*")]
  .flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);"""
ICON_SIDES = f"""() => {{
  {ALL}
  return all(document)
    .filter((each) => each.matches("ha-tile-icon:has(+ .title, + .texts)"))
    .map((icon) => {{
      const [own, title] = [icon, icon.nextElementSibling]
        .map((each) => each.getBoundingClientRect());
      return own.x < title.x ? "left" : "right";
    }});
}}"""
OVERFLOWS = f"""() => {{
  {ALL}
  const page = document.scrollingElement;
  const isWhole = (each) => each.localName === "ha-card"
    || each.getRootNode().host?.localName.startsWith("factor-")
    && getComputedStyle(each).textOverflow !== "ellipsis";
  return [page, ...all(document).filter(isWhole)]
    .filter((each) => each.scrollWidth > each.clientWidth + 1)
    .map((each) => `${{each.localName}} ${{each.className}}`);
}}"""
IS_DRAWN = f"""() => {{
  {ALL}
  const every = all(document);
  const graphs = every.filter((each) => each.localName === "hui-trend-graph-card-feature");
  return document.fonts.status === "loaded"
    && every.every((each) => each.localName !== "img" || each.complete)
    && every.every((each) => each.localName !== "ha-icon" || each.shadowRoot.querySelector("path, ha-svg-icon"))
    && graphs.every((each) => each.shadowRoot.querySelector("hui-graph-base"));
}}"""


async def test_looks(broker: Mosquitto, browser: Browser, hass: HomeAssistant) -> None:
    printers = {
        LEFT: Printer(numbered_uuid(1), scene="printing"),
        RIGHT: Printer(numbered_uuid(2), tools=2, chamber=True),
        "Ender shelf": Printer(numbered_uuid(3), scene="finishing", speed=60),
    }
    async with house(broker, hass, printers):
        for name, (options, language, said) in LOOKS.items():
            async with window(browser, hass, **options) as view:
                await view.page.add_init_script(
                    f"localStorage.setItem('selectedLanguage', '\"{language}\"');"
                )
                await view.save(STRATEGY)
                await view.open("farm")
                card = view.page.locator("factor-printer-card").filter(has_text=LEFT)
                await expect(card.locator(".state")).to_have_text(said)
                assert await card.locator("factor-heater").count() == 2
                for shown in ("farm", "printer"):
                    if shown == "printer":
                        row = view.page.locator("factor-farm-row")
                        await row.filter(has_text=LEFT).click()
                        await expect(
                            view.page.locator("factor-farm-row")
                        ).to_have_count(0)
                        await expect(card.locator(".state")).to_have_text(said)
                    await view.page.wait_for_function(IS_DRAWN)
                    assert await view.page.evaluate(OVERFLOWS) == [], name
                    sides = await view.page.evaluate(ICON_SIDES)
                    assert set(sides) == {"right" if language == "he" else "left"}
                    await view.shot(f"{shown}-{name}")


async def test_nothing_jumps_when_values_change(
    broker: Mosquitto, browser: Browser, hass: HomeAssistant
) -> None:
    async with (
        house(broker, hass, {LEFT: Printer(numbered_uuid(1), scene="printing")}),
        window(browser, hass) as view,
    ):
        card = await show_printer(view)
        await expect(card.locator("factor-heater hui-graph-base")).to_have_count(2)
        (printer,) = await registered(hass)
        boxes = []
        for progress, degrees, finish, said in (
            (9, 20.1, "2099-01-01T00:00:00+00:00", "9%"),
            (10, 199.9, "2026-01-01T00:00:00+00:00", "10%"),
            (100, 0.4, "2030-01-01T00:00:00+00:00", "100%"),
        ):
            for key, value in (
                ("tool0_temperature", degrees),
                ("bed_temperature", degrees),
                ("finish_time", finish),
                ("progress", progress),
            ):
                path = f"/api/states/{printer.entities[key]}"
                old = await hass.request("GET", path)
                changed = {"state": str(value), "attributes": old["attributes"]}
                await hass.request("POST", path, json=changed)
            await expect(card.get_by_text(said, exact=True)).to_be_visible()
            boxes.append(await card.evaluate(BOXES))
        assert len(boxes[0]) > 10
        assert boxes == [boxes[0]] * 3


BOXES = f"""(card) => {{
  {ALL}
  return all(card.shadowRoot)
    .filter((each) => each.matches(
      "ha-card, ha-tile-icon, .title, .bar, .row, factor-heater, .value, .graph, button"))
    .map((each) => {{
      const {{ x, y, width, height }} = each.getBoundingClientRect();
      return [each.className || each.localName, x, y, width, height];
    }});
}}"""


async def test_nothing_is_left_of_cards_that_are_gone(
    broker: Mosquitto, browser: Browser, hass: HomeAssistant
) -> None:
    printers = {
        LEFT: Printer(numbered_uuid(1), scene="finishing", speed=0.1),
        RIGHT: Printer(numbered_uuid(2), scene="printing"),
    }
    async with (
        house(broker, hass, printers),
        window(browser, hass) as view,
    ):
        await view.watch()
        await view.save(STRATEGY)
        await view.open("farm")
        cards = view.page.locator("factor-printer-card, factor-farm-card")
        await expect(cards).to_have_count(3)
        await expect(view.page.locator("factor-time-left")).to_have_count(4)
        assert len(await view.left()) >= 4
        handles = await cards.element_handles()
        await view.leave()
        await expect(cards).to_have_count(0)
        for handle in handles:
            assert not await handle.evaluate("card => card.isConnected")
        assert await view.left() == []

        line = await show_printer(view, RIGHT, layout="line")
        await line.click()
        dialog = view.page.locator("factor-printer-dialog")
        await expect(dialog.locator("factor-time-left")).to_be_visible()
        await dialog.get_by_role("button", name="Close", exact=True).click()
        await expect(dialog.locator("factor-printer-card")).to_have_count(0)
        await view.leave()
        await expect(line).to_have_count(0)
        assert await view.left() == []
