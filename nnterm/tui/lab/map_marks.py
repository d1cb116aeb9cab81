"""Points on a decision map: how each kind is drawn, and what the words around the map say of them."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import CLASS_ROLES, Role, Row, length

MARKS = {"braille": "●○▲", "block": "●○▲", "ascii": "o+x"}
"""How points of each class are drawn: they differ in shape as well as in colour."""

Points = Sequence[tuple[float, float, int]]
"""x0, x1, class."""


class Kind(Enum):
    """Which rows a point is of. One that comes later lies on those before where they share a cell."""

    UNSEEN = "unseen"
    """Of the validation rows."""
    TEST = "test"
    TRAIN = "train"
    FLIPPED = "flipped"
    """Of the training rows, with a flipped label."""


ORDER = tuple(Kind)


class Mark(NamedTuple):
    """A point on the map."""

    label: int
    kind: Kind

    @property
    def character(self) -> str:
        """How it is drawn."""
        return characters(self.kind)[self.label]

    def lies_on(self, other: "Mark") -> bool:
        """Whether it is the one that is seen of the two; of the same kind the first one is."""
        return ORDER.index(self.kind) > ORDER.index(other.kind)


def characters(kind: Kind) -> str:
    """The marks of `kind`, one a class."""
    symbols = glyphs.current()
    return {Kind.UNSEEN: symbols.unseen, Kind.TEST: symbols.test, Kind.FLIPPED: symbols.flipped}.get(
        kind, MARKS[symbols.name]
    )


def legend_row(labels: tuple[str, ...], epoch: int | None, width: int, *, has_flipped: bool = False) -> Row:
    """The epoch of the map where there is one, the classes, and what marks flipped labels.

    For want of room the names of the classes go first.
    """
    said: Row = [(f" epoch {epoch:,} ", Role.QUIET)] if epoch is not None else []
    marks = [(f" {characters(Kind.TRAIN)[number]}", role) for number, role in enumerate(CLASS_ROLES)]
    names = [(f" {name} ", Role.QUIET) for name in labels[:3]]
    flipped = _named(Kind.FLIPPED, len(names)) if has_flipped else []
    forms: list[Row] = [
        [*said, *(piece for pair in zip(marks, names, strict=False) for piece in pair), *flipped],
        [*said, *marks[: len(names)], *flipped],
        [*said, *flipped],
        said,
    ]
    return next((row for row in forms if length(row) <= width), said)


def others_row(kinds: Sequence[Kind], classes: int, width: int) -> Row:
    """What marks points that no training row is: those that are unseen, and those of the test."""
    named = [_named(kind, classes) for kind in kinds]
    whole = [piece for row in named for piece in row]
    # Marks that differ from those of the training rows are understood without the word before one that does not fit.
    return whole if length(whole) <= width else next((row for row in named[::-1] if length(row) <= width), [])


def range_row(edges: tuple[float, float, float, float], width: int) -> Row:
    """What of the plane is shown: left and right, bottom and top; the ends in fewer digits where there is no room."""
    for digits in (".1f", ".3g", ".1g"):
        left, right, bottom, top = (format(edge, digits) for edge in edges)
        words = f" x0 {left} to {right}, x1 {bottom} to {top}"
        if len(words) <= width:
            break
    return [(words, Role.QUIET)]


def _named(kind: Kind, classes: int) -> Row:
    symbols = zip(characters(kind)[:classes], CLASS_ROLES, strict=False)
    return [(" ", Role.QUIET), *symbols, (f" {kind.value}", Role.QUIET)]
