"""What a model answers for every pair of numbers that are added around a circle."""

import numpy as np

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.inspection_requests import InspectPairs
from nnterm.experiment.protocol.pairs_shown import CLOSED, PairsShown
from nnterm.trainer.probes.rows.judging import answers, certainties, guesses
from nnterm.trainer.probes.subject import Subject


def pairs_of(subject: Subject, wanted: InspectPairs) -> PairsShown:
    """Whose each pair is, and whether its sum is right, flipped labels or not. Raises DatasetError for other data."""
    if not catalog.is_modular(subject.dataset):
        raise DatasetError("These data are no pairs of numbers.", "Open the panel where pairs are added.")
    modulus = subject.classes
    cells = np.full((modulus, modulus), CLOSED)
    parts = subject.parts.train, subject.parts.validation, subject.parts.test if wanted.test else None
    for place, part in enumerate(parts):
        if part is not None:
            pairs = part[0]
            is_right = guesses(answers(subject.loop, pairs), modulus) == pairs.sum(axis=1) % modulus
            cells[pairs[:, 0], pairs[:, 1]] = 2 * place + is_right
    a, b = min(wanted.a, modulus - 1), min(wanted.b, modulus - 1)
    guess, certainty = None, 0.0
    if cells[a, b] != CLOSED:
        outputs = answers(subject.loop, np.array([[a, b]], dtype="int32"))
        guess, certainty = int(guesses(outputs, modulus)[0]), float(certainties(outputs, modulus)[0])
    return PairsShown(
        run_id=subject.run_id,
        epoch=subject.epoch,
        modulus=modulus,
        cells="".join(map(str, cells.ravel())),
        a=a,
        b=b,
        guess=guess,
        certainty=round(min(1.0, certainty), 4),
    )
