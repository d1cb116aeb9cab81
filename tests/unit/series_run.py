"""A finished run on a series, which knows what predicting its last value again would cost."""

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded, RunStarted
from nnterm.experiment.run import Run

LAST_VALUE_LOSS = {"train": 0.4, "validation": 0.8, "test": 0.6}


def series_run() -> Run:
    """A run of two epochs on sunspots."""
    chosen = Hyperparameters(layers=(Dense(units=1),), metrics=("mean_absolute_error",), epochs=2)
    run = Run(
        run_id="r", lesson="x", dataset=Dataset("series"), split=Split(test=0.2, validation=0.2), hyperparameters=chosen
    )
    run.apply(
        RunStarted(
            run_id="r", parameters=13, train=190, validation=47, test=60, steps_per_epoch=6, device="CPU",
            guessing_loss=1.0, last_value_loss=LAST_VALUE_LOSS,
        )
    )  # fmt: skip
    columns: dict[str, list[float | None]] = {
        name: [0.5, 0.3] for name in ("loss", "val_loss", "mean_absolute_error", "val_mean_absolute_error")
    }
    run.apply(EpochsEnded(run_id="r", first=1, columns=columns, seconds=1))
    run.apply(
        RunEnded(run_id="r", outcome="completed", epochs=2, seconds=1, evaluate={"loss": 0.35}, evaluated_on="test")
    )
    return run
