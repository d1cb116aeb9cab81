"""A shape is told as Python writes it, so that it looks like the shapes of the lessons."""

import pytest

from nnterm.exercise.checks import complaint


@pytest.mark.parametrize(
    ("value", "equals", "told"),
    [
        ((3,), "(4,)", "value gave (3,); expected (4,)."),
        ((5, 10), "(5, 64)", "value gave (5, 10); expected (5, 64)."),
        ((None, 64), "(None, 1)", "value gave (None, 64); expected (None, 1)."),
    ],
)
def test_tuples_keep_their_brackets(value: object, equals: str, told: str) -> None:
    assert complaint("value", equals, {"value": value}) == told
