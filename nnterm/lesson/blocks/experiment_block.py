"""The `{experiment}` block: YAML to an Experiment that can be trained as it is."""

from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from nnterm import named_paths, paths
from nnterm.errors import DatasetError, HyperparameterError, PathError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.own_table import described
from nnterm.experiment.experiment import SHOWN, Dataset, Experiment, Option, Split
from nnterm.experiment.hyperparameters import optimizer_arguments
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Layer
from nnterm.experiment.hyperparameters.optimizers import CLASSES
from nnterm.experiment.hyperparameters.table import DEEPEST, TABLE, check_bounds
from nnterm.experiment.panel_names import PANELS
from nnterm.experiment.panels import missing
from nnterm.lesson.authoring import fit_check
from nnterm.lesson.blocks.block_fields import Fields, integer_of, number_of, text_of, truth_of
from nnterm.lesson.blocks.conditions_field import read_conditions
from nnterm.lesson.blocks.model_block import read_layers
from nnterm.lesson.blocks.pretraining_field import read_pretraining
from nnterm.lesson.blocks.schedule_block import read_callbacks, read_learning_rate
from nnterm.lesson.blocks.tune_block import check_baseline, read_tune
from nnterm.lesson.parsing.frontmatter import identify, one_line
from nnterm.lesson.parsing.yaml_lines import Mapping, Node, Scalar, YamlEntry

SPLIT_KEYS = ("test", "validation", "stratify", "seed")
_WRITTEN_AS = {"schedule": "learning_rate", "patience": "callbacks"}
"""Hyperparameters that are written as Keras's classes, under these keys."""


def keys_under(key: str) -> tuple[str, ...]:
    """What may be written under `compile` or `fit`; beside `model` where `key` is empty."""
    here = (name for name, entry in TABLE.items() if entry.key == key and not entry.part)
    names = tuple(name for name in here if name not in _WRITTEN_AS)
    return (*names, "callbacks") if key == "fit" else names


def keys() -> tuple[str, ...]:
    """The keys of the block."""
    parts = ("dataset", "split", "model", "compile", "fit")
    return ("id", "title", *parts, *keys_under(""), "weights_from", "tune", "no_remedy", "show", "expect")


def _misplaced() -> dict[str, str]:
    """What to do about keys that belong elsewhere."""
    options = (option for entry in catalog.CATALOG.values() for option in entry.options)
    return {
        **dict.fromkeys(options, "Write `dataset: {name: ..., option: value}`."),
        **dict.fromkeys(keys_under("compile"), "Write it under `compile:`."),
        **dict.fromkeys(keys_under("fit"), "Write it under `fit:`."),
        **dict.fromkeys(("test", "validation", "stratify"), "Write it under `split:`."),
        "layers": "The list of layers is called `model`.",
    }


_N = TypeVar("_N", int, float)


def read_experiment(fields: Fields, above: dict[str, Experiment]) -> Experiment | None:
    """The experiment of one block; None, with what is wrong in the problems of `fields`, when it cannot be trained.

    `above` are the lesson's experiments so far, by their ids.
    """
    before = len(fields.problems)
    fields.only(keys(), _misplaced())
    id = identify(fields, "id", fields.text("id", example="iris-20"))
    title = one_line(fields, "title") if "title" in fields else id
    dataset = _dataset(fields)
    split = _split(fields.fields("split", SPLIT_KEYS))
    layers = read_layers(fields)
    hyperparameters = msgspec.structs.replace(
        _hyperparameters(fields, layers), pretraining=read_pretraining(fields, above)
    )
    show = _panels(fields, dataset, hyperparameters)
    expect = read_conditions(fields, "expect")
    tune = read_tune(fields, dataset) if dataset else {}
    no_remedy = _no_remedy(fields)
    if dataset is None or len(fields.problems) > before:
        return None
    experiment = Experiment(
        id=id,
        title=title,
        dataset=dataset,
        split=split,
        hyperparameters=hyperparameters,
        tune=tune,
        no_remedy=no_remedy,
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
    node, options = entry.value, dict[str, YamlEntry]()
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
    compiled = fields.fields("compile", keys_under("compile"), "{optimizer: adam, loss: categorical_crossentropy}")
    fitted = fields.fields("fit", keys_under("fit"), example="{epochs: 20}")
    places = {"": fields, "compile": compiled, "fit": fitted}
    hyperparameters = Hyperparameters(layers=tuple(layer for _, layer in layers))
    required = {}
    if isinstance(_value(fields, "compile"), Mapping):
        required["loss"] = "categorical_crossentropy"
    if isinstance(_value(fields, "fit"), Mapping):
        required["epochs"] = "20"
    values = {
        name: _read(places[entry.key], name, hyperparameters.value(name), required.get(name, ""))
        for name, entry in TABLE.items()
        if not entry.part and name not in (*_WRITTEN_AS, "learning_rate")
    }
    rate, schedule = read_learning_rate(compiled, CLASSES[values["optimizer"]].learning_rate)
    values["learning_rate"], values["schedule"] = _bounded(compiled, "learning_rate", rate), schedule
    values["early_stopping"] = read_callbacks(fitted)
    hyperparameters = msgspec.structs.replace(hyperparameters, **values)
    for name in compiled.mapping.entries:
        _check_used(hyperparameters, name, compiled)
    hidden = len(hyperparameters.hidden)
    if hidden > DEEPEST:
        fields.problems.add(
            fields.line("model"),
            f"`model` has {hidden} hidden layers with units, which is out of range.",
            f"Use up to {DEEPEST}.",
        )
    return hyperparameters


def _read(fields: Fields, name: str, default: Any, example: str) -> Any:
    """The value of the hyperparameter `name`, by its kind; an `example` makes it required."""
    entry = TABLE[name]
    match entry.kind:
        case "integer":
            return _bounded(fields, name, fields.integer(name, default, example))
        case "number":
            return _bounded(fields, name, fields.number(name, default, example))
        case "truth":
            return fields.truth(name, default)
        case "choice":
            return fields.choice(name, entry.choices, default, example, entry.aliases)
        case "text":
            return fields.text(name, default, example)
        case "list":
            nodes = fields.items(name, "[accuracy]", is_required=False)
            found = [fields.chosen(name, node, entry.choices, entry.aliases) for node in nodes]
            if len(set(found)) < len(found):
                fields.problems.add(fields.line(name), f"`{name}` names one twice.", "Remove one of the two.")
            return tuple(one for one in found if one)


def _check_used(hyperparameters: Hyperparameters, name: str, compiled: Fields) -> None:
    """Note an argument that the optimizer, or another of its arguments, ignores."""
    try:
        if name in TABLE:
            optimizer_arguments.check_used(hyperparameters, name)
    except HyperparameterError as error:
        compiled.problems.add(compiled.line(name), error.message, error.remedy)


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


def _no_remedy(fields: Fields) -> tuple[str, ...]:
    """The hyperparameters that the verdict must not advise."""
    nodes = fields.items("no_remedy", "[units, learning_rate]", is_required=False)
    found = [fields.chosen("no_remedy", node, tuple(TABLE)) for node in nodes]
    return tuple(name for name in found if name)


def _panels(fields: Fields, dataset: Dataset | None, hyperparameters: Hyperparameters) -> tuple[str, ...]:
    if "show" not in fields:
        return SHOWN
    nodes = fields.items("show", example="[curves, model]")
    panels = []
    for node in nodes:
        panel = fields.chosen("show", node, PANELS)
        if panel and dataset and (reason := missing(panel, dataset, hyperparameters)):
            problem = f"`show` names {panel}, but this experiment of {dataset.name} cannot fill it."
            fields.problems.add(node.line, problem, f"Remove it; {reason}.")
        if panel in panels:
            fields.problems.add(node.line, f"`show` names {panel} twice.", "Remove one of the two.")
        panels.append(panel or "")
    if not nodes and fields.entry("show") is not None:
        fields.problems.add(fields.line("show"), "`show` names no panel.", "Name at least one, such as curves.")
    return tuple(panels)
