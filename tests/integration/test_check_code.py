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
VARIANTS```

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
    def check(start: str = "x", solution: str = "2 * x", play: str = "3", variants: str = "") -> tuple[int, list[str]]:
        text = LESSON.replace("START", start).replace("SOLUTION", solution).replace("PLAY", play)
        text = text.replace("VARIANTS", variants)
        (tmp_path / "01-code.md").write_text(text)
        code = command.run(str(tmp_path), train=True)
        lines = capsys.readouterr().out.splitlines()
        # After it come notes on how the lesson is written.
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
        ({"variants": "wrong: [{change: 2 *, to: 2 +}]\n"}, "a mistake passes: '2 *' changed to '2 +'"),
        ({"variants": "wrong: [{change: return, to: return 4 or}]\n"}, "a mistake passes: 'return' changed"),
        (
            {"variants": "right: [{change: 2 * x, to: x + 3}]\n"},
            "a right answer fails: '2 * x' changed to 'x + 3': double(2) gave 5; expected 4.",
        ),
        ({"play": "1 / 0"}, "the code fails: line 1: a number is divided by zero."),
    ],
)
def test_broken(checked, given: dict[str, str], words: str) -> None:  # type: ignore[no-untyped-def]
    code, lines = checked(**given)
    assert code == 1
    assert any(line.startswith("BROKEN") and words in line for line in lines)
    assert lines[-1] == "2 code blocks run: 1 with a broken promise"


def test_mistakes_are_found_and_other_ways_accepted(checked) -> None:  # type: ignore[no-untyped-def]
    wrong = "wrong:\n  - {change: return}\n  - {change: 2 * x, to: 3 * x}\n"
    code, lines = checked(variants=wrong + "right: [{change: 2 * x, to: x + x}]\n")
    assert code == 0
    assert lines[-3].endswith("the solution passes 1 of 1 checks, 2 mistakes found")


def test_without_train_nothing_runs(tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    text = LESSON.replace("VARIANTS", "").replace("PLAY", f"open({str(trace)!r}, 'w')")
    (tmp_path / "01-code.md").write_text(text)
    assert command.run(str(tmp_path), train=False) == 0
    assert not trace.exists()
