"""The fields of the form: what may be changed about an experiment, and by which natural steps. No Textual here."""

from dataclasses import dataclass
from math import floor, log10

import msgspec

from nnterm.errors import DatasetError, HyperparameterError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.own_table import adapted
from nnterm.experiment.experiment import Experiment, Option, Tune
from nnterm.experiment.hyperparameters import outputs
from nnterm.experiment.hyperparameters.assignment import assign_hyperparameter, assign_option
from nnterm.experiment.hyperparameters.layers import ActivationName, activation_of, width
from nnterm.experiment.hyperparameters.optimizer_arguments import unused
from nnterm.experiment.hyperparameters.table import DECADES, POWERS_OF_TWO, TABLE, bounds_of, label
from nnterm.experiment.hyperparameters.values import shown, value_named
from nnterm.tui.drawing.setting_words import displayed, in_form
from nnterm.tui.form.stopping import never_stops, stopping_as_usual

OPTION_STEPS: dict[str, tuple[float, ...]] = {
    "dataset.noise": tuple(n / 20 for n in range(41)),
    "dataset.label_noise": tuple(n / 20 for n in range(11)),
    "dataset.samples": DECADES,
    "dataset.words": DECADES,
    "dataset.length": POWERS_OF_TWO,
    "dataset.window": POWERS_OF_TWO,
    "dataset.malignant": DECADES,
}
"""The values of a data set's options that the arrow keys walk along; any other may be typed. The others go by ones."""

HIDDEN_OPTIONS = (
    "seed",
    "flatten",
    "shuffle_pixels",
    "encoding",
    "scale",
    "features",
    "scaling",
    "scaled_target",
    "test",
    "letters",
    "label_noise",
)
"""Options of data sets that belong to the experiment's question and are not in the form unless `tune` names them."""


@dataclass(frozen=True)
class Field:
    """One thing that can be changed."""

    name: str
    """`units:POSITION`, `activation:POSITION`, a hyperparameter, or `dataset.OPTION`."""
    label: str
    value: str
    baseline: str
    """The value under the baseline; empty where the baseline has no such field."""
    typed: bool
    """Whether a number may be typed in."""
    written: bool = False
    """Whether it is a text that is written, such as the path of a file."""
    fraction: bool = False
    """Whether that number may have a part after a point."""

    @property
    def changed(self) -> bool:
        """Whether the value differs from the baseline's."""
        return self.value != self.baseline

    @property
    def was(self) -> str:
        """The baseline's value as it is written beside another one; empty where there is none."""
        return f" ({self.baseline})" if self.changed and self.baseline else ""


def layer_fields(experiment: Experiment, baseline: Experiment) -> list[tuple[Field, ...]]:
    """A row of fields for each hidden layer with units: units, activation. Empty where they may not be tuned."""
    rows = []
    now, before = experiment.hyperparameters, baseline.hyperparameters
    for number, position in enumerate(now.hidden):
        layer = now.layers[position]
        twin = before.layers[before.hidden[number]] if number < len(before.hidden) else None
        row = []
        if tunable(experiment, "units"):
            old = str(width(twin)) if twin else ""
            row.append(Field(f"units:{position}", f"layer {number + 1} units", str(width(layer)), old, True))
        if tunable(experiment, "activation"):
            old = activation_of(twin) or "" if twin else ""
            named = f"layer {number + 1} activation"
            row.append(Field(f"activation:{position}", named, activation_of(layer) or "", old, False))
        if row:
            rows.append(tuple(row))
    return rows


def other_fields(experiment: Experiment, baseline: Experiment) -> list[Field]:
    """The fields beside the layers: training and data. A file of the learner's comes first: nothing can do without."""
    data = data_fields(experiment, baseline)
    training = _training_fields(experiment, baseline)
    return [*data, *training] if experiment.dataset.name == "csv" else [*training, *data]


def _training_fields(experiment: Experiment, baseline: Experiment) -> list[Field]:
    fields = []
    for name in in_form():
        entry = TABLE[name]
        is_left_out = entry.form == "tuned" and name not in experiment.tune
        # How to stop early is no matter where nothing does.
        is_left_out |= entry.part == "early_stopping" and not entry.first and never_stops(experiment)
        if not tunable(experiment, name) or is_left_out or unused(experiment.hyperparameters, name):
            continue
        current = displayed(name, value_named(experiment.hyperparameters, name))
        old = displayed(name, value_named(stopping_as_usual(baseline, name).hyperparameters, name))
        kind = entry.kind
        typed, fraction = kind in ("integer", "number"), kind == "number"
        fields.append(Field(name, label(name), current, old, typed, fraction=fraction))
    return fields


def data_fields(experiment: Experiment, baseline: Experiment) -> list[Field]:
    """The fields of the data set's options, without what follows from them."""
    fields = []
    chosen_options = catalog.options(experiment.dataset)
    for option in {**catalog.entry(experiment.dataset).options, **experiment.dataset.options}:
        chosen = chosen_options[option]
        name = f"dataset.{option}"
        if tunable(experiment, name) and (option not in HIDDEN_OPTIONS or name in experiment.tune):
            typed = isinstance(chosen, int | float) and not isinstance(chosen, bool)
            written = isinstance(chosen, str) and not choices_of(experiment, name)
            now, before = value_of(experiment, name), value_of(baseline, name)
            fraction = typed and not _whole(experiment, name)
            fields.append(Field(name, option.replace("_", " "), now, before, typed, written, fraction))
    return fields


def tunable(experiment: Experiment, name: str) -> bool:
    """Whether the learner may change `name` in this experiment; the number of layers only where they are a list."""
    if name == "layers" and experiment.hyperparameters.is_graph:
        return False
    return not experiment.tune or name in experiment.tune


def stepped(experiment: Experiment, name: str, direction: int, baseline: Experiment | None = None) -> Experiment:
    """`experiment` with the field `name` moved to its next (+1) or previous (-1) natural value; itself at an end.

    `baseline` is the lesson's own experiment, where `experiment` was changed from it.
    """
    kind = name.partition(":")[0]
    choices = choices_of(experiment, kind)
    current = value_of(experiment, name)
    if choices:
        at = choices.index(current) if current in choices else _beside(current, choices, direction)
        for distance in range(1, len(choices) + 1):
            try:
                return assigned(experiment, name, choices[(at + distance * direction) % len(choices)], baseline)
            except DatasetError:
                # A column that cannot be the target is passed over.
                if kind != "dataset.target":
                    raise
        return experiment
    if kind.startswith("dataset.") and isinstance(_option(experiment, kind), str):
        # A text has no next one: it is written.
        return experiment
    low, high = bounds(experiment, kind)
    steps = TABLE[kind].steps if kind in TABLE else OPTION_STEPS.get(kind, ())
    value = _next(float(current), steps, direction)
    value = min(max(value, low), high)
    text = shown(int(value) if value == int(value) and _whole(experiment, kind) else value)
    return assigned(experiment, name, text, baseline)


def _beside(value: str, choices: tuple[str, ...], direction: int) -> int:
    """Index of the choice that a typed number has passed on its way in `direction`; 0 for what is no number."""
    if not value.isdigit():
        return 0
    below = [at for at, choice in enumerate(choices) if choice.isdigit() and int(choice) < int(value)]
    return max(below, default=0) + (direction < 0)


def assigned(experiment: Experiment, name: str, text: str, baseline: Experiment | None = None) -> Experiment:
    """`experiment` with the field `name` set from what was typed.

    `baseline` is the lesson's own experiment, where `experiment` was changed from it. Raises HyperparameterError or
    DatasetError for a value that cannot be.
    """
    kind, _, position = name.partition(":")
    _check_tune(experiment, kind, text)
    hyperparameters = experiment.hyperparameters
    if kind == "units":
        checked = assign_hyperparameter(hyperparameters, "units", text)
        units = width(checked.layers[int(position)]) or 1
        hyperparameters = hyperparameters.with_hidden_units(int(position), units)
    elif kind == "activation":
        hyperparameters = hyperparameters.with_hidden_activation(int(position), msgspec.convert(text, ActivationName))
    elif kind.startswith("dataset."):
        dataset = assign_option(experiment.dataset, kind.removeprefix("dataset."), text)
        return adapted(experiment, dataset, baseline or experiment)
    else:
        hyperparameters = assign_hyperparameter(hyperparameters, kind, text)
    return msgspec.structs.replace(experiment, hyperparameters=hyperparameters)


def value_of(experiment: Experiment, name: str) -> str:
    """The value of the field `name` as text."""
    kind, _, position = name.partition(":")
    hyperparameters = experiment.hyperparameters
    if kind == "units":
        return str(width(hyperparameters.layers[int(position)]))
    if kind == "activation":
        return activation_of(hyperparameters.layers[int(position)]) or ""
    if kind == "layers":
        return str(len(hyperparameters.hidden))
    if kind == "dataset.target" and experiment.dataset.table is not None:
        return experiment.dataset.table.target
    if kind.startswith("dataset."):
        return shown(_option(experiment, kind))
    return shown(value_named(hyperparameters, kind))


def choices_of(experiment: Experiment, kind: str) -> tuple[str, ...]:
    """The names a field is chosen from; empty for numbers."""
    tune = experiment.tune.get(kind, Tune())
    if tune.choices:
        return tuple(shown(choice) for choice in tune.choices)
    if kind == "loss":
        return outputs.fitting_losses(experiment.dataset, experiment.hyperparameters)
    if kind.startswith("dataset."):
        option = kind.removeprefix("dataset.")
        entry = catalog.entry(experiment.dataset)
        if isinstance(entry.options.get(option), bool):
            return ("false", "true")
        return entry.choices.get(option, ())
    if TABLE[kind].kind == "truth":
        return ("false", "true")
    if kind == "activation":
        # Softmax is for the units of an output layer, which compete.
        return tuple(name for name in TABLE[kind].choices if name != "softmax")
    return TABLE[kind].offered or TABLE[kind].choices


def bounds(experiment: Experiment, kind: str) -> tuple[float, float]:
    """Smallest and largest value of a number field, as the lesson narrows it."""
    if kind.startswith("dataset."):
        low, high = catalog.entry(experiment.dataset).bounds.get(kind.removeprefix("dataset."), (0.0, 1e6))
    else:
        low, high = bounds_of(kind)
    tune = experiment.tune.get(kind, Tune())
    return (low if tune.low is None else tune.low, high if tune.high is None else tune.high)


def _check_tune(experiment: Experiment, kind: str, text: str) -> None:
    """Raise HyperparameterError when a number lies outside what the lesson allows."""
    choices, tune = choices_of(experiment, kind), experiment.tune.get(kind)
    name = label(kind.removeprefix("dataset."))
    # Other numbers than those offered may be typed, unless the lesson names them.
    is_typed = kind in TABLE and bool(TABLE[kind].offered) and text.isdigit() and not (tune and tune.choices)
    if choices and text not in choices and not is_typed:
        raise HyperparameterError(f"{name} is {text!r}.", f"Choose one of {', '.join(choices)}.")
    if tune is None or tune.choices:
        return
    try:
        value = float(text)
    except ValueError:
        return
    low, high = bounds(experiment, kind)
    if not low <= value <= high:
        raise HyperparameterError(
            f"{name} is {text}, which is out of range here.", f"Choose a value from {low:g} to {high:g}."
        )


def _option(experiment: Experiment, kind: str) -> Option:
    """The value of the data set's option that the field `kind` shows."""
    return catalog.options(experiment.dataset)[kind.removeprefix("dataset.")]


def _whole(experiment: Experiment, kind: str) -> bool:
    if kind.startswith("dataset."):
        return isinstance(catalog.entry(experiment.dataset).options[kind.removeprefix("dataset.")], int)
    return TABLE[kind].kind == "integer"


def _next(value: float, steps: tuple[float, ...], direction: int) -> float:
    """The next step above or below `value`; by ones where there are no steps."""
    if not steps:
        return value + direction
    margin = 10.0 ** (floor(log10(abs(value))) - 6) if value else 0.0
    if direction > 0:
        return next((step for step in steps if step > value + margin), value)
    return next((step for step in reversed(steps) if step < value - margin), value)
