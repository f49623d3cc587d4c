"""Every field of a simulated snapshot has the place and the type of a recorded one."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from simulator import Printer

from .wire import UUID, recorded_statuses, snapshots, statuses

RECORDINGS = (
    "print",
    "pause_resume_cancel",
    "error",
    "disconnect",
    "restart",
    "multitool",
    "upload",
    "commands",
)
BRIEF = {"Starting": "Printing", "Resuming": "Printing"}
"""States too short to be in a recorded snapshot; they look like another one."""


OF_THE_STATE = (".state", ".progress", ".job.id", ".temperatures", ".connection")
"""What depends on the state; the rest depends on the file and on what was before."""
OF_THE_FILE = (".sd", ".job.filament", ".path.bounding_box.")


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and type of all that is in a JSON value; items of a list share one."""
    yield path, type(value).__name__
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")


@cache
def recorded_shapes() -> tuple[
    dict[str, dict[str, set[str]]], dict[str, set[str]], dict[str, str]
]:
    """Return by state the types at each path and the paths always there; and key orders."""
    types: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    always: dict[str, set[str]] = {}
    order: dict[str, str] = {}
    for name in RECORDINGS:
        for snapshot in snapshots(recorded_statuses(name)):
            text = snapshot["state"]["text"]
            paths = set()
            for path, kind in leaves(snapshot):
                types[text if path.startswith(OF_THE_STATE) else ""][path].add(kind)
                paths.add(path)
            always[text] = always.get(text, paths) & paths
            for key in ("", "state", "progress", "job", "axes", "path"):
                part = snapshot[key] if key else snapshot
                order[key] = ",".join(part)
    return types, always, order


def compare(snapshot: dict[str, Any]) -> None:
    """Assert that a snapshot could have been recorded."""
    types, always, order = recorded_shapes()
    text = snapshot["state"]["text"]
    text = BRIEF.get(text, text)
    found = defaultdict(set)
    for path, kind in leaves(snapshot):
        found[path].add(kind)
    for path, kinds in found.items():
        known = types[text if path.startswith(OF_THE_STATE) else ""][path]
        assert kinds <= known, (text, path, kinds, known)
    missing = always[text] - set(found)
    assert [path for path in missing if not path.startswith(OF_THE_FILE)] == []
    for key, names in order.items():
        part = snapshot[key] if key else snapshot
        assert ",".join(part) == names


def until(printer: Printer, text: str, step: float = 0.05) -> dict[str, Any]:
    """Advance a printer until a snapshot says `text`, and return it."""
    printer.spread(step, 0.0)
    for _ in range(20_000):
        for snapshot in snapshots(statuses(printer.advance(step))):
            if snapshot["state"]["text"] == text:
                return dict(snapshot)
    raise AssertionError(text)


def paused(printer: Printer) -> None:
    """Print, then pause."""
    printer.start_print("cable_clip.gcode")
    until(printer, "Printing")
    printer.advance(100)
    printer.pause()


def finishing(printer: Printer) -> None:
    """Print to the end, nearly."""
    printer.start_print("cable_clip.gcode")
    printer.spread(10, 0)
    printer.advance(299)


def cancelling(printer: Printer) -> None:
    """Cancel while the nozzle heats."""
    printer.start_print("cable_clip.gcode")
    printer.advance(10)
    printer.cancel()


def resuming(printer: Printer) -> None:
    """Resume a paused print."""
    paused(printer)
    until(printer, "Paused")
    printer.resume()


def reconnecting(printer: Printer) -> None:
    """Switch off and on."""
    printer.disconnect()
    printer.advance(5)
    printer.connect()


def failed(printer: Printer) -> None:
    """Fail in the middle of a print."""
    printer.start_print("cable_clip.gcode")
    printer.advance(100)
    printer.fail("error")


def started(printer: Printer) -> None:
    """Begin a print."""
    printer.start_print("cable_clip.gcode")


@pytest.mark.parametrize(
    ("act", "text", "step"),
    [
        (lambda _: None, "Operational", 1.0),
        (started, "Starting", 0.005),
        (started, "Printing", 1.0),
        (paused, "Pausing", 0.05),
        (paused, "Paused", 0.5),
        (resuming, "Resuming", 0.01),
        (finishing, "Finishing", 0.2),
        (cancelling, "Cancelling", 1.0),
        (Printer.disconnect, "Offline", 1.0),
        (failed, "Offline after error", 1.0),
        (reconnecting, "Opening serial connection", 0.005),
        (reconnecting, "Connecting", 0.005),
    ],
)
def test_shape_in_each_state(
    act: Callable[[Printer], None], text: str, step: float
) -> None:
    printer = Printer(UUID)
    act(printer)
    compare(until(printer, text, step))


def test_shape_throughout_a_print_with_two_tools_and_a_chamber() -> None:
    printer = Printer(UUID, tools=2, chamber=True)
    printer.start_print("cable_clip.gcode")
    told = snapshots(statuses(printer.advance(400)))
    for snapshot in told:
        compare(snapshot)
    assert list(told[5]["temperatures"]) == ["tool0", "tool1", "bed", "chamber"]
    assert told[5]["connection"][3]["extruder"]["count"] == 2
    assert told[-1]["progress"]["completion"] == 100.0


def test_shape_after_restart() -> None:
    printer = Printer(UUID, scene="printing")
    printer.advance(3)
    printer.kill()
    assert printer.advance(15) == []
    printer.restart()
    told = statuses(printer.advance(5))
    compare(told[0])
    assert told[0]["axes"]["machine"] == dict.fromkeys("xyze")
    assert told[0]["job"]["filament"] == {"length": None, "volume": None}


def test_folders_never_show_their_files() -> None:
    printer = Printer(UUID, folders=2)
    node = snapshots(statuses(printer.advance(1)))[0]["sd"]["local"][0]
    assert node["type"] == "folder"
    assert node["children"] == {}


def test_payload_is_what_python_makes_of_it(printer: Printer) -> None:
    payload = printer.advance(1)[0].payload
    assert payload.isascii()
    assert payload.startswith(b'{"ts": 1')
    assert b"\\ud55c\\uae00" in payload
