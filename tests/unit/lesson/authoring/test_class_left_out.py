"""A split that leaves a class out of training or validation: an error wherever the order of the rows is known."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.lesson.authoring.check import check

MODEL = "- Dense: {units: %d, activation: softmax}"


def errors(folder: Path, dataset: str, split: str, classes: int = 3) -> list[str]:
    body = (
        f"\n## One\n\nText.\n\n```{{experiment}}\nid: e\ndataset: {dataset}\nsplit: {split}\n"
        f"model:\n{MODEL % classes}\ncompile: {{loss: categorical_crossentropy}}\nfit: {{epochs: 1}}\n```\n"
    )
    path = write(folder, head("x", steps=body), "01-x.md")
    return [f"{error.reason} {error.remedy}" for error in check(path)]


@pytest.mark.parametrize(
    ("dataset", "split", "says"),
    [
        ("wine", "{validation: 0.2}", "no validation row is of class first, second"),
        ("wine", "{validation: 142}", "no training row is of class second, third"),
        ("iris", "{validation: 30}", "no validation row is of class setosa, versicolor"),
        ("iris", "{validation: 0.5}", "no training row is of class virginica"),
        ("iris", "{test: 100, validation: 2, stratify: true}", "2 validation rows cannot hold 3 classes"),
        ("moons", "{validation: 1}", "1 validation row cannot hold 2 classes"),
    ],
)
def test_it_names_the_classes_and_says_what_helps(dataset: str, split: str, says: str, tmp_path: Path) -> None:
    (error,) = errors(tmp_path, dataset, split, 2 if dataset == "moons" else 3)
    assert says in error
    assert "`test`" in error or "larger part" in error


@pytest.mark.parametrize(
    ("dataset", "split"),
    [
        ("wine", "{test: 0.2, validation: 0.2}"),
        ("wine", "{test: 0.2}"),
        ("wine", "{}"),
        ("breast_cancer", "{validation: 0.2}"),
        ("blobs", "{validation: 0.2}"),
    ],
)
def test_a_split_that_leaves_none_out_is_none(dataset: str, split: str, tmp_path: Path) -> None:
    assert errors(tmp_path, dataset, split, 2 if dataset == "breast_cancer" else 3) == []


def test_a_table_beside_the_lesson_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "sorted.csv").write_text("size,kind\n" + "".join(f"{i},{'abc'[i // 10]}\n" for i in range(30)))
    (tmp_path / "mixed.csv").write_text("size,kind\n" + "".join(f"{i},{'abc'[i % 3]}\n" for i in range(30)))
    (error,) = errors(tmp_path, "{name: csv, path: sorted.csv}", "{validation: 0.3}")
    assert "no validation row is of class a, b" in error
    assert errors(tmp_path, "{name: csv, path: mixed.csv}", "{validation: 0.3}") == []
    assert errors(tmp_path, "{name: csv, path: sorted.csv}", "{test: 0.2, validation: 0.3}") == []
