"""`nnterm progress --transcript`: what can be done now, what was written, reached, guessed and missed, on one page."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm import cli
from nnterm.lesson.scoring import Guess
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore

STEPS = """
## First

Press `t`.

```{experiment}
id: moons
dataset: {name: moons, samples: 60}
split: {validation: 0.25}
model: [{Dense: {units: 1, activation: sigmoid}}]
compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}
fit: {epochs: 3}
```

```{predict}
id: turn
question: At which epoch?
figure: best_val_loss_epoch
close: 1
explanation: It depends.
```

```{predict}
id: far
question: How accurate?
figure: accuracy
close: 0.01
explanation: It depends.
```

```{quiz}
id: one
question: 1 + 1?
answer: 2
explanation: Count.
```

## By hand

```{code}
id: sum
task: Add.
start: x = 1
solution: x = 2
checks: [{expression: x, equals: 2, say: x is 2}]
```

```{challenge}
id: goal
goal: Reach half of them.
conditions: {val_accuracy: ">= 0.5"}
solution: {epochs: 100}
```
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    course = tmp_path / "course"
    course.mkdir()
    for name in ("01-first", "02-second"):
        write(course, head(name[3:], steps=STEPS).replace("A title", name[3:].title()), f"{name}.md")
    store = RunStore.open(tmp_path / "home" / "nnterm.sqlite")
    progress = Progress(store)
    progress.visit("first", 1)
    progress.finish("first")
    progress.answer("first", "one", "3", False)
    progress.answer("first", "sum", "passed", True)
    progress.answer("first", "goal", "run", True)
    progress.answer("first", "turn", Guess(guess=3.0, found=2.0).encode(), True)
    progress.answer("first", "far", Guess(guess=0.5, found=0.9).encode(), False)
    store.close()
    return course


def page(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.run(["progress", "--transcript", *words, "--lessons", str(folder)]) == 0
    return capsys.readouterr().out


def test_what_was_shown_is_listed_lesson_by_lesson(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line.strip() for line in page(folder, capsys, "Ada Lovelace").splitlines()]
    assert lines[1] == "Ada Lovelace"
    assert lines[lines.index("1 First: read") :][:9] == [
        "1 First: read",
        "You can now",
        "- Understand",
        "You wrote",
        "- By hand",
        "You reached",
        "- Reach half of them.",
        "Missed",
        "- step 1: First",
    ]
    assert "0 of 2 lessons done" in lines[3] and "1 of 2 guesses before a run right or close." in lines
    assert not any("Second" in line for line in lines), "a lesson that was never opened"


def test_who_only_read_a_lesson_is_not_said_to_do_what_it_teaches(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = RunStore.open(tmp_path / "home" / "nnterm.sqlite")
    progress = Progress(store)
    progress.visit("second", 1)
    progress.finish("second")
    progress.answer("second", "one", "3", False)
    store.close()
    lines = [line.strip() for line in page(folder, capsys).splitlines()]
    assert lines[lines.index("2 Second: read") :][:3] == ["2 Second: read", "You read how to", "- Understand"]


def test_without_a_name_and_without_progress(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "new"))
    assert "No lesson was opened yet." in page(folder, capsys)


def test_a_name_cannot_drive_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in page(folder, capsys, "Ada\x1b[2J")


def test_a_lesson_that_cannot_be_read_is_said_to_be_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "02-second.md").write_text("nothing\n", encoding="utf-8")
    assert cli.run(["progress", "--transcript", "--lessons", str(folder)]) == 1
    assert "cannot be read" in capsys.readouterr().out
