"""What is shown while the window is too small for anything else."""

from rich.text import Text
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from nnterm.tui.terminal import SMALLEST


class SmallScreen(ModalScreen[None]):
    """Covers everything until the window is larger; a run goes on meanwhile."""

    CSS_PATH = "../frame/pages.tcss"

    def compose(self) -> ComposeResult:
        """The request, in words that fit 20 columns."""
        columns, rows = SMALLEST
        yield Static(Text(f"This window is too small.\n\nnnterm needs {columns} columns and {rows} rows.\n\nq quits"))
