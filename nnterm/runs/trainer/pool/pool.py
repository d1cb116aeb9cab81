"""The pool: an Executor whose every thread has a warm trainer of its own."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ParamSpec, TypeVar

from nnterm.errors import TrainerError
from nnterm.experiment.hyperparameters.live import compiled_values
from nnterm.experiment.protocol.events import DatasetLoaded
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.experiment.run import Run
from nnterm.runs.store.recording import Recording
from nnterm.runs.trainer.chosen_trainer import chosen_trainer
from nnterm.runs.trainer.client import News
from nnterm.runs.trainer.command import COMMAND
from nnterm.runs.trainer.pool.executor import TrainingExecutor
from nnterm.runs.trainer.pool.size import PoolSize, has_room
from nnterm.runs.trainer.pool.warm_trainer import HERE, LostTrainerError, NewProcess, WarmTrainer
from nnterm.runs.trainer.process import TrainerProcess
from nnterm.runs.trainer.train_once import Listener

ALONE = {"TF_NUM_INTEROP_THREADS": "1"}
"""What a trainer beside others gets: operations one after another, so that its threads do not wait for each other's.

Ten runs of moons 128-128 on two cores take 1.2 s with it and 2.3 s without. How many threads share one operation stays
as it is: with another number, sums are added up in another order, and the last bits differ from those of a single run.
"""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(eq=False)
class _Job:
    """Something to do, and how often a trainer died over it."""

    call: Callable[[], Any]
    future: "Future[Any]"
    model: str = ""
    """What a trainer compiles for it; empty where nothing is known of that."""
    deaths: int = 0
    lost_by: set[tuple[str, ...]] = field(default_factory=set)
    """What started the trainers that ended over it."""


class TrainerPool(TrainingExecutor):
    """Trains several runs at once: `pool.submit(train_here, run)` is a Future of the finished run.

    The trainers start with the pool and stay warm; each may be started by another command, such as one that reaches
    another machine. One that dies is replaced, and its run trained once more, elsewhere if that is possible. It is not
    replaced, as long as there are others, where it cannot be started again, or where memory has become short. The seam
    is that of `concurrent.futures`: whatever else is an Executor may train as well, if it knows how to `train_here`.
    """

    def __init__(
        self,
        size: PoolSize,
        *,
        recording: Recording | None = None,
        listener: Listener | None = None,
        on_left_out: Callable[[TrainerError], object] = lambda error: None,
        new_process: NewProcess | None = None,
    ) -> None:
        """`listener` is called after each event of a run, from the threads of the pool, one call at a time.

        `on_left_out` is called in the same way when the trainers of a command are not replaced, once for each command,
        with the reason. `new_process` makes the processes of the trainers; another one may train in this process, as in
        tests. Raises UsageError where the command of a trainer cannot be read.
        """
        self._make = partial(
            WarmTrainer,
            announce=self._announce,
            recording=recording,
            new_process=new_process or partial(TrainerProcess, environment=ALONE),
        )
        self._on_left_out = on_left_out
        self._left_out: set[tuple[str, ...]] = set()
        """Commands whose trainers, or some of them, were not replaced."""
        self._lost: TrainerError | None = None
        """Why there is no trainer any more."""
        self._listener = listener
        self._listening = threading.Lock()
        self._changed = threading.Condition()
        self._jobs: deque[_Job] = deque()
        self._under_way: dict[_Job, WarmTrainer] = {}
        self._compiled: dict[WarmTrainer, str] = {}
        self._is_closed = False
        self.size = size.trainers
        """Trainers that there are, or will be in a moment."""
        self._threads = [
            threading.Thread(target=self._work, args=(command,), name=f"trainer {number}", daemon=True)
            for number, command in enumerate(size.commands or [chosen_trainer()] * size.trainers, 1)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Call `fn` in the thread of a trainer, which `train_here` finds there. Raises RuntimeError after the end.

        The Future raises TrainerError where no trainer can be started.
        """
        future: Future[T] = Future()
        with self._changed:
            if self._is_closed:
                raise RuntimeError("The pool is closed.")
            if self._lost is not None:
                future.set_exception(self._lost)
                return future
            self._jobs.append(_Job(partial(fn, *args, **kwargs), future, _model_of(args)))
            self._changed.notify()
        return future

    def cancel(self, future: "Future[Any]") -> None:
        """Leave out what waits. A run under way is stopped in order, evaluated and kept, a second time at once."""
        with self._changed:
            self._stop([job for job in (*self._jobs, *self._under_way) if job.future is future])

    def stop(self) -> None:
        """Begin nothing more and stop what is under way in order, a second time at once. Returns immediately."""
        with self._changed:
            self._is_closed = True
            self._stop([*self._jobs, *self._under_way])
            self._changed.notify_all()

    def _stop(self, jobs: list[_Job]) -> None:
        for job in jobs:
            if job in self._under_way:
                self._under_way[job].stop()
                continue
            self._jobs.remove(job)
            if job.future.cancel():
                # Only then does `concurrent.futures.wait` count it as done.
                job.future.set_running_or_notify_cancel()
            else:
                job.future.set_exception(TrainerError("It was stopped before its second attempt.", "Train it again."))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take nothing more. The trainers end when all is done; what has not begun may be left out."""
        with self._changed:
            self._is_closed = True
            for job in self._jobs if cancel_futures else ():
                job.future.cancel()
            self._changed.notify_all()
        if wait:
            for thread in self._threads:
                thread.join()

    # --- in the threads of the pool ----------------------------------------------------------------

    def _work(self, command: tuple[str, ...]) -> None:
        trainer = self._make(command)
        HERE.set(trainer)
        try:
            # Where that fails, it fails for the first run again, which says so.
            with suppress(TrainerError):
                trainer.warm()
            while (job := self._next(trainer)) is not None:
                if not self._do(job, trainer):
                    break
        finally:
            trainer.close()

    def _next(self, trainer: WarmTrainer) -> _Job | None:
        """The next job, as soon as there is one; None where the thread is to end."""
        with self._changed:
            while True:
                while not self._jobs:
                    # What is under way comes back where its trainer is lost.
                    if self._is_closed and not self._under_way:
                        return None
                    self._changed.wait()
                is_here = trainer.command == COMMAND
                if is_here and not trainer.alive and self.size > 1 and not has_room():
                    self.size -= 1
                    self._changed.notify()
                    return None
                job = self._choose(trainer)
                self._jobs.remove(job)
                if job.future.running() or job.future.set_running_or_notify_cancel():
                    trainer.begin(may_fail=job.deaths > 0)
                    self._under_way[job] = trainer
                    self._compiled[trainer] = job.model
                    return job

    def _choose(self, trainer: WarmTrainer) -> _Job:
        """One of the model that `trainer` has compiled, else of one that no other trains now, else the first.

        Compiling takes as long as some runs do: so each model is compiled once, and not by every trainer. What was lost
        by a trainer of the same command is left to others where there is something else to do.
        """
        jobs = [job for job in self._jobs if trainer.command not in job.lost_by] or self._jobs
        own, others = self._compiled.get(trainer), {job.model for job in self._under_way}
        for is_fit in (lambda job: job.model == own, lambda job: job.model not in others):
            if (job := next(filter(is_fit, jobs), None)) is not None:
                return job
        return jobs[0]

    def _do(self, job: _Job, trainer: WarmTrainer) -> bool:
        """Do `job`; False where `trainer` is lost and not to be replaced."""
        try:
            result = job.call()
        except LostTrainerError as lost:
            return self._lose(job, trainer, lost)
        except BaseException as error:  # noqa: BLE001 - whatever it is belongs to whoever waits for the result
            self._end(job)
            job.future.set_exception(error)
        else:
            self._end(job)
            job.future.set_result(result)
        return True

    def _end(self, job: _Job) -> None:
        with self._changed:
            del self._under_way[job]
            self._changed.notify_all()

    def _lose(self, job: _Job, trainer: WarmTrainer, lost: LostTrainerError) -> bool:
        """Have `job` done once more, or nothing at all where nobody is left; whether `trainer` is to be replaced."""
        with self._changed:
            del self._under_way[job]
            self._changed.notify_all()
            if trainer.is_stopped:
                job.future.set_exception(lost)
                return True
            job.lost_by.add(trainer.command)
            self._jobs.appendleft(job)
            if lost.had_spoken:
                job.deaths += 1
                return True
            if self.size == 1:
                if lost.is_hopeless or trainer.mute_processes > 1:
                    self._give_up(lost)
                return True
            self.size -= 1
            is_news = trainer.command not in self._left_out
            self._left_out.add(trainer.command)
        if is_news:
            with self._listening:
                self._on_left_out(lost)
        return False

    def _give_up(self, lost: TrainerError) -> None:
        """Nobody can train: whoever waits hears so."""
        self._lost = lost
        for job in self._jobs:
            if job.future.running() or job.future.set_running_or_notify_cancel():
                job.future.set_exception(lost)
        self._jobs.clear()

    def _announce(self, news: News) -> None:
        if self._listener is None or news.event is None or news.run is None:
            return
        if news.changed or isinstance(news.event, DatasetLoaded | MapComputed):
            with self._listening:
                self._listener(news.run, news.event)


def _model_of(arguments: tuple[object, ...]) -> str:
    """What tells apart the models that are compiled for runs among `arguments`."""
    runs = (each for each in arguments if isinstance(each, Run))
    return "".join(repr((run.dataset, run.split, compiled_values(run.hyperparameters))) for run in runs)
