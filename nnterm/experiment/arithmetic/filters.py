"""Filters of 3 by 3 weights, and what one gives at a place of an image."""

Filter = tuple[int, int, int, int, int, int, int, int, int]
"""Nine weights, row by row from the top left."""

FILTERS: dict[str, Filter] = {
    "vertical_edge": (-1, 0, 1, -1, 0, 1, -1, 0, 1),
    "horizontal_edge": (-1, -1, -1, 0, 0, 0, 1, 1, 1),
    "blur": (1, 1, 1, 1, 1, 1, 1, 1, 1),
    "sharpen": (0, -1, 0, -1, 5, -1, 0, -1, 0),
    "outline": (-1, -1, -1, -1, 8, -1, -1, -1, -1),
}
"""Well-known filters by name."""


def window(image: tuple[float, ...], size: int, row: int, column: int) -> tuple[float, ...]:
    """The nine pixels of a square image of `size` rows whose top left one is at `row` and `column`."""
    return tuple(image[(row + i) * size + column + j] for i in range(3) for j in range(3))


def convolve(image: tuple[float, ...], size: int, weights: Filter) -> list[float]:
    """The weighted sum at each place where the window fits, (size - 2) by (size - 2), row by row."""
    places = range(size - 2)
    return [
        sum(w * p for w, p in zip(weights, window(image, size, row, column), strict=True))
        for row in places
        for column in places
    ]
