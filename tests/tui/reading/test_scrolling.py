"""The key that scrolls is offered while there is text out of sight, and only then."""

from collections.abc import Callable

import pytest

from nnterm.tui.app import NntermApp
from nnterm.tui.reading.reader import Reader
from tui.conftest import running, screen_text, shows, until

NewApp = Callable[..., NntermApp]


@pytest.mark.timeout(30)
async def test_below_the_screen_there_is_more_until_its_end(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await shows(pilot, app, "down more text")
        reader = app.screen.query_one(Reader)
        while reader.scroll_offset.y < reader.max_scroll_y:
            await pilot.press("pagedown")
        await until(pilot, lambda: "more text" not in screen_text(app))
        await pilot.press("up")
        await shows(pilot, app, "down more text")
        await pilot.press("2")
        await until(pilot, lambda: "more text" not in screen_text(app))


@pytest.mark.timeout(30)
async def test_where_all_is_in_sight_nothing_is_offered(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 40)):
        assert "more text" not in screen_text(app)
