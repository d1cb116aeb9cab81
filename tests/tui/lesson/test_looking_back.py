"""The epoch that is looked at, on the screen: by keys, by the mouse, in the curves, in the map and in the numbers."""

import pytest
from textual.events import Resize
from textual.pilot import Pilot

from nnterm.tui.app import NntermApp
from nnterm.tui.lab.curves import Curves
from nnterm.tui.lab.curves_and_map import CurvesAndMap
from nnterm.tui.lab.decision_map import DecisionMap
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import NewApp
from tui.conftest import running, screen_text, shows, trained, until


async def open_moons(pilot: Pilot[None], app: NntermApp) -> None:
    """Go to the step whose data lie in the plane."""
    await pilot.press("n")
    await shows(pilot, app, "Look at the plane")


async def test_numbers_and_map_are_those_of_the_epoch_under_the_cursor(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 40)) as pilot:
        await open_moons(pilot, app)
        await pilot.press("t")
        run = await trained(pilot, app)
        await pilot.press("left_square_bracket", "left_curly_bracket")
        epoch = run.epochs - 11
        await shows(pilot, app, f"▸epoch {epoch}")
        await shows(pilot, app, f" epoch {epoch} ")
        loss, val = run.history["loss"][epoch - 1], run.history["val_loss"][epoch - 1]
        await shows(pilot, app, f"loss {loss:.3f} val {val:.3f} loss gap {round(val, 3) - round(loss, 3):.3f}")
        await shows(pilot, app, f"at epoch {run.epochs}:")
        await pilot.press("end")
        await until(pilot, lambda: "▸epoch" not in screen_text(app))
        assert f"at epoch {run.epochs}:" not in screen_text(app), (
            "the numbers beside the verdict are of its epoch again"
        )


@pytest.mark.usefixtures("toasts_stay")
async def test_home_goes_back_to_the_model_before_training(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 40)) as pilot:
        await open_moons(pilot, app)
        await pilot.press("t")
        run = await trained(pilot, app)
        await pilot.press("home")
        await shows(pilot, app, "▸epoch 0  the first weights, before any training")
        await until(pilot, lambda: (shown := lab_of(app).shown_map) is not None and shown.epoch == 0)
        assert "train on from here" not in screen_text(app)
        await pilot.press("m")
        await shows(pilot, app, "Before epoch 1")
        assert app.training.run is run
        await pilot.press("right_square_bracket")
        await shows(pilot, app, f"▸epoch 1  loss {run.history['loss'][0]:.3f}")


async def test_the_mouse_chooses_an_epoch_and_drags_it(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 40)) as pilot:
        await open_moons(pilot, app)
        await pilot.press("t")
        run = await trained(pilot, app)
        curves = app.screen.query_one(Curves)
        await pilot.mouse_down(curves, offset=(curves.size.width // 2, 6))
        await shows(pilot, app, "▸epoch")
        chosen = looked_at(app)
        assert abs(chosen - run.epochs / 2) < run.epochs / 5
        await pilot.hover(curves, offset=(12, 6))
        await until(pilot, lambda: looked_at(app) < chosen)
        await pilot.mouse_up(curves, offset=(12, 6))
        dragged = looked_at(app)
        await pilot.hover(curves, offset=(curves.size.width // 2, 6))
        await pilot.pause()
        assert looked_at(app) == dragged


def lab_of(app: NntermApp) -> LabState:
    assert isinstance(app.screen, LessonScreen) and app.screen.model.lab is not None
    return app.screen.model.lab


def looked_at(app: NntermApp) -> int:
    return lab_of(app).view.cursor or 0


async def test_training_on_from_an_earlier_epoch_asks_and_begins_a_run_of_its_own(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 40)) as pilot:
        await open_moons(pilot, app)
        await pilot.press("t")
        first = await trained(pilot, app)
        await pilot.press("home", "right_curly_bracket", "m")
        await shows(pilot, app, "Train on from epoch 10?")
        planned = first.planned
        assert f"A new run goes on to epoch {planned:,}" in screen_text(app)
        await pilot.press("escape")
        assert app.training.run is first
        await pilot.press("m", "y")
        await until(pilot, lambda: app.training.run is not first)
        fork = await trained(pilot, app)
        assert (fork.forked_from, fork.forked_at, fork.epochs) == (first.run_id, 10, planned)
        kept = {run.run_id: run for run in app.context.store.runs("flowers")}
        assert kept[fork.run_id].forked_at == 10
        assert kept[fork.run_id].history["loss"] == fork.history["loss"]
        assert kept[first.run_id].epochs == first.epochs


@pytest.mark.parametrize(("width", "both"), [(100, False), (120, True)])
async def test_the_map_is_beside_the_curves_where_both_fit(width: int, both: bool, new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (width, 40)) as pilot:
        await open_moons(pilot, app)
        assert beside(app) == both
        # The lab alone has room for both in each width.
        await pilot.press("2")
        await until(pilot, lambda: beside(app))
        await shows(pilot, app, " x0 ")
        await pilot.press("1")
        await until(pilot, lambda: beside(app) == both)


async def test_a_map_that_gets_room_again_is_that_of_the_run(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 40)) as pilot:
        await open_moons(pilot, app)
        await pilot.press("t")
        await trained(pilot, app)
        await shows(pilot, app, "▀" * 9)
        # What is drawn there is older than what the lab holds by now.
        app.screen.query_one("#beside", DecisionMap).set_map(None, [], ("a", "b"))
        await until(pilot, lambda: "▀" * 9 not in screen_text(app))
        place = app.screen.query_one(CurvesAndMap)
        place.post_message(Resize(place.size, place.size))
        await shows(pilot, app, "▀" * 9)


def beside(app: NntermApp) -> bool:
    return app.screen.query_one("#beside", DecisionMap).display


async def test_a_held_key_says_once_that_nothing_was_trained(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 40)) as pilot:
        await open_moons(pilot, app)
        await press_often(pilot, "left_square_bracket")
        await shows(pilot, app, "Nothing has been trained here yet")
        assert screen_text(app).count("Nothing has been trained here yet") == 1


async def press_often(pilot: Pilot[None], key: str) -> None:
    await pilot.press(*[key] * 5)
