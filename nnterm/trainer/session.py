"""One run from start to end, and on again: trains in small pieces and obeys commands between them."""

import sys
import time

import msgspec

from nnterm.errors import NntermError
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import adopted, needs_other_graph
from nnterm.experiment.protocol.commands import Command, ContinueRun, StartRun
from nnterm.experiment.protocol.device import Device
from nnterm.experiment.protocol.events import (
    HyperparametersChanged,
    Outcome,
    RunContinued,
    RunEnded,
    RunFailed,
    RunPaused,
    RunResumed,
    RunStarted,
    TrainingEnded,
)
from nnterm.experiment.protocol.inspection_requests import InspectionRequest
from nnterm.trainer.channel import Channel
from nnterm.trainer.controls import Controls
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.datasets.summary import summary
from nnterm.trainer.datasets.targets import class_rows, guessing_loss, last_value_loss
from nnterm.trainer.failure import FAILURES, explained
from nnterm.trainer.heartbeat import Pulse
from nnterm.trainer.loops.protocol import Columns, LoopMaker, Part
from nnterm.trainer.loops.stopping import Watch
from nnterm.trainer.preparation import load
from nnterm.trainer.probes.decision_map import MapProbe
from nnterm.trainer.probes.inspector import Inspector
from nnterm.trainer.reporter import Reporter, finite


class Session:
    """Carries out one StartRun, and the ContinueRun after it. Both return the command to go on with, if one came."""

    def __init__(self, channel: Channel, loops: LoopMaker, device: Device, pulse: Pulse, command: StartRun) -> None:
        self.run_id = command.run_id
        self.may_continue = False
        """Whether the run is over and its model still here."""
        self._channel = channel
        self._loops = loops
        self._device = device
        self._pulse = pulse
        self._command = command
        self._chosen = command.hyperparameters
        self._later = list(command.changes)
        self._controls = Controls(channel, command)

    def run(self) -> Command | None:
        """Train to the end, or to a command that ends the run. What goes wrong becomes RunFailed."""
        try:
            self._begin()
            self._to_the_end()
        except FAILURES as error:
            self._fail(error)
        return self._controls.next or self._controls.prepare

    def go_on(self, command: ContinueRun) -> Command | None:
        """Train on from where the run is."""
        self.may_continue = False
        self._controls.go_on(command.pace)
        self._channel.say(RunContinued(run_id=self.run_id))
        try:
            self._change(command.hyperparameters)
            self._watch = self._new_watch()
            self._to_the_end()
        except FAILURES as error:
            self._fail(error)
        return self._controls.next or self._controls.prepare

    def inspect(self, question: InspectionRequest) -> None:
        """InspectionResult `question` about the model of a run that is over."""
        self._controls.question = question
        self._look_inside()

    # --- the parts of a run ------------------------------------------------------------------------

    def _begin(self) -> None:
        self._pulse.beat("loading")
        self._parts: Parts = load(self._command, self._channel, self._loops)
        self._pulse.beat("compiling")
        self._loop, self._tensors = self._loops.make(self._command.dataset, self._parts, self._chosen)
        train, validation, test = self._parts.sizes
        self._channel.say(
            RunStarted(
                run_id=self.run_id,
                parameters=self._loop.model.count_params(),
                train=train,
                validation=validation,
                test=test,
                steps_per_epoch=self._loop.steps_per_epoch,
                device=self._device.name,
                guessing_loss=guessing_loss(self._parts.train[1], self._command.dataset, self._chosen.loss),
                last_value_loss=last_value_loss(self._parts, self._command.dataset, self._chosen.loss),
                class_rows=class_rows(self._parts, self._command.dataset),
                target=summary(self._parts, self._command.dataset, self._chosen),
            )
        )
        self._inspector = Inspector(self._command, self._parts)
        self._watch = self._new_watch()
        self._reporter = Reporter(self._channel, self.run_id, self._loop, self._new_probe())

    def _to_the_end(self) -> None:
        """Train, evaluate, and say how it ended."""
        diverged_at = self._train()
        self._reporter.flush()
        self._channel.say(TrainingEnded(run_id=self.run_id, epochs=self._reporter.epochs))
        restored = self._watch.restore() if self._watch is not None and diverged_at is None else None
        name = "test" if self._parts.test else "validation" if self._parts.validation else "train"
        outcome: Outcome = "completed"
        if diverged_at is not None:
            outcome = "diverged"
        elif self._controls.stopped:
            outcome = "stopped"
        evaluate = {} if diverged_at is not None else self._evaluate(self._tensors[name])
        self._pulse.beat("idle")
        self.may_continue = diverged_at is None
        self._channel.say(
            RunEnded(
                run_id=self.run_id,
                outcome=outcome,
                epochs=self._reporter.epochs,
                seconds=self._reporter.seconds,
                evaluate=evaluate,
                evaluated_on=name,
                diverged_at=diverged_at,
                stopped_early_at=self._loop.done if self._watch is not None and self._watch.ended else None,
                restored_epoch=restored,
            )
        )
        self._look_inside()

    def _train(self) -> int | None:
        """Train until the end, a stop, or a loss that is no finite number; the epoch of the latter."""
        while self._loop.done < self._chosen.epochs:
            self._obey()
            if not self._controls.stopped and self._loop.needs_compiling:
                self._compile()
            if self._controls.stopped:
                return None
            self._pulse.beat("training")
            began = time.perf_counter()
            columns = self._advance()
            diverged_at = self._reporter.take(columns, time.perf_counter() - began)
            if diverged_at is not None:
                return diverged_at
            self._reporter.report()
            if self._watch is not None and self._watch.ended:
                return None
            self._pause_after_step(bool(columns))
        return None

    def _pause_after_step(self, ended_epoch: bool) -> None:
        """Pause where all single batches, or all single epochs, that were requested are trained."""
        controls, loop = self._controls, self._loop
        if controls.batches:
            controls.batches -= 1
            controls.paused = not controls.batches
        elif ended_epoch and loop.done == controls.pause_at and loop.done < self._chosen.epochs:
            controls.paused = True

    def _advance(self) -> Columns:
        """Train a piece; wait instead where the pace allows none yet."""
        controls, loop = self._controls, self._loop
        if controls.batches:
            return loop.advance_batch()
        until = controls.pacing.until(loop.done, self._chosen.epochs)
        if until == loop.done and not loop.step:
            self._reporter.flush()
            controls.take(loop.done, controls.pacing.seconds(loop.done))
            return {}
        until = max(until, loop.done + 1)
        for epoch in (controls.pause_at, self._later[0].epoch if self._later else None):
            if epoch is not None and epoch > loop.done:
                until = min(until, epoch)
        return self._watch.advance(until) if self._watch is not None else loop.advance(until)

    def _compile(self) -> None:
        """Compile what the next epoch needs, as long as the run is to go on."""
        # Nothing can be read from the model meanwhile, and nothing changed in it.
        self._reporter.flush()
        self._pulse.beat("compiling")
        for _ in self._loop.compile():
            self._obey(may_change=False)
            if self._controls.stopped:
                return
            self._pulse.beat("compiling")

    def _evaluate(self, part: Part) -> dict[str, float | None]:
        """Loss and metrics on `part`; nothing where a new run waits for it."""
        for found in self._loop.evaluate(part):
            self._pulse.beat("training")
            if found is not None:
                return {key: finite(value) for key, value in found.items()}
            if self._controls.next is None:
                self._controls.take(self._loop.done)
            if self._controls.next is not None:
                break
        return {}

    # --- commands ----------------------------------------------------------------------------------

    def _obey(self, may_change: bool = True) -> None:
        """Do what was requested meanwhile; while paused, wait for more."""
        controls, loop = self._controls, self._loop
        controls.take(loop.done)
        if may_change:
            self._adopt_changes()
            self._look_inside()
        if not controls.paused or controls.stopped:
            return
        self._reporter.flush()
        controls.batches = 0
        controls.pacing.rest()
        self._channel.say(RunPaused(run_id=self.run_id, epoch=loop.done))
        self._pulse.beat("idle")
        while controls.paused and not controls.stopped:
            controls.take(loop.done, None)
            if may_change:
                self._adopt_changes()
                self._look_inside()
        if not controls.stopped:
            self._channel.say(RunResumed(run_id=self.run_id))

    def _look_inside(self) -> None:
        """Answer the latest question about the model, unless another run waits for its turn."""
        question, self._controls.question = self._controls.question, None
        if question is not None and self._controls.next is None:
            self._channel.say(self._inspector.answer(self._loop, question))

    def _adopt_changes(self) -> None:
        """Go on with other hyperparameters where an epoch has ended and they are due."""
        if self._loop.step:
            return
        while self._later and self._later[0].epoch <= self._loop.done:
            self._change(self._later.pop(0).hyperparameters)
        if self._controls.change is not None:
            wanted, self._controls.change = self._controls.change, None
            self._change(wanted)

    def _change(self, wanted: Hyperparameters) -> None:
        """Carry the training over to `wanted`, as far as it may change; a value out of bounds changes nothing."""
        before, chosen = self._chosen, adopted(self._chosen, wanted)
        chosen = msgspec.structs.replace(chosen, epochs=max(chosen.epochs, self._loop.done))
        try:
            chosen.validate()
        except NntermError as error:
            print(f"nnterm: {error}", file=sys.stderr, flush=True)
            return
        if chosen == before:
            return
        self._reporter.flush()
        if not needs_other_graph(before, chosen):
            self._loop.set_learning_rate(chosen.learning_rate)
        else:
            self._pulse.beat("compiling")
            self._loop = self._loops.remake(self._loop, self._command.dataset, self._parts, chosen)
            self._reporter.follow(self._loop, self._new_probe())
            if self._watch is not None:
                self._watch.follow(self._loop)
        self._chosen = chosen
        self._channel.say(HyperparametersChanged(run_id=self.run_id, epoch=self._loop.done, hyperparameters=chosen))

    def _new_watch(self) -> Watch | None:
        rule = self._chosen.early_stopping
        return Watch(rule, self._loop) if rule is not None else None

    def _new_probe(self) -> MapProbe | None:
        wanted = "map" in self._command.probes and self._parts.in_plane
        return MapProbe(self._loop.predict, self._parts) if wanted else None

    def _fail(self, error: Exception) -> None:
        failure = explained(error, self._chosen)
        self._pulse.beat("idle")
        self._channel.say(RunFailed(run_id=self.run_id, message=failure.message, remedy=failure.remedy))
