"""Asks before a lesson is left while it trains, or while the learner's code runs: stop, go on without it, or stay."""

from typing import ClassVar, Literal

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.tui.frame.dialog import Dialog

Choice = Literal["stop", "keep"]
"""Stop the training and leave, or leave and let it go on."""


class LeaveLessonScreen(Dialog[Choice | None]):
    """Gives back what the learner chose; None to stay. The epochs so far are kept each way."""

    CSS_PATH = "../frame/pages.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "choose('stop')", "stop and leave"),
        Binding("k", "choose('keep')", "leave, it goes on"),
        Binding("escape,n", "dismiss", "stay"),
    ]

    def __init__(self, run: Run | None) -> None:
        """`run` is under way; None where it is the learner's code, which cannot go on without its step."""
        super().__init__()
        self._run = run

    def compose(self) -> ComposeResult:
        """The question."""
        text = Text()
        text.append("Stop training and leave?\n\n" if self._run else "Stop your code and leave?\n\n", "bold")
        paused = "It is paused. " if self._run and self._run.state is RunState.PAUSED else ""
        # How many they are by now is to be seen around the question, and grows while one reads it.
        kept = "Its epochs so far are kept either way." if self._run else "What you wrote is kept."
        text.append(f"{paused}{kept}\n\n")
        ways = [("s", "stop and leave"), ("k", "keep training, and leave"), ("esc", "stay")]
        for key, meaning in ways if self._run else (ways[0], ways[2]):
            text.append(key, "bold")
            text.append(f" {meaning}   ")
        yield Static(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Code ends with its step: only a run may be kept going."""
        return parameters != ("keep",) or self._run is not None

    def action_choose(self, choice: Choice) -> None:
        """Give the choice back."""
        self.dismiss(choice)
