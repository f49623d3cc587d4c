"""Each arrow of the house goes one way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "custom_components" / "factor"
LINK_OF_HOME_ASSISTANT = HOUSE / "connection" / "home_assistant.py"
"""Where Home Assistant is what carries the bytes: nothing else below may know it."""


def imported(file: Path) -> Iterator[str]:
    """Yield the modules that a file imports; those of the house begin with a dot."""
    package = file.relative_to(HOUSE).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level]
            yield "." + ".".join([*above, node.module or ""])


@pytest.mark.parametrize(
    ("layer", "below"),
    [
        ("protocol", (".protocol",)),
        ("printer", (".printer", ".protocol")),
        ("connection", (".connection",)),
    ],
)
def test_layer_knows_only_what_is_below_it(layer: str, below: tuple[str, ...]) -> None:
    files = sorted((HOUSE / layer).glob("*.py"))
    assert files
    for file in files:
        for module in imported(file):
            if file != LINK_OF_HOME_ASSISTANT:
                assert not module.startswith("homeassistant"), file
            assert not module.startswith(".") or module.startswith(below), file
