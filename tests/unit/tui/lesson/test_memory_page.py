"""The empty page on which a model is written from memory: what it says of the data is true of the experiment."""

import msgspec

from nnterm.experiment.experiment import Dataset, Experiment
from nnterm.lesson.blocks.structs import Prose
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.paths import course
from nnterm.tui.lesson.tasks.memory_page import memory_step


def words(experiment: Experiment) -> str:
    (prose, *_) = memory_step(experiment).blocks
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
