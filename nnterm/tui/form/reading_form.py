"""The part of the form that makes changes of what was typed, some of which wait for a file to be read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from nnterm.errors import NntermError
from nnterm.experiment.datasets.own_table import adapted, reads_file
from nnterm.experiment.datasets.path_completion import completed
from nnterm.experiment.experiment import Experiment
from nnterm.tui.form.file_changes import Change, FileChanges
from nnterm.tui.form.form_fields import Field, assigned
from nnterm.tui.form.sweep_values import swept
from nnterm.tui.form.writing import DIGITS, Writing
from nnterm.tui.off_loop import off_loop


class ReadingForm(Writing):
    """A form some of whose changes have to wait for a file. The others may be made meanwhile.

    The path of the file is completed while it is written.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "complete", show=False)]

    @dataclass
    class Refused(Message):
        """A value was typed that cannot be."""

        error: NntermError

    _cursor = 0
    """Index of the field that has the keys."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._experiment: Experiment | None = None
        self._baseline: Experiment | None = None
        self._read_for = ("", "")
        self._suggested = ("", "")
        self.files = FileChanges(self.run_worker)
        """The changes that wait."""
        self.announced: list[Experiment] = []
        """Changes that were announced, and that nobody has answered yet by showing them."""

    @property
    def read_for(self) -> tuple[str, str]:
        """The field that a file is being read for, and what was written into it; empty where nothing is read."""
        return self._read_for if self.files.are_under_way else ("", "")

    @property
    def writes_path(self) -> bool:
        """Whether the path of a file is being written."""
        raise NotImplementedError

    @property
    def suggested(self) -> str:
        """How the path that is written may go on, itself included; empty where nothing is known."""
        text, found = self._suggested
        return found if self.writes_path and text == self._typed else ""

    def text_changed(self) -> None:
        """Look how the path may go on, beside the keys: a folder may be on a slow disk."""
        if self.writes_path:
            self.run_worker(self._look_on(self._typed), group="path", exclusive=True)

    async def _look_on(self, text: str) -> None:
        self._suggested = text, await off_loop(partial(completed, text))
        self.redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a path that may go on is completed."""
        if action == "complete":
            return bool(self.suggested)
        return super().check_action(action, parameters)

    def action_complete(self) -> None:
        """Take what the path may be."""
        self.begin_writing(self.suggested or self._typed)

    def change(self, experiment: Experiment, *, keeps_typed: bool = False) -> None:
        """Take another experiment, and announce it."""
        raise NotImplementedError

    def names(self) -> list[str]:
        """The fields and buttons in their order; none where there is nothing to set."""
        raise NotImplementedError

    def current(self) -> str:
        """The name of the field or button at the cursor; empty where there is none."""
        raise NotImplementedError

    def current_field(self) -> Field | None:
        """The field at the cursor; None for a button, or for nothing."""
        raise NotImplementedError

    # --- what was typed ----------------------------------------------------------------------------

    def commit(self) -> bool:
        """Commit what was typed, if anything; False if it was refused. A text is not lost then: its writing goes on."""
        if self.is_typed_into and self._experiment is not None:
            (typed, writing), self._typed, self._writing = (self._typed, self._writing), "", False
            name = self.current()
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

    def refuse(self, error: NntermError, name: str, written: str = "") -> None:
        """Say why a value of the field `name` cannot be. What was written is not lost: its writing goes on."""
        if written and self.has_focus and not self.is_typed_into:
            self._cursor = self.names().index(name)
            self._typed, self._writing = written, True
        self.post_message(self.Refused(error))
        self.redraw()

    def on_key(self, event: events.Key) -> None:
        """Digits begin a value, anything goes on with one that has begun; Esc gives it up. No digit leaves the form."""
        field = self.current_field()
        if field is None or not (field.typed or self._writing):
            if (event.character or "-") in DIGITS:
                event.stop()
                event.prevent_default()
            return
        if self._writing:
            self.write(event)
        else:
            self.type_number(event)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Commit what was typed when the focus goes."""
        if not has_focus:
            self.commit()
        super().watch_has_focus(has_focus)

    # --- what is read for --------------------------------------------------------------------------

    def note_shown(self, shown: Experiment | None) -> bool:
        """Note what is shown now; True for a change of the form's own that others followed, which are shown next.

        What comes from elsewhere, such as a reset, ends whatever waits for another file.
        """
        if shown in self.announced:
            del self.announced[: self.announced.index(shown) + 1]
            return bool(self.announced)
        self.announced.clear()
        if shown != self._experiment:
            self.files.drop()
        return False

    def read(self, name: str, change: Callable[[Experiment], Experiment], written: str = "") -> None:
        """Make a change of the field `name`, after those that wait already; `written` is what was written into it."""

        def done(changed: Experiment) -> None:
            if self._experiment is not None:
                baseline = self._baseline or self._experiment
                self.change(adapted(self._experiment, changed.dataset, baseline), keeps_typed=True)

        self._read_for = (name, written)
        self.files.add(
            Change(lambda: partial(change, self._current_one()), done, partial(self.refuse, name=name, written=written))
        )
        self.redraw()

    def read_values(self, name: str, done: Callable[[list[Experiment]], object]) -> None:
        """Find what a sweep over the field `name` tries."""
        self._read_for = (name, "")
        self.files.add(
            Change(
                lambda: partial(swept, self._current_one(), name, self._baseline), done, partial(self.refuse, name=name)
            )
        )
        self.redraw()

    def _current_one(self) -> Experiment:
        """The experiment by the time that a change has its turn."""
        assert self._experiment is not None
        return self._experiment
