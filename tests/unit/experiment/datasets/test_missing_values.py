"""Missing values of a learner's table: their rows dropped, or the values filled and, where wanted, marked."""

from math import isnan
from pathlib import Path

import pytest

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.csv_file import Content, read
from nnterm.experiment.datasets.own_table import described
from nnterm.experiment.datasets.table import words
from nnterm.experiment.experiment import Dataset

FRUIT = "weight,colour,kind\n150,red,apple\n160,green,pear\n,red,apple\n140,?,apple\n155,NA,\n"


def content(folder: Path, missing: str, text: str = FRUIT) -> Content:
    path = folder / "fruit.csv"
    path.write_text(text, encoding="utf-8")
    return read(str(path), "", "auto", missing)


def test_dropped_rows_are_counted(tmp_path: Path) -> None:
    table = content(tmp_path, "drop").table
    assert (table.rows, table.left_out, table.filled) == (2, 3, 0)
    assert "3 rows are left out, because a value is missing." in words(table)


def test_filled_values_are_counted_and_their_rows_stay(tmp_path: Path) -> None:
    table, x, y = content(tmp_path, "fill")
    assert (table.rows, table.left_out, table.filled) == (4, 1, 2)
    assert table.inputs == ("weight", "colour green", "colour red")
    assert "2 missing values are filled, from the training rows" in words(table)
    assert "1 row is left out, because the target is missing." in words(table)
    assert y == [0, 1, 0, 0]
    # What fills them follows from the training rows, which only the trainer knows.
    assert [isnan(value) for value in x[2]] == [True, False, False]
    assert [isnan(value) for value in x[3]] == [False, True, True]


def test_an_indicator_says_where_a_value_was_missing(tmp_path: Path) -> None:
    table, x, _ = content(tmp_path, "indicate", FRUIT.replace("160,green", "160,green"))
    assert table.inputs == ("weight", "colour green", "colour red", "weight missing", "colour missing")
    assert [row[-2:] for row in x] == [[0, 0], [0, 0], [1, 0], [0, 1]]
    assert "and marked in 2 inputs of their own" in words(table)


def test_a_table_without_gaps_is_the_same_either_way(tmp_path: Path) -> None:
    text = "a,b\n1,x\n2,y\n"
    dropped, filled, marked = (content(tmp_path, how, text) for how in ("drop", "fill", "indicate"))
    assert dropped.x == filled.x == marked.x
    assert dropped.table.inputs == marked.table.inputs
    assert words(dropped.table) == words(filled.table)


def test_a_row_with_nothing_but_gaps_is_filled_where_dropping_leaves_no_row(tmp_path: Path) -> None:
    text = "a,b,kind\n1,,x\n,2,y\n3,,x\n,4,y\n"
    with pytest.raises(DatasetError, match="no row with a value in every column") as raised:
        content(tmp_path, "drop", text)
    assert "missing" in raised.value.remedy
    assert content(tmp_path, "fill", text).table.filled == 4


def test_the_option_is_of_the_data_set(tmp_path: Path) -> None:
    (tmp_path / "fruit.csv").write_text(FRUIT)
    dataset = Dataset("csv", {"path": str(tmp_path / "fruit.csv"), "missing": "indicate"})
    assert catalog.input_shape(described(dataset)) == (5,)
    assert catalog.rows(described(dataset)) == 4
    with pytest.raises(DatasetError, match="missing"):
        catalog.entry(Dataset("csv", {"missing": "guess"}))
