"""The data files that ship with nnterm: found, checked against their checksum, and read."""

import csv
import gzip
import hashlib
import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnterm import paths
from nnterm.errors import DatasetError

CHECKSUMS = {
    "mnist10k.npz": "0cc353957f57ac02369fa8db8899508589d77d4c28e20f8ca05b9cb3d7a66fc3",
    "reviews10k.tsv.gz": "5ab97a2a7b32c39f301825333ce2262c6e0cdc2b1d2183bf6d536882c625209c",
}
"""SHA-256 of each file, as PROVENANCE.md beside them has it."""


def checked(path: Path) -> bytes:
    """The bytes of the data file at `path`. Raises DatasetError when it is missing, or not the file that shipped."""
    # The folder comes last: its name may be long, and the lab has few lines.
    remedy = f"Install nnterm again: pip install --force-reinstall nnterm. The file is in {path.parent}."
    try:
        found = path.read_bytes()
    except OSError as error:
        raise DatasetError(f"The data file {path.name} cannot be read: {error.strerror}.", remedy) from error
    if hashlib.sha256(found).hexdigest() != CHECKSUMS[path.name]:
        raise DatasetError(f"The data file {path.name} is damaged: its checksum is wrong.", remedy)
    return found


def digits(samples: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The first `samples` of the bundled MNIST digits: pixels (n, 28, 28), 0 to 255, and classes (n,)."""
    with np.load(io.BytesIO(checked(paths.datasets() / "mnist10k.npz"))) as arrays:
        return arrays["x"][:samples], arrays["y"][:samples]


def reviews(samples: int) -> tuple[list[str], NDArray[np.int64]]:
    """The first `samples` of the bundled film reviews: texts, and 1 where people rated them positive."""
    text = gzip.decompress(checked(paths.datasets() / "reviews10k.tsv.gz")).decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))[:samples]
    return [row["text"] for row in rows], np.array([float(row["rating"]) > 0 for row in rows]).astype(int)
