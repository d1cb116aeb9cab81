"""A question in the text: choices or a number, by keyboard or mouse. What an answer means is for those built on it."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.widget import Widget

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Piece, Role, Row, focus_bar, wrap
from nnterm.tui.frame.drawing import Drawing
from nnterm.tui.frame.typed import LETTERS

LONGEST = 12
"""Characters of a typed number."""

NUMBER = "0123456789.-e,"
"""Characters that a number is typed with."""

NO_NUMBER = "That is no number; backspace takes it back."


BEGINNING = "".join(letter for letter in f"{LETTERS} " if letter not in "to")
"""The characters that are text before anything is typed."""


class QuestionView(Drawing, can_focus=True):
    """Draws a question with its choices, or a field for a number, and takes an answer with enter."""

    DEFAULT_CSS = "QuestionView { height: auto; margin: 0 1 1 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "choose", show=False),
        Binding("down", "move(1)", "choose", show=False),
        Binding("enter", "answer", "answer", show=False),
        Binding("x", "tick", "tick", show=False),
    ]

    heading = "Question"
    """The line above the question."""
    several = False
    """Whether several choices may be ticked."""

    def __init__(self, question: str, choices: tuple[str, ...]) -> None:
        super().__init__()
        self.question = question
        self.choices = choices
        self.ticked: set[int] = set()
        """Indexes of the choices that are marked."""
        self.typed = ""
        """The number as it was typed so far."""
        self._is_typing = False
        """Whether a number was begun that has not been given as an answer."""
        self._cursor = 0
        self._spots: dict[int, int] = {}

    # --- for those built on it ---------------------------------------------------------------------

    def answered(self) -> bool:
        """Whether there is an answer, which typing a new number would take back."""
        return False

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return not self.answered()

    def take(self) -> None:
        """An answer was given: `ticked` or `typed`."""

    def withdraw(self) -> None:
        """The number is being typed anew."""

    def outcome(self) -> list[Piece]:
        """What is said below the answer; nothing before it."""
        return []

    def hint(self) -> str:
        """Which keys apply, in a few words."""
        return "type a number, enter answers"

    # --- the focus ---------------------------------------------------------------------------------

    @property
    def stops(self) -> tuple[Widget, ...]:
        """It takes keys as a whole."""
        return (self,)

    @property
    def typed_characters(self) -> str:
        """The characters that are text here, whatever else they are keys for: all where a number is to be typed.

        Before the first one t still trains, and o opens the step in a review; with an answer given only another number
        begins.
        """
        if self.choices:
            return "123456789"[: len(self.choices)]
        if self._is_typing:
            return f"{LETTERS} "
        return NUMBER if self.answered() else BEGINNING

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only choices are gone through, and only of several right ones some are ticked."""
        applies = {"move": bool(self.choices), "tick": self.several}
        return applies.get(action, True) and super().check_action(action, parameters)

    # --- drawing -----------------------------------------------------------------------------------

    def redraw(self) -> None:
        """Draw anew, in as many rows as the words take by now: a hint is longer with the focus, and before a run."""
        if self.is_attached and self.size.width and len(self.rows(self.size.width, 0)) != self.size.height:
            self.refresh(layout=True)
        super().redraw()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the words take."""
        return len(self.rows(width, 0))

    def rows(self, width: int, height: int) -> list[Row]:
        """Heading, question, choices or number, the response, and the keys."""
        bar = focus_bar(self.has_focus)
        inner = max(10, width - 3)
        rows = [[bar, *row] for row in wrap([(self.heading, Role.PRESS)], inner)]
        rows += [[bar, *row] for row in wrap([(self.question, Role.STRONG)], inner)]
        self._spots = {}
        if self.choices:
            rows += self._choices(bar, inner, len(rows))
        else:
            typed = self.typed + ("_" if self.has_focus else "")
            rows.append([bar, ("  your number: ", Role.QUIET), (typed or "      ", Role.STRONG)])
        if outcome := self.outcome():
            rows += [[bar, *row] for row in wrap(outcome, inner)]
        if hint := NO_NUMBER if self._is_no_number else self.hint():
            rows += [[bar, *row] for row in wrap([(hint, Role.QUIET)], inner)]
        return rows

    def _choices(self, bar: Piece, inner: int, start: int) -> list[Row]:
        rows: list[Row] = []
        marks = ("[x]", "[ ]") if self.several else ("(•)", "( )")
        if glyphs.current() is glyphs.ASCII:
            marks = ("[x]", "[ ]") if self.several else ("(*)", "( )")
        for index, choice in enumerate(self.choices):
            here = self.has_focus and index == self._cursor
            role = Role.CHOSEN if here else Role.TEXT
            mark = marks[0] if index in self.ticked else marks[1]
            for line, words in enumerate(wrap([(choice, role)], inner - 8)):
                self._spots[start + len(rows)] = index
                rows.append([bar, (f" {index + 1} {mark} " if not line else " " * 7, Role.QUIET), *words])
        return rows

    # --- keys and mouse ----------------------------------------------------------------------------

    def put_cursor(self, index: int) -> None:
        """Go to a choice."""
        self._cursor = index

    def action_move(self, direction: int) -> None:
        """Go to another choice."""
        if self.choices:
            self._cursor = (self._cursor + direction) % len(self.choices)
            self.redraw()

    def action_tick(self) -> None:
        """Tick or untick the choice under the cursor, where several are right."""
        if self.several:
            self.ticked ^= {self._cursor}
            self.redraw()

    def action_answer(self) -> None:
        """Take the answer."""
        if self.choices and not self.several:
            self.ticked = {self._cursor}
        if self.ticked if self.choices else self.number() is not None:
            self._is_typing = False
            self.take()
            self.refresh(layout=True)
            self.redraw()

    def number(self) -> float | None:
        """The typed number; None while it is none."""
        try:
            return float(self.typed.replace(",", ""))
        except ValueError:
            return None

    @property
    def _is_no_number(self) -> bool:
        """Whether what is typed can never become a number."""
        is_text = any(character not in NUMBER for character in self.typed)
        return self._is_typing and (is_text or self.typed.count(".") > 1)

    def on_key(self, event: events.Key) -> None:
        """Digits choose; where a number is to be typed every character is text."""
        character = event.character or ""
        if self.choices:
            if not character.isdigit() or not 1 <= int(character) <= len(self.choices):
                return
            self._cursor = int(character) - 1
            if self.several:
                self.action_tick()
        elif character and character in self.typed_characters:
            begins = self.answered() and not self._is_typing
            self.typed = (("" if begins else self.typed) + character).lstrip()[:LONGEST]
            self._is_typing = bool(self.typed)
            self.withdraw()
        elif event.key == "backspace":
            self.typed = self.typed[:-1]
            self._is_typing = bool(self.typed)
            self.withdraw()
        else:
            return
        event.stop()
        event.prevent_default()
        self.redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Scroll the response below an answer into sight."""
        if self.has_focus:
            self.scroll_visible(animate=False)

    def on_click(self, event: events.Click) -> None:
        """A click answers, or ticks where several are right."""
        index = self._spots.get(event.y)
        if index is None:
            return
        self._cursor = index
        if self.several:
            self.action_tick()
        else:
            self.action_answer()
