"""Changes during a run, written on the command line."""

import msgspec
import pytest

from nnterm.errors import HyperparameterError
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.hyperparameters.live import Difference, adopted, differences, is_live, live_names
from nnterm.experiment.hyperparameters.timeline import timeline

PLAN = Hyperparameters(layers=(Dense(units=1),), epochs=10)
EXPERIMENT = Experiment(id="e", dataset=Dataset("moons"), split=Split(), hyperparameters=PLAN)


def test_changes_add_up_in_the_order_of_their_epochs() -> None:
    changes = timeline(EXPERIMENT, ["6:epochs=40", "2:learning_rate=0.5", "2:batch_size=8"])
    assert [change.epoch for change in changes] == [2, 6]
    first = msgspec.structs.replace(PLAN, learning_rate=0.5, batch_size=8)
    assert [change.hyperparameters for change in changes] == [first, msgspec.structs.replace(first, epochs=40)]


def test_an_epoch_that_an_earlier_change_adds_can_be_named() -> None:
    assert len(timeline(EXPERIMENT, ["30:l2=0.1", "5:epochs=40"])) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("learning_rate=0.5", "when"),
        ("x:learning_rate=0.5", "when"),
        ("0:learning_rate=0.5", "epoch 0"),
        ("10:learning_rate=0.5", "epoch 10"),
        ("5:units=3", "units"),
        ("5:learning_rate=fast", "fast"),
        ("5:learning_rate=-1", "out of range"),
    ],
)
def test_what_cannot_be_is_said(text: str, says: str) -> None:
    with pytest.raises(HyperparameterError) as error:
        timeline(EXPERIMENT, [text])
    assert says in error.value.message


def test_only_some_hyperparameters_change_under_way() -> None:
    other = Hyperparameters(layers=(Dense(units=9),), optimizer="adam", seed=4, **dict.fromkeys(live_names(), 3))
    after = adopted(PLAN, other)
    assert all(getattr(after, name) == 3 for name in live_names())
    assert (after.layers, after.optimizer, after.seed) == (PLAN.layers, PLAN.optimizer, PLAN.seed)
    assert not is_live(PLAN, other)
    assert is_live(PLAN, after)
    assert {difference.name for difference in differences(PLAN, after)} == set(live_names())
    assert differences(PLAN, msgspec.structs.replace(PLAN, l2=0.1)) == (Difference("l2", 0.0, 0.1),)
