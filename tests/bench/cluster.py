"""What a Dask cluster is worth: `python tests/bench/cluster.py [ROUNDS]`, with `distributed` installed.

A scheduler and workers are started here, and the same runs, of a second or more each, are trained with one worker and
with two, in turns: once by a trainer that only waits, so that what the cluster itself costs is seen whatever else the
machine does, and once by the real one, beside a pool of as many trainers without a cluster, which is what the cores and
the memory of the machine allow. Wanted: 0.85 of linear for runs that only wait, and for real ones 0.85 of the pool's
speedup. Figures are those of the fastest rounds; every trainer is warm and has compiled the model.
"""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))
from dask_cluster import DaskCluster
from plane_lesson import steady_trainer
from pool import BASE

from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.run import Run
from nnterm.runs.trainer.cluster.pool import ClusterPool
from nnterm.runs.trainer.pool.executor import TrainingExecutor
from nnterm.runs.trainer.pool.pool import TrainerPool
from nnterm.runs.trainer.pool.size import PoolSize
from nnterm.runs.trainer.pool.warm_trainer import train_here
from nnterm.runs.trainer.train_once import run_of

RUNS = 8
EPOCHS = 4000
"""Epochs that take the real trainer a second or more."""
STEPS = 10
"""Epochs of 0.1 seconds in which the other one waits."""


def wanted() -> list[Run]:
    """Seeds of one experiment."""
    base = msgspec.structs.replace(BASE, hyperparameters=msgspec.structs.replace(BASE.hyperparameters, epochs=EPOCHS))
    return [run_of(assign(base, [f"seed={seed}"]), "bench") for seed in range(RUNS)]


def seconds(pool: TrainingExecutor, count: int) -> float:
    """How long `pool` takes, with `count` trainers that are warm."""
    with pool:
        train(pool, wanted()[:count])
        return train(pool, wanted())


def train(pool: TrainingExecutor, runs: Sequence[Run]) -> float:
    """How long `pool` takes for `runs`."""
    began = time.perf_counter()
    list(pool.map(train_here, runs))
    return time.perf_counter() - began


def on_cluster(rounds: int, trainer: str) -> dict[int, float]:
    """Seconds with one worker and with two, whose trainers `trainer` starts."""
    best: dict[int, float] = {}
    with DaskCluster(Path(tempfile.mkdtemp())) as cluster:
        for _ in range(rounds):
            for count in (1, 2):
                while len(cluster.workers) > count:
                    cluster.end(cluster.workers.pop())
                while len(cluster.workers) < count:
                    cluster.join(f"worker {len(cluster.workers)}", NNTERM_TRAINER=trainer)
                cluster.has_workers(count)
                best[count] = min(best.get(count, float("inf")), seconds(ClusterPool(cluster.address), count))
    return best


def main() -> None:
    """Print a line for each kind of run."""
    os.environ.update({"TF_CPP_MIN_LOG_LEVEL": "3", "NNTERM_TRAINER": "", "NNTERM_HOME": tempfile.mkdtemp()})
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    waiting = on_cluster(rounds, steady_trainer(Path(tempfile.mkdtemp()) / "log", STEPS, pace=0.1))
    speedup = waiting[1] / waiting[2]
    part = f"2 workers {speedup:.2f} times as fast, {speedup / 2:.2f} of linear"
    print(f"waiting   {waiting[1] / RUNS:.2f} s a run   {part}", flush=True)
    real = on_cluster(rounds, "")
    pools = {count: min(seconds(TrainerPool(PoolSize(count, "")), count) for _ in range(rounds)) for count in (1, 2)}
    speedup, possible = real[1] / real[2], pools[1] / pools[2]
    print(
        f"training  {real[1] / RUNS:.2f} s a run   2 workers {speedup:.2f} times as fast, a pool of 2 {possible:.2f}: "
        f"{speedup / possible:.2f} of that; a run takes {real[1] / pools[1]:.2f} times as long as in a pool"
    )


if __name__ == "__main__":
    main()
