"""The form as rows, and where each field lies in them, for the mouse. No Textual here."""

from dataclasses import dataclass, field

from nnterm.errors import NntermError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import activation_of, width
from nnterm.experiment.hyperparameters.shapes import count_parameters
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, fit, length, spread
from nnterm.tui.form.form_fields import Field, data_fields, layer_fields, other_fields, tunable

COLUMN = 31
"""Cells of the left column, which holds the layers."""

WRITTEN = 36
"""Cells of a text that is written, where the form is one line."""

WRITING = "enter accepts  esc cancels"
"""What the keys do while a text is written."""

COMPLETING = "tab completes  enter accepts"
"""The same where it can be completed."""

RETRAIN, ADD, REMOVE = "retrain", "add", "remove"
BUTTONS = (ADD, REMOVE, RETRAIN)
"""Stops of the cursor that are pressed rather than changed."""


@dataclass(frozen=True)
class Spot:
    """Where a field or a button was drawn."""

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
    suggested: str = ""
    """How the text that is written may go on, itself included; empty where nothing is known."""
    spots: list[Spot] = field(default_factory=list)

    def names(self) -> list[str]:
        """Every stop of the cursor, in reading order; the learner's file before all else."""
        layers = [f.name for row in layer_fields(self.experiment, self.baseline) for f in row]
        buttons = [ADD, REMOVE] if tunable(self.experiment, "layers") else []
        others = [f.name for f in other_fields(self.experiment, self.baseline)]
        if self.experiment.dataset.name == "csv":
            data = [f.name for f in data_fields(self.experiment, self.baseline)]
            return [*data, *layers, *buttons, *(name for name in others if name not in data), RETRAIN]
        return [*layers, *buttons, *others, RETRAIN]

    def field(self, name: str) -> Field | None:
        """The field called `name`; None for a button."""
        fields = [f for row in layer_fields(self.experiment, self.baseline) for f in row]
        fields += other_fields(self.experiment, self.baseline)
        return next((f for f in fields if f.name == name), None)

    def height(self) -> int:
        """Rows that the columns take."""
        layers = len(layer_fields(self.experiment, self.baseline)) + 2 + tunable(self.experiment, "layers")
        return max(layers, len(other_fields(self.experiment, self.baseline))) + 1

    def columns(self, width: int, height: int) -> list[Row]:
        """Layers on the left, training and data on the right, "retrain on change" below."""
        left: list[Row] = []
        for fields in layer_fields(self.experiment, self.baseline):
            left.append(self._layer(fields, len(left)))
        left.append(self._output())
        if tunable(self.experiment, "layers"):
            left.append(self._layer_buttons(len(left)))
        left.append([(f" {self.weights()}", Role.STRONG)])
        right: list[Row] = []
        for part in other_fields(self.experiment, self.baseline):
            # The baseline beside a changed value takes its room from the blanks before the value.
            was = len(part.baseline) + 1 if part.changed else 0
            least = max(1, width - COLUMN - 14 - 3 if part.written else min(7, width - COLUMN - 14 - 4 - was))
            row = self._put([(f"{part.label:<14}", Role.QUIET)], part, len(right), least, shift=COLUMN)
            # What it was is shown whole, or not at all.
            right.append(row[:-1] if row[-1][1] is Role.BEFORE and COLUMN + length(row) > width else row)
        rows: list[Row] = []
        for y in range(min(height - 1, max(len(left), len(right)))):
            rows.append([*fit(left[y] if y < len(left) else [], COLUMN), *(right[y] if y < len(right) else [])])
        rows.append(self._retrain_row(len(rows), width))
        return rows

    def line(self, width: int, current: str) -> list[Row]:
        """The field `current` with as many after it as fit, and a line of hints."""
        names = self.names()
        at = names.index(current) if current in names else 0
        row: Row = [(" ", Role.TEXT)]
        for name in [*names[at:], *names[:at]]:
            part = self.field(name)
            if part is None:
                piece = self._button(name, 0, length(row))
            else:
                piece = self._put([(f"{part.label or 'activation'} ", Role.QUIET)], part, 0, 0, shift=length(row))
            if length(row) + length(piece) + 2 > width:
                break
            row = [*row, *piece, ("  ", Role.TEXT)]
        self.spots = [spot for spot in self.spots if spot.end <= length(row)]
        hint = "arrows: change, setting" if glyphs.current() is glyphs.ASCII else "←→ change  ↑↓ setting"
        hint = self._writing_keys() if self.writing else hint
        return [row, spread([(f" {self.weights()}", Role.STRONG)], [(hint + " ", Role.QUIET)], width)]

    def weights(self) -> str:
        """Number of weights, or why the layers do not fit together; that a file is read, while it is."""
        if self.reading[0]:
            return "reading the file ..."
        if catalog.awaits_file(self.experiment.dataset):
            return "no file yet"
        try:
            shape = catalog.input_shape(self.experiment.dataset)
            return f"{count_parameters(self.experiment.hyperparameters.layers, shape):,} parameters"
        except NntermError as error:
            return error.message

    def _layer(self, fields: tuple[Field, ...], y: int) -> Row:
        was = next((f.baseline for f in fields if f.changed and f.baseline), "")
        label = f"{y + 1} ({was})" if was else fields[0].label or f"layer {y + 1}"
        # Cut, a name would be read as another one.
        row: Row = [(f" {label if len(label) <= 9 else was:<9}", Role.BEFORE if was else Role.QUIET)]
        for part in fields:
            row = [*self._put(row, part, y, 4 if part.typed else 7), (" ", Role.TEXT)]
        return row

    def _put(self, row: Row, part: Field, y: int, least: int, shift: int = 0) -> Row:
        """`row` with the field's value after it, at least `least` cells wide, and its spot remembered.

        A value that is wider has no blank before it, except where `least` is 0.
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
        text = f"{blank}{value:>{least}} " if part.typed else f"{blank}{value:<{least}} "
        drawn: Row = [(symbols.left, Role.PRESS), (text, role), (symbols.right, Role.PRESS)]
        self.spots.append(Spot(part.name, y, start, start + length(drawn)))
        if part.changed and part.baseline and shift == COLUMN:
            drawn.append((f" {part.baseline}", Role.BEFORE))
        return [*row, *drawn]

    def _written(self, part: Field, value: str, y: int, start: int, room: int) -> Row:
        """A text, its end where there is no room for all of it: the end of a path says most."""
        focused = self.focused == part.name
        shown = value or ("press enter" if focused else "none")
        shown = shown if len(shown) <= room else f"…{shown[1 - room :]}"
        role = Role.CHOSEN if focused else Role.WARNING if part.changed else Role.STRONG
        rest = self.suggested.removeprefix(self.typed) if focused and self.suggested.startswith(self.typed) else ""
        drawn: Row = [(f" {shown}", role), (rest[: room - len(shown)], Role.QUIET), (" ", role)]
        self.spots.append(Spot(part.name, y, start, start + length(drawn)))
        return drawn

    def _writing_keys(self) -> str:
        return COMPLETING if self.suggested else WRITING

    def _output(self) -> Row:
        output = self.experiment.hyperparameters.output
        return [
            (" output   ", Role.QUIET),
            (f"  {width(output) or '':>4}   ", Role.TEXT),
            (f"  {activation_of(output) or ''}", Role.TEXT),
        ]

    def _layer_buttons(self, y: int) -> Row:
        row: Row = [(" ", Role.TEXT)]
        for name in (ADD, REMOVE):
            row = [*row, *self._button(name, y, length(row)), ("  ", Role.TEXT)]
        return row

    def _button(self, name: str, y: int, start: int) -> Row:
        mark = "x" if self.retrain else " "
        text = {ADD: "+ add layer", REMOVE: "- remove", RETRAIN: f"[{mark}] retrain on change"}[name]
        self.spots.append(Spot(name, y, start, start + len(text)))
        return [(text, Role.CHOSEN if self.focused == name else Role.PRESS)]

    def _retrain_row(self, y: int, width: int) -> Row:
        changed = self.experiment != self.baseline
        row: Row = [(" ", Role.TEXT), *self._button(RETRAIN, y, 1)]
        hint = f"{self._writing_keys()} " if self.writing else "b resets this, r all " if changed else ""
        return spread(row, [(hint, Role.QUIET)], width)
