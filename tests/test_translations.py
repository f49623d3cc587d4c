"""What is shipped beside the code: texts, icons, actions' fields, manifests.

Much of it is what Home Assistant's own `hassfest` checks of its integrations.
"""

import ast
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib.util import find_spec
import json
from pathlib import Path
import re
from typing import Any

from awesomeversion import AwesomeVersion
import pytest
import voluptuous as vol

from custom_components.factor import PLATFORMS, config_flow
from custom_components.factor.broker_forms import BROKER_SCHEMA
from custom_components.factor.button import JOG_XY_MM, JOG_Z_MM
from custom_components.factor.condition import CONDITIONS
from custom_components.factor.connection import SEARCH_S, Failure
from custom_components.factor.connection.settings import Tls, Transport, Version
from custom_components.factor.const import DOMAIN, SUBENTRY_PRINTER
from custom_components.factor.heaters import HEATER_LEFT_ON
from custom_components.factor.issues import ISSUES
from custom_components.factor.listening import LISTEN_S, REGISTER_TIMEOUT_S
from custom_components.factor.printer.prints import Outcome
from custom_components.factor.printer_flow import PrinterFlow
from custom_components.factor.printer_forms import (
    AUTOMATIC,
    COMMON_MILESTONES,
    ENCODERS,
    SECTION_CAMERA,
    SECTION_LIMITS,
    UUID_SCHEMA,
    as_words,
    printer_schema,
)
from custom_components.factor.protocol.commands import (
    DEFAULT_SPEED,
    FAN_SPEED,
    FEED_RATE,
    MAX_EXTRUSION,
    MAX_SPEED,
    MAX_TEMPERATURE,
    HeaterLimits,
)
from custom_components.factor.protocol.dialects import Dialect
from custom_components.factor.protocol.messages import (
    LARGE_PAYLOAD_BYTES,
    CameraPicture,
)
from custom_components.factor.protocol.topics import (
    InvalidDeviceUuidError,
    parse_serial,
)
from custom_components.factor.protocol.transfer import (
    EXTENSIONS,
    MAX_FILE_BYTES,
    MAX_NAME_LENGTH,
    InvalidFileNameError,
    Target,
    check_file_name,
)
from custom_components.factor.sending import CONFIRM_TIMEOUT_S
from custom_components.factor.services import (
    AXES,
    COMMANDS,
    HOTEND,
    MODES,
    PRINTER_ACTIONS,
)
from custom_components.factor.settings import FilamentSettings
from custom_components.factor.trigger import TRIGGERS
from custom_components.factor.upload import ANSWER_TIMEOUT_S, Reason
from custom_components.factor.whep import WhepFailure
import homeassistant
from homeassistant.components.camera.const import CameraState
from homeassistant.const import ATTR_DEVICE_ID, Platform, __version__
from homeassistant.data_entry_flow import section
from homeassistant.helpers import entity_registry as er, service
from homeassistant.helpers.selector import SelectSelector
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict

from .home import ALL_COSTS, Home
from .payloads import FULL
from .texts import FOLDER, TEXTS, placeholders, strings

ROOT = FOLDER.parents[1]
PRINTER_SCHEMA = printer_schema("EUR")
ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())
MANIFEST: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text())
SERVICES: dict[str, Any] = load_yaml_dict(FOLDER / "services.yaml")
MODULES = {path: ast.parse(path.read_text()) for path in FOLDER.rglob("*.py")}

# The fields of each action besides its device.
ACTIONS: dict[str, dict[vol.Marker, Any]] = {
    name: fields for name, (_, fields, *_) in (COMMANDS | PRINTER_ACTIONS).items()
}

# The method that makes an error of its first argument and the printer's name.
ERROR_METHOD = "translated_error"
# What the keys of some errors begin with, and what they end with.
KEYS: dict[str, type[StrEnum]] = {
    "connect_": Failure,
    "upload_": Reason,
    "camera_": WhepFailure,
}


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


def text_at(path: str) -> str:
    """Return one text."""
    return dict(strings(TEXTS))[path]


PRINTER = f"config_subentries.{SUBENTRY_PRINTER}"
STEPS = f"{PRINTER}.step"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"{STEPS}.silent.description", f" {LISTEN_S} seconds"),
        (f"{STEPS}.uuid.description", f" {LISTEN_S} seconds"),
        (f"{STEPS}.user.menu_option_descriptions.search", f" {SEARCH_S} seconds "),
        (f"{STEPS}.nothing_new.description", f" {SEARCH_S} seconds."),
        (f"{PRINTER}.progress.search", f" {SEARCH_S} seconds "),
        (f"{STEPS}.registration_timeout.description", f" {REGISTER_TIMEOUT_S} seconds"),
        (f"{PRINTER}.progress.registering", f" {REGISTER_TIMEOUT_S} seconds "),
        (
            f"{STEPS}.reconfigure.sections.filament.data_description.density",
            f"PLA has {FilamentSettings().density},",
        ),
        ("exceptions.not_confirmed.message", f" {CONFIRM_TIMEOUT_S} seconds"),
        ("exceptions.upload_no_answer.message", f" {ANSWER_TIMEOUT_S} seconds"),
        ("exceptions.message_too_large.message", f" {LARGE_PAYLOAD_BYTES}."),
        (
            "exceptions.upload_file_too_large.message",
            f" {MAX_FILE_BYTES / 2**20:g} MiB ",
        ),
        (
            "services.upload_file.description",
            f" at most {MAX_FILE_BYTES / 2**20:g} MiB ",
        ),
        (
            "exceptions.upload_invalid_name.message",
            f" up to {MAX_NAME_LENGTH} characters ",
        ),
        (
            "exceptions.upload_invalid_name.message",
            " {}, {} or {}, ".format(*EXTENSIONS),
        ),
        *(
            (f"entity.button.jog_{axis}_{way}.name", f" {way} {mm} mm")
            for axis, mm in (("x", JOG_XY_MM), ("y", JOG_XY_MM), ("z", JOG_Z_MM))
            for way in ("plus", "minus")
        ),
    ],
)
def test_numbers_in_texts_are_those_in_the_code(path: str, said: str) -> None:
    assert said in f"{text_at(path)} "


def test_what_a_file_may_not_be_called_is_said() -> None:
    text = text_at("exceptions.upload_invalid_name.message")
    named = text.partition("any of these: ")[2].removesuffix(". Give another name.")
    for character in map(chr, range(0x20, 0x7F)):
        try:
            check_file_name(f"a{character}b.gcode")
        except InvalidFileNameError:
            assert character in named.split()
        else:
            assert character not in named.split()


def test_how_long_a_serial_number_is_is_said() -> None:
    error = text_at(f"config_subentries.{SUBENTRY_PRINTER}.error.invalid_serial")
    found = re.search(r"(\d+) to (\d+)", error)
    assert found
    shortest, longest = int(found[1]), int(found[2])
    for length in (shortest, longest):
        assert parse_serial("x" * length)
    for length in (shortest - 1, longest + 1):
        with pytest.raises(InvalidDeviceUuidError):
            parse_serial("x" * length)


# Flows. That there is a text for all they show is checked in the flows' own tests.


def test_the_broker_flow_has_no_text_that_is_never_shown() -> None:
    texts = TEXTS["config"]
    said: set[str] = set()
    for name in ("broker_flow", "broker_forms", "config_flow", "link_flow"):
        said |= literals(FOLDER / f"{name}.py")
    for kind in ("step", "abort"):
        assert set(texts[kind]) <= said
    assert set(Failure) <= set(texts["error"]) <= said | set(Failure)
    for menu in ("user", "reconfigure"):
        step = texts["step"][menu]
        assert set(step["menu_options"]) == set(config_flow.STEPS.values())
    assert set(texts) == {"abort", "error", "step"}


def test_the_printer_flow_has_no_text_that_is_never_shown() -> None:
    assert set(TEXTS["config_subentries"]) == {SUBENTRY_PRINTER}
    texts = TEXTS["config_subentries"][SUBENTRY_PRINTER]
    said: set[str] = set()
    for name in (
        "printer_flow",
        "printer_flow_base",
        "search_flow",
        "registration_flow",
    ):
        said |= literals(FOLDER / f"{name}.py")
    for kind in ("step", "abort", "progress", "create_entry"):
        assert set(texts[kind]) <= said
    addresses = {
        f"invalid_{marker}"
        for marker in fields_in(PRINTER_SCHEMA.schema[SECTION_CAMERA].schema)
        if isinstance(marker, vol.Optional)
    }
    assert addresses <= set(texts["error"])
    assert set(texts["error"]) - addresses <= said
    assert set(texts) == {
        "abort",
        "create_entry",
        "entry_type",
        "error",
        "initiate_flow",
        "progress",
        "step",
    }
    assert set(texts["initiate_flow"]) == {
        step
        for step in ("user", "reconfigure")
        if hasattr(PrinterFlow, f"async_step_{step}")
    }


def fields_in(schema: vol.Schema) -> dict[Any, Any]:
    """Return the fields of a form, those in its sections included."""
    fields: dict[Any, Any] = {}
    for marker, field in schema.schema.items():
        if isinstance(field, section):
            fields |= fields_in(field.schema)
        else:
            fields[marker] = field
    return fields


def offered() -> Iterator[tuple[str, set[str]]]:
    """Yield the translation key and the options of each choice that there is."""
    for schema in (BROKER_SCHEMA, UUID_SCHEMA, PRINTER_SCHEMA):
        for field in fields_in(schema).values():
            if isinstance(field, SelectSelector):
                yield (
                    field.config["translation_key"],
                    set(map(str, field.config["options"])),
                )
    for action in SERVICES.values():
        for field in action.get("fields", {}).values():
            if select := field["selector"].get("select"):
                yield select["translation_key"], set(select["options"])


def test_options_of_selectors_are_those_of_the_code_and_have_their_texts() -> None:
    options: dict[str, set[str]] = {
        "axis": set(AXES),
        "dialect": {AUTOMATIC, *Dialect},
        "encoder": set(ENCODERS),
        "file_origin": set(Target),
        "heater": {HOTEND, "bed"},
        "milestones": set(as_words(COMMON_MILESTONES)),
        "move_mode": set(MODES),
        "mqtt_version": set(Version),
        "outcome": set(Outcome),
        "tls": set(Tls),
        "transport": set(Transport),
    }
    found = list(offered())
    assert dict(found) == options
    assert all(options[key] == each for key, each in found)
    assert {k: set(each["options"]) for k, each in TEXTS["selector"].items()} == options


# Errors


def keys_of(expression: ast.expr) -> list[str]:
    """Return the translation keys that an expression in the code may stand for."""
    match expression:
        case ast.Constant(str(key)):
            return [key]
        case ast.JoinedStr([ast.Constant(str(prefix)), ast.FormattedValue()]):
            return [f"{prefix}{ending}" for ending in KEYS[prefix]]
        case ast.IfExp(body=one, orelse=other):
            return [*keys_of(one), *keys_of(other)]
    # Handed on by the method that makes errors.
    assert isinstance(expression, ast.Name), ast.unparse(expression)
    assert expression.id == "key"
    return []


def raised_errors() -> Iterator[tuple[str, set[str]]]:
    """Yield the translation key and the placeholders of each error in the code."""
    for call in nodes(ast.Call):
        given = {each.arg: each.value for each in call.keywords if each.arg}
        if isinstance(call.func, ast.Attribute) and call.func.attr == ERROR_METHOD:
            assert len(given) == len(call.keywords), ast.unparse(call)
            for key in keys_of(call.args[0]):
                yield key, {"printer", *given}
        elif "translation_domain" in given and "translation_key" in given:
            values = given.get("translation_placeholders", ast.Dict([], []))
            assert isinstance(values, ast.Dict)
            names = {key.value for key in values.keys if isinstance(key, ast.Constant)}
            for key in keys_of(given["translation_key"]):
                yield key, {str(name) for name in names}


def test_each_error_has_its_text_and_each_text_its_error() -> None:
    raised = list(raised_errors())
    assert {key for key, _ in raised} == set(TEXTS["exceptions"])
    for key, given in raised:
        wanted = placeholders(TEXTS["exceptions"][key]["message"])
        if not key.startswith(tuple(KEYS)):
            assert wanted == given, key
        # What each of a kind may want, of which some have nothing to say.
        assert wanted <= given, key
    for prefix in KEYS:
        given = set.union(*(names for key, names in raised if key.startswith(prefix)))
        texts = TEXTS["exceptions"].items()
        said = [placeholders(t["message"]) for k, t in texts if k.startswith(prefix)]
        assert set.union(*said) == given, "a placeholder that no text wants"


def test_each_way_to_fail_is_one_that_the_code_takes() -> None:
    # A set tells ways to fail apart, but fails in none of them.
    sorted_out = {id(each) for one in nodes(ast.Set) for each in one.elts}
    used = {
        (node.value.id, node.attr)
        for node in nodes(ast.Attribute)
        if isinstance(node.value, ast.Name) and id(node) not in sorted_out
    }
    for kind in KEYS.values():
        assert {(kind.__name__, member.name) for member in kind} <= used


# Issues


def test_each_issue_has_its_texts_and_each_text_its_issue() -> None:
    # What an issue says is checked in its own tests, what the flow shows as well.
    assert set(TEXTS["issues"]) == {issue.key for issue in ISSUES}
    for issue in ISSUES:
        texts = TEXTS["issues"][issue.key]
        told = "fix_flow" if issue.is_fixable else "description"
        assert set(texts) == {"title", told}
    flow = TEXTS["issues"][HEATER_LEFT_ON]["fix_flow"]
    assert set(flow) == {"abort", "error", "step"}
    said = literals(FOLDER / "repairs.py")
    for kind in flow.values():
        assert set(kind) <= said


# Entities


# The states of those entities that have no options, but a fixed set of states.
STATES: Mapping[str, set[str]] = {
    Platform.BINARY_SENSOR: {"on", "off"},
    Platform.CAMERA: {*CameraState},
    Platform.FAN: {"on", "off"},
}


@pytest.fixture
async def entities(home: Home) -> list[er.RegistryEntry]:
    """Give the entities of a printer that has all that there is, disabled ones too."""
    await home.change(cost=ALL_COSTS)
    home.printer.shown = CameraPicture(b"", "image/png"), dt_util.utcnow()
    home.printer.publishes_pictures = True
    await home.hear(json.dumps(FULL).encode())
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
    entities: list[er.RegistryEntry],
) -> None:
    names = [(entity.domain, entity.original_name) for entity in entities]
    assert len(set(names)) == len(entities)
    for _, name in names:
        assert name
        assert "{" not in name


def test_each_option_of_an_entity_has_its_text(
    entities: list[er.RegistryEntry],
) -> None:
    translated = 0
    for entity in entities:
        texts = TEXTS["entity"][entity.domain][entity.translation_key]
        options = set((entity.capabilities or {}).get("options", ()))
        states = options | STATES.get(entity.domain, set())
        assert options <= set(texts.get("state", {})) <= states
        icons = ICONS["entity"][entity.domain][entity.translation_key]
        assert set(icons.get("state", {})) <= states
        translated += len(options)
    assert translated


def test_each_entity_has_an_icon(entities: list[er.RegistryEntry]) -> None:
    for entity in entities:
        assert entity.translation_key in ICONS["entity"][entity.domain]


def test_there_is_no_icon_for_nothing() -> None:
    for platform, icons in ICONS["entity"].items():
        assert set(icons) <= set(TEXTS["entity"][platform])
    assert set(ICONS) == {"conditions", "entity", "services", "triggers"}


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
        assert set(texts) - {"fields"} == {"name", "description"}
        assert set(texts.get("fields", {})) == set(SERVICES[name].get("fields", {}))
        for field in texts.get("fields", {}).values():
            assert set(field) == {"name", "description"}


def test_only_printers_can_be_chosen() -> None:
    """The broker's own device has no events; all else in an area is of others."""
    printer = {"integration": "factor", "domain": "event"}
    for name, action in SERVICES.items():
        chosen = action.get("target") or selector(name, ATTR_DEVICE_ID)
        assert chosen == {"entity": printer}, name


def schema_default(marker: vol.Marker) -> Any:
    """Return the value of a field that is left out, None if it has none."""
    assert isinstance(marker, vol.Optional)
    return None if isinstance(marker.default, vol.Undefined) else marker.default()


def test_fields_are_those_that_the_code_takes() -> None:
    for name, schema in ACTIONS.items():
        fields = dict(SERVICES[name].get("fields", {}))
        if "target" not in SERVICES[name]:
            assert fields.pop(ATTR_DEVICE_ID)["required"]
        assert set(fields) == {str(marker) for marker in schema}
        for marker in schema:
            field = fields[str(marker)]
            required = isinstance(marker, vol.Required)
            assert field.get("required", False) == required
            if not required:
                default = schema_default(marker)
                # An object cannot be shown empty.
                assert field.get("default") == (None if default == {} else default)


def selector(action: str, field: str) -> Any:
    """Return the configuration of a field's selector."""
    (config,) = SERVICES[action]["fields"][field]["selector"].values()
    return config


def bounds(config: Mapping[str, Any]) -> tuple[float, float]:
    """Return the bounds of a number's selector."""
    return config["min"], config["max"]


def test_ranges_of_fields_are_those_of_the_commands() -> None:
    assert bounds(selector("set_temperature", "temperature")) == (0, MAX_TEMPERATURE)
    assert bounds(selector("set_feed_rate", "feed_rate")) == FEED_RATE
    assert bounds(selector("set_fan_speed", "speed")) == FAN_SPEED
    assert bounds(selector("move", "speed")) == (1, MAX_SPEED)
    assert SERVICES["move"]["fields"]["speed"]["default"] == DEFAULT_SPEED
    assert bounds(selector("move", "e"))[1] >= MAX_EXTRUSION
    for field in fields_in(PRINTER_SCHEMA.schema[SECTION_LIMITS].schema).values():
        assert bounds(field.validators[0].config) == (0, MAX_TEMPERATURE)
    limits = HeaterLimits()
    for action, field, said in (
        ("set_temperature", "temperature", f" {limits.hotend} for a hotend "),
        ("set_temperature", "temperature", f" {limits.bed} for the bed "),
        ("set_feed_rate", "feed_rate", "{} to {} percent".format(*FEED_RATE)),
        ("set_fan_speed", "speed", "{} to {} percent".format(*FAN_SPEED)),
        ("move", "speed", f" 1 to {MAX_SPEED:,} mm a minute."),
        ("move", "e", f" at most {MAX_EXTRUSION} mm."),
    ):
        assert said in text_at(f"services.{action}.fields.{field}.description")


def test_what_fields_offer_is_taken() -> None:
    schema = vol.Schema(ACTIONS["set_temperature"])
    for heater in selector("set_temperature", "heater")["options"]:
        for tool in (0, selector("set_temperature", "tool")["max"]):
            schema({"heater": heater, "tool": tool, "temperature": 0})
    vol.Schema(ACTIONS["home"])({"axes": selector("home", "axes")["options"]})
    for mode in selector("move", "mode")["options"]:
        vol.Schema(ACTIONS["move"])({"mode": mode})
    for origin in selector("print_file", "origin")["options"]:
        vol.Schema(ACTIONS["print_file"])({"filename": "a.g", "origin": origin})
    for target in selector("upload_file", "target")["options"]:
        vol.Schema(ACTIONS["upload_file"])({"path": "/a.g", "target": target})
    assert selector("upload_file", "file") == {"accept": ",".join(EXTENSIONS)}
    assert list(SERVICES["upload_file"]["fields"])[1:] == [
        str(field) for field in ACTIONS["upload_file"]
    ]


# Triggers and conditions


@pytest.mark.parametrize(
    ("kind", "known"), [("trigger", TRIGGERS), ("condition", CONDITIONS)]
)
def test_each_trigger_and_condition_has_its_fields_texts_and_icon(
    kind: str, known: Mapping[str, object]
) -> None:
    described = load_yaml_dict(FOLDER / f"{kind}s.yaml")
    fields = {
        name: set(each.get("fields", ()))
        for name, each in described.items()
        if not name.startswith(".")
    }
    texts = TEXTS[f"{kind}s"]
    assert fields.keys() == known.keys()
    assert {name: set(each.get("fields", ())) for name, each in texts.items()} == fields
    for each in texts.values():
        assert set(each) - {"fields"} == {"name", "description"}
        for field in each.get("fields", {}).values():
            assert set(field) == {"name", "description"}
    icons = ICONS[f"{kind}s"]
    assert {name: set(icon) for name, icon in icons.items()} == {
        name: {kind} for name in known
    }


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


def imported_components() -> Iterator[tuple[Path, str]]:
    """Yield each module and each of Home Assistant's components that it imports."""
    for path, module in MODULES.items():
        for node in ast.walk(module):
            if not isinstance(node, ast.ImportFrom):
                continue
            name = node.module or ""
            if name == "homeassistant.components":
                yield from ((path, alias.name) for alias in node.names)
            elif name.startswith("homeassistant.components."):
                yield path, name.split(".")[2]


def test_dependencies_are_the_components_that_are_imported() -> None:
    # A module of a component's name is loaded by that component, and only with it.
    imported = {name for path, name in imported_components() if path.stem != name}
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
