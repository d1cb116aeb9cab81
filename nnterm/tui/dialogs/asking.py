"""A question that is answered with yes or no, and what a yes does."""

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from nnterm.tui.frame.dialog import Dialog


def ask(screen: Screen[Any], dialog: Dialog[bool], act: Callable[[], object]) -> None:
    """Show `dialog` over `screen`, and `act` on a yes, if the screen is still there by then."""

    def go(wanted: bool | None) -> None:
        if wanted and screen.is_current:
            act()

    screen.app.push_screen(dialog, go)
