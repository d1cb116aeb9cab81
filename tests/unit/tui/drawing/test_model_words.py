"""Models of another kind are named as wholes, and no sentence about one setting compares them."""

import msgspec

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import (
    LSTM,
    BatchNormalization,
    Bidirectional,
    Conv2D,
    Dense,
    Flatten,
    MaxPooling2D,
)
from nnterm.experiment.protocol.events import EpochsEnded
from nnterm.experiment.run import Run
from nnterm.tui.drawing.changes import changes, one_difference
from nnterm.tui.drawing.curves.pins import pinned_rows, pins_of
from nnterm.tui.drawing.model_words import model_words
from nnterm.tui.drawing.rows import plain

DENSE = (Flatten(), Dense(128), Dense(64), Dense(10, "softmax"))
CNN = (Conv2D(32, 3), MaxPooling2D(), Conv2D(64, 3), MaxPooling2D(), Flatten(), Dense(64), Dense(10, "softmax"))


def run_of(layers: tuple[object, ...], experiment: str, **settings: object) -> Run:
    hyperparameters = Hyperparameters(layers=layers, metrics=("accuracy",), **settings)  # type: ignore[arg-type]
    run = Run(
        run_id=experiment,
        lesson="l",
        experiment=experiment,
        dataset=Dataset("mnist10k"),
        split=Split(),
        hyperparameters=hyperparameters,
        parameters=12_345,
    )
    columns: dict[str, list[float | None]] = {"loss": [0.9, 0.2], "val_loss": [0.8, 0.3]}
    run.apply(EpochsEnded(run_id=experiment, first=1, columns=columns, seconds=1.0))
    return run


def test_a_model_is_named_by_its_hidden_layers() -> None:
    assert model_words(Hyperparameters(layers=DENSE)) == "dense 128-64"
    assert model_words(Hyperparameters(layers=CNN)) == "conv 32, pool, conv 64, pool, dense 64"
    assert model_words(Hyperparameters(layers=(Dense(8), BatchNormalization(), Dense(1)))) == "dense 8, batch norm"
    assert model_words(Hyperparameters(layers=(Bidirectional(wraps=LSTM(4)), Dense(1)))) == "bidirectional LSTM 4"
    assert model_words(Hyperparameters(layers=(Dense(1),))) == "no hidden layer"


def test_what_differs_from_a_model_of_another_kind_is_the_model_and_the_settings() -> None:
    dense, cnn = run_of(DENSE, "dense"), run_of(CNN, "cnn", epochs=7)
    baseline = Experiment(id="dense", dataset=dense.dataset, split=dense.split, hyperparameters=dense.hyperparameters)
    assert changes(cnn, baseline) == ["conv 32, pool, conv 64, pool, dense 64", "epochs 7"]
    assert changes(dense, baseline) == []


def test_no_sentence_about_one_setting_is_made_across_experiments_or_kinds_of_models() -> None:
    one, other = run_of(DENSE, "dense"), run_of(DENSE, "dense", epochs=7)
    assert one_difference(one, other)
    assert one_difference(one, run_of(DENSE, "other", epochs=7)) == ""
    assert (
        one_difference(one, run_of((Flatten(), Dense(128), Dense(64), BatchNormalization(), DENSE[-1]), "dense")) == ""
    )


def test_the_legend_names_the_models_of_different_experiments_and_says_what_can_be_said() -> None:
    dense, cnn = run_of(DENSE, "dense"), run_of(CNN, "cnn")
    baseline = Experiment(id="dense", dataset=dense.dataset, split=dense.split, hyperparameters=dense.hyperparameters)
    for width in (60, 120):
        words = " ".join(" ".join(plain(row) for row in pinned_rows(pins_of([cnn]), dense, baseline, width)).split())
        assert "A conv 32, pool, conv 64, pool, dense 64" in words
        assert "12,345 weights" in words
        assert "more than one setting differs, so this compares models" in words
    same = msgspec.structs.replace(dense, run_id="same")
    assert "more than one" not in " ".join(plain(row) for row in pinned_rows(pins_of([same]), dense, baseline, 120))
