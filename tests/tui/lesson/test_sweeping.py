"""A sweep by one key: its values in the pool, its panel, and that nothing else mixes with it."""

import pytest
from textual.geometry import Offset

from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.sweep_study import SweepStudy
from nnterm.tui.app import NntermApp
from nnterm.tui.lab.sweep_panel import SweepPanel
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import SIZES, NewApp
from tui.conftest import running, screen_text, shows, trained, until


def units_of(run: Run, layer: int = 0) -> int:
    return run.hyperparameters.layers[layer].units  # type: ignore[union-attr]


def sweep_of(app: NntermApp, experiment: str = "iris") -> SweepStudy:
    study = app.context.studies.of("sweep", "flowers", experiment)
    assert isinstance(study, SweepStudy)
    return study


@SIZES
async def test_every_value_is_trained_and_drawn_and_the_form_stays(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "w wider,")
        runs = app.context.store.runs("flowers", "iris")
        assert sorted(map(units_of, runs)) == [1, 2, 4, 8, 16]
        assert all(run.state is RunState.COMPLETED for run in runs)
        assert "lowest at" in screen_text(app)
        assert "layer 1 units 4:" in screen_text(app)
        screen = app.screen
        assert isinstance(screen, LessonScreen) and screen.model.lab is not None
        assert screen.model.lab.experiment == screen.model.lab.baseline
        assert screen.model.lab.run is None


async def test_a_point_is_chosen_by_arrow_and_its_run_opened_in_the_lab(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "w wider,")
        await pilot.press("right", "right")
        await shows(pilot, app, "layer 1 units 16:")
        await pilot.press("enter")
        await shows(pilot, app, "best epoch")
        screen = app.screen
        assert isinstance(screen, LessonScreen) and screen.model.lab is not None and screen.model.lab.run is not None
        assert units_of(screen.model.lab.run) == 16
        assert screen.model.lab.experiment.hyperparameters == screen.model.lab.run.hyperparameters
        assert app.training.run is None, "nothing was trained for it"


async def test_the_map_of_a_point_is_drawn_as_its_model_left_it(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("n")
        await shows(pilot, app, "Look at the plane")
        await pilot.press("f", "w")
        await shows(pilot, app, "w wider,")
        await pilot.press("enter")
        await shows(pilot, app, "best epoch")
        assert isinstance(app.screen, LessonScreen)
        lab = app.screen.model.lab
        assert lab is not None and lab.run is not None
        assert lab.shown_map is not None and lab.shown_map.epoch == lab.run.epochs


async def test_the_mouse_chooses_a_point_and_opens_it(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "w wider,")
        panel = app.screen.query_one(SweepPanel)
        at = Offset(panel.size.width - 4, 6)
        await pilot.click(SweepPanel, offset=at)
        await shows(pilot, app, "layer 1 units 16:")
        await pilot.click(SweepPanel, offset=at)
        await shows(pilot, app, "best epoch")


async def test_the_same_key_goes_further_out_and_trains_only_what_is_new(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "w wider,")
        await pilot.press("w")
        await until(pilot, lambda: len(sweep_of(app).points) > 5 and sweep_of(app).is_over)
        runs = app.context.store.runs("flowers", "iris")
        assert sorted(map(units_of, runs)) == [1, 2, 4, 8, 16, 32, 64, 128, 256]


async def test_another_setting_makes_a_map_of_both(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "w wider,")
        await pilot.press("f", "down", "down", "w")
        await shows(pilot, app, "layer 1 units down, layer 2 units across")
        await until(pilot, lambda: sweep_of(app).is_over)
        runs = app.context.store.runs("flowers", "iris")
        assert len({(units_of(run), units_of(run, 1)) for run in runs}) == len(runs) == 25
        await shows(pilot, app, "layer 1 units 4, layer 2 units 128:")
        await pilot.press("up")
        await shows(pilot, app, "layer 1 units 2, layer 2 units 128:")


async def test_more_seeds_by_the_key_of_luck(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "w wider,")
        await pilot.press("u")
        await shows(pilot, app, "3 seeds each")
        await until(pilot, lambda: sweep_of(app).is_over)
        assert len(app.context.store.runs("flowers", "iris")) == 15


async def test_the_key_of_luck_is_about_the_form_where_it_is_no_point_of_the_sweep(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "w wider,")
        await pilot.press("f", "down", "right", "escape", "u")
        await shows(pilot, app, "10 seeds:")
        assert sweep_of(app).seeds == 1


async def test_stopping_ends_the_whole_sweep(new_app: NewApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIPT", "slow")
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "sweep 0/5")
        await until(pilot, lambda: any(run.train for run in sweep_of(app).runs))
        await pilot.press("s")
        await shows(pilot, app, "stopped at 0 of 5: w goes on")
        assert not app.context.studies.is_busy
        # A sweep that was given up is no axis of the next one.
        await pilot.press("f", "down", "down", "w")
        await shows(pilot, app, "sweep 0/5")
        assert len(sweep_of(app).axes) == 1


@SIZES
async def test_a_sweep_and_what_is_trained_meanwhile_do_not_mix(
    new_app: NewApp, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("SCRIPT", "slow")
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "sweep 0/5")
        await pilot.press("t")
        await until(pilot, lambda: app.training.run is not None and app.training.run.train > 0)
        mine = app.training.run
        assert mine is not None and units_of(mine) == 4
        assert mine not in sweep_of(app).runs
        await pilot.press("s")
        await until(pilot, lambda: mine.state is RunState.STOPPED)
        assert not sweep_of(app).is_stopped, "s was for the run"
        await pilot.press("n")
        await shows(pilot, app, "step 2/3")
        assert app.context.studies.is_busy, "another step is open, and the sweep goes on"
        screen = app.screen
        assert isinstance(screen, LessonScreen) and screen.model.lab is not None
        assert screen.model.lab.baseline.id == "moons"
        assert screen.model.lab.sweep is None
        await pilot.press("l")
        await shows(pilot, app, "lessons done")
        assert "sweep 0/5" in screen_text(app)


async def test_a_lesson_that_is_opened_again_shows_its_sweep(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "w wider,")
        await pilot.press("escape", "l")
        await shows(pilot, app, "lessons done")
        await pilot.press("enter")
        await shows(pilot, app, "step 1/3")
        await pilot.press("v")
        await shows(pilot, app, "layer 1 units 4:")


async def test_a_run_under_way_is_not_replaced_by_a_point(new_app: NewApp, monkeypatch: pytest.MonkeyPatch) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "w wider,")
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        mine = app.training.run
        await pilot.press("v", "enter")
        screen = app.screen
        assert isinstance(screen, LessonScreen) and screen.model.lab is not None
        assert screen.model.lab.run is mine
        await pilot.press("t")
        await trained(pilot, app)
