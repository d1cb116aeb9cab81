"""The client of one trainer: commands go out, and every event is folded into the run, kept and announced, once."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import NamedTuple

from nnterm.errors import NntermError
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.protocol.commands import Command, ForkRun, StartRun
from nnterm.experiment.protocol.events import Event, RunEnded
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.store.recording import Recording
from nnterm.runs.trainer.command import COMMAND
from nnterm.runs.trainer.plan import PLAIN, Plan, start_command
from nnterm.runs.trainer.process import TrainerProcess


class News(NamedTuple):
    """Something that happened at the trainer, after it was folded into the run and kept."""

    event: Event | None
    """None where the trainer ended while it trained the run."""
    run: Run | None
    """The run that it is about, if that is the client's; None for what concerns the trainer alone, or an older run."""
    changed: bool = False
    """Whether it changed the run."""


class TrainerClient:
    """One trainer and the run that it trains.

    The process may be started anew at any time: it then gets first what it has to train. A screen, a command without
    one and whoever else trains use this one path, so that what works for one works for all.
    """

    def __init__(
        self,
        announce: Callable[[News], object],
        recording: Recording | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        """`announce` is called after each event; without a `recording` nothing is kept."""
        self._announce = announce
        self._recording = recording
        self._command = command
        self.new_process: Callable[[Sequence[str]], TrainerProcess] = TrainerProcess
        """Makes the process that the command starts; another one may train in this process, as in tests."""
        self.process: TrainerProcess | None = None
        """The process that trains, or the last one; None before the first."""
        self.run: Run | None = None
        """The run under way, or the last one."""
        self._first: StartRun | None = None
        self._model_of = ""

    @property
    def alive(self) -> bool:
        """Whether the process runs, be it that it is about to end."""
        return self.process is not None and self.process.alive

    @property
    def listens(self) -> bool:
        """Whether the process runs and no end was requested."""
        return self.process is not None and self.process.listens

    @property
    def trains(self) -> bool:
        """Whether a run is under way, or paused."""
        return self.run is not None and not self.run.state.over

    @property
    def may_continue(self) -> bool:
        """Whether the last run is over and the process still has its model, to be trained on."""
        return self._has_last_model and self.run is not None and self.run.state is not RunState.DIVERGED

    @property
    def has_model(self) -> bool:
        """Whether the process has the model of the last run, and can look inside.

        Of a run that diverged it has those of the epochs before.
        """
        return self._has_last_model or (
            self.trains and self.run is not None and self.run.state is not RunState.REQUESTED
        )

    @property
    def _has_last_model(self) -> bool:
        return self.run is not None and self.run.state.over and self.run.run_id == self._model_of

    # --- the process -------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start a process; it trains the run that is under way from its beginning. Raises TrainerError."""
        self._model_of = ""
        self.process = self.new_process(self._command)
        await self.process.start()
        if self.trains and self._first is not None:
            self.send(self._first)

    async def events(self) -> AsyncIterator[Event]:
        """Every event until the process ends, each of them received before.

        Raises as TrainerProcess.events does; whoever catches that calls `fail`.
        """
        if self.process is not None:
            async for event in self.process.events():
                self.receive(event)
                yield event

    def receive(self, event: Event) -> None:
        """Fold `event` into the run, keep what it changed, and announce it."""
        if self._recording is not None:
            self._recording.catch_up()
        # Late events of an older run find no run to change.
        run = self.run if self.run is not None and getattr(event, "run_id", None) == self.run.run_id else None
        changed = run is not None and run.apply(event)
        if run is not None and changed:
            if isinstance(event, RunEnded):
                self._model_of = run.run_id
            if self._recording is not None:
                self._recording.record(run, event)
        self._announce(News(event, run, changed))

    def fail(self, error: NntermError) -> None:
        """The process has ended because of `error`, and with it the run under way: what it has is kept."""
        self._model_of = ""
        run = self.run
        if run is not None and not run.state.over:
            run.fail(error.message, error.remedy)
            if self._recording is not None:
                self._recording.finish(run)
            self._announce(News(None, run, changed=True))

    async def stop(self) -> None:
        """End the process in order. A run under way waits for the next one."""
        self._model_of = ""
        if self.process is not None:
            await self.process.stop()

    def kill(self) -> None:
        """End the process at once, from any thread. A run under way waits for the next one."""
        if self.process is not None:
            self.process.kill()

    # --- the run -----------------------------------------------------------------------------------

    def begin(self, run: Run, plan: Plan = PLAIN) -> StartRun:
        """Take `run` for the one under way; one that was ends where it is. Returns the command to send for it."""
        self.drop()
        self.run, self._model_of = run, ""
        self._first = start_command(run, plan)
        return self._first

    def fork(self, run: Run, hyperparameters: Hyperparameters, plan: Plan = PLAIN) -> Command:
        """Take `run`, a fork, for the one under way, to go on with `hyperparameters`. Returns the command to send.

        Where the process no longer has the run that it begins with, that is trained again: it comes to the same.
        """
        has_source = self.run is not None and self.run.run_id == run.forked_from and self.has_model
        changes = (*run.changes, Change(run.forked_at, hyperparameters))
        again = self.begin(run, plan._replace(changes=changes))
        if not has_source:
            return again
        return ForkRun(
            run_id=run.run_id,
            source=run.forked_from,
            epoch=run.forked_at,
            hyperparameters=hyperparameters,
            pace=plan.pace,
        )

    def train_on(self) -> None:
        """The run goes on past its end: from now on its model is that of a run under way."""
        self._model_of = ""

    def drop(self) -> None:
        """Give up the run under way, if there is one: it was stopped, and what it has is kept."""
        if self.run is not None and not self.run.state.over:
            self.run.state = RunState.STOPPED
            if self._recording is not None and self.run.epochs:
                self._recording.finish(self.run)

    def settle(self) -> None:
        """Keep what could not be kept before."""
        if self._recording is not None:
            self._recording.settle()

    def send(self, command: Command) -> None:
        """Send, if there is somebody who listens: what `begin` returned, the next process gets."""
        if self.process is not None and self.listens:
            self.process.send(command)
