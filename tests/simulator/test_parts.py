"""What a printer has or has not: a bed, a chamber, sensors, a nozzle that is missed."""

from typing import Any

import pytest

from simulator import Printer

from .wire import UUID, snapshots, statuses

NOTHING = {"actual": None, "target": None, "offset": 0}
STREAM = '{"action": "start", "options": {"input": "http://cam.local/stream"}}'


def shown(printer: Printer) -> Any:
    """Return the printer's next snapshot."""
    return snapshots(statuses(printer.advance(1)))[0]


@pytest.mark.parametrize("bed", [True, False])
@pytest.mark.parametrize("chamber", [True, False])
def test_bed_and_chamber(bed: bool, chamber: bool) -> None:
    printer = Printer(UUID, bed=bed, chamber=chamber)
    one = shown(printer)
    profile, heats = one["connection"][3], one["temperatures"]
    assert (profile["heatedBed"], profile["heatedChamber"]) == (bed, chamber)
    assert (heats["bed"] == NOTHING) is not bed
    assert (heats["chamber"] == NOTHING) is not chamber


def test_print_without_a_bed() -> None:
    printer = Printer(UUID, bed=False)
    printer.hear(
        f"control/{UUID}", '{"type": "set_temperature", "tool": -1, "temperature": 60}'
    )
    printer.start_print("cable_clip.gcode")
    one = snapshots(statuses(printer.advance(100)))[-1]
    assert one["temperatures"]["bed"] == NOTHING
    assert one["progress"]["completion"] > 0


def test_custom_sensors_come_with_the_first_report() -> None:
    printer = Printer(UUID, sensors={"PINDA": 28.5, "한글": -3.0})
    heats = shown(printer)["temperatures"]
    assert list(heats) == ["tool0", "bed", "chamber", "PINDA", "한글"]
    assert heats["PINDA"] == {"actual": 28.5, "target": None, "offset": 0}
    printer.machine.sensors["PINDA"] = 30.0
    assert shown(printer)["temperatures"]["PINDA"]["actual"] == 30.0
    printer.disconnect()
    printer.connect()
    assert shown(printer)["temperatures"] == {}


@pytest.mark.parametrize("dialect", ["plugin", "platform", "legacy"])
def test_missed_nozzle_is_back_in_the_next_report(dialect: str) -> None:
    printer = Printer(UUID, dialect=dialect)
    printer.hear(f"DASHBOARD/{UUID}", '{"type": "get_status"}')
    printer.miss_tool0()
    told = [one.decoded for one in printer.advance(3)]
    heats = [heat for one in told if (heat := _temperatures(one)) is not None]
    assert ["tool0" in heat for heat in heats[:2]] == [False, True]
    assert all("bed" in heat for heat in heats)


def test_a_report_that_is_not_sent_misses_nothing() -> None:
    printer = Printer(UUID)
    printer.edge.online = False
    printer.miss_tool0()
    printer.advance(1)
    printer.edge.connected()
    assert "tool0" not in shown(printer)["temperatures"]


def test_stream_that_ends_by_itself() -> None:
    printer = Printer(UUID)
    topic = f"camera/{UUID}/cmd"
    (running,) = printer.hear(topic, STREAM)
    printer.camera_dies("ffmpeg exited with 1")
    assert {one.topic for one in printer.advance(5)} == {f"octoprint/status/{UUID}"}
    (state,) = printer.hear(topic, '{"action": "state"}')
    assert state.decoded == running.decoded | {
        "running": False,
        "pid": None,
        "last_error": "ffmpeg exited with 1",
    }
    (again,) = printer.hear(topic, STREAM)
    assert again.decoded["running"] is True
    assert again.decoded["last_error"] is None


@pytest.mark.parametrize("dialect", ["plugin", "platform"])
def test_no_stream_no_death(dialect: str) -> None:
    printer = Printer(UUID, dialect=dialect)
    printer.camera_dies("ffmpeg exited with 1")
    for message in printer.hear(f"camera/{UUID}/cmd", '{"action": "state"}'):
        assert message.decoded["last_error"] is None


def _temperatures(told: Any) -> Any:
    if told.get("type") == "temperature_update":
        return told["data"]
    info = told.get("temperature_info")
    return told.get("temperatures") if info is None else info["tool"] | info
