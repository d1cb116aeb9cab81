"""What completes the path of a table."""

from pathlib import Path

import pytest

from nnterm.experiment.datasets.path_completion import completed


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("prices.csv", "prices-old.csv", "notes.md", "data/fruit.tsv", "data/deep/x.txt", ".hidden/y.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("a,b\n")
    (tmp_path / "evil\x1b.csv").write_text("a")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("pr", "prices"),
        ("prices", "prices-old.csv"),
        ("prices.", "prices.csv"),
        ("prices.csv", ""),
        ("da", "data/"),
        ("data", "data/"),
        ("data/f", "data/fruit.tsv"),
        ("data/", "data/fruit.tsv"),
        ("./da", "./data/"),
        ("~/da", "~/data/"),
        ("notes", ""),
        ("x", ""),
        ("nowhere/", ""),
        ("prices.csv/", ""),
        (".h", ".hidden/"),
        ("evil", ""),
        ("x" * 5000, ""),
        ("\0", ""),
        ("", "prices-old.csv"),
    ],
)
def test_it_goes_on_with_what_is_there(typed: str, offered: str) -> None:
    assert completed(typed) == offered


def test_taken_again_and_again_it_ends(folder: Path) -> None:
    typed, seen = "data/d", []
    while following := completed(typed):
        seen.append(following)
        typed = following
    assert seen == ["data/deep/", "data/deep/x.txt"]
    assert completed(str(folder / "data" / "fr")) == str(folder / "data" / "fruit.tsv")
