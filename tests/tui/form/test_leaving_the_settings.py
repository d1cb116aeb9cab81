"""On a narrow screen a chosen setting takes digits: the way back to the text is shown."""

from collections.abc import Callable

from nnterm.tui.app import NntermApp
from nnterm.tui.lesson.halves import Halves
from tui.conftest import running, screen_text, shows

NewApp = Callable[..., NntermApp]


async def test_the_way_from_the_settings_to_the_text_is_shown_and_works(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        assert "tab switches" in screen_text(app)
        await pilot.press("f")
        await shows(pilot, app, "tab, or esc and 1 2")
        await pilot.press("escape")
        await shows(pilot, app, "tab switches")
        await pilot.press("1")
        assert app.screen.query_one(Halves).view == "read"
