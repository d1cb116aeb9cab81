"""Double descent, drawn by a sweep: `python tests/bench/double_descent.py [JOBS]`.

scikit-learn's digits, 300 rows to train of which 20 % have a wrong label, the other rows to validate; one hidden layer
of 14 widths, three seeds each, Adam at 0.003, 2,000 epochs of one full batch: what `nnterm sweep` does with `units`, in
the pool. Prints for each width the medians over the seeds: validation loss and accuracy at the end and at the best
epoch, and how the training rows were learned; and says whether the peak is where every row is just memorised, and that
there is none at the best epoch. Wanted: at most 3 minutes on two quiet cores. CPU seconds are printed beside, since on
a machine that others use nothing else can be compared: 132 s and 120 CPU seconds, 2.8 a run, were measured where the
machine had twice as much to do as it has cores, with the peak at width 10, the first at which every row is memorised.
"""

import os
import sys
import tempfile
import time
from itertools import pairwise
from statistics import median

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.run import Run
from nnterm.experiment.sweep import points
from nnterm.runs.trainer.pool.size import pool_size
from nnterm.runs.trainer.pool.train_all import train_all
from nnterm.runs.trainer.train_once import run_of

WIDTHS = (1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 48, 64, 256, 512)
SEEDS = 3
ROWS, TRAIN = 1797, 300
MEMORISED = 0.99
"""Training accuracy from which on every row counts as learned by heart."""
BASE = Experiment(
    id="digits",
    dataset=Dataset("digits", {"flatten": True, "label_noise": 0.2}),
    split=Split(validation=ROWS - TRAIN),
    hyperparameters=Hyperparameters(
        layers=(Dense(8, "relu"), Dense(10, "softmax")),
        optimizer="adam",
        learning_rate=0.003,
        loss="sparse_categorical_crossentropy",
        metrics=("accuracy",),
        batch_size=TRAIN,
        epochs=2000,
    ),
)


def row(width: int, runs: list[Run]) -> tuple[float, float, float, str]:
    """Validation loss at the end and at the best epoch, training accuracy at the end, and the line of the table."""
    last = {name: median(run.history[name][-1] for run in runs) for name in runs[0].history.columns}
    places = [(run.history.best_epoch() or 1) - 1 for run in runs]
    pairs = list(zip(runs, places, strict=True))
    loss = median(run.history["val_loss"][place] for run, place in pairs)
    accuracy = median(run.history["val_accuracy"][place] for run, place in pairs)
    line = (
        f"{width:5} {last['loss']:9.3f} {last['accuracy']:8.2f} {last['val_loss']:11.2f} {last['val_accuracy']:8.2f}"
        f" {loss:11.2f} {accuracy:8.2f} {median(place + 1 for place in places):8.0f}"
    )
    return last["val_loss"], loss, last["accuracy"], line


def main() -> None:
    """Print the table, what it shows, and what it cost."""
    os.environ.update({"TF_CPP_MIN_LOG_LEVEL": "3", "NNTERM_TRAINER": "", "NNTERM_HOME": tempfile.mkdtemp()})
    wanted = points(BASE, [f"units={','.join(map(str, WIDTHS))}"], SEEDS)
    runs = [run_of(each, "bench") for point in wanted for each in point.experiments]
    size = pool_size(len(runs), int(sys.argv[1]) if len(sys.argv) > 1 else None)
    print(size.reason, flush=True)
    over: dict[str, Run] = {}
    began = time.perf_counter()
    train_all(runs, size, lambda run: over.update({run.run_id: run}))
    took, spent = time.perf_counter() - began, os.times()
    print("width  loss    accuracy    val_loss accuracy   best: val_loss accuracy    epoch")
    found = [over[run.run_id] for run in runs]
    table = [row(width, found[place * SEEDS : (place + 1) * SEEDS]) for place, width in enumerate(WIDTHS)]
    print("\n".join(line for *_, line in table))
    ends = [last for last, *_ in table]
    # Among the widths that have begun to learn by heart: a net of one unit has its own reasons for a large loss.
    peak = max(range(3, len(WIDTHS)), key=ends.__getitem__)
    first = next((place for place, (_, _, accuracy, _) in enumerate(table) if accuracy >= MEMORISED), None)
    said = "never" if first is None else f"from width {WIDTHS[first]} on"
    print(f"every row is memorised {said}; the loss at the end is largest at width {WIDTHS[peak]}: {ends[peak]:.2f}")
    is_there = first is not None and abs(peak - first) <= 1 and ends[peak] > 1.2 * ends[-1]
    print(f"the peak is {'' if is_there else 'NOT '}where every row is just memorised")
    rises = [b - a for a, b in pairwise(best for _, best, *_ in table)]
    kind = "no peak" if max(rises) < 0.05 else "A PEAK"
    print(f"at the best epoch there is {kind}: from width to width it rises by {max(rises):.2f} at the most")
    cpu = spent.children_user + spent.children_system
    seconds = sum(run.seconds for run in found) / len(found)
    print(f"{took:.0f} s for {len(runs)} runs of {seconds:.1f} s; {cpu:.0f} CPU seconds, {cpu / len(runs):.1f} a run")


if __name__ == "__main__":
    main()
