"""The mouse on what was removed a moment ago, and is still to be seen."""

import pytest
from textual.events import MouseDown
from textual.geometry import Offset

from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lab.lab import Lab
from tui.builders import NewApp
from tui.conftest import running, screen_text


async def test_a_press_on_a_widget_that_was_just_removed_does_no_harm(
    new_app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = new_app("flowers")
    async with running(app):
        form = app.screen.query_one(HyperparameterForm)
        x, y = form.region.x + 3, form.region.y
        parent, form._parent = form._parent, None
        # Until the next layout what is on the screen may still be found there.
        monkeypatch.setattr(app.screen, "get_widget_and_offset_at", lambda x, y: (form, Offset(3, 0)))
        pressed = MouseDown(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
        try:
            await app.on_event(pressed)
        finally:
            form._parent = parent
        assert "Train it" in screen_text(app)


async def test_a_press_on_what_was_just_hidden_does_not_take_the_keys(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app):
        form = app.screen.query_one(HyperparameterForm)
        x, y = form.region.x + 3, form.region.y
        app.screen.query_one(Lab).display = False
        await app.on_event(MouseDown(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y))
        assert app.focused is not form
