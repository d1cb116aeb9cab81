"""What is done before a run: load its data, build its model, make its loop. In idle time, or when it starts."""

from collections.abc import Iterator

from msgspec.structs import replace

from nnterm.experiment.protocol.commands import PrepareRun, StartRun
from nnterm.experiment.protocol.events import DatasetLoaded
from nnterm.trainer.channel import Channel
from nnterm.trainer.datasets.dataset import shown_flips, shown_points
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.failure import FAILURES, explained
from nnterm.trainer.heartbeat import Pulse
from nnterm.trainer.loops.protocol import LoopMaker


def load(command: PrepareRun | StartRun, channel: Channel, loops: LoopMaker) -> Parts:
    """The rows of the training that `command` asks for, announced as loaded. Raises DatasetError."""
    parts = loops.load(command.dataset, command.split)
    train, validation, test = parts.sizes
    # What is in the learner's table came from the app, and may be large.
    dataset = replace(command.dataset, table=None)
    channel.say(
        DatasetLoaded(
            train=train,
            validation=validation,
            test=test,
            dataset=dataset,
            points=shown_points(parts),
            flipped=shown_flips(parts),
            validation_points=shown_points(parts, parts.validation) if parts.validation else [],
            test_points=shown_points(parts, parts.test) if parts.test else [],
        )
    )
    return parts


def prepare(command: PrepareRun, channel: Channel, loops: LoopMaker, pulse: Pulse) -> None:
    """Do ahead what a run will need, as long as no command waits."""
    pulse.beat("compiling")
    try:
        for _ in _stages(command, channel, loops):
            if channel.waiting:
                return
    except FAILURES as error:
        # A form half way to something else. The run, if it comes, says what is wrong.
        explained(error, command.hyperparameters)


def _stages(command: PrepareRun, channel: Channel, loops: LoopMaker) -> Iterator[None]:
    yield
    parts = load(command, channel, loops)
    yield
    # The run that ended last may still go on: getting ready for another one leaves its weights alone.
    loop, _ = loops.make(command.dataset, parts, command.hyperparameters, as_it_is=True)
    yield
    yield from loop.compile(ahead=True)
