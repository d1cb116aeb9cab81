"""The request for a larger window."""

from nnterm.experiment.run_state import RunState
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import NewApp
from tui.conftest import running, shows, until


async def test_what_is_opened_over_the_request_for_a_larger_window_goes_with_it(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        for key in ("question_mark", "d", "ctrl+p", "q"):
            await pilot.resize_terminal(30, 10)
            await shows(pilot, app, "too small")
            await pilot.press(key)
            await pilot.resize_terminal(120, 40)
            await shows(pilot, app, "step 1/3")
            assert isinstance(app.screen, LessonScreen), key


async def test_a_tiny_window_asks_for_more_room_and_comes_back(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.resize_terminal(30, 10)
        await shows(pilot, app, "too small")
        await pilot.resize_terminal(120, 40)
        await shows(pilot, app, "Twenty epochs")
        await shows(pilot, app, "epochs        ◂")
