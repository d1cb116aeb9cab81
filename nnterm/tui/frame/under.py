"""A screen that is put below the one that is seen."""

from typing import Any

from textual import events
from textual.app import App
from textual.screen import Screen


def lay_under(app: App[Any], screen: Screen[Any]) -> None:
    """Have `screen` below all others, as if it had been opened first. It is drawn when it is seen.

    So what the learner chose to see first does not wait for it.
    """
    if screen in app.screen_stack:
        return
    if len(app.screen_stack) == 1:
        # What was to be above it was left a moment ago: only the empty screen of Textual's is there.
        app.push_screen(screen)
        return
    app._get_screen(screen)
    screen._push_result_callback(app, None)
    app._load_screen_css(screen)
    app._screen_stack.insert(1, screen)
    screen.post_message(events.ScreenSuspend())
