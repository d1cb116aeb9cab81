"""A course finds a lesson by whatever a learner types for it."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.errors import LessonError, UsageError
from nnterm.lesson.course import Course
from nnterm.lesson.course_loader import load_course

FILES = ("01-neurons", "02-dense-iris", "05-dense-moons", "12-cnn", "13-rnn-reviews")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    for name in FILES:
        write(tmp_path, head(name[3:]), f"{name}.md")
    write(tmp_path, "---\nformat: 1\n---\n", "20-broken.md")
    return load_course(tmp_path)


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("dense-iris", "dense-iris"),
        ("DENSE-IRIS", "dense-iris"),
        ("12", "cnn"),
        ("1", "neurons"),
        ("05", "dense-moons"),
        ("05-dense-moons", "dense-moons"),
        ("lessons/05-dense-moons.md", "dense-moons"),
        ("neur", "neurons"),
        ("iris", "dense-iris"),
        (" rnn ", "rnn-reviews"),
    ],
)
def test_found(course: Course, typed: str, id: str) -> None:
    assert course.find(typed).id == id


def test_several_that_fit_are_named(course: Course) -> None:
    with pytest.raises(UsageError) as caught:
        course.find("dense")
    assert "dense-iris, dense-moons" in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(("typed", "near"), [("neuorns", "neurons"), ("dense-irsi", "dense-iris")])
def test_unknown_names_the_nearest_and_all(course: Course, typed: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        course.find(typed)
    assert f"Did you mean {near}?" in caught.value.remedy
    assert all(lesson.id in caught.value.remedy for lesson in course.lessons)


@pytest.mark.parametrize("typed", ["", "99", "zzz"])
def test_nothing_like_it(course: Course, typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        course.find(typed)
    assert "Did you mean" not in caught.value.remedy
    assert "neurons" in caught.value.remedy


def test_a_broken_lesson_says_what_is_wrong_with_it(course: Course) -> None:
    with pytest.raises(LessonError, match=r"20-broken\.md:1"):
        course.find("broken")


def test_empty_course() -> None:
    with pytest.raises(UsageError, match="x") as caught:
        Course().find("x")
    assert caught.value.remedy == "Known: none."
