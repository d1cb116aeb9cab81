"""Where the next line of typed Python begins, and where a bracket that opens a line goes."""

import pytest

from nnterm.tui.reading.indentation import closing_bracket, new_line


@pytest.mark.parametrize(
    ("before", "columns"),
    [
        ("x = 1", 0),
        ("    x = 1", 4),
        ("if x:", 4),
        ("    for i in x:  # all of them", 8),
        ("model = keras.Sequential([", 4),
        ("model = keras.Sequential([\n    layers.Dense(8,", 8),
        ("model = keras.Sequential([\n    layers.Dense(8),", 4),
        ("model = keras.Sequential([\n    layers.Dense(8),\n])", 0),
        ("    model = f([\n            layers.Dense(8),\n            ])", 4),
        ("def f(\n    x,\n):", 4),
        ("rows = {1:", 4),
        ("words = '([{'", 0),
        ("words = 'if x:'", 0),
        ("# see [1", 0),
        ('"""Text (\nmore"""\nx = 1', 0),
        (")", 0),
    ],
)
def test_a_new_line_begins_where_the_code_goes_on(before: str, columns: int) -> None:
    assert new_line(before) == columns


@pytest.mark.parametrize(
    ("before", "columns"),
    [
        ("model = keras.Sequential([\n    layers.Dense(8),\n", 0),
        ("    model = keras.Sequential([\n        layers.Dense(\n            8,\n", 8),
        ("x = 1\n", None),
        ("x = (1)\n", None),
    ],
)
def test_a_closing_bracket_goes_below_the_line_that_opened_it(before: str, columns: int | None) -> None:
    assert closing_bracket(before) == columns
