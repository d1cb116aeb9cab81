"""The `network` kind of `{explore}`: sizes, numbers, and that they fit together."""

from itertools import pairwise

from nnterm.experiment.hyperparameters.layers import ACTIVATIONS
from nnterm.lesson.blocks.block_fields import Fields, integer_of, number_of
from nnterm.lesson.explorations import ExploreNetwork
from nnterm.lesson.parsing.yaml_lines import Items, Node

KEYS = ("kind", "layers", "activation", "output", "inputs", "weights", "biases", "target", "learning_rate")
MOST_UNITS, MOST_LAYERS = 6, 5
"""What fits on a screen of 80 by 24."""

_FUNCTIONS = tuple(name for name in ACTIVATIONS if name != "softmax")


def read_network(fields: Fields) -> ExploreNetwork:
    """The network of one block; what is wrong is noted in its problems."""
    fields.only(KEYS)
    sizes = _sizes(fields)
    pairs = list(pairwise(sizes))
    inputs = _row(fields, "inputs", sizes[0], "[1, -2]") if "inputs" in fields else tuple([1.0] * sizes[0])
    target = _row(fields, "target", sizes[-1], "[1]") if "target" in fields else ()
    rate = fields.number("learning_rate", 0.1)
    if not 0 < rate <= 10:
        fields.problems.add(
            fields.line("learning_rate"), f"`learning_rate` is {rate:g}; expected above 0, up to 10.", "Write 0.1."
        )
    return ExploreNetwork(
        layers=sizes,
        activation=fields.choice("activation", _FUNCTIONS, "tanh"),
        output=fields.choice("output", _FUNCTIONS, "linear"),
        inputs=inputs,
        weights=_weights(fields, pairs),
        biases=_biases(fields, pairs),
        target=target,
        learning_rate=rate,
    )


def _sizes(fields: Fields) -> tuple[int, ...]:
    nodes = fields.items("layers", example="[2, 3, 1]")
    sizes = tuple(integer_of(node) or 0 for node in nodes)
    if 2 <= len(sizes) <= MOST_LAYERS and all(1 <= size <= MOST_UNITS for size in sizes):
        return sizes
    if nodes:
        fields.problems.add(
            fields.line("layers"),
            f"`layers` is not a list of 2 to {MOST_LAYERS} whole numbers from 1 to {MOST_UNITS}.",
            "Write for example `layers: [2, 3, 1]`.",
        )
    return (1, 1)


def _row(fields: Fields, key: str, size: int, example: str) -> tuple[float, ...]:
    found = _numbers(fields.items(key, example=example))
    if found is None or len(found) != size:
        fields.problems.add(
            fields.line(key), f"`{key}` is not a list of {size} numbers.", f"Write for example `{key}: {example}`."
        )
        return tuple([0.0] * size)
    return found


def _weights(fields: Fields, pairs: list[tuple[int, int]]) -> tuple[tuple[tuple[float, ...], ...], ...]:
    """A matrix for each layer; where none are given, small numbers that look random and are always the same."""
    if "weights" not in fields:
        return tuple(
            tuple(tuple(_plain(layer, i, j) for j in range(after)) for i in range(before))
            for layer, (before, after) in enumerate(pairs)
        )
    found = []
    nodes = fields.items("weights", example="[[[0.5], [-0.5]]]")
    for (before, after), node in zip(pairs, nodes, strict=False):
        rows = [_numbers(row.values) if isinstance(row, Items) else None for row in _values(node)]
        matrix = tuple(row for row in rows if row is not None and len(row) == after)
        if len(matrix) == before == len(rows):
            found.append(matrix)
    if len(found) != len(pairs):
        shapes = ", then ".join(f"{before} rows of {after}" for before, after in pairs)
        fields.problems.add(
            fields.line("weights"), "`weights` does not fit the layers.", f"Write one list for each step: {shapes}."
        )
        return tuple(tuple(tuple([0.0] * after) for _ in range(before)) for before, after in pairs)
    return tuple(found)


def _biases(fields: Fields, pairs: list[tuple[int, int]]) -> tuple[tuple[float, ...], ...]:
    if "biases" not in fields:
        return tuple(tuple([0.0] * after) for _, after in pairs)
    rows = [_numbers(_values(node)) for node in fields.items("biases", example="[[0, 0, 0], [0]]")]
    found = [row for row, (_, after) in zip(rows, pairs, strict=False) if row is not None and len(row) == after]
    if len(found) != len(pairs) or len(rows) != len(pairs):
        fields.problems.add(
            fields.line("biases"),
            "`biases` does not fit the layers.",
            f"Write one list for each step, of {', '.join(str(after) for _, after in pairs)} numbers.",
        )
        return tuple(tuple([0.0] * after) for _, after in pairs)
    return tuple(found)


def _values(node: Node) -> tuple[Node, ...]:
    return node.values if isinstance(node, Items) else ()


def _numbers(nodes: tuple[Node, ...]) -> tuple[float, ...] | None:
    found = [number_of(node) for node in nodes]
    return None if None in found else tuple(number or 0.0 for number in found)


def _plain(layer: int, i: int, j: int) -> float:
    """A number from -0.8 to 0.8 with one decimal, never 0."""
    value = (5 * layer + 7 * i + 3 * j) % 17 - 8
    return (value or 4) / 10
