"""Texts to numbers, word by word or letter by letter, with a vocabulary of the training rows alone."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

PADDING, UNKNOWN, FIRST = 0, 1, 2
"""Token numbers: filler before short texts, any word or letter outside the vocabulary, the most frequent one."""

_WORD = re.compile(r"[a-z0-9']+")


def tokens(text: str) -> list[str]:
    """The words of `text` in lower case."""
    return _WORD.findall(text.lower())


def letters(text: str) -> list[str]:
    """The characters of `text` in lower case, blanks included."""
    return list(text.lower())


class Vocabulary:
    """Numbers for the most frequent words, or letters, of some texts."""

    def __init__(self, texts: Iterable[str], size: int, cut: Callable[[str], list[str]] = tokens) -> None:
        """Count what `cut` makes of `texts`; keep `size` numbers in all, padding and unknown included."""
        counts = Counter(token for text in texts for token in cut(text))
        frequent = sorted(counts, key=lambda token: (-counts[token], token))[: size - FIRST]
        self._size = size
        self._cut = cut
        self._number = {token: number for number, token in enumerate(frequent, FIRST)}

    @property
    def tokens(self) -> list[str]:
        """The words or letters with numbers of their own, the most frequent first; the numbers begin at `FIRST`."""
        return list(self._number)

    def __contains__(self, token: str) -> bool:
        return token in self._number

    def __len__(self) -> int:
        return len(self._number) + FIRST

    def numbers(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of each text, in its order."""
        return [[self._number.get(token, UNKNOWN) for token in self._cut(text)] for text in texts]

    def sequences(self, texts: Sequence[str], length: int) -> NDArray[np.int32]:
        """The last `length` words or letters of each text, (n, length), padded in front."""
        return padded(self.numbers(texts), length)

    def multi_hot(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """1 for each word or letter that occurs, (n, size)."""
        return multi_hot(self.numbers(texts), self._size)

    def counts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """How often each word or letter occurs, (n, size)."""
        rows = np.zeros((len(texts), self._size), dtype="float32")
        for row, numbers in zip(rows, self.numbers(texts), strict=True):
            np.add.at(row, numbers, 1)
        return rows


def padded(sequences: Sequence[Sequence[int]], length: int) -> NDArray[np.int32]:
    """The last `length` numbers of each sequence, (n, length), padded in front."""
    rows = np.full((len(sequences), length), PADDING, dtype="int32")
    for row, sequence in zip(rows, sequences, strict=True):
        if sequence:
            row[-len(sequence[-length:]) :] = sequence[-length:]
    return rows


def multi_hot(sequences: Sequence[Sequence[int]], size: int) -> NDArray[np.float32]:
    """1 for each number that occurs in a sequence, (n, size)."""
    rows = np.zeros((len(sequences), size), dtype="float32")
    for row, sequence in zip(rows, sequences, strict=True):
        row[sequence] = 1
    return rows
