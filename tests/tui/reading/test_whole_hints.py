"""A question has as many rows as its words take, whatever its hint says by then: the last row is never missing."""

import re
from pathlib import Path

import pytest

from nnterm.tui.reading.question_view import QuestionView
from tui.builders import FLOWERS, lesson_app
from tui.conftest import running, until

PREDICT = """```{predict}
id: how-many
question: How good will it be?
figure: val_accuracy
choices: {bad: "< 0.5", fair: "< 0.8", good: ">= 0.8"}
explanation: It is nearly always right.
```
"""


@pytest.mark.parametrize("columns", [100, 110])
async def test_a_hint_that_grows_gets_its_rows(tmp_path: Path, columns: int) -> None:
    app = lesson_app(tmp_path, re.sub(r"```\{quiz\}.*?```\n", lambda _: PREDICT, FLOWERS, count=1, flags=re.S))
    async with running(app, (columns, 30)) as pilot:

        def is_whole() -> bool:
            view = app.screen.query_one(QuestionView)
            return len(view.rows(view.size.width, 0)) == view.size.height

        for key in ("t", "escape", "tab"):
            await pilot.press(key)
            await until(pilot, is_whole)
