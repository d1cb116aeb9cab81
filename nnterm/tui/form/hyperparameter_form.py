"""The form beside the curves: every setting of the experiment on a few lines, by keyboard and by mouse."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from nnterm.errors import NntermError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.tui.drawing.rows import Row
from nnterm.tui.form import form_columns, form_line
from nnterm.tui.form.file_changes import FileChanges
from nnterm.tui.form.form_model import FormModel
from nnterm.tui.form.form_mouse import FormMouse
from nnterm.tui.form.form_rows import ADD, BUTTONS, REMOVE, RETRAIN, FormRows
from nnterm.tui.frame.drawing import Drawing

NARROW = 58
"""Below this width the form is one line that scrolls by field, whatever `compact` says."""


class HyperparameterForm(Drawing, can_focus=True):
    """Shows an experiment against its baseline and posts `Changed` with a new experiment for each change.

    It draws, and hands each key and click to the part that knows what it means.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "change", show=False),
        Binding("right", "step(1)", "change", show=False),
        Binding("up", "move(-1)", "setting", show=False),
        Binding("down", "move(1)", "setting", show=False),
        Binding("enter", "enter", "accept", show=False),
        Binding("b", "baseline", "reset", show=False),
        Binding("w", "sweep", "sweep", show=False),
        Binding("plus", "layer(1)", "layer", show=False),
        Binding("minus", "layer(-1)", "layer", show=False),
        Binding("delete", "layer(-1)", "", show=False),
        Binding("tab", "complete", "complete", show=False),
    ]

    @dataclass(eq=False, repr=False)
    class Changed(Message):
        """The learner changed something."""

        experiment: Experiment

    @dataclass(eq=False, repr=False)
    class Refused(Message):
        """A value was typed that cannot be."""

        error: NntermError

    @dataclass(eq=False, repr=False)
    class SweepRequested(Message):
        """The learner wants several values of a setting tried."""

        experiments: list[Experiment]
        name: str
        """The field."""
        label: str
        """The setting in words."""

    @dataclass(eq=False, repr=False)
    class RetrainToggled(Message):
        """The learner switched "retrain on change"."""

        retrain: bool

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.model = FormModel(self, self.run_worker, lambda look: self.run_worker(look, group="path", exclusive=True))
        """What is shown and typed."""
        self._mouse = FormMouse()
        self.compact = False
        """Whether to draw one line that scrolls by field."""

    def set_experiment(self, experiment: Experiment | None, baseline: Experiment | None, retrain: bool) -> None:
        """Draw another state. The form itself holds none: it only posts changes."""
        self.model.retrain = retrain
        self.model.show(experiment, baseline)

    def set_training(self, run: Run | None) -> None:
        """Say for each setting whether `run`, which is under way, follows it; None or one that is over says nothing."""
        self.model.follow(run)

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
        form.suggested = self.model.suggested
        if self.compact or width < NARROW:
            rows = form_line.line(form, width, self.model.current())
        else:
            rows = form_columns.columns(form, width, height)
        self._mouse.spots = form.spots
        return rows

    def redraw(self) -> None:
        """Draw anew; other keys apply where typing has begun or ended."""
        super().redraw()
        if self.is_attached:
            self.screen.refresh_bindings()

    def _form(self) -> FormRows | None:
        return self.model.drawn_as(has_focus=self.has_focus)

    @property
    def files(self) -> FileChanges:
        """The changes that wait for a file to be read."""
        return self.model.edited.files

    # --- what is typed -----------------------------------------------------------------------------

    @property
    def typed_characters(self) -> str:
        """The characters that are text here, whatever else they are keys for."""
        return self.model.typed_characters

    def on_key(self, event: events.Key) -> None:
        """Let a key type where it does."""
        if self.model.press(event.key, event.character or ""):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """A path that was copied elsewhere goes into the text that is written."""
        if self.model.paste(event.text):
            event.stop()

    def commit_form(self) -> Experiment | None:
        """What the form says with what was typed so far, as if enter were pressed; None where that was refused."""
        with self.prevent(self.Changed):
            return self.model.edited.experiment if self.model.commit() else None

    def watch_has_focus(self, has_focus: bool) -> None:
        """Commit what was typed when the focus goes."""
        if not has_focus:
            self.model.commit()
        super().watch_has_focus(has_focus)

    # --- what became of a change -------------------------------------------------------------------

    def take_change(self, experiment: Experiment) -> None:
        """See `FormListener`."""
        self.model.stay_inside()
        self.post_message(self.Changed(experiment))

    def take_refusal(self, error: NntermError, name: str, written: str) -> None:
        """Say why a value of the field `name` cannot be. What was written is not lost: its writing goes on."""
        if written and self.has_focus and not self.model.typed.is_under_way:
            self.model.go_to(name)
            self.model.typed.begin_writing(written)
        self.post_message(self.Refused(error))
        self.redraw()

    # --- actions -----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what does something now."""
        return self.model.applies(action) and super().check_action(action, parameters)

    def action_move(self, direction: int) -> None:
        """Go to the next or previous field."""
        self.model.move(direction)
        self.redraw()

    def action_step(self, direction: int) -> None:
        """Change the field by one natural step, or switch what can be on; between two buttons, go to the other.

        An arrow that comes from the field beside presses neither of them: a layer is nothing to lose by it.
        """
        model = self.model
        model.commit()
        name = model.current()
        if not name or model.typed.is_written:
            return
        if name in (ADD, REMOVE):
            model.go_to(ADD if direction < 0 else REMOVE)
            self.redraw()
        elif name in BUTTONS:
            self._press(name)
        else:
            model.edited.step(name, direction)

    def action_enter(self) -> None:
        """Commit what was typed, press a button, or begin to write; never change a value that is there."""
        model, field = self.model, self.model.field()
        if model.typed.is_under_way:
            model.commit()
        elif field is not None and field.written:
            model.write(field.value)
        elif model.current() in BUTTONS:
            self._press(model.current())

    def action_give_up(self) -> None:
        """Give up what was typed."""
        self.model.typed.clear()
        self.redraw()

    def action_complete(self) -> None:
        """Take what the path may be."""
        self.model.write(self.model.suggested or self.model.typed.text)

    def action_baseline(self) -> None:
        """Put the lesson's value back into the field."""
        self.model.typed.clear()
        self.model.edited.restore(self.model.current())

    def action_layer(self, direction: int) -> None:
        """Add or remove a hidden layer."""
        self.model.add_layers(direction)

    def action_sweep(self) -> None:
        """Request a run with each of several values of the field."""
        model = self.model
        model.commit()
        field = model.field()
        if field is not None:
            model.edited.sweep(
                field.name, lambda tried: self.post_message(self.SweepRequested(tried, field.name, field.label))
            )

    def _press(self, name: str) -> None:
        if name == RETRAIN:
            self.post_message(self.RetrainToggled(not self.model.retrain))
        else:
            self.action_layer(1 if name == ADD else -1)

    # --- the mouse ---------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """An arrow changes its field, a button is pressed, a value takes the cursor."""
        place = event.get_content_offset(self)
        pressed = self._mouse.pressed(place.x, place.y, self._rows) if place is not None else None
        if pressed is None:
            return
        model = self.model
        model.commit()
        if model.typed.is_written:
            return
        model.go_to(pressed.name)
        field = model.field()
        if field is None or field.written:
            self.action_enter()
        elif pressed.direction:
            self.action_step(pressed.direction)
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
