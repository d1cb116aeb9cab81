"""The training process: commands on standard input, events on standard output."""

import logging
import os
import sys
import time
from importlib.metadata import version

from nnterm.experiment.events import (
    PROTOCOL,
    DeviceSampled,
    PrepareRun,
    StartRun,
    TrainerReady,
    TrainerStarted,
)
from nnterm.trainer.channel import Channel

PACKAGES = ("tensorflow", "keras", "numpy", "scikit-learn")
"""Libraries whose versions are told."""

ENVIRONMENT = {
    "KERAS_BACKEND": "tensorflow",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}
"""Set before the libraries are imported, whatever the caller's environment says."""

XLA_FLAGS = "--xla_gpu_autotune_level=0 --xla_gpu_deterministic_ops=true"
"""On a GPU, XLA otherwise tries algorithms out by the clock, and a repeated run might differ."""


def main() -> None:
    """Import the libraries, say what trains, and obey until standard input ends."""
    channel = Channel()
    channel.say(TrainerStarted(protocol=PROTOCOL, pid=os.getpid()))
    channel.listen(sys.stdin.buffer)
    os.environ.update(ENVIRONMENT)
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {XLA_FLAGS}".strip()
    began = time.perf_counter()
    # Imported here, when the channel is safe from whatever these libraries print.
    import keras

    from nnterm.trainer.device import choose_device, watch_load
    from nnterm.trainer.loops import Loops
    from nnterm.trainer.preparation import prepare
    from nnterm.trainer.session import Session

    # It warns of functions that are compiled anew, which is what a change of the model asks for.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    # A keras.json in the home folder may say otherwise.
    keras.config.set_floatx("float32")
    keras.config.set_image_data_format("channels_last")
    device = choose_device()
    versions = {package: version(package) for package in PACKAGES}
    channel.say(TrainerReady(device=device, versions=versions, seconds=time.perf_counter() - began))
    watch_load(device, lambda load: channel.say(DeviceSampled(load=load)))
    loops = Loops()
    command = channel.next(wait=True)
    while True:
        follows = None
        match command:
            case StartRun():
                follows = Session(channel, loops, device, command).run()
            case PrepareRun():
                prepare(command, channel, loops)
        command = follows or channel.next(wait=True)


if __name__ == "__main__":
    main()
