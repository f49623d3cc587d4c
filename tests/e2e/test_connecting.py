"""The shortest way in: Home Assistant's own MQTT, a search, and all printers of it."""

import asyncio
from pathlib import Path

from demo.home_assistant import HomeAssistant
from demo.printers import registered
from simulator import Fleet, Printer

from ..conftest import UUID
from ..mosquitto import Mosquitto
from .conftest import POLL_S, WAIT_S

OTHER_UUID = "00000000-0000-4000-8000-000000000002"
PENDING_UUID = "00000000-0000-4000-8000-000000000003"


async def states(hass: HomeAssistant) -> dict[str, str]:
    """Return what the state sensors of all printers show, by the printers' uuids."""
    shown = await hass.states()
    return {
        printer.uuid: shown.get(printer.entities["state"], {}).get("state", "")
        for printer in await registered(hass)
    }


async def wait_for(hass: HomeAssistant, expected: dict[str, str]) -> None:
    """Wait until all printers are in the states that they should be in."""
    async with asyncio.timeout(WAIT_S):
        while await states(hass) != expected:
            await asyncio.sleep(POLL_S)


async def test_printers_are_found_and_one_is_registered_for_good(
    broker: Mosquitto, tmp_path: Path
) -> None:
    printers = (
        Printer(UUID, scene="printing"),
        Printer(OTHER_UUID),
        Printer(PENDING_UUID, scene="unregistered"),
    )
    async with (
        Fleet(broker.url, printers),
        HomeAssistant(tmp_path / "home-assistant") as hass,
    ):
        own = {
            "broker": broker.host,
            "port": broker.port,
            "other_settings": {"set_client_cert": False, "set_ca_cert": "off"},
        }
        await hass.add_entry("mqtt", {"broker": own})
        result = await hass.add_entry(
            "factor", {"user": {"next_step_id": "home_assistant"}}
        )
        entry_id = result["result"]["entry_id"]
        await hass.add_subentry(
            entry_id,
            "printer",
            {
                "user": {"next_step_id": "search"},
                "pick": {"printers": [UUID, OTHER_UUID]},
            },
            result["next_flow"][1],
        )
        await wait_for(hass, {UUID: "printing", OTHER_UUID: "idle"})

        await hass.add_subentry(
            entry_id,
            "printer",
            {
                "user": {"next_step_id": "register"},
                "register": {"device_uuid": PENDING_UUID, "name": "New one"},
            },
        )
        assert [each.name for each in await registered(hass)][-1] == "New one"
        flows = await hass.command("config_entries/flow/progress")
        assert [flow for flow in flows if flow["handler"] == "factor"] == []

        await hass.restart()
        async with asyncio.timeout(WAIT_S):
            while (await states(hass))[UUID] != "printing":
                await asyncio.sleep(POLL_S)
        log = hass.log_path.read_text()
        assert [line for line in log.splitlines() if " ERROR " in line] == []
        for uuid in (UUID, OTHER_UUID, PENDING_UUID):
            assert uuid not in log
