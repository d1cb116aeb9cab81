"""Textual's palette of commands, among them the theme."""

from typing import Any

from textual.app import App
from textual.command import CommandList, CommandPalette
from textual.css.query import NoMatches
from textual.theme import ThemeProvider
from textual.worker import Worker, WorkerState

from nnterm.tui.frame.dismissed_once import DismissedOnce


class Palette(CommandPalette, DismissedOnce[None]):
    """Its list fails at page up and page down while it has no place on the screen: a moment long, or in a tiny one.

    A palette that is left loses its list a moment before it ends, and a search that begins then fails: it is let fail.
    """

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are as long as the list is high."""
        if action == "command_list":
            lists = self.query(CommandList)
            if not lists or not lists.first().scrollable_content_region:
                return False
        return super().check_action(action, parameters)

    def run_worker(self, work: Any, *arguments: Any, **options: Any) -> Worker[Any]:
        """A search that fails does not end the app by itself; see `on_worker_state_changed`."""
        return super().run_worker(work, *arguments, **{**options, "exit_on_error": False})

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Let a search fail that found no list; every other error is one."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and error is not None and not isinstance(error, NoMatches):
            raise error


def open_palette(app: App[Any]) -> None:
    """Open the palette, unless it is open: in a window that became too small, under the request for a larger one."""
    if not any(isinstance(screen, Palette) for screen in app.screen_stack):
        app.push_screen(Palette(id="--command-palette"))


def open_themes(app: App[Any]) -> None:
    """Open a palette of themes alone."""
    app.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes ..."))
