"""What going back in a run costs: `python tests/bench/checkpoints.py [ROUNDS]`.

First the training itself with checkpoints and without, in turns in one process, as a ratio of the medians of processor
time an epoch (wanted: at most 1.05). Then, through the real child, the time from a question about an earlier epoch to
its map or weights, in a run of 100 epochs and in one of 10,000 (wanted: at most 100 ms, and no difference).
"""

import logging
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from statistics import median, quantiles

import msgspec
from speed_cases import CASES, Case

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol import commands, events
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.inspection_requests import InspectionRequest, InspectMap, InspectWeights
from nnterm.experiment.protocol.wire import decode_event, encode

MOONS = Case(
    Dataset("moons", {"samples": 80, "noise": 0.3}),
    Split(validation=0.25),
    Hyperparameters(
        layers=(Dense(128, "relu"), Dense(128, "relu"), Dense(1, "sigmoid")),
        optimizer="adam",
        learning_rate=0.01,
        loss="binary_crossentropy",
        batch_size=16,
    ),
    1,
)
CNN = replace(CASES["mnist cnn"], dataset=Dataset("mnist10k", {"samples": 800}))
"""Few rows, so that there are many epochs to keep."""
TRAINED = {"moons 128-128": MOONS, "iris 4-128-3": CASES["iris 4-128-3"], "mnist cnn": CNN}
ROUND = 1.5
"""Seconds of training a round, at the least."""
LOOKS = 100
ENDLESS = 10**7
"""More epochs than are trained."""


def cost(case: Case, rounds: int) -> str:
    """Training with checkpoints as a multiple of the training without, and what they take."""
    from nnterm.trainer.checkpoints import Checkpoints
    from nnterm.trainer.loops.compiled_loops import Loops

    loops = Loops()
    parts = loops.load(case.dataset, case.split)
    loop, _ = loops.make(case.dataset, parts, msgspec.structs.replace(case.hyperparameters, epochs=100_000))
    list(loop.compile(ahead=True))
    checkpoints = Checkpoints()

    def train(keeps: bool) -> float:
        """Seconds of processor time an epoch."""
        began, first = time.process_time(), loop.done
        while time.process_time() - began < ROUND or loop.done < first + 2:
            if loop.advance(ENDLESS) and keeps:
                checkpoints.take(loop)
        return (time.process_time() - began) / (loop.done - first)

    train(True)
    pairs = [(train(True), train(False)) for _ in range(rounds)]
    ratio = median(kept for kept, _ in pairs) / median(plain for _, plain in pairs)
    kept = f"{len(checkpoints.epochs)} of {loop.done:,} epochs in {checkpoints.nbytes / 2**20:.1f} MiB"
    return f"{1 / median(plain for _, plain in pairs):10,.1f} epochs a CPU second   x {ratio:.3f}   {kept}"


class Child:
    """The real trainer at the end of its pipes."""

    def __init__(self) -> None:
        command = (sys.executable, "-m", "nnterm.trainer.worker")
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def send(self, command: commands.Command) -> None:
        """Send `command`."""
        assert self._process.stdin is not None
        self._process.stdin.write(encode(command))
        self._process.stdin.flush()

    def until(self, kind: type[events.Event]) -> events.Event:
        """The next event of its kind."""
        assert self._process.stdout is not None
        while True:
            event = decode_event(self._process.stdout.readline())
            if isinstance(event, kind) and getattr(event, "requested", 0) is not None:
                return event


def looks(child: Child, question: InspectionRequest, epochs: int) -> str:
    """Milliseconds from a question about an epoch to its answer."""
    chosen = msgspec.structs.replace(MOONS.hyperparameters, epochs=epochs)
    run = commands.StartRun(run_id="run", dataset=MOONS.dataset, split=MOONS.split, hyperparameters=chosen)
    child.send(run)
    child.until(events.RunEnded)
    choose, found = random.Random(1), []
    for _ in range(LOOKS):
        epoch = choose.randrange(1, epochs)
        began = time.perf_counter()
        child.send(commands.InspectRun(run_id="run", question=question, epoch=epoch))
        answer = child.until(Inspected)
        found.append((time.perf_counter() - began) * 1000)
        assert isinstance(answer, Inspected)
        assert answer.requested == epoch
    return f"{median(found):8.1f} {quantiles(found, n=100)[-1]:8.1f}"


def main() -> None:
    """Print both tables."""
    os.environ.update({"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"})
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for name, case in TRAINED.items():
        print(f"{name:16} {cost(case, rounds)}", flush=True)
    child = Child()
    print(f"\n{'question, epochs':24}   median      p99   (ms)")
    for question in (InspectMap(), InspectWeights(layer=1)):
        for epochs in (100, 10_000):
            name = f"{type(question).__name__} {epochs:,}"
            print(f"{name:24} {looks(child, question, epochs)}", flush=True)


if __name__ == "__main__":
    main()
