"""Blueprints in a real Home Assistant: all are saved there, and two are made to run."""

import asyncio
from pathlib import Path

import pytest

from simulator import Fleet, Printer

from ..conftest import UUID
from ..mosquitto import Mosquitto
from .conftest import POLL_S, WAIT_S, Site

BLUEPRINTS = Path(__file__).parents[2] / "blueprints" / "automation" / "factor"

pytestmark = pytest.mark.timeout(300)


async def test_blueprints_make_automations_that_run(
    site: Site, broker: Mosquitto
) -> None:
    paths = sorted(BLUEPRINTS.glob("*.yaml"))
    assert len(paths) == 6
    for path in paths:
        await site.hass.command(
            "blueprint/save",
            domain="automation",
            path=f"factor/{path.stem}",
            yaml=path.read_text(encoding="utf-8"),
            source_url=f"https://example.com/{path.name}",
        )
    saved = await site.hass.command("blueprint/list", domain="automation")
    for path in paths:
        assert "error" not in saved[f"factor/{path.name}"]

    printer = Printer(UUID, speed=60)
    async with Fleet(broker.url, [printer], interval=0.2):
        await site.wait_for_state("idle")
        device_id = await site.device_id()
        await site.hass.request(
            "POST",
            "/api/config/automation/config/coffee",
            json={
                "alias": "Coffee",
                "use_blueprint": {
                    "path": "factor/minutes_left.yaml",
                    "input": {
                        "printers": {"device_id": device_id},
                        "minutes": 1440,
                        "actions": [
                            {
                                "action": "factor.set_fan_speed",
                                "data": {"device_id": device_id, "speed": 40},
                            }
                        ],
                    },
                },
            },
        )
        name = next(iter(printer.machine.files))
        await site.act("print_file", filename=name)
        await site.wait_for(lambda values: values["fan"] == "on")
        states = await site.hass.states()
        assert states["automation.coffee"]["attributes"]["last_triggered"]

        area = await site.hass.command("config/area_registry/create", name="Workshop")
        await site.hass.command(
            "config/device_registry/update",
            device_id=device_id,
            area_id=area["area_id"],
        )
        await site.hass.request(
            "POST",
            "/api/config/automation/config/alarm",
            json={
                "alias": "Alarm",
                "use_blueprint": {
                    "path": "factor/pause_all_on_alarm.yaml",
                    "input": {
                        "sensors": ["binary_sensor.smoke"],
                        "printers": {"area_id": area["area_id"]},
                    },
                },
            },
        )
        async with asyncio.timeout(WAIT_S):
            while "automation.alarm" not in await site.hass.states():
                await asyncio.sleep(POLL_S)
        for state in ("off", "on"):
            await site.hass.request(
                "POST", "/api/states/binary_sensor.smoke", json={"state": state}
            )
        await site.wait_for_state("paused")
    assert not site.errors
