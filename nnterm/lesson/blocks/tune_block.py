"""The `tune` of an experiment: which hyperparameters the learner may change, and within what limits."""

from nnterm.errors import DatasetError, HyperparameterError, ModelError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Experiment, Option, Tune
from nnterm.experiment.hyperparameters import shapes
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.hyperparameters.table import OFF, TABLE
from nnterm.experiment.hyperparameters.values import values_named
from nnterm.experiment.nearest import did_you_mean
from nnterm.lesson.blocks.block_fields import Fields, integer_of, listed, number_of, quoted, shown, text_of, truth_of
from nnterm.lesson.parsing.yaml_lines import Items, Mapping, Node, Scalar, YamlEntry


def read_tune(fields: Fields, dataset: Dataset) -> dict[str, Tune]:
    """The value of `tune`; empty, for all of the form's, where it is missing."""
    entry = fields.entry("tune")
    if entry is None:
        return {}
    if isinstance(entry.value, Mapping):
        named = entry.value.entries
    elif isinstance(entry.value, Items):
        named = {}
        for node in entry.value.values:
            if (name := text_of(node)) is None:
                fields.wrong("tune", node, "a list of names", "For limits write `tune:` as a mapping of names.")
            elif name in named:
                fields.problems.add(node.line, f"`tune` names {name} twice.", "Remove one of the two.")
            else:
                named[name] = YamlEntry(node.line, Scalar(node.line, ""))
    else:
        fields.wrong("tune", entry.value, "a list of names, or a mapping", "Write for example `tune: [units, epochs]`.")
        return {}
    if not named:
        fields.problems.add(entry.line, "`tune` names nothing.", "Name a hyperparameter, or remove the key for all.")
    names = (name for name, entry in TABLE.items() if entry.kind != "list")
    known = (*names, *(f"dataset.{option}" for option in catalog.options(dataset)))
    tunes = {}
    for name, value in named.items():
        if name in known:
            tunes[name] = _tune(name, value, dataset, fields)
        else:
            fields.problems.add(
                value.line,
                f"`tune` names {quoted(name)}, which is not a hyperparameter of this experiment.",
                f"{did_you_mean(name, known)}{listed('Known', known)}",
            )
    return tunes


def check_baseline(experiment: Experiment, fields: Fields) -> None:
    """Note every baseline value that its own `tune` would not allow, and every choice that cannot be assigned."""
    for name, tune in experiment.tune.items():
        line = _line_of(fields, name)
        if name in ("units", "activation") and not experiment.hyperparameters.hidden:
            # They come into play when the learner adds a layer; there is no baseline value to compare.
            continue
        for choice in tune.choices:
            try:
                chosen = assign(experiment, [f"{name}={choice}", *_beside(name)])
                shapes.summarize(chosen.hyperparameters.layers, catalog.input_shape(chosen.dataset))
            except (HyperparameterError, DatasetError, ModelError) as error:
                fields.problems.add(line, f"`tune.{name}` offers {choice!r}: {error.message}", error.remedy)
        for value in values_named(experiment.dataset, experiment.hyperparameters, name):
            too_low = tune.low is not None and not isinstance(value, str) and value < tune.low
            too_high = tune.high is not None and not isinstance(value, str) and value > tune.high
            if too_low or too_high or (tune.choices and value not in tune.choices):
                fields.problems.add(
                    line,
                    f"`tune.{name}` does not allow the baseline's own {value}.",
                    "Widen the limits or choices so that they hold the baseline.",
                )


def _tune(name: str, entry: YamlEntry, dataset: Dataset, fields: Fields) -> Tune:
    """The limits of one hyperparameter."""
    if isinstance(entry.value, Scalar) and entry.value.is_null:
        return Tune()
    if not isinstance(entry.value, Mapping):
        fields.problems.add(
            entry.line,
            f"`tune.{name}` is {shown(entry.value)}; expected limits or choices.",
            "Write `{low: 1, high: 64}`, `{choices: [1, 2, 4]}`, or `{}`.",
        )
        return Tune()
    limits = Fields(Mapping(entry.line, entry.value.entries), f"tune.{name}", fields.problems)
    limits.only(("low", "high", "choices"))
    choices = tuple(_choice(name, node, dataset, limits) for node in limits.items("choices"))
    read = limits.integer if name in TABLE and TABLE[name].kind == "integer" else limits.number
    low = read("low") if "low" in limits else None
    high = read("high") if "high" in limits else None
    bounds = _bounds(name, dataset)
    if (low is not None or high is not None) and bounds is None:
        fields.problems.add(
            entry.line, f"`tune.{name}` has limits, but {name} is not a number.", "Give it `choices` instead."
        )
    elif bounds is not None:
        for key, value in (("low", low), ("high", high)):
            if value is not None and not bounds[0] <= value <= bounds[1]:
                fields.problems.add(
                    limits.line(key),
                    f"`tune.{name}.{key}` is {value:g}, which is out of range.",
                    f"Choose a value from {bounds[0]:g} to {bounds[1]:g}.",
                )
    if low is not None and high is not None and low >= high:
        fields.problems.add(
            entry.line, f"`tune.{name}`: low {low:g} is not below high {high:g}.", "Exchange the two, or widen them."
        )
    return Tune(low=low, high=high, choices=choices)


def _choice(name: str, node: Node, dataset: Dataset, limits: Fields) -> Option:
    """One of the values offered."""
    default = catalog.options(dataset).get(name.removeprefix("dataset.")) if name.startswith("dataset.") else None
    found: Option | None
    kind = TABLE[name].kind if name in TABLE else ""
    if kind == "choice":
        choices = TABLE[name].choices
        return limits.chosen("choices", node, choices, TABLE[name].aliases) or choices[0]
    if isinstance(default, str) or kind == "text":
        return text_of(node) or ""
    if kind and OFF in TABLE[name].offered and text_of(node) == OFF:
        return OFF
    if kind == "truth" or isinstance(default, bool):
        found, expected = truth_of(node), "true or false"
    elif kind == "integer" or isinstance(default, int):
        found, expected = integer_of(node), "whole numbers"
    else:
        found, expected = number_of(node), "numbers"
    if found is None:
        limits.wrong("choices", node, expected, "Correct the value, or remove it.")
        return 1
    return found


def _bounds(name: str, dataset: Dataset) -> tuple[float, float] | None:
    """Smallest and largest value of a numeric hyperparameter or option; None for the others."""
    if not name.startswith("dataset."):
        return TABLE[name].bounds
    option = name.removeprefix("dataset.")
    entry = catalog.entry(dataset)
    if isinstance(entry.options[option], bool | str):
        return None
    return entry.bounds.get(option, (float("-inf"), float("inf")))


def _beside(name: str) -> list[str]:
    """What the learner may set as well so that the choices of `name` mean something: an optimizer that takes it."""
    entry = TABLE.get(name)
    if entry is None or not entry.optimizers:
        return []
    required = [f"{entry.requires}={TABLE[entry.requires].steps[-1]}"] if entry.requires else []
    return [f"optimizer={entry.optimizers[0]}", *required]


def _line_of(fields: Fields, name: str) -> int:
    entry = fields.mapping.entries["tune"]
    if isinstance(entry.value, Mapping):
        return entry.value.entries[name].line
    return entry.line
