"""Runs on several seeds, with histories that a test chooses."""

from collections.abc import Callable

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState

EPOCHS = 100
BASE = Run(
    run_id="base",
    lesson="lesson",
    experiment="e",
    dataset=Dataset("moons"),
    split=Split(validation=500),
    hyperparameters=Hyperparameters(layers=(Dense(4, "relu"), Dense(1, "sigmoid")), epochs=EPOCHS),
)


def turned(seed: int) -> list[float]:
    """A validation loss that is lowest after epoch 31, higher for each seed."""
    return [0.6 + seed / 100 + abs(epoch - 30) / 40 for epoch in range(EPOCHS)]


def settled(seed: int) -> list[float]:
    """One that falls to the end."""
    return [0.3 + seed / 100 + 0.95**epoch for epoch in range(EPOCHS)]


def finish(run: Run, val_loss: Callable[[int], list[float]], state: RunState = RunState.COMPLETED) -> None:
    falling = [1.5 * 0.95**epoch for epoch in range(EPOCHS)]
    columns: dict[str, list[float | None]] = {"loss": [*falling], "val_loss": [*val_loss(run.hyperparameters.seed)]}
    run.apply(EpochsEnded(run_id=run.run_id, first=1, columns=columns, seconds=1.0))
    run.train, run.validation, run.state = 60, 500, state
