"""What the pool saves: `python tests/bench/pool.py [ROUNDS]`.

Ten seeds of moons 128-128 (200 epochs), and a sweep of 5 values x 3 seeds, in the pool and one run after the other on a
warm child, in turns, as a ratio of the fastest rounds (wanted with two cores: at most 0.6), and of the medians, which
whatever else the machine does makes larger. Trainers and child are warm. The
ten seeds share a model that is compiled already; each sweep has sizes that nobody has compiled yet, as a learner's has.
Then the memory of each process, and whether every history of the pool was that of the single run.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from statistics import median

import msgspec
import psutil  # type: ignore[import-untyped]
from checkpoints import MOONS

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.run import Run
from nnterm.runs.trainer.client import TrainerClient
from nnterm.runs.trainer.pool.pool import TrainerPool
from nnterm.runs.trainer.pool.size import cores, pool_size
from nnterm.runs.trainer.pool.warm_trainer import train_here
from nnterm.runs.trainer.train_once import follow, run_of
from nnterm.system.processes import processes

BASE = Experiment(
    id="moons",
    dataset=Dataset("moons", {"samples": 560, "noise": 0.3}),
    split=Split(validation=500),
    hyperparameters=msgspec.structs.replace(MOONS.hyperparameters, epochs=200, batch_size=32, metrics=("accuracy",)),
)
SIZES = (8, 16, 32, 64, 128)


def ten_seeds(_: int) -> list[Run]:
    """Ten seeds of one experiment."""
    return [run_of(assign(BASE, [f"seed={seed}"]), "bench") for seed in range(10)]


def sweep(number: int) -> list[Run]:
    """Five sizes that no sweep of another number has, with three seeds each."""
    settings = ([f"units={size - number},{size}", f"seed={seed}"] for size in SIZES for seed in range(3))
    return [run_of(assign(BASE, chosen), "bench") for chosen in settings]


async def alone(client: TrainerClient, wanted: Sequence[Run]) -> list[Run]:
    """One after the other."""
    return [await follow(client, msgspec.structs.replace(run, run_id=f"{run.run_id}-")) for run in wanted]


def spent() -> float:
    """CPU seconds that the child and the trainers have taken so far."""
    return sum(sum(child.cpu_times()[:2]) for child in psutil.Process().children())


def trainers() -> list[str]:
    """Memory of each trainer."""
    found = processes() or []
    own = [process for process in found if process.parent == os.getpid()]
    return [f"{process.memory / 2**20:.0f} MB" for process in own]


def main() -> None:
    """Print a line for each of both."""
    os.environ.update({"TF_CPP_MIN_LOG_LEVEL": "3", "NNTERM_TRAINER": "", "NNTERM_HOME": tempfile.mkdtemp()})
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    size = pool_size(99)
    print(size.reason)
    client = TrainerClient(lambda news: None)
    with asyncio.Runner() as runner:
        runner.run(client.start())
        runner.run(alone(client, ten_seeds(0)))
        for name, make in (("10 seeds", ten_seeds), ("sweep 5 x 3", sweep)):
            # A fresh pool: after some 40 runs a trainer is replaced, which a few rounds would seem to pay for.
            with TrainerPool(size) as pool:
                list(pool.map(train_here, ten_seeds(0)[: size.trainers]))
                print(measure(name, [make(number) for number in range(rounds)], runner, client, pool), flush=True)
                print("    memory of child and trainers:", ", ".join(trainers()))
        runner.run(client.stop())


def measure(
    name: str, batches: Sequence[Sequence[Run]], runner: asyncio.Runner, client: TrainerClient, pool: TrainerPool
) -> str:
    """A line about training each batch in both ways."""
    singly, pooled, is_same, costs = [], [], True, []
    for wanted in batches:
        before, began = spent(), time.perf_counter()
        first = runner.run(alone(client, wanted))
        between, middle = time.perf_counter(), spent()
        second = list(pool.map(train_here, wanted))
        singly.append(between - began)
        pooled.append(time.perf_counter() - between)
        costs.append((middle - before, spent() - middle))
        is_same = is_same and all(a.history.columns == b.history.columns for a, b in zip(first, second, strict=True))
    return (
        f"{name:12} one after the other {min(singly):6.2f} s   pool {min(pooled):6.2f} s   "
        f"x {min(pooled) / min(singly):.2f}   medians x {median(pooled) / median(singly):.2f}   "
        f"histories {'equal' if is_same else 'DIFFER'}\n"
        f"    CPU seconds {median(one for one, _ in costs):.2f} and {median(other for _, other in costs):.2f}: "
        f"x {median(other / one for one, other in costs) / cores():.2f} is the best that {cores()} cores allow"
    )


if __name__ == "__main__":
    main()
