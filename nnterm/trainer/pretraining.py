"""Trainings whose weights others start from: each is trained once, and what it has learned is kept for the session."""

from collections import OrderedDict
from collections.abc import Iterator

import numpy as np

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters.hyperparameters import Pretraining
from nnterm.experiment.protocol.events import PretrainingAdvanced
from nnterm.trainer.channel import Channel
from nnterm.trainer.controls import Controls
from nnterm.trainer.heartbeat import Pulse
from nnterm.trainer.loops.protocol import LoopMaker
from nnterm.trainer.loops.snapshot import Learned, learned_by
from nnterm.trainer.loops.stopping import watch_of

KEPT = 4
"""Trainings whose weights are kept."""


class Pretrained:
    """What trainings have learned that others start from. The same training is done once."""

    def __init__(self, loops: LoopMaker, channel: Channel) -> None:
        self.loops = loops
        """What makes the loops, of these trainings and of those that start from them."""
        self._channel = channel
        self._kept: OrderedDict[str, Learned] = OrderedDict()

    def weights(self, wanted: Pretraining | None, run_id: str, controls: Controls, pulse: Pulse) -> Learned | None:
        """What `wanted` has learned, trained now where that is not known; None where nothing is wanted.

        Its epochs are reported as something of the run `run_id`, which waits for it. A request to stop is obeyed
        meanwhile. Raises ModelError then, and where the training cannot be used.
        """
        if wanted is None:
            return None
        key = repr(wanted)
        if key not in self._kept:
            for learned in self._train(wanted, run_id):
                pulse.beat("training")
                controls.take(0)
                if controls.stopped:
                    raise ModelError(
                        f"Stopped while {wanted.experiment} was trained, whose weights this run starts from.",
                        "Train it again.",
                    )
                if learned is not None:
                    self._kept[key] = learned
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _train(self, wanted: Pretraining, run_id: str) -> Iterator[Learned | None]:
        """Train a piece at a time; what was learned comes last."""
        chosen = wanted.hyperparameters
        parts = self.loops.load(wanted.dataset, wanted.split)
        loop, _ = self.loops.make(wanted.dataset, parts, chosen)
        watch = watch_of(chosen, loop)
        while loop.done < chosen.epochs and not (watch and watch.ended):
            for _ in loop.compile():
                yield None
            if (watch or loop).advance(chosen.epochs):
                self._channel.say(PretrainingAdvanced(run_id=run_id, epochs=loop.done))
            yield None
        if watch is not None:
            watch.restore()
        learned = learned_by(loop.model)
        if not all(np.isfinite(array).all() for layer in learned for array in layer):
            raise ModelError(
                f"{wanted.experiment} diverged, whose weights this run was to start from.",
                "Choose a lower learning rate for it.",
            )
        yield learned
