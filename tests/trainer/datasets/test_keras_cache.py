"""The full sets of Keras's cache: refused unless the file is the right one, and read as Keras reads them."""

import hashlib
import io
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from nnterm.errors import DatasetError
from nnterm.experiment.experiment import Dataset, Split
from nnterm.trainer.datasets import keras_cache
from nnterm.trainer.datasets.dataset import divide

RNG = np.random.default_rng(0)


def archive(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def texts(count: int) -> Any:
    rows = np.empty(count, dtype=object)
    rows[:] = [RNG.integers(1, 60, size=RNG.integers(1, 12)).tolist() for _ in range(count)]
    return rows


DIGITS = archive(
    x_train=RNG.integers(0, 256, (30, 28, 28)).astype("uint8"),
    y_train=np.arange(30, dtype="uint8") % 10,
    x_test=RNG.integers(0, 256, (10, 28, 28)).astype("uint8"),
    y_test=np.arange(10, dtype="uint8"),
)
REVIEWS = archive(x_train=texts(40), y_train=np.arange(40) % 2, x_test=texts(15), y_test=np.arange(15) % 2)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keras's folder of data sets, with files of the right structure."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    folder = tmp_path / "datasets"
    folder.mkdir()
    (folder / "mnist.npz").write_bytes(DIGITS)
    (folder / "imdb.npz").write_bytes(REVIEWS)
    return folder


@pytest.fixture
def trusted(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, with the checksums of these very files expected."""
    for path in cache.iterdir():
        monkeypatch.setitem(keras_cache.CHECKSUMS, path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    return cache


@pytest.mark.parametrize(("name", "instead"), [("mnist", "mnist10k"), ("imdb", "reviews10k")])
def test_a_file_that_is_missing_is_named_with_what_will_do(name: str, instead: str, cache: Path) -> None:
    (cache / f"{name}.npz").unlink()
    with pytest.raises(DatasetError, match=f"no {cache / name}.npz") as raised:
        divide(Dataset(name), Split())
    assert f"keras.datasets.{name}.load_data()" in raised.value.remedy
    assert instead in raised.value.remedy
    assert list(cache.glob(f"{name}*")) == [], "nothing was downloaded"


@pytest.mark.parametrize("name", ["mnist", "imdb"])
def test_another_file_of_that_name_is_refused_and_left_alone(name: str, cache: Path) -> None:
    before = (cache / f"{name}.npz").read_bytes()
    with pytest.raises(DatasetError, match="checksum is wrong") as raised:
        divide(Dataset(name), Split())
    assert "Delete the file" in raised.value.remedy
    assert (cache / f"{name}.npz").read_bytes() == before


def test_a_pickle_in_a_wrong_file_is_never_opened(cache: Path) -> None:
    class Opened:
        def __reduce__(self) -> Any:
            return Path.touch, (cache / "opened",)

    trap = np.empty(1, dtype=object)
    trap[0] = Opened()
    (cache / "imdb.npz").write_bytes(archive(x_train=trap, y_train=np.zeros(1), x_test=trap, y_test=np.zeros(1)))
    with pytest.raises(DatasetError):
        divide(Dataset("imdb"), Split())
    assert not (cache / "opened").exists()


def test_without_a_folder_of_its_own_keras_has_one_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert keras_cache.folder() == tmp_path / ".keras" / "datasets"


@pytest.mark.usefixtures("trusted")
def test_digits_come_divided() -> None:
    parts = divide(Dataset("mnist", {"samples": 20}), Split(validation=5))
    assert parts.sizes == (15, 5, 10)
    assert parts.test is not None
    with np.load(io.BytesIO(DIGITS)) as arrays:
        np.testing.assert_allclose(parts.train[0][..., 0] * 255, arrays["x_train"][:15], atol=1e-4)
        np.testing.assert_allclose(parts.test[0][..., 0] * 255, arrays["x_test"], atol=1e-4)
        np.testing.assert_array_equal(parts.test[1], arrays["y_test"])
    flat = divide(Dataset("mnist", {"samples": 20, "flatten": True}), Split())
    assert flat.train[0].shape == (20, 784)
    with pytest.raises(DatasetError, match="comes with 10,000"):
        divide(Dataset("mnist"), Split(test=0.1))


def test_reviews_are_those_of_load_data(trusted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keras.src.datasets.imdb.get_file", lambda **_: str(trusted / "imdb.npz"))
    (x, y), (x_test, y_test) = keras.datasets.imdb.load_data(num_words=30)
    parts = divide(Dataset("imdb", {"samples": 25, "words": 30, "length": 6}), Split(validation=0.2))
    assert parts.sizes == (20, 5, 15)
    assert parts.validation is not None
    assert parts.test is not None
    padded = keras.utils.pad_sequences(x[:25], maxlen=6)
    np.testing.assert_array_equal(np.concatenate([parts.train[0], parts.validation[0]]), padded)
    np.testing.assert_array_equal(np.concatenate([parts.train[1], parts.validation[1]]), y[:25])
    np.testing.assert_array_equal(parts.test[0], keras.utils.pad_sequences(x_test, maxlen=6))
    np.testing.assert_array_equal(parts.test[1], y_test)
    hot = divide(Dataset("imdb", {"words": 30, "encoding": "multi_hot"}), Split())
    assert hot.train[0].shape == (40, 30)
    assert [set(np.flatnonzero(row).tolist()) for row in hot.train[0]] == [set(row) for row in x]


@pytest.mark.parametrize(
    ("dataset", "model"),
    [
        ("{name: mnist, samples: 20, flatten: true}", "[{Dense: {units: 10, activation: softmax}}]"),
        (
            "{name: imdb, samples: 25, words: 30, length: 6}",
            "[{Embedding: {input_dim: 30, output_dim: 2}}, {Flatten: {}}, {Dense: {units: 10, activation: softmax}}]",
        ),
        ("{name: imdb, words: 30, encoding: multi_hot}", "[{Dense: {units: 10, activation: softmax}}]"),
    ],
)
def test_a_script_makes_the_same_arrays(
    dataset: str, model: str, trusted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nnterm.lesson.loader import load_lesson
    from nnterm.runs.export.dataset import imports, loading, splitting

    for name in ("mnist", "imdb"):
        path = str(trusted / f"{name}.npz")
        monkeypatch.setattr(f"keras.src.datasets.{name}.get_file", lambda *_, path=path, **__: path)
    model = model.replace("units: 10", "units: 2") if "imdb" in dataset else model
    (tmp_path / "01-x.md").write_text(
        "---\nformat: 1\nid: x\ntitle: X\nsummary: X.\nminutes: 5\nrequires: []\n"
        "objectives: [X]\n---\n\n## One\n\nX.\n\n"
        f"```{{experiment}}\nid: e\ndataset: {dataset}\nsplit: {{validation: 0.5}}\nmodel: {model}\n"
        "compile: {loss: sparse_categorical_crossentropy}\nfit: {epochs: 1}\n```\n"
    )
    experiment = load_lesson(tmp_path / "01-x.md").experiment("e")
    standard, others = imports(experiment)
    made: dict[str, Any] = {}
    code = "\n".join([*standard, *others, "import keras", loading(experiment, ""), splitting(experiment)])
    exec(code, made)
    parts = divide(experiment.dataset, Split())
    assert parts.test is not None
    np.testing.assert_allclose(made["x_train"], parts.train[0])
    np.testing.assert_array_equal(made["y_train"], parts.train[1])
    np.testing.assert_allclose(made["x_test"], parts.test[0])
    np.testing.assert_array_equal(made["y_test"], parts.test[1])
