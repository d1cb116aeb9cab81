"""A run is what its events say, and only its own."""

import math
from typing import Any

import msgspec
import pytest

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.protocol import events
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState

NAN = float("nan")


@pytest.fixture
def run() -> Run:
    return Run(
        run_id="a",
        dataset=Dataset("iris"),
        split=Split(),
        hyperparameters=Hyperparameters(layers=(Dense(units=3),), epochs=10),
    )


def started(run_id: str = "a", **changes: Any) -> events.RunStarted:
    given = {"parameters": 15, "train": 100, "validation": 20, "test": 30, "steps_per_epoch": 4, "device": "CPU"}
    return events.RunStarted(run_id=run_id, **{**given, **changes})


def ended(outcome: Any = "completed", **changes: Any) -> events.RunEnded:
    given = {"epochs": 2, "seconds": 3.0, "evaluate": {"loss": 0.5}, "evaluated_on": "test"}
    return events.RunEnded(run_id="a", outcome=outcome, **{**given, **changes})


def epochs(first: int, *losses: float | None, run_id: str = "a", seconds: float = 1.0) -> events.EpochsEnded:
    return events.EpochsEnded(run_id=run_id, first=first, columns={"loss": list(losses)}, seconds=seconds)


def test_a_whole_run(run: Run) -> None:
    assert (run.state, run.progress, run.epochs_per_second) == (RunState.REQUESTED, 0, None)
    assert run.apply(started())
    assert (run.state, run.parameters, run.device) == (RunState.COMPILING, 15, "CPU")
    assert (run.train, run.validation, run.test, run.steps_per_epoch) == (100, 20, 30, 4)
    assert run.apply(events.StepsEnded(run_id="a", epoch=1, step=2, steps_per_epoch=4))
    assert (run.state, run.step, run.progress) == (RunState.RUNNING, 2, 0.05)
    assert run.apply(epochs(1, 1.0, 0.5, seconds=0.5))
    assert (run.epochs, run.step, run.progress, run.epochs_per_second) == (2, 0, 0.2, 4.0)
    assert run.apply(ended())
    assert (run.state, run.seconds, run.evaluate, run.evaluated_on) == (RunState.COMPLETED, 3.0, {"loss": 0.5}, "test")
    assert run.state.over


def test_pause_holds_although_late_epochs_come(run: Run) -> None:
    run.apply(started())
    run.apply(events.RunPaused(run_id="a", epoch=0))
    run.apply(epochs(1, 1.0))
    run.apply(events.StepsEnded(run_id="a", epoch=2, step=1, steps_per_epoch=4))
    assert (run.state, run.epochs) == (RunState.PAUSED, 1)
    run.apply(events.RunResumed(run_id="a"))
    assert run.state is RunState.RUNNING


@pytest.mark.parametrize("outcome", ["completed", "stopped", "diverged"])
def test_outcomes(run: Run, outcome: str) -> None:
    run.apply(ended(outcome, diverged_at=2, evaluate={"loss": None}))
    assert run.state.value == outcome
    assert run.diverged_at == 2
    assert math.isnan(run.evaluate["loss"])


def test_failure_keeps_the_epochs_so_far(run: Run) -> None:
    run.apply(epochs(1, 1.0))
    run.apply(events.RunFailed(run_id="a", message="It broke.", remedy="Mend it."))
    assert (run.state, run.failure, run.remedy, run.epochs) == (RunState.FAILED, "It broke.", "Mend it.", 1)


@pytest.mark.parametrize(
    "event",
    [
        started("b"),
        epochs(1, 0.1, run_id="b"),
        events.RunFailed(run_id="b", message="m", remedy="r"),
        events.TrainerStarted(protocol=1, pid=2),
        MapComputed(
            run_id="a", epoch=1, columns=1, rows=1, left=0, right=1, bottom=0, top=1, classes=[0], certainty=[0]
        ),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_is_not_of_this_run_changes_nothing(run: Run, event: events.Event) -> None:
    assert not run.apply(event)
    assert run.state is RunState.REQUESTED
    assert run.epochs == 0


def test_nothing_comes_after_the_end(run: Run) -> None:
    run.apply(ended("stopped"))
    for late in (epochs(1, 0.1), ended("completed"), started(), events.RunFailed(run_id="a", message="m", remedy="r")):
        assert not run.apply(late)
    assert (run.state, run.epochs, run.failure) == (RunState.STOPPED, 0, "")


def test_progress_never_passes_the_end(run: Run) -> None:
    run.apply(started())
    run.apply(epochs(1, *[1.0] * 10))
    run.apply(events.StepsEnded(run_id="a", epoch=11, step=3, steps_per_epoch=4))
    assert run.progress == 1.0


def test_steps_of_an_epoch_already_counted_are_not_counted_again(run: Run) -> None:
    run.apply(started())
    run.apply(epochs(1, 1.0))
    run.apply(events.StepsEnded(run_id="a", epoch=1, step=3, steps_per_epoch=4))
    assert run.progress == 0.1


def test_epochs_are_not_added_twice() -> None:
    history = History()
    history.extend(1, {"loss": [4.0, 3.0]})
    history.extend(2, {"loss": [3.0, 2.0]})
    history.extend(1, {"loss": [4.0]})
    assert history["loss"] == [4.0, 3.0, 2.0]


def test_a_gap_shifts_no_epoch() -> None:
    history = History()
    history.extend(3, {"loss": [2.0, 1.0]})
    assert len(history) == 4
    assert all(map(math.isnan, history["loss"][:2]))
    assert history["loss"][2:] == [2.0, 1.0]


def test_a_column_that_comes_later_keeps_its_epochs() -> None:
    history = History()
    history.extend(1, {"loss": [2.0]})
    history.extend(2, {"loss": [1.0], "val_loss": [3.0]})
    assert math.isnan(history["val_loss"][0])
    assert history["val_loss"][1] == 3.0
    assert history.best_epoch() == 2


def test_null_is_not_a_number() -> None:
    history = History()
    history.extend(1, {"loss": [None, 1.0]})
    assert math.isnan(history["loss"][0])
    assert history["loss"][1] == 1.0


def test_history_reads_like_a_mapping() -> None:
    history = History({"loss": [1.0], "accuracy": [0.5]})
    assert ("loss" in history, "val_loss" in history, history["val_loss"]) == (True, False, [])
    assert (list(history), len(history), len(History())) == (["loss", "accuracy"], 1, 0)


@pytest.mark.parametrize(
    ("losses", "best"),
    [([], None), ([NAN], None), ([3.0, 1.0, 2.0], 2), ([1.0, 1.0], 1), ([NAN, 2.0, NAN], 2)],
)
def test_best_epoch_is_the_first_with_the_smallest_validation_loss(losses: list[float], best: int | None) -> None:
    assert History({"val_loss": losses}).best_epoch() == best


def test_runs_do_not_share_their_history(run: Run) -> None:
    run.apply(epochs(1, 1.0))
    other = Run(run_id="b", dataset=run.dataset, split=run.split, hyperparameters=run.hyperparameters)
    assert other.epochs == 0


def test_changes_are_kept_with_their_epochs(run: Run) -> None:
    plan = run.hyperparameters
    run.apply(started())
    run.apply(epochs(1, 1.0, 0.9))
    faster, longer = (msgspec.structs.replace(plan, **change) for change in ({"learning_rate": 0.5}, {"epochs": 99}))
    run.apply(events.HyperparametersChanged(run_id="a", epoch=2, hyperparameters=faster))
    assert (run.current, run.planned) == (faster, plan.epochs)
    # A second thought before the same epoch takes the place of the first.
    run.apply(events.HyperparametersChanged(run_id="a", epoch=2, hyperparameters=longer))
    assert run.changes == [Change(2, longer)]
    assert (run.hyperparameters, run.planned) == (plan, 99)
    run.apply(events.HyperparametersChanged(run_id="a", epoch=2, hyperparameters=plan))
    assert run.changes == []


def test_a_run_that_is_over_goes_on_when_the_trainer_says_so(run: Run) -> None:
    run.apply(started())
    run.apply(epochs(1, 1.0))
    run.apply(ended(stopped_early_at=1, restored_epoch=1))
    assert not run.apply(epochs(2, 0.5))
    assert (run.stopped_early_at, run.restored_epoch) == (1, 1)
    assert run.apply(events.RunContinued(run_id="a"))
    assert run.state is RunState.RUNNING
    assert run.stopped_early_at is None
    assert run.apply(epochs(2, 0.5))
    assert run.history["loss"] == [1.0, 0.5]


def test_the_batches_of_an_epoch_under_way_have_a_loss(run: Run) -> None:
    run.apply(started())
    run.apply(events.StepsEnded(run_id="a", epoch=1, step=1, steps_per_epoch=4, metrics={"loss": 0.7}))
    assert run.partial == {"loss": 0.7}
    run.apply(epochs(1, 0.6))
    assert run.partial == {}
