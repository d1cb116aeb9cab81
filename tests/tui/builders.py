"""What tests of several rooms build: an app over a lesson of their own, and the words of the screen they look at."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nnterm.lesson.course_loader import load_course
from nnterm.tui.app import NntermApp

from .conftest import COURSE, app_over, screen_text

NewApp = Callable[..., NntermApp]
"""The fixture `new_app`: makes an app over the small course, with a lesson open where it is given one."""

SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
"""Text and lab side by side, and one at a time."""

FLOWERS = (COURSE / "01-flowers.md").read_text(encoding="utf-8")
"""A lesson of three steps: a net with a quiz, points in the plane, a function to explore."""

INSIDE = (Path(__file__).parent / "inside_lessons" / "01-inside.md").read_text(encoding="utf-8")
"""A lesson of four steps whose panels look inside: rows of numbers, pictures, sentences, a regression."""

LONG = (
    """---
format: 1
id: long
title: A long step
summary: More text than rows.
minutes: 5
requires: []
objectives:
  - Read to the end
---

## Much to read

"""
    + "\n\n".join(12 * ["A paragraph about windows and their marvellous consequences."])
    + """

```{quiz}
id: end
question: How many ends are there?
choices: ["0", "1"]
answer: "1"
explanation: """
    + 10 * "Because of the marvellous windows. "
    + """The last words.
```
"""
)
"""A lesson of one step that is longer than a screen, and so is the explanation of its quiz."""


def lesson_app(folder: Path, text: str, **options: Any) -> NntermApp:
    """An app over a course in `folder` of one lesson, whose file is `text`; the lesson is open."""
    place = folder / "course"
    place.mkdir(exist_ok=True)
    (place / "01-lesson.md").write_text(text, encoding="utf-8")
    course = load_course(place)
    return app_over(course, folder, course.lessons[0].id, **options)


def words_of_text(app: NntermApp) -> str:
    """The text half of the screen as running words."""
    left = (line.partition("│")[0] for line in screen_text(app).split("\n"))
    return " ".join(" ".join(left).replace("▌", " ").replace("█", " ").split())
