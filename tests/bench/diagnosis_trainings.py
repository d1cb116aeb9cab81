"""Train the course's experiments over seeds and settings, and keep what a verdict is judged by.

`python tests/bench/diagnosis_trainings.py RAW.json` trains each of `TRAININGS` by the trainer's own loops, for twice
as long as planned, and measures every epoch on fresh rows: thousands of new points of the same distribution where data
are generated, 40 % of the rows where they are not. No verdict sees those rows or the second half. What is written is
raw; `diagnosis_runs.py` labels it and makes the file that the tests read.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnterm import paths
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.lesson.authoring.check import inspect
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.datasets.targets import last_value_loss, targets
from nnterm.trainer.loops.compiled_loop import EpochLoop
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path

sys.path.insert(0, str(FilePath(__file__).parents[1]))
from bench.diagnosis_settings import SEEDS, TRAININGS, Training

PLAIN = Path(xla=False, whole_epochs=True)
FRESH = 3000
"""Fresh rows of a distribution that can be drawn from."""

GENERATED = ("moons", "circles", "blobs", "spiral", "xor", "wave", "line")
CORNERS = 4
"""Rows of a gate: there are no others, so none of them is fresh."""


def trained(loops: Loops, experiment: Experiment, training: Training, seed: int) -> dict[str, Any]:
    """Everything of one training that labels and rule are fed with."""
    dataset, split = experiment.dataset, experiment.split
    if training.split is not None:
        split = Split(test=training.split[0], validation=training.split[1], stratify=split.stratify)
    if dataset.name in GENERATED:
        dataset = Dataset(dataset.name, {**dataset.options, "seed": seed})
        split = msgspec.structs.replace(split, test=0.0)
    else:
        split = msgspec.structs.replace(split, seed=seed)
    hyperparameters = msgspec.structs.replace(experiment.hyperparameters, seed=seed, early_stopping=None)
    parts = loops.load(dataset, split)
    fresh = _fresh(loops, dataset, parts, seed)
    tensors = loops.tensors(dataset, parts, hyperparameters)
    rows = parts.sizes[:2]
    loop = EpochLoop(
        loops.model(dataset, tensors["train"], rows, hyperparameters, PLAIN), PLAIN, tensors, hyperparameters
    )
    history: dict[str, list[float]] = {}
    losses, hits = [], []
    wanted = targets(fresh[1], dataset, hyperparameters)
    while loop.done < 2 * hyperparameters.epochs:
        for _ in loop.compile():
            pass
        for name, values in loop.advance(loop.done + 1).items():
            history.setdefault(name, []).extend(values)
        answer = np.concatenate([np.asarray(loop.predict(fresh[0][i : i + 1000])) for i in range(0, len(wanted), 1000)])
        losses.append(_loss(answer.astype("float64"), wanted, hyperparameters.loss))
        hits.append(_accuracy(answer, wanted))
        if not np.isfinite(history["loss"][-1]):
            break
    classes = len(catalog.entry(dataset).classes)
    return {
        "name": training.name,
        "settings": training.settings,
        "part": training.part,
        "seed": seed,
        "planned": hyperparameters.epochs,
        "loss": hyperparameters.loss,
        "history": history,
        "fresh_loss": losses,
        "fresh_accuracy": hits if classes else [],
        "rows": list(rows),
        "classes": classes,
        "last_value_loss": last_value_loss(parts, dataset, hyperparameters.loss),
        "counts": [np.bincount(part[1], minlength=classes).tolist() for part in _labelled(parts)] if classes else [],
        "fresh_counts": np.bincount(fresh[1], minlength=classes).tolist() if classes else [],
        "numbers": [] if classes else parts.train[1].astype(float).round(4).tolist(),
        "fresh_numbers": [] if classes else fresh[1][:FRESH].astype(float).round(4).tolist(),
    }


def _labelled(parts: Parts) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    yield parts.train
    if parts.validation is not None:
        yield parts.validation


def _fresh(loops: Loops, dataset: Dataset, parts: Parts, seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    if dataset.name in GENERATED:
        other = Dataset(dataset.name, {**dataset.options, "samples": FRESH, "seed": seed + 90_000})
        return loops.load(other, Split()).train
    return parts.test if parts.test is not None else parts.train


def _loss(answer: NDArray[Any], wanted: NDArray[Any], loss: str) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        match loss:
            case "mean_squared_error":
                return float(((answer - wanted) ** 2).mean())
            case "binary_crossentropy":
                p = np.clip(answer, 1e-7, 1 - 1e-7)
                return float(-(wanted * np.log(p) + (1 - wanted) * np.log(1 - p)).mean())
            case "sparse_categorical_crossentropy":
                found = np.take_along_axis(answer, wanted.reshape(-1, 1), axis=1)
                return float(-np.log(np.clip(found, 1e-7, 1)).mean())
        return float(-(wanted * np.log(np.clip(answer, 1e-7, 1))).sum(axis=1).mean())


def _accuracy(answer: NDArray[Any], wanted: NDArray[Any]) -> float:
    if wanted.ndim == 1:
        return float((answer.argmax(axis=1) == wanted).mean())
    if wanted.shape[1] > 1:
        return float((answer.argmax(axis=1) == wanted.argmax(axis=1)).mean())
    return float(((answer > 0.5) == (wanted > 0.5)).mean())


def main(path: str, only: list[str]) -> None:
    """Train all of them, or those whose names begin as in `only`; a line each, so that an interrupted run can go on."""
    lessons = {lesson.head.id: lesson for lesson in inspect(paths.course()).lessons}
    target = FilePath(path)
    done = set()
    if target.exists():
        for line in target.read_text().splitlines():
            kept = json.loads(line)
            done.add((kept["name"], kept["settings"], kept["seed"]))
    loops = Loops()
    for training in TRAININGS:
        if only and not training.name.startswith(tuple(only)):
            continue
        lesson, _, experiment = training.name.partition("/")
        found = next(each for each in lessons[lesson].experiments if each.id == experiment)
        changed = assign(found, training.settings.split())
        for seed in range(training.seeds):
            number = SEEDS[training.part] + seed
            if (training.name, training.settings, number) in done:
                continue
            with target.open("a") as file:
                file.write(json.dumps(trained(loops, changed, training, number)) + "\n")
            print(training.name, training.settings, number, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", help="the file of raw trainings")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="those alone whose names begin so")
    options = parser.parse_args()
    main(options.raw, options.only)
