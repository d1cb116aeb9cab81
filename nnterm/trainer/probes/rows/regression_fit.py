"""What a regression answers beside what is true."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.protocol.inspection_requests import InspectFit
from nnterm.experiment.protocol.inspection_results import FitShown
from nnterm.trainer.probes.rows.judging import answers, judge
from nnterm.trainer.probes.subject import Subject

MOST_POINTS = 300
"""Points that are sent."""

CURVE = 120
"""Values of the one input at which the model is evaluated."""


def fit_of(subject: Subject, wanted: InspectFit) -> FitShown:
    """The training points and the fitted curve of a function of one input; else truth and answer of held-out rows."""
    loop, run_id = subject.loop, subject.run_id
    x, y = subject.parts.train
    if x.shape[1:] == (1,):
        places = np.linspace(x.min(), x.max(), CURVE, dtype="float32").reshape(-1, 1)
        curve = _pairs(places[:, 0], answers(loop, places)[:, 0])
        return FitShown(run_id=run_id, epoch=subject.epoch, part="train", points=_pairs(x[:, 0], y), curve=curve)
    judged = judge(loop, subject.parts, test=wanted.test)
    return FitShown(run_id=run_id, epoch=subject.epoch, part=judged.part, points=_pairs(judged.y, judged.outputs[:, 0]))


def _pairs(first: NDArray[Any], second: NDArray[Any]) -> list[tuple[float, float]]:
    pairs = zip(first[:MOST_POINTS], second[:MOST_POINTS], strict=False)
    return [(float(f"{a:.4g}"), float(f"{b:.4g}")) for a, b in pairs]
