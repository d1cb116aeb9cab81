"""What can be done with code: run, reset, see a solution. By keys, or by mouse."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from nnterm.tui.drawing.rows import Role, Row, focus_bar, length, wrap
from nnterm.tui.frame.drawing import Drawing

Button = tuple[str, str]
"""What it does, and what is written on it."""

ANSWERS: tuple[Button, ...] = (("yes", "y yes"), ("no", "n no"))


def ways(is_writing: bool, is_here: bool, key: str) -> tuple[str, ...]:
    """How the keys go on, the most words first: from the editor, from the bar below it, and from anywhere else.

    From there `key` leads to the editor.
    """
    if is_writing:
        return "esc leaves the editor, tab indents", "tab indents, esc leaves", "esc leaves"
    if is_here:
        return "arrows and enter; shift+tab writes, tab goes on", "shift+tab writes, tab goes on", "shift+tab back"
    return f"{key} to write", "shift+tab back" if key == "shift+tab" else key


class ExerciseBar(Drawing, can_focus=True):
    """Draws the buttons and posts `Pressed`; a question that must be answered first takes their place."""

    DEFAULT_CSS = "ExerciseBar { height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "choose", show=False),
        Binding("right", "move(1)", "choose", show=False),
        Binding("enter", "press", "press", show=False),
    ]

    @dataclass(eq=False, repr=False)
    class Pressed(Message):
        """A button was pressed, and its question, if it has one, was answered with yes."""

        button: str

    def __init__(self) -> None:
        super().__init__()
        self._buttons: tuple[Button, ...] = ()
        self._chosen = 0
        self._hints: tuple[str, ...] = ()
        self._question = ""
        self._pending = ""
        self._spots: list[tuple[int, int, str]] = []

    def set_buttons(self, buttons: tuple[Button, ...], hints: tuple[str, ...]) -> None:
        """Offer other buttons, and say how to go on by the first of `hints` that fits."""
        if (buttons, hints) != (self._buttons, self._hints):
            self._buttons, self._hints = buttons, hints
            self._chosen = min(self._chosen, len(buttons) - 1)
            self._update()

    def ask(self, question: str, button: str) -> None:
        """Ask before `button` counts as pressed."""
        self._question, self._pending = question, button
        self.focus()
        self._update()
        # Which keys apply depends on whether a question is asked.
        self.refresh_bindings()

    @property
    def is_asking(self) -> bool:
        """Whether a question waits for its answer."""
        return bool(self._question)

    def action_answer(self, is_yes: bool) -> None:
        """The key line was clicked: answer the question."""
        self._answer(is_yes)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the question takes."""
        return len(self.rows(width, 0))

    def rows(self, width: int, height: int) -> list[Row]:
        """The question, and the buttons with a hint after them."""
        bar = focus_bar(self.has_focus)
        rows: list[Row] = [[bar, *row] for row in wrap([(self._question, Role.WARNING)], width - 3) if self._question]
        row: Row = [bar]
        self._spots = []
        buttons = ANSWERS if self._question else self._buttons
        for index, (name, label) in enumerate(buttons):
            here = self.has_focus and not self._question and index == self._chosen
            start = length(row)
            row.append((f" {label} ", Role.CHOSEN if here else Role.PRESS))
            self._spots.append((start, length(row), name))
            row.append((" ", Role.TEXT))
        used = length(row)
        fitting = [hint for hint in self._hints if used + len(hint) < width and not self._question]
        row += [(hint, Role.QUIET) for hint in fitting[:1]]
        return [*rows, row]

    def action_move(self, direction: int) -> None:
        """Choose the button beside."""
        if not self._question:
            self._chosen = (self._chosen + direction) % len(self._buttons)
            self.redraw()

    def action_press(self) -> None:
        """Press the chosen button."""
        if not self._question and self._buttons:
            self.post_message(self.Pressed(self._buttons[self._chosen][0]))

    def on_key(self, event: events.Key) -> None:
        """Answer the question: only yes is yes."""
        if not self._question or event.key in ("tab", "shift+tab"):
            return
        self._answer(event.key == "y")
        event.stop()
        event.prevent_default()

    def on_blur(self) -> None:
        """Who goes away has not said yes."""
        self._answer(False)

    def on_click(self, event: events.Click) -> None:
        """Press what was clicked."""
        last = event.y == self.size.height - 1
        clicked = next((name for start, end, name in self._spots if last and start <= event.x < end), "")
        if self._question and clicked:
            self._answer(clicked == "yes")
        elif clicked:
            self._chosen = [name for name, _ in self._buttons].index(clicked)
            self.post_message(self.Pressed(clicked))

    def _answer(self, is_yes: bool) -> None:
        pending, self._pending, self._question = self._pending, "", ""
        if pending and is_yes:
            self.post_message(self.Pressed(pending))
        self._update()
        if pending and self.is_attached:
            self.refresh_bindings()

    def _update(self) -> None:
        self.refresh(layout=True)
        self.redraw()
