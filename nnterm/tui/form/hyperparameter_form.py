"""The form beside the curves: every setting of the experiment on a few lines, by keyboard and by mouse."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from nnterm.errors import NntermError
from nnterm.experiment.datasets.own_table import reads_file
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.table import bounds_of
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Row, plain
from nnterm.tui.form.form_fields import assigned, stepped, tunable
from nnterm.tui.form.form_rows import ADD, BUTTONS, RETRAIN, FormRows, Spot
from nnterm.tui.form.reading_form import ReadingForm
from nnterm.tui.form.restored_value import restored
from nnterm.tui.form.sweep_values import swept

NARROW = 58
"""Below this width the form is one line that scrolls by field, whatever `compact` says."""


class HyperparameterForm(ReadingForm, can_focus=True):
    """Shows an experiment against its baseline and posts `Changed` with a new experiment for each change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "change", show=False),
        Binding("right", "step(1)", "change", show=False),
        Binding("up", "move(-1)", "setting", show=False),
        Binding("down", "move(1)", "setting", show=False),
        Binding("enter", "enter", "take", show=False),
        Binding("b", "baseline", "baseline", show=False),
        Binding("w", "sweep", "sweep", show=False),
        Binding("plus", "layer(1)", "layer", show=False),
        Binding("minus", "layer(-1)", "layer", show=False),
        Binding("delete", "layer(-1)", "", show=False),
    ]

    @dataclass
    class Changed(Message):
        """The learner changed something."""

        experiment: Experiment

    @dataclass
    class SweepRequested(Message):
        """The learner wants several values of a setting trained in turn."""

        experiments: list[Experiment]
        label: str
        """The setting in words."""

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
        self._retrain = False
        self._cursor = 0
        self._spots: list[Spot] = []
        self.compact = False
        """Whether to draw one line that scrolls by field."""

    def show(self, experiment: Experiment | None, baseline: Experiment | None, retrain: bool) -> None:
        """Draw another state. The form itself holds none: it only asks for changes."""
        self._retrain = retrain
        if self.is_superseded(experiment):
            return
        if experiment is None or self._experiment is None or experiment.id != self._experiment.id:
            self._cursor = 0
        if experiment != self._experiment:
            self._typed, self._writing = "", False
        self._experiment, self._baseline = experiment, baseline
        self.redraw()

    def lines(self, width: int) -> int:
        """How many rows the form needs in `width` cells."""
        form = self._form()
        if form is None:
            return 0
        return 2 if self.compact or width < NARROW else form.height()

    def rows(self, width: int, height: int) -> list[Row]:
        """Two columns, or one line."""
        form = self._form()
        if form is None:
            return []
        form.suggested = self.suggested
        one_line = self.compact or width < NARROW
        rows = form.line(width, self._current()) if one_line else form.columns(width, height)
        self._spots = form.spots
        return rows

    # --- fields and cursor -------------------------------------------------------------------------

    def _form(self) -> FormRows | None:
        if self._experiment is None or self._baseline is None:
            return None
        form = FormRows(self._experiment, self._baseline, self._retrain, "", self._typed, self._writing, self.read_for)
        if self.has_focus:
            names = form.names()
            form.focused = names[min(self._cursor, len(names) - 1)]
        return form

    def _names(self) -> list[str]:
        form = self._form()
        return form.names() if form is not None else []

    def _current(self) -> str:
        names = self._names()
        return names[min(self._cursor, len(names) - 1)] if names else ""

    @property
    def writes_path(self) -> bool:
        """Whether the path of a file is being written."""
        return self._writing and self._current() == "dataset.path"

    def change(self, experiment: Experiment, *, keeps_typed: bool = False) -> None:
        """Take another experiment, and announce it."""
        if not keeps_typed:
            self._typed, self._writing = "", False
        if experiment != self._experiment:
            self._experiment = experiment
            self._cursor = min(self._cursor, len(self._names()) - 1)
            self.announced.append(experiment)
            self.post_message(self.Changed(experiment))
        self.redraw()

    def take(self) -> Experiment | None:
        """What the form says with what was typed so far, as if enter were pressed; None where that was refused."""
        with self.prevent(self.Changed):
            return self._experiment if self._commit() else None

    def _commit(self) -> bool:
        """Take what was typed, if anything. A text that cannot be taken is not lost: its writing goes on."""
        if self.is_typed_into and self._experiment is not None:
            (typed, writing), self._typed, self._writing = (self._typed, self._writing), "", False
            name = self._current()
            if reads_file(self._experiment, name):
                if name == "dataset.path":
                    # Another file makes whatever waits for this one pointless.
                    self.files.drop()
                self.read(name, lambda experiment: assigned(experiment, name, typed, self._baseline), typed)
                return True
            try:
                self.change(assigned(self._experiment, name, typed, self._baseline))
            except NntermError as error:
                self.refuse(error, name, typed if writing else "")
                return False
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter waits for something to take, to press or to write; a button has no value to put back or to sweep."""
        form, name = self._form(), self._current()
        field = form.field(name) if form is not None else None
        applies = {
            "enter": self.is_typed_into or name in BUTTONS or (field is not None and field.written),
            "baseline": field is not None and field.changed,
            "sweep": field is not None,
            "layer": self._experiment is not None and tunable(self._experiment, "layers"),
        }
        return applies.get(action, True) and super().check_action(action, parameters)

    def refuse(self, error: NntermError, name: str, written: str = "") -> None:
        """Say why a value of the field `name` cannot be. What was written is not lost: its writing goes on."""
        if written and self.has_focus and not self.is_typed_into:
            self._cursor = self._names().index(name)
            self._typed, self._writing = written, True
        self.post_message(self.Refused(error))
        self.redraw()

    # --- actions -----------------------------------------------------------------------------------

    def action_move(self, direction: int) -> None:
        """Go to the next or previous field."""
        self._commit()
        if self._writing:
            return
        self._cursor = (self._cursor + direction) % max(1, len(self._names()))
        self.redraw()

    def action_step(self, direction: int) -> None:
        """Change the field by one natural step, or press a button."""
        self._commit()
        name = self._current()
        if self._experiment is None or not name or self._writing:
            return
        if name in BUTTONS:
            self._press(name)
            return
        if reads_file(self._experiment, name):
            self.read(name, lambda experiment: stepped(experiment, name, direction, self._baseline))
            return
        try:
            self.change(stepped(self._experiment, name, direction, self._baseline))
        except NntermError as error:
            self.post_message(self.Refused(error))

    def action_enter(self) -> None:
        """Take what was typed, press a button, or begin to write; never change a value that is there."""
        form, name = self._form(), self._current()
        field = form.field(name) if form is not None else None
        if self.is_typed_into:
            self._commit()
        elif field is not None and field.written:
            self.begin_writing(field.value)
        elif name in BUTTONS:
            self._press(name)

    def action_baseline(self) -> None:
        """Put the lesson's value back into the field; one that the lesson does not have stays."""
        name = self._current()
        if self._experiment is None or self._baseline is None:
            return
        self._typed, self._writing = "", False
        try:
            self.change(restored(self._experiment, self._baseline, name))
        except NntermError as error:
            self.post_message(self.Refused(error))

    def action_layer(self, direction: int) -> None:
        """Add or remove a hidden layer."""
        if self._experiment is None:
            return
        count = len(self._experiment.hyperparameters.hidden) + direction
        low, high = bounds_of("layers")
        if not low <= count <= high:
            return
        try:
            self.change(assigned(self._experiment, "layers", str(count)))
        except NntermError as error:
            self.post_message(self.Refused(error))

    def action_sweep(self) -> None:
        """Ask for a run with each of several values of the field."""
        self._commit()
        name = self._current()
        form = self._form()
        field = form.field(name) if form is not None else None
        if self._experiment is None or field is None:
            return
        label = field.label or name.partition(":")[0]
        if reads_file(self._experiment, name):
            self.read_values(name, lambda experiments: self.post_message(self.SweepRequested(experiments, label)))
            return
        try:
            self.post_message(self.SweepRequested(swept(self._experiment, name, self._baseline), label))
        except NntermError as error:
            self.post_message(self.Refused(error))

    def _press(self, name: str) -> None:
        if name == RETRAIN:
            self.post_message(self.RetrainToggled(not self._retrain))
        else:
            self.action_layer(1 if name == ADD else -1)

    # --- keys and mouse ----------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Digits begin or go on with a value, anything goes on with a text that is written; Esc gives it up."""
        form = self._form()
        field = form.field(self._current()) if form is not None else None
        if field is None or not (field.typed or self._writing):
            return
        if self._writing:
            self.write(event)
        else:
            self.type_number(event)

    def on_click(self, event: events.Click) -> None:
        """An arrow changes its field, a button is pressed, a value takes the cursor."""
        place = event.get_content_offset(self)
        if place is None:
            return
        spot = next((s for s in self._spots if s.y == place.y and s.start <= place.x < s.end), None)
        if spot is None:
            return
        self._commit()
        if self._writing:
            return
        self._cursor = self._names().index(spot.name)
        field = self._form()
        written = field.field(spot.name) if field is not None else None
        if spot.name in BUTTONS:
            self._press(spot.name)
        elif written is not None and written.written:
            self.action_enter()
        elif place.x <= spot.start + 1:
            self.action_step(-1)
        elif glyphs.current().right in plain(self._rows[spot.y])[max(spot.start, place.x - 1) : place.x + 2]:
            self.action_step(1)
        self.redraw()

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
