"""The list of kept runs: a run that is over is read once, what changed is read anew, and data are compared as such."""

from pathlib import Path

import msgspec
import pytest
from stored_runs import EXPERIMENT, epoch, trained

from nnterm.experiment.experiment import Dataset, Split
from nnterm.runs.store import run_list
from nnterm.runs.store.kept_runs import delete
from nnterm.runs.store.notes import keep_note
from nnterm.runs.store.run_list import RunList
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.train_once import new_run


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore.open(tmp_path / "runs.sqlite")


def test_a_run_that_is_over_is_read_once_until_it_changes(store: RunStore) -> None:
    run, other = trained(store), trained(store)
    runs = RunList(store)
    first = runs.of_experiment("lesson", "first")
    assert [kept.run.run_id for kept in first] == [other.run_id, run.run_id]
    keep_note(store, run.run_id, "a note")
    again = runs.of_experiment("lesson", "first")
    assert [kept.run for kept in again] == [kept.run for kept in first]
    assert again[1].run is first[1].run and again[1].note == "a note"
    run.evaluated_on, run.evaluate = "test", {"loss": 0.1}
    run.open_test()
    store.finish(run)
    assert runs.of_experiment("lesson", "first")[1].run.test_is_open
    delete(store, [run])
    assert [kept.run.run_id for kept in runs.of_experiment("lesson", "first")] == [other.run_id]


def test_a_run_under_way_is_read_each_time(store: RunStore) -> None:
    run = new_run(EXPERIMENT, "lesson")
    runs = RunList(store)
    for count in (1, 2):
        store.record(run, epoch(run))
        ((kept, *_),) = runs.of_experiment("lesson", "first")
        assert kept.epochs == count


def test_runs_of_other_experiments_on_the_same_rows_are_found_however_the_options_are_written(store: RunStore) -> None:
    def kept(lesson: str, dataset: Dataset, split: Split = EXPERIMENT.split) -> str:
        run = new_run(msgspec.structs.replace(EXPERIMENT, dataset=dataset, split=split), lesson)
        store.record(run, epoch(run))
        return run.run_id

    same = [
        kept("lesson", Dataset("moons", {"noise": 0.3})),
        kept("other", Dataset("moons", {"samples": 500, "noise": 0.3})),
    ]
    kept("other", Dataset("moons", {"noise": 0.3}), Split(test=0.2, validation=0.2))
    kept("other", Dataset("moons", {"noise": 0.2}))
    kept("other", Dataset("circles", {"noise": 0.3}))
    store.execute(
        "INSERT INTO runs SELECT 'foreign', lesson, experiment, started, '{\"name\":\"?\"}', split, "
        "hyperparameters, outcome FROM runs LIMIT 1"
    )
    found = RunList(store).on_data(EXPERIMENT.dataset, EXPERIMENT.split)
    assert [each.run.run_id for each in found] == same[::-1]


def test_of_very_many_the_latest_are_listed(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_list, "MOST", 2)
    ids = [trained(store).run_id for _ in range(3)]
    runs = RunList(store)
    assert [kept.run.run_id for kept in runs.of_experiment("lesson", "first")] == ids[:0:-1]
    assert runs.left_out == 1
