"""The part of the form that makes changes for which a file is read, while keys go on."""

from collections.abc import Callable
from functools import partial

from nnterm.errors import NntermError
from nnterm.experiment.datasets.own_table import adapted
from nnterm.experiment.experiment import Experiment
from nnterm.tui.form.file_changes import Change, FileChanges
from nnterm.tui.form.sweep_values import swept
from nnterm.tui.form.writing import Writing


class ReadingForm(Writing):
    """A form some of whose changes have to wait for a file. The others may be made meanwhile."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._experiment: Experiment | None = None
        self._baseline: Experiment | None = None
        self._read_for = ("", "")
        self.files = FileChanges(self.run_worker)
        """The changes that wait."""
        self.announced: list[Experiment] = []
        """Changes that were announced, and that nobody has answered yet by showing them."""

    @property
    def read_for(self) -> tuple[str, str]:
        """The field that a file is being read for, and what was written into it; empty where nothing is read."""
        return self._read_for if self.files.are_under_way else ("", "")

    def change(self, experiment: Experiment, *, keeps_typed: bool = False) -> None:
        """Take another experiment, and announce it."""
        raise NotImplementedError

    def refuse(self, error: NntermError, name: str, written: str = "") -> None:
        """Say why a value of the field `name` cannot be."""
        raise NotImplementedError

    def is_superseded(self, shown: Experiment | None) -> bool:
        """Whether `shown` is a change of the form's own after which there were others, which will be shown next.

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
