"""One run, and the same run again in the same process, whatever the process did in between."""

import pytest

from nnterm.experiment.experiment import Dataset
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol import commands, events

from .cases import CONVOLUTIONAL, DROPOUT, IRIS, MOONS, SENTENCES, Case
from .child import Child, history

CASES = {"dense": DROPOUT, "convolutional": CONVOLUTIONAL, "recurrent": SENTENCES}


@pytest.mark.parametrize("name", CASES)
def test_other_seeds_and_preparations_in_between_leave_a_replay_exact(name: str, child: Child) -> None:
    case = CASES[name]
    first = child.run(case)
    other = child.run(case.with_(seed=case.hyperparameters.seed + 1))
    prepared = case.with_(seed=99, learning_rate=0.5)
    child.send(
        commands.PrepareRun(dataset=case.dataset, split=case.split, hyperparameters=prepared.hyperparameters),
    )
    again = child.run(case)
    assert history(other)["loss"] != history(first)["loss"]
    assert history(again) == history(first)
    assert again[-1].evaluate == first[-1].evaluate


def test_a_run_trained_epoch_by_epoch_from_its_start_is_the_whole_run(child: Child) -> None:
    for case in (DROPOUT, SENTENCES):
        whole = history(child.run(case))
        run_id = child.start(case, pause_after=1)
        seen = child.until(events.RunPaused)
        for epoch in range(2, case.hyperparameters.epochs):
            child.send(commands.StepEpoch(run_id=run_id))
            seen += child.until(events.RunPaused)
            assert (seen[-1].epoch, len(history(seen)["loss"])) == (epoch, epoch)
        child.send(commands.StepEpoch(run_id=run_id))
        seen += child.to_end(run_id)
        assert seen[-1].outcome == "completed"
        assert history(seen) == whole


def test_a_stopped_run_is_a_part_of_the_whole_one_and_evaluates_what_it_learned(child: Child) -> None:
    case = IRIS.with_(epochs=6)
    whole = history(child.run(case))
    run_id = child.start(case, pause_after=2)
    seen = child.until(events.RunPaused)
    child.send(commands.StopRun(run_id=run_id))
    seen += child.to_end(run_id)
    assert (seen[-1].outcome, seen[-1].epochs) == ("stopped", 2)
    assert history(seen) == {name: values[:2] for name, values in whole.items()}
    assert seen[-1].evaluate == child.run(case.with_(epochs=2))[-1].evaluate


def test_a_pause_in_the_middle_of_an_epoch_leaves_the_history_as_it_was(child: Child) -> None:
    # Small batches keep the epoch long enough to be cut into calls.
    case = Case(Dataset("mnist10k", {"samples": 1500}), CONVOLUTIONAL.split, CONVOLUTIONAL.hyperparameters)
    case = case.with_(batch_size=4, epochs=2)
    whole = history(child.run(case))
    run_id = child.start(case)
    seen = child.until(events.StepsEnded)
    child.send(commands.PauseRun(run_id=run_id))
    seen += child.until(events.RunPaused)
    steps = [event for event in seen if isinstance(event, events.StepsEnded)]
    # It was answered before the first epoch was over.
    assert seen[-1].epoch == 0
    assert 0 < steps[-1].step < steps[-1].steps_per_epoch
    child.send(commands.ResumeRun(run_id=run_id))
    assert history(seen + child.to_end(run_id)) == whole


def test_a_run_that_diverges_leaves_nothing_to_the_next(child: Child) -> None:
    layers = (Dense(8, "relu"), Dense(8, "relu"), Dense(1))
    case = MOONS.with_(layers=layers, optimizer="sgd", loss="mean_squared_error", learning_rate=100.0, momentum=0.99)
    seen = child.run(case.with_(epochs=500))
    ended, columns = seen[-1], history(seen)
    assert ended.outcome == "diverged"
    assert ended.diverged_at == ended.epochs == len(columns["loss"])
    assert columns["loss"][-1] is None
    assert ended.evaluate == {}
    # The next run of the same model does not inherit what was no number.
    good = case.with_(learning_rate=0.01, momentum=0.0, epochs=3)
    assert None not in history(child.run(good))["loss"]
