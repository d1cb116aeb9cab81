"""The verdict on hundreds of runs about which the truth is known, none of which the rule was chosen on."""

import pytest
from bench.diagnosis import ILL, LATE, WARNINGS, WELL, Table, judge, part


@pytest.fixture(scope="module")
def table() -> Table:
    return judge(part("judging"))


def test_there_are_runs_enough_of_every_kind(table: Table) -> None:
    assert table.runs >= 300
    assert table.total(WELL) >= 100
    assert table.total(ILL) >= 100


def test_false_alarms_are_two_in_a_hundred_at_the_most(table: Table) -> None:
    assert table.count(WELL, WARNINGS) <= 0.02 * table.total(WELL)
    assert len(table.alarmed) <= 0.02 * table.runs


def test_misses_are_five_in_a_hundred_at_the_most(table: Table) -> None:
    assert table.count(ILL) <= 0.05 * table.total(ILL)
    learning = table.total(("learning",))
    assert table.count(("learning",), ("good fit", "settled")) <= 0.05 * learning


def test_overfitting_is_said_ten_epochs_after_validation_rows_show_it(table: Table) -> None:
    runs = len(table.later) + table.never
    assert sum(late > LATE for late in table.later) + table.never <= 0.05 * runs
    assert sum(late > LATE for late in table.late) + table.never <= 0.15 * runs


def test_no_part_of_a_fit_is_called_a_good_one(table: Table) -> None:
    assert table.count(("partly",), ("good fit",)) == 0


def test_no_verdict_changes_more_than_twice(table: Table) -> None:
    assert max(table.changes) <= 2
