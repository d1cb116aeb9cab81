"""What is shown while the window is too small for anything else."""

from collections.abc import Callable
from typing import Any

from rich.text import Text
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from nnterm.tui.terminal import SMALLEST


class SmallScreen(ModalScreen[None]):
    """Covers everything until the window is larger; a run goes on meanwhile."""

    CSS_PATH = "../frame/pages.tcss"

    def compose(self) -> ComposeResult:
        """The request, in words that fit 20 columns."""
        columns, rows = SMALLEST
        yield Static(Text(f"This window is too small.\n\nnnterm needs {columns} columns and {rows} rows.\n\nq quits"))


async def ask_for_room(app: App[Any], size: Size) -> None:
    """Cover everything where nothing can be read in a window of `size`, and uncover it where something can."""
    too_small = size.width < SMALLEST[0] or size.height < SMALLEST[1]
    if too_small and not isinstance(app.screen, SmallScreen):
        await app.push_screen(SmallScreen())
    # What was opened over the request goes with it.
    while not too_small and any(isinstance(screen, SmallScreen) for screen in app.screen_stack):
        await app.pop_screen()


def push_below(app: App[Any], screen: Screen[Any], left: Callable[[Any], None] | None = None) -> None:
    """Show `screen`, unless it is there; the request for a larger window stays on top.

    `left` gets what the screen gives back.
    """
    if is_small := isinstance(app.screen, SmallScreen):
        app.pop_screen()
    if screen not in app.screen_stack:
        app.push_screen(screen, left)
    if is_small:
        app.push_screen(SmallScreen())
