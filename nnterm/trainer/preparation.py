"""What is done before a run: load its data, build its model, make its loop. In idle time, or when it starts."""

from collections.abc import Iterator

from nnterm.experiment.events import DatasetLoaded, PrepareRun, StartRun
from nnterm.trainer.channel import Channel
from nnterm.trainer.datasets import Parts, shown_points
from nnterm.trainer.epochs import EpochLoop
from nnterm.trainer.failure import FAILURES, explained
from nnterm.trainer.graphs import Part
from nnterm.trainer.loops import Loops


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
    compiled = loops.model(command.dataset, tensors["train"], (train, validation), chosen, path)
    return EpochLoop(compiled, path, tensors, chosen), tensors


def prepare(command: PrepareRun, channel: Channel, loops: Loops) -> None:
    """Do ahead what a run will need, as long as no command waits."""
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
