"""How long a changed setting takes to show its first epoch: `python tests/bench/settings.py --help`.

On a warm trainer, seconds from writing StartRun to reading the first EpochsEnded: for an architecture that is new, and
for one that was trained before. Beside it what a learner would wait for in a notebook whose libraries are warm:
`build` and one epoch of `fit`. Both take turns.
"""

import argparse
import logging
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import msgspec
from epochs import Fit
from speed_cases import CASES
from speed_cases import Case as SpeedCase

from nnterm.experiment.hyperparameters.layers import Conv2D, Dense, Layer, SimpleRNN
from nnterm.experiment.protocol import events

sys.path.insert(0, str(Path(__file__).parents[1]))
from trainer.cases import Case
from trainer.child import Child

BACK = 0.15
"""Seconds wanted for an architecture that was trained before, beside the training of the epoch itself."""

WANTED = {"iris 4-128-3": 0.6, "circles 8-8-1": 0.6, "mnist 512-10": 0.6, "mnist cnn": 1.2, "SimpleRNN 32": 1.2}
"""Seconds wanted for a new one, likewise."""


def wider(layer: Layer, by: int) -> Layer:
    """`layer` with more units or filters."""
    match layer:
        case Dense(units) | SimpleRNN(units):
            return msgspec.structs.replace(layer, units=units + by)
        case Conv2D(filters):
            return msgspec.structs.replace(layer, filters=filters + by)
    return layer


def changed(case: SpeedCase, by: int) -> SpeedCase:
    """`case` with other units in all layers but the last, and another batch size."""
    chosen = case.hyperparameters
    layers = (*[wider(layer, by) for layer in chosen.layers[:-1]], chosen.layers[-1])
    chosen = msgspec.structs.replace(chosen, layers=layers, batch_size=chosen.batch_size + by % 2, epochs=1)
    return replace(case, hyperparameters=chosen)


def first_epoch(child: Child, case: SpeedCase) -> tuple[float, float]:
    """Seconds to the first epoch of a run on `child`, and how many of them it trained."""
    began = time.perf_counter()
    run_id = child.start(Case(case.dataset, case.split, case.hyperparameters))
    ended = child.until(events.EpochsEnded)[-1]
    took = time.perf_counter() - began
    child.to_end(run_id)
    assert isinstance(ended, events.EpochsEnded)
    return took, ended.seconds


def fitted(case: SpeedCase) -> float:
    """Seconds to build the model and fit one epoch; the rows are ready."""
    trainer = Fit(case)
    began = time.perf_counter()
    trainer.begin()
    return time.perf_counter() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", help=f"part of a name: {', '.join(WANTED)}; all where none is given")
    parser.add_argument("--times", type=int, default=5, help="how often the settings are changed (5)")
    parser.add_argument("--no-fit", action="store_true", help="without the comparison")
    chosen = parser.parse_args()
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    names = [name for name in WANTED if not chosen.cases or any(part in name for part in chosen.cases)]
    print(f"{'':16}{'new':>9}{'of which':>10}{'worst':>9}{'wanted':>9}{'back':>9}{'worst':>9}{'wanted':>9}{'fit':>9}")
    print(f"{'':16}{'':9}{'trained':>10}", flush=True)
    missed = []
    for name in names:
        child = Child()
        try:
            child.until(events.TrainerReady)
            first_epoch(child, changed(CASES[name], 0))
            if not chosen.no_fit:
                fitted(changed(CASES[name], 0))
            new, trained, back, theirs = [], [], [], []
            for turn in range(1, chosen.times + 1):
                took, training = first_epoch(child, changed(CASES[name], turn))
                new.append(took)
                trained.append(training)
                back.append(first_epoch(child, changed(CASES[name], turn - 1))[0])
                if not chosen.no_fit:
                    theirs.append(fitted(changed(CASES[name], turn)))
        finally:
            child.kill()
        # An epoch whose arithmetic takes longer than that cannot be shown sooner.
        if median(new) > WANTED[name] + median(trained):
            missed.append(f"{name} new")
        if median(back) > BACK + median(trained):
            missed.append(f"{name} back")
        print(
            f"{name:16}{median(new):7.2f} s{median(trained):8.2f} s{max(new):7.2f} s{WANTED[name]:7.2f} s"
            f"{median(back):7.2f} s{max(back):7.2f} s{BACK:7.2f} s" + (f"{median(theirs):7.2f} s" if theirs else ""),
            flush=True,
        )
    print("missed: " + ", ".join(missed) if missed else "as fast as wanted")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
