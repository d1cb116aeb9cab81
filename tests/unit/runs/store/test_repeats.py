"""Spaced repeats: which questions of earlier lessons open a lesson."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.lesson.course import Course
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.loader import load_lesson
from nnterm.runs.store.answered_quiz import AnsweredQuiz
from nnterm.runs.store.progress import Answers
from nnterm.runs.store.repeats import lessons_to_repeat, repeats

STEPS = """
## First

```{quiz}
id: one
question: 1 + 1?
answer: 2
explanation: Count.
```

```{quiz}
id: here
question: What is in this picture?
answer: 3
explanation: Look.
repeat: false
```

## Second

```{quiz}
id: two
question: 2 + 2?
answer: 4
explanation: Count.
```
"""

RIGHT, WRONG = ("2", True), ("3", False)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder: Path = tmp_path_factory.mktemp("course")
    for number, id in enumerate("abcdefgh", 1):
        write(folder, head(id, steps=STEPS), f"{number:02}-{id}.md")
    return load_course(folder)


def asked(course: Course, id: str, answers: dict[str, Answers]) -> list[tuple[str, str]]:
    """Lesson and quiz of each question that opens the lesson `id`."""
    return [(each.head.id, each.quiz.id) for each in questions(course, id, answers)]


def questions(course: Course, id: str, answers: dict[str, Answers]) -> tuple[AnsweredQuiz, ...]:
    wanted = course.find(id)
    lessons: list[Lesson] = [load_lesson(each) for each in lessons_to_repeat(course.lessons, wanted, answers)]
    return repeats(lessons, wanted, answers)


def test_one_question_is_from_the_lesson_before_and_one_from_half_the_way_back(course: Course) -> None:
    answers: dict[str, Answers] = {id: {"one": RIGHT, "two": RIGHT} for id in "abcdefg"}
    assert [lesson for lesson, _ in asked(course, "h", answers)] == ["g", "d"]
    assert [lesson for lesson, _ in asked(course, "d", answers)] == ["c", "b"]
    assert asked(course, "h", answers) == asked(course, "h", answers), "the same whenever it is asked"


def test_the_first_three_lessons_open_at_once(course: Course) -> None:
    answers: dict[str, Answers] = {id: {"one": RIGHT} for id in "abcdefg"}
    assert [asked(course, id, answers) for id in "abc"] == [[], [], []]


def test_nobody_is_asked_what_they_never_saw(course: Course) -> None:
    assert asked(course, "h", {}) == []
    assert asked(course, "d", {"f": {"one": RIGHT}}) == [], "a later lesson is no earlier one"
    assert asked(course, "h", {"b": {"two": RIGHT}}) == [("b", "two")]
    assert sorted(asked(course, "h", {"b": {"one": RIGHT, "two": RIGHT}})) == [("b", "one"), ("b", "two")]


def test_what_was_missed_is_asked_before_what_was_right(course: Course) -> None:
    for missed in ("one", "two"):
        answers: dict[str, Answers] = {"g": {"one": RIGHT, "two": RIGHT, missed: WRONG}, "c": {"one": RIGHT}}
        assert asked(course, "h", answers) == [("g", missed), ("c", "one")]


def test_a_question_about_its_own_step_is_not_asked_elsewhere(course: Course) -> None:
    assert asked(course, "h", {"g": {"here": WRONG}}) == []
    assert asked(course, "h", {"g": {"here": WRONG}, "c": {"one": RIGHT, "two": RIGHT}})[0][0] == "c"


def test_a_question_keeps_its_place_and_its_answer(course: Course) -> None:
    (only,) = questions(course, "d", {"c": {"two": WRONG}})
    assert (only.head.id, only.step, only.title, only.answer, only.is_right) == ("c", 1, "Second", "3", False)
