"""A number that is typed into a setting is what the next key trains, without enter after it."""

from collections.abc import Callable

import pytest

from nnterm.tui.app import NntermApp
from tui.conftest import running, shows, trained, until

NewApp = Callable[..., NntermApp]


@pytest.mark.parametrize("key", ["t", "space", "comma"])
async def test_a_number_is_trained_as_it_stands(new_app: NewApp, key: str) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await pilot.press("f", "1", "6", key)
        await until(pilot, lambda: app.training.run is not None)
        run = app.training.run
        assert run is not None
        assert run.hyperparameters.layers[0].units == 16  # type: ignore[union-attr]
        await shows(pilot, app, "layer 1 ◂ 16")


async def test_a_number_that_cannot_be_trains_nothing(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await pilot.press("f", *"99999", "t")
        await shows(pilot, app, "Choose a value from 1")
        assert app.training.run is None
        await pilot.press("t")
        assert (await trained(pilot, app)).hyperparameters.layers[0].units == 4  # type: ignore[union-attr]
