"""The full MNIST and IMDB out of Keras's own cache: read where the right file lies there, never downloaded."""

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.errors import DatasetError
from nnterm.paths import given

CHECKSUMS = {
    "mnist.npz": "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    "imdb.npz": "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
}
"""SHA-256 of each file, as Keras has it."""

INSTEAD = {"mnist": "mnist10k", "imdb": "reviews10k"}
"""The data set that ships and will do in place of the full one."""

START, OUTSIDE, INDEX_FROM = 1, 2, 3
"""Numbers of `imdb.load_data`: the start of a review, a word beyond the vocabulary, and what every word of the file is
raised by, so that the most frequent one is 4."""

ORDER_SEED = 113
"""The seed with which `imdb.load_data` puts the reviews in order."""

Part = tuple[Any, NDArray[np.int64]]
"""Inputs and classes."""


def folder() -> Path:
    """Where Keras keeps data sets: `$KERAS_HOME/datasets`, else `~/.keras/datasets`."""
    chosen = os.environ.get("KERAS_HOME")
    return (given(chosen) if chosen else given("~/.keras")) / "datasets"


def digits(samples: int) -> tuple[Part, Part]:
    """The first `samples` training digits and all for testing: pixels (n, 28, 28), 0 to 255, and classes."""
    return digits_in(checked("mnist"), samples)


def reviews(samples: int, words: int) -> tuple[Part, Part]:
    """The first `samples` training reviews and all for testing: rows of word numbers below `words`, and classes."""
    return reviews_in(checked("imdb"), samples, words)


def checked(name: str) -> bytes:
    """The bytes of the file of `name`. Raises DatasetError where it is missing, or not the one that Keras expects."""
    path = folder() / f"{name}.npz"
    fetch = f'python -c "import keras; keras.datasets.{name}.load_data()"'
    remedy = f"Use {INSTEAD[name]}, which ships with nnterm, or fetch it once with a network: {fetch}"
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        raise DatasetError(f"The full {name} is not in Keras's cache: there is no {path}.", remedy) from None
    except OSError as error:
        raise DatasetError(f"The full {name} cannot be read from {path}: {error.strerror}.", remedy) from error
    if hashlib.sha256(found).hexdigest() != CHECKSUMS[path.name]:
        remedy = f"Delete the file, and fetch it again with a network: {fetch}. Or use {INSTEAD[name]}."
        raise DatasetError(f"{path} is not the file that Keras expects: its checksum is wrong.", remedy)
    return found


def digits_in(content: bytes, samples: int) -> tuple[Part, Part]:
    """`digits` out of the bytes of `mnist.npz`."""
    with np.load(io.BytesIO(content)) as arrays:
        train = arrays["x_train"][:samples], arrays["y_train"][:samples].astype(int)
        return train, (arrays["x_test"], arrays["y_test"].astype(int))


def reviews_in(content: bytes, samples: int, words: int) -> tuple[Part, Part]:
    """`reviews` out of the bytes of `imdb.npz`, in the order and with the numbers of `imdb.load_data(words)`."""
    # The arrays hold lists, which are pickled: only bytes whose checksum is right come here.
    with np.load(io.BytesIO(content), allow_pickle=True) as arrays:
        # Keras draws both orders from one generator, that of the training rows first.
        generator = np.random.RandomState(ORDER_SEED)
        orders = [generator.permutation(len(arrays[f"y_{part}"])) for part in ("train", "test")]
        train, test = (
            (_numbered(arrays[f"x_{part}"][order], words), arrays[f"y_{part}"][order].astype(int))
            for part, order in (("train", orders[0][:samples]), ("test", orders[1]))
        )
    return train, test


def _numbered(texts: NDArray[Any], words: int) -> NDArray[Any]:
    """Word numbers of the file as those of `imdb.load_data`."""
    numbered = np.empty(len(texts), dtype=object)
    for place, text in enumerate(texts):
        raised = (START, *(word + INDEX_FROM for word in text))
        numbered[place] = [word if word < words else OUTSIDE for word in raised]
    return numbered
