"""A stage of a challenge that the baseline passes asks for nothing: an error, as far as it is known untrained."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.lesson.authoring.check import check

LESSON = """
## One

Text.

```{experiment}
id: e
dataset: moons
split: {validation: 0.2}
model: [{Dense: {units: 4, activation: tanh}}, {Dense: {units: 1, activation: sigmoid}}]
compile: {loss: binary_crossentropy, metrics: [accuracy]}
fit: {epochs: 20}
expect: {val_accuracy: ">= 0.8", loss: "<= 0.5", diagnosis: underfitting}
```

```{challenge}
id: c
goal: Do it.
stages:
  - say: First.
    conditions: {val_accuracy: ">= 0.95"}
    solution: {units: 64}
  - say: Then.
    conditions: %s
    solution: {units: 4}
hints: [One, Two, Three]
explanation: Because.
```
"""


def errors(tmp_path: Path, conditions: str) -> list[str]:
    path = write(tmp_path, head("x", steps=LESSON % conditions), "01-x.md")
    return [f"{error.line}: {error.reason}" for error in check(path) if "baseline" in error.reason]


@pytest.mark.parametrize(
    "conditions",
    [
        "{parameters: '== 17'}",
        "{units: '<= 4', hidden_layers: '== 1'}",
        "{epochs: '<= 20'}",
        "{train_rows: '>= 400'}",
        "{val_accuracy: '>= 0.8'}",
        "{val_accuracy: '> 0.7'}",
        "{val_accuracy: '>= 0.75', parameters: '< 100'}",
        "{loss: '< 0.6'}",
        "{diagnosis: underfitting}",
    ],
)
def test_it_is_named_with_its_line(conditions: str, tmp_path: Path) -> None:
    (error,) = errors(tmp_path, conditions)
    line = (head("x", steps=LESSON).splitlines().index("```{challenge}")) + 1
    assert error.startswith(f"{line}: ") and "stage 2 (Then.)" in error


@pytest.mark.parametrize(
    "conditions",
    [
        "{parameters: '== 18'}",
        "{val_accuracy: '> 0.8'}",
        "{val_accuracy: '<= 0.8'}",
        "{val_accuracy: '>= 0.8', parameters: '< 10'}",
        "{loss: '< 0.5'}",
        "{epochs: '< 20'}",
        "{accuracy: '>= 0.1'}",
        "{diagnosis: overfitting}",
    ],
)
def test_what_the_baseline_may_miss_is_left_to_a_training(conditions: str, tmp_path: Path) -> None:
    assert errors(tmp_path, conditions) == []


def test_the_course_has_none() -> None:
    from nnterm import paths

    assert [error for error in check(paths.course()) if "baseline" in error.reason] == []
