"""What is shipped beside the code: texts, icons, actions' fields, manifests.

Much of it is what Home Assistant's own `hassfest` checks of its integrations.
"""

import ast
from collections.abc import Iterator
from importlib.util import find_spec
import json
from pathlib import Path
import re
from typing import Any

from awesomeversion import AwesomeVersion
import pytest
import voluptuous as vol

from custom_components.factor import PLATFORMS, config_flow
from custom_components.factor.connection import Failure
from custom_components.factor.connection.settings import Tls
from custom_components.factor.const import DOMAIN, SUBENTRY_PRINTER
from custom_components.factor.coordinator import CONFIRM_TIMEOUT_S
from custom_components.factor.printer_flow import LISTEN_S, PrinterFlow
from custom_components.factor.protocol.commands import (
    MAX_BED_TEMPERATURE,
    MAX_HOTEND_TEMPERATURE,
)
from custom_components.factor.services import ACTIONS
import homeassistant
from homeassistant.const import ATTR_DEVICE_ID, Platform, __version__
from homeassistant.helpers import entity_registry as er, service
from homeassistant.util.yaml import load_yaml_dict

from .home import TWO_HOTENDS, Home
from .payloads import snapshot
from .texts import FOLDER, TEXTS, placeholders, strings

ROOT = FOLDER.parents[1]
ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())
MANIFEST: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text())
SERVICES: dict[str, Any] = load_yaml_dict(FOLDER / "services.yaml")
MODULES = {path: ast.parse(path.read_text()) for path in FOLDER.rglob("*.py")}

# The method that makes an error of its first argument and the printer's name.
ERROR_METHOD = "_error"


def nodes[NodeT: ast.AST](kind: type[NodeT]) -> Iterator[NodeT]:
    """Yield everything of a kind in the integration's code."""
    for module in MODULES.values():
        for node in ast.walk(module):
            if isinstance(node, kind):
                yield node


def literals(path: Path) -> set[str]:
    """Return all strings that are written in a module."""
    return {
        node.value
        for node in ast.walk(MODULES[path])
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


# Strings


def faults(path: str, text: str) -> Iterator[str]:
    """Yield what is wrong with a text."""
    *_, parent, last = path.split(".")
    if text != text.strip() or not text or "  " in text:
        yield "spaces"
    if "[%" in text:
        yield "a reference, which nobody resolves in a custom integration"
    if re.search(r"https?:|www\.|<[a-z/]|&\w+;", text):
        yield "an address, or HTML"
    if last in {"description", "message"} or parent == "data_description":
        if not text.endswith((".", "}")):
            yield "no sentence"
    elif text.endswith(".") and (
        last in {"title", "name"} or parent in {"data", "options", "state"}
    ):
        yield "a sentence"


def test_texts_are_plain_and_whole() -> None:
    found = {path: list(faults(path, text)) for path, text in strings(TEXTS)}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_all_languages_have_the_same_texts() -> None:
    english = {path: placeholders(text) for path, text in strings(TEXTS)}
    for path in (FOLDER / "translations").glob("*.json"):
        other = json.loads(path.read_text())
        assert {name: placeholders(text) for name, text in strings(other)} == english


def test_times_in_texts_are_those_in_the_code() -> None:
    silent = TEXTS["config_subentries"][SUBENTRY_PRINTER]["step"]["silent"]
    user = TEXTS["config_subentries"][SUBENTRY_PRINTER]["step"]["user"]
    for step in (silent, user):
        assert f" {LISTEN_S} seconds" in step["description"]
    not_confirmed = TEXTS["exceptions"]["not_confirmed"]["message"]
    assert f" {CONFIRM_TIMEOUT_S} seconds" in not_confirmed


# Flows. That there is a text for all they show is checked in the flows' own tests.


def test_the_broker_flow_has_no_text_that_is_never_shown() -> None:
    texts = TEXTS["config"]
    said = literals(FOLDER / "config_flow.py")
    assert set(texts["step"]) <= said
    assert set(texts["error"]) == {*Failure, "invalid_certificate"}
    assert "invalid_certificate" in said
    assert set(texts["abort"]) == {"already_configured"}, "of Home Assistant's own"
    assert set(texts) == {"abort", "error", "step"}


def test_the_printer_flow_has_no_text_that_is_never_shown() -> None:
    assert set(TEXTS["config_subentries"]) == {SUBENTRY_PRINTER}
    texts = TEXTS["config_subentries"][SUBENTRY_PRINTER]
    said = literals(FOLDER / "printer_flow.py")
    for kind in ("step", "error", "abort"):
        assert set(texts[kind]) <= said
    assert set(texts) == {"abort", "entry_type", "error", "initiate_flow", "step"}
    assert set(texts["initiate_flow"]) == {
        step
        for step in ("user", "reconfigure")
        if hasattr(PrinterFlow, f"async_step_{step}")
    }


def test_options_of_selectors_have_their_texts() -> None:
    heater = SERVICES["set_temperature"]["fields"]["heater"]["selector"]["select"]
    tls = config_flow.BROKER_SCHEMA.schema["tls"].config
    expected = {
        heater["translation_key"]: set(heater["options"]),
        tls["translation_key"]: set(Tls),
    }
    assert {key: set(each["options"]) for key, each in TEXTS["selector"].items()} == (
        expected
    )


# Errors


def raised_errors() -> Iterator[tuple[str, set[str]]]:
    """Yield the translation key and the placeholders of each error in the code."""
    for call in nodes(ast.Call):
        given = {each.arg: each.value for each in call.keywords if each.arg}
        if isinstance(call.func, ast.Attribute) and call.func.attr == ERROR_METHOD:
            key = call.args[0]
            assert isinstance(key, ast.Constant)
            yield str(key.value), {"printer", *given}
        elif "translation_domain" in given and "translation_key" in given:
            values = given.get("translation_placeholders", ast.Dict([], []))
            assert isinstance(values, ast.Dict)
            names = {key.value for key in values.keys if isinstance(key, ast.Constant)}
            match given["translation_key"]:
                case ast.Constant(value):
                    yield str(value), {str(name) for name in names}
                case ast.JoinedStr([ast.Constant("connect_"), _]):
                    for failure in Failure:
                        yield f"connect_{failure}", {str(name) for name in names}
                case other:
                    assert isinstance(other, ast.Name), ast.unparse(other)


def test_each_error_has_its_text_and_each_text_its_error() -> None:
    raised = dict(raised_errors())
    assert set(raised) == set(TEXTS["exceptions"])
    for key, given in raised.items():
        assert placeholders(TEXTS["exceptions"][key]["message"]) == given, key


# Entities


@pytest.fixture
async def entities(home: Home) -> list[er.RegistryEntry]:
    """Give the entities of a printer that has all that there is."""
    await home.hear(snapshot(), TWO_HOTENDS)
    registry = er.async_get(home.hass)
    return er.async_entries_for_config_entry(registry, home.entry.entry_id)


def test_each_entity_has_its_name_and_each_name_its_entity(
    entities: list[er.RegistryEntry],
) -> None:
    named = {(each.domain, each.translation_key) for each in entities}
    assert named == {
        (platform, key) for platform, keys in TEXTS["entity"].items() for key in keys
    }
    assert {each.domain for each in entities} == set(PLATFORMS)


def test_names_of_entities_are_whole_and_different(
    home: Home, entities: list[er.RegistryEntry]
) -> None:
    names = [
        (state.domain, state.name)
        for entity in entities
        if (state := home.hass.states.get(entity.entity_id))
    ]
    assert len(set(names)) == len(entities)
    assert not [name for _, name in names if "{" in name]


def test_each_option_of_an_entity_has_its_text(
    home: Home, entities: list[er.RegistryEntry]
) -> None:
    translated = 0
    for entity in entities:
        texts = TEXTS["entity"][entity.domain][entity.translation_key]
        state = home.hass.states.get(entity.entity_id)
        assert state
        options = state.attributes.get("options", ())
        assert set(texts.get("state", {})) == set(options)
        icons = ICONS["entity"].get(entity.domain, {}).get(entity.translation_key, {})
        assert set(icons.get("state", {})) <= {*options, "on", "off"}
        translated += len(options)
    assert translated


def test_each_entity_has_an_icon_or_a_device_class(
    entities: list[er.RegistryEntry],
) -> None:
    for entity in entities:
        icons = ICONS["entity"].get(entity.domain, {})
        assert entity.translation_key in icons or entity.original_device_class


def test_there_is_no_icon_for_nothing() -> None:
    for platform, icons in ICONS["entity"].items():
        assert set(icons) <= set(TEXTS["entity"][platform])
    assert set(ICONS) == {"entity", "services"}


def test_icons_exist() -> None:
    spec = find_spec("hass_frontend")
    assert spec
    assert spec.origin
    listed = Path(spec.origin).parent / "static/mdi/iconList.json"
    known = {f"mdi:{icon['name']}" for icon in json.loads(listed.read_text())}
    for path, icon in strings(ICONS):
        assert icon in known, path


# Actions


def test_actions_are_described_as_home_assistant_wants_it() -> None:
    service._SERVICES_SCHEMA(SERVICES)


def test_each_action_has_its_fields_texts_and_icon() -> None:
    assert set(SERVICES) == set(ACTIONS)
    assert set(TEXTS["services"]) == set(ACTIONS)
    assert set(ICONS["services"]) == set(ACTIONS)
    for name, texts in TEXTS["services"].items():
        assert set(texts) == {"name", "description", "fields"}
        assert set(texts["fields"]) == set(SERVICES[name]["fields"])
        for field in texts["fields"].values():
            assert set(field) == {"name", "description"}


def schema_default(marker: vol.Marker) -> Any:
    """Return the value of a field that is left out."""
    assert isinstance(marker, vol.Optional)
    assert not isinstance(marker.default, vol.Undefined)
    return marker.default()


def test_fields_are_those_that_the_code_takes() -> None:
    for name, (_, schema) in ACTIONS.items():
        fields = dict(SERVICES[name]["fields"])
        assert fields.pop(ATTR_DEVICE_ID)["required"]
        assert set(fields) == {str(marker) for marker in schema}
        for marker in schema:
            field = fields[str(marker)]
            required = isinstance(marker, vol.Required)
            assert field.get("required", False) == required
            assert required or field["default"] == schema_default(marker)


def test_ranges_of_fields_are_those_of_the_commands() -> None:
    fields = SERVICES["set_temperature"]["fields"]
    temperature = fields["temperature"]["selector"]["number"]
    assert (temperature["min"], temperature["max"]) == (0, MAX_HOTEND_TEMPERATURE)
    text = TEXTS["services"]["set_temperature"]["fields"]["temperature"]["description"]
    assert f"0 to {MAX_HOTEND_TEMPERATURE}" in text
    assert f"0 to {MAX_BED_TEMPERATURE}" in text
    schema = vol.Schema(ACTIONS["set_temperature"][1])
    for heater in fields["heater"]["selector"]["select"]["options"]:
        for tool in (0, fields["tool"]["selector"]["number"]["max"]):
            schema({"heater": heater, "tool": tool, "temperature": 0})


# The manifests

MANIFEST_KEYS = {
    "after_dependencies",
    "codeowners",
    "config_flow",
    "dependencies",
    "dhcp",
    "documentation",
    "domain",
    "integration_type",
    "iot_class",
    "issue_tracker",
    "loggers",
    "mqtt",
    "name",
    "requirements",
    "single_config_entry",
    "ssdp",
    "usb",
    "version",
    "zeroconf",
}


def test_the_manifest_is_in_order() -> None:
    assert list(MANIFEST) == ["domain", "name", *sorted(list(MANIFEST)[2:])]
    assert set(MANIFEST) <= MANIFEST_KEYS
    assert MANIFEST["domain"] == DOMAIN == FOLDER.name
    assert MANIFEST["config_flow"] is True
    assert MANIFEST["integration_type"] == "hub"
    assert MANIFEST["iot_class"] in {"local_push", "cloud_push"}
    assert AwesomeVersion(MANIFEST["version"]).valid
    assert all(owner.startswith("@") for owner in MANIFEST["codeowners"])
    assert MANIFEST["codeowners"]
    for key in ("documentation", "issue_tracker"):
        assert re.match("https://(?!www.home-assistant.io)", MANIFEST[key])


def test_requirements_are_pinned_and_agree_with_home_assistants_own() -> None:
    constraints = Path(homeassistant.__file__).with_name("package_constraints.txt")
    pinned = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)$", constraints.read_text()))
    for requirement in MANIFEST["requirements"]:
        name, equals, version = requirement.partition("==")
        assert equals, requirement
        assert pinned.get(name, version) == version
    assert MANIFEST["requirements"] == sorted(MANIFEST["requirements"])


def test_dependencies_are_the_components_that_are_imported() -> None:
    imported = set()
    for node in nodes(ast.ImportFrom):
        name = node.module or ""
        if name == "homeassistant.components":
            imported |= {alias.name for alias in node.names}
        elif name.startswith("homeassistant.components."):
            imported.add(name.split(".")[2])
    declared = {
        *MANIFEST.get("dependencies", ()),
        *MANIFEST.get("after_dependencies", ()),
    }
    assert declared == imported - set(Platform)


def test_hacs_knows_all_that_it_is_told() -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text())
    assert set(hacs) <= {
        "content_in_root",
        "country",
        "filename",
        "hacs",
        "hide_default_branch",
        "homeassistant",
        "name",
        "persistent_directory",
        "render_readme",
        "zip_release",
    }
    assert hacs["name"] == MANIFEST["name"]
    assert AwesomeVersion(hacs["homeassistant"]) <= AwesomeVersion(__version__)
    assert AwesomeVersion(hacs["homeassistant"]).valid
    assert [path.name for path in FOLDER.parent.iterdir() if path.is_dir()] in (
        [DOMAIN],
        ["__pycache__", DOMAIN],
        [DOMAIN, "__pycache__"],
    )
