"""The graph that a list of layers makes: where each layer's inputs come from.

A layer takes the output of the one above it, or of the one that its `source` names; a layer that joins takes those that
it names as well. All of them come before it, so that the list is in an order in which it can be computed.
"""

from collections.abc import Iterator

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters.layers import Join, Layer, MultiHeadAttention
from nnterm.experiment.nearest import did_you_mean

INPUT = "input"
"""What the input of the model is called in `from` and `with`."""

OF_MODEL = -1
"""The place of the model's input among the places of layers."""


def is_graph(layers: tuple[Layer, ...]) -> bool:
    """Whether any layer has another input than the layer above it: else the list is a Sequential model."""
    return any(layer.source or isinstance(layer, Join) for layer in layers)


def is_functional(layers: tuple[Layer, ...]) -> bool:
    """Whether Keras needs a functional model: a graph, or a layer that takes its input more than once."""
    return is_graph(layers) or any(isinstance(layer, MultiHeadAttention) for layer in layers)


def wiring(layers: tuple[Layer, ...]) -> Iterator[tuple[int, ...]]:
    """For each layer the places of those whose outputs come in; OF_MODEL is the model's input.

    Raises ModelError at a layer that names one that is not above it, or that has a name which cannot be.
    """
    above = {INPUT: OF_MODEL}
    later = {layer.node for layer in layers if layer.node}
    for place, layer in enumerate(layers):
        named = (*((layer.source,) if layer.source else ()), *(layer.joined if isinstance(layer, Join) else ()))
        for node in named:
            if node not in above:
                raise _unknown(node, later, above)
        if layer.node in above:
            other = "the input" if layer.node == INPUT else "a layer above"
            raise ModelError(f"the name {layer.node!r} is that of {other}.", "Give each layer a name of its own.")
        first = above[layer.source] if layer.source else place - 1
        yield (first, *(above[node] for node in (layer.joined if isinstance(layer, Join) else ())))
        if layer.node:
            above[layer.node] = place


def unused(layers: tuple[Layer, ...]) -> int | None:
    """The place of the first layer whose output goes nowhere; None where each is used. The last one is the output."""
    used = {place for places in wiring(layers) for place in places}
    return next((place for place in range(len(layers) - 1) if place not in used), None)


def _unknown(node: str, later: set[str], above: dict[str, int]) -> ModelError:
    """The error for a name that no layer above has."""
    known = f"Named above it: {', '.join(above)}."
    if node in later:
        advice = "A layer takes outputs of layers above it: nothing goes round in a circle."
        return ModelError(f"{node!r} does not come before it.", f"{advice} {known}")
    return ModelError(f"no layer is called {node!r}.", f"{did_you_mean(node, above)}{known}")
