"""How many rows of each of two classes reach each threshold of the probability."""

import numpy as np

from nnterm.experiment.protocol.inspection_requests import InspectScores
from nnterm.experiment.protocol.scores_counted import STEPS, ScoresCounted
from nnterm.trainer.probes.rows.judging import Array, Judged, probabilities
from nnterm.trainer.probes.subject import Subject


def scores_of(subject: Subject, judged: Judged, question: InspectScores) -> ScoresCounted:
    """The counts for the class that is asked for, else for the rarer of the two among the rows."""
    truth = judged.y.astype(int)
    wanted = question.wanted
    if wanted is None:
        wanted = int(np.bincount(truth, minlength=2)[:2].argmin())
    found = probabilities(judged.outputs, 2)[:, wanted]
    return ScoresCounted(
        run_id=subject.run_id,
        epoch=subject.epoch,
        part=judged.part,
        rows=len(truth),
        of=judged.of,
        wanted=wanted,
        hits=_passing(found[truth == wanted]),
        alarms=_passing(found[truth != wanted]),
    )


def _passing(found: Array) -> list[int]:
    """How many of the probabilities are at least k / STEPS, for each k; 0.29 as a float counts as 0.29."""
    steps = np.floor(found.astype("float64") * STEPS + 1e-6).astype(int)
    counts = np.bincount(np.clip(steps, 0, STEPS), minlength=STEPS + 1)
    passing: list[int] = counts[::-1].cumsum()[::-1].tolist()
    return passing
