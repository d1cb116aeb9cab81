"""The training process: commands on standard input, events on standard output."""

import os
import sys
import time
from importlib.metadata import version

from nnterm.experiment.events import (
    PROTOCOL,
    DatasetLoaded,
    DeviceSampled,
    PrepareRun,
    StartRun,
    TrainerReady,
    TrainerStarted,
)
from nnterm.trainer.channel import Channel

PACKAGES = ("tensorflow", "keras", "numpy", "scikit-learn")


def main() -> None:
    """Import the libraries, say what trains, and obey until standard input ends."""
    channel = Channel()
    channel.say(TrainerStarted(protocol=PROTOCOL, pid=os.getpid()))
    channel.listen(sys.stdin.buffer)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    began = time.perf_counter()
    # Imported here, when the channel is safe from whatever these libraries print.
    from nnterm.errors import NntermError
    from nnterm.trainer.datasets import shown_points
    from nnterm.trainer.device import choose_device, watch_load
    from nnterm.trainer.loops import Loops
    from nnterm.trainer.session import Session

    device = choose_device()
    versions = {package: version(package) for package in PACKAGES}
    channel.say(TrainerReady(device=device, versions=versions, seconds=time.perf_counter() - began))
    watch_load(device, lambda load: channel.say(DeviceSampled(load=load)))
    loops = Loops(gpu=device.kind == "GPU")
    command = channel.next(wait=True)
    while True:
        match command:
            case StartRun():
                command = Session(channel, loops, device, command).run()
                if command is not None:
                    continue
            case PrepareRun():
                try:
                    parts = loops.load(command.dataset, command.split)
                    train, validation, test = parts.sizes
                    channel.say(
                        DatasetLoaded(
                            train=train,
                            validation=validation,
                            test=test,
                            dataset=command.dataset,
                            points=shown_points(parts),
                        )
                    )
                    if not channel.waiting:
                        for _ in loops.make(command.dataset, parts, command.hyperparameters).compile():
                            if channel.waiting:
                                break
                except NntermError as error:
                    # A form half way to something else; the run, if it comes, will say what is wrong.
                    print(f"nnterm: not prepared: {error}", file=sys.stderr, flush=True)
        command = channel.next(wait=True)


if __name__ == "__main__":
    main()
