"""Textual's palette of commands, among them the theme."""

from typing import Any

from textual.app import App
from textual.command import CommandList, CommandPalette
from textual.theme import ThemeProvider

from nnterm.tui.frame.dismissed_once import DismissedOnce


class Palette(CommandPalette, DismissedOnce[None]):
    """Its list fails at page up and page down while it has no place on the screen: a moment long, or in a tiny one."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are as long as the list is high."""
        if action == "command_list" and not self.query_one(CommandList).scrollable_content_region:
            return False
        return super().check_action(action, parameters)


def open_palette(app: App[Any]) -> None:
    """Open the palette, unless it is open: in a window that became too small, under the request for a larger one."""
    if not any(isinstance(screen, Palette) for screen in app.screen_stack):
        app.push_screen(Palette(id="--command-palette"))


def open_themes(app: App[Any]) -> None:
    """Open a palette of themes alone."""
    app.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes ..."))
