"""Everything about a training that a person chooses, in one frozen struct with bounds."""

from collections.abc import Sequence
from typing import Any, Self

import msgspec

from nnterm.errors import HyperparameterError
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.graph import is_functional, is_graph
from nnterm.experiment.hyperparameters.layers import (
    ActivationName,
    Dense,
    Dropout,
    Layer,
    validate_layer,
    width,
    with_activation,
    with_return_sequences,
    with_width,
)
from nnterm.experiment.hyperparameters.losses import Loss, Metric
from nnterm.experiment.hyperparameters.optimizers import Optimizer
from nnterm.experiment.hyperparameters.schedules import Schedule
from nnterm.experiment.hyperparameters.table import DEEPEST, TABLE, check_bounds
from nnterm.experiment.rows import Dataset, Split


class PlainHyperparameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The choices of a training that starts from its seed. Values are checked on `validate()`, not on construction."""

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
    nesterov: bool = False
    """Whether sgd looks ahead along its momentum before it takes the gradient."""
    beta_1: float = 0.9
    """How much of the running mean of gradients is kept from step to step, for adam and adamw."""
    weight_decay: float = 0.004
    """The part that each weight shrinks by at each step, times the learning rate, for adamw."""
    clipnorm: float = 0.0
    """The longest that the gradient of one array of weights may be; 0 for any length."""
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
        return tuple(i for i, layer in enumerate(self.layers[:-1]) if width(layer) is not None)

    @property
    def is_graph(self) -> bool:
        """Whether layers name others as their inputs, so that the model is no plain list."""
        return is_graph(self.layers)

    @property
    def is_functional(self) -> bool:
        """Whether Keras needs a functional model for it."""
        return is_functional(self.layers)

    def stack(self) -> tuple[Layer, ...]:
        """The layers as they are built: with a Dropout after each hidden layer when `dropout` > 0.

        Normalization and activation that follow the hidden layer come before it. What names the last of them in a
        graph gets its output after the Dropout.
        """
        if not self.dropout:
            return self.layers
        built: list[Layer] = []
        ends = {end_of_block(self.layers, position) for position in self.hidden}
        for position, layer in enumerate(self.layers):
            if position in ends and not isinstance(layer, Dropout):
                node = built[-1].node
                built[-1] = msgspec.structs.replace(built[-1], node="")
                built.append(Dropout(rate=self.dropout, node=node))
            built.append(layer)
        return tuple(built)

    @property
    def has_dropout(self) -> bool:
        """Whether units drop out while training, so that metrics of the training rows are worse than the model is."""
        return any(isinstance(layer, Dropout) and layer.rate for layer in self.stack())

    def with_layer(self, position: int, layer: Layer) -> Self:
        """A copy with another layer at `position`."""
        layers = (*self.layers[:position], layer, *self.layers[position + 1 :])
        return msgspec.structs.replace(self, layers=layers)

    def with_hidden_units(self, position: int, units: int) -> Self:
        """A copy in which the layer at `position` has `units` units or filters."""
        return self.with_layer(position, with_width(self.layers[position], units))

    def with_hidden_activation(self, position: int, activation: ActivationName) -> Self:
        """A copy in which the layer at `position` has another activation."""
        return self.with_layer(position, with_activation(self.layers[position], activation))

    def with_hidden_layers(self, count: int) -> Self:
        """A copy with `count` hidden layers with units: the last is repeated, or the last ones go.

        What follows such a layer, its normalization and activation, is repeated or goes with it. Other layers without
        units (pooling, Flatten, Embedding) stay. A first hidden layer is Dense, 4 units, ReLU. Raises
        HyperparameterError for a graph, where nothing says what a new layer would be connected to.
        """
        layers = list(self.layers)
        hidden = list(self.hidden)
        if count == len(hidden):
            return self
        if self.is_graph:
            raise HyperparameterError(
                f"This model is a graph of {len(hidden)} hidden layers, and their number is fixed.",
                "Change units, or write another model in the lesson file.",
            )
        while len(hidden) > count:
            position = hidden.pop()
            del layers[position : end_of_block(layers, position)]
        while len(hidden) < count:
            position = end_of_block(layers, hidden[-1]) if hidden else len(layers) - 1
            block = layers[hidden[-1] : position] if hidden else [Dense(units=4, activation="relu")]
            block = [msgspec.structs.replace(layer, node="") for layer in block]
            layers[position:position] = block
            hidden.append(position)
        return msgspec.structs.replace(self, layers=chain_recurrent(tuple(layers)))

    # --- checks ------------------------------------------------------------------------------------

    def validate(self) -> None:
        """Raise HyperparameterError for the first value outside its bounds or choices."""
        if not self.layers:
            raise HyperparameterError("The model has no layers.", "Give it at least an output layer.")
        for name, entry in TABLE.items():
            if entry.bounds is not None and entry.part != "layers" and (value := self.value(name)) is not None:
                check_bounds(name, value)
        if len(self.hidden) > DEEPEST:
            raise HyperparameterError(
                f"The model has {len(self.hidden)} hidden layers with units.", f"Use up to {DEEPEST}."
            )
        for layer in self.layers:
            validate_layer(layer)

    def value(self, name: str) -> Any:
        """What the hyperparameter `name` of the table is, but for those of layers; None for what is not in use."""
        part = TABLE[name].part
        return getattr(getattr(self, part) if part else self, name, None)


class Pretraining(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole training that comes before another one, which starts from what it has learned.

    It starts from its seed itself: by its type there is none before it.
    """

    experiment: str
    """Id of the experiment whose baseline it is."""
    dataset: Dataset
    split: Split
    plain: PlainHyperparameters

    @property
    def hyperparameters(self) -> "Hyperparameters":
        """What it is trained with."""
        return Hyperparameters(**msgspec.structs.asdict(self.plain))


class Hyperparameters(PlainHyperparameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The choices of one training."""

    pretraining: Pretraining | None = None
    """The training whose weights this one starts from, those of the last layer apart; None to start from the seed."""

    @property
    def plain(self) -> PlainHyperparameters:
        """The same choices for a training that starts from its seed."""
        names = PlainHyperparameters.__struct_fields__
        return PlainHyperparameters(**{name: getattr(self, name) for name in names})

    def validate(self) -> None:
        """Raise HyperparameterError for the first value outside its bounds or choices, the pretraining's included."""
        # Without arguments `super` would look for the class that msgspec has replaced.
        PlainHyperparameters.validate(self)
        if self.pretraining is not None:
            self.pretraining.plain.validate()


def end_of_block(layers: Sequence[Layer], position: int) -> int:
    """The position after the hidden layer at `position` and the layers that follow it: normalization, activation."""
    end = position + 1
    while end < len(layers) - 1 and layers[end].follows and not layers[end].source:
        end += 1
    return end


def chain_recurrent(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """`layers` with `return_sequences` set so that each recurrent layer feeds the next one a sequence."""
    recurrent = [
        i for i, layer in enumerate(layers) if with_return_sequences(layer, True) != with_return_sequences(layer, False)
    ]
    chained = list(layers)
    for position in recurrent:
        chained[position] = with_return_sequences(layers[position], position != recurrent[-1])
    return tuple(chained)
