"""Blueprints in a real Home Assistant: all are saved there, and one is made to run."""

from pathlib import Path

import pytest

from simulator import Fleet, Printer

from ..conftest import UUID
from ..mosquitto import Mosquitto
from .conftest import Site

BLUEPRINTS = Path(__file__).parents[2] / "blueprints" / "automation" / "factor"

pytestmark = pytest.mark.timeout(300)


async def test_blueprint_makes_an_automation_that_runs(
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
    assert not site.errors
