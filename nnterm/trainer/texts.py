"""Texts to numbers, with a vocabulary of the training rows alone."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

PADDING, UNKNOWN, FIRST = 0, 1, 2
"""Token numbers: filler before short texts, any word outside the vocabulary, the most frequent word."""

_WORD = re.compile(r"[a-z0-9']+")


def tokens(text: str) -> list[str]:
    """The words of `text` in lower case."""
    return _WORD.findall(text.lower())


class Vocabulary:
    """Numbers for the most frequent words of some texts."""

    def __init__(self, texts: Iterable[str], words: int) -> None:
        """Count the words of `texts`; keep `words` numbers in all, padding and unknown word included."""
        counts = Counter(word for text in texts for word in tokens(text))
        frequent = sorted(counts, key=lambda word: (-counts[word], word))[: words - FIRST]
        self._words = words
        self._number = {word: number for number, word in enumerate(frequent, FIRST)}

    def __len__(self) -> int:
        return len(self._number) + FIRST

    def sequences(self, texts: Sequence[str], length: int) -> NDArray[np.int32]:
        """The last `length` words of each text, (n, length), padded in front."""
        rows = np.zeros((len(texts), length), dtype="int32")
        for row, text in zip(rows, texts, strict=True):
            sequence = [self._number.get(word, UNKNOWN) for word in tokens(text)][-length:]
            if sequence:
                row[-len(sequence) :] = sequence
        return rows

    def multi_hot(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """1 for each word that occurs, (n, words)."""
        rows = np.zeros((len(texts), self._words), dtype="float32")
        for row, text in zip(rows, texts, strict=True):
            row[[self._number.get(word, UNKNOWN) for word in tokens(text)]] = 1
        return rows
