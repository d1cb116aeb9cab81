"""What the pool trains is what a single training gives, to the last bit, whichever trainer got it."""

from pathlib import Path

import msgspec
import pytest

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Conv2D, Dense, Flatten
from nnterm.runs.trainer.pool.size import PoolSize
from nnterm.runs.trainer.pool.train_all import train_all
from nnterm.runs.trainer.train_once import run_of

from .cases import Case
from .child import Child, history

POINTS = Experiment(
    id="points",
    dataset=Dataset("moons", {"samples": 80, "noise": 0.3}),
    split=Split(validation=0.25),
    hyperparameters=Hyperparameters(
        layers=(Dense(128, "relu"), Dense(128, "relu"), Dense(1, "sigmoid")),
        optimizer="adam",
        loss="binary_crossentropy",
        metrics=("accuracy",),
        batch_size=16,
        epochs=20,
    ),
)
IMAGES = Experiment(
    id="images",
    dataset=Dataset("mnist10k", {"samples": 300}),
    split=Split(validation=0.2),
    hyperparameters=Hyperparameters(
        layers=(Conv2D(8, activation="relu"), Flatten(), Dense(32, "relu"), Dense(10, "softmax")),
        loss="sparse_categorical_crossentropy",
        epochs=2,
    ),
)


@pytest.mark.slow
def test_each_seed_equals_its_single_run_bit_for_bit(
    child: Child, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    monkeypatch.setenv("NNTERM_TRAINER", "")
    wanted = [
        msgspec.structs.replace(base, hyperparameters=msgspec.structs.replace(base.hyperparameters, seed=seed))
        for base, seeds in ((POINTS, 4), (IMAGES, 2))
        for seed in range(seeds)
    ]
    alone = [child.run(Case(each.dataset, each.split, each.hyperparameters)) for each in wanted]
    runs = [run_of(experiment, "lesson") for experiment in wanted]
    finished = {}
    train_all(runs, PoolSize(2, ""), lambda run: finished.update({run.run_id: run}))
    for run, single in zip(runs, alone, strict=True):
        pooled = finished[run.run_id]
        assert len(pooled.history) == pooled.planned
        assert pooled.history.columns == history(single)
        assert pooled.evaluate == single[-1].evaluate
