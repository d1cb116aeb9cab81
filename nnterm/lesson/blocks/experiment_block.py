"""The `{experiment}` block: YAML to an Experiment that can be trained as it is."""

from contextlib import suppress
from typing import TypeVar

import msgspec

from nnterm import named_paths, paths
from nnterm.errors import DatasetError, HyperparameterError, PathError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.own_table import described
from nnterm.experiment.experiment import SHOWN, Dataset, Experiment, Option, Split
from nnterm.experiment.hyperparameters.hyperparameters import (
    BOUNDS,
    DEFAULT_LEARNING_RATE,
    OPTIMIZERS,
    WITH_MOMENTUM,
    Hyperparameters,
    check_bounds,
)
from nnterm.experiment.hyperparameters.layers import Layer
from nnterm.experiment.hyperparameters.losses import LOSS_ALIASES, LOSSES, METRIC_ALIASES, METRICS
from nnterm.experiment.panels import PANELS, missing
from nnterm.lesson.authoring import fit_check
from nnterm.lesson.blocks.block_fields import Fields, integer_of, number_of, text_of, truth_of
from nnterm.lesson.blocks.conditions_field import read_conditions
from nnterm.lesson.blocks.model_block import read_layers
from nnterm.lesson.blocks.schedule_block import read_callbacks, read_learning_rate
from nnterm.lesson.blocks.tune_block import check_baseline, read_tune
from nnterm.lesson.parsing.frontmatter import identify, one_line
from nnterm.lesson.parsing.yaml_lines import Entry, Mapping, Node, Scalar

KEYS = (
    "id",
    "title",
    "dataset",
    "split",
    "model",
    "compile",
    "fit",
    "dropout",
    "l2",
    "seed",
    "tune",
    "show",
    "expect",
)
COMPILE_KEYS = ("optimizer", "learning_rate", "momentum", "loss", "metrics")
FIT_KEYS = ("epochs", "batch_size", "shuffle", "callbacks")
SPLIT_KEYS = ("test", "validation", "stratify", "seed")
_MISPLACED = {
    **dict.fromkeys(
        (option for entry in catalog.CATALOG.values() for option in entry.options),
        "Write `dataset: {name: ..., option: value}`.",
    ),
    **dict.fromkeys(COMPILE_KEYS, "Write it under `compile:`."),
    **dict.fromkeys(FIT_KEYS, "Write it under `fit:`."),
    **dict.fromkeys(("test", "validation", "stratify"), "Write it under `split:`."),
    "layers": "The list of layers is called `model`.",
}
_N = TypeVar("_N", int, float)


def read_experiment(fields: Fields) -> Experiment | None:
    """The experiment of one block; None, with what is wrong in the problems of `fields`, when it cannot be trained."""
    before = len(fields.problems)
    fields.only(KEYS, _MISPLACED)
    id = identify(fields, "id", fields.text("id", example="iris-20"))
    title = one_line(fields, "title") if "title" in fields else id
    dataset = _dataset(fields)
    split = _split(fields.fields("split", SPLIT_KEYS))
    layers = read_layers(fields)
    hyperparameters = _hyperparameters(fields, layers)
    show = _show(fields, dataset, hyperparameters)
    expect = read_conditions(fields, "expect")
    tune = read_tune(fields, dataset) if dataset else {}
    if dataset is None or len(fields.problems) > before:
        return None
    experiment = Experiment(
        id=id,
        title=title,
        dataset=dataset,
        split=split,
        hyperparameters=hyperparameters,
        tune=tune,
        show=show,
        expect=expect,
    )
    fit_check.check_model(experiment, layers, fields)
    fit_check.check_compiled(experiment, fields)
    fit_check.check_rows(experiment, fields)
    fit_check.check_early_stopping(experiment, fields)
    fit_check.check_expectations(experiment, fields)
    check_baseline(experiment, fields)
    return experiment if len(fields.problems) == before else None


def _dataset(fields: Fields) -> Dataset | None:
    """The data set with its options; None when it is none of the catalog."""
    entry = fields.entry("dataset", example="iris")
    if entry is None:
        return None
    node, options = entry.value, dict[str, Entry]()
    if isinstance(node, Mapping):
        options = {key: value for key, value in node.entries.items() if key != "name"}
        named = Fields(Mapping(entry.line, node.entries), "dataset", fields.problems)
        if (name_entry := named.entry("name", example="moons")) is None:
            return None
        node = name_entry.value
    name = fields.chosen("dataset", node, catalog.CATALOG)
    if name is None:
        return None
    defaults = catalog.CATALOG[name].options
    read = {}
    for option, given in options.items():
        value = _option(given.value, defaults.get(option))
        try:
            catalog.entry(Dataset(name, {option: value}))
            read[option] = value
        except DatasetError as error:
            fields.problems.add(given.line, error.message, error.remedy)
    return _described(Dataset(name, read), fields)


def _described(dataset: Dataset, fields: Fields) -> Dataset:
    """`dataset` with what is found in its file. A relative path counts from the lesson first, where there is one."""
    path = str(dataset.options.get("path", ""))
    # What is wrong with a path is said of it as the lesson has it.
    with suppress(PathError):
        beside = named_paths.absolute(fields.problems.path.parent) / paths.given(path)
        if path and named_paths.is_file(beside):
            dataset = Dataset(dataset.name, {**dataset.options, "path": str(beside)})
    try:
        return described(dataset)
    except DatasetError as error:
        fields.problems.add(fields.line("dataset"), error.message, error.remedy)
        return dataset


def _option(node: Node, default: Option | None) -> Option:
    """The value of an option as its default's type, or its text where it is not of that type."""
    read: Option | None = None
    match default:
        case bool():
            read = truth_of(node)
        case int():
            read = integer_of(node)
        case float():
            read = number_of(node)
    if read is not None:
        return read
    return text_of(node) or ""


def _split(fields: Fields) -> Split:
    split = Split(
        test=fields.number("test", 0.0),
        validation=fields.number("validation", 0.0),
        stratify=fields.truth("stratify", False),
        seed=_bounded(fields, "seed", fields.integer("seed", 0)),
    )
    for name, part in (("test", split.test), ("validation", split.validation)):
        if part < 0 or (part >= 1 and part != int(part)):
            fields.problems.add(
                fields.line(name),
                f"`split.{name}` is {part:g}; expected a part such as 0.2, or a whole number of rows.",
                f"Write for example `{name}: 0.2`.",
            )
    return split


def _hyperparameters(fields: Fields, layers: list[tuple[int, Layer]]) -> Hyperparameters:
    compiled = fields.fields("compile", COMPILE_KEYS, example="{optimizer: adam, loss: categorical_crossentropy}")
    fitted = fields.fields("fit", FIT_KEYS, example="{epochs: 20}")
    loss = LOSSES[0]
    if isinstance(_value(fields, "compile"), Mapping):
        loss = compiled.choice("loss", LOSSES, LOSSES[0], "categorical_crossentropy", LOSS_ALIASES)
    epochs = 1
    if isinstance(_value(fields, "fit"), Mapping):
        epochs = _bounded(fitted, "epochs", fitted.integer("epochs", 1, example="20"))
    optimizer = compiled.choice("optimizer", OPTIMIZERS, "rmsprop")
    rate, schedule = read_learning_rate(compiled, DEFAULT_LEARNING_RATE[optimizer])
    momentum = compiled.number("momentum", 0.0)
    if momentum and optimizer not in WITH_MOMENTUM:
        compiled.problems.add(
            compiled.line("momentum"), f"{optimizer} has no momentum.", "Choose sgd or rmsprop, or remove the key."
        )
    metrics = [
        compiled.chosen("metrics", node, METRICS, METRIC_ALIASES)
        for node in compiled.items("metrics", "[accuracy]", is_required=False)
    ]
    if len(set(metrics)) < len(metrics):
        compiled.problems.add(compiled.line("metrics"), "`metrics` names one twice.", "Remove one of the two.")
    values = {
        "optimizer": optimizer,
        "learning_rate": _bounded(compiled, "learning_rate", rate),
        "schedule": schedule,
        "momentum": _bounded(compiled, "momentum", momentum),
        "loss": loss,
        "metrics": tuple(metric for metric in metrics if metric),
        "epochs": epochs,
        "batch_size": _bounded(fitted, "batch_size", fitted.integer("batch_size", 32)),
        "shuffle": fitted.truth("shuffle", True),
        "early_stopping": read_callbacks(fitted),
        "dropout": _bounded(fields, "dropout", fields.number("dropout", 0.0)),
        "l2": _bounded(fields, "l2", fields.number("l2", 0.0)),
        "seed": _bounded(fields, "seed", fields.integer("seed", 0)),
    }
    hyperparameters = Hyperparameters(layers=tuple(layer for _, layer in layers))
    hyperparameters = msgspec.structs.replace(hyperparameters, **values)
    hidden = len(hyperparameters.hidden)
    if hidden > BOUNDS["layers"][1]:
        fields.problems.add(
            fields.line("model"),
            f"`model` has {hidden} hidden layers with units, which is out of range.",
            f"Use up to {BOUNDS['layers'][1]:g}.",
        )
    return hyperparameters


def _value(fields: Fields, key: str) -> Node:
    entry = fields.mapping.entries.get(key)
    return entry.value if entry else Scalar(0, "")


def _bounded(fields: Fields, key: str, value: _N) -> _N:
    """`value`, noted where it is outside the bounds of hyperparameter `key`."""
    try:
        check_bounds(key, value)
    except HyperparameterError as error:
        fields.problems.add(fields.line(key), f"`{fields.name}`: {error.message}", error.remedy)
    return value


def _show(fields: Fields, dataset: Dataset | None, hyperparameters: Hyperparameters) -> tuple[str, ...]:
    if "show" not in fields:
        return SHOWN
    nodes = fields.items("show", example="[curves, model]")
    panels = []
    for node in nodes:
        panel = fields.chosen("show", node, PANELS)
        if panel and dataset and (lack := missing(panel, dataset, hyperparameters)):
            problem = f"`show` names {panel}, but this experiment of {dataset.name} cannot fill it."
            fields.problems.add(node.line, problem, f"Remove it; {lack}.")
        if panel in panels:
            fields.problems.add(node.line, f"`show` names {panel} twice.", "Remove one of the two.")
        panels.append(panel or "")
    if not nodes and fields.entry("show") is not None:
        fields.problems.add(fields.line("show"), "`show` names no panel.", "Name at least one, such as curves.")
    return tuple(panels)
