"""Speed of the compiled loop beside `model.fit`: `python tests/bench/epochs.py --help`.

Both train the same models on the same rows in the same process, in turns, so that a busy machine slows both down.
Figures are medians. `first epoch` is the time from hyperparameters to the first point of the curve, with the data
loaded and nothing compiled; epochs a second are measured after everything is compiled, on a run long enough that
XLA pays where it may be used.
"""

import argparse
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import msgspec

from nnterm.experiment import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters import Hyperparameters
from nnterm.experiment.layers import LSTM, Conv2D, Dense, Embedding, Flatten, MaxPooling2D, SimpleRNN

LONG = 100_000
"""Epochs of the run whose steady speed is measured; only the first of them are trained."""


@dataclass(frozen=True)
class Case:
    """A training, and how many times faster than `fit` it has to be."""

    dataset: Dataset
    split: Split
    hyperparameters: Hyperparameters
    wanted: float


MNIST = Dataset("mnist10k"), Split(validation=0.2)
REVIEWS = Dataset("reviews10k"), Split(validation=0.2)
TEXT = {"optimizer": "rmsprop", "loss": "binary_crossentropy", "batch_size": 128}
CASES = {
    "iris 4-128-3": Case(
        Dataset("iris"),
        Split(test=0.2, validation=0.1, stratify=True),
        Hyperparameters(
            layers=(Dense(4, "relu"), Dense(128, "relu"), Dense(3, "softmax")),
            optimizer="adam",
            loss="categorical_crossentropy",
        ),
        20,
    ),
    "circles 8-8-1": Case(
        Dataset("circles", {"samples": 250}),
        Split(),
        Hyperparameters(
            layers=(Dense(8, "relu"), Dense(8, "relu"), Dense(1, "sigmoid")),
            optimizer="adam",
            loss="binary_crossentropy",
            batch_size=10,
        ),
        60,
    ),
    "mnist 512-10": Case(
        Dataset("mnist10k", {"flatten": True}),
        MNIST[1],
        Hyperparameters(
            layers=(Dense(512, "relu"), Dense(10, "softmax")),
            optimizer="rmsprop",
            loss="sparse_categorical_crossentropy",
            batch_size=128,
        ),
        1.5,
    ),
    "mnist cnn": Case(
        *MNIST,
        Hyperparameters(
            layers=(
                Conv2D(32, activation="relu"),
                MaxPooling2D(),
                Conv2D(64, activation="relu"),
                MaxPooling2D(),
                Conv2D(64, activation="relu"),
                Flatten(),
                Dense(64, "relu"),
                Dense(10, "softmax"),
            ),
            optimizer="rmsprop",
            loss="sparse_categorical_crossentropy",
            batch_size=64,
        ),
        1.05,
    ),
    "SimpleRNN 32": Case(
        *REVIEWS, Hyperparameters(layers=(Embedding(10_000, 32), SimpleRNN(32), Dense(1, "sigmoid")), **TEXT), 2
    ),
    "LSTM 32": Case(
        *REVIEWS, Hyperparameters(layers=(Embedding(10_000, 32), LSTM(32), Dense(1, "sigmoid")), **TEXT), 2
    ),
}


class Fit:
    """The case as a learner would train it with Keras."""

    def __init__(self, case: Case) -> None:
        from nnterm.trainer.datasets import divide
        from nnterm.trainer.targets import targets

        self._case = case
        parts = divide(case.dataset, case.split)
        self._train, self._validation = (
            part and (part[0], targets(part[1], case.dataset, case.hyperparameters))
            for part in (parts.train, parts.validation)
        )

    def begin(self) -> None:
        """Build the model and train its first epoch."""
        from nnterm.trainer.model import build

        shape, dtype = catalog.input_shape(self._case.dataset), str(self._train[0].dtype)
        self._model: Any = build(self._case.hyperparameters, shape, dtype)
        self.epochs(1)

    def epochs(self, count: int) -> None:
        """Train `count` more epochs."""
        x, y = self._train
        batch_size = self._case.hyperparameters.batch_size
        self._model.fit(x, y, validation_data=self._validation, epochs=count, batch_size=batch_size, verbose=0)


class Ours:
    """The case as nnterm trains it."""

    def __init__(self, case: Case) -> None:
        from nnterm.trainer.datasets import divide

        self._case = case
        self._parts = divide(case.dataset, case.split)

    def begin(self) -> None:
        """Build the model and train its first epoch; nothing is kept from before."""
        from nnterm.trainer.epochs import EpochLoop
        from nnterm.trainer.loops import Loops

        case, parts, loops = self._case, self._parts, Loops()
        self.path = loops.path(case.dataset, parts, case.hyperparameters)
        tensors = loops.tensors(case.dataset, parts, case.hyperparameters)
        rows = parts.sizes[:2]
        compiled = loops.model(case.dataset, tensors["train"], rows, case.hyperparameters, self.path)
        self._loop = EpochLoop(compiled, self.path, tensors, case.hyperparameters)
        self.epochs(1)

    def epochs(self, count: int) -> None:
        """Train `count` more epochs."""
        until = self._loop.done + count
        while self._loop.done < until:
            for _ in self._loop.compile():
                pass
            self._loop.advance(until)


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def enough(train: Callable[[int], None], least: float) -> int:
    """A number of epochs that takes about `least` seconds."""
    count = 1
    while (took := seconds(partial(train, count))) < least / 2:
        count = max(2 * count, min(10 * count, round(count * least / took)))
    return count


def measure(name: str, case: Case, repeat: int, least: float) -> bool:
    """Print a row of the table; whether the case is as fast as it has to be."""
    case = Case(case.dataset, case.split, msgspec.structs.replace(case.hyperparameters, epochs=LONG), case.wanted)
    fit, ours = Fit(case), Ours(case)
    first_fit, first_ours = [], []
    for _ in range(repeat):
        first_fit.append(seconds(fit.begin))
        first_ours.append(seconds(ours.begin))
    ours.epochs(2)
    counts = {trainer: enough(trainer.epochs, least) for trainer in (fit, ours)}
    speed: dict[object, list[float]] = {fit: [], ours: []}
    for _ in range(repeat):
        for trainer, count in counts.items():
            speed[trainer].append(count / seconds(partial(trainer.epochs, count)))
    theirs, mine = median(speed[fit]), median(speed[ours])
    ratio = median(b / a for a, b in zip(speed[fit], speed[ours], strict=True))
    print(
        f"{name:14}{theirs:9.2f}{mine:11.1f}{ratio:9.2f}x{case.wanted:8.2f}x"
        f"{median(first_fit):10.2f} s{median(first_ours):9.2f} s   {'XLA' if ours.path.xla else 'plain'}",
        flush=True,
    )
    return ratio >= case.wanted and median(first_ours) <= median(first_fit)


def main() -> None:
    """Measure the cases asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", help=f"part of a name: {', '.join(CASES)}; all where none is given")
    parser.add_argument("--repeat", type=int, default=5, help="how often each figure is measured (5)")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each measurement lasts, about (1)")
    chosen = parser.parse_args()
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    # TensorFlow warns of functions that are compiled again and again, which is what is measured here.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    print(f"{'':14}{'epochs/s':>20}{'':10}{'':9}{'first epoch':>23}")
    print(f"{'':14}{'fit':>9}{'nnterm':>11}{'ratio':>10}{'wanted':>9}{'fit':>12}{'nnterm':>11}")
    missed = [
        name
        for name, case in CASES.items()
        if not chosen.cases or any(part.lower() in name.lower() for part in chosen.cases)
        if not measure(name, case, chosen.repeat, chosen.seconds)
    ]
    print("missed: " + ", ".join(missed) if missed else "as fast as wanted")


if __name__ == "__main__":
    main()
