"""How an exported script builds its model: a list for `keras.Sequential`, or a functional model, layer after layer."""

from keyword import iskeyword

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.graph import OF_MODEL, wiring
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import (
    Bidirectional,
    Join,
    Layer,
    MultiHeadAttention,
    PositionEmbedding,
    width,
)
from nnterm.runs.export.layout import NO_LIMIT, WIDTH, call, literal

TAKEN = ("x", "y", "inputs", "outputs", "model", "keras", "np", "table", "rows", "history", "results", "schedule")
"""Names that the script has for something else; a layer called so gets an underscore."""

WIRING = ("node", "source", "joined")
"""Fields of a layer that are no arguments of the Keras class: they say where it is in a graph."""


_POSITION_EMBEDDING = '''\
class PositionEmbedding(keras.layers.Layer):
    """Adds a learned vector for each place of a sequence."""

    def __init__(self, sequence_length):
        super().__init__()
        self.sequence_length = sequence_length
        self.supports_masking = True

    def build(self, shape):
        self.embeddings = self.add_weight(
            shape=(self.sequence_length, shape[-1]), initializer="glorot_uniform"
        )

    def call(self, x):
        return x + self.embeddings[: x.shape[1]]'''


def own_layers(experiment: Experiment) -> str:
    """The classes of layers that Keras has not; empty where the model needs none."""
    needed = any(isinstance(layer, PositionEmbedding) for layer in experiment.hyperparameters.stack())
    return f"\n{_POSITION_EMBEDDING}\n" if needed else ""


def model(experiment: Experiment) -> str:
    """The statements that build the model."""
    hyperparameters = experiment.hyperparameters
    shape = catalog.input_shape(experiment.dataset)
    dtype = ', dtype="int32"' if catalog.vocabulary(experiment.dataset) else ""
    inputs = f"keras.Input({_tuple(shape)}{dtype})"
    make = _functional if hyperparameters.is_functional else _sequential
    lines = make(hyperparameters, inputs)
    return "\n".join([*lines, "model.summary()"])


def _sequential(hyperparameters: Hyperparameters, inputs: str) -> list[str]:
    stack = hyperparameters.stack()
    layers = (_layer(layer, _penalty(hyperparameters, stack, place), indent=4) for place, layer in enumerate(stack))
    return ["model = keras.Sequential([", f"    {inputs},", *(f"    {layer}," for layer in layers), "])"]


def _functional(hyperparameters: Hyperparameters, inputs: str) -> list[str]:
    """An assignment for each layer. Its output is `x`, or has the layer's name where other layers take it."""
    stack = hyperparameters.stack()
    names = {OF_MODEL: "inputs"}
    lines = [f"inputs = {inputs}"]
    for place, (layer, places) in enumerate(zip(stack, wiring(stack), strict=True)):
        names[place] = "outputs" if place == len(stack) - 1 else _variable(layer.node) or "x"
        incoming = ", ".join(names[each] for each in places)
        called = f"([{incoming}])" if isinstance(layer, Join) else f"({incoming})"
        if isinstance(layer, MultiHeadAttention):
            lines.append("# Query and value, and key, are the same: the sequence looks at itself.")
            called = f"({', '.join([incoming, incoming, *_call_arguments(layer)])})"
        start = f"{names[place]} = "
        made = _layer(layer, _penalty(hyperparameters, stack, place), indent=0, beside=len(start) + len(called))
        lines.append(f"{start}{made}{called}")
    return [*lines, "model = keras.Model(inputs, outputs)"]


def _variable(node: str) -> str:
    """The variable for a layer's name."""
    return f"{node}_" if node in TAKEN or iskeyword(node) or node.startswith(("x_", "y_")) else node


def _penalty(hyperparameters: Hyperparameters, stack: tuple[Layer, ...], place: int) -> float:
    """The L2 penalty of a layer of the stack: hidden ones with units have it."""
    return hyperparameters.l2 if place < len(stack) - 1 and width(stack[place]) is not None else 0.0


def _layer(layer: Layer, l2: float, indent: int, beside: int = 1) -> str:
    """The call that makes a layer, with the arguments that are not Keras's defaults; `beside` it goes on so long."""
    name = layer.name if isinstance(layer, PositionEmbedding) else f"keras.layers.{layer.name}"
    if isinstance(layer, Bidirectional):
        wrapped = (f"keras.layers.{layer.wraps.name}", _arguments(layer.wraps, l2))
        frozen = "" if layer.trainable else ", trainable=False"
        line = f"{name}({call(*wrapped, width=NO_LIMIT)}{frozen})"
        # What comes after it needs room too.
        if indent + len(line) + beside <= WIDTH:
            return line
        inner = " " * (indent + 4)
        return f"{name}(\n{inner}{call(*wrapped, indent=indent + 4)}{frozen}\n{' ' * indent})"
    return call(name, _arguments(layer, l2), indent=indent, width=WIDTH - beside)


def _arguments(layer: Layer, l2: float) -> list[str]:
    arguments = []
    for name in layer.__struct_fields__:
        value = getattr(layer, name)
        if name in WIRING or name in layer.call_arguments:
            continue
        if name in layer.positional:
            arguments.append(literal(value))
        elif value != _default(layer, name):
            arguments.append(f"{name}={literal(value)}")
    if l2:
        arguments.append(f"kernel_regularizer=keras.regularizers.L2({l2!r})")
    return arguments


def _call_arguments(layer: Layer) -> list[str]:
    """The arguments of the call that are not Keras's defaults."""
    given = ((name, getattr(layer, name)) for name in layer.call_arguments)
    return [f"{name}={literal(value)}" for name, value in given if value != _default(layer, name)]


def _default(layer: Layer, name: str) -> object:
    fields = type(layer).__struct_fields__
    defaults = type(layer).__struct_defaults__
    at = fields.index(name) - (len(fields) - len(defaults))
    return defaults[at] if at >= 0 else None


def _tuple(shape: tuple[int, ...]) -> str:
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"
