"""What the end-to-end tests share."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
import time
from typing import Any

import pytest

from demo.client import SUBENTRY_FLOWS, answered
from demo.home_assistant import HomeAssistant
from demo.printers import DOMAIN, registered

from ..conftest import UUID
from ..mosquitto import Mosquitto

NAME = "Prusa left"
WAIT_S = 60
POLL_S = 0.1


@pytest.fixture(autouse=True)
def _integration_enabled(socket_enabled: None) -> None:
    """Do without the Home Assistant inside of pytest: these tests run a real one."""


@dataclass
class Site:
    """A Home Assistant at which one printer of one broker is registered."""

    hass: HomeAssistant

    async def change(self, **answers: Any) -> None:
        """Change what is set for the printer through the real flow."""
        (entry,) = await self.hass.command("config_entries/get", domain=DOMAIN)
        (printer,) = await self.hass.command(
            "config_entries/subentries/list", entry_id=entry["entry_id"]
        )
        flow = {
            "handler": [entry["entry_id"], printer["subentry_type"]],
            "subentry_id": printer["subentry_id"],
        }
        step = await self.hass.request("POST", SUBENTRY_FLOWS, json=flow)
        assert step["step_id"] == "reconfigure"
        step = await self.hass.request(
            "POST",
            f"{SUBENTRY_FLOWS}/{step['flow_id']}",
            json=answered(step["data_schema"], answers),
        )
        assert step["reason"] == "reconfigure_successful"

    async def act(self, action: str, **fields: Any) -> None:
        """Take one of the integration's own actions on the printer."""
        data = {"device_id": await self.device_id(), **fields}
        await self.hass.call_service(DOMAIN, action, **data)

    async def ask(self, action: str) -> Any:
        """Take an action that returns something, and return that."""
        answer = await self.hass.command(
            "call_service",
            domain=DOMAIN,
            service=action,
            service_data={"device_id": await self.device_id()},
            return_response=True,
        )
        return answer["response"]

    async def device_id(self) -> str:
        """Return the id of the printer's device."""
        entity_id = (await self.entity_ids())["state"]
        entity = await self.hass.command(
            "config/entity_registry/get", entity_id=entity_id
        )
        return str(entity["device_id"])

    async def entity_ids(self) -> dict[str, str]:
        """Return the printer's entity ids by the key in their unique ids."""
        (printer,) = await registered(self.hass)
        return printer.entities

    async def values(self) -> dict[str, str]:
        """Return the printer's states by the key in their unique ids."""
        states = await self.hass.states()
        return {
            key: states[entity_id]["state"]
            for key, entity_id in (await self.entity_ids()).items()
            if entity_id in states
        }

    async def wait_for(
        self, expected: Callable[[dict[str, str]], bool], timeout_s: float = WAIT_S
    ) -> dict[str, str]:
        """Return the printer's states once they are as expected."""
        deadline = time.monotonic() + timeout_s
        while not expected(values := await self.values()):
            assert time.monotonic() < deadline, values
            await asyncio.sleep(POLL_S)
        return values

    async def wait_for_state(self, state: str) -> dict[str, str]:
        """Return the printer's states once it is in a state."""
        return await self.wait_for(lambda values: values.get("state") == state)

    async def wait_for_log(self, text: str) -> None:
        """Wait until Home Assistant has logged a text."""
        async with asyncio.timeout(WAIT_S):
            while text not in self.hass.log_path.read_text():
                await asyncio.sleep(POLL_S)

    @property
    def all_errors(self) -> list[str]:
        """What Home Assistant logged as an error, of anything at all.

        It also logs what it tells a user who is refused something.
        """
        return [
            line
            for line in self.hass.log_path.read_text().splitlines()
            if (" ERROR " in line or " CRITICAL " in line)
            and "[homeassistant.components.websocket_api.http.connection]" not in line
        ]

    @property
    def errors(self) -> list[str]:
        """What Home Assistant logged of this integration that is not information."""
        return [
            line
            for line in self.hass.log_path.read_text().splitlines()
            if "factor" in line
            and "has not been tested by Home Assistant" not in line
            and any(level in line for level in ("WARNING", "ERROR", "CRITICAL"))
        ]


@pytest.fixture
async def site(broker: Mosquitto, tmp_path: Path) -> AsyncGenerator[Site]:
    """Start Home Assistant and register a printer through the real flows."""
    async with HomeAssistant(tmp_path / "home-assistant") as hass:
        address: dict[str, Any] = {"host": broker.host, "port": broker.port}
        result = await hass.add_entry(
            "factor", {"user": {"next_step_id": "broker"}, "broker": address}
        )
        await hass.add_subentry(
            result["result"]["entry_id"],
            "printer",
            {
                "user": {"next_step_id": "uuid"},
                "uuid": {"device_uuid": f"https://factor.io.kr/setup/{UUID.upper()}"},
                "silent": {"next_step_id": "add_anyway"},
                "add_anyway": {"name": NAME},
            },
            flow_id=result["next_flow"][1],
        )
        yield Site(hass)
