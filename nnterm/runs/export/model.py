"""The model part of an exported script: a list of layers, or a chain of calls where a layer takes two inputs."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import (
    Bidirectional,
    Layer,
    MultiHeadAttention,
    PositionEmbedding,
    width,
)
from nnterm.runs.export.layout import NO_LIMIT, WIDTH, call, literal

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
    """The lines that make `model`."""
    hyperparameters = experiment.hyperparameters
    stack = hyperparameters.stack()
    # Positions count the stack's layers; a penalty goes to hidden layers with units only.
    hidden = [position < len(stack) - 1 and width(layer) is not None for position, layer in enumerate(stack)]
    penalties = [hyperparameters.l2 if is_hidden else 0.0 for is_hidden in hidden]
    shape = _tuple(catalog.input_shape(experiment.dataset))
    inputs = f"keras.Input({shape}" + (', dtype="int32"' if catalog.vocabulary(experiment.dataset) else "") + ")"
    if any(isinstance(layer, MultiHeadAttention) for layer in stack):
        return _chain(stack, penalties, inputs)
    lines = [f"    {inputs},"]
    lines += [f"{_item(layer, l2)}," for layer, l2 in zip(stack, penalties, strict=True)]
    return "model = keras.Sequential([\n" + "\n".join(lines) + "\n])\nmodel.summary()"


def _chain(stack: tuple[Layer, ...], penalties: list[float], inputs: str) -> str:
    """A functional model: each layer is called with the output of the one before."""
    lines, before = [f"inputs = {inputs}"], "inputs"
    for layer, l2 in zip(stack, penalties, strict=True):
        arguments = f"({before})"
        if isinstance(layer, MultiHeadAttention):
            lines.append("# Query and value, and key, are the same: the sequence looks at itself.")
            arguments = f"({', '.join([before, before, *_call_arguments(layer)])})"
        lines.append(_item(layer, l2, start="x = ", end=arguments))
        before = "x"
    return "\n".join((*lines, "model = keras.Model(inputs, x)\nmodel.summary()"))


def _item(layer: Layer, l2: float, start: str = "    ", end: str = "") -> str:
    """One layer between `start` and `end`, with the arguments that are not Keras's defaults."""
    name = layer.name if isinstance(layer, PositionEmbedding) else f"keras.layers.{layer.name}"
    column = len(start) if start.isspace() else 0
    # The comma or the call after it needs room too.
    room = WIDTH - (len(end) or 1)
    if isinstance(layer, Bidirectional):
        wrapped = (f"keras.layers.{layer.wraps.name}", _arguments(layer.wraps, l2))
        line = f"{start}{name}({call(*wrapped, width=NO_LIMIT)})"
        if len(line) <= room:
            return line + end
        return f"{start}{name}(\n{' ' * column}    {call(*wrapped, indent=column + 4)}\n{' ' * column}){end}"
    return call(f"{start}{name}".lstrip(), _arguments(layer, l2), indent=column, width=room).join((" " * column, end))


def _arguments(layer: Layer, l2: float) -> list[str]:
    arguments = []
    for name in layer.__struct_fields__:
        value = getattr(layer, name)
        if name in layer.positional:
            arguments.append(literal(value))
        elif value != _default(layer, name) and name not in layer.call_arguments:
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
