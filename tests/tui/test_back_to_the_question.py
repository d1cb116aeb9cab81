"""On a narrow screen a question that takes the keys is seen, also when it takes them from the lab."""

from collections.abc import Callable

from nnterm.tui.app import NntermApp
from nnterm.tui.widgets.reader import Reader

from .conftest import running, screen_text, shows, until

NewApp = Callable[..., NntermApp]


async def test_tab_comes_back_to_the_question_where_it_stands(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        assert app.screen.query_one(Reader).max_scroll_y > 0, "without scrolling nothing is tested"
        for _ in range(3):
            await pilot.press("tab")
            await shows(pilot, app, "enter answers")
            await pilot.press("tab")
            await until(pilot, lambda: "enter answers" not in screen_text(app))
