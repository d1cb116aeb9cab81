"""A model in a few words, for where two of them are of another kind: `conv 32, pool, dense 64`."""

from collections.abc import Iterator
from itertools import groupby

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Bidirectional, Layer, width

WORDS = {
    "Conv1D": "conv",
    "Conv2D": "conv",
    "Dense": "dense",
    "MaxPooling1D": "pool",
    "MaxPooling2D": "pool",
    "AveragePooling2D": "average pool",
    "GlobalAveragePooling1D": "global pool",
    "GlobalAveragePooling2D": "global pool",
    "BatchNormalization": "batch norm",
    "LayerNormalization": "layer norm",
    "Embedding": "embedding",
    "Add": "add",
    "Concatenate": "concatenate",
    "Multiply": "multiply",
    "PositionEmbedding": "positions",
    "MultiHeadAttention": "attention",
}
"""What layers are called here; others have Keras's name."""

UNSAID = ("Flatten", "Reshape", "Activation", "Dropout")
"""Layers that make no other kind of model."""


def kinds(hyperparameters: Hyperparameters) -> frozenset[str]:
    """Which kinds of layers the model has: two models without the same ones differ in more than settings."""
    return frozenset(_name(layer) for layer in hyperparameters.layers if layer.name not in UNSAID)


def model_words(hyperparameters: Hyperparameters) -> str:
    """The layers before the last one, with their units; neighbours of one kind are joined: `dense 128-64`."""
    named = [(_name(layer), width(layer)) for layer in _said(hyperparameters)]
    found = []
    for name, group in groupby(named, key=lambda each: each[0]):
        units = "-".join(str(count) for _, count in group if count is not None)
        found.append(f"{name} {units}".rstrip())
    return ", ".join(found) or "no hidden layer"


def _said(hyperparameters: Hyperparameters) -> Iterator[Layer]:
    return (layer for layer in hyperparameters.layers[:-1] if layer.name not in UNSAID)


def _name(layer: Layer) -> str:
    if isinstance(layer, Bidirectional):
        return f"bidirectional {_name(layer.wraps)}"
    return WORDS.get(layer.name, layer.name)
