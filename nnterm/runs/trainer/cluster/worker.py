"""What runs on a worker of a Dask cluster: each of its threads has a trainer, which stays warm from task to task.

Workers import this by name. It needs neither Textual nor Keras: the trainer is a process of its own.
"""

import threading
from functools import partial

import msgspec
from distributed import get_worker

from nnterm import __version__
from nnterm.errors import TrainerError
from nnterm.experiment.run import Run
from nnterm.runs.trainer.chosen_trainer import chosen_trainer
from nnterm.runs.trainer.cluster.task import Task, answer_with, answer_without, version_of, wanted_run
from nnterm.runs.trainer.pool.pool import ALONE
from nnterm.runs.trainer.pool.warm_trainer import LostTrainerError, WarmTrainer
from nnterm.runs.trainer.process import TrainerProcess

_own = threading.local()
_lock = threading.Lock()
_trainers: dict[WarmTrainer, Task | None] = {}
"""The trainers of this worker, and what each of them trains now."""
_stopped: set[str] = set()
"""Sessions that were stopped: nothing of theirs is begun any more."""


def train(message: bytes) -> bytes:
    """Train the task in `message` with the trainer of this thread; returns the answer."""
    worker: str = get_worker().address
    if version_of(message) != __version__:
        return answer_without(worker)
    task = msgspec.json.decode(message, type=Task)
    trainer = _trainer()
    try:
        with _lock:
            if task.session in _stopped:
                return answer_without(worker)
            trainer.begin(may_fail=False)
            _trainers[trainer] = task
        try:
            return answer_with(_train(trainer, wanted_run(task)), worker)
        except TrainerError as error:
            return answer_without(worker, error)
    finally:
        with _lock:
            _trainers[trainer] = None


def _train(trainer: WarmTrainer, run: Run) -> Run:
    """The finished run; a trainer that dies over it gets a second attempt. Raises TrainerError."""
    try:
        return trainer.train(run)
    except LostTrainerError as lost:
        with _lock:
            if trainer.is_stopped or lost.is_hopeless:
                raise
            trainer.begin(may_fail=True)
        return trainer.train(run)


def _trainer() -> WarmTrainer:
    """The trainer of this thread, made with its first task: the one that is chosen where the worker runs."""
    if not hasattr(_own, "trainer"):
        _own.trainer = WarmTrainer(
            chosen_trainer(), lambda news: None, None, partial(TrainerProcess, environment=ALONE)
        )
    trainer: WarmTrainer = _own.trainer
    return trainer


def stop(session: str, run_ids: list[str] | None = None) -> list[str]:
    """Stop those of `run_ids` that `session` has under way here in order; where none are named, all, and begin no more.

    Returns the ids of the runs that are stopped, and answered for. From any thread.
    """
    with _lock:
        if run_ids is None:
            _stopped.add(session)
        found = {
            trainer: task.run_id
            for trainer, task in _trainers.items()
            if task is not None and task.session == session and (run_ids is None or task.run_id in run_ids)
        }
        for trainer in found:
            trainer.stop()
    return list(found.values())


def release() -> None:
    """End the trainers that have nothing to do, and with them the memory they take. From any thread."""
    with _lock:
        for trainer, task in _trainers.items():
            if task is None:
                trainer.kill()
