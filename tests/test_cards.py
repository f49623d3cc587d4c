"""The dashboard card's module, at the real frontend and the real Lovelace."""

from http import HTTPStatus
import logging
from pathlib import Path
import re
from typing import Any

from aiohttp.hdrs import CACHE_CONTROL, CONTENT_TYPE
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.factor import cards
from custom_components.factor.const import CONF_LINK, DOMAIN
from custom_components.factor.links import Link
from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import (
    ResourceStorageCollection,
    ResourceYAMLCollection,
)
from homeassistant.components.onboarding.const import STEPS
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from . import entry_with_printers, is_loaded
from .texts import FOLDER

BUILT = cards.MODULE
CONTENT = "customElements.define('factor-card', …); // °C\n".encode()
LOADED = re.compile(r'import\("(/factor/frontend/[0-9a-f]{12}/factor\.js)"\)')
MONTH_S = 31 * 24 * 60 * 60

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
def content() -> bytes | None:
    """Give what is in the module, None if it was not built."""
    return CONTENT


@pytest.fixture(autouse=True)
def module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> Path:
    """Give the module's path, in place of the one where it is built or not."""
    path = tmp_path / "factor.js"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(cards, "MODULE", path)
    return path


@pytest.fixture
async def pages(hass: HomeAssistant, hass_storage: dict[str, Any]) -> None:
    """Set up what serves the pages."""
    await set_up_pages(hass, hass_storage)


async def set_up_pages(
    hass: HomeAssistant, hass_storage: dict[str, Any], **config: Any
) -> None:
    """Set up what serves the pages to a user who is past the welcome."""
    hass_storage["onboarding"] = {"version": 4, "data": {"done": STEPS}}
    assert await async_setup_component(hass, "frontend", config)


async def set_up_factor(hass: HomeAssistant, secret: str = "one") -> MockConfigEntry:
    """Return an entry that is set up, with a link that needs no network."""
    data = {CONF_LINK: Link.WEBSOCKET_SERVER, "secret": secret}
    entry = entry_with_printers(hass, data)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert is_loaded(entry)
    return entry


async def address_in(client: Any) -> str:
    """Return the module's address that a page has."""
    page = await client.get("/")
    assert page.status == HTTPStatus.OK
    (address,) = LOADED.findall(await page.text())
    return str(address)


@pytest.mark.parametrize(
    ("mode", "resources"),
    [("storage", ResourceStorageCollection), ("yaml", ResourceYAMLCollection)],
)
async def test_each_page_loads_the_module(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    hass_client_no_auth: ClientSessionGenerator,
    mode: str,
    resources: type,
) -> None:
    await set_up_pages(hass, hass_storage, lovelace={"resource_mode": mode})
    await set_up_factor(hass)
    client = await hass_client_no_auth()
    answer = await client.get(await address_in(client))
    assert answer.status == HTTPStatus.OK
    assert await answer.read() == CONTENT
    assert answer.headers[CONTENT_TYPE].partition(";")[0] == "text/javascript"
    assert answer.headers[CACHE_CONTROL] == f"public, max-age={MONTH_S}"
    kept = hass.data[LOVELACE_DATA].resources
    assert isinstance(kept, resources)
    await kept.async_get_info()
    assert kept.async_items() == [], "what is the user's stays as it is"


@pytest.mark.parametrize(
    ("content", "digest"),  # as sha256sum tells it
    [(b"one", "7692c3ad3540"), (b"another", "ae448ac86c4e")],
)
async def test_another_content_has_another_address(
    hass: HomeAssistant,
    pages: None,
    hass_client_no_auth: ClientSessionGenerator,
    digest: str,
) -> None:
    await set_up_factor(hass)
    address = await address_in(await hass_client_no_auth())
    assert address == f"/factor/frontend/{digest}/factor.js"


async def test_a_page_that_is_open_already_is_told(
    hass: HomeAssistant,
    pages: None,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As Home Assistant does when it starts its web server itself.
    monkeypatch.setattr(hass.http.app.router, "freeze", lambda: None)
    page = await hass_ws_client()
    await page.send_json_auto_id({"type": "frontend/subscribe_extra_js"})
    assert (await page.receive_json())["success"]
    await set_up_factor(hass)
    told = (await page.receive_json())["event"]
    assert told["change_type"] == "added"
    assert told["item"]["type"] == "module"
    client = await hass_client_no_auth()
    assert await address_in(client) == told["item"]["url"]
    assert (await client.get(told["item"]["url"])).status == HTTPStatus.OK


async def test_it_is_registered_once(
    hass: HomeAssistant, pages: None, no_errors_logged: None
) -> None:
    entry = await set_up_factor(hass)
    routes = len(hass.http.app.router.routes())
    await set_up_factor(hass, "another")
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert is_loaded(entry)
    assert len(hass.http.app.router.routes()) == routes
    assert len(hass.data[DATA_EXTRA_MODULE_URL].urls) == 1


@pytest.mark.parametrize("content", [CONTENT, None], ids=["built", "not built"])
async def test_without_pages_nobody_looks_for_it(
    hass: HomeAssistant, no_errors_logged: None
) -> None:
    await set_up_factor(hass)
    assert DATA_EXTRA_MODULE_URL not in hass.data
    assert not any(
        "factor/frontend" in resource.canonical
        for resource in hass.http.app.router.resources()
    )


@pytest.mark.parametrize("content", [None], ids=["not built"])
async def test_a_module_that_was_not_built_keeps_nothing_else_from_working(
    hass: HomeAssistant, pages: None, module: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await set_up_factor(hass)
    errors = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert [one.name for one in errors] == [cards.__name__]
    assert str(module) in errors[0].getMessage()
    assert not hass.data[DATA_EXTRA_MODULE_URL].urls
    assert hass.services.has_service(DOMAIN, "upload_file")


def test_it_is_part_of_the_integration() -> None:
    assert BUILT == FOLDER / "frontend" / "factor.js"
