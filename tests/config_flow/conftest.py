"""Brokers that the flow of an entry meets, and the way to upload files to it."""

from collections.abc import Iterator
from pathlib import Path
import tempfile

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.factor.broker_forms import (
    CONF_CLIENT_CERTIFICATE,
    CONF_CLIENT_KEY,
)
from custom_components.factor.connection import keeper
from custom_components.factor.const import DOMAIN
from demo.broker import HOST, free_port
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.authority import Authority
from tests.mosquitto import Mosquitto

from . import PASSWORD, Upload, running, set_password


@pytest.fixture
def locked_broker(socket_enabled: None, tmp_path: Path) -> Iterator[Mosquitto]:
    """Give a broker that wants a password."""
    folder = tmp_path / "locked"
    folder.mkdir()
    mosquitto = Mosquitto(
        folder, ("allow_anonymous false", f"password_file {folder / 'passwords'}")
    )
    set_password(mosquitto, PASSWORD)
    mosquitto.start()
    yield mosquitto
    mosquitto.stop()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Give the authority that signed the TLS broker's certificate."""
    return Authority(tmp_path / "authority")


@pytest.fixture
def tls_broker(
    socket_enabled: None, authority: Authority, tmp_path: Path
) -> Iterator[Mosquitto]:
    """Give a broker that speaks TLS."""
    with running(
        tmp_path / "tls", "allow_anonymous true", *authority.broker_settings()
    ) as mosquitto:
        yield mosquitto


@pytest.fixture
def websocket_broker(socket_enabled: None, tmp_path: Path) -> Iterator[Mosquitto]:
    """Give a broker that is reached by WebSocket only."""
    # This mosquitto won't start with a WebSocket alone.
    other = f"listener {free_port()} {HOST}"
    settings = ("protocol websockets", other, "allow_anonymous true")
    with running(tmp_path / "websocket", *settings) as mosquitto:
        yield mosquitto


@pytest.fixture
def certified_broker(
    socket_enabled: None, authority: Authority, tmp_path: Path
) -> Iterator[Mosquitto]:
    """Give a broker that lets in who has a certificate of the authority's."""
    with running(
        tmp_path / "certified",
        "allow_anonymous true",
        "require_certificate true",
        f"cafile {authority.certificate}",
        *authority.broker_settings(),
    ) as mosquitto:
        yield mosquitto


@pytest.fixture
def certificates(certified_broker: Mosquitto, authority: Authority) -> dict[str, str]:
    """Give a certificate of the authority's and its key, as an entry holds them.

    They are the broker's own: it does not mind.
    """
    return {
        CONF_CLIENT_CERTIFICATE: (authority.folder / "broker.pem").read_text(),
        CONF_CLIENT_KEY: (authority.folder / "broker.key").read_text(),
    }


@pytest.fixture
async def upload(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Upload:
    """Give the way in which the frontend uploads a file; it returns the file's id."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    # What adds to the web server must be there before it starts.
    assert await async_setup_component(hass, DOMAIN, {})
    client = await hass_client()

    async def upload_file(content: bytes) -> str:
        path = tmp_path / "upload.pem"
        path.write_bytes(content)
        with path.open("rb") as file:
            response = await client.post("/api/file_upload", data={"file": file})
        return str((await response.json())["file_id"])

    return upload_file


@pytest.fixture(autouse=True)
def _reconnects_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "RECONNECT_FIRST_S", 0.05)
