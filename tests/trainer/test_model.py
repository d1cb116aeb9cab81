"""The built model is Keras's: shapes and parameters of every layer, and weights that follow from the seed."""

import keras
import numpy as np
import pytest

from nnterm.errors import ModelError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.hyperparameters.hyperparameter import Hyperparameter
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import (
    GRU,
    LAYER_TYPES,
    LSTM,
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Bidirectional,
    Concatenate,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    Layer,
    LayerNormalization,
    MaxPooling1D,
    MaxPooling2D,
    MultiHeadAttention,
    Multiply,
    PositionEmbedding,
    Reshape,
    SimpleRNN,
)
from nnterm.experiment.hyperparameters.optimizers import OPTIMIZERS
from nnterm.experiment.hyperparameters.shapes import count_parameters, summarize
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.trainer.model import build

from .cases import DROPOUT, RECURRENT, Case
from .oracle import plain_model

IMAGE, SEQUENCE, TOKENS = (9, 8, 3), (7, 5), (6,)
CASES: list[tuple[Layer, tuple[int, ...]]] = [
    (Dense(4, "gelu"), (5,)),
    (Dense(4, use_bias=False), SEQUENCE),
    (Conv2D(5, kernel_size=2, activation="relu"), IMAGE),
    (Conv2D(5, kernel_size=3, strides=2), IMAGE),
    (Conv2D(2, kernel_size=4, padding="same", strides=3), IMAGE),
    (MaxPooling2D(3), IMAGE),
    (AveragePooling2D(2), IMAGE),
    (Flatten(), IMAGE),
    (Activation("tanh"), IMAGE),
    *[(kind(joined=("input", "input")), shape) for kind in (Add, Concatenate, Multiply) for shape in ((5,), IMAGE)],
    (Reshape((12, 18)), IMAGE),
    (Reshape((2, -1, 3)), IMAGE),
    (GlobalAveragePooling2D(), IMAGE),
    (Conv1D(5, kernel_size=2, activation="relu"), SEQUENCE),
    (Conv1D(5, kernel_size=3, strides=2), SEQUENCE),
    (Conv1D(2, kernel_size=4, padding="same", strides=3), SEQUENCE),
    (Conv1D(2, kernel_size=4, padding="causal"), SEQUENCE),
    (MaxPooling1D(3), SEQUENCE),
    (GlobalAveragePooling1D(), SEQUENCE),
    *[(kind(), shape) for kind in (BatchNormalization, LayerNormalization) for shape in ((5,), SEQUENCE, IMAGE)],
    (Dropout(0.4), SEQUENCE),
    (MultiHeadAttention(1, 4), SEQUENCE),
    (MultiHeadAttention(3, 2, use_causal_mask=True), SEQUENCE),
    (PositionEmbedding(7), SEQUENCE),
    (PositionEmbedding(9), SEQUENCE),
    (Embedding(11, 4), TOKENS),
    (Embedding(11, 4, mask_zero=True), TOKENS),
    *[
        (kind(3, return_sequences=sequences), SEQUENCE)
        for kind in (SimpleRNN, LSTM, GRU)
        for sequences in (False, True)
    ],
    *[
        (Bidirectional(kind(3, return_sequences=sequences)), SEQUENCE)
        for kind in (SimpleRNN, LSTM, GRU)
        for sequences in (False, True)
    ],
]


@pytest.mark.parametrize(("layer", "shape"), CASES, ids=str)
def test_shapes_and_parameters_by_arithmetic_are_those_of_keras(layer: Layer, shape: tuple[int, ...]) -> None:
    layers = (layer, Flatten(), Dense(2))
    model = build(Hyperparameters(layers=layers), shape, "int32" if isinstance(layer, Embedding) else "float32")
    rows = summarize(layers, shape)
    made = [built for built in model.layers if not isinstance(built, keras.layers.InputLayer)]
    assert [row.parameters for row in rows] == [built.count_params() for built in made]
    assert [(None, *row.output_shape) for row in rows] == [built.output.shape for built in made]
    assert count_parameters(layers, shape) == model.count_params()
    untrained = sum(row.untrained for row in rows)
    assert untrained == sum(int(np.prod(variable.shape)) for variable in model.non_trainable_weights)


def test_every_layer_is_compared() -> None:
    assert {type(layer) for layer, _ in CASES} == set(LAYER_TYPES.values())


@pytest.mark.parametrize(
    ("layers", "shape", "parameters"),
    [
        ((Dense(4, "relu"), Dense(128, "relu"), Dense(3, "softmax")), (4,), 1047),
        (
            (
                Conv2D(32, activation="relu"),
                MaxPooling2D(),
                Conv2D(64, activation="relu"),
                MaxPooling2D(),
                Conv2D(64, activation="relu"),
                Flatten(),
                Dense(64, "relu"),
                Dense(10, "softmax"),
            ),
            (28, 28, 1),
            93_322,
        ),
        (
            (Embedding(10_000, 32), SimpleRNN(32, return_sequences=True), SimpleRNN(32), Dense(1, "sigmoid")),
            (32,),
            324_193,
        ),
    ],
)
def test_counts_of_known_networks(layers: tuple[Layer, ...], shape: tuple[int, ...], parameters: int) -> None:
    dtype = "int32" if isinstance(layers[0], Embedding) else "float32"
    assert build(Hyperparameters(layers=layers), shape, dtype).count_params() == parameters
    assert count_parameters(layers, shape) == parameters


def test_the_penalty_is_on_kernels_of_hidden_layers_with_units_alone() -> None:
    layers = (Embedding(11, 4), Bidirectional(GRU(3, return_sequences=True)), LSTM(3), Dense(4), Dense(2))
    model = build(Hyperparameters(layers=layers, l2=0.25), TOKENS, "int32")
    # The model adds up what its hidden kernels cost; embedding, recurrent kernels, biases and output are not in it.
    gru, lstm, dense = model.layers[1:4]
    kernels = [gru.forward_layer.cell.kernel, gru.backward_layer.cell.kernel, lstm.cell.kernel, dense.kernel]
    expected = sum(0.25 * float(np.sum(np.square(kernel))) for kernel in kernels)
    assert sum(float(loss) for loss in model.losses) == pytest.approx(expected, rel=1e-5)
    assert len(model.losses) == 4


@pytest.mark.parametrize("case", [DROPOUT, RECURRENT], ids=["dropout", "recurrent"])
def test_weights_are_those_that_follow_keras_own_seed(case: Case) -> None:
    dtype = "int32" if case is RECURRENT else "float32"
    built = build(case.hyperparameters, catalog.input_shape(case.dataset), dtype)
    plain = plain_model(case, seed=keras.utils.set_random_seed)
    for ours, theirs in zip(built.variables, plain.variables, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_optimizer_takes_its_rate_and_momentum(name: str) -> None:
    chosen = Hyperparameters(layers=(Dense(1),), optimizer=name, learning_rate=0.125, momentum=0.5)
    optimizer = build(chosen, (2,)).optimizer
    assert type(optimizer).__name__.lower() == name
    assert float(optimizer.learning_rate) == 0.125
    assert optimizer.get_config().get("momentum", 0.5) == 0.5


def test_an_argument_of_optimizers_needs_an_entry_of_the_table_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class WithRho(Hyperparameters, frozen=True, kw_only=True):
        rho: float = 0.9

    entry = Hyperparameter(kind="number", help="How long RMSprop remembers.", optimizers=("rmsprop",))
    monkeypatch.setitem(TABLE, "rho", entry)
    assert build(WithRho(layers=(Dense(1),), rho=0.5), (2,)).optimizer.rho == 0.5
    assert not hasattr(build(WithRho(layers=(Dense(1),), optimizer="adam", rho=0.5), (2,)).optimizer, "rho")


def test_positions_are_what_tells_two_equal_tokens_apart() -> None:
    tokens = np.array([[3, 3, 5]], dtype="int32")
    for layers, differ in (((Embedding(11, 4),), False), ((Embedding(11, 4), PositionEmbedding(5)), True)):
        model = build(Hyperparameters(layers=(*layers, MultiHeadAttention(1, 2))), (3,), "int32")
        first, second, _ = np.asarray(model(tokens))[0]
        assert np.allclose(first, second, atol=1e-6) is not differ


def test_with_a_causal_mask_no_place_knows_what_comes_after_it() -> None:
    for causal in (True, False):
        layers = (Embedding(11, 4), MultiHeadAttention(2, 3, use_causal_mask=causal))
        model = build(Hyperparameters(layers=layers), (4,), "int32")
        one, other = (np.asarray(model(np.array([[1, 2, 3, last]])))[0] for last in (4, 5))
        assert np.allclose(one[:3], other[:3], atol=1e-6) is causal


def test_positions_are_too_few_for_a_longer_sequence() -> None:
    with pytest.raises(ModelError, match="longer than its 5 places"):
        summarize((Embedding(11, 4), PositionEmbedding(5)), TOKENS)
