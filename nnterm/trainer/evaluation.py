"""What Keras's `evaluate` gives once the training is over, on rows that nothing was learned from if there are any."""

from nnterm.trainer.controls import Controls
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.heartbeat import Pulse
from nnterm.trainer.loops.protocol import Loop, Part
from nnterm.trainer.reporter import finite


def evaluated_part(parts: Parts) -> str:
    """The name of the rows that a run is evaluated on: test, else validation, else train."""
    return "test" if parts.test else "validation" if parts.validation else "train"


def evaluated(loop: Loop, controls: Controls, pulse: Pulse, part: Part) -> dict[str, float | None]:
    """Loss and metrics on `part`; nothing where a new run waits for it."""
    for found in loop.evaluate(part):
        pulse.beat("training")
        if found is not None:
            return {key: finite(value) for key, value in found.items()}
        if controls.next is None:
            controls.take(loop.done)
        if controls.next is not None:
            break
    return {}
