"""Schedules and early stopping in a lesson file: Keras's classes with Keras's arguments."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.errors import LessonError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.schedules import CosineDecay, ExponentialDecay, InverseTimeDecay
from nnterm.lesson.loader import load_lesson


def load(folder: Path, rate: str = "0.1", callbacks: str = "[]") -> Experiment:
    body = (
        "\n## One\n\nText.\n\n```{experiment}\nid: e\ndataset: moons\nmodel: [Dense: {units: 1, activation: sigmoid}]\n"
        f"split: {{validation: 0.2}}\n"
        f"compile: {{loss: binary_crossentropy, learning_rate: {rate}}}\n"
        f"fit: {{epochs: 9, callbacks: {callbacks}}}\n```\n"
    )
    return load_lesson(write(folder, head("x", steps=body), "01-x.md")).experiment("e")


@pytest.mark.parametrize(
    ("written", "schedule"),
    [
        ("0.1", None),
        ("{CosineDecay: {initial_learning_rate: 0.1}}", CosineDecay()),
        ("{CosineDecay: {initial_learning_rate: 0.1, decay_steps: 50, alpha: 0.2}}", CosineDecay(50, 0.2)),
        (
            "{InverseTimeDecay: {initial_learning_rate: 0.1, decay_steps: 1, decay_rate: 1e-3}}",
            InverseTimeDecay(1, 0.001),
        ),
        ("{ExponentialDecay: {initial_learning_rate: 0.1, decay_rate: 0.5}}", ExponentialDecay(decay_rate=0.5)),
    ],
)
def test_a_learning_rate_is_a_number_or_a_schedule(tmp_path: Path, written: str, schedule: object) -> None:
    found = load(tmp_path, rate=written).hyperparameters
    assert (found.learning_rate, found.schedule) == (0.1, schedule)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("[]", None),
        ("[EarlyStopping]", EarlyStopping()),
        (
            "[EarlyStopping: {monitor: loss, patience: 5, min_delta: 0.01, restore_best_weights: true}]",
            EarlyStopping(monitor="loss", patience=5, min_delta=0.01, restore_best_weights=True),
        ),
    ],
)
def test_early_stopping_is_a_callback(tmp_path: Path, written: str, rule: object) -> None:
    assert load(tmp_path, callbacks=written).hyperparameters.early_stopping == rule


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"rate": "{CosineDecay: {}}"}, "initial_learning_rate"),
        ({"rate": "{CosinDecay: {initial_learning_rate: 0.1}}"}, "CosineDecay"),
        ({"rate": "{CosineDecay: {initial_learning_rate: 0.1, decay_rate: 2}}"}, "decay_rate"),
        ({"rate": "{CosineDecay: {initial_learning_rate: 0.1, alpha: 2}}"}, "out of range"),
        ({"rate": "{CosineDecay: {initial_learning_rate: -1}}"}, "out of range"),
        ({"rate": "{CosineDecay: 3}"}, "its arguments"),
        ({"rate": "[0.1]"}, "a list"),
        ({"callbacks": "[ModelCheckpoint]"}, "EarlyStopping"),
        ({"callbacks": "[EarlyStopping: {patience: -1}]"}, "out of range"),
        ({"callbacks": "[EarlyStopping: {patience: many}]"}, "whole number"),
        ({"callbacks": "[EarlyStopping: {wait: 3}]"}, "wait"),
        ({"callbacks": "[EarlyStopping: {monitor: val_recall}]"}, "val_recall"),
        ({"callbacks": "[EarlyStopping, EarlyStopping]"}, "twice"),
        ({"callbacks": "EarlyStopping"}, "a list"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said(tmp_path: Path, options: dict[str, str], says: str) -> None:
    with pytest.raises(LessonError) as error:
        load(tmp_path, **options)
    assert says in str(error.value)
