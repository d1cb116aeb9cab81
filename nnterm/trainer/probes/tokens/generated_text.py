"""What a model of the next token writes: it draws a token, puts it at the end of its window, and asks itself again."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.generated_text import GeneratedText, TextGenerated
from nnterm.experiment.protocol.inspection_requests import InspectGeneratedText
from nnterm.trainer.probes.rows.judging import answers
from nnterm.trainer.probes.subject import Subject

Array = NDArray[Any]

LONGEST = 24
"""Tokens of a text at the most: one that has not ended by then is cut."""

END = 0
"""The token that ends a text, and that fills the window in front of it."""

SMALLEST = 1e-30
"""Taken as the largest probability of a model that has none above 0, as one of NaN."""


def generated_text(subject: Subject, wanted: InspectGeneratedText) -> TextGenerated:
    """Texts that the model of `subject` writes; the same seed draws the same numbers, whatever the model.

    Raises DatasetError where the rows do not ask for the next token.
    """
    if not catalog.predicts_next_token(subject.dataset):
        raise DatasetError("This model does not write.", "Open the panel where a row asks for the next letter.")
    names = catalog.entry(subject.dataset).tokens
    x, y = subject.parts.train
    known = {row.tobytes() for row in x[y == END]}
    windows = np.zeros((wanted.most, x.shape[1]), dtype=x.dtype)
    written: list[list[int]] = [[] for _ in windows]
    ended, found = np.zeros(len(windows), dtype=bool), np.zeros(len(windows), dtype=bool)
    for numbers in np.random.default_rng(wanted.seed).random((LONGEST, len(windows))):
        tokens = drawn_tokens(answers(subject.loop, windows), wanted.temperature, numbers)
        for row in np.flatnonzero(~ended):
            if tokens[row] == END:
                ended[row], found[row] = True, windows[row].tobytes() in known
            else:
                written[row].append(int(tokens[row]))
        windows = np.concatenate([windows[:, 1:], tokens[:, None].astype(x.dtype)], axis=1)
        if ended.all():
            break
    return TextGenerated(
        run_id=subject.run_id,
        epoch=subject.epoch,
        texts=[
            GeneratedText("".join(names[token] for token in tokens), bool(is_known))
            for tokens, is_known in zip(written, found, strict=True)
        ],
        temperature=wanted.temperature,
        seed=wanted.seed,
    )


def drawn_tokens(probabilities: Array, temperature: float, numbers: Array) -> Array:
    """A token (n,) for each row of `probabilities` (n, tokens), by `numbers` (n,) that are even between 0 and 1.

    The chances are the probabilities to the power of 1 / temperature, scaled to a sum of 1: the softmax of logits that
    were divided by the temperature.
    """
    largest = np.maximum(probabilities.max(axis=1, keepdims=True).astype("float64"), SMALLEST)
    cumulated = np.cumsum((probabilities / largest) ** (1 / temperature), axis=1)
    # What has no chance at all adds nothing, and is passed over.
    passed = (cumulated <= numbers[:, None] * cumulated[:, -1:]).sum(axis=1)
    found: Array = np.minimum(passed, probabilities.shape[1] - 1)
    return found
