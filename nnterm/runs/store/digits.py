"""Real digits for drawings, from the data that ship, without NumPy: importing it takes longer than reading them."""

import ast
import zipfile
from functools import cache

from nnterm import paths
from nnterm.errors import DatasetError

SIZE = 28
"""Rows and columns of a digit."""

KEPT = 400
"""How many of the images are looked at; among them are some forty of each digit."""


@cache
def digits(label: int) -> tuple[tuple[float, ...], ...]:
    """Images of the digit `label` (0 to 9), 784 numbers from 0 to 1 each. Raises DatasetError without the file."""
    path = paths.course() / "data" / "mnist10k.npz"
    try:
        with zipfile.ZipFile(path) as archive:
            pixels = _values(archive, "x.npy", KEPT * SIZE * SIZE)
            labels = _values(archive, "y.npy", KEPT)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise DatasetError(f"The digits in {path} cannot be read: {error}", "Install nnterm again.") from error
    wanted = (index for index, found in enumerate(labels) if found == label)
    images = (pixels[index * SIZE * SIZE : (index + 1) * SIZE * SIZE] for index in wanted)
    return tuple(tuple(pixel / 255 for pixel in image) for image in images)


def _values(archive: zipfile.ZipFile, name: str, count: int) -> bytes:
    """The first `count` values of an array of bytes in NumPy's file format (its version 1.0)."""
    with archive.open(name) as file:
        if file.read(6) != b"\x93NUMPY":
            raise ValueError(f"{name} is not an array")
        file.read(2)
        header = ast.literal_eval(file.read(int.from_bytes(file.read(2), "little")).decode("latin-1"))
        if header["descr"] != "|u1" or header["fortran_order"]:
            raise ValueError(f"{name} is not an array of bytes")
        return file.read(count)
