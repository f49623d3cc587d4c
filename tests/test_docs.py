"""What the documents say of entities, fields and actions is what the code has."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from types import UnionType
from typing import Any, TypeAliasType, Union, get_args, get_origin

import msgspec
import pytest
import voluptuous as vol

from custom_components.factor.printer.parts import GONE_AFTER, MAX_READINGS
from custom_components.factor.protocol import commands, transfer
from custom_components.factor.protocol.files import PrinterFile
from custom_components.factor.protocol.messages import CameraPicture, Snapshot
from custom_components.factor.sending import CONFIRM_TIMEOUT_S
from custom_components.factor.services import (
    COMMANDS,
    PRINTER_ACTIONS,
    PRINTERS_SCHEMA,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import parse_yaml

from .home import ALL_COSTS, TWO_HOTENDS, Home
from .payloads import job, snapshot
from .texts import FOLDER, TEXTS

DOCS = FOLDER.parents[1] / "docs"
ENTITIES = (DOCS / "entities.md").read_text(encoding="utf-8")
ACTIONS = (DOCS / "actions.md").read_text(encoding="utf-8")
ALL_ACTIONS: dict[str, tuple[Any, ...]] = {**COMMANDS, **PRINTER_ACTIONS}
FILAMENT = {f"tool{tool}": {"length": 100.0, "volume": 0.24} for tool in range(2)}
JPEG = b"\xff\xd8\xff"


def rows(text: str, *header: str) -> Iterator[list[str]]:
    """Yield the cells of all tables that have a header."""
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells == list(header):
            inside = True
        elif inside and set(line) - set("|- "):
            yield [*cells, ""][: len(header)]


def code(text: str) -> list[str]:
    """Return what a text has in backquotes."""
    return re.findall(r"`([^`]+)`", text)


@pytest.fixture
async def entities(home: Home) -> dict[str, er.RegistryEntry]:
    """Give the entities of a printer that has all there is, by platform and key."""
    told = json.loads(TWO_HOTENDS) | {"job": {**job("a.gcode"), "filament": FILAMENT}}
    await home.change(cost=ALL_COSTS)
    await home.hear(snapshot(), json.dumps(told).encode())
    home.printer.shown = CameraPicture(JPEG), dt_util.utcnow()
    home.printer.publishes_pictures = True
    home.printer.async_update_listeners()
    await home.hass.async_block_till_done()
    return {
        f"{one.domain} {key_of(one, home)}": one
        for one in er.async_entries_for_config_entry(
            er.async_get(home.hass), home.entry.entry_id
        )
    }


def key_of(entity: er.RegistryEntry, home: Home) -> str:
    """Return the key of a printer's entity, or of one of the broker's."""
    owner = entity.config_subentry_id or home.entry.entry_id
    return entity.unique_id.removeprefix(f"{owner}_")


def documented() -> dict[str, tuple[str, str]]:
    """Return the name and the default of each entity in the document."""
    found = {}
    for name, key, default, _ in rows(
        ENTITIES, "entity", "key", "by default", "what it tells or does"
    ):
        platform = key.split()[0]
        for each in code(key):
            found[f"{platform} {each}"] = name, default
    return found


def generic(key: str) -> str:
    """Return the key that stands for all hotends, or for all custom sensors."""
    if key.startswith("sensor PINDA"):
        return "sensor …_temperature"
    return re.sub(r"tool\d", "tool0", key)


def test_each_entity_is_documented_as_it_is(
    entities: dict[str, er.RegistryEntry],
) -> None:
    listed = documented()
    assert {generic(key) for key in entities} == set(listed)
    for key, entity in entities.items():
        name, default = listed[generic(key)]
        assert default.partition(":")[0] == ("off" if entity.disabled else "on"), key
        assert entity.disabled is (": " in default), "a reason to be off"
        told = TEXTS["entity"][entity.domain][entity.translation_key]["name"]
        # Axes and hotends share a row.
        told = re.sub(r" [XYZE]( \w+ [0-9]+ mm)?$", "", told)
        told = re.sub(r" of tool \{number\}$", "", told)
        assert told.format(name="…", number=2) in name
    assert f"for {GONE_AFTER} reports" in ENTITIES
    assert f"{MAX_READINGS} get entities" in ENTITIES


def paths_of(kind: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of all fields of a message, as they are on the wire."""
    if isinstance(kind, TypeAliasType):
        kind = kind.__value__
    if get_origin(kind) in (Union, UnionType):
        structs = [each for each in get_args(kind) if nested(each)]
        if not structs:
            yield path
        for each in structs:
            yield from paths_of(each, path)
    elif get_origin(kind) is dict and nested(get_args(kind)[1]):
        yield from paths_of(get_args(kind)[1], f"{path}.*")
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for field in msgspec.structs.fields(kind):
            yield from paths_of(
                field.type, f"{path}.{field.encode_name}" if path else field.encode_name
            )
    else:
        yield path


def nested(kind: Any) -> bool:
    """Return whether there are messages within a type."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind.__name__ != "CustomBox"
    return any(nested(each) for each in get_args(kind))


def test_each_field_of_a_snapshot_has_its_place() -> None:
    listed = [
        field for row in rows(ENTITIES, "field", "where") for field in code(row[0])
    ]
    assert sorted(listed) == sorted(set(paths_of(Snapshot)))
    assert all(where for _, where in rows(ENTITIES, "field", "where"))


def test_each_action_is_documented() -> None:
    listed = [
        code(name)[0]
        for name, *_ in rows(ACTIONS, "action", "what it does", "done when")
    ]
    assert listed == [f"factor.{name}" for name in (*COMMANDS, *PRINTER_ACTIONS)]
    assert f"within {CONFIRM_TIMEOUT_S} seconds" in ACTIONS


def test_each_field_of_an_action_is_documented() -> None:
    sections = dict(re.findall(r"(?ms)^### `factor\.(\w+)`\n(.*?)(?=^###|\Z)", ACTIONS))
    for name, (_, fields, *_rest) in ALL_ACTIONS.items():
        listed = [
            field
            for row in rows(sections.get(name, ""), "field", "meaning")
            for field in code(row[0])
        ]
        assert sorted(listed) == sorted(str(field) for field in fields), name
    assert set(PrinterFile.__struct_fields__) <= set(code(sections["list_files"]))


def test_numbers_in_the_document_are_those_of_the_code() -> None:
    for number in (
        f"1 to {commands.MAX_SPEED}; {commands.DEFAULT_SPEED} unless",
        f"at most {commands.MAX_EXTRUSION}",
        "percent, {} to {}".format(*commands.FEED_RATE),
        "percent, {} to {}".format(*commands.FAN_SPEED),
        f"At most {transfer.MAX_FILE_BYTES // 2**20} MiB",
    ):
        assert number in ACTIONS, number


def test_examples_are_what_the_actions_take() -> None:
    examples = re.findall(r"(?m)^    action: .*\n(?:    .*\n)+", ACTIONS)
    assert len(examples) >= 4
    for example in examples:
        call = parse_yaml("".join(line[4:] + "\n" for line in example.splitlines()))
        assert isinstance(call, dict)
        name = str(call["action"]).removeprefix("factor.")
        _, fields, *_rest = ALL_ACTIONS[name]
        if "target" in call:
            PRINTERS_SCHEMA(call["target"])
        else:
            vol.Schema({"device_id": str, **fields})(call["data"])


def test_documents_are_linked() -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    for path in DOCS.glob("*.md"):
        assert f"docs/{path.name}" in readme, path.name
    for text in (
        readme,
        *(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")),
    ):
        for link in re.findall(r"\]\(((?!https?:|#)[^)]+)\)", text):
            target = Path(link.partition("#")[0])
            assert (DOCS.parent / target).exists() or (DOCS / target).exists(), link
