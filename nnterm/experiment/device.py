"""What the app knows of the device that trains."""

import re
from typing import Literal

import msgspec

from nnterm.errors import UsageError

DEVICE_VARIABLE = "NNTERM_DEVICE"
"""The environment variable that names the wanted device, for the training process too."""


class Wanted(msgspec.Struct, frozen=True):
    """The device that somebody asked for."""

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
    raise UsageError(f"{text!r} is no device.", "Write cpu, gpu, or gpu:N with the number of a GPU, such as gpu:0.")


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

    utilization: int
    """Percent of the last sampling period in which a kernel ran, 0 to 100."""
    memory_used: int
    """Bytes in use by all processes."""
    memory_total: int
    """Bytes of the card."""
