"""Runs for a store to keep: a whole one, and one that goes on an epoch at a time."""

import msgspec

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded, HyperparametersChanged, RowsMemorised, RunEnded, RunStarted
from nnterm.experiment.run import Run
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.train_once import new_run

EXPERIMENT = Experiment(
    id="first",
    dataset=Dataset("moons", {"noise": 0.3}),
    split=Split(test=0.2, validation=0.1),
    hyperparameters=Hyperparameters(layers=(Dense(8, "relu"), Dense(1, "sigmoid")), epochs=4),
)
LATER = msgspec.structs.replace(EXPERIMENT.hyperparameters, learning_rate=0.5)


def trained(store: RunStore, lesson: str = "lesson", end: bool = True) -> Run:
    """A run with a change on the way, in `store` with all its events, those of its end included where `end`."""
    run = new_run(EXPERIMENT, lesson)
    happened = [
        RunStarted(
            run_id=run.run_id, parameters=33, train=8, validation=1, test=2, steps_per_epoch=1, device="CPU 2 cores"
        ),
        EpochsEnded(run_id=run.run_id, first=1, columns={"loss": [0.9, None], "val_loss": [1.0, 0.8]}, seconds=0.1),
        RowsMemorised(run_id=run.run_id, epoch=2, count=1, of=3),
        HyperparametersChanged(run_id=run.run_id, epoch=2, hyperparameters=LATER),
        EpochsEnded(run_id=run.run_id, first=3, columns={"loss": [0.5, 0.4], "val_loss": [0.7, 0.9]}, seconds=0.2),
    ]
    if end:
        happened.append(
            RunEnded(
                run_id=run.run_id,
                outcome="completed",
                epochs=4,
                seconds=0.2,
                evaluate={"loss": None},
                evaluated_on="test",
                stopped_early_at=4,
                restored_epoch=2,
                train_evaluate={"loss": 0.25},
            )
        )
    for event in happened:
        run.apply(event)
        store.record(run, event)
    return run


def epoch(run: Run) -> EpochsEnded:
    """The next epoch, folded into the run."""
    number = run.epochs + 1
    event = EpochsEnded(run_id=run.run_id, first=number, columns={"loss": [1 / number]}, seconds=float(number))
    run.apply(event)
    return event


def end(run: Run) -> RunEnded:
    """The end of the run, folded into it."""
    event = RunEnded(
        run_id=run.run_id, outcome="completed", epochs=run.epochs, seconds=9, evaluate={}, evaluated_on="validation"
    )
    run.apply(event)
    return event
