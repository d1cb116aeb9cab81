"""The experiment as the form changes it; some changes wait for a file to be read. No Textual here."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Protocol

from nnterm.errors import NntermError
from nnterm.experiment.datasets.own_table import adapted, reads_file
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.table import bounds_of
from nnterm.tui.form.file_changes import Change, FileChanges, Running
from nnterm.tui.form.form_fields import assigned, stepped
from nnterm.tui.form.restored_value import restored
from nnterm.tui.form.sweep_values import swept


class FormListener(Protocol):
    """Who hears what became of a change."""

    def take_change(self, experiment: Experiment) -> None:
        """The experiment is another one."""

    def take_refusal(self, error: NntermError, name: str, written: str) -> None:
        """The field `name` cannot have its value; `written` is the text that was written into it."""

    def redraw(self) -> None:
        """Show what is so now: a file may be read for it."""


class EditedExperiment:
    """An experiment and its baseline, and the changes of it that are under way. Others may be made meanwhile."""

    def __init__(self, spawn: Callable[[Coroutine[Any, Any, None]], Running], listener: FormListener) -> None:
        """`spawn` runs a coroutine beside everything else."""
        self.experiment: Experiment | None = None
        self.baseline: Experiment | None = None
        self.files = FileChanges(spawn)
        """The changes that wait."""
        self._listener = listener
        self._read_for = ("", "")
        self._announced: list[Experiment] = []
        """Changes that were announced, and that nobody has answered yet by showing them."""

    @property
    def read_for(self) -> tuple[str, str]:
        """The field that a file is being read for, and what was written into it; empty where nothing is read."""
        return self._read_for if self.files.are_under_way else ("", "")

    def note_shown(self, shown: Experiment | None) -> bool:
        """Note what is shown now; True for a change of the form's own that others followed, which are shown next.

        What comes from elsewhere, such as a reset, ends whatever waits for another file.
        """
        if shown in self._announced:
            del self._announced[: self._announced.index(shown) + 1]
            return bool(self._announced)
        self._announced.clear()
        if shown != self.experiment:
            self.files.drop()
        return False

    # --- changes of one field ----------------------------------------------------------------------

    def assign(self, name: str, typed: str, *, written: bool = False) -> bool:
        """Set the field `name` from what was `typed`, a text where it was `written`; False if it was refused."""
        if self.experiment is not None and reads_file(self.experiment, name):
            if name == "dataset.path":
                # Another file makes whatever waits for this one pointless.
                self.files.drop()
            self._read(name, lambda experiment: assigned(experiment, name, typed, self.baseline), typed)
            return True
        return self._make(name, lambda e: assigned(e, name, typed, self.baseline), typed if written else "")

    def step(self, name: str, direction: int) -> None:
        """Move the field `name` to its next (+1) or previous (-1) natural value."""
        if self.experiment is not None and reads_file(self.experiment, name):
            self._read(name, lambda experiment: stepped(experiment, name, direction, self.baseline))
        else:
            self._make(name, lambda experiment: stepped(experiment, name, direction, self.baseline))

    def restore(self, name: str) -> None:
        """Put the lesson's value back into the field `name`; one that the lesson does not have stays."""
        baseline = self.baseline
        if baseline is not None:
            self._make(name, lambda experiment: restored(experiment, baseline, name))

    def add_layers(self, number: int) -> None:
        """Add so many hidden layers; a negative number removes some."""
        if self.experiment is None:
            return
        count = len(self.experiment.hyperparameters.hidden) + number
        low, high = bounds_of("layers")
        if low <= count <= high:
            self._make("layers", lambda experiment: assigned(experiment, "layers", str(count)))

    def sweep(self, name: str, done: Callable[[list[Experiment]], object]) -> None:
        """Find what a sweep over the field `name` tries, for `done`."""
        if self.experiment is None:
            return
        if reads_file(self.experiment, name):
            self._read_for = (name, "")
            self._add(lambda: partial(swept, self._current_one(), name, self.baseline), done, name)
            return
        try:
            done(swept(self.experiment, name, self.baseline))
        except NntermError as error:
            self._listener.take_refusal(error, name, "")

    # --- how they are made -------------------------------------------------------------------------

    def _make(self, name: str, change: Callable[[Experiment], Experiment], written: str = "") -> bool:
        """Make a change at once; False if it was refused."""
        if self.experiment is None:
            return True
        try:
            self._take(change(self.experiment))
        except NntermError as error:
            self._listener.take_refusal(error, name, written)
            return False
        return True

    def _read(self, name: str, change: Callable[[Experiment], Experiment], written: str = "") -> None:
        """Make a change of the field `name`, after those that wait already; `written` is what was written into it."""

        def done(changed: Experiment) -> None:
            if self.experiment is not None:
                self._take(adapted(self.experiment, changed.dataset, self.baseline or self.experiment))

        self._read_for = (name, written)
        self._add(lambda: partial(change, self._current_one()), done, name, written)

    def _add(
        self, work: Callable[[], Callable[[], Any]], done: Callable[[Any], object], name: str, text: str = ""
    ) -> None:
        self.files.add(Change(work, done, lambda error: self._listener.take_refusal(error, name, text)))
        self._listener.redraw()

    def _take(self, experiment: Experiment) -> None:
        if experiment != self.experiment:
            self.experiment = experiment
            self._announced.append(experiment)
            self._listener.take_change(experiment)
        self._listener.redraw()

    def _current_one(self) -> Experiment:
        """The experiment by the time that a change has its turn."""
        assert self.experiment is not None
        return self.experiment
