"""A sweep trains one value of a setting after another, and leaves the form as it was."""

import re

import pytest

from nnterm.experiment.run import Run, RunState
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import SIZES, NewApp
from tui.conftest import running, screen_text, shows, until


async def test_every_value_is_trained_and_listed(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "units 16")
        listed = screen_text(app)
        runs = app.context.store.runs("flowers", "iris")
        units = [run.hyperparameters.layers[0].units for run in reversed(runs)]  # type: ignore[union-attr]
        assert units == [1, 2, 4, 8, 16]
        assert all(run.state is RunState.COMPLETED for run in runs)
        assert "baseline" in listed
        assert "◂    4 ▸" in listed


async def test_stopping_ends_the_whole_sweep(new_app: NewApp, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("SCRIPT", "slow")
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await until(pilot, lambda: app.training.run is not None and app.training.run.train > 0)
        await pilot.press("s")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.STOPPED)
        first = app.training.run
        await shows(pilot, app, "stopped")
        assert app.training.run is first
        assert "◂    4 ▸" in screen_text(app)


async def test_seeds_show_how_much_is_luck(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "up", "up", "w")
        await shows(pilot, app, "seed 4")
        assert sorted(run.hyperparameters.seed for run in app.context.store.runs("flowers", "iris")) == [0, 1, 2, 3, 4]


def units_of(run: Run) -> int:
    return run.hyperparameters.layers[0].units  # type: ignore[union-attr]


@SIZES
@pytest.mark.usefixtures("toasts_stay")
async def test_a_sweep_trains_nothing_in_the_lab_of_another_step(
    new_app: NewApp, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("SCRIPT", "slow")
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("f", "w")
        await until(pilot, lambda: app.training.run is not None and app.training.run.train > 0)
        first = app.training.run
        await pilot.press("n")
        await shows(pilot, app, "The sweep over layer 1 units ends")
        await pilot.press("t")
        await until(pilot, lambda: app.training.run is not first)
        mine = app.training.run
        assert mine is not None
        assert (mine.experiment, units_of(mine)) == ("moons", 8)
        await until(pilot, lambda: mine.train > 0)
        await pilot.press("s")
        await until(pilot, lambda: mine.state is RunState.STOPPED)
        await pilot.pause()
        assert app.training.run is mine, "nothing of the sweep comes after it"
        await pilot.press("p")
        await shows(pilot, app, "step 1/3")
        await pilot.press("f")
        await until(pilot, lambda: re.search(r"layer 1( units)? +◂ +4 ▸", screen_text(app)) is not None)


async def test_a_sweep_goes_on_in_a_step_with_the_same_experiment(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("n", "f", "w", "escape", "n")
        await until(pilot, lambda: len(app.context.store.runs("flowers", "moons")) == 5)
        assert {units_of(run) for run in app.context.store.runs("flowers", "moons")} == {2, 4, 8, 16, 32}


@pytest.mark.usefixtures("toasts_stay")
async def test_t_ends_a_sweep_and_trains_what_the_form_said(new_app: NewApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIPT", "slow")
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await until(pilot, lambda: app.training.run is not None and app.training.run.train > 0)
        first = app.training.run
        assert first is not None
        assert units_of(first) == 1
        await pilot.press("t")
        await shows(pilot, app, "The sweep over layer 1 units ends")
        mine = app.training.run
        assert mine is not None
        assert mine is not first
        assert units_of(mine) == 4
        await until(pilot, lambda: mine.train > 0)
        await pilot.press("s")
        await until(pilot, lambda: mine.state is RunState.STOPPED)
        await pilot.pause()
        assert app.training.run is mine


@pytest.mark.usefixtures("toasts_stay")
async def test_a_change_of_the_learner_s_ends_a_sweep_and_stays(
    new_app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIPT", "slow")
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "up", "up", "w")
        await until(pilot, lambda: app.training.run is not None and app.training.run.train > 0)
        await pilot.press("7", "enter")
        await shows(pilot, app, "The sweep over seed ends here")
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        await pilot.press("s")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.STOPPED)
        await pilot.pause()
        assert len(app.context.store.runs("flowers", "iris")) <= 1
        assert screen.model.lab is not None
        assert screen.model.lab.experiment.hyperparameters.seed == 7
