"""Losses and metrics under their Keras names: the aliases Keras takes, and what kind of number each one is."""

from typing import Literal, get_args

Loss = Literal[
    "binary_crossentropy",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "mean_squared_error",
    "mean_absolute_error",
    "huber",
    "hinge",
]
LOSSES: tuple[str, ...] = get_args(Loss)

Metric = Literal[
    "accuracy",
    "binary_accuracy",
    "categorical_accuracy",
    "sparse_categorical_accuracy",
    "precision",
    "recall",
    "auc",
    "f1_score",
    "mean_absolute_error",
    "mean_squared_error",
    "root_mean_squared_error",
    "r2_score",
]
METRICS: tuple[str, ...] = get_args(Metric)

DISTANCES = ("mean_squared_error", "mean_absolute_error", "huber")
"""Losses that measure how far a number is from the true one: the only ones for regression."""

DISTANCE_METRICS = ("mean_absolute_error", "mean_squared_error", "root_mean_squared_error", "r2_score")
"""Metrics of numbers: the only ones for regression."""

SHARES = tuple(metric for metric in METRICS if metric not in DISTANCE_METRICS)
"""Metrics between 0 and 1 of which more is better."""

HIGHER_IS_BETTER = (*SHARES, "r2_score")
"""Metrics whose best value is the largest; of losses and all other metrics it is the smallest."""

SHORT = {
    "accuracy": "acc",
    "binary_accuracy": "bin acc",
    "categorical_accuracy": "cat acc",
    "sparse_categorical_accuracy": "sparse acc",
    "f1_score": "f1",
    "mean_absolute_error": "mae",
    "mean_squared_error": "mse",
    "root_mean_squared_error": "rmse",
    "r2_score": "r2",
    "binary_crossentropy": "bce",
    "categorical_crossentropy": "categorical",
    "sparse_categorical_crossentropy": "sparse",
}
"""Names of metrics and losses for narrow places; the others have short ones already."""


def _class_name(name: str) -> str:
    """The name of the Keras class: `MeanSquaredError` for `mean_squared_error`."""
    return "AUC" if name == "auc" else "".join(part.capitalize() for part in name.split("_"))


_DISTANCE_ALIASES = {
    "mse": "mean_squared_error",
    "MSE": "mean_squared_error",
    "mae": "mean_absolute_error",
    "MAE": "mean_absolute_error",
}

LOSS_ALIASES: dict[str, str] = {
    **_DISTANCE_ALIASES,
    "bce": "binary_crossentropy",
    "BCE": "binary_crossentropy",
    **{_class_name(loss): loss for loss in LOSSES},
}
"""Other names that Keras takes for a loss, and the loss."""

METRIC_ALIASES: dict[str, str] = {
    **_DISTANCE_ALIASES,
    "acc": "accuracy",
    **{_class_name(metric): metric for metric in METRICS},
}
"""Other names that Keras takes for a metric, and the metric. Keras would call the column by the alias; nnterm has one
name for each metric, so that runs can be compared."""


def short(name: str) -> str:
    """The name of a metric or a loss for narrow places, at most eleven characters."""
    return SHORT.get(name, name)
