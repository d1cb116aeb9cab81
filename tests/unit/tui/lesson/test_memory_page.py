"""The empty page on which a model is written from memory: what it says of the data is true of the experiment."""

import msgspec

from nnterm.experiment.experiment import Dataset, Experiment
from nnterm.lesson.blocks.structs import Code, Prose
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.paths import course
from nnterm.tui.lesson.tasks.memory_page import memory_step


def words(experiment: Experiment) -> str:
    (prose, *_) = memory_step(experiment, 1, "A step", is_own=False).blocks
    assert isinstance(prose, Prose)
    return prose.markdown


def test_it_counts_the_rows_that_are_used() -> None:
    tumours = load_lesson(load_course(course()).find("two-classes")).experiments[0]
    fewer, all_rows = Dataset("breast_cancer", {"malignant": 183}), Dataset("breast_cancer")
    assert "540 tumours" in words(msgspec.structs.replace(tumours, dataset=fewer))
    assert "569 tumours" in words(msgspec.structs.replace(tumours, dataset=all_rows))


def test_data_whose_rows_are_not_counted_ahead_keep_their_words() -> None:
    reviews = load_lesson(load_course(course()).find("embeddings")).experiments[0]
    assert "The data: 10,000 snippets of film reviews, half of them positive." in words(reviews)


def test_it_says_which_numbers_stand_for_tokens() -> None:
    letters = load_lesson(load_course(course()).find("transfer")).experiments[0]
    assert "The shape of one sample is `(20,)`, its values are numbers from 0 to 13, and" in words(letters)


def test_it_names_the_step_and_the_arguments_that_are_compared() -> None:
    sums = load_lesson(load_course(course()).find("grokking")).experiments[0]
    prose, page = memory_step(sums, 2, "Two hundred epochs", is_own=False).blocks
    assert isinstance(prose, Prose) and "of step 2, *Two hundred epochs*, as the lesson has it" in prose.markdown
    assert "Of its optimizer these numbers are given: learning rate 0.01, weight decay 1." in prose.markdown
    assert "The metrics" not in prose.markdown
    patients = load_lesson(load_course(course()).find("regression")).experiments[0]
    assert "The metrics: `mean_absolute_error` and `r2_score`." in words(patients)
    assert "below 31 in random order, each with its sum modulo 31." in prose.markdown
    assert isinstance(page, Code)
    assert "The same optimizer, with the same learning rate and weight decay." in [check.say for check in page.checks]
