"""What the app knows of the device that trains."""

import msgspec


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
