"""The form beside the curves: every setting of the experiment on a few lines, by keyboard and by mouse."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from nnterm.errors import NntermError
from nnterm.experiment.datasets.own_table import reads_file
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.table import bounds_of
from nnterm.experiment.run import Run
from nnterm.tui.drawing.rows import Row
from nnterm.tui.form import form_columns, form_line
from nnterm.tui.form.form_fields import Field, assigned, stepped, tunable
from nnterm.tui.form.form_mouse import FormMouse
from nnterm.tui.form.form_rows import ADD, BUTTONS, RETRAIN, FormRows, Spot
from nnterm.tui.form.restored_value import restored
from nnterm.tui.form.sweep_values import swept

NARROW = 58
"""Below this width the form is one line that scrolls by field, whatever `compact` says."""


class HyperparameterForm(FormMouse, can_focus=True):
    """Shows an experiment against its baseline and posts `Changed` with a new experiment for each change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "change", show=False),
        Binding("right", "step(1)", "change", show=False),
        Binding("up", "move(-1)", "setting", show=False),
        Binding("down", "move(1)", "setting", show=False),
        Binding("enter", "enter", "accept", show=False),
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
        """The learner wants several values of a setting tried."""

        experiments: list[Experiment]
        name: str
        """The field."""
        label: str
        """The setting in words."""

    @dataclass
    class RetrainToggled(Message):
        """The learner switched "retrain on change"."""

        retrain: bool

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._retrain = False
        self._cursor = 0
        self._spots: list[Spot] = []
        self._training: Run | None = None
        self._follows: tuple[Dataset, Split, Hyperparameters] | None = None
        """What the run under way trained with when the form was last drawn."""
        self.compact = False
        """Whether to draw one line that scrolls by field."""

    def set_experiment(self, experiment: Experiment | None, baseline: Experiment | None, retrain: bool) -> None:
        """Draw another state. The form itself holds none: it only posts changes."""
        self._retrain = retrain
        if self.note_shown(experiment):
            return
        if experiment is None or self._experiment is None or experiment.id != self._experiment.id:
            self._cursor = 0
        if experiment != self._experiment:
            self._typed, self._writing = "", False
        self._experiment, self._baseline = experiment, baseline
        self.redraw()

    def set_training(self, run: Run | None) -> None:
        """Say for each setting whether `run`, which is under way, follows it; None or one that is over says nothing."""
        training = None if run is None or run.state.over else run
        follows = None if training is None else (training.dataset, training.split, training.current)
        if (training is self._training) and follows == self._follows:
            return
        self._training, self._follows = training, follows
        self.redraw()

    def lines(self, width: int) -> int:
        """How many rows the form needs in `width` cells."""
        form = self._form()
        if form is None:
            return 0
        return form_line.height(form, width) if self.compact or width < NARROW else form_columns.height(form)

    def rows(self, width: int, height: int) -> list[Row]:
        """Two columns, or one line."""
        form = self._form()
        if form is None:
            return []
        form.suggested = self.suggested
        one_line = self.compact or width < NARROW
        rows = form_line.line(form, width, self.current()) if one_line else form_columns.columns(form, width, height)
        self._spots = form.spots
        return rows

    # --- fields and cursor -------------------------------------------------------------------------

    def _form(self) -> FormRows | None:
        if self._experiment is None or self._baseline is None:
            return None
        form = FormRows(self._experiment, self._baseline, self._retrain, "", self._typed, self._writing, self.read_for)
        form.training = self._training
        if self.has_focus:
            names = form.names()
            form.focused = names[min(self._cursor, len(names) - 1)]
        return form

    def names(self) -> list[str]:
        """See `ReadingForm`."""
        form = self._form()
        return form.names() if form is not None else []

    def current(self) -> str:
        """See `ReadingForm`."""
        names = self.names()
        return names[min(self._cursor, len(names) - 1)] if names else ""

    def current_field(self) -> Field | None:
        """See `ReadingForm`."""
        form = self._form()
        return form.field(self.current()) if form is not None else None

    @property
    def writes_path(self) -> bool:
        """Whether the path of a file is being written."""
        return self._writing and self.current() == "dataset.path"

    def change(self, experiment: Experiment, *, keeps_typed: bool = False) -> None:
        """Take another experiment, and announce it."""
        if not keeps_typed:
            self._typed, self._writing = "", False
        if experiment != self._experiment:
            self._experiment = experiment
            self._cursor = min(self._cursor, len(self.names()) - 1)
            self.announced.append(experiment)
            self.post_message(self.Changed(experiment))
        self.redraw()

    def commit_form(self) -> Experiment | None:
        """What the form says with what was typed so far, as if enter were pressed; None where that was refused."""
        with self.prevent(self.Changed):
            return self._experiment if self.commit() else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter waits for something to accept, to press or to write; a button has no value to put back or to sweep."""
        match action:
            case "enter":
                field = self.current_field()
                is_written = field is not None and field.written
                applies = self.is_typed_into or self.current() in BUTTONS or is_written
            case "baseline":
                applies = (field := self.current_field()) is not None and field.changed and not self.is_typed_into
            case "sweep":
                applies = self.current_field() is not None and not self.is_typed_into
            case "layer":
                is_there = self._experiment is not None and tunable(self._experiment, "layers")
                applies = is_there and not self.is_typed_into
            case _:
                applies = True
        return applies and super().check_action(action, parameters)

    # --- actions -----------------------------------------------------------------------------------

    def action_move(self, direction: int) -> None:
        """Go to the next or previous field."""
        self.commit()
        if self._writing:
            return
        self._cursor = (self._cursor + direction) % max(1, len(self.names()))
        self.redraw()

    def action_step(self, direction: int) -> None:
        """Change the field by one natural step, or press a button."""
        self.commit()
        name = self.current()
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
        """Commit what was typed, press a button, or begin to write; never change a value that is there."""
        name, field = self.current(), self.current_field()
        if self.is_typed_into:
            self.commit()
        elif field is not None and field.written:
            self.begin_writing(field.value)
        elif name in BUTTONS:
            self._press(name)

    def action_baseline(self) -> None:
        """Put the lesson's value back into the field; one that the lesson does not have stays."""
        name = self.current()
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
        """Request a run with each of several values of the field."""
        self.commit()
        name, field = self.current(), self.current_field()
        if self._experiment is None or field is None:
            return
        label = field.label
        if reads_file(self._experiment, name):
            self.read_values(name, lambda experiments: self.post_message(self.SweepRequested(experiments, name, label)))
            return
        try:
            self.post_message(self.SweepRequested(swept(self._experiment, name, self._baseline), name, label))
        except NntermError as error:
            self.post_message(self.Refused(error))

    def _press(self, name: str) -> None:
        if name == RETRAIN:
            self.post_message(self.RetrainToggled(not self._retrain))
        else:
            self.action_layer(1 if name == ADD else -1)
