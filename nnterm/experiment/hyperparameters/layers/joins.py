"""Layers with several inputs, value by value or side by side: what makes a list of layers a graph."""

from collections.abc import Sequence
from math import prod
from typing import ClassVar

import msgspec

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters.layers.base import LayerBase, NodeName, Shape


class Join(LayerBase, frozen=True):
    """What layers with several inputs share: the layer above is joined with named ones."""

    examples: ClassVar[dict[str, str]] = {"with": "block"}

    joined: tuple[NodeName, ...] = msgspec.field(name="with")
    """The `node` of each other layer whose output comes in."""

    def joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        """The shape that comes out where all `shapes` come in. Raises ModelError where they do not fit together."""
        first = shapes[0]
        for other in shapes[1:]:
            if len(other) != len(first) or any(a != b and 1 not in (a, b) for a, b in zip(first, other, strict=True)):
                raise ModelError(
                    f"shapes {first} and {other} come in, which have to be alike.",
                    "Give both layers as many units, or put a Dense layer between.",
                )
            first = tuple(map(max, first, other))
        return first

    def multiplications(self, shape: Shape) -> int:
        """At most one for each value."""
        return prod(shape)


class Add(Join, frozen=True, tag=True):
    """Adds the outputs of layers value by value: with the input of a block it makes a residual connection."""


class Multiply(Join, frozen=True, tag=True):
    """Multiplies the outputs of layers value by value."""


class Concatenate(Join, frozen=True, tag=True):
    """Puts the outputs of layers side by side, along the last axis."""

    def joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        """The last axes are added up. Raises ModelError where the others are not the same."""
        first = shapes[0]
        for other in shapes[1:]:
            if other[:-1] != first[:-1]:
                raise ModelError(
                    f"shapes {first} and {other} come in, which have to be alike but for the last axis.",
                    "Put Flatten or another layer between that makes them alike.",
                )
        return (*first[:-1], sum(shape[-1] for shape in shapes))
