"""Luck: which seeds are trained for what the learner looks at, and what is shown of them."""

from pathlib import Path

import msgspec
import pytest
from open_lesson import OpenLesson

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.protocol.events import EpochsEnded
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.seed_study import SeedStudy

IRIS, MOONS = 0, 1
"""Steps of the lesson."""


@pytest.fixture
def lesson(tmp_path: Path) -> OpenLesson:
    opened = OpenLesson(tmp_path)
    opened.model.go_to(IRIS)
    return opened


def seeds_of(lesson: OpenLesson) -> SeedStudy:
    lab = lesson.model.lab
    assert lab is not None and lab.seeds is not None
    return lab.seeds


def finish(run: Run) -> None:
    run.apply(EpochsEnded(run_id=run.run_id, first=1, columns={"loss": [1.0], "val_loss": [1.0]}, seconds=1.0))
    run.state = RunState.COMPLETED


def trained(lesson: OpenLesson) -> Run:
    lesson.runs.start()
    run = lesson.training.run
    assert run is not None
    finish(run)
    return run


def with_units(experiment: Experiment, units: int) -> Experiment:
    chosen = experiment.hyperparameters.with_hidden_units(experiment.hyperparameters.hidden[0], units)
    return msgspec.structs.replace(experiment, hyperparameters=chosen)


def change_units(lesson: OpenLesson, units: int) -> None:
    assert lesson.model.lab is not None
    lesson.runs.change(with_units(lesson.model.lab.experiment, units))


def test_ten_seeds_of_what_the_form_says_and_the_first_is_shown(lesson: OpenLesson) -> None:
    change_units(lesson, 16)
    lesson.controllers.luck.begin()
    study, lab = seeds_of(lesson), lesson.model.lab
    assert lab is not None
    assert [run.hyperparameters.seed for run in study.runs] == list(range(10))
    assert {run.hyperparameters for run in study.own[:1]} == {lab.experiment.hyperparameters}
    assert lab.run is study.own[0]
    assert lab.bands is not None
    assert lesson.studies.of("seeds", "flowers", "iris") is study


def test_a_run_that_is_shown_already_stays(lesson: OpenLesson) -> None:
    run = trained(lesson)
    lesson.controllers.luck.begin()
    assert lesson.model.lab is not None and lesson.model.lab.run is run
    assert lesson.model.lab.shown_seeds is seeds_of(lesson)


def test_the_band_goes_with_its_experiment_and_comes_back_with_it(lesson: OpenLesson) -> None:
    lesson.controllers.luck.begin()
    change_units(lesson, 16)
    trained(lesson)
    assert lesson.model.lab is not None and lesson.model.lab.bands is None
    change_units(lesson, 4)
    trained(lesson)
    assert lesson.model.lab.bands is not None


def test_a_pinned_run_gets_the_same_seeds_and_is_compared_with(lesson: OpenLesson) -> None:
    first = trained(lesson)
    lesson.controllers.comparison.toggle()
    change_units(lesson, 16)
    second = trained(lesson)
    lesson.controllers.luck.begin()
    study, lab = seeds_of(lesson), lesson.model.lab
    assert lab is not None and lab.compared_pin is not None
    assert lab.compared_pin.run is first
    assert [run.hyperparameters.seed for run in study.against] == [run.hyperparameters.seed for run in study.own]
    assert study.against[0].hyperparameters == first.hyperparameters
    assert study.own[0].hyperparameters == second.hyperparameters
    for run in study.runs:
        finish(run)
    effect = lab.effect()
    assert effect == ("Units 16-128 instead of 4-128 in A:", "best validation loss the same on all 10 seeds.")


def test_the_same_is_not_begun_twice_and_goes_on_after_it_was_stopped(lesson: OpenLesson) -> None:
    lesson.controllers.luck.begin()
    study = seeds_of(lesson)
    lesson.controllers.luck.begin()
    assert seeds_of(lesson) is study
    assert "s stops" in lesson.view.words[-1]
    study.own[0].train = 60
    lesson.controllers.stop()
    assert study.is_stopped and not study.is_over, "a run that was begun comes to an orderly end"
    lesson.controllers.luck.begin()
    again = seeds_of(lesson)
    assert again is not study
    for run in again.runs:
        finish(run)
    lesson.controllers.luck.begin()
    assert seeds_of(lesson) is again
    assert "U chooses how many" in lesson.view.words[-1]


def test_how_many_is_remembered(lesson: OpenLesson, tmp_path: Path) -> None:
    lesson.controllers.luck._take_count(5)
    assert seeds_of(lesson).total == 5
    other = OpenLesson(tmp_path)
    other.model.go_to(MOONS)
    other.controllers.luck.begin()
    assert seeds_of(other).total == 5


async def test_a_lesson_that_is_opened_again_shows_what_was_begun_in_it(lesson: OpenLesson) -> None:
    lesson.controllers.luck.begin()
    study = seeds_of(lesson)
    lesson.model.labs.clear()
    await lesson.steps.open(IRIS)
    assert seeds_of(lesson) is study


def test_a_run_that_was_changed_on_its_way_is_not_repeated(lesson: OpenLesson) -> None:
    lesson.runs.start()
    run = lesson.training.run
    assert run is not None
    run.forked_from = "another"
    lesson.controllers.luck.begin()
    assert lesson.model.lab is not None and lesson.model.lab.seeds is None
    assert "changed on its way" in lesson.view.words[-1]


def test_s_stops_the_run_before_the_seeds(lesson: OpenLesson) -> None:
    lesson.runs.start()
    lesson.controllers.luck.begin()
    lesson.controllers.stop()
    assert not seeds_of(lesson).is_stopped
    run = lesson.training.run
    assert run is not None
    run.state = RunState.STOPPED
    lesson.controllers.stop()
    assert seeds_of(lesson).is_stopped
