"""Every argument of every optimizer: the compiled loop trains what `model.fit` trains, bit for bit without XLA."""

import numpy as np
import pytest

from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path
from trainer.cases import MOONS, Case
from trainer.oracle import fit
from trainer.training import start, train, trained

CASES = {
    "nesterov": {"optimizer": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
    "beta_1": {"optimizer": "adam", "beta_1": 0.5},
    "weight_decay": {"optimizer": "adamw", "weight_decay": 0.5},
    "clipnorm": {"optimizer": "rmsprop", "clipnorm": 0.05},
}
WHOLE, XLA = Path(xla=False, whole_epochs=True), Path(xla=True, whole_epochs=True)


def case(name: str) -> Case:
    return MOONS.with_(shuffle=False, epochs=6, **CASES[name])


@pytest.mark.parametrize("name", CASES)
def test_an_argument_trains_as_in_fit_and_changes_what_is_trained(name: str, loops: Loops) -> None:
    expected, evaluated = fit(case(name))
    loop = start(case(name), loops, WHOLE)
    assert train(loop, 6) == expected
    part = loops.tensors(MOONS.dataset, loops.load(MOONS.dataset, MOONS.split), MOONS.hyperparameters)["validation"]
    assert list(loop.evaluate(part))[-1] == evaluated
    default = {key: value for key, value in CASES[name].items() if key != name}
    assert trained(MOONS.with_(shuffle=False, epochs=6, **default), loops, WHOLE) != expected


def test_with_xla_it_is_nearly_the_same(loops: Loops) -> None:
    both = case("weight_decay").with_(clipnorm=0.05)
    expected, _ = fit(both)
    for key, values in trained(both, loops, XLA).items():
        np.testing.assert_allclose(values, expected[key], atol=1e-3, rtol=1e-3, err_msg=key)
