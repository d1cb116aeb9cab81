"""One run from start to end, and on again: trains in small pieces and obeys commands between them."""

import sys
import time
from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from nnterm.errors import NntermError
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import adopted, needs_other_graph
from nnterm.experiment.protocol.commands import Command, ContinueRun, ForkRun, InspectRun, StartRun
from nnterm.experiment.protocol.device import Device
from nnterm.experiment.protocol.events import (
    HyperparametersChanged,
    Outcome,
    RunContinued,
    RunEnded,
    RunFailed,
    RunPaused,
    RunResumed,
    TrainingEnded,
)
from nnterm.trainer.answers import Answers
from nnterm.trainer.channel import Channel
from nnterm.trainer.checkpoints import Checkpoints
from nnterm.trainer.controls import Controls
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.evaluation import evaluated, evaluated_part
from nnterm.trainer.failure import FAILURES, explained
from nnterm.trainer.heartbeat import Pulse
from nnterm.trainer.loops.protocol import Columns
from nnterm.trainer.loops.stopping import watch_of
from nnterm.trainer.preparation import load
from nnterm.trainer.pretraining import Pretrained
from nnterm.trainer.probes.inspector import Inspector
from nnterm.trainer.probes.while_training import probes_of
from nnterm.trainer.reporter import Reporter
from nnterm.trainer.starting import started


class Session:
    """Carries out one StartRun, and the ContinueRun after it. Both return the command to go on with, if one came."""

    def __init__(
        self, channel: Channel, pretrained: Pretrained, device: Device, pulse: Pulse, command: StartRun
    ) -> None:
        self.run_id = command.run_id
        self.has_model = False
        """Whether the run is over and its model still here; that of one that diverged is of the epoch before."""
        self.may_continue = False
        """Whether that may be trained on."""
        self._channel = channel
        self._loops, self._pretrained = pretrained.loops, pretrained
        self._device = device
        self._pulse = pulse
        self._command = command
        self._chosen = command.hyperparameters
        self._later = list(command.changes)
        self._controls = Controls(channel, command)
        self._restored = False
        """Whether the model has the weights of an earlier epoch, which early stopping put back."""

    def run(self) -> Command | None:
        """Train to the end, or to a command that ends the run. What goes wrong becomes RunFailed."""
        return self._carry_out(self._begin)

    def go_on(self, command: ContinueRun) -> Command | None:
        """Train on from where the run is."""
        self.has_model = self.may_continue = False
        self._controls.go_on(command.pace)
        self._channel.say(RunContinued(run_id=self.run_id))
        return self._carry_out(partial(self._begin_again, command))

    def fork(self, command: ForkRun) -> Command | None:
        """Train a new run that has the beginning of this one, which ends here: the session is the new run's."""
        self.has_model = self.may_continue = False
        self.run_id, self._later = command.run_id, []
        self._command = replace(self._command, run_id=command.run_id, changes=(), pause_after=None)
        self._controls = Controls(self._channel, self._command)
        self._controls.go_on(command.pace)
        return self._carry_out(partial(self._begin_at, command))

    def _carry_out(self, begin: Callable[[], None]) -> Command | None:
        try:
            begin()
            self._watch = watch_of(self._chosen, self._loop)
            self._to_the_end()
        except FAILURES as error:
            self._fail(error)
        return self._controls.next or self._controls.prepare

    def inspect(self, command: InspectRun) -> None:
        """Answer a question about the model of a run that is over."""
        self._controls.question = command
        self._look_inside()

    # --- the parts of a run ------------------------------------------------------------------------

    def _begin(self) -> None:
        self._pulse.beat("loading")
        self._parts: Parts = load(self._command, self._channel, self._loops)
        weights = self._pretrained.weights(self._chosen.pretraining, self.run_id, self._controls, self._pulse)
        self._pulse.beat("compiling")
        self._loop, self._tensors = self._loops.make(self._command.dataset, self._parts, self._chosen, weights=weights)
        self._checkpoints = Checkpoints()
        self._checkpoints.take(self._loop, always=True)
        self._channel.say(started(self._command, self._loop, self._parts, self._chosen, self._device.name))
        self._answers = Answers(Inspector(self._command, self._parts, self._checkpoints), self._checkpoints)
        probes = probes_of(self._command, self._loop, self._parts)
        self._reporter = Reporter(self._channel, self.run_id, self._loop, probes)

    def _begin_again(self, command: ContinueRun) -> None:
        self._change(command.hyperparameters)
        if self._restored:
            self._checkpoints.begin_era(self._loop)

    def _begin_at(self, command: ForkRun) -> None:
        # What early stopping watched was another training.
        self._watch = None
        self._pulse.beat("training")
        epoch = self._checkpoints.go_back(self._loop, command.epoch)
        self._answers = Answers(Inspector(self._command, self._parts, self._checkpoints), self._checkpoints)
        before, probes = epoch * self._seconds_per_epoch, probes_of(self._command, self._loop, self._parts)
        self._reporter = Reporter(self._channel, self.run_id, self._loop, probes, epochs=epoch, seconds=before)
        self._channel.say(started(self._command, self._loop, self._parts, self._chosen, self._device.name))
        self._change(command.hyperparameters, always=True)

    def _to_the_end(self) -> None:
        """Train, evaluate, and say how it ended."""
        diverged_at = self._train()
        self._reporter.flush()
        self._channel.say(TrainingEnded(run_id=self.run_id, epochs=self._reporter.epochs))
        if diverged_at is None:
            self._checkpoints.take(self._loop, always=True)
            self._reporter.count_back(self._checkpoints)
        else:
            self._checkpoints.leave(self._loop, diverged_at)
        restored = self._watch.restore() if self._watch is not None and diverged_at is None else None
        self._restored = restored is not None
        name = evaluated_part(self._parts)
        outcome: Outcome = "completed"
        if diverged_at is not None:
            outcome = "diverged"
        elif self._controls.stopped:
            outcome = "stopped"
        evaluate_on = partial(evaluated, self._loop, self._controls, self._pulse)
        evaluate = {} if diverged_at is not None else evaluate_on(self._tensors[name])
        train_evaluate = {}
        if evaluate and self._chosen.has_dropout:
            train_evaluate = evaluate if name == "train" else evaluate_on(self._tensors["train"])
        self._pulse.beat("idle")
        self.has_model, self.may_continue = True, diverged_at is None
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
                train_evaluate=train_evaluate,
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
            if columns:
                # Where the run is to pause somebody wants to look.
                self._checkpoints.take(self._loop, always=self._loop.done == self._controls.pause_at)
                losses = columns.get("val_loss", [])
                self._checkpoints.note(self._loop.done - len(losses) + 1, losses)
            self._reporter.report()
            if self._watch is not None and self._watch.ended:
                return None
            self._controls.pause_after_step(self._loop.done, self._chosen.epochs, ended_epoch=bool(columns))
        return None

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
        command, self._controls.question = self._controls.question, None
        if command is not None and self._controls.next is None:
            self._channel.say(self._answers.to(command, self._loop, self._seconds_per_epoch))

    @property
    def _seconds_per_epoch(self) -> float:
        return self._reporter.seconds / max(1, self._reporter.epochs)

    def _adopt_changes(self) -> None:
        """Go on with other hyperparameters where an epoch has ended and they are due."""
        if self._loop.step:
            return
        while self._later and self._later[0].epoch <= self._loop.done:
            self._change(self._later.pop(0).hyperparameters)
        if self._controls.change is not None:
            wanted, self._controls.change = self._controls.change, None
            self._change(wanted)

    def _change(self, wanted: Hyperparameters, *, always: bool = False) -> None:
        """Carry the training over to `wanted`, as far as it may change; a value out of bounds changes nothing.

        `always` says what is trained with, be it the same.
        """
        before, chosen = self._chosen, adopted(self._chosen, wanted)
        chosen = replace(chosen, epochs=max(chosen.epochs, self._loop.done))
        try:
            chosen.validate()
        except NntermError as error:
            print(f"nnterm: {error}", file=sys.stderr, flush=True)
            return
        if chosen == before and not always:
            return
        self._reporter.flush()
        self._checkpoints.take(self._loop, always=True)
        other_graphs = needs_other_graph(before, chosen)
        if not other_graphs:
            self._loop.set_learning_rate(chosen.learning_rate)
        else:
            self._pulse.beat("compiling")
            self._loop = self._loops.remake(self._loop, self._command.dataset, self._parts, chosen)
            self._reporter.follow(self._loop, probes_of(self._command, self._loop, self._parts))
            if self._watch is not None:
                self._watch.follow(self._loop)
        self._chosen = chosen
        if other_graphs or before.learning_rate != chosen.learning_rate:
            self._checkpoints.begin_era(self._loop, other_graphs=other_graphs)
        self._channel.say(HyperparametersChanged(run_id=self.run_id, epoch=self._loop.done, hyperparameters=chosen))

    def _fail(self, error: Exception) -> None:
        failure = explained(error, self._chosen)
        self._pulse.beat("idle")
        self._channel.say(RunFailed(run_id=self.run_id, message=failure.message, remedy=failure.remedy))
