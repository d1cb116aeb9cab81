"""The one layer of nnterm that Keras has not: a learned vector for each place of a sequence."""

from typing import Any

import keras


class PositionEmbedding(keras.layers.Layer):  # type: ignore[misc]
    """Adds a learned vector for each place to a sequence (n, steps, features) of at most `sequence_length` steps."""

    def __init__(self, sequence_length: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sequence_length = sequence_length
        self.supports_masking = True

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the vectors (sequence_length, features), with the start that KerasHub gives them."""
        shape = (self.sequence_length, input_shape[-1])
        self.embeddings = self.add_weight(shape=shape, initializer="glorot_uniform", name="position_embeddings")

    def call(self, x: Any) -> Any:
        """`x` with the vectors of its places added."""
        return x + self.embeddings[: x.shape[1]]
