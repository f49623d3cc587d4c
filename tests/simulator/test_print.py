"""A print's life, as recorded: bare events in order and what the snapshots say."""

from typing import Any

import pytest

from simulator import Printer

from .wire import UUID, events, recorded_statuses, snapshots, statuses

FILE = "cable_clip.gcode"
HEATING, PRINTING = 70.0, 240.0
"""How long the file heats and prints, in s, or a little longer."""


def test_print_to_the_end(printer: Printer) -> None:
    printer.start_print(FILE)
    told = statuses(printer.advance(HEATING + PRINTING + 20))
    assert events(told) == events(recorded_statuses("print"))
    texts = [one["state"]["text"] for one in snapshots(told)]
    assert texts[0] == "Starting"
    assert texts[-1] == "Operational"
    last = snapshots(told)[-1]
    assert last["progress"]["completion"] == 100.0
    assert last["progress"]["time_left"] == 0
    assert last["progress"]["time_left_origin"] is None
    assert last["job"]["id"] is None
    assert last["job"]["last_time"] == pytest.approx(300, abs=10)
    assert last["job"]["file"]["name"] == FILE
    node = next(one for one in last["sd"]["local"] if one["name"] == FILE)
    assert node["history"][0]["success"] is True
    assert node["statistics"]["lastPrintTime"] == {"_default": last["job"]["last_time"]}


def test_job_id_and_completion_at_the_turns(printer: Printer) -> None:
    printer.spread(0.2, 0.0)
    printer.start_print(FILE)
    told = snapshots(statuses(printer.advance(HEATING + PRINTING + 20)))
    by_text: dict[str, list[Any]] = {}
    for one in told:
        by_text.setdefault(one["state"]["text"], []).append(one)
    assert all(one["job"]["id"] is None for one in by_text["Starting"])
    assert len({one["job"]["id"] for one in by_text["Printing"]}) == 1
    assert by_text["Printing"][0]["job"]["id"] is not None
    finishing = by_text["Finishing"][0]
    assert finishing["state"]["flags"]["printing"] is True
    assert finishing["job"]["id"] is None
    assert finishing["progress"]["completion"] == 100.0
    assert finishing["progress"]["time_left"] == 0


def test_print_waits_for_its_heaters_first(printer: Printer) -> None:
    printer.start_print(FILE)
    printer.advance(2)
    told = snapshots(statuses(printer.advance(30)))
    assert {one["progress"]["filepos"] for one in told} == {119}
    assert {one["progress"]["print_time"] for one in told} == {0}
    assert {one["temperatures"]["tool0"]["target"] for one in told} == {200.0}
    heats = [one["temperatures"]["tool0"]["actual"] for one in told]
    assert heats == sorted(heats)
    assert heats[-1] > heats[0] + 50
    told = snapshots(statuses(printer.advance(60)))
    assert told[-1]["progress"]["filepos"] > 119
    assert told[-1]["temperatures"]["tool0"]["actual"] == pytest.approx(200, abs=1)
    assert told[-1]["progress"]["print_time"] >= 60


def test_current_axes_count_from_the_start_of_the_print(printer: Printer) -> None:
    printer.machine.move({"x": -20.0, "z": 5.0}, relative=False)
    printer.advance(1)
    printer.start_print(FILE)
    one = snapshots(statuses(printer.advance(5)))[-1]["axes"]
    assert one["machine"] == {"x": -20.0, "y": 0.0, "z": 5.0, "e": 0.0}
    assert one["current"] == dict.fromkeys("xyze", 0.0)
    one = snapshots(statuses(printer.advance(100)))[-1]["axes"]
    assert one["current"]["x"] == one["machine"]["x"] + 20
    printer.cancel()
    one = snapshots(statuses(printer.advance(5)))[-1]["axes"]
    assert one["current"] == one["machine"]


def test_second_print_knows_the_average(printer: Printer) -> None:
    printer.start_print(FILE)
    printer.advance(10)
    first = snapshots(statuses(printer.advance(1)))[0]
    assert first["progress"]["time_left_origin"] == "analysis"
    printer.advance(HEATING + PRINTING + 20)
    printer.start_print(FILE)
    printer.advance(100)
    second = snapshots(statuses(printer.advance(1)))[0]
    assert second["progress"]["time_left_origin"] == "average"
    assert second["job"]["id"] != first["job"]["id"]


def test_pause_resume_and_cancel_as_recorded(printer: Printer) -> None:
    told = []

    def after(seconds: float) -> dict[str, Any]:
        told.extend(statuses(printer.advance(seconds)))
        return dict(snapshots(told)[-1])

    for act in (printer.pause, printer.resume, printer.cancel):
        act()
        after(2)
    printer.start_print(FILE)
    running = after(100)
    printer.pause()
    held = after(2)
    assert held["state"]["flags"]["paused"] is True
    assert held["state"]["flags"]["printing"] is False
    assert held["progress"]["filepos"] >= running["progress"]["filepos"]
    printer.pause()
    assert after(30)["progress"] == held["progress"]
    printer.resume()
    resumed = after(5)
    assert resumed["progress"]["filepos"] > held["progress"]["filepos"]
    assert resumed["job"]["id"] == running["job"]["id"]
    printer.resume()
    after(2)
    printer.cancel()
    cancelled = after(2)
    assert cancelled["progress"]["completion"] is None
    assert cancelled["progress"]["filepos"] == 0
    assert cancelled["progress"]["file_pct"] == 0.0
    assert cancelled["job"]["file"]["name"] == FILE
    assert cancelled["job"]["id"] is None
    assert cancelled["temperatures"]["bed"]["target"] == 0.0
    printer.start_print(FILE)
    after(100)
    printer.pause()
    after(2)
    printer.cancel()
    after(2)
    assert events(told) == events(recorded_statuses("pause_resume_cancel"))


def test_cancel_while_heating_takes_as_long_as_the_heater(printer: Printer) -> None:
    printer.start_print(FILE)
    printer.advance(30)
    printer.cancel()
    told = statuses(printer.advance(25))
    assert events(told) == ["CANCELLING"]
    assert {one["state"]["text"] for one in snapshots(told)} == {"Cancelling"}
    one = snapshots(told)[-1]
    assert one["state"]["flags"]["printing"] is True
    assert one["job"]["id"] is None
    assert one["progress"]["completion"] is None
    assert one["temperatures"]["tool0"]["target"] == 200.0
    assert events(statuses(printer.advance(10))) == ["OPERATIONAL"]


def test_fatal_error_and_reconnect(printer: Printer) -> None:
    printer.start_print(FILE)
    told = statuses(printer.advance(100))
    printer.fail("error")
    told += statuses(printer.advance(10))
    last = snapshots(told)[-1]
    bare = [one for one in told if "state_id" in one]
    assert bare[-1] == {"state_id": "OFFLINE", "state_string": "Offline"}
    assert last["state"]["text"] == "Offline after error"
    assert not any(last["state"]["flags"].values())
    assert last["connection"] == ["Closed", None, None, None]
    assert last["job"]["file"]["name"] is None
    assert last["job"]["id"] is None
    assert last["temperatures"] == {}
    printer.connect()
    told += statuses(printer.advance(5))
    assert events(told) == events(recorded_statuses("error"))[:7]


@pytest.mark.parametrize(
    ("kind", "text"), [("disconnect", "Offline after error"), ("person", "Offline")]
)
def test_disconnect_in_a_print(printer: Printer, kind: str, text: str) -> None:
    printer.disconnect()
    told = statuses(printer.advance(5))
    printer.connect()
    told += statuses(printer.advance(5))
    printer.start_print(FILE)
    told += statuses(printer.advance(100))
    if kind == "person":
        printer.disconnect()
    else:
        printer.fail(kind)
    told += statuses(printer.advance(5))
    assert snapshots(told)[-1]["state"]["text"] == text
    assert snapshots(told)[-1]["axes"]["machine"]["z"] is not None
    printer.connect()
    told += statuses(printer.advance(5))
    assert events(told) == events(recorded_statuses("disconnect"))


def test_first_offline_snapshot_may_carry_the_old_id(printer: Printer) -> None:
    printer.start_print(FILE)
    printer.advance(100)
    printer.spread(0.005, 0.0)
    printer.disconnect()
    told = snapshots(statuses(printer.advance(0.05)))
    assert told[0]["state"]["text"] == "Offline"
    assert told[0]["job"]["id"] is not None
    assert told[-1]["job"]["id"] is None


def test_no_temperatures_for_the_first_seconds_after_connecting(
    printer: Printer,
) -> None:
    printer.disconnect()
    printer.advance(5)
    printer.connect()
    told = snapshots(statuses(printer.advance(6)))
    empty = [one["temperatures"] == {} for one in told]
    assert empty[0]
    assert not empty[-1]
    assert 2 <= sum(empty) <= 5
    assert told[-1]["temperatures"]["chamber"] == {
        "actual": None,
        "target": None,
        "offset": 0,
    }


def test_silent_printer_stays_printing_and_nothing_moves(printer: Printer) -> None:
    printer.start_print(FILE)
    printer.advance(100)
    printer.go_silent()
    told = statuses(printer.advance(120))
    assert events(told) == []
    assert len(snapshots(told)) == 120
    for one in told:
        assert one | {"ts": 0} == told[0] | {"ts": 0}
    printer.disconnect()
    assert events(statuses(printer.advance(1))) == ["OFFLINE"]


def test_killed_edge_says_nothing_and_comes_back_idle(printer: Printer) -> None:
    printer.start_print(FILE)
    told = statuses(printer.advance(100))
    printer.kill()
    assert printer.advance(30) == []
    assert printer.hear(f"control/{UUID}", '{"type": "home"}') == []
    printer.pause()
    printer.restart()
    told += statuses(printer.advance(10))
    assert events(told) == events(recorded_statuses("restart"))
    last = snapshots(told)[-1]
    assert last["state"]["text"] == "Operational"
    assert last["job"]["file"]["name"] is None
    assert last["progress"]["completion"] is None


def test_job_id_is_lost_while_mqtt_is_down(printer: Printer) -> None:
    printer.edge.online = False
    printer.start_print(FILE)
    assert printer.advance(100) == []
    printer.edge.connected()
    told = snapshots(statuses(printer.advance(5)))
    assert {one["state"]["text"] for one in told} == {"Printing"}
    assert {one["job"]["id"] for one in told} == {None}


def test_two_prints_carry_one_id_if_mqtt_is_down_between_them(printer: Printer) -> None:
    printer.start_print(FILE)
    first = snapshots(statuses(printer.advance(100)))[-1]["job"]["id"]
    printer.edge.online = False
    printer.cancel()
    printer.advance(5)
    printer.start_print(FILE)
    printer.advance(100)
    printer.edge.connected()
    assert snapshots(statuses(printer.advance(2)))[-1]["job"]["id"] == first


@pytest.mark.parametrize(
    ("scene", "text"),
    [
        ("idle", "Operational"),
        ("printing", "Printing"),
        ("finishing", "Printing"),
        ("offline", "Offline"),
    ],
)
def test_scenes(scene: str, text: str) -> None:
    printer = Printer(UUID, scene=scene)
    told = statuses(printer.advance(2))
    assert events(told) == []
    assert snapshots(told)[0]["state"]["text"] == text


def test_scene_printing_has_an_hour_left() -> None:
    one = snapshots(statuses(Printer(UUID, scene="printing").advance(1)))[0]
    assert one["progress"]["completion"] == pytest.approx(40, abs=1)
    assert one["progress"]["time_left"] == pytest.approx(3600, abs=150)
    assert one["job"]["id"] is not None
    assert one["temperatures"]["tool0"]["actual"] == pytest.approx(200, abs=1)


def test_scene_finishing_ends_in_a_minute() -> None:
    printer = Printer(UUID, scene="finishing")
    assert events(statuses(printer.advance(57))) == []
    assert events(statuses(printer.advance(6))) == ["FINISHING", "OPERATIONAL"]


@pytest.mark.parametrize("kind", ["error", "disconnect", "silent", "kill"])
def test_scripted_failure(kind: str) -> None:
    printer = Printer(UUID, scene="printing", fail=kind, fail_after=10)
    assert events(statuses(printer.advance(9))) == []
    told = statuses(printer.advance(10))
    expected = {"error": ["ERROR", "OFFLINE"], "disconnect": ["OFFLINE"]}
    assert events(told) == expected.get(kind, [])
    assert len(snapshots(told)) == (1 if kind == "kill" else 10)


def test_speed_is_simulated_seconds_a_second() -> None:
    printer = Printer(UUID, scene="printing", speed=60)
    told = snapshots(statuses(printer.advance(600)))
    assert len(told) == 11
    assert told[-1]["ts"] - told[0]["ts"] == pytest.approx(10, abs=0.01)
    took = told[-1]["progress"]["print_time"] - told[0]["progress"]["print_time"]
    assert took == pytest.approx(600, abs=2)


def test_path_counts_fall_at_the_cap() -> None:
    printer = Printer(UUID, scene="printing", speed=20)
    told = snapshots(statuses(printer.advance(400)))
    counts = [one["path"]["total_segments"] for one in told]
    assert max(counts) <= 10_000
    assert counts != sorted(counts)
