"""The Threshold panel: what a threshold finds and what it costs, for either of two classes."""

from tui.conftest import running, screen_text, shows
from tui.lab.conftest import IRIS, REVIEWS, Open, go_to


async def test_a_lower_threshold_finds_more_and_calls_more_wrongly(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, REVIEWS, "threshold")
        await shows(pilot, app, "from 0.50")
        await shows(pilot, app, "5 of 10 found, 5 missed")
        await shows(pilot, app, "5 of 5 calls right, 0 false alarms")
        await pilot.press("pageup", "pageup", "left")
        await shows(pilot, app, "from 0.29")
        await shows(pilot, app, "7 of 10 found, 3 missed")
        await shows(pilot, app, "7 of 11 calls right, 4 false alarms")
        await pilot.press(*["pageup"] * 3)
        await shows(pilot, app, "Everything is called")
        await pilot.press(*["pagedown"] * 10)
        await shows(pilot, app, "Nothing is called")
        assert "none" in screen_text(app), "there is no precision of nothing"


async def test_the_other_class_may_be_looked_for(inside: Open) -> None:
    app = inside()
    async with running(app, (80, 24)) as pilot:
        await go_to(pilot, app, REVIEWS, "threshold")
        await shows(pilot, app, "called positive from 0.50")
        await pilot.press("down")
        await shows(pilot, app, "called negative from 0.50")


async def test_with_three_classes_there_is_no_such_panel(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await pilot.press(*["n"] * IRIS)
        assert "Threshold" not in screen_text(app)
