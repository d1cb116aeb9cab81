"""`nnterm new-lesson`: a file that is right from the start, has every block, and never takes the place of another."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.commands import new_lesson
from nnterm.errors import UsageError
from nnterm.lesson.authoring.check import inspect
from nnterm.lesson.authoring.starter import starter
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.parsing.outline import BLOCKS


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_passes_the_check_without_a_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new_lesson.run("Two Moons", str(tmp_path)) == 0
    assert names(tmp_path) == ["01-two-moons.md"]
    assert "01-two-moons.md" in capsys.readouterr().out
    report = inspect(tmp_path)
    assert not report.errors
    assert not report.notes
    (lesson,) = load_course(tmp_path).lessons
    assert (lesson.id, lesson.title) == ("two-moons", "Two moons")


def test_it_shows_every_block() -> None:
    text = starter("x")
    assert [block for block in BLOCKS if f"```{{{block}}}" not in text] == []


def test_it_comes_after_the_others(tmp_path: Path) -> None:
    write(tmp_path, head("a"), "07-a.md")
    new_lesson.run("b", str(tmp_path))
    new_lesson.run("c", str(tmp_path))
    assert names(tmp_path) == ["07-a.md", "08-b.md", "09-c.md"]


def test_it_takes_nobodys_place(tmp_path: Path) -> None:
    path = write(tmp_path, head("mine"), "03-mine.md")
    before = path.read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="already"):
        new_lesson.run("MINE", str(tmp_path))
    assert path.read_text(encoding="utf-8") == before
    assert names(tmp_path) == ["03-mine.md"]


def test_a_folder_is_made(tmp_path: Path) -> None:
    new_lesson.run("x", str(tmp_path / "my" / "course"))
    assert names(tmp_path / "my" / "course") == ["01-x.md"]


def test_without_a_folder_it_goes_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    new_lesson.run("04-x.md", None)
    assert names(tmp_path) == ["01-x.md"]


@pytest.mark.parametrize("name", ["", "  ", "!?", "..", "07-", "null", "x" * 200])
def test_names_that_cannot_be_used(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name"):
        new_lesson.run(name, str(tmp_path))
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["../out", "/etc/x", "a/b"])
def test_a_path_in_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "course"
    new_lesson.run(name, str(folder))
    assert names(tmp_path) == ["course"]
    assert len(names(folder)) == 1


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        new_lesson.run("x", str(tmp_path / "file"))
