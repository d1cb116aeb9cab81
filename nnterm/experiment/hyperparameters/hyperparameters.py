"""Everything about a training that a person chooses, in one frozen struct with bounds."""

from typing import Literal, get_args

import msgspec

from nnterm.errors import HyperparameterError
from nnterm.experiment.hyperparameters.early_stopping import EARLY_STOPPING_BOUNDS, EarlyStopping
from nnterm.experiment.hyperparameters.layers import (
    ACTIVATIONS,
    MAXIMUM_UNITS,
    TRAINABLE,
    Activation,
    Bidirectional,
    Dense,
    Dropout,
    Layer,
    activation_of,
    width,
    with_activation,
    with_return_sequences,
    with_width,
)
from nnterm.experiment.hyperparameters.losses import Loss, Metric
from nnterm.experiment.hyperparameters.schedules import SCHEDULE_BOUNDS, Schedule, validate_schedule
from nnterm.experiment.nearest import did_you_mean

Optimizer = Literal["sgd", "rmsprop", "adam", "adamw"]
OPTIMIZERS: tuple[str, ...] = get_args(Optimizer)

WITH_MOMENTUM = ("sgd", "rmsprop")
"""Optimizers that have a momentum."""

DEFAULT_LEARNING_RATE: dict[str, float] = {"sgd": 0.01, "rmsprop": 0.001, "adam": 0.001, "adamw": 0.001}
"""What Keras takes when only the optimizer's name is given."""

BOUNDS: dict[str, tuple[float, float]] = {
    "units": (1, MAXIMUM_UNITS),
    "layers": (0, 10),
    "epochs": (1, 100_000),
    "batch_size": (1, 100_000),
    "learning_rate": (1e-7, 100.0),
    "momentum": (0.0, 0.9999),
    "dropout": (0.0, 0.9),
    "l2": (0.0, 1.0),
    "seed": (0, 2**31 - 1),
    **SCHEDULE_BOUNDS,
    **EARLY_STOPPING_BOUNDS,
}
"""Smallest and largest value of each numeric hyperparameter, both allowed. `layers` counts hidden ones."""

LAYER_BOUNDS: dict[str, tuple[float, float]] = {
    "kernel_size": (1, 1024),
    "strides": (1, 1024),
    "pool_size": (1, 1024),
    "rate": (0.0, 0.9),
    "input_dim": (1, 1_000_000),
    "output_dim": (1, MAXIMUM_UNITS),
}
"""Smallest and largest value of the numeric arguments that only some layers have."""


class Hyperparameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The choices of one training. Values are checked on `validate()`, not on construction."""

    layers: tuple[Layer, ...]
    """The model from first layer to output layer, without the input."""
    optimizer: Optimizer = "rmsprop"
    """The rule that turns gradients into steps."""
    learning_rate: float = 0.001
    """Size of a step; of the first one, where a schedule changes it."""
    schedule: Schedule | None = None
    """How the learning rate falls from step to step; None to leave it."""
    momentum: float = 0.0
    """How much of the last step is kept, for sgd and rmsprop."""
    loss: Loss = "mean_squared_error"
    """What is made small."""
    metrics: tuple[Metric, ...] = ("accuracy",)
    """What else is measured after each epoch."""
    epochs: int = 1
    """How often the whole training split is shown."""
    batch_size: int = 32
    """Samples a step."""
    shuffle: bool = True
    """Whether each epoch has an order of its own."""
    dropout: float = 0.0
    """Rate of a Dropout layer after every hidden layer with units; 0 adds none."""
    l2: float = 0.0
    """Factor of the L2 penalty on the kernels of hidden layers with units; 0 adds none."""
    seed: int = 0
    """Decides initial weights, dropout and order."""
    early_stopping: EarlyStopping | None = None
    """When to stop before the last epoch; None never to."""

    # --- the model ---------------------------------------------------------------------------------

    @property
    def output(self) -> Layer:
        """The last layer."""
        return self.layers[-1]

    @property
    def hidden(self) -> tuple[int, ...]:
        """Positions in `layers` of the hidden layers with units."""
        return tuple(i for i, layer in enumerate(self.layers[:-1]) if isinstance(layer, TRAINABLE))

    def stack(self) -> tuple[Layer, ...]:
        """The layers as they are built: with a Dropout after each hidden layer when `dropout` > 0."""
        if not self.dropout:
            return self.layers
        built: list[Layer] = []
        for position, layer in enumerate(self.layers):
            built.append(layer)
            if position in self.hidden and not isinstance(self.layers[position + 1], Dropout):
                built.append(Dropout(rate=self.dropout))
        return tuple(built)

    def with_layer(self, position: int, layer: Layer) -> "Hyperparameters":
        """A copy with another layer at `position`."""
        layers = (*self.layers[:position], layer, *self.layers[position + 1 :])
        return msgspec.structs.replace(self, layers=layers)

    def with_hidden_units(self, position: int, units: int) -> "Hyperparameters":
        """A copy in which the layer at `position` has `units` units or filters."""
        return self.with_layer(position, with_width(self.layers[position], units))

    def with_hidden_activation(self, position: int, activation: Activation) -> "Hyperparameters":
        """A copy in which the layer at `position` has another activation."""
        return self.with_layer(position, with_activation(self.layers[position], activation))

    def with_hidden_layers(self, count: int) -> "Hyperparameters":
        """A copy with `count` hidden layers with units: the last is repeated, or the last ones go.

        Layers without units (pooling, Flatten, Embedding) stay. A first hidden layer is Dense, 4 units, ReLU.
        """
        layers = list(self.layers)
        hidden = list(self.hidden)
        if count == len(hidden):
            return self
        while len(hidden) > count:
            del layers[hidden.pop()]
        while len(hidden) < count:
            position = hidden[-1] + 1 if hidden else len(layers) - 1
            model: Layer = layers[hidden[-1]] if hidden else Dense(units=4, activation="relu")
            layers.insert(position, model)
            hidden.append(position)
        return msgspec.structs.replace(self, layers=chain_recurrent(tuple(layers)))

    # --- checks ------------------------------------------------------------------------------------

    def validate(self) -> None:
        """Raise HyperparameterError for the first value outside its bounds or choices."""
        if not self.layers:
            raise HyperparameterError("The model has no layers.", "Give it at least an output layer.")
        for name in ("epochs", "batch_size", "learning_rate", "momentum", "dropout", "l2", "seed"):
            check_bounds(name, getattr(self, name))
        if self.schedule is not None:
            validate_schedule(self.schedule)
        if self.early_stopping is not None:
            self.early_stopping.validate()
        check_bounds("layers", len(self.hidden))
        for layer in self.layers:
            validate_layer(layer)


def validate_layer(layer: Layer) -> None:
    """Raise HyperparameterError for the first argument of `layer` outside its bounds or choices."""
    if isinstance(layer, Bidirectional):
        layer = layer.wraps
    if (units := width(layer)) is not None:
        check_bounds("units", units)
    activation = activation_of(layer)
    if activation is not None and activation not in ACTIVATIONS:
        raise HyperparameterError(
            f"There is no activation {activation!r}.",
            f"{did_you_mean(activation, ACTIVATIONS)}Choose one of {', '.join(ACTIVATIONS)}.",
        )
    for name, (low, high) in LAYER_BOUNDS.items():
        value = getattr(layer, name, None)
        if value is not None and not low <= value <= high:
            raise HyperparameterError(
                f"{name} is {value:g}, which is out of range.", f"Choose a value from {low:g} to {high:g}."
            )


def check_bounds(name: str, value: float) -> None:
    """Raise HyperparameterError when `value` is outside the bounds of hyperparameter `name`."""
    low, high = BOUNDS[name]
    if not low <= value <= high:
        raise HyperparameterError(
            f"{name} is {value:g}, which is out of range.", f"Choose a value from {low:g} to {high:g}."
        )


def chain_recurrent(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """`layers` with `return_sequences` set so that each recurrent layer feeds the next one a sequence."""
    recurrent = [
        i for i, layer in enumerate(layers) if with_return_sequences(layer, True) != with_return_sequences(layer, False)
    ]
    chained = list(layers)
    for position in recurrent:
        chained[position] = with_return_sequences(layers[position], position != recurrent[-1])
    return tuple(chained)
