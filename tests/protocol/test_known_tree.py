"""A file tree that is known already is not read again, and nothing else is lost."""

from datetime import UTC, datetime
import json
from typing import Any

from hypothesis import given, strategies as st
import msgspec
import pytest

from custom_components.factor.printer.state import Picture
from custom_components.factor.protocol import plugin
from custom_components.factor.protocol.messages import Snapshot
from custom_components.factor.protocol.plugin import (
    NO_TREE,
    decode_status,
    without_known_tree,
)

from ..payloads import CAPTURES, FULL, job

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FILES = {"local": [{"name": f"{n}.gcode", "size": n} for n in range(1000)]}


def payload(**changes: Any) -> bytes:
    """Return a snapshot as the plugin writes it."""
    return json.dumps({**FULL, "sd": FILES, **changes}).encode()


def snapshot_of(message: bytes) -> Snapshot:
    """Return the snapshot that a payload is."""
    snapshot = decode_status(message)
    assert isinstance(snapshot, Snapshot)
    return snapshot


def merged(first: bytes, second: bytes) -> Picture:
    """Return the picture after two payloads, the second one with a known tree."""
    picture = Picture().merge(snapshot_of(first), NOW)
    cut = without_known_tree(second, picture.tree)
    return picture.merge(snapshot_of(cut), NOW)


def merged_whole(first: bytes, second: bytes) -> Picture:
    """Return the picture after two payloads that are both read as they are."""
    picture = Picture().merge(snapshot_of(first), NOW)
    return picture.merge(snapshot_of(second), NOW)


def test_known_tree_is_cut_out_and_kept() -> None:
    first, second = payload(), payload(job=job("other.gcode"), ts=2.0)
    cut = without_known_tree(second, snapshot_of(first).sd)
    assert len(cut) < len(second) - len(json.dumps(FILES)) + 10
    assert json.loads(cut) == json.loads(second) | {"sd": None}
    assert merged(first, second) == merged_whole(first, second)


@pytest.mark.parametrize(
    "changed",
    [
        payload(sd={"local": FILES["local"][:-1]}),
        payload(sd={"local": [*FILES["local"], {"name": "new.gcode"}]}),
        payload(sd={}),
        payload(sd={**FILES, "sdcard": []}),
        json.dumps({**FULL, "sd": FILES}, separators=(",", ":")).encode(),
        b'{"state_id": "PAUSED", "state_string": "Paused"}',
        b"garbage",
        payload()[:-5000],
    ],
)
def test_whatever_is_not_the_known_tree_is_left_alone(changed: bytes) -> None:
    tree = snapshot_of(payload()).sd
    assert without_known_tree(changed, tree) == changed


def test_small_tree_is_cut_out_too() -> None:
    small = payload(sd={"local": []})
    assert merged(small, small).tree == snapshot_of(small).sd
    assert len(without_known_tree(small, snapshot_of(small).sd)) < len(small)


@pytest.mark.parametrize("known", [NO_TREE, msgspec.Raw(), msgspec.Raw(b"1")])
def test_what_is_no_tree_is_never_cut_out(known: msgspec.Raw) -> None:
    for sd in (None, 1, 12, {"local": []}):
        assert without_known_tree(payload(sd=sd), known) == payload(sd=sd)


def test_text_that_looks_like_the_key_is_no_key() -> None:
    first = payload(job=job('"sd": {"local": ['))
    second = payload(job=job('"sd": ' + json.dumps(FILES)))
    assert merged(first, second).file_name == '"sd": ' + json.dumps(FILES)
    assert merged(first, second).tree == snapshot_of(first).sd


def test_broken_message_with_a_known_tree_is_still_refused() -> None:
    tree = snapshot_of(payload()).sd
    cut = without_known_tree(payload()[:-1] + b"!", tree)
    with pytest.raises(plugin.BadMessageError):
        decode_status(cut)


@given(st.text(), st.floats(0, 100), st.booleans())
def test_cut_or_not_the_picture_is_the_same(
    name: str, completion: float, same: bool
) -> None:
    files = FILES if same else {"local": [{"name": name}]}
    second = payload(
        job=job(name), sd=files, progress=FULL["progress"] | {"completion": completion}
    )
    assert merged(payload(), second) == merged_whole(payload(), second)


def test_recorded_tree_of_503_files_is_read_once() -> None:
    line = (CAPTURES / "many_files_flat.jsonl").read_text().splitlines()[0]
    first = json.loads(line)["payload"].encode()
    second = first.replace(b'"Operational"', b'"Printing"')
    assert second != first
    tree = snapshot_of(first).sd
    assert len(without_known_tree(second, tree)) < len(second) / 100
    assert merged(first, second) == merged_whole(first, second)
    assert merged(first, second).tree == tree
