"""Many runs for a command: those that are kept from before, and the others trained in a pool."""

import sys
from collections.abc import Callable, Sequence
from functools import partial

from nnterm.errors import NntermError, StoreError, TrainerError, UsageError
from nnterm.experiment.run import Run
from nnterm.experiment.study import is_trained
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.store.trained_before import trained_before
from nnterm.runs.trainer.pool.executor import TrainingExecutor
from nnterm.runs.trainer.pool.size import pool_size
from nnterm.runs.trainer.pool.train_all import train_all, train_through

Take = Callable[[str, Run], object]
"""Called with the id of a run that was wanted, and what it became."""


def train_missing(
    store: RunStore,
    wanted: Sequence[Run],
    take: Take,
    *,
    jobs: int | None = None,
    again: bool = False,
    dask: str | None = None,
) -> None:
    """Give `take` every run of `wanted` as soon as it is over: first those that `store` keeps, unless `again`.

    Says on standard error how many were found, and how many trainers train the others: `jobs`, else one a core, and as
    many as memory allows; or the workers of the cluster at `dask`. On KeyboardInterrupt it says what is kept. Raises
    UsageError for a number of jobs that cannot be, and as `train_all` does.
    """
    if dask is not None and jobs is not None:
        raise UsageError("--jobs is not about a cluster.", "`dask worker --nthreads N` says how many a worker trains.")
    # A wrong number is refused whatever is left to train.
    size = pool_size(len(wanted), jobs)
    found = {} if again else _found(store, wanted)
    left = [run for run in wanted if run.run_id not in found]
    if found:
        are = "is" if len(found) == 1 else "are"
        _say(f"{len(found)} of {len(wanted)} runs {are} kept from before and not trained again.")
    over = dict(found)

    def take_trained(run: Run) -> None:
        over[run.run_id] = run
        take(run.run_id, run)

    try:
        for run_id, run in found.items():
            take(run_id, run)
        if left and dask is not None:
            train_through(partial(_cluster, dask), left, take_trained, store=store, report=_report)
        elif left:
            size = pool_size(len(left), jobs)
            if len(left) > 1:
                _say(size.reason)
            train_all(left, size, take_trained, store=store, report=_report)
    except KeyboardInterrupt:
        _say_what_is_kept(list(over.values()), wanted, lasts=store.lasts)
        raise


def _cluster(address: str, recording: Recording | None) -> TrainingExecutor:
    """The pool on the cluster at `address`."""
    from nnterm.runs.trainer.cluster.pool import ClusterPool

    pool = ClusterPool(address, recording=recording, on_left_out=_report)
    _say(pool.reason)
    return pool


def _say_what_is_kept(over: Sequence[Run], wanted: Sequence[Run], *, lasts: bool) -> None:
    """Say how much of what was wanted is there when it was ended early."""
    stopped = [run for run in over if not is_trained(run) and run.epochs]
    said = f"{sum(map(is_trained, over))} of {len(wanted)} runs were trained"
    if len(stopped) == 1:
        said += f", and one for {stopped[0].epochs} of {stopped[0].planned} epochs"
    elif stopped:
        said += f", and {len(stopped)} in part"
    lessons = dict.fromkeys(run.lesson for run in wanted)
    command = f"`nnterm runs {next(iter(lessons))}` lists it" if len(lessons) == 1 else "`nnterm runs` lists it"
    kept = f"All of it is kept: {command}, and the same command trains what is missing"
    if not lasts:
        kept = "Nothing of it is kept"
    _say(f"{said}. {kept}." if over else f"{said}.")


def _found(store: RunStore, wanted: Sequence[Run]) -> dict[str, Run]:
    try:
        return trained_before(store, wanted)
    except StoreError as error:
        _report(error)
        return {}


def _report(error: NntermError) -> None:
    is_left_out = isinstance(error, TrainerError)
    _say(f"{error.message}\n        The others train on without it. {error.remedy}" if is_left_out else error.message)


def _say(text: str) -> None:
    print(f"nnterm: {text}", file=sys.stderr, flush=True)
