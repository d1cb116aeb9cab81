"""Which panels of the lab an experiment can fill."""

import pytest

from nnterm.experiment.datasets.catalog import CATALOG
from nnterm.experiment.experiment import Dataset
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import LSTM, Conv2D, Dense, Embedding, Flatten
from nnterm.experiment.panels import fitting

ALWAYS = {"curves", "model", "code", "weights", "runs"}
CLASSES = {"confusion", "mistakes"}
PLAIN = Hyperparameters(layers=(Dense(2),))
WORDS = Hyperparameters(layers=(Embedding(100, 8), LSTM(8), Dense(1)))
DEEP = Hyperparameters(layers=(Dense(8), Dense(2)))
CONVOLUTIONAL = Hyperparameters(layers=(Conv2D(4), Flatten(), Dense(10)))


@pytest.mark.parametrize(
    ("name", "model", "further"),
    [
        ("moons", PLAIN, CLASSES | {"map", "threshold"}),
        ("iris", PLAIN, CLASSES),
        ("diabetes", PLAIN, {"fit"}),
        ("line", PLAIN, {"fit"}),
        ("digits", PLAIN, CLASSES | {"draw", "fooled"}),
        ("mnist10k", CONVOLUTIONAL, CLASSES | {"draw", "fooled", "features", "gradients"}),
        ("reviews10k", PLAIN, CLASSES | {"sentence", "threshold"}),
        ("reviews10k", WORDS, CLASSES | {"sentence", "threshold", "gradients", "embedding"}),
        ("surnames", WORDS, CLASSES | {"sentence", "gradients", "embedding"}),
        ("next_letter", WORDS, CLASSES | {"gradients", "generated"}),
        ("sequences", WORDS, CLASSES | {"gradients", "threshold"}),
        ("imdb", WORDS, CLASSES | {"gradients", "threshold"}),
        ("iris", DEEP, CLASSES | {"gradients"}),
        ("modular_addition", WORDS, CLASSES | {"gradients", "pairs"}),
    ],
)
def test_panels_follow_from_data_and_model(name: str, model: Hyperparameters, further: set[str]) -> None:
    dense = {"network"} if model in (PLAIN, DEEP) else set()
    assert set(fitting(Dataset(name), model)) == ALWAYS | further | dense


def test_every_data_set_fills_either_the_panels_of_classes_or_that_of_numbers() -> None:
    for name in CATALOG:
        panels = set(fitting(Dataset(name), PLAIN))
        assert (panels >= CLASSES) != ("fit" in panels)
