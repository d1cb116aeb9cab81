"""Pinning runs: the one in the lab or one of the list, up to as many as can be told apart."""

from pathlib import Path

import pytest
from open_lesson import OpenLesson

from nnterm.experiment.protocol.events import EpochsEnded
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.tui.drawing.curves.pins import MOST

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


def overfitted(lesson: OpenLesson) -> Run:
    """A run that is over, and has turned."""
    lesson.controllers.runs.start()
    run = lesson.training.run
    assert run is not None
    falling = [1.5 * 0.95**epoch for epoch in range(100)]
    turned = [0.6 + abs(epoch - 30) / 40 for epoch in range(100)]
    run.apply(EpochsEnded(run_id=run.run_id, first=1, columns={"loss": falling, "val_loss": turned}, seconds=1.0))
    run.validation = 200
    run.state = RunState.COMPLETED
    return run


def test_the_remedy_of_the_verdict_is_trained_against_the_run_that_it_is_about(lesson: OpenLesson) -> None:
    first = overfitted(lesson)
    assert lesson.model.lab is not None and (remedy := lesson.model.lab.remedy()) is not None
    lesson.controllers.comparison.try_remedy()
    second = lesson.training.run
    assert second is not None and second is not first
    assert second.hyperparameters == remedy[1] != first.hyperparameters
    assert letters(lesson) == {first.run_id: "A"}
    assert remedy[0] in lesson.view.words[-1]
    assert lesson.model.lab.experiment.hyperparameters == second.hyperparameters


def test_without_a_remedy_nothing_is_trained(lesson: OpenLesson) -> None:
    first = train(lesson)
    lesson.controllers.comparison.try_remedy()
    assert lesson.training.run is first
    assert "no remedy" in lesson.view.words[-1]
