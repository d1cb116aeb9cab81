"""Texts to numbers, with a vocabulary of the training rows alone."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.experiment import catalog
from nnterm.experiment.experiment import Dataset

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

    def __contains__(self, word: str) -> bool:
        return word in self._number

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


class Reader:
    """Makes rows of texts as the options of a data set say."""

    def __init__(self, dataset: Dataset, texts: Iterable[str]) -> None:
        """`texts` are those of the training rows: they alone decide which words have numbers."""
        options = catalog.options(dataset)
        self.vocabulary = Vocabulary(texts, int(options["words"]))
        self._length = int(options["length"]) if options["encoding"] == "tokens" else None

    def rows(self, texts: Sequence[str]) -> NDArray[Any]:
        """What the model is given for each text."""
        if self._length is None:
            return self.vocabulary.multi_hot(texts)
        return self.vocabulary.sequences(texts, self._length)

    def tokens(self, text: str) -> list[str]:
        """The words that the model is given of `text`."""
        return tokens(text)

    def join(self, words: Sequence[str]) -> str:
        """A text of these words: the other way round."""
        return " ".join(words)
