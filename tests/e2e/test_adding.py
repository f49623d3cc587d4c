"""A user adds printers in a real Home Assistant, by its own API."""

from pathlib import Path
import time
from typing import Any

import pytest

from demo.client import SUBENTRY_FLOWS
from demo.home_assistant import HomeAssistant
from simulator import Fleet, Printer, numbered_uuid

from .. import asked_of, wait_until
from ..mosquitto import Mosquitto

LEFT, RIGHT, NEW = (numbered_uuid(number) for number in (1, 2, 3))
PATTERN = "octoprint/status/+"
SEARCH_S = 5
SEARCHING = {"user": {"next_step_id": "search"}}
REGISTERING = {
    "user": {"next_step_id": "register"},
    "register": {"device_uuid": f"https://factor.io.kr/setup/{NEW}", "name": "New"},
}


@pytest.mark.timeout(300)
async def test_printers_are_found_and_registered(
    broker: Mosquitto, tmp_path: Path
) -> None:
    fleet = [Printer(LEFT), Printer(RIGHT), Printer(NEW, scene="unregistered")]
    address: dict[str, Any] = {"host": broker.host, "port": broker.port}
    async with (
        Fleet(broker.url, fleet),
        HomeAssistant(tmp_path / "home-assistant") as hass,
    ):
        result = await hass.add_entry(
            "factor", {"user": {"next_step_id": "broker"}, "broker": address}
        )
        entry_id, (_, flow_id) = result["result"]["entry_id"], result["next_flow"]

        # Whoever closes the dialog ends the search long before its time is up.
        flow = f"{SUBENTRY_FLOWS}/{flow_id}"
        step = await hass.request("POST", flow, json=SEARCHING["user"])
        assert (step["type"], step["step_id"]) == ("progress", "search")
        await wait_until(lambda: asked_of(broker, "SUBSCRIBE") == [PATTERN])
        begun = time.monotonic()
        await hass.request("DELETE", flow)
        await wait_until(lambda: asked_of(broker, "UNSUBSCRIBE") == [PATTERN])
        assert time.monotonic() - begun < SEARCH_S / 2

        ticked: dict[str, dict[str, Any]] = {
            **SEARCHING,
            "pick": {"printers": [LEFT, RIGHT]},
        }
        result = await hass.add_subentry(entry_id, "printer", ticked)
        assert result["description"] == "printers"
        result = await hass.add_subentry(entry_id, "printer", REGISTERING)
        assert (result["title"], result["description"]) == ("New", "registered")

        printers = await hass.command(
            "config_entries/subentries/list", entry_id=entry_id
        )
        titles = {each["unique_id"]: each["title"] for each in printers}
        left, right = "Generic RepRap Printer", "Generic RepRap Printer 2"
        assert titles == {LEFT: left, RIGHT: right, NEW: "New"}
