"""Learning rates that fall and trainings that end early, against Keras's schedules and its EarlyStopping."""

import pytest

from nnterm.errors import HyperparameterError
from nnterm.experiment.experiment import Dataset
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.schedules import CosineDecay, ExponentialDecay, InverseTimeDecay, Schedule
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.model import learning_rate
from trainer.cases import CONVOLUTIONAL, IRIS, MOONS, Case
from trainer.child import Child, history
from trainer.oracle import fit
from trainer.training import trained

SCHEDULES = [
    InverseTimeDecay(decay_steps=3, decay_rate=0.5),
    InverseTimeDecay(),
    ExponentialDecay(decay_steps=7, decay_rate=0.3),
    ExponentialDecay(),
    CosineDecay(decay_steps=20, alpha=0.1),
    CosineDecay(),
]
OVERFITTING = MOONS.with_(shuffle=False, epochs=40, learning_rate=0.3)


PLAIN = MOONS.with_(shuffle=False, epochs=5, learning_rate=0.02)
"""Its batches are all full, which Keras compiles sooner."""


QUICK = [SCHEDULES[0], SCHEDULES[3], SCHEDULES[5]]
"""Each of the three, with steps that are given and with those of the training."""


@pytest.mark.parametrize(
    "schedule", [pytest.param(one, marks=[] if one in QUICK else [pytest.mark.slow]) for one in SCHEDULES], ids=str
)
def test_a_schedule_trains_what_fit_trains_with_it(schedule: Schedule, loops: Loops) -> None:
    case = PLAIN.with_(schedule=schedule)
    expected = fit(case)[0]
    assert trained(case, loops) == expected
    assert expected != fit(PLAIN)[0]


@pytest.mark.parametrize("schedule", [s for s in SCHEDULES if s.decay_steps], ids=str)
def test_the_rate_that_is_shown_is_that_of_keras(schedule: Schedule) -> None:
    taken = learning_rate(IRIS.with_(schedule=schedule, learning_rate=0.3).hyperparameters)
    for step in (0, 1, 5, 20, 100):
        assert schedule.rate(0.3, step, schedule.decay_steps or 1) == pytest.approx(float(taken(step)), rel=1e-5)


def test_a_kept_model_with_a_schedule_starts_like_a_fresh_one(loops: Loops) -> None:
    case = PLAIN.with_(schedule=CosineDecay())
    fresh, _ = fit(case)
    trained(case.with_(seed=99), loops)
    assert trained(case, loops) == fresh
    # The length of the training is part of the schedule.
    assert trained(case.with_(epochs=8), loops)["loss"][:5] != fresh["loss"]


RULES = [
    pytest.param(OVERFITTING, EarlyStopping(patience=3), marks=pytest.mark.slow),
    (OVERFITTING, EarlyStopping(patience=3, restore_best_weights=True)),
    pytest.param(
        OVERFITTING,
        EarlyStopping(monitor="val_accuracy", patience=5, restore_best_weights=True),
        marks=pytest.mark.slow,
    ),
    (OVERFITTING, EarlyStopping(monitor="loss", min_delta=0.01, patience=2, start_from_epoch=4)),
    pytest.param(OVERFITTING, EarlyStopping(patience=0), marks=pytest.mark.slow),
    (OVERFITTING.with_(epochs=8), EarlyStopping(patience=300, restore_best_weights=True)),
    pytest.param(
        CONVOLUTIONAL.with_(shuffle=False, learning_rate=0.05, epochs=6),
        EarlyStopping(restore_best_weights=True),
        marks=pytest.mark.slow,
    ),
]


@pytest.mark.parametrize(
    ("case", "rule"), RULES, ids=lambda value: str(value) if isinstance(value, EarlyStopping) else ""
)
def test_it_stops_where_keras_stops_and_keeps_the_same_weights(child: Child, case: Case, rule: EarlyStopping) -> None:
    case = case.with_(early_stopping=rule)
    expected, evaluated = fit(case)
    seen = child.run(case)
    ended = seen[-1]
    found = history(seen)
    if len(expected["loss"]) < case.hyperparameters.epochs:
        assert ended.stopped_early_at == ended.epochs == len(expected["loss"])
    else:
        assert ended.stopped_early_at is None
    assert ended.outcome == "completed"
    assert found == expected
    assert ended.evaluate == evaluated
    assert (ended.restored_epoch is not None) == rule.restore_best_weights


def test_epochs_that_were_trained_too_many_are_taken_back(child: Child) -> None:
    """However the run is cut into calls, it ends at the same epoch with the same weights."""
    noisy = Case(Dataset("moons", {"samples": 80, "noise": 0.6}), OVERFITTING.split, OVERFITTING.hyperparameters)
    # Long enough for XLA, where a call trains hundreds of epochs.
    case = noisy.with_(epochs=400, early_stopping=EarlyStopping(patience=30, restore_best_weights=True))
    first, slow = child.run(case), child.run(case, pace=1000.0)
    assert 30 < first[-1].epochs < 400
    assert history(first) == history(slow)
    assert first[-1].evaluate == slow[-1].evaluate
    assert first[-1].restored_epoch == first[-1].epochs - 30


def test_what_is_not_measured_cannot_be_watched(child: Child) -> None:
    with pytest.raises(HyperparameterError, match="val_loss"):
        EarlyStopping().check(("accuracy",), has_validation=False)
    EarlyStopping(monitor="loss").check(("accuracy",), has_validation=False)
    failed = child.run(MOONS.with_(early_stopping=EarlyStopping(monitor="val_acuracy")))[-1]
    assert "val_acuracy" in failed.message
    assert "val_accuracy" in failed.remedy
