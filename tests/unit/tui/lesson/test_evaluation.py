"""Opening the test rows of a run: by key, by what is judged by them, and remembered."""

from pathlib import Path

import pytest
from open_lesson import OpenLesson

from nnterm.experiment.experiment import Split
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded, RunStarted
from nnterm.experiment.run import Run


@pytest.fixture
def lesson(tmp_path: Path) -> OpenLesson:
    return OpenLesson(tmp_path)


def trained(lesson: OpenLesson, part: str = "test") -> Run:
    """A run of the first experiment to its end, evaluated on `part`."""
    lesson.model.go_to(0)
    lesson.runs.start()
    run = lesson.training.run
    assert run is not None
    rows = {"train": 108, "validation": 12, "test": 30 if part == "test" else 0}
    run.apply(RunStarted(run_id=run.run_id, parameters=1, steps_per_epoch=1, device="CPU", **rows))
    run.apply(EpochsEnded(run_id=run.run_id, first=1, columns={"loss": [0.5], "val_loss": [0.6]}, seconds=1))
    run.apply(
        RunEnded(
            run_id=run.run_id,
            outcome="completed",
            epochs=1,
            seconds=1,
            evaluate={"loss": 0.3, "accuracy": 0.9},
            evaluated_on=part,
        )
    )
    return run


def looks(lesson: OpenLesson) -> int:
    assert lesson.model.lab is not None
    return lesson.model.lab.test_looks


def test_the_key_opens_the_run_once_and_says_why_where_there_is_nothing_to_open(lesson: OpenLesson) -> None:
    lesson.model.go_to(0)
    lesson.evaluation.open()
    assert lesson.view.words == ["Press t to train first; then e opens the test rows."]
    run = trained(lesson)
    lesson.evaluation.open()
    assert (run.test_is_open, looks(lesson)) == (True, 1)
    lesson.evaluation.open()
    assert looks(lesson) == 1
    assert lesson.view.words[-1] == "The test rows of this run are open."
    trained(lesson, "validation")
    lesson.evaluation.open()
    assert lesson.view.words[-1] == "This experiment has no test rows."


def test_an_experiment_without_test_rows_promises_none_before_the_first_run(lesson: OpenLesson) -> None:
    lesson.model.go_to(1)
    assert lesson.model.lab is not None and not lesson.model.lab.experiment.split.test
    lesson.evaluation.open()
    assert lesson.view.words == ["This experiment has no test rows."]


def test_looks_are_remembered_for_the_run_and_counted_over_all_runs(lesson: OpenLesson, tmp_path: Path) -> None:
    first = trained(lesson)
    lesson.evaluation.open()
    second = trained(lesson)
    lesson.evaluation.open()
    third = trained(lesson)
    lesson.context.store.finish(third)
    again = OpenLesson(tmp_path)
    again.model.go_to(0)
    again.evaluation.count()
    assert looks(again) == 2
    kept = {run.run_id: run.test_is_open for run in again.context.store.runs("flowers")}
    assert kept == {first.run_id: True, second.run_id: True, third.run_id: False}


def test_a_run_of_the_list_is_opened_wherever_it_is_shown(lesson: OpenLesson) -> None:
    run = trained(lesson)
    lesson.context.store.finish(run)
    (kept,) = lesson.context.store.runs("flowers")
    assert lesson.evaluation.open_of(kept)
    assert run.test_is_open
    assert looks(lesson) == 1


@pytest.mark.parametrize(
    ("figures", "opens"),
    [(["evaluate_accuracy"], True), (["val_accuracy", "evaluate_loss"], True), (["val_accuracy", "diagnosis"], False)],
)
def test_what_is_judged_by_test_rows_opens_them(lesson: OpenLesson, figures: list[str], opens: bool) -> None:
    run = trained(lesson)
    lesson.evaluation.open_for(figures, run)
    assert (run.test_is_open, looks(lesson)) == (opens, int(opens))


def test_a_verdict_that_rests_on_test_rows_opens_them_too(lesson: OpenLesson) -> None:
    run = trained(lesson)
    run.split, run.validation = Split(test=0.2), 0
    lesson.evaluation.open_for(["diagnosis"], run)
    assert run.test_is_open
