"""A digit of the learner's: drawn by keys and by mouse, and seen by the model."""

from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lab.inside.images.draw import DrawPanel
from nnterm.tui.lab.lab import Lab
from tui.conftest import running, screen_text, shows, until
from tui.lab.conftest import DIGITS, Open, go_to


async def test_a_digit_is_drawn_by_keys_and_answered(inside: Open) -> None:
    app = inside()
    # All the settings of the data have a row below the panel.
    async with running(app, (120, 44)) as pilot:
        await go_to(pilot, app, DIGITS, "draw")
        await shows(pilot, app, "Draw a digit. space")
        panel = app.screen.query_one(DrawPanel)
        await pilot.press("right")
        assert panel.canvas.is_empty
        await pilot.press("space", "down", "down")
        await shows(pilot, app, "This is a 7")
        await shows(pilot, app, "0.86")
        await shows(pilot, app, "seen, centred")
        run = app.training.run
        await pilot.press("m")
        await shows(pilot, app, "seen as drawn")
        assert app.training.run is run
        assert panel.question is not None
        assert not panel.question.centred
        await pilot.press("c")
        await until(pilot, lambda: "This is a 7" not in screen_text(app))
        assert panel.canvas.is_empty


async def test_a_digit_is_drawn_by_mouse(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, DIGITS, "draw")
        panel = app.screen.query_one(DrawPanel)
        await pilot.mouse_down(DrawPanel, offset=(6, 4))
        await pilot.hover(DrawPanel, offset=(12, 8))
        await pilot.mouse_up(DrawPanel, offset=(12, 8))
        await shows(pilot, app, "This is a 7")
        ink = [(y, x) for y, row in enumerate(panel.canvas.grid) for x, shade in enumerate(row) if shade == 15]
        # Cells hold two pixels, and the frame takes a row and two columns.
        assert (6, 4) in ink
        assert (14, 10) in ink
        assert (10, 7) in ink
        # The button is up: the mouse draws no more.
        await pilot.hover(DrawPanel, offset=(20, 12))
        assert not any(x > 12 for _, x in ink)


async def test_where_rows_are_few_a_look_inside_takes_those_of_the_form_and_f_gives_them_back(inside: Open) -> None:
    app = inside()
    async with running(app, (80, 24)) as pilot:
        await go_to(pilot, app, DIGITS, "draw")
        assert "54,410 parameters" not in screen_text(app)
        await pilot.press("escape", "f")
        await shows(pilot, app, "54,410 parameters")


async def test_a_panel_opened_from_the_settings_takes_the_arrows_and_space(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, DIGITS, "draw")
        lab, model, run = app.screen.query_one(Lab), app.screen.model, app.training.run  # type: ignore[attr-defined]
        before = model.lab.experiment
        await pilot.press("escape", "V", "f")
        assert lab.panel != "draw"
        assert isinstance(app.focused, HyperparameterForm)
        await pilot.press("v", "left", "left")
        assert isinstance(app.focused, DrawPanel)
        await pilot.press("escape", "space")
        assert isinstance(app.focused, DrawPanel)
        assert app.training.run is run
        assert model.lab.experiment == before
