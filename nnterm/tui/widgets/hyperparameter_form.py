"""The form beside the curves: every knob of the experiment on a few lines, by keyboard and by mouse."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from nnterm.errors import NntermError
from nnterm.experiment import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters import BOUNDS
from nnterm.experiment.layers import activation_of, width
from nnterm.experiment.shapes import count_parameters
from nnterm.tui import glyphs
from nnterm.tui.fields import Field, assigned, layer_fields, other_fields, stepped, tunable
from nnterm.tui.rows import Role, Row, fit, length, plain, spread
from nnterm.tui.widgets.drawing import Drawing

COLUMN = 31
"""Cells of the left column, which holds the layers."""

NARROW = 58
"""Below this width the form is one line that scrolls by field, whatever `compact` says."""

RETRAIN, ADD, REMOVE = "retrain", "add", "remove"


@dataclass(frozen=True)
class _Spot:
    """Where a field was drawn, for the mouse."""

    name: str
    y: int
    start: int
    end: int


class HyperparameterForm(Drawing, can_focus=True):
    """Shows `experiment` against `baseline` and posts `Changed` with a new experiment for each change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "change", show=False),
        Binding("right", "step(1)", "change", show=False),
        Binding("up", "move(-1)", "field", show=False),
        Binding("down", "move(1)", "field", show=False),
        Binding("enter", "enter", "change", show=False),
        Binding("plus", "layer(1)", "add layer", show=False),
        Binding("minus", "layer(-1)", "remove layer", show=False),
        Binding("delete", "layer(-1)", "remove layer", show=False),
    ]

    @dataclass
    class Changed(Message):
        """The learner changed something."""

        experiment: Experiment

    @dataclass
    class RetrainToggled(Message):
        """The learner switched "retrain on change"."""

        retrain: bool

    @dataclass
    class Refused(Message):
        """A value was typed that cannot be."""

        error: NntermError

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._experiment: Experiment | None = None
        self._baseline: Experiment | None = None
        self._retrain = False
        self._cursor = 0
        self._typed = ""
        self._spots: list[_Spot] = []
        self.compact = False
        """Whether to draw one line that scrolls by field."""

    def show(self, experiment: Experiment | None, baseline: Experiment | None, retrain: bool) -> None:
        """Draw another state. The form itself holds none: it only asks for changes."""
        if experiment is None or self._experiment is None or experiment.id != self._experiment.id:
            self._cursor = 0
        self._experiment, self._baseline, self._retrain = experiment, baseline, retrain
        self._typed = ""
        self.redraw()

    def lines(self, width: int) -> int:
        """How many rows the form needs in `width` cells."""
        if self._experiment is None or self._baseline is None:
            return 0
        if self.compact or width < NARROW:
            return 2
        layers = len(layer_fields(self._experiment, self._baseline)) + 2 + tunable(self._experiment, "layers")
        return max(layers, len(other_fields(self._experiment, self._baseline))) + 1

    # --- drawing -----------------------------------------------------------------------------------

    def rows(self, width: int, height: int) -> list[Row]:
        """Two columns: layers on the left, training and data on the right; or one line."""
        self._spots.clear()
        if self._experiment is None or self._baseline is None:
            return []
        return self._line(width) if self.compact or width < NARROW else self._columns(width, height)

    def _columns(self, width: int, height: int) -> list[Row]:
        assert self._experiment is not None and self._baseline is not None
        left: list[Row] = []
        for fields in layer_fields(self._experiment, self._baseline):
            was = next((field.baseline for field in fields if field.changed and field.baseline), "")
            label = f"{len(left) + 1} ({was})" if was else fields[0].label or f"layer {len(left) + 1}"
            row: Row = [(f" {label[:9]:<9}", Role.BEFORE if was else Role.QUIET)]
            for part in fields:
                row = self._put(row, part, len(left), 4 if part.typed else 8)
                row.append((" ", Role.TEXT))
            left.append(row)
        left.append(self._output())
        if tunable(self._experiment, "layers"):
            left.append(self._layer_buttons(len(left)))
        left.append([(f" {self._weights()}", Role.STRONG)])
        right: list[Row] = []
        for field in other_fields(self._experiment, self._baseline):
            row = [(f"{field.label:<14}", Role.QUIET)]
            right.append(self._put(row, field, len(right), 7, shift=COLUMN))
        rows = []
        for y in range(min(height - 1, max(len(left), len(right)))):
            first = fit(left[y] if y < len(left) else [], COLUMN)
            rows.append([*first, *(right[y] if y < len(right) else [])])
        rows.append(self._retrain_row(len(rows), width))
        return rows

    def _line(self, width: int) -> list[Row]:
        """One field at a time, with its neighbours as far as they fit."""
        assert self._experiment is not None and self._baseline is not None
        names = self._names()
        at = min(self._cursor, len(names) - 1)
        row: Row = [(" ", Role.TEXT)]
        for name in [*names[at:], *names[:at]]:
            field = self._field(name)
            if field is None:
                piece = self._button(name, 0, length(row), [])
            else:
                label = field.label or "activation"
                piece = self._put([(f"{label} ", Role.QUIET)], field, 0, 1, shift=length(row))
            if length(row) + length(piece) + 2 > width:
                break
            row = [*row, *piece, ("  ", Role.TEXT)]
        self._spots = [spot for spot in self._spots if spot.end <= length(row)]
        hint = "←→ change  ↑↓ field" if glyphs.current() is not glyphs.ASCII else "arrows: change, field"
        return [row, spread([(f" {self._weights()}", Role.STRONG)], [(hint + " ", Role.QUIET)], width)]

    def _put(self, row: Row, field: Field, y: int, least: int, shift: int = 0) -> Row:
        """`row` with the field's value behind it, and its spot remembered."""
        symbols = glyphs.current()
        start = shift + length(row)
        focused = self.has_focus and self._current() == field.name
        value = (self._typed + "_") if focused and self._typed else field.value
        role = Role.CHOSEN if focused else (Role.WARNING if field.changed else Role.STRONG)
        if field.typed:
            drawn: Row = [(symbols.left, Role.PRESS), (f" {value:>{least}} ", role), (symbols.right, Role.PRESS)]
        else:
            drawn = [(symbols.left, Role.PRESS), (f" {value:<{least}} ", role), (symbols.right, Role.PRESS)]
        if field.changed and field.baseline and least > 4 and field.typed:
            drawn.append((f" {field.baseline}", Role.BEFORE))
        self._spots.append(_Spot(field.name, y, start, start + length(drawn)))
        return [*row, *drawn]

    def _output(self) -> Row:
        assert self._experiment is not None
        output = self._experiment.hyperparameters.output
        units = width(output)
        return [
            (" output   ", Role.QUIET),
            (f"  {units if units is not None else '':>4}   ", Role.TEXT),
            (f"  {activation_of(output) or ''}", Role.TEXT),
        ]

    def _layer_buttons(self, y: int) -> Row:
        row: Row = [(" ", Role.TEXT)]
        for name in (ADD, REMOVE):
            row = [*row, *self._button(name, y, length(row), row), ("  ", Role.TEXT)]
        return row

    def _button(self, name: str, y: int, start: int, _row: Row) -> Row:
        text = {ADD: "+ add layer", REMOVE: "- remove", RETRAIN: self._retrain_text()}[name]
        focused = self.has_focus and self._current() == name
        self._spots.append(_Spot(name, y, start, start + len(text)))
        return [(text, Role.CHOSEN if focused else Role.PRESS)]

    def _retrain_row(self, y: int, width: int) -> Row:
        row: Row = [(" ", Role.TEXT), *self._button(RETRAIN, y, 1, [])]
        changed = self._experiment != self._baseline
        return spread(row, [("r resets to the baseline ", Role.QUIET)] if changed else [], width)

    def _retrain_text(self) -> str:
        return f"[{'x' if self._retrain else ' '}] retrain on change"

    def _weights(self) -> str:
        assert self._experiment is not None
        shape = catalog.input_shape(self._experiment.dataset)
        try:
            return f"{count_parameters(self._experiment.hyperparameters.layers, shape):,} weights"
        except NntermError as error:
            return error.message

    # --- fields and cursor -------------------------------------------------------------------------

    def _names(self) -> list[str]:
        """Every stop of the cursor, in reading order."""
        if self._experiment is None or self._baseline is None:
            return []
        layers = [f.name for row in layer_fields(self._experiment, self._baseline) for f in row]
        buttons = [ADD, REMOVE] if tunable(self._experiment, "layers") else []
        others = [field.name for field in other_fields(self._experiment, self._baseline)]
        return [*layers, *buttons, *others, RETRAIN]

    def _current(self) -> str:
        names = self._names()
        return names[min(self._cursor, len(names) - 1)] if names else ""

    def _field(self, name: str) -> Field | None:
        assert self._experiment is not None and self._baseline is not None
        fields = [f for row in layer_fields(self._experiment, self._baseline) for f in row]
        fields += other_fields(self._experiment, self._baseline)
        return next((field for field in fields if field.name == name), None)

    def _change(self, experiment: Experiment) -> None:
        self._typed = ""
        if experiment != self._experiment:
            self._experiment = experiment
            self._cursor = min(self._cursor, len(self._names()) - 1)
            self.post_message(self.Changed(experiment))
        self.redraw()

    def _commit(self) -> None:
        """Take what was typed, if anything."""
        if self._typed and self._experiment is not None:
            typed, self._typed = self._typed, ""
            try:
                self._change(assigned(self._experiment, self._current(), typed))
            except NntermError as error:
                self.post_message(self.Refused(error))
                self.redraw()

    # --- actions -----------------------------------------------------------------------------------

    def action_move(self, direction: int) -> None:
        """Go to the next or previous field."""
        self._commit()
        self._cursor = (self._cursor + direction) % max(1, len(self._names()))
        self.redraw()

    def action_step(self, direction: int) -> None:
        """Change the field by one natural step, or press a button."""
        self._commit()
        name = self._current()
        if self._experiment is None or not name:
            return
        if name in (ADD, REMOVE, RETRAIN):
            self._press(name)
            return
        try:
            self._change(stepped(self._experiment, name, direction))
        except NntermError as error:
            self.post_message(self.Refused(error))

    def action_enter(self) -> None:
        """Take what was typed, press a button, or go to the next choice."""
        if self._typed:
            self._commit()
        elif self._current() in (ADD, REMOVE, RETRAIN):
            self._press(self._current())
        else:
            self.action_step(1)

    def action_layer(self, direction: int) -> None:
        """Add or remove a hidden layer."""
        if self._experiment is None or not tunable(self._experiment, "layers"):
            return
        count = len(self._experiment.hyperparameters.hidden) + direction
        low, high = BOUNDS["layers"]
        if not low <= count <= high:
            return
        try:
            self._change(assigned(self._experiment, "layers", str(count)))
        except NntermError as error:
            self.post_message(self.Refused(error))

    def _press(self, name: str) -> None:
        if name == RETRAIN:
            self.post_message(self.RetrainToggled(not self._retrain))
        else:
            self.action_layer(1 if name == ADD else -1)

    # --- keys and mouse ----------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Digits begin or go on with a value; Esc gives it up."""
        field = self._field(self._current()) if self._experiment is not None else None
        if field is None or not field.typed:
            return
        character = event.character or ""
        goes_on = bool(self._typed and character) and character in ".e-"
        if (character.isascii() and character.isdigit()) or goes_on:
            self._typed = (self._typed + character)[:9]
        elif self._typed and event.key == "backspace":
            self._typed = self._typed[:-1]
        elif self._typed and event.key == "escape":
            self._typed = ""
        else:
            return
        event.stop()
        event.prevent_default()
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """An arrow changes its field, a button is pressed, a value takes the cursor."""
        place = event.get_content_offset(self)
        if place is None:
            return
        spot = next((s for s in self._spots if s.y == place.y and s.start <= place.x < s.end), None)
        if spot is None:
            return
        self._commit()
        self._cursor = self._names().index(spot.name)
        if spot.name in (ADD, REMOVE, RETRAIN):
            self._press(spot.name)
        elif place.x <= spot.start + 1:
            self.action_step(-1)
        elif self._is_arrow(spot, place.x):
            self.action_step(1)
        self.redraw()

    def _is_arrow(self, spot: _Spot, x: int) -> bool:
        text = plain(self._rows[spot.y])
        return glyphs.current().right in text[max(spot.start, x - 1) : x + 2]

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel changes the focused field."""
        if self.has_focus:
            event.stop()
            self.action_step(1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel changes the focused field."""
        if self.has_focus:
            event.stop()
            self.action_step(-1)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Take what was typed when the focus goes."""
        if not has_focus:
            self._commit()
        super().watch_has_focus(has_focus)
