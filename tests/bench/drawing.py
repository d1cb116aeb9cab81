"""What a long history costs the app: `python tests/bench/drawing.py --help`.

The curves of a run of 100 epochs and of one of 100,000, redrawn at 60 columns and 30 rows as both go on by a message of
epochs; the diagnosis below them; and folding and storing 100,000 epochs as they come from the trainer.
"""

import argparse
import math
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded, RunStarted
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.base_rates import of_classes
from nnterm.experiment.verdict.diagnosis import diagnose
from nnterm.experiment.verdict.known import Known
from nnterm.runs.store.store import RunStore
from nnterm.tui.drawing.curves.chart import Charts

KNOWN = Known(classes=3, base=of_classes(3, {}, "categorical_crossentropy", 3), validation_rows=12)
"""What the verdict knows beside the history."""

SHORT, LONG = 100, 100_000
"""Epochs of the two histories."""

MESSAGE = 400
"""Epochs that arrive at once: 20 messages a second at 8,000 epochs a second."""

WANTED = 2.0
"""The most by which a frame of the long history may take longer."""

WIDTH, HEIGHT = 60, 30


def events(epochs: int) -> list[EpochsEnded]:
    """Noisy curves that fall, told as the trainer tells them."""
    rng = random.Random(1)
    told = []
    for first in range(1, epochs + 1, MESSAGE):
        numbers = range(first, min(first + MESSAGE, epochs + 1))
        losses: list[float | None] = [math.exp(-number / epochs * 3) + 0.1 * rng.random() for number in numbers]
        shares: list[float | None] = [1 - (loss or 0) / 2 for loss in losses]
        columns = {"loss": losses, "accuracy": shares, "val_loss": losses[::-1], "val_accuracy": shares[::-1]}
        told.append(EpochsEnded(run_id="run", first=first, columns=columns, seconds=numbers[-1] / 8000))
    return told


def new_run(epochs: int) -> Run:
    """A run that trains."""
    chosen = Hyperparameters(layers=(Dense(3, "softmax"),), loss="categorical_crossentropy", epochs=epochs)
    run = Run(run_id="run", lesson="", experiment="", dataset=Dataset("iris"), split=Split(), hyperparameters=chosen)
    run.apply(
        RunStarted(run_id="run", parameters=15, train=108, validation=12, test=30, steps_per_epoch=4, device="CPU")
    )
    return run


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def frames(epochs: int, times: int) -> tuple[float, float]:
    """Median seconds of a frame and of a diagnosis after `epochs` epochs, as the run goes on."""
    run = new_run(epochs + times * 10)
    for event in events(epochs):
        run.apply(event)
    charts = Charts(run)
    charts.rows(WIDTH, HEIGHT)
    more = events(times * 10)[0].columns
    drawing, reading = [], []
    for turn in range(times):
        columns = {name: values[turn * 10 : turn * 10 + 10] for name, values in more.items()}
        run.apply(EpochsEnded(run_id="run", first=run.epochs + 1, columns=columns, seconds=1.0))
        drawing.append(seconds(lambda: charts.rows(WIDTH, HEIGHT)))
        reading.append(seconds(lambda: diagnose(run.history, run.planned, KNOWN)))
    return median(drawing), median(reading)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=40, help="frames of each history (40)")
    times = parser.parse_args().times
    figures = {epochs: frames(epochs, times) for epochs in (SHORT, LONG)}
    for place, name in enumerate(("frame", "diagnosis")):
        short, long = figures[SHORT][place], figures[LONG][place]
        print(
            f"{name:10} {short * 1000:7.2f} ms after {SHORT} epochs, {long * 1000:7.2f} ms after {LONG:,}: "
            f"{long / short:.2f}x"
        )
    told, run = events(LONG), new_run(LONG)
    took = seconds(lambda: [run.apply(event) for event in told])
    print(f"fold       {took / LONG * 1e6:7.2f} us an epoch, {took:.2f} s for {LONG:,} in {len(told)} messages")
    first = seconds(lambda: Charts(run).rows(WIDTH, HEIGHT))
    print(f"first draw {first * 1000:7.2f} ms after {LONG:,}, as when an old run is opened")
    with tempfile.TemporaryDirectory() as folder:
        store, kept = RunStore.open(Path(folder) / "runs.db"), new_run(LONG)

        def keep(event: EpochsEnded) -> None:
            kept.apply(event)
            store.record(kept, event)

        each = [seconds(lambda event=event: keep(event)) for event in told]  # type: ignore[misc]
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        finish = seconds(lambda: store.finish(kept))
        read = seconds(lambda: store.runs("", None))
        store.close()
    print(
        f"store      {median(each) * 1000:7.2f} ms a message, worst {max(each) * 1000:.1f}; "
        f"end {finish * 1000:.0f} ms, reading again {read * 1000:.0f} ms, {size / 1e6:.1f} MB"
    )
    missed = figures[LONG][0] > WANTED * figures[SHORT][0]
    print("missed: frame" if missed else f"a frame costs at most {WANTED} times as much")
    sys.exit(missed)


if __name__ == "__main__":
    main()
