"""`NAME=VALUE`: one change to an experiment, as `--set` and the form make it."""

from typing import Any

import msgspec

from nnterm.errors import HyperparameterError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.own_table import adapted, described
from nnterm.experiment.experiment import Dataset, Experiment, Option
from nnterm.experiment.hyperparameters import outputs
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import ActivationName, InitializerName, with_initializer
from nnterm.experiment.hyperparameters.names import OTHER_CHOICES, unknown_name
from nnterm.experiment.hyperparameters.optimizer_arguments import check_used
from nnterm.experiment.hyperparameters.optimizers import CLASSES
from nnterm.experiment.hyperparameters.schedules import CONSTANT, SCHEDULES
from nnterm.experiment.hyperparameters.table import OFF, TABLE, check_bounds
from nnterm.experiment.nearest import did_you_mean

_DATASET_FIRST = ("dataset.path", "dataset.target", "dataset.task")
"""Options that are applied before anything else: a table has the columns of its file and brings an output layer.
After them come the hyperparameters that the table calls `first`: how many activations there are follows from the
layers, the learning rate an optimizer brings must not replace one that was set, and a schedule must be there before
its arguments."""

_TRUTH = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}


def assign(experiment: Experiment, assignments: list[str]) -> Experiment:
    """`experiment` with every `NAME=VALUE` of `assignments` applied, whatever their order.

    Raises HyperparameterError or DatasetError for a wrong name, value or range.
    """
    baseline, pairs = experiment, [_pair(text) for text in assignments]
    for name, _ in pairs:
        if name not in TABLE and not name.startswith("dataset."):
            raise unknown_name(name, catalog.entry(experiment.dataset).options)
    for name, value in sorted(pairs, key=lambda pair: _place(pair[0])):
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
    """A copy with the hyperparameter `name` set from the text `value`. Raises HyperparameterError."""
    if name not in TABLE:
        raise unknown_name(name)
    if TABLE[name].part == "layers":
        return _with_layers(hyperparameters, name, value)
    if TABLE[name].part == "schedule":
        return _with_schedule(hyperparameters, name, value)
    if TABLE[name].part == "early_stopping":
        return _with_early_stopping(hyperparameters, name, value)
    parsed = _parsed(name, value)
    if name == "optimizer":
        return with_optimizer(hyperparameters, parsed)
    if name == "schedule":
        parsed = SCHEDULES[parsed]() if parsed != CONSTANT else None
    return msgspec.structs.replace(hyperparameters, **{name: parsed})


def with_optimizer(hyperparameters: Hyperparameters, optimizer: str) -> Hyperparameters:
    """A copy with another optimizer; a learning rate that was the old one's default becomes the new one's."""
    rate = hyperparameters.learning_rate
    if rate == CLASSES[hyperparameters.optimizer].learning_rate:
        rate = CLASSES[optimizer].learning_rate
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


def _place(name: str) -> int:
    """Where `name` comes in the order of assignments."""
    if name in _DATASET_FIRST:
        return _DATASET_FIRST.index(name)
    first = [known for known, entry in TABLE.items() if entry.first]
    return len(_DATASET_FIRST) + (first.index(name) if name in first else len(first))


def _check_together(experiment: Experiment, names: list[str]) -> None:
    """Raise HyperparameterError where what was set, by `names`, would mean nothing beside the rest."""
    chosen = experiment.hyperparameters
    for name in names:
        if name in TABLE:
            check_used(chosen, name)
    if "loss" in names or "metrics" in names:
        outputs.check_loss(experiment.dataset, chosen)
        outputs.check_metrics(experiment.dataset, chosen)


def _parsed(name: str, value: str) -> Any:
    """The text `value` as what the table says that `name` is, within its bounds or choices."""
    entry = TABLE[name]
    if (entry.kind == "list" or entry.part == "layers") and "," not in value and len(value.split()) > 1:
        raise HyperparameterError(f"{name} is {value!r}.", f"Did you mean {name}={','.join(value.split())}?")
    match entry.kind:
        case "integer" | "number":
            number = _integer(name, value) if entry.kind == "integer" else _number(name, value)
            check_bounds(name, number)
            return number
        case "truth":
            return _truth(name, value)
        case "choice":
            return _choice(name, entry.aliases.get(value, value), entry.choices)
        case "list":
            if value == "none":
                return ()
            parts = (part.strip() for part in value.split(","))
            return tuple(dict.fromkeys(_choice(name, entry.aliases.get(p, p), entry.choices) for p in parts))
        case "text":
            return value


def _with_layers(hyperparameters: Hyperparameters, name: str, value: str) -> Hyperparameters:
    """A copy with another number of hidden layers, or with other units or activations of theirs."""
    if name == "layers":
        return hyperparameters.with_hidden_layers(_parsed(name, value))
    if name == "kernel_initializer":
        return _with_initializer(hyperparameters, _parsed(name, value))
    values = [_parsed(name, part.strip()) for part in value.split(",")]
    return _with_units(hyperparameters, values) if name == "units" else _with_activations(hyperparameters, values)


def _with_units(hyperparameters: Hyperparameters, units: list[int]) -> Hyperparameters:
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
        typed = msgspec.convert(activation, ActivationName)
        hyperparameters = hyperparameters.with_hidden_activation(position, typed)
    return hyperparameters


def _with_initializer(hyperparameters: Hyperparameters, initializer: str) -> Hyperparameters:
    typed = msgspec.convert(initializer, InitializerName)
    for position in _hidden(hyperparameters, "kernel_initializer"):
        hyperparameters = hyperparameters.with_layer(
            position, with_initializer(hyperparameters.layers[position], typed)
        )
    return hyperparameters


def _with_schedule(hyperparameters: Hyperparameters, name: str, value: str) -> Hyperparameters:
    schedule = hyperparameters.schedule
    if schedule is None or not hasattr(schedule, name):
        kinds = [kind for kind, made in SCHEDULES.items() if name in made.__struct_fields__]
        raise HyperparameterError(
            f"{name} is for a learning rate that falls by {' or '.join(kinds)} decay.",
            f"Set schedule={kinds[0]} as well.",
        )
    changed = msgspec.structs.replace(schedule, **{name: _parsed(name, value)})
    return msgspec.structs.replace(hyperparameters, schedule=changed)


def _with_early_stopping(hyperparameters: Hyperparameters, name: str, value: str) -> Hyperparameters:
    rule = hyperparameters.early_stopping
    if name == "patience" and value == OFF:
        return msgspec.structs.replace(hyperparameters, early_stopping=None)
    if rule is None and name != "patience":
        raise HyperparameterError(
            f"{name} is for early stopping, which is off.", "Set patience as well, for example patience=5."
        )
    changed = msgspec.structs.replace(rule or EarlyStopping(), **{name: _parsed(name, value)})
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
        return int(value)
    except ValueError:
        raise HyperparameterError(f"{name} is {value!r}.", "Give a whole number.") from None


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
        likely = {other: choice for other, choice in OTHER_CHOICES.items() if choice in choices}
        raise HyperparameterError(
            f"{name} is {value!r}.", f"{did_you_mean(value, choices, likely)}Choose one of {', '.join(choices)}."
        )
    return value
