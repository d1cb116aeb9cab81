"""`f` goes from the text to the settings, also where a panel had taken their place while the text was read."""

from pathlib import Path

from nnterm.lesson.loader import load_course
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from tui.conftest import app_over, running, shows
from tui.lab.test_inside import IRIS, go_to

LESSON = Path(__file__).parents[1] / "inside_lessons" / "01-inside.md"


async def test_f_opens_the_settings_on_the_step_after_a_look_inside(tmp_path: Path) -> None:
    text = LESSON.read_text(encoding="utf-8").replace("## Digits", "## Go on\n\nChange a setting.\n\n## Digits")
    (tmp_path / LESSON.name).write_text(text, encoding="utf-8")
    course = load_course(tmp_path)
    app = app_over(course, tmp_path, "inside")
    async with running(app, (80, 24)) as pilot:
        await go_to(pilot, app, IRIS, "weights")
        await pilot.press("escape", "n")
        await shows(pilot, app, "Change a setting.")
        await pilot.press("f")
        await shows(pilot, app, "change  ↑↓ setting")
        assert isinstance(app.screen.focused, HyperparameterForm)
