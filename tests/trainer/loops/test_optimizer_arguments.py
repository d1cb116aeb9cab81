"""Every argument of every optimizer: it updates weights as Keras does, and so trains what `model.fit` trains."""

import keras
import numpy as np
import pytest

from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path
from nnterm.trainer.model import optimizer
from trainer import oracle
from trainer.cases import MOONS, Case
from trainer.training import start, train, trained

CASES = {
    "nesterov": {"optimizer": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
    "beta_1": {"optimizer": "adam", "beta_1": 0.5},
    "weight_decay": {"optimizer": "adamw", "weight_decay": 0.5},
    "clipnorm": {"optimizer": "rmsprop", "clipnorm": 0.05},
}
SEVERAL = {**CASES["weight_decay"], "beta_1": 0.5, "clipnorm": 0.05}
TRAINED = {"nesterov": CASES["nesterov"], "several": SEVERAL}
"""Keras takes a second to compile each: one for each kind of momentum."""
WHOLE, XLA = Path(xla=False, whole_epochs=True), Path(xla=True, whole_epochs=True)


def case(arguments: dict[str, object]) -> Case:
    return MOONS.with_(shuffle=False, epochs=6, **arguments)


def updated(chosen: keras.Optimizer) -> np.ndarray:
    """Weights after three updates along the same gradients."""
    weights = keras.Variable(np.linspace(-1, 1, 6, dtype="float32"))
    for gradient in np.random.default_rng(1).normal(size=(3, 6)).astype("float32"):
        chosen.apply([gradient], [weights])
    return keras.ops.convert_to_numpy(weights)


@pytest.mark.parametrize("name", CASES)
def test_an_argument_updates_weights_as_in_keras_and_otherwise_than_its_default(name: str) -> None:
    with_it = updated(optimizer(case(CASES[name]).hyperparameters))
    np.testing.assert_array_equal(with_it, updated(oracle.optimizer(case(CASES[name]))))
    default = {key: value for key, value in CASES[name].items() if key != name}
    assert not np.array_equal(with_it, updated(optimizer(case(default).hyperparameters)))


@pytest.mark.parametrize("name", TRAINED)
def test_arguments_train_bit_for_bit_as_in_fit(name: str, loops: Loops) -> None:
    expected, evaluated = oracle.fit(case(TRAINED[name]))
    loop = start(case(TRAINED[name]), loops, WHOLE)
    assert train(loop, 6) == expected
    part = loops.tensors(MOONS.dataset, loops.load(MOONS.dataset, MOONS.split), MOONS.hyperparameters)["validation"]
    assert list(loop.evaluate(part))[-1] == evaluated


def test_with_xla_it_is_nearly_the_same(loops: Loops) -> None:
    expected, _ = oracle.fit(case(SEVERAL))
    for key, values in trained(case(SEVERAL), loops, XLA).items():
        np.testing.assert_allclose(values, expected[key], atol=1e-3, rtol=1e-3, err_msg=key)
