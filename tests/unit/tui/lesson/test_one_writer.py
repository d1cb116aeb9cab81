"""The state of a lab has one writer, the model of the lesson: whoever looks for a change has one file to read."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from nnterm.tui import lesson
from nnterm.tui.lab.lab_state import LabState

FOLDER = Path(str(lesson.__file__)).parent
STATE = {field.name for field in fields(LabState)}
CHANGES = {"begin", "change", "plan", "keep_answer"}


def written(tree: ast.AST) -> set[str]:
    """What `tree` sets of a lab, or has a lab change: `lab.map = ...`, `self._model.lab.plan(...)`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).rpartition(".")[2] in ("lab", "state"):
            is_set = isinstance(node.ctx, ast.Store) and node.attr in STATE
            if is_set or node.attr in CHANGES:
                found.add(ast.unparse(node))
    return found


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_only_the_model_writes_a_lab(path: Path) -> None:
    found = written(ast.parse(path.read_text(encoding="utf-8")))
    assert bool(found) is (path.stem == "model"), found
