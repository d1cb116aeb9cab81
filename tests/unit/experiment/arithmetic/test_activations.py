import pytest

from nnterm.experiment.arithmetic.activations import DERIVATIVES, FORMULAS, FUNCTIONS, RANGES, softmax
from nnterm.experiment.hyperparameters.layers import ACTIVATIONS


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_slope_is_the_slope_of_the_function(name: str) -> None:
    step = 1e-6
    for x in (-5.5, -1.2, -0.3, 0.4, 1.7, 6.1):
        slope = (FUNCTIONS[name](x + step) - FUNCTIONS[name](x - step)) / (2 * step)
        assert DERIVATIVES[name](x) == pytest.approx(slope, abs=1e-4)


def test_every_activation_has_its_words() -> None:
    assert set(FORMULAS) == set(RANGES) == set(FUNCTIONS) == set(DERIVATIVES) == set(ACTIVATIONS)


def test_softmax_sums_to_one_whatever_the_scores() -> None:
    for scores in ((1.0, 2.0, 3.0), (1000.0, 1000.0), (-1000.0, 0.0)):
        assert sum(softmax(scores)) == pytest.approx(1.0)
