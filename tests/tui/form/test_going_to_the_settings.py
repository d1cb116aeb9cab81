"""`f` goes from the text to the settings, also where a panel had taken their place while the text was read."""

import sys
from pathlib import Path

from nnterm.lesson.loader import load_course
from nnterm.runs.store.store import RunStore
from nnterm.tui.app import NntermApp
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from tui.conftest import SCRIPT, running, shows
from tui.lab.test_inside import IRIS, go_to

LESSON = Path(__file__).parents[1] / "inside_lessons" / "01-inside.md"


async def test_f_opens_the_settings_on_the_step_after_a_look_inside(tmp_path: Path) -> None:
    text = LESSON.read_text(encoding="utf-8").replace("## Digits", "## Go on\n\nChange a setting.\n\n## Digits")
    (tmp_path / LESSON.name).write_text(text, encoding="utf-8")
    course = load_course(tmp_path)
    store = RunStore.open(tmp_path / "runs.sqlite")
    app = NntermApp(course, store, course.find("inside"), (sys.executable, str(SCRIPT)))
    async with running(app, (80, 24)) as pilot:
        await go_to(pilot, app, IRIS, "weights")
        await pilot.press("escape", "n")
        await shows(pilot, app, "Change a setting.")
        await pilot.press("f")
        await shows(pilot, app, "change  ↑↓ setting")
        assert isinstance(app.screen.focused, HyperparameterForm)
