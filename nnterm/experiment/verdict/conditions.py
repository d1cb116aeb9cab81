"""What an author promises of a baseline: a figure of the run and a condition, such as `val_accuracy` and `>= 0.9`."""

import operator
import re
from collections.abc import Callable
from math import isclose, isfinite, isnan

import msgspec

from nnterm.errors import HyperparameterError
from nnterm.experiment.hyperparameters.layers import width
from nnterm.experiment.hyperparameters.losses import HIGHER_IS_BETTER, METRIC_ALIASES, METRICS
from nnterm.experiment.nearest import did_you_mean
from nnterm.experiment.run import Run
from nnterm.experiment.training_words import judged_epoch
from nnterm.experiment.verdict.diagnosis import DiagnosisKind
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of

PREFIXES = ("best_val_", "evaluate_", "val_", "")
"""What may come before `loss` or a metric: the best epoch on validation rows, the evaluation after the end, the last
epoch on validation rows, the last epoch on training rows."""

LAST_VALUE = {
    "last_value_loss": "train",
    "val_last_value_loss": "validation",
    "evaluate_last_value_loss": "test",
}
"""Figures of a series: what it costs to say the last value again, and on which rows."""

FIGURES = (
    *(f"{prefix}{column}" for column in ("loss", *METRICS) for prefix in PREFIXES),
    "best_val_loss_epoch",
    "gap_loss",
    "gap_accuracy",
    "parameters",
    "hidden_layers",
    "units",
    "train_rows",
    "epochs",
    "diagnosis",
    *LAST_VALUE,
)
"""Every figure of a run that a condition may be put to."""

KNOWN = (
    "Known: loss and the metrics, alone or after val_, best_val_ or evaluate_; "
    "best_val_loss_epoch, gap_loss, gap_accuracy, parameters, hidden_layers, units, train_rows, epochs, diagnosis; of "
    "a series also last_value_loss, alone or after val_ or evaluate_."
)
"""The same in a sentence."""

WHOLE = ("best_val_loss_epoch", "parameters", "hidden_layers", "units", "train_rows", "epochs")
"""Figures that are whole numbers."""

DIAGNOSES = tuple(kind.value for kind in DiagnosisKind)
"""What the figure `diagnosis` can be."""


def _equal(left: float, right: float) -> bool:
    return isclose(left, right, rel_tol=1e-9)


OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    ">": operator.gt,
    "<": operator.lt,
}
_CONDITION = re.compile(r"(>=|<=|==|!=|>|<)\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?)")


class Condition(msgspec.Struct, frozen=True):
    """A figure and what must be true of it."""

    figure: str
    """One of `FIGURES`; never an alias."""
    comparison: str
    """A key of `OPERATORS`; for a diagnosis always `==`."""
    bound: float | str
    """The number it is compared with, or the kind of diagnosis."""

    def holds(self, found: float | str | None) -> bool:
        """Whether `found` fulfils the condition. A missing figure and NaN never do."""
        if isinstance(found, str) or isinstance(self.bound, str):
            return found == self.bound
        if found is None or isnan(found):
            return False
        return OPERATORS[self.comparison](found, self.bound)

    def __str__(self) -> str:
        if isinstance(self.bound, str):
            return f"{self.figure} {self.bound}"
        return f"{self.figure} {self.comparison} {self.bound:.10g}"


class Verdict(msgspec.Struct, frozen=True):
    """A condition and what the run made of it."""

    condition: Condition
    found: float | str | None
    """The run's figure; None when the run has none."""

    @property
    def is_kept(self) -> bool:
        """Whether the promise was kept."""
        return self.condition.holds(self.found)


def figure_named(name: str) -> str:
    """The figure that `name` means: `val_mean_absolute_error` for `val_mae`. Other names stay what they are."""
    prefix, column = _divided(name)
    return prefix + METRIC_ALIASES.get(column, column)


def column_of(figure: str) -> str | None:
    """`loss` or the metric that `figure` is about; None for figures about neither."""
    column = _divided(figure_named(figure))[1]
    if figure in ("best_val_loss_epoch", "gap_loss"):
        return "loss"
    if figure == "gap_accuracy":
        return "accuracy"
    return column if column in ("loss", *METRICS) else None


def _divided(figure: str) -> tuple[str, str]:
    prefix = next(prefix for prefix in PREFIXES if figure.startswith(prefix))
    return prefix, figure.removeprefix(prefix)


def parse(figure: str, text: str) -> Condition:
    """The condition on `figure` that `text` states. Raises HyperparameterError for an unknown figure or condition."""
    figure = figure_named(figure)
    if figure not in FIGURES:
        raise HyperparameterError(f"There is no figure {figure!r} of a run.", f"{did_you_mean(figure, FIGURES)}{KNOWN}")
    text = text.strip()
    if figure == "diagnosis":
        kind = text.removeprefix("==").strip()
        if kind not in DIAGNOSES:
            raise HyperparameterError(
                f"There is no diagnosis {kind!r}.",
                f"{did_you_mean(kind, DIAGNOSES)}Choose one of {', '.join(DIAGNOSES)}.",
            )
        return Condition(figure, "==", kind)
    match = _CONDITION.fullmatch(text)
    if match is None or not isfinite(float(match[2])):
        raise HyperparameterError(
            f"{figure} {text!r} is not a condition.",
            f"Write one of {' '.join(OPERATORS)} and a number, for example {'== 20' if figure in WHOLE else '>= 0.9'}.",
        )
    return Condition(figure, match[1], float(match[2]))


def figures(run: Run) -> dict[str, float | str]:
    """Every figure that `run` has.

    A gap is how much better the last epoch was on training rows than on validation rows: validation loss less training
    loss, training accuracy less validation accuracy. Where training has dropout, both are of the weights after the end
    and measured without it, since a history with units switched off hides the gap. `units` counts all hidden layers
    together.
    """
    hidden = [run.hyperparameters.layers[position] for position in run.hyperparameters.hidden]
    found: dict[str, float | str] = {
        "parameters": run.parameters,
        "epochs": run.epochs,
        "hidden_layers": len(hidden),
        "units": sum(width(layer) or 0 for layer in hidden),
        "train_rows": run.train,
    }
    for column in ("loss", *METRICS):
        for key in (column, f"val_{column}"):
            if run.history[key]:
                found[key] = run.history[key][-1]
        if values := [value for value in run.history[f"val_{column}"] if not isnan(value)]:
            found[f"best_val_{column}"] = max(values) if column in HIGHER_IS_BETTER else min(values)
        if column in run.evaluate:
            found[f"evaluate_{column}"] = run.evaluate[column]
    for name, better, worse in (("gap_loss", "val_loss", "loss"), ("gap_accuracy", "accuracy", "val_accuracy")):
        if better in found and worse in found:
            found[name] = _measured(run, better, found) - _measured(run, worse, found)
    if (best := run.history.best_epoch()) is not None:
        found["best_val_loss_epoch"] = best
    if (diagnosis := diagnosis_of(run)) is not None:
        found["diagnosis"] = diagnosis.kind.value
    found |= {figure: run.last_value_loss[part] for figure, part in LAST_VALUE.items() if part in run.last_value_loss}
    return found


def _measured(run: Run, figure: str, found: dict[str, float | str]) -> float:
    """`figure` of a gap: as `found` after the last epoch, or without dropout and at the epoch whose weights stay."""
    column = figure.removeprefix("val_")
    without = run.training_rows.evaluate.get(column) if run.state.over else None
    if without is None:
        return float(found[figure])
    return without if figure == column else run.history[figure][judged_epoch(run) - 1]


def verdicts(expect: dict[str, str], run: Run) -> tuple[Verdict, ...]:
    """What `run` made of each promise in `expect`. Raises HyperparameterError for one that cannot be parsed."""
    found = figures(run)
    conditions = (parse(figure, text) for figure, text in expect.items())
    return tuple(Verdict(condition, found.get(condition.figure)) for condition in conditions)
