"""The lab: what it says before there is anything to train, and after it was out of sight."""

from pathlib import Path

from nnterm.tui.drawing.rows import Role
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lab.code_view import CodeView
from nnterm.tui.lab.run_status import RunStatus
from tui.builders import FLOWERS, SIZES, NewApp, lesson_app
from tui.conftest import running, screen_text, shows


async def test_before_the_first_experiment_the_lab_says_what_leads_there(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, FLOWERS.replace("## Train it", "## Before\n\nNothing to run.\n\n## Train it"))
    async with running(app) as pilot:
        assert "Nothing to train yet. n leads on" in screen_text(app)
        assert "v next panel" not in screen_text(app), "there is only one"
        await pilot.press("n")
        await shows(pilot, app, "Press t to train")
        assert "Nothing to train yet" not in screen_text(app)


async def test_a_row_that_became_blank_out_of_sight_is_blank(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await pilot.press("2")
        status = app.screen.query_one(RunStatus)
        status.set_run(None, None, ("a verdict " * 12, Role.TEXT))
        await shows(pilot, app, "a verdict")
        await pilot.press("1")
        await pilot.pause()
        assert "a verdict" not in screen_text(app)
        status.set_run(None, None, ("Press t to train.", Role.TEXT))
        await pilot.press("2")
        await shows(pilot, app, "Press t to train")
        assert "verdict" not in screen_text(app)


@SIZES
async def test_the_code_is_read_to_its_end_by_keys(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        for _ in range(9):
            await pilot.press("v")
            if "as a plain Keras script" in screen_text(app):
                break
        assert "print(results)" not in screen_text(app)
        # Where both halves are seen, what is open in the text comes first.
        for _ in range(5):
            await pilot.press("tab")
            if isinstance(app.focused, CodeView):
                break
        assert "scroll" in screen_text(app).splitlines()[-1]
        await pilot.press("end")
        await shows(pilot, app, "print(results)")
        await pilot.press("tab")
        assert isinstance(app.focused, HyperparameterForm)
