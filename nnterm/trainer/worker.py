"""The training process: commands on standard input, events on standard output."""

import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn

import msgspec

from nnterm.errors import NntermError
from nnterm.experiment.protocol.commands import (
    Command,
    CompareDevices,
    ContinueRun,
    ForkRun,
    InspectRun,
    PrepareRun,
    StartRun,
)
from nnterm.experiment.protocol.device import DEVICE_VARIABLE, Device, parse_wanted
from nnterm.experiment.protocol.events import DeviceSampled, RunFailed, TrainerFailed, TrainerReady, TrainerStarted
from nnterm.experiment.protocol.wire import PROTOCOL
from nnterm.installed import installed_version
from nnterm.trainer.backends import Backend, choose_backend
from nnterm.trainer.channel import Channel
from nnterm.trainer.device import Chosen, choose_device, watch_load
from nnterm.trainer.heartbeat import Pulse
from nnterm.trainer.loops.protocol import LoopMaker

PACKAGES = ("keras", "numpy", "scikit-learn")
"""Libraries whose versions are reported beside the backend's."""

XLA_FLAGS = (
    "--xla_gpu_autotune_level=0 --xla_gpu_deterministic_ops=true"
    " --xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=200000"
)
"""On a GPU, XLA otherwise tries algorithms out by the clock, and a repeated run might differ.

On a CPU, XLA otherwise calls a function for each operation of a step, which in networks of a few units takes longer
than the arithmetic. A loop that touches fewer bytes than this becomes one function. Wider networks keep the calls,
since in one function products of matrices are plain loops: with 64 units they take seven times longer.
"""


def main() -> None:
    """Import the libraries, say what trains, and obey until standard input ends."""
    channel = Channel()
    pulse = Pulse()
    backend, note = choose_backend(os.environ.get("KERAS_BACKEND"))
    channel.say(TrainerStarted(protocol=PROTOCOL, pid=os.getpid(), backend=backend.title))
    channel.die_with_parent()
    channel.listen(sys.stdin.buffer)
    pulse.start(channel)
    # Whatever the caller's environment, or a keras.json in the home folder, says.
    os.environ.update({"KERAS_BACKEND": backend.name, "TF_CPP_MIN_LOG_LEVEL": "2"})
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {XLA_FLAGS}".strip()
    began = time.perf_counter()
    try:
        chosen = choose_device(backend, parse_wanted(os.environ.get(DEVICE_VARIABLE, "")))
    except NntermError as error:
        channel.say(TrainerFailed(message=error.message, remedy=error.remedy))
        return
    # Imported here, when the channel is safe from whatever these libraries print.
    import keras

    from nnterm.trainer.comparing import compare

    # It warns of functions that are compiled anew, which is what a change of the model asks for.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    # A keras.json in the home folder may say otherwise.
    keras.config.set_floatx("float32")
    keras.config.set_image_data_format("channels_last")
    loops = loop_maker(backend, chosen)
    device = chosen.device
    if note:
        device = msgspec.structs.replace(device, reason=f"{note} {device.reason}")
    versions = {package: installed_version(package) for package in (backend.name, *PACKAGES)}
    channel.say(TrainerReady(device=device, versions=versions, seconds=time.perf_counter() - began))
    watch_load(chosen, lambda load: channel.say(DeviceSampled(load=load)))
    obey(channel, loops, device, pulse, lambda command: compare(command, channel, backend, chosen))


def obey(
    channel: Channel, loops: LoopMaker, device: Device, pulse: Pulse, compare: Callable[[CompareDevices], None]
) -> NoReturn:
    """Carry out one command after the other. The end of standard input ends the process, not this."""
    from nnterm.trainer.preparation import prepare
    from nnterm.trainer.pretraining import Pretrained
    from nnterm.trainer.session import Session

    session: Session | None = None
    pretrained = Pretrained(loops, channel)
    pulse.beat("idle")
    command = channel.next()
    while True:
        follows = None
        has_model = session is not None and session.has_model
        match command:
            case StartRun():
                session = Session(channel, pretrained, device, pulse, command)
                follows = session.run()
            case ContinueRun():
                if session is not None and session.may_continue and session.run_id == command.run_id:
                    follows = session.go_on(command)
                else:
                    channel.say(gone(command.run_id))
            case ForkRun():
                if session is not None and has_model and session.run_id == command.source:
                    follows = session.fork(command)
                else:
                    channel.say(gone(command.run_id))
            case InspectRun():
                # Where the run is gone nobody waits: the app knows which run the trainer has.
                if session is not None and has_model and session.run_id == command.run_id:
                    session.inspect(command)
            case CompareDevices():
                pulse.beat("compiling")
                compare(command)
            case PrepareRun():
                prepare(command, channel, loops, pulse)
        pulse.beat("idle")
        command = follows or next_command(channel, loops)


def gone(run_id: str) -> RunFailed:
    """The answer to a command for a run whose model is no longer here."""
    return RunFailed(run_id=run_id, message="The trainer no longer has this run.", remedy="Train it from the start.")


def loop_maker(backend: Backend, chosen: Chosen) -> LoopMaker:
    """TensorFlow's compiled loops on one device; Keras's `fit` on other backends and on several devices."""
    if backend.name == "tensorflow" and len(chosen.gpus) < 2:
        from nnterm.trainer.loops.compiled_loops import Loops
        from nnterm.trainer.loops.memory import settle, shorten_stack_traces

        shorten_stack_traces()
        settle()
        return Loops()
    from nnterm.trainer.loops.keras_loops import FitLoops

    if len(chosen.gpus) > 1:
        return FitLoops(backend.together(chosen.gpus), len(chosen.gpus))
    return FitLoops()


def next_command(channel: Channel, loops: LoopMaker) -> Command | None:
    """The next command, waited for; the time until it comes is used to tidy up."""
    if not channel.waiting:
        loops.tidy()
    return channel.next()


def live() -> NoReturn:
    """Do `main`, then end at once: while a thread waits for standard input, Python's own way out may abort."""
    sys.excepthook = _die
    main()
    sys.stderr.flush()
    os._exit(0)


def _die(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> NoReturn:
    """End because of a mistake of ours; its traceback is in the log, and its last line is reported."""
    traceback.print_exception(kind, error, trace)
    sys.stderr.flush()
    os._exit(1)


if __name__ == "__main__":
    live()
