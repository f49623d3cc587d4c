"""A print from start to end, as a real Home Assistant tells it."""

from pathlib import Path

import pytest

from demo.client import RequestError
from simulator import Fleet, Printer, replay

from ..conftest import UUID
from ..mosquitto import Mosquitto
from .conftest import Site

CAPTURES = Path(__file__).parent.parent / "captures"

pytestmark = pytest.mark.timeout(300)


async def test_recorded_print_ends_as_recorded(site: Site, broker: Mosquitto) -> None:
    """A recorded print, ten times as fast, leaves the states that it ended with."""
    async with site.hass.events("state_changed") as events:
        await replay(CAPTURES / "print.jsonl", broker.url, speed=10)
        entity_id = (await site.entity_ids())["state"]
        told = []
        async for event in events:
            data = event["data"]
            if data["entity_id"] == entity_id:
                told.append(data["new_state"]["state"])
            if told[-1:] == ["idle"] and "finishing" in told:
                break
    values = await site.wait_for(lambda values: values["progress"] == "100")

    assert [state for state in told if state != "unavailable"] == [
        "idle",
        "starting",
        "printing",
        "finishing",
        "idle",
    ]
    assert values["file"] == "cube_75s.gcode"
    assert values["time_left"] == "0"
    assert values["finish_time"] == "unknown"
    assert values["online"] == "on"
    assert values["connected"] == "on"
    assert values["tool0_target"] == "0.0"
    assert values["bed_target"] == "0.0"
    assert values["pause"] == "unavailable"
    assert not site.errors


async def test_everything_can_be_restarted_in_the_middle_of_a_print(
    site: Site, broker: Mosquitto
) -> None:
    """Commands work, and come back to work after each of the parts was restarted."""

    async def press(key: str) -> None:
        await site.hass.call_service("button", "press", entity_ids[key])

    printer = Printer(UUID, scene="printing")
    async with Fleet(broker.url, [printer]):
        await site.wait_for_state("printing")
        entity_ids = await site.entity_ids()
        await press("pause")
        await site.wait_for_state("paused")
        assert (await site.values())["pause"] == "unavailable"
        await press("resume")
        await site.wait_for_state("printing")

        broker.kill()
        with pytest.raises(RequestError, match="no connection to its broker"):
            await press("pause")
        broker.start()
        await site.wait_for_log(f"{broker.host}:{broker.port} is back")

        await site.hass.restart()
        values = await site.wait_for_state("printing")
        assert values["online"] == "on"

        await site.hass.call_service(
            "number", "set_value", entity_ids["bed_target"], value=71
        )
        assert (await site.values())["bed_target"] == "71.0"
        await press("cancel")
        await site.wait_for_state("idle")
    assert [message["type"] for message in printer.received] == [
        "pause",
        "resume",
        "set_temperature",
        "cancel",
    ]
    assert not site.errors
