"""The words of the device badge."""

from typing import TYPE_CHECKING

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Piece, Role
from nnterm.tui.session.status import Status

if TYPE_CHECKING:
    from nnterm.tui.session.training import Training

DEFAULT = "TensorFlow"
"""The backend that goes without saying."""


def badge(training: "Training") -> Piece:
    """What the top line says of the device, and in which tone."""
    dot = glyphs.current().separator
    if training.silent:
        return f"trainer silent {dot} t restarts it", Role.BAD
    match training.status:
        case Status.ABSENT if training.released:
            return f"GPU given back {dot} t takes it again", Role.QUIET
        case Status.ABSENT:
            return f"trainer off {dot} t starts it", Role.WARNING
        case Status.CONNECTING:
            return f"{training.connecting} {dot} read on", Role.QUIET
        case Status.LOADING:
            return f"{training.backend} is loading {dot} read on", Role.QUIET
    device, load = training.device, training.load
    if device is None:
        return "ready", Role.GOOD
    backend = device.backend.split()[0] if device.backend else ""
    name = device.name if backend == DEFAULT else f"{backend} {device.name}"
    if load is None:
        ready = f"{backend} ready" if backend == DEFAULT else "ready"
        return f"{name} {dot} {ready}", Role.GOOD
    gigabyte = 1e9
    memory = f"{load.memory_used / gigabyte:.1f}/{load.memory_total / gigabyte:.0f} GB"
    return f"{name} {load.utilization}% {memory}", Role.GOOD
