"""The code blocks of every lesson that ships keep what their authors promise of them."""

from collections.abc import Iterator

import pytest
from warm_programs import WarmPrograms

from nnterm import paths
from nnterm.commands.check import code as command
from nnterm.lesson.lesson import LessonHead
from nnterm.lesson.loader import load_course, load_lesson


@pytest.fixture(scope="module")
def programs() -> Iterator[WarmPrograms]:
    with WarmPrograms() as started:
        yield started


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("head", load_course(paths.course()).lessons, ids=lambda head: head.id)
def test_solutions_pass_and_neither_starts_nor_mistakes_do(
    head: LessonHead, programs: WarmPrograms, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "run_code", programs.run_code)
    kept = command.run_all([load_lesson(head)])
    assert kept == 0, capsys.readouterr().out
