"""Pinning runs: the one in the lab or one of the list, up to as many as can be told apart."""

from pathlib import Path

import pytest
from open_lesson import OpenLesson

from nnterm.experiment.protocol.events import EpochsEnded
from nnterm.experiment.run import Run
from nnterm.tui.drawing.pins import MOST

IRIS = 0
"""A step of the lesson."""


@pytest.fixture
def lesson(tmp_path: Path) -> OpenLesson:
    opened = OpenLesson(tmp_path)
    opened.model.go_to(IRIS)
    return opened


def train(lesson: OpenLesson) -> Run:
    lesson.controllers.runs.start()
    run = lesson.training.run
    assert run is not None
    run.apply(EpochsEnded(run_id=run.run_id, first=1, columns={"loss": [1.0, 0.5]}, seconds=1.0))
    return run


def letters(lesson: OpenLesson) -> dict[str, str]:
    """Id of each pinned run and its letter."""
    assert lesson.model.lab is not None
    return {pin.run.run_id: pin.letter for pin in lesson.model.lab.pins}


def test_a_run_is_pinned_stays_while_others_train_and_is_taken_off_again(lesson: OpenLesson) -> None:
    first = train(lesson)
    lesson.controllers.comparison.toggle()
    second = train(lesson)
    lesson.controllers.comparison.toggle()
    assert letters(lesson) == {first.run_id: "A", second.run_id: "B"}
    lesson.controllers.comparison.toggle(first)
    assert letters(lesson) == {second.run_id: "B"}


def test_one_more_than_can_be_told_apart_is_refused_with_words(lesson: OpenLesson) -> None:
    for _ in range(MOST + 1):
        train(lesson)
        lesson.controllers.comparison.toggle()
    assert len(letters(lesson)) == MOST
    assert "Take one off" in lesson.view.words[-1]


def test_nothing_is_pinned_before_the_first_epoch(lesson: OpenLesson) -> None:
    lesson.controllers.comparison.toggle()
    assert letters(lesson) == {}
    assert "Press t" in lesson.view.words[-1]
