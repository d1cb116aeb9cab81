"""The trainings whose speed is measured, each with how many times faster than `fit` it has to be."""

from dataclasses import dataclass

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import LSTM, Conv2D, Dense, Embedding, Flatten, MaxPooling2D, SimpleRNN


@dataclass(frozen=True)
class Case:
    """A training, and how many times faster than `fit` it has to be."""

    dataset: Dataset
    split: Split
    hyperparameters: Hyperparameters
    wanted: float


MNIST = Dataset("mnist10k"), Split(validation=0.2)
REVIEWS = Dataset("reviews10k"), Split(validation=0.2)
CIRCLES = Dataset("circles", {"samples": 250}), Split()
POINTS = {"optimizer": "adam", "loss": "binary_crossentropy", "batch_size": 10}
TEXT = {"optimizer": "rmsprop", "loss": "binary_crossentropy"}
CASES = {
    "iris 4-128-3": Case(
        Dataset("iris"),
        Split(test=0.2, validation=0.1, stratify=True),
        Hyperparameters(
            layers=(Dense(4, "relu"), Dense(128, "relu"), Dense(3, "softmax")),
            optimizer="adam",
            loss="categorical_crossentropy",
        ),
        20,
    ),
    "circles 8-8-1": Case(
        *CIRCLES, Hyperparameters(layers=(Dense(8, "relu"), Dense(8, "relu"), Dense(1, "sigmoid")), **POINTS), 60
    ),
    "circles 6 x 8": Case(
        *CIRCLES, Hyperparameters(layers=(*[Dense(8, "relu")] * 6, Dense(1, "sigmoid")), **POINTS), 60
    ),
    "mnist 512-10": Case(
        Dataset("mnist10k", {"flatten": True}),
        MNIST[1],
        Hyperparameters(
            layers=(Dense(512, "relu"), Dense(10, "softmax")),
            optimizer="rmsprop",
            loss="sparse_categorical_crossentropy",
            batch_size=128,
        ),
        1.5,
    ),
    "mnist cnn": Case(
        *MNIST,
        Hyperparameters(
            layers=(
                Conv2D(32, activation="relu"),
                MaxPooling2D(),
                Conv2D(64, activation="relu"),
                MaxPooling2D(),
                Conv2D(64, activation="relu"),
                Flatten(),
                Dense(64, "relu"),
                Dense(10, "softmax"),
            ),
            optimizer="rmsprop",
            loss="sparse_categorical_crossentropy",
            batch_size=64,
        ),
        1.05,
    ),
    "SimpleRNN 32": Case(
        *REVIEWS,
        Hyperparameters(layers=(Embedding(10_000, 32), SimpleRNN(32), Dense(1, "sigmoid")), batch_size=32, **TEXT),
        2,
    ),
    "LSTM 32": Case(
        *REVIEWS,
        Hyperparameters(layers=(Embedding(10_000, 32), LSTM(32), Dense(1, "sigmoid")), batch_size=32, **TEXT),
        2,
    ),
    "multi-hot 16-16": Case(
        Dataset("reviews10k", {"encoding": "multi_hot"}),
        MNIST[1],
        Hyperparameters(layers=(Dense(16, "relu"), Dense(16, "relu"), Dense(1, "sigmoid")), batch_size=512, **TEXT),
        4,
    ),
}
