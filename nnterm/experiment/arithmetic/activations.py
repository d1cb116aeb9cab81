"""Activation functions and their derivatives as plain arithmetic, to be drawn and explored. Keras is the oracle."""

from collections.abc import Callable
from math import erf, exp, pi, sqrt, tanh

SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772
"""Constants of SELU: Klambauer et al., Self-Normalizing Neural Networks, 2017."""

LEAK = 0.2
"""Slope of Keras's leaky_relu below zero."""


def sigmoid(x: float) -> float:
    """1 / (1 + e^-x), in (0, 1)."""
    return 1.0 / (1.0 + exp(-x)) if x >= 0 else exp(x) / (1.0 + exp(x))


def softmax(values: tuple[float, ...]) -> tuple[float, ...]:
    """e^x_i / sum of all e^x_j: positive numbers that sum to 1."""
    largest = max(values)
    powers = [exp(value - largest) for value in values]
    return tuple(power / sum(powers) for power in powers)


def normal(x: float) -> float:
    """Density of the standard normal distribution."""
    return exp(-x * x / 2) / sqrt(2 * pi)


def normal_part(x: float) -> float:
    """The part of the standard normal distribution that lies below x."""
    return (1 + erf(x / sqrt(2))) / 2


OTHERS = (1.0, 0.0)
"""The two fixed scores beside x where softmax is drawn over one input."""

FORMULAS: dict[str, str] = {
    "linear": "f(x) = x",
    "relu": "f(x) = max(0, x)",
    "sigmoid": "f(x) = 1 / (1 + e^-x)",
    "tanh": "f(x) = (e^x - e^-x) / (e^x + e^-x)",
    "softmax": "f(x)_i = e^x_i / (e^x_1 + e^x_2 + ...)",
    "elu": "f(x) = x if x > 0 else e^x - 1",
    "gelu": "f(x) = x * P(X <= x), X normal",
    "leaky_relu": "f(x) = x if x > 0 else 0.2 x",
    "selu": "f(x) = 1.0507 (x if x > 0 else 1.6733 (e^x - 1))",
    "silu": "f(x) = x * sigmoid(x)",
}
"""The formula of each function, to be read."""

RANGES: dict[str, str] = {
    "linear": "any number",
    "relu": "[0, infinity)",
    "sigmoid": "(0, 1)",
    "tanh": "(-1, 1)",
    "softmax": "(0, 1), all outputs sum to 1",
    "elu": "(-1, infinity)",
    "gelu": "about [-0.17, infinity)",
    "leaky_relu": "any number",
    "selu": "about (-1.76, infinity)",
    "silu": "about [-0.28, infinity)",
}
"""What each function can return."""

FUNCTIONS: dict[str, Callable[[float], float]] = {
    "linear": lambda x: x,
    "relu": lambda x: max(0.0, x),
    "sigmoid": sigmoid,
    "tanh": tanh,
    "softmax": lambda x: softmax((x, *OTHERS))[0],
    "elu": lambda x: x if x > 0 else exp(x) - 1,
    "gelu": lambda x: x * normal_part(x),
    "leaky_relu": lambda x: x if x > 0 else LEAK * x,
    "selu": lambda x: SELU_SCALE * (x if x > 0 else SELU_ALPHA * (exp(x) - 1)),
    "silu": lambda x: x * sigmoid(x),
}
"""Each function by its Keras name; softmax as its first output beside the scores in `OTHERS`."""

DERIVATIVES: dict[str, Callable[[float], float]] = {
    "linear": lambda x: 1.0,
    "relu": lambda x: 1.0 if x > 0 else 0.0,
    "sigmoid": lambda x: sigmoid(x) * (1 - sigmoid(x)),
    "tanh": lambda x: 1 - tanh(x) ** 2,
    "softmax": lambda x: FUNCTIONS["softmax"](x) * (1 - FUNCTIONS["softmax"](x)),
    "elu": lambda x: 1.0 if x > 0 else exp(x),
    "gelu": lambda x: normal_part(x) + x * normal(x),
    "leaky_relu": lambda x: 1.0 if x > 0 else LEAK,
    "selu": lambda x: SELU_SCALE * (1.0 if x > 0 else SELU_ALPHA * exp(x)),
    "silu": lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x))),
}
"""The slope of each function."""
