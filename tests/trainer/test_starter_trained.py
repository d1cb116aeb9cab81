"""The lesson that `nnterm new-lesson` writes keeps what it promises, and its challenge can be passed."""

from pathlib import Path

import pytest

from nnterm.commands import new_lesson
from nnterm.commands.check import lessons
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.verdict.conditions import figures
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.runs.trainer.train_once import train_once

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    new_lesson.run("two-moons", str(tmp_path / "course"))
    return tmp_path / "course"


def test_it_passes_the_check_with_training(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lessons.run(str(folder), train=True) == 0
    assert "all promises kept" in capsys.readouterr().out


def test_the_solution_passes_the_challenge_and_the_baseline_does_not(folder: Path) -> None:
    lesson = load_lesson(load_course(folder).lessons[0])
    ((challenge, experiment),) = lesson.challenges
    (stage,) = challenge.stages
    baseline = figures(train_once(experiment, "x"))
    solved = figures(train_once(assign(experiment, list(stage.solution)), "x"))
    assert not all(condition.holds(baseline.get(condition.figure)) for condition in stage.conditions)
    assert all(condition.holds(solved.get(condition.figure)) for condition in stage.conditions)
