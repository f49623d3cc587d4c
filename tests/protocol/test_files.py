"""The files in a snapshot, whatever is there in their place."""

import json
from typing import Any

from hypothesis import example, given, settings, strategies as st
import msgspec
import pytest

from custom_components.factor.protocol.files import (
    MAX_DEPTH,
    Origin,
    PrinterFile,
    RememberedPrint,
    SdListError,
    all_prints,
    decode_files,
    decode_sd_list_result,
    prints_of,
)
from custom_components.factor.protocol.messages import (
    MAX_PAYLOAD_BYTES,
    BadMessageError,
    Snapshot,
)
from custom_components.factor.protocol.plugin import decode_status

from ..payloads import GARBAGE, HOSTILE_VALUES, paths, with_value
from ..simulator.wire import recorded

CUBE = {
    "name": "cube.gcode",
    "display": "Cube.gcode",
    "path": "cube.gcode",
    "type": "machinecode",
    "typePath": ["machinecode", "gcode"],
    "size": 25778,
    "date": 1795400290,
    "hash": "bb764ce4",
    "user": "admin",
    "analysis": {"estimatedPrintTime": 887.5, "filament": {}},
    "history": [
        {"timestamp": 1.5, "success": True, "printTime": 243.6},
        {"timestamp": 2.5, "success": False},
    ],
}
SD = {
    "local": [
        CUBE,
        {"name": "parts", "type": "folder", "children": {"a.g": {"size": 7}}},
    ],
    "sdcard": [{"name": "TEST.GCO", "size": None, "display": "test.gcode"}],
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)
words = st.text(max_size=3)
values = st.sampled_from([None, True, -1, 1e300, "", "x", [], {}, [7], {"x": None}])
nodes = st.recursive(
    st.dictionaries(st.sampled_from([*CUBE]), values | json_values, max_size=4),
    lambda inner: st.fixed_dictionaries(
        {"name": words, "children": st.dictionaries(words, inner, max_size=2)}
    ),
    max_leaves=4,
)


def read(sd: Any) -> list[PrinterFile]:
    """Return the files in a list, each of them sound."""
    files = decode_files(sd if isinstance(sd, bytes) else json.dumps(sd).encode())
    for file in files:
        assert file.name
        assert file.path
        assert file.display
        assert file.size is None or file.size >= 0
        assert file.date is None or file.date >= 0
    return files


def recorded_files(name: str) -> list[PrinterFile]:
    """Return the files of a recording's last snapshot."""
    files: list[PrinterFile] = []
    for message in recorded(name):
        if "/status/" in message["topic"]:
            status = decode_status(message["payload"].encode())
            if isinstance(status, Snapshot):
                files = decode_files(status.sd)
    return files


def local(node: Any) -> list[PrinterFile]:
    """Return what one node on OctoPrint's disk makes."""
    return read({"local": [node]})


def test_files_of_both_origins() -> None:
    assert read(SD) == [
        PrinterFile(
            name="cube.gcode",
            path="cube.gcode",
            display="Cube.gcode",
            origin=Origin.LOCAL,
            size=25778,
            date=1795400290,
            estimated_print_time_s=887.5,
            last_printed=2.5,
            last_print_succeeded=False,
        ),
        PrinterFile("parts", "parts", "parts", Origin.LOCAL, is_folder=True),
        PrinterFile("a.g", "parts/a.g", "a.g", Origin.LOCAL, size=7),
        PrinterFile("TEST.GCO", "TEST.GCO", "test.gcode", Origin.SDCARD),
    ]


def test_recorded_upload() -> None:
    files = {file.name: file for file in recorded_files("upload")}
    assert len(files) == 14
    assert files["up_cube.gcode"].size == 25778
    assert files["up_cube.gcode"].last_print_succeeded is False
    assert files["up_cube.gcode"].last_printed == pytest.approx(1795401129, abs=1e5)
    assert files["업로드 시험_1.gcode"].origin is Origin.LOCAL
    assert files["html.gcode"].estimated_print_time_s is None
    assert files["b.gcode"].size == 0


def test_recorded_folders() -> None:
    *files, card = recorded_files("many_files")
    folders = [file for file in files if file.is_folder]
    assert len(files) == 13
    assert [folder.size for folder in folders] == [190100] * len(folders)
    assert card == PrinterFile(
        "long_n~1.gco", "long_n~1.gco", "/long_n~1.gco", Origin.SDCARD, 3802
    )


def test_recorded_many_files() -> None:
    files = recorded_files("many_files_flat")
    assert len(files) == 504
    assert sum(file.last_print_succeeded is True for file in files) > 0
    assert files[0].estimated_print_time_s == pytest.approx(63.83, abs=0.01)


def test_local_by_name() -> None:
    assert [file.name for file in read({"local": {"cube.gcode": {}, "x": CUBE}})] == [
        "cube.gcode",
        "cube.gcode",
    ]


@pytest.mark.parametrize(
    "sd",
    [
        {},
        [],
        None,
        7,
        {"local": None, "sdcard": None},
        {"local": 7, "sdcard": "x"},
        {"local": [None, 7, "x", [], {}, {"name": ""}, {"name": None}, {"name": 7}]},
        {"local": {"": {}}},
        b"",
        b"{",
        b"[" * 100_000,
        msgspec.Raw(b"{}"),
        msgspec.Raw(),
    ],
    ids=lambda sd: repr(bytes(sd) if isinstance(sd, msgspec.Raw) else sd)[:40],
)
def test_no_files(sd: Any) -> None:
    if isinstance(sd, msgspec.Raw):
        assert decode_files(sd) == []
    else:
        assert read(sd) == []


def test_bad_entry_takes_only_itself_away() -> None:
    sd = {"local": [CUBE, {"name": "x", "size": "big"}, 7, CUBE], "sdcard": 7}
    assert len(read(sd)) == 2


@pytest.mark.parametrize(
    ("key", "value", "attribute"),
    [
        ("size", -1, "size"),
        ("size", 1e300, "size"),
        ("date", 1e15, "date"),
        ("date", None, "date"),
        ("analysis", {"estimatedPrintTime": -1}, "estimated_print_time_s"),
        ("analysis", {"estimatedPrintTime": "x"}, "estimated_print_time_s"),
        ("analysis", {"_empty": True}, "estimated_print_time_s"),
        ("analysis", [], "estimated_print_time_s"),
        ("history", [], "last_print_succeeded"),
        ("history", {"a": {"success": True}}, "last_print_succeeded"),
        ("history", [{"success": True}, {"success": "x"}], "last_print_succeeded"),
        ("history", [{"success": True}, 7], "last_print_succeeded"),
        ("history", [], "last_printed"),
        ("history", [{"success": True}], "last_printed"),
        ("history", [{"success": True, "timestamp": -1}], "last_printed"),
        ("history", [{"success": True, "timestamp": 1e300}], "last_printed"),
    ],
)
def test_value_that_cannot_be_is_none(key: str, value: Any, attribute: str) -> None:
    (file,) = local({**CUBE, key: value})
    assert getattr(file, attribute) is None


def test_not_a_number_hides_nothing_else() -> None:
    text = json.dumps(SD).replace("25778", "NaN").encode()
    assert [file.size for file in read(text)] == [None, None, 7, None]


def test_folders_lie_only_so_deep() -> None:
    node: Any = {"name": "0"}
    for depth in range(1, 2000):
        node = {"name": str(depth), "children": {"x": node}}
    files = local(node)
    assert len(files) == MAX_DEPTH + 1
    assert files[-1].path.count("/") == MAX_DEPTH


def test_endless_folders_hide_nothing_else() -> None:
    deep = '{"x": {"children": ' * 50_000 + "{}" + "}}" * 50_000
    text = f'{{"local": [{{"name": "a", "children": {deep}}}, {json.dumps(CUBE)}]}}'
    names = [file.name for file in read(text.encode())]
    assert names == ["a", *"x" * MAX_DEPTH, "cube.gcode"]


@given(st.binary())
def test_any_bytes(payload: bytes) -> None:
    read(payload)


@given(st.lists(nodes, max_size=3) | st.dictionaries(words, nodes, max_size=3))
@example([{"name": "\ud800", "children": {"\udfff": {}}}])
def test_any_tree(tree: Any) -> None:
    read({"local": tree, "sdcard": tree})


@settings(max_examples=400)
@given(st.sampled_from([*paths(SD)]), st.sampled_from(HOSTILE_VALUES))
def test_any_value_in_any_field(path: tuple[str | int, ...], text: str) -> None:
    read(with_value(SD, path, text))


def listed(**changes: Any) -> bytes:
    """Return an answer of the older edge."""
    files = [{"name": "TEST~1.GCO", "size": 12345}, {"name": "A.G", "size": None}]
    told = {"type": "sd_list_result", "ok": True, "files": files, "error": None}
    return json.dumps(told | {"timestamp": 1760000000123} | changes).encode()


def raw(*entries: bytes) -> msgspec.Raw:
    """Return an `sd` whose `local` has such entries."""
    return msgspec.Raw(b'{"local":[%b]}' % b",".join(entries))


class TestMadeUp:
    """However much a printer makes up, only so much of it is read."""

    def test_list_that_can_be_none_of_files(self) -> None:
        zeros = raw(json.dumps(CUBE).encode(), *[b"0"] * 200_000)
        assert list(all_prints(zeros)) == []
        assert decode_files(zeros) == []
        assert prints_of(zeros, "cube.gcode") is None

    def test_list_of_many(self) -> None:
        many = raw(*(b'{"name":"%d"}' % number for number in range(10_001)))
        assert [file.name for file in decode_files(many)] == [*map(str, range(10_000))]
        assert prints_of(many, "9999") == []
        assert prints_of(many, "10000") is None

    def test_prints_of_one_file(self) -> None:
        history = b",".join(b'{"timestamp":%d}' % at for at in range(20_000))
        often = raw(b'{"name":"a","history":[%b]}' % history)
        newest = [*range(19_000, 20_000)]
        assert [one.timestamp for one in prints_of(often, "a") or ()] == newest
        assert [each.print.timestamp for each in all_prints(often)] == newest
        (file,) = decode_files(often)
        assert file.last_printed == 19_999

    def test_prints_of_all_files(self) -> None:
        history = b",".join([b"0"] * 999)
        files = (b'{"name":"%d","history":[%b]}' % (n, history) for n in range(100))
        told = list(all_prints(raw(*files)))
        assert len(told) == 20_000
        assert {each.print for each in told} == {RememberedPrint()}

    def test_what_a_snapshot_can_have_at_most_is_read(self) -> None:
        node = json.dumps({**CUBE, "hash": "x" * 500}).encode()
        count = MAX_PAYLOAD_BYTES // len(node + b",") - 1
        assert count > 4000
        honest = raw(*[node] * count)
        assert len(decode_files(honest)) == count
        assert len(list(all_prints(honest))) == 2 * count


def test_list_of_the_older_edge() -> None:
    assert decode_sd_list_result(listed()) == [
        PrinterFile("TEST~1.GCO", "TEST~1.GCO", "TEST~1.GCO", Origin.SDCARD, 12345),
        PrinterFile("A.G", "A.G", "A.G", Origin.SDCARD),
    ]


@pytest.mark.parametrize("files", [None, [], 7, [7, None, {}]])
def test_empty_list_of_the_older_edge(files: Any) -> None:
    assert decode_sd_list_result(listed(files=files)) == []


@pytest.mark.parametrize(("error", "words"), [("no card", "no card"), (None, "")])
def test_older_edge_cannot_list(error: str | None, words: str) -> None:
    with pytest.raises(SdListError) as caught:
        decode_sd_list_result(listed(ok=False, files=None, error=error))
    assert str(caught.value) == words


@pytest.mark.parametrize("payload", [*GARBAGE, listed(ok=None), listed(error=7)])
def test_no_list_of_the_older_edge(payload: bytes) -> None:
    with pytest.raises(BadMessageError):
        decode_sd_list_result(payload)
