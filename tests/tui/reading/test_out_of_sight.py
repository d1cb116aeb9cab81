"""At 80x24 what belongs to an answer comes into sight, and what search found stays on its rows."""

from pathlib import Path

import pytest

from nnterm.lesson.loader import load_course
from nnterm.tui.app import NntermApp
from tui.conftest import app_over, running, screen_text, shows

LESSON = """---
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

{prose}

```{{quiz}}
id: end
question: Is this the end?
choices: [no, yes]
answer: yes
explanation: {explanation} The last words.
```
"""


@pytest.fixture
def app(tmp_path: Path) -> NntermApp:
    prose = "\n\n".join("A paragraph about windows and their marvellous consequences." for _ in range(12))
    explanation = " ".join("Because of the marvellous windows." for _ in range(10))
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "01-long.md").write_text(LESSON.format(prose=prose, explanation=explanation), encoding="utf-8")
    course = load_course(folder)
    return app_over(course, tmp_path, course.lessons[0].id)


async def test_the_explanation_of_an_answer_comes_into_sight(app: NntermApp) -> None:
    async with running(app, (80, 24)) as pilot:
        await pilot.press("tab", "1", "enter")
        await shows(pilot, app, "Not yet.")
        await shows(pilot, app, "The last words.")


async def test_what_search_found_takes_two_rows_each_and_ends_with_a_word(app: NntermApp) -> None:
    async with running(app, (80, 24)) as pilot:
        await pilot.press("l", "slash", *"marvellous")
        await shows(pilot, app, "place")
        found = [line.rstrip() for line in screen_text(app).splitlines()[4:-2] if line.strip()]
        assert len(found) == 2
        assert found[1].endswith(" ...")
