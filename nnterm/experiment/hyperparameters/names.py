"""What somebody meant by a name that no hyperparameter has."""

from collections.abc import Iterable

from nnterm.errors import HyperparameterError
from nnterm.experiment.hyperparameters.losses import LOSS_ALIASES, LOSSES, METRIC_ALIASES, METRICS, SHORT
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.nearest import nearest

OTHER_NAMES = {
    "lr": "learning_rate",
    "rate": "learning_rate",
    "eta": "learning_rate",
    "batch": "batch_size",
    "bs": "batch_size",
    "neurons": "units",
    "nodes": "units",
    "filters": "units",
    "depth": "layers",
    "hidden": "layers",
    "hidden_layers": "layers",
    "activations": "activation",
    "early_stopping": "patience",
    "decay": "weight_decay",
    "wd": "weight_decay",
    "metric": "metrics",
}
"""What people, books and other libraries call a hyperparameter, and its name."""

OTHER_CHOICES = {short: name for name, short in SHORT.items()}
"""The short names of losses and metrics, as the screen has them, and the names."""


def meant(name: str, options: Iterable[str] = ()) -> str:
    """What `name` was meant for: a hyperparameter, `dataset.OPTION`, `metrics=METRIC` or `loss=LOSS`; else nothing.

    `options` are those of the data set.
    """
    folded = name.strip().lower().replace("-", "_")
    if folded in TABLE:
        return folded
    if folded in options:
        return f"dataset.{folded}"
    for key, known, aliases in (("loss", LOSSES, LOSS_ALIASES), ("metrics", METRICS, METRIC_ALIASES)):
        for each in (name, folded):
            if each in known or each in aliases:
                return f"{key}={aliases.get(each, each)}"
    return nearest(name, TABLE, OTHER_NAMES) or ""


def unknown_name(name: str, options: Iterable[str] = ()) -> HyperparameterError:
    """The error for a name that no hyperparameter has."""
    found = meant(name, options)
    question = f"Did you mean {found}? " if found else ""
    return HyperparameterError(
        f"There is no hyperparameter {name!r}.",
        f"{question}Known: {', '.join(TABLE)}, and a data set's options as dataset.NAME.",
    )
