"""Hyperparameters know their hidden layers and their bounds."""

from typing import Any

import msgspec
import pytest

from nnterm.errors import HyperparameterError
from nnterm.experiment.hyperparameters.hyperparameter import in_digits
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import (
    GRU,
    LSTM,
    Activation,
    BatchNormalization,
    Bidirectional,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    Layer,
    MaxPooling2D,
)
from nnterm.experiment.hyperparameters.shapes import summarize
from nnterm.experiment.hyperparameters.table import bounds_of, check_bounds

DENSE = Hyperparameters(layers=(Dense(units=4, activation="relu"), Dense(units=3, activation="softmax")))
CNN = Hyperparameters(layers=(Conv2D(filters=8), MaxPooling2D(), Flatten(), Dense(units=16), Dense(units=10)))
PERCEPTRON = Hyperparameters(layers=(Dense(units=1, activation="sigmoid"),))
RECURRENT = Hyperparameters(
    layers=(Embedding(input_dim=50, output_dim=4), Bidirectional(wraps=LSTM(units=6)), Dense(units=1))
)


def test_hidden_are_the_layers_with_units_but_for_the_output() -> None:
    assert DENSE.hidden == (0,)
    assert CNN.hidden == (0, 3)
    assert PERCEPTRON.hidden == ()
    assert RECURRENT.hidden == (1,)
    assert CNN.output == Dense(units=10)


def test_another_hidden_layer_repeats_the_last() -> None:
    assert DENSE.with_hidden_layers(3).layers == (*[Dense(units=4, activation="relu")] * 3, DENSE.output)
    assert CNN.with_hidden_layers(3).layers[3:5] == (Dense(units=16), Dense(units=16))


def test_fewer_hidden_layers_leave_those_without_units() -> None:
    assert DENSE.with_hidden_layers(0).layers == (DENSE.output,)
    assert CNN.with_hidden_layers(1).layers == (Conv2D(filters=8), MaxPooling2D(), Flatten(), Dense(units=10))


def test_a_first_hidden_layer_comes_before_the_output() -> None:
    assert PERCEPTRON.with_hidden_layers(1).layers == (Dense(units=4, activation="relu"), PERCEPTRON.output)
    assert CNN.with_hidden_layers(0).with_hidden_layers(1).layers[-3:] == (
        Flatten(),
        Dense(units=4, activation="relu"),
        Dense(units=10),
    )


@pytest.mark.parametrize("count", [1, 2, 3])
def test_stacked_recurrent_layers_hand_sequences_on(count: int) -> None:
    deeper = RECURRENT.with_hidden_layers(count)
    assert len(deeper.hidden) == count
    assert summarize(deeper.layers, (9,))[-1].output_shape == (1,)


def test_the_same_count_changes_nothing() -> None:
    reads_all = Hyperparameters(layers=(GRU(units=4, return_sequences=True), Flatten(), Dense(units=1)))
    assert reads_all.with_hidden_layers(1) == reads_all


def test_units_and_activation_of_one_layer() -> None:
    assert DENSE.with_hidden_units(0, 9).layers == (Dense(units=9, activation="relu"), DENSE.output)
    assert CNN.with_hidden_units(0, 9).layers[0] == Conv2D(filters=9)
    assert RECURRENT.with_hidden_units(1, 9).layers[1] == Bidirectional(wraps=LSTM(units=9))
    assert RECURRENT.with_hidden_activation(1, "relu").layers[1] == Bidirectional(
        wraps=LSTM(units=6, activation="relu")
    )
    assert DENSE.layers[0] == Dense(units=4, activation="relu"), "the baseline is not touched"


def test_dropout_follows_every_hidden_layer_with_units() -> None:
    assert DENSE.stack() == DENSE.layers
    dropped = msgspec.structs.replace(CNN, dropout=0.25)
    assert dropped.stack() == (
        Conv2D(filters=8),
        Dropout(rate=0.25),
        MaxPooling2D(),
        Flatten(),
        Dense(units=16),
        Dropout(rate=0.25),
        Dense(units=10),
    )


def test_a_dropout_of_the_author_is_not_doubled() -> None:
    written = Hyperparameters(layers=(Dense(units=4), Dropout(rate=0.5), Dense(units=1)), dropout=0.25)
    assert written.stack() == written.layers


@pytest.mark.parametrize("hyperparameters", [DENSE, CNN, PERCEPTRON, RECURRENT])
def test_good_ones_are_valid(hyperparameters: Hyperparameters) -> None:
    hyperparameters.validate()


@pytest.mark.parametrize(
    "name",
    [
        "epochs",
        "batch_size",
        "learning_rate",
        "momentum",
        "beta_1",
        "weight_decay",
        "clipnorm",
        "dropout",
        "l2",
        "seed",
    ],
)
def test_both_ends_of_every_bound(name: str) -> None:
    low, high = bounds_of(name)
    for value in (low, high):
        msgspec.structs.replace(DENSE, **{name: value}).validate()
    for value in (low - 1, high + 1, float("nan")):
        with pytest.raises(HyperparameterError, match=f"{name} is .* out of range") as caught:
            msgspec.structs.replace(DENSE, **{name: value}).validate()
        assert f"from {in_digits(low)} to {in_digits(high)}" in caught.value.remedy


@pytest.mark.parametrize(
    ("layer", "says"),
    [
        (Dense(units=0), "units is 0"),
        (Dense(units=5000), "units is 5000"),
        (Conv2D(filters=-1), "units is -1"),
        (Conv2D(filters=1, kernel_size=0), "kernel_size is 0"),
        (Conv2D(filters=1, strides=0), "strides is 0"),
        (MaxPooling2D(pool_size=0), "pool_size is 0"),
        (Dropout(rate=1.0), "rate is 1"),
        (Embedding(input_dim=0, output_dim=2), "input_dim is 0"),
        (Embedding(input_dim=2, output_dim=0), "output_dim is 0"),
        (Bidirectional(wraps=GRU(units=0)), "units is 0"),
    ],
)
def test_arguments_of_layers_have_bounds_too(layer: Layer, says: str) -> None:
    with pytest.raises(HyperparameterError, match=says):
        Hyperparameters(layers=(layer, Dense(units=1))).validate()


def test_unknown_activation_names_the_nearest() -> None:
    wrong: Any = "rely"
    with pytest.raises(HyperparameterError, match="'rely'") as caught:
        Hyperparameters(layers=(Dense(units=1, activation=wrong),)).validate()
    assert "Did you mean relu?" in caught.value.remedy


def test_no_layers_and_too_many() -> None:
    with pytest.raises(HyperparameterError, match="no layers"):
        Hyperparameters(layers=()).validate()
    Hyperparameters(layers=(Dense(units=1),) * 41).validate()
    with pytest.raises(HyperparameterError, match="41 hidden layers"):
        Hyperparameters(layers=(Dense(units=1),) * 42).validate()


def test_bounds_hold_their_ends() -> None:
    check_bounds("epochs", 1)
    with pytest.raises(HyperparameterError):
        check_bounds("epochs", 0)


def test_unknown_names_on_the_wire_are_refused() -> None:
    written = msgspec.json.encode(DENSE).replace(b'"epochs"', b'"epoch"')
    with pytest.raises(msgspec.ValidationError, match="epoch"):
        msgspec.json.decode(written, type=Hyperparameters)
    assert msgspec.json.decode(msgspec.json.encode(CNN), type=Hyperparameters) == CNN


def test_what_follows_a_hidden_layer_is_repeated_and_removed_with_it() -> None:
    block = (Dense(units=8), BatchNormalization(), Activation("relu"))
    output = Dense(units=3, activation="softmax")
    one = Hyperparameters(layers=(*block, output))
    assert one.with_hidden_layers(3).layers == (*block * 3, output)
    assert one.with_hidden_layers(3).with_hidden_layers(1) == one
    assert one.with_hidden_layers(0).layers == (output,)
    # The rows of the form are those with units.
    assert one.with_hidden_layers(2).hidden == (0, 3)


def test_dropout_comes_after_what_follows_a_hidden_layer() -> None:
    block = (Dense(units=8), BatchNormalization(), Activation("relu"))
    chosen = Hyperparameters(layers=(*block, Dense(units=3)), dropout=0.2)
    assert chosen.stack() == (*block, Dropout(0.2), Dense(units=3))
    given = Hyperparameters(layers=(*block, Dropout(0.5), Dense(units=3)), dropout=0.2)
    assert given.stack() == given.layers
