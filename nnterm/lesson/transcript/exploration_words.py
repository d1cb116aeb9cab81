"""An exploration in words: what there is to play with, for whoever has no screen to see it on."""

from nnterm.experiment.arithmetic.activations import FORMULAS, RANGES
from nnterm.lesson.explorations import (
    Explore,
    ExploreActivation,
    ExploreDescent,
    ExploreFilter,
    ExploreNetwork,
    ExploreNeuron,
)


def explored(explore: Explore) -> list[str]:
    """Sentences on `explore`: what it is, then its details."""
    match explore:
        case ExploreActivation():
            each = [f"{name}: {FORMULAS[name]}, range {RANGES[name]}" for name in explore.functions]
            return [f"activation functions from {explore.low:g} to {explore.high:g}.", *each]
        case ExploreNeuron():
            points = f" over the points of {explore.points.upper()}" if explore.points else ""
            return [
                f"one neuron{points}, and the line it draws.",
                f"At the start: weights {explore.weights[0]:g} and {explore.weights[1]:g}, bias {explore.bias:g}.",
            ]
        case ExploreDescent():
            return [
                f"steps down a loss curve with one weight, {explore.function.replace('_', ' ')}.",
                f"At the start: weight {explore.start:g}, learning rate {explore.learning_rate:g}.",
            ]
        case ExploreFilter():
            names = ", ".join(name.replace("_", " ") for name in explore.filters)
            return [f"a filter of 3 by 3 weights that slides over a handwritten {explore.digit}.", f"Filters: {names}."]
        case ExploreNetwork():
            sizes = "-".join(map(str, explore.layers))
            target = f", which should give {_listed(explore.target)}" if explore.target else ""
            return [
                f"a network {sizes} with {explore.activation} in its hidden layers, value by value.",
                f"Inputs: {_listed(explore.inputs)}{target}.",
                *_weights(explore),
            ]
        case _:
            return ["something to play with."]


def _weights(network: ExploreNetwork) -> list[str]:
    """The weights of a small network, a line for each unit they lead to."""
    lines = []
    for layer, (weights, biases) in enumerate(zip(network.weights, network.biases, strict=True), 1):
        for unit, bias in enumerate(biases):
            given = _listed(tuple(row[unit] for row in weights))
            lines.append(f"Layer {layer}, unit {unit + 1}: weights {given}, bias {bias:g}.")
    return lines


def _listed(numbers: tuple[float, ...]) -> str:
    return " and ".join(f"{number:g}" for number in numbers)
