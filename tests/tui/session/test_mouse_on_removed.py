"""The mouse on what was removed a moment ago, and is still to be seen."""

from textual.events import MouseDown

from nnterm.tui.lab.curves import Curves
from tui.builders import NewApp
from tui.conftest import running, screen_text


async def test_a_press_on_a_widget_that_was_just_removed_does_no_harm(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app):
        curves = app.screen.query_one(Curves)
        x, y = curves.region.x + 3, curves.region.y + 3
        parent, curves._parent = curves._parent, None
        pressed = MouseDown(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
        try:
            await app.on_event(pressed)
        finally:
            curves._parent = parent
        assert "Train it" in screen_text(app)
