"""What is inside a model: its answer at every place of the plane."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.trainer.datasets.parts import Parts

COLUMNS, ROWS = 64, 48
"""Places of the decision map across and down."""

MARGIN = 0.1
"""Part of the data's range that is shown beyond it on each side."""

LEVELS = 8
"""Steps of certainty."""


class Plane:
    """The part of the plane that is shown: the training rows, with a margin."""

    def __init__(self, parts: Parts) -> None:
        x = parts.train[0]
        low, high = x.min(axis=0), x.max(axis=0)
        margin = np.where(high > low, (high - low) * MARGIN, 1.0)
        (left, bottom), (right, top) = low - margin, high + margin
        self.edges = float(left), float(right), float(bottom), float(top)
        """Left, right, bottom and top."""

    def grid(self, columns: int, rows: int) -> Any:
        """The middles (rows * columns, 2) of equal parts of it, row by row from the top left."""
        left, right, bottom, top = self.edges
        across, up = np.meshgrid(_middles(left, right, columns), _middles(top, bottom, rows))
        return np.stack([across.ravel(), up.ravel()], axis=1).astype("float32")


class MapProbe:
    """Evaluates a model on a grid over the training data, which changes nothing about the training."""

    def __init__(self, answer: Callable[[Any], Any], parts: Parts) -> None:
        """`answer` gives the model's output (n, units) for points (n, 2)."""
        plane = Plane(parts)
        self._edges = plane.edges
        self._grid = plane.grid(COLUMNS, ROWS)
        self._answer = answer

    def compute(self, run_id: str, epoch: int) -> MapComputed:
        """The map as the model is now, after `epoch` epochs."""
        outputs = np.nan_to_num(np.asarray(self._answer(self._grid)))
        if outputs.shape[1] == 1:
            classes = (outputs[:, 0] > 0.5).astype(int)
            certainty = np.abs(outputs[:, 0] - 0.5) * 2
        else:
            ordered = np.sort(outputs, axis=1)
            classes = outputs.argmax(axis=1)
            certainty = ordered[:, -1] - ordered[:, -2]
        left, right, bottom, top = self._edges
        levels = np.clip(certainty * LEVELS, 0, LEVELS - 1).astype(int)
        return MapComputed(
            run_id=run_id,
            epoch=epoch,
            columns=COLUMNS,
            rows=ROWS,
            left=left,
            right=right,
            bottom=bottom,
            top=top,
            classes=classes.tolist(),
            certainty=levels.tolist(),
        )


def _middles(start: float, end: float, count: int) -> Any:
    """The middles of `count` equal parts between `start` and `end`."""
    return start + (end - start) * (np.arange(count) + 0.5) / count
