"""The key for a hint is offered as long as there is a hint, and no longer."""

import re
import sys
from pathlib import Path

from nnterm.lesson.loader import load_course
from nnterm.runs.store.store import RunStore
from nnterm.tui.app import NntermApp
from tui.conftest import COURSE, SCRIPT, running, screen_text, until

BLOCK = """```{challenge}
id: few
goal: Reach 0.8.
conditions: {val_accuracy: ">= 0.8"}
solution: {units: 16}
hints: [Begin., Look., Take 16 units.]
explanation: A small net is enough.
```
"""


async def test_behind_the_last_hint_the_key_is_gone(tmp_path: Path) -> None:
    text = (COURSE / "01-flowers.md").read_text(encoding="utf-8")
    text = re.sub(r"```\{quiz\}.*?```\n", lambda _: BLOCK, text, count=1, flags=re.S)
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "01-flowers.md").write_text(text, encoding="utf-8")
    course = load_course(folder)
    app = NntermApp(course, RunStore.open(tmp_path / "r.sqlite"), course.lessons[0], (sys.executable, str(SCRIPT)))
    async with running(app, (80, 24)) as pilot:
        await until(pilot, lambda: "h hint" in screen_text(app))
        await pilot.press("h", "h")
        assert "h hint" in screen_text(app)
        await pilot.press("h")
        await until(pilot, lambda: "h hint" not in screen_text(app))
