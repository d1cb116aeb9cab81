"""Asks once before the app quits while a run is under way, or the learner's code runs."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from nnterm.experiment.run import Run
from nnterm.tui.frame.dialog import Dialog

EVERY = 0.25
"""Seconds after which the question says how far the training is by then."""


class LeaveScreen(Dialog[None]):
    """Leave or stay; the run so far is kept either way."""

    CSS_PATH = "../frame/pages.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,y,enter", "leave", "quit"),
        Binding("escape,n", "dismiss", "stay"),
    ]

    def __init__(self, run: Run | None, studies: Callable[[], str] = lambda: "", *, runs_code: bool = False) -> None:
        """`run` is under way; None where only several at once are, or code. `studies` says how far."""
        super().__init__()
        self._run = run
        self._studies = studies
        self._runs_code = runs_code

    def compose(self) -> ComposeResult:
        """The question."""
        yield Static(self._text())

    def on_mount(self) -> None:
        """The training goes on while the question is read."""
        self.set_interval(EVERY, self._follow)

    def _follow(self) -> None:
        """Say how far it is by now, where that is another number."""
        shown, text = self.query_one(Static), self._text()
        if text != shown.content:
            shown.update(text)

    def _text(self) -> Text:
        run, studies = self._run, self._studies()
        text = Text()
        if run is not None:
            text.append("The run is over\n\n" if run.state.over else "A run is under way\n\n", "bold")
            text.append(f"{run.epochs:,} of {run.planned:,} epochs are done and kept.\n\n")
        elif studies or not self._runs_code:
            text.append("Several runs are under way\n\n", "bold")
        if studies or (run is None and not self._runs_code):
            progress = f" ({studies})" if studies else ""
            text.append(f"Of the several{progress} those that are done are kept: the same key goes on.\n\n")
        if self._runs_code:
            text.append("Your code still runs\n\n", "bold" if not text else "")
            text.append("It ends with nnterm. What you wrote is kept.\n\n")
        text.append("q", "bold")
        text.append(" quit   ")
        text.append("esc", "bold")
        text.append(" stay")
        return text

    def action_leave(self) -> None:
        """Quit."""
        self.app.exit()
