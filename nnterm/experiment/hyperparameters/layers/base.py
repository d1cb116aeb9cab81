"""What all layers share, and what each declares about itself: everything that form, lessons, export and table read."""

from typing import Annotated, ClassVar, Literal, get_args

import msgspec

from nnterm.errors import ModelError

ActivationName = Literal["linear", "relu", "sigmoid", "tanh", "softmax", "elu", "gelu", "leaky_relu", "selu", "silu"]
"""Activation functions by their Keras names."""

ACTIVATIONS: tuple[str, ...] = get_args(ActivationName)
"""All activations, in the order a learner meets them."""

MAXIMUM_UNITS = 4096
"""Upper bound of units and filters: beyond it a laptop stops being a place to learn."""

InitializerName = Literal[
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "lecun_uniform",
    "lecun_normal",
    "random_uniform",
    "random_normal",
    "orthogonal",
    "zeros",
    "ones",
]
"""Ways to choose the first weights, by their Keras names."""

INITIALIZERS: tuple[str, ...] = get_args(InitializerName)
"""All initializers, Keras's default first."""

NODE_NAME = "[a-z][a-z0-9_]{0,23}"
"""What the name of a layer looks like: that of a variable, so that an exported script can have it."""

NodeName = Annotated[str, msgspec.Meta(pattern=f"^({NODE_NAME})?$")]
"""The name of a layer in a graph, or none."""

Shape = tuple[int, ...]
"""Shape of one sample, without the batch axis."""

Bounds = dict[str, tuple[float, float]]
"""Smallest and largest value of arguments, both allowed."""


class LayerBase(msgspec.Struct, frozen=True, kw_only=True, tag_field="layer", forbid_unknown_fields=True):
    """A layer under Keras's name, with Keras's arguments as fields and Keras's defaults.

    Two fields say where the layer is in a graph: `node` and `source`, in a lesson file `name` and `from`. In a plain
    list both are empty.

    A new layer is a class like those beside this file, its place in the union `Layer`, and its case in
    `trainer/model.py`.
    """

    width_field: ClassVar[str] = ""
    """The argument that counts units or filters; empty for a layer without. Hidden layers with one are in the form."""
    activation_field: ClassVar[str] = ""
    """The argument that names an activation; empty for a layer without."""
    bounds: ClassVar[Bounds] = {}
    """Limits of the numeric arguments beside the width."""
    examples: ClassVar[dict[str, str]] = {}
    """Arguments as an example writes them: the required ones at least."""
    positional: ClassVar[tuple[str, ...]] = ()
    """Arguments that Keras users write without their name, in the order of the fields."""
    call_arguments: ClassVar[tuple[str, ...]] = ()
    """Arguments that Keras takes where the layer is called, not where it is made."""
    squares: ClassVar[tuple[str, ...]] = ()
    """Arguments of an image that Keras also takes as a pair of the same number."""
    follows: ClassVar[bool] = False
    """Whether it belongs to the layer with units before it: it is repeated and removed with that one."""

    node: NodeName = msgspec.field(default="", name="name")
    """What other layers of the model call this one; empty for a layer that none of them names."""
    source: NodeName = msgspec.field(default="", name="from")
    """The `node` of the layer whose output comes in; empty for the layer above in the list."""
    trainable: bool = True
    """Whether training changes its weights; False freezes them."""

    @property
    def name(self) -> str:
        """The name of the Keras class."""
        return type(self).__name__

    def output_shape(self, shape: Shape) -> Shape:
        """The shape that comes out where `shape` comes in. Raises ModelError where the layer cannot take it."""
        return shape

    def parameters(self, shape: Shape) -> int:
        """Weights and biases for inputs of `shape`, counted as Keras's `count_params` does."""
        return 0

    def untrained(self, shape: Shape) -> int:
        """How many of the parameters no gradient changes."""
        return 0

    def multiplications(self, shape: Shape) -> int:
        """Multiplications forwards for one sample of `shape`: a weight counts once for each place where it is used."""
        return self.parameters(shape)


def need(shape: Shape, rank: int, what: str) -> Shape:
    """`shape`, if it has `rank` axes; else a ModelError that says what was needed."""
    if len(shape) != rank:
        raise ModelError(f"needs {what}, but shape {shape} comes in.", "Put it before Flatten, or choose other data.")
    return shape


def windows(length: int, size: int, stride: int, padding: str) -> int:
    """How many windows of `size` fit along `length`, moved by `stride` each time; 0 where none fits."""
    if padding == "valid":
        length = max(0, length - size + 1)
    return -(-length // stride)
