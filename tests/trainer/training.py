"""A training without the process around it."""

from collections.abc import Callable

from nnterm.trainer.loops.compiled_loop import EpochLoop
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path
from nnterm.trainer.loops.protocol import Loop

from .cases import Case
from .oracle import History


def start(case: Case, loops: Loops, path: Path | None = None) -> EpochLoop:
    """A loop at epoch 0, compiled the way that follows from the case, or along `path`."""
    parts = loops.load(case.dataset, case.split)
    chosen = case.hyperparameters
    path = path or loops.path(case.dataset, parts, chosen)
    tensors = loops.tensors(case.dataset, parts, chosen)
    train, validation, _ = parts.sizes
    compiled = loops.model(case.dataset, tensors["train"], (train, validation), chosen, path)
    return EpochLoop(compiled, path, tensors, chosen)


def train(loop: Loop, epochs: int, cut: Callable[[int], int] = lambda done: 10**6) -> History:
    """Train `loop` to the end of epoch `epochs`; `cut` says up to which epoch a call may go after `done` epochs."""
    history: History = {}
    while loop.done < epochs:
        for _ in loop.compile():
            pass
        for name, values in loop.advance(min(epochs, cut(loop.done))).items():
            history.setdefault(name, []).extend(values)
    return history


def trained(case: Case, loops: Loops, path: Path | None = None) -> History:
    """The whole history of `case`."""
    return train(start(case, loops, path), case.hyperparameters.epochs)
