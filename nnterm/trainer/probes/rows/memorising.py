"""How many training rows with a flipped label a model has learned by heart: nothing else leads to such an answer."""

from nnterm.experiment.protocol.events import RowsMemorised
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.loops.protocol import Loop
from nnterm.trainer.probes.rows.judging import MOST_JUDGED, answers, guesses


class MemorisingProbe:
    """Counts the flipped rows that a model gives the flipped label to, which changes nothing about the training."""

    def __init__(self, loop: Loop, parts: Parts, classes: int) -> None:
        """Of many flipped rows the first are looked at: `MOST_JUDGED` at the most."""
        rows = sorted(parts.flips)[:MOST_JUDGED]
        self._x, self._labels = parts.train[0][rows], parts.train[1][rows]
        self._loop, self._classes = loop, classes

    def compute(self, run_id: str, epoch: int) -> RowsMemorised:
        """The count as the model is now, after `epoch` epochs."""
        given = guesses(answers(self._loop, self._x), self._classes)
        count = int((given == self._labels).sum())
        return RowsMemorised(run_id=run_id, epoch=epoch, count=count, of=len(self._labels))
