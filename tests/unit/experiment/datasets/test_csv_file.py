"""A file of the learner's: which columns, classes and rows it has, and what is said of one that cannot be used."""

from pathlib import Path

import pytest

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import csv_text
from nnterm.experiment.datasets.csv_file import Content, read
from nnterm.experiment.datasets.table import Column, words

FRUIT = "weight,colour,kind\n150,red,apple\n160,green,pear\n,red,apple\n140,green,apple\n155,?,pear\n"


def content(folder: Path, text: str, target: str = "", task: str = "auto") -> Content:
    path = folder / "fruit.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return read(str(path), target, task)


def test_numbers_stay_and_texts_become_ones_and_zeros(tmp_path: Path) -> None:
    table, x, y = content(tmp_path, FRUIT)
    assert table.columns == (Column("weight"), Column("colour", ("green", "red")))
    assert table.inputs == ("weight", "colour green", "colour red")
    assert (table.target, table.classes, table.rows, table.left_out) == ("kind", ("apple", "pear"), 3, 2)
    assert x == [[150, 0, 1], [160, 1, 0], [140, 1, 0]]
    assert y == [0, 1, 0]
    assert "2 rows are left out" in words(table)


def test_the_target_may_be_any_column(tmp_path: Path) -> None:
    table, x, y = content(tmp_path, FRUIT, "weight")
    assert (table.target, table.classes) == ("weight", ())
    assert y == [150, 160, 140]
    assert table.inputs == ("colour green", "colour red", "kind apple", "kind pear")
    assert x[0] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("values", "task", "classes"),
    [
        ("0 1 1 0", "auto", ("0", "1")),
        ("9 10 9 10", "auto", ("9", "10")),
        ("1.5 2 3 4", "auto", ()),
        (" ".join(map(str, range(11))), "auto", ()),
        ("0 1 1 0", "regression", ()),
        ("1.5 2.5 1.5", "classification", ("1.5", "2.5")),
        ("yes no yes", "auto", ("no", "yes")),
    ],
)
def test_few_whole_numbers_and_texts_are_classes(
    values: str, task: str, classes: tuple[str, ...], tmp_path: Path
) -> None:
    text = "x,y\n" + "".join(f"{i},{value}\n" for i, value in enumerate(values.split()))
    assert content(tmp_path, text, task=task).table.classes == classes


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found(delimiter: str, tmp_path: Path) -> None:
    text = "a word,b,c\n1,2,x\n3,4,y\n".replace(",", delimiter)
    table, x, _ = content(tmp_path, text)
    assert table.header == ("a word", "b", "c")
    assert x == [[1, 2], [3, 4]]


def test_beside_semicolons_a_comma_is_a_point(tmp_path: Path) -> None:
    assert content(tmp_path, "a;b;c\n1,5;2;x\n2,5;3;y\n").x == [[1.5, 2], [2.5, 3]]


def test_quotes_byte_order_marks_blanks_and_empty_lines(tmp_path: Path) -> None:
    table, x, y = content(tmp_path, '\ufeff"a, b" , kind \r\n\r\n 1 ,"x\ny"\r\n2,"say ""z"""\r\n')
    assert table.header == ("a, b", "kind")
    assert not table.exact
    assert (x, y) == ([[1], [2]], [1, 0])
    assert table.classes == ('say "z"', "x\ny")


def test_without_names_columns_are_numbered(tmp_path: Path) -> None:
    table, x, y = content(tmp_path, "5.1,3.5,0\n4.9,3.0,1\n")
    assert table.header == ("column 1", "column 2", "column 3")
    assert (len(x), y, table.named) == (2, [0, 1], False)


def test_columns_with_nothing_or_with_too_much_are_not_used(tmp_path: Path) -> None:
    rows = "".join(f"{i},name{i},,{i % 2}\n" for i in range(30))
    table = content(tmp_path, f"x,name,empty,y\n{rows}").table
    assert table.inputs == ("x",)
    assert table.unused == ("name", "empty")
    assert table.rows == 30
    assert "Not used: name, empty." in words(table)


def test_a_short_row_is_left_out_and_empty_cells_at_the_end_do_no_harm(tmp_path: Path) -> None:
    table, x, _ = content(tmp_path, "a,b,c\n1,2,x\n3\n4,5,y,,\n")
    assert (table.rows, table.left_out) == (2, 1)
    assert x == [[1, 2], [4, 5]]


def test_a_digest_distinguishes_one_file_from_another(tmp_path: Path) -> None:
    first = content(tmp_path, FRUIT).table
    assert content(tmp_path, FRUIT).table == first
    assert content(tmp_path, FRUIT.replace("150", "151")).table.digest != first.digest


NAMES = "".join(f"{i},n{i}\n" for i in range(101))


@pytest.mark.parametrize(
    ("text", "chosen", "says", "remedy"),
    [
        ("", ("", "auto"), "is empty", "names in its first row"),
        ("a,b\n", ("", "auto"), "no rows below", "values"),
        ("a\n1\n2\n", ("", "auto"), "one column only", "commas"),
        (FRUIT, ("kinds", "auto"), "no column 'kinds'", "Did you mean kind? Its columns: weight, colour, kind"),
        ("a,a\n1,2\n", ("", "auto"), "two columns of the name 'a'", "name of its own"),
        ("a,b\n1,x\n2,x\n", ("", "auto"), "one class only: 'x'", "another target"),
        ("a,b\n1,2.5\n2,2.5\n", ("", "regression"), "is 2.5 in every row", "another target"),
        ("a,b\n1,2\n2,much\n", ("", "regression"), "holds 'much'", "task: classification"),
        ("a,b\n,1\n2,\n", ("", "auto"), "no row with a value in every column", "Fill"),
        (f"a,b\n{NAMES}", ("", "auto"), "101 different values", "up to 100"),
        ("name,y\n" + "".join(f"n{i},{i % 2}\n" for i in range(30)), ("", "auto"), "no column to learn from", "Add"),
        ("a,b\n1,\x1b[31mred\n2,blue\n", ("", "auto"), "line 2: a control character (U+001B)", "Remove"),
        ("a,b,c\n1,2,x\n4,5,y,6\n", ("", "auto"), "line 3: 4 values for 3 columns", "quotation marks"),
        ('a,b\n1,"2\n3,4\n5,6\n', ("", "auto"), "line 2: a quotation mark is not closed", "Close it"),
        ("a,b\n1,2\n\0,3\n", ("", "auto"), "is not a text file", "as CSV"),
    ],
)
def test_what_cannot_be_used_is_said_with_a_remedy(
    text: str, chosen: tuple[str, str], says: str, remedy: str, tmp_path: Path
) -> None:
    with pytest.raises(DatasetError) as raised:
        content(tmp_path, text, *chosen)
    assert says in raised.value.message
    assert "fruit.csv" in raised.value.message
    assert remedy in raised.value.remedy


def test_a_text_among_numbers_is_a_mistake_with_a_line(tmp_path: Path) -> None:
    rows = "".join(f"{i},{i % 2}\n" for i in range(20))
    with pytest.raises(DatasetError, match=r"line 22: '1O' in column x is not a number"):
        content(tmp_path, f"x,y\n{rows}1O,1\n")


def test_latin_1_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("größe,stadt\n1,Köln\n2,Zürich\n3,Köln – €\n".encode("cp1252"))
    table = read(str(path), "", "auto").table
    assert (table.header, table.classes) == (("größe", "stadt"), ("Köln", "Köln – €", "Zürich"))
    assert table.encoding == "cp1252"
    assert "Read as Latin-1, because it is not UTF-8." in words(table)
    assert "Latin-1" not in words(content(tmp_path, FRUIT).table)


def test_what_is_neither_utf_8_nor_latin_1_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes(b"x,y\n1,a\n2,m\x81de\n")
    with pytest.raises(DatasetError, match=r"line 3: byte 0x81 is neither UTF-8 nor Latin-1"):
        read(str(path), "", "auto")
    path.write_bytes("x,y\n1,a\n2,b\n".encode("utf-16"))
    with pytest.raises(DatasetError, match=r"is not a text file"):
        read(str(path), "", "auto")


OPEN = {
    'a,b\n1,"2\n': 2,
    'a,b\n1,"2': 2,
    'a,b\n1,2\n3,"4\n5,6\n': 3,
    'a,"b\n1,2\n': 1,
    '"a,b\n1,2\n3,4\n': 1,
    'a,b\n1,x\n2,"y\n3,z\n4,"w\n5,x\n': 3,
    'a,b,c\n1,2,x\n"3,4,y\n5,"6,z\n7,8,x\n': 3,
    'a,b\n1,"x""\n2,y\n': 2,
    'a;b\n1;"x\n2;y\n': 2,
}
"""Files with a quotation mark that nothing closes, or another one that is not meant for it; and its line."""


@pytest.mark.parametrize("text", OPEN)
def test_a_quotation_mark_that_is_never_closed_is_an_error_with_its_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=rf"line {OPEN[text]}: a quotation mark is not closed"):
        content(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        'a,b\n1,"x\ny"\n2,"z"\n',
        'a,b\n1,"x\n2,y" \n2,"z"\n',
        'a,b\n1,"x ""q""\nmore"\n2,y',
        'a,b\n1,5" pipe\n2,6" pipe\n',
        'a,b\n"1" , x\n2,"y" \n',
        '"a","b"\r\n"1","x"\r\n"2","y"\r\n',
    ],
)
def test_one_that_is_closed_is_none(text: str, tmp_path: Path) -> None:
    assert content(tmp_path, text).table.rows == 2


def test_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "MOST_ROWS", 10)
    rows = "".join(f"{i},{i % 2}\n" for i in range(11))
    assert content(tmp_path, f"x,y\n{rows.removesuffix('10,0' + chr(10))}").table.rows == 10
    with pytest.raises(DatasetError, match="more than 10 rows"):
        content(tmp_path, f"x,y\n{rows}")
    monkeypatch.setattr(csv_text, "MOST_BYTES", 2**20)
    with pytest.raises(DatasetError, match="larger than 1 MiB"):
        content(tmp_path, "x,y\n" + "1" * 2**20)


def test_a_path_that_leads_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "flowers.csv").write_text(FRUIT)
    with pytest.raises(DatasetError, match="no file") as raised:
        read(str(tmp_path / "flowrs.csv"), "", "auto")
    assert "Did you mean flowers.csv?" in raised.value.remedy
    with pytest.raises(DatasetError, match="is a folder"):
        read(str(tmp_path), "", "auto")
    with pytest.raises(DatasetError, match="No file was chosen"):
        read("", "", "auto")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read("flowers.csv", "", "auto") == read("~/flowers.csv", "", "auto")
