"""The dashboard cards in a real Chromium, at a real Home Assistant with real printers."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
import re
from typing import Any

from playwright.async_api import Browser, Locator, expect
import pytest
from yarl import URL

from demo.__main__ import broker_answers, register
from demo.home_assistant import HomeAssistant
from demo.printers import Printer as Registered
from simulator import Fleet, Printer, numbered_uuid

from ..mosquitto import Mosquitto
from .browser import TIMEOUT_MS, Window, chromium, find_chromium, window

pytestmark = [
    pytest.mark.skipif(find_chromium() is None, reason="Chromium is not installed"),
    pytest.mark.timeout(300),
]

expect.set_options(timeout=TIMEOUT_MS)

LEFT = "Prusa left"
SHORT_PRINT = "cable_clip.gcode"
PRINTER_CARD = "custom:factor-printer-card"
FARM_CARD = "custom:factor-farm-card"
# Pictures of integrations and of Home Assistant's own examples, from the internet; and
# previews of its cards for integrations that are not set up here.
PICKER = r"brands|demo\.home-assistant\.io|unknown_command"
DROP = """(card, [name, content]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([content], name));
  for (const type of ["dragover", "drop"])
    card.dispatchEvent(new DragEvent(type, { dataTransfer, cancelable: true }));
}"""


@pytest.fixture
async def browser() -> AsyncGenerator[Browser]:
    async with chromium() as running:
        yield running


@asynccontextmanager
async def house(
    broker: Mosquitto, folder: Path, printers: dict[str, Printer]
) -> AsyncGenerator[HomeAssistant]:
    """Run a Home Assistant with printers by their names."""
    async with (
        Fleet(broker.url, list(printers.values())),
        HomeAssistant(folder / "home-assistant") as hass,
    ):
        await register(
            hass,
            broker_answers(URL(broker.url)),
            [Registered(printer.uuid, name) for name, printer in printers.items()],
        )
        yield hass


async def devices(hass: HomeAssistant) -> dict[str, str]:
    """Return the ids of all devices by their names."""
    registry = await hass.command("config/device_registry/list")
    return {device["name"]: device["id"] for device in registry}


async def show_printer(view: Window, name: str = LEFT, **options: Any) -> Locator:
    """Show a printer's card."""
    device_id = (await devices(view.hass))[name]
    await view.show({"type": PRINTER_CARD, "device_id": device_id, **options})
    card = view.page.locator("factor-printer-card")
    await expect(card.get_by_text(name, exact=True)).to_be_visible()
    return card


async def percent(card: Locator) -> int:
    """Return how far the print on a card is."""
    bar = card.get_by_role("progressbar").first
    return int(await bar.get_attribute("aria-valuenow") or 0)


async def test_print_from_start_to_finish(
    broker: Mosquitto, browser: Browser, tmp_path: Path
) -> None:
    printer = Printer(numbered_uuid(1), speed=12)
    async with (
        house(broker, tmp_path, {LEFT: printer}) as hass,
        window(browser, hass) as view,
    ):
        card = await show_printer(view)
        state = card.locator(".state")
        await expect(state).to_have_text("Idle")

        await view.button("Print a file").click()
        dialog = view.page.locator("factor-files-dialog")
        await dialog.get_by_placeholder("Search for a file").fill("cable")
        await expect(dialog.get_by_role("listitem")).to_have_count(1)
        await dialog.get_by_role("button", name=re.compile(SHORT_PRINT)).click()
        await view.button("Print").click()
        await expect(state).to_have_text("Printing")

        await expect(card.locator("factor-time-left")).to_contain_text("left")
        left = await card.locator("factor-time-left").inner_text()
        await expect(card.locator("factor-time-left")).not_to_have_text(left)

        await view.button("Pause").click()
        await expect(state).to_have_text("Paused")
        await expect(card.get_by_text("Paused since")).to_be_visible()
        await view.button("Resume").click()
        await expect(state).to_have_text("Printing")

        await view.button("Cancel").click()
        await view.button("Go on printing").click()
        await expect(state).to_have_text("Printing")
        await expect(state).to_have_text("Finished")
        await expect(card.get_by_text("The print waits on the bed")).to_be_visible()
        await card.get_by_role("button", name=re.compile("Last prints")).click()
        await expect(card.get_by_role("listitem")).to_contain_text("Finished")


async def test_cancel(broker: Mosquitto, browser: Browser, tmp_path: Path) -> None:
    printer = Printer(numbered_uuid(1), scene="printing", speed=10)
    async with (
        house(broker, tmp_path, {LEFT: printer}) as hass,
        window(browser, hass) as view,
    ):
        card = await show_printer(view)
        await view.button("Cancel").click()
        await view.button("Cancel the print").click()
        await expect(card.locator(".state")).to_have_text("Idle")
        await expect(view.button("Print a file")).to_be_visible()


async def test_dropped_file_gets_to_the_printer(
    broker: Mosquitto, browser: Browser, tmp_path: Path
) -> None:
    printer = Printer(numbered_uuid(1))
    content = "G28\n" * 200_000
    async with (
        house(broker, tmp_path, {LEFT: printer}) as hass,
        window(browser, hass) as view,
    ):
        card = await show_printer(view)
        await card.evaluate(DROP, ["holiday.jpg", "x"])
        await expect(card.get_by_text("is no G-code")).to_be_visible()
        await card.evaluate(DROP, ["tower.gcode", content])
        await expect(card.get_by_role("progressbar")).to_be_visible()
        await expect(card.get_by_text("is on the printer")).to_be_visible()
        assert "tower.gcode" in printer.files
        await view.button("Print a file").click()
        await expect(view.page.get_by_text("tower.gcode").last).to_be_visible()


async def test_broker_is_lost_and_comes_back(
    broker: Mosquitto, browser: Browser, tmp_path: Path
) -> None:
    printer = Printer(numbered_uuid(1), scene="printing")
    async with (
        house(broker, tmp_path, {LEFT: printer}) as hass,
        window(browser, hass) as view,
    ):
        card = await show_printer(view)
        await expect(card.locator(".state")).to_have_text("Printing")
        broker.kill()
        await expect(card.locator(".state")).to_have_text(
            "Lost during a print", timeout=60_000
        )
        await expect(view.button("Pause")).to_be_hidden()
        broker.start()
        await expect(card.locator(".state")).to_have_text("Printing", timeout=60_000)
        await expect(view.button("Pause")).to_be_visible()


async def test_cards_through_the_picker(
    broker: Mosquitto, browser: Browser, tmp_path: Path
) -> None:
    printer = Printer(numbered_uuid(1), scene="printing")
    async with (
        house(broker, tmp_path, {LEFT: printer}) as hass,
        window(browser, hass, ignored=PICKER) as view,
    ):
        await view.show({"type": "markdown", "content": "Here"})
        await view.button("Edit dashboard").click()
        for name, tag in (
            ("FACTOR printer", "factor-printer-card"),
            ("FACTOR farm", "factor-farm-card"),
        ):
            await view.button("Add card").first.click()
            picker = view.page.locator("hui-dialog-create-card")
            await picker.get_by_role("tab", name="By card").click()
            await picker.get_by_placeholder("Search cards").fill(name)
            offered = picker.locator(".card").filter(has_text=name)
            await expect(offered.locator(tag)).to_contain_text(LEFT)
            await offered.locator(".overlay").click()
            editor = view.page.locator("hui-dialog-edit-card")
            await expect(editor.locator(tag)).to_contain_text(LEFT)
            if tag == "factor-printer-card":
                await choose_size(view, editor, "One line")
            await editor.get_by_role("button", name="Save", exact=True).click()
            await expect(editor.locator(tag)).to_have_count(0)
            await expect(view.page.locator(tag)).to_contain_text(LEFT)
        await expect(
            view.page.locator("factor-printer-card ha-card.line")
        ).to_be_visible()


async def choose_size(view: Window, editor: Locator, size: str) -> None:
    """Choose a printer card's size in its editor, and see it."""
    await editor.get_by_text("Size", exact=True).click()
    await view.page.get_by_text(size, exact=True).click()
    await expect(editor.locator("factor-printer-card ha-card.line")).to_be_visible()


async def test_farm_of_two_hundred(
    broker: Mosquitto, browser: Browser, tmp_path: Path
) -> None:
    printers = [
        Printer(numbered_uuid(number), scene="printing" if number % 2 else "idle")
        for number in range(200)
    ]
    async with (
        Fleet(broker.url, printers),
        HomeAssistant(tmp_path / "home-assistant") as hass,
        window(browser, hass) as view,
    ):
        entry = await hass.add_entry("factor", broker_answers(URL(broker.url)))
        found: dict[str, Any] = {
            "user": {"next_step_id": "search"},
            "pick": {"printers": [printer.uuid for printer in printers]},
        }
        await hass.add_subentry(entry["result"]["entry_id"], "printer", found)
        await view.show({"type": FARM_CARD})
        rows = view.page.locator("factor-farm-row")
        await expect(rows).to_have_count(200)
        await view.page.get_by_role("button", name=re.compile("100 Printing")).click()
        await expect(rows).to_have_count(100)
        paused = printers[77]
        paused.pause()
        await expect(rows).to_have_count(99)
        await view.page.get_by_role("button", name=re.compile("1 Need you")).click()
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text("Paused")
        await rows.click()
        dialog = view.page.locator("factor-printer-dialog")
        await expect(dialog.locator(".state")).to_have_text("Paused")
        await dialog.get_by_role("button", name="Resume", exact=True).click()
        await expect(dialog.locator(".state")).to_have_text("Printing")
        await dialog.get_by_role("button", name="Close", exact=True).click()
        await view.page.get_by_placeholder("Search by name or file").fill("nobody")
        await expect(view.page.get_by_text("No printer fits.")).to_be_visible()


async def test_dashboard_follows_what_is_registered(
    broker: Mosquitto, browser: Browser, tmp_path: Path
) -> None:
    printers = {LEFT: Printer(numbered_uuid(1), scene="printing")}
    async with (
        house(broker, tmp_path, printers) as hass,
        Fleet(broker.url, [Printer(numbered_uuid(2))]),
        window(browser, hass) as view,
    ):
        await view.save({"strategy": {"type": "custom:factor"}})
        await view.open("")
        await expect(view.page.locator("factor-printer-card")).to_contain_text(LEFT)
        (entry,) = await hass.command("config_entries/get", domain="factor")
        answers: dict[str, Any] = {
            "user": {"next_step_id": "uuid"},
            "uuid": {"device_uuid": numbered_uuid(2)},
            "found": {"name": "Voron right"},
        }
        await hass.add_subentry(entry["entry_id"], "printer", answers)
        tab = view.page.get_by_role("tab", name="Voron right")
        await tab.click()
        card = view.page.locator("factor-printer-card")
        await expect(card.locator(".state")).to_have_text("Idle")
        await view.page.get_by_role("tab", name="Prints").click()
        await expect(view.page.locator("hui-calendar-card")).to_be_visible()


LOOKS: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "light": ({}, {}, "Printing"),
    "dark": ({"color_scheme": "dark"}, {}, "Printing"),
    "phone": ({"viewport": {"width": 390, "height": 844}}, {}, "Printing"),
    "narrow": ({"viewport": {"width": 320, "height": 700}}, {}, "Printing"),
    "korean": ({}, {"selectedLanguage": '"ko"'}, "출력 중"),
    "right-to-left": ({}, {"selectedLanguage": '"he"'}, "Printing"),
}
OVERFLOWS = """() => [...document.querySelectorAll("home-assistant")]
  .flatMap(function walk(node) {
    const root = node.shadowRoot ?? node;
    return [...root.children].flatMap((child) => [child, ...walk(child)]);
  })
  .filter((each) => each.localName === "ha-card" && each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.className)"""


async def test_looks(broker: Mosquitto, browser: Browser, tmp_path: Path) -> None:
    printers = {
        LEFT: Printer(numbered_uuid(1), scene="printing"),
        "Voron right": Printer(numbered_uuid(2), tools=2, chamber=True),
        "Ender shelf": Printer(numbered_uuid(3), scene="finishing", speed=60),
    }
    async with house(broker, tmp_path, printers) as hass:
        for name, (options, stored, said) in LOOKS.items():
            async with window(browser, hass, **options) as view:
                script = "".join(
                    f"localStorage.setItem({key!r}, {value!r});"
                    for key, value in stored.items()
                )
                await view.page.add_init_script(script)
                await view.save({"strategy": {"type": "custom:factor"}})
                await view.open("farm")
                card = view.page.locator("factor-printer-card").filter(has_text=LEFT)
                await expect(card.locator(".state")).to_have_text(said)
                graphs = view.page.locator("hui-trend-graph-card-feature")
                await expect(graphs.first).to_be_visible()
                assert await view.page.evaluate(OVERFLOWS) == []
                if name == "right-to-left":
                    assert (
                        await card.evaluate("e => getComputedStyle(e).direction")
                        == "rtl"
                    )
                await view.shot(f"farm-{name}")


async def test_nothing_jumps_and_nothing_is_left(
    broker: Mosquitto, browser: Browser, tmp_path: Path
) -> None:
    printer = Printer(numbered_uuid(1), scene="printing", speed=60)
    async with (
        house(broker, tmp_path, {LEFT: printer}) as hass,
        window(browser, hass) as view,
    ):
        card = await show_printer(view)
        before, size = await percent(card), await card.bounding_box()
        await changed(card, lambda value: value > before)
        assert await card.bounding_box() == size
        handle = await card.element_handle()
        assert handle is not None
        await view.page.evaluate(
            """() => {
              history.pushState(null, "", "/history");
              window.dispatchEvent(new CustomEvent("location-changed"));
            }"""
        )
        await expect(card).to_have_count(0)
        assert not await handle.evaluate("card => card.isConnected")


async def changed(card: Locator, expected: Callable[[int], bool]) -> None:
    """Wait until the print on a card is as far as expected."""
    bar = card.get_by_role("progressbar").first
    values = [str(value) for value in range(101) if expected(value)]
    await expect(bar).to_have_attribute(
        "aria-valuenow", re.compile(f"^({'|'.join(values)})$")
    )
