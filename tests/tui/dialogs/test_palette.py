"""The palette of commands: keys that come early or find nothing do no harm, and it asks before it quits."""

from steady_pilot import SteadyPilot
from textual.command import CommandList
from textual.widgets import Input

from nnterm.experiment.run_state import RunState
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.dialogs.leave import LeaveScreen
from nnterm.tui.dialogs.palette import Palette
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import NewApp
from tui.conftest import running, shows, trained, until


async def test_page_keys_in_the_palette_of_a_tiny_window_do_no_harm(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        for key in ("pagedown", "pageup"):
            await pilot.press("ctrl+p")
            await until(pilot, lambda: len(app.screen.query_one(CommandList).options) > 2)
            await pilot.press("down")
            await pilot.resize_terminal(20, 2)
            # Now the palette lies under the request for a larger window.
            await pilot.press("ctrl+p", key)
            await pilot.resize_terminal(120, 40)
            await pilot.press("escape", "escape")
            await until(pilot, lambda: not isinstance(app.screen, Palette))
            await reopen(pilot, app)


async def test_keys_that_come_with_the_one_for_the_palette_do_no_harm(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        for key in ("pagedown", "pageup", "enter"):
            await pilot.burst("ctrl+p", "a", "down", key)
            await pilot.press("escape", "escape")
            await until(pilot, lambda: not isinstance(app.screen, Palette))
            await reopen(pilot, app)


async def reopen(pilot: SteadyPilot, app: NntermApp) -> None:
    """Come back to the lesson, wherever the last keys led."""
    if not isinstance(app.screen, LessonScreen | CourseScreen):
        await pilot.press("escape")
    if isinstance(app.screen, CourseScreen):
        await pilot.press("enter")
    await shows(pilot, app, "step 1/3")


async def test_page_keys_in_the_choice_of_a_theme_do_no_harm(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("ctrl+p", *"theme")
        await until(pilot, lambda: len(app.screen.query_one(CommandList).options) == 1)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.screen.query_one(CommandList).options) > 5)
        app.screen.query_one(CommandList).styles.display = "none"
        await pilot.press("pagedown", "pageup")
        while isinstance(app.screen, Palette):
            await pilot.press("escape")
        await shows(pilot, app, "step 1/3")


async def test_the_palette_asks_too_before_it_quits_in_the_middle_of_a_run(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        await pilot.press("ctrl+p", *"quit")
        await until(pilot, lambda: len(app.screen.query_one(CommandList).options) == 1)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LeaveScreen))
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)


async def test_a_search_that_finds_the_palette_closing_ends_without_the_app(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        # A palette that is left loses its list a moment before it is gone.
        await app.screen.query_one(CommandList).remove()
        app.screen.query_one(Input).value = "theme"
        await pilot.press("escape", "escape")
        await until(pilot, lambda: not isinstance(app.screen, Palette))
        await reopen(pilot, app)


async def test_the_keys_of_the_list_of_runs_can_be_chosen_by_name(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await pilot.press("ctrl+p", *"runs: filter")
        await until(pilot, lambda: len(app.screen.query_one(CommandList).options) == 1)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))
        await pilot.press(*"nothing")
        await shows(pilot, app, "filter: nothing")
        await shows(pilot, app, "No run fulfils the filter.")
