"""Things to play with in the lab instead of an experiment, one struct for each kind of `{explore}`. Pure."""

import msgspec


class Explore(msgspec.Struct, frozen=True, kw_only=True):
    """Something to play with and see drawn at once."""


class ExploreActivation(Explore, frozen=True, kw_only=True):
    """Activation functions and their slopes."""

    functions: tuple[str, ...]
    """Names of the activation functions on offer, the first one drawn first."""
    low: float = -5.0
    """Left end of the input range at the start."""
    high: float = 5.0
    """Right end of the input range at the start, above `low`."""
    derivative: bool = False
    """Whether the derivative is drawn at the start."""


class ExploreNeuron(Explore, frozen=True, kw_only=True):
    """One neuron with two inputs: its weights and bias, and the line it draws through the plane."""

    weights: tuple[float, float] = (1.0, 1.0)
    """w0 and w1 at the start."""
    bias: float = 0.0
    """b at the start."""
    points: str = "and"
    """The gate whose four rows are drawn: a key of `GATES`; empty for none."""


class ExploreDescent(Explore, frozen=True, kw_only=True):
    """Steps down a loss curve with one weight, and what the learning rate does to them."""

    function: str = "bowl"
    """The curve: a key of `experiment.descent.CURVES`."""
    start: float = 2.0
    """The weight at the start."""
    learning_rate: float = 0.1
    """The learning rate at the start, above 0."""


class ExploreFilter(Explore, frozen=True, kw_only=True):
    """A filter of 3 by 3 weights that slides over a real digit."""

    digit: int = 7
    """Which digit at the start, 0 to 9."""
    filters: tuple[str, ...] = ("vertical_edge", "horizontal_edge", "blur", "sharpen")
    """Names of filters on offer: keys of `experiment.filters.FILTERS`."""


class ExploreNetwork(Explore, frozen=True, kw_only=True):
    """A small dense network, forward value by value and, with a target, backward slope by slope."""

    layers: tuple[int, ...]
    """Numbers of inputs, of units in each hidden layer, and of outputs; two or more."""
    activation: str = "tanh"
    """Activation of the hidden layers."""
    output: str = "linear"
    """Activation of the last layer."""
    inputs: tuple[float, ...]
    """What goes in, one number for each input."""
    weights: tuple[tuple[tuple[float, ...], ...], ...]
    """weights[l][i][j]: from unit i of layer l to unit j of the next."""
    biases: tuple[tuple[float, ...], ...]
    """biases[l][j]: of unit j of layer l + 1."""
    target: tuple[float, ...] = ()
    """What should come out; empty to go forward only."""
    learning_rate: float = 0.1
    """Of the step at the end."""


GATES: dict[str, tuple[int, int, int, int]] = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "xor": (0, 1, 1, 0),
    "nand": (1, 1, 1, 0),
}
"""Answers of each logic gate for the rows (0, 0), (0, 1), (1, 0), (1, 1)."""
