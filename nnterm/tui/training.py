"""The app's side of training: the child process, the run under way, and what is known of the device."""

import asyncio
from collections.abc import Callable, Sequence
from enum import StrEnum

from textual.message import Message

from nnterm.errors import NntermError, ProtocolError, StoreError, TrainerError
from nnterm.experiment import events
from nnterm.experiment.device import Device, DeviceLoad, comparison
from nnterm.experiment.events import Command
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.runs.headless import start_command
from nnterm.runs.process import COMMAND, TrainerProcess
from nnterm.runs.store import RunStore
from nnterm.tui.messages import DatasetArrived, RunAdvanced, TrainerChanged, Troubled


class Status(StrEnum):
    """Where the training process stands."""

    ABSENT = "absent"
    """Not started yet, or ended."""
    LOADING = "loading"
    """Importing its libraries. Commands are taken, and wait."""
    READY = "ready"


class Training:
    """Owns the training process while the app lives, and tells the app what happens through `post`."""

    def __init__(self, post: Callable[[Message], object], store: RunStore, command: Sequence[str] = COMMAND) -> None:
        self._post = post
        self._store = store
        self._command = command
        self._process: TrainerProcess | None = None
        self._task: asyncio.Task[None] | None = None
        self._prepared: events.PrepareRun | None = None
        self._store_failed = False
        self.status = Status.ABSENT
        self.backend = "TensorFlow"
        """The library that Keras runs on."""
        self.device: Device | None = None
        self.load: DeviceLoad | None = None
        self.comparison = ""
        """What the last comparison of devices found, or that one is under way; empty before the first."""
        self.run: Run | None = None
        """The run under way, or the last one."""

    def warm(self) -> None:
        """Start the process if it does not run; TensorFlow loads while the learner reads."""
        if self._task is None or self._task.done():
            self._process = TrainerProcess(self._command)
            self._task = asyncio.create_task(self._live(self._process))

    async def close(self) -> None:
        """End the process."""
        if self._process is not None:
            await self._process.stop()
        if self._task is not None:
            await self._task

    # --- requests ----------------------------------------------------------------------------------

    def prepare(self, experiment: Experiment) -> None:
        """Have the data loaded and the graphs compiled for a training that may soon be asked for."""
        self._prepared = events.PrepareRun(
            dataset=experiment.dataset, split=experiment.split, hyperparameters=experiment.hyperparameters
        )
        self._send(self._prepared)

    def start(self, run: Run, pause_after: int | None = None, probes: tuple[str, ...] = ()) -> None:
        """Train `run`; one under way ends where it is."""
        if self.run is not None and not self.run.state.over:
            self._drop(self.run)
        self.run = run
        self._waiting = start_command(run, pause_after, probes)
        if self._process is not None and self._process.alive:
            self._send(self._waiting)
        else:
            self.warm()

    def pause(self) -> None:
        """Hold the run."""
        if self.run is not None:
            self._send(events.PauseRun(run_id=self.run.run_id))

    def resume(self) -> None:
        """Go on with the run."""
        if self.run is not None:
            self._send(events.ResumeRun(run_id=self.run.run_id))

    def step(self) -> None:
        """One more epoch, then pause."""
        if self.run is not None:
            self._send(events.StepEpoch(run_id=self.run.run_id))

    def stop(self) -> None:
        """End the run here."""
        if self.run is not None:
            self._send(events.StopRun(run_id=self.run.run_id))

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
            command = events.CompareDevices(
                dataset=asked.dataset, split=asked.split, hyperparameters=asked.hyperparameters
            )
            self._send(command)

    # --- the process -------------------------------------------------------------------------------

    _waiting: Command | None = None

    def _send(self, command: Command) -> None:
        """Send, if there is somebody to send to; the run is told of a death by `_live`."""
        if self._process is not None and self._process.alive:
            self._process.send(command)

    async def _live(self, process: TrainerProcess) -> None:
        """Start the process and pass on what it says until it ends."""
        self.status = Status.LOADING
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
            self.comparison = ""
            self._post(TrainerChanged())

    def _take(self, event: events.Event) -> None:
        match event:
            case events.TrainerStarted():
                self.backend = event.backend
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
                    self._keep(self.run, event)
                    self._post(RunAdvanced(self.run, event))
                elif isinstance(event, events.MapDrawn) and self.run is not None and event.run_id == self.run.run_id:
                    self._post(RunAdvanced(self.run, event))

    def _died(self, error: NntermError) -> None:
        if self.run is not None and not self.run.state.over:
            self.run.fail(error.message, error.remedy)
            self._keep(self.run, None)
            self._post(RunAdvanced(self.run, None))
        self._post(Troubled(error))

    def _drop(self, run: Run) -> None:
        """A run that another one replaces: keep what it has."""
        run.state = type(run.state).STOPPED
        if run.epochs:
            self._keep(run, None)

    def _keep(self, run: Run, event: events.Event | None) -> None:
        try:
            if event is None:
                self._store.finish(run)
            else:
                self._store.record(run, event)
        except StoreError as error:
            # Said once: the run goes on and would repeat it many times a second.
            if not self._store_failed:
                self._post(Troubled(error))
            self._store_failed = True
