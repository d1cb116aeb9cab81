"""Why is the GPU (not) faster here? The same training for a moment on the CPU and on the GPU."""

import time
from collections.abc import Callable
from dataclasses import replace

import keras
import msgspec

from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.commands import CompareDevices
from nnterm.experiment.protocol.device import Measured
from nnterm.experiment.protocol.events import DevicesCompared
from nnterm.trainer.backends import Backend
from nnterm.trainer.channel import Channel
from nnterm.trainer.device import Chosen, cpu_name, gpu_name
from nnterm.trainer.failure import FAILURES, explained
from nnterm.trainer.loops.cost import multiplications
from nnterm.trainer.loops.protocol import LoopMaker

WARM_UP, MEASURED = 0.4, 1.2
"""Seconds of training before and during the measurement."""

ENDLESS = 10**9
"""An epoch that is never reached."""

PASSES = 6
"""Floating-point operations of a step for each multiplication forwards: two there, and twice as many backwards."""


def compare(command: CompareDevices, channel: Channel, backend: Backend, chosen: Chosen) -> None:
    """Measure what `command` asks for on the CPU, and on the GPU in use, and say it as DevicesCompared."""
    places = {"CPU:0": cpu_name()}
    if chosen.gpus:
        index = chosen.gpus[0]
        places[backend.place(index)] = f"GPU {index} {gpu_name(index)}"
    reason = "" if chosen.gpus else chosen.device.reason
    found: list[Measured | None] = []
    operations = 0.0
    try:
        operations = step_operations(command)
        for place, name in places.items():
            loops = maker(backend, place)
            with keras.device(place):
                found.append(measure(command, loops, name, lambda: channel.waiting))
    except FAILURES as error:
        failure = explained(error, command.hyperparameters)
        found, reason = [], f"{failure.message} {failure.remedy}"
    if None in found:
        found, reason = [], "The comparison gave way to another command. Ask for it again."
    cpu, gpu = [*found, None, None][:2]
    channel.say(DevicesCompared(cpu=cpu, gpu=gpu, operations=operations, reason=reason))


def maker(backend: Backend, place: str) -> LoopMaker:
    """A maker of loops that train at `place` alone, as Keras's `device` names it."""
    if backend.name == "tensorflow":
        from nnterm.trainer.loops.compiled_loops import Loops

        # Its graphs take the device from the thread that calls them.
        return Loops()
    from nnterm.trainer.loops.keras_loops import FitLoops

    return FitLoops(lambda: keras.device(place))


def measure(command: CompareDevices, loops: LoopMaker, name: str, interrupted: Callable[[], bool]) -> Measured | None:
    """Train for `MEASURED` seconds after a warm-up, without validation; None where it was interrupted.

    Raises what is in `FAILURES`.
    """
    parts = replace(loops.load(command.dataset, command.split), validation=None, test=None)
    # For one epoch XLA never pays, so both devices train plain graphs.
    hyperparameters = msgspec.structs.replace(command.hyperparameters, epochs=1)
    loop, _ = loops.make(command.dataset, parts, hyperparameters)
    for _ in loop.compile():
        if interrupted():
            return None

    def advance(seconds: float) -> Measured | None:
        """Train for `seconds`, and one call at least."""
        began, before = time.perf_counter(), loop.done * loop.steps_per_epoch + loop.step
        while True:
            loop.advance(ENDLESS)
            taken, now = time.perf_counter() - began, loop.done * loop.steps_per_epoch + loop.step
            if interrupted():
                return None
            if taken >= seconds and now > before:
                return Measured(device=name, steps=now - before, seconds=taken)

    return advance(MEASURED) if advance(WARM_UP) else None


def step_operations(command: CompareDevices) -> float:
    """Floating-point operations of a training step, about."""
    chosen = command.hyperparameters
    return float(PASSES * chosen.batch_size * multiplications(chosen.stack(), catalog.input_shape(command.dataset)))
