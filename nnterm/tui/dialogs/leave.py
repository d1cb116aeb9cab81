"""Asks once before the app quits while a run is under way."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from nnterm.experiment.run import Run
from nnterm.tui.frame.dialog import Dialog


class LeaveScreen(Dialog[None]):
    """Leave or stay; the run so far is kept either way."""

    CSS_PATH = "../frame/pages.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,y,enter", "leave", "quit"),
        Binding("escape,n", "dismiss", "stay"),
    ]

    def __init__(self, run: Run | None, studies: str = "") -> None:
        """`run` is under way; None where several train, or between two runs of a series. `studies` says how far."""
        super().__init__()
        self._run = run
        self._studies = studies

    def compose(self) -> ComposeResult:
        """The question."""
        run = self._run
        text = Text()
        if run is not None:
            text.append("A run is under way\n\n", "bold")
            text.append(f"{run.epochs:,} of {run.planned:,} epochs are done and kept.\n\n")
        else:
            text.append("Several runs are under way\n\n", "bold")
        if self._studies or run is None:
            progress = f" ({self._studies})" if self._studies else ""
            text.append(f"Of the several{progress} those that are done are kept: the same key goes on.\n\n")
        text.append("q", "bold")
        text.append(" quit   ")
        text.append("esc", "bold")
        text.append(" stay")
        yield Static(text)

    def action_leave(self) -> None:
        """Quit."""
        self.app.exit()
