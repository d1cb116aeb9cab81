"""The model that is looked into, and what belongs to it."""

from typing import NamedTuple

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.loops.protocol import Loop


class Subject(NamedTuple):
    """A model as it is at this moment."""

    run_id: str
    dataset: Dataset
    parts: Parts
    loop: Loop
    epoch: int
    """Whole epochs that the model was trained for."""

    @property
    def classes(self) -> int:
        """How many classes there are; 0 for a regression."""
        return len(catalog.entry(self.dataset).classes)
