"""A challenge over several seeds: which are trained for it, what comes of each, and when no more are wanted."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from open_lesson import OpenLesson

from nnterm.experiment.history import History
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict.conditions import parse
from nnterm.lesson.blocks.structs import Challenge, Stage
from nnterm.lesson.challenge_study import ChallengeStudy
from nnterm.lesson.judging import ChallengeProgress
from nnterm.tui.drawing.rows import plain
from nnterm.tui.messages import StudyAdvanced
from nnterm.tui.reading.challenge_view import ChallengeView

IRIS, MOONS = 0, 1
"""Steps of the lesson: the challenge is in the first one."""


@dataclass
class Block:
    """The challenge as it is shown."""

    lesson: OpenLesson
    under_way: str = ""

    @property
    def progress(self) -> ChallengeProgress:
        return progress_of(self.lesson)

    def update_progress(self) -> None: ...

    def set_under_way(self, words: str) -> None:
        self.under_way = words


def opened(home: Path, before: OpenLesson | None = None, bounds: tuple[float, ...] = (0.5,)) -> OpenLesson:
    """A lesson whose first step wants a loss within `bounds` on three seeds; its studies go on from `before`."""
    lesson = OpenLesson(home)
    first, *others = lesson.model.lesson.steps
    stages = [Stage(conditions=(parse("loss", f"<= {bound}"),), solution=(), say="") for bound in bounds]
    challenge = Challenge(id="low", goal="g", experiment="iris", stages=tuple(stages), seeds=3)
    steps = (msgspec.structs.replace(first, blocks=(*first.blocks, challenge)), *others)
    lesson.model.lesson = msgspec.structs.replace(lesson.model.lesson, steps=steps)
    if before is not None:
        lesson.studies._shown = before.studies._shown
    lesson.challenges.load()
    lesson.model.go_to(IRIS)
    lesson.view.blocks = [Block(lesson)]
    return lesson


@pytest.fixture
def lesson(tmp_path: Path) -> OpenLesson:
    """The lesson, with a run that meets the challenge and the other seeds begun."""
    lesson = opened(tmp_path)
    train(lesson)
    lesson.challenges.try_seeds(progress_of(lesson))
    return lesson


def progress_of(lesson: OpenLesson) -> ChallengeProgress:
    return lesson.challenges.all_progress["low"]


def train(lesson: OpenLesson, loss: float = 0.3) -> Run:
    """Train what the form says in the lab, to `loss`."""
    lesson.runs.start()
    run = lesson.training.run
    assert run is not None
    run.state, run.history = RunState.COMPLETED, History({"loss": [loss]})
    lesson.challenges.take_run(run)
    return run


def change_units(lesson: OpenLesson, units: int) -> None:
    assert lesson.model.lab is not None
    experiment = lesson.model.lab.experiment
    chosen = experiment.hyperparameters.with_hidden_units(experiment.hyperparameters.hidden[0], units)
    lesson.runs.change(msgspec.structs.replace(experiment, hyperparameters=chosen))


def study_of(lesson: OpenLesson) -> ChallengeStudy:
    study = lesson.studies.of("challenge", "flowers", "iris")
    assert isinstance(study, ChallengeStudy)
    return study


def end(lesson: OpenLesson, study: ChallengeStudy, at: int, loss: float = 0.3, state: str = "completed") -> None:
    """Let the run of `study` at `at` be over, as the pool says it."""
    run = study.runs[at]
    over = msgspec.structs.replace(run, state=RunState(state), history=History({"loss": [loss]}))
    study.take(run.run_id, over)
    lesson.controllers.take_news(StudyAdvanced(study))


def words(lesson: OpenLesson) -> str:
    return str(lesson.view.blocks[0].under_way)


def is_met(lesson: OpenLesson) -> bool:
    """Whether the latest run that was judged met the challenge."""
    latest = progress_of(lesson).latest
    return latest is not None and latest.is_met


def test_the_other_seeds_are_trained_beside_the_lab_and_judged_as_they_come(lesson: OpenLesson) -> None:
    study, lab = study_of(lesson), lesson.model.lab
    assert lab is not None
    before = lab.run, lab.experiment
    assert [run.hyperparameters.seed for run in study.runs] == [1, 2]
    assert {msgspec.structs.replace(run.hyperparameters, seed=0) for run in study.runs} == {
        lab.experiment.hyperparameters
    }
    assert words(lesson) == "2 more seeds in training, 0 done; s stops"
    running = study.runs[0]
    running.history.extend(1, {"loss": [0.5] * (running.current.epochs // 2)})
    lesson.controllers.take_news(StudyAdvanced(study))
    assert words(lesson) == "2 more seeds in training, 0 done, 25% of the epochs; s stops"
    running.history = History()
    end(lesson, study, 1)
    assert progress_of(lesson).tried == {0: True, 2: True}
    assert words(lesson) == "2 more seeds in training, 1 done, 50% of the epochs; s stops"
    assert lesson.view.words[-1] == "Challenge: 2 of 3 seeds"
    end(lesson, study, 0)
    assert progress_of(lesson).passed
    assert words(lesson) == ""
    assert (lab.run, lab.experiment) == before, "the lab is as the learner left it"


def test_a_seed_is_judged_once_however_often_there_is_news(lesson: OpenLesson) -> None:
    end(lesson, study_of(lesson), 0)
    said = len(lesson.view.words)
    lesson.controllers.take_news(StudyAdvanced(study_of(lesson)))
    assert len(lesson.view.words) == said


def test_the_seeds_are_begun_once(lesson: OpenLesson) -> None:
    study = study_of(lesson)
    lesson.challenges.try_seeds(progress_of(lesson))
    assert study_of(lesson) is study


def test_a_seed_that_misses_it_is_said_and_none_is_wanted_any_more(lesson: OpenLesson) -> None:
    end(lesson, study_of(lesson), 0, loss=0.9)
    end(lesson, study_of(lesson), 1)
    assert progress_of(lesson).tried == {0: True, 1: False, 2: True}
    assert not progress_of(lesson).passed
    assert progress_of(lesson).seeds_to_try() == []


def test_s_stops_the_run_of_the_lab_first_then_the_seeds_and_a_stopped_one_is_not_missed(lesson: OpenLesson) -> None:
    study = study_of(lesson)
    lesson.runs.start()
    lesson.controllers.stop()
    assert study.is_under_way
    assert lesson.training.run is not None
    lesson.training.run.state = RunState.STOPPED
    end(lesson, study, 0)
    lesson.controllers.stop()
    assert study.is_stopped
    end(lesson, study, 1, state="stopped")
    assert words(lesson) == ""
    assert progress_of(lesson).tried == {0: True, 1: True}
    assert is_met(lesson)
    assert progress_of(lesson).seeds_to_try() == [2], "enter goes on"
    lesson.challenges.try_seeds(progress_of(lesson))
    assert [run.hyperparameters.seed for run in study_of(lesson).runs] == [2]
    assert words(lesson) == "1 more seed in training, 0 done; s stops"


def test_a_seed_that_could_not_be_trained_is_wanted_again(lesson: OpenLesson) -> None:
    end(lesson, study_of(lesson), 0, state="failed")
    assert is_met(lesson)
    assert progress_of(lesson).tried == {0: True}
    assert progress_of(lesson).seeds_to_try() == [1, 2]


def test_a_run_with_other_settings_ends_the_seeds_and_a_late_one_changes_nothing(lesson: OpenLesson) -> None:
    study = study_of(lesson)
    change_units(lesson, 16)
    assert study.is_under_way, "nothing was trained with them yet"
    study.runs[0].train = 60
    train(lesson)
    assert study.is_stopped
    assert words(lesson) == ""
    assert lesson.model.studies_under_way() == []
    end(lesson, study, 0)
    assert progress_of(lesson).tried == {0: True}
    assert progress_of(lesson).seeds_to_try() == [1, 2]


def test_the_same_settings_on_a_seed_of_the_learners_own_count_too(lesson: OpenLesson) -> None:
    study = study_of(lesson)
    train(lesson)
    assert study.is_under_way
    end(lesson, study, 0)
    assert progress_of(lesson).tried == {0: True, 1: True}


def test_what_was_trained_before_counts_again_where_the_learner_comes_back_to_it(lesson: OpenLesson) -> None:
    first = study_of(lesson)
    end(lesson, first, 0)
    change_units(lesson, 16)
    train(lesson)
    lesson.runs.reset()
    train(lesson)
    lesson.challenges.try_seeds(progress_of(lesson))
    again = study_of(lesson)
    again.take(again.runs[0].run_id, first.runs[0])
    lesson.controllers.take_news(StudyAdvanced(again))
    assert progress_of(lesson).tried == {0: True, 1: True}


def test_they_go_on_while_another_step_is_seen_and_are_stopped_only_where_they_belong(lesson: OpenLesson) -> None:
    study = study_of(lesson)
    lesson.model.go_to(MOONS)
    lesson.view.blocks = []
    lesson.controllers.stop()
    assert study.is_under_way
    for at in range(2):
        end(lesson, study, at)
    assert "Challenge of step 1 passed." in lesson.view.words


async def test_they_go_on_while_the_lesson_is_left_and_what_came_meanwhile_is_judged(
    lesson: OpenLesson, tmp_path: Path
) -> None:
    study = study_of(lesson)
    again = opened(tmp_path, lesson)
    second = study.runs[0]
    study.take(second.run_id, msgspec.structs.replace(study.origin, hyperparameters=second.hyperparameters))
    await again.steps.open(IRIS)
    assert progress_of(again).tried == {0: True, 1: True}
    assert words(again) == "2 more seeds in training, 1 done, 50% of the epochs; s stops"
    assert again.model.studies_under_way() == [study]
    end(again, study, 1)
    assert progress_of(again).passed


@pytest.mark.parametrize("bounds", [(0.5,), (0.5, 0.4)], ids=["passed", "next stage"])
async def test_what_was_reached_by_them_is_not_judged_anew_when_the_lesson_is_opened_again(
    tmp_path: Path, bounds: tuple[float, ...]
) -> None:
    lesson = opened(tmp_path, bounds=bounds)
    train(lesson)
    lesson.challenges.try_seeds(progress_of(lesson))
    for at in range(2):
        end(lesson, study_of(lesson), at)
    again = opened(tmp_path, lesson, bounds)
    await again.steps.open(IRIS)
    assert progress_of(again).stage == 1
    assert progress_of(again).last is None


@pytest.mark.parametrize(
    ("losses", "said"), [((0.3, 0.9), "seed 2 missed it"), ((0.9, 0.9), "seeds 1 and 2 missed it")]
)
def test_the_seeds_that_missed_it_are_named(lesson: OpenLesson, losses: tuple[float, float], said: str) -> None:
    study = study_of(lesson)
    for at, loss in enumerate(losses):
        end(lesson, study, at, loss)
    rows = ChallengeView(progress_of(lesson)).rows(100, 0)
    assert said in " ".join(plain(row) for row in rows)
    assert any(said in words for words in lesson.view.words)


def test_a_run_that_goes_on_is_judged_again(tmp_path: Path) -> None:
    lesson = opened(tmp_path)
    run = train(lesson, 0.9)
    assert not is_met(lesson)
    run.history = History({"loss": [0.9, 0.3]})
    lesson.challenges.take_run(run)
    assert is_met(lesson)
