"""The Fooled panel: another image, another size of the change, and the learner's own digit."""

from nnterm.tui.lab.inside.images.fooled import FooledPanel
from tui.conftest import running, screen_text, shows
from tui.lab.conftest import DIGITS, IRIS, Open, go_to


async def test_images_and_sizes_are_chosen_by_arrows(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, DIGITS, "fooled")
        await shows(pilot, app, "image 1 of 60: a 7   epsilon 0.1")
        await shows(pilot, app, "before 7 90.0%")
        await shows(pilot, app, "after  3 80.0%")
        await shows(pilot, app, "this step fools 10,")
        await pilot.press("left")
        await shows(pilot, app, "image 60 of 60")
        await pilot.press("up", "up")
        await shows(pilot, app, "epsilon 0.2")
        await shows(pilot, app, "this step fools 20")


async def test_on_the_smallest_screen_the_whole_table_of_how_sure_it_is_fits(inside: Open) -> None:
    app = inside()
    async with running(app, (80, 24)) as pilot:
        await go_to(pilot, app, DIGITS, "fooled")
        await shows(pilot, app, "99-100%")
        rows = [row.split() for row in screen_text(app).splitlines()]
        assert ["images", "3", "5", "7", "15", "30"] in rows
        assert ["right", "40.0%", "60.0%", "80.0%", "91.7%", "100.0%"] in rows


async def test_an_own_digit_is_the_one_that_was_drawn(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, DIGITS, "fooled")
        await shows(pilot, app, "image 1 of 60")
        await pilot.press("o")
        await shows(pilot, app, "Draw a digit in the panel Draw first")
        await go_to(pilot, app, 0, "draw", train=False)
        await pilot.press("space", "down", "down")
        await shows(pilot, app, "This is a 7")
        await go_to(pilot, app, 0, "fooled", train=False)
        await pilot.press("o")
        await shows(pilot, app, "your own digit")
        question = app.screen.query_one(FooledPanel).question
        assert "f" in question.cells
        await pilot.press("right")
        await shows(pilot, app, "image 2 of 60")


async def test_without_images_there_is_no_such_panel(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await pilot.press(*["n"] * IRIS)
        assert "Fooled" not in screen_text(app)
