"""Rows of tokens with fixed numbers: generated sequences, and names cut into windows. The same seed gives the same."""

import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.datasets.token_sets import LETTERS, MARK, TOKEN_SETS
from nnterm.experiment.experiment import Option

Rows = tuple[NDArray[np.int32], NDArray[np.int64]]
"""Token numbers (n, length), and classes (n,)."""

_TOKENS = TOKEN_SETS["sequences"].tokens
_A, _B, _MARK = (_TOKENS.index(token) for token in ("A", "B", MARK))
_FIRST_FILLER = _MARK + 1

MARKS = 3
"""About as many marks are in a row beside the one that every row has."""


def sequences(options: dict[str, Option]) -> Rows:
    """Rows of `sequences` under `options`, all of which are given. Class 0 is A, class 1 is B.

    `order` asks which of the two, once each among fillers, came first; `first` asks for the first token, fillers after
    it; `marked` has A and B at random all along, and asks for the one after the last mark.
    """
    rng = np.random.default_rng(int(options["seed"]))
    shape = int(options["samples"]), int(options["length"])
    every = np.arange(shape[0])
    if options["rule"] == "marked":
        x = rng.integers(_A, _B + 1, size=shape)
        is_mark = rng.random((shape[0], shape[1] - 1)) < MARKS / shape[1]
        is_mark[every, rng.integers(shape[1] - 1, size=shape[0])] = True
        x[:, :-1][is_mark] = _MARK
        last = shape[1] - 2 - is_mark[:, ::-1].argmax(axis=1)
        return x.astype("int32"), x[every, last + 1] - _A
    x = rng.integers(_FIRST_FILLER, len(_TOKENS), size=shape)
    if options["rule"] == "first":
        y = rng.integers(2, size=shape[0])
        x[:, 0] = _A + y
        return x.astype("int32"), y
    places = rng.permuted(np.tile(np.arange(shape[1]), (shape[0], 1)), axis=1)
    x[every, places[:, 0]], x[every, places[:, 1]] = _A, _B
    return x.astype("int32"), (places[:, 0] > places[:, 1]).astype(int)


def next_letters(names: list[str], options: dict[str, Option]) -> Rows:
    """The first windows of `names`, mixed by the seed: the letters so far, and the number of the next one, 0 for none.

    The windows of a name stay together, the shortest first; zeros fill them up in front.
    """
    length, samples = int(options["length"]), int(options["samples"])
    number = {letter: place for place, letter in enumerate(LETTERS, 1)}
    x, y = [], []
    for place in np.random.default_rng(int(options["seed"])).permutation(len(names)):
        letters = [number[letter] for letter in names[place].lower()]
        padded = [0] * length + letters
        for at, letter in enumerate([*letters, 0]):
            x.append(padded[at : at + length])
            y.append(letter)
    return np.array(x[:samples], dtype="int32"), np.array(y[:samples])
