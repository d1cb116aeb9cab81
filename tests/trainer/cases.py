"""Small experiments of every kind of network, each trained in a second or two."""

import msgspec

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import LSTM, Conv2D, Dense, Embedding, Flatten, MaxPooling2D, SimpleRNN


class Case(msgspec.Struct, frozen=True):
    """What a training needs."""

    dataset: Dataset
    split: Split
    hyperparameters: Hyperparameters

    def with_(self, **changes: object) -> "Case":
        """A copy with other hyperparameters."""
        return msgspec.structs.replace(self, hyperparameters=msgspec.structs.replace(self.hyperparameters, **changes))


IRIS = Case(
    Dataset("iris"),
    Split(test=0.2, validation=0.1, stratify=True),
    Hyperparameters(
        layers=(Dense(4, "relu"), Dense(128, "relu"), Dense(3, "softmax")),
        optimizer="adam",
        loss="categorical_crossentropy",
        epochs=5,
        batch_size=32,
        seed=7,
    ),
)
"""108 training rows: three full batches and a ragged one. Validation and test fit in one batch that is not full."""

DROPOUT = IRIS.with_(dropout=0.3, l2=0.01, optimizer="rmsprop", momentum=0.5)

CONVOLUTIONAL = Case(
    Dataset("mnist10k", {"samples": 300}),
    Split(validation=0.2),
    Hyperparameters(
        layers=(
            Conv2D(6, activation="relu"),
            MaxPooling2D(),
            Conv2D(8, activation="relu", padding="same", strides=2),
            Flatten(),
            Dense(10, "softmax"),
        ),
        optimizer="rmsprop",
        loss="sparse_categorical_crossentropy",
        epochs=3,
        batch_size=32,
        l2=0.001,
        seed=3,
    ),
)

PAIRS = Case(
    Dataset("modular_addition", {"modulus": 7}),
    Split(test=9, validation=0.25),
    Hyperparameters(
        layers=(Embedding(7, 8), Flatten(), Dense(16, "relu"), Dense(7, "softmax")),
        optimizer="adamw",
        learning_rate=0.02,
        weight_decay=0.5,
        loss="sparse_categorical_crossentropy",
        epochs=12,
        batch_size=40,
        shuffle=False,
        seed=2,
    ),
)
"""30 pairs to train, 10 for validation and 9 for the test: some of each are right after 12 epochs, some are not."""

RECURRENT = Case(
    Dataset("reviews10k", {"samples": 200, "words": 300, "length": 12}),
    Split(validation=50),
    Hyperparameters(
        layers=(Embedding(300, 8, mask_zero=True), SimpleRNN(8, return_sequences=True), LSTM(6), Dense(1, "sigmoid")),
        optimizer="adam",
        loss="binary_crossentropy",
        epochs=3,
        batch_size=32,
        seed=5,
    ),
)

SENTENCES = RECURRENT.with_(layers=(Embedding(300, 8, mask_zero=True), SimpleRNN(8), Dense(1, "sigmoid")))
"""One recurrent layer, which is compiled in half the time."""

MOONS = Case(
    Dataset("moons", {"samples": 80}),
    Split(validation=0.25),
    Hyperparameters(
        layers=(Dense(6, "tanh"), Dense(1, "sigmoid")),
        optimizer="adam",
        learning_rate=0.01,
        loss="binary_crossentropy",
        epochs=20,
        batch_size=10,
        seed=1,
    ),
)
