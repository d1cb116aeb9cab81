"""The code blocks of every lesson that ships keep what their authors promise of them."""

import pytest

from nnterm import paths
from nnterm.commands.check.code import run_all
from nnterm.lesson.course import LessonHead
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("head", load_course(paths.course()).lessons, ids=lambda head: head.id)
@pytest.mark.usefixtures("warm_programs")
def test_solutions_pass_and_neither_starts_nor_mistakes_do(
    head: LessonHead, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = run_all([load_lesson(head)])
    assert kept == 0, capsys.readouterr().out
