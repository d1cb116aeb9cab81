"""How large what a trainer says may be. Whatever goes beyond is no message, and is left out.

A trainer may be any program at the far end of any command, so no number of it is used to build or draw something
before it is known to be one that a lesson can have. All bounds are far above what nnterm's own trainer says.
"""

from typing import Annotated

from msgspec import Meta

MOST_EPOCHS = 100_000
"""Epochs of a run at the most, as for the hyperparameter: a history that filled a larger gap would take all memory."""

MOST_COLUMNS = 32
"""Columns of a history at the most: a loss and every metric there is, each with its validation, are 26."""

MOST_TEXT = 4096
"""Characters of one text at the most: what is longer is cut. The largest honest one is a picture of 2,240 cells."""

Part = Annotated[str, Meta(pattern="^(train|validation|test)$")]
"""A part of the split."""

Index = Annotated[int, Meta(ge=0, le=10_000_000)]
"""Place in a list, or a class."""

Count = Annotated[int, Meta(ge=0, le=10**15)]
"""A number of things: rows, bytes, parameters."""

ClassRows = Annotated[list[Count], Meta(max_length=1000)]
"""A number of rows for each class."""

Epoch = Annotated[int, Meta(ge=0, le=MOST_EPOCHS)]
"""A number of whole epochs."""

Seconds = Annotated[float, Meta(ge=0, le=1e9)]

Number = Annotated[float, Meta(ge=-1e100, le=1e100)]
"""A measured value: far enough from the largest float that differences and squares are numbers too."""

Probability = Annotated[float, Meta(ge=0, le=1)]

Name = Annotated[str, Meta(max_length=80)]
"""An id, or the name of a metric, a layer, an array."""

Metrics = Annotated[dict[Name, Number | None], Meta(max_length=MOST_COLUMNS)]
"""A value under each of Keras's history keys; None where it is not a finite number."""

Column = Annotated[list[Number | None], Meta(max_length=MOST_EPOCHS)]

Columns = Annotated[dict[Name, Column], Meta(max_length=MOST_COLUMNS)]
"""A value an epoch under each of Keras's history keys; None where it is not a finite number."""

Side = Annotated[int, Meta(ge=1, le=512)]
"""Rows or columns of a picture."""
