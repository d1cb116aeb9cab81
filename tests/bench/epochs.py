"""Speed of the compiled loop beside `model.fit`: `python tests/bench/epochs.py --help`.

Both train the same models on the same rows in the same process, in turns, so that a busy machine slows both down;
each case has a process of its own. Figures are medians. `first epoch` is the time from hyperparameters to the first
point of the curve, with the libraries warm, the data loaded and nothing of the model compiled; epochs a second are
measured after everything is compiled, on a run long enough that XLA pays where it may be used.
"""

import argparse
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import msgspec
from speed_cases import CASES, Case

from nnterm.experiment.datasets import catalog

LONG = 100_000
"""Epochs of the run whose steady speed is measured; only the first of them are trained."""

MISSED = 3
"""Exit status of a case that is slower than wanted."""


class Fit:
    """The case as a learner would train it with Keras."""

    def __init__(self, case: Case) -> None:
        from nnterm.trainer.datasets.dataset import divide
        from nnterm.trainer.datasets.targets import targets

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
        from nnterm.trainer.datasets.dataset import divide

        self._case = case
        self._parts = divide(case.dataset, case.split)

    def begin(self) -> None:
        """Build the model and train its first epoch; nothing is kept from before."""
        from nnterm.trainer.loops.compiled_loop import EpochLoop
        from nnterm.trainer.loops.compiled_loops import Loops

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
    # Whoever comes first in a process would pay for what TensorFlow does once.
    warm_up = CASES["circles 8-8-1"] if case.dataset.name != "circles" else CASES["iris 4-128-3"]
    for trainer in (Fit(warm_up), Ours(warm_up)):
        trainer.begin()
    fit, ours = Fit(case), Ours(case)
    first: dict[object, list[float]] = {fit: [], ours: []}
    for turn in range(repeat):
        for trainer in (fit, ours) if turn % 2 else (ours, fit):
            first[trainer].append(seconds(trainer.begin))
    first_fit, first_ours = median(first[fit]), median(first[ours])
    ours.epochs(2)
    counts = {trainer: enough(trainer.epochs, least) for trainer in (fit, ours)}
    speed: dict[object, list[float]] = {fit: [], ours: []}
    for _ in range(repeat):
        for trainer, count in counts.items():
            speed[trainer].append(count / seconds(partial(trainer.epochs, count)))
    theirs, mine = median(speed[fit]), median(speed[ours])
    ratio = median(b / a for a, b in zip(speed[fit], speed[ours], strict=True))
    print(
        f"{name:16}{theirs:9.2f}{mine:11.1f}{ratio:9.2f}x{case.wanted:8.2f}x"
        f"{first_fit:10.2f} s{first_ours:9.2f} s   {'XLA' if ours.path.xla else 'plain'}",
        flush=True,
    )
    return ratio >= case.wanted and first_ours <= first_fit


def main() -> None:
    """Measure the cases asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", help=f"part of a name: {', '.join(CASES)}; all where none is given")
    parser.add_argument("--repeat", type=int, default=5, help="how often each figure is measured (5)")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each measurement lasts, about (1)")
    parser.add_argument("--only", choices=CASES, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.only:
        # TensorFlow warns of functions that are compiled again and again, which is what is measured here.
        logging.getLogger("tensorflow").setLevel(logging.ERROR)
        sys.exit(0 if measure(chosen.only, CASES[chosen.only], chosen.repeat, chosen.seconds) else MISSED)
    print(f"{'':16}{'epochs/s':>20}{'':10}{'':9}{'first epoch':>23}")
    print(f"{'':16}{'fit':>9}{'nnterm':>11}{'ratio':>10}{'wanted':>9}{'fit':>12}{'nnterm':>11}", flush=True)
    names = [name for name in CASES if not chosen.cases or any(part.lower() in name.lower() for part in chosen.cases)]
    options = (f"--repeat={chosen.repeat}", f"--seconds={chosen.seconds}")
    # Quiet, so that the table stays one.
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    codes = {
        name: subprocess.run((sys.executable, __file__, "--only", name, *options), env=quiet, check=False).returncode
        for name in names
    }
    if broken := [name for name, code in codes.items() if code not in (0, MISSED)]:
        sys.exit("not measured: " + ", ".join(broken))
    missed = [name for name, code in codes.items() if code == MISSED]
    print("missed: " + ", ".join(missed) if missed else "as fast as wanted")


if __name__ == "__main__":
    main()
