"""One run from start to end: trains in small pieces and obeys commands between them."""

import math
import time

import tensorflow as tf

from nnterm.errors import NntermError
from nnterm.experiment.device import Device
from nnterm.experiment.events import (
    Command,
    DatasetLoaded,
    EpochsEnded,
    Outcome,
    PauseRun,
    ResumeRun,
    RunEnded,
    RunFailed,
    RunPaused,
    RunResumed,
    RunStarted,
    StartRun,
    StepEpoch,
    StepsEnded,
    StopRun,
)
from nnterm.trainer.channel import Channel
from nnterm.trainer.datasets import Part, shown_points
from nnterm.trainer.epochs import Columns, EpochLoop
from nnterm.trainer.loops import Loops, part_tensors
from nnterm.trainer.probes import MapProbe

REPORT = 0.05
"""Seconds between two reports of epochs, at the least."""

MAP = 0.25
"""Seconds between two decision maps, at the least."""


class Session:
    """Carries out one StartRun. `run` returns the command that ended it early, if one did."""

    def __init__(self, channel: Channel, loops: Loops, device: Device, command: StartRun) -> None:
        self._channel = channel
        self._loops = loops
        self._device = device
        self._command = command
        self._paused = False
        self._pause_at = command.pause_after
        self._outcome: Outcome | None = None
        self._next: Command | None = None
        self._columns: Columns = {}
        self._seconds = 0.0
        self._reported = 0
        self._reported_at = 0.0
        self._mapped_at = 0.0
        self._probe: MapProbe | None = None

    def run(self) -> Command | None:
        """Train to the end, or to a command that ends the run. Errors become RunFailed."""
        run_id = self._command.run_id
        try:
            self._train()
        except NntermError as error:
            self._channel.say(RunFailed(run_id=run_id, message=error.message, remedy=error.remedy))
        except (tf.errors.ResourceExhaustedError, MemoryError) as error:
            where = "GPU" if self._device.kind == "GPU" else "computer"
            message = f"The {where} ran out of memory: {str(error).splitlines()[0][:160]}"
            remedy = "Lower the batch size or the units, or close other programs that use the device."
            self._channel.say(RunFailed(run_id=run_id, message=message, remedy=remedy))
        except (tf.errors.OpError, ValueError, TypeError) as error:
            message = f"Keras could not train this model: {str(error).strip().splitlines()[0][:200]}"
            remedy = "Press r to reset the model. The whole error is in the trainer's log; see nnterm doctor."
            self._channel.say(RunFailed(run_id=run_id, message=message, remedy=remedy))
        return self._next

    def _train(self) -> None:
        command = self._command
        parts = self._loops.load(command.dataset, command.split)
        train, validation, test = parts.sizes
        loaded = DatasetLoaded(
            train=train, validation=validation, test=test, dataset=command.dataset, points=shown_points(parts)
        )
        self._channel.say(loaded)
        loop = self._loops.make(command.dataset, parts, command.hyperparameters)
        self._channel.say(
            RunStarted(
                run_id=command.run_id,
                parameters=loop.model.count_params(),
                train=train,
                validation=validation,
                test=test,
                steps_per_epoch=loop.steps_per_epoch,
                device=self._device.name,
            )
        )
        if "map" in command.probes and loaded.points:
            self._probe = MapProbe(loop.model, parts)
        diverged_at = self._epochs(loop)
        self._flush(loop, last=True)
        evaluate: dict[str, float | None] = {}
        name = "test" if parts.test else "validation" if parts.validation else "train"
        if self._outcome != "diverged" and not isinstance(self._next, StartRun):
            evaluate = self._evaluate(loop, getattr(parts, name))
        self._channel.say(
            RunEnded(
                run_id=command.run_id,
                outcome=self._outcome or "completed",
                epochs=self._reported,
                seconds=self._seconds,
                evaluate=evaluate,
                evaluated_on=name,
                diverged_at=diverged_at,
            )
        )

    def _epochs(self, loop: EpochLoop) -> int | None:
        """Train until the end, a stop, or a loss that is no number; the epoch of the latter."""
        planned = self._command.hyperparameters.epochs
        for _ in loop.compile():
            self._obey(loop)
            if self._outcome:
                return None
        while loop.done < planned:
            self._obey(loop)
            if self._outcome:
                return None
            began = time.perf_counter()
            columns = loop.advance(min(planned, self._pause_at or planned))
            self._seconds += time.perf_counter() - began
            first = loop.done - len(columns.get("loss", ())) + 1
            diverged = next((i for i, loss in enumerate(columns.get("loss", ())) if not math.isfinite(loss)), None)
            for key, values in columns.items():
                self._columns.setdefault(key, []).extend(values[: None if diverged is None else diverged + 1])
            if diverged is not None:
                self._outcome = "diverged"
                return first + diverged
            self._report(loop)
            if columns and loop.done == self._pause_at and loop.done < planned:
                self._pause(loop)
        self._outcome = "completed"
        return None

    def _obey(self, loop: EpochLoop) -> None:
        """Carry out the commands that wait; while paused, wait for more."""
        while (command := self._channel.next(wait=self._paused)) is not None:
            match command:
                case StartRun():
                    self._outcome, self._next = "stopped", command
                    return
                case PauseRun(run_id=run_id) if run_id == self._command.run_id and not self._paused:
                    self._pause(loop)
                case ResumeRun(run_id=run_id) if run_id == self._command.run_id and self._paused:
                    self._resume(None)
                case StepEpoch(run_id=run_id) if run_id == self._command.run_id:
                    self._resume(loop.done + 1)
                case StopRun(run_id=run_id) if run_id == self._command.run_id:
                    self._outcome = "stopped"
                    return

    def _pause(self, loop: EpochLoop) -> None:
        self._paused = True
        self._flush(loop, last=True)
        self._channel.say(RunPaused(run_id=self._command.run_id, epoch=loop.done))

    def _resume(self, until: int | None) -> None:
        self._pause_at = until
        if self._paused:
            self._paused = False
            self._channel.say(RunResumed(run_id=self._command.run_id))

    def _report(self, loop: EpochLoop) -> None:
        """Say what is new, unless something was said a moment ago."""
        now = time.perf_counter()
        if now - self._reported_at < REPORT:
            return
        self._reported_at = now
        self._flush(loop)
        if loop.step:
            self._channel.say(
                StepsEnded(
                    run_id=self._command.run_id,
                    epoch=loop.done + 1,
                    step=loop.step,
                    steps_per_epoch=loop.steps_per_epoch,
                )
            )

    def _flush(self, loop: EpochLoop, last: bool = False) -> None:
        """Send the epochs that were not sent yet, and now and then a map."""
        count = len(self._columns.get("loss", ()))
        if count:
            columns: dict[str, list[float | None]] = {
                key: [value if math.isfinite(value) else None for value in values]
                for key, values in self._columns.items()
            }
            self._channel.say(
                EpochsEnded(
                    run_id=self._command.run_id, first=self._reported + 1, columns=columns, seconds=self._seconds
                )
            )
            self._reported += count
            self._columns = {}
        now = time.perf_counter()
        if self._probe is not None and loop.done and (last or now - self._mapped_at > MAP):
            self._mapped_at = now
            self._channel.say(self._probe.draw(self._command.run_id, loop.done))

    def _evaluate(self, loop: EpochLoop, part: Part) -> dict[str, float | None]:
        """Loss and metrics on `part`; nothing where a new run is asked for meanwhile."""
        tensors = part_tensors(part, self._command.dataset, self._command.hyperparameters)
        found: dict[str, float] | None = None
        for found in loop.evaluate(tensors):
            if found is None and self._channel.waiting:
                self._obey(loop)
                if self._next is not None:
                    return {}
        return {key: value if math.isfinite(value) else None for key, value in (found or {}).items()}
