"""Which values a sweep of a setting tries."""

from pathlib import Path

import msgspec
import pytest

from nnterm.experiment.experiment import Experiment
from nnterm.lesson.loader import load_lesson
from nnterm.tui.form.form_fields import value_of
from nnterm.tui.form.sweep_values import EACH_WAY, swept

FLOWERS = Path(__file__).parents[3] / "tui" / "lessons" / "01-flowers.md"


def with_units(units: int) -> Experiment:
    experiment = load_lesson(FLOWERS).experiments[0]
    hyperparameters = experiment.hyperparameters.with_hidden_units(0, units)
    return msgspec.structs.replace(experiment, hyperparameters=hyperparameters)


def sizes(units: int, each_way: int = EACH_WAY) -> list[int]:
    return [int(value_of(each, "units:0")) for each in swept(with_units(units), "units:0", None, each_way)]


@pytest.mark.parametrize("units", [2, 4, 16, 17, 32, 100, 128, 256, 512, 1024])
def test_a_sweep_of_a_size_has_one_that_cannot_learn_all_by_heart_and_one_that_is_larger(units: int) -> None:
    found = sizes(units)
    assert found == sorted(set(found))
    assert units in found
    assert found[0] <= 4
    assert found[-1] > units
    assert len(found) <= 7


def test_from_a_large_size_the_steps_are_larger() -> None:
    assert sizes(128) == [2, 8, 32, 128, 512]
    assert sizes(4) == [1, 2, 4, 8, 16]
    assert sizes(32, 4) == [2, 4, 8, 16, 32, 64, 128, 256, 512], "wider ones have the sizes between, too"
