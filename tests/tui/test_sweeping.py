"""A sweep trains one value of a knob after another, and leaves the form as it was."""

from collections.abc import Callable

from nnterm.experiment.run import RunState
from nnterm.tui.app import NntermApp

from .conftest import running, screen_text, shows, until

NewApp = Callable[..., NntermApp]


async def test_every_value_is_trained_and_listed(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "w")
        await shows(pilot, app, "units 16")
        listed = screen_text(app)
        runs = app.store.runs("flowers", "iris")
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


async def test_seeds_tell_how_much_is_luck(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "up", "up", "w")
        await shows(pilot, app, "seed 4")
        assert sorted(run.hyperparameters.seed for run in app.store.runs("flowers", "iris")) == [0, 1, 2, 3, 4]
