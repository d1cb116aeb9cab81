"""A quiz: choices or a number, answered by keyboard or mouse, explained after the answer, right or wrong."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from nnterm.lesson.blocks import Quiz
from nnterm.tui import glyphs
from nnterm.tui.rows import Piece, Role, Row, wrap
from nnterm.tui.widgets.drawing import Drawing


class QuizView(Drawing, can_focus=True):
    """Draws one quiz and posts `Answered`. It may be answered again."""

    DEFAULT_CSS = "QuizView { height: auto; margin: 0 1 1 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("enter", "answer", "answer", show=False),
        Binding("x", "tick", "tick", show=False),
    ]

    @dataclass
    class Answered(Message):
        """The learner gave an answer."""

        quiz: Quiz
        answer: str
        """What was answered: a number, or the chosen texts joined by ` | `."""
        is_right: bool

    def __init__(self, quiz: Quiz, earlier: tuple[str, bool] | None = None) -> None:
        super().__init__()
        self._quiz = quiz
        self._cursor = 0
        self._ticked: set[int] = set()
        self._typed = ""
        self._spots: dict[int, int] = {}
        self._is_right: bool | None = None
        if earlier is not None:
            answer, self._is_right = earlier
            if quiz.choices:
                self._ticked = {i for i, choice in enumerate(quiz.choices) if choice in answer.split(" | ")}
                self._cursor = min(self._ticked, default=0)
            else:
                self._typed = answer

    @property
    def _several(self) -> bool:
        return len(self._quiz.answers) > 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the words take."""
        return len(self._lines(width))

    def rows(self, width: int, height: int) -> list[Row]:
        """Question, choices, and after an answer what is right about it."""
        return self._lines(width)

    def _lines(self, width: int) -> list[Row]:
        bar: Piece = (f"{glyphs.current().bar} ", Role.PRESS if self.has_focus else Role.FRAME)
        inner = max(10, width - 3)
        rows = [[bar, *row] for row in wrap([("Question", Role.PRESS)], inner)]
        rows += [[bar, *row] for row in wrap([(self._quiz.question, Role.STRONG)], inner)]
        self._spots = {}
        if self._quiz.choices:
            rows += self._choices(bar, inner, len(rows))
        else:
            typed = self._typed + ("_" if self.has_focus else "")
            rows.append([bar, ("  your number: ", Role.QUIET), (typed or "      ", Role.STRONG)])
        if self._is_right is not None:
            verdict: Piece = ("Right.", Role.GOOD) if self._is_right else ("Not yet.", Role.WARNING)
            rows += [[bar, *row] for row in wrap([verdict, (self._quiz.explanation, Role.TEXT)], inner)]
        rows.append([bar, (self._hint(), Role.QUIET)])
        return rows

    def _choices(self, bar: Piece, inner: int, start: int) -> list[Row]:
        rows: list[Row] = []
        marks = ("[x]", "[ ]") if self._several else ("(•)", "( )")
        if glyphs.current() is glyphs.ASCII:
            marks = ("[x]", "[ ]") if self._several else ("(*)", "( )")
        for index, choice in enumerate(self._quiz.choices):
            here = self.has_focus and index == self._cursor
            role = Role.CHOSEN if here else Role.TEXT
            mark = marks[0] if index in self._ticked else marks[1]
            for line, words in enumerate(wrap([(choice, role)], inner - 8)):
                self._spots[start + len(rows)] = index
                rows.append([bar, (f" {index + 1} {mark} " if not line else " " * 7, Role.QUIET), *words])
        return rows

    def _hint(self) -> str:
        if not self.has_focus:
            return "tab to answer" if self._is_right is None else ""
        if not self._quiz.choices:
            return "type a number, enter answers"
        return "x ticks, enter answers" if self._several else "up/down or a number, enter answers"

    def action_move(self, direction: int) -> None:
        """Go to another choice."""
        if self._quiz.choices:
            self._cursor = (self._cursor + direction) % len(self._quiz.choices)
            self.redraw()

    def action_tick(self) -> None:
        """Tick or untick the choice under the cursor, where several are right."""
        if self._several:
            self._ticked ^= {self._cursor}
            self.redraw()

    def action_answer(self) -> None:
        """Check the answer and explain."""
        quiz = self._quiz
        if quiz.choices:
            if not self._several:
                self._ticked = {self._cursor}
            if not self._ticked:
                return
            self._is_right = quiz.is_right(tuple(sorted(self._ticked)))
            answer = " | ".join(quiz.choices[i] for i in sorted(self._ticked))
        else:
            try:
                value = float(self._typed.replace(",", ""))
            except ValueError:
                return
            self._is_right = quiz.is_right_number(value)
            answer = self._typed
        self.post_message(self.Answered(quiz, answer, self._is_right))
        self.refresh(layout=True)
        self.redraw()

    def on_key(self, event: events.Key) -> None:
        """Digits choose, or make up a number."""
        character = event.character or ""
        if self._quiz.choices:
            if not character.isdigit() or not 1 <= int(character) <= len(self._quiz.choices):
                return
            self._cursor = int(character) - 1
            if self._several:
                self.action_tick()
        elif (character.isascii() and character.isdigit()) or (character and character in ".-e,"):
            self._typed = (self._typed if self._is_right is None else "") + character
            self._typed, self._is_right = self._typed[:12], None
        elif event.key == "backspace":
            self._typed, self._is_right = self._typed[:-1], None
        else:
            return
        event.stop()
        event.prevent_default()
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """A click answers, or ticks where several are right."""
        index = self._spots.get(event.y)
        if index is None:
            return
        self._cursor = index
        if self._several:
            self.action_tick()
        else:
            self.action_answer()
