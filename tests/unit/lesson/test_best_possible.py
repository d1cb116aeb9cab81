"""The best accuracy that is possible on the noisy moons of lesson 10, which its text states: the moons overlap."""

import numpy as np
import pytest
from numpy.typing import NDArray

from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.trainer.datasets.points import generate

NOISE = 0.3
BEST, LOSS = 0.915, 0.21
"""Accuracy and crossentropy of the best border of all, as the lesson has them."""
STEP = 0.05
"""Distance of the places that stand for the plane."""


def densities(places: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How likely a point of each moon lies at `places` (n, 2): scikit-learn's half circles, each moved by NOISE."""
    angle = (np.arange(200) + 0.5) / 200 * np.pi
    outer = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    inner = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)

    def density(moon: NDArray[np.float64]) -> NDArray[np.float64]:
        squares = ((places**2).sum(axis=1)[:, None] - 2 * places @ moon.T) + (moon**2).sum(axis=1)
        return np.exp(-squares / (2 * NOISE**2)).mean(axis=1) / (2 * np.pi * NOISE**2)

    return density(outer), density(inner)


def test_no_border_is_right_for_more_of_the_noisy_moons_than_the_lesson_says() -> None:
    x, y = np.meshgrid(np.arange(-2.6, 3.6, STEP), np.arange(-2.1, 2.6, STEP))
    outer, inner = densities(np.stack([x.ravel(), y.ravel()], axis=1))
    assert float((outer + inner).sum() / 2 * STEP**2) == pytest.approx(1, abs=1e-4)
    assert float(np.maximum(outer, inner).sum() / 2 * STEP**2) == pytest.approx(BEST, abs=5e-4)
    both = outer + inner
    entropy = -(outer * np.log(outer / both) + inner * np.log(inner / both)).sum() / 2 * STEP**2
    assert float(entropy) == pytest.approx(LOSS, abs=5e-3)


def test_the_points_that_the_lesson_draws_are_those_whose_best_border_is_known() -> None:
    points, classes = generate("moons", {"samples": 10_000, "noise": NOISE, "seed": 1})
    outer, inner = densities(points)
    right = ((inner > outer) == (classes == 1)).mean()
    assert right == pytest.approx(BEST, abs=0.008)


def test_the_lesson_says_so_of_points_with_that_noise() -> None:
    head = next(head for head in load_course().lessons if head.id == "overfitting")
    large = load_lesson(head).experiments[0]
    assert (large.dataset.name, large.dataset.options["noise"]) == ("moons", NOISE)
    text = head.path.read_text(encoding="utf-8")
    assert f"right for {BEST} of all points, with a loss of {LOSS}." in " ".join(text.split())
