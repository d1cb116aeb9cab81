"""Many trainings without a screen: in a pool, with a callback for each run that is over."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import partial

from nnterm import interruption
from nnterm.errors import NntermError
from nnterm.experiment.run import Run
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.pool.executor import TrainingExecutor
from nnterm.runs.trainer.pool.pool import TrainerPool
from nnterm.runs.trainer.pool.size import PoolSize
from nnterm.runs.trainer.pool.warm_trainer import NewProcess, train_here


def train_all(
    runs: Sequence[Run],
    size: PoolSize,
    take: Callable[[Run], object],
    *,
    store: RunStore | None = None,
    report: Callable[[NntermError], object] = print,
    new_process: NewProcess | None = None,
) -> None:
    """Train what `runs` describe in a pool of trainers; see `train_through`."""
    new_pool = partial(TrainerPool, size, on_left_out=report, new_process=new_process)
    train_through(lambda recording: new_pool(recording=recording), runs, take, store=store, report=report)


def train_through(
    new_pool: Callable[[Recording | None], TrainingExecutor],
    runs: Sequence[Run],
    take: Callable[[Run], object],
    *,
    store: RunStore | None = None,
    report: Callable[[NntermError], object] = print,
) -> None:
    """Train what `runs` describe, several at once; `take` gets each run that is over, in this thread.

    `new_pool` makes what trains them, for the recording that keeps them. `take` may get the same run again when it is
    interrupted itself.

    Every epoch is kept in `store` where one is given; nobody else may use it meanwhile. `report` gets what goes wrong
    without ending anything: a file that cannot be written, a trainer that the others do without. On KeyboardInterrupt
    nothing more begins and the runs under way are stopped in order; `take` gets them too before it is raised. A second
    one ends at once. Raises TrainerError when no trainer can be started; one that dies twice over a run leaves it
    failed.
    """
    recording = Recording(store, report) if store is not None else None
    with interruption.in_order():
        pool = new_pool(recording)
        try:
            left = {pool.submit(train_here, run) for run in runs}
            try:
                while left:
                    for future in wait(left, return_when=FIRST_COMPLETED).done:
                        take(future.result())
                        left.remove(future)
            except KeyboardInterrupt:
                interruption.note()
                _stop(pool, left, take)
                raise
        finally:
            pool.stop()
            pool.shutdown()
            if recording is not None:
                recording.settle()


def _stop(pool: TrainingExecutor, left: set["Future[Run]"], take: Callable[[Run], object]) -> None:
    """End what is under way, and take what came of it."""
    pool.stop()
    try:
        wait(left)
    except KeyboardInterrupt:
        pool.stop()
        wait(left)
    for future in left:
        if not future.cancelled() and future.exception() is None:
            take(future.result())
