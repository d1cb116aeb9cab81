"""A run in a list: what it is known by, by which it is found and put in order."""

from collections.abc import Sequence
from functools import cached_property
from math import isfinite

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.values import values_named
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.training_words import gap_without_dropout
from nnterm.experiment.verdict.conditions import FIGURES, figures
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of
from nnterm.runs.store.kept_runs import KeptRun

SHORT_ID = 7
"""Characters of an id in a list: enough to name the run."""

TEST = "evaluate_"
"""How the name of a figure begins that may be of test rows."""

OWN_FIGURES = ("seed", "seconds", "started")
"""What a list is sorted by beside the figures that a condition may be put to."""

SORTABLE = (*FIGURES, *OWN_FIGURES)
"""Every figure that a list can be sorted by."""


class ListedRun:
    """A kept run with the words that it is listed under. What takes long to find out is found out once."""

    def __init__(self, kept: KeptRun, differs: Sequence[str], *, place: str = "", baseline: Experiment | None = None):
        """`differs` says what was chosen otherwise than the baseline; `place` where it belongs, if not to the list."""
        self.run = kept.run
        self.started = kept.started
        self.note = kept.note
        self.differs = tuple(differs)
        self.place = place
        self._baseline = baseline

    @property
    def short_id(self) -> str:
        """The beginning of its id, by which it is named."""
        return self.run.run_id[:SHORT_ID]

    @property
    def origin(self) -> str:
        """The run and epoch that it was forked from, in words; empty for one that began at the first epoch."""
        return origin_words(self.run)

    @property
    def state(self) -> str:
        """What became of it where it did not simply end; `running` for all that is not over."""
        # Of a run that another nnterm trains at this moment, the store may know an older state.
        state = self.run.state
        return "" if state is RunState.COMPLETED else state.value if state.over else "running"

    @cached_property
    def verdict(self) -> str:
        """The kind of its diagnosis; empty before its first epoch. Test rows that are closed have no part in it."""
        diagnosis = diagnosis_of(self.run, self._baseline, test=self.run.test_is_open)
        return diagnosis.kind.value if diagnosis is not None else ""

    @property
    def gap(self) -> float | None:
        """Validation loss less training loss at the end, both without dropout where that is known."""
        honest = gap_without_dropout(self.run)
        train, validation = self.run.history["loss"], self.run.history["val_loss"]
        if honest is not None or not (train and validation):
            return honest
        return validation[-1] - train[-1]

    @cached_property
    def figures(self) -> dict[str, float | str]:
        """Its figures by name; those of test rows that are closed are left out."""
        found = {**figures(self.run), "seed": self.run.hyperparameters.seed, "seconds": self.run.seconds}
        found["started"] = self.started
        if self.gap is not None:
            found["gap_loss"] = self.gap
        if self.run.hides_test:
            found = {name: value for name, value in found.items() if not name.startswith(TEST)}
        if self.verdict:
            found["diagnosis"] = self.verdict
        return found

    def figure(self, name: str) -> float | str | None:
        """The figure `name`, one of SORTABLE; None where the run has none, or one that is no number."""
        found = self.figures.get(name)
        return None if isinstance(found, float) and not isfinite(found) else found

    def setting(self, name: str) -> tuple[str, ...]:
        """The setting `name` as it is written, one value or one for each hidden layer; empty where it has none."""
        try:
            return tuple(map(_written, values_named(self.run.dataset, self.run.hyperparameters, name)))
        except KeyError:
            return ()

    @cached_property
    def text(self) -> str:
        """Everything that is said of it, in small letters, to be searched."""
        said = (*self.differs, self.state, self.verdict, self.note, self.origin, self.place, self.short_id)
        return "\n".join(said).casefold()


def origin_words(run: Run) -> str:
    """`from epoch 22 of run 3f2a91c`: where `run` was forked; empty for one that was not."""
    return f"from epoch {run.forked_at:,} of run {run.forked_from[:SHORT_ID]}" if run.forked_from else ""


def _written(value: object) -> str:
    """A value of a setting as `--set` takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
