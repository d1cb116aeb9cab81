"""How far the learner is: what counts as seen, right and passed, and what is next."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.lesson.course import Course
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.loader import load_lesson
from nnterm.runs.store.lesson_summary import CourseSummary, course_summary
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.review import missed
from nnterm.runs.store.store import RunStore

STEPS = """
## First

Text.

```{quiz}
id: one
question: 1 + 1?
answer: 2
explanation: Count.
```

## Second

Press `t`.

```{experiment}
id: moons
dataset: {name: moons, samples: 60}
split: {validation: 0.25}
model: [{Dense: {units: 1, activation: sigmoid}}]
compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}
fit: {epochs: 3}
```

```{predict}
id: guessed
question: How good will it get?
figure: val_accuracy
close: 0.1
```

```{quiz}
id: two
question: 2 + 2?
answer: 4
explanation: Count.
```

```{challenge}
id: goal
goal: Reach it.
conditions: {val_accuracy: ">= 0.5"}
solution: {epochs: 100}
```

## Third

Text.
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    for name in ("01-a", "02-b", "03-c"):
        write(tmp_path, head(name[3:], steps=STEPS), f"{name}.md")
    return load_course(tmp_path)


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return Progress(RunStore.open(tmp_path / "runs.sqlite"))


def whole(course: Course) -> dict[str, Lesson]:
    return {lesson.id: load_lesson(lesson) for lesson in course.lessons}


def summary(course: Course, progress: Progress) -> CourseSummary:
    return course_summary(course.lessons, whole(course), progress.all(), progress.all_answers())


def next_of(course: Course, progress: Progress) -> tuple[str, int] | None:
    next = summary(course, progress).next
    return None if next is None else (next.head.id, next.place)


def test_steps_quizzes_and_challenges_are_counted(course: Course, progress: Progress) -> None:
    progress.visit("a", 1)
    progress.visit("a", 0)
    progress.answer("a", "one", "3", False)
    progress.answer("a", "two", "4", True)
    progress.answer("a", "goal", "run", True)
    progress.answer("a", "no-longer-there", "4", True)
    found = summary(course, progress)
    first = found.lessons[0]
    assert (first.seen, first.steps, first.place_title) == (2, 3, "First")
    assert (first.right, first.missed, first.quizzes, first.passed, first.challenges) == (1, 1, 2, 1, 1)
    assert (found.total("seen"), found.total("steps"), found.total("quizzes"), found.done) == (2, 9, 6, 0)


def test_guesses_are_counted_and_a_wrong_one_leaves_nothing_open(course: Course, progress: Progress) -> None:
    for is_right in (True, False):
        before = summary(course, progress).lessons[0]
        progress.answer("a", "guessed", "0.7 0.9", is_right)
        after = summary(course, progress).lessons[0]
        assert (after.foreseen, after.guesses, after.open) == (int(is_right), 1, before.open)


def test_a_finished_lesson_was_seen_whole(course: Course, progress: Progress) -> None:
    progress.visit("a", 1)
    progress.finish("a")
    assert summary(course, progress).lessons[0].seen == 3


def test_a_lesson_that_got_shorter_is_not_more_than_whole(course: Course, progress: Progress) -> None:
    progress.visit("a", 8)
    first = summary(course, progress).lessons[0]
    assert (first.seen, first.place) == (3, 2)


def test_front_matter_alone_still_says_where_the_learner_is(course: Course, progress: Progress) -> None:
    progress.visit("b", 2)
    found = course_summary(course.lessons, {}, progress.all(), {})
    assert found.next is not None
    assert (found.next.head.id, found.next.place, found.next.steps) == ("b", 2, 0)


def test_what_is_next(course: Course, progress: Progress) -> None:
    assert next_of(course, progress) == ("a", 0)
    progress.visit("b", 1)
    progress.visit("c", 2)
    assert next_of(course, progress) == ("c", 2), "the one begun last"
    progress.finish("c")
    assert next_of(course, progress) == ("b", 1), "the one begun before"
    progress.finish("b")
    assert next_of(course, progress) == ("a", 0), "what was skipped comes in the end"
    progress.visit("a", 0)
    progress.finish("a")
    assert next_of(course, progress) is None


def test_what_is_next_follows_what_was_finished_last(course: Course, progress: Progress) -> None:
    progress.visit("b", 0)
    progress.finish("b")
    assert next_of(course, progress) == ("c", 0)


def test_forgetting_one_lesson_keeps_the_others(course: Course, progress: Progress) -> None:
    for lesson in ("a", "b"):
        progress.visit(lesson, 1)
        progress.answer(lesson, "one", "3", False)
    progress.choose("theme", "nnterm-light")
    progress.forget("a")
    assert set(progress.all()) == set(progress.all_answers()) == {"b"}
    progress.forget()
    assert not progress.all()
    assert not progress.all_answers()
    assert progress.chosen("theme", "") == "nnterm-light"


def test_missed_quizzes_are_those_whose_latest_answer_is_wrong(course: Course, progress: Progress) -> None:
    lessons = whole(course).values()
    progress.answer("b", "two", "5", False)
    progress.answer("a", "one", "3", False)
    progress.answer("a", "two", "3", False)
    progress.answer("a", "two", "4", True)
    progress.answer("a", "goal", "run", False)
    found = missed(lessons, progress.all_answers())
    assert [(one.head.id, one.step, one.title, one.quiz.id, one.answer) for one in found] == [
        ("a", 0, "First", "one", "3"),
        ("b", 1, "Second", "two", "5"),
    ]
