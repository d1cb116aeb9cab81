"""One run from start to end: trains in small pieces and obeys commands between them."""

import time

from nnterm.experiment.device import Device
from nnterm.experiment.events import (
    Command,
    CompareDevices,
    Outcome,
    PauseRun,
    PrepareRun,
    ResumeRun,
    RunEnded,
    RunFailed,
    RunPaused,
    RunResumed,
    RunStarted,
    StartRun,
    StepEpoch,
    StopRun,
    TrainingEnded,
)
from nnterm.trainer.channel import Channel
from nnterm.trainer.failure import FAILURES, explained
from nnterm.trainer.loop import Loop, LoopMaker, Part
from nnterm.trainer.preparation import load
from nnterm.trainer.probes import MapProbe
from nnterm.trainer.reporter import Reporter, finite


class Session:
    """Carries out one StartRun. `run` returns the command to go on with, where one came meanwhile."""

    def __init__(self, channel: Channel, loops: LoopMaker, device: Device, command: StartRun) -> None:
        self._channel = channel
        self._loops = loops
        self._device = device
        self._command = command
        self._run_id = command.run_id
        self._planned = command.hyperparameters.epochs
        self._paused = False
        self._pause_at = command.pause_after
        self._stopped = False
        self._next: StartRun | None = None
        self._prepare: PrepareRun | CompareDevices | None = None

    def run(self) -> Command | None:
        """Train to the end, or to a command that ends the run. What goes wrong becomes RunFailed."""
        try:
            self._run()
        except FAILURES as error:
            failure = explained(error, self._command.hyperparameters)
            self._channel.say(RunFailed(run_id=self._run_id, message=failure.message, remedy=failure.remedy))
        return self._next or self._prepare

    def _run(self) -> None:
        parts = load(self._command, self._channel, self._loops)
        loop, tensors = self._loops.make(self._command.dataset, parts, self._command.hyperparameters)
        train, validation, test = parts.sizes
        self._channel.say(
            RunStarted(
                run_id=self._run_id,
                parameters=loop.model.count_params(),
                train=train,
                validation=validation,
                test=test,
                steps_per_epoch=loop.steps_per_epoch,
                device=self._device.name,
            )
        )
        probe = MapProbe(loop.answer, parts) if "map" in self._command.probes and parts.in_plane else None
        self._reporter = Reporter(self._channel, self._run_id, loop, probe)
        diverged_at = self._train(loop)
        self._reporter.flush()
        self._channel.say(TrainingEnded(run_id=self._run_id, epochs=self._reporter.epochs))
        name = "test" if parts.test else "validation" if parts.validation else "train"
        outcome: Outcome = "completed"
        if diverged_at is not None:
            outcome = "diverged"
        elif self._stopped:
            outcome = "stopped"
        evaluate = {} if diverged_at is not None else self._evaluate(loop, tensors[name])
        self._channel.say(
            RunEnded(
                run_id=self._run_id,
                outcome=outcome,
                epochs=self._reporter.epochs,
                seconds=self._reporter.seconds,
                evaluate=evaluate,
                evaluated_on=name,
                diverged_at=diverged_at,
            )
        )

    def _train(self, loop: Loop) -> int | None:
        """Train until the end, a stop, or a loss that is no finite number; the epoch of the latter."""
        while loop.done < self._planned:
            for _ in loop.compile():
                self._obey(loop)
                if self._stopped:
                    return None
            self._obey(loop)
            if self._stopped:
                return None
            began = time.perf_counter()
            columns = loop.advance(min(self._planned, self._pause_at or self._planned))
            diverged_at = self._reporter.take(columns, time.perf_counter() - began)
            if diverged_at is not None:
                return diverged_at
            self._reporter.report()
            if columns and loop.done == self._pause_at and loop.done < self._planned:
                self._pause(loop)
        return None

    def _obey(self, loop: Loop) -> None:
        """Carry out the commands that wait; while paused, wait for more."""
        while not self._stopped and (command := self._channel.next(wait=self._paused)) is not None:
            if isinstance(command, StartRun):
                self._stopped, self._next = True, command
            elif isinstance(command, PrepareRun | CompareDevices):
                self._prepare = command
            elif command.run_id == self._run_id:
                match command:
                    case PauseRun() if not self._paused:
                        self._pause(loop)
                    case ResumeRun() if self._paused:
                        self._resume(None)
                    case StepEpoch():
                        self._resume(loop.done + 1)
                    case StopRun():
                        self._stopped = True

    def _pause(self, loop: Loop) -> None:
        self._paused = True
        self._reporter.flush()
        self._channel.say(RunPaused(run_id=self._run_id, epoch=loop.done))

    def _resume(self, until: int | None) -> None:
        self._pause_at = until
        if self._paused:
            self._paused = False
            self._channel.say(RunResumed(run_id=self._run_id))

    def _evaluate(self, loop: Loop, part: Part) -> dict[str, float | None]:
        """Loss and metrics on `part`; nothing where a new run waits for it."""
        for found in loop.evaluate(part):
            if found is not None:
                return {key: finite(value) for key, value in found.items()}
            while self._next is None and (command := self._channel.next(wait=False)) is not None:
                if isinstance(command, StartRun):
                    self._next = command
                elif isinstance(command, PrepareRun | CompareDevices):
                    self._prepare = command
            if self._next is not None:
                break
        return {}
