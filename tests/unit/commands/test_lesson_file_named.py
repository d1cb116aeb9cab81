"""A lesson named by its file, as shells complete it."""

import sys
from pathlib import Path
from shlex import join

import pytest

from nnterm.cli import run as nnterm
from nnterm.commands import new_lesson, read
from nnterm.commands.chosen_course import course
from nnterm.commands.target import experiment
from nnterm.errors import UsageError
from nnterm.lesson.loader import load_lesson


@pytest.fixture
def bees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "garden"
    folder.mkdir()
    new_lesson.run("bees", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def test_it_is_read_from_its_folder_without_naming_that(bees: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert read.run("garden/01-bees.md", None, None) == 0
    assert "Step 1 of" in capsys.readouterr().out
    assert course(None, "garden/01-bees.md").folder == Path("garden")


def test_in_the_current_folder_its_experiment_may_be_named_too(bees: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bees)
    lesson, found = experiment("01-bees.md", [], None)
    assert lesson.head.id == "bees"
    for name in ("01-bees.md", "./01-bees.md", "bees"):
        folder = "." if name == "bees" else None
        assert experiment(f"{name}/{found.id}", [], folder)[1] == found


def test_a_folder_that_is_named_goes_first(bees: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    new_lesson.run("wasps", str(other))
    with pytest.raises(UsageError, match="no lesson"):
        course(str(other), "garden/01-bees.md").find("garden/01-bees.md")


def test_a_file_that_is_not_there_is_no_lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="no lesson"):
        read.run("01-bees.md", None, None)


SCRIPTED = Path(__file__).parents[2] / "tui" / "scripted_trainer.py"


@pytest.mark.parametrize("id", ["bees", "dense-iris"])
def test_its_own_challenges_are_judged_after_a_training(
    id: str, bees: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where a lesson that ships has the same id."""
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NNTERM_TRAINER", join([sys.executable, str(SCRIPTED)]))
    text = (bees / "01-bees.md").read_text().replace("id: bees", f"id: {id}", 1)
    (bees / "01-bees.md").rename(bees / f"01-{id}.md").write_text(text)
    (found,) = load_lesson(bees / f"01-{id}.md").challenges[:1]
    capsys.readouterr()
    code = nnterm(["train", f"garden/01-{id}.md/{found[1].id}"])
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    assert f"challenge {found[0].id}: {found[0].goal}" in said.out
    assert said.out.count("challenge ") == 1
