"""What the parts of a lesson's screen decide, without a screen."""

from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from open_lesson import OpenLesson

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.protocol.commands import PrepareRun
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.lesson.blocks.structs import Code
from nnterm.runs.exercise.report import CodeReport

IRIS, MOONS = 0, 1
"""Steps of the lesson."""


@pytest.fixture
def lesson(tmp_path: Path) -> OpenLesson:
    return OpenLesson(tmp_path)


def shown(lesson: OpenLesson) -> Experiment:
    assert lesson.model.lab is not None
    return lesson.model.lab.experiment


def seeds(experiment: Experiment, *chosen: int) -> list[Experiment]:
    return [
        msgspec.structs.replace(
            experiment, hyperparameters=msgspec.structs.replace(experiment.hyperparameters, seed=seed)
        )
        for seed in chosen
    ]


def end(lesson: OpenLesson, state: RunState = RunState.COMPLETED) -> Run:
    """Let the run under way be over, as its screen hears of it."""
    run = lesson.training.run
    assert run is not None and not run.state.over
    run.state = state
    return run


def test_a_change_is_compiled_when_the_learner_rests_and_trained_where_that_is_wanted(lesson: OpenLesson) -> None:
    lesson.model.go_to(IRIS)
    for seed in (5, 6, 7):
        lesson.runs.change(seeds(shown(lesson), seed)[0])
    assert not lesson.training.sent
    lesson.view.let_time_pass()
    assert [type(command) for command in lesson.training.sent] == [PrepareRun]
    lesson.runs.set_retrains(True)
    lesson.runs.change(seeds(shown(lesson), 8)[0])
    lesson.view.let_time_pass()
    assert lesson.training.run is not None
    assert lesson.training.run.hyperparameters.seed == 8


def test_a_change_that_arrives_after_its_step_was_left_is_made_in_its_own_lab(lesson: OpenLesson) -> None:
    lesson.model.retrains = True
    lesson.model.go_to(IRIS)
    changed = seeds(shown(lesson), 5)[0]
    lesson.model.go_to(MOONS)
    moons = shown(lesson)
    lesson.runs.change(changed)
    lesson.view.let_time_pass()
    assert shown(lesson) == moons
    assert lesson.training.run is None, "nobody requested a run of the step that is shown"
    lesson.model.go_to(IRIS)
    assert shown(lesson) == changed


def test_a_change_whose_step_is_left_before_it_is_trained_trains_no_other_step(lesson: OpenLesson) -> None:
    lesson.model.retrains = True
    lesson.model.go_to(IRIS)
    lesson.runs.change(seeds(shown(lesson), 5)[0])
    lesson.model.go_to(MOONS)
    lesson.view.let_time_pass()
    assert lesson.training.run is None


def test_whether_changes_are_trained_is_remembered(lesson: OpenLesson, tmp_path: Path) -> None:
    lesson.model.go_to(IRIS)
    lesson.runs.set_retrains(True)
    again = OpenLesson(tmp_path)
    again.runs.load_choices()
    assert again.model.retrains


def test_an_earlier_run_is_compared_with_by_its_values(lesson: OpenLesson) -> None:
    lesson.model.go_to(IRIS)
    before = shown(lesson)
    lesson.runs.change(seeds(before, 5)[0])
    lesson.runs.start()
    run = end(lesson)
    lesson.runs.reset()
    assert shown(lesson) == before
    lesson.runs.compare_with(run)
    assert shown(lesson).hyperparameters.seed == 5
    assert lesson.model.lab is not None and lesson.model.lab.ghost is run


async def test_leaving_asks_only_while_this_lesson_trains(lesson: OpenLesson) -> None:
    left: list[str] = []
    await lesson.steps.open(None)
    lesson.steps.leave(lambda: left.append("idle"))
    lesson.runs.start()
    run = lesson.training.run
    assert run is not None
    lesson.steps.leave(lambda: left.append("training"))
    assert lesson.view.questions == [run]
    run.lesson = "another"
    lesson.steps.leave(lambda: left.append("of another lesson"))
    assert left == ["idle", "of another lesson"]


async def test_a_lesson_opens_where_it_was_left(lesson: OpenLesson, tmp_path: Path) -> None:
    await lesson.steps.open(None)
    await lesson.steps.change_step(1, lambda: None)
    again = OpenLesson(tmp_path)
    await again.steps.open(None)
    assert again.model.index == MOONS
    await again.steps.open(99)
    assert again.model.step is again.model.lesson.steps[-1]
    finished: list[bool] = []
    await again.steps.change_step(1, lambda: finished.append(True))
    assert finished


def test_a_changed_file_keeps_the_step_and_the_labs_that_did_not_change(lesson: OpenLesson) -> None:
    model = lesson.model
    model.go_to(MOONS)
    model.go_to(IRIS)
    iris, moons = model.labs["iris"], model.labs["moons"]
    model.go_to(MOONS)
    first, *rest = model.lesson.steps
    half_moons = msgspec.structs.replace(moons.baseline, title="Half-moons")
    second = msgspec.structs.replace(rest[0], experiment=half_moons)
    changed = (second, first, *rest[1:])
    model.replace_lesson(msgspec.structs.replace(model.lesson, steps=changed))
    assert model.index == 0, "the step goes by its title"
    assert model.labs["iris"] is iris
    assert model.lab is not moons
    assert model.lab is not None and model.lab.baseline.title == "Half-moons"


@dataclass
class Editor:
    """A code block with a text."""

    block: Code
    text: str = ""
    columns: int = 80
    is_changed: bool = True
    loaded: list[str] = field(default_factory=list)

    def load(self, text: str) -> None:
        self.loaded.append(text)

    def set_report(self, report: CodeReport | None) -> None: ...


def test_what_is_written_is_kept_at_rest_on_leaving_and_before_another_block(lesson: OpenLesson) -> None:
    blocks = [Code(id=id, task="Write.", start="pass\n", solution="") for id in ("one", "two")]
    one, two = (Editor(block) for block in blocks)
    progress = lesson.context.progress

    one.text = "a = 1"
    lesson.exercises.take_edit(one)
    assert progress.drafts("flowers") == {}
    lesson.view.let_time_pass()
    assert progress.drafts("flowers") == {"one": "a = 1"}

    one.text = "a = 2"
    lesson.exercises.take_edit(one)
    two.text = "b = 1"
    lesson.exercises.take_edit(two)
    assert progress.drafts("flowers") == {"one": "a = 2"}
    lesson.exercises.leave()
    assert progress.drafts("flowers") == {"one": "a = 2", "two": "b = 1"}

    lesson.view.blocks = [one, two]
    lesson.exercises.load_drafts()
    assert (one.loaded, two.loaded) == (["a = 2"], ["b = 1"])


def test_the_list_of_runs_says_how_many_could_not_be_read(lesson: OpenLesson) -> None:
    lesson.model.go_to(IRIS)
    ids = []
    for _ in range(2):
        lesson.runs.start()
        lesson.context.store.finish(end(lesson))
        assert lesson.training.run is not None
        ids.append(lesson.training.run.run_id)
    lesson.context.store.execute("UPDATE runs SET outcome = '?' WHERE run_id = ?", (ids[0],))
    lesson.view.panel = "runs"
    lesson.runs.listing.list_runs()
    assert [run.run_id for run in lesson.view.listed] == ids[1:]
    assert lesson.view.notice == "1 run could not be read."
