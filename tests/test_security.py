"""What somebody outside can find out, and what a hostile printer can do."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
import json
import logging
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.factor.connection import keeper
from custom_components.factor.const import CONF_LINK, DOMAIN, SUBENTRY_PRINTER
from custom_components.factor.heard import as_code, plain
from custom_components.factor.links import Link
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.protocol.commands import Resume
from custom_components.factor.protocol.dialects import Dialect
from custom_components.factor.protocol.topics import PrinterTopics
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResult
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from simulator import Fleet, Printer

from . import broker_data, entry_with_printers, is_loaded, suggested, wait_until
from .authority import Authority
from .conftest import UUID
from .connection.legacy import OldServer
from .home import Home
from .mosquitto import Mosquitto, password_line
from .payloads import event, flags, job, printing, snapshot, temperature

USER, PASSWORD, NEW_PASSWORD = "anna-the-user", "pass-canary-1", "pass-canary-2"
# What a hostile printer says in place of any text.
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![](http://evil.example/x.png) `code` **bold**",
    "../../../../etc/passwd",
    "/etc/passwd\x00.gcode",
    "\x1b]0;owned\x07\x1b[2J\r\nINFO fake line",
    "{{ states('sensor.x') }} {% set x = 1 %} %s %(name)s {0.__class__}",
    "octoprint/status/+/#",
    "\u202egpj.edocg",
)
type DataAndSecrets = tuple[dict[str, Any], list[str]]
CONTROL = {chr(code) for code in (*range(32), *range(127, 160))} - {"\n", "\t"}


# What gets out


class Watched:
    """All that was shown to anybody: flows' texts, and the log of all loggers."""

    def __init__(self, hass: HomeAssistant, caplog: pytest.LogCaptureFixture) -> None:
        self._hass = hass
        self._caplog = caplog
        self.shown: list[str] = []
        caplog.set_level(logging.DEBUG)

    async def step(
        self, manager: Any, result: FlowResult[Any, Any], answer: dict[str, Any]
    ) -> FlowResult[Any, Any]:
        """Answer a step, keep what the next one shows, and wait for its progress."""
        following = await manager.async_configure(result["flow_id"], answer)
        self.shown.append(json.dumps(following.get("description_placeholders") or {}))
        self.shown.append(json.dumps(following.get("errors") or {}))
        await self._hass.async_block_till_done()
        return following  # type: ignore[no-any-return]

    @property
    def logged(self) -> Iterator[str]:
        """Whatever anybody logged, with its errors."""
        formatter = logging.Formatter("%(name)s %(message)s")
        yield from map(formatter.format, self._caplog.get_records("call"))

    @property
    def issues(self) -> Iterator[str]:
        """What all issues show."""
        for issue in ir.async_get(self._hass).issues.values():
            yield json.dumps(issue.translation_placeholders)


@pytest.fixture
def watched(hass: HomeAssistant, caplog: pytest.LogCaptureFixture) -> Watched:
    """Give what watches."""
    return Watched(hass, caplog)


async def test_no_secret_gets_out_in_a_whole_life(
    hass: HomeAssistant,
    tmp_path: Path,
    watched: Watched,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
    socket_enabled: None,
) -> None:
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 0.05)
    monkeypatch.setattr(keeper, "RECONNECT_MAX_S", 0.1)
    authority = Authority(tmp_path / "authority")
    users = tmp_path / "users"
    users.write_text(password_line(USER, PASSWORD))
    broker = Mosquitto(
        tmp_path, (f"password_file {users}", *authority.broker_settings())
    )
    broker.start()
    flow = hass.config_entries.flow
    address = {"host": broker.host, "port": broker.port, "tls": "insecure"}
    advanced = {
        "transport": "tcp",
        "path": "/mqtt",
        "version": "3.1.1",
        "with_client_certificate": False,
    }
    result: Any = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await watched.step(flow, result, {"next_step_id": "broker"})
    for password in ("wrong-canary", PASSWORD):
        entered = {**address, "username": USER, "password": password}
        result = await watched.step(flow, result, {**entered, "advanced": advanced})
        result = await watched.step(flow, result, {})
    assert result["type"] == "create_entry"
    entry = result["result"]
    await hass.async_block_till_done()
    assert is_loaded(entry)

    url = f"mqtts://{USER}:{PASSWORD}@{broker.host}:{broker.port}"
    printer = Printer(UUID, scene="printing")
    async with Fleet(url, [printer], ca_file=str(authority.certificate)) as fleet:
        subentries = hass.config_entries.subentries
        kind = (entry.entry_id, SUBENTRY_PRINTER)
        result = await subentries.async_init(kind, context={"source": SOURCE_USER})
        result = await watched.step(subentries, result, {"next_step_id": "uuid"})
        entered = {"device_uuid": UUID, "advanced": {"dialect": "auto"}}
        result = await watched.step(subentries, result, entered)
        result = await watched.step(subentries, result, {"name": "Printer 1"})
        assert result["type"] == "create_entry"
        await hass.async_block_till_done()
        (coordinator,) = entry.runtime_data.printers.values()
        await wait_until(lambda: coordinator.data.has_job)

        target = {"entity_id": "button.printer_1_pause_print"}
        await hass.services.async_call("button", "press", target, blocking=True)
        await wait_until(lambda: coordinator.data.state == "paused")
        status = PrinterTopics(UUID).status
        fleet.link.publish(status, b"no message at all")
        fleet.link.publish(status, snapshot(ts=1.0), retain=True)
        await wait_until(lambda: coordinator.counters.bad)

        users.write_text(password_line(USER, NEW_PASSWORD))
        broker.kill()
        await wait_until(lambda: not coordinator.connection.connected)
        with pytest.raises(HomeAssistantError) as error:
            await coordinator.async_send(Resume())
        watched.shown.append(str(error.value))
        broker.start()
        await wait_until(lambda: flow.async_progress(include_uninitialized=False))
        (asks,) = flow.async_progress()
        renewed = {"username": USER, "password": NEW_PASSWORD}
        result = await watched.step(flow, asks, renewed)
        assert result["reason"] == "reauth_successful"
        await hass.async_block_till_done()
    diagnostics = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    broker.stop()

    told = [*watched.logged, *watched.shown, *watched.issues, json.dumps(diagnostics)]
    assert len(told) > 100
    assert any("custom_components.factor" in each for each in told)
    for secret in (UUID, PASSWORD, NEW_PASSWORD, "wrong-canary"):
        assert [each for each in told if secret in each] == []


@asynccontextmanager
async def by_client_key(folder: Path) -> AsyncGenerator[DataAndSecrets]:
    """Give the data of a link by a client certificate, and those that are secret."""
    authority = Authority(folder / "authority")
    certificate, key = authority.client("home")
    broker = Mosquitto(
        folder,
        (
            "allow_anonymous true",
            "require_certificate true",
            f"cafile {authority.certificate}",
            *authority.broker_settings(),
        ),
    )
    broker.start()
    files = {"client_certificate": certificate, "client_key": key}
    # All lines but the first and the last one tell something.
    secrets = key.splitlines()[1:-1]
    yield broker_data(broker, tls="insecure", **files), secrets
    broker.stop()


@asynccontextmanager
async def by_url(folder: Path) -> AsyncGenerator[DataAndSecrets]:
    """Give those of a link to an old server, with all that an address can hide."""
    async with OldServer().run() as url:
        secret = f"{url.replace('//', f'//{USER}:{PASSWORD}@')}?key=query-canary"
        data = {CONF_LINK: Link.WEBSOCKET_CLIENT, "url": secret}
        yield data, [PASSWORD, "query-canary"]


@pytest.mark.parametrize("link", [by_client_key, by_url])
async def test_no_secret_of_another_link_gets_out(
    hass: HomeAssistant,
    tmp_path: Path,
    watched: Watched,
    hass_client: ClientSessionGenerator,
    link: Callable[[Path], AbstractAsyncContextManager[DataAndSecrets]],
    socket_enabled: None,
) -> None:
    async with link(tmp_path) as (data, secrets):
        entry = entry_with_printers(hass, data, UUID)
        await hass.config_entries.async_setup(entry.entry_id)
        assert is_loaded(entry)
        (coordinator,) = entry.runtime_data.printers.values()
    await wait_until(lambda: not coordinator.connection.connected)
    with pytest.raises(HomeAssistantError) as error:
        await coordinator.async_send(Resume())
    diagnostics = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    form = await entry.start_reconfigure_flow(hass)
    present = {"next_step_id": form["menu_options"][0]}
    form = await watched.step(hass.config_entries.flow, form, present)
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await hass.config_entries.async_unload(entry.entry_id)

    watched.shown += [str(error.value), str(entry.reason), str(suggested(form))]
    told = [*watched.logged, *watched.shown, *watched.issues, json.dumps(diagnostics)]
    assert any(" is lost: " in each for each in told)
    for secret in (UUID, *secrets):
        assert [each for each in told if secret in each] == []


# What gets in


def hostile(text: str) -> bytes:
    """Return a snapshot that says a text wherever a printer says one."""
    told = json.loads(printing())
    told["job"] = {
        **job("a.gcode"),
        "id": text,
        "file": {"name": text, "origin": "local", "date": 1},
        "filament": {text: {"length": 1.0, "volume": 1.0}},
    }
    told["progress"]["time_left_origin"] = text
    told["temperatures"] = {
        text: temperature(20.0),
        "tool0": temperature(20.0),
        "bed": temperature(20.0),
    }
    told["connection"] = [
        text,
        text,
        text,
        {"id": text, "name": text, "model": text, "color": text},
    ]
    told["sd"] = {
        "local": [{"name": text, "display": text, "path": text}],
        "sdcard": [],
    }
    return json.dumps(told).encode()


def own_topics(uuid: str) -> set[str]:
    """Return all topics that are one printer's."""
    topics = PrinterTopics(uuid)
    names = [name for name in vars(PrinterTopics) if not name.startswith("_")]
    told = {getattr(topics, name) for name in names if name != "control_of"}
    return {topic for topic in told if isinstance(topic, str)} | {
        topics.control_of(each) for each in ("home", "pause", "resume", "cancel")
    }


def files_of(home: Home) -> set[Path]:
    """Return all files in Home Assistant's folder."""
    return set(Path(home.hass.config.config_dir).rglob("*"))


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_hostile_text_stays_a_text(
    home: Home, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.factor")
    told = async_capture_events(home.hass, EVENT_PRINT)
    before = files_of(home)
    await home.hear(snapshot(), hostile(text), event(text, text), hostile(text * 20))
    for _ in range(3):
        await home.pass_time(1)
        await home.hear(hostile(text))
    error = {"text": f"Error: {text}", "error": text, "flags": flags("Error")}
    await home.hear(snapshot("Error", state=error))
    assert home.connection.listeners.keys() <= own_topics(UUID)
    assert {topic for topic, _ in home.connection.published} <= own_topics(UUID)
    assert files_of(home) == before
    for state in home.hass.states.async_all():
        assert len(state.state) <= 255
        assert state.entity_id.isascii()
        texts = [state.state, *map(str, state.attributes.values())]
        assert all(each.isprintable() for each in texts)
    assert "failed" in {each.data["type"] for each in told}
    for each in told:
        assert all(str(said).isprintable() for said in each.data.values())
    for record in caplog.get_records("call"):
        if record.name.startswith("custom_components.factor"):
            assert not CONTROL & set(record.getMessage())
            assert len(record.getMessage()) < 500
    for issue in ir.async_get(home.hass).issues.values():
        for shown in (issue.translation_placeholders or {}).values():
            assert text not in shown or f"`{text}`" in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_what_forms_and_issues_show_is_text_only(text: str) -> None:
    shown = as_code(text * 50)
    assert shown[0] == shown[-1] == "`"
    assert "`" not in shown[1:-1]
    assert len(shown) <= 82
    assert not (CONTROL | {"\n", "\r", "\u202e"}) & set(plain(text))


def bad(text: str) -> Iterator[bytes]:
    """Yield what no dialect understands, with a text wherever one can stand."""
    address = f"http://{text}@\u2100.example/"  # which `urlsplit` refuses aloud
    for said in (
        text,
        [text],
        {"type": text},
        {"type": text, "ok": text},
        {"type": "status", "state": text},
        {"type": "temperature_update", "data": {text: text}},
        {"type": "temperature_update", "data": {text: True}},
        {"state_id": text, "state_string": 1},
        {"temperatures": {text: {"actual": text}}},
        {"state": {"flags": {text: text}}},
        {"snapshot_url": address},
        {"image": text},
        {"running": text},
        {"ok": text},
    ):
        yield json.dumps(said).encode()
    yield text.encode()
    yield address.encode()


@pytest.mark.parametrize("dialect", [None, *Dialect])
@pytest.mark.parametrize("text", [UUID, f"{USER}:{PASSWORD}", *HOSTILE, "y" * 9999])
async def test_nothing_of_a_bad_message_is_in_the_log(
    home: Home, dialect: Dialect | None, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.factor")
    if dialect:
        await home.change(dialect=dialect.value)
    for topic in tuple(home.connection.listeners):
        for payload in bad(text):
            home.printer.counters.bad = 0  # only the first one is told of
            home.say(payload, topic=topic)
    await home.hear()
    messages = [each.getMessage() for each in caplog.get_records("call")]
    warnings = [each for each in messages if "no message that is understood" in each]
    assert len(warnings) > 10
    for each in warnings:
        assert text not in each
        assert repr(text)[1:30] not in each
        assert each.isprintable()
        assert len(each) < 300


@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=80))
async def test_no_text_makes_us_listen_or_speak_elsewhere(
    home: Home, text: str
) -> None:
    topics = home.topics
    status = {"connected": True, "equipment_uuid": text, "printer_status": {}}
    for payload in (hostile(text), json.dumps(status).encode()):
        home.say(payload)
        home.say(payload, topic=topics.control_result)
        home.say(payload, topic=topics.camera_state)
    await asyncio.sleep(0)
    assert home.connection.listeners.keys() <= own_topics(UUID)
    assert {topic for topic, _ in home.connection.published} <= own_topics(UUID)


async def test_an_older_edge_names_only_its_own_last_will(home: Home) -> None:
    """It may have another id in it, but no pattern and no other topic."""
    await home.change(dialect="legacy_edge")
    for number, equipment in enumerate((*HOSTILE, "a/b", "+", "#", "x" * 500, "")):
        status = {
            "connected": True,
            "equipment_uuid": equipment,
            "printer_status": {"state": "ready"},
            "temperature_info": {"tool": {"tool0": {"actual": number, "target": 0}}},
        }
        home.say(json.dumps(status).encode(), topic=home.topics.dash_status)
    await home.hear()
    for topic in home.connection.listeners.keys() - own_topics(UUID):
        start, equipment, end = topic.split("/")
        assert (start, end) == ("factor", "lwt")
        assert len(equipment) <= 64
        assert not set("+#\x00") & set(equipment)


async def test_a_name_of_10_mb_is_survived(home: Home) -> None:
    huge = "x" * 10_000_000
    await home.hear(snapshot(), hostile(huge))
    assert home.printer.online
    for state in home.hass.states.async_all():
        assert len(state.state) <= 255
        assert len(json.dumps(dict(state.attributes), default=str)) < 16_384
