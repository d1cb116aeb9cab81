"""`nnterm check --train` on code blocks: solutions must pass, and what learners start from must not."""

from pathlib import Path

import pytest

from nnterm.commands.check import lessons as command

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
id: double
start: |
  def double(x):
      return START
solution: |
  def double(x):
      return SOLUTION
checks:
  - {expression: "double(2)", equals: "4", say: Twice 2 is 4.}
```

## Play

Change the number.

```{code}
id: play
start: |
  print(PLAY)
```
"""


@pytest.fixture
def checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def check(start: str = "x", solution: str = "2 * x", play: str = "3") -> tuple[int, list[str]]:
        text = LESSON.replace("START", start).replace("SOLUTION", solution).replace("PLAY", play)
        (tmp_path / "01-code.md").write_text(text)
        code = command.run(str(tmp_path), train=True)
        lines = capsys.readouterr().out.splitlines()
        # Behind it stand notes on how the lesson is written.
        last = next(index for index, line in enumerate(lines) if "code blocks run" in line)
        return code, lines[: last + 1]

    return check


def test_kept(checked) -> None:  # type: ignore[no-untyped-def]
    code, lines = checked()
    assert code == 0
    assert lines[-3].startswith("kept    code/double (")
    assert lines[-3].endswith("the solution passes 1 of 1 checks")
    assert lines[-2].endswith("it runs")
    assert lines[-1] == "2 code blocks run: all promises kept"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"solution": "3 * x"}, "the solution fails: double(2) gave 6; expected 4."),
        ({"solution": "y"}, "the solution fails: double(2) failed: line 2: the name `y` is not known."),
        ({"start": "x + x"}, "the code to start from passes already"),
        ({"play": "1 / 0"}, "the code fails: line 1: a number is divided by zero."),
    ],
)
def test_broken(checked, given: dict[str, str], words: str) -> None:  # type: ignore[no-untyped-def]
    code, lines = checked(**given)
    assert code == 1
    assert any(line.startswith("BROKEN") and words in line for line in lines)
    assert lines[-1] == "2 code blocks run: 1 with a broken promise"


def test_without_train_nothing_runs(tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    (tmp_path / "01-code.md").write_text(LESSON.replace("PLAY", f"open({str(trace)!r}, 'w')"))
    assert command.run(str(tmp_path), train=False) == 0
    assert not trace.exists()
