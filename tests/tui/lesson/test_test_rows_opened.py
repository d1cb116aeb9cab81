"""The test rows are opened by key, by mouse and by name, on a wide screen and on a narrow one."""

import pytest
from steady_pilot import SteadyPilot

from nnterm.tui.app import NntermApp
from nnterm.tui.lab.run_status import RunStatus
from tui.builders import SIZES, NewApp
from tui.conftest import running, screen_text, shows, trained


async def by_key(pilot: SteadyPilot, app: NntermApp) -> None:
    await pilot.press("e")


async def by_mouse(pilot: SteadyPilot, app: NntermApp) -> None:
    await pilot.click(RunStatus, offset=(6, 2))


async def by_name(pilot: SteadyPilot, app: NntermApp) -> None:
    await pilot.press("ctrl+p")
    await pilot.press(*"evaluate on the test")
    await shows(pilot, app, "key e")
    await pilot.press("enter")


@SIZES
@pytest.mark.parametrize("opens", [by_key, by_mouse, by_name])
async def test_the_learner_opens_the_test_rows(new_app: NewApp, size: tuple[int, int], opens: object) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await shows(pilot, app, "e opens the test rows: they judge, validation chooses.")
        assert "test acc" not in screen_text(app)
        await opens(pilot, app)  # type: ignore[operator]
        await shows(pilot, app, "test acc 0.900")
        await shows(pilot, app, "Test rows opened once in this experiment.")
        await pilot.press("t")
        await trained(pilot, app)
        await shows(pilot, app, "opens the test rows. Opened once in this experiment")
        assert "test acc" not in screen_text(app)
