"""Layers for images of shape (height, width, channels)."""

from typing import ClassVar, Literal

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters.layers.base import (
    ActivationName,
    Bounds,
    InitializerName,
    LayerBase,
    Shape,
    need,
    windows,
)

IMAGE = "an image (height, width, channels)"


class Conv2D(LayerBase, frozen=True, tag=True):
    """Small filters that slide over an image."""

    width_field: ClassVar[str] = "filters"
    activation_field: ClassVar[str] = "activation"
    bounds: ClassVar[Bounds] = {"kernel_size": (1, 1024), "strides": (1, 1024)}
    examples: ClassVar[dict[str, str]] = {"filters": "32", "kernel_size": "3"}
    positional: ClassVar[tuple[str, ...]] = ("filters", "kernel_size")
    squares: ClassVar[tuple[str, ...]] = ("kernel_size", "strides")

    filters: int
    """Number of feature maps that come out, 1 to 4096."""
    kernel_size: int = 3
    """Side of the square window, in pixels."""
    activation: ActivationName = "linear"
    """Function applied to each weighted sum."""
    padding: Literal["valid", "same"] = "valid"
    """`valid` shrinks the image by kernel_size - 1, `same` keeps its size."""
    strides: int = 1
    """How many pixels the window moves at a time."""
    kernel_initializer: InitializerName = "glorot_uniform"
    """How the first weights are chosen."""

    def output_shape(self, shape: Shape) -> Shape:
        """A map for each filter. Raises ModelError for anything but an image that a window fits into."""
        sides = need(shape, 3, IMAGE)[:2]
        height, columns = (windows(side, self.kernel_size, self.strides, self.padding) for side in sides)
        if height < 1 or columns < 1:
            raise ModelError(
                f"a window of {self.kernel_size}x{self.kernel_size} does not fit an image of {shape[0]}x{shape[1]}.",
                "Use fewer convolutions or poolings, or padding: same.",
            )
        return height, columns, self.filters

    def parameters(self, shape: Shape) -> int:
        """A window over all channels for each filter, and a bias."""
        return (self.kernel_size**2 * shape[2] + 1) * self.filters

    def multiplications(self, shape: Shape) -> int:
        """Each window is used at every place of the maps."""
        height, columns, _ = self.output_shape(shape)
        return self.parameters(shape) * height * columns


class _Pooling2D(LayerBase, frozen=True):
    bounds: ClassVar[Bounds] = {"pool_size": (1, 1024)}
    examples: ClassVar[dict[str, str]] = {"pool_size": "2"}
    positional: ClassVar[tuple[str, ...]] = ("pool_size",)
    squares: ClassVar[tuple[str, ...]] = ("pool_size",)

    pool_size: int = 2
    """Side of the square, in pixels; also the stride."""

    def output_shape(self, shape: Shape) -> Shape:
        """Smaller maps. Raises ModelError for anything but an image that a square fits into."""
        height, columns, channels = need(shape, 3, IMAGE)
        height, columns = height // self.pool_size, columns // self.pool_size
        if height < 1 or columns < 1:
            raise ModelError(
                f"pooling by {self.pool_size} leaves nothing of {shape[0]}x{shape[1]}.", "Remove a pooling layer."
            )
        return height, columns, channels


class MaxPooling2D(_Pooling2D, frozen=True, tag=True):
    """Keeps the largest value of each square of pixels."""


class AveragePooling2D(_Pooling2D, frozen=True, tag=True):
    """Keeps the mean of each square of pixels."""


class GlobalAveragePooling2D(LayerBase, frozen=True, tag=True):
    """Keeps the mean of each map: one number a channel."""

    def output_shape(self, shape: Shape) -> Shape:
        """The channels. Raises ModelError for anything but an image."""
        return need(shape, 3, IMAGE)[2:]
