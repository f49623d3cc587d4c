"""The texts that the integration ships."""

from collections.abc import Iterator
import json
from pathlib import Path
from string import Formatter
from typing import Any, cast

import voluptuous as vol

from custom_components import factor
from homeassistant.data_entry_flow import FlowResult, FlowResultType, section

FOLDER = Path(factor.__file__).parent
TEXTS: dict[str, Any] = json.loads((FOLDER / "translations/en.json").read_text())


def strings(texts: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each string."""
    if isinstance(texts, str):
        yield path, texts
        return
    for key, inner in texts.items():
        yield from strings(inner, f"{path}.{key}" if path else key)


def placeholders(text: str) -> set[str]:
    """Return the names that a text wants to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def check_form_texts(texts: dict[str, Any], schema: vol.Schema | None) -> set[str]:
    """Check the texts of a form's fields and sections; return the names of both."""
    fields = {str(name): each for name, each in schema.schema.items()} if schema else {}
    folded = {n: each for n, each in fields.items() if isinstance(each, section)}
    plain = fields.keys() - folded.keys()
    assert set(texts.get("data", {})) == plain, "names of the fields"
    assert set(texts.get("data_description", {})) == plain, "their descriptions"
    assert set(texts.get("sections", {})) == set(folded), "sections"
    for name, each in folded.items():
        within = texts["sections"][name]
        assert within["name"]
        assert set(within) <= {"name", "description", "data", "data_description"}
        assert check_form_texts(within, each.schema), "a section without a field"
    return set(fields)


def check_flow_texts(result: FlowResult[Any, Any], issue_id: str | None) -> None:
    """Check that there is a text for all that a step of one of our flows shows.

    `issue_id` is the issue that the flow fixes, if it fixes one.
    """
    match result["handler"]:
        case "factor" if issue_id:
            (texts,) = (
                issue["fix_flow"]
                for key, issue in TEXTS["issues"].items()
                if issue_id.startswith(key)
            )
        case "factor":
            texts = TEXTS["config"]
        case (_, str(subentry_type)):
            texts = TEXTS["config_subentries"][subentry_type]
        case _:
            return
    given = set(result.get("description_placeholders") or {})
    match result["type"]:
        case FlowResultType.FORM:
            step = texts["step"][result["step_id"]]
            shown = check_form_texts(step, result["data_schema"])
            for field, error in (result["errors"] or {}).items():
                assert field in shown | {"base"}
                assert placeholders(texts["error"][error]) <= given
        case FlowResultType.MENU:
            step = texts["step"][result["step_id"]]
            offered = set(cast("list[str]", result["menu_options"]))
            assert offered <= set(step["menu_options"])
            if descriptions := step.get("menu_option_descriptions"):
                assert set(descriptions) == set(step["menu_options"])
        case FlowResultType.SHOW_PROGRESS:
            step = texts["step"][result["step_id"]]
            action = result["progress_action"]
            assert placeholders(texts["progress"][action]) <= given
        case FlowResultType.CREATE_ENTRY:
            if description := result["description"]:
                assert placeholders(texts["create_entry"][description]) == given
            return
        case FlowResultType.ABORT:
            if result.get("translation_domain") != "homeassistant":
                assert placeholders(texts["abort"][result["reason"]]) <= given
            return
        case _:
            return
    assert step["title"]
    for path, text in strings(step):
        assert placeholders(text) <= given, path
