"""The neuron that is played with: the key that leads to it, and the marks of its rows."""

from pathlib import Path

import pytest

from nnterm.tui.app import NntermApp
from nnterm.tui.drawing import glyphs
from nnterm.tui.lab.explore.neuron import NeuronView
from nnterm.tui.lab.map_marks import MARKS
from nnterm.tui.reading.code_editor import CodeEditor
from tui.builders import SIZES, lesson_app
from tui.conftest import running, screen_text, shows

LESSON = """---
format: 1
id: play
title: Play
summary: Play.
minutes: 5
requires: []
objectives:
  - Play
---

## Play

```{code}
id: first
start: |
  print("hello")
```

```{explore}
kind: neuron
weights: [1, 1]
bias: -1.5
points: or
```
"""


@pytest.fixture
def app(tmp_path: Path) -> NntermApp:
    return lesson_app(tmp_path, LESSON)


@SIZES
async def test_the_way_to_the_neuron_does_not_lead_through_the_code(app: NntermApp, size: tuple[int, int]) -> None:
    async with running(app, size) as pilot:
        await shows(pilot, app, "f play")
        await pilot.press("f", "down", "down", "plus")
        await shows(pilot, app, "4 of 4 right")
        assert isinstance(app.screen.focused, NeuronView)
        assert app.screen.query_one(CodeEditor).text == 'print("hello")'


@pytest.mark.parametrize("characters", ["braille", "ascii"])
async def test_a_row_has_the_mark_that_it_has_on_the_map(app: NntermApp, characters: str) -> None:
    glyphs.use(characters)
    false, true = MARKS[characters][:2]
    async with running(app, (80, 24)) as pilot:
        await pilot.press("2")
        await shows(pilot, app, "of 4 right")
        rows = [line.split() for line in screen_text(app).splitlines()]
        assert ["0", "0", "-1.5", "0", "0", false] in [row[:6] for row in rows]
        assert ["1", "1", "0.5", "1", "1", true] in [row[:6] for row in rows]
