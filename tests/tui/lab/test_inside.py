"""The panels that look inside a model: what they say before, during and after a training, and their keys."""

import pytest

from nnterm.experiment.panel_names import INSIDE
from nnterm.experiment.protocol import commands
from nnterm.experiment.run_state import RunState
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import plain
from nnterm.tui.frame.drawing import Drawing
from nnterm.tui.lab.lab import Lab
from tui.conftest import running, screen_text, shows, trained, until
from tui.lab.conftest import DIGITS, IRIS, LINE, REVIEWS, Open, go_to


async def test_before_a_training_each_panel_says_which_key_is_next(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        for step in (IRIS, DIGITS, REVIEWS, LINE):
            lab = app.screen.query_one(Lab)
            seen = set()
            while lab.panel not in seen:
                seen.add(lab.panel)
                if lab.panel in INSIDE:
                    await shows(pilot, app, "Press t first")
                await pilot.press("v")
            assert seen & set(INSIDE), step
            if step != LINE:
                await pilot.press("n")


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


async def test_a_trainer_that_is_gone_is_reported(inside: Open) -> None:
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
        requests: list[commands.InspectRun] = []
        send = app.training._send

        def noted(command: commands.Command) -> None:
            if isinstance(command, commands.InspectRun):
                requests.append(command)
            send(command)

        app.training._send = noted  # type: ignore[method-assign]
        await go_to(pilot, app, IRIS, "weights", train=False)
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        await shows(pilot, app, "unit 1")
        while_paused = len(requests)
        assert 1 <= while_paused <= 2
        # Nothing was trained and nothing chosen: nothing is requested.
        await pilot.press("v", "V")
        await shows(pilot, app, "unit 1")
        before = len(requests)
        app.screen._parts.inspection.look()  # type: ignore[attr-defined]
        app.screen._parts.inspection.look()  # type: ignore[attr-defined]
        assert len(requests) == before
        # A panel that is not open asks nothing.
        await pilot.press("escape", "v", "v", "v")
        assert app.screen.query_one(Lab).inside is None
        count = len(requests)
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.epochs == 2)
        assert len(requests) == count


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


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 18)])
async def test_every_panel_fits_every_terminal(inside: Open, size: tuple[int, int]) -> None:
    app = inside()
    async with running(app, size) as pilot:
        for step in (IRIS, DIGITS, REVIEWS, LINE):
            await pilot.press("t")
            await trained(pilot, app)
            lab = app.screen.query_one(Lab)
            assert lab._state is not None
            for panel, name in lab._state.panels():
                for characters in ("braille", "block", "ascii"):
                    glyphs.use(characters)
                    app.screen._view.open_panel(panel)  # type: ignore[attr-defined]
                    for drawing in lab.query(Drawing):
                        drawing.redraw()
                    await pilot.pause()
                    assert name in screen_text(app)
                    inside_panel = lab.inside
                    if inside_panel is not None and characters == "ascii":
                        drawn = "".join(plain(row) for row in inside_panel.rows(*inside_panel.size))
                        assert drawn.isascii(), panel
            if step != LINE:
                await pilot.press("n")
