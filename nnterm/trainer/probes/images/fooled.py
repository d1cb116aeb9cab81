"""A step against the network: the fast gradient sign method (Goodfellow, Shlens and Szegedy 2014, arXiv 1412.6572).

Each pixel moves by epsilon in the direction in which the loss grows, `x + epsilon * sign(gradient)`, within 0 and 1.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.protocol.fooled_shown import ConfidenceBin, FooledShown
from nnterm.experiment.protocol.inspection_requests import InspectFooled
from nnterm.experiment.protocol.picture import Picture
from nnterm.trainer.datasets.targets import targets
from nnterm.trainer.probes.images.features import strong
from nnterm.trainer.probes.images.input_gradient import input_gradient
from nnterm.trainer.probes.images.own_digit import drawn_image
from nnterm.trainer.probes.images.pictures import bright, signed
from nnterm.trainer.probes.rows.judging import Judged, answers, certainties, guesses, probabilities
from nnterm.trainer.probes.subject import Subject

Array = NDArray[Any]

MANY = 100
"""Images of which it is counted how many are fooled."""

EDGES = (0.0, 0.5, 0.7, 0.9, 0.99, 1.0)
"""Probabilities between which rows are counted together."""


def fooled_of(subject: Subject, wanted: InspectFooled, judged: Judged, chosen: Hyperparameters) -> FooledShown:
    """One image before and after the step, and how many such steps fool. Raises DatasetError without images."""
    if not catalog.is_image(subject.dataset):
        raise DatasetError("These data are no images.", "Open the panel where a row is an image.")
    classes, sample = subject.classes, wanted.sample % len(judged.x)

    def gradient(x: Array, labels: Array) -> Array:
        return input_gradient(subject.loop.model, x, targets(labels, subject.dataset, chosen))

    if wanted.cells:
        x = drawn_image(subject.dataset, wanted.cells, centred=True)
        truth, label = None, int(guesses(answers(subject.loop, x), classes)[0])
    else:
        x = judged.x[sample : sample + 1]
        truth = label = int(judged.y[sample])
    slope = gradient(x, np.array([label]))
    changed = stepped(x, np.sign(slope), wanted.epsilon)
    before, after = (probabilities(answers(subject.loop, image), classes)[0] for image in (x, changed))
    many, labels = judged.x[:MANY], judged.y[:MANY].astype(int)
    is_right = guesses(judged.outputs[:MANY], classes) == labels
    noise = np.random.default_rng(0).choice([-1.0, 1.0], size=many.shape)
    fooled, by_noise = (
        int((is_right & (guesses(answers(subject.loop, moved), classes) != labels)).sum())
        for moved in (stepped(many, signs, wanted.epsilon) for signs in (np.sign(gradient(many, labels)), noise))
    )

    def plane(values: Array) -> Array:
        shown: Array = values.reshape(catalog.entry(subject.dataset).shape)[:, :, 0]
        return shown

    return FooledShown(
        run_id=subject.run_id,
        epoch=subject.epoch,
        part=judged.part,
        sample=sample,
        samples=len(judged.x),
        truth=truth,
        epsilon=wanted.epsilon,
        image=bright(plane(x)),
        change=_change(plane(changed - x), wanted.epsilon),
        changed=bright(plane(changed)),
        saliency=bright(np.abs(plane(slope)), strong(slope)),
        before=_rounded(before),
        after=_rounded(after),
        tried=len(many),
        right=int(is_right.sum()),
        fooled=fooled,
        fooled_by_noise=by_noise,
        bins=reliability(judged, classes),
    )


def stepped(x: Array, signs: Array, epsilon: float) -> Array:
    """`x` with each value moved by `epsilon` in the direction of its sign, kept within 0 and 1."""
    moved: Array = np.clip(x + epsilon * signs, 0, 1).astype(x.dtype)
    return moved


def reliability(judged: Judged, classes: int) -> list[ConfidenceBin]:
    """How sure the model is and how often it is right, for the rows between each two of `EDGES`; none without rows."""
    certainty = certainties(judged.outputs, classes)
    is_right = guesses(judged.outputs, classes) == judged.y
    place = np.clip(np.searchsorted(EDGES, certainty, side="right") - 1, 0, len(EDGES) - 2)
    bins = []
    for number, (low, high) in enumerate(pairwise(EDGES)):
        here = place == number
        if here.any():
            mean, part = (round(min(1.0, float(values[here].mean())), 4) for values in (certainty, is_right))
            bins.append(ConfidenceBin(low, high, int(here.sum()), mean, part))
    return bins


def _change(values: Array, epsilon: float) -> Picture:
    return signed(values, epsilon or 1.0)


def _rounded(scores: Array) -> list[float]:
    return [round(float(score), 4) for score in scores]
