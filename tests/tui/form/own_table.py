"""A lesson that waits for a file of the learner's, such a file, and the way to its setting."""

from textual.pilot import Pilot

from nnterm.tui.app import NntermApp
from nnterm.tui.lesson.screen import LessonScreen
from tui.conftest import screen_text

LESSON = """\
---
format: 1
id: own
title: Your own
summary: A file of yours.
minutes: 5
requires: []
objectives: [Choose]
---

## Choose

Press `f`.

```{experiment}
id: own
dataset: csv
split: {test: 0.2}
model:
  - Dense: {units: 4, activation: relu}
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}
fit: {epochs: 4}
tune: [epochs, dataset.path, dataset.target, dataset.task]
```
"""
FRUIT = "weight,width,kind\n" + "".join(f"{100 + i},{i / 2},{['apple', 'pear', 'plum'][i % 3]}\n" for i in range(12))


def path_of(app: NntermApp) -> str:
    assert isinstance(app.screen, LessonScreen)
    assert app.screen.model.lab is not None
    return str(app.screen.model.lab.experiment.dataset.options.get("path", ""))


async def to_the_path(pilot: Pilot[None]) -> None:
    # It comes first.
    await pilot.press("f")
    assert "press enter" in screen_text(pilot.app)  # type: ignore[arg-type]
