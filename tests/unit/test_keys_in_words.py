"""Which key comes next is said by screens alone: what trains, keeps and teaches is used without one too."""

import ast
import re
from pathlib import Path

import pytest

import nnterm

PACKAGE = Path(nnterm.__file__).parent

KEYS = re.compile(
    r"\b[Pp]ress(es)? (\w|`?\w`|enter|space|tab|escape)\b|\([tfrm]\)|\bctrl\+|\b[tfrm] (trains|starts|goes to)\b"
)

LESSON_TEXT = PACKAGE / "lesson" / "authoring" / "starter.py"
"""Writes a lesson, which is read on the screen."""


@pytest.mark.parametrize("room", ["commands", "trainer", "exercise", "runs", "lesson", "experiment", "system"])
def test_no_text_below_the_screens_names_a_key(room: str) -> None:
    named = [
        f"{path.name}:{node.lineno}: {node.value}"
        for path in (PACKAGE / room).rglob("*.py")
        if path != LESSON_TEXT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEYS.search(node.value)
    ]
    assert named == []
