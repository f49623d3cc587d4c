"""The actions on a printer's files, over a real broker."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from pathlib import Path
import tempfile
import threading
from time import time
from typing import Any

from aiohttp import FormData
import msgspec
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import voluptuous as vol

from custom_components.factor import sources
from custom_components.factor.const import CONF_DEVICE_UUID, DOMAIN
from custom_components.factor.coordinator import PrinterCoordinator
from homeassistant.components.file_upload import TEMP_DIR_NAME
from homeassistant.components.media_source import PlayMedia
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from simulator import Printer
from simulator.link import Link

from . import asked_of, set_up, wait_until
from .actions import (
    GCODE_IN,
    STATE,
    act,
    check_nothing_sent,
    check_told,
    device_id,
    error_of,
    listening,
    playing,
    playing_this,
)
from .conftest import UUID
from .mosquitto import Mosquitto
from .payloads import recorded

CUBE = "calibration_cube.gcode"
MINE = "내 부품 1.gcode"
GCODE = b"G28\nG1 X10 E1\n" * 4000  # some chunks

type Kept = Callable[[], list[str]]


class Browser:
    """A browser, as it uploads files to Home Assistant."""

    def __init__(self, client: Any) -> None:
        self._client = client

    async def choose(self, name: str) -> str:
        """Upload a file and return its id."""
        form = FormData(quote_fields=False)  # as browsers do
        form.add_field("file", GCODE, filename=name)
        answer = await self._client.post("/api/file_upload", data=form)
        assert answer.status == HTTPStatus.OK
        return str((await answer.json())["file_id"])

    async def forget(self, file_id: str) -> None:
        """Delete a file that was uploaded."""
        answer = await self._client.delete(
            "/api/file_upload", json={"file_id": file_id}
        )
        assert answer.status == HTTPStatus.OK


@pytest.fixture
async def entry(
    hass: HomeAssistant, broker: Mosquitto, folder: Path
) -> MockConfigEntry:
    """Give the loaded entry of a broker with one printer."""
    return await set_up(hass, broker, UUID)


@pytest.fixture
async def wire(broker: Mosquitto) -> AsyncIterator[list[tuple[str, Any]]]:
    """Give all commands that anybody on the broker hears."""
    async with listening(broker) as heard:
        yield heard


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Give a folder that Home Assistant may read, which is a media folder too."""
    folder = tmp_path / "media"
    folder.mkdir()
    hass.config.allowlist_external_dirs = {str(folder)}
    hass.config.media_dirs = {"local": str(folder)}
    return folder


@pytest.fixture
def part(folder: Path) -> Path:
    """Give a file in it."""
    path = folder / "part.gcode"
    path.write_bytes(GCODE)
    return path


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Give what tells the ids of the files that browsers uploaded and are still there."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return lambda: [path.name for path in (tmp_path / TEMP_DIR_NAME).iterdir()]


@pytest.fixture
async def browser(
    entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> Browser:
    """Give a user's browser."""
    return Browser(await hass_client())


@pytest.fixture
async def chosen(browser: Browser, kept: Kept) -> str:
    """Give the id of a file that a user has chosen in a browser."""
    file_id = await browser.choose(MINE)
    assert kept() == [file_id]
    return file_id


async def listed(hass: HomeAssistant, entry: MockConfigEntry) -> list[dict[str, Any]]:
    """Return what `list_files` answers."""
    answer: Any = await hass.services.async_call(
        DOMAIN,
        "list_files",
        {ATTR_DEVICE_ID: device_id(hass, entry)},
        blocking=True,
        return_response=True,
    )
    assert list(answer) == ["files"]
    files: list[dict[str, Any]] = answer["files"]
    return files


def coordinator(entry: MockConfigEntry) -> PrinterCoordinator:
    """Return the printer."""
    printer: PrinterCoordinator = entry.runtime_data.printers["printer_1"]
    return printer


def uploaded(wire: list[tuple[str, Any]]) -> bytes:
    """Return what arrived in chunks."""
    chunks = {
        message["seq"]: b64decode(message["data_b64"])
        for topic, message in wire
        if topic == GCODE_IN and message["action"] == "chunk"
    }
    return b"".join(chunks[seq] for seq in range(len(chunks)))


# Listing


async def test_files_on_the_disk_and_on_the_card_are_listed(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with playing(hass, broker, "idle", files=2, folders=1) as printer:
        printer.put_on_card("bracke~1.gco", 60)
        await wait_until(lambda: "bracke~1.gco" in sd_of(entry))
        files = await listed(hass, entry)
    first = files.pop(
        next(i for i, each in enumerate(files) if each["size"] == 1800000)
    )
    assert first.pop("date") > 1_700_000_000
    assert first == {
        "name": "gear_housing.gcode",
        "path": "gear_housing.gcode",
        "display": "gear_housing.gcode",
        "origin": "local",
        "size": 1800000,
        "is_folder": False,
        "estimated_print_time_s": 5700.0,
        "last_printed": None,
        "last_print_succeeded": None,
    }
    assert [(each["name"], each["origin"], each["is_folder"]) for each in files] == [
        ("project_00", "local", True),
        ("cable_clip.gcode", "local", False),
        ("bracke~1.gco", "sdcard", False),
    ]


def sd_of(entry: MockConfigEntry) -> str:
    """Return what the printer told of its files last, as JSON."""
    told = coordinator(entry).data.snapshot
    return bytes(told.sd).decode() if told else ""


async def test_five_hundred_files_are_listed(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    (message,) = recorded("many_files_flat")
    link = Link(broker.url)
    await link.open()
    link.publish(f"octoprint/status/{UUID}", message.payload.encode())
    await wait_until(lambda: hass.states.is_state(STATE, "idle"))
    files = await listed(hass, entry)
    await link.close()
    assert len(files) > 500
    assert len({each["path"] for each in files}) == len(files)
    assert coordinator(entry).counters.large == 1


async def test_a_printer_that_told_no_files_has_none_to_list(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    link = Link(broker.url)
    await link.open()
    link.publish(
        f"octoprint/status/{UUID}",
        b'{"state_id":"OPERATIONAL","state_string":"Operational"}',
    )
    await wait_until(lambda: hass.states.is_state(STATE, "idle"))
    with pytest.raises(HomeAssistantError) as raised:
        await listed(hass, entry)
    assert type(raised.value) is HomeAssistantError
    await check_told(hass, raised.value, "files_unknown", printer="Printer 1")
    await link.close()


# Printing


async def test_a_file_is_printed(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
) -> None:
    async with playing(hass, broker, "idle", files=5) as printer:
        await act(hass, entry, "print_file", filename=CUBE)
        reached = hass.states.get(STATE)
        assert reached
        assert reached.state in {"starting", "printing"}, "done means that it shows"
        await wait_until(lambda: wire)
        assert printer.machine.file
        assert printer.machine.file.name == CUBE
    ((topic, message),) = wire
    assert topic == GCODE_IN
    assert message.pop("job_id")
    assert message == {"action": "print", "filename": CUBE, "origin": "local"}
    published = [line for line in broker.log.splitlines() if GCODE_IN in line]
    assert any("(d0, q1, r0, " in line for line in published if "from factor-" in line)


async def test_a_file_on_the_card_is_printed_by_its_short_name(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with playing(hass, broker, "idle") as printer:
        printer.put_on_card("bracke~1.gco", 60)
        await wait_until(lambda: "bracke~1.gco" in sd_of(entry))
        error = await error_of(
            ServiceValidationError,
            hass,
            entry,
            "print_file",
            filename="bracke~1.gco",
        )
        assert error.translation_key == "no_such_file", "it is not on the disk"
        await act(hass, entry, "print_file", filename="bracke~1.gco", origin="sd")
        assert printer.received[-1]["origin"] == "sd"
        await wait_until(lambda: hass.states.is_state(STATE, "printing"))


async def test_a_print_that_takes_no_second_was_one(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    printer = Printer(UUID, scene="idle")
    printer.machine.store("dot.gcode", b"G1 X1\n")
    async with playing_this(hass, broker, printer):
        await act(hass, entry, "print_file", filename="dot.gcode")
        await wait_until(lambda: hass.states.is_state(STATE, "idle"))
    assert printer.machine.files["dot.gcode"].history


@pytest.mark.parametrize("name", ["missing.gcode", "", "../secret.gcode", "PART.gcode"])
async def test_a_file_that_is_not_there_is_refused_before_anything_is_sent(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    name: str,
) -> None:
    async with playing(hass, broker, "idle"):
        error = await error_of(
            ServiceValidationError, hass, entry, "print_file", filename=name
        )
        await check_told(hass, error, "no_such_file", printer="Printer 1", file=name)
        await check_nothing_sent(entry, broker, wire)


@pytest.mark.parametrize("scene", ["printing", "offline"])
async def test_nothing_is_printed_unless_the_printer_is_idle(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    scene: str,
) -> None:
    async with playing(hass, broker, scene):
        error = await error_of(
            ServiceValidationError,
            hass,
            entry,
            "print_file",
            filename="gear_housing.gcode",
        )
        await check_told(hass, error, "wrong_state", printer="Printer 1", state=scene)
        await check_nothing_sent(entry, broker, wire)


# Uploading


async def test_a_file_is_uploaded_under_its_own_name(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    part: Path,
) -> None:
    async with playing(hass, broker, "idle") as printer:
        await act(hass, entry, "upload_file", path=str(part))
        stored = printer.machine.files["part.gcode"]
        assert stored.size == len(GCODE), "done means that it is there"
        assert hass.states.is_state(STATE, "idle"), "it does not print"
        await wait_until(lambda: wire[-1][1]["action"] == "end")
    assert {topic for topic, _ in wire} == {GCODE_IN}
    (job_id,) = {message["job_id"] for _, message in wire}
    assert wire[0][1] == {
        "action": "start",
        "job_id": job_id,
        "filename": "part.gcode",
        "total_chunks": 2,
        "upload_target": "local",
        "upload_traget": "local",
    }
    assert wire[-1][1] == {"action": "end", "job_id": job_id, "target": "local"}
    assert uploaded(wire) == GCODE
    assert coordinator(entry).files.uploader.progress is None


async def test_an_uploaded_file_may_get_another_name_and_be_printed(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, part: Path
) -> None:
    async with playing(hass, broker, "idle") as printer:
        await act(
            hass,
            entry,
            "upload_file",
            path=str(part),
            filename="other part.gco",
            print=True,
        )
        reached = hass.states.get(STATE)
        assert reached
        assert reached.state in {"starting", "printing"}
        assert printer.machine.file
        assert printer.machine.file.name == "other part.gco"
        assert "part.gcode" not in printer.machine.files


async def test_an_uploaded_file_is_listed_and_printed_before_the_printer_tells_it(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, part: Path
) -> None:
    async with playing(hass, broker, "idle") as printer:
        told = await listed(hass, entry)
        printer.spread(60, 60)  # no snapshot soon
        await act(hass, entry, "upload_file", path=str(part))
        assert "part.gcode" not in sd_of(entry)
        *others, uploaded = await listed(hass, entry)
        assert others == told
        assert uploaded.pop("date") == pytest.approx(time(), abs=60)
        assert uploaded == {
            "name": "part.gcode",
            "path": "part.gcode",
            "display": "part.gcode",
            "origin": "local",
            "size": printer.machine.files["part.gcode"].size,
            "is_folder": False,
            "estimated_print_time_s": None,
            "last_printed": None,
            "last_print_succeeded": None,
        }
        printing = hass.async_create_task(
            act(hass, entry, "print_file", filename="part.gcode")
        )
        await wait_until(lambda: printer.machine.file)
        printer.spread(0.05, 0)
        assert printer.host
        printer.host.play(printer)
        await printing
        await wait_until(lambda: "part.gcode" in sd_of(entry))
        names = [each["name"] for each in await listed(hass, entry)]
        assert names.count("part.gcode") == 1


async def test_a_file_goes_to_the_card(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, part: Path
) -> None:
    async with playing(hass, broker, "idle") as printer:
        await act(hass, entry, "upload_file", path=str(part), target="sd")
        assert list(printer.machine.card) == ["part~1.gco"]
        assert "part.gcode" not in printer.machine.files


@pytest.mark.parametrize("as_text", [True, False])
async def test_a_file_of_a_media_source_is_uploaded(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    part: Path,
    as_text: bool,
) -> None:
    media: Any = "media-source://media_source/local/part.gcode"
    if not as_text:
        media = {"media_content_id": media, "media_content_type": "", "metadata": {}}
    async with playing(hass, broker, "idle") as printer:
        await act(hass, entry, "upload_file", media=media)
        assert printer.machine.files["part.gcode"].size == len(GCODE)


@pytest.mark.parametrize(
    "media",
    [
        "media-source://media_source/local/missing/../../passwd",
        "media-source://media_source/elsewhere/part.gcode",
        "media-source://nobody/part.gcode",
        "media-source://",
        "part.gcode",
        "https://example.org/part.gcode",
    ],
)
async def test_media_that_is_no_file_is_refused(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    part: Path,
    media: str,
) -> None:
    async with playing(hass, broker, "idle"):
        error = await error_of(
            ServiceValidationError, hass, entry, "upload_file", media=media
        )
        await check_told(hass, error, "no_such_media", printer="Printer 1", media=media)
        await check_nothing_sent(entry, broker, wire)


async def test_media_that_is_nowhere_on_the_disk_is_refused(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def resolve(*_: Any) -> PlayMedia:
        return PlayMedia("/a/camera", "text/x.gcode")

    monkeypatch.setattr(sources, "async_resolve_media", resolve)
    async with playing(hass, broker, "idle"):
        error = await error_of(
            ServiceValidationError, hass, entry, "upload_file", media="media-source://x"
        )
        await check_told(
            hass, error, "no_such_media", printer="Printer 1", media="media-source://x"
        )
        await check_nothing_sent(entry, broker, wire)


async def test_only_what_home_assistant_may_read_is_uploaded(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    folder: Path,
    tmp_path: Path,
) -> None:
    secret = tmp_path / "secret.gcode"
    secret.write_bytes(GCODE)
    link = folder / "link.gcode"
    link.symlink_to(secret)
    async with playing(hass, broker, "idle"):
        for path in (
            str(secret),
            f"{folder}/../secret.gcode",
            str(link),
            f"{folder}/\0.gcode",
            "secret.gcode",
        ):
            error = await error_of(
                ServiceValidationError, hass, entry, "upload_file", path=path
            )
            await check_told(
                hass, error, "path_not_allowed", printer="Printer 1", path=path
            )
        await check_nothing_sent(entry, broker, wire)


@pytest.mark.parametrize(
    ("name", "filename", "key"),
    [
        ("missing.gcode", None, "upload_file_missing"),
        ("folder.gcode", None, "upload_file_unreadable"),
        ("empty.gcode", None, "upload_file_empty"),
        ("huge.gcode", None, "upload_file_too_large"),
        ("notes.txt", None, "upload_invalid_name"),
        ("part.gcode", "part.stl", "upload_invalid_name"),
        ("part.gcode", "../part.gcode", "upload_invalid_name"),
    ],
)
async def test_a_file_that_cannot_be_uploaded_is_the_callers_mistake(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    part: Path,
    name: str,
    filename: str | None,
    key: str,
) -> None:
    folder = part.parent
    (folder / "folder.gcode").mkdir()
    (folder / "empty.gcode").touch()
    (folder / "notes.txt").write_bytes(GCODE)
    with (folder / "huge.gcode").open("wb") as file:
        file.truncate(100 * 1024 * 1024 + 1)
    given = {"filename": filename} if filename else {}
    async with playing(hass, broker, "idle"):
        error = await error_of(
            ServiceValidationError,
            hass,
            entry,
            "upload_file",
            path=str(folder / name),
            **given,
        )
        assert error.translation_key == key
        assert (error.translation_placeholders or {})["file"] == filename or name
        assert "Printer 1" in str(error)
        await check_nothing_sent(entry, broker, wire)


async def test_a_file_on_the_card_cannot_be_printed_right_away(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    part: Path,
) -> None:
    async with playing(hass, broker, "idle"):
        error = await error_of(
            ServiceValidationError,
            hass,
            entry,
            "upload_file",
            path=str(part),
            target="sd",
            print=True,
        )
        await check_told(hass, error, "no_print_from_sd", printer="Printer 1")
        await check_nothing_sent(entry, broker, wire)


async def test_what_could_not_be_printed_is_not_uploaded_to_be(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    part: Path,
) -> None:
    async with playing(hass, broker, "printing") as printer:
        error = await error_of(
            ServiceValidationError,
            hass,
            entry,
            "upload_file",
            path=str(part),
            print=True,
        )
        await check_told(
            hass, error, "wrong_state", printer="Printer 1", state="printing"
        )
        await check_nothing_sent(entry, broker, wire)
        await act(hass, entry, "upload_file", path=str(part))
        assert "part.gcode" in printer.machine.files


async def test_a_file_has_to_be_given(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    part: Path,
) -> None:
    async with playing(hass, broker, "idle"):
        for data in ({}, {"path": ""}, {"media": ""}, {"file": ""}):
            error = await error_of(
                ServiceValidationError, hass, entry, "upload_file", **data
            )
            await check_told(hass, error, "no_file_given", printer="Printer 1")
        for wrong in (
            {"path": str(part), "media": "media-source://media_source/local/x"},
            {"path": str(part), "target": "local_print"},
            {"path": str(part), "print": "perhaps"},
            {"media": {"media_content_type": "x"}},
        ):
            with pytest.raises(vol.Invalid):
                await act(hass, entry, "upload_file", **wrong)
        await check_nothing_sent(entry, broker, wire)


# Uploading what a browser has uploaded to Home Assistant


async def test_a_file_of_a_browser_is_uploaded_and_printed(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    chosen: str,
    kept: Kept,
) -> None:
    async with playing(hass, broker, "idle") as printer:
        await act(hass, entry, "upload_file", file=chosen, print=True)
        assert printer.machine.file
        assert printer.machine.file.name == MINE
        await wait_until(lambda: wire[-1][1]["action"] == "print")
        assert uploaded(wire) == GCODE
        assert kept() == []
        error = await error_of(
            ServiceValidationError, hass, entry, "upload_file", file=chosen
        )
        await check_told(hass, error, "no_such_upload", printer="Printer 1")


async def test_a_file_of_a_browser_may_get_another_name(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    browser: Browser,
    chosen: str,
    kept: Kept,
) -> None:
    another = await browser.choose(MINE)
    async with playing(hass, broker, "idle") as printer:
        await act(hass, entry, "upload_file", file=chosen, filename="other.gco")
        assert printer.machine.files["other.gco"].size == len(GCODE)
        assert MINE not in printer.machine.files
    assert kept() == [another]


@pytest.mark.parametrize(
    ("scene", "data", "key"),
    [
        ("printing", {"print": True}, "wrong_state"),
        ("idle", {"print": True, "target": "sd"}, "no_print_from_sd"),
        ("idle", {"filename": "part.stl"}, "upload_invalid_name"),
    ],
)
async def test_a_file_of_a_browser_that_is_refused_is_removed(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    chosen: str,
    kept: Kept,
    scene: str,
    data: dict[str, Any],
    key: str,
) -> None:
    async with playing(hass, broker, scene):
        error = await error_of(
            ServiceValidationError, hass, entry, "upload_file", file=chosen, **data
        )
        assert error.translation_key == key
        await check_nothing_sent(entry, broker, wire)
    assert kept() == []


@pytest.mark.parametrize(
    "file_id",
    ["0" * 32, "..", "../media/part.gcode", "{}/..", "../{}", "/etc", "{}/" + MINE],
)
async def test_a_file_that_no_browser_uploaded_is_refused(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    wire: list[tuple[str, Any]],
    chosen: str,
    kept: Kept,
    file_id: str,
) -> None:
    async with playing(hass, broker, "idle"):
        error = await error_of(
            ServiceValidationError,
            hass,
            entry,
            "upload_file",
            file=file_id.format(chosen),
        )
        await check_told(hass, error, "no_such_upload", printer="Printer 1")
        await check_nothing_sent(entry, broker, wire)
    assert kept() == [chosen]


async def test_no_file_is_there_before_any_browser_has_uploaded_one(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry
) -> None:
    async with playing(hass, broker, "idle"):
        error = await error_of(
            ServiceValidationError, hass, entry, "upload_file", file="0" * 32
        )
        assert error.translation_key == "no_such_upload"


async def test_only_one_file_can_be_given(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    chosen: str,
    kept: Kept,
    part: Path,
) -> None:
    media = "media-source://media_source/local/part.gcode"
    for more in ({"path": str(part)}, {"media": media}):
        with pytest.raises(vol.Invalid):
            await act(hass, entry, "upload_file", file=chosen, **more)
    assert kept() == [chosen]


# An upload that ends before its end


@asynccontextmanager
async def uploading(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, **source: str
) -> AsyncIterator[tuple[Printer, asyncio.Task[None]]]:
    """Give a printer that never answers, and the upload that waits for its answer."""
    async with playing(hass, broker, "idle") as printer:
        answers: list[Any] = []
        printer.edge._answer = answers.append  # type: ignore[attr-defined]
        task = asyncio.create_task(act(hass, entry, "upload_file", **source))
        await wait_until(lambda: answers)
        assert coordinator(entry).files.uploader.progress == 100
        yield printer, task


def cancelled_at(printer: Printer) -> bool:
    """Return whether the printer was told to forget the upload."""
    return any(each.get("action") == "cancel" for each in printer.received)


async def test_an_action_that_is_cancelled_ends_the_upload(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, part: Path
) -> None:
    async with uploading(hass, broker, entry, path=str(part)) as (printer, task):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await wait_until(lambda: cancelled_at(printer))
        uploader = coordinator(entry).files.uploader
        assert uploader.progress is None
        await wait_until(lambda: not uploader._farewells)


async def test_a_file_of_a_browser_is_removed_if_its_action_is_cancelled(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    chosen: str,
    kept: Kept,
) -> None:
    async with uploading(hass, broker, entry, file=chosen) as (printer, task):
        assert kept() == [chosen]
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert kept() == []
        await wait_until(lambda: cancelled_at(printer))


@pytest.mark.parametrize("forgotten", [False, True])
async def test_a_file_of_a_browser_is_removed_if_the_upload_fails(
    hass: HomeAssistant,
    broker: Mosquitto,
    entry: MockConfigEntry,
    browser: Browser,
    chosen: str,
    kept: Kept,
    forgotten: bool,
) -> None:
    async with uploading(hass, broker, entry, file=chosen) as (printer, task):
        if forgotten:
            await browser.forget(chosen)
        hass.config_entries.async_remove_subentry(entry, "printer_1")
        with pytest.raises(HomeAssistantError) as raised:
            await task
        assert raised.value.translation_key == "upload_stopped"
        assert kept() == []
        await wait_until(lambda: cancelled_at(printer))


async def test_what_is_cancelled_while_it_is_entered_is_left_again(
    hass: HomeAssistant,
) -> None:
    steps: list[str] = []
    threads: set[int] = set()
    go_on = threading.Event()

    def step(name: str) -> None:
        threads.add(threading.get_ident())
        steps.append(name)

    @contextmanager
    def slow() -> Iterator[None]:
        step("enter")
        go_on.wait()
        yield
        step("leave")

    async def use() -> None:
        async with sources._in_executor(hass, slow()):
            step("use")

    task = asyncio.create_task(use())
    await wait_until(lambda: steps)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    await wait_until(lambda: steps == ["enter", "leave"])
    assert threading.get_ident() not in threads


async def test_a_printer_that_is_removed_ends_the_upload(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, part: Path
) -> None:
    async with uploading(hass, broker, entry, path=str(part)) as (printer, task):
        hass.config_entries.async_remove_subentry(entry, "printer_1")
        with pytest.raises(HomeAssistantError) as raised:
            await task
        assert type(raised.value) is HomeAssistantError
        await check_told(
            hass,
            raised.value,
            "upload_stopped",
            printer="Printer 1",
            file="part.gcode",
            detail="–",
        )
        await wait_until(lambda: cancelled_at(printer))
    await entry.runtime_data.connection.publish("barrier", b"")
    subscribed = asked_of(broker, "SUBSCRIBE")
    assert sorted(set(subscribed)) == sorted(set(asked_of(broker, "UNSUBSCRIBE")))


async def test_another_uuid_ends_the_upload_and_other_settings_do_not(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, part: Path
) -> None:
    subentry = entry.subentries["printer_1"]
    async with uploading(hass, broker, entry, path=str(part)) as (_, task):
        for change in (
            {"limits": {"hotend": 250}},
            {"filament": {"density": 1.3}},
            {"camera": {"fps": 5}},
            {"offline_after": 60},
        ):
            hass.config_entries.async_update_subentry(
                entry, subentry, data={CONF_DEVICE_UUID: UUID, **change}
            )
        await hass.async_block_till_done()
        assert not task.done()
        assert coordinator(entry).files.uploader.progress == 100
        hass.config_entries.async_update_subentry(
            entry, subentry, data={CONF_DEVICE_UUID: UUID[::-1]}
        )
        with pytest.raises(HomeAssistantError) as raised:
            await task
        assert raised.value.translation_key == "upload_stopped"


async def test_an_unloaded_entry_leaves_no_upload(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, part: Path
) -> None:
    async with uploading(hass, broker, entry, path=str(part)) as (printer, task):
        uploader = coordinator(entry).files.uploader
        assert await hass.config_entries.async_unload(entry.entry_id)
        with pytest.raises(HomeAssistantError) as raised:
            await task
        assert raised.value.translation_key == "upload_stopped"
        await wait_until(lambda: cancelled_at(printer))
        assert not uploader._farewells
        tasks = repr([each.get_coro() for each in asyncio.all_tasks()])
        assert "Uploader" not in tasks
        assert "MqttConnection" not in tasks


async def test_upload_is_not_printed_onto_a_part_that_was_printed_meanwhile(
    hass: HomeAssistant, broker: Mosquitto, entry: MockConfigEntry, part: Path
) -> None:
    """It may have waited for hours behind another one."""
    async with playing(hass, broker, "idle") as printer:
        coordinator = entry.runtime_data.printers["printer_1"]
        upload = coordinator.files.uploader.upload

        async def upload_and_miss_a_print(*args: Any) -> Any:
            result = await upload(*args)
            data = coordinator.data
            coordinator.data = msgspec.structs.replace(data, jobs=data.jobs + 1)
            return result

        coordinator.files.uploader.upload = upload_and_miss_a_print
        error = await error_of(
            HomeAssistantError, hass, entry, "upload_file", path=str(part), print=True
        )
        await check_told(
            hass, error, "printed_meanwhile", printer="Printer 1", file="part.gcode"
        )
        assert "part.gcode" in printer.machine.files
        assert printer.machine.file is None
