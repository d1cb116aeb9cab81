"""The state of the form and its pieces, and where each was drawn, for the mouse. No Textual here."""

from dataclasses import dataclass, field
from functools import cached_property

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, length
from nnterm.tui.form.form_fields import Field, data_fields, layer_fields, other_fields, tunable
from nnterm.tui.form.form_words import applies_words, lesson_words, parameters_words

WRITTEN = 36
"""Cells of a text that is written, where the form is one line."""

RETRAIN, ADD, REMOVE = "retrain", "add", "remove"
BUTTONS = (ADD, REMOVE, RETRAIN)
"""Stops of the cursor that are pressed rather than changed."""


@dataclass(frozen=True)
class Spot:
    """Where a field or a button is."""

    name: str
    y: int
    start: int
    end: int


@dataclass
class FormRows:
    """One state of the form, to be drawn in columns or as one line. Drawing fills `spots`."""

    experiment: Experiment
    baseline: Experiment
    retrain: bool
    focused: str
    """Name of the field under the cursor; empty without focus."""
    typed: str
    """What was typed into it so far."""
    writing: bool = False
    """Whether a text is being written into it."""
    reading: tuple[str, str] = ("", "")
    """The field that a file is read for, and what was written into it; empty where nothing is read."""
    training: Run | None = None
    """The run under way; None while nothing trains."""
    suggested: str = ""
    """How the text that is written may go on, itself included; empty where nothing is known."""
    answer: str = ""
    """What the last key is answered with, in words; empty for a key whose effect is seen."""
    spots: list[Spot] = field(default_factory=list)

    @cached_property
    def names(self) -> list[str]:
        """Every stop of the cursor, in reading order; the learner's file before all else."""
        layers, others = [f.name for f in self._layers], [f.name for f in self._others]
        buttons = [ADD, REMOVE] if tunable(self.experiment, "layers") else []
        if self.experiment.dataset.name == "csv":
            data = [f.name for f in data_fields(self.experiment, self.baseline)]
            return [*data, *layers, *buttons, *(name for name in others if name not in data), RETRAIN]
        return [*layers, *buttons, *others, RETRAIN]

    def field(self, name: str) -> Field | None:
        """The field called `name`; None for a button."""
        return self._fields.get(name)

    @cached_property
    def _fields(self) -> dict[str, Field]:
        """Every field by its name."""
        return {f.name: f for f in (*self._layers, *self._others)}

    @cached_property
    def _layers(self) -> list[Field]:
        return [f for row in layer_fields(self.experiment, self.baseline) for f in row]

    @cached_property
    def _others(self) -> list[Field]:
        return other_fields(self.experiment, self.baseline)

    def parameters(self) -> str:
        """The size of the model in words."""
        return parameters_words(self.experiment, reading=bool(self.reading[0]))

    def situation(self, name: str) -> tuple[str, Role]:
        """What matters most about the field `name` now: the last key, a run that goes on without it, the lesson."""
        if self.answer:
            return self.answer, Role.WARNING
        said = applies_words(self.experiment, self.training, name)
        if said[0]:
            return said
        part = self.field(name)
        return (lesson_words(part) if part is not None and part.changed else ""), Role.QUIET

    def put(self, row: Row, part: Field, y: int, least: int, shift: int = 0, *, tight: bool = False) -> Row:
        """`row` with the field's value after it, at least `least` cells wide, and its spot remembered.

        A value that is wider has no blank before it, except where `least` is 0; one that is `tight` has none around it.
        """
        symbols = glyphs.current()
        start = shift + length(row)
        focused = self.focused == part.name
        read = self.reading[1] if part.name == self.reading[0] else ""
        value = (self.typed + "_") if focused and (self.typed or self.writing) else read or part.value
        if part.written:
            return [*row, *self._written(part, value, y, start, least or WRITTEN)]
        role = Role.CHOSEN if focused else Role.WARNING if part.changed else Role.STRONG
        blank = "" if 0 < least < len(value) else " "
        text = value
        if not tight:
            text = f"{blank}{value:>{least}} " if part.typed else f"{blank}{value:<{least}} "
        pieces: Row = [(symbols.left, Role.PRESS), (text, role), (symbols.right, Role.PRESS)]
        self.spots.append(Spot(part.name, y, start, start + length(pieces)))
        return [*row, *pieces]

    def _written(self, part: Field, value: str, y: int, start: int, room: int) -> Row:
        """A text, its end where there is no room for all of it: the end of a path says most."""
        focused = self.focused == part.name
        shown = value or ("press enter" if focused else "none")
        shown = shown if len(shown) <= room else f"…{shown[1 - room :]}"
        role = Role.CHOSEN if focused else Role.WARNING if part.changed else Role.STRONG
        rest = self.suggested.removeprefix(self.typed) if focused and self.suggested.startswith(self.typed) else ""
        pieces: Row = [(f" {shown}", role), (rest[: room - len(shown)], Role.QUIET), (" ", role)]
        self.spots.append(Spot(part.name, y, start, start + length(pieces)))
        return pieces

    def button(self, name: str, y: int, start: int) -> Row:
        """The button `name` from the cell `start` of row `y` on, and its spot remembered."""
        text = self.button_text(name)
        self.spots.append(Spot(name, y, start, start + len(text)))
        return [(text, Role.CHOSEN if self.focused == name else Role.PRESS)]

    def button_text(self, name: str) -> str:
        """What the button `name` says."""
        mark = "x" if self.retrain else " "
        return {ADD: "+ add layer", REMOVE: "- remove", RETRAIN: f"[{mark}] retrain on change"}[name]
