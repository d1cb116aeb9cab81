"""Runs beside each other on the screen: pinned to the chart, and what one changed setting did."""

from nnterm.tui.lab.runs.table import RunsTable
from tui.builders import NewApp
from tui.conftest import running, screen_text, shows, trained, until


async def test_a_pinned_run_stays_in_the_chart_with_its_letter_and_what_differs(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 40)) as pilot:
        await pilot.press("t")
        first = await trained(pilot, app)
        await pilot.press("c", "f", "right", "escape", "t")
        await until(pilot, lambda: app.training.run is not first)
        await trained(pilot, app)
        await shows(pilot, app, " A the lesson's values")
        await shows(pilot, app, "Units 8-128 instead of 4-128 in A:")
        await pilot.press("V")
        await until(pilot, lambda: app.screen.query_one(RunsTable).size.height > 0)
        app.screen.query_one(RunsTable).focus()
        await shows(pilot, app, "A     100")
        # The first run is the older one; enter takes it off the chart.
        await pilot.press("down", "enter")
        await until(pilot, lambda: "A     100" not in screen_text(app))


async def test_the_settings_of_an_earlier_run_go_into_the_form(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 40)) as pilot:
        await pilot.press("f", "right", "escape", "t")
        await trained(pilot, app)
        await pilot.press("r", "V")
        await until(pilot, lambda: app.screen.query_one(RunsTable).size.height > 0)
        app.screen.query_one(RunsTable).focus()
        await pilot.press("equals_sign")
        await shows(pilot, app, "◂8▸ (4)")


async def test_settings_and_pins_are_there_again_when_the_lesson_is_opened_once_more(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 40)) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await pilot.press("c", "f", "right", "escape", "l")
        await shows(pilot, app, "lessons done")
        await pilot.press("enter")
        await shows(pilot, app, "◂8▸ (4)")
        await shows(pilot, app, " A the lesson's values")
