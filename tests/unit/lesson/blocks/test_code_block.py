"""Errors in `{code}` blocks, and what a report says without a process."""

from pathlib import Path

import pytest

from nnterm.lesson.authoring.check import check
from nnterm.lesson.blocks.structs import Code, CodeCheck
from nnterm.runs.exercise.code_events import Ended, Ran
from nnterm.runs.exercise.report import CodeReport
from nnterm.tui.drawing.rows import plain
from nnterm.tui.reading.exercise_report import ExerciseReport

LESSON = """---
format: 1
id: code
title: Code
summary: Write it.
minutes: 5
requires: []
objectives:
  - Write a function
---

## Double

Write it.

```{code}
start: |
  x = 1
solution: |
  x = 2
checks:
  - {expression: "x", equals: "EQUALS", say: x is 2.}
```
"""


@pytest.mark.parametrize("equals", ["2", "'two'", "[1, [2.5, None]]", "{'a': -1}"])
def test_a_literal_is_fine(tmp_path: Path, equals: str) -> None:
    path = tmp_path / "01-code.md"
    path.write_text(LESSON.replace("EQUALS", equals))
    assert check(path) == []


@pytest.mark.parametrize("equals", ["1 / 3", "two", "[0] * 20", "(", "f(1)"])
def test_what_is_no_literal_is_reported_with_its_line(tmp_path: Path, equals: str) -> None:
    path = tmp_path / "01-code.md"
    path.write_text(LESSON.replace("EQUALS", equals))
    [error] = check(path)
    assert error.line == 22
    assert "`equals` is not a Python literal" in error.message


@pytest.mark.parametrize(
    ("variant", "says"),
    [
        ("{change: y, to: z}", "`change` is 'y', which the solution does not have."),
        ("{change: x, to: x}", "`to` is the same as `change`."),
        ("{to: x}", "`wrong` lacks the key `change`."),
        ("x", "a list of mappings"),
        ("{change: x, too: y}", "`wrong` has no key 'too'."),
    ],
)
def test_a_variant_that_cannot_be_made_is_an_error(tmp_path: Path, variant: str, says: str) -> None:
    path = tmp_path / "01-code.md"
    path.write_text(LESSON.replace("EQUALS", "2").replace("x is 2.}\n", f"x is 2.}}\nwrong:\n  - {variant}\n"))
    [error] = check(path)
    assert error.line == 24
    assert says in error.message


def test_a_system_without_limits_is_reported() -> None:
    block = Code(id="c", start="", checks=(CodeCheck(printed="x", say="It prints x."),))
    report = CodeReport(block, 1)
    report.apply(Ran())
    report.apply(Ended(reason="done", unwatched=("memory", "processes")))
    view = ExerciseReport(block)
    view.set_report(report, "y", False, "n")
    rows = "\n".join(plain(row) for row in view.rows(100, 0))
    assert "'x' was not printed." in rows
    assert "memory and processes had no limit" in rows
