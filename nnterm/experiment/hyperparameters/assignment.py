"""`NAME=VALUE`: one change to an experiment, as `--set` and the form make it."""

import msgspec

from nnterm.errors import HyperparameterError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.own_table import adapted, described
from nnterm.experiment.experiment import Dataset, Experiment, Option
from nnterm.experiment.hyperparameters import outputs
from nnterm.experiment.hyperparameters.early_stopping import EARLY_STOPPING_BOUNDS, EarlyStopping
from nnterm.experiment.hyperparameters.hyperparameters import (
    DEFAULT_LEARNING_RATE,
    OPTIMIZERS,
    WITH_MOMENTUM,
    Hyperparameters,
    check_bounds,
)
from nnterm.experiment.hyperparameters.layers import ACTIVATIONS, Activation
from nnterm.experiment.hyperparameters.losses import LOSS_ALIASES, LOSSES, METRIC_ALIASES, METRICS
from nnterm.experiment.hyperparameters.schedules import CONSTANT, SCHEDULES
from nnterm.experiment.nearest import did_you_mean

NAMES = (
    "epochs",
    "batch_size",
    "learning_rate",
    "momentum",
    "optimizer",
    "units",
    "layers",
    "activation",
    "dropout",
    "l2",
    "shuffle",
    "seed",
    "schedule",
    "decay_steps",
    "decay_rate",
    "alpha",
    "patience",
    "monitor",
    "min_delta",
    "restore_best_weights",
    "start_from_epoch",
    "loss",
    "metrics",
)
"""Every hyperparameter that may be set by name; a data set's options come on top as `dataset.NAME`."""

_INTEGERS = ("epochs", "batch_size", "seed")
_FLOATS = ("learning_rate", "momentum", "dropout", "l2")
_FIRST = (
    *("dataset.path", "dataset.target", "dataset.task"),
    *("layers", "units", "optimizer", "schedule", "patience"),
)
"""Applied before the others: a table has the columns of its file and brings an output layer, how many activations there
are follows from the layers, the learning rate an optimizer brings must not replace one that was asked for, and a
schedule must be there before its arguments."""
OFF = "off"
"""The value of `patience` that turns early stopping off."""
_TRUTH = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}


def assign(experiment: Experiment, assignments: list[str]) -> Experiment:
    """`experiment` with every `NAME=VALUE` of `assignments` applied, whatever their order.

    Raises HyperparameterError or DatasetError for a wrong name, value or range.
    """
    baseline, pairs = experiment, [_pair(text) for text in assignments]
    for name, value in sorted(pairs, key=lambda pair: _FIRST.index(pair[0]) if pair[0] in _FIRST else len(_FIRST)):
        if name.startswith("dataset."):
            dataset = assign_option(experiment.dataset, name.removeprefix("dataset."), value)
            experiment = adapted(experiment, dataset, baseline)
        else:
            changed = assign_hyperparameter(experiment.hyperparameters, name, value)
            experiment = msgspec.structs.replace(experiment, hyperparameters=changed)
    experiment.hyperparameters.validate()
    _check_together(experiment, [name for name, _ in pairs])
    return experiment


def assign_hyperparameter(hyperparameters: Hyperparameters, name: str, value: str) -> Hyperparameters:
    """A copy with the hyperparameter `name` set from the text `value`."""
    if name in _INTEGERS:
        return msgspec.structs.replace(hyperparameters, **{name: _integer(name, value)})
    if name in _FLOATS:
        return msgspec.structs.replace(hyperparameters, **{name: _float(name, value)})
    match name:
        case "units":
            return _with_units(hyperparameters, [_integer(name, part) for part in value.split(",")])
        case "layers":
            return hyperparameters.with_hidden_layers(_integer(name, value))
        case "activation":
            return _with_activations(hyperparameters, [_choice(name, p, ACTIVATIONS) for p in value.split(",")])
        case "optimizer":
            return with_optimizer(hyperparameters, _choice(name, value, OPTIMIZERS))
        case "shuffle":
            return msgspec.structs.replace(hyperparameters, shuffle=_truth(name, value))
        case "schedule":
            kind = _choice(name, value, (CONSTANT, *SCHEDULES))
            schedule = SCHEDULES[kind]() if kind != CONSTANT else None
            return msgspec.structs.replace(hyperparameters, schedule=schedule)
        case "patience" if value == OFF:
            return msgspec.structs.replace(hyperparameters, early_stopping=None)
        case "monitor" | "restore_best_weights" | "patience" | "min_delta" | "start_from_epoch":
            return _with_early_stopping(hyperparameters, name, value)
        case "decay_steps" | "decay_rate" | "alpha":
            return _with_schedule(hyperparameters, name, value)
        case "loss":
            return msgspec.structs.replace(hyperparameters, **{name: _loss(value)})
        case "metrics":
            return msgspec.structs.replace(hyperparameters, **{name: _metrics(value)})
    raise HyperparameterError(
        f"There is no hyperparameter {name!r}.",
        f"{did_you_mean(name, NAMES)}Known: {', '.join(NAMES)}, and a data set's options as dataset.NAME.",
    )


def with_optimizer(hyperparameters: Hyperparameters, optimizer: str) -> Hyperparameters:
    """A copy with another optimizer; a learning rate that was the old one's default becomes the new one's."""
    rate = hyperparameters.learning_rate
    if rate == DEFAULT_LEARNING_RATE[hyperparameters.optimizer]:
        rate = DEFAULT_LEARNING_RATE[optimizer]
    changed = {"optimizer": optimizer, "learning_rate": rate}
    return msgspec.structs.replace(hyperparameters, **changed)


def assign_option(dataset: Dataset, name: str, value: str) -> Dataset:
    """A copy of `dataset` with the option `name` set from the text `value`."""
    default = catalog.entry(dataset).options.get(name)
    parsed: Option = value
    match default:
        case bool():
            parsed = _truth(f"dataset.{name}", value)
        case int():
            parsed = _integer(f"dataset.{name}", value)
        case float():
            parsed = _number(f"dataset.{name}", value)
    changed = msgspec.structs.replace(dataset, options={**dataset.options, name: parsed})
    catalog.entry(changed)
    return described(changed, dataset)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise HyperparameterError(f"{text!r} sets nothing.", "Write NAME=VALUE, for example epochs=100.")
    return name.strip(), value.strip()


def _check_together(experiment: Experiment, names: list[str]) -> None:
    """Raise HyperparameterError where what was set, by `names`, would mean nothing beside the rest."""
    chosen = experiment.hyperparameters
    if "momentum" in names and chosen.momentum and chosen.optimizer not in WITH_MOMENTUM:
        raise HyperparameterError(
            f"{chosen.optimizer} has no momentum.", f"Set optimizer to {' or '.join(WITH_MOMENTUM)} as well."
        )
    if "loss" in names or "metrics" in names:
        outputs.check_loss(experiment.dataset, chosen)
        outputs.check_metrics(experiment.dataset, chosen)


def _loss(value: str) -> str:
    return _choice("loss", LOSS_ALIASES.get(value, value), LOSSES)


def _metrics(value: str) -> tuple[str, ...]:
    """The metrics of a list with commas, each once; `none` for no metric at all."""
    if value == "none":
        return ()
    names = (part.strip() for part in value.split(","))
    return tuple(dict.fromkeys(_choice("metrics", METRIC_ALIASES.get(name, name), METRICS) for name in names))


def _with_units(hyperparameters: Hyperparameters, units: list[int]) -> Hyperparameters:
    for count in units:
        check_bounds("units", count)
    if len(units) > 1:
        check_bounds("layers", len(units))
        hyperparameters = hyperparameters.with_hidden_layers(len(units))
    hidden = _hidden(hyperparameters, "units")
    for position, count in zip(hidden, units if len(units) > 1 else units * len(hidden), strict=True):
        hyperparameters = hyperparameters.with_hidden_units(position, count)
    return hyperparameters


def _with_activations(hyperparameters: Hyperparameters, activations: list[str]) -> Hyperparameters:
    hidden = _hidden(hyperparameters, "activation")
    if len(activations) not in (1, len(hidden)):
        raise HyperparameterError(
            f"activation has {len(activations)} values, but the model has {len(hidden)} hidden layers.",
            "Give one value for all, or one for each hidden layer.",
        )
    chosen = activations if len(activations) == len(hidden) else activations * len(hidden)
    for position, activation in zip(hidden, chosen, strict=True):
        typed = msgspec.convert(activation, Activation)
        hyperparameters = hyperparameters.with_hidden_activation(position, typed)
    return hyperparameters


def _with_schedule(hyperparameters: Hyperparameters, name: str, value: str) -> Hyperparameters:
    schedule = hyperparameters.schedule
    if schedule is None or not hasattr(schedule, name):
        kinds = [kind for kind, made in SCHEDULES.items() if name in made.__struct_fields__]
        raise HyperparameterError(
            f"{name} is for a learning rate that falls by {' or '.join(kinds)} decay.",
            f"Set schedule={kinds[0]} as well.",
        )
    number = _integer(name, value) if name == "decay_steps" else _number(name, value)
    check_bounds(name, number)
    return msgspec.structs.replace(hyperparameters, schedule=msgspec.structs.replace(schedule, **{name: number}))


def _with_early_stopping(hyperparameters: Hyperparameters, name: str, value: str) -> Hyperparameters:
    rule = hyperparameters.early_stopping
    if rule is None and name != "patience":
        raise HyperparameterError(
            f"{name} is for early stopping, which is off.", "Set patience as well, for example patience=5."
        )
    parsed: str | float | bool = value
    if name == "restore_best_weights":
        parsed = _truth(name, value)
    elif name in EARLY_STOPPING_BOUNDS:
        parsed = _number(name, value) if name == "min_delta" else _integer(name, value)
        check_bounds(name, parsed)
    changed = msgspec.structs.replace(rule or EarlyStopping(), **{name: parsed})
    return msgspec.structs.replace(hyperparameters, early_stopping=changed)


def _hidden(hyperparameters: Hyperparameters, name: str) -> tuple[int, ...]:
    """Positions of the hidden layers; an error where there is none whose `name` could be set."""
    if not hyperparameters.hidden:
        raise HyperparameterError(
            f"{name} is for hidden layers, and the model has none.", "Add one first, for example layers=1."
        )
    return hyperparameters.hidden


def _integer(name: str, value: str) -> int:
    try:
        number = int(value)
    except ValueError:
        raise HyperparameterError(f"{name} is {value!r}.", "Give a whole number.") from None
    if name in ("layers", *_INTEGERS):
        check_bounds(name, number)
    return number


def _float(name: str, value: str) -> float:
    number = _number(name, value)
    check_bounds(name, number)
    return number


def _number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise HyperparameterError(f"{name} is {value!r}.", "Give a number such as 0.01.") from None


def _truth(name: str, value: str) -> bool:
    if value.lower() not in _TRUTH:
        raise HyperparameterError(f"{name} is {value!r}.", "Give true or false.")
    return _TRUTH[value.lower()]


def _choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise HyperparameterError(
            f"{name} is {value!r}.", f"{did_you_mean(value, choices)}Choose one of {', '.join(choices)}."
        )
    return value
