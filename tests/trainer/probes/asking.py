"""Questions to the real trainer about the inside of a model."""

from typing import Any

import numpy as np

from nnterm.experiment.protocol import commands
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.inspection_requests import InspectionRequest
from nnterm.experiment.protocol.picture import Picture
from nnterm.experiment.protocol.wire import encode
from trainer.cases import Case
from trainer.child import Child

LARGEST_EVENT = 20_000
"""Bytes that a slow line carries at once."""


def ask(child: Child, run_id: str, question: InspectionRequest, epoch: int | None = None) -> Any:
    child.send(commands.InspectRun(run_id=run_id, question=question, epoch=epoch))
    event = child.until(lambda event: isinstance(event, Inspected))[-1]
    assert len(encode(event)) < LARGEST_EVENT
    return event


def run(child: Child, case: Case) -> str:
    """Train `case` to its end; the id of the run."""
    return child.run(case)[-1].run_id  # type: ignore[union-attr]


def shades(picture: Picture) -> np.ndarray:
    return np.array([[picture.shade(row, column) for column in range(picture.columns)] for row in range(picture.rows)])
