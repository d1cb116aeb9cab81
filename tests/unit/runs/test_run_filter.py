"""A filter of a list of runs: values, ranges of them, and layers as the list writes them."""

import msgspec
import pytest

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.run import Run
from nnterm.runs.listing.filter import wanted
from nnterm.runs.listing.listed_run import ListedRun
from nnterm.runs.store.kept_runs import KeptRun

LAYERS = ((8,), (32,), (64,), (128,), (32, 128), (40, 50), (4, 64))


def listed(units: tuple[int, ...], learning_rate: float = 0.01) -> ListedRun:
    layers = (*(Dense(count, "relu") for count in units), Dense(3, "softmax"))
    hyperparameters = Hyperparameters(layers=layers)
    hyperparameters = msgspec.structs.replace(hyperparameters, learning_rate=learning_rate)
    run = Run(run_id="a", dataset=Dataset("iris"), split=Split(), hyperparameters=hyperparameters)
    return ListedRun(KeptRun(run, 0.0), ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("units=32..128", [(32,), (64,), (128,), (32, 128), (40, 50)]),
        ("units=128..32", [(32,), (64,), (128,), (32, 128), (40, 50)]),
        # The list writes two layers so; of one layer it can only be a range.
        ("units=32-128", [(32,), (64,), (128,), (32, 128)]),
        ("units=4-64", [(8,), (32,), (64,), (4, 64)]),
        ("units=32,128", [(32, 128)]),
        ("units=64", [(64,)]),
        ("units=a..b", []),
    ],
)
def test_a_setting_is_found_by_a_value_by_a_range_and_by_its_layers(text: str, found: list[tuple[int, ...]]) -> None:
    fulfils = wanted(text)
    assert [units for units in LAYERS if fulfils(listed(units))] == found


def test_a_range_of_numbers_with_a_fraction_and_one_with_an_exponent() -> None:
    rates = (0.0001, 0.003, 0.01, 0.1)
    for text in ("learning_rate=0.001..0.05", "learning_rate=1e-3..5e-2", "learning_rate=0.001-0.05"):
        assert [rate for rate in rates if wanted(text)(listed((8,), rate))] == [0.003, 0.01]
