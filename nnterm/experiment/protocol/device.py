"""What the app knows of the device that trains."""

import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from nnterm.errors import UsageError
from nnterm.experiment.protocol.bounds import Count

DEVICE_VARIABLE = "NNTERM_DEVICE"
"""The environment variable that names the wanted device, for the training process too."""


class Wanted(msgspec.Struct, frozen=True):
    """The device that was requested."""

    kind: Literal["any", "cpu", "gpu", "all"] = "any"
    """`any`: a GPU where there is one. `all`: every GPU at once."""
    index: int | None = None
    """Which GPU, counted among those that CUDA_VISIBLE_DEVICES leaves visible; None for the freest."""


def parse_wanted(text: str) -> Wanted:
    """`cpu`, `gpu`, `gpu:N`, `all`, or nothing. Raises UsageError for anything else."""
    match text.strip().lower():
        case "":
            return Wanted()
        case "cpu":
            return Wanted("cpu")
        case "gpu":
            return Wanted("gpu")
        case "all":
            return Wanted("all")
        case other if found := re.fullmatch(r"gpu:([0-9]{1,4})", other):
            return Wanted("gpu", int(found[1]))
    raise UsageError(f"{text!r} is not a device.", "Write cpu, gpu, or gpu:N with the number of a GPU, such as gpu:0.")


class Device(msgspec.Struct, frozen=True):
    """The device that training really uses, and why."""

    kind: str
    """`CPU` or `GPU`."""
    name: str
    """What the badge shows: `CPU 2 cores`, `GPU 0 NVIDIA H200`."""
    reason: str
    """Why this one and not another, in a sentence or two, with the remedy where there is one."""
    backend: str = ""
    """Library and version: `TensorFlow 2.21.0`."""


class DeviceLoad(msgspec.Struct, frozen=True):
    """How busy the GPU is at one moment, from NVML."""

    utilization: Annotated[int, Meta(ge=0, le=100)]
    """Percent of the last sampling period in which a kernel ran, 0 to 100."""
    memory_used: Count
    """Bytes in use by all processes."""
    memory_total: Count
    """Bytes of the card."""


class Measured(msgspec.Struct, frozen=True):
    """How fast one device trained."""

    device: str
    """Its name, as the badge has it."""
    steps: Annotated[int, Meta(ge=1, le=10**12)]
    """Training steps made, at least 1."""
    seconds: Annotated[float, Meta(ge=1e-9, le=1e9)]
    """Time they took."""

    @property
    def step_seconds(self) -> float:
        """Seconds a training step."""
        return self.seconds / self.steps


ALIKE = 1.15
"""Up to this many times faster is about as fast: measurements of a second or two differ as much."""

LAUNCHING = 0.2
"""Up to this part of the GPU's step spent on arithmetic, launching the step's kernels is what takes the time."""

GPU_FLOPS = 1e13
"""Floating-point operations a second that a GPU does in the matrices of a lesson; cards reach a few times more."""


def comparison(cpu: Measured | None, gpu: Measured | None, operations: float, reason: str) -> str:
    """Which device is faster, by how much, and why, in a sentence or two.

    `operations` are the floating-point operations of a training step; `reason` says why a device was not measured.
    """
    if cpu is None:
        return reason
    if gpu is None:
        return f"The CPU makes {_rate(cpu)}. There is no GPU to compare it with: {reason}"
    ratio = cpu.step_seconds / gpu.step_seconds
    both = f"{_rate(gpu)} on the GPU, {_rate(cpu)} on the CPU"
    computing = operations / GPU_FLOPS
    share = min(1.0, computing / gpu.step_seconds)
    launching = (
        f"a step is only {_count(operations)} operations, about {_time(computing)} of the {_time(gpu.step_seconds)} "
        "that it takes the GPU: launching each step costs more than computing it"
    )
    dominates = f"a step is {_count(operations)} operations, and computing dominates"
    if ratio > ALIKE:
        why = f"{dominates}, which a GPU does in parallel" if share > LAUNCHING else launching
        if share <= LAUNCHING:
            why = f"{why}, and still the CPU needs longer to compute it. A larger batch_size would gain more"
        return f"The GPU is {ratio:.1f} times faster: {both}. Why: {why}."
    small = share <= LAUNCHING
    why = f"{launching}. A larger model or batch_size favours the GPU" if small else dominates
    if 1 / ratio > ALIKE:
        return f"The CPU is {1 / ratio:.1f} times faster: {both}. Why: {why}."
    return f"CPU and GPU are about equally fast: {both}. Why: {why}."


def _rate(measured: Measured) -> str:
    """`1,230 steps a second`."""
    rate = 1 / measured.step_seconds
    return f"{rate:,.0f} steps a second" if rate >= 10 else f"{rate:.1f} steps a second"


def _count(number: float) -> str:
    """`1.2 million`, rounded to two digits."""
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if number >= size:
            return f"{number / size:.2g} {name}" if number / size < 100 else f"{number / size:,.0f} {name}"
    return f"{number:.0f}"


def _time(seconds: float) -> str:
    """`0.42 ms`, `3 us`."""
    return f"{seconds * 1e3:.2g} ms" if seconds >= 1e-4 else f"{seconds * 1e6:.2g} us"
