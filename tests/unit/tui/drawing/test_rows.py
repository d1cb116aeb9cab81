import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnterm.tui.drawing.rows import Role, Row, fit, fold, length, overlay, plain, spread, wrap

ROWS = st.lists(st.tuples(st.text("abc ", max_size=8), st.sampled_from(Role)), max_size=6)


@given(ROWS, st.integers(0, 30))
def test_fit_makes_a_row_exactly_as_wide(row: Row, width: int) -> None:
    assert length(fit(row, width)) == width
    assert plain(fit(row, width)).rstrip() == plain(row)[:width].rstrip()


@given(st.integers(0, 12))
def test_overlay_replaces_what_it_covers_and_keeps_the_rest(column: int) -> None:
    row: Row = [("abcdef", Role.TEXT), ("ghijkl", Role.QUIET)]
    expected = "abcdefghijkl"[:column].ljust(column) + "XY" + "abcdefghijkl"[column + 2 :]
    assert plain(overlay(row, column, ("XY", Role.STRONG))) == expected


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), max_size=30), st.integers(9, 40))
def test_wrap_keeps_every_word_and_the_width(words: list[str], width: int) -> None:
    rows = wrap([(" ".join(words), Role.TEXT)], width)
    assert all(length(row) <= width for row in rows)
    assert " ".join(plain(row) for row in rows).split() == words


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=30), max_size=30), st.integers(1, 9))
def test_wrap_goes_on_with_a_word_that_is_longer_than_a_row(words: list[str], width: int) -> None:
    rows = wrap([(" ".join(words), Role.TEXT)], width)
    assert all(length(row) <= width for row in rows)
    assert "".join(plain(row) for row in rows).replace(" ", "") == "".join(words)


def test_spread_gives_up_the_right_side_first() -> None:
    assert plain(spread([("left", Role.TEXT)], [("right", Role.TEXT)], 12)) == "left   right"
    assert plain(spread([("left", Role.TEXT)], [("right", Role.TEXT)], 8)) == "left    "


@pytest.mark.parametrize("width", [0, 1, 2, 3])
def test_a_row_is_folded_into_next_to_no_cells(width: int) -> None:
    folded = [plain(row) for row in fold([("a bc", Role.TEXT)], width)]
    assert "".join(folded).replace(" ", "") == "abc"
    assert all(len(row) <= max(1, width) for row in folded)
