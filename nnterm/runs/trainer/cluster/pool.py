"""The cluster as a pool: an Executor whose trainers are on the workers of a Dask cluster."""

import concurrent.futures
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ParamSpec, TypeVar
from uuid import uuid4

import msgspec

from nnterm import __version__
from nnterm.errors import TrainerError
from nnterm.experiment.run import Run
from nnterm.runs.store.file.store_file import NOT_OURS
from nnterm.runs.store.recording import Recording
from nnterm.runs.trainer.cluster.link import AGAIN, ClusterLink, is_killed, other_version
from nnterm.runs.trainer.cluster.task import Answer, finished_run, task_of, version_of
from nnterm.runs.trainer.pool.executor import TrainingExecutor
from nnterm.runs.trainer.pool.warm_trainer import train_here

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(eq=False)
class _Job:
    """A run on its way through the cluster."""

    run: Run
    future: "Future[Any]" = field(default_factory=Future)
    attempts: int = 0
    task: Any = None
    """Dask's own Future of the present attempt."""


class ClusterPool(TrainingExecutor):
    """Trains several runs at once on a cluster: `pool.submit(train_here, run)` is a Future of the finished run.

    Each thread of a worker has a trainer. What a worker was at when it left is trained by another one; a worker that
    cannot train, as with another version of nnterm, is left out.
    """

    def __init__(
        self,
        address: str,
        *,
        recording: Recording | None = None,
        on_left_out: Callable[[TrainerError], object] = lambda error: None,
    ) -> None:
        """`on_left_out` is called once for each worker that cannot train, with the reason.

        Raises UsageError where Dask is not installed or `address` is none, TrainerError where no scheduler answers.
        """
        self._recording = recording
        self._on_left_out = on_left_out
        self._session = uuid4().hex
        self._lock = threading.RLock()
        self._jobs: list[_Job] = []
        self._unfit: set[str] = set()
        """Addresses of workers that cannot train."""
        self._is_closed = False
        self._is_stopped = False
        self._link = ClusterLink(address)
        for worker, version in self._link.versions().items():
            if version != __version__:
                self._leave_out(worker, other_version(worker, version))
        self.size = sum(self._threads().values())
        """Runs that the cluster can train at once, for now."""

    @property
    def reason(self) -> str:
        """How many trainers there are, in a sentence."""
        threads = self._threads()
        if not threads:
            return f"The cluster at {self._link.address} has no worker that can train yet: the runs wait for one."
        workers = "1 worker" if len(threads) == 1 else f"{len(threads)} workers"
        runs = "1 run" if self.size == 1 else f"{self.size} runs"
        return f"{workers} of the cluster at {self._link.address} can train {runs} at once."

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Have the run trained that is given to `train_here`. Raises RuntimeError after the end, TypeError for others.

        The Future raises TrainerError when the cluster is gone, or no worker of it can train.
        """
        run = args[0] if len(args) == 1 else None
        if fn is not train_here or not isinstance(run, Run):
            raise TypeError("A cluster trains runs: submit(train_here, run).")
        with self._lock:
            if self._is_closed:
                raise RuntimeError("The pool is closed.")
            job = _Job(run)
            self._jobs.append(job)
            self._send(job)
        return job.future

    def cancel(self, future: "Future[Any]") -> None:
        """Leave out what waits. A run under way is stopped in order, evaluated and kept, a second time at once."""
        self._stop([job for job in self._jobs if job.future is future], everything=False)

    def stop(self) -> None:
        """Begin nothing more and stop what is under way in order, a second time at once."""
        with self._lock:
            self._is_closed = True
            is_again, self._is_stopped = self._is_stopped, True
            jobs = list(self._jobs)
        if is_again:
            self._drop(jobs)
        elif jobs:
            self._stop(jobs, everything=True)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take nothing more. With `wait` the trainers end, and the link is closed, when all is done."""
        with self._lock:
            self._is_closed = True
            jobs = list(self._jobs)
        if cancel_futures:
            self._drop(jobs)
        if wait:
            concurrent.futures.wait([job.future for job in jobs])
            self._link.ask("release", workers=self._threads())
            self._link.close()

    # --- the way of a run --------------------------------------------------------------------------

    def _send(self, job: _Job) -> None:
        """Send `job` to the workers that can train, all of them where none is known that cannot."""
        job.attempts += 1
        key = f"nnterm-{job.run.run_id}-{self._session}-{job.attempts}"
        fit = self._threads() if self._unfit else ()
        job.task = self._link.send(task_of(job.run, self._session), key, fit, partial(self._receive, job))

    def _receive(self, job: _Job, task: Any) -> None:
        """Take what became of an attempt; in a thread of Dask."""
        if job.future.done():
            return
        if task.status == "cancelled":
            self._end(job, error=self._link.gone())
        elif task.status == "error":
            self._take_error(job, task.exception())
        else:
            self._take_answer(job, task.result())

    def _take_answer(self, job: _Job, message: bytes) -> None:
        version = version_of(message)
        try:
            answer = msgspec.json.decode(message, type=Answer)
            if answer.outcome:
                self._keep(job, finished_run(job.run, answer))
                return
        except NOT_OURS as error:
            self._end(job, error=TrainerError(f"A worker of {self._link.address} sent no run: {error}.", AGAIN))
            return
        reason = other_version(answer.worker, version) if version != __version__ else None
        if answer.message:
            reason = TrainerError(f"The worker {answer.worker} cannot train: {answer.message}", answer.remedy)
        if reason is None:
            # It was stopped before it began.
            self._end(job)
            return
        self._leave_out(answer.worker, reason)
        with self._lock:
            if self._is_stopped:
                self._end(job)
            elif self._threads():
                self._send(job)
            else:
                self._end(job, error=reason)

    def _take_error(self, job: _Job, error: BaseException) -> None:
        """The workers died over `job`, or could not even read it."""
        if is_killed(error):
            lost = msgspec.structs.replace(job.run)
            lost.fail("The workers that trained it ended.", "See what they say; memory may have run out.")
            self._keep(job, lost)
        else:
            self._end(job, error=self._link.failed(error))

    def _keep(self, job: _Job, run: Run) -> None:
        if self._recording is not None and run.train:
            self._recording.finish(run)
        self._end(job, run)

    def _end(self, job: _Job, run: Run | None = None, *, error: BaseException | None = None) -> None:
        """Whoever waits for `job` gets the run, the error, or hears that it is left out."""
        with self._lock:
            if job.future.done():
                return
            self._jobs.remove(job)
            if run is None and error is None:
                job.future.cancel()
            if not job.future.set_running_or_notify_cancel():
                return
        if error is not None:
            job.future.set_exception(error)
        else:
            job.future.set_result(run)

    def _stop(self, jobs: list[_Job], *, everything: bool) -> None:
        """Stop what is under way of `jobs` in order, and leave out the others."""
        named = None if everything else [job.run.run_id for job in jobs]
        stopped = self._link.ask("stop", self._session, named, workers=self._threads())
        under_way = {run_id for run_ids in stopped for run_id in run_ids}
        # What is finished is on its way here.
        self._drop([job for job in jobs if job.run.run_id not in under_way and job.task.status != "finished"])

    def _drop(self, jobs: list[_Job]) -> None:
        for job in jobs:
            self._end(job)
        self._link.cancel([job.task for job in jobs])

    # --- the workers -------------------------------------------------------------------------------

    def _threads(self) -> dict[str, int]:
        """The threads of each worker that can train, as far as is known; none where the cluster is gone."""
        return {where: count for where, count in self._link.threads().items() if where not in self._unfit}

    def _leave_out(self, worker: str, reason: TrainerError) -> None:
        with self._lock:
            is_news = worker not in self._unfit
            self._unfit.add(worker)
        if is_news:
            self._on_left_out(reason)
