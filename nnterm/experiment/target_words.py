"""What a run came to beside the guess that costs nothing, and in the unit of its target, in words."""

from math import isfinite

from nnterm.experiment.datasets import catalog
from nnterm.experiment.run import Run

TYPICAL = ("mean_absolute_error", "root_mean_squared_error")
"""Metrics in the unit of the target, the plainer one first."""


def guess_name(run: Run) -> str:
    """What is said for every row, where nothing was learned."""
    return "largest class" if catalog.entry(run.dataset).classes else "always the mean"


def judged(run: Run, *, test: bool = True) -> tuple[str, dict[str, float]]:
    """The rows that the run is looked at by, and its figures on them.

    Those are the ones of the evaluation; without `test` never test rows, but validation or training rows as the last
    epoch left them.
    """
    if run.evaluate and (test or run.evaluated_on != "test"):
        return run.evaluated_on, run.evaluate
    part, prefix = ("validation", "val_") if run.validation else ("train", "")
    columns = ("loss", *run.hyperparameters.metrics)
    return part, {name: run.history[prefix + name][-1] for name in columns if run.history[prefix + name]}


def unit_of(run: Run) -> str:
    """What the target is measured in, as far as it has a name."""
    table = run.dataset.table
    return f"the unit of {table.target}" if table is not None else "the target's own unit"


def error_in_unit(run: Run, *, test: bool = True) -> tuple[str, float, float | None] | None:
    """The metric, the error of the run in the unit of its target, and that of the mean; None where it has none.

    The error is that on the rows of `judged`. None for classes, and for a target that is not scaled: its figures are in
    that unit already.
    """
    deviation = run.target.deviation
    if deviation is None:
        return None
    part, figures = judged(run, test=test)
    guessing = run.target.guessing.get(part, {})
    for metric in TYPICAL:
        if metric in figures and isfinite(figures[metric]):
            guess = guessing.get(metric)
            return metric, figures[metric] * deviation, None if guess is None else guess * deviation
    squared = figures.get("mean_squared_error")
    if squared is None and run.hyperparameters.loss == "mean_squared_error" and not run.hyperparameters.l2:
        squared = figures.get("loss")
    if squared is None or not isfinite(squared):
        return None
    guess = guessing.get("mean_squared_error", guessing.get("loss"))
    return "root_mean_squared_error", squared**0.5 * deviation, None if guess is None else guess**0.5 * deviation


def left_out_words(run: Run) -> list[str]:
    """A sentence for each part of the split that has no row of some class."""
    said = []
    for part, names in run.target.left_out.items():
        listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        effect = "so it is never learned" if part == "train" else "so nothing is measured for it"
        said.append(f"No {'training' if part == 'train' else part} row is of class {listed}, {effect}.")
    return said


def in_digits(value: float) -> str:
    """A measured value in four digits, never as a power of ten where it can be read otherwise."""
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e12 else f"{value:.4g}"
