"""Layers for inputs of any shape: Dense, Activation, Dropout, Flatten and Reshape."""

from math import prod
from typing import ClassVar

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters.layers.base import (
    ActivationName,
    Bounds,
    InitializerName,
    LayerBase,
    Shape,
)


class Dense(LayerBase, frozen=True, tag=True):
    """Every unit sees every input: `activation(x @ kernel + bias)`."""

    width_field: ClassVar[str] = "units"
    activation_field: ClassVar[str] = "activation"
    examples: ClassVar[dict[str, str]] = {"units": "4", "activation": "relu"}
    positional: ClassVar[tuple[str, ...]] = ("units",)

    units: int
    """Number of outputs, 1 to 4096."""
    activation: ActivationName = "linear"
    """Function applied to the weighted sum."""
    use_bias: bool = True
    """Whether each unit adds a constant of its own."""
    kernel_initializer: InitializerName = "glorot_uniform"
    """How the first weights are chosen."""

    def output_shape(self, shape: Shape) -> Shape:
        """The last axis becomes the units."""
        return (*shape[:-1], self.units)

    def parameters(self, shape: Shape) -> int:
        """A weight for each input of each unit, and a bias."""
        return (shape[-1] + self.use_bias) * self.units


class Activation(LayerBase, frozen=True, tag=True):
    """Applies a function to each value: for a network that puts something between a sum and its activation."""

    activation_field: ClassVar[str] = "activation"
    examples: ClassVar[dict[str, str]] = {"activation": "relu"}
    positional: ClassVar[tuple[str, ...]] = ("activation",)
    follows: ClassVar[bool] = True

    activation: ActivationName
    """The function."""


class Flatten(LayerBase, frozen=True, tag=True):
    """Lays all values of a sample out in one row."""

    def output_shape(self, shape: Shape) -> Shape:
        """One axis."""
        return (prod(shape),)


class Reshape(LayerBase, frozen=True, tag=True):
    """Lays the values of a sample out in another shape, in the same order: a row as an image, for example."""

    examples: ClassVar[dict[str, str]] = {"target_shape": "[28, 28, 1]"}
    positional: ClassVar[tuple[str, ...]] = ("target_shape",)

    target_shape: tuple[int, ...]
    """The shape of one sample; -1, once, for the side that follows from the others."""

    def output_shape(self, shape: Shape) -> Shape:
        """The shape with all sides known. Raises ModelError where it does not hold as many values as come in."""
        values, open_sides = prod(shape), self.target_shape.count(-1)
        known = prod(side for side in self.target_shape if side != -1)
        if not self.target_shape or open_sides > 1 or any(side < 1 and side != -1 for side in self.target_shape):
            raise ModelError(
                f"the target_shape {self.target_shape} is no shape.", "Give sides of 1 or more; one of them may be -1."
            )
        if values % known if open_sides else values != known:
            raise ModelError(
                f"the {values} values of shape {shape} cannot be laid out as {self.target_shape}.",
                f"Use sides whose product is {values}.",
            )
        return tuple(values // known if side == -1 else side for side in self.target_shape)


class Dropout(LayerBase, frozen=True, tag=True):
    """Sets a random part of the values to zero while training."""

    bounds: ClassVar[Bounds] = {"rate": (0.0, 0.9)}
    examples: ClassVar[dict[str, str]] = {"rate": "0.5"}
    positional: ClassVar[tuple[str, ...]] = ("rate",)

    rate: float
    """The part that is dropped, 0 to 0.9."""
