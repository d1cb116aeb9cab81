"""A run that is changed, slowed, stepped through and continued: what Keras itself would have trained."""

from typing import Any, NamedTuple

import numpy as np
import pytest

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.protocol import commands, events, inspection_results
from nnterm.experiment.protocol.inspection_requests import InspectWeights
from nnterm.trainer.datasets.dataset import divide
from nnterm.trainer.datasets.targets import targets
from trainer.cases import CONVOLUTIONAL, IRIS, MOONS, Case
from trainer.child import Child, history, only
from trainer.oracle import History, plain_model

ORDERED = MOONS.with_(shuffle=False, dropout=0.0, epochs=6)
LONG = MOONS.with_(epochs=100_000)


AT = 3
"""The epoch after which the runs below are changed."""


class Begun(NamedTuple):
    """Keras's training of `ORDERED` up to the change."""

    model: Any
    history: History
    weights: list[np.ndarray]
    optimizer: list[np.ndarray]


def fit(model: Any, case: Case, first: int, last: int) -> History:
    """Keras's history of the epochs after `first`."""
    parts = divide(case.dataset, case.split)
    assert parts.validation is not None
    (x, y), (also_x, also_y) = parts.train, parts.validation
    y, also_y = (targets(values, case.dataset, case.hyperparameters) for values in (y, also_y))
    fitted = model.fit(
        x,
        y,
        validation_data=(also_x, also_y),
        initial_epoch=first,
        epochs=last,
        batch_size=case.hyperparameters.batch_size,
        shuffle=False,
        verbose=0,
    )
    return dict(fitted.history)


@pytest.fixture(scope="module")
def begun() -> Begun:
    model = plain_model(ORDERED)
    found = fit(model, ORDERED, 0, AT)
    return Begun(model, found, model.get_weights(), [np.array(value) for value in model.optimizer.variables])


def in_parts(begun: Begun, change: dict[str, Any]) -> History:
    """The history of two `fit`s, the second with `change` and with all that was learnt."""
    changed = ORDERED.with_(**change)
    # A model is compiled anew only where it is another one.
    model = plain_model(changed) if {"dropout", "l2"}.intersection(change) else begun.model
    model.set_weights(begun.weights)
    model.optimizer.build(model.trainable_variables)
    for variable, learnt in zip(model.optimizer.variables, begun.optimizer, strict=True):
        variable.assign(learnt)
    model.optimizer.learning_rate = changed.hyperparameters.learning_rate
    after = fit(model, changed, AT, changed.hyperparameters.epochs)
    return {name: [*values, *after[name]] for name, values in begun.history.items()}


CHANGES: list[dict[str, Any]] = [
    {"learning_rate": 0.1},
    {"batch_size": 25},
    {"dropout": 0.3},
    {"l2": 0.01},
    {"epochs": 9},
    {"learning_rate": 0.1, "batch_size": 7, "l2": 0.05, "epochs": 8},
]


ALSO_CHANGED_WITH_OTHERS = ({"batch_size": 25}, {"l2": 0.01})


@pytest.mark.parametrize(
    "change",
    [pytest.param(one, marks=[pytest.mark.slow] if one in ALSO_CHANGED_WITH_OTHERS else []) for one in CHANGES],
    ids=str,
)
def test_a_change_during_the_run_keeps_the_weights_and_trains_what_keras_does(
    child: Child, begun: Begun, change: dict[str, Any]
) -> None:
    wanted = ORDERED.with_(**change).hyperparameters
    seen = child.run(ORDERED, changes=(Change(AT, wanted),))
    assert history(seen) == in_parts(begun, change)
    changed = only(seen, events.HyperparametersChanged)
    assert (changed.epoch, changed.hyperparameters) == (AT, wanted)


def test_a_change_during_a_pause_is_the_same(child: Child, begun: Begun) -> None:
    for change in CHANGES[:2]:
        run_id = child.start(ORDERED, pause_after=AT)
        seen = child.until(events.RunPaused)
        child.send(commands.ChangeRun(run_id=run_id, hyperparameters=ORDERED.with_(**change).hyperparameters))
        seen += child.until(events.HyperparametersChanged)
        child.send(commands.ResumeRun(run_id=run_id))
        seen += child.to_end(run_id)
        assert history(seen) == in_parts(begun, change)


def test_only_what_may_change_during_a_run_changes(child: Child) -> None:
    run_id = child.start(ORDERED, pause_after=3)
    child.until(events.RunPaused)
    other = IRIS.with_(learning_rate=0.5, batch_size=11).hyperparameters
    child.send(commands.ChangeRun(run_id=run_id, hyperparameters=other))
    changed = child.until(events.HyperparametersChanged)[-1].hyperparameters
    assert changed == ORDERED.with_(learning_rate=0.5, batch_size=11, epochs=other.epochs).hyperparameters
    child.send(commands.ChangeRun(run_id=run_id, hyperparameters=ORDERED.with_(learning_rate=-1.0).hyperparameters))
    child.send(commands.StopRun(run_id=run_id))
    assert not any(isinstance(event, events.HyperparametersChanged) for event in child.to_end(run_id))


@pytest.mark.parametrize("case", [ORDERED, CONVOLUTIONAL.with_(shuffle=False)], ids=["dense", "convolutional"])
def test_keeping_on_after_the_end_is_a_longer_run(child: Child, case: Case) -> None:
    planned = case.hyperparameters.epochs
    whole = history(child.run(case.with_(epochs=planned + 4)))
    run_id = child.start(case)
    seen = child.to_end(run_id)
    # Getting ready for another run of the same model must not take its weights away.
    child.send(commands.PrepareRun(dataset=case.dataset, split=case.split, hyperparameters=case.hyperparameters))
    more = case.with_(epochs=planned + 4).hyperparameters
    child.send(commands.ContinueRun(run_id=run_id, hyperparameters=more))
    seen += child.until(events.RunContinued)
    seen += child.to_end(run_id)
    assert history(seen) == whole
    assert (seen[-1].outcome, seen[-1].epochs) == ("completed", planned + 4)


def test_a_run_that_was_stopped_goes_on_in_the_middle_of_its_epoch(child: Child) -> None:
    case = CONVOLUTIONAL.with_(epochs=3)
    whole = history(child.run(case))
    run_id = child.start(case, pause_after=1)
    seen = child.until(events.RunPaused)
    for _ in range(2):
        child.send(commands.StepBatch(run_id=run_id))
        seen += child.until(events.RunPaused)
    child.send(commands.StopRun(run_id=run_id))
    seen += child.to_end(run_id)
    assert seen[-1].outcome == "stopped"
    child.send(commands.ContinueRun(run_id=run_id, hyperparameters=case.hyperparameters))
    seen += child.until(events.RunContinued)
    seen += child.to_end(run_id)
    assert history(seen) == whole


def test_a_run_that_is_gone_cannot_be_continued(child: Child) -> None:
    first = child.start(ORDERED)
    child.to_end(first)
    child.run(ORDERED)
    child.send(commands.ContinueRun(run_id=first, hyperparameters=ORDERED.hyperparameters))
    assert "no longer" in child.until(events.RunFailed)[-1].message


@pytest.mark.parametrize("case", [MOONS.with_(epochs=4), CONVOLUTIONAL.with_(epochs=2)], ids=["whole", "steps"])
def test_single_batches_change_nothing_of_the_history(child: Child, case: Case) -> None:
    whole = history(child.run(case))
    run_id = child.start(case, pause_after=1)
    seen = child.until(events.RunPaused)
    steps = only(seen, events.RunStarted).steps_per_epoch
    assert steps > 2
    partial = []
    for step in range(1, steps + 1):
        child.send(commands.StepBatch(run_id=run_id))
        batch = child.until(lambda event: isinstance(event, events.RunPaused | events.RunEnded))
        seen += batch
        if step < steps:
            shown = only(batch, events.StepsEnded)
            assert (shown.epoch, shown.step) == (2, step)
            partial.append(shown.metrics["loss"])
    assert len(set(partial)) > 1
    if not isinstance(seen[-1], events.RunEnded):
        # Leaving the middle of an epoch for whole ones must not lose or repeat a batch.
        child.send(commands.StepBatch(run_id=run_id))
        seen += child.until(events.RunPaused)
        child.send(commands.ResumeRun(run_id=run_id))
        seen += child.to_end(run_id)
    assert history(seen) == whole


def test_steps_that_come_in_a_burst_are_all_trained(child: Child) -> None:
    run_id = child.start(MOONS.with_(epochs=60), pause_after=1)
    for _ in range(19):
        child.send(commands.StepEpoch(run_id=run_id))
    seen = child.until(lambda event: isinstance(event, events.RunPaused) and event.epoch >= 20)
    assert seen[-1].epoch == 20
    for _ in range(2):
        child.send(commands.StepBatch(run_id=run_id))
    steps = child.until(lambda event: isinstance(event, events.StepsEnded) and event.step == 2)
    assert steps[-1].epoch == 21
    child.until(events.RunPaused)
    child.send(commands.StopRun(run_id=run_id))
    child.to_end(run_id)


SLOW = 0.001
"""Epochs a second: the second epoch comes long after every deadline."""


def test_a_pace_slows_the_run_and_changes_nothing_of_it(child: Child) -> None:
    case = MOONS.with_(epochs=8)
    whole = history(child.run(case))
    run_id = child.start(case, pace=SLOW)
    seen = child.until(events.EpochsEnded)
    assert len(seen[-1].columns["loss"]) == 1
    # Without a pace it would train on between two answers, and be over before the pause.
    for _ in range(10):
        child.send(commands.InspectRun(run_id=run_id, question=InspectWeights()))
        seen += child.until(lambda event: isinstance(event, inspection_results.Inspected))
    child.send(commands.PauseRun(run_id=run_id))
    seen += child.until(events.RunPaused)
    assert len(history(seen)["loss"]) == 1
    child.send(commands.PaceRun(run_id=run_id, pace=None))
    child.send(commands.ResumeRun(run_id=run_id))
    seen += child.to_end(run_id)
    assert history(seen) == whole


def test_a_run_is_continued_at_the_pace_that_was_chosen_meanwhile(child: Child) -> None:
    run_id = child.start(ORDERED)
    planned = child.to_end(run_id)[-1].epochs
    more = ORDERED.with_(epochs=planned + 4).hyperparameters
    child.send(commands.ContinueRun(run_id=run_id, hyperparameters=more, pace=SLOW))
    child.until(events.EpochsEnded)
    child.send(commands.StopRun(run_id=run_id))
    # The first of the four epochs came at once.
    assert child.to_end(run_id)[-1].epochs == planned + 1


def wait_for_heartbeats(child: Child) -> None:
    """Wait for two signs of life from now on, between which the child has long been waiting for its next epoch."""
    while not child.heartbeats.empty():
        child.heartbeats.get()
    for _ in range(2):
        child.heartbeats.get(timeout=30)


def test_commands_are_obeyed_at_once_at_a_slow_pace(child: Child) -> None:
    run_id = child.start(LONG, pace=SLOW)
    child.until(events.EpochsEnded)
    wait_for_heartbeats(child)
    child.send(commands.PauseRun(run_id=run_id))
    # The next epoch would come long after the child's deadline, and the pause with it.
    assert child.until(events.RunPaused)[-1].epoch == 1
    child.send(commands.StopRun(run_id=run_id))
    assert child.to_end(run_id)[-1].epochs == 1


def test_a_sign_of_life_comes_whatever_the_trainer_does(child: Child) -> None:
    while not child.heartbeats.empty():
        child.heartbeats.get()
    assert child.heartbeats.get(timeout=30).phase == "idle"
    run_id = child.start(LONG)
    while (beat := child.heartbeats.get(timeout=30)).phase != "training":
        assert beat.phase in ("idle", "loading", "compiling")
    child.send(commands.StopRun(run_id=run_id))
    child.to_end(run_id)


def test_the_replay_of_a_changed_run_is_the_same_bit_for_bit(child: Child) -> None:
    """What the learner did by hand is repeated from the run's record alone."""
    run_id = child.start(LONG)
    seen = child.until(lambda event: isinstance(event, events.EpochsEnded) and event.first > 50)
    for change in ({"learning_rate": 0.05}, {"batch_size": 30}, {"dropout": 0.2}):
        wanted: Hyperparameters = LONG.with_(**change).hyperparameters
        child.send(commands.ChangeRun(run_id=run_id, hyperparameters=wanted))
        seen += child.until(events.HyperparametersChanged)
        seen += child.until(events.EpochsEnded)
    child.send(commands.StopRun(run_id=run_id))
    seen += child.to_end(run_id)
    trained = seen[-1].epochs
    changes = tuple(
        Change(event.epoch, event.hyperparameters) for event in seen if isinstance(event, events.HyperparametersChanged)
    )
    assert len(changes) == 3
    again = child.start(LONG, changes=changes, pause_after=trained)
    repeated = child.until(events.RunPaused)
    np.testing.assert_array_equal(history(repeated)["loss"], history(seen)["loss"])
    child.send(commands.StopRun(run_id=again))
    child.to_end(again)
