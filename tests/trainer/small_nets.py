"""Many small networks trained side by side in numpy: honest training curves in seconds, to judge verdicts on.

Each network has one hidden layer of ReLU units and a sigmoid output, learns by Adam from mini-batches, and is evaluated
after every epoch on a small validation set, as a learner's is, and on a large clean test set, which no learner has.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnterm.trainer.datasets.points import generate

Array = NDArray[np.float32]
TEST_ROWS = 3000
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Setting:
    """What a group of networks has in common."""

    dataset: str
    noise: float
    train: int
    validation: int
    units: int
    learning_rate: float
    epochs: int
    batch_size: int = 16


@dataclass(frozen=True)
class Curves:
    """Losses and training accuracy of one network, an epoch each."""

    setting: Setting
    loss: list[float]
    accuracy: list[float]
    val_loss: list[float]
    test_loss: list[float]


def train(setting: Setting, seeds: range) -> list[Curves]:
    """One network a seed, each with data, weights and order of its own."""
    rows = setting.train + setting.validation + TEST_ROWS
    sets = [_data(setting, rows, seed) for seed in seeds]
    x = np.stack([s[0] for s in sets]).astype("float32")
    y = np.stack([s[1] for s in sets]).astype("float32")
    a, b = setting.train, setting.train + setting.validation
    rng = np.random.default_rng(seeds.start)
    count = len(seeds)
    weights = [
        rng.normal(scale=1.0, size=(count, 2, setting.units)),
        rng.normal(scale=0.5, size=(count, 1, setting.units)),
        rng.normal(scale=np.sqrt(2 / setting.units), size=(count, setting.units, 1)),
        np.zeros((count, 1, 1)),
    ]
    weights = [w.astype("float32") for w in weights]
    first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    history: dict[str, list[Array]] = {"loss": [], "accuracy": [], "val_loss": [], "test_loss": []}
    step = 0
    for _ in range(setting.epochs):
        losses, right = [], []
        for batch in np.array_split(rng.permutation(a), -(-a // setting.batch_size)):
            step += 1
            output, hidden = _forward(weights, x[:, batch])
            losses.append(_loss(output, y[:, batch]) * len(batch))
            right.append(((output > 0.5) == y[:, batch]).sum(axis=1))
            gradients = _gradients(weights, x[:, batch], hidden, output, y[:, batch])
            for i, gradient in enumerate(gradients):
                first[i] = 0.9 * first[i] + 0.1 * gradient
                second[i] = 0.999 * second[i] + 0.001 * gradient**2
                unbiased = first[i] / (1 - 0.9**step), second[i] / (1 - 0.999**step)
                weights[i] = weights[i] - setting.learning_rate * unbiased[0] / (np.sqrt(unbiased[1]) + 1e-7)
        history["loss"].append(np.sum(losses, axis=0) / a)
        history["accuracy"].append(np.sum(right, axis=0) / a)
        history["val_loss"].append(_loss(_forward(weights, x[:, a:b])[0], y[:, a:b]))
        history["test_loss"].append(_loss(_in_parts(weights, x[:, b:]), y[:, b:]))
    columns = {key: np.stack(values, axis=1) for key, values in history.items()}
    return [Curves(setting, **{key: column[i].tolist() for key, column in columns.items()}) for i in range(count)]


def _data(setting: Setting, rows: int, seed: int) -> tuple[Array, Array]:
    x, y = generate(setting.dataset, {"samples": rows, "noise": setting.noise, "seed": seed})
    order = np.random.default_rng(seed).permutation(rows)
    return x[order], y[order]


def _forward(weights: list[Array], x: Array) -> tuple[Array, Array]:
    hidden = x @ weights[0]
    hidden += weights[1]
    np.maximum(hidden, 0, out=hidden)
    score = (hidden @ weights[2] + weights[3])[..., 0]
    return 1 / (1 + np.exp(-np.clip(score, -30, 30))), hidden


def _in_parts(weights: list[Array], x: Array) -> Array:
    """The outputs, of so few networks and rows at a time that their hidden layer stays in the cache."""
    outputs = np.empty(x.shape[:2], dtype=x.dtype)
    for i in range(len(x)):
        one = [w[i : i + 1] for w in weights]
        for row in range(0, x.shape[1], ROWS_AT_ONCE):
            outputs[i, row : row + ROWS_AT_ONCE] = _forward(one, x[i : i + 1, row : row + ROWS_AT_ONCE])[0][0]
    return outputs


def _loss(output: Array, y: Array) -> Array:
    clipped = np.clip(output, 1e-7, 1 - 1e-7)
    mean: Array = -(y * np.log(clipped) + (1 - y) * np.log(1 - clipped)).mean(axis=1)
    return mean


def _gradients(weights: list[Array], x: Array, hidden: Array, output: Array, y: Array) -> list[Array]:
    error = ((output - y) / y.shape[1])[..., None]
    back = (error @ weights[2].transpose(0, 2, 1)) * (hidden > 0)
    return [
        x.transpose(0, 2, 1) @ back,
        back.sum(axis=1, keepdims=True),
        hidden.transpose(0, 2, 1) @ error,
        error.sum(axis=1, keepdims=True),
    ]
