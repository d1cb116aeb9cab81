"""How a training is compiled: from its hyperparameters and rows alone."""

import msgspec
import pytest

from nnterm.experiment.hyperparameters.layers import Conv2D, Dense, Dropout, Flatten
from nnterm.trainer.loops.cost import choose
from trainer.cases import CONVOLUTIONAL, IRIS, MOONS, RECURRENT

LONG = 20_000


def test_xla_comes_with_long_trainings_only() -> None:
    chosen = MOONS.hyperparameters
    assert not choose(chosen, (2,), (60, 20)).xla
    assert choose(msgspec.structs.replace(chosen, epochs=LONG), (2,), (60, 20)).xla
    # One epoch is trained before XLA takes over, so a single one never has it, however long it is.
    assert not choose(msgspec.structs.replace(chosen, epochs=1), (2,), (10**7, 0)).xla


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        ((Conv2D(2), Flatten(), Dense(1, "sigmoid")), (8, 8, 1)),
        ((Dense(9), Dropout(0.1), Dense(1, "sigmoid")), (2,)),
    ],
)
def test_some_layers_never_meet_xla(layers: tuple, shape: tuple[int, ...]) -> None:
    chosen = msgspec.structs.replace(MOONS.hyperparameters, layers=layers, epochs=LONG)
    assert not choose(chosen, shape, (5000, 0)).xla
    bare = tuple(layer for layer in layers if not isinstance(layer, Conv2D | Dropout))
    assert choose(msgspec.structs.replace(chosen, layers=bare), shape, (5000, 0)).xla


def test_dropout_between_layers_counts_as_well() -> None:
    chosen = msgspec.structs.replace(MOONS.hyperparameters, epochs=LONG, dropout=0.1)
    assert not choose(chosen, (2,), (60, 20)).xla


def test_wide_rows_with_little_arithmetic_stay_with_plain_graphs() -> None:
    layers = (Dense(16, "relu"), Dense(1, "sigmoid"))
    chosen = msgspec.structs.replace(MOONS.hyperparameters, layers=layers, batch_size=512, epochs=LONG)
    assert not choose(chosen, (5000,), (8000, 2000)).xla
    assert choose(chosen, (50,), (8000, 2000)).xla
    wide = msgspec.structs.replace(chosen, layers=(Dense(512, "relu"), *layers))
    assert choose(wide, (5000,), (8000, 2000)).xla


def test_short_epochs_are_trained_whole_and_long_ones_in_steps() -> None:
    assert choose(IRIS.hyperparameters, (4,), (108, 12)).whole_epochs
    assert not choose(CONVOLUTIONAL.hyperparameters, (28, 28, 1), (8000, 2000)).whole_epochs
    # A recurrent layer takes XLA seconds to compile, and whole epochs would hold several copies of it.
    recurrent = msgspec.structs.replace(RECURRENT.hyperparameters, epochs=LONG)
    assert choose(recurrent, (12,), (40, 10)).xla
    assert not choose(recurrent, (12,), (40, 10)).whole_epochs
