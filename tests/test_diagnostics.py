"""What the diagnostics tell, and what they keep to themselves."""

import dataclasses
import json
from typing import Any

import msgspec
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.factor.connection.settings import MqttSettings
from custom_components.factor.const import DOMAIN
from custom_components.factor.issues import CLOCK_WRONG
from custom_components.factor.links import SETTINGS, Link
from custom_components.factor.protocol.commands import SetFeedRate
from custom_components.factor.troubles import CHECK_EVERY_S
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir

from . import broker_entry
from .conftest import UUID
from .home import Home
from .mosquitto import Mosquitto
from .payloads import FULL, FULL_PROFILE, progress, snapshot, temperature

# Nobody else's business; each is somewhere in what is known.
BROKER = {
    "host": "broker.secret.example",
    "username": "secret-user",
    "password": "secret-password",
    "ca_certificate": "-----BEGIN CERTIFICATE----- secret",
}
CAMERA = {
    "input": "rtsp://user:secret-input@192.0.2.9/cam",
    "rtsp_base": "rtsp://secret-rtsp.example:8554",
    "webrtc_base": "https://secret-webrtc.example",
    "stream_url": "http://user:secret-stream@192.0.2.7/stream",
    "snapshot_url": "http://user:secret-shot@192.0.2.7/shot",
}
PORT = "/dev/serial/by-id/secret-port"
FILE = "secret file.gcode"
PROFILE = "Secret profile"
JOB_ID = "5ec4e700-0000-4000-8000-000000000000"
PLAY_URL = "https://secret-play.example/cam/"
PUBLISH_URL = "rtsp://secret-publish.example/cam"
ERROR = f"could not open {PORT} or {CAMERA['input']}"
PICTURE_URL = "http://user:secret-picture@192.0.2.7/shot"
EQUIPMENT = "secret-equipment-1"
SECRETS = (
    *BROKER.values(),
    *CAMERA.values(),
    *(UUID, PORT, FILE, PROFILE, JOB_ID, PLAY_URL, PUBLISH_URL, ERROR, PICTURE_URL),
    *(EQUIPMENT, "secret", "Secret", "192.0.2."),
)

PLUGIN_SAYS = snapshot(
    "Printing",
    **{
        **FULL,
        "job": {
            "id": JOB_ID,
            "file": {"name": FILE, "origin": "local", "date": 1},
            "estimated_time": 4300.5,
            "filament": {"tool0": {"length": 3200.4, "volume": 7.7}},
        },
        "connection": [
            "Printing",
            PORT,
            115200,
            {**FULL_PROFILE, "name": PROFILE, "id": PROFILE},
        ],
        "sd": {"local": [{"name": FILE}, {"name": f"2 {FILE}"}], "sdcard": []},
    },
)
CAMERA_SAYS = json.dumps(
    {
        "running": False,
        "pid": 4242,
        "started_at": 1760000000.5,
        "last_error": ERROR,
        "webrtc": {
            "play_url_webrtc": PLAY_URL,
            "publish_url_rtsp": PUBLISH_URL,
            "name": f"cam-{UUID}",
        },
    }
).encode()


@pytest.fixture(autouse=True)
async def _secretive(home: Home) -> None:
    """Let everything be known that should not be told."""
    data = {**home.entry.data, **BROKER}
    home.hass.config_entries.async_update_entry(home.entry, data=data)
    # Nothing connects anew for that.
    home.entry.runtime_data.settings = msgspec.convert(data, MqttSettings)
    subentry = home.entry.subentries["printer_1"]
    home.hass.config_entries.async_update_subentry(
        home.entry, subentry, data={**subentry.data, "camera": CAMERA}
    )
    await home.hear()
    assert home.printer.settings.camera.input == CAMERA["input"]


def broker_device(home: Home) -> dr.DeviceEntry:
    """Return the device of the broker."""
    device = dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, home.entry.entry_id), home.entry.entry_id
    )
    assert device
    return device


async def diagnostics(
    home: Home, hass_client: ClientSessionGenerator
) -> tuple[Any, Any]:
    """Return those of the entry and of the printer; check those of the broker, too."""
    entry: Any = await get_diagnostics_for_config_entry(
        home.hass, hass_client, home.entry
    )
    printer: Any = await get_diagnostics_for_device(
        home.hass, hass_client, home.entry, home.device
    )
    broker: Any = await get_diagnostics_for_device(
        home.hass, hass_client, home.entry, broker_device(home)
    )
    assert entry == broker
    assert entry["printers"] == [printer]
    text = json.dumps([entry, printer], ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in text] == []
    return entry, printer


async def speak(home: Home, dialect: str) -> None:
    """Let the printer speak another dialect."""
    subentry = home.entry.subentries["printer_1"]
    home.hass.config_entries.async_update_subentry(
        home.entry, subentry, data={**subentry.data, "dialect": dialect}
    )
    await home.hear()


async def test_all_is_told_but_what_is_secret(
    home: Home, hass_client: ClientSessionGenerator, snapshot: SnapshotAssertion
) -> None:
    await home.hear(PLUGIN_SAYS)
    home.say(CAMERA_SAYS, topic=home.topics.camera_state)
    home.say(PLUGIN_SAYS, retained=True)
    await home.hear(b"garbage")
    await home.printer.async_send(SetFeedRate(150))
    entry, printer = await diagnostics(home, hass_client)
    assert entry["connected"] is True
    assert entry["statistics"]["messages"] == 0
    assert printer["counters"] == {
        "received": 2,
        "retained": 1,
        "bad": 1,
        "large": 0,
        "bytes": len(PLUGIN_SAYS) + len(CAMERA_SAYS) + len(b"garbage"),
        "last_heard": "2026-11-23T12:00:00Z",
    }
    assert printer["messages_per_minute"] > 0
    assert printer["bytes_per_second"] > 0
    assert printer["dialect"] == "plugin"
    assert printer["files"] == 2
    assert printer["assumed"] == {"SetFeedRate": 150}
    assert printer["snapshot"]["progress"]["completion"] == 41.7
    assert printer["snapshot"]["temperatures"]["tool0"]["actual"] == 209.8
    assert printer["snapshot"]["connection"]["baudrate"] == 115200
    assert printer["snapshot"]["connection"]["profile"]["model"] == "Model X"
    assert printer["camera"]["running"] is False
    assert printer["camera"]["pid"] == 4242
    printer["parts"]["filaments"].sort()
    assert entry == snapshot


async def test_there_is_little_to_tell_before_the_first_message(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    _, printer = await diagnostics(home, hass_client)
    assert printer["snapshot"] is None
    assert printer["dialect"] is None
    assert printer["online"] is None
    assert printer["state"] is None
    assert not any(printer["counters"].values())


async def test_what_the_platforms_design_tells_is_told(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    status = {"type": "status", "state": {"text": "error", "error": ERROR}}
    await home.hear(json.dumps(status).encode())
    home.say(
        json.dumps({"snapshot_url": PICTURE_URL}).encode(),
        topic=home.topics.camera_snapshot,
    )
    await home.hear()
    assert home.printer.shown
    _, printer = await diagnostics(home, hass_client)
    assert printer["dialect"] == "platform"
    assert printer["state"] == "error"
    assert printer["snapshot"]["state"]["text"] == "Error"
    assert printer["snapshot"]["state"]["state_error"] == "**REDACTED**"
    assert printer["snapshot"]["state"]["flags"]["error"] is False


async def test_what_the_older_edge_tells_is_told(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    await speak(home, "legacy_edge")
    status = {
        "connected": True,
        "equipment_uuid": EQUIPMENT,
        "printer_status": {"state": "error", "error_message": ERROR},
        "temperature_info": {"tool": {"tool0": {"actual": 21.5, "target": 0}}},
    }
    home.say(json.dumps(status).encode(), topic=home.topics.dash_status)
    await home.hear()
    _, printer = await diagnostics(home, hass_client)
    assert printer["dialect"] == "legacy_edge"
    assert printer["snapshot"]["temperatures"]["tool0"]["actual"] == 21.5


@pytest.mark.parametrize("connection", [{"state": PORT}, None, ["Closed", None]])
async def test_a_connection_of_another_shape_is_no_error(
    home: Home, hass_client: ClientSessionGenerator, connection: Any
) -> None:
    await home.hear(snapshot(connection=connection))
    _, printer = await diagnostics(home, hass_client)
    assert printer["state"] == "idle"


async def test_an_entry_that_is_not_set_up_tells_its_broker(
    hass: HomeAssistant, home: Home, hass_client: ClientSessionGenerator, tmp_path: Any
) -> None:
    """And nothing secret either; its devices are from an earlier run."""
    entry = broker_entry(hass, Mosquitto(tmp_path, port=1), UUID, **BROKER)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert list(told) == ["link", "broker"]
    assert told["broker"]["tls"] == "off"
    text = json.dumps(told)
    assert [secret for secret in SECRETS if secret in text] == []
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        config_subentry_id="printer_1",
        identifiers={(DOMAIN, "printer_1")},
    )
    of_device: Any = await get_diagnostics_for_device(hass, hass_client, entry, device)
    assert of_device == told


@pytest.mark.parametrize("link", list(Link))
async def test_no_setting_of_any_kind_of_link_is_told(
    hass: HomeAssistant, home: Home, hass_client: ClientSessionGenerator, link: Link
) -> None:
    settings = dataclasses.fields(SETTINGS[link])
    texts = {f.name: f"canary of {f.name}" for f in settings if "str" in str(f.type)}
    assert texts or link is Link.HOME_ASSISTANT
    entry = MockConfigEntry(domain=DOMAIN, data={**texts, "link": link, "port": 61616})
    entry.add_to_hass(hass)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert told["link"] == link
    assert "canary" not in json.dumps(told)
    assert "61616" not in json.dumps(told)


async def test_what_a_printer_repeats_of_it_is_not_told_either(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    """In keys as well, and inside of other words."""
    named = f"octoprint/status/{UUID.upper()}"
    told = snapshot(
        f"Error: {BROKER['host']} {BROKER['username']}",
        temperatures={named: temperature(21.5, None)},
        progress={**progress(1.0, 2), "time_left_origin": BROKER["password"]},
    )
    await home.hear(told)
    _, printer = await diagnostics(home, hass_client)
    text = json.dumps(printer)
    assert UUID.upper() not in text
    assert "octoprint/status/**REDACTED**" in printer["snapshot"]["temperatures"]
    assert printer["snapshot"]["state"]["text"] == "Error: **REDACTED** **REDACTED**"


async def test_issues_are_told_by_their_kind(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    for _ in range(6):
        await home.pass_time(1)
        await home.hear(snapshot(ts=1000000000.0))
    await home.pass_time(CHECK_EVERY_S)
    entry, printer = await diagnostics(home, hass_client)
    assert "clock_wrong" in printer["issues"]
    assert entry["issues"] == []


async def test_what_is_redacted_is_not_told_in_other_words_either(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    """OctoPrint repeats ports and names in its texts; those of a print do, too."""
    await home.hear(PLUGIN_SAYS)
    await home.hear(
        snapshot(
            f"Error: no {PORT}, nor {CAMERA['input']} for {PROFILE}",
            connection=["Error", PORT, 115200, {**FULL_PROFILE, "name": PROFILE}],
            job={"id": JOB_ID, "file": {"name": FILE, "origin": "local"}},
            progress={**progress(1.0, 2), "time_left_origin": f"{FILE} {JOB_ID}"},
        )
    )
    _, printer = await diagnostics(home, hass_client)
    text = "Error: no **REDACTED**, nor **REDACTED** for **REDACTED**"
    assert printer["snapshot"]["state"]["text"] == text
    told = printer["snapshot"]["progress"]["time_left_origin"]
    assert told == "**REDACTED** **REDACTED**"


async def test_a_mere_word_that_is_a_name_takes_nothing_else_away(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    await home.hear(
        snapshot(
            connection=["Operational", "state", 1, {**FULL_PROFILE, "name": "snapshot"}]
        )
    )
    _, printer = await diagnostics(home, hass_client)
    assert printer["snapshot"]["connection"]["state"] == "Operational"


async def test_an_issue_of_an_earlier_run_is_not_told(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    """Home Assistant keeps it, to know whether it was ignored."""
    issue_id = CLOCK_WRONG.id_of("printer_1")
    CLOCK_WRONG.async_raise(home.hass, "printer_1", {"printer": "Printer 1"})
    registry = ir.async_get(home.hass)
    key = (DOMAIN, issue_id)
    _, printer = await diagnostics(home, hass_client)
    assert printer["issues"] == ["clock_wrong"]
    registry.issues[key] = dataclasses.replace(
        registry.issues[key], active=False, translation_key=None
    )
    _, printer = await diagnostics(home, hass_client)
    assert printer["issues"] == []


async def test_what_is_printed_is_not_told_once_only_the_lifecycle_knows_it(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    await home.hear(PLUGIN_SAYS)
    await home.hear(snapshot(f"Offline after error: {FILE} {JOB_ID}"))
    assert home.printer.story.lifecycle.print
    _, printer = await diagnostics(home, hass_client)
    text = "Offline after error: **REDACTED** **REDACTED**"
    assert printer["snapshot"]["state"]["text"] == text
