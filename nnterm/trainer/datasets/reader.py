"""Texts to rows of a data set, and a typed text to the words or letters that its model is given."""

from collections.abc import Iterable, Sequence

from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.file_sets import TEXTS
from nnterm.experiment.experiment import Dataset
from nnterm.trainer.datasets.parts import Array
from nnterm.trainer.datasets.texts import FIRST, Vocabulary, letters, tokens


class Reader:
    """Reads texts as the options of a data set say."""

    def __init__(self, dataset: Dataset, training: Iterable[str]) -> None:
        """`training` are the texts of the training rows: they alone decide which words or letters have numbers."""
        options, unit = catalog.options(dataset), TEXTS[dataset.name]
        self._cut, self._between = (letters, "") if unit == "letters" else (tokens, " ")
        self.vocabulary = Vocabulary(training, int(options[unit]), self._cut)
        self._by_number: dict[int, str] | None = None
        self._encoding, self._length = str(options["encoding"]), int(options["length"])

    def rows(self, texts: Sequence[str]) -> Array:
        """What the model is given for each text."""
        match self._encoding:
            case "multi_hot":
                return self.vocabulary.multi_hot(texts)
            case "counts":
                return self.vocabulary.counts(texts)
        return self.vocabulary.sequences(texts, self._length)

    def tokens(self, text: str) -> list[str]:
        """The words or letters of `text`."""
        return self._cut(text)

    def token(self, number: int) -> str:
        """The word or letter of a token number; a question mark for what has none."""
        if self._by_number is None:
            self._by_number = dict(enumerate(self.vocabulary.tokens, FIRST))
        return self._by_number.get(number, "?")

    def join(self, words: Sequence[str]) -> str:
        """A text of these words or letters."""
        return self._between.join(words)
