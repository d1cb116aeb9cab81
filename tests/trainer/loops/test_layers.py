"""Networks with each kind of layer, trained as `model.fit` trains them; what normalization keeps beside its weights.

Bit for bit, as without these layers, where the last batch of an epoch is not full: where all are, Keras folds their
size into its graph, and the means of normalization round otherwise.
"""

import numpy as np
import pytest

from nnterm.experiment.experiment import Dataset
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.layers import (
    Activation,
    BatchNormalization,
    Conv1D,
    Conv2D,
    Dense,
    Embedding,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    LayerNormalization,
    MaxPooling1D,
    MaxPooling2D,
    MultiHeadAttention,
    PositionEmbedding,
    Reshape,
)
from nnterm.experiment.protocol import commands, inspection_results
from nnterm.experiment.protocol.inspection_requests import InspectFeatures, InspectWeights
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path
from nnterm.trainer.loops.keras_loops import FitLoops
from nnterm.trainer.loops.protocol import Loop
from trainer.cases import CONVOLUTIONAL, IRIS, MOONS, RECURRENT, Case
from trainer.child import Child, history
from trainer.oracle import fit, fitted_model, plain_model
from trainer.training import start, train, trained

WHOLE, STEPS = Path(xla=False, whole_epochs=True), Path(xla=False, whole_epochs=False)
XLA_WHOLE, XLA_STEPS = Path(xla=True, whole_epochs=True), Path(xla=True, whole_epochs=False)

BATCH = IRIS.with_(
    layers=(Dense(8), BatchNormalization(momentum=0.9), Activation("relu"), Dense(3, "softmax")), shuffle=False
)
FULL = MOONS.with_(
    layers=(Dense(8), BatchNormalization(), Activation("relu"), Dense(1, "sigmoid")), shuffle=False, epochs=2
)
SEQUENCES = RECURRENT.with_(
    layers=(
        Embedding(300, 8),
        Conv1D(6, activation="relu", padding="causal"),
        MaxPooling1D(),
        Conv1D(5, kernel_size=2),
        GlobalAveragePooling1D(),
        Dense(1, "sigmoid"),
    ),
    l2=0.001,
    shuffle=False,
)
MASKED = RECURRENT.with_(
    layers=(
        Embedding(300, 8, mask_zero=True),
        GlobalAveragePooling1D(),
        LayerNormalization(),
        Dense(1, "sigmoid"),
    ),
    shuffle=False,
)
ATTENTION = RECURRENT.with_(
    layers=(
        Embedding(300, 8, mask_zero=True),
        PositionEmbedding(40),
        MultiHeadAttention(2, 4, use_causal_mask=True),
        LayerNormalization(),
        GlobalAveragePooling1D(),
        Dense(1, "sigmoid"),
    ),
    shuffle=False,
)
IMAGES = Case(
    Dataset("mnist10k", {"samples": 300, "flatten": True}),
    CONVOLUTIONAL.split,
    CONVOLUTIONAL.with_(
        layers=(
            Reshape((28, -1, 1)),
            Conv2D(6),
            BatchNormalization(),
            Activation("relu"),
            MaxPooling2D(),
            GlobalAveragePooling2D(),
            Dense(10, "softmax"),
        ),
        shuffle=False,
    ).hyperparameters,
)
CASES = {
    "batch normalization, whole epochs": (BATCH, WHOLE),
    "batch normalization, steps": (BATCH, STEPS),
    "sequences": (SEQUENCES, STEPS),
    "masked mean and layer normalization": (MASKED, WHOLE),
    "masked, causal attention with positions": (ATTENTION, STEPS),
    "attention, whole epochs": (ATTENTION, WHOLE),
    "reshaped, normalized and pooled images": (IMAGES, STEPS),
}


@pytest.mark.parametrize("name", CASES)
def test_the_history_is_that_of_fit(name: str, loops: Loops) -> None:
    case, path = CASES[name]
    expected, evaluated = fit(case)
    loop = start(case, loops, path)
    assert train(loop, case.hyperparameters.epochs) == expected
    parts = loops.load(case.dataset, case.split)
    part = loops.tensors(case.dataset, parts, case.hyperparameters)["test" if case.split.test else "validation"]
    assert list(loop.evaluate(part))[-1] == evaluated


@pytest.mark.parametrize("path", [pytest.param(XLA_WHOLE, marks=pytest.mark.slow), XLA_STEPS], ids=str)
def test_with_xla_normalization_is_nearly_that_of_fit(path: Path, loops: Loops) -> None:
    expected, _ = fit(BATCH)
    for key, values in trained(BATCH, loops, path).items():
        np.testing.assert_allclose(values, expected[key], atol=1e-3, rtol=1e-3, err_msg=key)


def test_batches_that_are_all_full_differ_by_rounding_alone(loops: Loops) -> None:
    expected, _ = fit(FULL)
    for key, values in trained(FULL, loops, WHOLE).items():
        # Two epochs: on some processors the last bits have grown beyond this in the third.
        np.testing.assert_allclose(values, expected[key], atol=1e-4, rtol=1e-4, err_msg=key)


# --- the running means and variances of batch normalization ---------------------------------------------------------


def kept(loop: Loop) -> list[np.ndarray]:
    """Weights, and the running means and variances."""
    return [value.copy() for value in loop.model.get_weights()]


def same(found: list[np.ndarray], expected: list[np.ndarray]) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


def test_a_batch_at_a_time_leaves_the_same_history_and_the_same_means(loops: Loops) -> None:
    whole = start(BATCH, loops, WHOLE)
    expected = train(whole, 3)
    ended = kept(whole)
    loop = start(BATCH, loops, WHOLE)
    history: dict[str, list[float]] = {}
    while loop.done < 3:
        for name, values in loop.advance_batch().items():
            history.setdefault(name, []).extend(values)
    assert history == expected
    assert same(kept(loop), ended)


def test_a_kept_model_forgets_the_means_of_the_last_run(loops: Loops) -> None:
    fresh, _ = fit(BATCH)
    used = start(BATCH.with_(seed=99), loops)
    train(used, 4)
    again = start(BATCH, loops)
    assert again.model is used.model
    assert train(again, BATCH.hyperparameters.epochs) == fresh


@pytest.mark.parametrize("kind", ["compiled", pytest.param("fit", marks=pytest.mark.slow)])
def test_the_means_go_along_where_a_run_changes_its_batches(kind: str, loops: Loops) -> None:
    loops = FitLoops() if kind == "fit" else loops
    parts = loops.load(BATCH.dataset, BATCH.split)
    loop, _ = loops.make(BATCH.dataset, parts, BATCH.hyperparameters)
    train(loop, 2)
    before = kept(loop)
    changed = loops.remake(loop, BATCH.dataset, parts, BATCH.with_(batch_size=16).hyperparameters)
    assert changed.model is not loop.model
    assert same(kept(changed), before)
    changed.advance(3)
    assert not same(kept(changed), before)


def test_evaluating_and_answering_use_the_means_and_leave_them(loops: Loops) -> None:
    loop = start(BATCH, loops, WHOLE)
    train(loop, 2)
    before = kept(loop)
    parts = loops.load(BATCH.dataset, BATCH.split)
    tensors = loops.tensors(BATCH.dataset, parts, BATCH.hyperparameters)
    model = plain_model(BATCH)
    model.set_weights(before)
    one, all_rows = (loop.predict(rows).numpy() for rows in (tensors["test"][0][:1], tensors["test"][0]))
    # Other rows beside it change nothing: no mean of this batch is taken.
    np.testing.assert_allclose(one[0], all_rows[0], atol=1e-6)
    np.testing.assert_allclose(all_rows, model.predict(parts.test[0], verbose=0), atol=1e-6)
    list(loop.evaluate(tensors["test"]))
    assert same(kept(loop), before)


def test_early_stopping_puts_the_means_of_the_best_epoch_back(child: Child) -> None:
    layers = (Dense(12), BatchNormalization(momentum=0.8), Activation("relu"), Dense(1, "sigmoid"))
    rule = EarlyStopping(monitor="val_accuracy", patience=4, restore_best_weights=True)
    case = MOONS.with_(layers=layers, shuffle=False, epochs=25, batch_size=16, early_stopping=rule)
    expected, evaluated = fit(case)
    assert len(expected["loss"]) < 25
    seen = child.run(case)
    assert history(seen) == expected
    assert seen[-1].evaluate == evaluated


def test_the_means_are_shown_beside_the_weights(child: Child) -> None:
    run_id = child.run(BATCH)[-1].run_id
    child.send(commands.InspectRun(run_id=run_id, question=InspectWeights(layer=1)))
    shown = child.until(lambda event: isinstance(event, inspection_results.Inspected))[-1]
    assert shown.layers == ["Dense", "BatchNormalization", "Dense"]
    assert [array.name for array in shown.arrays] == ["gamma", "beta", "moving_mean", "moving_variance"]
    for array, values in zip(shown.arrays, fitted_model(BATCH).layers[1].get_weights(), strict=True):
        np.testing.assert_allclose(array.values, values, rtol=2e-3, atol=1e-3)


def test_a_row_of_pixels_that_is_reshaped_has_feature_maps(child: Child) -> None:
    run_id = child.run(IMAGES.with_(epochs=1))[-1].run_id
    child.send(commands.InspectRun(run_id=run_id, question=InspectFeatures(layer=1)))
    shown = child.until(lambda event: isinstance(event, inspection_results.Inspected))[-1]
    shapes = [(layer.name, layer.shape) for layer in shown.layers[:2]]
    assert shapes == [("Reshape", (28, 28, 1)), ("Conv2D", (26, 26, 6))]
    assert (shown.image.rows, shown.image.columns, len(shown.maps)) == (28, 28, 6)
