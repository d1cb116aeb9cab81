"""What takes the place of the verdict: a trainer that is silent does while something waits for it, and no longer."""

from pathlib import Path

import pytest
from open_lesson import OpenLesson

from nnterm.experiment.run_state import RunState
from nnterm.tui.lesson.keyboard.status_hint import status_hint


@pytest.mark.parametrize("state", list(RunState))
def test_a_silent_trainer_hides_no_verdict_of_a_run_that_is_trained(tmp_path: Path, state: RunState) -> None:
    lesson = OpenLesson(tmp_path)
    lesson.model.go_to(0)
    lesson.runs.start()
    run, training = lesson.training.run, lesson.training
    assert run is not None
    run.state, training.silent = state, True
    words, _ = status_hint(lesson.model.lab, training)
    assert words.startswith("The trainer has not answered") == (not state.over and state is not RunState.EVALUATING)


def test_a_silent_trainer_is_reported_before_the_first_run(tmp_path: Path) -> None:
    lesson = OpenLesson(tmp_path)
    lesson.model.go_to(0)
    lesson.training.silent = True
    assert "has not answered" in status_hint(lesson.model.lab, lesson.training)[0]
