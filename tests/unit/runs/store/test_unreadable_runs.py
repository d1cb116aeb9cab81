"""A run that another program changed is left out of every list, counted, and hides no other."""

from pathlib import Path

import pytest
from stored_runs import trained

from nnterm.errors import StoreError
from nnterm.runs.store.kept_runs import kept_run, kept_runs
from nnterm.runs.store.store import RunStore


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE runs SET outcome = 'nothing' WHERE run_id = ?",
        "UPDATE runs SET outcome = '[]' WHERE run_id = ?",
        'UPDATE runs SET outcome = \'{"state": "asleep"}\' WHERE run_id = ?',
        "UPDATE runs SET hyperparameters = '{}' WHERE run_id = ?",
        'UPDATE epochs SET columns = \'{"loss": "much"}\' WHERE run_id = ?',
        "UPDATE epochs SET columns = x'00ff' WHERE run_id = ?",
    ],
)
def test_a_run_that_cannot_be_read_hides_no_other(tmp_path: Path, fault: str) -> None:
    store = RunStore.open(tmp_path / "some.sqlite")
    first, second, third = (trained(store) for _ in range(3))
    store.execute(fault, (second.run_id,))
    assert [run.run_id for run in store.runs("lesson")] == [third.run_id, first.run_id]
    assert store.unreadable == 1
    assert [each.run.run_id for each in kept_runs(store)] == [third.run_id, first.run_id]
    with pytest.raises(StoreError, match=f"{second.run_id} holds something"):
        kept_run(store, second.run_id)
    assert store.runs(run_id=first.run_id)
    assert store.unreadable == 0
    store.close()


def test_what_a_newer_nnterm_keeps_beside_it_hides_no_run(tmp_path: Path) -> None:
    store = RunStore.open(tmp_path / "some.sqlite")
    run = trained(store)
    store.execute("UPDATE runs SET outcome = json_set(outcome, '$.of_a_newer_nnterm', 1)")
    assert [found.run_id for found in store.runs("lesson")] == [run.run_id]
    store.close()
