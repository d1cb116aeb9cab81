"""Whether nnterm's memory stays flat: `python tests/bench/soak.py --help`.

One warm trainer trains run after run, each with other units, layers, activation and batch size, every other one long
enough that XLA compiles it. All architectures but every fifth are new, which is the worst case: a learner goes back
to old ones. Then the app, on a terminal of its own, trains while a setting is changed from run to run.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import psutil  # type: ignore[import-untyped]
from on_terminal import open_app

from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol import commands, events

sys.path.insert(0, str(Path(__file__).parents[1]))
from trainer.cases import IRIS, Case
from trainer.child import Child

BARE = "import tensorflow, keras; print(open('/proc/self/statm').read(), flush=True); input()"

LONG = 20_000
"""Epochs planned for a run that XLA compiles; it is stopped after the first that XLA trains."""

APP_LIMIT = 120
"""MiB that the app may take."""

RIGHT = "\x1b[C"
"""The key that moves a setting up."""

REPORT = 20
"""Runs between two lines."""


def resident(pid: int) -> float:
    """Memory of a process that is in RAM, in MiB."""
    return float(psutil.Process(pid).memory_info().rss) / 2**20


def bare() -> float:
    """MiB of a process that has imported TensorFlow and Keras, and nothing else."""
    command = (sys.executable, "-c", BARE)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        size = resident(process.pid)
        process.kill()
    return size


def case(number: int) -> Case:
    """The architecture of a run; every fifth one was there five runs before."""
    number -= 5 * (number % 5 == 4)
    activation = ("relu", "tanh", "sigmoid")[number % 3]
    hidden = [Dense(4 + (number * (7 + layer)) % 61, activation) for layer in range(1 + number % 3)]
    epochs = LONG if number % 2 else 5
    return IRIS.with_(layers=(*hidden, Dense(3, "softmax")), batch_size=8 + number % 25, epochs=epochs)


def train(child: Child, chosen: Case) -> None:
    """One run of `chosen`, as long as it takes to compile everything."""
    run_id = child.start(chosen)
    first = child.until(events.EpochsEnded)
    if chosen.hyperparameters.epochs == LONG:
        child.until(lambda event: isinstance(event, events.EpochsEnded) and event.first > 1 and event is not first[-1])
        child.send(commands.StopRun(run_id=run_id))
    child.to_end(run_id)


def slope(sizes: list[float]) -> float:
    """MiB a run over the second half of the runs, by least squares."""
    half = sizes[len(sizes) // 2 :]
    middle, mean = (len(half) - 1) / 2, sum(half) / len(half)
    across = sum((x - middle) ** 2 for x in range(len(half)))
    return sum((x - middle) * (size - mean) for x, size in enumerate(half)) / across if across else 0.0


def soak_trainer(runs: int, kind: str) -> None:
    """Print how a warm trainer grows."""
    child, sizes = Child(), []
    try:
        child.until(events.TrainerReady)
        print(f"{kind}: ready {resident(child.process.pid):.0f} MiB")
        began = time.perf_counter()
        for number in range(runs):
            chosen = case(number)
            if kind != "both":
                epochs = LONG if kind == "XLA" else 5
                chosen = Case(
                    chosen.dataset, chosen.split, msgspec.structs.replace(chosen.hyperparameters, epochs=epochs)
                )
            train(child, chosen)
            sizes.append(resident(child.process.pid))
            if (number + 1) % REPORT == 0:
                print(
                    f"{kind}: {number + 1:4} runs {sizes[-1]:6.0f} MiB {time.perf_counter() - began:6.0f} s", flush=True
                )
    finally:
        child.kill()
    print(f"{kind}: {slope(sizes):+.2f} MiB a run over the second half")


def soak_app(runs: int) -> None:
    """Print how the app, and the trainer it started, grow with runs of 1,000 epochs, each with one unit more."""
    sizes: list[float] = []
    with tempfile.TemporaryDirectory() as folder, open_app(Path(folder), "iris 4-128-3", 1000) as app:
        for number in range(runs):
            app.press("f" if not number else RIGHT)
            app.press("t")
            app.shows(r"epoch \d{1,3}/1,000", 60)
            app.shows(r"epoch 1,000/1,000", 60)
            sizes.append(resident(app.process.pid))
            if (number + 1) % REPORT == 0:
                trainer = max(resident(child.pid) for child in app.children() if child.is_running())
                print(f"app: {number + 1:4} runs {sizes[-1]:6.0f} MiB, its trainer {trainer:.0f} MiB", flush=True)
    print(f"app: {sizes[-1]:.0f} MiB, wanted below {APP_LIMIT}; {slope(sizes):+.2f} MiB a run over the second half")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200, help="runs of the trainer (200)")
    parser.add_argument("--app-runs", type=int, default=20, help="runs with the app open, 1,000 epochs each (20)")
    parser.add_argument("--kind", choices=("both", "plain", "XLA"), default="both", help="which runs (both in turns)")
    chosen = parser.parse_args()
    print(f"bare import of TensorFlow and Keras: {bare():.0f} MiB")
    if chosen.runs:
        soak_trainer(chosen.runs, chosen.kind)
    if chosen.app_runs:
        soak_app(chosen.app_runs)


if __name__ == "__main__":
    main()
