"""A sweep as it grows: one setting from small to large, or two against each other, on one seed or several."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import median
from typing import ClassVar

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.seed_study import on_seeds
from nnterm.experiment.study import Study
from nnterm.experiment.sweep import Spread


@dataclass(frozen=True)
class SweepAxis:
    """One setting and its values."""

    name: str
    """The field of the form."""
    label: str
    """The setting in words."""
    values: tuple[str, ...]
    """Its values in their order, as the form writes them."""

    @property
    def numbers(self) -> tuple[float, ...] | None:
        """The values as numbers; None where one of them is a word."""
        try:
            return tuple(float(value) for value in self.values)
        except ValueError:
            return None


@dataclass(frozen=True)
class SweepPoint:
    """One place of a sweep."""

    at: tuple[int, ...]
    """Which value of each axis it has."""
    experiment: Experiment
    runs: tuple[Run, ...]
    """One for each seed."""

    @property
    def is_diverged(self) -> bool:
        """Whether all of its runs diverged."""
        return all(run.state is RunState.DIVERGED for run in self.runs)

    def spread(self, figure: str) -> Spread | None:
        """`loss`, `val_loss` or `best_val_loss` over the seeds that are trained; None before the first of them."""
        values = sorted(value for run in self.runs if (value := _value(run, figure)) is not None)
        return Spread(values[0], median(values), values[-1]) if values else None

    @property
    def shown(self) -> Run:
        """The run that is opened for the point: that of the first seed."""
        return self.runs[0]


class SweepStudy(Study):
    """Every combination of the values, each on the same seeds."""

    KIND: ClassVar = "sweep"

    def __init__(
        self, axes: Sequence[SweepAxis], experiments: Sequence[Experiment], described: Sequence[Run], seeds: int
    ) -> None:
        """`experiments` are all combinations, values of the last axis next to each other; `described` their runs."""
        self.axes = tuple(axes)
        self.seeds = seeds
        """How many each point has."""
        columns = len(axes[-1].values)
        places = [(n,) if len(axes) == 1 else divmod(n, columns) for n in range(len(experiments))]
        self.points = [
            SweepPoint(at, experiment, tuple(on_seeds(run, seeds)))
            for at, experiment, run in zip(places, experiments, described, strict=True)
        ]
        super().__init__([run for point in self.points for run in point.runs])

    @property
    def has_validation(self) -> bool:
        """Whether there are validation rows to judge by."""
        return bool(self.points[0].experiment.split.validation)

    def lowest(self, figure: str) -> SweepPoint | None:
        """The point whose median of `figure` is lowest; None before one is trained."""
        found = [(spread.middle, point) for point in self.points if (spread := point.spread(figure)) is not None]
        return min(found, key=lambda each: each[0])[1] if found else None

    def turns_at(self) -> SweepPoint | None:
        """Where the loss at the end of training on validation rows is lowest with worse on both sides.

        None for two settings, and where it is lowest at the smallest or the largest value that was trained so far.
        """
        point = self.lowest("val_loss") if len(self.axes) == 1 else None
        trained = [each for each in self.points if each.spread("val_loss") is not None]
        return point if point is not None and point not in (trained[0], trained[-1]) else None


def _value(run: Run, figure: str) -> float | None:
    """A loss of `run`, which is whole; None for one that is not, or diverged."""
    values = run.history[figure.removeprefix("best_")]
    if run.state is not RunState.COMPLETED or not values:
        return None
    if figure.startswith("best_"):
        # A history knows it without looking through all of its epochs each time that it is drawn.
        best = run.history.best_epoch()
        return values[best - 1] if best is not None else None
    return values[-1] if isfinite(values[-1]) else None
