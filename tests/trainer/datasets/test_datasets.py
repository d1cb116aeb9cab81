"""Data sets: rows, splits, encodings, and files that are not what they were."""

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets as sklearn_datasets
from sklearn.datasets import load_iris, make_moons
from sklearn.model_selection import train_test_split

from nnterm import paths
from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.trainer.datasets import files
from nnterm.trainer.datasets.dataset import KEPT, Datasets, divide, shown_points
from nnterm.trainer.datasets.texts import Vocabulary, tokens

PLANE = ("gate", "xor", "moons", "circles", "spiral", "blobs")


def test_iris_is_split_as_scikit_learn_and_keras_split_it() -> None:
    parts = divide(Dataset("iris"), Split(test=0.2, validation=0.1, stratify=True, seed=4))
    assert parts.sizes == (108, 12, 30)
    x, y = load_iris(return_X_y=True)
    x_rest, x_test, y_rest, y_test = train_test_split(x, y, test_size=0.2, random_state=4, stratify=y)
    assert parts.test is not None
    assert parts.validation is not None
    np.testing.assert_array_equal(parts.test[0], x_test.astype("float32"))
    np.testing.assert_array_equal(parts.test[1], y_test)
    np.testing.assert_array_equal(np.concatenate([parts.train[0], parts.validation[0]]), x_rest.astype("float32"))
    np.testing.assert_array_equal(np.concatenate([parts.train[1], parts.validation[1]]), y_rest)
    assert Counter(parts.test[1].tolist()) == {0: 10, 1: 10, 2: 10}


def test_mnist_keeps_its_order_and_its_last_part_is_validation() -> None:
    parts = divide(Dataset("mnist10k"), Split(validation=0.2))
    assert parts.sizes == (8000, 2000, 0)
    with np.load(paths.datasets() / "mnist10k.npz") as arrays:
        np.testing.assert_array_equal(parts.train[1], arrays["y"][:8000])
        np.testing.assert_array_equal(np.rint(parts.train[0][..., 0] * 255), arrays["x"][:8000])
    assert parts.train[0].shape[1:] == (28, 28, 1)
    assert (parts.train[0].min(), parts.train[0].max()) == (0.0, 1.0)
    flat = divide(Dataset("mnist10k", {"flatten": True, "samples": 50}), Split(validation=10))
    assert flat.sizes == (40, 10, 0)
    np.testing.assert_array_equal(flat.train[0], parts.train[0][:40].reshape(40, 784))


@pytest.mark.parametrize(("digits", "first"), [("0-4", 0), ("5-9", 5)])
def test_digits_left_out_leave_the_others_in_order_and_numbered_from_0(digits: str, first: int) -> None:
    dataset = Dataset("mnist10k", {"digits": digits})
    x, y = divide(dataset, Split()).train
    with np.load(paths.datasets() / "mnist10k.npz") as arrays:
        kept = np.isin(arrays["y"], range(first, first + 5))
        np.testing.assert_array_equal(y + first, arrays["y"][kept])
        np.testing.assert_array_equal(np.rint(x[..., 0] * 255), arrays["x"][kept])
    # What is known without loading is what was loaded.
    assert len(x) == catalog.rows(dataset)
    some = divide(Dataset("mnist10k", {"digits": digits, "samples": 60}), Split(validation=10))
    np.testing.assert_array_equal(some.train[0], x[:50])


@pytest.mark.parametrize(
    ("split", "sizes"),
    [
        (Split(), (80, 0, 0)),
        (Split(validation=0.3), (56, 24, 0)),
        (Split(validation=7), (73, 7, 0)),
        (Split(test=10), (70, 0, 10)),
        (Split(test=0.25, validation=0.33), (40, 20, 20)),
        (Split(test=20, validation=1, stratify=True), (59, 1, 20)),
    ],
)
def test_sizes_of_splits(split: Split, sizes: tuple[int, int, int]) -> None:
    parts = divide(Dataset("moons", {"samples": 80}), split)
    assert parts.sizes == sizes
    rows = {tuple(row) for part in parts.all for row in part[0].tolist()}
    assert len(rows) == 80


@pytest.mark.parametrize(
    "split", [Split(validation=80), Split(test=79, validation=0.5), Split(test=90), Split(test=1, stratify=True)]
)
def test_a_split_that_leaves_no_rows_is_refused_with_a_remedy(split: Split) -> None:
    with pytest.raises(DatasetError) as raised:
        divide(Dataset("moons", {"samples": 80}), split)
    assert raised.value.remedy


SHIPPED = [name for name in catalog.CATALOG if name not in ("mnist", "imdb", "csv")]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_data_set_is_what_the_catalog_says(name: str) -> None:
    dataset = Dataset(name, {"samples": 40} if name == "gate" else {})
    entry = catalog.entry(dataset)
    parts = divide(dataset, Split(test=0.1, validation=0.1, stratify=bool(entry.classes)))
    assert sum(parts.sizes) == catalog.rows(dataset)
    for x, y in parts.all:
        assert x.shape == (len(y), *catalog.input_shape(dataset))
        assert x.dtype == ("float32" if catalog.vocabulary(dataset) is None else "int32")
        assert np.isfinite(x).all()
        assert y.shape == (len(x),)
    values = {c for _, y in parts.all for c in y.tolist()}
    if entry.classes:
        assert values == set(range(len(entry.classes)))
    else:
        assert len(values) > 100
        assert all(np.isfinite(list(values)))
    for part in parts.all:
        points = shown_points(parts, part)
        assert bool(points) == (name in PLANE)
        for (x0, x1, c), row, label in zip(points, *part, strict=False):
            assert (x0, x1) == pytest.approx(row, abs=1e-4)
            assert c == label
        assert len(points) <= 400


@pytest.mark.parametrize("name", PLANE)
def test_generated_points_follow_from_their_options(name: str) -> None:
    options = {"samples": 40, "seed": 3, "noise": 0.1}
    first, again = (divide(Dataset(name, options), Split()).train for _ in range(2))
    np.testing.assert_array_equal(first[0], again[0])
    other = divide(Dataset(name, {**options, "seed": 4}), Split()).train
    assert not np.array_equal(first[0], other[0])
    noisier = divide(Dataset(name, {**options, "noise": 0.7}), Split()).train
    assert not np.array_equal(first[0], noisier[0])
    assert len(first[0]) == 40


def test_generated_points_are_those_of_scikit_learn_and_of_logic() -> None:
    x, y = make_moons(40, noise=0.2, random_state=5)
    moons = divide(Dataset("moons", {"samples": 40, "noise": 0.2, "seed": 5}), Split()).train
    np.testing.assert_array_equal(moons[0], x.astype("float32"))
    np.testing.assert_array_equal(moons[1], y)
    for gate, rule in {
        "and": min,
        "or": max,
        "xor": lambda row: row[0] != row[1],
        "nand": lambda row: 1 - min(row),
    }.items():
        corners, labels = divide(Dataset("gate", {"gate": gate, "samples": 8}), Split()).train
        assert [int(rule(row)) for row in corners.tolist()] == labels.tolist()
    x, y = divide(Dataset("xor", {"samples": 100}), Split()).train
    np.testing.assert_array_equal(y, x.prod(axis=1) > 0)


def test_scaling_uses_the_training_rows_alone() -> None:
    split = Split(test=0.2, validation=0.1, stratify=True)
    plain, scaled = (divide(Dataset("iris", {"scale": scale}), split) for scale in (False, True))
    np.testing.assert_allclose(scaled.train[0].mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(scaled.train[0].std(axis=0), 1, atol=1e-5)
    mean, deviation = plain.train[0].mean(axis=0), plain.train[0].std(axis=0)
    assert scaled.test is not None
    assert plain.test is not None
    np.testing.assert_allclose(scaled.test[0], (plain.test[0] - mean) / deviation, atol=1e-4)


@pytest.mark.parametrize("name", ["wine", "breast_cancer"])
def test_tables_are_scaled_by_themselves(name: str) -> None:
    split = Split(test=0.2, validation=0.1, stratify=True)
    scaled, plain = (divide(Dataset(name, options), split) for options in ({}, {"scale": False}))
    np.testing.assert_allclose(scaled.train[0].std(axis=0), 1, atol=1e-4)
    x, _ = getattr(sklearn_datasets, f"load_{name}")(return_X_y=True)
    rows = {tuple(row) for row in x.astype("float32").tolist()}
    assert {tuple(row) for part in plain.all for row in part[0].tolist()} == rows


def test_diabetes_in_unit_norm_is_scikit_learns_own_scaling() -> None:
    x, y = sklearn_datasets.load_diabetes(return_X_y=True)
    own = divide(Dataset("diabetes", {"scaling": "unit_norm", "features": 5, "scaled_target": False}), Split()).train
    np.testing.assert_allclose(own[0], x[:, :5], atol=1e-6)
    np.testing.assert_array_equal(own[1], y)


@pytest.mark.parametrize("scaling", ["standard", "unit_norm"])
def test_diabetes_is_scaled_by_its_training_rows_alone(scaling: str) -> None:
    split = Split(test=0.2, validation=0.1)
    plain = divide(Dataset("diabetes", {"scaling": "none", "scaled_target": False}), split)
    scaled = divide(Dataset("diabetes", {"scaling": scaling}), split)
    assert scaled.test is not None
    assert plain.test is not None
    x, y = plain.train[0].astype(float), plain.train[1]
    size = x.std(axis=0) * (np.sqrt(len(x)) if scaling == "unit_norm" else 1)
    np.testing.assert_allclose(scaled.train[0].mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(scaled.test[0], (plain.test[0] - x.mean(axis=0)) / size, atol=1e-4)
    np.testing.assert_allclose(scaled.test[1], (plain.test[1] - y.mean()) / y.std())
    assert (plain.train[1].min(), plain.train[1].max()) == (25, 346)


def test_digits_are_between_0_and_1() -> None:
    x, y = sklearn_datasets.load_digits(return_X_y=True)
    images, flat = (divide(Dataset("digits", {"flatten": flatten}), Split()).train for flatten in (False, True))
    assert images[0].shape == (1797, 8, 8, 1)
    np.testing.assert_array_equal(images[0].reshape(-1, 64), flat[0])
    np.testing.assert_array_equal(flat[0] * 16, x)
    np.testing.assert_array_equal(flat[1], y)


@pytest.mark.parametrize("name", ["digits", "mnist10k"])
@pytest.mark.parametrize("flatten", [False, True])
def test_shuffled_pixels_are_in_one_other_order_in_every_image(name: str, flatten: bool) -> None:
    plain, shuffled = (
        divide(Dataset(name, {"flatten": flatten, "shuffle_pixels": wanted}), Split()).train[0]
        for wanted in (False, True)
    )
    assert plain.shape == shuffled.shape
    plain, shuffled = plain.reshape(len(plain), -1), shuffled.reshape(len(plain), -1)
    # Each pixel of all images together is found again, at one other place.
    before, after = ({column.tobytes() for column in x.T} for x in (plain, shuffled))
    assert before == after
    assert not np.array_equal(plain, shuffled)


@pytest.mark.parametrize(("name", "function"), [("line", lambda x: 2 * x + 1), ("wave", lambda x: np.sin(np.pi * x))])
def test_functions_of_one_input(name: str, function: Callable) -> None:
    x, y = divide(Dataset(name, {"noise": 0, "samples": 50}), Split()).train
    np.testing.assert_allclose(y, function(x[:, 0]), atol=1e-6)
    again = divide(Dataset(name, {"noise": 0.3, "samples": 50}), Split()).train
    np.testing.assert_array_equal(again[0], x)
    assert 0.2 < (again[1] - y).std() < 0.4
    assert not np.array_equal(x, divide(Dataset(name, {"samples": 50, "seed": 1}), Split()).train[0])


def test_numbers_cannot_be_stratified() -> None:
    with pytest.raises(DatasetError, match="diabetes has no classes") as raised:
        divide(Dataset("diabetes"), Split(test=0.2, stratify=True))
    assert "stratify" in raised.value.remedy


def test_two_columns_of_a_regression_are_no_points_in_the_plane() -> None:
    parts = divide(Dataset("diabetes", {"features": 2}), Split())
    assert not parts.in_plane
    assert shown_points(parts) == []


def test_the_vocabulary_is_that_of_the_training_rows() -> None:
    parts = divide(Dataset("reviews10k", {"samples": 400, "words": 50, "length": 8}), Split(validation=0.5))
    texts, labels = files.reviews(400)
    counts = Counter(word for text in texts[:200] for word in tokens(text))
    # Rows of validation have other most frequent words: the test would notice if they were counted.
    assert counts.most_common(48) != Counter(word for text in texts for word in tokens(text)).most_common(48)
    number = {word: i for i, word in enumerate(sorted(counts, key=lambda word: (-counts[word], word))[:48], 2)}
    for part, rows in ((parts.train, texts[:200]), (parts.validation, texts[200:])):
        assert part is not None
        for row, text in zip(part[0].tolist(), rows, strict=True):
            words = [number.get(word, 1) for word in tokens(text)][-8:]
            assert row == [0] * (8 - len(words)) + words
    np.testing.assert_array_equal(np.concatenate([parts.train[1], parts.validation[1]]), labels)
    assert parts.train[0].max() == 49
    hot = divide(Dataset("reviews10k", {"samples": 400, "words": 50, "encoding": "multi_hot"}), Split(validation=0.5))
    assert hot.train[0].shape == (200, 50)
    for row, text in zip(hot.train[0], texts[:200], strict=True):
        assert set(np.flatnonzero(row).tolist()) == {number.get(word, 1) for word in tokens(text)}


def test_ties_in_the_vocabulary_go_by_the_alphabet() -> None:
    vocabulary = Vocabulary(["pear apple", "fig pear"], size=4)
    assert len(vocabulary) == 4
    assert vocabulary.sequences(["fig apple pear nut", ""], 5).tolist() == [[0, 1, 3, 2, 1], [0, 0, 0, 0, 0]]


def test_reviews_are_balanced_in_the_first_rows() -> None:
    _, labels = files.reviews(8000)
    assert Counter(labels.tolist()) == {0: 4000, 1: 4000}


def test_files_are_those_of_the_provenance() -> None:
    provenance = (paths.datasets() / "PROVENANCE.md").read_text()
    for path in paths.datasets().iterdir():
        if path.suffix == ".md":
            continue
        (line,) = (line for line in provenance.splitlines() if line.startswith(f"| {path.name} |"))
        found = path.read_bytes()
        assert [f"{len(found):,}", hashlib.sha256(found).hexdigest()] == [cell.strip() for cell in line.split("|")[2:4]]
    for name, checksum in files.CHECKSUMS.items():
        assert hashlib.sha256(files.checked(paths.datasets() / name)).hexdigest() == checksum


@pytest.mark.parametrize("damage", ["missing", "truncated", "tampered", "folder"])
@pytest.mark.parametrize("name", files.CHECKSUMS)
def test_a_damaged_file_is_named_with_a_remedy(name: str, damage: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if damage == "folder":
        path.mkdir()
    elif damage != "missing":
        shutil.copy(paths.datasets() / name, path)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content if damage == "tampered" else content[:-1])
    with pytest.raises(DatasetError) as raised:
        files.checked(path)
    assert name in raised.value.message
    assert "pip install" in raised.value.remedy
    assert str(tmp_path) in raised.value.remedy


@pytest.mark.parametrize(("name", "file"), [("mnist10k", "mnist10k.npz"), ("reviews10k", "reviews10k.tsv.gz")])
def test_a_data_set_whose_file_is_damaged_is_not_loaded(
    name: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(paths.datasets() / file, tmp_path / file)
    monkeypatch.setattr(paths, "datasets", lambda: tmp_path)
    dataset = Dataset(name, {"samples": 10})
    assert divide(dataset, Split()).sizes == (10, 0, 0)
    with (tmp_path / file).open("ab") as copy:
        copy.write(b"more")
    with pytest.raises(DatasetError, match=file):
        divide(dataset, Split())
    (tmp_path / file).unlink()
    with pytest.raises(DatasetError, match=file):
        divide(dataset, Split())


def test_the_last_few_data_sets_are_kept() -> None:
    datasets = Datasets()
    first = datasets.load(Dataset("moons"), Split())
    assert datasets.load(Dataset("moons", {"noise": 0.1}), Split()) is first
    for seed in range(KEPT - 1):
        datasets.load(Dataset("moons", {"seed": seed + 1}), Split())
    assert datasets.load(Dataset("moons"), Split()) is first
    for seed in range(KEPT):
        datasets.load(Dataset("moons", {"seed": seed + 10}), Split())
    assert datasets.load(Dataset("moons"), Split()) is not first
