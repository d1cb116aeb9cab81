"""The training process: commands on standard input, events on standard output."""

import logging
import os
import sys
import time
from importlib.metadata import version

from nnterm.experiment.events import (
    PROTOCOL,
    ContinueRun,
    DeviceSampled,
    PrepareRun,
    RunFailed,
    StartRun,
    TrainerReady,
    TrainerStarted,
)
from nnterm.trainer.channel import Channel
from nnterm.trainer.heartbeat import Pulse

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
    pulse = Pulse()
    channel.say(TrainerStarted(protocol=PROTOCOL, pid=os.getpid()))
    channel.listen(sys.stdin.buffer)
    pulse.start(channel)
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
    session: Session | None = None
    pulse.beat("idle")
    command = channel.next()
    while True:
        follows = None
        match command:
            case StartRun():
                session = Session(channel, loops, device, pulse, command)
                follows = session.run()
            case ContinueRun():
                if session is not None and session.run_id == command.run_id and session.may_continue:
                    follows = session.go_on(command)
                else:
                    channel.say(gone(command.run_id))
            case PrepareRun():
                prepare(command, channel, loops, pulse)
        pulse.beat("idle")
        command = follows or channel.next()


def gone(run_id: str) -> RunFailed:
    """The answer to a command for a run whose model is no longer here."""
    return RunFailed(run_id=run_id, message="The trainer no longer has this run.", remedy="Press t to train it anew.")


if __name__ == "__main__":
    main()
