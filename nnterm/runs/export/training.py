"""How an exported script compiles and trains its model: optimizer, schedule, losses, `fit` and its callbacks."""

from math import ceil

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters import optimizer_arguments
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import width
from nnterm.experiment.hyperparameters.optimizers import CLASSES
from nnterm.experiment.hyperparameters.schedules import resolved
from nnterm.runs.export.dataset import lets_keras_split
from nnterm.runs.export.layout import NO_LIMIT, WIDTH, call, literal


def compiling(experiment: Experiment) -> str:
    """The call of `compile`, and the schedule that its optimizer takes."""
    hyperparameters = experiment.hyperparameters
    name = hyperparameters.optimizer
    schedule = _schedule(experiment)
    arguments = ["learning_rate=schedule" if schedule else f"learning_rate={hyperparameters.learning_rate!r}"]
    given = optimizer_arguments.given(hyperparameters)
    arguments += [f"{argument}={literal(value)}" for argument, value in given.items()]
    kind = CLASSES[name]
    optimizer = call(f"optimizer=keras.optimizers.{kind.name}", arguments, indent=4, width=WIDTH - 1)
    if not schedule and not given and hyperparameters.learning_rate == kind.learning_rate:
        optimizer = f'optimizer="{name}"'
    lines = [f"    {optimizer},", f'    loss="{hyperparameters.loss}",']
    if hyperparameters.metrics:
        lines.append(
            "    " + _list("metrics", [_metric(metric, hyperparameters) for metric in hyperparameters.metrics])
        )
    return "\n".join((*schedule, "model.compile(", *lines, ")"))


def _metric(name: str, hyperparameters: Hyperparameters) -> str:
    if name != "f1_score":
        return f'"{name}"'
    threshold = ", threshold=0.5" if width(hyperparameters.output) == 1 else ""
    return f'keras.metrics.F1Score(average="macro"{threshold})'


def _list(name: str, items: list[str]) -> str:
    """An argument of a call, four columns in, that is a list: on one line, or an item a line."""
    line = f"{name}=[{', '.join(items)}],"
    if 4 + len(line) <= WIDTH:
        return line
    return f"{name}=[\n" + "".join(f"        {item},\n" for item in items) + "    ],"


def _schedule(experiment: Experiment) -> list[str]:
    """The line that makes the learning rate fall; none where it is constant."""
    hyperparameters = experiment.hyperparameters
    if hyperparameters.schedule is None:
        return []
    rows = catalog.split_rows(experiment.dataset, experiment.split)[0]
    schedule = resolved(hyperparameters.schedule, hyperparameters.epochs, ceil(rows / hyperparameters.batch_size))
    arguments = [f"initial_learning_rate={hyperparameters.learning_rate!r}"]
    arguments += [f"{name}={getattr(schedule, name)!r}" for name in schedule.__struct_fields__]
    return [call(f"schedule = keras.optimizers.schedules.{type(schedule).__name__}", arguments)]


def _callbacks(rule: EarlyStopping | None) -> str:
    """The argument of `fit` for early stopping, a line; empty without."""
    if rule is None:
        return ""
    plain = EarlyStopping()
    given = {name: getattr(rule, name) for name in rule.__struct_fields__}
    arguments = [
        f"{name}={literal(value)}"
        for name, value in given.items()
        if name in ("monitor", "patience") or value != getattr(plain, name)
    ]
    line = f"    callbacks=[{call('keras.callbacks.EarlyStopping', arguments, width=NO_LIMIT)}],"
    if len(line) <= WIDTH:
        return line + "\n"
    return f"    callbacks=[\n        {call('keras.callbacks.EarlyStopping', arguments, indent=8)}\n    ],\n"


def _nearness(experiment: Experiment) -> str:
    """A comment: how near the history is to that of nnterm."""
    chosen = experiment.hyperparameters
    if not chosen.shuffle:
        return "# nnterm trains the same numbers, up to rounding: it compiles with XLA where that pays.\n"
    rows = catalog.split_rows(experiment.dataset, experiment.split)[0]
    return (
        "# Keras takes the rows in an order of its own in each epoch: the numbers are like those\n"
        "# of nnterm, not the same. Its order in an epoch, counted from 0, is that of NumPy's\n"
        f"# default_rng([{chosen.seed}, epoch]).permutation({rows}).\n"
    )


def fitting(experiment: Experiment) -> str:
    """The call of `fit`, and the history it gives."""
    hyperparameters = experiment.hyperparameters
    validation = ""
    if lets_keras_split(experiment):
        validation = f"    validation_split={experiment.split.validation!r},\n"
    elif experiment.split.validation:
        validation = "    validation_data=(x_validation, y_validation),\n"
    return (
        f"{_nearness(experiment)}"
        "history = model.fit(\n"
        "    x_train,\n"
        "    y_train,\n"
        f"    batch_size={hyperparameters.batch_size},\n"
        f"    epochs={hyperparameters.epochs},\n"
        f"{validation}"
        f"{_callbacks(hyperparameters.early_stopping)}"
        f"{'' if hyperparameters.shuffle else '    shuffle=False,' + chr(10)}"
        "    verbose=2,\n"
        ")\n"
        "for key, values in history.history.items():\n"
        "    print(key, values)"
    )
