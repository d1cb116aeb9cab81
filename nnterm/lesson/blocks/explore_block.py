"""The `{explore}` block: YAML to an exploration of one kind."""

from collections.abc import Callable

from nnterm.experiment.arithmetic.descent import CURVES, EDGE
from nnterm.experiment.arithmetic.filters import FILTERS
from nnterm.experiment.hyperparameters.layers import ACTIVATIONS
from nnterm.lesson.blocks.block_fields import Fields, number_of
from nnterm.lesson.blocks.explore_network import read_network
from nnterm.lesson.explorations import (
    GATES,
    Explore,
    ExploreActivation,
    ExploreDescent,
    ExploreFilter,
    ExploreNeuron,
)

_WIDEST = 1e6
NO_POINTS = "none"


def read_explore(fields: Fields) -> Explore:
    """The exploration of one block; what is wrong is noted in its problems."""
    kind = fields.choice("kind", tuple(READERS), "activation", example="activation")
    return READERS[kind](fields)


def _activation(fields: Fields) -> ExploreActivation:
    fields.only(("kind", "functions", "range", "derivative"))
    low, high = _range(fields)
    return ExploreActivation(
        functions=_names(fields, "functions", ACTIVATIONS, "[sigmoid, relu]"),
        low=low,
        high=high,
        derivative=fields.truth("derivative", False),
    )


def _neuron(fields: Fields) -> ExploreNeuron:
    fields.only(("kind", "weights", "bias", "points"))
    weights = _numbers(fields, "weights", "[1, 1]") if "weights" in fields else (1.0, 1.0)
    if len(weights) != 2:
        fields.problems.add(
            fields.line("weights"), f"`weights` has {len(weights)} numbers; expected 2.", "Write `weights: [1, 1]`."
        )
        weights = (1.0, 1.0)
    points = fields.choice("points", (*GATES, NO_POINTS), "and")
    return ExploreNeuron(
        weights=(weights[0], weights[1]),
        bias=fields.number("bias", 0.0),
        points="" if points == NO_POINTS else points,
    )


def _descent(fields: Fields) -> ExploreDescent:
    fields.only(("kind", "function", "start", "learning_rate"))
    start, rate = fields.number("start", 2.0), fields.number("learning_rate", 0.1)
    if not -EDGE <= start <= EDGE:
        fields.problems.add(
            fields.line("start"), f"`start` is {start:g}; expected {-EDGE:g} to {EDGE:g}.", "Write for example 2."
        )
    if not 0 < rate <= 10:
        fields.problems.add(
            fields.line("learning_rate"), f"`learning_rate` is {rate:g}; expected above 0, up to 10.", "Write 0.1."
        )
    return ExploreDescent(function=fields.choice("function", tuple(CURVES), "bowl"), start=start, learning_rate=rate)


def _filter(fields: Fields) -> ExploreFilter:
    fields.only(("kind", "digit", "filters"))
    digit = fields.integer("digit", 7)
    if not 0 <= digit <= 9:
        fields.problems.add(fields.line("digit"), f"`digit` is {digit}; expected 0 to 9.", "Write for example 7.")
    if "filters" not in fields:
        return ExploreFilter(digit=digit)
    return ExploreFilter(digit=digit, filters=_names(fields, "filters", tuple(FILTERS), "[vertical_edge, blur]"))


READERS: dict[str, Callable[[Fields], Explore]] = {
    "activation": _activation,
    "neuron": _neuron,
    "learning_rate": _descent,
    "filter": _filter,
    "network": read_network,
}
"""What reads each kind."""


def _names(fields: Fields, key: str, known: tuple[str, ...], example: str) -> tuple[str, ...]:
    """One or more different names out of `known`."""
    nodes = fields.items(key, example=example)
    named = [fields.chosen(key, node, known) for node in nodes]
    found = tuple(name for name in named if name is not None)
    if not nodes and fields.entry(key) is not None:
        fields.problems.add(fields.line(key), f"`{key}` is empty.", f"Name at least one, such as {known[1]}.")
    if len(set(found)) < len(found):
        fields.problems.add(fields.line(key), f"`{key}` names one twice.", "Remove one of the two.")
    return found


def _numbers(fields: Fields, key: str, example: str) -> tuple[float, ...]:
    nodes = fields.items(key, example=example)
    found = [number_of(node) for node in nodes]
    if None in found:
        fields.problems.add(
            fields.line(key), f"`{key}` is not a list of numbers.", f"Write for example `{key}: {example}`."
        )
    return tuple(number or 0.0 for number in found)


def _range(fields: Fields) -> tuple[float, float]:
    default = (-5.0, 5.0)
    if "range" not in fields:
        return default
    nodes = fields.items("range", example="[-10, 10]")
    ends = [number_of(node) for node in nodes]
    if len(ends) != 2 or None in ends:
        if nodes:
            fields.problems.add(
                fields.line("range"), "`range` is not a pair of numbers.", "Write for example `range: [-10, 10]`."
            )
        return default
    low, high = (end or 0.0 for end in ends)
    if not -_WIDEST <= low < high <= _WIDEST:
        fields.problems.add(
            fields.line("range"),
            f"`range` goes from {low:g} to {high:g}; expected the smaller first, neither beyond {_WIDEST:g}.",
            "Write for example `range: [-10, 10]`.",
        )
    return low, high
