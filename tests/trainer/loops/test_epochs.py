"""The compiled loop is Keras's `fit`: bit for bit without XLA, to a thousandth with it."""

import numpy as np
import pytest

from nnterm.experiment.hyperparameters.layers import LSTM, Dense, Embedding
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path
from trainer.cases import CONVOLUTIONAL, DROPOUT, IRIS, MOONS, RECURRENT, Case
from trainer.oracle import fit
from trainer.training import start, train, trained

WHOLE, STEPS = Path(xla=False, whole_epochs=True), Path(xla=False, whole_epochs=False)
XLA_WHOLE, XLA_STEPS = Path(xla=True, whole_epochs=True), Path(xla=True, whole_epochs=False)
# One recurrent layer, since XLA takes seconds to compile each.
LSTM_ALONE = RECURRENT.with_(layers=(Embedding(300, 8, mask_zero=True), LSTM(6), Dense(1, "sigmoid")))
CASES = {
    "dense": IRIS,
    "dropout and l2": DROPOUT,
    "convolutional": CONVOLUTIONAL,
    "one recurrent layer": LSTM_ALONE,
    "recurrent": RECURRENT,
}

QUICK_CASES = [
    ("dropout and l2", WHOLE),
    ("dropout and l2", STEPS),
    ("convolutional", STEPS),
    ("one recurrent layer", STEPS),
]
"""Each kind of network along the path that it takes in lessons, and one along both: compiling takes a second each."""


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param(name, path, marks=[] if (name, path) in QUICK_CASES else [pytest.mark.slow])
        for name in CASES
        for path in (WHOLE, STEPS)
    ],
    ids=str,
)
def test_the_history_is_that_of_fit(name: str, path: Path, loops: Loops) -> None:
    case = CASES[name].with_(shuffle=False)
    expected, evaluated = fit(case)
    loop = start(case, loops, path)
    assert train(loop, case.hyperparameters.epochs) == expected
    parts = loops.load(case.dataset, case.split)
    part = loops.tensors(case.dataset, parts, case.hyperparameters)["test" if case.split.test else "validation"]
    assert list(loop.evaluate(part))[-1] == evaluated


@pytest.mark.parametrize(
    ("case", "path"),
    [
        (MOONS.with_(epochs=6), XLA_WHOLE),
        (MOONS.with_(epochs=6), XLA_STEPS),
        pytest.param(IRIS, XLA_STEPS, marks=pytest.mark.slow),
        pytest.param(DROPOUT.with_(dropout=0.0), XLA_WHOLE, marks=pytest.mark.slow),
        pytest.param(LSTM_ALONE, XLA_STEPS, marks=pytest.mark.slow),
    ],
    ids=["full batches, whole epochs", "full batches, steps", "dense", "l2", "recurrent"],
)
def test_with_xla_it_is_nearly_that_of_fit(case: Case, path: Path, loops: Loops) -> None:
    case = case.with_(shuffle=False)
    expected, _ = fit(case)
    found = trained(case, loops, path)
    assert found.keys() == expected.keys()
    for key, values in expected.items():
        np.testing.assert_allclose(found[key], values, atol=1e-3, rtol=1e-3, err_msg=key)


def test_a_model_compiled_with_xla_is_reset_too(loops: Loops) -> None:
    fresh = trained(MOONS, loops, XLA_WHOLE)
    trained(MOONS.with_(seed=99), loops, XLA_WHOLE)
    assert trained(MOONS, loops, XLA_WHOLE) == fresh


@pytest.mark.parametrize("path", [WHOLE, STEPS, XLA_WHOLE, XLA_STEPS], ids=str)
def test_the_same_training_gives_the_same_history_however_it_is_cut(path: Path, loops: Loops) -> None:
    case = MOONS.with_(dropout=0.0 if path.xla else 0.2)
    epochs = case.hyperparameters.epochs
    whole = trained(case, loops, path)
    assert train(start(case, loops, path), epochs, cut=lambda done: done + 1) == whole
    assert train(start(case, loops, path), epochs, cut=lambda done: done + 3) == whole
    # A loop that compiles everything ahead, as PrepareRun does, trains no differently.
    loop = start(case, loops, path)
    for _ in loop.compile(ahead=True):
        pass
    assert train(loop, epochs) == whole


@pytest.mark.parametrize(
    ("batch_size", "validation"),
    [
        (1, 0.25),
        (60, 0.0),
        *(
            pytest.param(*sizes, marks=pytest.mark.slow)
            for sizes in ((1, 0.0), (20, 0.0), (20, 0.25), (60, 0.25), (1000, 0.0), (1000, 0.25))
        ),
    ],
)
def test_batches_of_any_size(batch_size: int, validation: float, loops: Loops) -> None:
    split = type(MOONS.split)(validation=validation)
    case = Case(MOONS.dataset, split, MOONS.hyperparameters).with_(shuffle=False, epochs=2, batch_size=batch_size)
    expected, _ = fit(case)
    assert set(expected) == {"loss", "accuracy"} | ({"val_loss", "val_accuracy"} if validation else set())
    assert trained(case, loops, WHOLE) == expected
    assert trained(case, loops, STEPS) == expected


def test_one_sample_which_is_less_than_a_batch(loops: Loops) -> None:
    case = Case(type(MOONS.dataset)("gate", {"samples": 1}), type(MOONS.split)(), MOONS.hyperparameters)
    case = case.with_(shuffle=False, epochs=3)
    expected, _ = fit(case)
    assert trained(case, loops, WHOLE) == expected
    assert trained(case, loops, STEPS) == expected


def test_a_kept_model_starts_like_a_fresh_one(loops: Loops) -> None:
    case = DROPOUT.with_(shuffle=False)
    fresh, _ = fit(case)
    used = start(case.with_(seed=99, learning_rate=0.05), loops, WHOLE)
    train(used, 4)
    again = start(case, loops, WHOLE)
    assert again.model is used.model
    assert train(again, case.hyperparameters.epochs) == fresh
    assert trained(case.with_(seed=8), loops, WHOLE) != fresh
    slower = DROPOUT.with_(learning_rate=0.002)
    assert trained(slower, loops, WHOLE) == trained(slower, Loops(), WHOLE)


def test_each_epoch_has_an_order_of_its_own_that_follows_from_the_seed(loops: Loops) -> None:
    shuffled, ordered = trained(MOONS, loops), trained(MOONS.with_(shuffle=False), loops)
    assert shuffled["loss"] != ordered["loss"]
    # One batch with all rows: the order within it changes rounding at most.
    one = MOONS.with_(batch_size=60, epochs=4)
    np.testing.assert_allclose(trained(one, loops)["loss"], trained(one.with_(shuffle=False), loops)["loss"], rtol=1e-4)
    # The first epochs do not depend on how many will follow.
    assert trained(MOONS.with_(epochs=7), loops)["loss"] == shuffled["loss"][:7]


def test_the_shuffled_epochs_are_those_of_fit_in_the_same_order(loops: Loops) -> None:
    import keras

    from nnterm.trainer.datasets.dataset import divide
    from nnterm.trainer.datasets.targets import targets
    from trainer.oracle import plain_model

    parts = divide(MOONS.dataset, MOONS.split)
    x, y = parts.train[0], targets(parts.train[1], MOONS.dataset, MOONS.hyperparameters)
    model = plain_model(MOONS)
    losses = []
    for epoch in range(3):
        order = np.random.default_rng([MOONS.hyperparameters.seed, epoch]).permutation(len(x))
        history = model.fit(x[order], y[order], batch_size=10, shuffle=False, verbose=0)
        losses += history.history["loss"]
    assert isinstance(model, keras.Model)
    assert trained(MOONS.with_(epochs=3), loops)["loss"] == losses


def test_other_rows_seeds_rates_and_epochs_compile_nothing_new(loops: Loops) -> None:
    first = start(MOONS, loops, WHOLE)
    train(first, 3)
    more = Case(type(MOONS.dataset)("moons", {"samples": 200, "noise": 0.3}), MOONS.split, MOONS.hyperparameters)
    second = start(more.with_(seed=4, learning_rate=0.5, epochs=9, shuffle=False), loops, WHOLE)
    assert list(second.compile()) == []
    assert second.model is first.model


def test_only_the_last_few_models_are_kept(loops: Loops) -> None:
    from nnterm.trainer.loops.compiled_loops import KEPT

    first = start(MOONS, loops)
    for units in range(10, 10 + KEPT):
        start(
            MOONS.with_(
                layers=(
                    *MOONS.hyperparameters.layers[:1],
                    *[type(MOONS.hyperparameters.output)(units)],
                    MOONS.hyperparameters.output,
                )
            ),
            loops,
        )
    assert start(MOONS, loops).model is not first.model
