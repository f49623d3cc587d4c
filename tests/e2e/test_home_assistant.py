"""Printers as a real Home Assistant tells of them and commands them."""

from pathlib import Path

import pytest

from demo.client import RequestError
from simulator import Fleet, Printer, replay

from ..conftest import UUID
from ..mosquitto import Mosquitto
from .conftest import Site

CAPTURES = Path(__file__).parent.parent / "captures"

pytestmark = pytest.mark.timeout(300)


def told_to(printer: Printer) -> list[str]:
    """Return the names of what the printer was told, but for questions."""
    question = {"type": "camera", "action": "state"}
    return [
        message.get("type") or message["action"]
        for message in printer.received
        if message != question
    ]


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
    assert told_to(printer) == [
        "pause",
        "resume",
        "set_temperature",
        "cancel",
    ]
    assert not site.errors


async def test_printer_is_changed_and_does_what_it_is_told(
    site: Site, broker: Mosquitto
) -> None:
    """A limit that is changed holds, actions arrive, and an uploaded file is printed."""
    printer = Printer(UUID)
    async with Fleet(broker.url, [printer]):
        await site.wait_for_state("idle")
        await site.change(limits={"bed": 90})
        bed = (await site.entity_ids())["bed_target"]
        assert (await site.hass.states())[bed]["attributes"]["max"] == 90
        with pytest.raises(RequestError, match="outside valid range 0 - 90"):
            await site.hass.call_service("number", "set_value", bed, value=91)
        with pytest.raises(RequestError, match="91 °C is not between 0 and 90 °C"):
            await site.act("set_temperature", heater="bed", temperature=91)
        assert told_to(printer) == []
        await site.hass.call_service("number", "set_value", bed, value=90)
        assert (await site.values())["bed_target"] == "90.0"

        await site.act("home", axes=["x", "y"])
        await site.act("set_fan_speed", speed=40)
        await site.wait_for(lambda values: values["fan"] == "on")

        before = {file["name"] for file in (await site.ask("list_files"))["files"]}
        assert before == set(printer.machine.files)
        file = site.hass.folder / "www" / "tower.gcode"  # always allowed
        file.parent.mkdir()
        file.write_text("G28\n" + "G1 X10 Y10 E1 F1200\n" * 5000)
        elsewhere = site.hass.folder / "tower.gcode"
        with pytest.raises(RequestError, match="may not read"):
            await site.act("upload_file", path=str(elsewhere))
        await site.act("upload_file", path=str(file), print=True)
        await site.wait_for_state("printing")
        await site.wait_for(lambda values: values["file"] == file.name)
        files = (await site.ask("list_files"))["files"]
        sizes = {each["name"]: each["size"] for each in files}
        assert sizes.keys() == before | {file.name}
        assert sizes[file.name] == file.stat().st_size
    assert told_to(printer) == [
        "set_temperature",
        "home",
        "set_fan_speed",
        "start",
        *["chunk"] * 4,
        "end",
        "print",
    ]
    home, fan = printer.received[-9:-7]
    assert (home["axes"], fan["speed"]) == ("xy", 40)
    assert site.errors == site.all_errors == []
