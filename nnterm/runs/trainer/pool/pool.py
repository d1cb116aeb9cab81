"""The pool: an Executor whose every thread has a warm trainer of its own."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

from nnterm.errors import TrainerError
from nnterm.experiment.hyperparameters.live import compiled_values
from nnterm.experiment.protocol.events import DatasetLoaded
from nnterm.experiment.run import Run
from nnterm.runs.store.recording import Recording
from nnterm.runs.trainer.chosen_trainer import chosen_trainer
from nnterm.runs.trainer.client import News
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


class TrainerPool(Executor):
    """Trains several runs at once: `pool.submit(train_here, run)` is a Future of the finished run.

    The trainers start with the pool and stay warm. One that dies is replaced, and its run trained once more; where
    memory has become short, it is not replaced as long as there are others. The seam is that of `concurrent.futures`:
    whatever else is an Executor may train as well, if its threads or processes have a trainer.
    """

    def __init__(
        self,
        size: PoolSize,
        *,
        recording: Recording | None = None,
        listener: Listener | None = None,
        new_process: NewProcess | None = None,
    ) -> None:
        """`listener` is called after each event of a run, from the threads of the pool, one call at a time.

        `new_process` makes the processes of the trainers; another one may train in this process, as in tests. Raises
        UsageError where the command of the trainer cannot be read.
        """
        self._make = partial(
            WarmTrainer,
            chosen_trainer(),
            self._announce,
            recording,
            new_process or partial(TrainerProcess, environment=ALONE),
        )
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
            threading.Thread(target=self._work, name=f"trainer {number}", daemon=True)
            for number in range(1, size.trainers + 1)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Call `fn` in the thread of a trainer, which `train_here` finds there. Raises RuntimeError after the end."""
        future: Future[T] = Future()
        with self._changed:
            if self._is_closed:
                raise RuntimeError("The pool is closed.")
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

    def _work(self) -> None:
        trainer = self._make()
        HERE.set(trainer)
        try:
            # Where that fails, it fails for the first run again, which says so.
            with suppress(TrainerError):
                trainer.warm()
            while (job := self._next(trainer)) is not None:
                self._do(job, trainer)
        finally:
            trainer.close()

    def _next(self, trainer: WarmTrainer) -> _Job | None:
        """The next job, as soon as there is one; None where the thread is to end."""
        with self._changed:
            while True:
                while not self._jobs:
                    if self._is_closed:
                        return None
                    self._changed.wait()
                if not trainer.alive and self.size > 1 and not has_room():
                    self.size -= 1
                    self._changed.notify()
                    return None
                job = self._choose(trainer)
                self._jobs.remove(job)
                if job.deaths or job.future.set_running_or_notify_cancel():
                    trainer.begin(may_fail=job.deaths > 0)
                    self._under_way[job] = trainer
                    self._compiled[trainer] = job.model
                    return job

    def _choose(self, trainer: WarmTrainer) -> _Job:
        """One of the model that `trainer` has compiled, else of one that no other trains now, else the first.

        Compiling takes as long as some runs do: so each model is compiled once, and not by every trainer.
        """
        own, others = self._compiled.get(trainer), {job.model for job in self._under_way}
        for is_fit in (lambda job: job.model == own, lambda job: job.model not in others):
            if (job := next(filter(is_fit, self._jobs), None)) is not None:
                return job
        return self._jobs[0]

    def _do(self, job: _Job, trainer: WarmTrainer) -> None:
        try:
            result = job.call()
        except LostTrainerError as lost:
            with self._changed:
                del self._under_way[job]
                if not trainer.is_stopped:
                    job.deaths += 1
                    self._jobs.appendleft(job)
                    self._changed.notify()
                    return
            job.future.set_exception(lost)
        except BaseException as error:  # noqa: BLE001 - whatever it is belongs to whoever waits for the result
            self._end(job)
            job.future.set_exception(error)
        else:
            self._end(job)
            job.future.set_result(result)

    def _end(self, job: _Job) -> None:
        with self._changed:
            del self._under_way[job]

    def _announce(self, news: News) -> None:
        if self._listener is None or news.event is None or news.run is None:
            return
        if news.changed or isinstance(news.event, DatasetLoaded):
            with self._listening:
                self._listener(news.run, news.event)


def _model_of(arguments: tuple[object, ...]) -> str:
    """What tells apart the models that are compiled for runs among `arguments`."""
    runs = (each for each in arguments if isinstance(each, Run))
    return "".join(repr((run.dataset, run.split, compiled_values(run.hyperparameters))) for run in runs)
