"""A condition in plain words, as a learner reads it: `validation accuracy at least 0.95`."""

from nnterm.experiment.hyperparameters.losses import METRICS
from nnterm.experiment.verdict.conditions import WHOLE, Condition, column_of

_FIGURES = {
    "best_val_loss_epoch": "epoch of the lowest validation loss",
    "gap_loss": "gap between the two losses",
    "gap_accuracy": "gap between the two accuracies",
    "parameters": "parameters",
    "hidden_layers": "hidden layers",
    "units": "units in hidden layers",
    "train_rows": "training rows",
    "epochs": "epochs",
    "diagnosis": "verdict",
}
_PREFIXES = {"best_val_": "best validation ", "evaluate_": "test ", "val_": "validation ", "": "training "}
_COMPARISONS = {">=": "at least", "<=": "at most", "==": "exactly", "!=": "other than", ">": "above", "<": "below"}
_COUNTS = {"<": "fewer than", ">": "more than"}


def figure_words(figure: str) -> str:
    """`figure` in words: `val_accuracy` is validation accuracy."""
    if figure in _FIGURES:
        return _FIGURES[figure]
    column = column_of(figure) or figure
    prefix = next((words for prefix, words in _PREFIXES.items() if figure == prefix + column), "")
    if figure == "best_val_loss":
        prefix = "lowest validation "
    name = METRIC_WORDS.get(column, column.replace("_", " "))
    return prefix + name


METRIC_WORDS = {name: name.replace("_", " ") for name in METRICS} | {"r2_score": "R2", "auc": "AUC"}
"""Metrics in words."""


def value_words(figure: str, value: float | str | None) -> str:
    """A value of `figure`; what is missing is said to be."""
    if value is None:
        return "not measured"
    if isinstance(value, str):
        return value.replace("_", " ")
    if figure in WHOLE:
        return f"{value:,.0f}"
    return f"{value:.3f}".rstrip("0").rstrip(".") if value == round(value, 2) else f"{value:.3f}"


def condition_words(condition: Condition) -> str:
    """`condition` as a learner reads it."""
    figure, bound = figure_words(condition.figure), value_words(condition.figure, condition.bound)
    if condition.figure == "diagnosis":
        return f"the verdict is {bound}"
    if condition.figure in WHOLE and condition.figure != "best_val_loss_epoch":
        comparison = _COUNTS.get(condition.comparison, _COMPARISONS[condition.comparison])
        return f"{comparison} {bound} {figure}"
    return f"{figure} {_COMPARISONS[condition.comparison]} {bound}"
