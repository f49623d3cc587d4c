"""A real Home Assistant on 127.0.0.1, onboarded, with this project's integration."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
import json
from pathlib import Path
import secrets
import sys
from types import MappingProxyType, TracebackType
from typing import Self

import aiohttp

from .broker import HOST, free_port
from .client import Client, Json, RequestError
from .process import ROOT, Child, ProcessError, running, tail

START_TIMEOUT_S = 180
POLL_S = 0.1

CONFIGURATION = """\
homeassistant:
  name: FACTOR demo
  country: KR
  currency: KRW
  unit_system: metric
  auth_providers:
    - type: trusted_networks
      trusted_networks: [127.0.0.1, "::1"]
      allow_bypass_login: true
    - type: homeassistant
logger:
  default: warning
  logs:
    custom_components.factor: info
    haffmpeg: fatal # says that ffmpeg is not installed; nothing here needs it
    homeassistant.components.camera.img_util: fatal # the same of libturbojpeg
automation: !include automations.yaml
config:
frontend:
history:
logbook:
recorder:
script: !include scripts.yaml
"""
# Home Assistant always loads its voice assistant. These two of its packages have to be
# compiled, and nobody talks to the demo: modules in their place do nothing.
VOICE_PACKAGES = "pymicro-vad,pyspeex-noise"
VOICE_STAND_INS = Path(__file__).parent / "voice_stand_ins"


def storage(port: int) -> dict[str, tuple[int, int, Json]]:
    """Return what Home Assistant finds stored: versions and data by key.

    The onboarding steps that would set up services on the internet count as done. The
    address has to be stored, too: from YAML it would be a trial of five minutes.
    """
    http = {
        "server_host": [HOST],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": False,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": "2026-01-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    return {
        "http": (2, 2, {"stable": http, "pending": None, "yaml_migration_done": True}),
        "onboarding": (4, 1, {"done": ["core_config", "analytics", "integration"]}),
    }


def write_configuration(folder: Path, port: int) -> None:
    """Make `folder` a configuration folder of Home Assistant."""
    (folder / ".storage").mkdir(parents=True)
    for key, (version, minor_version, data) in storage(port).items():
        store = {
            "version": version,
            "minor_version": minor_version,
            "key": key,
            "data": data,
        }
        (folder / ".storage" / key).write_text(json.dumps(store))
    (folder / "automations.yaml").touch()
    (folder / "scripts.yaml").touch()
    (folder / "configuration.yaml").write_text(CONFIGURATION)
    (folder / "custom_components").symlink_to(ROOT / "custom_components")


class HomeAssistant(Client):
    """Home Assistant in a folder of its own, from entering the block to its end.

    `within` is a command that its process is started by, `env` what it finds in its
    environment besides.
    """

    within: Sequence[str] = ()
    env: Mapping[str, str] = MappingProxyType({})

    def __init__(self, folder: Path, port: int | None = None) -> None:
        """Take the configuration folder, which must not exist yet, and the port."""
        port = port or free_port()
        super().__init__(f"http://{HOST}:{port}")
        self.folder = folder
        self.log_path = folder / "console.log"
        self._running = AsyncExitStack()
        self._child: Child | None = None
        write_configuration(folder, port)

    async def __aenter__(self) -> Self:
        """Start Home Assistant, create its owner and sign in."""
        try:
            await self.start()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop Home Assistant."""
        await self.stop()
        await self.close()

    async def start(self) -> None:
        """Start Home Assistant and wait until it runs. Raises ProcessError."""
        self._child = await self._running.enter_async_context(
            running(
                "Home Assistant",
                *self.within,
                *(sys.executable, "-m", "homeassistant", "--config", self.folder),
                *("--log-no-color", "--skip-pip-packages", VOICE_PACKAGES),
                log=self.log_path,
                env={
                    "PYTHONPATH": str(VOICE_STAND_INS),
                    "HA_DISABLE_LOG_FILE": "1",
                    # another Home Assistant on this machine clears what is uploaded
                    "TMPDIR": str(self.folder),
                    **self.env,
                },
            )
        )
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                await self._wait_until_running()
        except TimeoutError as err:
            raise ProcessError(
                f"Home Assistant is not up after {START_TIMEOUT_S} s:\n"
                + tail(self.log_path)
            ) from err

    async def stop(self) -> None:
        """Stop Home Assistant; what it has stored stays in its folder."""
        await self._running.aclose()

    async def kill(self) -> None:
        """End Home Assistant as a power cut does; what it has stored stays."""
        self.child.process.kill()
        await self.stop()

    async def restart(self) -> None:
        """Stop Home Assistant and start it again with the same configuration."""
        await self.stop()
        await self.start()

    @property
    def child(self) -> Child:
        """The process that runs now."""
        assert self._child is not None
        return self._child

    async def _wait_until_running(self) -> None:
        while not await self._answers():
            self.child.check()
            await asyncio.sleep(POLL_S)
        if not self.token:
            await self._sign_in()
        while (await self.request("GET", "/api/config"))["state"] != "RUNNING":
            await asyncio.sleep(POLL_S)

    async def _answers(self) -> bool:
        try:
            await self.request(
                "GET", "/api/config" if self.token else "/api/onboarding"
            )
        except aiohttp.ClientError, RequestError:
            return False
        return True

    async def _sign_in(self) -> None:
        """Create the owner, as the onboarding page does, and get a lasting token."""
        client_id = f"{self.url}/"
        owner = {
            "client_id": client_id,
            "name": "Visitor",
            "username": "visitor",
            "password": secrets.token_urlsafe(),
            "language": "en",
        }
        user = await self.request("POST", "/api/onboarding/users", json=owner)
        grant = {
            "client_id": client_id,
            "grant_type": "authorization_code",
            "code": user["auth_code"],
        }
        tokens = await self.request("POST", "/auth/token", data=grant)
        self.token = tokens["access_token"]
        self.token = await self.command(
            "auth/long_lived_access_token", client_name="demo", lifespan=1
        )
