"""The app's side of training: the child process, the run under way, and what is known of the device."""

import asyncio
from collections.abc import Callable, Sequence
from enum import StrEnum

from nnterm.errors import NntermError, ProtocolError, TrainerError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.protocol import commands, events
from nnterm.experiment.protocol.commands import Command
from nnterm.experiment.protocol.device import Device, DeviceLoad, comparison
from nnterm.experiment.protocol.inspection_requests import Question
from nnterm.experiment.protocol.inspection_results import Inspected
from nnterm.experiment.run import Run, RunState
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.link import connecting
from nnterm.runs.trainer.process import COMMAND, TrainerProcess
from nnterm.runs.trainer.train_once import PLAIN, Plan, start_command
from nnterm.tui.messages import DatasetArrived, RunAdvanced, RunInspected, TrainerChanged, TrainerNews, Troubled
from nnterm.tui.session.trainer_health import IDLE_MINUTES, Vigil


class Status(StrEnum):
    """The state of the training process."""

    ABSENT = "absent"
    """Not started yet, or ended."""
    CONNECTING = "connecting"
    """On the way to a trainer elsewhere, which has not spoken yet."""
    LOADING = "loading"
    """Importing its libraries. Commands are taken, and wait."""
    READY = "ready"


class Training:
    """Owns the training process while the app lives, and reports to the app through `post`."""

    def __init__(
        self,
        post: Callable[[TrainerNews | Troubled], object],
        store: RunStore,
        command: Sequence[str] = COMMAND,
        idle_minutes: float = IDLE_MINUTES,
    ) -> None:
        """`idle_minutes` without a request give a GPU back; 0 keeps it."""
        self._post = post
        self._recording = Recording(store, lambda error: post(Troubled(error)))
        self._command = command
        self._process: TrainerProcess | None = None
        self._task: asyncio.Task[None] | None = None
        self._prepared: commands.PrepareRun | None = None
        self.status = Status.ABSENT
        self.connecting = connecting(command)
        """What happens until a trainer elsewhere speaks, in words; empty for one that runs here."""
        self.backend = "TensorFlow"
        """The library that Keras runs on."""
        self.device: Device | None = None
        self.load: DeviceLoad | None = None
        self.comparison = ""
        """What the last comparison of devices found, or that one is under way; empty before the first."""
        self.run: Run | None = None
        """The run under way, or the last one."""
        self.pace: float | None = None
        """Epochs a second at the most; None for as many as the machine can."""
        self.silent = False
        """Whether the process hangs."""
        self.released = False
        """Whether the process was ended to give its GPU back."""
        self._vigil = Vigil(idle_minutes)
        self._kept = ""
        """Id of the run whose model the process still has."""

    def warm(self) -> None:
        """Start the process if it does not run; TensorFlow loads while the learner reads."""
        if self._task is None or self._task.done():
            self._process = TrainerProcess(self._command)
            self._task = asyncio.create_task(self._live(self._process))
            # What nobody expected must be known at once, not when somebody waits for the task.
            self._task.add_done_callback(lambda task: None if task.cancelled() else task.result())

    async def watch(self) -> None:
        """To be called every second: notices a process that hangs, and gives back a GPU that nobody uses."""
        process = self._process
        if process is None or not process.alive or self.status is Status.ABSENT:
            return
        self._vigil.tick(training=self.run is not None and not self.run.state.over)
        if self._vigil.hangs != self.silent:
            self.silent = self._vigil.hangs
            self._post(TrainerChanged())
        if self._vigil.idles and self.device is not None and self.device.kind == "GPU":
            self.released = True
            await process.stop()
        elif self._vigil.worn:
            self._restarting = True
            await process.stop()

    @property
    def under_way(self) -> Run | None:
        """The run that goes on, or is paused; None also while one is only evaluated, which is done in a moment."""
        run = self.run
        return None if run is None or run.state.over or run.state is RunState.EVALUATING else run

    @property
    def may_continue(self) -> bool:
        """Whether the last run is over and the process still has its model."""
        run = self.run
        return run is not None and run.state.over and run.run_id == self._kept and self.status is Status.READY

    @property
    def has_model(self) -> bool:
        """Whether the process has the model of the last run, and can look inside."""
        run = self.run
        if run is None or self.status is not Status.READY:
            return False
        return run.run_id == self._kept if run.state.over else run.state is not RunState.REQUESTED

    async def close(self) -> None:
        """Keep the run as it is now, and end the process."""
        # First what must not be lost: the app may be ended before it is through.
        if self.run is not None and not self.run.state.over:
            self._drop(self.run)
        self._recording.settle()
        if self._process is not None:
            await self._process.stop()
        if self._task is not None:
            await asyncio.wait([self._task])

    def kill(self) -> None:
        """End the process at once, from any thread; the last resort of an app that must end."""
        if self._process is not None:
            self._process.kill()

    # --- requests ----------------------------------------------------------------------------------

    def prepare(self, experiment: Experiment) -> None:
        """Have the data loaded and the graphs compiled for a training that may soon be asked for."""
        self._prepared = commands.PrepareRun(
            dataset=experiment.dataset, split=experiment.split, hyperparameters=experiment.hyperparameters
        )
        self._send(self._prepared)

    def start(self, run: Run, plan: Plan = PLAIN) -> None:
        """Train `run`; one under way ends where it is."""
        if self.run is not None and not self.run.state.over:
            self._drop(self.run)
        self.run, self._kept = run, ""
        self._waiting = start_command(run, plan._replace(pace=self.pace))
        if (self.silent or self._vigil.spent) and self._process is not None and self._process.alive:
            self._restarting = True
            self._process.kill()
        elif self._process is not None and self._process.alive:
            self._send(self._waiting)
        else:
            self.warm()

    def pause(self) -> None:
        """Hold the run."""
        if self.run is not None:
            self._send(commands.PauseRun(run_id=self.run.run_id))

    def resume(self) -> None:
        """Go on with the run."""
        if self.run is not None:
            self._send(commands.ResumeRun(run_id=self.run.run_id))

    def step(self) -> None:
        """One more epoch, then pause."""
        if self.run is not None:
            self._send(commands.StepEpoch(run_id=self.run.run_id))

    def step_batch(self) -> None:
        """One more batch, then pause."""
        if self.run is not None:
            self._send(commands.StepBatch(run_id=self.run.run_id))

    def change(self, hyperparameters: Hyperparameters) -> None:
        """Go on with other hyperparameters from the next epoch."""
        if self.run is not None:
            self._send(commands.ChangeRun(run_id=self.run.run_id, hyperparameters=hyperparameters))

    def continue_run(self, hyperparameters: Hyperparameters) -> None:
        """Train on past the end of the run."""
        if self.run is not None and self.may_continue:
            self._kept = ""
            self._send(commands.ContinueRun(run_id=self.run.run_id, hyperparameters=hyperparameters, pace=self.pace))

    def change_pace(self, pace: float | None) -> None:
        """Train so fast, and no faster."""
        self.pace = pace
        if self.run is not None and not self.run.state.over:
            self._send(commands.PaceRun(run_id=self.run.run_id, pace=pace))

    def stop(self) -> None:
        """End the run here."""
        if self.run is not None:
            self._send(commands.StopRun(run_id=self.run.run_id))

    def inspect(self, question: Question) -> None:
        """Look inside the run's model; the answer comes as RunInspected."""
        if self.run is not None:
            self._send(commands.InspectRun(run_id=self.run.run_id, question=question))

    def compare(self) -> None:
        """Measure CPU and GPU on the experiment that was prepared last, unless something trains."""
        if self.run is not None and not self.run.state.over:
            self.comparison = "Something trains. Compare the devices when it is done."
        elif self._prepared is None:
            self.comparison = "Open a lesson first: its experiment is what is compared."
        elif self.status is not Status.READY:
            self.comparison = "The trainer is not ready yet."
        else:
            asked = self._prepared
            self.comparison = "Comparing: a second or two on each device ..."
            command = commands.CompareDevices(
                dataset=asked.dataset, split=asked.split, hyperparameters=asked.hyperparameters
            )
            self._send(command)

    # --- the process -------------------------------------------------------------------------------

    _waiting: Command | None = None
    _restarting = False

    def _send(self, command: Command) -> None:
        """Send, if there is somebody to send to; `_live` lets the run know of a death."""
        self._vigil.asked()
        if self._process is not None and self._process.alive:
            self._process.send(command)

    async def _live(self, process: TrainerProcess) -> None:
        """Start the process and pass on what it says until it ends."""
        self.status = Status.CONNECTING if self.connecting else Status.LOADING
        self.silent = self.released = False
        self._vigil.begin()
        self._post(TrainerChanged())
        try:
            await process.start()
            if self._waiting is not None and self.run is not None and not self.run.state.over:
                process.send(self._waiting)
            elif self._prepared is not None:
                process.send(self._prepared)
            async for event in process.events():
                self._take(event)
        except (TrainerError, ProtocolError) as error:
            self._died(error)
            await process.stop()
        finally:
            self.status, self.device, self.load = Status.ABSENT, None, None
            self._kept = ""
            self.comparison = ""
            self._post(TrainerChanged())
        if self._restarting:
            self._restarting, self._task = False, None
            self.warm()

    def _take(self, event: events.Event) -> None:
        self._vigil.heard(event)
        self._recording.catch_up()
        match event:
            case events.TrainerStarted():
                self.status, self.backend = Status.LOADING, event.backend
                self._post(TrainerChanged())
            case events.TrainerReady():
                self.status, self.device = Status.READY, event.device
                self._post(TrainerChanged())
            case events.DeviceSampled():
                self.load = event.load
                self._post(TrainerChanged())
            case events.DevicesCompared():
                self.comparison = comparison(event.cpu, event.gpu, event.operations, event.reason)
                self._post(TrainerChanged())
            case events.DatasetLoaded():
                self._post(DatasetArrived(event))
            case _:
                # Late events of an older run find no run to change.
                if self.run is not None and self.run.apply(event):
                    if isinstance(event, events.RunEnded) and event.outcome != "diverged":
                        self._kept = event.run_id
                    self._recording.record(self.run, event)
                    self._post(RunAdvanced(self.run, event))
                elif self.run is None or getattr(event, "run_id", None) != self.run.run_id:
                    return
                elif isinstance(event, events.MapDrawn):
                    self._post(RunAdvanced(self.run, event))
                elif isinstance(event, Inspected) and event.suits(len(catalog.entry(self.run.dataset).classes)):
                    self._post(RunInspected(self.run, event))

    def _died(self, error: NntermError) -> None:
        if self.run is not None and not self.run.state.over:
            self.run.fail(error.message, error.remedy)
            self._recording.finish(self.run)
            self._post(RunAdvanced(self.run, None))
        self._post(Troubled(error))

    def _drop(self, run: Run) -> None:
        """A run that nobody trains to its end: keep what it has."""
        run.state = type(run.state).STOPPED
        if run.epochs:
            self._recording.finish(run)
