"""Asks on how many seeds an experiment is to be trained."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from nnterm.experiment.luck import FEWEST as FEWEST_TO_JUDGE
from nnterm.experiment.seed_study import FEWEST, MOST
from nnterm.tui.frame.dialog import Dialog


class SeedsScreen(Dialog[int]):
    """Gives the number back."""

    CSS_PATH = "../frame/pages.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "train"),
        Binding("escape", "dismiss", "stay"),
        Binding("up,right,plus", "step(1)", "more"),
        Binding("down,left,minus", "step(-1)", "fewer"),
        Binding("backspace", "erase", "erase"),
    ]

    def __init__(self, count: int) -> None:
        """`count` is what was chosen last."""
        super().__init__()
        self._count = count
        self._typed = ""

    def compose(self) -> ComposeResult:
        """The question, and the number as far as it is typed."""
        yield Static(self._text())

    def _text(self) -> Text:
        text = Text()
        text.append("On how many seeds?\n\n", "bold")
        text.append("Each seed is another split, other first weights and another order.\n")
        text.append(f"From {FEWEST_TO_JUDGE} on it can be judged whether a difference is luck.\n\n")
        text.append(f" {self._typed or self._count} ", "bold reverse")
        text.append(f"   {FEWEST} to {MOST}", "" if self._chosen is not None else "bold")
        text.append("\n\n")
        for key, meaning in (("enter", "train"), ("0-9", "type a number"), ("esc", "stay")):
            text.append(key, "bold")
            text.append(f" {meaning}   ")
        return text

    @property
    def _chosen(self) -> int | None:
        """The number; None where it is beyond what can be chosen."""
        count = int(self._typed or self._count)
        return count if FEWEST <= count <= MOST else None

    def on_key(self, event: events.Key) -> None:
        """Digits are typed."""
        if event.character and event.character in "0123456789":
            event.stop()
            self._typed = (self._typed + event.character)[-2:]
            self._show()

    def action_erase(self) -> None:
        """Take the last digit back."""
        self._typed = (self._typed or str(self._count))[:-1]
        self._show()

    def action_step(self, direction: int) -> None:
        """One more or one fewer."""
        self._count = min(max(int(self._typed or self._count) + direction, FEWEST), MOST)
        self._typed = ""
        self._show()

    def _show(self) -> None:
        self.query_one(Static).update(self._text())

    def action_choose(self) -> None:
        """Give the number back, if it can be chosen."""
        if self._chosen is not None:
            self.dismiss(self._chosen)
