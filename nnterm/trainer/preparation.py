"""What is done before a run: load its data, build its model, make its loop. In idle time, or when it starts."""

from collections.abc import Iterator

from nnterm.experiment.events import DatasetLoaded, PrepareRun, StartRun
from nnterm.experiment.hyperparameters import Hyperparameters
from nnterm.trainer.channel import Channel
from nnterm.trainer.datasets import Parts, shown_points
from nnterm.trainer.epochs import EpochLoop
from nnterm.trainer.failure import FAILURES, explained
from nnterm.trainer.graphs import Part
from nnterm.trainer.heartbeat import Pulse
from nnterm.trainer.loops import Loops
from nnterm.trainer.snapshot import Snapshot


def load(command: PrepareRun | StartRun, channel: Channel, loops: Loops) -> Parts:
    """The rows of the training that `command` asks for, announced as loaded. Raises DatasetError."""
    parts = loops.load(command.dataset, command.split)
    train, validation, test = parts.sizes
    loaded = DatasetLoaded(
        train=train, validation=validation, test=test, dataset=command.dataset, points=shown_points(parts)
    )
    channel.say(loaded)
    return parts


def make(command: PrepareRun | StartRun, parts: Parts, loops: Loops) -> tuple[EpochLoop, dict[str, Part]]:
    """A loop at epoch 0 with the tensors of each part of the split. Raises what is in `FAILURES`."""
    chosen = command.hyperparameters
    path = loops.path(command.dataset, parts, chosen)
    tensors = loops.tensors(command.dataset, parts, chosen)
    train, validation, _ = parts.sizes
    # The run that ended last may still go on: getting ready for another one leaves its weights alone.
    ahead = isinstance(command, PrepareRun)
    compiled = loops.model(command.dataset, tensors["train"], (train, validation), chosen, path, as_it_is=ahead)
    return EpochLoop(compiled, path, tensors, chosen), tensors


def remake(loop: EpochLoop, command: StartRun, parts: Parts, loops: Loops, chosen: Hyperparameters) -> EpochLoop:
    """A loop that goes on with other hyperparameters where `loop` stands. Raises what is in `FAILURES`."""
    learnt = Snapshot(loop.model)
    path = loops.path(command.dataset, parts, chosen)
    tensors = loops.tensors(command.dataset, parts, chosen)
    train, validation, _ = parts.sizes
    compiled = loops.model(command.dataset, tensors["train"], (train, validation), chosen, path)
    learnt.carry_to(compiled.model)
    if chosen.schedule is None:
        compiled.model.optimizer.learning_rate.assign(chosen.learning_rate)
    return EpochLoop(compiled, path, tensors, chosen, done=loop.done)


def prepare(command: PrepareRun, channel: Channel, loops: Loops, pulse: Pulse) -> None:
    """Do ahead what a run will need, as long as no command waits."""
    pulse.beat("compiling")
    try:
        for _ in _stages(command, channel, loops):
            if channel.waiting:
                return
    except FAILURES as error:
        # A form half way to something else. The run, if it comes, says what is wrong.
        explained(error, command.hyperparameters)


def _stages(command: PrepareRun, channel: Channel, loops: Loops) -> Iterator[None]:
    yield
    parts = load(command, channel, loops)
    yield
    loop, _ = make(command, parts, loops)
    yield
    yield from loop.compile(ahead=True)
