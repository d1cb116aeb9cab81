"""The panels that look inside a model: what they say before, during and after a training, and their keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from nnterm.experiment.panels import INSIDE
from nnterm.experiment.protocol import commands
from nnterm.experiment.run import RunState
from nnterm.lesson.loader import load_course
from nnterm.tui.app import NntermApp
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.inside.draw import DrawPanel
from nnterm.tui.lab.lab import Lab
from nnterm.tui.lesson.screen import LessonScreen
from tui.conftest import app_over, running, screen_text, shows, trained, until

IRIS, DIGITS, REVIEWS, LINE = range(4)
Open = Callable[[], NntermApp]


@pytest.fixture
def inside(tmp_path: Path) -> Open:
    def make() -> NntermApp:
        course = load_course(Path(__file__).parents[1] / "inside_lessons")
        return app_over(course, tmp_path, "inside")

    return make


async def go_to(pilot: Pilot[None], app: NntermApp, step: int, panel: str = "", *, train: bool = True) -> None:
    """Go to a step, train, and bring the keys to a panel."""
    await pilot.press(*["n"] * step)
    if train:
        await pilot.press("t")
        await trained(pilot, app)
    screen = app.screen
    assert isinstance(screen, LessonScreen)
    lab = screen.query_one(Lab)
    if app.size.width < 100:
        await pilot.press("2")
    while panel and lab.panel != panel:
        await pilot.press("v")
    await pilot.pause()
    found = lab.inside
    assert found is not None
    found.focus()
    await pilot.pause()


@pytest.mark.parametrize("step", [IRIS, DIGITS, REVIEWS, LINE])
async def test_before_a_training_each_panel_says_which_key_is_next(inside: Open, step: int) -> None:
    app = inside()
    async with running(app) as pilot:
        await pilot.press(*["n"] * step)
        lab = app.screen.query_one(Lab)
        seen = set()
        while lab.panel not in seen:
            seen.add(lab.panel)
            if lab.panel in INSIDE:
                await shows(pilot, app, "Press t first")
            await pilot.press("v")
        assert seen & set(INSIDE)


async def test_weights_are_numbers_a_row_a_unit_and_down_goes_to_the_next_layer(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, IRIS, "weights")
        await shows(pilot, app, "layer 1 of 2")
        line = next(line for line in screen_text(app).splitlines() if "unit 2" in line)
        # The second unit's weights are every other number of the kernel, then its bias.
        assert line.split("unit 2")[1].split() == ["1.600", "1.800", "2.000", "2.200", "0.250"]
        assert "length" in screen_text(app)
        await pilot.press("down")
        await shows(pilot, app, "layer 2 of 2")
        await shows(pilot, app, "unit 3")
        await shows(pilot, app, "from 2")


async def test_the_largest_confusion_is_named_first(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, IRIS, "confusion")
        await shows(pilot, app, "versicolor is taken for virginica: twice")
        text = screen_text(app)
        assert text.index("taken for virginica: twice") < text.index("versicolor is taken for setosa: once")
        assert "24 right, 6 wrong" in text


async def test_arrows_turn_the_pages_of_mistakes(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, IRIS, "mistakes")
        await shows(pilot, app, "9 wrong of 30 test rows")
        await shows(pilot, app, "sepal length 0,")
        await pilot.press("right")
        await until(pilot, lambda: "sepal length 0," not in screen_text(app))
        await shows(pilot, app, "setosa, taken for versicolor")
        await pilot.press("left", "left")
        await shows(pilot, app, "sepal length 0,")


async def test_a_digit_is_drawn_by_keys_and_answered(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
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


async def test_feature_maps_shrink_from_layer_to_layer(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, DIGITS, "features")
        await shows(pilot, app, "image 1 of 40: a 3, taken for 7")
        await shows(pilot, app, "26x26x32")
        await pilot.press("down", "right")
        await shows(pilot, app, "MaxPooling2D")
        await shows(pilot, app, "image 2 of 40")
        await pilot.press("pagedown")
        await until(pilot, lambda: "map 1 " not in screen_text(app))


async def test_a_sentence_is_typed_whatever_its_letters_are_keys_for(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, REVIEWS, "sentence")
        await shows(pilot, app, "Not bad at all.")
        run = app.training.run
        await pilot.press(*"tqn xyzzx", "backspace", "y", "enter")
        await shows(pilot, app, 'of "tqn xyzzy"')
        assert app.training.run is run
        lines = screen_text(app).splitlines()
        assert "not known" in next(line for line in lines if " xyzzy " in line)
        assert "not known" not in next(line for line in lines if " tqn " in line and "0.10" in line)
        await pilot.press("ctrl+u", "space", "space", "enter")
        await until(pilot, lambda: "not known" not in screen_text(app))
        await pilot.press("escape", "t")
        await until(pilot, lambda: app.training.run is not run)


async def test_down_takes_a_ready_made_sentence(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, REVIEWS, "sentence")
        await pilot.press("down")
        await shows(pilot, app, 'of "A wonderful film."')
        await pilot.press("up")
        await shows(pilot, app, "the story is not.")


async def test_the_fitted_curve_lies_over_the_points(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, LINE, "fit")
        await shows(pilot, app, "what the network answers")
        assert any("\u2801" <= letter <= "\u28ff" for letter in screen_text(app))


async def test_a_trainer_that_is_gone_is_told_of(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, IRIS, "confusion")
        await shows(pilot, app, "24 right")
        process = app.training.client.process
        assert process is not None
        process.kill()
        await shows(pilot, app, "train again (t) to look inside")
        # What was seen stays.
        assert "24 right" in screen_text(app)
        await pilot.press("t")
        await trained(pilot, app)
        await until(pilot, lambda: "train again" not in screen_text(app))
        await shows(pilot, app, "24 right")


async def test_one_question_at_a_time_and_none_without_a_reason(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        asked: list[commands.InspectRun] = []
        send = app.training._send

        def noted(command: commands.Command) -> None:
            if isinstance(command, commands.InspectRun):
                asked.append(command)
            send(command)

        app.training._send = noted  # type: ignore[method-assign]
        await go_to(pilot, app, IRIS, "weights", train=False)
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        await shows(pilot, app, "unit 1")
        while_held = len(asked)
        assert 1 <= while_held <= 2
        # Nothing was trained and nothing chosen: nothing is asked.
        await pilot.press("v", "V")
        await shows(pilot, app, "unit 1")
        before = len(asked)
        app.screen._inspection.look()  # type: ignore[attr-defined]
        app.screen._inspection.look()  # type: ignore[attr-defined]
        assert len(asked) == before
        # A panel that is not open asks nothing.
        await pilot.press("escape", "v", "v", "v")
        assert app.screen.query_one(Lab).inside is None
        count = len(asked)
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.epochs == 2)
        assert len(asked) == count


async def test_what_is_slow_to_see_is_seen_seldom_but_always_at_the_end(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.epochs == 1)
        await shows(pilot, app, "  epoch 1 ")
        await pilot.press("full_stop")
        run = app.training.run
        await until(pilot, lambda: run is not None and run.epochs == 2)
        await pilot.pause(0.1)
        assert "  epoch 2 " not in screen_text(app)
        await pilot.press("space")
        await trained(pilot, app)
        await shows(pilot, app, "  epoch 10 ")


async def test_where_rows_are_few_a_look_inside_takes_those_of_the_form_and_f_gives_them_back(inside: Open) -> None:
    app = inside()
    async with running(app, (80, 24)) as pilot:
        await go_to(pilot, app, DIGITS, "draw")
        assert "54,410 parameters" not in screen_text(app)
        await pilot.press("escape", "f")
        await shows(pilot, app, "54,410 parameters")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 18)])
@pytest.mark.parametrize("characters", ["braille", "block", "ascii"])
async def test_every_panel_fits_every_terminal(inside: Open, size: tuple[int, int], characters: str) -> None:
    glyphs.use(characters)
    app = inside()
    async with running(app, size) as pilot:
        for step in (IRIS, DIGITS, REVIEWS, LINE):
            await pilot.press("t")
            await trained(pilot, app)
            lab = app.screen.query_one(Lab)
            assert lab._state is not None
            for panel, name in lab._state.panels():
                app.screen._view.open_panel(panel)  # type: ignore[attr-defined]
                await pilot.pause()
                assert name in screen_text(app)
                inside_panel = lab.inside
                if inside_panel is not None and characters == "ascii":
                    drawn = "".join(plain(row) for row in inside_panel.rows(*inside_panel.size))
                    assert drawn.isascii(), panel
            if step != LINE:
                await pilot.press("n")
