"""The data files that ship with nnterm: found, checked against their checksum, and read."""

import csv
import gzip
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnterm import paths
from nnterm.errors import DatasetError
from nnterm.experiment.datasets.file_sets import DIGITS

CHECKSUMS = {
    "mnist10k.npz": "0cc353957f57ac02369fa8db8899508589d77d4c28e20f8ca05b9cb3d7a66fc3",
    "reviews10k.tsv.gz": "5ab97a2a7b32c39f301825333ce2262c6e0cdc2b1d2183bf6d536882c625209c",
    "products2400.tsv.gz": "86cec4be6868f79f8432e8b3410333dbce9c086710b443714ab8b2b23989b1a5",
    "surnames.tsv.gz": "1d8c5b445138198b8bf814750beaff9ca023a33ee8289110c36f0d03f2ee3009",
    "series.npz": "7b6da65e467062ece35e3b09a14295d309b3588d516d8af4ba97bf74abf6593f",
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


def digits(samples: int, kept: str = "all") -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The first `samples` of the bundled MNIST digits: pixels (n, 28, 28), 0 to 255, and classes (n,).

    `kept`, a key of `DIGITS`, leaves other digits out first. Classes are numbered from 0: of `5-9` class 0 is a 5.
    """
    with np.load(io.BytesIO(checked(paths.datasets() / "mnist10k.npz"))) as arrays:
        x, y = arrays["x"], arrays["y"]
    if kept != "all":
        first = DIGITS[kept][0]
        rows = (y >= first) & (y < first + 5)
        x, y = x[rows], y[rows] - first
    return x[:samples], y[:samples]


def reviews(samples: int, name: str = "reviews10k") -> tuple[list[str], NDArray[np.int64]]:
    """The first `samples` of the film or product reviews that ship: texts, and 1 where people rated them positive."""
    rows = _table(f"{name}.tsv.gz")[:samples]
    return [row["text"] for row in rows], np.array([float(row["rating"]) > 0 for row in rows]).astype(int)


def surnames(samples: int, languages: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """The first `samples` of the bundled surnames, and the place of each one's language among `languages`."""
    rows = _table("surnames.tsv.gz")[:samples]
    return [row["name"] for row in rows], np.array([languages.index(row["language"]) for row in rows])


def series(name: str) -> NDArray[np.float64]:
    """The values of a bundled series in the order of time; a gap is a straight line between its neighbours."""
    with np.load(io.BytesIO(checked(paths.datasets() / "series.npz"))) as arrays:
        values = arrays[_SERIES[name]].ravel().astype("float64")
    known = np.flatnonzero(~np.isnan(values))
    filled: NDArray[np.float64] = np.interp(np.arange(len(values)), known, values[known])
    return filled


_SERIES = {"sunspots": "sunspots", "co2": "co2", "nino": "elnino"}
"""The array of each series in its file."""


def _table(name: str) -> list[dict[str, str]]:
    """The rows of a bundled table, by the names of their columns."""
    text = gzip.decompress(checked(paths.datasets() / name)).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
