"""A run that another program changed is left out of every list, counted, and hides no other."""

from pathlib import Path

import pytest
from stored_runs import EXPERIMENT, trained

from nnterm.errors import StoreError
from nnterm.runs.listing.listed_run import ListedRun
from nnterm.runs.store.kept_runs import kept_run, kept_runs
from nnterm.runs.store.notes import keep_note
from nnterm.runs.store.run_list import RunList
from nnterm.runs.store.store import RunStore
from nnterm.tui.drawing.changes import changes


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE runs SET outcome = 'nothing' WHERE run_id = ?",
        "UPDATE runs SET outcome = '[]' WHERE run_id = ?",
        'UPDATE runs SET outcome = \'{"state": "asleep"}\' WHERE run_id = ?',
        "UPDATE runs SET hyperparameters = '{}' WHERE run_id = ?",
        'UPDATE epochs SET columns = \'{"loss": "much"}\' WHERE run_id = ?',
        "UPDATE epochs SET columns = x'00ff' WHERE run_id = ?",
        "UPDATE runs SET outcome = CAST(x'ff' AS TEXT) WHERE run_id = ?",
        "UPDATE runs SET outcome = x'ff' WHERE run_id = ?",
        "UPDATE runs SET dataset = CAST(x'ff' AS TEXT) WHERE run_id = ?",
        'UPDATE runs SET dataset = \'{"name": "of a newer nnterm"}\' WHERE run_id = ?',
        """UPDATE runs SET hyperparameters = json_set(hyperparameters, '$.layers', json('[]')) WHERE run_id = ?""",
    ],
)
def test_a_run_that_cannot_be_read_hides_no_other(tmp_path: Path, fault: str) -> None:
    store = RunStore.open(tmp_path / "some.sqlite")
    first, second, third = (trained(store) for _ in range(3))
    store.execute(fault, (second.run_id,))
    assert [run.run_id for run in store.runs("lesson")] == [third.run_id, first.run_id]
    assert store.unreadable == 1
    runs = RunList(store)
    lists = (kept_runs(store), runs.of_experiment("lesson", "first"), runs.on_data(first.dataset, first.split))
    for found in lists:
        assert [each.run.run_id for each in found] == [third.run_id, first.run_id]
        assert all(ListedRun(each, changes(each.run, EXPERIMENT)).text for each in found)
    with pytest.raises(StoreError, match=f"{second.run_id} holds something"):
        kept_run(store, second.run_id)
    assert store.runs(run_id=first.run_id)
    assert store.unreadable == 0
    store.close()


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE runs SET started = 'soon' WHERE run_id = ?",
        "UPDATE runs SET started = x'ff' WHERE run_id = ?",
        "UPDATE notes SET note = CAST(x'ff' AS TEXT) WHERE run_id = ?",
        "UPDATE notes SET note = x'ff' WHERE run_id = ?",
    ],
)
def test_a_time_or_a_note_that_cannot_be_read_hides_no_run(tmp_path: Path, fault: str) -> None:
    store = RunStore.open(tmp_path / "some.sqlite")
    first, second = (trained(store) for _ in range(2))
    for run in (first, second):
        keep_note(store, run.run_id, "mine")
    store.execute(fault, (second.run_id,))
    for found in (kept_runs(store), RunList(store).of_experiment("lesson", "first")):
        assert [each.run.run_id for each in found] == [second.run_id, first.run_id]
        assert found[1].note == "mine"
    store.close()


def test_what_a_newer_nnterm_keeps_beside_it_hides_no_run(tmp_path: Path) -> None:
    store = RunStore.open(tmp_path / "some.sqlite")
    run = trained(store)
    store.execute("UPDATE runs SET outcome = json_set(outcome, '$.of_a_newer_nnterm', 1)")
    assert [found.run_id for found in store.runs("lesson")] == [run.run_id]
    store.close()
