"""A trainer that belongs to one thread and stays warm from run to run."""

import asyncio
from collections.abc import Callable, Sequence
from contextvars import ContextVar

from nnterm.errors import ProtocolError, TrainerError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.events import TrainerReady
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.study import described
from nnterm.runs.store.recording import Recording
from nnterm.runs.trainer.client import News, TrainerClient
from nnterm.runs.trainer.plan import Plan
from nnterm.runs.trainer.process import TrainerProcess
from nnterm.runs.trainer.train_once import RUNS_A_CHILD, follow

NewProcess = Callable[[Sequence[str]], TrainerProcess]
"""Makes the process that a command starts."""


class LostTrainerError(TrainerError):
    """The trainer ended, or could not be started, and its run may be trained once more."""

    def __init__(self, error: TrainerError | ProtocolError, *, had_spoken: bool, is_hopeless: bool = False) -> None:
        super().__init__(error.message, error.remedy)
        self.had_spoken = had_spoken
        """Whether it could train before it ended: then the run, or the link, may be the reason."""
        self.is_hopeless = is_hopeless
        """Whether the same command would end in the same way again."""


class WarmTrainer:
    """Trains one run after the other in the thread that made it; other threads may stop the one under way."""

    def __init__(
        self,
        command: Sequence[str],
        announce: Callable[[News], object],
        recording: Recording | None,
        new_process: NewProcess,
    ) -> None:
        self.command = tuple(command)
        """What starts its process."""
        self._announce = announce
        self._client = TrainerClient(self._hear, recording, command)
        self._client.new_process = new_process
        self._has_spoken = False
        """Whether the process that runs has said that it can train."""
        self.mute_processes = 0
        """Processes in a row that ended before they could train."""
        self._runner = asyncio.Runner()
        self._loop = self._runner.get_loop()
        self._trained = 0
        self._job = 0
        self.is_stopped = False
        """Whether the job under way is to end."""
        self._may_fail = False
        self._following: asyncio.Task[Run] | None = None

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._client.alive

    # --- in its own thread -------------------------------------------------------------------------

    def warm(self) -> None:
        """Start the process, so that its libraries load. Raises TrainerError."""
        self._runner.run(self._start())

    def train(self, run: Run) -> Run:
        """Train what `run` describes, under its id; returns the finished run, one that was stopped included.

        Raises LostTrainerError where no process can be started, or it dies on the first attempt; on the last one, one
        that dies while it trains leaves a failed run.
        """
        return self._runner.run(self._train(run))

    def close(self) -> None:
        """End the process. Nothing can be trained afterwards."""
        try:
            self._runner.run(self._client.stop())
        finally:
            self._client.settle()
            self._runner.close()

    async def _start(self) -> None:
        # One that was killed between two runs seems alive until this loop runs again.
        if self._trained >= RUNS_A_CHILD or not self._client.listens:
            await self._client.stop()
        if not self._client.alive:
            self._trained, self._has_spoken = 0, False
            await self._client.start()

    async def _train(self, run: Run) -> Run:
        try:
            await self._start()
        except TrainerError as error:
            raise LostTrainerError(error, had_spoken=False, is_hopeless=True) from error
        again = described(run)
        self._following = asyncio.current_task()
        try:
            if self.is_stopped:
                again.state = RunState.STOPPED
                return again
            self._trained += 1
            # The model is gone with the next run; its map is what can be kept of it.
            plan = Plan(probes=("map",) if catalog.in_plane(run.dataset) else ())
            return await follow(self._client, again, plan, may_fail=lambda: self._may_fail and self._has_spoken)
        except (TrainerError, ProtocolError) as error:
            await self._client.stop()
            is_hopeless = isinstance(error, ProtocolError)
            self.mute_processes = 0 if self._has_spoken else self.mute_processes + 1
            raise LostTrainerError(error, had_spoken=self._has_spoken, is_hopeless=is_hopeless) from error
        finally:
            self._following = None

    def _hear(self, news: News) -> None:
        self._has_spoken = self._has_spoken or news.run is not None or isinstance(news.event, TrainerReady)
        self._announce(news)

    # --- in any thread, under the lock of the pool --------------------------------------------------

    def begin(self, *, may_fail: bool) -> None:
        """The thread takes another job: `stop` is about that from now on. `may_fail` on the last attempt."""
        self._job += 1
        self.is_stopped, self._may_fail = False, may_fail

    def stop(self) -> None:
        """Stop the run under way in order; a second time at once."""
        self.is_stopped = True
        self._loop.call_soon_threadsafe(self._cancel, self._job)

    def kill(self) -> None:
        """End the process at once, where nothing is under way; the next run starts another."""
        self._client.kill()

    def _cancel(self, job: int) -> None:
        # The loop may get to it only with the next job.
        if job == self._job and self._following is not None:
            self._following.cancel()


HERE: ContextVar[WarmTrainer] = ContextVar("HERE")
"""The trainer of the thread, where it has one."""


def train_here(run: Run) -> Run:
    """Train what `run` describes with the trainer of this thread: what is submitted to a pool.

    `run` itself stays as it is; the finished run that is returned has its id. Raises LookupError in a thread that has
    no trainer, and as `WarmTrainer.train` does.
    """
    return HERE.get().train(run)
