"""What a trainer says that learns nothing: a smooth, fixed curve, so that screens can be compared."""

from collections.abc import Iterator
from enum import StrEnum
from math import log2

import msgspec

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import width
from nnterm.experiment.hyperparameters.losses import DISTANCE_METRICS
from nnterm.experiment.protocol import commands, events, wire
from nnterm.experiment.protocol.device import Device, Measured
from nnterm.experiment.protocol.inspection_requests import InspectMap

from .scripted_answers import answer_to

IN_PLANE = ("moons", "gate", "circles", "xor")
"""Data sets whose points are said."""


class Mode(StrEnum):
    """How the script goes; the variable SCRIPT of the environment chooses."""

    PLAIN = ""
    DIES = "die"
    """The child ends after 5 epochs."""
    SLOW = "slow"
    """No epoch ends by itself."""


DIES_AFTER = 5
"""Epochs after which a child that dies ends."""


class TrainerScript:
    """Answers commands with events, as a trainer of one run at a time would."""

    def __init__(self, mode: Mode = Mode.PLAIN) -> None:
        self._mode = mode
        self._run: commands.StartRun | None = None
        self._done = 0
        self.is_over = False
        """Whether a trainer that dies is to end now."""

    def go_by(self, mode: Mode) -> None:
        """From now on go like that."""
        self._mode = mode

    def begin(self) -> Iterator[events.Event]:
        """What a trainer says before any command."""
        yield events.TrainerStarted(protocol=wire.PROTOCOL, pid=0)
        device = Device(kind="CPU", name="CPU 2 cores", reason="There is no GPU here.", backend="TensorFlow 2.21.0")
        yield events.TrainerReady(device=device, versions={"tensorflow": "2.21.0"}, seconds=1.0)

    def answer(self, command: commands.Command) -> Iterator[events.Event]:
        """What it says to `command`."""
        match command:
            case commands.PrepareRun():
                points = plane_points() if command.dataset.name in IN_PLANE else []
                yield events.DatasetLoaded(train=108, validation=12, test=30, dataset=command.dataset, points=points)
            case commands.CompareDevices():
                cpu = Measured(device="CPU 2 cores", steps=1000, seconds=0.5)
                yield events.DevicesCompared(cpu=cpu, gpu=None, operations=1e5, reason="There is no GPU here.")
            case commands.StartRun():
                yield from self._start(command)
            case _ if self._run is not None:
                yield from self._go_on(command, self._run)

    def _start(self, command: commands.StartRun) -> Iterator[events.Event]:
        self._run, self._done = command, 0
        yield events.RunStarted(
            run_id=command.run_id,
            parameters=1047,
            train=108,
            validation=12,
            test=30,
            steps_per_epoch=4,
            device="CPU 2 cores",
        )
        if self._mode is Mode.SLOW:
            return
        if command.pause_after == 0:
            yield events.RunPaused(run_id=command.run_id, epoch=0)
        elif self._mode is Mode.DIES:
            yield from self._train(command, DIES_AFTER)
            self.is_over = True
        else:
            yield from self._train(command, command.pause_after or command.hyperparameters.epochs)

    def _go_on(self, command: commands.Command, run: commands.StartRun) -> Iterator[events.Event]:
        """The answer to a command for the run under way, or the last one."""
        id = run.run_id
        match command:
            case commands.ChangeRun():
                yield self._change(run, command)
            case commands.ContinueRun():
                yield events.RunContinued(run_id=id)
                yield self._change(run, command)
                yield from self._train(run, command.hyperparameters.epochs)
            case commands.InspectRun() if command.run_id == id:
                epoch = self._done if command.epoch is None else command.epoch
                yield msgspec.structs.replace(answer_to(command.question, run, epoch), requested=command.epoch)
            case commands.ForkRun() if command.source == id:
                self._run = msgspec.structs.replace(run, run_id=command.run_id, hyperparameters=command.hyperparameters)
                self._done = command.epoch
                yield events.HyperparametersChanged(
                    run_id=command.run_id, epoch=command.epoch, hyperparameters=command.hyperparameters
                )
                yield from self._train(self._run, command.hyperparameters.epochs)
            case commands.StepBatch():
                yield events.RunResumed(run_id=id)
                metrics: dict[str, float | None] = {"loss": 1.234, "accuracy": 0.5}
                yield events.StepsEnded(run_id=id, epoch=self._done + 1, step=1, steps_per_epoch=4, metrics=metrics)
                yield events.RunPaused(run_id=id, epoch=self._done)
            case commands.StepEpoch():
                yield events.RunResumed(run_id=id)
                yield from self._train(run, self._done + 1)
            case commands.PauseRun():
                yield events.RunPaused(run_id=id, epoch=self._done)
            case commands.ResumeRun():
                yield events.RunResumed(run_id=id)
                yield from self._train(run, run.hyperparameters.epochs)
            case commands.StopRun():
                yield events.RunEnded(
                    run_id=id, outcome="stopped", epochs=self._done, seconds=0.1, evaluate={}, evaluated_on="test"
                )

    def _change(self, run: commands.StartRun, command: commands.ChangeRun | commands.ContinueRun) -> events.Event:
        self._run = msgspec.structs.replace(run, hyperparameters=command.hyperparameters)
        return events.HyperparametersChanged(
            run_id=run.run_id, epoch=self._done, hyperparameters=command.hyperparameters
        )

    def _train(self, run: commands.StartRun, last: int) -> Iterator[events.Event]:
        """The epochs to `last`, and what comes after it."""
        run = self._run or run
        id, planned, metrics = run.run_id, run.hyperparameters.epochs, run.hyperparameters.metrics
        first, self._done = self._done + 1, last
        columns = curves(first, last, planned, metrics, _worse(run.hyperparameters))
        yield events.EpochsEnded(run_id=id, first=first, columns=columns, seconds=last / 200)
        if "map" in run.probes:
            yield answer_to(InspectMap(), run, last)
        if last < planned:
            yield events.RunPaused(run_id=id, epoch=last)
            return
        evaluate: dict[str, float | None] = {"loss": 0.3}
        evaluate |= {metric: 45.5 if metric in DISTANCE_METRICS else 0.9 for metric in metrics}
        yield events.RunEnded(
            run_id=id,
            outcome="completed",
            epochs=planned,
            seconds=planned / 200,
            evaluate=evaluate,
            evaluated_on="test",
        )


def _worse(hyperparameters: Hyperparameters) -> float:
    """By how much a run is worse for its seed, and for a first layer that is far from the sizes of the lessons."""
    hidden = hyperparameters.hidden
    units = (width(hyperparameters.layers[hidden[0]]) or 4) if hidden else 4
    return 0.03 * (hyperparameters.seed % 10) + 0.1 * max(0.0, abs(log2(units) - 2.5) - 0.5)


def curves(
    first: int, last: int, planned: int, metrics: tuple[str, ...], worse: float = 0.0
) -> dict[str, list[float | None]]:
    """Smooth curves of the epochs `first` to `last` of `planned`; the validation loss is lowest in the middle."""
    parts = [epoch / planned for epoch in range(first, last + 1)]
    found: dict[str, list[float | None]] = {
        "loss": [1.1 * (1 - part) ** 2 + 0.1 for part in parts],
        "val_loss": [1.1 * (1 - part) ** 2 + 0.15 + (1.5 + worse) * max(0.0, part - 0.5) + worse for part in parts],
    }
    for metric in metrics:
        falls = metric in DISTANCE_METRICS
        found[metric] = [60 - 20 * part if falls else 0.4 + 0.55 * part for part in parts]
        found[f"val_{metric}"] = [62 - 18 * part if falls else 0.4 + 0.5 * part for part in parts]
    return found


def plane_points() -> list[tuple[float, float, int]]:
    """Sixty points of two classes."""
    return [((i * 7 % 20) / 10 - 1, (i * 3 % 20) / 10 - 1, int((i * 7 % 20) > 10)) for i in range(60)]
