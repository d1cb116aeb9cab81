"""The app's side of training: the trainer's status, its health, its device, and what the learner asks of it."""

import asyncio
from collections.abc import Callable, Sequence

from nnterm.errors import ProtocolError, TrainerError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.protocol import commands, events
from nnterm.experiment.protocol.commands import Command
from nnterm.experiment.protocol.device import Device, DeviceLoad, comparison
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.inspection_requests import InspectionRequest
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.client import News, TrainerClient
from nnterm.runs.trainer.command import COMMAND
from nnterm.runs.trainer.link import connecting
from nnterm.runs.trainer.plan import PLAIN, Plan
from nnterm.tui.messages import DatasetArrived, RunAdvanced, RunInspected, TrainerChanged, TrainerNews, Troubled
from nnterm.tui.session.idle_minutes import IDLE_MINUTES
from nnterm.tui.session.status import Status
from nnterm.tui.session.trainer_health import TrainerHealth


class Training:
    """Keeps a trainer for the app, restarts it where that is needed, and says what happens through `post`."""

    def __init__(
        self,
        post: Callable[[TrainerNews | Troubled], object],
        store: RunStore,
        command: Sequence[str] = COMMAND,
        idle_minutes: float = IDLE_MINUTES,
    ) -> None:
        """`idle_minutes` without a request give a GPU back; 0 keeps it."""
        self._post = post
        self.recording = Recording(store, lambda error: post(Troubled(error)))
        """Keeps the runs of the app, whoever trains them."""
        self.client = TrainerClient(self._hear, self.recording, command)
        """The way to the trainer and back."""
        self._restarting = False
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
        self.pace: float | None = None
        """Epochs a second at the most; None for as many as the machine can."""
        self.silent = False
        """Whether the process gives no sign of life while something is awaited from it."""
        self.released = False
        """Whether the process was ended to give its GPU back."""
        self._health = TrainerHealth(idle_minutes)

    @property
    def run(self) -> Run | None:
        """The run under way, or the last one."""
        return self.client.run

    def warm(self) -> None:
        """Start the process if it does not run; TensorFlow loads while the learner reads."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._live())
            # What nobody expected must be known at once, not when somebody waits for the task.
            self._task.add_done_callback(lambda task: None if task.cancelled() else task.result())

    async def watch(self) -> None:
        """To be called every second: notices a process that is hung, and gives back a GPU that nobody uses."""
        if not self.client.alive or self.status is Status.ABSENT:
            return
        paused = self.run is not None and self.run.state is RunState.PAUSED
        self._health.tick(training=self.client.trains, paused=paused)
        if self._health.is_missed != self.silent:
            self.silent = self._health.is_missed
            self._post(TrainerChanged())
        if self._health.is_idle and self.device is not None and self.device.kind == "GPU":
            self.released = True
            await self.client.stop()
        elif self._health.should_recycle:
            self._restarting = True
            await self.client.stop()

    @property
    def under_way(self) -> Run | None:
        """The run that goes on, or is paused; None also while one is only evaluated, which is done in a moment."""
        run = self.run
        return None if run is None or run.state.over or run.state is RunState.EVALUATING else run

    @property
    def may_continue(self) -> bool:
        """Whether the last run is over and the process still has its model."""
        return self.client.may_continue and self.status is Status.READY

    @property
    def has_model(self) -> bool:
        """Whether the process has the model of the last run, and can look inside."""
        return self.client.has_model and self.status is Status.READY

    async def close(self) -> None:
        """Keep the run as it is now, and end the process."""
        self._restarting = False
        # First what must not be lost: the app may be ended before it is through.
        self.client.drop()
        self.client.settle()
        await self.client.stop()
        if self._task is not None:
            await asyncio.wait([self._task])

    def kill(self) -> None:
        """End the process at once, from any thread; the last resort of an app that must end."""
        self.client.kill()

    # --- requests ----------------------------------------------------------------------------------

    def prepare(self, experiment: Experiment) -> None:
        """Have the data loaded and the graphs compiled for a training that may soon be requested."""
        self._prepared = commands.PrepareRun(
            dataset=experiment.dataset, split=experiment.split, hyperparameters=experiment.hyperparameters
        )
        self._send(self._prepared)

    def start(self, run: Run, plan: Plan = PLAIN) -> None:
        """Train `run`; one under way ends where it is."""
        if self.client.alive and (self._health.is_hung or self._health.must_recycle):
            self.client.kill()
        self._begin(self.client.begin(run, plan._replace(pace=self.pace)))

    def fork(self, run: Run, hyperparameters: Hyperparameters, plan: Plan = PLAIN) -> None:
        """Train a fork on, with other hyperparameters; a run under way ends where it is."""
        self._begin(self.client.fork(run, hyperparameters, plan._replace(pace=self.pace)))

    def _begin(self, command: Command) -> None:
        """Send what begins a run, to the process that comes next if this one ends."""
        self._send(command)
        if self.client.alive and not self.client.listens:
            # The run waits for the process that comes after this one.
            self._restarting = True
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
            self.client.train_on()
            self._send(commands.ContinueRun(run_id=self.run.run_id, hyperparameters=hyperparameters, pace=self.pace))

    def change_pace(self, pace: float | None) -> None:
        """Train so fast, and no faster."""
        self.pace = pace
        if self.run is not None and self.client.trains:
            self._send(commands.PaceRun(run_id=self.run.run_id, pace=pace))

    def stop(self) -> None:
        """End the run here."""
        if self.run is not None:
            self._send(commands.StopRun(run_id=self.run.run_id))

    def inspect(self, question: InspectionRequest, epoch: int | None = None) -> None:
        """Look inside the run's model, as it is or as it was after `epoch`; the answer comes as RunInspected."""
        if self.run is not None:
            self._send(commands.InspectRun(run_id=self.run.run_id, question=question, epoch=epoch))

    def compare(self) -> None:
        """Measure CPU and GPU on the experiment that was prepared last, unless something trains."""
        if self.client.trains:
            self.comparison = "Something trains. Compare the devices when it is done."
        elif self._prepared is None:
            self.comparison = "Open a lesson first: its experiment is what is compared."
        elif self.status is not Status.READY:
            self.comparison = "The trainer is not ready yet."
        else:
            prepared = self._prepared
            self.comparison = "Comparing: a second or two on each device ..."
            command = commands.CompareDevices(
                dataset=prepared.dataset, split=prepared.split, hyperparameters=prepared.hyperparameters
            )
            self._send(command)

    # --- the process -------------------------------------------------------------------------------

    def _send(self, command: Command) -> None:
        """Send, if there is somebody to send to; `_live` lets the run know of a death."""
        self._health.record_request()
        self.client.send(command)

    async def _live(self) -> None:
        """Start a process, and receive what it says until it ends."""
        self.status = Status.CONNECTING if self.connecting else Status.LOADING
        self.silent = self.released = False
        self._health.begin()
        self._post(TrainerChanged())
        try:
            await self.client.start()
            if self._prepared is not None and not self.client.trains:
                self.client.send(self._prepared)
            async for _ in self.client.events():
                pass
        except (TrainerError, ProtocolError) as error:
            self.client.fail(error)
            self._post(Troubled(error))
            await self.client.stop()
        finally:
            self.status, self.device, self.load = Status.ABSENT, None, None
            self.comparison = ""
            self._post(TrainerChanged())
        if self._restarting:
            self._restarting, self._task = False, None
            self.warm()

    def _hear(self, news: News) -> None:
        """Take note of what the client announces, and pass on what screens show."""
        if news.event is not None:
            self._health.record_event(news.event)
        match news.event:
            case events.TrainerStarted():
                self.status, self.backend = Status.LOADING, news.event.backend
            case events.TrainerReady():
                self.status, self.device = Status.READY, news.event.device
            case events.DeviceSampled():
                self.load = news.event.load
            case events.DevicesCompared():
                found = news.event
                self.comparison = comparison(found.cpu, found.gpu, found.operations, found.reason)
            case events.DatasetLoaded():
                self._post(DatasetArrived(news.event))
                return
            case _:
                self._hear_of_run(news)
                return
        self._post(TrainerChanged())

    def _hear_of_run(self, news: News) -> None:
        run, event = news.run, news.event
        if run is None:
            return
        if news.changed or (isinstance(event, MapComputed) and event.requested is None):
            self._post(RunAdvanced(run, event))
        elif isinstance(event, Inspected) and event.suits(len(catalog.entry(run.dataset).classes)):
            self._post(RunInspected(run, event))
