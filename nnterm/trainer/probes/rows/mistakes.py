"""Which classes a model takes for which, and the rows that it gets wrong."""

import numpy as np
from msgspec.structs import replace

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset
from nnterm.experiment.protocol.inspection_requests import InspectMistakes
from nnterm.experiment.protocol.inspection_results import ConfusionCounted, Mistake, MistakesFound
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.probes.images.pictures import bright
from nnterm.trainer.probes.rows.judging import Judged, certainties, guesses, held_out
from nnterm.trainer.probes.subject import Subject

MOST_LETTERS = 240
"""Characters of a text that are shown."""

MOST_COLUMNS = 8
"""Columns of a table that are shown."""


def confusion_of(subject: Subject, judged: Judged) -> ConfusionCounted:
    """How often each class is taken for each."""
    classes = subject.classes
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (judged.y.astype(int), guesses(judged.outputs, classes)), 1)
    return ConfusionCounted(
        run_id=subject.run_id,
        epoch=subject.epoch,
        part=judged.part,
        rows=len(judged.y),
        of=judged.of,
        counts=counts.tolist(),
    )


def mistakes_of(subject: Subject, judged: Judged, wanted: InspectMistakes, raw: Parts) -> MistakesFound:
    """A page of the misclassified rows, the most confident first. `raw` has the rows before they were encoded."""
    classes = subject.classes
    guessed, certainty = guesses(judged.outputs, classes), certainties(judged.outputs, classes)
    wrong = np.flatnonzero(guessed != judged.y)
    # A stable order: the same mistake stays on its page while nothing is trained.
    wrong = wrong[np.argsort(-certainty[wrong], kind="stable")]
    rows = held_out(raw, test=wanted.test)[1][0]
    flips = subject.parts.flips if judged.part == "train" else {}
    mistakes = [
        replace(
            _mistake(subject.dataset, rows[row], int(judged.y[row]), int(guessed[row]), float(certainty[row])),
            flipped_from=flips.get(int(row)),
        )
        for row in wrong[wanted.first : wanted.first + wanted.most]
    ]
    return MistakesFound(
        run_id=subject.run_id,
        epoch=subject.epoch,
        part=judged.part,
        rows=len(judged.y),
        wrong=len(wrong),
        first=wanted.first,
        mistakes=mistakes,
    )


def _mistake(dataset: Dataset, row: object, truth: int, guess: int, certainty: float) -> Mistake:
    found = Mistake(truth=truth, guess=guess, certainty=round(certainty, 4))
    if isinstance(row, str):
        return replace(found, text=row[:MOST_LETTERS])
    values = np.asarray(row)
    if tokens := catalog.entry(dataset).tokens:
        return replace(found, text="".join(tokens[number] for number in values if number)[:MOST_LETTERS])
    if catalog.is_image(dataset):
        return replace(found, picture=bright(values.reshape(catalog.entry(dataset).shape)[:, :, 0]))
    return replace(found, values=[float(f"{value:.4g}") for value in values.ravel()[:MOST_COLUMNS]])
