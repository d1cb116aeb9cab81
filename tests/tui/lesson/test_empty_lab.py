"""The lab before the first experiment of a lesson."""

import re
from pathlib import Path

from nnterm.lesson.loader import load_course
from tui.conftest import COURSE, app_over, running, screen_text, shows


async def test_before_the_first_experiment_the_lab_says_what_leads_there(tmp_path: Path) -> None:
    text = (COURSE / "01-flowers.md").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^## ", "## Before\n\nNothing to run.\n\n## ", text, count=1)
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "01-flowers.md").write_text(text, encoding="utf-8")
    course = load_course(folder)
    app = app_over(course, tmp_path, course.lessons[0].id)
    async with running(app) as pilot:
        assert "Nothing to train yet. n leads on" in screen_text(app)
        assert "v next panel" not in screen_text(app), "there is only one"
        await pilot.press("n")
        await shows(pilot, app, "Press t to train")
        assert "Nothing to train yet" not in screen_text(app)
