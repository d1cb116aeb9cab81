"""Columns of the list of runs go for want of room, the least important first, and none of them is ever cut."""

import msgspec
import pytest
from scripted_panels import finished, listed
from test_runs_table import BASELINE

from nnterm.runs.listing.columns import columns_of, fitting
from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.runs.run_view import RunView
from nnterm.tui.lab.runs.table import RunsTable


@pytest.mark.parametrize("width", range(30, 200, 7))
def test_what_is_left_out_is_less_important_and_what_is_shown_is_whole(width: int) -> None:
    runs = listed([finished(BASELINE)], BASELINE)
    table = RunsTable()
    table.set_runs(runs)
    text = [plain(row) for row in table.rows(width, 8)]
    every = columns_of(runs)
    titles = f" {text[1]} ".replace("val acc", "val_acc").replace("loss gap", "loss_gap").split()
    shown = [column for column in every if column.title.replace(" ", "_") in titles]
    left_out = [column for column in every if column not in shown]
    assert shown
    assert max(column.importance for column in shown) < min((column.importance for column in left_out), default=99)
    values = text[2][2 : 2 + sum(column.width for column in shown)].split()
    assert values == " ".join(column.words(runs[0]) for column in shown).split()
    assert all(len(row.rstrip()) <= width for row in text)


def test_a_column_that_no_run_has_a_value_for_is_left_out() -> None:
    run = finished(BASELINE)
    run.history.columns = {name: values for name, values in run.history.columns.items() if not name.startswith("val_")}
    assert {"best", "val", "loss gap"}.isdisjoint(column.title for column in columns_of(listed([run], BASELINE)))


def test_the_run_column_stays_where_a_fork_names_a_run() -> None:
    run = finished(BASELINE)
    every = columns_of(listed([run, run.fork("fork", 3)], BASELINE))
    assert "run" in [column.title for column in fitting(every, 36)]
    assert "run" not in [column.title for column in fitting(columns_of(listed([run], BASELINE)), 36)]


def test_the_chosen_run_stays_chosen_whatever_comes_and_however_it_is_sorted() -> None:
    runs = [finished(BASELINE, planned=count) for count in (100, 130, 110)]
    for place, run in enumerate(runs):
        run.run_id = f"run{place}"
    view = RunView()
    view.set_listed(listed(runs[1:], BASELINE))
    view.choose(1)
    view.set_listed(listed(runs, BASELINE))
    for _ in range(len(columns_of(view.listed))):
        view.sort_by_next()
        assert view.chosen is not None and view.chosen.run.run_id == "run2"
    view.sort_by("epochs")
    assert [each.run.epochs for each in view.shown] == [100, 110, 130]
    view.sort_by("epochs")
    assert [each.run.epochs for each in view.shown] == [130, 110, 100]
    view.set_filter("epochs>=110")
    assert [each.run.epochs for each in view.shown] == [130, 110]


def test_runs_without_the_figure_come_last_in_both_directions() -> None:
    runs = [finished(BASELINE, planned=count) for count in (100, 130)]
    without = finished(BASELINE)
    without.history.columns = {"loss": without.history["loss"]}
    view = RunView()
    view.set_listed(listed([without, *runs], BASELINE))
    view.sort_by("best_val_loss")
    assert [each.run.epochs for each in view.shown] == [130, 100, 200]
    view.sort_by("best_val_loss")
    assert [each.run.epochs for each in view.shown] == [100, 130, 200]


def test_figures_of_closed_test_rows_can_neither_be_filtered_nor_sorted_by() -> None:
    run = finished(msgspec.structs.replace(BASELINE))
    (one,) = listed([run], BASELINE)
    assert one.figure("evaluate_accuracy") is None
    run.open_test()
    (one,) = listed([run], BASELINE)
    assert one.figure("evaluate_accuracy") == 0.98765
