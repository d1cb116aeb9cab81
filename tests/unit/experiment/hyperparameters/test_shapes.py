"""Parameter counts and shapes by arithmetic: the numbers the lessons name, worked out by hand from Keras's formulas."""

import pytest

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters.layers import (
    GRU,
    LSTM,
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Bidirectional,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling1D,
    MaxPooling2D,
    Reshape,
    SimpleRNN,
)
from nnterm.experiment.hyperparameters.shapes import count_parameters, summarize


def parameters(layers: tuple[Layer, ...], shape: tuple[int, ...]) -> list[int]:
    return [row.parameters for row in summarize(layers, shape)]


def shapes(layers: tuple[Layer, ...], shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [row.output_shape for row in summarize(layers, shape)]


CNN = (
    Conv2D(filters=32, activation="relu"),
    MaxPooling2D(),
    Conv2D(filters=64, activation="relu"),
    MaxPooling2D(),
    Conv2D(filters=64, activation="relu"),
    Flatten(),
    Dense(units=64, activation="relu"),
    Dense(units=10, activation="softmax"),
)


def test_dense_of_two_hidden_layers() -> None:
    layers = (Dense(units=64), Dense(units=32), Dense(units=1))
    assert parameters(layers, (10,)) == [704, 2080, 33]
    assert count_parameters(layers, (10,)) == 704 + 2080 + 33


def test_dense_on_iris() -> None:
    layers = (Dense(units=4), Dense(units=128), Dense(units=3))
    assert parameters(layers, (4,)) == [20, 640, 387]
    assert count_parameters(layers, (4,)) == 1047


def test_dense_without_bias() -> None:
    assert parameters((Dense(units=3, use_bias=False),), (4,)) == [12]


def test_convolutions_on_digits() -> None:
    assert shapes(CNN, (28, 28, 1)) == [
        (26, 26, 32),
        (13, 13, 32),
        (11, 11, 64),
        (5, 5, 64),
        (3, 3, 64),
        (576,),
        (64,),
        (10,),
    ]
    assert parameters(CNN, (28, 28, 1)) == [320, 0, 18496, 0, 36928, 0, 36928, 650]
    assert count_parameters(CNN, (28, 28, 1)) == 93_322


def test_embedding_and_stacked_recurrence_on_reviews() -> None:
    layers = (
        Embedding(input_dim=10_000, output_dim=32),
        SimpleRNN(units=32, return_sequences=True),
        SimpleRNN(units=32),
        Dense(units=1),
    )
    assert parameters(layers, (32,)) == [320_000, 2080, 2080, 33]
    assert count_parameters(layers, (32,)) == 324_193
    assert shapes(layers, (32,)) == [(32, 32), (32, 32), (32,), (1,)]


@pytest.mark.parametrize(
    ("layer", "count"),
    [
        (SimpleRNN(units=5), 5 * (3 + 5 + 1)),
        (LSTM(units=5), 4 * 5 * (3 + 5 + 1)),
        (GRU(units=5), 3 * 5 * (3 + 5 + 2)),
        (Bidirectional(wraps=LSTM(units=5)), 2 * 4 * 5 * (3 + 5 + 1)),
    ],
)
def test_recurrent_layers(layer: Layer, count: int) -> None:
    assert parameters((layer,), (7, 3)) == [count]


def test_bidirectional_joins_both_directions() -> None:
    assert shapes((Bidirectional(wraps=GRU(units=5)),), (7, 3)) == [(10,)]
    assert shapes((Bidirectional(wraps=GRU(units=5, return_sequences=True)),), (7, 3)) == [(7, 10)]
    assert summarize((Bidirectional(wraps=GRU(units=5)),), (7, 3))[0].layer == "Bidirectional(GRU)"


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Conv2D(filters=2, kernel_size=3, strides=2), (13, 13, 2)),
        (Conv2D(filters=2, kernel_size=3, strides=2, padding="same"), (14, 14, 2)),
        (Conv2D(filters=2, kernel_size=5, padding="same"), (28, 28, 2)),
        (Conv2D(filters=2, kernel_size=28), (1, 1, 2)),
        (MaxPooling2D(pool_size=3), (9, 9, 1)),
        (AveragePooling2D(pool_size=28), (1, 1, 1)),
        (Dropout(rate=0.5), (28, 28, 1)),
        (Dense(units=6), (28, 28, 6)),
        (Flatten(), (784,)),
        (GlobalAveragePooling2D(), (1,)),
        (Reshape((28, 28)), (28, 28)),
        (Reshape((-1, 14)), (56, 14)),
        (BatchNormalization(), (28, 28, 1)),
        (Activation("relu"), (28, 28, 1)),
    ],
)
def test_what_comes_out_of_an_image(layer: Layer, shape: tuple[int, ...]) -> None:
    assert shapes((layer,), (28, 28, 1)) == [shape]


@pytest.mark.parametrize(
    ("layers", "shape", "says"),
    [
        ((Flatten(), Conv2D(filters=2)), (28, 28, 1), r"Layer 2 \(Conv2D\): needs an image .* \(784,\) comes in"),
        ((Conv2D(filters=2, kernel_size=29),), (28, 28, 1), r"Layer 1 .* 29x29 does not fit an image of 28x28"),
        ((MaxPooling2D(pool_size=4),), (3, 3, 1), r"pooling by 4 leaves nothing of 3x3"),
        ((Conv1D(filters=2, kernel_size=8),), (7, 3), r"Layer 1 .* window of 8 steps does not fit a sequence of 7"),
        ((Conv1D(filters=2),), (28, 28, 1), r"Layer 1 \(Conv1D\): needs a sequence .* \(28, 28, 1\) comes in"),
        ((MaxPooling1D(pool_size=8),), (7, 3), r"pooling by 8 leaves nothing of 7 steps"),
        ((Flatten(), GlobalAveragePooling1D()), (7, 3), r"Layer 2 \(GlobalAveragePooling1D\): needs a sequence"),
        ((GlobalAveragePooling2D(),), (7, 3), r"Layer 1 \(GlobalAveragePooling2D\): needs an image"),
        ((Reshape((27, 28)),), (784,), r"784 values of shape \(784,\) cannot be laid out as \(27, 28\)"),
        ((Reshape((-1, 9)),), (784,), r"cannot be laid out as \(-1, 9\)"),
        ((Reshape((-1, -1)),), (784,), r"target_shape \(-1, -1\) is no shape"),
        ((Reshape((0, 784)),), (784,), r"target_shape \(0, 784\) is no shape"),
        ((Reshape(()),), (1,), r"target_shape \(\) is no shape"),
        ((LSTM(units=2),), (4,), r"Layer 1 \(LSTM\): needs a sequence"),
        ((Embedding(input_dim=9, output_dim=2),), (4, 2), r"needs a sequence of token numbers"),
        ((LSTM(units=2), Bidirectional(wraps=LSTM(units=2))), (7, 3), r"Layer 2 \(Bidirectional\(LSTM\)\)"),
    ],
)
def test_layers_that_do_not_fit(layers: tuple[Layer, ...], shape: tuple[int, ...], says: str) -> None:
    with pytest.raises(ModelError, match=says) as caught:
        summarize(layers, shape)
    assert caught.value.remedy
