"""Whatever a lesson, a setting or a command line names as a path: the answer is a problem in words, at once."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from shlex import join

import pytest
from good_lesson import head, write
from hostile_paths import hostile_paths

from nnterm import named_paths, paths
from nnterm.cli import run as nnterm
from nnterm.errors import LessonError, NntermError, PathError
from nnterm.experiment.datasets.own_table import refreshed
from nnterm.experiment.experiment import Dataset, Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.lesson.authoring.check import check
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.tui.form.form_fields import assigned

pytestmark = pytest.mark.timeout(60)

SCRIPTED = Path(__file__).parents[1] / "tui" / "scripted_trainer.py"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NNTERM_TRAINER", join([sys.executable, str(SCRIPTED)]))
    (tmp_path / "course").mkdir()
    return tmp_path


@pytest.fixture
def hostile(folder: Path) -> dict[str, str]:
    return hostile_paths(folder)


def lesson(folder: Path, dataset: str = "csv", text: str = "Text.", name: str = "01-x.md") -> Path:
    body = (
        f"\n## One\n\n{text}\n\n```{{experiment}}\nid: e\ndataset: {dataset}\nmodel:\n"
        "- Dense: {units: 1, activation: sigmoid}\n"
        "compile: {loss: binary_crossentropy}\nfit: {epochs: 1}\n```\n"
    )
    return write(folder, head(name[3:-3], steps=body), name)


def waiting(folder: Path) -> Experiment:
    return load_lesson(lesson(folder)).experiment("e")


def refusals(hostile: dict[str, str], use: Callable[[str], object]) -> dict[str, str]:
    """What `use` said of each path that it refused; whatever else it raised is a failure."""
    said = {}
    for what, path in hostile.items():
        try:
            use(path)
        except NntermError as error:
            said[what] = str(error)
        except Exception as error:
            raise AssertionError(f"{what}: {type(error).__name__} {str(error)[:200]}") from error
    return said


def is_printable(text: str) -> bool:
    return all(line.isprintable() for line in text.splitlines())


ALLOWED = {"a file with a slash", *(["without permission"] if os.geteuid() == 0 else [])}
"""Paths of a file that can be read after all: root may read everything."""


def test_a_lesson_that_names_it_as_its_table_has_a_problem_at_its_line(hostile: dict[str, str], folder: Path) -> None:
    def use(path: str) -> None:
        written = json.dumps(path) if not any("\ud800" <= letter <= "\udfff" for letter in path) else json.dumps("?")
        found = lesson(folder / "course", f"{{name: csv, path: {written}}}")
        try:
            load_lesson(found)
        except LessonError as error:
            # Of a path that is too long for a file of lessons, nothing is read.
            assert error.line == (17 if len(path) < 10_000 else 1)
            assert is_printable(str(error)), str(error)
            assert len(str(error)) < 1000
            raise

    assert refusals(hostile, use).keys() >= hostile.keys() - ALLOWED


def test_a_lesson_that_links_to_it_can_be_checked(hostile: dict[str, str], folder: Path) -> None:
    for what, path in hostile.items():
        written = path.encode("utf-8", "replace").decode().replace("\n", " ").replace("\0", "%00")
        found = lesson(folder / "course", text=f"See [this](<{written}>).")
        errors = check(found)
        assert all(is_printable(str(error)) for error in errors), what
        if what in ("300 characters", "a link to itself", "a NUL", "a link to nothing"):
            assert any("The link leads to the file" in str(error) for error in errors), what


@pytest.mark.parametrize("way", ["set", "form"])
def test_a_setting_that_names_it_is_refused(way: str, hostile: dict[str, str], folder: Path) -> None:
    start = waiting(folder / "course")

    def use(path: str) -> None:
        if way == "set":
            assign(start, [f"dataset.path={path}"])
        else:
            assigned(start, "dataset.path", path, start)

    said = refusals(hostile, use)
    assert said.keys() >= hostile.keys() - ALLOWED - ({"a blank"} if way == "form" else set())
    assert not [what for what, text in said.items() if not is_printable(text) or len(text) > 1000]


def test_a_table_that_became_one_is_left_to_whoever_trains(hostile: dict[str, str], folder: Path) -> None:
    (folder / "kinds.csv").write_text("size,kind\n1,a\n2,b\n3,a\n")
    chosen = assign(waiting(folder / "course"), ["dataset.path=kinds.csv"])
    for path in hostile.values():
        options = {**chosen.dataset.options, "path": path}
        changed = Dataset("csv", options, chosen.dataset.table)
        refreshed(Experiment(**{**_fields(chosen), "dataset": changed}))


def _fields(experiment: Experiment) -> dict[str, object]:
    return {name: getattr(experiment, name) for name in experiment.__struct_fields__}


COMMANDS = {
    "check": lambda path: ["check", path],
    "list": lambda path: ["list", "--lessons", path],
    "read": lambda path: ["read", f"{path}/01-x.md"],
    "read --lessons": lambda path: ["read", "x", "--lessons", path],
    "train": lambda path: ["train", "x", "--lessons", "course", "--set", f"dataset.path={path}"],
    "train FILE": lambda path: ["train", f"{path}.md"],
    "sweep": lambda path: ["sweep", "x", "--lessons", "course", "--over", f"dataset.path={path}"],
    "export": lambda path: ["export", "x", "--lessons", "course", "--set", f"dataset.path={path}"],
    "explain": lambda path: ["explain", "epoch", "--lessons", path],
    "new-lesson": lambda path: ["new-lesson", "bees", "--lessons", f"{path}/x"],
    "progress": lambda path: ["progress", "--lessons", path],
    "progress --export": lambda path: ["progress", "--export", f"{path}/x"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_line_that_names_it_ends_with_words(
    command: str, hostile: dict[str, str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson(folder / "course")
    for what, path in hostile.items():
        if "\0" in path or len(path) > 100_000 or path == " " or "\ud800" in path:
            # The system hands over no such argument.
            continue
        arguments = COMMANDS[command](path)
        if command == "new-lesson" and what in WRITABLE:
            continue
        try:
            code = nnterm(arguments)
        except Exception as error:
            raise AssertionError(f"{what}: {type(error).__name__} {str(error)[:200]}") from error
        said = capsys.readouterr()
        assert "Errno" not in said.err + said.out, (what, said.err)
        assert "Traceback" not in said.err, what
        assert code in (0, 1, 2), what


WRITABLE = ("a home", "the root", "two slashes", "the folder above", "a point")
"""Where a lesson could be written to."""


def test_one_broken_lesson_never_hides_the_others(
    hostile: dict[str, str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = folder / "course"
    lesson(course, name="01-good.md")
    for number, path in enumerate(hostile.values(), 2):
        if not any("\ud800" <= letter <= "\udfff" for letter in path):
            lesson(course, f"{{name: csv, path: {json.dumps(path)}}}", name=f"{number:02}-bad{number}.md")
    (course / "90-folder.md").mkdir()
    (course / "91-loop.md").symlink_to(course / "91-loop.md")
    os.mkfifo(course / "92-pipe.md")
    (course / "93-gone.md").symlink_to("nowhere")
    Path(os.fsdecode(os.fsencode(course) + b"/94-caf\xe9.md")).write_text("no lesson")
    lesson(course, name="99-last.md")
    found = load_course(course)
    assert {"good", "last"} <= {head.id for head in found.lessons}
    assert len(found.broken) == 5
    assert nnterm(["list", "--lessons", str(course)]) == 0
    listed = capsys.readouterr().out
    assert "good/e" in listed
    assert "last/e" in listed
    assert listed.count("cannot be read") >= len(hostile) - 5
    assert nnterm(["check", str(course)]) == 2
    assert "Traceback" not in capsys.readouterr().out
    for arguments in (["read", "good"], ["export", "last", "--set", "dataset.path=nothing.csv"], ["progress"]):
        assert nnterm([*arguments, "--lessons", str(course)]) in (0, 2)
        capsys.readouterr()


def test_a_folder_that_is_gone_is_no_reason_to_fail(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    found = lesson(folder / "course", "{name: csv, path: x.csv}")
    with pytest.raises(LessonError, match=r"no file x\.csv"):
        load_lesson(found)
    assert nnterm(["check", "x.md"]) == 2
    assert nnterm(["check", "."]) == 2


def test_what_is_shown_of_a_path_is_short_and_harmless() -> None:
    assert named_paths.shown("data/café.csv") == "data/café.csv"
    assert named_paths.shown("\x1b]0;x\x07") == r"\x1b]0;x\x07"
    assert len(named_paths.shown("a" * 10**6)) <= named_paths.LONGEST_SHOWN + 1


def test_a_regular_file_is_read_up_to_a_limit(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abcdef")
    assert named_paths.content(tmp_path / "x", 3) == b"abc"
    assert named_paths.content(tmp_path / "x", 99) == b"abcdef"
    with pytest.raises(PathError, match="is a folder"):
        named_paths.content(tmp_path, 3)
    with pytest.raises(PathError) as raised:
        named_paths.content(tmp_path / "y", 3)
    assert raised.value.is_missing
    assert paths.given("~nobody-of-this-name") == Path("~nobody-of-this-name")
