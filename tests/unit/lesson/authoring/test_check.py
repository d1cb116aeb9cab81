"""`check` finds what can be loaded but not shown, and what is wrong between lessons."""

from pathlib import Path

import pytest
from good_lesson import GOOD, head, write

from nnterm import paths
from nnterm.errors import LessonError, UsageError
from nnterm.lesson.authoring.check import check, inspect
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.parsing.problems import MAXIMUM_KEPT


def found(errors: list[LessonError]) -> list[tuple[str, int]]:
    return [(Path(error.path).name, error.line) for error in errors]


def lint(tmp_path: Path, prose: str) -> LessonError:
    """The only error of a lesson whose one step holds `prose` from line 13 on; it can be loaded all the same."""
    path = write(tmp_path, head("x", steps=f"\n## One\n\n{prose}\n"), "01-x.md")
    load_lesson(path)
    (error,) = check(path)
    return error


@pytest.mark.parametrize(
    ("prose", "line", "says", "remedy"),
    [
        ("Text\nwith <b>bold</b>.".replace("</b>", ""), 14, "'<b>' is HTML", "Markdown"),
        ("Call f(<units>).", 13, "'<units>' is HTML", "backticks"),
        ("<!-- note -->\n\nText.", 13, "is HTML", "Markdown"),
        ("<div>\nText\n</div>\n\nText.", 13, "'<div>' is HTML", "Markdown"),
        ("Text.\n\n![A curve](curve.png)", 15, "'curve.png' cannot be shown", "words"),
        ("| a |\n|---|\n| b |\n| ![c](d.png) |", 16, "'d.png'", "words"),
        ("# Title\n\nText.", 13, "title of the lesson", "## Title"),
        ("#### Detail\n\nText.", 13, "`####` is deeper", "### Title"),
        ("Text.\n\n> ## Quoted", 15, "inside a list or quote", "left margin"),
        ("Text \x1b[2J.", 13, "U+001B", "Remove it"),
        ("Text\n\x07", 14, "U+0007", "Remove it"),
        ("Text &#x202e; turned", 13, "U+202E", "Remove it"),
        ("Text\rover it", 13, "U+000D", "Remove it"),
        ("", 11, "'One' has no prose", "Write what"),
        ("```{quiz}\nquestion: q\nanswer: 1\nexplanation: e\n```", 11, "'One' has no prose", "Write what"),
    ],
)
def test_what_can_be_loaded_but_not_shown(tmp_path: Path, prose: str, line: int, says: str, remedy: str) -> None:
    error = lint(tmp_path, prose)
    assert (error.line, says in error.reason, remedy in error.remedy) == (line, True, True), str(error)


@pytest.mark.parametrize(
    "prose",
    [
        "Less than: `a <b> c`, 3 < 4 and <https://example.org>.",
        "```html\n<b>shown as it is</b>\n# comment\n![x](y)\n```",
        "### Part\n\nText with **bold**, *emphasis*, ~~struck~~ and \\<escaped>.",
        "1. One\n2. Two\n\n> Quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    ],
)
def test_what_may_stand_in_prose(tmp_path: Path, prose: str) -> None:
    assert check(write(tmp_path, head("x", steps=f"\n## One\n\n{prose}\n"), "01-x.md")) == []


def test_summary_of_more_than_80_characters(tmp_path: Path) -> None:
    fits = head("x").replace("A summary.", "s" * 80)
    assert check(write(tmp_path, fits, "01-x.md")) == []
    (error,) = check(write(tmp_path, fits.replace("s" * 80, "s" * 81), "01-x.md"))
    assert (error.line, "81 characters" in error.reason) == (5, True)


def test_no_objectives(tmp_path: Path) -> None:
    (error,) = check(write(tmp_path, head("x").replace("objectives: [Understand]\n", ""), "01-x.md"))
    assert "`objectives`" in error.reason
    assert "objectives:" in error.remedy


@pytest.mark.parametrize("name", ["x.md", "1-x.md", "01_x.md", "01-X.md", "01-x y.md", "01-.md"])
def test_file_names(tmp_path: Path, name: str) -> None:
    errors = check(write(tmp_path, head("x"), name))
    assert errors[0].line == 1
    assert "is not NN-slug.md" in errors[0].reason


def test_id_is_the_slug(tmp_path: Path) -> None:
    (error,) = check(write(tmp_path, head("y"), "01-x.md"))
    assert (error.line, error.reason) == (3, "`id` is 'y', but the file is named 01-x.md.")
    assert "`id: x`" in error.remedy


def test_ids_and_numbers_are_taken_once(tmp_path: Path) -> None:
    write(tmp_path, head("x"), "01-x.md")
    write(tmp_path, head("x"), "02-x.md")
    write(tmp_path, head("y"), "02-y.md")
    errors = check(tmp_path)
    assert found(errors) == [("02-x.md", 3), ("02-y.md", 1)]
    assert "taken by 01-x.md" in errors[0].reason
    assert "number 02 is taken by 02-x.md" in errors[1].reason


def test_unknown_lesson_is_required(tmp_path: Path) -> None:
    write(tmp_path, head("neurons"), "01-neurons.md")
    path = write(tmp_path, head("x", requires="\n  - neurons\n  - neurosn"), "02-x.md")
    # The same is found when only this file is checked: the others are beside it.
    for errors in (check(tmp_path), check(path)):
        assert found(errors) == [("02-x.md", 9)]
        assert "'neurosn', which is not a lesson" in errors[0].reason
        assert "Did you mean neurons?" in errors[0].remedy


def test_a_lesson_of_the_course_that_ships_may_be_required(tmp_path: Path) -> None:
    path = write(tmp_path, head("x", requires="[perceptron, overfittin]"), "02-x.md")
    for errors in (check(tmp_path), check(path)):
        (error,) = errors
        assert "'overfittin', which is not a lesson" in error.reason
        assert "Did you mean overfitting?" in error.remedy


def test_a_circle_is_reported_once(tmp_path: Path) -> None:
    write(tmp_path, head("a", requires="[c]"), "01-a.md")
    write(tmp_path, head("b", requires="[a]"), "02-b.md")
    write(tmp_path, head("c", requires="[b]"), "03-c.md")
    write(tmp_path, head("d", requires="[c]"), "04-d.md")
    (error,) = check(tmp_path)
    assert found([error]) == [("01-a.md", 7)]
    assert "a -> c -> b -> a" in error.reason


def test_a_lesson_that_requires_itself(tmp_path: Path) -> None:
    (error,) = check(write(tmp_path, head("a", requires="[a]"), "01-a.md"))
    assert "a -> a" in error.reason


def test_a_way_that_forks_and_meets_is_no_circle(tmp_path: Path) -> None:
    for name, requires in (("01-a", "[]"), ("02-b", "[a]"), ("03-c", "[a]"), ("04-d", "[b, c]")):
        write(tmp_path, head(name[3:], requires=requires), f"{name}.md")
    assert check(tmp_path) == []


def test_single_file_hides_errors_of_others(tmp_path: Path) -> None:
    write(tmp_path, "broken", "01-broken.md")
    (tmp_path / "03-worse.md").write_bytes(b"\xff")
    assert check(write(tmp_path, head("x"), "02-x.md")) == []


def test_unreadable_files_do_not_hide_others(tmp_path: Path) -> None:
    (tmp_path / "01-a.md").write_bytes(b"\xff")
    (tmp_path / "02-b.md").mkdir()
    write(tmp_path, head("z"), "03-c.md")
    assert [name for name, _ in found(check(tmp_path))] == ["01-a.md", "02-b.md", "03-c.md"]


def test_readme_is_no_lesson(tmp_path: Path) -> None:
    write(tmp_path, "# About", "README.md")
    write(tmp_path, head("x"), "01-x.md")
    assert check(tmp_path) == []


def test_folder_without_lessons_is_an_error(tmp_path: Path) -> None:
    (error,) = check(tmp_path)
    assert "no lessons" in error.reason


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        check(tmp_path / "nowhere")


def test_errors_of_a_hostile_file_are_capped(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD + "\x1b\n" * 1000)
    assert len(check(path)) == MAXIMUM_KEPT


def test_report_holds_the_lessons_that_load(tmp_path: Path) -> None:
    write(tmp_path, "broken", "01-broken.md")
    write(tmp_path)
    report = inspect(tmp_path)
    assert [lesson.head.id for lesson in report.lessons] == ["dense-iris"]
    assert {Path(error.path).name for error in report.errors} == {"01-broken.md"}


SHIPPED = sorted(paths.course().glob("[0-9]*.md"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_lesson_of_the_course_is_without_errors(path: Path) -> None:
    assert [str(error) for error in check(path)] == []
