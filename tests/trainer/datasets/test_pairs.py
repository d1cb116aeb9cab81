"""The rows of pairs: the class is the value beside the key that is asked for."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.trainer.datasets.dataset import divide, raw

LOOKUP = Dataset("lookup", {"pairs": 3, "keys": 5, "values": 4, "samples": 400})


def test_the_class_is_the_value_of_the_key_at_the_end() -> None:
    texts, classes = raw(LOOKUP, Split()).train
    for text, value in zip(texts, classes, strict=True):
        *pairs, wanted = text.split()
        found = {pair[0]: int(pair[1:]) for pair in pairs}
        # No key twice, or there would be two answers.
        assert len(pairs) == len(found) == 3
        assert found[wanted] == value
    words = {word for text in texts for word in text.split()}
    assert len(words) == 5 * 4 + 5 == catalog.vocabulary(LOOKUP) - 2
    assert set(classes) == {0, 1, 2, 3}


def test_every_word_has_a_number_of_its_own() -> None:
    x = divide(LOOKUP, Split(validation=0.25)).train[0]
    assert x.shape == (300, 4)
    assert (x.min(), x.max()) == (2, catalog.vocabulary(LOOKUP) - 1)


def test_the_seed_decides_the_rows() -> None:
    other = Dataset("lookup", {**LOOKUP.options, "seed": 1})
    first, again, third = (list(raw(each, Split()).train[0]) for each in (LOOKUP, LOOKUP, other))
    assert first == again != third
