"""No circle of imports in the rooms below the screens: those for types and those within functions included."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import nnterm

PACKAGE = Path(nnterm.__file__).parent


def modules() -> dict[str, Path]:
    """Every module by its full name; a package by the name of its folder."""
    paths = (path.relative_to(PACKAGE.parent).with_suffix("") for path in PACKAGE.rglob("*.py"))
    return {".".join(path.parts).removesuffix(".__init__"): PACKAGE.parent / path.with_suffix(".py") for path in paths}


def imported(path: Path, known: dict[str, Path]) -> set[str]:
    """The modules among `known` that the file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            within = {f"{node.module}.{name.name}" for name in node.names}
            found |= {name if name in known else node.module for name in within}
    return found & set(known)


@pytest.mark.parametrize("room", ["experiment", "lesson", "trainer", "exercise", "runs", "system"])
def test_no_circle_of_imports(room: str) -> None:
    known = modules()
    inside = [name for name in known if name.startswith(f"nnterm.{room}.")]
    assert inside
    try:
        TopologicalSorter({name: imported(known[name], known) for name in inside}).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))
