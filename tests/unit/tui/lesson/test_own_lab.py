"""Which lab is seen: the lesson's, that of what a learner's code trains, or one that shows no model at all."""

import asyncio
from pathlib import Path

import pytest
from open_lesson import OpenLesson

from nnterm.runs.exercise.code_events import FitBegan
from nnterm.runs.exercise.trainings import Trainings


@pytest.fixture
def lesson(tmp_path: Path) -> OpenLesson:
    opened = OpenLesson(tmp_path)
    opened.model.go_to(0)
    return opened


def trainings() -> Trainings:
    found = Trainings()
    began = FitBegan(epochs=9, batch_size=1, loss="mse", optimizer="SGD", learning_rate=None, parameters=1, layers=())
    found.apply(began)
    return found


def test_whatever_trains_the_lesson_s_experiment_shows_its_lab(lesson: OpenLesson) -> None:
    lesson.model.show_own(trainings())
    assert lesson.model.shown_lab is lesson.model.own
    lesson.runs.start()
    assert lesson.model.shown_lab is lesson.model.lab


def test_only_a_training_under_way_is_what_stop_stops(lesson: OpenLesson) -> None:
    own = trainings()
    lesson.model.show_own(own)
    assert lesson.exercises.is_training
    own.end()
    assert not lesson.exercises.is_training


def test_a_page_without_text_closes_what_names_the_layers(lesson: OpenLesson) -> None:
    lab = lesson.model.lab
    assert lab is not None
    panels = lab.panels()
    asyncio.run(lesson.steps.toggle_memory())
    assert lesson.model.step.title == "From memory"
    assert {name for name, _ in lab.panels()} <= {"curves", "map"}
    asyncio.run(lesson.steps.toggle_memory())
    assert lesson.model.step is lesson.model.lesson.steps[0]
    assert lab.panels() == panels


def test_the_next_step_opens_text_and_lab_again(lesson: OpenLesson) -> None:
    lab = lesson.model.lab
    assert lab is not None
    asyncio.run(lesson.steps.toggle_memory())
    asyncio.run(lesson.steps.change_step(1, lambda: None))
    assert lesson.model.step is lesson.model.lesson.steps[1]
    assert not lab.closed
